//! `GET /ngsi-ld/v1/entities` and `…/{id}` (ETSI GS CIM 009 §6.4, §6.5): what a permission releases, seen as NGSI-LD.
//!
//! Permission comes first: everything here looks at the permitted view, so that no query tells anything about what is
//! withheld. What is not understood of a query is refused rather than passed over, for it would have narrowed the answer.

mod view;

use std::sync::Arc;

use http::HeaderMap;
use http::header::ACCEPT;
use protocol::problem::ProblemName;

pub(crate) use self::view::View;
use crate::config::Shape;
use crate::enforcement::Refusal;
use crate::percent;
use crate::routes::{Offer, Route};

/// Where entities are, below the base URL.
pub(crate) const PATH: &str = "/ngsi-ld/v1/entities";
/// Where undeclared terms live (ETSI GS CIM 009 §5.5.7).
const DEFAULT_VOCABULARY: &str = "https://uri.etsi.org/ngsi-ld/default-context/";
/// The core context, which answers refer to.
const CORE_CONTEXT: &str = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld";

/// Entities of one answer, unless the query says otherwise: as common brokers have it.
const USUAL_LIMIT: usize = 20;
/// And at the most.
const LARGEST_LIMIT: usize = 1_000;

/// A query as it was asked: which route it is about, and how to look at what that permits.
pub(crate) struct Query {
    /// The route.
    pub(crate) route: Arc<Route>,
    /// How to look.
    pub(crate) view: View,
}

fn invalid(detail: impl std::fmt::Display) -> Refusal {
    Refusal::new(ProblemName::InvalidRequest, detail)
}

impl Query {
    /// Reads a request's path, query and `Accept`. `None` where the path is not of this API.
    pub(crate) fn read(
        offer: &Offer,
        uri: &http::Uri,
        headers: &HeaderMap,
    ) -> Option<Result<Self, Refusal>> {
        let rest = uri.path().strip_prefix(PATH)?;
        let id = match rest.strip_prefix('/') {
            None if rest.is_empty() => None,
            Some(id) if !id.is_empty() && !id.contains('/') => Some(id),
            _ => return None,
        };
        offer
            .has_entities()
            .then(|| Self::parse(offer, id, uri.query().unwrap_or_default(), headers))
    }

    fn parse(
        offer: &Offer,
        id: Option<&str>,
        query: &str,
        headers: &HeaderMap,
    ) -> Result<Self, Refusal> {
        let mut wanted_type = None;
        let id = id.map(|id| {
            percent::decode(id)
                .ok_or_else(|| invalid("the entity's id is not percent-encoded text"))
        });
        let mut view = View {
            single: id.transpose()?,
            limit: USUAL_LIMIT,
            ..View::default()
        };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let number = || {
                value
                    .parse::<usize>()
                    .map_err(|_| invalid(format!("`{name}` is not a number")))
            };
            match name.as_ref() {
                "type" if wanted_type.is_none() => wanted_type = Some(value.into_owned()),
                "id" => view.ids = Some(value.split(',').map(str::to_owned).collect()),
                "attrs" | "pick" => view.attributes = Some(names(&value)),
                "limit" => view.limit = number()?,
                "offset" => view.offset = number()?,
                "count" => view.count = value == "true",
                "options" | "format" => {
                    for option in value.split(',') {
                        match option {
                            "keyValues" | "simplified" => view.simplified = true,
                            "normalized" => view.simplified = false,
                            // Brokers ask for the source's times, to tell which of two values is newer; what it
                            // has of them is in its attributes.
                            "sysAttrs" => {}
                            other => {
                                return Err(invalid(format!(
                                    "`{name}={other}` is not supported here"
                                )));
                            }
                        }
                    }
                }
                // This connector is where the data is; there is nowhere else to look.
                "local" => {}
                other => return Err(invalid(format!("`{other}` is not supported here"))),
            }
        }
        if view.limit > LARGEST_LIMIT {
            return Err(invalid(format!("`limit` is more than {LARGEST_LIMIT}")));
        }
        view.linked_data = headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.contains("application/ld+json"));
        Ok(Self {
            route: Self::route(offer, wanted_type.as_deref())?,
            view,
        })
    }

    /// The route whose dataset has this type; the only one where none is named.
    fn route(offer: &Offer, wanted: Option<&str>) -> Result<Arc<Route>, Refusal> {
        let mut fitting = offer.routes.iter().filter(|route| {
            let name = route.dataset.description.entity_type.as_str();
            route.shape == Shape::NgsiLd && wanted.is_none_or(|wanted| short(wanted) == short(name))
        });
        let found = fitting.next();
        match (found, wanted) {
            (None, Some(wanted)) => Err(Refusal::new(
                ProblemName::NotFound,
                format!("no entities of type `{wanted}`"),
            )),
            (None, None) => Err(ProblemName::NotFound.into()),
            (Some(_), None) if fitting.next().is_some() => Err(invalid(
                "name the `type`: this source has entities of several",
            )),
            (Some(route), _) => Ok(Arc::clone(route)),
        }
    }
}

fn names(list: &str) -> Vec<String> {
    list.split(',')
        .filter(|name| !name.is_empty())
        .map(|name| short(name).to_owned())
        .collect()
}

/// A name without the default vocabulary before it.
fn short(name: &str) -> &str {
    name.strip_prefix(DEFAULT_VOCABULARY).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_be_written_in_full() {
        assert_eq!(
            names("https://uri.etsi.org/ngsi-ld/default-context/name,,address"),
            ["name", "address"]
        );
    }
}
