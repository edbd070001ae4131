//! A person looks at their own data, from a page of their operator: what such a request may do beyond a service's, and
//! what it may not.
//!
//! Everything else is as for services: one order of checks, one log.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, CACHE_CONTROL, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri};
use protocol::metadata::OwnChanges;
use protocol::problem::ProblemName;
use protocol::url::BaseUrl;
use sha2::{Digest as _, Sha256};
use web::rate::Quota;

use crate::app::App;
use crate::enforcement::Refusal;
use crate::enforcement::ticket::Accepted;
use crate::routes::{Offer, Route};
use crate::sources::Wish;
use crate::sources::template::Identifiers;
use crate::worker::Body;

/// Requests on one ticket: a dataset has few routes, each asked once and perhaps again after a failure.
pub(crate) const LOOKS: Quota = Quota {
    burst: 10,
    per: Duration::from_secs(6),
};
/// Tickets that the limit remembers, each about 50 bytes; one lives for a minute.
pub(crate) const LIMITED_TICKETS: usize = 20_000;

/// SHA-256 of a ticket.
type TicketHash = [u8; 32];

/// For how long the operator's word on a look counts for what staff were asked, which the page asks for at once when the look's
/// answer says that there is something. It is one look to the person, and one entry of their log.
const LOOKED: Duration = Duration::from_secs(10);
/// Looks of which this is remembered, each about 300 bytes; after more, the operator is asked.
const MOST_LOOKED: usize = 5_000;

/// Looks whose answer said that something waits, by ticket and dataset, with when and who looked.
#[derive(Default)]
pub(crate) struct Looked(Mutex<HashMap<(TicketHash, String), (Instant, Identifiers)>>);

impl Looked {
    /// A look was vouched for.
    pub(crate) fn remember(
        &self,
        app: &App,
        accepted: &Accepted,
        route: &Route,
        who: &Identifiers,
    ) {
        let now = app.clock.instant();
        let mut looked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looked.retain(|_, (at, _)| now.saturating_duration_since(*at) < LOOKED);
        if looked.len() < MOST_LOOKED {
            looked.insert(key(accepted, route), (now, who.clone()));
        }
    }

    /// Who looked on this ticket a moment ago. Once: the next time the operator is asked.
    pub(crate) fn take(
        &self,
        app: &App,
        accepted: &Accepted,
        route: &Route,
    ) -> Option<Identifiers> {
        let mut looked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, who) = looked.remove(&key(accepted, route))?;
        let age = app.clock.instant().saturating_duration_since(at);
        (age < LOOKED).then_some(who)
    }
}

fn key(accepted: &Accepted, route: &Route) -> (TicketHash, String) {
    let hash = Sha256::digest(accepted.text.as_bytes()).into();
    (hash, route.dataset.slug.clone())
}

/// What a page shows a ticket and its proof in: these, and nothing else.
const ALLOWED_HEADERS: [&str; 2] = ["authorization", "dpop"];
const ALLOWED_HEADERS_VALUE: HeaderValue = HeaderValue::from_static("authorization, dpop");
/// When to try again, what a ticket must be shown with, whether the answer was converted, and whether changes wait: what a page
/// needs beside a body.
const EXPOSED_HEADERS: HeaderValue = HeaderValue::from_static(
    "retry-after, www-authenticate, fiducia-conversion, fiducia-asked-changes",
);
/// And with a change, what says that it is one.
const CHANGING_HEADERS: [&str; 3] = ["authorization", "dpop", "content-type"];
const CHANGING_HEADERS_VALUE: HeaderValue =
    HeaderValue::from_static("authorization, dpop, content-type");
/// How long a browser may keep the answer to a preflight, in seconds: an operator that leaves its trust group is not
/// let in by browsers for longer. Nothing is released by it in any case.
const PREFLIGHT_SECONDS: HeaderValue = HeaderValue::from_static("600");
/// What the answer to a preflight depends on.
const PREFLIGHT_VARY: HeaderValue = HeaderValue::from_static(
    "origin, access-control-request-method, access-control-request-headers",
);
const VARY_ORIGIN: HeaderValue = HeaderValue::from_static("origin");
const GET: HeaderValue = HeaderValue::from_static("GET");
const GET_AND_CHANGE: HeaderValue = HeaderValue::from_static("GET, PATCH, DELETE");
const GET_CHANGE_AND_ADD: HeaderValue = HeaderValue::from_static("GET, PATCH, DELETE, POST");

