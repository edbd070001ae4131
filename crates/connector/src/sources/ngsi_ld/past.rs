//! What a person's entities were, as the broker remembers it (ETSI GS CIM 009 §5.7.4, §6.18).

use std::collections::{HashMap, HashSet};

use broker::view::Window;
use http::StatusCode;
use http::header::CONTENT_RANGE;
use ngsi_ld::entity::micros;
use ngsi_ld::query::TimeProperty;
use serde_json::Value;

use super::{ACCEPT, EVOLUTIONS, HasId, NgsiLd, Person, outermost};
use crate::percent::add_pair;
use crate::routes::Ask;
use crate::sources::http::{Call, is_json};
use crate::sources::{Evolution, SourceError, Wanted};

/// Evolutions by id, put together from answers that overlap.
#[derive(Default)]
struct Gathered {
    all: Vec<Evolution>,
    places: HashMap<String, usize>,
    /// Instances that are there, as their attribute and JSON.
    seen: HashSet<(usize, String, String)>,
}

/// An answer, and the time at which it was cut where it is not whole.
type Answered = (Vec<Evolution>, Option<i64>);

impl NgsiLd {
    /// What the person's entities were: permitted attributes, within the window or farther back.
    pub(super) async fn evolutions(
        &self,
        wanted: &Wanted<'_>,
        window: &Window,
    ) -> Result<Vec<Evolution>, SourceError> {
        // Start-up refuses a route of a broker without `entities`.
        let Ask::Entities(entities) = &wanted.route.ask else {
            return Err(SourceError::Failed);
        };
        let names = outermost(wanted.route, wanted.attributes);
        let ids = match entities.person(wanted.identifiers)? {
            Person::Id(id) => vec![id],
            Person::Query(_) => self.ids(wanted, &names).await?,
        };
        let mut room = self.http.largest_whole;
        let mut all = Vec::new();
        for ids in ids.chunks(self.page as usize) {
            let mut target = format!("{}{EVOLUTIONS}", self.http.base_path());
            add_pair(&mut target, "type", &entities.entity_type);
            add_pair(&mut target, "id", &ids.join(","));
            self.ask_for(&mut target, &names, None);
            add_pair(&mut target, "options", "sysAttrs");
            add_pair(&mut target, "limit", &self.page.to_string());
            let mut found = self.within(&target, ids, window, &mut room).await?;
            if window.names && window.query.is_some() {
                let newest = Window {
                    property: Some(TimeProperty::ModifiedAt),
                    last: Some(1),
                    ..Window::default()
                };
                let known = self.within(&target, ids, &newest, &mut room).await?;
                found.name(known.all);
            }
            all.append(&mut found.all);
        }
        Ok(all)
    }

    /// The ids of the entities that are the person's now.
    async fn ids(&self, wanted: &Wanted<'_>, names: &[&str]) -> Result<Vec<String>, SourceError> {
        let Ask::Entities(entities) = &wanted.route.ask else {
            return Err(SourceError::Failed);
        };
        // The attribute that shows whose it is is read in any case, and nothing more is needed.
        let is_proved = entities.proof(wanted.identifiers).is_some();
        let names = if is_proved { &[] } else { names };
        let found = self.entities(entities, wanted.identifiers, names).await?;
        found
            .iter()
            .map(|one| match serde_json::from_str(one.get()) {
                Ok(HasId { id }) => Ok(id),
                Err(_) => Err(SourceError::Malformed),
            })
            .collect()
    }

    /// All that a request gives within a window, from one answer or several.
    async fn within(
        &self,
        target: &str,
        ids: &[String],
        window: &Window,
        room: &mut u64,
    ) -> Result<Gathered, SourceError> {
        let mut gathered = Gathered::default();
        let mut rest = window.clone();
        for _ in 0..self.most_pages {
            let (found, cut) = self.answered(target, &rest, room).await?;
            for one in found {
                gathered.add(one, ids)?;
            }
            let Some(at) = cut else { return Ok(gathered) };
            let after = rest.since(at).filter(|after| *after != rest);
            // Half of an answer would look like all of it.
            rest = after.ok_or(SourceError::TooLarge)?;
        }
        Err(SourceError::TooLarge)
    }

