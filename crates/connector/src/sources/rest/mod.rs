//! `rest`: any HTTP API that answers with JSON, XML or CSV.

mod change;
mod format;
mod paging;
mod request;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde::de::IgnoredAny;
use tokio::time::Instant;

pub(crate) use self::change::Changes;
pub(super) use self::format::is_xml;
use self::paging::{Next, Pages};
pub(crate) use self::request::Requests;
use self::request::Step;
use super::http::{Call, Http, check_kind};
use super::template::Filling;
use super::{Change, Pieces, Source, SourceAnswer, SourceError, Unchanged, Wanted, pointer};
use crate::percent::add_pair;
use crate::routes::{Ask, Changing};

/// One worker's way to the source.
pub(crate) struct Rest {
    http: Http,
}

impl Rest {
    /// Over this way.
    pub(crate) fn new(http: Http) -> Self {
        Self { http }
    }

    /// One request, whose answer is passed on as it comes.
    async fn single(
        &self,
        step: &Step,
        names: &[String],
        wanted: Wanted<'_>,
    ) -> Result<SourceAnswer, SourceError> {
        let start = Instant::now();
        let call = self.call(step, names, Filling::of(wanted.identifiers))?;
        let mut exchange = self.http.send(&call).await?;
        check_kind(&exchange.head.headers, step.format.accepts())?;
        let deadline = start + self.http.whole;
        match exchange.announced_length() {
            Some(length) if length > self.http.largest => Err(SourceError::TooLarge),
            Some(length) if length > self.http.largest_whole => Ok(SourceAnswer::Pieces(Box::new(
                Pieces::new(exchange, length, self.http.pause, deadline),
            ))),
            // Without a length the end of a longer answer could not be told from a broken one, and what had been sent
            // on by then could not be taken back. So it must fit.
            _ => {
                let whole = exchange.whole(self.http.largest_whole);
                let whole = tokio::time::timeout_at(deadline, whole).await;
                Ok(SourceAnswer::Whole(whole.map_err(|_| SourceError::Slow)??))
            }
        }
    }

    /// Several requests, pages, or something other than JSON: put together in memory, all of it within the limit for one
    /// answer.
    async fn composed(
        &self,
        requests: &Requests,
        wanted: Wanted<'_>,
    ) -> Result<Bytes, SourceError> {
        let table = wanted.route.read();
        let mut room = self.http.largest_whole;
        let filling = Filling::of(wanted.identifiers);
        let names = requests.first_names(table, wanted.attributes);
        let mut answer = self
            .part(&requests.first, &names, filling, &mut room)
            .await?;
        for step in &requests.then {
            if !step.is_needed(table, wanted.attributes) {
                continue;
            }
            let names = step.later_names(table, wanted.attributes);
            let filling = Filling {
                answered: Some(&answer),
                ..filling
            };
            let part = self.part(step, &names, filling, &mut room).await;
            match (&step.into, part) {
                (None, part) => answer = part?,
                // The source has nothing to add.
                (Some(_), Err(SourceError::NotFound)) => {}
                (Some(into), part) => answer = joined(&answer, into, &part?)?,
            }
        }
        Ok(answer.into())
    }

    /// What one request brings, with all its pages.
    async fn part(
        &self,
        step: &Step,
        names: &[String],
        filling: Filling<'_>,
        room: &mut u64,
    ) -> Result<Vec<u8>, SourceError> {
        let mut call = self.call(step, names, filling)?;
        let Some(paging) = &step.paging else {
            let (_, answer) = self.answer(step, &call, room).await?;
            return found(&answer, &step.pointer).map(<[u8]>::to_vec);
        };
        let first = call.target.clone();
        let at = |parameter: &str, value: &str| {
            let mut target = first.clone();
            add_pair(&mut target, parameter, value);
            target
        };
        if let Some((parameter, value)) = paging.first() {
            call.target = at(&parameter, &value);
        }
        let mut pages = Pages::default();
        loop {
            let (headers, answer) = self.answer(step, &call, room).await?;
            let elements = found(&answer, &step.pointer)?;
            call.target = match paging.take(&mut pages, &headers, &answer, elements)? {
                Next::End => return Ok(pages.whole()),
                Next::Parameter(parameter, value) => at(&parameter, &value),
                Next::Link(link) => self
                    .http
                    .continued(&call.target, &link)
                    .ok_or(SourceError::Redirect)?,
            };
        }
    }

    /// The answer to a request, as JSON.
    async fn answer(
        &self,
        step: &Step,
        call: &Call,
        room: &mut u64,
    ) -> Result<(http::HeaderMap, Bytes), SourceError> {
        let (headers, body) = self
            .http
            .document(call, step.format.accepts(), *room)
            .await?;
        let kind = headers.get(CONTENT_TYPE);
        let json = step.format.json(kind, &body, *room)?;
        let json = json.map_or(body, Bytes::from);
        *room = room.saturating_sub(json.len() as u64);
        Ok((headers, json))
    }

