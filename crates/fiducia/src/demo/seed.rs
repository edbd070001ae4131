//! What the demo city knows at the beginning. Each step looks whether it is done already, so that a folder with state
//! comes back, and one whose filling was interrupted is filled to the end.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use protocol::jose::SigningKey;
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{Api, Refusal};
use crate::demo::city::{CONNECTORS, ConnectorParty, Held, OPERATORS, OperatorParty, Place};

const SERVICES: &str = include_str!("../../demo/services.json");
const PEOPLE: &str = include_str!("../../demo/people.json");

/// The demo's story is told in English whatever the city.
const LANGUAGE: &str = "en";

/// The file that says that nothing is left to do.
const DONE: &str = "seeded";

/// An invented person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) login: String,
    pub(crate) password: String,
    /// The operator's short name.
    pub(crate) operator: String,
    identifiers: Vec<Identifier>,
    /// What the population register holds.
    #[serde(rename = "person")]
    pub(crate) civil: Value,
    /// What the library's system holds.
    pub(crate) patron: Option<Value>,
    /// With which they log in at the library.
    #[serde(default)]
    pub(crate) library_pin: Option<String>,
    /// What the transport company holds.
    pub(crate) rider: Option<Value>,
    /// What they keep in their own pod.
    #[serde(default)]
    pub(crate) pod: Option<Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Identifier {
    id: String,
    id_type: String,
    #[serde(default)]
    country: Option<String>,
    #[serde(rename = "verified")]
    _verified: String,
}

impl Person {
    pub(crate) fn identifier(&self, id_type: &str) -> Option<&str> {
        self.identifiers
            .iter()
            .find(|one| one.id_type == id_type)
            .map(|one| one.id.as_str())
    }

    /// What a connector holds about the person, by the name of its member in `people.json`.
    fn held(&self, member: &str) -> Option<&Value> {
        match member {
            "person" => Some(&self.civil),
            "patron" => self.patron.as_ref(),
            "rider" => self.rider.as_ref(),
            "pod" => self.pod.as_ref(),
            _ => None,
        }
    }
}

/// The people of the city.
pub(crate) fn people() -> Result<Vec<Person>> {
    serde_json::from_str(PEOPLE).context("in `people.json`")
}

/// A service with what it wants.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Service {
    /// Its client id.
    pub(crate) slug: String,
    name: Value,
    organisation: Organisation,
    /// The operator's short name.
    pub(crate) operator: String,
    intended_use: Value,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Organisation {
    id: String,
    name: Value,
    country: String,
    contact: String,
}

impl Service {
    /// What it is called in English.
    pub(crate) fn name(&self) -> &str {
        self.name["en"].as_str().unwrap_or(&self.slug)
    }

    /// The id of the organisation behind it.
    pub(crate) fn organisation(&self) -> &str {
        &self.organisation.id
    }

    /// The id of what it wants.
    pub(crate) fn intended_use(&self) -> &str {
        self.intended_use["id"].as_str().unwrap_or_default()
    }

    /// Whether it wants something of a connector.
    fn wants(&self, connector: &ConnectorParty) -> bool {
        let datasets = self.intended_use["datasets"].as_object();
        let mut names = datasets.into_iter().flat_map(serde_json::Map::keys);
        names.any(|name| name.contains(connector.uuid))
    }

    /// Whether everything it wants is offered by these connectors.
    pub(crate) fn is_served_by(&self, connectors: &[&ConnectorParty]) -> bool {
        let is_there = |one: &ConnectorParty| connectors.iter().any(|it| it.slug == one.slug);
        CONNECTORS
            .iter()
            .all(|one| is_there(one) || !self.wants(one))
    }

    /// Its private key's file.
    pub(crate) fn key_file(&self, place: &Place) -> PathBuf {
        place
            .folder()
            .join("services")
            .join(format!("{}.key.json", self.slug))
    }

    /// Its profile, as `fiducia service` reads it.
    pub(crate) fn profile(&self, place: &Place) -> PathBuf {
        place
            .folder()
            .join("services")
            .join(format!("{}.toml", self.slug))
    }
}

/// The services, wanting datasets by the names they have on the wire.
pub(crate) fn services() -> Result<Vec<Service>> {
    let mut text = SERVICES.to_owned();
    for connector in &CONNECTORS {
        text = text.replace(
            &format!("dataset:{}:", connector.placeholder),
            &format!("dataset:{}:", connector.uuid),
        );
    }
    serde_json::from_str(&text).context("in `services.json`")
}

/// An operator by its short name.
pub(crate) fn operator(slug: &str) -> Result<&'static OperatorParty> {
    OPERATORS
        .iter()
        .find(|one| one.slug == slug)
        .with_context(|| format!("there is no operator `{slug}`"))
}

