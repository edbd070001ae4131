//! Before a person decides on a request, their browser can show them their own values of what is asked for.
use http::HeaderValue;
use permission::DatasetId;
use web::page::asset_url;

use super::{Showing, policy};
use crate::permissions::view::UseView;
use crate::{Operator, Result};

/// One dataset, in the order of the use's datasets.
#[derive(Debug)]
pub(crate) struct Preview {
    dataset: String,
    /// Its source's connector.
    pub(crate) connector: String,
    showing: Showing,
}

/// The previews of a request, and what its page needs for them.
#[derive(Debug, Default)]
pub(crate) struct Previews {
    list: Vec<Preview>,
    origins: Vec<String>,
    /// The script of the page.
    pub(crate) script: String,
    /// The module by which it reads.
    pub(crate) module: String,
}

impl Previews {
    /// Whether the browser can read anything: else the page needs neither script nor an open policy.
    pub(crate) fn any(&self) -> bool {
        self.list.iter().any(|one| one.showing == Showing::Offered)
    }

    /// The dataset's, if the browser can read it.
    pub(crate) fn offered(&self, dataset: &str) -> Option<&Preview> {
        self.of(dataset)
            .filter(|one| one.showing == Showing::Offered)
    }

    /// Whether the dataset's source cannot find the person.
    pub(crate) fn nowhere(&self, dataset: &str) -> bool {
        self.of(dataset)
            .is_none_or(|one| one.showing == Showing::Nowhere)
    }

    fn of(&self, dataset: &str) -> Option<&Preview> {
        self.list.iter().find(|one| one.dataset == dataset)
    }

    /// The page's content policy: it may connect to the sources that are asked, and to no others.
    pub(crate) fn policy(&self) -> Result<HeaderValue> {
        policy::opened(&self.origins)
    }
}

impl Operator {
    /// What a person can be shown of their own values, of what a use asks for.
    pub(crate) async fn previews(&self, account: &str, what: &UseView) -> Result<Previews> {
        let (keychain, _) = self.keychain(account).await?;
        let now = self.clock.now();
        let sources = self.known_sources().await?;
        let mut origins = Vec::new();
        let list = what.datasets.iter().map(|dataset| {
            let id = DatasetId::new(&dataset.id).ok();
            let found = id.as_ref().and_then(|id| sources.dataset(id));
            let mut preview = Preview {
                dataset: dataset.id.clone(),
                connector: String::new(),
                showing: Showing::Nowhere,
            };
            if let Some((source, offered)) = found {
                preview.connector = source.uuid.to_string();
                preview.showing = Showing::of(source, offered, &keychain.known_to(source, now));
                if preview.showing == Showing::Offered {
                    origins.push(source.base_url.origin().to_owned());
                }
            }
            preview
        });
        let list = list.collect();
        Ok(Previews {
            list,
            origins: policy::plain(origins),
            script: asset_url("my-data.js"),
            module: asset_url("self-access.js"),
        })
    }
}
