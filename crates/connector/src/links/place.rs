//! The place of a person in a store that people fill themselves.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::links::Way;
use storage::Unit;
use storage::connector::entities::Entities as _;
use storage::connector::links::Links as _;
use storage::vault::DataKeys as _;
use web::problem::Problem;

use super::attempt::Found;
use super::records::{self, Act};
use crate::app::App;

/// For how many days what lies in a place is kept after its link is over.
pub(super) const KEPT_DAYS: u32 = 90;
/// Microseconds in a day.
const DAY: i64 = 86_400 * 1_000_000;
/// Places that are emptied in one go.
const AT_ONCE: u32 = 100;
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

/// Erases what lies in places whose links were over [`KEPT_DAYS`] ago, and forgets these links (GDPR art. 5(1)(e)).
pub(crate) async fn empty_left(app: &App) -> Result<(), Problem> {
    let before = app.clock.micros() - i64::from(KEPT_DAYS) * DAY;
    loop {
        let over = app
            .database
            .links_over(Way::New.name(), before, AT_ONCE)
            .await?;
        if over.is_empty() {
            return Ok(());
        }
        for link in over {
            let place = of(app, &link.operator, &link.link_id).await?;
            app.database.forget_person(&link.id_type, &place.id).await?;
            // The link goes last, for without it nobody would find what is to be erased.
            let mut unit = Unit::new();
            unit.forget_link(&link.operator, &link.link_id, before);
            unit.log(records::of_link(
                app,
                &link.operator,
                &link.link_id,
                Act::Emptied,
            )?);
            app.database.commit(unit).await?;
        }
        app.log.wake();
    }
}
