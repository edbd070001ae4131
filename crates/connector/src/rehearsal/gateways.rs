//! Gateway files of the 2021 kind, tried: each is run for a person, and every step of it is told by names. Its requests are
//! made; nothing else of an access is.

use std::sync::Arc;
use std::time::Instant;

use permission::AttributeSet;
use protocol::introspection::Identifier;
use protocol::problem::ProblemName;
use protocol::ticket::Unverified;
use serde_json::Map;

use super::sample::{Sample, seen};
use super::steps::{self, NAMES, Steps};
use super::{Asking, Stage, Step, StepState};
use crate::Result;
use crate::config::{Config, OperatorConfig};
use crate::enforcement::Refusal;
use crate::enforcement::ticket::Accepted;
use crate::gateways::{self, Asked, Gateway, Sent, Tried, TriedAnswer};

/// What a gateway file has of one person.
#[derive(Clone, Debug)]
pub struct GatewaySample {
    /// Its method and path.
    pub called: String,
    /// What came of it, or why it was not run: it is tried by its name.
    pub sample: std::result::Result<Sample, &'static str>,
}

/// Runs each gateway file for one person that can be run with a person alone and changes nothing. `identifiers` are types and
/// values; of a national one the type is as in `ssn.FIN`.
///
/// # Errors
/// The configuration cannot be made ready.
pub async fn sample_gateways(
    config: &Config,
    identifiers: &[(String, String)],
) -> Result<Vec<GatewaySample>> {
    let stage = Stage::of(config).await?;
    let asking = Asking {
        identifiers: identifiers.to_vec(),
        ..Asking::default()
    };
    let mut samples = Vec::new();
    let mut before = Vec::new();
    for gateway in stage.worker.app.offer().gateways.all() {
        let sample = match gateway.untried() {
            Some(why) => Err(why),
            None => {
                let mut sample = sampled(&stage, gateway, &asking).await;
                let now = stage.found();
                sample.noticed(&now, &before);
                before = now;
                Ok(sample)
            }
        };
        let called = gateway.called();
        samples.push(GatewaySample { called, sample });
    }
    Ok(samples)
}

async fn sampled(stage: &Stage, gateway: &Gateway, asking: &Asking) -> Sample {
    let (route, begun) = (&gateway.route, Instant::now());
    let table = &route.dataset.table;
    let mut sample = Sample::of(&gateway.called(), &route.dataset.slug);
    let tried = match lacks_person(gateway, asking) {
        Some(refusal) => Err(refusal),
        None => run(stage, gateway, asking, &table.all(), None).await.answer,
    };
    match tried {
        Err(refusal) => {
            let said = refusal.detail.as_deref();
            let said = said.unwrap_or(refusal.name.title()).to_owned();
            sample.found = Err((refusal.name.as_str().to_owned(), said));
        }
        Ok(answer) => {
            if !gateway.is_whole() {
                sample.found = Ok(seen(route, &answer.body));
            }
            sample.records = answer.records;
            sample.took_ms = begun.elapsed().as_millis();
            sample.body = String::from_utf8(answer.body).ok();
        }
    }
    sample
}

impl Stage {
    /// The gateway file that is meant: the one named, or the first where nothing else is offered.
    pub(super) fn gateway(&self, named: Option<&str>) -> Option<Arc<Gateway>> {
        let offer = self.worker.app.offer();
        match named {
            Some(named) if offer.routes.iter().any(|route| route.path == named) => None,
            Some(named) => offer.gateways.meant(named),
            None if offer.routes.is_empty() => {
                let mut all = offer.gateways.all();
                all.find(|one| one.untried().is_none()).cloned()
            }
            None => None,
        }
    }
}

/// Tries one request at a gateway file's route.
///
/// # Errors
/// There is no such attribute.
pub(super) async fn rehearse(
    stage: &Stage,
    gateway: &Gateway,
    asking: &Asking,
) -> Result<(Vec<Step>, Option<String>)> {
    let route = &gateway.route;
    let named = route.dataset.table.set(&asking.permitted);
    let named = named.map_err(|error| crate::Error::Config(error.to_string()))?;
    let mut accepted = None;
    let mut attributes = route.dataset.table.all();
    let mut steps = if gateway.is_protected() {
        let mut steps = Steps::of(NAMES.into_iter().filter(|name| *name != "read"));
        match &asking.ticket {
            None => steps::without_ticket(stage, route, &mut steps),
            Some(text) => match steps::with_ticket(stage, route, text.trim(), &mut steps).await {
                Ok(shown) => accepted = shown,
                Err(refusal) => return Ok((steps.refused(&refusal), None)),
            },
        }
        match steps::permitted(route, asking, named, accepted.as_ref(), &mut steps) {
            Ok(permitted) => attributes = permitted,
            Err(refusal) => return Ok((steps.refused(&refusal), None)),
        }
        if let Some(step) = steps.done.last_mut().filter(|_| gateway.is_whole()) {
            let only = "the file has no dataset, so only operators of the 2021 kind can permit it, as a whole";
            step.more.push(only.to_owned());
        }
        if let Some(refusal) = lacks_person(gateway, asking) {
            return Ok((steps.refused(&refusal), None));
        }
        let types = asking
            .identifiers
            .iter()
            .map(|(id_type, _)| id_type.as_str());
        let types: Vec<&str> = types.collect();
        let step = steps.add(
            StepState::Passed,
            format!(
                "the file sees the person's identifiers: {}",
                types.join(", ")
            ),
        );
        if !gateway.asks_for_person() {
            let warning = "no request of the file names one: whoever has a permission may get another person's data";
            step.more.push(warning.to_owned());
        }
        steps
    } else {
        Steps::of([])
    };
    let tried = run(stage, gateway, asking, &attributes, accepted.as_ref()).await;
    let failed = tried.answer.as_ref().err();
    let count = tried.told.len();
    for (index, told) in tried.told.into_iter().enumerate() {
        let is_last = index + 1 == count;
        // What comes after the file's answer is the filter's.
        let is_failed = is_last && failed.is_some() && !told.is_done();
        let state = if is_failed {
            StepState::Refused
        } else {
            StepState::Passed
        };
        let step = steps.put(told.name, state, told.said);
        step.more = told.more;
        if let Some(refusal) = failed.filter(|_| is_failed) {
            step.more.extend(said_to_service(refusal));
        }
    }
    let answer = match tried.answer {
        Ok(answer) => answer,
        Err(refusal) => {
            if steps
                .done
                .last()
                .is_none_or(|step| step.state != StepState::Refused)
            {
                let detail = refusal.detail.as_deref().unwrap_or(refusal.name.title());
                let step = steps.put("release", StepState::Refused, detail);
                step.more.extend(said_to_service(&refusal));
            }
            return Ok((steps.ended(), None));
        }
    };
    let names = released(stage, gateway, &attributes, &answer, &mut steps);
    if gateway.is_protected() {
        let accepted = accepted.as_ref();
        steps::log(route, accepted, names, answer.records, asking, &mut steps);
    }
    Ok((steps.ended(), String::from_utf8(answer.body).ok()))
}

