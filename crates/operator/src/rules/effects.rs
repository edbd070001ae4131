//! What a rule would do, as a person reads it before they save it.
use permission::{ArrangementId, IntendedUseId, Preview, Rule};

use crate::{Operator, Result};

/// One kind of effect with what it would hit.
#[derive(Debug)]
pub(super) struct EffectView {
    /// The message that says what would happen to so many.
    pub(super) message: &'static str,
    /// Each with its address, where it has a page.
    pub(super) hit: Vec<(String, String)>,
}

impl Operator {
    /// The effects of a rule on everything known today; none when nothing changes.
    pub(super) async fn effects_of(
        &self,
        account: &str,
        rule: &Rule,
        language: &str,
    ) -> Result<Vec<EffectView>> {
        let Preview {
            allows,
            declines,
            asks,
            ends,
            asks_about,
        } = self.preview_rule(account, rule).await?;
        let mut effects = Vec::new();
        for (message, uses) in [
            ("rules-would-allow", allows),
            ("rules-would-decline", declines),
            ("rules-would-ask", asks),
        ] {
            let mut hit = Vec::with_capacity(uses.len());
            for id in uses {
                hit.push((self.use_line(&id, language).await?, String::new()));
            }
            effects.push(EffectView { message, hit });
        }
        for (message, permissions) in [
            ("rules-would-end", ends),
            ("rules-would-keep-back", asks_about),
        ] {
            let mut hit = Vec::with_capacity(permissions.len());
            for id in permissions {
                hit.push(self.permission_line(account, &id, language).await?);
            }
            effects.push(EffectView { message, hit });
        }
        effects.retain(|effect| !effect.hit.is_empty());
        Ok(effects)
    }

    async fn use_line(&self, id: &IntendedUseId, language: &str) -> Result<String> {
        let intended_use = self.intended_use(id.as_str()).await?;
        let known = self.known_service(intended_use.service.as_str()).await?;
        let service = known.map(|known| known.service.name.get(language).to_owned());
        let title = intended_use.title.get(language);
        Ok(service.map_or_else(|| title.to_owned(), |service| format!("{service}: {title}")))
    }

    async fn permission_line(
        &self,
        account: &str,
        id: &ArrangementId,
        language: &str,
    ) -> Result<(String, String)> {
        let held = self.held(account, id.as_str()).await?;
        let intended_use = self.use_of(&held.permission).await?;
        let line = self.use_line(&intended_use.id, language).await?;
        Ok((line, format!("/permissions/{id}")))
    }
}
