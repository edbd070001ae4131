//! What a connector would do, tried by whoever runs it before anybody is served: reading one person, and every step of
//! one request. Nothing of it is an access: the log and the memory of used tickets are those of a folder that is thrown
//! away, no operator is asked about a permission, and what is read goes to whoever tries it.

mod gateways;
mod long;
mod sample;
mod steps;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use permission::AttributeSet;
use storage::vault::Vault;
use storage::{Database, Schema};
use tokio_util::sync::DropGuard;
use web::CancellationToken;

pub use self::gateways::{GatewaySample, sample_gateways};
pub(crate) use self::sample::values;
pub use self::sample::{Cover, Sample, Seen, covers, sample};
pub use self::steps::{Asking, Step, StepState, rehearse};
use crate::clock::Clock;
use crate::config::{Config, UpstreamConfig};
use crate::enforcement;
use crate::enforcement::grant::Selection;
use crate::mapping::DeviationCause;
use crate::open::OpenStore;
use crate::routes::Route;
use crate::sources::findings::{Finding, Kind};
use crate::sources::template::{Identifier, Identifiers};
use crate::sources::{Source, SourceAnswer, SourceError, Store, Wanted};
use crate::worker::Worker;
use crate::{Error, Result, start};

/// By which the person is known.
const NOBODY: &str = "urn:fiducia:nobody";

/// A connector that serves nobody.
struct Stage {
    worker: Worker,
    /// Ends what is copied for it.
    copying: Option<DropGuard>,
    folder: PathBuf,
}

/// What was read of a person, and kept of it.
struct Kept {
    /// Of a long answer the first entities alone.
    body: Vec<u8>,
    /// Bytes that would be released.
    bytes: usize,
    /// Entities in them.
    records: u64,
    /// Of a long answer: how many of its entities `body` has.
    first: Option<u64>,
    /// How long the source took.
    took: std::time::Duration,
    /// Bytes that the source sent.
    sent: usize,
}

impl Stage {
    /// Sets it up in a folder of its own.
    async fn of(config: &Config) -> Result<Self> {
        web::install_crypto_provider();
        let name = format!("fiducia-try-{}", uuid::Uuid::new_v4().simple());
        let folder = std::env::temp_dir().join(name);
        let made = Self::in_folder(config, folder.clone()).await;
        if made.is_err() {
            // What is left of it holds nothing of anybody.
            let _ = std::fs::remove_dir_all(&folder);
        }
        made
    }

    async fn in_folder(config: &Config, folder: PathBuf) -> Result<Self> {
        let file = |source| Error::File {
            path: folder.display().to_string(),
            source,
        };
        std::fs::create_dir(&folder).map_err(file)?;
        // Outside development a key is refused that others can read; one that is made here they cannot.
        let key = folder.join("master.key");
        web::secrets::master_key(&key, true)?;
        let mut staged = config.clone();
        staged.data.clone_from(&folder);
        staged.database = None;
        staged.master_key_file = Some(key);
        let url = config.base_url.clone();
        let url = url.unwrap_or_else(|| format!("http://{}", config.listen));
        let app = start::open(staged, &url, Clock::system(), None).await?;
        let copying = app.copies.as_ref().map(|copies| {
            let stop = CancellationToken::new();
            drop(copies.keep_current(stop.clone(), |_| {}));
            stop.drop_guard()
        });
        let source: Box<dyn Source> = match &config.upstream {
            UpstreamConfig::Store(store) => {
                let database = entities(config).await?;
                let open = match &config.open {
                    Some(open) => {
                        let open = OpenStore::new(open, database.clone(), open.reading()).await?;
                        Some(open.upstream(config)?)
                    }
                    None => None,
                };
                Box::new(Store::new(store, database, open, &app.clock))
            }
            _ => start::source(&app)?,
        };
        Ok(Self {
            worker: Worker::new(app, source),
            copying,
            folder,
        })
    }

    fn route(&self, path: Option<&str>) -> Result<Arc<Route>> {
        let offer = self.worker.app.offer();
        let routes = &offer.routes;
        let found = match path {
            Some(path) => routes.iter().find(|route| route.path == path),
            None => routes.first(),
        };
        found.cloned().ok_or_else(|| {
            let files = offer.gateways.all().map(|one| one.called());
            let known = routes.iter().map(|one| one.path.clone()).chain(files);
            let known: Vec<String> = known.map(|one| format!("`{one}`")).collect();
            Error::Config(match path {
                _ if known.is_empty() => "there is no `[[connector.route]]`".into(),
                Some(path) => format!("there is no route `{path}`; there are {}", known.join(", ")),
                None => "say which route".into(),
            })
        })
    }