/// What of the file's answer is left; gives the names of what is permitted.
fn released(
    stage: &Stage,
    gateway: &Gateway,
    attributes: &AttributeSet,
    answer: &TriedAnswer,
    steps: &mut Steps,
) -> Vec<String> {
    let route = &gateway.route;
    let names = route.dataset.table.paths_of(attributes);
    let names: Vec<String> = names.map(|path| path.as_str().to_owned()).collect();
    if gateway.is_whole() {
        let what = format!(
            "the whole answer, {} bytes: the file has no dataset",
            answer.body.len()
        );
        steps.put("release", StepState::Passed, what);
        return names;
    }
    let what = format!(
        "of {} bytes {} are left, {}, by the dataset `{}`",
        answer.sent,
        answer.body.len(),
        steps::counted(answer.records, "entity", "entities"),
        route.dataset.slug
    );
    let step = steps.put("release", StepState::Passed, what);
    let kept = format!("kept, where it is there: {}", names.join(", "));
    step.more.push(kept);
    step.more
        .push("headers of the file's own are dropped, as they cannot be filtered".to_owned());
    step.more.extend(stage.noticed());
    names
}

/// What a service would be told (MIM4 2021 Part 2 §6).
fn said_to_service(refusal: &Refusal) -> Vec<String> {
    let (status, word) = gateways::refused_status(refusal.name);
    let mut said: Vec<String> = refusal.detail.iter().cloned().collect();
    said.push(format!(
        "the service would get {} `{word}`",
        status.as_u16()
    ));
    said.push(refusal.name.remedy().to_owned());
    said
}

/// That nobody is named where a file asks for somebody.
fn lacks_person(gateway: &Gateway, asking: &Asking) -> Option<Refusal> {
    let lacks = gateway.asks_for_person() && asking.identifiers.is_empty();
    let said = "the file asks for a person, and none is named";
    lacks.then(|| Refusal::new(ProblemName::PersonUnknownAtSource, said))
}

async fn run(
    stage: &Stage,
    gateway: &Gateway,
    asking: &Asking,
    attributes: &AttributeSet,
    accepted: Option<&Accepted>,
) -> Tried {
    let given: Vec<Identifier> = asking.identifiers.iter().map(identifier).collect();
    let named = asking.route.as_deref().unwrap_or(&gateway.route.path);
    let sent = Sent {
        target: named.split_once(' ').map_or(named, |(_, target)| target),
        headers: &asking.headers,
        body: asking.body.as_ref(),
    };
    let selection = match stage.selection(&gateway.route, attributes) {
        Ok(selection) => selection,
        Err(error) => {
            return Tried {
                told: Vec::new(),
                answer: Err(error.problem().into()),
            };
        }
    };
    let operators = &stage.worker.app.config.operators;
    let giving = operators
        .iter()
        .find(|one| OperatorConfig::gives_token(one));
    let operator = accepted.map(|accepted| &accepted.ticket.claims.iss);
    let claims = asking.ticket.as_deref().map(|text| {
        let ticket = Unverified::parse(text.trim());
        ticket.and_then(|ticket| ticket.all_claims())
    });
    let asked = Asked {
        claims: claims.and_then(std::result::Result::ok).unwrap_or_default(),
        given: &given,
        operator: operator.or(giving.map(|one| &one.operator_uuid)),
        selection: &selection,
    };
    gateway.tried(&stage.worker, &sent, asked).await
}

/// An identifier as an operator would give it: of `ssn.FIN`, the country's.
fn identifier((id_type, id): &(String, String)) -> Identifier {
    let (id_type, country) = match id_type.split_once('.') {
        Some((id_type, country)) => (id_type, Some(country.to_owned())),
        None => (id_type.as_str(), None),
    };
    Identifier {
        id: id.clone(),
        id_type: id_type.to_owned(),
        country,
        verified: None,
        assurance: None,
        link_id: None,
        more: Map::new(),
    }
}
