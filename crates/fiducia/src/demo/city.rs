//! Where everything of the demo city is, and starting it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::{library, seed};
use crate::client::Api;
use crate::config::FileConfig;
use crate::serve;

/// Places of the parties among the city's ports.
const REGISTRY: u16 = 0;
const OPERATORS: [(&str, &str, &str, u16); 2] = [
    (
        "helsinki",
        "City of Helsinki, My Data",
        "0b6f7f0e-4f1e-4a8e-9d0a-3f5a6f1c2e01",
        1,
    ),
    (
        "rennes",
        "Rennes Métropole, Mes données",
        "7c1d2f3a-9b8e-4c6d-8f7a-1e2d3c4b5a02",
        2,
    ),
];
const LIBRARY_SYSTEM: u16 = 21;

/// A connector of the city.
pub(super) struct ConnectorPlan {
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    description: &'static str,
    pub(super) uuid: &'static str,
    port: u16,
    dataset: &'static str,
    route: &'static str,
}

/// The three connectors: two keep their entities themselves, the library's stands before a system of its own.
pub(super) const CONNECTORS: [ConnectorPlan; 3] = [
    ConnectorPlan {
        slug: "population",
        name: "Population register",
        description: "Who you are and where you live",
        uuid: "2f4e6d8c-1a3b-4c5d-9e7f-0a1b2c3d4e11",
        port: 11,
        dataset: include_str!("../../demo/population.toml"),
        route: "path = \"/person\"\ndataset = \"person\"\npointer = \"/0\"\n",
    },
    ConnectorPlan {
        slug: "library",
        name: "City Library",
        description: "Library cards, loans and fees",
        uuid: "3a5b7c9d-2e4f-4a6b-8c0d-1e2f3a4b5c12",
        port: 12,
        dataset: include_str!("../../demo/library.toml"),
        route: "path = \"/patron\"\ndataset = \"patron\"\npointer = \"/patron\"\nrequest = { path = \"patrons/{library_card}\" }\n",
    },
    ConnectorPlan {
        slug: "transport",
        name: "Rennes transport",
        description: "Tickets and journeys in Rennes",
        uuid: "4b6c8d0e-3f5a-4b7c-9d1e-2f3a4b5c6d13",
        port: 13,
        dataset: include_str!("../../demo/transport.toml"),
        route: "path = \"/rider\"\ndataset = \"rider\"\npointer = \"/0\"\n",
    },
];

/// A person of the city with what its sources hold about them. Everybody is invented.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) login: String,
    pub(super) password: String,
    pub(super) operator: String,
    pub(super) identifiers: Vec<Value>,
    pub(super) person: Value,
    pub(super) patron: Option<Value>,
    pub(super) rider: Option<Value>,
}

/// The people.
pub(super) fn people() -> Result<Vec<Person>> {
    serde_json::from_str(include_str!("../../demo/people.json")).context("the demo's people")
}

/// The services, with their intended uses naming this city's connectors.
pub(super) fn services() -> Result<Vec<Value>> {
    let mut text = include_str!("../../demo/services.json").to_owned();
    for plan in &CONNECTORS {
        text = text.replace(&plan.slug.to_uppercase(), plan.uuid);
    }
    serde_json::from_str(&text).context("the demo's services")
}

/// The demo city at work.
pub(super) struct City {
    pub(super) folder: PathBuf,
    ports_from: u16,
    parties: serve::City,
    library: JoinHandle<()>,
}

impl City {
    /// Starts every party, and at the first start fills the city.
    pub(super) async fn start(folder: &Path, ports_from: u16) -> Result<Self> {
        std::fs::create_dir_all(folder.join("services"))?;
        remember_ports(folder, ports_from)?;
        let library = start_library(folder, ports_from + LIBRARY_SYSTEM).await?;
        let mut city = Self {
            folder: folder.to_owned(),
            ports_from,
            parties: serve::City::default(),
            library,
        };
        match city.start_parties().await {
            Ok(()) => Ok(city),
            Err(error) => {
                city.stop().await;
                Err(error)
            }
        }
    }

