//! The demo city's parties: who they are, where they listen, and the configuration files they run from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::client::Api;
use crate::demo::others::{LeftOut, Others, Starting};
use crate::demo::{library, pods, school, seed, sms};
use crate::serve;

/// The port at which a service hears of events, after the first of all.
const RECEIVER_AT: u16 = 3;
/// The port of the gateway for short messages, after the first of all.
const SMS_AT: u16 = 4;
/// The first of the connectors' ports, after the first of all.
const CONNECTORS_AT: u16 = 11;
/// The port of the library's own system, after the first of all.
const LIBRARY_SYSTEM_AT: u16 = 21;
/// The port of the music school's database, after the first of all.
const SCHOOL_AT: u16 = 22;
/// The port of the server of the people's pods, after the first of all.
const PODS_AT: u16 = 23;
/// The port at which the transport company's own people work with its store, after the first of all.
const BACK_OFFICE_AT: u16 = 24;
/// The last port, after the first of all.
const LAST_AT: u16 = BACK_OFFICE_AT;
/// The trust group both operators are members of.
const GROUP: &str = "Baltic and Breton cities";
/// What keeps the folder's own facts.
const FACTS: &str = "city.json";
/// The registry's public keys, for the connectors.
const REGISTRY_KEYS: &str = "registry.jwks.json";
/// The file that a source without a system writes now and then.
const EXPORT: &str = "jasenet.csv";
/// Logins in a minute from one address: in the demo everybody comes from the same one.
const LOGINS: u32 = 100;
/// The key the library's system wants.
const LIBRARY_KEY: &str = "library-system.key";
/// What the library's connector shows the library's own login.
const LIBRARY_LOGIN_SECRET: &str = "library-login.secret";
/// What the gateway for short messages wants to be shown.
const SMS_TOKEN: &str = "sms.token";
/// Where the city's e-mails and short messages lie, as far as they are not an operator's own.
const MAIL: &str = "operator-helsinki/mail";

/// An operator of the demo city.
pub(crate) struct OperatorParty {
    /// Its short name: of files, and in `people.json`.
    pub(crate) slug: &'static str,
    /// Where its people live; its name contains it.
    pub(crate) place: &'static str,
    /// The country of that place (ISO 3166-1 alpha-2).
    country: &'static str,
    /// What it is called.
    pub(crate) name: &'static str,
    runner: &'static str,
    title: &'static str,
    port_at: u16,
    /// Its section `[operator.provider]`, with invented values.
    provider: &'static str,
}

/// The operators.
pub(crate) const OPERATORS: [OperatorParty; 2] = [
    OperatorParty {
        slug: "helsinki",
        place: "Helsinki",
        country: "FI",
        name: "City of Helsinki, My Data",
        runner: "City of Helsinki",
        title: "My Data",
        port_at: 1,
        provider: include_str!("../../demo/helsinki.toml"),
    },
    OperatorParty {
        slug: "rennes",
        place: "Rennes",
        country: "FR",
        name: "Ville de Rennes, Mes Données",
        runner: "Ville de Rennes",
        title: "Mes Données",
        port_at: 2,
        provider: include_str!("../../demo/rennes.toml"),
    },
];

/// A connector of the demo city.
pub(crate) struct ConnectorParty {
    /// Its short name, of files.
    pub(crate) slug: &'static str,
    /// What it is called.
    pub(crate) name: &'static str,
    description: &'static str,
    /// Its section `[connector.contact]`, with invented values.
    contact: &'static str,
    /// Its UUID: intended uses name its datasets by it.
    pub(crate) uuid: &'static str,
    /// How `services.json` writes the UUID.
    pub(crate) placeholder: &'static str,
    /// The organisation that holds the data.
    pub(crate) organisation: &'static str,
    /// The dataset's short name.
    pub(crate) dataset: &'static str,
    /// The identifier type that finds a person.
    pub(crate) identifier: &'static str,
    /// Where what it holds is.
    pub(crate) held: Held,
    /// The operator in whose city it is, by short name.
    pub(crate) home: &'static str,
    path: &'static str,
    /// Its dataset's description.
    pub(crate) offer: &'static str,
}

