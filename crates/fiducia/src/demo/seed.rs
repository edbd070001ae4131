//! Filling the city, once: through the same administration APIs that a city would use.

use anyhow::{Context as _, Result};
use reqwest::Method;
use serde_json::{Value, json};

use super::city::{CONNECTORS, City, people, services};
use crate::client::Api;

/// The city's trust group, set up at the first start.
pub(super) async fn group(registry: &Api) -> Result<String> {
    let groups = registry.get("api/v1/groups").await?;
    if let Some(group) = groups["groups"][0]["trust_group_uuid"].as_str() {
        return Ok(group.to_owned());
    }
    let made = registry
        .post(
            "api/v1/admin/groups",
            &json!({"name": "Cities of Helsinki and Rennes"}),
        )
        .await?;
    Ok(made["trust_group_uuid"]
        .as_str()
        .context("the registry gave the group no UUID")?
        .to_owned())
}

/// Makes an operator a member, unless it is one.
pub(super) async fn member(registry: &Api, group: &str, operator: &str) -> Result<()> {
    let members = registry
        .get(&format!("api/v1/groups/{group}/members"))
        .await?;
    let there = members["members"].as_array().is_some_and(|all| {
        all.iter().any(|one| {
            one["operator_base_url"]
                .as_str()
                .is_some_and(|url| url.trim_end_matches('/') == operator)
        })
    });
    if !there {
        let body = json!({"operator_base_url": operator, "roles": ["operator"], "activate": true});
        registry
            .post(&format!("api/v1/admin/groups/{group}/members"), &body)
            .await?;
    }
    Ok(())
}

/// Everything else, at the first start.
pub(super) async fn fill(city: &City, group: &str) -> Result<()> {
    let done = city.folder.join("filled");
    if done.exists() {
        return Ok(());
    }
    for (slug, _) in city.operators() {
        let operator = city.operator_admin(slug)?;
        for plan in &CONNECTORS {
            let body = json!({"base_url": city.connector(plan), "trust_groups": [group]});
            add(&operator, "connectors", &body)
                .await
                .with_context(|| format!("connector `{}`", plan.name))?;
        }
    }
    for service in services()? {
        register(city, &service)
            .await
            .with_context(|| format!("service `{}`", service["slug"]))?;
    }
    for person in people()? {
        let identifiers: Vec<Value> = person
            .identifiers
            .iter()
            .map(|one| json!({"id": one["id"], "id_type": one["id_type"], "country": one["country"]}))
            .collect();
        let body = json!({
            "login": person.login, "password": person.password, "name": person.name, "locale": "en",
            "identifiers": identifiers,
        });
        add(&city.operator_admin(&person.operator)?, "persons", &body)
            .await
            .with_context(|| person.name.clone())?;
        for (plan, dataset, id_type, entity) in [
            (&CONNECTORS[0], "person", "ssn", Some(&person.person)),
            (
                &CONNECTORS[2],
                "rider",
                "transport_customer",
                person.rider.as_ref(),
            ),
        ] {
            let identifier = person
                .identifiers
                .iter()
                .find(|one| one["id_type"] == id_type);
            if let (Some(entity), Some(identifier)) = (entity, identifier) {
                let body = json!({
                    "identifiers": [{"id_type": id_type, "id": identifier["id"]}], "dataset": dataset, "entities": [entity],
                });
                city.connector_admin(plan)?
                    .call(Method::PUT, "api/v1/entities", Some(&body))
                    .await?;
            }
        }
    }
    std::fs::write(done, "")?;
    Ok(())
}

/// A service with its organisation, keys, profile and intended use.
async fn register(city: &City, service: &Value) -> Result<()> {
    let slug = service["slug"].as_str().unwrap_or_default();
    let operator = city.operator_admin(service["operator"].as_str().unwrap_or_default())?;
    let organisation = &service["organisation"];
    add(
        &operator,
        "organisations",
        &json!({"id": organisation["id"], "name": organisation["name"]["en"]}),
    )
    .await?;
    let key_file = city.key_file(slug);
    if !key_file.exists() {
        let (private, _) = crate::service_client::new_key()?;
        crate::files::write_secret(&key_file, private.as_bytes())?;
    }
    let private = std::fs::read_to_string(&key_file)?;
    let public: Value = serde_json::from_str(&crate::service_client::public_key(&private)?)?;
    let body = json!({
        "client_id": slug, "organisation": organisation["id"], "name": service["name"], "jwks": {"keys": [public]},
        "return_urls": [],
    });
    add(&operator, "services", &body).await?;
    let mut intended_use = service["intended_use"].clone();
    intended_use["service"] = json!(slug);
    intended_use["organisation"] = organisation["id"].clone();
    add(&operator, "intended-uses", &intended_use).await?;
    let url = city
        .operators()
        .find(|one| Some(one.0) == service["operator"].as_str())
        .map(|one| one.1)
        .unwrap_or_default();
    let profile = format!(
        "name = \"{}\"\noperator = \"{url}\"\nclient_id = \"{slug}\"\nkey_file = \"{slug}.key.json\"\nintended_use = \"{}\"\n",
        service["name"]["en"].as_str().unwrap_or_default(),
        intended_use["id"].as_str().unwrap_or_default()
    );
    std::fs::write(
        city.folder.join("services").join(format!("{slug}.toml")),
        profile,
    )?;
    Ok(())
}

/// Registers something; that it is there already, from a first start that was cut short, is fine.
async fn add(operator: &Api, what: &str, body: &Value) -> Result<()> {
    match operator.post(&format!("api/v1/admin/{what}"), body).await {
        Ok(_) => Ok(()),
        Err(error) if error.to_string().contains("(409)") => Ok(()),
        Err(error) => Err(error),
    }
}
