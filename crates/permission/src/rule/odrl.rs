//! A rule as an ODRL 2.2 policy with DPV terms (W3C ODRL Information Model 2.2; DPV's ODRL
//! mapping), for people and programs that are not ours.

use serde_json::{Map, Value, json};
use vocabulary::Term;

use super::{Effect, Parties, PartyPattern, Rule};
use crate::intended_use::DataForm;

/// The profile that gives DPV terms their meaning in a policy.
const PROFILE: &str = "https://w3id.org/dpv/mappings/odrl";

/// The rule as a JSON-LD policy. `person` is the IRI by which the reader knows the person who
/// wrote it, if any should.
///
/// An `allow` becomes a permission, a `deny` a prohibition, an `ask` a permission whose duty is
/// to obtain consent.
pub fn to_odrl(rule: &Rule, person: Option<&str>) -> Value {
    let mut body = Map::new();
    body.insert("target".into(), targets(rule));
    if let Some(person) = person {
        body.insert("assigner".into(), json!(person));
    }
    if let Some(assignee) = assignees(&rule.parties) {
        body.insert("assignee".into(), assignee);
    }
    body.insert("action".into(), actions(rule));
    let constraints = constraints(rule);
    if !constraints.is_empty() {
        body.insert("constraint".into(), Value::Array(constraints));
    }
    if rule.effect == Effect::Ask {
        body.insert("duty".into(), json!([{"action": "obtainConsent"}]));
    }
    let member = match rule.effect {
        Effect::Allow | Effect::Ask => "permission",
        Effect::Deny => "prohibition",
    };
    json!({
        "@context": [
            "http://www.w3.org/ns/odrl.jsonld",
            {"dpv": "https://w3id.org/dpv#", "pd": "https://w3id.org/dpv/pd#", "fiducia": "urn:fiducia:"}
        ],
        "@type": "Set",
        "uid": format!("urn:fiducia:rule:{}", rule.id),
        "profile": PROFILE,
        "conflict": "prohibit",
        member: [body],
    })
}

fn iri(term: Term) -> Value {
    json!({"@id": term.iri()})
}

/// One value as itself, several as a list.
fn one_or_many(mut values: Vec<Value>) -> Value {
    match values.len() {
        1 => values.remove(0),
        _ => Value::Array(values),
    }
}

fn targets(rule: &Rule) -> Value {
    let data = &rule.data;
    let mut targets: Vec<Value> = data.datasets.iter().map(|id| json!({"uid": id})).collect();
    for (dataset, paths) in &data.attributes {
        let attribute = |path| json!({"@type": "AssetCollection", "uid": format!("{dataset}#{path}"), "partOf": dataset});
        targets.extend(paths.iter().map(attribute));
    }
    let category =
        |term: Term| json!({"@type": "AssetCollection", "dpv:hasPersonalData": iri(term)});
    targets.extend(data.categories.iter().map(|c| category(c.term())));
    if targets.is_empty() {
        targets.push(category(Term::PERSONAL_DATA));
    }
    one_or_many(targets)
}

fn assignees(parties: &Parties) -> Option<Value> {
    let Parties::Only(patterns) = parties else {
        return None;
    };
    let assignee = |pattern: &PartyPattern| match pattern {
        PartyPattern::Organisation(id) => json!({"uid": format!("urn:fiducia:organisation:{id}")}),
        PartyPattern::Kind(kind) => json!({"@type": ["PartyCollection", kind.term().iri()]}),
        PartyPattern::TrustGroup(id) => {
            json!({"@type": "PartyCollection", "uid": format!("urn:fiducia:trust-group:{id}")})
        }
    };
    Some(one_or_many(patterns.iter().map(assignee).collect()))
}

fn actions(rule: &Rule) -> Value {
    let mut actions: Vec<Value> = rule.processing.iter().map(|p| iri(p.term())).collect();
    if actions.is_empty() {
        actions.push(iri(Term::PROCESSING));
    }
    one_or_many(actions)
}

fn constraint(left: &str, operator: &str, right: impl Into<Value>) -> Value {
    json!({"leftOperand": left, "operator": operator, "rightOperand": right.into()})
}

fn constraints(rule: &Rule) -> Vec<Value> {
    let mut list = Vec::new();
    match rule.purposes.as_slice() {
        [] => {}
        [purpose] => list.push(constraint("purpose", "isA", iri(purpose.term()))),
        several => {
            let each = several
                .iter()
                .map(|p| constraint("purpose", "isA", iri(p.term())));
            list.push(json!({"or": each.collect::<Vec<_>>()}));
        }
    }
    let requirements = requirements(rule);
    if !requirements.is_empty() {
        // A denial is about uses that fail one of these, the other effects about those that meet
        // all; ODRL's `xone`, `or` and `and` know no negation, so each is turned round.
        list.push(match (rule.effect, requirements.as_slice()) {
            (_, [only]) => only.clone(),
            (Effect::Allow, _) => json!({"and": requirements}),
            (Effect::Ask | Effect::Deny, _) => json!({"or": requirements}),
        });
    }
    if let Some(window) = &rule.conditions.window {
        list.push(constraint("fiducia:window", "eq", json!(window)));
    }
    if let Some(until) = rule.valid_until {
        let right = json!({"@value": rfc3339(until.seconds()), "@type": "xsd:dateTime"});
        list.push(constraint("dateTime", "lt", right));
    }
    list
}

/// The conditions that do not depend on time: as they stand for an `allow`, turned round for the
/// others.
fn requirements(rule: &Rule) -> Vec<Value> {
    let conditions = &rule.conditions;
    let meets = rule.effect == Effect::Allow;
    let pick = |own: &'static str, turned: &'static str| if meets { own } else { turned };
    let mut list = Vec::new();
    if let Some(longest) = conditions.longest_retention {
        let right = json!({"@value": format!("P{}D", longest.0), "@type": "xsd:duration"});
        list.push(constraint("fiducia:retention", pick("lteq", "gt"), right));
    }
    if let Some(area) = conditions.within {
        let operator = pick("isPartOf", "fiducia:isNotPartOf");
        list.push(constraint("spatial", operator, json!(area)));
    }
    if conditions.no_onward_recipients {
        list.push(constraint("fiducia:onwardRecipients", pick("eq", "gt"), 0));
    }
    if conditions.form != DataForm::Identified {
        list.push(constraint(
            "fiducia:form",
            pick("gteq", "lt"),
            json!(conditions.form),
        ));
    }
    if conditions.no_automated_decisions {
        list.push(constraint("fiducia:automatedDecisions", "eq", !meets));
    }
    list
}

/// Seconds since the epoch as `2025-11-19T12:00:00Z` (RFC 3339), by the calendar's rules.
fn rfc3339(seconds: i64) -> String {
    let (mut days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    // Whole cycles of 400 years first, so that any instant takes few steps.
    let mut year = 1970 + 400 * days.div_euclid(146_097);
    days = days.rem_euclid(146_097);
    while days >= 365 + i64::from(leap(year)) {
        days -= 365 + i64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [
        31,
        28 + i64::from(leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!(
        "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z",
        days + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_by_the_calendar() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(1_763_553_599), "2025-11-19T11:59:59Z");
        assert_eq!(rfc3339(4_102_444_800), "2100-01-01T00:00:00Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59Z");
        assert_eq!(rfc3339(13_574_563_200), "2400-02-29T00:00:00Z");
        assert_eq!(rfc3339(12_622_694_400), "2369-12-31T00:00:00Z");
        assert_eq!(rfc3339(-11_670_912_001), "1600-02-29T23:59:59Z");
    }
}