/// Where a source's data is: a kind of upstream each.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Held {
    /// In the connector's own store, filled from this member of `people.json`.
    Store(&'static str),
    /// In the connector's own store, filled from this member of `people.json`, and open to the source's own people.
    Open(&'static str),
    /// In the library's system.
    Library,
    /// In an export, whose columns are not those of the dataset.
    Export(&'static str),
    /// In the music school's database, which another program runs.
    School,
    /// In the people's own pods, which another program serves.
    Pods,
    /// In the connector's own store, which people fill themselves.
    Own,
}

impl Held {
    /// Whether a program of others keeps it, which may be missing.
    pub(crate) fn is_by_others(self) -> bool {
        matches!(self, Self::School | Self::Pods)
    }
}

/// The connectors, in the order of their ports.
pub(crate) const CONNECTORS: [ConnectorParty; 7] = [
    ConnectorParty {
        slug: "population",
        name: "Population register",
        description: "Who lives in Helsinki, and where",
        contact: "email = \"register@helsinki.example\"\npostal = \"Population register, Demo Square 2, 00100 Helsinki\"\n\
                  data_protection_officer = \"dpo@helsinki.example\"",
        uuid: "3f0d1f0e-6f0c-4b52-9c0a-8a7a1f5f0a11",
        placeholder: "POPULATION",
        organisation: "population-register",
        dataset: "person",
        identifier: "ssn",
        held: Held::Store("person"),
        home: "helsinki",
        path: "/person",
        offer: include_str!("../../demo/population.toml"),
    },
    ConnectorParty {
        slug: "library",
        name: "City Library",
        description: "Library cards, loans and fees in Helsinki",
        contact: "email = \"library@helsinki.example\"\nphone = \"+358 9 000 0001\"\nurl = \"https://library.example/data\"",
        uuid: "9b1c64c5-2f83-4f0a-b0d4-5d1e6c7a2b12",
        placeholder: "LIBRARY",
        organisation: "city-library",
        dataset: "patron",
        identifier: "library_card",
        held: Held::Library,
        home: "helsinki",
        path: "/patron",
        offer: include_str!("../../demo/library.toml"),
    },
    ConnectorParty {
        slug: "transport",
        name: "Rennes transport",
        description: "Tickets and journeys in Rennes",
        contact: "email = \"donnees@transport-rennes.example\"\ndata_protection_officer = \"dpo@transport-rennes.example\"",
        uuid: "c2a7e9d4-1b35-4c68-8f21-7e90a4b6d313",
        placeholder: "TRANSPORT",
        organisation: "rennes-transport",
        dataset: "rider",
        identifier: "transport_customer",
        held: Held::Open("rider"),
        home: "rennes",
        path: "/rider",
        offer: include_str!("../../demo/transport.toml"),
    },
    ConnectorParty {
        slug: "halls",
        name: "Swimming halls",
        description: "Memberships and visits in Helsinki",
        contact: "email = \"halls@helsinki.example\"\ndata_protection_officer = \"dpo@helsinki.example\"",
        uuid: "6d2f80b1-4c9e-4a37-9d15-0b8c3e7f5a14",
        placeholder: "HALLS",
        organisation: "swimming-halls",
        dataset: "member",
        identifier: "email",
        held: Held::Export(include_str!("../../demo/halls.csv")),
        home: "helsinki",
        path: "/member",
        offer: include_str!("../../demo/halls.toml"),
    },
    ConnectorParty {
        slug: "school",
        name: "Music school",
        description: "Instruments and courses in Helsinki",
        contact: "email = \"school@helsinki.example\"\ndata_protection_officer = \"dpo@helsinki.example\"",
        uuid: "e1584c0a-93d7-4e62-8b2f-2c7d9a60f415",
        placeholder: "SCHOOL",
        organisation: "music-school",
        dataset: "pupil",
        identifier: "pupil_number",
        held: Held::School,
        home: "helsinki",
        path: "/pupil",
        offer: include_str!("../../demo/school.toml"),
    },
    ConnectorParty {
        slug: "pods",
        name: "Own pods",
        description: "What people of Helsinki keep in pods of their own",
        contact: "email = \"pods@helsinki.example\"\nurl = \"https://pods.example/\"",
        uuid: "48b6d2f3-0e71-4f95-a3c8-d95e1b7a2c16",
        placeholder: "PODS",
        organisation: "own-pods",
        dataset: "volunteer",
        identifier: "pod",
        held: Held::Pods,
        home: "helsinki",
        path: "/volunteer",
        offer: include_str!("../../demo/pods.toml"),
    },
    ConnectorParty {
        slug: "own-store",
        name: "Own store",
        description: "What people of Helsinki write down themselves",
        contact: "email = \"own-store@helsinki.example\"\ndata_protection_officer = \"dpo@helsinki.example\"",
        uuid: "7a90c3de-5b14-4f28-a6d7-1e8f02c4b917",
        placeholder: "OWNSTORE",
        organisation: "own-store",
        dataset: "emergency",
        identifier: "own_store",
        held: Held::Own,
        home: "helsinki",
        path: "/emergency",
        offer: include_str!("../../demo/own-store.toml"),
    },
];

/// What a city's folder says about itself.
#[derive(Debug, Serialize, Deserialize)]
struct Facts {
    ports_from: u16,
    /// The host name in the operators' addresses. Cities made before there was one have the number.
    #[serde(default = "loopback")]
    host: String,
}

fn loopback() -> String {
    "127.0.0.1".to_owned()
}

/// The host name in the operators' addresses: passkeys belong to a name, and a number is none (W3C Web Authentication,
/// relying party identifier).
const HOST: &str = "localhost";

/// Where a demo city is: its folder and its ports.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    folder: PathBuf,
    ports_from: u16,
    host: String,
}

impl Place {
    /// A new city in this folder, or the one that is there.
    pub(crate) fn open(folder: &Path, ports_from: u16) -> Result<Self> {
        if ports_from == 0 || ports_from.checked_add(LAST_AT).is_none() {
            bail!(
                "`--ports-from {ports_from}`: the city needs {} ports from there on",
                LAST_AT + 1
            );
        }
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        let folder = std::path::absolute(folder)?;
        let file = folder.join(FACTS);
        let mut host = HOST.to_owned();
        if file.exists() {
            let facts: Facts = serde_json::from_slice(&std::fs::read(&file)?)
                .with_context(|| format!("`{}` is not a demo city's", file.display()))?;
            if facts.ports_from != ports_from {
                bail!(
                    "the city in `{}` has its addresses from port {} on, and its logs and tickets name them: start it \
                     with `--ports-from {}`, or take another folder",
                    folder.display(),
                    facts.ports_from,
                    facts.ports_from
                );
            }
            host = facts.host;
        } else if std::fs::read_dir(&folder)?.next().is_some() {
            bail!(
                "`{}` holds something else than a demo city; take an empty folder",
                folder.display()
            );
        } else {
            let host = host.clone();
            let facts = Facts { ports_from, host };
            std::fs::write(&file, serde_json::to_vec_pretty(&facts)?)?;
        }
        Ok(Self {
            folder,
            ports_from,
            host,
        })
    }

    /// The folder, absolute.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn address(&self, at: u16) -> String {
        format!("127.0.0.1:{}", self.ports_from + at)
    }

    fn url(&self, at: u16) -> String {
        format!("http://{}", self.address(at))
    }

    /// The registry's base URL.
    pub(crate) fn registry(&self) -> String {
        self.url(0)
    }

    /// Where the sources of both cities are searched.
    pub(crate) fn sources(&self) -> String {
        format!("{}/sources", self.registry())
    }

    /// An operator's base URL.
    pub(crate) fn operator(&self, party: &OperatorParty) -> String {
        format!("http://{}:{}", self.host, self.ports_from + party.port_at)
    }

    /// The port of the music school's database.
    pub(crate) fn school_port(&self) -> u16 {
        self.ports_from + SCHOOL_AT
    }

    /// The port of the server of the people's pods.
    pub(crate) fn pods_port(&self) -> u16 {
        self.ports_from + PODS_AT
    }

    /// The server of the people's pods.
    pub(crate) fn pods(&self) -> String {
        format!("http://{HOST}:{}/", self.pods_port())
    }

    /// The library's own login. It has a name: to a browser it is another site than the connector.
    fn library_login(&self) -> String {
        format!("http://{HOST}:{}", self.ports_from + LIBRARY_SYSTEM_AT)
    }

    /// Where a service hears of events.
    pub(crate) fn receiver(&self) -> String {
        format!("{}{RECEIVER_PATH}", self.url(RECEIVER_AT))
    }

    /// A connector's base URL.
    pub(crate) fn connector(&self, party: &ConnectorParty) -> String {
        let at = CONNECTORS
            .iter()
            .position(|one| one.slug == party.slug)
            .unwrap_or_default();
        self.url(CONNECTORS_AT + u16::try_from(at).unwrap_or_default())
    }

    /// Where the transport company's own people work with what its connector releases.
    pub(crate) fn back_office(&self) -> String {
        format!("{}/ngsi-ld/v1", self.url(BACK_OFFICE_AT))
    }

    /// A connector's route as services ask it.
    pub(crate) fn route(&self, party: &ConnectorParty) -> String {
        format!("{}{}", self.connector(party), party.path)
    }

    /// A party's configuration file.
    pub(crate) fn config(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.toml"))
    }

    /// The administration API of the party whose data lie in the folder `name`.
    pub(crate) fn admin(&self, name: &str, url: &str) -> Result<Api> {
        let file = self.folder.join(name).join("admin.token");
        let token = std::fs::read_to_string(&file)
            .with_context(|| format!("cannot read `{}`", file.display()))?;
        Api::new(url, Some(token.trim().to_owned()))
    }

    fn write_config(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.config(name);
        std::fs::write(&path, text)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        Ok(path)
    }

    fn write_registry(&self) -> Result<PathBuf> {
        let (listen, url) = (self.address(0), self.registry());
        self.write_config(
            "registry",
            &format!(
                "[registry]\nname = \"Demo trust registry\"\ndata = \"registry\"\nlisten = \"{listen}\"\n\
                 base_url = \"{url}\"\ndevelopment = true\n"
            ),
        )
    }

    fn write_operator(&self, party: &OperatorParty, group: &str) -> Result<PathBuf> {
        let OperatorParty {
            slug,
            name,
            runner,
            title,
            provider,
            ..
        } = party;
        let (listen, url, registry) = (
            self.address(party.port_at),
            self.operator(party),
            self.registry(),
        );
        self.write_config(
            &format!("operator-{slug}"),
            &format!(
                "[operator]\nname = \"{name}\"\ndata = \"operator-{slug}\"\nlisten = \"{listen}\"\nbase_url = \"{url}\"\n\
                 development = true\n\n[operator.brand]\ncity = \"{runner}\"\nname = \"{title}\"\n\n\
                 [[operator.trust_group]]\nuuid = \"{group}\"\nregistry = \"{registry}\"\nkeys_file = \"{REGISTRY_KEYS}\"\n\n\
                 [operator.limits]\nlogins_per_minute = {LOGINS}\n\n\
                 [operator.email]\nfrom = \"My data <my-data@demo.example>\"\nfolder = \"operator-{slug}/mail\"\n\n{provider}"
            ),
        )
    }

    fn write_connector(&self, party: &ConnectorParty) -> Result<PathBuf> {
        let ConnectorParty {
            slug,
            name,
            description,
            contact,
            uuid,
            dataset,
            path,
            offer,
            home,
            ..
        } = party;
        let mut homes = OPERATORS.iter().filter(|operator| operator.slug == *home);
        let place = homes.next().map_or_else(String::new, |home| {
            format!("name = \"{}\"\ncountry = \"{}\"", home.place, home.country)
        });
        let url = self.connector(party);
        let (listen, registry) = (url.trim_start_matches("http://"), self.registry());
        let (upstream, route) = match party.held {
            Held::Store(_) => ("kind = \"store\"".to_owned(), "pointer = \"/0\"\n"),
            Held::Open(_) => (
                format!(
                    "kind = \"store\"\n\n[connector.open]\nlisten = \"{}\"",
                    self.address(BACK_OFFICE_AT)
                ),
                "pointer = \"/0\"\nshape = \"ngsi-ld\"\nentities = { attribute = \"customerNumber\" }\n",
            ),
            Held::Own => ("kind = \"store\"".to_owned(), "shape = \"ngsi-ld\"\n"),
            Held::Library => (
                format!(
                    "kind = \"rest\"\nbase_url = \"{}/\"\nauth = {{ kind = \"header\", name = \"{}\", value = {{ file = \
                     \"{LIBRARY_KEY}\" }} }}\n\n\
                     [connector.links.openid]\nassurance = \"substantial\"\nissuer = \"{}\"\nclient_id = \"{}\"\n\
                     client_secret = {{ file = \"{LIBRARY_LOGIN_SECRET}\" }}\n\n\
                     [connector.sms]\nurl = \"{}{}\"\ntoken = {{ file = \"{SMS_TOKEN}\" }}",
                    self.url(LIBRARY_SYSTEM_AT),
                    library::KEY_HEADER,
                    self.library_login(),
                    library::login::CLIENT,
                    self.url(SMS_AT),
                    sms::PATH,
                ),
                "pointer = \"/patron\"\nrequest = { path = \"patrons/{library_card}\" }\n\n\
                 [[connector.route.change.update]]\npath = \"patrons/{library_card}\"\n\n\
                 [[connector.route.change.erase]]\nmethod = \"PATCH\"\npath = \"patrons/{library_card}\"\n",
            ),
            Held::Export(records) => {
                let folder = self.folder.join(slug).join("exports");
                std::fs::create_dir_all(&folder)
                    .and_then(|()| std::fs::write(folder.join(EXPORT), records))
                    .with_context(|| format!("cannot write into `{}`", folder.display()))?;
                (format!("kind = \"files\"\nfolder = \"{slug}/exports\""), "")
            }
            Held::School => (
                format!(
                    "kind = \"postgres\"\nurl = {{ file = \"{}\" }}",
                    school::ADDRESS
                ),
                "",
            ),
            Held::Pods => {
                let (url, client) = (self.pods(), pods::client_id(self)?);
                let secret = pods::SECRET;
                (
                    format!(
                        "kind = \"solid\"\nservers = [\"{url}\"]\npod = \"{url}{{pod}}/\"\nauth = {{ token_url = \
                         \"{url}.oidc/token\", client_id = \"{client}\", client_secret = {{ file = \"{secret}\" }} }}"
                    ),
                    "",
                )
            }
        };
        self.write_config(
            slug,
            &format!(
                "[connector]\nname = \"{name}\"\ndescription = \"{description}\"\nuuid = \"{uuid}\"\ndata = \"{slug}\"\n\
                 listen = \"{listen}\"\nbase_url = \"{url}\"\ndevelopment = true\n\n\
                 [connector.contact]\n{contact}\n\n[connector.place]\n{place}\n\n\
                 [[connector.trust_group]]\nregistry = \"{registry}\"\nkeys_file = \"{REGISTRY_KEYS}\"\n\n\
                 [connector.upstream]\n{upstream}\n\n\
                 [[connector.route]]\npath = \"{path}\"\ndataset = \"{dataset}\"\n{route}\n{offer}"
            ),
        )
    }
}

