//! `kill -9` at any moment, of any party, under load: what was acknowledged is there, what was released is in the log,
//! what was withdrawn is released no more, and the two logs come to agree.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use evidence::{VerifierKey, Verifiers, verify_path};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::city::City;
use crate::party::{
    Api, Failure, Party, Service, client, configure, runtime_of_peers, send, wait_until,
};

/// The city's parties that are killed, by their configuration files.
const REGISTRY: &str = "registry";
const OPERATOR: &str = "operator-helsinki";
const CONNECTOR: &str = "population";
/// Kills of each of the two tests.
const KILLS: u32 = 110;
/// The longest that a party stays unharmed.
const LONGEST_PEACE: u64 = 250;
/// The longest that a start is let run before it is killed: starts take about as long.
const LONGEST_START: u64 = 150;
/// Requests for data about one person at the same time.
const FETCHERS: usize = 3;
/// People who decide at the same time: as many as may log in from one address in a minute, and a bit less.
const PEOPLE: usize = 8;
/// Attempts that must fail after each withdrawal.
const REFUSALS: u32 = 3;
/// The longest that anybody waits for a party that was killed.
const PATIENCE: Duration = Duration::from_mins(1);
/// Before somebody tries again.
const PAUSE: Duration = Duration::from_millis(10);
const LEASE_SECONDS: u32 = 2;
/// When a lease has ended at the latest, after the change that nobody confirmed: with the operator's margin.
const LEASE_ENDED: Duration = Duration::from_secs(4);

#[test]
fn nothing_is_lost_or_released_in_secret_whoever_is_killed_whenever() {
    scenario(false);
}

#[test]
fn nothing_is_lost_or_released_in_secret_under_leases_either() {
    scenario(true);
}

/// Says how to repeat a run that failed.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("to kill at the same moments: FIDUCIA_CRASH_SEED={}", self.0);
        }
    }
}

fn scenario(leases: bool) {
    let seed = std::env::var("FIDUCIA_CRASH_SEED")
        .map_or_else(|_| rand::random(), |text| text.parse().unwrap());
    let seed = Seed(seed);
    let mut rng = StdRng::seed_from_u64(seed.0);
    let runtime = runtime_of_peers();

    let mut city = City::start();
    city.stop();
    if leases {
        configure(
            &city,
            CONNECTOR,
            Some("development = true"),
            "leases = true\n",
        );
        let lease = format!("lease_seconds = {LEASE_SECONDS}\n");
        configure(&city, OPERATOR, Some("registry = "), &lease);
        let limit = "source_refresh_seconds = 1\n";
        configure(&city, OPERATOR, Some("logins_per_minute = "), limit);
    }
    let mut parties = [REGISTRY, OPERATOR, CONNECTOR].map(|name| Party::start(&city, name));
    let world = runtime.block_on(World::of(&city, leases));
    let load = {
        let (world, luck) = (Arc::clone(&world), StdRng::seed_from_u64(rng.random()));
        std::thread::spawn(move || world.be_busy(luck))
    };

    let mut seen = Seen::default();
    let mut kills = 0;
    while kills < KILLS && !load.is_finished() {
        std::thread::sleep(Duration::from_millis(rng.random_range(0..LONGEST_PEACE)));
        let facts = world.facts();
        // The registry is asked least often; two at the same time now and then.
        let first = *[0, 1, 1, 2, 2].get(rng.random_range(0..5)).unwrap();
        let victims = if rng.random_ratio(1, 8) {
            vec![first, (first + 1) % 3]
        } else {
            vec![first]
        };
        for victim in &victims {
            parties[*victim].kill();
            kills += 1;
        }
        for victim in victims.iter().copied() {
            let party = &mut parties[victim];
            world.verify_log(party.name);
            if rng.random_ratio(1, 4) {
                party.start_and_kill(Duration::from_millis(rng.random_range(0..LONGEST_START)));
                kills += 1;
                world.verify_log(party.name);
            }
            party.restart();
        }
        runtime.block_on(async {
            if victims.contains(&1) {
                world.check_permissions(&facts).await;
            }
            if victims.contains(&2) {
                world.check_releases(&mut seen).await;
            }
        });
    }

    world.stop.store(true, Ordering::SeqCst);
    load.join().unwrap();
    let facts = world.facts();
    runtime.block_on(async {
        world.check_permissions(&facts).await;
        world.check_releases(&mut seen).await;
        world.check_that_logs_agree(&seen).await;
    });
    world.check_that_much_happened();
    for party in &mut parties {
        assert!(party.terminate(), "the {} ended badly", party.name);
        world.verify_log(party.name);
    }
}