/// Fills the city with what is missing.
pub(crate) async fn seed(place: &Place, group: &str, told: &dyn Fn(&str)) -> Result<()> {
    let done = place.folder().join(DONE);
    if done.exists() {
        return Ok(());
    }
    let people = people()?;
    let own: Vec<_> = CONNECTORS
        .iter()
        .filter(|one| !one.held.is_by_others())
        .collect();
    introduce(place, &own, group, told).await?;
    for service in services()?.iter().filter(|one| one.is_served_by(&own)) {
        told(&format!("registering the service “{}”", service.name()));
        register(place, service).await?;
    }
    for connector in &CONNECTORS {
        let (Held::Store(member) | Held::Open(member)) = connector.held else {
            continue;
        };
        told(&format!("filling “{}”", connector.name));
        let api = place.admin(connector.slug, &place.connector(connector))?;
        for person in &people {
            let (Some(entity), Some(id)) =
                (person.held(member), person.identifier(connector.identifier))
            else {
                continue;
            };
            let body = json!({
                "identifiers": [{"id_type": connector.identifier, "id": id}],
                "dataset": connector.dataset,
                "entities": [entity],
            });
            api.put("api/v1/entities", &body).await?;
        }
    }
    for person in &people {
        told(&format!("making an account for {}", person.name));
        account(place, person).await?;
    }
    std::fs::write(done, b"")?;
    Ok(())
}

/// Introduces a source that comes later, and registers the services that wait for it.
pub(crate) async fn join_in(
    place: &Place,
    group: &str,
    connector: &ConnectorParty,
    told: &dyn Fn(&str),
) -> Result<()> {
    if has_joined(place, connector) {
        return Ok(());
    }
    introduce(place, &[connector], group, told).await?;
    for service in services()?.iter().filter(|one| one.wants(connector)) {
        told(&format!("registering the service “{}”", service.name()));
        register(place, service).await?;
    }
    std::fs::write(joined(place, connector), b"")?;
    Ok(())
}

/// Whether a source that comes later has come before.
pub(crate) fn has_joined(place: &Place, connector: &ConnectorParty) -> bool {
    joined(place, connector).exists()
}

fn joined(place: &Place, connector: &ConnectorParty) -> PathBuf {
    place.folder().join(format!("{DONE}-{}", connector.slug))
}

/// Makes the connectors known to both operators: each shares those of its own city in the trust group, where the other
/// and the registry find them. They would by and by; here they look at once.
async fn introduce(
    place: &Place,
    new: &[&ConnectorParty],
    group: &str,
    told: &dyn Fn(&str),
) -> Result<()> {
    let mut operators = Vec::new();
    for party in &OPERATORS {
        let api = place.admin(&format!("operator-{}", party.slug), &place.operator(party))?;
        told(&format!("introducing the connectors to {}", party.place));
        share(place, party, new, group, &api).await?;
        operators.push((party, api));
    }
    for (party, api) in &operators {
        api.post("api/v1/admin/connectors/discover", &json!({}))
            .await?;
        let there = known(api).await?;
        if let Some(missing) = new.iter().find(|one| !there.contains(one.uuid)) {
            bail!(
                "the operator of {} has not found the connector “{}” in the trust group",
                party.place,
                missing.name
            );
        }
    }
    let registry = place.admin("registry", &place.registry())?;
    registry
        .post("api/v1/admin/sources/refresh", &json!({}))
        .await?;
    Ok(())
}

/// The UUIDs of the connectors that an operator knows.
async fn known(api: &Api) -> Result<BTreeSet<String>> {
    let there = api.get("api/v1/admin/connectors").await?;
    let there = there.as_array().into_iter().flatten();
    let uuids = there.filter_map(|one| one["uuid"].as_str());
    Ok(uuids.map(str::to_owned).collect())
}

/// Adds the connectors of its own city that an operator does not know yet, shared in the trust group.
async fn share(
    place: &Place,
    party: &OperatorParty,
    new: &[&ConnectorParty],
    group: &str,
    api: &Api,
) -> Result<()> {
    let there = known(api).await?;
    for connector in new.iter().filter(|one| !there.contains(one.uuid)) {
        let organisation = json!({"id": connector.organisation, "name": connector.name});
        unless_there(api.post("api/v1/admin/organisations", &organisation).await)?;
        if connector.home != party.slug {
            continue;
        }
        let body = json!({"base_url": place.connector(connector), "trust_groups": [group]});
        unless_there(api.post("api/v1/admin/connectors", &body).await)
            .with_context(|| format!("adding the connector “{}”", connector.name))?;
    }
    Ok(())
}

