//! Changes of a person over HTTP: requests that the source declares for correcting, erasing, and erasing everything.

use bytes::Bytes;
use http::{HeaderValue, Method};
use permission::{AttributePath, AttributeSet, AttributeTable};
use serde_json::{Map, Value};

use crate::config::{ChangeConfig, ChangeRequestConfig};
use crate::sources::SourceError;
use crate::sources::body::BodyTemplate;
use crate::sources::change::Wish;
use crate::sources::files::put;
use crate::sources::http::{Call, Http};
use crate::sources::template::{Filling, RequestTemplate, known};

/// What a merge patch is sent as (RFC 7396).
const MERGE_PATCH: HeaderValue = HeaderValue::from_static("application/merge-patch+json");

/// The requests by which a route's data is changed.
#[derive(Debug)]
pub(crate) struct Changes {
    update: Vec<Step>,
    erase: Vec<Step>,
    erase_all: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    /// What it changes.
    attributes: AttributeSet,
    method: Method,
    template: RequestTemplate,
    media: HeaderValue,
    body: Body,
}

#[derive(Debug)]
enum Body {
    None,
    /// The changed attributes, by the source's names where it has others.
    Merge(Vec<(String, String)>),
    Json(BodyTemplate),
}

/// Which of the three a request is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Update,
    Erase,
    EraseAll,
}

impl Changes {
    /// Makes ready what is configured, or says what cannot work.
    pub(crate) fn new(
        config: &ChangeConfig,
        table: &AttributeTable,
        identifier_types: &[String],
    ) -> Result<Self, String> {
        let ready = |requests: &[ChangeRequestConfig], what: For, name: &str| {
            let steps = requests.iter().enumerate().map(|(index, request)| {
                Step::new(request, what, table, identifier_types)
                    .map_err(|error| format!("`change.{name}` {}: {error}", index + 1))
            });
            steps.collect::<Result<Vec<_>, String>>()
        };
        Ok(Self {
            update: ready(&config.update, For::Update, "update")?,
            erase: ready(&config.erase, For::Erase, "erase")?,
            erase_all: ready(&config.erase_all, For::EraseAll, "erase_all")?,
        })
    }

    /// Whether a request needs what the route's own request brings.
    pub(super) fn needs_answer(&self) -> bool {
        let steps = self.update.iter().chain(&self.erase).chain(&self.erase_all);
        steps
            .into_iter()
            .any(|step| step.pointers().next().is_some())
    }

    /// Whether there is a request for each part of a wish.
    pub(crate) fn have_way(&self, table: &AttributeTable, wish: &Wish) -> bool {
        let covered = |steps: &[Step], path: &str| {
            let attributes = table.known([path]);
            steps
                .iter()
                .any(|step| attributes.is_subset(&step.attributes))
        };
        if wish.is_all {
            return !self.erase_all.is_empty();
        }
        wish.set.keys().all(|path| covered(&self.update, path))
            && wish.erase.iter().all(|path| covered(&self.erase, path))
    }

    /// The requests that make a wish true, in their order; all of them can be made, or none is given.
    pub(super) fn calls(
        &self,
        http: &Http,
        table: &AttributeTable,
        wish: &Wish,
        filling: Filling<'_>,
    ) -> Result<Vec<Call>, SourceError> {
        let mut calls = Vec::new();
        if wish.is_all {
            if self.erase_all.is_empty() {
                return Err(SourceError::Unchangeable);
            }
            for step in &self.erase_all {
                calls.push(step.call(http, &[], filling)?);
            }
            return Ok(calls);
        }
        let set: Vec<(&str, Option<&Value>)> = wish
            .set
            .iter()
            .map(|(path, value)| (path.as_str(), Some(value)))
            .collect();
        let erased: Vec<(&str, Option<&Value>)> = wish
            .erase
            .iter()
            .map(|path| (path.as_str(), None))
            .collect();
        for (steps, members) in [(&self.update, set), (&self.erase, erased)] {
            let mut left = members;
            for step in steps {
                let covers = |path: &str| table.known([path]).is_subset(&step.attributes);
                let (here, rest): (Vec<_>, Vec<_>) =
                    left.into_iter().partition(|(path, _)| covers(path));
                left = rest;
                if !here.is_empty() {
                    calls.push(step.call(http, &here, filling)?);
                }
            }
            if !left.is_empty() {
                return Err(SourceError::Unchangeable);
            }
        }
        Ok(calls)
    }
}

