//! Staff: people who work for an organisation and see its pages. At a connector that is the source, at an operator each
//! organisation that is registered there.
//!
//! A party mounts it in three steps:
//!
//! 1. It makes a [`Staff`] of a [`Host`]: its database and log, the frame around its pages, its messages with
//!    [`Catalogue::STAFF`](crate::language::Catalogue::STAFF) among them, and the pages that it has for staff, each with
//!    what one must be allowed ([`May`]) to see it.
//! 2. It merges [`Staff::router`] into its routes: login, invitations, colleagues, one's own account, the trail of what
//!    staff did, below `/staff` and `/api/v1/staff`. Sessions have a cookie of their own; a person's opens nothing here.
//! 3. Its own pages stand at and below `/staff`. Their handlers take a [`Visitor`], their API handlers a [`Caller`],
//!    and begin with `visitor.require(May::…)?`. What they do is noted with [`Staff::note`] in the unit that does it.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use axum::{Router, extract::State, response::Response, routing::get};
//! # use web::{Problem, staff::{May, Staff, Visitor}};
//! #[derive(Clone)]
//! struct Site {
//!     staff: Arc<Staff>,
//! }
//!
//! impl axum::extract::FromRef<Site> for Arc<Staff> {
//!     fn from_ref(site: &Site) -> Self {
//!         Arc::clone(&site.staff)
//!     }
//! }
//!
//! async fn keys(State(site): State<Site>, visitor: Visitor) -> Result<Response, Problem> {
//!     visitor.require(May::ManageKeys)?;
//!     let shell = site.staff.shell("Keys", &visitor, "/staff/keys");
//!     # todo!()
//! }
//!
//! fn routes(staff: Arc<Staff>, base_url: &str) -> Result<Router, web::Error> {
//!     let own = Router::new()
//!         .route("/staff/keys", get(keys))
//!         .layer(web::csrf::layer(base_url)?)
//!         .with_state(Site { staff: Arc::clone(&staff) });
//!     Ok(own.merge(staff.router()?))
//! }
//! ```
//!
//! Now and then the party forgets sessions and links that have ended, with [`storage::Unit::purge_staff`].
//!
//! The first administrator of an organisation is invited at the command line (`fiducia connector staff add`, `fiducia
//! operator staff add`), which calls the API with the party's administration token; all others by an administrator.

pub mod api;
mod audit;
mod enter;
mod error;
mod factor;
mod members;
mod pages;
mod role;
mod session;
mod visit;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use storage::Database;

pub use self::audit::{Act, Actor, Entry, KIND as LOG_KIND, by_administration};
pub use self::error::StaffError;
pub use self::members::{Invited, Member, NewMember, State, members};
pub use self::role::{May, Role, Roles};
pub use self::session::NewSession;
pub use self::visit::{Caller, Visitor, allow};
use crate::admin::AdminToken;
use crate::frame::Frame;
use crate::language::Catalogue;
use crate::log::PartyLog;
use crate::password::Passwords;
use crate::problem::Problem;
use crate::rate::{Quota, RateLimiter};
use crate::session::SessionCookie;

/// Where staff begin.
pub const HOME: &str = "/staff";
/// Keys that rate limits remember, each about 50 bytes.
const LIMITED_KEYS: usize = 20_000;
/// Codes tried with the right password: a guess hits with three in a million, so this is nothing in a year, and
/// whoever mistypes a code has enough.
const CODES: Quota = Quota {
    burst: 5,
    per: Duration::from_mins(5),
};

type Result<T, E = StaffError> = std::result::Result<T, E>;

/// A page that a party has for staff.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Its path.
    pub path: &'static str,
    /// The message that names it.
    pub message: &'static str,
    /// What one must be allowed to see it.
    pub may: May,
}

/// The organisations whose staff a party has.
pub trait Organisations: Send + Sync {
    /// What an organisation is called; none where there is no such organisation, or it may not act.
    fn name<'a>(
        &'a self,
        id: &'a str,
    ) -> BoxFuture<'a, std::result::Result<Option<String>, Problem>>;

    /// The organisation that is meant where none is named: where there is but one.
    fn only(&self) -> Option<&str>;
}

/// The one organisation of a party that has no others.
#[derive(Debug, Clone)]
pub struct One {
    /// As the party names it.
    pub id: String,
    /// What it is called.
    pub name: String,
}

impl Organisations for One {
    fn name<'a>(
        &'a self,
        id: &'a str,
    ) -> BoxFuture<'a, std::result::Result<Option<String>, Problem>> {
        let name = (id == self.id).then(|| self.name.clone());
        Box::pin(std::future::ready(Ok(name)))
    }

    fn only(&self) -> Option<&str> {
        Some(&self.id)
    }
}

/// The party whose pages staff see.
pub struct Host {
    /// Where staff are kept; with a vault.
    pub database: Database,
    /// The party's log, which what staff do is noted in.
    pub log: Arc<PartyLog>,
    /// The frame around its pages.
    pub frame: Arc<Frame>,
    /// What it says, [`Catalogue::STAFF`] among it.
    pub catalogue: &'static Catalogue,
    /// Its pages for staff, in the order in which they are led to; the first is [`HOME`].
    pub pages: &'static [Page],
    /// The organisations whose staff it has.
    pub organisations: Arc<dyn Organisations>,
    /// Hashes passwords.
    pub passwords: Arc<Passwords>,
    /// Who administers the party itself.
    pub admin: AdminToken,
    /// Its clock: microseconds since the epoch.
    pub now: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// Logins that one address, or for one login, may try in a minute.
    pub logins_per_minute: u32,
}

/// The staff of a party's organisations. See the [module](self).
pub struct Staff {
    host: Host,
    cookie: SessionCookie,
    by_address: RateLimiter,
    by_login: RateLimiter,
    codes: RateLimiter,
}

impl std::fmt::Debug for Staff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Staff(…)")
    }
}

impl Staff {
    /// The staff of a party.
    pub fn new(host: Host) -> Arc<Self> {
        let tries = host.logins_per_minute.max(1);
        let quota = Quota {
            burst: tries,
            per: Duration::from_mins(1) / tries,
        };
        Arc::new(Self {
            cookie: SessionCookie::new("staff", host.frame.is_https()),
            by_address: RateLimiter::new(quota, LIMITED_KEYS),
            by_login: RateLimiter::new(quota, LIMITED_KEYS),
            codes: RateLimiter::new(CODES, LIMITED_KEYS),
            host,
        })
    }

    fn now(&self) -> i64 {
        (self.host.now)()
    }

    fn seconds(&self) -> i64 {
        self.now().div_euclid(1_000_000)
    }
}
