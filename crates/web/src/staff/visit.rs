//! Who looks at a page for staff, and who calls the API: what every handler of one begins with.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::WWW_AUTHENTICATE;
use http::request::Parts;
use http::{HeaderMap, HeaderValue};

use super::audit::Actor;
use super::members::Member;
use super::role::May;
use super::{HOME, Staff, pages};
use crate::language::{Language, Speech};
use crate::page::Shell;
use crate::problem::{Problem, ProblemName};
use crate::session::SessionToken;

/// What is answered to somebody who may not do something.
fn not_allowed() -> Problem {
    Problem::new(ProblemName::Forbidden).detail("your roles do not allow this")
}

/// Somebody of the staff who looks at a page. Without a session they are led to the login and back.
#[derive(Debug)]
pub struct Visitor {
    /// Who they are.
    pub member: Member,
    /// How to speak to them.
    pub speech: Speech,
    /// The page they look at, with its query: where a change of language comes back to.
    pub path: String,
}

impl Visitor {
    /// Lets only those through who may do it.
    ///
    /// # Errors
    /// The problem `forbidden`.
    pub fn require(&self, what: May) -> Result<(), Problem> {
        self.may(what).then_some(()).ok_or_else(not_allowed)
    }

    /// Whether they may do it.
    pub fn may(&self, what: May) -> bool {
        self.member.roles.may(what)
    }

    /// Who does what they do, for the trail.
    pub fn actor(&self) -> Actor<'_> {
        Actor::Member(&self.member.id)
    }

    /// For a page that answers a form: its address is another than the form's.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }
}

impl<S> FromRequestParts<S> for Visitor
where
    Arc<Staff>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let staff = Arc::<Staff>::from_ref(state);
        let path = path_of(parts);
        let member = match staff.cookie.token(&parts.headers) {
            Some(token) => staff.session(&token).await,
            None => Ok(None),
        };
        match member {
            Ok(Some(member)) => Ok(Self {
                speech: staff.speech(Some(&member.locale), &parts.headers),
                path,
                member,
            }),
            Ok(None) => {
                // A form cannot be gone back to.
                let next = if parts.method == http::Method::GET {
                    path.as_str()
                } else {
                    HOME
                };
                Err(Redirect::to(&login_for(next)).into_response())
            }
            Err(error) => Err(error.into_response()),
        }
    }
}

/// The login that leads back to a page.
fn login_for(page: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("next", page)
        .finish();
    format!("/staff/login?{query}")
}

/// Anybody who looks at a page before they have logged in.
pub(super) struct Reader {
    pub(super) speech: Speech,
    pub(super) path: String,
}

impl FromRequestParts<Arc<Staff>> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        staff: &Arc<Staff>,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self {
            speech: staff.speech(None, &parts.headers),
            path: path_of(parts),
        })
    }
}

fn path_of(parts: &Parts) -> String {
    let path = parts.uri.path_and_query();
    path.map_or(HOME, |path| path.as_str()).to_owned()
}

/// Who calls the API: a member of staff with a session, as a bearer token or a cookie, or whoever bears the party's
/// administration token.
#[derive(Debug, Clone)]
pub enum Caller {
    /// The party's administration, which may do everything.
    Administration,
    /// A member of staff.
    Member(Box<Member>),
}

impl Caller {
    /// Lets only those through who may do it.
    ///
    /// # Errors
    /// The problem `forbidden`.
    pub fn require(&self, what: May) -> Result<(), Problem> {
        match self {
            Self::Administration => Ok(()),
            Self::Member(member) if member.roles.may(what) => Ok(()),
            Self::Member(_) => Err(not_allowed()),
        }
    }

    /// Who does what they do, for the trail.
    pub fn actor(&self) -> Actor<'_> {
        match self {
            Self::Administration => Actor::Administration,
            Self::Member(member) => Actor::Member(&member.id),
        }
    }

    /// The organisation they act for: their own, or for the administration the one they name, which may be left out
    /// where there is but one.
    ///
    /// # Errors
    /// The problem `not-found` for another than their own, `invalid-request` where none is named.
    pub fn organisation<'a>(
        &'a self,
        staff: &'a Staff,
        named: Option<&'a str>,
    ) -> Result<&'a str, Problem> {
        let missing = || {
            Problem::new(ProblemName::InvalidRequest).detail("`organisation`: say which is meant")
        };
        match self {
            Self::Administration => named
                .or_else(|| staff.host.organisations.only())
                .ok_or_else(missing),
            Self::Member(member) if named.is_none_or(|named| named == member.organisation) => {
                Ok(&member.organisation)
            }
            Self::Member(_) => Err(Problem::new(ProblemName::NotFound)),
        }
    }
}

impl<S> FromRequestParts<S> for Caller
where
    Arc<Staff>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let staff = Arc::<Staff>::from_ref(state);
        if let Some(token) = staff.token(&parts.headers)
            && let Some(member) = staff.session(&token).await?
        {
            return Ok(Self::Member(Box::new(member)));
        }
        staff.host.admin.check(&parts.headers).map_err(|_| {
            Problem::new(ProblemName::LoginRequired)
                .detail("send the session of a member of staff, or the administration token")
                .header(
                    WWW_AUTHENTICATE,
                    HeaderValue::from_static("Bearer realm=\"staff\""),
                )
        })?;
        Ok(Self::Administration)
    }
}

/// Lets only those through who may do something: for routes whose handlers ask nothing themselves.
/// `.layer(axum::middleware::from_fn_with_state((staff, May::Look), web::staff::allow))`.
pub async fn allow(
    State((staff, what)): State<(Arc<Staff>, May)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let caller = Caller::from_request_parts(&mut parts, &staff).await;
    match caller.and_then(|caller| caller.require(what)) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}

impl Staff {
    /// The session a request carries, as a bearer token or a cookie.
    pub(super) fn token(&self, headers: &HeaderMap) -> Option<SessionToken> {
        match crate::session::bearer(headers) {
            Some(bearer) => SessionToken::parse(bearer),
            None => self.cookie.token(headers),
        }
    }

    pub(super) fn speech(&self, own: Option<&str>, headers: &HeaderMap) -> Speech {
        let frame = &self.host.frame;
        let language = Language::of_visitor(own, headers, frame.is_https());
        Speech::new(language, self.host.catalogue, frame.brand.zone())
    }

    /// The shell of a page for somebody of the staff: it leads to what they may see. `current` is the path of the page
    /// among those.
    pub fn shell<'a>(
        &'a self,
        title: impl Into<Cow<'a, str>>,
        visitor: &'a Visitor,
        current: &str,
    ) -> Shell<'a> {
        let mut shell = self
            .host
            .frame
            .shell_in(title, visitor.speech.clone())
            .below(HOME)
            .path(&visitor.path);
        for page in self.host.pages.iter().chain(pages::OWN) {
            if visitor.may(page.may) {
                shell = shell.link(page.path, visitor.speech.say(page.message), current);
            }
        }
        shell
            .link(pages::ACCOUNT, visitor.speech.say("staff-account"), current)
            .person(visitor.member.name.clone())
    }

    pub(super) fn outer_shell<'a>(
        &'a self,
        title: impl Into<Cow<'a, str>>,
        reader: &'a Reader,
    ) -> Shell<'a> {
        self.host
            .frame
            .shell_in(title, reader.speech.clone())
            .below(HOME)
            .path(&reader.path)
    }
}
