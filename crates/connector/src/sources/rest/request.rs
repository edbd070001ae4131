//! The requests of a route, made ready: one, or several of which later ones use what earlier ones brought.

use http::Method;
use permission::{AttributeSet, AttributeTable};

use super::format::Format;
use super::paging::Paging;
use crate::config::{FieldsConfig, RequestConfig, Shape};
use crate::percent::{begin_pair, encode_component};
use crate::sources::body::BodyTemplate;
use crate::sources::template::{RequestTemplate, known};

/// Requests of one route: a chain that long answers nobody in time.
const MOST_REQUESTS: usize = 16;

/// A route's requests.
#[derive(Debug)]
pub(crate) struct Requests {
    /// What everything begins with.
    pub(super) first: Step,
    /// What follows, in this order.
    pub(super) then: Vec<Step>,
}

/// One request.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) method: Method,
    pub(super) template: RequestTemplate,
    pub(super) body: Option<BodyTemplate>,
    pub(super) format: Format,
    /// What of its answer counts.
    pub(super) pointer: String,
    pub(super) paging: Option<Paging>,
    fields: Option<FieldsConfig>,
    /// The member that its answer becomes; in place of what came before where there is none.
    pub(super) into: Option<String>,
    /// Whether a later request uses it.
    is_used: bool,
}

impl Requests {
    /// Makes a route's requests ready, or says what in them cannot work.
    pub(crate) fn new(
        config: &RequestConfig,
        shape: Shape,
        table: &AttributeTable,
        identifier_types: &[String],
    ) -> Result<Self, String> {
        if config.then.len() >= MOST_REQUESTS {
            return Err(format!("there are more than {MOST_REQUESTS} requests"));
        }
        let first = Step::new(config, shape, identifier_types)?;
        if first.into.is_some() {
            return Err("`into` is for requests under `then`".into());
        }
        if first.pointers().next().is_some() {
            return Err("the first request comes before there is an answer to point into".into());
        }
        let mut then: Vec<Step> = Vec::new();
        for (index, request) in config.then.iter().enumerate() {
            let wrong = |error: String| format!("`then` {}: {error}", index + 1);
            if !request.then.is_empty() {
                return Err(wrong("`then` stands in the first request only".into()));
            }
            let step = Step::new(request, shape, identifier_types).map_err(wrong)?;
            if let Some(into) = &step.into {
                if into.contains('.') || table.covered(into).is_empty() {
                    return Err(wrong(format!(
                        "`into` `{into}` is no outermost attribute of the dataset"
                    )));
                }
                if then.iter().any(|other| other.into.as_ref() == Some(into)) {
                    return Err(wrong(format!("`into` `{into}` is there twice")));
                }
            }
            then.push(step);
        }
        for index in 0..then.len() {
            let Some(into) = then[index].into.clone() else {
                continue;
            };
            let place = format!("/{into}");
            then[index].is_used = then[index + 1..].iter().any(|later| {
                later.pointers().any(|pointer| {
                    pointer
                        .strip_prefix(&place)
                        .is_some_and(|below| below.is_empty() || below.starts_with('/'))
                })
            });
        }
        Ok(Self { first, then })
    }

    /// Whether there is one request, whose answer is passed to the filter as it comes.
    pub(super) fn is_single(&self) -> bool {
        let first = &self.first;
        self.then.is_empty()
            && first.paging.is_none()
            && first.pointer.is_empty()
            && matches!(first.format, Format::Json)
    }

    /// The names asked for with the first request: the outermost of what is permitted and comes from it.
    pub(super) fn first_names(
        &self,
        table: &AttributeTable,
        permitted: &AttributeSet,
    ) -> Vec<String> {
        let is_elsewhere = |outermost: &str| {
            self.then
                .iter()
                .any(|step| step.into.as_deref() == Some(outermost))
        };
        let paths = table
            .paths_of(permitted)
            .map(permission::AttributePath::as_str);
        let here = paths.filter(|path| !is_elsewhere(path.split('.').next().unwrap_or_default()));
        self.first.names(here)
    }
}

