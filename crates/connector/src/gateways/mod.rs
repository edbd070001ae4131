//! Gateway files of the 2021 reference connector (MIM4 2021 Part 2 §6), run as they are: their routes, the requests
//! they make of a source, the answers they put together. Before anything of it happens, the request goes through the
//! same checks as at every other route, and what is answered is in the log first.
//!
//! A file says nothing of attributes. Where `connector.gateways.datasets` gives its path a dataset, the answer is
//! filtered as any other; otherwise the permission is for the route as a whole, which only operators of the 2021 kind
//! give, and the log says `answer`.

mod arguments;
mod cors;
mod definition;
mod environment;
mod error;
mod fill;
mod folder;
mod includes;
mod members;
mod message;
mod names;
mod operation;
mod path;
mod pattern;
mod places;
mod request;
mod run;
mod serve;
mod trace;
mod trial;
mod upstreams;
mod wrong;

use std::sync::Arc;

use http::{Method, Request};
use protocol::dpop::Htu;
use protocol::ids::ConnectorUuid;
use protocol::url::{Audience, BaseUrl, Transport};
use serde_json::{Map, Value, json};

use self::definition::{Definition, TICKET_PLUGIN};
pub(crate) use self::error::{respond as refuse, status as refused_status};
use self::folder::File;
use self::includes::Includes;
pub(crate) use self::serve::{health, read, serve};
pub(crate) use self::trial::{Asked, Sent, Tried, TriedAnswer};
pub(crate) use self::upstreams::{Origins, Upstreams};
use self::wrong::Wrong;
use crate::config::{DatasetConfig, GatewaysConfig, OperatorConfig, Shape};
use crate::routes::{Ask, Changing, News, Offered, Route, is_reserved, next_number};
use crate::{Error, Result};

/// Where the 2021 connector says that it runs.
const HEALTHCHECK: &str = "/healthcheck";

/// How files name the connector's token at the operator.
const TOKEN: &str = "route.extra.mop_request_ticket.agw_token";

/// A request of a service, as a file's names see it.
pub(crate) struct Inbound {
    headers: Map<String, Value>,
    dynamic: Map<String, Value>,
    query: Value,
    text: String,
    json: Value,
    data: Value,
}

/// One file, ready to be run.
pub(crate) struct Gateway {
    /// Where it is.
    file: String,
    /// Its name within the folder.
    name: String,
    definition: Definition,
    /// The environment's variables that it names.
    variables: Map<String, Value>,
    pub(crate) route: Arc<Route>,
    /// Whether the answer is released as a whole, for want of a dataset.
    is_whole: bool,
}

/// All files of a configuration.
#[derive(Default)]
pub(crate) struct Gateways {
    /// Those that are to be tried first, first.
    files: Vec<Arc<Gateway>>,
    /// Whether [`HEALTHCHECK`] is answered: not without a configuration, nor where a file has it.
    says_health: bool,
}

