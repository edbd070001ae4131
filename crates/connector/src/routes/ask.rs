//! What a route asks of its upstream, and how its data is changed there, by the upstream's kind.

use std::sync::Arc;

use permission::AttributeTable;

use super::{Ask, Changing, Offered};
use crate::config::{Config, RouteConfig, Shape, UpstreamConfig};
use crate::sources::files::Exported;
use crate::sources::rows::Rows;
use crate::sources::solid::Resources;
use crate::sources::{Changes, Entities, Requests, Statements, Tree};

/// How the source's answer is shaped. What is converted has no shape but its own.
fn read_shape(route: &RouteConfig) -> Shape {
    match route.mapping {
        Some(_) => Shape::Plain,
        None => route.shape,
    }
}

/// How the route's data is changed; the error says what in it cannot work.
pub(super) fn changing(
    route: &RouteConfig,
    config: &Config,
    dataset: &Offered,
) -> Result<Changing, String> {
    let kind = config.upstream.kind();
    let (table, known) = (&dataset.table, &dataset.description.identifier_types);
    let changing = match (&config.upstream, &route.change, &route.statements) {
        (UpstreamConfig::Rest(_), Some(change), None) => {
            Changing::Requests(Box::new(Changes::new(change, table, known)?))
        }
        (UpstreamConfig::Sqlite(_) | UpstreamConfig::Postgres(_), None, Some(statements)) => {
            Changing::Statements(Box::new(Statements::new(statements, table, known)?))
        }
        (_, Some(_), _) => return Err(format!("a `{kind}` upstream takes no `change`")),
        (_, _, Some(_)) => return Err(format!("a `{kind}` upstream takes no `statements`")),
        (
            UpstreamConfig::Store(_)
            | UpstreamConfig::NgsiLd(_)
            | UpstreamConfig::HelsinkiGdpr(_)
            | UpstreamConfig::Solid(_),
            None,
            None,
        ) if dataset.self_change && route.mapping.is_none() => Changing::Native,
        (_, None, None) => Changing::None,
    };
    if !matches!(changing, Changing::None) && !dataset.self_change {
        return Err("it says how data is changed, but its dataset has no `self_change`".into());
    }
    // Entries are told apart by their ids, which no other shape has.
    let is_own_store = matches!(config.upstream, UpstreamConfig::Store(_))
        && matches!(changing, Changing::Native)
        && route.entities.is_none()
        && route.shape == Shape::NgsiLd;
    if dataset.self_add && !is_own_store {
        return Err(
            "its dataset has `self_add`, which needs the upstream `store`, `shape = \"ngsi-ld\"`, no `entities` and no `mapping`".into(),
        );
    }
    Ok(changing)
}

/// What the route asks of its upstream; the error says what in it cannot work.
pub(super) fn ask(
    route: &RouteConfig,
    config: &Config,
    read: &AttributeTable,
    dataset: &Offered,
) -> Result<Ask, String> {
    let kind = config.upstream.kind();
    let known = &dataset.description.identifier_types;
    match (&config.upstream, route.resources.is_empty()) {
        (UpstreamConfig::Solid(_), _)
            if route.request.is_some() || route.query.is_some() || route.file.is_some() =>
        {
            return Err("a `solid` upstream takes nothing but `resource`".into());
        }
        (UpstreamConfig::Solid(_), true) => {
            return Err("a `solid` upstream needs a `resource`".into());
        }
        (UpstreamConfig::Solid(solid), false) => {
            let resources = Resources::new(solid, &route.resources, read, known)?;
            return Ok(Ask::Resources(Box::new(resources)));
        }
        (_, false) => return Err(format!("a `{kind}` upstream takes no `resource`")),
        (_, true) => {}
    }
    match (&config.upstream, &route.file) {
        (UpstreamConfig::Files(files), Some(file))
            if route.request.is_none() && route.query.is_none() =>
        {
            let exported = Exported::new(files, &config.data, file, read, known)?;
            return Ok(Ask::Records(Arc::new(exported)));
        }
        (UpstreamConfig::Files(_), None) => return Err("a `files` upstream needs a `file`".into()),
        (UpstreamConfig::Files(_), _) | (_, None) => {}
        (_, Some(_)) => return Err(format!("a `{kind}` upstream takes no `file`")),
    }
    match (&config.upstream, &route.tree) {
        (UpstreamConfig::HelsinkiGdpr(_), Some(tree))
            if route.request.is_none() && route.query.is_none() && route.entities.is_none() =>
        {
            if route.shape != Shape::Plain && route.mapping.is_none() {
                return Err("a tree has the shape `plain`".into());
            }
            let tree = Tree::new(tree, read, known)?;
            return Ok(Ask::Tree(Box::new(tree)));
        }
        (UpstreamConfig::HelsinkiGdpr(_), None) => {
            return Err("a `helsinki-gdpr` upstream needs a `tree`".into());
        }
        (UpstreamConfig::HelsinkiGdpr(_), _) | (_, None) => {}
        (_, Some(_)) => return Err(format!("a `{kind}` upstream takes no `tree`")),
    }
    match (&config.upstream, &route.entities) {
        (UpstreamConfig::Store(_), Some(_)) if config.open.is_none() => {
            return Err(
                "it takes `entities` from the open store, and there is no `[connector.open]`"
                    .into(),
            );
        }
        (UpstreamConfig::NgsiLd(_) | UpstreamConfig::Store(_), Some(entities))
            if route.request.is_none() && route.query.is_none() =>
        {
            if route.shape != Shape::NgsiLd && route.mapping.is_none() {
                return Err("entities of a broker have the shape `ngsi-ld`".into());
            }
            let entity_type = &dataset.description.entity_type;
            let entities = Entities::new(entities, entity_type, known)?;
            return Ok(Ask::Entities(match &config.upstream {
                UpstreamConfig::Store(_) => entities.tell_whose()?,
                _ => entities,
            }));
        }
        (UpstreamConfig::NgsiLd(_), None) => {
            return Err("an `ngsi-ld` upstream needs `entities`".into());
        }
        (UpstreamConfig::NgsiLd(_) | UpstreamConfig::Store(_), _) | (_, None) => {}
        (_, Some(_)) => return Err(format!("a `{kind}` upstream takes no `entities`")),
    }
    match (&config.upstream, &route.request, &route.query) {
        (UpstreamConfig::Rest(_), Some(request), None) => {
            let requests = Requests::new(request, read_shape(route), read, known)?;
            Ok(Ask::Requests(Box::new(requests)))
        }
        (UpstreamConfig::Sqlite(_) | UpstreamConfig::Postgres(_), None, Some(query)) => {
            let rows = Rows::new(query, read, known)?;
            Ok(Ask::Query(Box::new(rows)))
        }
        (
            UpstreamConfig::Store(_)
            | UpstreamConfig::Files(_)
            | UpstreamConfig::Solid(_)
            | UpstreamConfig::NgsiLd(_)
            | UpstreamConfig::HelsinkiGdpr(_),
            None,
            None,
        ) => Ok(Ask::Dataset),
        (UpstreamConfig::Rest(_), None, None) => Err("a `rest` upstream needs a `request`".into()),
        (UpstreamConfig::Sqlite(_) | UpstreamConfig::Postgres(_), None, None) => {
            Err(format!("a `{kind}` upstream needs a `query`"))
        }
        (_, Some(_), _) => Err(format!("a `{kind}` upstream takes no `request`")),
        (_, _, Some(_)) => Err(format!("a `{kind}` upstream takes no `query`")),
    }
}
