//! `fiducia operator …`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand, ValueHint};
use serde_json::{Value, json};

use crate::admin::apps::App;
use crate::admin::registry::{rows, said};
use crate::admin::{Target, Which};
use crate::client::Api;
use crate::output::{self, text};

/// Administer an operator.
#[derive(Debug, Args)]
pub(crate) struct OperatorArgs {
    #[command(flatten)]
    target: Target,
    #[command(subcommand)]
    command: OperatorCommand,
}

#[derive(Debug, Subcommand)]
enum OperatorCommand {
    /// Organisations that answer for services and sources.
    #[command(subcommand)]
    Organisation(Organisation),
    /// Data using services.
    #[command(subcommand)]
    Service(Service),
    /// What services may ask for.
    #[command(subcommand)]
    IntendedUse(IntendedUse),
    /// Connectors of data sources.
    #[command(subcommand)]
    Connector(Connector),
    /// Apps of third parties that persons may let in.
    #[command(subcommand)]
    App(App),
    /// Print what a connector shared in this operator's trust groups is configured with: registries and their keys.
    TrustGroups,
    /// Persons' accounts.
    #[command(subcommand)]
    Person(Person),
    /// Signing keys.
    #[command(subcommand)]
    Key(Key),
    /// Who may log in to the pages of an organisation.
    Staff {
        /// The organisation, by id.
        #[arg(long, value_name = "ID")]
        organisation: String,
        #[command(subcommand)]
        command: super::staff::StaffCommand,
    },
    /// Events that no connector has acknowledged yet.
    Outbox,
    /// What people wrote about the accessibility of the pages.
    #[command(subcommand)]
    Feedback(Feedback),
}

#[derive(Debug, Subcommand)]
enum Organisation {
    /// Register an organisation; prints its id.
    Add {
        /// What it is called.
        name: String,
        /// Its id, a word (default: a new UUID).
        #[arg(long)]
        id: Option<String>,
        /// Where it is established (ISO 3166-1 alpha-2).
        #[arg(long)]
        country: Option<String>,
        /// How a person reaches it about their data.
        #[arg(long)]
        contact: Option<String>,
        /// What kind of organisation it is (a DPV term), by which standing rules may name it.
        #[arg(long, value_name = "IRI")]
        kind: Option<String>,
    },
    /// List the organisations.
    List,
}

#[derive(Debug, Subcommand)]
enum Service {
    /// Register a service; prints its client id and, without `--key`, a secret that is shown this once.
    Add {
        /// What people call it.
        name: String,
        /// The organisation that answers for it, by id.
        #[arg(long, value_name = "ID")]
        organisation: String,
        /// Its client id (default: a new UUID).
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
        /// Its public key, a JWK or a JWK set (`fiducia service keygen` prints one).
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        key: Option<PathBuf>,
        /// Where a person may be sent back to; `*` at the end stands for everything below. May be given several times.
        #[arg(long = "return-url", value_name = "URL")]
        return_urls: Vec<String>,
    },
    /// List the services.
    List,
    /// Let a service neither ask nor get tickets for the time being.
    Suspend {
        /// Its client id.
        client_id: String,
    },
    /// Let a suspended service act again.
    Activate {
        /// Its client id.
        client_id: String,
    },
}

