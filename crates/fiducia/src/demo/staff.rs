//! Somebody who works for the demo city's library, somebody who works for a service, and their ways in.

use anyhow::{Context as _, Result};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Api;
use crate::demo::city::{CONNECTORS, Place};
use crate::demo::{seed, tour};

/// The connector that somebody works at, by its short name.
const CONNECTOR: &str = "library";
/// The service that somebody works for.
const SERVICE: &str = "hobby-grants";
/// What they may do: let colleagues in, and describe what their organisation offers or uses.
const ROLES: [&str; 2] = ["administrator", "data-steward"];

/// Somebody of the staff.
pub(crate) struct Member {
    /// What they are called.
    pub(crate) name: &'static str,
    /// What they log in with.
    pub(crate) login: &'static str,
    /// For whom they work.
    pub(crate) employer: String,
    /// The start of the pages they see.
    pub(crate) pages: String,
    /// What lets them in, once; none when they have come already.
    pub(crate) link: Option<String>,
}

/// Invites everybody, or gives them a new link while they have not come. Gives the service its webhook.
pub(crate) async fn invite(place: &Place) -> Result<[Member; 2]> {
    let party = CONNECTORS.iter().find(|one| one.slug == CONNECTOR);
    let party = party.context("the demo city has no library")?;
    let url = place.connector(party);
    let mut librarian = Member {
        name: "Liisa Lehtonen",
        login: "liisa.lehtonen@library.example",
        employer: party.name.to_owned(),
        pages: format!("{url}/staff"),
        link: None,
    };
    let api = place.admin(CONNECTOR, &url)?;
    librarian.link = link(&api, &librarian, "").await?;

    let services = seed::services()?;
    let service = services.iter().find(|one| one.slug == SERVICE);
    let service = service.context("the demo city has no hobby grants")?;
    let operator = seed::operator(&service.operator)?;
    let url = place.operator(operator);
    let mut clerk = Member {
        name: "Mikko Saari",
        login: "mikko.saari@sports.example",
        employer: service.name().to_owned(),
        pages: format!("{url}/staff"),
        link: None,
    };
    let api = place.admin(&format!("operator-{}", operator.slug), &url)?;
    let query = format!("?organisation={}", service.organisation());
    clerk.link = link(&api, &clerk, &query).await?;
    webhook(place, service).await?;
    Ok([librarian, clerk])
}

/// The link of somebody who has not come yet.
async fn link(api: &Api, member: &Member, query: &str) -> Result<Option<String>> {
    let path = |rest: &str| format!("api/v1/staff/members{rest}{query}");
    let members = api.get(&path("")).await?;
    let members = members.as_array().map(Vec::as_slice).unwrap_or_default();
    let known = members.iter().find(|one| one["login"] == member.login);
    let invited = match known {
        None => {
            let new = json!({
                "name": member.name, "login": member.login, "roles": ROLES, "locale": "en",
            });
            api.post(&path(""), &new).await?
        }
        Some(one) if one["state"] == "invited" => {
            let id = one["id"].as_str().context("a member without an id")?;
            api.post(&path(&format!("/{id}/link")), &json!({})).await?
        }
        Some(_) => Value::Null,
    };
    Ok(invited["link"].as_str().map(str::to_owned))
}

/// Gives a service a webhook where it has none.
async fn webhook(place: &Place, service: &seed::Service) -> Result<()> {
    let mut client = tour::client(place, service)?;
    let there = client.api(Method::GET, "webhooks", None).await?;
    let is_there = there.as_array().is_some_and(|all| !all.is_empty());
    if !is_there {
        let new = json!({"url": place.receiver(), "events": []});
        client.api(Method::POST, "webhooks", Some(&new)).await?;
    }
    Ok(())
}
