//! Every step of one request, in the order in which a connector takes them.

use std::collections::VecDeque;
use std::rc::Rc;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use permission::{AttributePath, AttributeSet};
use protocol::problem::ProblemName;

use super::{Kept, Stage, gateways, understood};
use crate::Result;
use crate::config::Config;
use crate::enforcement::Refusal;
use crate::enforcement::ticket::{self, Accepted, Shown};
use crate::releases::{Record, State};
use crate::routes::Route;

/// What is tried.
#[derive(Clone, Debug, Default)]
pub struct Asking {
    /// At which route; the first when none is named. Of a gateway file its path, or one that fits it, with a query, and a
    /// method before it where several have the path: `POST /patron/<card>`.
    pub route: Option<String>,
    /// The ticket that a service would show.
    pub ticket: Option<String>,
    /// What the operator would say of the person: types and values of identifiers.
    pub identifiers: Vec<(String, String)>,
    /// What a service would send to a gateway file: headers, …
    pub headers: Vec<(String, String)>,
    /// … and a body.
    pub body: Option<serde_json::Value>,
    /// What the operator would say is permitted, by attributes' paths; all that is described when none is named.
    pub permitted: Vec<String>,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// As it would with a real request.
    Passed,
    /// It was not taken, for it would be an access, or there was nothing to take it with; the next assume that it passed.
    Assumed,
    /// A real request would end here.
    Refused,
    /// It was not reached.
    NotReached,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// How it went.
    pub state: StepState,
    /// What was found, in plain words.
    pub said: String,
    /// More of it, a line each.
    pub more: Vec<String>,
}

/// The steps, in their order.
pub(super) const NAMES: [&str; 9] = [
    "ticket",
    "trust",
    "operator",
    "signature",
    "proof",
    "permission",
    "link",
    "read",
    "log",
];

pub(super) struct Steps {
    pub(super) done: Vec<Step>,
    /// The names of those that follow.
    left: VecDeque<&'static str>,
}

impl Steps {
    /// None yet, of these.
    pub(super) fn of(names: impl IntoIterator<Item = &'static str>) -> Self {
        Self {
            done: Vec::new(),
            left: names.into_iter().collect(),
        }
    }

    pub(super) fn add(&mut self, state: StepState, said: impl Into<String>) -> &mut Step {
        let name = self.left.pop_front().unwrap_or("more");
        self.put(name, state, said)
    }

    /// A step between those whose names are known before.
    pub(super) fn put(
        &mut self,
        name: &'static str,
        state: StepState,
        said: impl Into<String>,
    ) -> &mut Step {
        self.done.push(Step {
            name,
            state,
            said: said.into(),
            more: Vec::new(),
        });
        // It was put there just now.
        let last = self.done.len() - 1;
        &mut self.done[last]
    }

    /// Those that follow are not reached.
    pub(super) fn ended(mut self) -> Vec<Step> {
        while !self.left.is_empty() {
            self.add(StepState::NotReached, "not reached");
        }
        self.done
    }

    pub(super) fn refused(mut self, refusal: &Refusal) -> Vec<Step> {
        let name = refusal.name;
        let said = refusal.detail.clone();
        let said = said.unwrap_or_else(|| name.title().to_lowercase());
        let step = self.add(StepState::Refused, said);
        step.more.push(format!(
            "the service would get {} `{}`",
            name.status(),
            name.as_str()
        ));
        step.more.push(name.remedy().to_owned());
        self.ended()
    }
}

