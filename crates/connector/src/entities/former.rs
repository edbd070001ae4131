//! Forgetting what entities of the embedded store were when it has been kept for as long as is set (GDPR art. 5(1)(e)).

use storage::Error;
use storage::connector::former::FormerEntities as _;

use crate::app::App;
use crate::sources::since;

/// Former versions that go in one transaction, and entities that are looked for at once: some megabytes in memory.
const PORTION: i64 = 100;

/// Forgets every former version whose time is over, also of datasets that are not offered any longer. What cannot be
/// forgotten now is tried again the next time.
pub(crate) async fn forget(app: &App) {
    let Some(store) = app.config.upstream.store() else {
        return;
    };
    let until = store.forgets_until(app.clock.micros());
    loop {
        let over = match app.database.over_entities(until, PORTION).await {
            Ok(over) => over,
            Err(error) => {
                tracing::warn!(%error, "what entities were cannot be forgotten");
                return;
            }
        };
        let mut forgotten = 0;
        for entity in &over {
            let outcome = app.database.forget_over(entity, until, PORTION, since);
            match outcome.await {
                Ok(versions) => forgotten += versions,
                // Somebody changed it meanwhile.
                Err(Error::Conflict { .. }) => {}
                Err(error) => tracing::warn!(%error, "what an entity was cannot be forgotten"),
            }
        }
        if forgotten == 0 {
            return;
        }
    }
}