/// What somebody was told, or has seen, about a permission.
#[derive(Clone, Debug)]
struct Fact {
    person: usize,
    version: u64,
    state: String,
}

/// What happened so far.
#[derive(Default)]
struct Book {
    /// The newest of each arrangement.
    facts: HashMap<String, Fact>,
    /// Requests whose answer with data began to arrive, not looked for in the log yet.
    received: Vec<String>,
    wrong: Vec<String>,
    counts: BTreeMap<&'static str, u32>,
}

/// What the connector's log was seen to hold: access items with their entries' indices.
#[derive(Default)]
struct Seen {
    end: u64,
    requests: BTreeSet<String>,
    releases: BTreeMap<String, u64>,
}

/// A permission in the hands of a service, from when it was given until it was taken back.
struct Grant {
    permission: String,
    /// Taken back, and confirmed to be in force everywhere.
    ended: AtomicBool,
    /// It may be given again from now on.
    over: AtomicBool,
    released: AtomicU32,
    refused: AtomicU32,
}

struct Person {
    login: String,
    api: Api,
    grant: Mutex<Option<Arc<Grant>>>,
    /// What the service was answered last.
    last: Mutex<String>,
    /// They decide nothing more.
    done: AtomicBool,
}

struct World {
    leases: bool,
    route: String,
    service: Service,
    people: Vec<Person>,
    connector: Api,
    logs: HashMap<&'static str, (PathBuf, Verifiers)>,
    book: Mutex<Book>,
    stop: AtomicBool,
}

impl World {
    async fn of(city: &City, leases: bool) -> Arc<Self> {
        let operator = city.named("operators", "Helsinki")["url"].as_str().unwrap();
        let connector = city.named("connectors", "opulation");
        let base = connector["url"].as_str().unwrap();
        let http = client();
        let mut people = Vec::new();
        let all = city.ready["persons"].as_array().unwrap();
        for one in all.iter().filter(|one| one["operator"] == "Helsinki") {
            people.push(Person {
                login: one["login"].as_str().unwrap().to_owned(),
                api: Api::log_in(operator, one).await,
                grant: Mutex::default(),
                last: Mutex::default(),
                done: AtomicBool::new(false),
            });
        }
        assert_eq!(people.len(), PEOPLE);
        let mut logs = HashMap::new();
        for (name, url) in [
            (
                OPERATOR,
                format!("{operator}/.well-known/mydataoperator-config"),
            ),
            (CONNECTOR, format!("{base}/.well-known/connector-config")),
        ] {
            let metadata = send(http.get(url)).await.unwrap();
            let key = metadata["log"]["verifier_key"].as_str().unwrap();
            let mut verifiers = Verifiers::parse("").unwrap();
            let origin = metadata["log"]["origin"].as_str().unwrap();
            verifiers.trust_log(origin, &VerifierKey::parse(key).unwrap());
            logs.insert(name, (city.data().join(name).join("log"), verifiers));
        }
        if leases {
            wait_until(
                "the operator knows that the connector takes leases",
                async || {
                    let known = Api::admin(city, OPERATOR, operator);
                    let known = known.get("api/v1/admin/connectors").await.unwrap();
                    let known = known.as_array().unwrap().iter();
                    known
                        .filter(|one| one["base_url"].as_str().unwrap().starts_with(base))
                        .any(|one| one["capabilities"].to_string().contains("lease"))
                },
            )
            .await;
        }
        Arc::new(Self {
            leases,
            route: connector["routes"][0].as_str().unwrap().to_owned(),
            service: Service::of(city, "Hobby", operator),
            people,
            connector: Api::admin(city, CONNECTOR, base),
            logs,
            book: Mutex::default(),
            stop: AtomicBool::new(false),
        })
    }

    fn facts(&self) -> HashMap<String, Fact> {
        self.book.lock().unwrap().facts.clone()
    }

    fn count(&self, what: &'static str) {
        *self.book.lock().unwrap().counts.entry(what).or_default() += 1;
    }

    fn note(&self, person: usize, seen: &Value) -> (String, u64) {
        let arrangement = seen["id"].as_str().unwrap().to_owned();
        let fact = Fact {
            person,
            version: seen["version"].as_u64().unwrap(),
            state: seen["state"].as_str().unwrap().to_owned(),
        };
        let version = fact.version;
        let mut book = self.book.lock().unwrap();
        book.facts.insert(arrangement.clone(), fact);
        (arrangement, version)
    }

