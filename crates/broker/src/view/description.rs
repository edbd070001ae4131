//! What is offered, for whoever asks: types, names of attributes, the registration, and who offers it
//! (ETSI GS CIM 009 §5.7.5 to §5.7.10, §5.10.1, §5.10.2, §5.15.1). Nothing of it is about entities.

use http::request::Parts;
use http::{Method, StatusCode};
use ngsi_ld::context::CORE_URL;
use ngsi_ld::{Context, Problem};
use serde_json::{Value, json};

use super::{Viewer, Whole};
use crate::answer::Answer;
use crate::call::Call;
use crate::collection::{Collection, DOCUMENT_MEDIA};
use crate::contexts::Named;
use crate::discovery::{Seen, What};
use crate::{identity, route};

/// What is said of what is offered. Names are of the core context.
#[derive(Debug, Default)]
pub struct Description {
    /// Types of entities, each with the names of its attributes.
    pub types: Vec<(String, Vec<String>)>,
    /// The context source registration (§5.2.9), with its `id`.
    pub registration: Value,
}

impl Viewer {
    /// Answers a request for what is offered.
    ///
    /// # Errors
    /// [`Problem`] of what is wrong with it.
    pub fn describe(&self, parts: Parts, description: &Description) -> Result<Whole, Problem> {
        let call = self.call(parts)?;
        let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
        let is_known = matches!(
            segments.as_slice(),
            ["types" | "attributes" | "csourceRegistrations"]
                | ["types" | "attributes" | "csourceRegistrations", _]
                | ["info", "sourceIdentity"]
        );
        if !is_known {
            return Err(route::nothing(&call));
        }
        if call.method != Method::GET {
            return Err(route::not_allowed("GET"));
        }
        let answer = match segments.as_slice() {
            ["types"] => description.seen().say(&call, &What::Types),
            ["types", name] => description.seen().say(&call, &What::Type(name)),
            ["attributes"] => description.seen().say(&call, &What::Attributes),
            ["attributes", name] => description.seen().say(&call, &What::Attribute(name)),
            ["csourceRegistrations"] => description.registrations(&call),
            ["csourceRegistrations", id] => description.registration(&call, id),
            _ => identity::of(&call, &self.alias, &self.started),
        };
        answer.map(Answer::into_bytes)
    }
}

impl Description {
    fn seen(&self) -> Seen {
        let core = Context::core();
        let mut seen = Seen::default();
        for (name, attributes) in &self.types {
            let attributes = attributes.iter().map(|name| core.expand(name));
            seen.describe(&core.expand(name), attributes);
        }
        seen
    }

    fn registrations(&self, call: &Call) -> Result<Answer, Problem> {
        let media = call.accepted(&DOCUMENT_MEDIA)?;
        call.know(&["type", "attrs", "limit", "offset", "count", "local", "via"])?;
        let core = Context::core();
        let listed = |parameter: &str| -> Option<Vec<String>> {
            let names = call.parameter(parameter)?.split([',', '|']);
            Some(names.map(|name| core.expand(name.trim())).collect())
        };
        let (types, attributes) = (listed("type"), listed("attrs"));
        let fits = self.types.iter().any(|(name, own)| {
            let name = core.expand(name);
            let has =
                |wanted: &Vec<String>| own.iter().any(|one| wanted.contains(&core.expand(one)));
            types.as_ref().is_none_or(|types| types.contains(&name))
                && attributes.as_ref().is_none_or(has)
        });
        let all: Vec<Value> = fits
            .then(|| self.registration.clone())
            .into_iter()
            .collect();
        let named = Named {
            active: core,
            document: json!(CORE_URL),
        };
        Collection::listed(call, media, &named, &all)
    }

    fn registration(&self, call: &Call, id: &str) -> Result<Answer, Problem> {
        let media = call.accepted(&DOCUMENT_MEDIA)?;
        call.know(&["options", "local", "via"])?;
        if self.registration["id"] != id {
            return Err(Problem::not_found(format!(
                "there is no registration `{id}`"
            )));
        }
        let answer = Answer::document(media, &json!(CORE_URL), self.registration.clone());
        Ok(answer.with_status(StatusCode::OK))
    }
}
