//! `helsinki-gdpr`: a service that speaks the City of Helsinki's GDPR API (open-city-profile, `gdpr-api-openapi.yaml` 1.0.0):
//! all that it has of a person as a tree, and its erasure, with reasons where there is none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Method, StatusCode};
use permission::{AttributeSet, AttributeTable};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::change::{Change, Reason, Unchanged, reason};
use super::files::put;
use super::findings::{Findings, shown_name};
use super::http::{Call, Http, check_kind, is_json};
use super::template::{Filling, RequestTemplate, known};
use super::{Source, SourceAnswer, SourceError, Wanted};
use crate::clock::Clock;
use crate::config::TreeConfig;
use crate::percent::add_pair;
use crate::pool::Exchange;
use crate::routes::Ask;

const ACCEPT: &str = "application/json";
/// Reasons of one refusal that are passed on.
const MOST_REASONS: usize = 20;
/// Bytes of a refusal: twenty paragraphs in three languages.
const LARGEST_REFUSAL: u64 = 256 * 1024;
/// Nodes within nodes: no service has as many, and JSON's readers take 128.
const MOST_DEPTH: usize = 60;

/// Where a route's person is at the service, and what of the tree is which attribute.
#[derive(Debug)]
pub(crate) struct Tree {
    template: RequestTemplate,
    /// Keys below the root, by the attribute that they are.
    names: Vec<(String, Vec<String>)>,
}

/// A node of the tree.
#[derive(Deserialize)]
struct Node {
    key: String,
    #[serde(default)]
    value: Option<Value>,
    #[serde(default)]
    children: Option<Vec<Node>>,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    errors: Vec<RefusalReason>,
}

#[derive(Deserialize)]
struct RefusalReason {
    #[serde(default)]
    message: Map<String, Value>,
}

impl Tree {
    /// Makes ready what is configured, or says what cannot work.
    pub(crate) fn new(
        config: &TreeConfig,
        table: &AttributeTable,
        identifier_types: &[String],
    ) -> Result<Self, String> {
        let path = format!("/{}", config.path.trim_start_matches('/'));
        let template = RequestTemplate::new(&path, &config.query, &config.headers)
            .map_err(|error| error.to_string())?;
        if template.is_fixed() {
            return Err("`tree` names no identifier, so it would ask for everybody".into());
        }
        if template.pointers().next().is_some() {
            return Err("`tree` takes identifiers alone".into());
        }
        known(template.names(), identifier_types)?;
        if let Some(path) = config
            .names
            .keys()
            .find(|path| table.index_of(path).is_none())
        {
            return Err(format!(
                "`names`: `{path}` is not an attribute of the dataset"
            ));
        }
        let names = table.paths().iter().map(|path| {
            let keys = config.names.get(path.as_str());
            let keys = keys.map_or_else(
                || path.as_str().to_uppercase().replace('.', "/"),
                Clone::clone,
            );
            let keys = keys.split('/').map(str::to_owned).collect::<Vec<_>>();
            (path.as_str().to_owned(), keys)
        });
        Ok(Self {
            template,
            names: names.collect(),
        })
    }

    /// The permitted attributes of a tree, as an object.
    fn object(
        &self,
        root: &Node,
        table: &AttributeTable,
        permitted: &AttributeSet,
    ) -> Result<Value, SourceError> {
        let mut object = Map::new();
        for path in table.paths_of(permitted) {
            let named = self.names.iter().find(|(known, _)| known == path.as_str());
            let (path, keys) = named.ok_or(SourceError::Failed)?;
            let mut found = vec![root];
            for key in keys {
                let below = found.iter().flat_map(|node| node.children.iter().flatten());
                found = below.filter(|node| node.key == *key).collect();
            }
            let values = found.into_iter().map(|node| node.json(0));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            if !values.is_empty() {
                put(&mut object, path, one_or_many(values))?;
            }
        }
        Ok(Value::Object(object))
    }

    /// The keys below a node that are no attribute's, each with those above it.
    fn unknown<'a>(&self, node: &'a Node, above: &mut Vec<&'a str>, found: &mut BTreeSet<String>) {
        for child in node.children.iter().flatten() {
            above.push(&child.key);
            let below = self.names.iter().map(|(_, keys)| keys.as_slice());
            let mut below = below.filter(|keys| keys.iter().zip(&*above).all(|(a, b)| a == b));
            let is_attribute = below.clone().any(|keys| keys.len() <= above.len());
            if !is_attribute && below.next().is_some() {
                self.unknown(child, above, found);
            } else if !is_attribute {
                let names: Vec<&str> = above.iter().map(|key| shown_name(key)).collect();
                found.insert(names.join("/"));
            }
            above.pop();
        }
    }
}

impl Node {
    /// A leaf is its value; others are objects of their children by their keys, what is there several times an array.
    fn json(&self, depth: usize) -> Result<Value, SourceError> {
        if depth > MOST_DEPTH {
            return Err(SourceError::Malformed);
        }
        let value = self.value.clone().unwrap_or(Value::Null);
        let Some(children) = self
            .children
            .as_ref()
            .filter(|children| !children.is_empty())
        else {
            return Ok(value);
        };
        let mut object = Map::new();
        if !value.is_null() {
            object.insert("value".to_owned(), value);
        }
        let mut by_key: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for child in children {
            let values = by_key.entry(&child.key).or_default();
            values.push(child.json(depth + 1)?);
        }
        let members = by_key.into_iter();
        object.extend(members.map(|(key, values)| (key.to_owned(), one_or_many(values))));
        Ok(Value::Object(object))
    }
}