/// Tries one request without making it: nothing is logged, no operator is asked about a permission, nothing is sent.
/// Trust lists, metadata and keys are fetched, and the source is read. Gives the steps and, where all went well, what
/// would be released, as JSON.
///
/// # Errors
/// The configuration cannot be made ready, or there is no such route or attribute.
pub async fn rehearse(config: &Config, asking: &Asking) -> Result<(Vec<Step>, Option<String>)> {
    let stage = Stage::of(config).await?;
    if let Some(gateway) = stage.gateway(asking.route.as_deref()) {
        return gateways::rehearse(&stage, &gateway, asking).await;
    }
    let route = Rc::new(stage.route(asking.route.as_deref())?);
    let named = route.dataset.table.set(&asking.permitted);
    let named = named.map_err(|error| crate::Error::Config(error.to_string()))?;
    let mut steps = Steps::of(NAMES);
    let accepted = match &asking.ticket {
        None => {
            without_ticket(&stage, &route, &mut steps);
            None
        }
        Some(text) => match with_ticket(&stage, &route, text.trim(), &mut steps).await {
            Ok(accepted) => accepted,
            Err(refusal) => return Ok((steps.refused(&refusal), None)),
        },
    };
    let permitted = match permitted(&route, asking, named, accepted.as_ref(), &mut steps) {
        Ok(permitted) => permitted,
        Err(refusal) => return Ok((steps.refused(&refusal), None)),
    };
    let identifiers = understood(&route, &asking.identifiers);
    let wanted = &route.dataset.description.identifier_types;
    if identifiers.is_empty() {
        let detail = format!(
            "none of the person's identifiers is one that the dataset understands ({})",
            wanted.join(", ")
        );
        let refusal = Refusal::new(ProblemName::PersonUnknownAtSource, detail);
        return Ok((steps.refused(&refusal), None));
    }
    let first = identifiers
        .iter()
        .next()
        .map_or("", |one| one.id_type.as_str());
    let step = steps.add(
        StepState::Passed,
        format!("the source is asked by the person's `{first}`"),
    );
    let dropped = asking
        .identifiers
        .iter()
        .filter(|(id_type, _)| !wanted.contains(id_type));
    let dropped: Vec<&str> = dropped.map(|(id_type, _)| id_type.as_str()).collect();
    if !dropped.is_empty() {
        step.more.push(format!(
            "dropped, as the dataset does not name them: {}",
            dropped.join(", ")
        ));
    }
    let kept = match stage.read(&route, &identifiers, &permitted).await {
        Ok(kept) => kept,
        Err(error) => {
            let refusal = Refusal::new(error.problem(), error);
            return Ok((steps.refused(&refusal), None));
        }
    };
    let names = read_said(&stage, &route, &permitted, &kept, &mut steps);
    log(
        &route,
        accepted.as_ref(),
        names,
        kept.records,
        asking,
        &mut steps,
    );
    Ok((steps.done, String::from_utf8(kept.body).ok()))
}

/// What the source answered and what is left of it; gives the names of what is permitted.
fn read_said(
    stage: &Stage,
    route: &Route,
    permitted: &AttributeSet,
    kept: &Kept,
    steps: &mut Steps,
) -> Vec<String> {
    let names = route.dataset.table.paths_of(permitted);
    let names: Vec<String> = names.map(|path| path.as_str().to_owned()).collect();
    let step = steps.add(
        StepState::Passed,
        format!(
            "the `{}` source answered with {} bytes in {} ms; {} bytes of {} are left",
            stage.worker.app.config.upstream.kind(),
            kept.sent,
            kept.took.as_millis(),
            kept.bytes,
            counted(kept.records, "entity", "entities"),
        ),
    );
    if let Some(first) = kept.first {
        step.more.push(format!(
            "a long answer: it is sent as it comes, and was read to its end; looked at here: the first {}",
            counted(first, "entity", "entities")
        ));
    }
    step.more
        .push(format!("kept, where it is there: {}", names.join(", ")));
    step.more.extend(stage.noticed());
    names
}

/// What would be written, which is not.
pub(super) fn log(
    route: &Route,
    accepted: Option<&Accepted>,
    released: Vec<String>,
    records: u64,
    asking: &Asking,
    steps: &mut Steps,
) {
    let claims = accepted.map(|accepted| &accepted.ticket.claims);
    let record = Record {
        dataset: route.dataset.id.as_str().to_owned(),
        route: route.path.clone(),
        identifiers: asking
            .identifiers
            .iter()
            .map(|(id_type, _)| id_type.clone())
            .collect(),
        operator: claims.map(|claims| claims.iss.as_str().to_owned()),
        service: claims.map(|claims| claims.sub.as_str().to_owned()),
        released,
        records,
        status: 200,
        state: State::Released,
        ..Record::default()
    };
    let step = steps.add(
        StepState::Assumed,
        "nothing was written; a request writes this before the first byte is sent",
    );
    let Ok(serde_json::Value::Object(members)) = serde_json::to_value(&record) else {
        return;
    };
    let is_said = |value: &serde_json::Value| !matches!(value.as_str(), Some(""));
    let members = members
        .into_iter()
        .filter(|(name, value)| name != "at" && is_said(value));
    step.more
        .extend(members.map(|(name, value)| format!("{name}: {value}")));
}