    /// What keeps these attributes.
    fn selection(
        &self,
        route: &Route,
        attributes: &AttributeSet,
    ) -> Result<Selection, SourceError> {
        let pseudonyms = &self.worker.app.pseudonyms;
        let pseudonyms = pseudonyms.pseudonyms(NOBODY, &route.dataset.id);
        let selection = Selection::of(
            route,
            attributes.clone(),
            Some(pseudonyms),
            &mut self.worker.filters.borrow_mut(),
        );
        selection.map_err(|_| SourceError::Malformed)
    }

    /// Reads a person as a request would, and keeps what is permitted.
    async fn read(
        &self,
        route: &Route,
        identifiers: &Identifiers,
        attributes: &AttributeSet,
    ) -> Result<Kept, SourceError> {
        let begun = Instant::now();
        let selection = self.selection(route, attributes)?;
        let wanted = Wanted {
            route,
            identifiers,
            attributes: selection.wanted(),
        };
        let bytes = match self.worker.source.read(wanted).await? {
            SourceAnswer::Whole(bytes) => bytes,
            SourceAnswer::Pieces(pieces) if route.is_streamed() => {
                let long = self.read_long(route, &selection, *pieces).await?;
                return Ok(Kept {
                    body: long.first,
                    bytes: long.bytes,
                    records: long.records,
                    first: Some(long.count),
                    took: begun.elapsed(),
                    sent: long.sent,
                });
            }
            SourceAnswer::Pieces(_) => return Err(SourceError::TooLarge),
        };
        let took = begun.elapsed();
        let app = &self.worker.app;
        let found = enforcement::found(app, route, &bytes)?;
        let kept = enforcement::kept(app, route, &selection, found)?;
        Ok(Kept {
            bytes: kept.body.len(),
            body: kept.body,
            records: kept.records,
            first: None,
            took,
            sent: bytes.len(),
        })
    }

    /// What the source sent that is not as its description or its data model has it.
    fn found(&self) -> Vec<Notice> {
        let said = |one: Finding| match one.kind {
            Kind::Deviation(DeviationCause::Model(keyword)) => Notice::Deviates(one.name, keyword),
            kind => Notice::LeftOut(match kind.cause() {
                Some(cause) => format!("{} ({cause})", one.name),
                None => one.name,
            }),
        };
        let found = self.worker.app.findings.all().into_iter();
        // What is gone is not sent: the check of the queries says it.
        let sent = found.filter(|one| one.kind != Kind::Gone);
        sent.map(said).collect()
    }
}

impl Stage {
    /// The same, in sentences.
    fn noticed(&self) -> Vec<String> {
        let (mut left_out, mut deviating) = (Vec::new(), Vec::new());
        for notice in self.found() {
            match notice {
                Notice::LeftOut(name) => left_out.push(name),
                Notice::Deviates(name, keyword) => deviating.push(format!("{name} ({keyword})")),
            }
        }
        let lists = [
            (
                "left out, as the description does not know it or it is not what it should be",
                left_out,
            ),
            ("released, and not as the data model has it", deviating),
        ];
        let said = lists.iter().filter(|(_, names)| !names.is_empty());
        said.map(|(what, names)| format!("{what}: {}", names.join(", ")))
            .collect()
    }
}

/// Something that a source sent and that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Notice {
    /// Its description does not know it, or it could not be converted: it is left out.
    LeftOut(String),
    /// It is released and deviates from its data model: the attribute, and the schema's keyword that it breaks.
    Deviates(String, String),
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.copying = None;
        // Where that fails, copies of a bucket's objects may be left, which nobody else can read.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The connector's own entities, where it keeps any.
async fn entities(config: &Config) -> Result<Database> {
    let key = config.master_key_path();
    if !key.exists() {
        return Err(Error::Config(format!(
            "nothing is kept yet, for `{}` does not exist: start the connector with `fiducia serve`, and fill it with \
             `fiducia connector import`",
            key.display()
        )));
    }
    let key = web::secrets::master_key(&key, config.development)?;
    let url = config.database_url();
    Ok(Database::open(&url, Schema::Connector, Some(Vault::new(&key))).await?)
}

/// Those of the given identifiers, types and values, that a route's dataset understands.
fn understood(route: &Route, given: &[(String, String)]) -> Identifiers {
    let types = route.dataset.description.identifier_types.iter();
    let given = given.iter().map(|(id_type, id)| Identifier {
        id_type: id_type.clone(),
        id: id.clone(),
    });
    Identifiers::understood(types.map(String::as_str), given)
}
