//! `fiducia demo --tour`: the whole story, walked and checked step by step.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use evidence::{VerifierKey, Verifiers, verify_path};
use serde_json::{Value, json};

use crate::client::{Api, Refusal, http_client, send};
use crate::demo::city::{CONNECTORS, ConnectorParty, Place, Running};
use crate::demo::seed::{self, Person, Service};
use crate::output;
use crate::service_client::ServiceClient;

/// The person whose story it is.
const HERO: &str = "Aino Koskela";
/// How long a connector's report may take to be in a person's log: it is sent as soon as the answer is, but on its own.
const REPORTED_WITHIN: Duration = Duration::from_secs(5);
/// How often it is looked for.
const LOOK: Duration = Duration::from_millis(50);

/// Services that ask sources of other kinds: which, whom, with which optional attributes, and what they get of her.
const OTHER_KINDS: [(&str, &str, &[&str], &str); 3] = [
    (
        "swim-bonus",
        "halls",
        &["hall"],
        r#"{"hall": "Mäkelänrinne", "visits": ["2026-11-03", "2026-11-10", "2026-11-17"]}"#,
    ),
    (
        "concert-seats",
        "school",
        &["grade"],
        r#"{"instrument": "cello", "grade": 3, "courses": [{"title": "Cello in the evening"}, {"title": "Choir for everybody"}]}"#,
    ),
    (
        "festival-helpers",
        "pods",
        &["times"],
        r#"{"languages": ["Finnish", "French", "Swedish"], "skills": ["First aid", "Sailing"], "times": "Evenings and weekends"}"#,
    ),
];

/// Walks the story; the first step that isn't as it should be ends it.
pub(crate) async fn walk(place: &Place, city: &mut Running) -> Result<()> {
    let since = Instant::now();
    let mut tour = Tour::begin(place).await?;
    output::line(&format!("The story of {HERO}, told by a running city\n"))?;
    let asked = tour.a_service_asks().await?;
    tour.the_person_sees(&asked).await?;
    let grant = tour.the_person_grants(&asked).await?;
    let access = tour.the_service_fetches(&grant).await?;
    tour.both_sides_wrote_it_down(&access).await?;
    tour.the_receipt_is_verified_offline(&grant).await?;
    tour.another_citys_connector_answers().await?;
    tour.an_optional_attribute_is_taken_back(&grant).await?;
    tour.sources_of_other_kinds_answer(city).await?;
    tour.another_request_is_declined().await?;
    tour.the_withdrawal_ends_it(&grant).await?;
    output::line(&format!(
        "\nAll as it should be, in {:.1} s.",
        since.elapsed().as_secs_f32()
    ))
}

/// What the steps share.
struct Tour<'a> {
    place: &'a Place,
    services: Vec<Service>,
    hero: Person,
    /// The operator of the person's city.
    operator: String,
    me: Api,
    grants: ServiceClient,
    step: u32,
}

/// A permission that was given.
struct Grant {
    /// The arrangement, as the person knows it.
    arrangement: String,
    version: u64,
    /// As the service knows it.
    permission: String,
}

/// A release, as the person's log has it.
struct Access {
    /// The access item.
    id: String,
    released: BTreeSet<String>,
}

impl<'a> Tour<'a> {
    async fn begin(place: &'a Place) -> Result<Self> {
        let services = seed::services()?;
        let hero = seed::people()?
            .into_iter()
            .find(|one| one.name == HERO)
            .context("the hero of the story is missing")?;
        let operator = place.operator(seed::operator(&hero.operator)?);
        let me = seed::log_in(&operator, &hero)
            .await
            .with_context(|| format!("logging in as {HERO}"))?;
        let grants = client(place, service(&services, "hobby-grants")?)?;
        Ok(Self {
            place,
            services,
            hero,
            operator,
            me,
            grants,
            step: 0,
        })
    }

    fn title(&mut self, title: &str) -> Result<()> {
        self.step += 1;
        output::line(&format!("{:>2}. {title}", self.step))
    }

