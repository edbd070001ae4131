//! What the person's pages share: who looks at them, and the shell around them.
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use web::frame::Frame;
use web::page::Shell;

use crate::Operator;
use crate::accounts::Person;

/// What a page's handler is given: the operator and the frame around its pages.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) operator: Arc<Operator>,
    pub(crate) frame: Arc<Frame>,
}

impl axum::extract::FromRef<Site> for Arc<Operator> {
    fn from_ref(site: &Site) -> Self {
        Arc::clone(&site.operator)
    }
}

impl Site {
    /// The shell of a page for a person; `current` is the page's path.
    pub(crate) fn shell<'a>(
        &'a self,
        title: &'a str,
        person: Option<&Person>,
        current: &str,
    ) -> Shell<'a> {
        let shell = self.frame.shell(title);
        let Some(person) = person else { return shell };
        let name = person
            .profile
            .name
            .clone()
            .or_else(|| person.profile.login.clone());
        shell
            .link("/", "Home", current)
            .link("/permissions", "Permissions", current)
            .link("/activity", "Activity", current)
            .person(name.unwrap_or_else(|| "Logged in".to_owned()))
    }
}

/// The person who looks at a page. Without a session they are led to the login and back.
pub(crate) struct Visitor(pub(crate) Person);

impl FromRequestParts<Site> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        match site.operator.person_of_session(&parts.headers).await {
            Ok(Some(person)) => Ok(Self(person)),
            Ok(None) => {
                let next = parts.uri.path_and_query().map_or("/", |path| path.as_str());
                let query = url::form_urlencoded::Serializer::new(String::new())
                    .append_pair("next", next)
                    .finish();
                Err(Redirect::to(&format!("/login?{query}")).into_response())
            }
            Err(error) => Err(error.into_response()),
        }
    }
}

/// A path of this operator, or home: nobody is led elsewhere by a link to the login.
pub(crate) fn local(next: Option<&str>) -> &str {
    let next = next.unwrap_or("/");
    let stays = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(|c| c.is_control() || c.is_whitespace());
    if stays { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_leads_nowhere_else() {
        assert_eq!(local(Some("/requests/1?a=b")), "/requests/1?a=b");
        for other in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "evil",
            "",
        ] {
            assert_eq!(local(Some(other)), "/", "{other:?}");
        }
        assert_eq!(local(None), "/");
    }
}