impl Step {
    fn new(
        config: &RequestConfig,
        shape: Shape,
        identifier_types: &[String],
    ) -> Result<Self, String> {
        let path = format!("/{}", config.path.trim_start_matches('/'));
        let template = RequestTemplate::new(&path, &config.query, &config.headers)
            .map_err(|error| error.to_string())?;
        let method = match config.method.as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            other => return Err(format!("`method` is `{other}`; it must be `GET` or `POST`")),
        };
        if config.json.is_some() && method == Method::GET {
            return Err("`json` is sent with `method = \"POST\"`".into());
        }
        let body = config.json.as_ref().map(BodyTemplate::new).transpose();
        let body = body.map_err(|error| error.to_string())?;
        // Without an identifier, or something that one led to, everybody's data would come.
        if template.is_fixed() && body.as_ref().is_none_or(BodyTemplate::is_fixed) {
            return Err("the `request` names no identifier, so it would ask for everybody".into());
        }
        let in_body = body.iter().flat_map(BodyTemplate::names);
        known(template.names().chain(in_body), identifier_types)?;
        if !(config.pointer.is_empty() || config.pointer.starts_with('/')) {
            return Err(format!(
                "`pointer` `{}` is no JSON pointer (RFC 6901)",
                config.pointer
            ));
        }
        let format = Format::new(config.format, config.csv.as_ref())?;
        if shape == Shape::NgsiLd && !matches!(format, Format::Json) {
            return Err("what is not JSON has the shape `plain`".into());
        }
        let paging = config.paging.clone().map(Paging::new).transpose()?;
        if paging.is_some() && method != Method::GET {
            return Err("pages are read with `GET`".into());
        }
        Ok(Self {
            method,
            template,
            body,
            format,
            pointer: config.pointer.clone(),
            paging,
            fields: config.fields.clone(),
            into: config.into.clone(),
            is_used: false,
        })
    }

    fn pointers(&self) -> impl Iterator<Item = &str> {
        let body = self.body.iter().flat_map(BodyTemplate::pointers);
        self.template.pointers().chain(body)
    }

    /// Whether anything of it is permitted, or needed to get at what is.
    pub(super) fn is_needed(&self, table: &AttributeTable, permitted: &AttributeSet) -> bool {
        let Some(into) = &self.into else {
            return true;
        };
        self.is_used || table.covered(into).any(|index| permitted.contains(index))
    }

    /// The names asked for with a later request: of what is permitted below its place, the outermost; of one that takes
    /// the place of what came before, of all that is permitted.
    pub(super) fn later_names(
        &self,
        table: &AttributeTable,
        permitted: &AttributeSet,
    ) -> Vec<String> {
        let paths = table
            .paths_of(permitted)
            .map(permission::AttributePath::as_str);
        let Some(into) = &self.into else {
            return self.names(paths);
        };
        let mut below = Vec::new();
        for path in paths {
            match path.strip_prefix(into.as_str()) {
                // Described as a whole: whatever is in it.
                Some("") => return Vec::new(),
                Some(rest) => below.extend(rest.strip_prefix('.')),
                None => {}
            }
        }
        self.names(below.into_iter())
    }

    fn names<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Vec<String> {
        let Some(fields) = &self.fields else {
            return Vec::new();
        };
        let mut names = fields.always.clone();
        for path in paths {
            let outermost = path.split('.').next().unwrap_or_default();
            let named = fields
                .names
                .get(path)
                .or_else(|| fields.names.get(outermost));
            let name = named.map_or(outermost, String::as_str);
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// Asks for these names alone, where the source can.
    pub(super) fn ask_for(&self, target: &mut String, names: &[String]) {
        let Some(fields) = self.fields.as_ref().filter(|_| !names.is_empty()) else {
            return;
        };
        begin_pair(target, &fields.parameter);
        for (index, name) in names.iter().enumerate() {
            match fields.separator {
                _ if index == 0 => {}
                // It separates nothing in a query, and some servers split before they decode.
                ',' => target.push(','),
                other => encode_component(target, other.encode_utf8(&mut [0; 4])),
            }
            encode_component(target, name);
        }
    }
}
