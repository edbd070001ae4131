//! Large answers: logged when they begin, filtered as they come, and logged again when it is known what came of them; and
//! the end of what a process before this one has left without one.

use std::sync::Arc;

use bytes::Bytes;
use permission::filter::{Filter, FilterStream, Report};
use protocol::problem::ProblemName;
use storage::Unit;
use storage::connector::releases::Releases as _;
use tokio::sync::mpsc;

use super::{Record, State, journal};
use crate::app::App;
use crate::enforcement::Refusal;
use crate::enforcement::ticket::Once;
use crate::routes::Route;
use crate::sources::{Pieces, SourceError};
use crate::worker::{Body, Worker};

/// Filtered pieces that wait for the service to take them: a slow one holds its source up, not the connector's memory.
const WAITING_PIECES: usize = 4;
/// Pieces smaller than this are put together before they are sent on.
const SMALLEST_PIECE: usize = 16 * 1024;
/// Answers and changes that were cut off, closed in one go.
const AT_ONCE: i64 = 500;
/// Of several processes, only what was begun longer ago than any can take is taken for cut off, in microseconds.
const SURELY_OVER: i64 = 15 * 60 * 1_000_000;

/// Why an answer was broken off: what the service sees of it is an incomplete response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the answer was broken off")]
pub(crate) struct BrokenOff;

/// Logs that an answer begins; gives its body.
///
/// # Errors
/// As [`journal::commit`]: then nothing is sent.
pub(crate) async fn begin(
    worker: &Worker,
    record: Record,
    once: Option<Once>,
    route: &Arc<Route>,
    filter: &Filter,
    pieces: Pieces,
) -> Result<Body, Refusal> {
    let app = &worker.app;
    let mut unit = Unit::new();
    unit.open_release(&record.open());
    journal::commit(app, &mut unit, &mut record.clone(), once).await?;
    let (sender, receiver) = mpsc::channel(WAITING_PIECES);
    let sending = Sending {
        stream: filter.stream(),
        pieces,
        sender,
    };
    let (app, route) = (Arc::clone(app), Arc::clone(route));
    app.sending.clone().spawn(async move {
        let outcome = sending.all().await;
        close(&app, &route, record, outcome).await;
    });
    Ok(Body::Pieces(receiver))
}

/// What came of an answer.
enum Sent {
    Whole(Report),
    /// The source or its answer failed in the middle.
    Failed(SourceError),
    /// The service went away.
    Left,
}

struct Sending {
    pieces: Pieces,
    stream: FilterStream,
    sender: mpsc::Sender<Result<Bytes, BrokenOff>>,
}

impl Sending {
    async fn all(mut self) -> Sent {
        let mut out = Vec::new();
        loop {
            let piece = match self.pieces.next().await {
                Some(Ok(piece)) => piece,
                Some(Err(error)) => return self.fail(error).await,
                None => break,
            };
            if let Err(error) = self.stream.push(&piece, &mut out) {
                tracing::warn!(%error, "the source's answer cannot be filtered");
                return self.fail(SourceError::Malformed).await;
            }
            if out.len() >= SMALLEST_PIECE
                && self
                    .sender
                    .send(Ok(std::mem::take(&mut out).into()))
                    .await
                    .is_err()
            {
                return Sent::Left;
            }
        }
        let report = match self.stream.finish(&mut out) {
            Ok(report) => report,
            Err(error) => {
                tracing::warn!(%error, "the source's answer cannot be filtered");
                let _ = self.sender.send(Err(BrokenOff)).await;
                return Sent::Failed(SourceError::Malformed);
            }
        };
        if self.sender.send(Ok(out.into())).await.is_err() {
            return Sent::Left;
        }
        // It is whole once the last piece has been taken.
        match self.sender.reserve_many(WAITING_PIECES).await {
            Ok(_) => Sent::Whole(report),
            Err(_) => Sent::Left,
        }
    }

    async fn fail(self, error: SourceError) -> Sent {
        let _ = self.sender.send(Err(BrokenOff)).await;
        Sent::Failed(error)
    }
}

async fn close(app: &App, route: &Route, mut record: Record, outcome: Sent) {
    match outcome {
        Sent::Whole(report) => {
            record.state = State::Released;
            record.records = report.records;
            record.detail = app
                .findings
                .not_as_described(route, &report.not_as_described);
        }
        Sent::Failed(error) => interrupt(&mut record, error.problem(), error.to_string()),
        Sent::Left => interrupt(
            &mut record,
            ProblemName::Unavailable,
            "the service took no more of the answer".into(),
        ),
    }
    let mut unit = Unit::new();
    let request = record.request.clone();
    unit.close_release(&request);
    if let Err(refusal) = journal::commit(app, &mut unit, &mut record, None).await {
        // It stays open, and the next start closes it.
        tracing::error!(request, problem = %refusal.name, "what came of an answer cannot be logged");
    }
}

fn interrupt(record: &mut Record, problem: ProblemName, detail: String) {
    record.state = State::Interrupted;
    record.refused = Some(problem.as_str().to_owned());
    record.detail = Some(detail);
}

/// Says of what was begun that the connector stopped meanwhile.
fn cut_off(record: &mut Record) {
    let stopped = ProblemName::ShuttingDown;
    if record.state == State::ChangeBegun {
        record.refuse(stopped, stopped.status());
        record.detail = Some(
            "the connector stopped before it was known what came of the change: part of it, or all of it, may have \
             been made"
                .into(),
        );
    } else {
        let detail = "the connector stopped while it was sent";
        interrupt(record, stopped, detail.into());
    }
}

/// Closes what a process before this one had begun: part of an answer may have been released, part of a change made, and
/// nobody knows how much. Called before anything is served: alone, this process has begun nothing yet.
pub(crate) async fn close_cut_off(app: &App) -> storage::Result<()> {
    let before = if app.config.several_processes {
        app.clock.micros().saturating_sub(SURELY_OVER)
    } else {
        i64::MAX
    };
    loop {
        let open = app.database.open_releases(before, AT_ONCE).await?;
        let count = open.len();
        for begun in open {
            let mut unit = Unit::new();
            unit.close_release(&begun.id);
            let Ok(mut record) = serde_json::from_str::<Record>(&begun.record) else {
                app.database.commit(unit).await?;
                continue;
            };
            cut_off(&mut record);
            if let Err(refusal) = journal::commit(app, &mut unit, &mut record, None).await {
                tracing::warn!(problem = %refusal.name, "what was cut off was not closed");
                return Ok(());
            }
        }
        if count < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            return Ok(());
        }
    }
}