    /// Everybody at once, until told to stop; on this thread, beside the one that kills.
    fn be_busy(self: &Arc<Self>, mut luck: StdRng) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let everybody = async {
            let mut tasks = JoinSet::new();
            for person in 0..PEOPLE {
                let (world, own) = (Arc::clone(self), StdRng::seed_from_u64(luck.random()));
                tasks.spawn_local(async move { world.live(person, own).await });
                for _ in 0..FETCHERS {
                    let (world, own) = (Arc::clone(self), StdRng::seed_from_u64(luck.random()));
                    tasks.spawn_local(async move { world.ask_again_and_again(person, own).await });
                }
            }
            while let Some(ended) = tasks.join_next().await {
                ended.unwrap();
            }
        };
        tokio::task::LocalSet::new().block_on(&runtime, everybody);
    }

    /// Tries until the party is back.
    async fn patiently<T>(&self, mut act: impl AsyncFnMut() -> Result<T, Failure>) -> T {
        let began = Instant::now();
        loop {
            match act().await {
                Ok(done) => return done,
                Err(Failure::Away(why)) => {
                    assert!(began.elapsed() < PATIENCE, "it never came back: {why}");
                    tokio::time::sleep(PAUSE).await;
                }
                Err(Failure::Refused(status, said)) => panic!("{status}: {said}"),
            }
        }
    }

    /// A person's life: asked, they grant, amend, and withdraw; and again.
    async fn live(&self, number: usize, mut luck: StdRng) {
        let person = &self.people[number];
        while !self.stop.load(Ordering::SeqCst) {
            let (arrangement, mut version, grant) = self.grant(number, &wish(&mut luck)).await;
            let grant = Arc::new(grant);
            *person.grant.lock().unwrap() = Some(Arc::clone(&grant));
            for _ in 0..luck.random_range(0..3) {
                let body = wish(&mut luck);
                let path = format!("api/v1/me/permissions/{arrangement}/amend");
                (version, _) = self.change(number, &path, &body, version).await;
                self.count("amended");
            }
            let released = async || grant.released.load(Ordering::SeqCst) > 0;
            self.wait_for(number, "something is released", released)
                .await;

            let path = format!("api/v1/me/permissions/{arrangement}/withdraw");
            let (_, told) = self.change(number, &path, &json!({}), version).await;
            self.wait_until_in_force(told.as_ref()).await;
            grant.ended.store(true, Ordering::SeqCst);
            self.count("withdrawn");
            let refused = async || grant.refused.load(Ordering::SeqCst) >= REFUSALS;
            self.wait_for(number, "requests are refused", refused).await;
            grant.over.store(true, Ordering::SeqCst);
        }
        person.done.store(true, Ordering::SeqCst);
    }

    /// Waits for what the service at work will come to see.
    async fn wait_for(&self, number: usize, what: &str, mut done: impl AsyncFnMut() -> bool) {
        let began = Instant::now();
        while !done().await {
            let last = &self.people[number].last;
            assert!(
                began.elapsed() < PATIENCE,
                "it never came that {what}; the last answer was {}",
                last.lock().unwrap()
            );
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Asked by the service, a person says yes; the arrangement with its version, and the permission.
    async fn grant(&self, number: usize, wish: &Value) -> (String, u64, Grant) {
        let api = &self.people[number].api;
        let login = &self.people[number].login;
        let request = self.patiently(async || self.service.ask(login).await).await;
        let path = format!("api/v1/me/requests/{request}");
        let began = Instant::now();
        let decided = loop {
            assert!(began.elapsed() < PATIENCE, "nothing becomes of {path}");
            match api.post(&format!("{path}/grant"), wish).await {
                Ok(decided) => break decided,
                // Whether it was done nobody said; and a second time is refused.
                Err(Failure::Away(_) | Failure::Refused(409, _)) => {
                    let view = self.patiently(async || api.get(&path).await).await;
                    if view["status"] == "granted" {
                        let path = format!(
                            "api/v1/me/permissions/{}",
                            view["permission"].as_str().unwrap()
                        );
                        break self.patiently(async || api.get(&path).await).await;
                    }
                }
                Err(refused) => panic!("{refused:?}"),
            }
        };
        let (arrangement, version) = self.note(number, &decided);
        self.count("granted");
        let permission = async || self.service.permission(&request).await;
        let grant = Grant {
            permission: self.patiently(permission).await,
            ended: AtomicBool::new(false),
            over: AtomicBool::new(false),
            released: AtomicU32::new(0),
            refused: AtomicU32::new(0),
        };
        (arrangement, version, grant)
    }

    /// Changes a permission that stands at `version`: the new one, and what was said if it was said.
    async fn change(
        &self,
        number: usize,
        path: &str,
        body: &Value,
        version: u64,
    ) -> (u64, Option<Value>) {
        let api = &self.people[number].api;
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < PATIENCE, "nothing becomes of {path}");
            match api.post(path, body).await {
                Ok(decided) => return (self.note(number, &decided).1, Some(decided)),
                Err(Failure::Away(_)) => {
                    let (path, _) = path.rsplit_once('/').unwrap();
                    let view = self.patiently(async || api.get(path).await).await;
                    let now = self.note(number, &view).1;
                    assert!(now >= version, "version {now} after {version}: {view}");
                    if now > version {
                        return (now, None);
                    }
                }
                Err(refused) => panic!("{refused:?}"),
            }
        }
    }

    /// Waits until a withdrawal is in force everywhere, by what was told.
    async fn wait_until_in_force(&self, told: Option<&Value>) {
        let Some(told) = told else {
            if self.leases {
                tokio::time::sleep(LEASE_ENDED).await;
            }
            return;
        };
        if told["in_force"]["everywhere"] == true {
            return;
        }
        for latest in told["in_force"]["latest"].as_array().unwrap() {
            let at: jiff::Timestamp = latest["at"].as_str().unwrap().parse().unwrap();
            // It is told in whole seconds.
            let at = at + jiff::SignedDuration::from_secs(1);
            let left = at.duration_since(jiff::Timestamp::now());
            tokio::time::sleep(Duration::try_from(left).unwrap_or_default()).await;
        }
    }

    /// A service at work: with a ticket for the person's permission it asks the connector, whatever comes of it.
    async fn ask_again_and_again(&self, number: usize, mut luck: StdRng) {
        let (mut ticket, mut good): (Option<String>, bool) = (None, false);
        while !self.people[number].done.load(Ordering::SeqCst) {
            let Some(grant) = self.people[number].grant.lock().unwrap().clone() else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            if !good || luck.random_ratio(1, 5) {
                match self.service.ticket(&grant.permission, &self.route).await {
                    Ok(new) => ticket = Some(new),
                    // After a withdrawal there is none; the old one is the attack.
                    Err(failure) => {
                        self.remember(number, format!("{failure:?}"));
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
            if let Some(shown) = &ticket {
                good = self.fetch(number, &grant, shown).await;
            }
        }
    }

    /// One request for data. Whether the ticket may be good still.
    async fn fetch(&self, number: usize, grant: &Grant, ticket: &str) -> bool {
        let ended = grant.ended.load(Ordering::SeqCst);
        let request = self.service.data_request(ticket, &self.route);
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => {
                self.remember(number, format!("{error:?}"));
                tokio::time::sleep(PAUSE).await;
                return true;
            }
        };
        let status = response.status();
        if status == 200 {
            let id = response.headers()["x-request-id"].to_str().unwrap();
            self.receive(id, ended && !grant.over.load(Ordering::SeqCst));
            grant.released.fetch_add(1, Ordering::SeqCst);
            self.count("released");
            let _ = response.bytes().await;
            return true;
        }
        let said = response.text().await.unwrap_or_default();
        self.remember(number, format!("{status}: {said}"));
        if status.is_server_error() {
            tokio::time::sleep(PAUSE).await;
            return true;
        }
        if ended {
            grant.refused.fetch_add(1, Ordering::SeqCst);
            self.count("refused");
        }
        false
    }

    fn remember(&self, number: usize, answer: String) {
        *self.people[number].last.lock().unwrap() = answer;
    }

    /// The answer to a request begins to arrive, with data; which is wrong when the permission had ended before.
    fn receive(&self, id: &str, ended: bool) {
        let mut book = self.book.lock().unwrap();
        book.received.push(id.to_owned());
        if ended {
            book.wrong
                .push(format!("request {id}: data after a withdrawal"));
        }
    }

    /// What anybody was told of a permission is in its history.
    async fn check_permissions(&self, facts: &HashMap<String, Fact>) {
        for (arrangement, fact) in facts {
            let path = format!("api/v1/me/permissions/{arrangement}");
            let api = &self.people[fact.person].api;
            let view = self.patiently(async || api.get(&path).await).await;
            let history = view["history"].as_array().unwrap();
            let kept = history.iter().any(|event| {
                event["version"] == fact.version && event["state"] == fact.state.as_str()
            });
            assert!(kept, "{fact:?} is not in {history:?}");
        }
    }

    /// Everything that came is in the connector's log; and nothing came that must not.
    async fn check_releases(&self, seen: &mut Seen) {
        let received = std::mem::take(&mut self.book.lock().unwrap().received);
        self.read_log(seen).await;
        for request in received {
            assert!(
                seen.requests.contains(&request),
                "request {request}: data came, and no entry says so"
            );
        }
        let book = self.book.lock().unwrap();
        assert!(book.wrong.is_empty(), "{:?}", book.wrong);
    }

    /// Reads the connector's log on.
    async fn read_log(&self, seen: &mut Seen) {
        let known = |entry: &Value| entry["index"].as_u64().unwrap() < seen.end;
        let log = async || {
            let path = "api/v1/log?limit=100";
            self.connector.all(path, "entries", known).await
        };
        let entries = self.patiently(log).await;
        let newest = entries
            .first()
            .map(|entry| entry["index"].as_u64().unwrap());
        for entry in entries.iter().filter(|entry| entry["kind"] == "release") {
            let index = entry["index"].as_u64().unwrap();
            let text = |name: &str| entry["record"][name].as_str().unwrap().to_owned();
            assert!(seen.requests.insert(text("request")), "twice: {entry}");
            let before = seen.releases.insert(text("access_item"), index);
            assert_eq!(before, None, "an access item twice: {entry}");
        }
        seen.end = newest.map_or(seen.end, |newest| newest + 1);
    }

    /// Every release is in the log of its person, once, and in the counts, once.
    async fn check_that_logs_agree(&self, seen: &Seen) {
        let shown = async || {
            let mut shown = BTreeMap::new();
            for person in &self.people {
                let path = "api/v1/me/access-log?limit=200";
                let all = async || person.api.all(path, "entries", |_| false).await;
                let entries = self.patiently(all).await;
                for entry in entries.iter().filter(|entry| entry["status"] == "released") {
                    let id = entry["id"].as_str().unwrap().to_owned();
                    let index = entry["connector_log_index"].as_u64().unwrap();
                    assert_eq!(shown.insert(id, index), None, "twice: {entry}");
                }
            }
            shown
        };
        let mut last = BTreeMap::new();
        let began = Instant::now();
        while last != seen.releases {
            let missing = seen.releases.iter().find(|(id, _)| !last.contains_key(*id));
            let other = last.iter().find(|(id, _)| !seen.releases.contains_key(*id));
            assert!(
                began.elapsed() < PATIENCE,
                "{} of {} releases are in people's logs; missing {missing:?}, too many {other:?}",
                last.len(),
                seen.releases.len()
            );
            tokio::time::sleep(PAUSE).await;
            last = shown().await;
        }
        let statistics = async || self.connector.get("api/v1/statistics").await;
        let statistics = self.patiently(statistics).await;
        let counts = statistics["counts"].as_array().unwrap().iter();
        let counted: u64 = counts
            .filter(|count| count["outcome"] == "released")
            .map(|count| count["requests"].as_u64().unwrap())
            .sum();
        assert_eq!(counted, seen.releases.len() as u64, "{statistics}");
    }

    /// What lies in the folder of a party's published log proves itself.
    fn verify_log(&self, name: &str) {
        if let Some((folder, verifiers)) = self.logs.get(name) {
            verify_path(folder, verifiers).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }

    fn check_that_much_happened(&self) {
        let book = self.book.lock().unwrap();
        for (what, least) in [
            ("granted", 20),
            ("amended", 10),
            ("withdrawn", 20),
            ("released", 200),
            ("refused", 60),
        ] {
            let count = book.counts.get(what).copied().unwrap_or_default();
            assert!(count >= least, "only {count} {what}: {:?}", book.counts);
        }
    }
}

/// What of the optional attributes a person adds.
fn wish(luck: &mut StdRng) -> Value {
    let mut optional = vec!["householdSize", "email"];
    optional.retain(|_| luck.random_bool(0.5));
    json!({"optional": optional})
}
