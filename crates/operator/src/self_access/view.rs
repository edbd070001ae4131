//! The sources where a person is known, as the person reads about them.
use permission::dataset::{Attribute, Erase};
use permission::{Category, Dataset};
use protocol::ids::AttributeName;
use protocol::metadata::{OwnChanges, SelfAccessRoute};
use serde::Serialize;
use utoipa::ToSchema;
use web::language::Speech;
use web::offers::ContactView;

use super::{is_known, is_shown, own_routes};
use crate::accounts::Identifier;
use crate::permissions::view::TermView;
use crate::sources::known::{Offered, Source};
use crate::{Operator, Result};

/// A source where the person is known.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SourceView {
    /// Its connector's UUID.
    pub(crate) connector: String,
    /// What it is called.
    pub(crate) name: String,
    /// What it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) description: String,
    /// Its connector's base URL.
    pub(crate) url: String,
    /// How to reach whoever answers for the data, where the source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contact: Option<ContactView>,
    /// Those of its datasets in which it can find the person.
    pub(crate) datasets: Vec<OwnDatasetView>,
}

/// A dataset in which the person can be found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OwnDatasetView {
    /// Its id.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) title: String,
    /// What it holds.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) description: String,
    /// What it can hold of the person.
    pub(crate) attributes: Vec<OwnAttributeView>,
    /// Where the person's browser reads the values, with a ticket; nowhere when the source does not offer it.
    pub(crate) read_at: Vec<String>,
    /// Whether what it was is read there, too, with `?past=on`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) past: bool,
    /// Where the person adds records of their own, with a ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) add_at: Option<String>,
    /// Where the person erases everything of it as one, with a ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) erase_all_at: Option<String>,
    /// Whether the source's staff do that.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) erase_all_by_staff: bool,
    /// Where the person sees what they have asked the source's staff to change, and takes it back, with a ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) asked_at: Option<String>,
}

/// An attribute of such a dataset.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OwnAttributeView {
    /// Its path in the entity.
    pub(crate) path: String,
    /// What people call it.
    pub(crate) title: String,
    /// What it says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) description: String,
    /// What it is about.
    pub(crate) category: TermView,
    /// Whether the person is known surely enough to be shown it.
    pub(crate) shown: bool,
    /// Where the person corrects it, with a ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) correct_at: Option<String>,
    /// Where the person erases it, with a ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) erase_at: Option<String>,
    /// Whether the source's staff do that, and the person hears of it later.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) by_staff: bool,
    /// The law by which the source keeps it, where it names one (GDPR art. 17(3)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kept_by: Option<String>,
    /// What kind of field it is written in: `email`, `tel`, `url`, `date` or `text`.
    #[serde(skip)]
    pub(crate) field: &'static str,
}

impl OwnAttributeView {
    /// The message that says what the person can do with it here; empty for nothing.
    pub(crate) fn can(&self) -> &'static str {
        match (&self.correct_at, &self.erase_at) {
            (None, None) => "",
            _ if self.by_staff => "own-can-staff",
            (Some(_), Some(_)) => "own-can-both",
            (Some(_), None) => "own-can-correct",
            (None, Some(_)) => "own-can-erase",
        }
    }
}

/// The kind of field for an attribute of a category (HTML §4.10.5).
fn field(category: Category) -> &'static str {
    match category.term().name() {
        "EmailAddress" => "email",
        "TelephoneNumber" => "tel",
        "BirthDate" => "date",
        _ => "text",
    }
}

/// An address of a change, and whether staff make it: the first of those where the person reads that offers it, of its system
/// before its staff.
fn change_at(
    routes: &[&SelfAccessRoute],
    offers: impl Fn(&OwnChanges) -> bool,
) -> Option<(String, bool)> {
    let offered = routes.iter().filter_map(|route| {
        let changes = route.changes.as_ref().filter(|changes| offers(changes))?;
        Some((route, changes.by_staff))
    });
    let (route, by_staff) = offered.min_by_key(|(_, by_staff)| *by_staff)?;
    Some((route.url.to_string(), by_staff))
}

