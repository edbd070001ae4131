//! Which version of each dataset is in effect. The configuration file says what is offered; a newer version of a dataset
//! may be published from the pages, and is in effect from then on, in every process and after every start, until the
//! file has a newer one still. A version never changes once it was published: of two with one number, the connector
//! takes neither.

pub(crate) mod draft;

use std::sync::Arc;
use std::time::Duration;

use protocol::ids::ConnectorUuid;
use protocol::url::BaseUrl;
use serde_json::Value;
use storage::Database;
use storage::connector::offer::DatasetVersions as _;
use tokio::task::JoinHandle;
use web::CancellationToken;

use crate::app::App;
use crate::config::{Config, DatasetConfig};
use crate::routes::{Ask, Offer};
use crate::sources::files::Exported;
use crate::sources::files::copies::Found;
use crate::{Error, Result, subscriptions};

/// How often versions that another process has published are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The datasets in effect: those of the configuration, each in its newest version.
///
/// # Errors
/// [`Error::Config`] where a version of the configuration was published with another description.
pub(crate) async fn in_effect(config: &Config, database: &Database) -> Result<Vec<DatasetConfig>> {
    let mut datasets = config.datasets.clone();
    for version in database.newest_dataset_versions().await? {
        let id = &version.dataset;
        let Some(own) = datasets.iter_mut().find(|one| one.id == *id) else {
            tracing::warn!(
                dataset = id,
                "published from the pages, and in the configuration no more: not offered"
            );
            continue;
        };
        let published = read(&version.body).map_err(|error| {
            Error::Config(format!("the published `{id}` cannot be read: {error}"))
        })?;
        match i64::from(own.version).cmp(&version.version) {
            std::cmp::Ordering::Less => *own = published,
            std::cmp::Ordering::Equal if is_other(own, &published) => {
                return Err(Error::Config(format!(
                    "`connector.dataset` `{id}`: version {} was published from the pages with another description, and a \
                     version never changes; give yours version {}",
                    own.version,
                    own.version + 1
                )));
            }
            std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => {}
        }
    }
    Ok(datasets)
}

fn read(body: &str) -> serde_json::Result<DatasetConfig> {
    serde_json::from_str(body)
}

fn is_other(one: &DatasetConfig, other: &DatasetConfig) -> bool {
    serde_json::to_value(one).ok() != serde_json::to_value(other).ok()
}

/// What is offered with these datasets.
///
/// # Errors
/// [`Error::Config`], as at the start.
pub(crate) fn made_of(
    config: &Config,
    datasets: Vec<DatasetConfig>,
    uuid: &ConnectorUuid,
    base_url: &BaseUrl,
) -> Result<Offer> {
    let config = Config {
        datasets,
        ..config.clone()
    };
    Offer::of(&config, uuid, base_url)
}

/// Reads ahead what is read ahead.
pub(crate) fn prepare(offer: &Offer) -> Vec<JoinHandle<()>> {
    exports(offer)
        .map(Arc::clone)
        .map(|exported| tokio::task::spawn_blocking(move || exported.prepare()))
        .collect()
}

/// Follows what a look into a bucket has found.
pub(crate) fn follow(offer: &Offer, found: &Found) {
    for exported in exports(offer) {
        if found.gone.iter().any(|name| name == exported.name()) {
            exported.forget();
        }
    }
    if found.is_changed {
        drop(prepare(offer));
    }
}

/// What was found about the source since the start, and what of its files is not served now, for the organisation.
pub(crate) fn findings(app: &App) -> Vec<Value> {
    let mut found = app.findings.list();
    for route in &app.offer().routes {
        if let Ask::Records(exported) = &route.ask {
            found.extend(exported.malformed(&route.path));
        }
    }
    found
}

/// The files that routes read.
fn exports(offer: &Offer) -> impl Iterator<Item = &Arc<Exported>> {
    offer.routes.iter().filter_map(|route| match &route.ask {
        Ask::Records(exported) => Some(exported),
        _ => None,
    })
}

/// Looks now and then for versions that another process has published.
pub(crate) fn spawn(app: &Arc<App>, stop: CancellationToken) -> JoinHandle<()> {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        while stop
            .run_until_cancelled(tokio::time::sleep(LOOK_EVERY))
            .await
            .is_some()
        {
            if let Err(error) = app.renew_offer().await {
                tracing::error!(%error, "a published version of a dataset cannot be put in effect");
            }
        }
    })
}

impl App {
    /// Puts in effect what was published. Requests under way end as they began; what is remembered of routes counts for
    /// them no more.
    ///
    /// # Errors
    /// [`Error::Config`]: what is in effect stays.
    pub(crate) async fn renew_offer(&self) -> Result<()> {
        let _alone = self.publishing.lock().await;
        let described = in_effect(&self.config, &self.database).await?;
        let now = self.offer();
        let same = described.len() == now.described.len()
            && described
                .iter()
                .zip(&now.described)
                .all(|(new, old)| !is_other(new, old));
        if same {
            return Ok(());
        }
        let offer = made_of(&self.config, described, &self.uuid, &self.base_url)?;
        for task in prepare(&offer) {
            // A file that cannot be read has said so, and is read when it is asked for.
            let _ = task.await;
        }
        self.offering.store(Arc::new(offer));
        tracing::info!("another version of what is offered is in effect");
        subscriptions::offer_changed(self).await;
        Ok(())
    }
}