/// A demo city that runs.
pub(crate) struct Running {
    parties: serve::City,
    /// What the city has beside the parties.
    systems: Vec<tokio::task::JoinHandle<()>>,
    starting: Option<Starting>,
    others: Others,
    group: String,
    connectors: Vec<&'static ConnectorParty>,
    left_out: Vec<LeftOut>,
}

impl Running {
    /// Starts the parties in the order in which they need each other, and lets them know each other.
    /// With `others`, programs of others begin at once, since they take longest; [`Running::complete`] waits for the last.
    pub(crate) async fn start(place: &Place, others: bool, told: &dyn Fn(&str)) -> Result<Self> {
        let systems = vec![
            start_library(place).await?,
            start_receiver(place).await?,
            start_sms(place).await?,
        ];
        let mut city = Self {
            parties: serve::City::default(),
            systems,
            starting: others.then(|| Starting::begin(place)),
            others: Others::default(),
            group: String::new(),
            connectors: Vec::new(),
            left_out: Vec::new(),
        };
        let started = async {
            city.start_parties(place, told).await?;
            city.start_school(place, told).await
        };
        match started.await {
            Ok(()) => Ok(city),
            Err(error) => {
                city.stop().await;
                Err(error)
            }
        }
    }

    /// The parties that need nobody else's program.
    async fn start_parties(&mut self, place: &Place, told: &dyn Fn(&str)) -> Result<()> {
        told("starting the registry");
        self.run(&place.write_registry()?).await?;
        let registry = place.admin("registry", &place.registry())?;
        let group = group(&registry).await?;
        let keys = registry.bytes("jwks.json").await?;
        std::fs::write(place.folder.join(REGISTRY_KEYS), keys)?;
        // A connector learns of members from the trust list: new ones must be in it before it starts. Operators that
        // come back find their connectors running.
        let members = registry
            .get(&format!("api/v1/groups/{group}/members"))
            .await?;
        let known = members["members"].as_array().map_or(0, Vec::len) == OPERATORS.len();
        if known {
            self.start_connectors(place, told).await?;
        }
        for party in &OPERATORS {
            told(&format!("starting the operator of {}", party.place));
            self.run(&place.write_operator(party, &group)?).await?;
        }
        join(&registry, &group, &members, place).await?;
        if !known {
            self.start_connectors(place, told).await?;
        }
        seed::seed(place, &group, told).await?;
        self.group = group;
        Ok(())
    }

