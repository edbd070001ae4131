//! Every party's signing keys are replaced while services go on: nobody notices. What the old ones have signed can be
//! verified still. The new keys are for another algorithm, so that everything is seen to go on under ES256 too.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::city::{City, fiducia, json_of};
use crate::party::{Api, Party, Service, client, configure, granted, send, wait_until};

/// Seconds a new key is published before it signs, and an old one after it has: far more than a fetch takes.
const OVERLAP: u32 = 5;
/// Seconds a trust list is good for: connectors need those that are signed with the new key alone.
const LIST_VALID: u32 = 5;
/// Services that fetch at the same time.
const FETCHERS: usize = 4;
/// Fetches that must go well in each phase.
const FETCHES: usize = 12;

#[test]
fn no_request_fails_while_every_partys_keys_are_rotated() {
    let mut city = City::start();
    city.stop();
    let overlap = format!("key_overlap_seconds = {OVERLAP}\n");
    let limits = |party: &str| format!("\n[{party}.limits]\n{overlap}");
    let signing = format!("sign_every_seconds = 1\nvalid_seconds = {LIST_VALID}\n");
    configure(&city, "registry", None, &(limits("registry") + &signing));
    configure(
        &city,
        "operator-helsinki",
        Some("logins_per_minute = "),
        &overlap,
    );
    configure(&city, "population", None, &limits("connector"));
    let names = ["registry", "operator-helsinki", "population"];
    for name in names {
        let line = "signature_algorithm = \"ES256\"\n";
        configure(&city, name, Some("development = true\n"), line);
    }
    let mut parties = names.map(|name| Party::start(&city, name));
    let operator = city.named("operators", "Helsinki")["url"].as_str().unwrap();
    let connector = city.named("connectors", "opulation");
    let urls = [
        city.text("/registry"),
        operator,
        connector["url"].as_str().unwrap(),
    ];
    let route = connector["routes"][0].as_str().unwrap();

    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let work = Work::begin(&city, operator, route).await;
        work.goes_on("before").await;
        let person = Api::log_in(operator, city.named("persons", "Aino")).await;
        let receipt = save_receipt(&city, &person, "old.json").await;
        let old = published(&urls).await;
        assert!(old.iter().all(|keys| keys.len() == 1), "{old:?}");

        for (name, url) in names.iter().zip(urls) {
            let api = Api::admin(&city, name, url);
            let rotation = if *name == "operator-helsinki" {
                json!({"at_once": false})
            } else {
                json!({})
            };
            api.post("api/v1/admin/keys/rotate", &rotation)
                .await
                .unwrap();
        }
        let announced = published(&urls).await;
        for (old, both) in old.iter().zip(&announced) {
            assert_eq!(both.len(), 2, "announced beside the one that signs");
            assert_eq!(old[0], both[0], "the old one signs still");
        }
        work.goes_on("announced").await;

        let new: Vec<&String> = announced.iter().map(|keys| &keys[1]).collect();
        wait_until("the new keys sign", async || {
            let now = published(&urls).await;
            now.iter().zip(&new).all(|(keys, new)| keys[0] == **new)
        })
        .await;
        work.goes_on("the new keys sign").await;

        wait_until("the old keys are gone", async || {
            let now = published(&urls).await;
            now.iter()
                .zip(&new)
                .all(|(keys, new)| *keys == [(*new).clone()])
        })
        .await;
        let ticket = work.service.ticket(&work.permission, route).await;
        let header = ticket.unwrap();
        let header = header.split('.').next().unwrap();
        assert_eq!(member(header, "kid"), *new[1]);
        assert_eq!(member(header, "alg"), "ES256");
        wait_until("the list is signed with the new key alone", async || {
            is_signed_by(urls[0], new[0]).await
        })
        .await;
        let gone = Instant::now();
        wait_until("every older list has ended", async || {
            gone.elapsed() > Duration::from_secs(LIST_VALID.into())
        })
        .await;
        work.goes_on("the old keys are gone").await;
        work.end().await;
        let newer = save_receipt(&city, &person, "new.json").await;
        for receipt in [receipt, newer] {
            let receipt = receipt.to_str().unwrap();
            let found = json_of(&fiducia(&[
                "verify",
                "--json",
                receipt,
                "--keys-from",
                operator,
            ]));
            assert_eq!(found["good"], true, "{found}");
        }
    });
    for party in &mut parties {
        assert!(party.terminate(), "the {} ended badly", party.name);
    }
}