#[derive(Debug, Subcommand)]
enum IntendedUse {
    /// Register an intended use or a new version of one from a JSON file.
    Add {
        /// Its description.
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// The service's client id, where the description doesn't name it.
        #[arg(long, value_name = "ID")]
        service: Option<String>,
    },
    /// List the intended uses in their newest versions.
    List,
    /// List what services have submitted, to be approved.
    Waiting,
    /// Print a submitted description, to be read.
    Read {
        /// The service's client id.
        service: String,
        /// The intended use.
        intended_use: String,
    },
    /// Approve a submitted description: it becomes a version.
    Approve {
        /// The service's client id.
        service: String,
        /// The intended use.
        intended_use: String,
        /// The revision that was read.
        #[arg(long, value_name = "NUMBER")]
        revision: i64,
    },
    /// Refuse a submitted description.
    Refuse {
        /// The service's client id.
        service: String,
        /// The intended use.
        intended_use: String,
        /// The revision that was read.
        #[arg(long, value_name = "NUMBER")]
        revision: i64,
        /// Why, for the service.
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
enum Connector {
    /// Add a connector; its metadata, keys and datasets are fetched.
    Add {
        /// Its base URL.
        url: String,
        /// A trust group it is shared in; may be given several times. Without one it serves this operator's services.
        #[arg(long = "group", value_name = "UUID")]
        groups: Vec<String>,
    },
    /// Fetch a connector's metadata, keys and datasets again.
    Refresh {
        /// Its UUID.
        uuid: String,
    },
    /// Look now for connectors that other operators share in the trust groups, and for those that are so no longer.
    Discover,
    /// Take a connector out of the catalogue and of what is shared; adding it again brings it back.
    Withdraw {
        /// Its UUID.
        uuid: String,
    },
    /// List the connectors.
    List,
    /// What is wrong with connectors that could not be taken as they describe themselves.
    Findings,
}

#[derive(Debug, Subcommand)]
enum Person {
    /// Make an account; prints its id.
    Add {
        /// The e-mail address to log in with.
        login: String,
        /// The file with the password.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        password_file: PathBuf,
        /// What the person is called.
        #[arg(long)]
        name: Option<String>,
        /// The language to speak.
        #[arg(long, value_name = "TAG")]
        locale: Option<String>,
    },
    /// Record a verified identifier of a person; one of the same type and country is replaced.
    Identifier {
        /// The account's id.
        person: String,
        /// What it is, such as `ssn` or `library_card`.
        id_type: String,
        /// The file with its value (identifiers don't belong in a shell's history).
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        value_file: PathBuf,
        /// The issuing country (ISO 3166-1 alpha-3), of national identifiers.
        #[arg(long)]
        country: Option<String>,
        /// How surely it is the person's (eIDAS art. 8(2)).
        #[arg(long, default_value = "substantial", value_parser = ["low", "substantial", "high"])]
        assurance: String,
    },
    /// List the accounts' ids; nothing about the persons.
    List,
}

#[derive(Debug, Subcommand)]
enum Key {
    /// Announce a new signing key; it signs once connectors had time to learn it.
    Rotate {
        /// Replace it at once: after a loss. Tickets in use become worthless.
        #[arg(long)]
        at_once: bool,
    },
}

#[derive(Debug, Subcommand)]
enum Feedback {
    /// List what people wrote, oldest first; it is forgotten after a year.
    List,
}

impl OperatorArgs {
    pub(crate) async fn run(self) -> Result<()> {
        let api = self.target.api(&Which::Operator)?;
        let as_json = self.target.json;
        match self.command {
            OperatorCommand::Organisation(command) => command.run(&api, as_json).await,
            OperatorCommand::Service(command) => command.run(&api, as_json).await,
            OperatorCommand::IntendedUse(command) => command.run(&api, as_json).await,
            OperatorCommand::Connector(command) => command.run(&api, as_json).await,
            OperatorCommand::App(command) => command.run(&api, as_json).await,
            OperatorCommand::TrustGroups => {
                let groups = api.get(TRUST_GROUPS).await?;
                if as_json {
                    return output::json(&groups);
                }
                match groups.as_array() {
                    Some(groups) if groups.is_empty() => {
                        output::line("# This operator is in no trust group.")
                    }
                    _ => output::line(&trust_groups(&groups)?),
                }
            }
            OperatorCommand::Person(command) => command.run(&api, as_json).await,
            OperatorCommand::Key(Key::Rotate { at_once }) => {
                let answer = api
                    .post("api/v1/admin/keys/rotate", &json!({"at_once": at_once}))
                    .await?;
                let what = if at_once {
                    "signs from now on"
                } else {
                    "is announced"
                };
                said(as_json, &answer, || {
                    format!("key {} {what}", text(&answer, "/kid"))
                })
            }
            OperatorCommand::Feedback(Feedback::List) => {
                let list = List {
                    path: "feedback",
                    columns: &[
                        ("id", "/id"),
                        ("written", "/at"),
                        ("page", "/page"),
                        ("answer to", "/email"),
                        ("text", "/text"),
                    ],
                    paged: true,
                };
                list.show(&api, as_json, "Nobody has written.").await
            }
            OperatorCommand::Staff {
                organisation,
                command,
            } => command.run(&api, Some(&organisation), as_json).await,
            OperatorCommand::Outbox => {
                let list = List {
                    path: "outbox",
                    columns: &[
                        ("destination", "/destination"),
                        ("events", "/events"),
                        ("oldest", "/oldest"),
                    ],
                    paged: false,
                };
                list.show(&api, as_json, "Every event is acknowledged.")
                    .await
            }
        }
    }
}

/// Where the operator says what connectors are to be configured with.
const TRUST_GROUPS: &str = "api/v1/admin/trust-groups";

/// Trust groups as a connector's configuration has them (MIM4 §5.3.2.1).
fn trust_groups(groups: &Value) -> Result<String> {
    let section = toml::to_string(&json!({"connector": {"trust_group": groups}}))?;
    Ok(format!(
        "# For the connector's configuration file:\n\n{}",
        section.trim_end()
    ))
}

/// The trust groups with these UUIDs.
async fn trust_groups_named(api: &Api, uuids: &[String]) -> Result<Value> {
    let all = api.get(TRUST_GROUPS).await?;
    let named = |group: &&Value| uuids.iter().any(|uuid| group["uuid"] == uuid.as_str());
    Ok(all
        .as_array()
        .into_iter()
        .flatten()
        .filter(named)
        .cloned()
        .collect())
}

/// A list of the administration API, with its columns.
pub(super) struct List {
    pub(super) path: &'static str,
    pub(super) columns: &'static [(&'static str, &'static str)],
    /// Whether it comes in pages, which follow each other by the first column.
    pub(super) paged: bool,
}

impl List {
    pub(super) async fn show(&self, api: &Api, as_json: bool, when_empty: &str) -> Result<()> {
        let answer = self.all(api).await?;
        if as_json {
            return output::json(&answer);
        }
        let (headings, pointers): (Vec<&str>, Vec<&str>) = self.columns.iter().copied().unzip();
        output::table(&headings, rows(&answer, &pointers), when_empty)
    }

    /// Every page of the list.
    async fn all(&self, api: &Api) -> Result<Value> {
        let mut all = Vec::new();
        let mut path = format!("api/v1/admin/{}", self.path);
        loop {
            let page = api.get(&path).await?;
            let page = page.as_array().cloned().unwrap_or_default();
            let (last, full) = (page.last().cloned(), self.paged && page.len() >= PAGE);
            all.extend(page);
            match last.filter(|_| full) {
                None => return Ok(Value::Array(all)),
                Some(last) => {
                    let after: String = url::form_urlencoded::byte_serialize(
                        text(&last, self.columns[0].1).as_bytes(),
                    )
                    .collect();
                    path = format!("api/v1/admin/{}?after={after}", self.path);
                }
            }
        }
    }
}

/// Entries on one page of the administration API.
const PAGE: usize = 200;

impl Organisation {
    async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        match self {
            Self::Add {
                name,
                id,
                country,
                contact,
                kind,
            } => {
                let mut body =
                    json!({"name": name, "country": country, "contact": contact, "kind": kind});
                if let Some(id) = id {
                    body["id"] = json!(id);
                }
                let answer = api.post("api/v1/admin/organisations", &body).await?;
                said(as_json, &answer, || text(&answer, "/id").to_owned())
            }
            Self::List => {
                let columns = &[
                    ("organisation", "/id"),
                    ("name", "/name"),
                    ("country", "/country"),
                    ("contact", "/contact"),
                ];
                List {
                    path: "organisations",
                    columns,
                    paged: true,
                }
                .show(api, as_json, "No organisation is registered.")
                .await
            }
        }
    }
}

impl Service {
    async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        match self {
            Self::Add {
                name,
                organisation,
                client_id,
                key,
                return_urls,
            } => {
                let mut body = json!({"organisation": organisation, "name": {"en": name}, "return_urls": return_urls});
                if let Some(id) = client_id {
                    body["client_id"] = json!(id);
                }
                match key {
                    Some(file) => body["jwks"] = key_set(&file)?,
                    None => body["auth_method"] = json!("client_secret_basic"),
                }
                let answer = api.post("api/v1/admin/services", &body).await?;
                said(as_json, &answer, || match text(&answer, "/client_secret") {
                    "" => format!("client id: {}", text(&answer, "/client_id")),
                    secret => format!(
                        "client id: {}\nsecret, shown this once: {secret}",
                        text(&answer, "/client_id")
                    ),
                })
            }
            Self::List => {
                let columns = &[
                    ("client id", "/client_id"),
                    ("name", "/name"),
                    ("organisation", "/organisation"),
                    ("state", "/state"),
                ];
                List {
                    path: "services",
                    columns,
                    paged: true,
                }
                .show(api, as_json, "No service is registered.")
                .await
            }
            Self::Suspend { client_id } => set_state(api, as_json, &client_id, "suspended").await,
            Self::Activate { client_id } => set_state(api, as_json, &client_id, "active").await,
        }
    }
}