/// Whether people change their own data at this route: what the source's system cannot change, its staff do.
pub(crate) fn takes_changes(route: &Route) -> bool {
    is_offered(route) && route.dataset.self_change
}

/// Whether people add records of their own at this route.
pub(crate) fn takes_additions(route: &Route) -> bool {
    takes_changes(route) && route.dataset.self_add
}

/// Whether what people change at this route goes to the source's staff.
pub(crate) fn asks_staff(route: &Route) -> bool {
    takes_changes(route) && route.is_changed_by_staff()
}

/// Where people see what they have asked the staff to change in a dataset, by its short name, and take it back.
pub(crate) const ASKED_PATH: &str = "/own-changes/";

/// What a path below [`ASKED_PATH`] is about: a route whose changes go to the staff, and the one to take back, if one is named.
pub(crate) fn asked_at<'a>(offer: &Offer, path: &'a str) -> Option<(Arc<Route>, Option<&'a str>)> {
    let named = path.strip_prefix(ASKED_PATH)?;
    let (dataset, task) = match named.split_once('/') {
        Some((dataset, task)) => (dataset, Some(task)),
        None => (named, None),
    };
    let mut routes = offer.routes.iter();
    let route = routes.find(|route| route.dataset.slug == dataset && asks_staff(route))?;
    Some((Arc::clone(route), task))
}

/// What of it they change: what they are shown, is described as theirs to change, and the source has a way for, or all of it
/// its staff. None where it is nothing.
pub(crate) fn changes(route: &Route, base: &BaseUrl) -> Option<OwnChanges> {
    if !takes_changes(route) {
        return None;
    }
    let dataset = &route.dataset;
    let shown = dataset.shown_to_person.as_ref()?;
    let by_staff = route.is_changed_by_staff();
    let can = |wish: &Wish| {
        wish.check(&dataset.description, &dataset.table, shown)
            .is_ok()
            && (by_staff || route.has_way(wish))
    };
    let each = |of: fn(String) -> Wish| {
        let paths = dataset.table.paths().iter().map(ToString::to_string);
        let paths = paths.filter(|path| can(&of(path.clone())));
        paths.filter_map(|path| path.parse().ok()).collect()
    };
    let changes = OwnChanges {
        correct: each(Wish::to_correct),
        erase: each(Wish::to_erase),
        erase_all: can(&Wish::all()),
        add: takes_additions(route),
        by_staff,
        asked_at: by_staff
            .then(|| base.join(&format!("{ASKED_PATH}{}", dataset.slug)).ok())
            .flatten(),
    };
    (!changes.is_empty()).then_some(changes)
}

/// Whether people read their own data at this route.
pub(crate) fn is_offered(route: &Route) -> bool {
    route.method == Method::GET && route.dataset.shown_to_person.is_some()
}

/// In which form a person's own data is shown to them. For services the first is the only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As the dataset describes it.
    Described,
    /// As the source writes it, where the connector would convert it (`?conversion=off`).
    Original,
    /// What it was and is (`?past=on`).
    Past,
}

impl Form {
    /// What a request asks for.
    pub(crate) fn of(address: &Uri) -> Self {
        let mut pairs = address.query().unwrap_or_default().split('&');
        let wanted = pairs.find_map(|pair| match pair {
            "conversion=off" => Some(Self::Original),
            "past=on" => Some(Self::Past),
            _ => None,
        });
        wanted.unwrap_or(Self::Described)
    }
}

/// The record that a change is about, by its id (`?record=`); none where it is about all.
pub(crate) fn record_of(address: &Uri) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(address.query().unwrap_or_default().as_bytes());
    pairs
        .find(|(name, _)| name == "record")
        .map(|(_, id)| id.into_owned())
}