/// What is known of tickets without one.
pub(super) fn without_ticket(stage: &Stage, route: &Route, steps: &mut Steps) {
    let app = &stage.worker.app;
    let step = steps.add(
        StepState::Assumed,
        "none was given; a service shows one of its operator's",
    );
    for audience in &route.audiences {
        step.more
            .push(format!("its `aud` must be {}", audience.as_str()));
    }
    let (groups, contracts) = (&app.config.trust_groups, &app.config.operators);
    let trusted = groups
        .iter()
        .map(|group| format!("members of {}", group.registry));
    let contracts = contracts
        .iter()
        .filter_map(|one| one.operator_base_url.as_ref());
    let trusted: Vec<String> = trusted.chain(contracts.map(ToString::to_string)).collect();
    if trusted.is_empty() {
        steps.add(
            StepState::Assumed,
            "no operator is trusted yet: name a trust group or a contract",
        );
    } else {
        let step = steps.add(
            StepState::Assumed,
            "it must come from one of these operators",
        );
        step.more = trusted;
    }
    steps.add(
        StepState::Assumed,
        "its metadata and keys are fetched, and kept for a while",
    );
    steps.add(
        StepState::Assumed,
        "its signature, audience and times are checked",
    );
    steps.add(
        StepState::Assumed,
        "a ticket bound to a key needs a proof with each request; any other is good once",
    );
}

/// Checks a ticket as a request's is, but for the proof, which only its service can make.
pub(super) async fn with_ticket(
    stage: &Stage,
    route: &Route,
    text: &str,
    steps: &mut Steps,
) -> Result<Option<Accepted>, Refusal> {
    let mut record = Record::default();
    let mut headers = HeaderMap::new();
    let shown =
        HeaderValue::from_str(text).map_err(|_| Refusal::from(ProblemName::TicketMalformed))?;
    headers.insert(HeaderName::from_static("mim4-request-ticket"), shown);
    debug_assert!(!headers.contains_key(AUTHORIZATION));
    let shown = Shown {
        method: &route.method,
        headers: &headers,
        address: &route.address,
        audiences: &route.audiences,
    };
    let outcome = ticket::accept(&stage.worker, shown, &mut record).await;
    let failed = outcome.as_ref().err().map(|refusal| place(refusal.name));
    let failed = failed.unwrap_or(NAMES.len());
    let operator = record.operator.clone().unwrap_or_default();
    let said = [
        "it is a ticket".to_owned(),
        format!("operator {operator} may ask: a trust list or contract names it"),
        "its metadata and keys were fetched".to_owned(),
        format!(
            "signature, audience and times are right; it is for `{}`",
            record.service.clone().unwrap_or_default()
        ),
    ];
    for said in said.into_iter().take(failed) {
        steps.add(StepState::Passed, said);
    }
    match outcome {
        Ok(accepted) => {
            steps.add(
                StepState::Passed,
                "it is not bound to a key, so it is good for one request",
            );
            Ok(Some(accepted))
        }
        Err(refusal) if refusal.name == ProblemName::ProofMissing => {
            steps.add(
                StepState::Assumed,
                "it is bound to the service's key; only the service can make the proof",
            );
            Ok(None)
        }
        Err(refusal) => Err(refusal),
    }
}

/// The step that a problem with a ticket belongs to.
fn place(name: ProblemName) -> usize {
    let name = name.as_str();
    match name {
        "ticket-missing" | "ticket-malformed" | "ticket-too-large" => 0,
        "ticket-unknown-issuer" | "ticket-member-suspended" => 1,
        _ if name.starts_with("trust-list") => 1,
        _ if name.starts_with("operator") => 2,
        _ if name.starts_with("proof") || name == "ticket-replayed" => 4,
        _ => 3,
    }
}

/// What is taken to be permitted.
pub(super) fn permitted(
    route: &Route,
    asking: &Asking,
    named: AttributeSet,
    accepted: Option<&Accepted>,
    steps: &mut Steps,
) -> Result<AttributeSet, Refusal> {
    let table = &route.dataset.table;
    let is_of_2021 = accepted.is_some_and(|one| !one.ticket.operator.is_profile);
    let (permitted, how) = match accepted {
        Some(accepted) if is_of_2021 => (
            route.covered_by(&accepted.trusted.covered),
            "an operator of the 2021 text permits the route; your configuration says what that covers",
        ),
        _ if asking.permitted.is_empty() => (
            table.all(),
            "the operator was not asked, for it logs that as an access; taken as permitted: all that is described",
        ),
        _ => (
            named,
            "the operator was not asked, for it logs that as an access; taken as permitted: what you named",
        ),
    };
    if permitted.is_empty() {
        return Err(ProblemName::AttributesNotPermitted.into());
    }
    let step = steps.add(StepState::Assumed, how);
    let all = table.paths_of(&permitted).map(AttributePath::as_str);
    step.more.push(all.collect::<Vec<_>>().join(", "));
    Ok(permitted)
}

pub(super) fn counted(count: u64, one: &str, several: &str) -> String {
    let name = if count == 1 { one } else { several };
    format!("{count} {name}")
}
