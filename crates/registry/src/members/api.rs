//! Members over HTTP.

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use web::body::Json;
use web::problem::Problem;

use super::{Act, Applicant, Member};
use crate::app::App;
use crate::clock::now;

/// Who is to join: by the base URL alone, whose metadata say the rest, or described in full.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMember {
    operator_base_url: String,
    #[serde(default)]
    roles: Vec<String>,
    /// Admit at once: the governing body has decided already.
    #[serde(default)]
    activate: bool,
}

/// What is done to a member, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActOn {
    act: Act,
    #[serde(default)]
    reason: Option<String>,
}

pub(crate) async fn add(
    State(app): State<App>,
    Path(group): Path<String>,
    Json(new): Json<NewMember>,
) -> Result<(http::StatusCode, Json<Member>), Problem> {
    let applicant: Applicant = app.resolve(&new.operator_base_url, new.roles).await?;
    let mut member = super::apply(&app.database, &group, &applicant, now()).await?;
    if new.activate {
        member = super::act(
            &app.database,
            &group,
            &member.operator_uuid,
            Act::Activate,
            None,
            now(),
        )
        .await?;
    }
    app.changed().await?;
    Ok((http::StatusCode::CREATED, Json(member)))
}

pub(crate) async fn act(
    State(app): State<App>,
    Path((group, operator)): Path<(String, String)>,
    Json(what): Json<ActOn>,
) -> Result<Json<Member>, Problem> {
    let member = super::act(
        &app.database,
        &group,
        &operator,
        what.act,
        what.reason,
        now(),
    )
    .await?;
    app.changed().await?;
    Ok(Json(member))
}

pub(crate) async fn list(
    State(app): State<App>,
    Path(group): Path<String>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(
        json!({"members": super::all(&app.database, &group).await?}),
    ))
}

/// Every group with its members: what anybody may know.
pub(crate) async fn public(State(app): State<App>) -> Result<Json<Value>, Problem> {
    let mut groups = Vec::new();
    for group in crate::groups::all(&app.database).await? {
        let members = super::all(&app.database, &group.trust_group_uuid).await?;
        groups.push(json!({"group": group, "members": members}));
    }
    Ok(Json(json!({"trust_groups": groups})))
}