    fn call(
        &self,
        step: &Step,
        names: &[String],
        filling: Filling<'_>,
    ) -> Result<Call, SourceError> {
        let mut target = self.http.base_path().to_owned();
        step.template.path_and_query(&mut target, &filling)?;
        step.ask_for(&mut target, names);
        let mut call = Call::get(target, step.format.accept());
        call.method = step.method.clone();
        call.headers = step.template.headers(&filling)?;
        if let Some(body) = &step.body {
            let json = HeaderValue::from_static("application/json");
            call.body = Some((json, body.fill(&filling)?.to_string().into()));
        }
        Ok(call)
    }
}

impl Rest {
    async fn amend(&self, change: Change<'_>) -> Result<(), SourceError> {
        let Changing::Requests(changes) = &change.route.changing else {
            return Err(SourceError::Unchangeable);
        };
        let wanted = Wanted {
            route: change.route,
            identifiers: change.identifiers,
            attributes: change.attributes,
        };
        let answered = if changes.needs_answer() {
            match self.read(wanted).await? {
                SourceAnswer::Whole(answer) => Some(answer),
                SourceAnswer::Pieces(_) => return Err(SourceError::TooLarge),
            }
        } else {
            None
        };
        let filling = Filling {
            answered: answered.as_deref(),
            ..Filling::of(change.identifiers)
        };
        let table = &change.route.dataset.table;
        let calls = changes.calls(&self.http, table, change.wish, filling)?;
        self.http.change(&calls).await
    }
}

/// What stands at the pointer; what has nothing there knows nothing of the person.
fn found<'a>(json: &'a [u8], pointer: &str) -> Result<&'a [u8], SourceError> {
    pointer::at(json, pointer).ok_or_else(|| match serde_json::from_slice::<IgnoredAny>(json) {
        Ok(_) => SourceError::NotFound,
        Err(_) => SourceError::Malformed,
    })
}

/// An object with one member more. One that has it already has it twice then, which the filter refuses.
fn joined(object: &[u8], name: &str, value: &[u8]) -> Result<Vec<u8>, SourceError> {
    for json in [object, value] {
        serde_json::from_slice::<IgnoredAny>(json).map_err(|_| SourceError::Malformed)?;
    }
    let inside = object.trim_ascii().strip_prefix(b"{");
    let inside = inside.and_then(|rest| rest.strip_suffix(b"}"));
    let inside = inside.ok_or(SourceError::Malformed)?.trim_ascii();
    let mut out = Vec::with_capacity(object.len() + name.len() + value.len() + 4);
    out.push(b'{');
    out.extend_from_slice(inside);
    if !inside.is_empty() {
        out.push(b',');
    }
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(&mut out, name);
    out.push(b':');
    out.extend_from_slice(value);
    out.push(b'}');
    Ok(out)
}

impl Source for Rest {
    fn read<'a>(&'a self, wanted: Wanted<'a>) -> BoxFuture<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            // Start-up refuses a route of a `rest` upstream without a request.
            let Ask::Requests(requests) = &wanted.route.ask else {
                return Err(SourceError::Failed);
            };
            if requests.is_single() {
                let table = wanted.route.read();
                let names = requests.first_names(table, wanted.attributes);
                return self.single(&requests.first, &names, wanted).await;
            }
            let composed = tokio::time::timeout(self.http.whole, self.composed(requests, wanted));
            let answer = composed.await.map_err(|_| SourceError::Slow)??;
            Ok(SourceAnswer::Whole(answer))
        })
    }

    fn change<'a>(&'a self, change: Change<'a>) -> BoxFuture<'a, Result<(), Unchanged>> {
        Box::pin(async move { Ok(self.amend(change).await?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_joins_an_object() {
        let join = |object: &str, value: &str| {
            joined(object.as_bytes(), "loans", value.as_bytes())
                .map(|json| String::from_utf8(json).unwrap())
        };
        assert_eq!(join(" { } ", "[1]").unwrap(), "{\"loans\":[1]}");
        assert_eq!(
            join("{\"a\":1}", "null").unwrap(),
            "{\"a\":1,\"loans\":null}"
        );
        for (object, value) in [
            ("[1]", "1"),
            ("{\"a\":\"}", "1"),
            ("{}", "1}"),
            ("{},{}", "1"),
            ("", "1"),
        ] {
            assert_eq!(
                join(object, value),
                Err(SourceError::Malformed),
                "{object} {value}"
            );
        }
    }
}
