//! The page with a person's news, and the choices about it among the settings.
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use web::page::{Shell, render};
use web::problem::Problem;

use super::choices::{Off, Pace};
use super::{Channel, Choices, Kind, Notification, Reading};
use crate::Result;
use crate::pages::choice::Choice;
use crate::pages::{Reader, Site, Visitor};
use crate::permissions::api::key;
use crate::permissions::pages::older;

/// Its path.
pub(crate) const PATH: &str = "/notifications";

#[derive(askama::Template)]
#[template(path = "notifications.html")]
struct NewsPage<'a> {
    shell: Shell<'a>,
    unread: Vec<Notification>,
    read: Vec<Notification>,
    newest: &'static str,
    older: String,
}

/// Which page.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    before: Option<String>,
}

/// `GET /notifications`
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Wanted>,
) -> Result<Response, Problem> {
    let (at, id) = key(query.before.as_deref())?;
    let (news, next) = site
        .operator
        .news_of(
            &visitor.person.id,
            (at, &id),
            &visitor.speech,
            Reading::Person,
        )
        .await?;
    let (read, unread) = news.into_iter().partition(|one| one.read);
    Ok(render(&NewsPage {
        shell: site.shell(visitor.speech.say("news-title"), &visitor, PATH),
        unread,
        read,
        newest: query.before.map_or("", |_| PATH),
        older: older(PATH, next),
    }))
}

/// `POST /notifications/{id}`: it was read, and the person goes to what it is about.
pub(crate) async fn open(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let path = site.operator.mark_read(&visitor.person.id, &id).await?;
    Ok(Redirect::to(&path).into_response())
}

/// `POST /notifications/{id}/read`
pub(crate) async fn read(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    site.operator.mark_read(&visitor.person.id, &id).await?;
    Ok(Redirect::to(PATH).into_response())
}

/// `POST /notifications/read`
pub(crate) async fn read_all(
    State(site): State<Site>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    site.operator.mark_all_read(&visitor.person.id).await?;
    Ok(Redirect::to(PATH).into_response())
}

/// A switch: one kind one way.
pub(crate) struct Switch {
    /// What the form sends when it is on.
    pub(crate) value: String,
    /// What it switches: kind and way.
    pub(crate) label: String,
    pub(crate) on: bool,
}

/// One kind with a switch for each way.
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) switches: Vec<Switch>,
    /// Whether none of them can be switched off.
    pub(crate) always: bool,
}

/// The section about notifications among the settings.
pub(crate) struct Section {
    /// The ways there are here.
    pub(crate) ways: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// When e-mails may come; empty where none are sent.
    pub(crate) paces: Vec<Choice>,
    /// Where they go; empty without an address.
    pub(crate) address: String,
    /// Whether they can be read here.
    pub(crate) shown_here: bool,
    /// Whether a test would reach anything.
    pub(crate) testable: bool,
    /// Whether a test was asked for just now.
    pub(crate) tested: bool,
}

impl Channel {
    /// The message that names it.
    const fn label(self) -> &'static str {
        match self {
            Self::Page => "way-page",
            Self::Email => "way-email",
            Self::Push => "way-push",
        }
    }
}

fn value(kind: Kind, channel: Channel) -> String {
    format!("{}.{}", kind.name(), channel.name())
}

/// The section as its person has chosen.
pub(crate) async fn section(
    site: &Site,
    visitor: &Visitor,
    tested: bool,
    has_devices: bool,
) -> Result<Section> {
    let (operator, speech) = (&site.operator, &visitor.speech);
    let choices = operator.choices_of(&visitor.person.id).await?;
    let ways = operator.ways();
    let say = |message| String::from(speech.say(message));
    let row = |kind: Kind| Row {
        label: say(kind.label()),
        always: kind.is_mandatory(),
        switches: ways
            .iter()
            .map(|way| Switch {
                value: value(kind, *way),
                label: format!("{}: {}", say(kind.label()), say(way.label())),
                on: choices.wants(kind, *way),
            })
            .collect(),
    };
    let address = visitor.person.profile.login.clone().unwrap_or_default();
    let is_mailed = ways.contains(&Channel::Email) && !address.is_empty();
    Ok(Section {
        testable: is_mailed || has_devices,
        rows: Kind::ALL.into_iter().map(row).collect(),
        ways: ways.iter().map(|way| say(way.label())).collect(),
        paces: if ways.contains(&Channel::Email) {
            let pace = |one: Pace| Choice::new(one.name(), say(one.label()), one == choices.mail);
            Pace::ALL.into_iter().map(pace).collect()
        } else {
            Vec::new()
        },
        address,
        shown_here: operator.mails_folder().is_some(),
        tested,
    })
}