/// Where the person sees what they have asked the source's staff: below its connector's own base URL, as all that is asked with
/// their ticket.
fn asked_at(source: &Source, routes: &[&SelfAccessRoute]) -> Option<String> {
    let changes = routes.iter().filter_map(|route| route.changes.as_ref());
    let mut asked = changes.filter_map(|changes| changes.asked_at.as_ref());
    let asked = asked.find(|at| source.is_above(at));
    asked.map(ToString::to_string)
}

impl Operator {
    /// The sources where a person is known, by name, in a language.
    pub(crate) async fn own_sources(
        &self,
        account: &str,
        speech: &Speech,
    ) -> Result<Vec<SourceView>> {
        let (keychain, _) = self.keychain(account).await?;
        let now = self.clock.now();
        let sources = self.known_sources().await?;
        let mut views: Vec<SourceView> = sources
            .all()
            .map(|source| source_view(source, &keychain.known_to(source, now), speech))
            .filter(|view| !view.datasets.is_empty())
            .collect();
        views.sort_by(|one, other| {
            (&one.name, &one.connector).cmp(&(&other.name, &other.connector))
        });
        Ok(views)
    }
}

fn source_view(source: &Source, identifiers: &[Identifier], speech: &Speech) -> SourceView {
    let known = source
        .datasets
        .iter()
        .filter(|offered| is_known(identifiers, offered));
    SourceView {
        connector: source.uuid.to_string(),
        name: source.metadata.name.clone(),
        description: source.metadata.description.clone(),
        url: source.base_url.to_string(),
        contact: source.metadata.contact.as_ref().and_then(ContactView::of),
        datasets: known
            .map(|offered| dataset_view(source, offered, identifiers, speech))
            .collect(),
    }
}

fn dataset_view(
    source: &Source,
    offered: &Offered,
    identifiers: &[Identifier],
    speech: &Speech,
) -> OwnDatasetView {
    let language = speech.tag();
    let dataset: &Dataset = &offered.dataset;
    let routes = own_routes(source, offered);
    // What the person may not see, they do not change.
    let at = |attribute: &Attribute, names: fn(&OwnChanges) -> &[AttributeName]| {
        let path = attribute.path.as_str();
        let names_it =
            |changes: &OwnChanges| names(changes).iter().any(|name| name.as_str() == path);
        change_at(&routes, names_it).filter(|_| is_shown(identifiers, offered, attribute))
    };
    let attribute = |attribute: &Attribute| {
        let correct = at(attribute, |changes| &changes.correct);
        let erase = at(attribute, |changes| &changes.erase);
        let by_staff = [&correct, &erase]
            .into_iter()
            .flatten()
            .any(|(_, staff)| *staff);
        OwnAttributeView {
            path: attribute.path.as_str().to_owned(),
            title: attribute.title.get(language).to_owned(),
            description: attribute.description.get(language).to_owned(),
            category: TermView::of(attribute.category.term(), speech),
            shown: is_shown(identifiers, offered, attribute),
            correct_at: correct.map(|(at, _)| at),
            erase_at: erase.map(|(at, _)| at),
            by_staff,
            kept_by: match &attribute.erase {
                Erase::No(ground) => ground.law.clone(),
                Erase::Yes => None,
            },
            field: field(attribute.category),
        }
    };
    let erase_all = change_at(&routes, |changes| changes.erase_all);
    OwnDatasetView {
        id: dataset.id.to_string(),
        title: dataset.title.get(language).to_owned(),
        description: dataset.description.get(language).to_owned(),
        attributes: dataset.attributes.iter().map(attribute).collect(),
        read_at: routes.iter().map(|route| route.url.to_string()).collect(),
        past: !routes.is_empty() && routes.iter().all(|route| route.past),
        add_at: change_at(&routes, |changes| changes.add).map(|(at, _)| at),
        erase_all_by_staff: erase_all.as_ref().is_some_and(|(_, by_staff)| *by_staff),
        erase_all_at: erase_all.map(|(at, _)| at),
        asked_at: asked_at(source, &routes),
    }
}