    async fn start_connectors(&mut self, place: &Place, told: &dyn Fn(&str)) -> Result<()> {
        for party in &CONNECTORS {
            // Of a city that comes back, the operators look for these too, though others' programs may take a while.
            let others = self.starting.as_ref();
            let is_expected = others.is_some_and(|one| one.expects(party.held));
            if party.held.is_by_others() && !(is_expected && seed::has_joined(place, party)) {
                continue;
            }
            self.start_connector(place, party, told).await?;
        }
        Ok(())
    }

    async fn start_connector(
        &mut self,
        place: &Place,
        party: &'static ConnectorParty,
        told: &dyn Fn(&str),
    ) -> Result<()> {
        told(&format!("starting the connector “{}”", party.name));
        self.run(&place.write_connector(party)?).await?;
        self.connectors.push(party);
        Ok(())
    }

    async fn start_school(&mut self, place: &Place, told: &dyn Fn(&str)) -> Result<()> {
        let Some(starting) = &mut self.starting else {
            return Ok(());
        };
        told("waiting for the music school's database");
        let came = starting.school(&mut self.others).await;
        let is_long = starting.is_long();
        self.join_in(place, "school", came, told).await?;
        if is_long {
            return Ok(());
        }
        self.complete(place, told).await
    }

    /// Waits for the people's pods, whose server takes longest. What was left out, or is there already, stays so.
    pub(crate) async fn complete(&mut self, place: &Place, told: &dyn Fn(&str)) -> Result<()> {
        let Some(starting) = &mut self.starting else {
            return Ok(());
        };
        told("waiting for the people's pods");
        let came = starting.pods(&mut self.others).await;
        self.starting = None;
        self.join_in(place, "pods", came, told).await
    }

