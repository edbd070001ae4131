//! `GET /activity/live`: tells an open page that the person's log has something new (server-sent events, HTML §9.2).
//!
//! An event says only that there is something; the page then fetches itself again. So what a person sees has one way to
//! them, and a page that misses an event is right again with the next.
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use storage::operator::access_items::{AccessFilter, AccessItems as _};
use tokio::sync::watch;
use tokio::time::Instant;
use web::CancellationToken;
use web::problem::{Problem, ProblemName};

use crate::Operator;
use crate::pages::Site;

/// Pages of one person that listen at the same time: windows on two or three devices.
const MOST_OF_ONE: usize = 8;
/// Pages that listen at the same time: each holds a connection and some 10 kB.
const MOST_OF_ALL: usize = 10_000;
/// How often a silent connection says that it is there, and looks for what another process of this operator wrote.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A connection ends after this long; the browser makes a new one, with the session as it is then.
const LONGEST: Duration = Duration::from_mins(10);
/// After one change, others are gathered for this long: a service that asks many times a second moves no page as often.
const GATHER: Duration = Duration::from_millis(300);

/// Who listens for changes of whose log.
#[derive(Default)]
pub(crate) struct Live {
    open: Arc<Mutex<Open>>,
    /// Ends all of them.
    end: CancellationToken,
}

/// The pages that listen.
#[derive(Default)]
struct Open {
    /// By account: how many, and what wakes them.
    by_account: HashMap<String, (usize, watch::Sender<()>)>,
    all: usize,
}

impl Live {
    /// The log of this account has changed.
    pub(crate) fn tell(&self, account: &str) {
        if let Some((_, changed)) = lock(&self.open).by_account.get(account) {
            changed.send_replace(());
        }
    }

    /// Ends what is open: the operator stops.
    pub(crate) fn end(&self) {
        self.end.cancel();
    }

    /// A place for one more page of this account, if there is one, and what tells it of changes.
    fn enter(&self, account: &str) -> Option<(Place, watch::Receiver<()>)> {
        let mut open = lock(&self.open);
        let own = open.by_account.get(account).map_or(0, |(own, _)| *own);
        if open.all >= MOST_OF_ALL || own >= MOST_OF_ONE {
            return None;
        }
        open.all += 1;
        let nobody = || (0, watch::Sender::new(()));
        let (own, changed) = open
            .by_account
            .entry(account.to_owned())
            .or_insert_with(nobody);
        *own += 1;
        let changes = changed.subscribe();
        let place = Place {
            account: account.to_owned(),
            open: Arc::clone(&self.open),
        };
        Some((place, changes))
    }
}

fn lock(open: &Mutex<Open>) -> MutexGuard<'_, Open> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The place of one open page; given back when it is dropped.
struct Place {
    account: String,
    open: Arc<Mutex<Open>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        open.all -= 1;
        if let Some((own, _)) = open.by_account.get_mut(&self.account) {
            *own -= 1;
            if *own == 0 {
                open.by_account.remove(&self.account);
            }
        }
    }
}

/// One page that listens.
struct Listener {
    operator: Arc<Operator>,
    place: Place,
    changes: watch::Receiver<()>,
    until: Instant,
    /// The newest entry that the page knows of, and when it was completed.
    newest: Option<(String, Option<i64>)>,
}

/// `GET /activity/live`
pub(crate) async fn listen(
    State(site): State<Site>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let operator = site.operator;
    let Some(person) = operator.person_of_session(&headers).await? else {
        return Err(Problem::new(ProblemName::LoginRequired));
    };
    let Some((place, changes)) = operator.live.enter(&person.id) else {
        return Err(Problem::new(ProblemName::RateLimited));
    };
    let mut listener = Listener {
        changes,
        until: Instant::now() + LONGEST,
        newest: None,
        operator,
        place,
    };
    listener.look().await;
    let begun = futures_util::stream::once(async {
        Ok::<_, Infallible>(Bytes::from_static(b": open\n\n"))
    });
    let rest = futures_util::stream::unfold(listener, |mut listener| async move {
        let said = listener.next().await?;
        Some((Ok(Bytes::from_static(said)), listener))
    });
    let body = Body::from_stream(futures_util::StreamExt::chain(begun, rest));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}

impl Listener {
    /// What the page is told next; nothing more at the end.
    async fn next(&mut self) -> Option<&'static [u8]> {
        const CHANGED: &[u8] = b"event: changed\ndata: \n\n";
        const THERE: &[u8] = b": there\n\n";
        let heartbeat = Instant::now() + HEARTBEAT;
        let end = self.operator.live.end.clone();
        tokio::select! {
            () = end.cancelled() => None,
            () = tokio::time::sleep_until(self.until) => None,
            () = tokio::time::sleep_until(heartbeat) => {
                Some(if self.look().await { CHANGED } else { THERE })
            }
            changed = self.changes.changed() => {
                changed.ok()?;
                tokio::time::sleep(GATHER).await;
                self.changes.mark_unchanged();
                self.look().await;
                Some(CHANGED)
            }
        }
    }

    /// Looks at the newest entry; whether it is another than before. What cannot be looked up now is at the next look.
    async fn look(&mut self) -> bool {
        let found = self
            .operator
            .db
            .access_items_of(&self.place.account, &AccessFilter::default(), 1)
            .await;
        let Ok(items) = found else { return false };
        let newest = items
            .into_iter()
            .next()
            .map(|item| (item.id, item.completed_at));
        let changed = newest != self.newest;
        self.newest = newest;
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_some_places_and_gets_them_back() {
        let live = Live::default();
        let places: Vec<_> = (0..MOST_OF_ONE)
            .map(|_| live.enter("aino").unwrap())
            .collect();
        assert!(live.enter("aino").is_none());
        assert!(live.enter("olli").is_some(), "others have their own");
        drop(places);
        assert!(live.enter("aino").is_some());
        let open = live.open.lock().unwrap();
        assert!(open.by_account.is_empty() && open.all == 0);
    }

    #[tokio::test]
    async fn changes_reach_those_who_listen_and_nobody_else() {
        let live = Live::default();
        live.tell("aino");
        let (_aino, mut ainos) = live.enter("aino").unwrap();
        let (_olli, ollis) = live.enter("olli").unwrap();
        live.tell("aino");
        ainos.changed().await.unwrap();
        assert!(!ollis.has_changed().unwrap());
    }
}
