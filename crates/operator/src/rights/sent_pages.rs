//! Noting letters that were sent, as forms and over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::body::{Form, Json};
use web::problem::Problem;

use super::holders;
use super::sent::{Mark, NewLetter, SentLetter};
use crate::accounts::Person;
use crate::pages::{Site, Visitor};
use crate::{Error, Operator};

fn back(said: &str) -> Response {
    Redirect::to(&format!("/rights?said={said}#letters")).into_response()
}

/// Notes a letter to somebody who holds data of the person.
async fn note(operator: &Operator, person: &Person, new: &NewLetter) -> Result<String, Error> {
    let speech = operator.speech(&person.locale);
    let holders = holders(operator, &person.id, &speech).await?;
    let Some(holder) = holders.get(&new.to) else {
        return Err(Error::invalid("to", "nobody of this name holds data"));
    };
    operator.note_letter(&person.id, new, &holder.name).await
}

/// `POST /rights/letters`
pub(crate) async fn add(
    State(site): State<Site>,
    visitor: Visitor,
    Form(new): Form<NewLetter>,
) -> Result<Response, Problem> {
    match note(&site.operator, &visitor.person, &new).await {
        Ok(_) => Ok(back("noted")),
        Err(Error::Invalid { what, .. }) if what == "sent_on" => Ok(back("wrong-day")),
        Err(Error::Conflict(_)) => Ok(back("wrong-many")),
        Err(error) => Err(error.into()),
    }
}

/// What a button beside a letter sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Marking {
    mark: Mark,
}

/// `POST /rights/letters/{id}`
pub(crate) async fn mark(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(marking): Form<Marking>,
) -> Result<Response, Problem> {
    let account = &visitor.person.id;
    site.operator
        .mark_letter(account, &id, marking.mark)
        .await?;
    Ok(back(match marking.mark {
        Mark::Removed => return Ok(back(&format!("removed&letter={id}"))),
        Mark::Restored => "restored",
        _ => "changed",
    }))
}

/// Letters that were sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentLetters {
    letters: Vec<SentLetter>,
}

/// The letters by which you used your rights, those sent last first.
#[utoipa::path(get, path = "/api/v1/me/rights-letters", tag = "person", security(("session" = [])),
    responses((status = 200, body = SentLetters)))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<Json<SentLetters>, Problem> {
    let letters = operator.sent_letters(&person.id).await?;
    Ok(Json(SentLetters { letters }))
}

/// A note that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotedLetter {
    /// Its id.
    id: String,
}

/// Note that you have sent a letter. You are told when the answer is nearly due, and when it is late.
#[utoipa::path(post, path = "/api/v1/me/rights-letters", tag = "person", security(("session" = [])),
    request_body = NewLetter, responses((status = 201, body = NotedLetter), (status = 400), (status = 409)))]
pub(crate) async fn create(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Json(new): Json<NewLetter>,
) -> Result<(StatusCode, Json<NotedLetter>), Problem> {
    let id = note(&operator, &person, &new).await?;
    Ok((StatusCode::CREATED, Json(NotedLetter { id })))
}

/// What came of a letter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LetterMark {
    mark: Mark,
}

/// Note what came of a letter, or remove the note. A removed one can be had back for a day.
#[utoipa::path(post, path = "/api/v1/me/rights-letters/{id}", tag = "person", security(("session" = [])),
    request_body = LetterMark, params(("id" = String, Path, description = "Its id")),
    responses((status = 204), (status = 404)))]
pub(crate) async fn change(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Path(id): Path<String>,
    Json(marked): Json<LetterMark>,
) -> Result<StatusCode, Problem> {
    operator.mark_letter(&person.id, &id, marked.mark).await?;
    Ok(StatusCode::NO_CONTENT)
}