    /// Whether nothing is still to come.
    pub(crate) fn is_complete(&self) -> bool {
        self.starting.is_none()
    }

    /// A source that a program of others keeps, if that came.
    async fn join_in(
        &mut self,
        place: &Place,
        slug: &str,
        came: Result<(), LeftOut>,
        told: &dyn Fn(&str),
    ) -> Result<()> {
        if let Err(left_out) = came {
            self.left_out.push(left_out);
            return Ok(());
        }
        for party in CONNECTORS.iter().filter(|one| one.slug == slug) {
            if !self.connectors.iter().any(|one| one.slug == slug) {
                self.start_connector(place, party, told).await?;
            }
            seed::join_in(place, &self.group, party, told).await?;
        }
        Ok(())
    }

    /// The connectors that run.
    pub(crate) fn connectors(&self) -> &[&'static ConnectorParty] {
        &self.connectors
    }

    /// The sources that don't, and why.
    pub(crate) fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    async fn run(&mut self, config: &Path) -> Result<()> {
        let config = crate::config::FileConfig::read(config)?;
        Box::pin(self.parties.start(config)).await?;
        Ok(())
    }

    /// Stops everything.
    pub(crate) async fn stop(self) {
        self.parties.stop().await;
        for system in &self.systems {
            system.abort();
        }
        self.others.stop(self.starting.unwrap_or_default()).await;
    }
}

