//! `GET /privacy`: what the operator itself keeps about people and why (GDPR art. 13). Every time and name in it is that
//! of the configuration or of the code which forgets.
use axum::extract::State;
use axum::response::Response;
use web::language::{COOKIE_SECONDS, Speech};
use web::page::{Shell, render};

use super::feedback::KEPT_DAYS;
use super::{Anyone, Line, contacts, referred};
use crate::accounts::pages::FLOW_COOKIE_SECONDS;
use crate::notifications::KEPT_DAYS as NEWS_KEPT_DAYS;
use crate::notifications::push::api::COOKIE_SECONDS as DEVICE_COOKIE_SECONDS;
use crate::pages::{Site, kept};
use crate::permissions::sweep::KEEP_UNANSWERED;

/// Something that is kept, with why and how long.
struct Kept {
    what: String,
    why: String,
    how_long: String,
}

#[derive(askama::Template)]
#[template(path = "public/privacy.html")]
struct PrivacyPage<'a> {
    shell: Shell<'a>,
    provider: &'a str,
    contacts: Vec<Line>,
    /// Language and text; not every language may be there.
    legal_basis: Option<(&'a str, &'a str)>,
    kept: Vec<Kept>,
    cookies: Vec<Kept>,
    /// Whether notifications go to people's devices.
    pushes: bool,
    /// OpenID providers that people may log in with, as one text; may be empty.
    logins: String,
    rights: [(&'static str, &'static str); 7],
    authority: Option<Line>,
}

/// What a person may ask for, and what it means (GDPR art. 15 to 21, 7(3)).
const RIGHTS: [(&str, &str); 7] = [
    ("privacy-right-access", "privacy-right-access.text"),
    ("privacy-right-correct", "privacy-right-correct.text"),
    ("privacy-right-erase", "privacy-right-erase.text"),
    ("privacy-right-limit", "privacy-right-limit.text"),
    ("privacy-right-take", "privacy-right-take.text"),
    ("privacy-right-object", "privacy-right-object.text"),
    ("privacy-right-withdraw", "privacy-right-withdraw.text"),
];

/// `GET /privacy`
pub(crate) async fn show(State(site): State<Site>, anyone: Anyone) -> Response {
    let (provider, speech) = (site.provider(), anyone.speech());
    let config = &site.operator.config;
    let logins = config.oidc.iter().map(|one| one.title.as_str());
    render(&PrivacyPage {
        shell: site.open_shell(speech.say("shell-privacy"), &anyone),
        provider: site.provider_name(),
        contacts: contacts(provider),
        legal_basis: provider.legal_basis.find(speech.tag()),
        kept: kept(&site, speech),
        cookies: cookies(&site, speech),
        pushes: site.operator.push.is_some(),
        logins: speech.list(logins),
        rights: RIGHTS,
        authority: referred("privacy-authority", provider.supervisory_authority.as_ref()),
    })
}

fn kept(site: &Site, speech: &Speech) -> Vec<Kept> {
    let limits = &site.operator.config.limits;
    let account = String::from(speech.say("privacy-while-account"));
    let after = u32::try_from(KEEP_UNANSWERED / crate::clock::DAY).unwrap_or_default();
    let entries = [
        ("privacy-account", "privacy-account.text", account.clone()),
        (
            "privacy-identifiers",
            "privacy-identifiers.text",
            account.clone(),
        ),
        (
            "privacy-permissions",
            "privacy-permissions.text",
            account.clone(),
        ),
        ("privacy-uses", "privacy-uses.text", account),
        (
            "privacy-log",
            "privacy-log.text",
            speech.say("privacy-for-good").into(),
        ),
        (
            "privacy-requests",
            "privacy-requests.text",
            speech
                .say("privacy-for")
                .with(
                    "time",
                    speech.days(limits.request_days.saturating_add(after)),
                )
                .into(),
        ),
        (
            "privacy-sessions",
            "privacy-sessions.text",
            speech
                .say("privacy-for")
                .with("time", hours(speech, limits.session_hours))
                .into(),
        ),
        (
            "privacy-push",
            "privacy-push.text",
            speech.say("privacy-until-removed").into(),
        ),
        (
            "privacy-news",
            "privacy-news.text",
            speech
                .say("privacy-for")
                .with("time", speech.days(NEWS_KEPT_DAYS))
                .into(),
        ),
        (
            "privacy-letters",
            "privacy-letters.text",
            speech.say("privacy-while-account").into(),
        ),
        (
            "privacy-network",
            "privacy-network.text",
            speech.say("privacy-in-memory").into(),
        ),
        (
            "privacy-feedback",
            "privacy-feedback.text",
            speech
                .say("privacy-for")
                .with("time", speech.days(KEPT_DAYS))
                .into(),
        ),
    ];
    entries
        .into_iter()
        .filter(|(what, ..)| *what != "privacy-push" || site.operator.push.is_some())
        .map(|(what, why, how_long)| Kept {
            what: speech.say(what).into(),
            why: speech.say(why).into(),
            how_long,
        })
        .collect()
}

fn cookies(site: &Site, speech: &Speech) -> Vec<Kept> {
    const DAY_SECONDS: u64 = 86_400;
    let config = &site.operator.config;
    let days = u32::try_from(COOKIE_SECONDS / DAY_SECONDS).unwrap_or_default();
    let mut cookies = vec![
        (
            "session",
            "privacy-cookie-session",
            hours(speech, config.limits.session_hours),
        ),
        ("language", "privacy-cookie-language", speech.days(days)),
    ];
    let minutes = |seconds: u64| {
        let minutes = u32::try_from(seconds / 60).unwrap_or_default();
        String::from(speech.say("privacy-minutes").with("minutes", minutes))
    };
    cookies.push(("form", "privacy-cookie-form", minutes(kept::SECONDS)));
    if site.operator.push.is_some() {
        let days = u32::try_from(DEVICE_COOKIE_SECONDS / DAY_SECONDS).unwrap_or_default();
        cookies.push(("device", "privacy-cookie-device", speech.days(days)));
    }
    if !config.oidc.is_empty() {
        cookies.push((
            "login",
            "privacy-cookie-login",
            minutes(FLOW_COOKIE_SECONDS),
        ));
    }
    let cookie = |(name, why, time): (&str, &'static str, String)| Kept {
        what: name.to_owned(),
        why: speech.say(why).into(),
        how_long: speech.say("privacy-for").with("time", time).into(),
    };
    cookies.into_iter().map(cookie).collect()
}

fn hours(speech: &Speech, hours: u32) -> String {
    speech.say("privacy-hours").with("hours", hours).into()
}