/// What a self-access ticket needs beyond what every ticket does.
pub(crate) fn check(
    app: &App,
    route: &Route,
    headers: &HeaderMap,
    accepted: &Accepted,
) -> Result<(), Refusal> {
    if !is_offered(route) {
        return Err(ProblemName::SelfAccessNotOffered.into());
    }
    // A 2021 operator issues none, and its answers would not say what may be shown.
    if !accepted.ticket.operator.is_profile {
        return Err(ProblemName::SelfAccessNotOffered.into());
    }
    // A browser says which page asks; programs say nothing, and prove their key as everybody.
    let mut origins = headers.get_all(ORIGIN).iter();
    let own = accepted.trusted.base_url.origin();
    if origins.any(|origin| origin.as_bytes() != own.as_bytes()) {
        return Err(ProblemName::OriginRefused.into());
    }
    let leg = &accepted.ticket.claims.mop_processing_record_uuid;
    app.looks
        .check((accepted.ticket.claims.iss.as_str(), leg.as_str()))
        .map_err(|_| Refusal::from(ProblemName::RateLimited))
}

/// The answer to an `OPTIONS` of a browser that asks whether a page may read a route (Fetch standard, "CORS-preflight fetch"). None
/// when this is no such question, or the route is not one that people read.
pub(crate) async fn preflight(
    app: &App,
    routes: &[Arc<Route>],
    headers: &HeaderMap,
) -> Option<Result<Response<Body>, Refusal>> {
    let asked = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
    headers.get(ORIGIN)?;
    routes.iter().find(|route| is_offered(route))?;
    let adds = routes.iter().any(|route| takes_additions(route));
    let is_change = match asked.as_bytes() {
        b"PATCH" | b"DELETE" => routes.iter().any(|route| takes_changes(route)),
        b"POST" => adds,
        _ => false,
    };
    let Some(origin) = operator_origin(app, headers).await else {
        return Some(Err(ProblemName::OriginRefused.into()));
    };
    let fits = if is_change {
        asks_for_headers(headers, &CHANGING_HEADERS)
    } else {
        asked.as_bytes() == b"GET" && asks_for_headers(headers, &ALLOWED_HEADERS)
    };
    if !fits {
        return Some(Err(Refusal::new(
            ProblemName::OriginRefused,
            "a page reads with `GET` and the headers `authorization` and `dpop` alone",
        )));
    }
    let mut response = Response::new(Body::whole(bytes::Bytes::new()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    let answer = response.headers_mut();
    answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let (methods, names) = if is_change && adds {
        (GET_CHANGE_AND_ADD, CHANGING_HEADERS_VALUE)
    } else if is_change {
        (GET_AND_CHANGE, CHANGING_HEADERS_VALUE)
    } else {
        (GET, ALLOWED_HEADERS_VALUE)
    };
    answer.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
    answer.insert(ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    answer.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer.insert(VARY, PREFLIGHT_VARY);
    Some(Ok(response))
}

fn asks_for_headers(headers: &HeaderMap, allowed: &[&str]) -> bool {
    headers
        .get_all(ACCESS_CONTROL_REQUEST_HEADERS)
        .iter()
        .all(|value| {
            value.to_str().is_ok_and(|names| {
                names.split(',').map(str::trim).all(|name| {
                    name.is_empty()
                        || allowed
                            .iter()
                            .any(|allowed| allowed.eq_ignore_ascii_case(name))
                })
            })
        })
}

/// Lets the pages of trusted operators read an answer, refusals included, and no others. Without credentials: a
/// connector knows no cookies.
pub(crate) async fn readable(app: &App, headers: &HeaderMap, response: &mut Response<Body>) {
    let answer = response.headers_mut();
    answer.append(VARY, VARY_ORIGIN);
    if let Some(origin) = operator_origin(app, headers).await {
        answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
    }
}

/// The request's origin, if it is a trusted operator's.
async fn operator_origin(app: &App, headers: &HeaderMap) -> Option<HeaderValue> {
    let mut origins = headers.get_all(ORIGIN).iter();
    let origin = origins.next()?;
    if origins.next().is_some() {
        return None;
    }
    let is_operators = app.trust.is_operators(origin.to_str().ok()?).await;
    is_operators.then(|| origin.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_send_ticket_and_proof_and_nothing_else() {
        let asks = |names: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(
                ACCESS_CONTROL_REQUEST_HEADERS,
                HeaderValue::from_static(names),
            );
            asks_for_headers(&headers, &ALLOWED_HEADERS)
        };
        for names in ["authorization,dpop", "DPoP, Authorization", "dpop", ""] {
            assert!(asks(names), "{names}");
        }
        for names in ["authorization,dpop,cookie", "mim4-request-ticket", "*"] {
            assert!(!asks(names), "{names}");
        }
        assert!(asks_for_headers(&HeaderMap::new(), &ALLOWED_HEADERS));
    }
}