fn one_or_many(mut values: Vec<Value>) -> Value {
    if values.len() == 1 {
        values.remove(0)
    } else {
        Value::Array(values)
    }
}

/// One worker's way to the service.
pub(crate) struct Helsinki {
    http: Http,
    findings: Arc<Findings>,
    clock: Clock,
}

impl Helsinki {
    /// Over this way.
    pub(crate) fn new(http: Http, findings: &Arc<Findings>, clock: &Clock) -> Self {
        Self {
            http,
            findings: Arc::clone(findings),
            clock: clock.clone(),
        }
    }

    fn call(
        &self,
        tree: &Tree,
        method: Method,
        filling: &Filling<'_>,
    ) -> Result<Call, SourceError> {
        let mut target = self.http.base_path().to_owned();
        tree.template.path_and_query(&mut target, filling)?;
        let mut call = Call::get(target, ACCEPT);
        call.headers = tree.template.headers(filling)?;
        call.method = method;
        Ok(call)
    }

    async fn tree(&self, tree: &Tree, wanted: Wanted<'_>) -> Result<Bytes, SourceError> {
        let call = self.call(tree, Method::GET, &Filling::of(wanted.identifiers))?;
        let mut exchange = self.http.raw(&call).await?;
        // It has nothing of the person, or knows of nobody such.
        if exchange.head.status == StatusCode::NO_CONTENT {
            return Err(SourceError::NotFound);
        }
        Http::check(&exchange, &call)?;
        check_kind(&exchange.head.headers, is_json)?;
        let body = exchange.whole(self.http.largest_whole).await?;
        let root: Node = serde_json::from_slice(&body).map_err(|_| SourceError::Malformed)?;
        if self.findings.is_due(wanted.route, self.clock.micros()) {
            let mut unknown = BTreeSet::new();
            tree.unknown(&root, &mut Vec::new(), &mut unknown);
            for name in unknown {
                self.findings.add(&wanted.route.path, &name);
            }
        }
        let table = wanted.route.read();
        let object = tree.object(&root, table, wanted.attributes)?;
        Ok(serde_json::to_vec(&object)
            .map_err(|_| SourceError::Malformed)?
            .into())
    }

    /// Asks whether everything may be erased, then erases it.
    async fn erase(&self, tree: &Tree, change: &Change<'_>) -> Result<(), Unchanged> {
        // The API knows no parts.
        if !change.wish.is_all {
            return Err(SourceError::Unchangeable.into());
        }
        let mut call = self.call(tree, Method::DELETE, &Filling::of(change.identifiers))?;
        call.is_change = true;
        let mut trial = call.clone();
        add_pair(&mut trial.target, "dry_run", "true");
        self.deleted(&trial).await?;
        self.deleted(&call).await
    }

    async fn deleted(&self, call: &Call) -> Result<(), Unchanged> {
        let mut exchange = self.http.raw(call).await?;
        match exchange.head.status {
            StatusCode::NO_CONTENT => Ok(()),
            StatusCode::FORBIDDEN => match refusal(&mut exchange).await {
                Some(reasons) => Err(Unchanged {
                    error: SourceError::RefusesChange,
                    reasons,
                }),
                // It is the connector that may not.
                None => Err(SourceError::RefusesConnector.into()),
            },
            status => {
                Http::check(&exchange, call)?;
                // The API knows one way to say that it was done.
                Err(SourceError::Status(status.as_u16()).into())
            }
        }
    }
}

/// Why the service does not erase, in its words for people; none where it does not say.
async fn refusal(exchange: &mut Exchange) -> Option<Vec<Reason>> {
    check_kind(&exchange.head.headers, is_json).ok()?;
    let body = exchange.whole(LARGEST_REFUSAL).await.ok()?;
    let refusal: Refusal = serde_json::from_slice(&body).ok()?;
    let reasons = refusal.errors.into_iter().take(MOST_REASONS).map(|error| {
        reason(
            error
                .message
                .into_iter()
                .filter_map(|(language, text)| match text {
                    Value::String(text) => Some((language, text)),
                    _ => None,
                }),
        )
    });
    let reasons: Vec<Reason> = reasons.filter(|reason| !reason.is_empty()).collect();
    (!reasons.is_empty()).then_some(reasons)
}

impl Source for Helsinki {
    fn read<'a>(&'a self, wanted: Wanted<'a>) -> BoxFuture<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            // Start-up refuses a route of such a service without a `tree`.
            let Ask::Tree(tree) = &wanted.route.ask else {
                return Err(SourceError::Failed);
            };
            let reading = tokio::time::timeout(self.http.whole, self.tree(tree, wanted));
            let answer = reading.await.map_err(|_| SourceError::Slow)??;
            Ok(SourceAnswer::Whole(answer))
        })
    }

    fn change<'a>(&'a self, change: Change<'a>) -> BoxFuture<'a, Result<(), Unchanged>> {
        Box::pin(async move {
            let Ask::Tree(tree) = &change.route.ask else {
                return Err(SourceError::Failed.into());
            };
            let erasing = tokio::time::timeout(self.http.whole, self.erase(tree, &change));
            erasing.await.map_err(|_| SourceError::Slow)?
        })
    }
}
