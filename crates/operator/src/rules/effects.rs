//! What a rule would do, as a person reads it before they save it.
use permission::{ArrangementId, IntendedUseId, Preview, Rule};

use super::UseHere;
use crate::permissions::Held;
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
        uses: &[UseHere],
        language: &str,
    ) -> Result<Vec<EffectView>> {
        let held = self.permissions_here(account).await?;
        let Preview {
            allows,
            declines,
            asks,
            ends,
            asks_about,
        } = self.preview_among(account, rule, uses, &held).await?;
        let of_uses = [
            ("rules-would-allow", allows),
            ("rules-would-decline", declines),
            ("rules-would-ask", asks),
        ];
        let of_uses = of_uses.into_iter().map(|(message, ids)| EffectView {
            message,
            hit: ids
                .iter()
                .filter_map(|id| use_line(uses, id, language))
                .collect(),
        });
        let of_permissions = [
            ("rules-would-end", ends),
            ("rules-would-keep-back", asks_about),
        ];
        let of_permissions = of_permissions.into_iter().map(|(message, ids)| EffectView {
            message,
            hit: ids
                .iter()
                .filter_map(|id| permission_line(&held, id, language))
                .collect(),
        });
        let effects = of_uses.chain(of_permissions);
        Ok(effects.filter(|effect| !effect.hit.is_empty()).collect())
    }
}

fn line(of: &UseHere, language: &str) -> String {
    let service = of.service.service.name.get(language);
    format!("{service}: {}", of.intended_use.title.get(language))
}

fn use_line(uses: &[UseHere], id: &IntendedUseId, language: &str) -> Option<(String, String)> {
    let found = uses.iter().find(|one| one.intended_use.id == *id)?;
    Some((line(found, language), String::new()))
}

fn permission_line(
    held: &[(Held, UseHere)],
    id: &ArrangementId,
    language: &str,
) -> Option<(String, String)> {
    let (_, of) = held
        .iter()
        .find(|(one, _)| one.permission.arrangement() == id)?;
    Some((line(of, language), format!("/permissions/{id}")))
}