/// Registers a service with its organisation and intended use, and writes its key and profile.
async fn register(place: &Place, service: &Service) -> Result<()> {
    let party = operator(&service.operator)?;
    let url = place.operator(party);
    let api = place.admin(&format!("operator-{}", party.slug), &url)?;
    let public = key(&service.key_file(place))?;
    let organisation = &service.organisation;
    let body = json!({
        "id": organisation.id, "name": organisation.name["en"], "country": organisation.country,
        "contact": organisation.contact, "description": organisation.name,
    });
    unless_there(api.post("api/v1/admin/organisations", &body).await)?;
    let body = json!({
        "client_id": service.slug, "organisation": organisation.id, "name": service.name, "jwks": {"keys": [public]},
    });
    unless_there(api.post("api/v1/admin/services", &body).await)?;
    let mut wanted = service.intended_use.clone();
    wanted["service"] = json!(service.slug);
    api.post("api/v1/admin/intended-uses", &wanted)
        .await
        .with_context(|| format!("the intended use `{}`", service.intended_use()))?;
    let profile = format!(
        "# Who “{}” is: `fiducia service --profile THIS_FILE …`\nname = \"{}\"\noperator = \"{url}\"\nclient_id = \"{}\"\n\
         key_file = \"{}.key.json\"\nintended_use = \"{}\"\n",
        service.name(),
        service.name(),
        service.slug,
        service.slug,
        service.intended_use()
    );
    std::fs::write(service.profile(place), profile)?;
    Ok(())
}

/// The public JWK of the key in a file; the key is made where there is none.
fn key(file: &Path) -> Result<Value> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if !file.exists() {
        let (private, _) = crate::service_client::new_key()?;
        crate::files::write_secret(file, private.as_bytes())?;
    }
    let private = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read `{}`", file.display()))?;
    let key = SigningKey::from_private_jwk(private.trim().as_bytes())
        .with_context(|| format!("`{}` is not a private JWK", file.display()))?;
    Ok(serde_json::to_value(key.jwk())?)
}

/// Makes a person's account, with the identifiers that sources know them by.
async fn account(place: &Place, person: &Person) -> Result<()> {
    let party = operator(&person.operator)?;
    let url = place.operator(party);
    let api = place.admin(&format!("operator-{}", party.slug), &url)?;
    let identifiers: Vec<Value> = person
        .identifiers
        .iter()
        .map(|one| json!({"id": one.id, "id_type": one.id_type, "country": one.country}))
        .collect();
    let body = json!({
        "login": person.login, "password": person.password, "name": person.name, "locale": LANGUAGE,
        "identifiers": identifiers,
    });
    match unless_there(api.post("api/v1/admin/persons", &body).await)? {
        Some(_) => Ok(()),
        None => complete(&url, person).await,
    }
}

/// Whether an account that was there already has all identifiers: an interruption may have come between.
async fn complete(operator: &str, person: &Person) -> Result<()> {
    let me = log_in(operator, person).await?.get("api/v1/me").await?;
    let known = me["identifiers"].as_array().map_or(0, Vec::len);
    if known < person.identifiers.len() {
        bail!(
            "the filling of the city was interrupted in the middle of {}'s account; start with a new folder",
            person.name
        );
    }
    Ok(())
}

/// The person's own API, logged in.
pub(crate) async fn log_in(operator: &str, person: &Person) -> Result<Api> {
    let body = json!({"login": person.login, "password": person.password});
    let session = Api::new(operator, None)?
        .post("api/v1/sessions", &body)
        .await?;
    let token = session["token"]
        .as_str()
        .context("the operator's answer has no `token`")?;
    Api::new(operator, Some(token.to_owned()))
}