impl Gateways {
    /// Reads the folder.
    ///
    /// # Errors
    /// [`Error::Config`], naming the file; [`Error::File`].
    pub(crate) fn load(
        config: &GatewaysConfig,
        datasets: &[Arc<Offered>],
        first_number: usize,
        connector: &ConnectorUuid,
        base_url: &BaseUrl,
        operators: &[OperatorConfig],
    ) -> Result<Self> {
        let includes = match &config.includes {
            Some(folder) => folder::included(folder)?,
            None => Includes::new(),
        };
        let origins = config
            .cors_origin_pattern
            .clone()
            .or_else(|| std::env::var("AGW_CORS_ORIGIN_PATTERN").ok());
        let files = folder::files(&config.folder)?;
        folder::has_all(&files, "left_out", &config.left_out)?;
        folder::has_all(&files, "without_ticket", &config.without_ticket)?;
        let mut all: Vec<Arc<Gateway>> = Vec::new();
        for file in files {
            if config.left_out.contains(&file.name) {
                continue;
            }
            let wrong = |wrong: Wrong| {
                let include = wrong.include().and_then(|include| includes.get(include));
                Error::Config(match include {
                    Some(include) => wrong.of(&include.path, &include.text),
                    None => wrong.of(&file.place(), &file.text),
                })
            };
            let definition =
                Definition::read(file.json("gateway file")?, &includes, origins.as_deref());
            let definition = definition.map_err(wrong)?;
            if let Some(other) = all.iter().find(|other| {
                other.definition.method == definition.method
                    && other.definition.pattern.is_same(&definition.pattern)
            }) {
                let what = format!(
                    "`{}` has `{} {}` already; name the one that is not to be run in `connector.gateways.left_out`",
                    other.name,
                    definition.method,
                    other.definition.pattern.text()
                );
                return Err(wrong(Wrong::from(what).within("path").within("route")));
            }
            ticket_is_asked(config, &file, &definition).map_err(wrong)?;
            if definition.named.token && !operators.iter().any(OperatorConfig::gives_token) {
                let what = format!(
                    "it names `{TOKEN}`, and no `[[connector.operator]]` has a `client_secret` with `token_url`"
                );
                return Err(wrong(what.into()));
            }
            let number = first_number + all.len();
            let (route, is_whole) =
                route(&definition, config, datasets, number, connector, base_url)
                    .map_err(|what| wrong(Wrong::from(what).within("path").within("route")))?;
            all.push(Arc::new(Gateway {
                variables: variables(&file.place(), &definition),
                file: file.place(),
                name: file.name,
                definition,
                route: Arc::new(route),
                is_whole,
            }));
        }
        if let Some(path) = config.datasets.keys().find(|path| {
            !all.iter()
                .any(|gateway| gateway.definition.pattern.text() == path.as_str())
        }) {
            return Err(Error::Config(format!(
                "`connector.gateways.datasets` names `{path}`, which no gateway file has"
            )));
        }
        all.sort_by_key(|gateway| std::cmp::Reverse(gateway.definition.pattern.exactness()));
        Ok(Self {
            says_health: !all
                .iter()
                .any(|gateway| gateway.definition.pattern.text() == HEALTHCHECK),
            files: all,
        })
    }

    /// The files whose path fits, best first, with what stands in its places. None has a path of the connector's own,
    /// whatever its places take.
    pub(crate) fn find(&self, path: &str) -> Vec<(Arc<Gateway>, Map<String, Value>)> {
        let Some(path) = pattern::decoded(path).filter(|path| !is_reserved(path)) else {
            return Vec::new();
        };
        let fits = |gateway: &Arc<Gateway>| {
            let found = gateway.definition.pattern.matches(&path)?;
            Some((Arc::clone(gateway), found))
        };
        self.files.iter().filter_map(fits).collect()
    }

    /// Whether it is asked here whether the connector runs, as the 2021 connector was.
    pub(crate) fn is_health_asked<B>(&self, request: &Request<B>) -> bool {
        self.says_health
            && request.uri().path() == HEALTHCHECK
            && matches!(*request.method(), Method::GET | Method::HEAD)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether a file has exactly this path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files
            .iter()
            .any(|gateway| gateway.definition.pattern.text() == path)
    }

    /// The routes whose answers have a described dataset.
    pub(crate) fn described(&self) -> impl Iterator<Item = &Arc<Route>> {
        self.files
            .iter()
            .filter(|gateway| !gateway.is_whole)
            .map(|gateway| &gateway.route)
    }

    /// What each file offers, and what it lacks: a sentence each.
    pub(crate) fn findings(&self) -> impl Iterator<Item = std::result::Result<String, String>> {
        self.files.iter().flat_map(|gateway| {
            let missing = gateway.missing().map(|variable| {
                Err(format!(
                    "gateway file `{}`: the environment has no `{variable}`",
                    gateway.file
                ))
            });
            std::iter::once(Ok(gateway.offered())).chain(missing)
        })
    }
}

impl Gateway {
    fn offered(&self) -> String {
        let definition = &self.definition;
        let released = if !definition.is_protected {
            "its answer, to whoever asks".to_owned()
        } else if self.is_whole {
            "its whole answer, to operators of the 2021 kind".to_owned()
        } else {
            format!("`{}`", self.route.dataset.slug)
        };
        format!(
            "`{} {}` offers {released}, with {} requests",
            definition.method,
            definition.pattern.text(),
            definition.requests.len()
        )
    }

    /// The environment's variables that must be there and are not.
    fn missing(&self) -> impl Iterator<Item = &String> {
        let named = self.definition.environment.iter();
        let needed = named.filter_map(|(name, is_needed)| is_needed.then_some(name));
        needed.filter(|name| !self.variables.contains_key(*name))
    }
}

