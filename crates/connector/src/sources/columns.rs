//! Which columns of a route's queries are there, once one was missed: what is left is read without asking again each time.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use storage::foreign::{Foreign, ForeignKind};

use super::Findings;
use super::rows::{Plan, Rows};
use crate::routes::Route;

/// For how long it is taken for true, in microseconds: a column that comes back is read again within this time.
const GOOD_FOR: i64 = 60 * 1_000_000;

/// The columns of a route's queries, by the arrays that they fill.
pub(super) struct Columns {
    kind: ForeignKind,
    there: BTreeMap<Option<String>, Vec<String>>,
}

impl Columns {
    /// Leaves out of a plan what is not there, and gives the attributes that are gone by that; none where nothing can be
    /// read.
    pub(super) fn keep(&self, plan: &mut Plan<'_>) -> Option<Vec<String>> {
        plan.keep(|array, column| {
            let columns = self.there.get(&array.map(str::to_owned));
            columns.is_some_and(|columns| has(self.kind, columns, column))
        })
    }
}

/// Whether a column is among these, as the engine compares names.
pub(super) fn has(kind: ForeignKind, columns: &[String], wanted: &str) -> bool {
    columns.iter().any(|column| match kind {
        ForeignKind::Sqlite => column.eq_ignore_ascii_case(wanted),
        ForeignKind::Postgres => column == wanted,
    })
}

/// What one worker has seen of its routes' columns, by the routes' places.
#[derive(Default)]
pub(super) struct Seen(Mutex<HashMap<usize, Look>>);

/// A look at a route's columns.
struct Look {
    /// In microseconds since the epoch.
    at: i64,
    /// None where no column explains that a query failed.
    columns: Option<Arc<Columns>>,
}

impl Look {
    fn is_good(&self, now: i64) -> bool {
        now < self.at.saturating_add(GOOD_FOR)
    }
}

impl Seen {
    fn seen(&self) -> MutexGuard<'_, HashMap<usize, Look>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The columns of a route that had lost some a short while ago.
    pub(super) fn of(&self, route: &Route, now: i64) -> Option<Arc<Columns>> {
        let seen = self.seen();
        let look = seen.get(&route.place).filter(|look| look.is_good(now))?;
        look.columns.clone()
    }

    /// Looks which columns are there after a query has failed, unless that was done a short while ago; none where that does
    /// not explain it. Says which attributes are gone.
    pub(super) async fn look(
        &self,
        database: &Foreign,
        route: &Route,
        rows: &Rows,
        findings: &Findings,
        now: i64,
    ) -> Option<Arc<Columns>> {
        {
            let mut seen = self.seen();
            if seen.get(&route.place).is_some_and(|look| look.is_good(now)) {
                return None;
            }
            let look = Look {
                at: now,
                columns: None,
            };
            seen.insert(route.place, look);
        }
        let mut there = BTreeMap::new();
        for (query, array) in rows.queries() {
            // Where the query itself names what is gone, it has no columns at all.
            let columns = database.columns(query).await.ok()?;
            there.insert(array.map(str::to_owned), columns);
        }
        let columns = Columns {
            kind: database.kind(),
            there,
        };
        let table = route.read();
        let gone = columns.keep(&mut rows.plan(table, &table.all()))?;
        if gone.is_empty() {
            return None;
        }
        for name in &gone {
            findings.gone(&route.path, name);
        }
        let columns = Arc::new(columns);
        let look = Look {
            at: now,
            columns: Some(Arc::clone(&columns)),
        };
        self.seen().insert(route.place, look);
        Some(columns)
    }
}
