//! The service worker (W3C Service Workers): the part of the pages that a browser runs while none of them is open.
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use web::page::SERVICE_WORKER;

/// Where it is: at the root, for its scope is what lies beside it.
pub(crate) const PATH: &str = "/service-worker.js";

/// `GET /service-worker.js`: under one name for good, and so asked for anew each time.
pub(crate) async fn show() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, SERVICE_WORKER).into_response()
}
