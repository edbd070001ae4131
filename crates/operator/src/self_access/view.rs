//! The sources where a person is known, as the person reads about them.
use permission::Dataset;
use permission::dataset::Attribute;
use serde::Serialize;
use utoipa::ToSchema;
use web::language::Speech;

use super::{addresses, is_known, is_shown};
use crate::accounts::Identifier;
use crate::permissions::view::TermView;
use crate::sources::contact::ContactView;
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
}

impl Operator {
    /// The sources where a person is known, by name, in a language.
    pub(crate) async fn own_sources(
        &self,
        account: &str,
        speech: &Speech,
    ) -> Result<Vec<SourceView>> {
        let identifiers = self.identifiers_of(account).await?;
        let sources = self.known_sources().await?;
        let mut views: Vec<SourceView> = sources
            .all()
            .map(|source| source_view(source, &identifiers, speech))
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
    let attribute = |attribute: &Attribute| OwnAttributeView {
        path: attribute.path.as_str().to_owned(),
        title: attribute.title.get(language).to_owned(),
        description: attribute.description.get(language).to_owned(),
        category: TermView::of(attribute.category.term(), speech),
        shown: is_shown(identifiers, offered, attribute),
    };
    OwnDatasetView {
        id: dataset.id.to_string(),
        title: dataset.title.get(language).to_owned(),
        description: dataset.description.get(language).to_owned(),
        attributes: dataset.attributes.iter().map(attribute).collect(),
        read_at: addresses(source, offered)
            .iter()
            .map(ToString::to_string)
            .collect(),
    }
}