async fn set_state(api: &Api, as_json: bool, client_id: &str, state: &str) -> Result<()> {
    api.put(
        &format!("api/v1/admin/services/{client_id}/state"),
        &json!({"state": state}),
    )
    .await?;
    let answer = json!({"client_id": client_id, "state": state});
    said(as_json, &answer, || format!("{client_id} is {state}"))
}

/// A JWK set from a file with one, or with a single public JWK.
fn key_set(file: &Path) -> Result<Value> {
    let key = read_json(file)?;
    if key.get("keys").is_some() {
        return Ok(key);
    }
    if key.get("d").is_some() {
        bail!(
            "`{}` is a private key; register the public one, which `fiducia service keygen` printed",
            file.display()
        );
    }
    Ok(json!({"keys": [key]}))
}

fn read_json(file: &Path) -> Result<Value> {
    let text = std::fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("in `{}`", file.display()))
}

fn read_secret(file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read `{}`", file.display()))?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// Where a submitted description is decided on.
fn decision(service: &str, intended_use: &str, what: &str) -> String {
    format!("api/v1/admin/services/{service}/intended-uses/{intended_use}/{what}")
}

impl IntendedUse {
    async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        match self {
            Self::Add { file, service } => {
                let mut body = read_json(&file)?;
                if let Some(service) = service {
                    body["service"] = json!(service);
                }
                let answer = api.post("api/v1/admin/intended-uses", &body).await?;
                said(as_json, &answer, || {
                    format!("{} version {}", text(&answer, "/id"), answer["version"])
                })
            }
            Self::List => {
                let columns = &[
                    ("intended use", "/id"),
                    ("version", "/version"),
                    ("service", "/service"),
                    ("title", "/title"),
                ];
                List {
                    path: "intended-uses",
                    columns,
                    paged: true,
                }
                .show(api, as_json, "No intended use is registered.")
                .await
            }
            Self::Waiting => {
                let columns = &[
                    ("service", "/service"),
                    ("intended use", "/id"),
                    ("revision", "/revision"),
                    ("since", "/changed_at"),
                    ("title", "/description/title"),
                ];
                List {
                    path: "intended-use-drafts",
                    columns,
                    paged: false,
                }
                .show(api, as_json, "Nothing waits to be approved.")
                .await
            }
            Self::Read {
                service,
                intended_use,
            } => {
                let waiting = api.get("api/v1/admin/intended-use-drafts").await?;
                let waiting = waiting.as_array().map_or(&[][..], Vec::as_slice);
                let draft = waiting
                    .iter()
                    .find(|one| one["service"] == *service && one["id"] == *intended_use);
                match draft {
                    Some(draft) => output::line(&serde_json::to_string_pretty(draft)?),
                    None => bail!("nothing of `{intended_use}` waits to be approved"),
                }
            }
            Self::Approve {
                service,
                intended_use,
                revision,
            } => {
                let path = decision(&service, &intended_use, "approve");
                let answer = api.post(&path, &json!({"revision": revision})).await?;
                said(as_json, &answer, || {
                    format!("{intended_use} version {}", answer["version"])
                })
            }
            Self::Refuse {
                service,
                intended_use,
                revision,
                reason,
            } => {
                let path = decision(&service, &intended_use, "refuse");
                let body = json!({"revision": revision, "reason": reason});
                let answer = api.post(&path, &body).await?;
                said(as_json, &answer, || "Refused.".to_owned())
            }
        }
    }
}