/// What the form says: a switch that is off sends nothing.
fn chosen(body: &[u8], ways: &[Channel], before: &Choices) -> Choices {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
    let is_on = |value: &str| pairs.iter().any(|(name, on)| name == "on" && on == value);
    // A way that is not offered was not asked about.
    let mut off: std::collections::BTreeSet<Off> = before
        .off
        .iter()
        .filter(|off| !ways.contains(&off.channel))
        .copied()
        .collect();
    for kind in Kind::ALL.into_iter().filter(|kind| !kind.is_mandatory()) {
        for channel in ways.iter().copied() {
            if !is_on(&value(kind, channel)) {
                off.insert(Off { kind, channel });
            }
        }
    }
    let pace = pairs.iter().find(|(name, _)| name == "mail");
    let pace = pace.and_then(|(_, wanted)| Pace::ALL.into_iter().find(|one| one.name() == wanted));
    Choices {
        mail: pace.unwrap_or(before.mail),
        off,
    }
}

/// `POST /settings/notifications`
pub(crate) async fn choose(
    State(site): State<Site>,
    visitor: Visitor,
    body: Bytes,
) -> Result<Response, Problem> {
    let (operator, account) = (&site.operator, &visitor.person.id);
    let before = operator.choices_of(account).await?;
    let choices = chosen(&body, &operator.ways(), &before);
    operator.choose_news(account, &choices).await?;
    Ok(Redirect::to("/settings?saved=notifications").into_response())
}

/// `POST /settings/notifications/test`
pub(crate) async fn test(State(site): State<Site>, visitor: Visitor) -> Result<Response, Problem> {
    site.operator.test_news(&visitor.person.id).await?;
    Ok(Redirect::to("/settings?saved=test#notifications").into_response())
}

#[derive(askama::Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage<'a> {
    shell: Shell<'a>,
    secret: &'a str,
    done: bool,
}

/// `GET /unsubscribe/{secret}`: asks first, for programs that look for harmful links follow every one.
pub(crate) async fn ask_unsubscribe(
    State(site): State<Site>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    site.operator.unsubscribing(&secret).await?;
    Ok(unsubscribe_page(&site, &reader, &secret, false))
}

/// `POST /unsubscribe/{secret}`: one click, from the page or from the person's mail program (RFC 8058 §3.2).
pub(crate) async fn unsubscribe(
    State(site): State<Site>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    site.operator.unsubscribe(&secret).await?;
    Ok(unsubscribe_page(&site, &reader, &secret, true))
}

fn unsubscribe_page(site: &Site, reader: &Reader, secret: &str, done: bool) -> Response {
    render(&UnsubscribePage {
        shell: site.outer_shell(reader.speech.say("unsubscribe-title"), reader),
        secret,
        done,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_that_sends_nothing_is_off() {
        let body = b"on=new-request.page&on=first-use.email&mail=daily";
        let choices = chosen(body, &Channel::ALL, &Choices::default());
        assert!(choices.wants(Kind::NewRequest, Channel::Page));
        assert!(!choices.wants(Kind::NewRequest, Channel::Email));
        assert!(choices.wants(Kind::FirstUse, Channel::Email));
        assert!(choices.wants(Kind::NewDevice, Channel::Email), "mandatory");
        assert_eq!(choices.mail, Pace::Daily);
    }

    #[test]
    fn what_the_form_does_not_offer_stays_as_it_was() {
        let off = Off {
            kind: Kind::FirstUse,
            channel: Channel::Email,
        };
        let before = Choices {
            mail: Pace::Never,
            off: [off].into(),
        };
        let choices = chosen(b"on=first-use.page", &[Channel::Page], &before);
        assert!(choices.off.contains(&off));
        assert_eq!(choices.mail, Pace::Never);
    }
}