impl Step {
    fn new(
        config: &ChangeRequestConfig,
        what: For,
        table: &AttributeTable,
        identifier_types: &[String],
    ) -> Result<Self, String> {
        if let Some(path) = config
            .attributes
            .iter()
            .find(|path| table.covered(path).is_empty())
        {
            return Err(format!("`{path}` is not an attribute of the dataset"));
        }
        let attributes = if config.attributes.is_empty() {
            table.all()
        } else {
            table.known(&config.attributes)
        };
        let usual = if what == For::Update {
            "PATCH"
        } else {
            "DELETE"
        };
        let method = match config.method.as_deref().unwrap_or(usual) {
            "PATCH" => Method::PATCH,
            "PUT" => Method::PUT,
            "POST" => Method::POST,
            "DELETE" if what != For::Update => Method::DELETE,
            other => return Err(format!("`method` `{other}` does not fit")),
        };
        let path = format!("/{}", config.path.trim_start_matches('/'));
        let template = RequestTemplate::for_change(&path, &config.query, &config.headers)
            .map_err(|error| error.to_string())?;
        let body = match &config.json {
            Some(json) => {
                Body::Json(BodyTemplate::for_change(json).map_err(|error| error.to_string())?)
            }
            None if method == Method::DELETE || what == For::EraseAll => Body::None,
            None => {
                let names = config.names.iter();
                Body::Merge(
                    names
                        .map(|(path, name)| (path.clone(), name.clone()))
                        .collect(),
                )
            }
        };
        let media = match (&config.media, &body) {
            (Some(media), _) => HeaderValue::from_str(media)
                .map_err(|_| format!("`media` `{media}` is no media type"))?,
            (None, Body::Merge(_)) => MERGE_PATCH,
            (None, _) => HeaderValue::from_static("application/json"),
        };
        let step = Self {
            attributes,
            method,
            template,
            media,
            body,
        };
        if step.template.names_nobody()
            && step.json().is_none_or(BodyTemplate::names_nobody)
            && step.pointers().next().is_none()
        {
            return Err("it names no identifier, so it would change everybody".into());
        }
        let json_names = step.json().into_iter().flat_map(BodyTemplate::names);
        known(step.template.names().chain(json_names), identifier_types)?;
        let mut given = step
            .template
            .given()
            .chain(step.json().into_iter().flat_map(BodyTemplate::given));
        if let Some(path) = given.find(|path| what != For::Update || table.index_of(path).is_none())
        {
            return Err(format!("there is no value `{{.{path}}}` to send"));
        }
        drop(given);
        Ok(step)
    }

    fn json(&self) -> Option<&BodyTemplate> {
        match &self.body {
            Body::Json(json) => Some(json),
            _ => None,
        }
    }

    fn pointers(&self) -> impl Iterator<Item = &str> {
        let body = self.json().into_iter().flat_map(BodyTemplate::pointers);
        self.template.pointers().chain(body)
    }

    fn call(
        &self,
        http: &Http,
        members: &[(&str, Option<&Value>)],
        filling: Filling<'_>,
    ) -> Result<Call, SourceError> {
        let given: Vec<(&str, &Value)> = members
            .iter()
            .filter_map(|(path, value)| Some((*path, (*value)?)))
            .collect();
        let filling = Filling {
            given: &given,
            ..filling
        };
        let mut target = http.base_path().to_owned();
        self.template.path_and_query(&mut target, &filling)?;
        let body = match &self.body {
            Body::None => None,
            Body::Json(json) => Some(json.fill(&filling)?),
            Body::Merge(names) => Some(merge(names, members)?),
        };
        Ok(Call {
            method: self.method.clone(),
            target,
            headers: self.template.headers(&filling)?,
            accept: "*/*",
            is_change: true,
            body: body.map(|body| (self.media.clone(), Bytes::from(body.to_string()))),
        })
    }
}

/// A merge patch of attributes; those without a value are erased.
fn merge(
    names: &[(String, String)],
    members: &[(&str, Option<&Value>)],
) -> Result<Value, SourceError> {
    let mut patch = Map::new();
    for (path, value) in members {
        let named = names.iter().find(|(known, _)| known == path);
        let name = named.map_or(*path, |(_, name)| name.as_str());
        // A name of the configuration, or a path: neither is longer than it was written.
        if AttributePath::new(name).is_err() {
            return Err(SourceError::Failed);
        }
        put(&mut patch, name, value.cloned().unwrap_or(Value::Null))?;
    }
    Ok(Value::Object(patch))
}
