//! A login at the source's own OpenID provider, where the connector is the relying party.

use web::fetch::GuardedClient;
use web::oidc::{Callback, Login, OidcError, Providers, Registration};

use super::attempt::Found;
use crate::Result;
use crate::app::App;
use crate::config::{OpenIdWay, Secret};

/// Where the provider sends people back to, below the base URL.
pub(super) const CALLBACK: &str = "/links/openid/callback";

/// The provider.
pub(crate) struct Provider {
    at: Registration,
    claim: String,
    found: Providers,
}

impl Provider {
    pub(crate) fn open(config: &OpenIdWay, base_url: &str) -> Result<Self> {
        let secret = config.client_secret.as_ref();
        Ok(Self {
            at: Registration {
                issuer: config.issuer.clone(),
                client_id: config.client_id.clone(),
                secret: secret.map(Secret::read).transpose()?,
                scopes: config.scopes.clone(),
                redirect_uri: format!("{base_url}{CALLBACK}"),
            },
            claim: config.claim.clone(),
            found: Providers::default(),
        })
    }

    /// Whether the provider knows the connector; `false` where only a login says.
    pub(crate) async fn knows(
        &self,
        client: &GuardedClient,
    ) -> std::result::Result<bool, OidcError> {
        self.found.knows(client, &self.at).await
    }

    /// Begins a login: of whoever sits there now, not of whoever logged in some time.
    pub(super) async fn begin(
        &self,
        app: &App,
        language: &str,
    ) -> std::result::Result<Login, OidcError> {
        self.found
            .begin(&app.client, &self.at, language, true)
            .await
    }

    /// Ends a login: by what the source finds whoever logged in. An error says why there is nobody.
    pub(super) async fn finish(
        &self,
        app: &App,
        callback: &Callback,
        begun: (&str, &str),
    ) -> std::result::Result<Found, OidcError> {
        let now = app.clock.seconds();
        let claims = self
            .found
            .finish(&app.client, &self.at, callback, begun, now);
        let id = claims.await?.text(&self.claim).unwrap_or_default();
        let is_usable = !id.is_empty()
            && id.len() <= super::lookup::LONGEST_GIVEN
            && !id.chars().any(char::is_control);
        if is_usable {
            Ok(Found { id })
        } else {
            let claim = &self.claim;
            Err(OidcError::Refused(format!("it gave no `{claim}`")))
        }
    }
}
