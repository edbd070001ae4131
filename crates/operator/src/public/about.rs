//! `GET /about`: who runs the operator, as Regulation (EU) 2022/868 art. 11(6) wants it public, and with which keys.
use axum::extract::State;
use axum::response::Response;
use web::page::{Shell, render};

use super::{Anyone, Line, contacts, referred};
use crate::pages::Site;

#[derive(askama::Template)]
#[template(path = "public/about.html")]
struct AboutPage<'a> {
    shell: Shell<'a>,
    provider: &'a str,
    who: Vec<Line>,
    contacts: Vec<Line>,
    keys: Vec<Line>,
}

/// `GET /about`
pub(crate) async fn show(State(site): State<Site>, anyone: Anyone) -> Response {
    let provider = site.provider();
    let texts = [
        ("about-legal-form", &provider.legal_form),
        ("about-register", &provider.register),
        ("about-notification", &provider.notification),
    ];
    let mut who = vec![Line::text("about-name", site.provider_name())];
    who.extend(
        texts
            .into_iter()
            .filter_map(|(name, text)| Some(Line::text(name, text.as_deref()?))),
    );
    let rulebook = provider.rulebook.as_ref();
    let authority = provider.supervisory_authority.as_ref();
    who.extend(referred("about-rulebook", rulebook));
    who.extend(referred("about-authority", authority));
    let title = anyone.speech().say("shell-about");
    render(&AboutPage {
        shell: site.open_shell(title, &anyone),
        provider: site.provider_name(),
        who,
        contacts: contacts(provider),
        keys: keys(&site),
    })
}

/// What a peer or a curious person verifies this operator's documents with.
fn keys(site: &Site) -> Vec<Line> {
    let operator = &site.operator;
    let key = operator.keys.signer();
    vec![
        Line::linked(
            "about-uuid",
            operator.uuid.as_str(),
            protocol::metadata::OPERATOR_PATH.to_owned(),
        ),
        Line::linked("about-key", key.kid().as_str(), "/jwks.json".to_owned()),
        Line::linked(
            "about-former-keys",
            "/former-keys.json",
            "/former-keys.json".to_owned(),
        ),
        Line::linked(
            "about-log-key",
            &operator.log.verifier().to_string(),
            "/log/verifier-keys".to_owned(),
        ),
        Line::linked(
            "about-log",
            operator.log.origin(),
            "/log/checkpoint".to_owned(),
        ),
    ]
}
