//! The pages of one service of an organisation: what it wants data for, what it holds and has asked, webhooks, keys,
//! statistics. Each page belongs to the organisation of whoever looks; another's service is as unknown as one that is not
//! there.
mod editor;
mod held;
mod keys;
mod overview;
mod preview;
mod statistics;
mod ticket;
mod uses;
mod webhooks;

use std::collections::BTreeMap;

use axum::Router;
use axum::routing::{get, post};
use web::page::Link;
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::Site;
use crate::Error;
use crate::intended_uses::form::Entered;
use crate::organisations::{Actor, Service};

/// The service that a page is about, with the ways between its pages.
pub(crate) struct Desk {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) pages: Vec<Link>,
}

/// The pages of a service: what comes after its address, the message, and what one must be allowed.
const PAGES: [(&str, &str, May); 8] = [
    ("", "service-page-overview", May::Look),
    ("/uses", "service-page-uses", May::Look),
    ("/permissions", "service-page-permissions", May::ReadLog),
    ("/requests", "service-page-requests", May::ReadLog),
    ("/webhooks", "service-page-webhooks", May::Look),
    ("/keys", "service-page-keys", May::Look),
    ("/statistics", "service-page-statistics", May::ReadLog),
    ("/ticket", "service-page-ticket", May::ReadLog),
];

impl Desk {
    /// The address of a page of this service.
    pub(crate) fn path(&self, page: &str) -> String {
        address(&self.id, page)
    }

    /// The address of the page of one thing among several.
    pub(crate) fn of(&self, page: &str, id: &str) -> String {
        self.path(&format!("{page}{id}"))
    }
}

/// The address of a page of a service.
pub(crate) fn address(service: &str, page: &str) -> String {
    let id = url::form_urlencoded::byte_serialize(service.as_bytes()).collect::<String>();
    format!("/staff/services/{}{page}", id.replace('+', "%20"))
}

impl Site {
    /// A service of the visitor's organisation, for somebody who may do this.
    async fn own(
        &self,
        visitor: &Visitor,
        id: &str,
        may: May,
        page: &str,
    ) -> Result<(Service, Desk), Problem> {
        visitor.require(may)?;
        let service = self.operator.service(id).await?;
        if service.organisation != visitor.member.organisation {
            return Err(Error::unknown("service", id).into());
        }
        let seen = PAGES.iter().filter(|(_, _, may)| visitor.may(*may));
        let pages = seen.map(|(below, message, _)| Link {
            href: address(id, below),
            text: visitor.speech.say(message).into(),
            current: *below == page,
        });
        let desk = Desk {
            id: service.client_id.clone(),
            name: service.name.get(visitor.speech.tag()).to_owned(),
            pages: pages.collect(),
        };
        Ok((service, desk))
    }

    /// Who does what a page does.
    fn actor<'a>(&'a self, visitor: &'a Visitor) -> Actor<'a> {
        Actor::Staff {
            staff: &self.staff,
            member: &visitor.member,
        }
    }
}

/// The fields of a form, each with its values.
#[derive(Debug, Default)]
pub(crate) struct Fields(BTreeMap<String, Vec<String>>);

impl Fields {
    pub(crate) fn read(body: &[u8]) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            fields
                .entry(name.into_owned())
                .or_default()
                .push(value.into_owned());
        }
        Self(fields)
    }

    /// A number, where a field has one.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }
}

impl Entered for Fields {
    fn text(&self, name: &str) -> &str {
        self.all(name).first().map_or("", |text| text.trim())
    }

    fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    fn lines(&self, name: &str) -> Vec<String> {
        let lines = self.text(name).lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

/// The routes below `/staff/services`.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/staff/services/{service}", get(overview::show))
        .route(
            "/staff/services/{service}/uses",
            get(uses::list).post(uses::begin),
        )
        .route("/staff/services/{service}/uses/{id}", get(uses::show))
        .route(
            "/staff/services/{service}/uses/{id}/draft",
            get(editor::show).post(editor::save),
        )
        .route(
            "/staff/services/{service}/uses/{id}/begin",
            post(uses::renew),
        )
        .route(
            "/staff/services/{service}/uses/{id}/preview",
            get(preview::show),
        )
        .route("/staff/services/{service}/uses/{id}/{act}", post(uses::act))
        .route(
            "/staff/services/{service}/permissions",
            get(held::permissions),
        )
        .route("/staff/services/{service}/requests", get(held::requests))
        .route(
            "/staff/services/{service}/webhooks",
            get(webhooks::list).post(webhooks::add),
        )
        .route(
            "/staff/services/{service}/webhooks/{id}",
            get(webhooks::show).post(webhooks::change),
        )
        .route(
            "/staff/services/{service}/webhooks/{id}/{act}",
            post(webhooks::act),
        )
        .route(
            "/staff/services/{service}/webhooks/{id}/events/{event}",
            get(webhooks::delivery).post(webhooks::send),
        )
        .route(
            "/staff/services/{service}/keys",
            get(keys::show).post(keys::add),
        )
        .route("/staff/services/{service}/keys/end", post(keys::end))
        .route("/staff/services/{service}/keys/secret", post(keys::secret))
        .route(
            "/staff/services/{service}/statistics",
            get(statistics::show),
        )
        .route(
            "/staff/services/{service}/statistics.csv",
            get(statistics::table),
        )
        .route(
            "/staff/services/{service}/ticket",
            get(ticket::ask).post(ticket::check),
        )
}
