//! Somebody who works for the demo city's library, and their way in.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::demo::city::{CONNECTORS, Place};

/// The connector they work at, by its short name.
const CONNECTOR: &str = "library";
/// What they are called.
pub(crate) const NAME: &str = "Liisa Lehtonen";
/// What they log in with.
pub(crate) const LOGIN: &str = "liisa.lehtonen@library.example";

/// Somebody of the staff.
pub(crate) struct Member {
    /// The start of the pages they see.
    pub(crate) pages: String,
    /// What lets them in, once; none when they have come already.
    pub(crate) link: Option<String>,
}

/// Invites them, or gives them a new link while they have not come.
pub(crate) async fn invite(place: &Place) -> Result<Member> {
    let party = CONNECTORS.iter().find(|one| one.slug == CONNECTOR);
    let url = place.connector(party.context("the demo city has no library")?);
    let api = place.admin(CONNECTOR, &url)?;
    let members = api.get("api/v1/staff/members").await?;
    let members = members.as_array().map(Vec::as_slice).unwrap_or_default();
    let known = members.iter().find(|one| one["login"] == LOGIN);
    let invited = match known {
        None => {
            let roles = ["administrator", "data-steward"];
            let new = json!({"name": NAME, "login": LOGIN, "roles": roles, "locale": "en"});
            api.post("api/v1/staff/members", &new).await?
        }
        Some(one) if one["state"] == "invited" => {
            let id = one["id"].as_str().context("a member without an id")?;
            api.post(&format!("api/v1/staff/members/{id}/link"), &json!({}))
                .await?
        }
        Some(_) => Value::Null,
    };
    Ok(Member {
        pages: format!("{url}/staff"),
        link: invited["link"].as_str().map(str::to_owned),
    })
}