    async fn start_parties(&mut self) -> Result<()> {
        self.start_one("registry", &self.registry_config()).await?;
        let group = seed::group(&self.admin("registry", REGISTRY)?).await?;
        let keys = Api::new(&self.url(REGISTRY), None)?
            .get("jwks.json")
            .await?;
        std::fs::write(self.folder.join("registry.jwks.json"), keys.to_string())?;
        for (slug, name, uuid, port) in OPERATORS {
            let config = self.operator_config(slug, name, uuid, port, &group);
            self.start_one(&format!("operator-{slug}"), &config).await?;
        }
        let registry = self.admin("registry", REGISTRY)?;
        for (.., port) in OPERATORS {
            seed::member(&registry, &group, &self.url(port)).await?;
        }
        for plan in &CONNECTORS {
            let config = self.connector_config(plan, &group);
            self.start_one(&format!("connector-{}", plan.slug), &config)
                .await?;
        }
        seed::fill(self, &group).await
    }

    async fn start_one(&mut self, file: &str, config: &str) -> Result<()> {
        let path = self.folder.join(format!("{file}.toml"));
        std::fs::write(&path, config)?;
        self.parties.start(FileConfig::read(&path)?).await?;
        Ok(())
    }

    pub(super) async fn stop(self) {
        self.parties.stop().await;
        self.library.abort();
    }

    fn url(&self, port: u16) -> String {
        format!("http://127.0.0.1:{}", self.ports_from + port)
    }

    /// The addresses of the operators with their short names.
    pub(super) fn operators(&self) -> impl Iterator<Item = (&'static str, String)> {
        OPERATORS
            .map(|(slug, _, _, port)| (slug, self.url(port)))
            .into_iter()
    }

    /// The address of a connector.
    pub(super) fn connector(&self, plan: &ConnectorPlan) -> String {
        self.url(plan.port)
    }

    /// The administration API of the party whose data lie in `data`.
    fn admin(&self, data: &str, port: u16) -> Result<Api> {
        let token = std::fs::read_to_string(self.folder.join(data).join("admin.token"))?;
        Api::new(&self.url(port), Some(token.trim().to_owned()))
    }

    /// An operator's administration API.
    pub(super) fn operator_admin(&self, slug: &str) -> Result<Api> {
        let port = OPERATORS
            .iter()
            .find(|one| one.0 == slug)
            .map_or(1, |one| one.3);
        self.admin(&format!("operator-{slug}"), port)
    }

    /// A connector's administration API.
    pub(super) fn connector_admin(&self, plan: &ConnectorPlan) -> Result<Api> {
        self.admin(&format!("connector-{}", plan.slug), plan.port)
    }

    fn registry_config(&self) -> String {
        format!(
            "[registry]\nname = \"Cities' trust registry\"\ndata = \"registry\"\nlisten = \"127.0.0.1:{port}\"\nbase_url = \"{url}\"\ndevelopment = true\n",
            port = self.ports_from + REGISTRY,
            url = self.url(REGISTRY)
        )
    }

    fn operator_config(
        &self,
        slug: &str,
        name: &str,
        uuid: &str,
        port: u16,
        group: &str,
    ) -> String {
        format!(
            "[operator]\nname = \"{name}\"\nuuid = \"{uuid}\"\ndata = \"operator-{slug}\"\nlisten = \"127.0.0.1:{listen}\"\n\
             base_url = \"{url}\"\ndevelopment = true\n\n[[operator.trust_groups]]\nuuid = \"{group}\"\nregistry = \"{registry}\"\n",
            listen = self.ports_from + port,
            url = self.url(port),
            registry = self.url(REGISTRY),
        )
    }

