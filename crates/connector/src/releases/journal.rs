//! Writing the log: durably, before anything is released.

use protocol::problem::ProblemName;
use storage::Unit;

use super::Record;
use crate::app::App;
use crate::enforcement::Refusal;
use crate::enforcement::ticket::Once;

/// Commits a unit with this entry, after what it logs itself, and what may not be used again; gives the entry's index. What
/// is to be told to the operator is told from here on, from the log itself; the record is taken for that.
///
/// # Errors
/// [`ProblemName::LogUnavailable`]: then nothing is released. A replay, where another process was first; a conflict, where
/// what the unit changes has changed.
pub(crate) async fn commit(
    app: &App,
    unit: &mut Unit,
    record: &mut Record,
    once: Option<Once>,
) -> Result<i64, Refusal> {
    let mut whole = Unit::new();
    if let Some(once) = once {
        whole.once(
            once.scope,
            &once.token.to_text(),
            once.until.saturating_mul(1_000_000),
        );
    }
    whole.append(std::mem::take(unit));
    let entry = record.entry().map_err(|error| unwritable(&error))?;
    whole.log(entry);
    match app.database.commit(whole).await {
        Ok(committed) => {
            let index = committed
                .log_indices
                .last()
                .and_then(|index| i64::try_from(*index).ok())
                .unwrap_or_default();
            app.log.wake();
            app.reports.tell(index, std::mem::take(record));
            Ok(index)
        }
        Err(error) if storage::replay::is_replay(&error) => Err(once
            .map_or(ProblemName::TicketReplayed, Once::replayed)
            .into()),
        Err(storage::Error::Conflict { .. }) => Err(Refusal::new(
            ProblemName::Conflict,
            "somebody did something with it at the same time; look again",
        )),
        Err(error) => Err(unwritable(&error)),
    }
}

fn unwritable(error: &dyn std::fmt::Display) -> Refusal {
    tracing::error!(%error, "the log cannot be written, so nothing is released");
    metrics::counter!("connector_log_failures_total").increment(1);
    ProblemName::LogUnavailable.into()
}
