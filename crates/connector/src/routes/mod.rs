//! Datasets and routes, made ready from the configuration.

mod ask;
mod news;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use permission::{AttributeSet, AttributeTable, Dataset};
use protocol::dpop::Htu;
use protocol::ids::{ConnectorUuid, DatasetId};
use protocol::url::{Audience, BaseUrl, Transport};
use storage::foreign::Access;

pub(crate) use self::news::News;
use crate::config::{Config, Covered, DatasetConfig, RouteConfig, Shape, UpstreamConfig};
use crate::gateways::Gateways;
use crate::mapping::{Mapping, Model};
use crate::sources::files::Exported;
use crate::sources::rows::Rows;
use crate::sources::solid::Resources;
use crate::sources::{Changes, Entities, Requests, Statements, Tree, Wish, outermost_of};
use crate::{Error, Result, ngsi_ld};

/// A dataset that is offered.
pub(crate) struct Offered {
    /// Its short name.
    pub(crate) slug: String,
    /// Its name on the wire.
    pub(crate) id: DatasetId,
    /// Its description, as published.
    pub(crate) description: Dataset,
    /// SHA-256 of the description (RFC 8785), in hexadecimal digits: what an operator must know it as.
    pub(crate) sha256: String,
    /// Its attributes.
    pub(crate) table: AttributeTable,
    /// The data model that it is described by, where it is there.
    pub(crate) model: Option<Model>,
    /// Whether services see what its entities were.
    pub(crate) history: bool,
    /// What people are shown of their own data; none where they may not look.
    pub(crate) shown_to_person: Option<AttributeSet>,
    /// Whether they may change it, as far as its attributes are theirs to change.
    pub(crate) self_change: bool,
    /// Whether they add records of their own.
    pub(crate) self_add: bool,
}

/// What a route asks of its upstream, by the upstream's kind.
pub(crate) enum Ask {
    /// Of `rest`.
    Requests(Box<Requests>),
    /// Of a database.
    Query(Box<Rows>),
    /// Of a service that answers with a tree.
    Tree(Box<Tree>),
    /// Of a broker.
    Entities(Entities),
    /// Of a file.
    Records(Arc<Exported>),
    /// Of a person's pod.
    Resources(Box<Resources>),
    /// Of the embedded store, which knows by the dataset what to give.
    Dataset,
    /// What a gateway file of the 2021 kind says.
    Gateway,
}

impl Ask {
    /// Whether parts of what is asked for can be changed, and the person is found after this as before.
    fn leaves_found(&self, wish: &Wish) -> bool {
        match self {
            // A service that answers with a tree knows no parts of it.
            Self::Tree(_) => false,
            Self::Entities(entities) => entities
                .attribute()
                .is_none_or(|attribute| !wish.paths().any(|path| outermost_of(path) == attribute)),
            _ => true,
        }
    }
}

/// How a person's data is changed at a route, by the upstream's kind.
pub(crate) enum Changing {
    /// Not at all.
    None,
    /// As a kind does it of itself.
    Native,
    /// By requests to `rest`.
    Requests(Box<Changes>),
    /// By statements to a database.
    Statements(Box<Statements>),
}

/// An endpoint that services ask.
pub(crate) struct Route {
    /// Which it is: no other of this process has the number, not one of an earlier version of what is offered either.
    /// What is remembered of a route is remembered under it.
    pub(crate) number: usize,
    /// Its place among the routes, the same in every version.
    pub(crate) place: usize,
    pub(crate) method: http::Method,
    /// Below the base URL, with a slash before it.
    pub(crate) path: String,
    /// What a ticket for it is for: base URL and path.
    pub(crate) audience: Audience,
    /// The audiences of tickets that are good here: the connector's own, and this route's.
    pub(crate) audiences: [Audience; 2],
    /// What a proof of possession is made for.
    pub(crate) address: Htu,
    pub(crate) dataset: Arc<Offered>,
    pub(crate) shape: Shape,
    /// Where in the source's answer the entities are.
    pub(crate) pointer: String,
    /// What is asked of the upstream.
    pub(crate) ask: Ask,
    /// How the source's fields become the dataset's attributes, where they are not the same.
    pub(crate) mapping: Option<Mapping>,
    /// How the connector learns that something is another there.
    pub(crate) news: News,
    /// How people change their own data there; not at all unless the dataset says that they may.
    pub(crate) changing: Changing,
    /// What the permission of a 2021 operator covers here.
    pub(crate) covered: Covered,
}

