//! At the desk: a person shows a code, staff look who it is and confirm it, or refuse. Who waits is a task in the source's
//! inbox, until it is confirmed, refused, given up or has run out.

use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::problem::ProblemName;
use rand::RngExt as _;
use serde::Serialize;
use storage::Unit;
use web::problem::Problem;

use super::api::{linking, rfc3339};
use super::attempt::{self, Found, Held, State};
use super::lookup;
use super::records::{self, Act};
use crate::app::App;
use crate::inbox::{self, Closing, Details, Ending, Kind, NewTask, Origin};

/// Letters and digits that nobody takes for another when they read one out.
const ALPHABET: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
/// The name of a task's field with the operator that the person comes from.
pub(crate) const OPERATOR: &str = "operator";
/// Characters of a code: 39 bits, enough against whoever stands at a desk.
const LENGTH: usize = 8;

/// A new code, in two groups.
pub(super) fn code() -> String {
    let mut rng = rand::rng();
    let mut code = String::with_capacity(LENGTH + 1);
    for place in 0..LENGTH {
        if place == LENGTH / 2 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]));
    }
    code
}

/// Puts somebody who will come to the desk into the inbox. Gives the task's id.
///
/// # Errors
/// The vault's.
pub(super) fn expect(app: &App, unit: &mut Unit, held: &Held) -> Result<String, Problem> {
    let operator = held.attempt.operator_name.clone();
    let task = NewTask {
        kind: Kind::DeskConfirmation,
        dataset: "",
        details: Details {
            fields: BTreeMap::from([(OPERATOR.to_owned(), operator)]),
            ..Details::default()
        },
        due_at: held.row.expires_at,
        origin: Some(Origin::Link {
            attempt: attempt::name(&held.row.id),
        }),
    };
    let (id, _) = app.open_task(unit, task)?;
    Ok(id)
}

/// What waits under a code.
#[derive(Debug, Serialize)]
pub(crate) struct Waiting {
    /// The name of the operator that the person comes from.
    pub(crate) operator: String,
    /// Since when (RFC 3339).
    pub(crate) since: String,
    /// Until when (RFC 3339).
    pub(crate) until: String,
    /// The type of identifier that staff confirm.
    pub(crate) identifier_type: String,
}

/// What waits under a code that somebody shows.
pub(crate) async fn waiting(app: &App, code: &str) -> Result<Waiting, Problem> {
    let linking = linking(app)?;
    let held = attempt::at_desk(app, code).await.map_err(|_| nothing())?;
    Ok(Waiting {
        operator: held.attempt.operator_name,
        since: rfc3339(held.row.created_at),
        until: rfc3339(held.row.expires_at),
        identifier_type: linking.config.identifier_type.clone(),
    })
}

fn nothing() -> Problem {
    Problem::new(ProblemName::NotFound).detail("nothing waits under this code")
}

/// Staff confirm that whoever shows a code is the person with this identifier.
///
/// # Errors
/// Nothing waits under the code, the source has nobody under the identifier, or it cannot be asked.
pub(crate) async fn confirm(
    app: &Arc<App>,
    code: &str,
    identifier: &str,
    by: &str,
) -> Result<(), Problem> {
    let linking = linking(app)?;
    let identifier = identifier.trim();
    if identifier.is_empty() || identifier.len() > lookup::LONGEST_GIVEN {
        return Err(
            Problem::new(ProblemName::InvalidRequest).detail("`identifier` is empty or too long")
        );
    }
    let held = attempt::at_desk(app, code).await.map_err(|_| nothing())?;
    let found = if linking.lookup.is_some() {
        let record = lookup::find(app, identifier)
            .await
            .map_err(|lookup::Away| {
                Problem::new(ProblemName::SourceUnreachable)
                    .detail("the source cannot be asked now; nobody was confirmed")
            })?;
        record.map(|record| record.found).ok_or_else(|| {
            Problem::new(ProblemName::PersonUnknownAtSource)
                .detail("the source has nobody, or several people, under this")
        })?
    } else {
        Found {
            id: identifier.to_owned(),
        }
    };
    attempt::step(app, &held.row.id, |held, unit| {
        // Who never went back to their operator is not known there as waiting; their code is still good for that.
        match &held.attempt.state {
            State::AtDesk {
                is_redeemed: true, ..
            } => held.attempt.state = State::Confirmed {
                found: found.clone(),
            },
            State::AtDesk { .. } => {
                return Err(Problem::new(ProblemName::Conflict).detail(
                    "the person has not gone back to their operator yet; they press the button below the code first",
                ));
            }
            _ => return Err(nothing()),
        }
        held.closing = Some(Closing::by(by, Ending::Done, ""));
        unit.log(records::of_attempt(app, held, Act::Confirmed)?);
        Ok(())
    })
    .await
}

/// Whether what waits under a code is this attempt, by its name.
pub(crate) async fn is_of(app: &App, code: &str, attempt: &str) -> Result<(), Problem> {
    let held = attempt::at_desk(app, code).await.map_err(|_| nothing())?;
    if attempt::name(&held.row.id) == attempt {
        Ok(())
    } else {
        Err(nothing())
    }
}

/// Staff refuse to confirm who it is that shows a code.
///
/// # Errors
/// Nothing waits under the code; a refusal without a reason.
pub(crate) async fn refuse_code(
    app: &App,
    code: &str,
    note: &str,
    by: &str,
) -> Result<(), Problem> {
    let held = attempt::at_desk(app, code).await.map_err(|_| nothing())?;
    refuse(app, &attempt::name(&held.row.id), note, by).await
}

/// Staff refuse to confirm who somebody is: there will be no link, and the person's operator learns of it, and why.
///
/// # Errors
/// The attempt does not wait at the desk any more; a refusal without a reason.
pub(crate) async fn refuse(app: &App, attempt: &str, note: &str, by: &str) -> Result<(), Problem> {
    let id = attempt::id(attempt).ok_or_else(nothing)?;
    let closing = Closing::by(by, Ending::Refused, note);
    attempt::step(app, &id, |held, unit| {
        let State::AtDesk {
            answer,
            is_redeemed,
            ..
        } = &held.attempt.state
        else {
            return Err(nothing());
        };
        // Who has not gone back yet goes back with a code, in whose place a new one is made then.
        let answer = if *is_redeemed {
            None
        } else {
            Some(answer.clone().unwrap_or_default())
        };
        held.attempt.state = State::Failed {
            answer,
            reason: inbox::written(note),
        };
        held.closing = Some(closing.clone());
        unit.log(records::of_attempt(app, held, Act::Refused)?);
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_easy_to_read_out_and_never_the_same() {
        let codes: std::collections::BTreeSet<String> = (0..1_000).map(|_| code()).collect();
        assert_eq!(codes.len(), 1_000);
        for code in codes {
            assert_eq!(code.len(), LENGTH + 1);
            assert!(!code.contains(['0', 'O', '1', 'I', 'L']), "{code}");
        }
    }
}
