//! The story of the city, told step by step and checked at each.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::city::{CONNECTORS, City, people};
use crate::client::{Api, http_client, send};
use crate::output;
use crate::service_client::ServiceClient;

fn step(number: usize, text: &str) -> Result<()> {
    output::line(&format!("\n{number}. {text}"))
}

fn shown(text: &str) -> Result<()> {
    output::line(&format!("   {text}"))
}

/// Walks the story; an error says which step was not as it should be.
pub(super) async fn walk(city: &City) -> Result<()> {
    let ready = city.ready();
    let operator = ready["operators"][0]["url"]
        .as_str()
        .context("no operator")?
        .to_owned();
    let route = ready["connectors"][0]["routes"][0]
        .as_str()
        .context("no route")?
        .to_owned();
    let rider = ready["connectors"][2]["routes"][0]
        .as_str()
        .context("no route")?
        .to_owned();
    let aino = people()?.remove(0);

    step(
        1,
        "Hobby Grants asks Aino for a permission at her operator in Helsinki.",
    )?;
    let mut grants = service(city, "hobby-grants", &operator)?;
    let body = json!({"intended_use": "hobby-grant", "locale": "en", "person": {"login_hint": aino.login}});
    let asked = grants.request_permission(&body).await?;
    let request = asked["id"]
        .as_str()
        .context("the request has no id")?
        .to_owned();
    shown(&format!("request {request}"))?;

    step(
        2,
        "Aino logs in, sees who asks for what, and permits it, with the size of her household.",
    )?;
    let login = json!({"login": aino.login, "password": aino.password});
    let session = Api::new(&operator, None)?
        .post("api/v1/sessions", &login)
        .await?;
    let me = Api::new(
        &operator,
        Some(session["token"].as_str().context("no session")?.to_owned()),
    )?;
    let seen = me.get(&format!("api/v1/me/requests/{request}")).await?;
    shown(&format!(
        "“{}”, for {}",
        seen["use"]["title"].as_str().unwrap_or_default(),
        seen["use"]["organisation"].as_str().unwrap_or_default()
    ))?;
    let wish = json!({"optional": ["householdSize"], "days": 30});
    let decided = me
        .post(&format!("api/v1/me/requests/{request}/grant"), &wish)
        .await?;
    let arrangement = decided["id"]
        .as_str()
        .context("the permission has no id")?
        .to_owned();
    let status = grants.request_status(&request).await?;
    ensure!(
        status["status"] == "granted",
        "step 2: the service sees `{}`, not `granted`",
        status["status"]
    );
    let leg = status["permission"]
        .as_str()
        .context("step 2: the service got no permission id")?
        .to_owned();
    shown("permitted: name, postal code, household size")?;

    step(
        3,
        "The service shows a ticket to the population register's connector and gets just that.",
    )?;
    let data = fetch(&mut grants, &leg, &route).await?;
    shown(&data.to_string())?;
    ensure!(
        data["name"] == aino.person["name"],
        "step 3: the name is `{}`",
        data["name"]
    );
    ensure!(
        data["householdSize"] == aino.person["householdSize"],
        "step 3: the household size did not come"
    );
    ensure!(
        data["address"] == json!({"postalCode": aino.person["address"]["postalCode"]}),
        "step 3: the address is `{}`",
        data["address"]
    );
    for withheld in [
        "telephone",
        "email",
        "birthDate",
        "personalIdentifier",
        "gender",
    ] {
        ensure!(
            data.get(withheld).is_none(),
            "step 3: `{withheld}` came although it was not permitted"
        );
    }

    step(4, "Both sides' logs show it.")?;
    let entry = latest(&me).await?;
    shown(&format!(
        "operator: {}",
        entry["text"].as_str().unwrap_or_default()
    ))?;
    ensure!(
        entry.to_string().contains("released"),
        "step 4: the operator's log says `{entry}`"
    );
    let own = city
        .connector_admin(&CONNECTORS[0])?
        .get("api/v1/log?limit=1")
        .await?;
    let record = &own["entries"][0]["record"];
    ensure!(
        own["entries"][0]["kind"] == "release",
        "step 4: the connector's log says `{own}`"
    );
    shown(&format!(
        "connector: released {} to {}",
        record["released"], record["service"]
    ))?;

    step(
        5,
        "In another city: Moving Helper reads Aino's ticket in Rennes under the permission she gave in Helsinki.",
    )?;
    let mut moving = service(city, "moving-helper", &operator)?;
    let body =
        json!({"intended_use": "move-home", "locale": "en", "person": {"login_hint": aino.login}});
    let asked = moving.request_permission(&body).await?;
    let second = asked["id"]
        .as_str()
        .context("the request has no id")?
        .to_owned();
    let wish = json!({"optional": ["zone", "ticketType"]});
    let given = me
        .post(&format!("api/v1/me/requests/{second}/grant"), &wish)
        .await?;
    let moved = moving.request_status(&second).await?;
    let moved = moved["permission"]
        .as_str()
        .context("step 5: the service got no permission id")?
        .to_owned();
    let ticket = fetch(&mut moving, &moved, &rider).await?;
    shown(&ticket.to_string())?;
    let expected = aino
        .rider
        .as_ref()
        .context("Aino has no ticket in Rennes")?;
    ensure!(
        ticket["zone"] == expected["zone"] && ticket.get("journeys").is_none(),
        "step 5: `{ticket}` came"
    );

    step(6, "Aino withdraws. The next request is refused.")?;
    let withdrawn = me
        .post(
            &format!("api/v1/me/permissions/{arrangement}/withdraw"),
            &json!({}),
        )
        .await?;
    shown(&format!(
        "state: {}",
        withdrawn["state"].as_str().unwrap_or_default()
    ))?;
    let refused = fetch(&mut grants, &leg, &route).await;
    let Err(refused) = refused else {
        anyhow::bail!("step 6: data came after the withdrawal")
    };
    shown(refused.to_string().lines().next().unwrap_or_default())?;
    me.post(
        &format!(
            "api/v1/me/permissions/{}/withdraw",
            given["id"].as_str().unwrap_or_default()
        ),
        &json!({}),
    )
    .await?;

    step(
        7,
        "Her receipt proves what she decided; it is checked on her own machine.",
    )?;
    let version = withdrawn["version"].as_u64().unwrap_or(1);
    let receipt = me
        .get(&format!(
            "api/v1/me/permissions/{arrangement}/receipts/{version}"
        ))
        .await?;
    let metadata = me.get(".well-known/mydataoperator-config").await?;
    let mut believed = evidence::Verifiers::new();
    let log = &metadata["log"];
    let key = evidence::VerifierKey::parse(
        log["verifier_key"]
            .as_str()
            .context("step 7: the operator publishes no log key")?,
    )?;
    believed.trust_log(log["origin"].as_str().unwrap_or_default(), &key);
    believed.trust_receipt_keys(me.get("jwks.json").await?.to_string().as_bytes())?;
    let report = evidence::verify_file(receipt.to_string().as_bytes(), &believed)
        .context("step 7: the receipt")?;
    for sentence in &report.checked {
        shown(&format!("✓ {sentence}"))?;
    }
    output::line("\nEverything is as it should be.")
}

fn service(city: &City, slug: &str, operator: &str) -> Result<ServiceClient> {
    let key = std::fs::read_to_string(city.key_file(slug))?;
    ServiceClient::new(operator, slug, &key, http_client()?)
}

async fn fetch(service: &mut ServiceClient, permission: &str, route: &str) -> Result<Value> {
    let ticket = service.ticket(permission, route).await?;
    Ok(send(service.data_request(&ticket, route)?)
        .await?
        .json()
        .await?)
}

/// The newest entry of the person's log, once the connector has reported what came of it.
async fn latest(me: &Api) -> Result<Value> {
    let mut entry = Value::Null;
    for _ in 0..100 {
        entry = me.get("api/v1/me/access-log").await?["entries"][0].clone();
        if entry.to_string().contains("released") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    Ok(entry)
}