impl Offered {
    /// A dataset as it is configured.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub(crate) fn new(described: &DatasetConfig, connector: &ConnectorUuid) -> Result<Self> {
        let description = described.published(connector)?;
        let wrong = |error: String| {
            Error::Config(format!("`connector.dataset` `{}`: {error}", described.id))
        };
        let table = description
            .table()
            .map_err(|error| wrong(error.to_string()))?;
        let id =
            DatasetId::parse(description.id.as_str()).map_err(|error| wrong(error.to_string()))?;
        let sha256 = permission::canonical_sha256(&description)
            .map_err(|error| wrong(error.to_string()))?
            .to_string();
        Ok(Self {
            slug: described.id.clone(),
            id,
            description,
            sha256,
            model: match &described.model_schema {
                Some(model) => Some(Model::load(model).map_err(wrong)?),
                None => None,
            },
            history: described.history,
            shown_to_person: described.shown_to_person(&table)?,
            self_change: described.self_change,
            self_add: described.self_add,
            table,
        })
    }
}

impl Route {
    /// The attributes that an operator of the 2021 kind permits by permitting the route, under both the agreement
    /// with it and the route's own setting.
    pub(crate) fn covered_by(&self, agreed: &Covered) -> AttributeSet {
        let table = &self.dataset.table;
        let paths = table.paths().iter().map(permission::AttributePath::as_str);
        table.known(paths.filter(|path| agreed.covers(path) && self.covered.covers(path)))
    }

    /// What the source is asked for, by its own names.
    pub(crate) fn read(&self) -> &AttributeTable {
        self.mapping
            .as_ref()
            .map_or(&self.dataset.table, Mapping::reads)
    }

    /// How the source's answer is shaped. What is converted has no shape but its own.
    pub(crate) fn read_shape(&self) -> Shape {
        match self.mapping {
            Some(_) => Shape::Plain,
            None => self.shape,
        }
    }

    /// Whether the source can be told of a change, by what is configured and by its kind.
    pub(crate) fn has_way(&self, wish: &Wish) -> bool {
        if wish.is_of_records() {
            return self.dataset.self_add;
        }
        match &self.changing {
            Changing::None => false,
            Changing::Native => wish.is_all || self.ask.leaves_found(wish),
            Changing::Requests(requests) => requests.have_way(&self.dataset.table, wish),
            Changing::Statements(statements) => statements.have_way(wish),
        }
    }

    /// Whether what is to change here goes to the source's staff, for its system has no way at all.
    pub(crate) fn is_changed_by_staff(&self) -> bool {
        matches!(self.changing, Changing::None)
    }

    /// Whether a gateway file of the 2021 kind is behind it.
    pub(crate) fn is_gateway(&self) -> bool {
        matches!(self.ask, Ask::Gateway)
    }

    /// The data model that what is released is held against: its dataset's, where its mapping has none of its own.
    pub(crate) fn model(&self) -> Option<&Model> {
        let has_own = self.mapping.as_ref().is_some_and(Mapping::has_model);
        self.dataset.model.as_ref().filter(|_| !has_own)
    }

    /// Whether an answer that is too long to hold is sent as it comes. Only a whole one can be looked into or converted.
    pub(crate) fn is_streamed(&self) -> bool {
        self.pointer.is_empty() && self.mapping.is_none()
    }
}

/// Datasets and routes of a configuration.
pub(crate) struct Offer {
    /// The datasets as their source describes them.
    pub(crate) described: Vec<DatasetConfig>,
    /// And as they are published.
    pub(crate) datasets: Vec<Arc<Offered>>,
    pub(crate) routes: Vec<Arc<Route>>,
    /// The audiences of tickets that are good at the NGSI-LD API.
    pub(crate) entities_audiences: Vec<Audience>,
    /// Gateway files of the 2021 reference connector.
    pub(crate) gateways: Gateways,
    /// Routes by their paths.
    by_path: HashMap<String, Vec<Arc<Route>>>,
}