/// The trust group, set up where it is not there yet.
async fn group(registry: &Api) -> Result<String> {
    let there = registry.get("api/v1/groups").await?;
    let found = there["groups"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["name"] == GROUP);
    let group = match found {
        Some(group) => group.clone(),
        None => {
            registry
                .post("api/v1/admin/groups", &json!({"name": GROUP}))
                .await?
        }
    };
    let uuid = group["trust_group_uuid"]
        .as_str()
        .context("the registry's answer has no `trust_group_uuid`")?;
    Ok(uuid.to_owned())
}

/// Admits the operators that are not members yet.
async fn join(registry: &Api, group: &str, members: &Value, place: &Place) -> Result<()> {
    for party in &OPERATORS {
        let url = place.operator(party);
        let is_it = |member: &Value| {
            member["operator_base_url"]
                .as_str()
                .is_some_and(|one| one.trim_end_matches('/') == url)
        };
        if members["members"]
            .as_array()
            .into_iter()
            .flatten()
            .any(is_it)
        {
            continue;
        }
        let body = json!({"operator_base_url": url, "roles": ["operator"], "activate": true});
        registry
            .post(&format!("api/v1/admin/groups/{group}/members"), &body)
            .await?;
    }
    Ok(())
}

/// A key or password for a system of the city's, in hexadecimal digits.
pub(crate) fn new_key() -> String {
    let key: [u8; 16] = rand::random();
    key.iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The path at which a service hears of events.
const RECEIVER_PATH: &str = "/events";

/// What a system of the city's wants to be shown, the same at each start.
fn kept_key(place: &Place, name: &str) -> Result<String> {
    let file = place.folder.join(name);
    if !file.exists() {
        crate::files::write_secret(&file, new_key().as_bytes())?;
    }
    let key = std::fs::read_to_string(&file)
        .with_context(|| format!("cannot read `{}`", file.display()))?;
    Ok(key.trim().to_owned())
}

/// Serves a system of the city's, on a loopback port like everybody else.
async fn serve_system(
    place: &Place,
    at: u16,
    name: &'static str,
    router: axum::Router,
) -> Result<tokio::task::JoinHandle<()>> {
    let address = place.address(at);
    let listener = tokio::net::TcpListener::bind(&address)
        .await
        .with_context(|| format!("{name} cannot listen on `{address}`"))?;
    Ok(tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "{name} has failed");
        }
    }))
}

