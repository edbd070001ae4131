//! The pages of organisations at this operator: who they are, and what their staff see first. Logging in, colleagues and
//! the record of what staff did are `web::staff`'s.
mod home;
pub(crate) mod service;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use futures_util::future::BoxFuture;
use storage::operator::organisations::Organisations as _;
use web::frame::Frame;
use web::problem::Problem;
use web::staff::{Host, May, Organisations, Page, Staff};

use crate::organisations::Organisation;
use crate::pages::CATALOGUE;
use crate::{Error, Operator, Result};

/// The pages, in the order in which they are led to.
const PAGES: &[Page] = &[Page {
    path: web::staff::HOME,
    message: "organisation-home",
    may: May::Look,
}];

/// What a page's handler is given.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) operator: Arc<Operator>,
    pub(crate) staff: Arc<Staff>,
}

impl axum::extract::FromRef<Site> for Arc<Staff> {
    fn from_ref(site: &Site) -> Self {
        Arc::clone(&site.staff)
    }
}

/// The organisations that are registered here.
struct Registered(Arc<Operator>);

impl Organisations for Registered {
    fn name<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<String>, Problem>> {
        Box::pin(async move {
            let row = self.0.db.organisation(id).await?;
            let name = |row| Organisation::read(&row).map(|organisation| organisation.name);
            Ok(row.map(name).transpose()?)
        })
    }

    fn only(&self) -> Option<&str> {
        None
    }
}

/// The pages of organisations and their API.
///
/// # Errors
/// [`Error::Web`] where the base URL has no origin.
pub(crate) fn router(operator: &Arc<Operator>, frame: &Arc<Frame>) -> Result<Router> {
    let clock = operator.clock.clone();
    let staff = Staff::new(Host {
        database: operator.db.clone(),
        log: Arc::clone(&operator.log),
        frame: Arc::clone(frame),
        catalogue: &CATALOGUE,
        pages: PAGES,
        organisations: Arc::new(Registered(Arc::clone(operator))),
        passwords: Arc::clone(&operator.passwords),
        admin: operator.admin.clone(),
        now: Arc::new(move || clock.now()),
        logins_per_minute: operator.config.limits.logins_per_minute,
    });
    let site = Site {
        operator: Arc::clone(operator),
        staff: Arc::clone(&staff),
    };
    let own = Router::new()
        .route(web::staff::HOME, get(home::show))
        .merge(service::routes())
        .layer(web::csrf::layer(operator.base_url.as_str())?)
        .with_state(site);
    Ok(own.merge(staff.router().map_err(Error::from)?))
}