impl Offer {
    /// The routes at a path, whatever their methods.
    pub(crate) fn find(&self, path: &str) -> Option<&[Arc<Route>]> {
        self.by_path.get(path).map(Vec::as_slice)
    }

    /// What is done to a database: changed only where a route says how.
    pub(crate) fn access(&self) -> Access {
        let is_changed = |route: &Arc<Route>| matches!(route.changing, Changing::Statements(_));
        if self.routes.iter().any(is_changed) {
            Access::Change
        } else {
            Access::Read
        }
    }

    /// Whether anything is offered as NGSI-LD.
    pub(crate) fn has_entities(&self) -> bool {
        self.routes.iter().any(|route| route.shape == Shape::NgsiLd)
    }

    /// As [`Offer::of`], of a connector that was not started yet.
    pub(crate) fn of_config(config: &Config) -> Result<Self> {
        let (uuid, base_url) = presumed(config)?;
        Self::of(config, &uuid, &base_url)
    }

    /// Makes ready what the configuration says, or says what in it cannot work.
    pub(crate) fn of(
        config: &Config,
        connector: &ConnectorUuid,
        base_url: &BaseUrl,
    ) -> Result<Self> {
        let mut datasets: Vec<Arc<Offered>> = Vec::new();
        for described in &config.datasets {
            if datasets.iter().any(|other| other.slug == described.id) {
                return Err(Error::Config(format!(
                    "`connector.dataset` `{}` is there twice",
                    described.id
                )));
            }
            datasets.push(Arc::new(Offered::new(described, connector)?));
        }
        let mut routes: Vec<Arc<Route>> = Vec::new();
        for route in &config.routes {
            let ready = ready(routes.len(), route, config, &datasets, base_url)?;
            if routes
                .iter()
                .any(|other| other.path == ready.path && other.method == ready.method)
            {
                return Err(Error::Config(format!(
                    "`connector.route` `{}` is there twice",
                    route.path
                )));
            }
            routes.push(Arc::new(ready));
        }
        let mut by_path: HashMap<String, Vec<Arc<Route>>> = HashMap::new();
        for route in &routes {
            by_path
                .entry(route.path.clone())
                .or_default()
                .push(Arc::clone(route));
        }
        let gateways = match &config.gateways {
            Some(gateways) => Gateways::load(
                gateways,
                &datasets,
                routes.len(),
                connector,
                base_url,
                &config.operators,
            )?,
            None => Gateways::default(),
        };
        if let Some(taken) = routes.iter().find(|route| gateways.has(&route.path)) {
            return Err(Error::Config(format!(
                "`connector.route` `{}` has the path of a gateway file",
                taken.path
            )));
        }
        let entities = base_url.audience(ngsi_ld::PATH);
        let entities =
            entities.map_err(|error| Error::Config(format!("`connector.base_url`: {error}")))?;
        Ok(Self {
            described: config.datasets.clone(),
            datasets,
            routes,
            gateways,
            entities_audiences: vec![base_url.clone().into(), entities],
            by_path,
        })
    }
}

/// Who a connector is by its configuration, and where: as far as that says it.
fn presumed(config: &Config) -> Result<(ConnectorUuid, BaseUrl)> {
    let url = config.base_url.clone();
    let url = url.unwrap_or_else(|| format!("http://{}", config.listen));
    let transport = if config.development {
        Transport::Development
    } else {
        Transport::Https
    };
    let base_url = BaseUrl::parse(&url, transport)
        .map_err(|error| Error::Config(format!("`connector.base_url`: {error}")))?;
    let uuid = match &config.uuid {
        Some(uuid) => uuid.clone(),
        None => ConnectorUuid::parse(&uuid::Uuid::new_v4().hyphenated().to_string())
            .map_err(|error| Error::Config(error.to_string()))?,
    };
    Ok((uuid, base_url))
}