/// Saves the receipt of the person's first permission, signed at this moment.
async fn save_receipt(city: &City, person: &Api, name: &str) -> std::path::PathBuf {
    let permissions = person.get("api/v1/me/permissions").await.unwrap();
    let id = permissions["permissions"][0]["id"].as_str().unwrap();
    let path = format!("api/v1/me/permissions/{id}/receipts/1");
    city.write(name, &person.get(&path).await.unwrap().to_string())
}

/// The ids of each party's published keys, the one that signs first.
async fn published(urls: &[&str; 3]) -> Vec<Vec<String>> {
    let http = client();
    let mut all = Vec::new();
    for url in urls {
        let url = format!("{}/jwks.json", url.trim_end_matches('/'));
        let jwks = send(http.get(url)).await.unwrap();
        let keys = jwks["keys"].as_array().unwrap().iter();
        all.push(
            keys.map(|key| key["kid"].as_str().unwrap().to_owned())
                .collect(),
        );
    }
    all
}

/// Whether this key signed the registry's list, and no other.
async fn is_signed_by(registry: &str, key: &str) -> bool {
    let url = format!("{}/trustlist-api/groups", registry.trim_end_matches('/'));
    let list = send(client().get(url)).await.unwrap();
    list["protected"]
        .as_str()
        .is_some_and(|header| member(header, "kid") == key)
}

/// A member of a JOSE header.
fn member(header: &str, name: &str) -> String {
    use base64::Engine as _;
    let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header);
    let header: Value = serde_json::from_slice(&header.unwrap()).unwrap();
    header[name].as_str().unwrap().to_owned()
}

/// Services that fetch without a pause, each time with a new token and a new ticket.
struct Work {
    service: Arc<Service>,
    permission: String,
    done: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    tasks: Vec<tokio::task::JoinHandle<BTreeSet<String>>>,
}

impl Work {
    async fn begin(city: &City, operator: &str, route: &str) -> Self {
        let service = Arc::new(Service::of(city, "Hobby", operator));
        let person = city.named("persons", "Aino");
        let api = Api::log_in(operator, person).await;
        let login = person["login"].as_str().unwrap();
        let (_, permission) = granted(&service, &api, login).await;
        let mut work = Self {
            service,
            permission,
            done: Arc::default(),
            stop: Arc::default(),
            tasks: Vec::new(),
        };
        for _ in 0..FETCHERS {
            let (service, done, stop) = (
                Arc::clone(&work.service),
                Arc::clone(&work.done),
                Arc::clone(&work.stop),
            );
            let (permission, route) = (work.permission.clone(), route.to_owned());
            work.tasks.push(tokio::spawn(async move {
                let mut failures = BTreeSet::new();
                while !stop.load(Ordering::SeqCst) {
                    match service.fetch(&permission, &route).await {
                        Ok(_) => {
                            done.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(failure) => {
                            failures.insert(format!("{failure:?}"));
                        }
                    }
                }
                failures
            }));
        }
        work
    }

    /// Waits until more was fetched.
    async fn goes_on(&self, phase: &str) {
        let before = self.done.load(Ordering::SeqCst);
        wait_until(phase, async || {
            self.done.load(Ordering::SeqCst) >= before + FETCHES
        })
        .await;
    }

    async fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        for task in self.tasks {
            assert_eq!(task.await.unwrap(), BTreeSet::new(), "no request may fail");
        }
    }
}