/// A service's receiver of events: it takes each, and forgets it.
async fn start_receiver(place: &Place) -> Result<tokio::task::JoinHandle<()>> {
    let take = axum::routing::post(async || axum::http::StatusCode::ACCEPTED);
    let router = axum::Router::new().route(RECEIVER_PATH, take);
    serve_system(place, RECEIVER_AT, "the receiver of events", router).await
}

/// The gateway for short messages.
async fn start_sms(place: &Place) -> Result<tokio::task::JoinHandle<()>> {
    let token = kept_key(place, SMS_TOKEN)?;
    let router = sms::router(token, place.folder.join(MAIL))?;
    serve_system(place, SMS_AT, "the gateway for short messages", router).await
}

/// The library's own system, with its login.
async fn start_library(place: &Place) -> Result<tokio::task::JoinHandle<()>> {
    let key = kept_key(place, LIBRARY_KEY)?;
    let (mut patrons, mut pins) = (BTreeMap::new(), BTreeMap::new());
    for person in seed::people()? {
        let card = person
            .patron
            .as_ref()
            .and_then(|one| one["cardNumber"].as_str());
        let Some(card) = card.map(str::to_owned) else {
            continue;
        };
        pins.extend(person.library_pin.map(|pin| (card.clone(), pin)));
        patrons.extend(person.patron.map(|patron| (card, patron)));
    }
    let connector = CONNECTORS
        .iter()
        .find(|one| matches!(one.held, Held::Library));
    let connector = connector.context("the demo city has no library")?;
    let login = library::login::router(library::login::Settings {
        issuer: place.library_login(),
        secret: kept_key(place, LIBRARY_LOGIN_SECRET)?,
        redirect_uri: format!("{}/links/openid/callback", place.connector(connector)),
        pins,
    })?;
    let router = library::router(key, patrons).merge(login);
    serve_system(place, LIBRARY_SYSTEM_AT, "the library's system", router).await
}
