//! The start page: how the source is, and what needs attention.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use storage::connector::tasks::Tasks as _;
use web::language::Speech;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::findings::{Finding, finding};
use super::{Site, words};
use crate::metadata::brokers::{Broker, Failure};
use crate::offering;

/// A week, in microseconds.
const WEEK: i64 = 7 * 86_400_000_000;

#[derive(askama::Template)]
#[template(path = "staff/home.html")]
struct HomePage<'a> {
    shell: Shell<'a>,
    name: &'a str,
    upstreams: Vec<Health>,
    /// The registries without whose lists no ticket can be believed at the moment, and why.
    trust: Vec<String>,
    brokers: Vec<Health>,
    findings: Vec<Finding>,
    /// Tasks that are late, and those due within a week.
    due: (i64, i64),
}

/// How one upstream is.
struct Health {
    name: String,
    state: (&'static str, String),
    facts: Vec<String>,
    /// What is wrong, in English.
    causes: Vec<String>,
}

/// `GET /staff`
pub(super) async fn show(State(site): State<Site>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.require(May::Look)?;
    let (app, speech) = (&site.app, &visitor.speech);
    let mut upstreams = vec![health(&app.upstream.status(), speech)];
    upstreams.extend(
        app.origins
            .all()
            .iter()
            .map(|one| health(&one.status(), speech)),
    );
    let copies = app.copies.as_ref();
    upstreams.extend(copies.map(|copies| bucket(&copies.status(), speech)));
    let findings = offering::findings(app);
    let troubles = app.trust.troubles();
    let now = app.clock.micros();
    let late = app.database.tasks_due(now).await?;
    let soon = app.database.tasks_due(now + WEEK).await? - late;
    Ok(render(&HomePage {
        shell: site.shell("source-home", &visitor, web::staff::HOME),
        name: &app.config.name,
        upstreams,
        trust: troubles
            .into_iter()
            .map(|(registry, why)| format!("{registry}: {}", words::problem(speech, why.as_str())))
            .collect(),
        brokers: app.brokers.iter().map(|one| broker(one, speech)).collect(),
        due: (late, soon),
        findings: findings.iter().map(|one| finding(one, speech)).collect(),
    }))
}

fn health(status: &Value, speech: &Speech) -> Health {
    let (tone, state) = match status["breaker"].as_str() {
        Some("closed") if status["failures_in_a_row"] == 0 => ("good", "source-works"),
        Some("closed") => ("warning", "source-fails-now-and-then"),
        _ => ("bad", "source-left-alone"),
    };
    let mut facts = Vec::new();
    let failure = &status["last_failure"];
    match status["last_success_at"].as_i64() {
        Some(at) => {
            let at = words::minute(speech, at);
            facts.push(speech.say("source-answered").with("at", at).into());
            let usual = status["usual_ms"].as_u64().unwrap_or_default();
            let usual = u32::try_from(usual).unwrap_or(u32::MAX);
            facts.push(speech.say("source-usual").with("ms", usual).into());
        }
        None if failure.is_null() => facts.push(speech.say("source-not-asked").into()),
        None => {}
    }
    if let (Some(at), Some(name)) = (failure["at"].as_i64(), failure["problem"].as_str()) {
        let said = speech
            .say("source-failed")
            .with("at", words::minute(speech, at))
            .with("why", words::problem(speech, name));
        facts.push(said.into());
    }
    Health {
        name: match status["origin"].as_str() {
            Some(origin) => origin.to_owned(),
            None => speech
                .say("source-of-kind")
                .with("kind", status["kind"].as_str().unwrap_or_default())
                .into(),
        },
        state: (tone, speech.say(state).into()),
        facts,
        causes: Vec::new(),
    }
}

/// How the source stands with a city's broker.
fn broker(broker: &Broker, speech: &Speech) -> Health {
    let standing = broker.standing();
    let (tone, state) = match (standing.failure, standing.registered_at) {
        (Some(_), _) => ("bad", "broker-not-registered"),
        (None, Some(_)) => ("good", "broker-registered"),
        (None, None) => ("neutral", "broker-not-yet"),
    };
    let confirmed = standing.registered_at.map(|at| {
        let at = words::minute(speech, at);
        String::from(speech.say("broker-confirmed").with("at", at))
    });
    let why = standing.failure.map(|failure| match failure {
        Failure::Down => speech.say("broker-down").into(),
        Failure::Slow => speech.say("broker-slow").into(),
        Failure::Login => speech.say("broker-login").into(),
        Failure::Status(status) => speech
            .say("broker-status")
            .with("status", status.to_string())
            .into(),
    });
    Health {
        name: broker.url().to_owned(),
        state: (tone, speech.say(state).into()),
        facts: confirmed.into_iter().chain(why).collect(),
        causes: Vec::new(),
    }
}

/// How a bucket is, and what is served of it.
fn bucket(status: &Value, speech: &Speech) -> Health {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let objects = status["objects"].as_array().map_or(&[][..], Vec::as_slice);
    let served = objects
        .iter()
        .filter(|one| one["is_served"] == true)
        .count();
    let trouble = status["trouble"]["detail"].as_str();
    let (tone, state) = match trouble {
        _ if served < objects.len() && served > 0 => ("bad", "source-files-missing"),
        Some(_) if served == 0 => ("bad", "source-left-alone"),
        Some(_) => ("warning", "source-copies"),
        None if served == 0 => ("bad", "source-files-missing"),
        None => ("good", "source-works"),
    };
    let looked = status["looked_at"].as_i64().map(|at| {
        let at = words::minute(speech, at);
        speech.say("source-looked").with("at", at).into()
    });
    let mut causes: Vec<String> = trouble.map(str::to_owned).into_iter().collect();
    for one in objects {
        let cause = one["trouble"].as_str();
        causes.extend(cause.map(|cause| format!("{}: {cause}", text(&one["name"]))));
    }
    Health {
        name: text(&status["place"]),
        state: (tone, speech.say(state).into()),
        facts: looked.into_iter().collect(),
        causes,
    }
}