    /// The service asks; gives the request's id.
    async fn a_service_asks(&mut self) -> Result<String> {
        let (name, wanted, login) = {
            let service = service(&self.services, "hobby-grants")?;
            (
                service.name().to_owned(),
                service.intended_use().to_owned(),
                self.hero.login.clone(),
            )
        };
        self.title(&format!("“{name}” asks {HERO} for a permission"))?;
        let body = json!({"intended_use": wanted, "person": {"login_hint": login}, "locale": "en"});
        let answer = self.grants.request_permission(&body).await?;
        let id = answer["id"]
            .as_str()
            .context("the answer has no `id`")?
            .to_owned();
        ensure!(
            answer["status"] == "pending",
            "a new request is `{}`, not `pending`",
            answer["status"]
        );
        good(&format!(
            "the request waits at {}",
            output::text(&answer, "/url")
        ))?;
        Ok(id)
    }

    async fn the_person_sees(&mut self, request: &str) -> Result<()> {
        self.title("She logs in and reads what is asked")?;
        let waiting = self.me.get("api/v1/me/requests").await?;
        let found = waiting["requests"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|one| one["id"] == request);
        ensure!(found, "the request is not among those that wait for her");
        let view = self
            .me
            .get(&format!("api/v1/me/requests/{request}"))
            .await?;
        good(&format!(
            "“{}”: {}",
            output::text(&view, "/use/title"),
            output::text(&view, "/use/notice")
        ))?;
        let datasets = view["use"]["datasets"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        ensure!(!datasets.is_empty(), "the request names no data");
        for dataset in &datasets {
            let names = |kind: &str| {
                let list = dataset[kind].as_array().into_iter().flatten();
                list.map(|one| output::text(one, "/title").to_owned())
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let (needed, optional) = (names("required"), names("optional"));
            let needed = if needed.is_empty() {
                "nothing".to_owned()
            } else {
                needed
            };
            good(&format!(
                "from “{}”: needed {needed}; optional {optional}",
                output::text(dataset, "/source")
            ))?;
        }
        Ok(())
    }

    async fn the_person_grants(&mut self, request: &str) -> Result<Grant> {
        self.title(
            "She grants what is needed, and of what is optional the size of her household alone",
        )?;
        let body = json!({"optional": ["householdSize"]});
        let decided = self
            .me
            .post(&format!("api/v1/me/requests/{request}/grant"), &body)
            .await?;
        ensure!(
            decided["state"] == "granted",
            "the permission is `{}`, not `granted`",
            decided["state"]
        );
        let status = self.grants.request_status(request).await?;
        ensure!(
            status["status"] == "granted",
            "the service is told `{}`, not `granted`",
            status["status"]
        );
        let grant = Grant {
            arrangement: decided["id"]
                .as_str()
                .context("the decision has no `id`")?
                .to_owned(),
            version: decided["version"]
                .as_u64()
                .context("the decision has no `version`")?,
            permission: status["permission"]
                .as_str()
                .context("the service got no permission")?
                .to_owned(),
        };
        good(&format!(
            "in force until {}",
            output::text(&decided, "/valid_until")
        ))?;
        Ok(grant)
    }

    async fn the_service_fetches(&mut self, grant: &Grant) -> Result<Access> {
        self.title("The service fetches the data from the population register")?;
        let register = connector("population")?;
        let before = self.newest_access().await?;
        let data = fetch(
            &mut self.grants,
            &grant.permission,
            &self.place.route(register),
        )
        .await?;
        let permitted = ["address.postalCode", "householdSize", "name"];
        exactly(&data, &self.hero.civil, &permitted)?;
        good(&format!("it got exactly what is permitted: {data}"))?;
        let access = self.reported_after(before.as_deref()).await?;
        let expected: BTreeSet<String> = permitted.iter().map(ToString::to_string).collect();
        ensure!(
            access.released == expected,
            "her log says {:?} was released, not {expected:?}",
            access.released
        );
        Ok(access)
    }

    async fn both_sides_wrote_it_down(&mut self, access: &Access) -> Result<()> {
        self.title("Both sides have it in their logs, under the same number")?;
        good(&format!("her access log: {}", access.id))?;
        let register = connector("population")?;
        let api = self
            .place
            .admin(register.slug, &self.place.connector(register))?;
        let log = api.get("api/v1/log?kind=release&limit=50").await?;
        let entry = log["entries"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|entry| entry["record"]["access_item"] == access.id.as_str())
            .with_context(|| {
                format!(
                    "the connector's log has no release of access item {}",
                    access.id
                )
            })?;
        let released: BTreeSet<String> = strings(&entry["record"]["released"]);
        ensure!(
            released == access.released,
            "the connector's log says {released:?} was released"
        );
        let whole = entry.to_string();
        for value in [
            &self.hero.civil["name"],
            &self.hero.civil["address"]["streetAddress"],
        ] {
            let value = value.as_str().unwrap_or_default();
            ensure!(
                !whole.contains(value),
                "the connector's log holds a value: `{value}`"
            );
        }
        good(&format!(
            "the register's log, entry {}: {} (names of attributes, never values)",
            entry["index"],
            joined(&released)
        ))
    }

    async fn the_receipt_is_verified_offline(&mut self, grant: &Grant) -> Result<()> {
        self.title("She saves the receipt, and it is verified without asking anybody")?;
        let api = Api::new(&self.operator, None)?;
        let metadata = api.get(".well-known/mydataoperator-config").await?;
        let (origin, key) = (
            output::text(&metadata, "/log/origin"),
            output::text(&metadata, "/log/verifier_key"),
        );
        let mut verifiers = Verifiers::parse("")?;
        verifiers.trust_log(origin, &VerifierKey::parse(key)?);
        verifiers.trust_receipt_keys(&api.bytes("jwks.json").await?)?;
        let path = format!(
            "api/v1/me/permissions/{}/receipts/{}",
            grant.arrangement, grant.version
        );
        let receipt = self.me.bytes(&path).await?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("receipt.json");
        std::fs::write(&file, &receipt)?;
        let report = verify_path(&file, &verifiers).context("the receipt")?;
        for sentence in &report.checked {
            good(sentence)?;
        }
        let forged = String::from_utf8(receipt)?.replacen(
            &grant.arrangement,
            &other_id(&grant.arrangement),
            1,
        );
        std::fs::write(&file, forged)?;
        if verify_path(&file, &verifiers).is_ok() {
            bail!("a receipt that was tampered with is verified all the same");
        }
        good("with one character changed it is not believed any more")
    }

    /// Those who work in Rennes change a ticket's zone by the plain NGSI-LD API, where no ticket is asked for.
    async fn at_the_back_office(&self, rider: &Value) -> Result<()> {
        let id = rider["id"].as_str().context("the ticket has no id")?;
        let url = format!("{}/entities/{id}/attrs/zone", self.place.back_office());
        let zone = json!({"type": "Property", "value": rider["zone"]});
        send(http_client()?.patch(url).json(&zone)).await?;
        Ok(())
    }

    async fn another_citys_connector_answers(&mut self) -> Result<()> {
        self.title("A connector in Rennes answers under a permission given in Helsinki")?;
        let helper = service(&self.services, "moving-helper")?;
        let mut client = client(self.place, helper)?;
        let (arrangement, permission) = self
            .permit(&mut client, helper, &["zone", "ticketType"])
            .await?;
        let transport = connector("transport")?;
        let route = self.place.route(transport);
        let data = values(fetch(&mut client, &permission, &route).await?);
        let mut rider = self
            .hero
            .rider
            .clone()
            .context("the hero has no ticket in Rennes")?;
        exactly(&data, &rider, &["ticketType", "zone"])?;
        good(&format!(
            "“{}” gave exactly what is permitted: {data}",
            transport.name
        ))?;
        let before = std::mem::replace(&mut rider["zone"], json!("ABC"));
        self.at_the_back_office(&rider).await?;
        let data = values(fetch(&mut client, &permission, &route).await?);
        exactly(&data, &rider, &["ticketType", "zone"])?;
        good("its back office gave her ticket another zone, and the next fetch had it")?;
        rider["zone"] = before;
        self.at_the_back_office(&rider).await?;
        self.me
            .post(
                &format!("api/v1/me/permissions/{arrangement}/withdraw"),
                &json!({}),
            )
            .await?;
        good("and she has ended that permission again")
    }

    async fn sources_of_other_kinds_answer(&mut self, city: &mut Running) -> Result<()> {
        self.title("A file, a database and her own pod answer in the same way")?;
        if !city.is_complete() {
            output::line("    … waiting for the people's pods, whose server takes some seconds")?;
        }
        city.complete(self.place, &|_| {}).await?;
        for (slug, source, optional, held) in OTHER_KINDS {
            let source = connector(source)?;
            if !city.connectors().iter().any(|one| one.slug == source.slug) {
                continue;
            }
            let service = service(&self.services, slug)?;
            let mut client = client(self.place, service)?;
            let (arrangement, permission) = self.permit(&mut client, service, optional).await?;
            let data = fetch(&mut client, &permission, &self.place.route(source)).await?;
            let expected: Value = serde_json::from_str(held)?;
            ensure!(
                data == expected,
                "it got {data}, where {expected} is permitted"
            );
            good(&format!(
                "“{}” gave “{}” {data}",
                source.name,
                service.name()
            ))?;
            let path = format!("api/v1/me/permissions/{arrangement}/withdraw");
            self.me.post(&path, &json!({})).await?;
        }
        for one in city.left_out() {
            output::line(&format!("    {} left out: {}", one.name, one.why))?;
        }
        Ok(())
    }

    async fn an_optional_attribute_is_taken_back(&mut self, grant: &Grant) -> Result<()> {
        self.title("She takes the size of her household back, and leaves the rest")?;
        let path = format!("api/v1/me/permissions/{}/amend", grant.arrangement);
        let decided = self.me.post(&path, &json!({"optional": []})).await?;
        ensure!(
            decided["version"].as_u64() > Some(grant.version),
            "the permission's version did not grow"
        );
        let data = fetch(
            &mut self.grants,
            &grant.permission,
            &self.place.route(connector("population")?),
        )
        .await?;
        exactly(&data, &self.hero.civil, &["address.postalCode", "name"])?;
        good(&format!("the next fetch already goes without it: {data}"))
    }

    async fn another_request_is_declined(&mut self) -> Result<()> {
        self.title("She declines what she doesn't want")?;
        let study = service(&self.services, "reading-study")?;
        let mut client = client(self.place, study)?;
        let body = json!({"intended_use": study.intended_use(), "person": {"login_hint": self.hero.login}});
        let request = client.request_permission(&body).await?;
        let id = request["id"].as_str().context("the answer has no `id`")?;
        self.me
            .post(&format!("api/v1/me/requests/{id}/decline"), &json!({}))
            .await?;
        let status = client.request_status(id).await?;
        ensure!(
            status["status"] == "declined",
            "the service is told `{}`, not `declined`",
            status["status"]
        );
        ensure!(
            status.get("permission").is_none_or(Value::is_null),
            "a declined request gave a permission"
        );
        good(&format!(
            "“{}” is told so, and has nothing to ask with",
            study.name()
        ))
    }

    async fn the_withdrawal_ends_it(&mut self, grant: &Grant) -> Result<()> {
        self.title("She withdraws the permission; the next request is refused")?;
        let route = self.place.route(connector("population")?);
        let ticket = self.grants.ticket(&grant.permission, &route).await?;
        let path = format!("api/v1/me/permissions/{}/withdraw", grant.arrangement);
        let decided = self.me.post(&path, &json!({})).await?;
        ensure!(
            decided["in_force"]["everywhere"] == true,
            "the withdrawal is not in force everywhere: {decided}"
        );
        good("the withdrawal is in force everywhere")?;
        let shown = send(self.grants.data_request(&ticket, &route)?).await;
        refused(
            shown.map(|_| ()),
            "the register, shown a ticket from before,",
        )?;
        let asked = self.grants.ticket(&grant.permission, &route).await;
        refused(asked.map(|_| ()), "the operator, asked for a new ticket,")
    }

    /// Asks, grants with these optional attributes, and gives the arrangement and the service's permission.
    async fn permit(
        &self,
        client: &mut ServiceClient,
        service: &Service,
        optional: &[&str],
    ) -> Result<(String, String)> {
        let body = json!({"intended_use": service.intended_use(), "person": {"login_hint": self.hero.login}});
        let request = client.request_permission(&body).await?;
        let id = request["id"].as_str().context("the answer has no `id`")?;
        let decided = self
            .me
            .post(
                &format!("api/v1/me/requests/{id}/grant"),
                &json!({"optional": optional}),
            )
            .await?;
        let status = client.request_status(id).await?;
        let permission = status["permission"]
            .as_str()
            .context("the service got no permission")?;
        let arrangement = decided["id"].as_str().context("the decision has no `id`")?;
        Ok((arrangement.to_owned(), permission.to_owned()))
    }

    async fn newest_access(&self) -> Result<Option<String>> {
        let log = self.me.get("api/v1/me/access-log?limit=1").await?;
        Ok(log["entries"][0]["id"].as_str().map(ToOwned::to_owned))
    }

    /// The newest access, once the connector has reported it.
    async fn reported_after(&self, before: Option<&str>) -> Result<Access> {
        let since = Instant::now();
        loop {
            let log = self.me.get("api/v1/me/access-log?limit=1").await?;
            let entry = &log["entries"][0];
            if let Some(id) = entry["id"].as_str().filter(|id| Some(*id) != before)
                && entry["status"] == "released"
            {
                let released = entry["released"].as_object().into_iter().flatten();
                let released = released.flat_map(|(_, paths)| strings(paths)).collect();
                return Ok(Access {
                    id: id.to_owned(),
                    released,
                });
            }
            ensure!(
                since.elapsed() < REPORTED_WITHIN,
                "the release is not in her access log: {log}"
            );
            tokio::time::sleep(LOOK).await;
        }
    }
}

fn good(text: &str) -> Result<()> {
    output::line(&format!("    ✓ {text}"))
}

fn service<'s>(services: &'s [Service], slug: &str) -> Result<&'s Service> {
    services
        .iter()
        .find(|one| one.slug == slug)
        .with_context(|| format!("there is no service `{slug}`"))
}