    fn connector_config(&self, plan: &ConnectorPlan, group: &str) -> String {
        let upstream = if plan.slug == "library" {
            format!(
                "kind = \"rest\"\nbase_url = \"{}/\"\nauth = {{ kind = \"header\", name = \"{}\", value = {{ file = \"library.key\" }} }}\n",
                self.url(LIBRARY_SYSTEM),
                library::KEY_HEADER
            )
        } else {
            "kind = \"store\"\n".to_owned()
        };
        format!(
            "[connector]\nname = \"{name}\"\ndescription = \"{description}\"\nuuid = \"{uuid}\"\ndata = \"connector-{slug}\"\n\
             listen = \"127.0.0.1:{listen}\"\nbase_url = \"{url}\"\ndevelopment = true\n\n\
             [[connector.trust_group]]\nregistry = \"{registry}\"\nuuid = \"{group}\"\nkeys_file = \"registry.jwks.json\"\n\n\
             [connector.upstream]\n{upstream}\n[[connector.route]]\n{route}\n{dataset}",
            name = plan.name,
            description = plan.description,
            uuid = plan.uuid,
            slug = plan.slug,
            listen = self.ports_from + plan.port,
            url = self.url(plan.port),
            registry = self.url(REGISTRY),
            route = plan.route,
            dataset = plan.dataset,
        )
    }

    /// What a script needs to know of the city.
    pub(super) fn ready(&self) -> Value {
        let operators: Vec<Value> = OPERATORS
            .iter()
            .map(|(_, name, _, port)| json!({"name": name, "url": self.url(*port)}))
            .collect();
        let connectors: Vec<Value> = CONNECTORS
            .iter()
            .map(|plan| {
                let path = plan.route.split('"').nth(1).unwrap_or_default();
                let url = self.url(plan.port);
                json!({"name": plan.name, "url": url, "routes": [format!("{url}{path}")]})
            })
            .collect();
        let services: Vec<Value> = services()
            .unwrap_or_default()
            .iter()
            .map(|service| {
                let slug = service["slug"].as_str().unwrap_or_default();
                json!({
                    "name": service["name"]["en"], "client_id": slug, "key_file": self.key_file(slug),
                    "intended_uses": [service["intended_use"]["id"]],
                })
            })
            .collect();
        let persons: Vec<Value> = people()
            .unwrap_or_default()
            .iter()
            .map(|one| {
                let operator = OPERATORS.iter().find(|operator| operator.0 == one.operator).map_or("", |operator| operator.1);
                json!({"name": one.name, "login": one.login, "password": one.password, "operator": operator})
            })
            .collect();
        json!({"registry": self.url(REGISTRY), "operators": operators, "connectors": connectors, "services": services, "persons": persons})
    }

    /// Where a service's private key lies.
    pub(super) fn key_file(&self, slug: &str) -> PathBuf {
        self.folder
            .join("services")
            .join(format!("{slug}.key.json"))
    }
}

/// A city's addresses stand in everything its parties signed, so they stay.
fn remember_ports(folder: &Path, ports_from: u16) -> Result<()> {
    let file = folder.join("ports-from");
    match std::fs::read_to_string(&file) {
        Ok(text) if text.trim() != ports_from.to_string() => {
            bail!(
                "the city in `{}` was made with `--ports-from {}`; start it with that",
                folder.display(),
                text.trim()
            )
        }
        Ok(_) => Ok(()),
        Err(_) => Ok(std::fs::write(file, ports_from.to_string())?),
    }
}

async fn start_library(folder: &Path, port: u16) -> Result<JoinHandle<()>> {
    let file = folder.join("library.key");
    if !file.exists() {
        crate::files::write_secret(&file, uuid::Uuid::new_v4().to_string().as_bytes())?;
    }
    let key = std::fs::read_to_string(&file)?;
    let mut patrons = BTreeMap::new();
    for person in people()? {
        if let Some(patron) = person.patron {
            patrons.insert(
                patron["cardNumber"].as_str().unwrap_or_default().to_owned(),
                patron,
            );
        }
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port))
        .await
        .with_context(|| {
            format!("cannot listen on port {port}; choose others with `--ports-from`")
        })?;
    let router = library::router(key, patrons);
    Ok(tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the library's system has stopped");
        }
    }))
}