/// An answer; none where the operator says that it has this already.
fn unless_there(answer: Result<Value>) -> Result<Option<Value>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error)
            if Refusal::of(&error)
                .is_some_and(|refusal| refusal.status() == StatusCode::CONFLICT) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use permission::dataset::Attribute;
    use permission::{Dataset, DatasetId, IntendedUse};

    use super::*;

    /// The dataset that a connector publishes, from its description.
    fn dataset(connector: &ConnectorParty) -> Dataset {
        let offer: toml::Value = toml::from_str(connector.offer).unwrap();
        let config: connector::config::DatasetConfig =
            offer["connector"]["dataset"][0].clone().try_into().unwrap();
        assert_eq!(config.id, connector.dataset);
        assert_eq!(config.identifier_types, [connector.identifier]);
        assert_eq!(config.source.as_str(), connector.organisation);
        Dataset {
            id: DatasetId::new(format!(
                "urn:fiducia:dataset:{}:{}",
                connector.uuid, config.id
            ))
            .unwrap(),
            version: config.version,
            source: config.source,
            entity_type: config.entity_type,
            title: config.title,
            description: config.description,
            model: config.model,
            identifier_types: config.identifier_types,
            attributes: config.attributes,
        }
    }

    #[test]
    fn every_intended_use_is_valid_against_the_datasets_the_connectors_offer() {
        let datasets: Vec<Dataset> = CONNECTORS.iter().map(dataset).collect();
        for one in &datasets {
            one.validate().unwrap();
        }
        for service in services().unwrap() {
            let mut wanted = service.intended_use.clone();
            wanted["service"] = json!(service.slug);
            wanted["organisation"] = json!(service.organisation.id);
            let wanted: IntendedUse = serde_json::from_value(wanted).unwrap();
            wanted
                .validate(datasets.iter())
                .unwrap_or_else(|error| panic!("{}: {error}", service.slug));
            operator(&service.operator).unwrap();
        }
    }

    #[test]
    fn every_person_is_one_of_the_smart_data_models() {
        let model = serde_json::from_str(include_str!("../../tests/models/Person.json")).unwrap();
        let model = jsonschema::options()
            .should_validate_formats(true)
            .build(&model)
            .unwrap();
        for person in people().unwrap() {
            let wrong: Vec<_> = model
                .iter_errors(&person.civil)
                .map(|error| error.to_string())
                .collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", person.name);
        }
        assert!(!model.is_valid(&json!({"type": "Person", "id": "urn:a:b", "email": 17})));
    }

    #[test]
    fn every_person_is_called_the_same_everywhere() {
        for person in people().unwrap() {
            operator(&person.operator).unwrap();
            assert_eq!(person.civil["name"], person.name.as_str());
            let whole = format!(
                "{} {}",
                person.civil["givenName"].as_str().unwrap(),
                person.civil["familyName"].as_str().unwrap()
            );
            assert_eq!(whole, person.name);
            assert_eq!(person.civil["email"], person.login.as_str());
            for held in [&person.patron, &person.rider].into_iter().flatten() {
                assert_eq!(held["name"], person.name.as_str());
            }
            assert!(
                person.password.len() >= 8,
                "{}'s password is too short",
                person.name
            );
        }
    }

    #[test]
    fn every_person_is_found_by_the_identifier_their_data_has() {
        for person in people().unwrap() {
            let found = |id_type| person.identifier(id_type).map(Value::from);
            assert_eq!(
                found("ssn"),
                Some(person.civil["personalIdentifier"].clone())
            );
            let card = person.patron.as_ref().map(|one| one["cardNumber"].clone());
            assert_eq!(card.is_some(), person.library_pin.is_some());
            // Somebody is still to show the library who he is.
            if person.name.starts_with("Henrik") {
                assert_eq!(found("library_card"), None);
                assert!(person.patron.as_ref().unwrap()["phone"].is_string());
            } else {
                assert_eq!(found("library_card"), card);
            }
            assert_eq!(
                found("transport_customer"),
                person
                    .rider
                    .as_ref()
                    .map(|held| held["customerNumber"].clone())
            );
            assert_eq!(found("pod").is_some(), person.pod.is_some());
        }
    }

    #[test]
    fn no_two_people_share_a_login_or_an_identifier() {
        let mut seen = BTreeMap::new();
        for person in people().unwrap() {
            for one in &person.identifiers {
                let before =
                    seen.insert((one.id_type.clone(), one.id.clone()), person.name.clone());
                assert_eq!(
                    before, None,
                    "{} has another's {}",
                    person.name, one.id_type
                );
            }
        }
        assert_eq!(people().unwrap().len(), 12);
    }

    /// Whether a value is there at a path of property names; lists are looked through.
    fn has(value: &Value, path: &[&str]) -> bool {
        match (value, path) {
            (_, []) => true,
            (Value::Array(list), path) => list.iter().any(|one| has(one, path)),
            (value, [first, rest @ ..]) => value.get(first).is_some_and(|inner| has(inner, rest)),
        }
    }

    #[test]
    fn every_offered_attribute_is_in_somebodys_data() {
        let people = people().unwrap();
        for connector in &CONNECTORS {
            let member = match connector.held {
                Held::Store(member) | Held::Open(member) => member,
                Held::Library => "patron",
                // Its mapping or tables make every attribute, or the connector would not start; or people fill it themselves.
                Held::Export(_) | Held::School | Held::Own => continue,
                Held::Pods => "pod",
            };
            for Attribute { path, .. } in dataset(connector).attributes {
                let path: Vec<&str> = path.as_str().split('.').collect();
                let known = people
                    .iter()
                    .filter_map(|person| person.held(member))
                    .any(|held| has(held, &path));
                assert!(
                    known,
                    "{} offers {path:?}, which nobody has",
                    connector.name
                );
            }
        }
    }
}
