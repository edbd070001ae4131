//! The place of a person in a store that people fill themselves.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use storage::vault::DataKeys as _;
use web::problem::Problem;

use super::attempt::Found;
use crate::app::App;

/// The domain of keyed hashes of whose a place is.
const PLACE_INDEX: &str = "link place";

/// By what a person is found there: a keyed hash of their account at their operator, so that whoever comes back, after a link
/// has ended too, finds what they left, and nobody else does.
pub(super) async fn of(app: &App, operator: &str, link_id: &str) -> Result<Found, Problem> {
    let named = format!("{operator}\n{link_id}");
    let index = app.database.blind_index(PLACE_INDEX, &named).await?;
    Ok(Found {
        id: URL_SAFE_NO_PAD.encode(index),
    })
}