/// That a file which asks a source asks for a ticket first, unless its organisation says of the very file that it need not.
fn ticket_is_asked(
    config: &GatewaysConfig,
    file: &File,
    definition: &Definition,
) -> std::result::Result<(), Wrong> {
    let (name, place) = (&file.name, file.place());
    let is_open = config.without_ticket.contains(name);
    let has_dataset = config.datasets.contains_key(definition.pattern.text());
    if definition.is_protected {
        if is_open {
            let what = "it asks for a ticket, and `connector.gateways.without_ticket` names it";
            return Err(Wrong::from(what).within("plugins").within("route"));
        }
        if !definition.requests.is_empty() && !definition.asks_for_person {
            tracing::warn!(
                file = place,
                "no request of this gateway file names an identifier of the person: whoever has a permission may get \
                 another person's data"
            );
        }
    } else if has_dataset {
        let what = "it asks for no ticket, so there is no permission for the dataset that `connector.gateways.datasets` \
                    names for its path";
        return Err(Wrong::from(what).within("path").within("route"));
    } else if is_open {
        tracing::warn!(
            file = place,
            "this gateway file asks a source without asking for a ticket: whoever calls it gets its answer, and nothing of \
             it is in the log"
        );
    } else if !definition.requests.is_empty() {
        let what = format!(
            "it asks the source without asking for a ticket: `route.plugins` lacks `{TICKET_PLUGIN}`; where everybody \
             may have its answer, say `without_ticket = [\"{name}\"]` in `[connector.gateways]`"
        );
        return Err(Wrong::from(what).within("requests"));
    }
    Ok(())
}

fn route(
    definition: &Definition,
    config: &GatewaysConfig,
    datasets: &[Arc<Offered>],
    number: usize,
    connector: &ConnectorUuid,
    base_url: &BaseUrl,
) -> std::result::Result<(Route, bool), String> {
    let path = definition.pattern.text();
    if is_reserved(path) {
        return Err("its path is one of the connector's own".into());
    }
    let audience = match &definition.audience {
        Some(audience) => Audience::parse(audience, Transport::Development),
        None => base_url.audience(definition.pattern.fixed()),
    };
    let audience = audience.map_err(|error| error.to_string())?;
    let bound = config.datasets.get(path);
    let dataset = match bound {
        Some(bound) => datasets
            .iter()
            .find(|dataset| dataset.slug == bound.dataset)
            .cloned()
            .ok_or_else(|| format!("there is no dataset `{}`", bound.dataset))?,
        None => Arc::new(whole_answer(number, path, connector).map_err(|error| error.to_string())?),
    };
    let address =
        Htu::of_request(base_url, definition.pattern.fixed()).map_err(|error| error.to_string())?;
    let route = Route {
        number: next_number(),
        place: number,
        method: definition.method.clone(),
        path: path.to_owned(),
        audiences: [base_url.clone().into(), audience.clone()],
        audience,
        address,
        dataset,
        shape: Shape::Plain,
        pointer: bound.map(|bound| bound.pointer.clone()).unwrap_or_default(),
        ask: Ask::Gateway,
        mapping: None,
        news: News::None,
        changing: Changing::None,
        covered: config.attributes_for_2021_operators.clone(),
    };
    Ok((route, bound.is_none()))
}

/// The dataset of an answer that nobody has described: one attribute, which is all of it. It is not offered, so no
/// permission of an operator of this profile can name it.
fn whole_answer(number: usize, path: &str, connector: &ConnectorUuid) -> Result<Offered> {
    let slug = format!("gateway-{number}");
    let described: DatasetConfig = serde_json::from_value(json!({
        "id": slug, "source": "gateway", "entity_type": "Answer", "title": {"en": path},
        "attributes": [{"path": "answer", "title": {"en": path}, "category": "https://w3id.org/dpv#PersonalData"}],
    }))
    .map_err(|error| Error::Config(error.to_string()))?;
    Offered::new(&described, connector)
}

/// The environment's variables that a file names, and no others.
fn variables(file: &str, definition: &Definition) -> Map<String, Value> {
    let mut found = Map::new();
    for (name, is_needed) in &definition.environment {
        match std::env::var(name) {
            Ok(value) => drop(found.insert(name.clone(), Value::String(value))),
            Err(_) if *is_needed => tracing::warn!(
                file,
                variable = name,
                "the environment has not what this gateway file names"
            ),
            Err(_) => {}
        }
    }
    found
}