/// Paths of the connector's own, with all below them.
const RESERVED: [&str; 18] = [
    "/.well-known",
    "/api",
    "/assets",
    "/catalogue",
    "/datasets",
    "/design",
    "/events",
    "/former-keys.json",
    "/healthz",
    "/jwks.json",
    "/links",
    "/log",
    "/metrics",
    "/ngsi-ld",
    "/own-changes",
    "/problems",
    "/readyz",
    "/staff",
];

/// Whether a path is the connector's own.
pub(crate) fn is_reserved(path: &str) -> bool {
    RESERVED.iter().any(|taken| {
        path.strip_prefix(taken)
            .is_some_and(|below| below.is_empty() || below.starts_with('/'))
    })
}

/// A number that no route has had.
pub(crate) fn next_number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A dataset and a route of it that are not offered: the connector reads them for itself.
///
/// # Errors
/// [`Error::Config`].
pub(crate) fn hidden(
    config: &Config,
    dataset: &DatasetConfig,
    route: &RouteConfig,
) -> Result<Route> {
    let (connector, base_url) = presumed(config)?;
    let dataset = Arc::new(Offered::new(dataset, &connector)?);
    ready(0, route, config, &[dataset], &base_url)
}

fn ready(
    place: usize,
    route: &RouteConfig,
    config: &Config,
    datasets: &[Arc<Offered>],
    base_url: &BaseUrl,
) -> Result<Route> {
    let wrong =
        |error: String| Error::Config(format!("`connector.route` `{}`: {error}", route.path));
    let dataset = datasets
        .iter()
        .find(|dataset| dataset.slug == route.dataset)
        .cloned();
    let dataset =
        dataset.ok_or_else(|| wrong(format!("there is no dataset `{}`", route.dataset)))?;
    let method = match route.method.as_str() {
        "GET" => http::Method::GET,
        "POST" => http::Method::POST,
        other => {
            return Err(wrong(format!(
                "`method` is `{other}`; it must be `GET` or `POST`"
            )));
        }
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    if !route.path.starts_with('/') || route.path.ends_with('/') || !route.path.bytes().all(plain) {
        return Err(wrong(
            "`path` starts with `/`, ends without, and is made of letters, digits and `-._~/`"
                .into(),
        ));
    }
    if is_reserved(&route.path) {
        return Err(wrong("`path` is one of the connector's own".into()));
    }
    if !(route.pointer.is_empty() || route.pointer.starts_with('/')) {
        return Err(wrong(format!(
            "`pointer` `{}` is no JSON pointer (RFC 6901)",
            route.pointer
        )));
    }
    let mapping = match &route.mapping {
        None => None,
        Some(_)
            if matches!(config.upstream, UpstreamConfig::Store(_)) && route.entities.is_none() =>
        {
            return Err(wrong(
                "a `store` upstream takes no `mapping`: its entities are kept as the dataset describes them".into(),
            ));
        }
        Some(mapping) => Some(Mapping::new(mapping, &dataset.table).map_err(wrong)?),
    };
    let remembers = matches!(
        config.upstream,
        UpstreamConfig::NgsiLd(_) | UpstreamConfig::Store(_)
    );
    if dataset.history && !(remembers && mapping.is_none() && route.shape == Shape::NgsiLd) {
        return Err(wrong(
            "its dataset has `history`, which needs the upstream `ngsi-ld` or `store`, the shape `ngsi-ld` and no `mapping`"
                .into(),
        ));
    }
    let read = mapping.as_ref().map_or(&dataset.table, Mapping::reads);
    let ask = ask::ask(route, config, read, &dataset).map_err(wrong)?;
    let news = News::of(route, &config.upstream).map_err(wrong)?;
    let changing = ask::changing(route, config, &dataset).map_err(wrong)?;
    let audience = base_url
        .audience(&route.path)
        .map_err(|error| wrong(error.to_string()))?;
    let address =
        Htu::of_request(base_url, &route.path).map_err(|error| wrong(error.to_string()))?;
    Ok(Route {
        number: next_number(),
        place,
        audiences: [base_url.clone().into(), audience.clone()],
        address,
        method,
        path: route.path.clone(),
        audience,
        dataset,
        shape: route.shape,
        pointer: route.pointer.clone(),
        ask,
        mapping,
        news,
        changing,
        covered: route.attributes_for_2021_operators.clone(),
    })
}
