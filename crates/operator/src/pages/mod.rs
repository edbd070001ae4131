//! What the person's pages share: who looks at them, in which language, and the shell around them.
pub(crate) mod choice;
pub(crate) mod kept;
pub(crate) mod language;
pub(crate) mod manifest;
#[cfg(test)]
mod messages;
mod navigation;
pub(crate) mod operator;

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use storage::operator::sessions::Session;
use web::frame::Frame;
use web::language::{Area, Catalogue, Language, Speech};
use web::page::Shell;
pub(crate) use web::page::local;

use self::navigation::NAVIGATION;
use crate::Operator;
use crate::accounts::Person;
use crate::accounts::session::Visit;
use crate::notifications::pages as notifications;

/// The messages of the person's pages.
static PERSON: Area = web::area!("person");
/// Those of the home page.
static HOME: Area = web::area!("home");
/// Those about logging in and the keychain.
static IDENTITIES: Area = web::area!("identities");
/// Those about apps, feeds and leaving.
static CHANNELS: Area = web::area!("channels");
/// Those about what is the person's own: their rules, their data, their settings.
static OWN: Area = web::area!("own");
/// Those about rights against the holders of data, and about who acts for a person.
static RIGHTS: Area = web::area!("rights");
/// Those of the pages for everybody.
static PUBLIC: Area = web::area!("public");
/// Those about what people are told.
static NOTIFICATIONS: Area = web::area!("notifications");

/// Those of the pages of organisations.
static ORGANISATION: Area = web::area!("organisation");

/// Those of the pages of a service.
static SERVICE: Area = web::area!("service");

/// Those about links with sources.
static LINKS: Area = web::area!("links");

/// Everything an operator says to people.
pub(crate) static CATALOGUE: Catalogue = Catalogue::new(&[
    Catalogue::SHELL,
    Catalogue::TERMS,
    Catalogue::OFFERS,
    &PERSON,
    &HOME,
    &IDENTITIES,
    &CHANNELS,
    &OWN,
    &RIGHTS,
    &PUBLIC,
    &NOTIFICATIONS,
    Catalogue::STAFF,
    &ORGANISATION,
    &SERVICE,
    &LINKS,
]);

impl Operator {
    /// How to speak to somebody who reads the language of this tag (BCP 47); English where it is not spoken.
    pub(crate) fn speech(&self, tag: &str) -> Speech {
        let language = Language::of_tag(tag).unwrap_or_default();
        Speech::new(language, &CATALOGUE, self.config.brand.zone())
    }
}

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
    /// The shell of a page for a person; `current` is the path of the page among those of the navigation.
    pub(crate) fn shell<'a>(
        &'a self,
        title: impl Into<Cow<'a, str>>,
        visitor: &'a Visitor,
        current: &str,
    ) -> Shell<'a> {
        let speech = &visitor.speech;
        let profile = &visitor.person.profile;
        let name = profile.name.as_ref().or(profile.login.as_ref()).cloned();
        let mut shell = self
            .frame
            .shell_in(title, speech.clone())
            .path(&visitor.path)
            .manifest(manifest::PATH);
        shell.unread = visitor.unread;
        for (path, message) in NAVIGATION {
            let text = if *path == notifications::PATH && visitor.unread > 0 {
                speech
                    .say("nav-notifications-new")
                    .with("count", visitor.unread)
            } else {
                speech.say(message)
            };
            shell = shell.link(path, text, current);
        }
        shell.person(name.unwrap_or_else(|| speech.say("person-nameless").into()))
    }

    /// The shell of a page for somebody who is not logged in.
    pub(crate) fn outer_shell<'a>(
        &'a self,
        title: impl Into<Cow<'a, str>>,
        reader: &'a Reader,
    ) -> Shell<'a> {
        self.frame
            .shell_in(title, reader.speech.clone())
            .path(&reader.path)
            .manifest(manifest::PATH)
    }

    /// The speech of somebody with these headers who is not logged in.
    pub(crate) fn speech_of(&self, account: Option<&str>, headers: &http::HeaderMap) -> Speech {
        let language = Language::of_visitor(account, headers, self.frame.is_https());
        Speech::new(language, &CATALOGUE, self.operator.config.brand.zone())
    }
}

/// Anybody who looks at a page.
#[derive(Debug)]
pub(crate) struct Reader {
    /// How to speak to them.
    pub(crate) speech: Speech,
    /// The page they look at, with its query.
    pub(crate) path: String,
}

impl FromRequestParts<Site> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        Ok(Self {
            speech: site.speech_of(None, &parts.headers),
            path: path_of(parts),
        })
    }
}

fn path_of(parts: &Parts) -> String {
    let path = parts.uri.path_and_query();
    path.map_or("/", |path| path.as_str()).to_owned()
}

/// The person who looks at a page. Without a session they are led to the login and back.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// Who they are.
    pub(crate) person: Person,
    /// The session they look at it in.
    session: Session,
    /// How many of their news they have not read.
    unread: u32,
    /// How to speak to them.
    pub(crate) speech: Speech,
    /// The page they look at, with its query: where a change of language comes back to.
    pub(crate) path: String,
}

impl Visitor {
    /// The person with the session.
    pub(crate) fn visit(&self) -> Visit {
        Visit {
            person: self.person.clone(),
            session: self.session.clone(),
            by_cookie: true,
        }
    }

    /// For a page that answers a form: its address is another than the form's.
    pub(crate) fn at(mut self, path: String) -> Self {
        self.path = path;
        self
    }
}

impl FromRequestParts<Site> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        match site.operator.visit(&parts.headers).await {
            Ok(Some(Visit {
                person, session, ..
            })) => Ok(Self {
                unread: unread(site, &person)
                    .await
                    .map_err(IntoResponse::into_response)?,
                speech: site.speech_of(Some(&person.locale), &parts.headers),
                path: path_of(parts),
                person,
                session,
            }),
            Ok(None) => Err(Redirect::to(&login_for(&path_of(parts))).into_response()),
            Err(error) => Err(error.into_response()),
        }
    }
}

/// The login that leads back to a page.
fn login_for(page: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("next", page)
        .finish();
    format!("/login?{query}")
}

async fn unread(site: &Site, person: &Person) -> crate::Result<u32> {
    let unread = site.operator.unread(&person.id).await?;
    Ok(u32::try_from(unread).unwrap_or(u32::MAX))
}