/// A connector that was added, with its datasets.
fn added(answer: &Value) -> String {
    let datasets = answer["datasets"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    format!(
        "{}\n  {}",
        text(answer, "/uuid"),
        datasets.collect::<Vec<_>>().join("\n  ")
    )
}

impl Connector {
    async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        match self {
            Self::Add { url, groups } => {
                let body = json!({"base_url": url, "trust_groups": groups});
                let mut answer = api.post("api/v1/admin/connectors", &body).await?;
                if groups.is_empty() {
                    return said(as_json, &answer, || added(&answer));
                }
                let shared_in = trust_groups_named(api, &groups).await.context(
                    "the connector is added; what it is to be configured with cannot be told now \
                     (`fiducia operator trust-groups` does later)",
                )?;
                let section = trust_groups(&shared_in)?;
                answer["trust_groups"] = shared_in;
                said(as_json, &answer, || {
                    format!("{}\n\n{section}", added(&answer))
                })
            }
            Self::Refresh { uuid } => {
                api.post(
                    &format!("api/v1/admin/connectors/{uuid}/refresh"),
                    &json!({}),
                )
                .await?;
                said(as_json, &json!({"uuid": uuid}), || {
                    format!("{uuid} is fetched again")
                })
            }
            Self::List => {
                let columns = &[
                    ("connector", "/uuid"),
                    ("name", "/name"),
                    ("base URL", "/base_url"),
                    ("shown", "/sharing"),
                    ("found", "/presence"),
                    ("fetched", "/fetched_at"),
                ];
                List {
                    path: "connectors",
                    columns,
                    paged: false,
                }
                .show(api, as_json, "No connector is known.")
                .await
            }
            Self::Discover => {
                let answer = api
                    .post("api/v1/admin/connectors/discover", &json!({}))
                    .await?;
                said(as_json, &answer, || {
                    "looked for what the trust groups share".to_owned()
                })
            }
            Self::Withdraw { uuid } => {
                api.delete(&format!("api/v1/admin/connectors/{uuid}"))
                    .await?;
                said(as_json, &json!({"uuid": uuid}), || {
                    format!("{uuid} is withdrawn")
                })
            }
            Self::Findings => {
                let columns = &[
                    ("base URL", "/base_url"),
                    ("since", "/since"),
                    ("what is wrong", "/reason"),
                ];
                List {
                    path: "connector-findings",
                    columns,
                    paged: false,
                }
                .show(api, as_json, "Nothing is wrong with any connector.")
                .await
            }
        }
    }
}

impl Person {
    async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        match self {
            Self::Add {
                login,
                password_file,
                name,
                locale,
            } => {
                let password = read_secret(&password_file)?;
                let body =
                    json!({"login": login, "password": password, "name": name, "locale": locale});
                let answer = api.post("api/v1/admin/persons", &body).await?;
                said(as_json, &answer, || text(&answer, "/id").to_owned())
            }
            Self::Identifier {
                person,
                id_type,
                value_file,
                country,
                assurance,
            } => {
                let id = read_secret(&value_file)?;
                let body = json!({"id": id, "id_type": id_type, "country": country, "assurance": assurance});
                api.post(&format!("api/v1/admin/persons/{person}/identifiers"), &body)
                    .await?;
                said(
                    as_json,
                    &json!({"person": person, "id_type": id_type}),
                    || format!("{person} is known by a {id_type}"),
                )
            }
            Self::List => {
                let columns = &[
                    ("person", "/id"),
                    ("state", "/state"),
                    ("since", "/created_at"),
                ];
                List {
                    path: "persons",
                    columns,
                    paged: true,
                }
                .show(api, as_json, "There is no account.")
                .await
            }
        }
    }
}
