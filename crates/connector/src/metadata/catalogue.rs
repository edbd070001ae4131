//! What is offered, as data portals read it: a DCAT-AP 3 catalogue ([`web::dcat`]).

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::{Router, routing};
use http::HeaderMap;
use protocol::problem::ProblemName;
use protocol::trust_list;
use web::dcat::{self, KEPT, PATH};
use web::problem::Problem;

use crate::app::App;
use crate::config::PlaceConfig;
use crate::routes::Offer;
use crate::{Error, Result};

/// The catalogue, written anew with each version of what is offered.
struct Catalogue {
    app: Arc<App>,
    written: ArcSwap<Written>,
}

/// The catalogue of what is offered at a time.
struct Written {
    offer: Arc<Offer>,
    catalogue: dcat::Written,
}

/// Where the catalogue is served.
///
/// # Errors
/// [`Error::Config`], where it cannot be written.
pub(crate) fn router(app: &Arc<App>) -> Result<Router> {
    let catalogue = Catalogue {
        app: Arc::clone(app),
        written: ArcSwap::from_pointee(write(app)?),
    };
    let router = Router::new().route(PATH, routing::get(get));
    Ok(router.with_state(Arc::new(catalogue)))
}

fn write(app: &App) -> Result<Written> {
    let offer = app.offer();
    let config = &app.config;
    let (base_url, place) = (
        app.base_url.as_str(),
        config.place.as_ref().map(PlaceConfig::published),
    );
    let lists = config.trust_groups.iter();
    let source = dcat::Source {
        base_url,
        name: &config.name,
        description: &config.description,
        contact: config.contact.as_deref(),
        place: place.as_ref(),
        api_guide: &format!("{base_url}/api/openapi.json"),
        trust_lists: lists
            .map(|group| format!("{}{}", group.registry, trust_list::PATH))
            .collect(),
        datasets: offer.datasets.iter().map(|one| &one.description).collect(),
    };
    let catalogue = dcat::Written::of(source.catalogue()).ok_or_else(|| {
        Error::Config("what is offered cannot be written as a catalogue in Turtle".into())
    })?;
    Ok(Written { offer, catalogue })
}

/// `GET /catalogue`: JSON-LD, or Turtle where `Accept` prefers it.
async fn get(State(catalogue): State<Arc<Catalogue>>, headers: HeaderMap) -> Response {
    let mut written = catalogue.written.load_full();
    if !Arc::ptr_eq(&written.offer, &catalogue.app.offer()) {
        written = match write(&catalogue.app) {
            Ok(newer) => Arc::new(newer),
            Err(error) => {
                tracing::error!(%error, "the catalogue cannot be written");
                return Problem::new(ProblemName::Internal).into_response();
            }
        };
        catalogue.written.store(Arc::clone(&written));
    }
    written.catalogue.answer(&headers, KEPT)
}