    async fn answered(
        &self,
        target: &str,
        window: &Window,
        room: &mut u64,
    ) -> Result<Answered, SourceError> {
        let mut target = target.to_owned();
        for (name, value) in window.parameters() {
            add_pair(&mut target, name, &value);
        }
        let mut call = Call::get(target, ACCEPT);
        call.headers.clone_from(&self.headers);
        let answer = self.http.document_or_part(&call, is_json, *room).await;
        let (status, headers, body) = answer.map_err(|error| match error {
            // A broker that remembers nothing, or does not know the question; a person of whom it has nothing has none.
            SourceError::NotFound | SourceError::Status(405 | 422 | 501) => SourceError::NoHistory,
            other => other,
        })?;
        *room = room.saturating_sub(body.len() as u64);
        let found = serde_json::from_slice(&body).map_err(|_| SourceError::Malformed)?;
        if status != StatusCode::PARTIAL_CONTENT {
            return Ok((found, None));
        }
        let range = headers
            .get(CONTENT_RANGE)
            .and_then(|range| range.to_str().ok());
        let at = range.and_then(last_of).ok_or(SourceError::TooLarge)?;
        Ok((found, Some(at)))
    }
}

/// The last time of what an answer has, as in `date-time <first>-<last>/<size>` (§6.3.10).
fn last_of(range: &str) -> Option<i64> {
    let (times, _) = range.strip_prefix("date-time ")?.split_once('/')?;
    let (_, last) = times.split_once("Z-")?;
    micros(last)
}

impl Gathered {
    /// Adds what was found of an entity, which must be one of those that were asked for: a broker that did not understand
    /// the question gives others'.
    fn add(&mut self, mut one: Evolution, ids: &[String]) -> Result<(), SourceError> {
        let id = one.get("id").and_then(Value::as_str);
        let id = id.filter(|id| ids.iter().any(|asked| asked == id));
        let id = id.ok_or(SourceError::Malformed)?.to_owned();
        let place = *self.places.entry(id).or_insert(self.all.len());
        if place == self.all.len() {
            self.all.push(Evolution::new());
        }
        let (known, seen) = (&mut self.all[place], &mut self.seen);
        for (name, value) in std::mem::take(&mut one) {
            let Value::Array(items) = value else {
                known.entry(name).or_insert(value);
                continue;
            };
            let held = known
                .entry(name.clone())
                .or_insert_with(|| Value::Array(Vec::new()));
            let Value::Array(held) = held else {
                return Err(SourceError::Malformed);
            };
            let is_new = |item: &Value| seen.insert((place, name.clone(), item.to_string()));
            held.extend(items.into_iter().filter(is_new));
        }
        Ok(())
    }

    /// Adds entities and names of attributes that there were, without their instances.
    fn name(&mut self, known: Vec<Evolution>) {
        for one in known {
            let id = one.get("id").and_then(Value::as_str).unwrap_or_default();
            let place = *self.places.entry(id.to_owned()).or_insert(self.all.len());
            if place == self.all.len() {
                self.all.push(Evolution::new());
            }
            for (name, value) in one {
                let is_head = ngsi_ld::entity::is_entity_member(&name);
                let empty = if is_head {
                    value
                } else {
                    Value::Array(Vec::new())
                };
                self.all[place].entry(name).or_insert(empty);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_where_it_was_cut() {
        let at = micros("2024-06-02T00:00:00.500000Z");
        let range = "date-time 2024-06-01T00:00:00.000000Z-2024-06-02T00:00:00.500000Z/*";
        assert_eq!(last_of(range), at);
        assert_eq!(last_of(&range.replace('*', "10")), at);
        for other in [
            "",
            "date-time */10",
            "bytes 0-10/20",
            "date-time 2024-06-01T00:00:00Z/*",
        ] {
            assert_eq!(last_of(other), None, "{other}");
        }
    }
}