fn connector(slug: &str) -> Result<&'static ConnectorParty> {
    CONNECTORS
        .iter()
        .find(|one| one.slug == slug)
        .with_context(|| format!("there is no connector `{slug}`"))
}

pub(super) fn client(place: &Place, service: &Service) -> Result<ServiceClient> {
    let key = std::fs::read_to_string(service.key_file(place))?;
    let operator = place.operator(seed::operator(&service.operator)?);
    ServiceClient::new(&operator, &service.slug, &key, http_client()?)
}

async fn fetch(client: &mut ServiceClient, permission: &str, route: &str) -> Result<Value> {
    let ticket = client.ticket(permission, route).await?;
    Ok(send(client.data_request(&ticket, route)?)
        .await?
        .json()
        .await?)
}

fn strings(list: &Value) -> BTreeSet<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(ToOwned::to_owned)
        .collect()
}

fn joined(all: &BTreeSet<String>) -> String {
    all.iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The values of an entity's attributes.
fn values(mut data: Value) -> Value {
    let Some(entity) = data.as_object_mut() else {
        return data;
    };
    let attributes = std::mem::take(entity).into_iter();
    attributes
        .filter(|(name, _)| !["id", "type"].contains(&name.as_str()))
        .map(|(name, mut attribute)| (name, attribute["value"].take()))
        .collect()
}

/// Refuses data that isn't exactly these attributes of what the source holds.
fn exactly(data: &Value, held: &Value, permitted: &[&str]) -> Result<()> {
    let mut expected = json!({});
    for path in permitted {
        let steps: Vec<&str> = path.split('.').collect();
        let (mut from, mut into) = (held, &mut expected);
        for step in &steps {
            from = from
                .get(step)
                .with_context(|| format!("the source holds no `{path}`"))?;
            into = &mut into[*step];
        }
        *into = from.clone();
    }
    ensure!(
        *data == expected,
        "it got {data}, where {expected} is permitted"
    );
    Ok(())
}

/// Refuses a success, and any refusal but that the permission isn't in force.
fn refused(outcome: Result<()>, who: &str) -> Result<()> {
    const NAME: &str = "permission-not-active";
    match outcome {
        Ok(()) => bail!("{who} did not refuse"),
        Err(error) => match Refusal::of(&error) {
            Some(refusal) if refusal.status() == 403 && refusal.name() == NAME => good(&format!(
                "{who} refused: {} {NAME}",
                refusal.status().as_u16()
            )),
            _ => Err(error.context(format!("{who} should have refused with 403 {NAME}"))),
        },
    }
}

/// An id that differs in one character.
fn other_id(id: &str) -> String {
    let flipped = if id.starts_with('0') { '1' } else { '0' };
    std::iter::once(flipped).chain(id.chars().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_attribute_too_many_or_too_few_is_noticed() {
        let held = json!({"name": "A", "address": {"postalCode": "1", "streetAddress": "S"}});
        let permitted = ["name", "address.postalCode"];
        exactly(
            &json!({"name": "A", "address": {"postalCode": "1"}}),
            &held,
            &permitted,
        )
        .unwrap();
        assert!(exactly(&held, &held, &permitted).is_err());
        assert!(exactly(&json!({"name": "A"}), &held, &permitted).is_err());
        assert!(
            exactly(
                &json!({"name": "B", "address": {"postalCode": "1"}}),
                &held,
                &permitted
            )
            .is_err()
        );
    }

    #[test]
    fn a_success_is_no_refusal() {
        assert!(refused(Ok(()), "somebody").is_err());
        assert!(refused(Err(anyhow::anyhow!("no connection")), "somebody").is_err());
    }
}
