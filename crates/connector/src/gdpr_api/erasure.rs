//! Erasing everything that a source has of a person (GDPR art. 17): all of it or nothing, and asked before it is done.

use std::rc::Rc;
use std::sync::Arc;

use http::StatusCode;
use permission::dataset::Erase;
use protocol::problem::ProblemName;
use web::language::Speech;

use super::{Part, Reason, Refused, has};
use crate::enforcement::change::{Made, done};
use crate::enforcement::{self, log_refusal};
use crate::inbox::DUE_WITHIN;
use crate::releases::State;
use crate::routes::Route;
use crate::self_access::takes_changes;
use crate::sources::Wish;
use crate::worker::Worker;

/// Erases what the source has of the person in these datasets, or says why not.
pub(super) async fn erase(
    worker: &Rc<Worker>,
    mut parts: Vec<Part>,
    is_dry: bool,
) -> Result<(), Refused> {
    let mut held = Vec::new();
    for part in &mut parts {
        match has(worker, part).await {
            Ok(found) => held.push(!found.is_empty()),
            Err(refusal) => {
                let refusal = log_refusal(worker, None, &mut part.record, refusal, None);
                return Err(refusal.await.into());
            }
        }
    }
    for part in &mut parts {
        part.record.released.clear();
        part.record.records = 0;
    }
    // What is not there needs no erasing, and forbids none.
    let mut is_held = held.into_iter();
    let (parts, none): (Vec<Part>, Vec<Part>) = parts
        .into_iter()
        .partition(|_| is_held.next().unwrap_or_default());
    noted(worker, none, "nothing to erase").await?;
    let kept: Vec<Reason> = parts.iter().filter_map(|part| kept(&part.route)).collect();
    if !kept.is_empty() {
        return refuse(worker, parts, kept).await;
    }
    let by_hand: Vec<Reason> = parts
        .iter()
        .filter(|part| part.route.is_changed_by_staff())
        .map(|part| by_staff(worker, &part.route))
        .collect();
    if is_dry {
        noted(worker, parts, "asked whether it would be erased").await?;
    } else {
        for part in parts {
            erased(worker, part).await?;
        }
    }
    if by_hand.is_empty() {
        Ok(())
    } else {
        Err(Refused {
            status: StatusCode::FORBIDDEN,
            errors: by_hand,
        })
    }
}

/// Logs requests that changed nothing.
async fn noted(worker: &Worker, parts: Vec<Part>, detail: &str) -> Result<(), Refused> {
    for mut part in parts {
        let record = &mut part.record;
        record.detail = Some(detail.to_owned());
        (record.state, record.status) = (State::Released, StatusCode::NO_CONTENT.as_u16());
        enforcement::write(worker, None, record, None).await?;
    }
    Ok(())
}

/// Erases one dataset's; it goes on, and the log says what came of it, also where nobody waits any longer.
async fn erased(worker: &Rc<Worker>, part: Part) -> Result<(), Refused> {
    let sending = worker.app.sending.clone();
    let (worker, route, grant) = (Rc::clone(worker), part.route, part.grant);
    let made = sending.spawn_local(async move {
        done(&worker, &route, None, &grant, &Wish::all(), part.record).await
    });
    let made = made
        .await
        .map_err(|_| Refused::from(enforcement::Refusal::from(ProblemName::Internal)))?;
    match made {
        Ok(Made::Done(_) | Made::Filed(..)) => Ok(()),
        // It is with the staff already.
        Err(failed) if failed.refusal.name == ProblemName::ChangeWaits => Ok(()),
        Err(failed) if failed.reasons.is_empty() => Err(failed.refusal.into()),
        // The source's own words to the person.
        Err(failed) => Err(Refused {
            status: StatusCode::FORBIDDEN,
            errors: failed
                .reasons
                .into_iter()
                .map(|message| Reason {
                    code: failed.refusal.name.as_str().to_owned(),
                    message,
                })
                .collect(),
        }),
    }
}

/// Nothing is erased where something has to be kept.
async fn refuse(worker: &Worker, parts: Vec<Part>, errors: Vec<Reason>) -> Result<(), Refused> {
    for mut part in parts {
        let refusal = ProblemName::ChangeNotOffered.into();
        log_refusal(worker, None, &mut part.record, refusal, None).await;
    }
    Err(Refused {
        status: StatusCode::FORBIDDEN,
        errors,
    })
}

/// Why a dataset is not erased, if it is not: the person may not, or the law has something of it kept.
fn kept(route: &Arc<Route>) -> Option<Reason> {
    let dataset = &route.dataset.description;
    let laws = |speech: &Speech| {
        let grounds = dataset
            .attributes
            .iter()
            .filter_map(|one| match &one.erase {
                Erase::Yes => None,
                Erase::No(ground) => Some((one.title.get(speech.tag()), ground.law.as_deref())),
            });
        let texts: Vec<String> = grounds
            .map(|(title, law)| match law {
                Some(law) => format!("{title} ({law})"),
                None => title.to_owned(),
            })
            .collect();
        texts
    };
    let has_grounds = dataset
        .attributes
        .iter()
        .any(|one| matches!(one.erase, Erase::No(_)));
    if has_grounds {
        return Some(Reason::said("kept-by-law", |speech| {
            speech
                .say("gdpr-api-kept")
                .with("dataset", dataset.title.get(speech.tag()))
                .with("what", laws(speech).join(", "))
                .into()
        }));
    }
    (!takes_changes(route)).then(|| {
        Reason::said("not-erased-here", |speech| {
            speech
                .say("gdpr-api-not-here")
                .with("dataset", dataset.title.get(speech.tag()))
                .into()
        })
    })
}

/// What the source's system cannot erase, its staff do.
fn by_staff(worker: &Worker, route: &Route) -> Reason {
    let until = worker.app.clock.micros() + DUE_WITHIN;
    Reason::said("erased-by-staff", |speech| {
        let title = route.dataset.description.title.get(speech.tag());
        let message = speech.say("gdpr-api-by-staff").with("dataset", title);
        message
            .with("day", speech.day_of(until).unwrap_or_default())
            .into()
    })
}
