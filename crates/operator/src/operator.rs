//! An operator: its database, its keys, what it keeps in memory, and the settings.
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use protocol::ids::{Issuer, OperatorUuid};
use protocol::url::{Audience, BaseUrl};
use storage::settings::Settings as _;
use storage::vault::Vault;
use storage::{Database, Schema};
use tokio::sync::Notify;
use web::admin::AdminToken;
use web::fetch::GuardedClient;
use web::keys::{Keys, Overlap};
use web::log::{LogContent, LogSettings, PartyLog};
use web::password::Passwords;
use web::rate::{Quota, RateLimiter};
use web::session::SessionCookie;

use crate::clock::Clock;
use crate::config::EMAIL_SECTION;
use crate::known::Known;
use crate::notifications::push::Sender;
use crate::oauth::Assertions;
use crate::public::feedback;
use crate::{Config, Error, Result, journal};

/// The setting that keeps the operator's UUID when the configuration does not.
const UUID_SETTING: &str = "operator.uuid";
/// Keys that rate limits remember, each about 50 bytes: a city's worth of clients within a minute.
const LIMITED_KEYS: usize = 100_000;
/// Self-access tickets of one person: a page shows all their datasets at once, some thirty in a city, and may be
/// loaded again; beyond that nobody reads.
const SELF_ACCESSES: Quota = Quota {
    burst: 60,
    per: Duration::from_secs(2),
};
/// A connector is fetched again at most this often: new keys and a new description need one fetch each, a flood of forged
/// assertions must not become one of fetches.
const FETCHES_AGAIN: Quota = Quota {
    burst: 3,
    per: Duration::from_secs(10),
};

/// An operator. Everything it does is a method of this, in the module of what it is about.
///
/// [`Operator::open`] gives one without a server, for administration; [`Operator::start`] serves one.
pub struct Operator {
    pub(crate) config: Config,
    pub(crate) uuid: OperatorUuid,
    pub(crate) base_url: BaseUrl,
    /// This operator as the audience of events.
    pub(crate) audience: Audience,
    pub(crate) db: Database,
    pub(crate) clock: Clock,
    pub(crate) keys: Arc<Keys>,
    pub(crate) log: Arc<PartyLog>,
    pub(crate) known: Known,
    pub(crate) assertions: Assertions,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) login_limit: RateLimiter,
    /// How often somebody asks to log in with another address.
    pub(crate) login_changes: RateLimiter,
    /// How often an address pushes an app's request.
    pub(crate) pushes: RateLimiter,
    /// How often a feed is read.
    pub(crate) feed_reads: RateLimiter,
    /// How often a person's browser asks for tickets to their own data.
    pub(crate) self_access_limit: RateLimiter,
    /// How often a person begins to link themselves with a source.
    pub(crate) link_limit: RateLimiter,
    /// How often a connector is fetched again because it shows a key or a description that is not known.
    pub(crate) fetches_again: RateLimiter,
    /// Who is being fetched again at the moment.
    pub(crate) fetching_again: crate::sources::Turns,
    /// How often people tell of what is not accessible.
    pub(crate) feedback_limits: FeedbackLimits,
    /// Sends e-mails, if it is set up to.
    pub(crate) mailer: Option<web::email::Mailer>,
    /// Who it is to push services, where people may add devices.
    pub(crate) push: Option<crate::notifications::push::Sender>,
    /// What a browser that shows notifications is known by.
    pub(crate) device_cookie: SessionCookie,
    /// What anybody may look up.
    pub(crate) catalogue: crate::public::catalogue::Shelf,
    pub(crate) providers: web::oidc::Providers,
    /// The party that passkeys are registered for; none where the base URL has no host name.
    pub(crate) relying_party: Option<webauthn_rs::Webauthn>,
    pub(crate) cookie: SessionCookie,
    pub(crate) fetch: GuardedClient,
    pub(crate) admin: AdminToken,
    /// Pages that follow a person's log.
    pub(crate) live: crate::access_log::live::Live,
    /// Says that the outbox has something.
    pub(crate) outbox: Arc<Notify>,
    /// Says that there is something to tell a service.
    pub(crate) webhook_wake: Arc<Notify>,
    /// How often a service has an event sent by hand.
    pub(crate) by_hand: RateLimiter,
    /// Where this process counts releases: a shard that hardly any other has.
    pub(crate) shard: i64,
    /// Says that a connector has acknowledged something.
    pub(crate) acknowledged: Arc<Notify>,
}

/// How often feedback is taken: from one address, and from all together.
pub(crate) struct FeedbackLimits {
    pub(crate) by_address: RateLimiter,
    pub(crate) all: RateLimiter,
}

impl std::fmt::Debug for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Operator")
            .field("uuid", &self.uuid)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Operator {
    /// Opens the operator of a configuration without serving it: for administration on its own machine,
    /// beside a running process or without one.
    ///
    /// # Errors
    /// [`Error::Config`], [`Error::Storage`], [`Error::File`].
    pub async fn open(config: Config) -> Result<Arc<Self>> {
        config.check()?;
        let base_url = match &config.base_url {
            Some(url) => url.clone(),
            None => format!("http://{}", config.listen),
        };
        Self::open_at(config, &base_url, Clock::default()).await
    }

    /// As [`Operator::open`], reached at `base_url`, with a clock of the caller's.
    pub(crate) async fn open_at(config: Config, base_url: &str, clock: Clock) -> Result<Arc<Self>> {
        let transport = if config.development {
            protocol::url::Transport::Development
        } else {
            protocol::url::Transport::Https
        };
        let base_url = BaseUrl::parse(base_url, transport)
            .map_err(|error| Error::Config(format!("`operator.base_url`: {error}")))?;
        for group in &config.trust_groups {
            group.configured_keys()?;
        }
        make_directory(&config.data)?;
        let master = web::secrets::master_key(&config.master_key_path(), config.development)?;
        let admin = web::secrets::admin_token(&config.admin_token_path(), config.development)?;
        let db = Database::open(
            &config.database_url(),
            Schema::Operator,
            Some(Vault::new(&master)),
        )
        .await?;
        let uuid = operator_uuid(&config, &db, clock.now()).await?;
        let overlap = Overlap::of_seconds(config.limits.key_overlap_seconds);
        let keys = Keys::open_with(db.clone(), config.signature_algorithm.into(), overlap).await?;
        let log = LogSettings::new(
            journal::LOG,
            base_url.as_str(),
            config.log_path(),
            LogContent::Commitments,
        );
        let log = PartyLog::open(db.clone(), log).await?;
        check_origin(&log).await?;
        let per = Duration::from_mins(1) / config.limits.logins_per_minute;
        let quota = Quota {
            burst: config.limits.logins_per_minute,
            per,
        };
        let is_https = base_url.as_str().starts_with("https:");
        let push = Sender::open(&config, &db, base_url.as_str(), clock.now()).await?;
        Ok(Arc::new(Self {
            push,
            device_cookie: SessionCookie::new("device", is_https),
            passwords: Arc::new(Passwords::new(config.limits.password_hashes)),
            login_limit: RateLimiter::new(quota, LIMITED_KEYS),
            login_changes: RateLimiter::new(crate::accounts::login_change::ASKED, LIMITED_KEYS),
            pushes: RateLimiter::new(crate::apps::PUSHES, LIMITED_KEYS),
            feed_reads: RateLimiter::new(crate::feeds::READS, LIMITED_KEYS),
            self_access_limit: RateLimiter::new(SELF_ACCESSES, LIMITED_KEYS),
            link_limit: RateLimiter::new(crate::links::BEGUN, LIMITED_KEYS),
            fetches_again: RateLimiter::new(FETCHES_AGAIN, LIMITED_KEYS),
            fetching_again: crate::sources::Turns::default(),
            feedback_limits: FeedbackLimits {
                by_address: RateLimiter::new(feedback::BY_ADDRESS, LIMITED_KEYS),
                all: RateLimiter::new(feedback::ALL, 1),
            },
            mailer: mailer(&config)?,
            catalogue: crate::public::catalogue::Shelf::default(),
            providers: web::oidc::Providers::default(),
            relying_party: crate::accounts::passkeys::relying_party(&base_url, &config.name)?,
            cookie: SessionCookie::new("session", is_https),
            fetch: GuardedClient::new(&config.fetching())?,
            audience: Audience::from(base_url.clone()),
            known: Known::default(),
            assertions: Assertions::default(),
            live: crate::access_log::live::Live::default(),
            outbox: Arc::new(Notify::new()),
            webhook_wake: Arc::new(Notify::new()),
            by_hand: RateLimiter::new(crate::webhooks::BY_HAND, LIMITED_KEYS),
            shard: rand::random_range(0..crate::statistics::SHARDS),
            acknowledged: Arc::new(Notify::new()),
            admin,
            config,
            uuid,
            base_url,
            db,
            clock,
            keys,
            log,
        }))
    }

    /// The operator's UUID (MIM4 §5.7).
    pub fn uuid(&self) -> &OperatorUuid {
        &self.uuid
    }

    /// The URL under which everyone reaches it.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// The database, for backups and measurements.
    pub fn database(&self) -> &Database {
        &self.db
    }

    /// Who signs its events.
    pub(crate) fn issuer(&self) -> Issuer {
        Issuer::from(&self.uuid)
    }

    /// An address of this operator.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}/{}", self.base_url, path.trim_start_matches('/'))
    }

    /// Announces a new signing key: published now, it signs after the lead of `protocol::key_ring`. Gives
    /// its id.
    pub async fn rotate_key(&self) -> Result<String> {
        let kid = self.keys.rotate().await?.to_string();
        self.note_administration("key announced", &kid).await?;
        Ok(kid)
    }

    /// Commits a unit that changes something which must be there.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is not, any more or at all.
    pub(crate) async fn commit_known(
        &self,
        unit: storage::Unit,
        what: &'static str,
        id: &str,
    ) -> Result<()> {
        if self.commit_first(unit).await? {
            Ok(())
        } else {
            Err(Error::unknown(what, id))
        }
    }

    /// Commits a unit that does what several may begin at the same time. False, with nothing written, where another
    /// process or person was first.
    pub(crate) async fn commit_first(&self, unit: storage::Unit) -> Result<bool> {
        match self.db.commit(unit).await {
            Ok(_) => Ok(true),
            Err(storage::Error::Conflict { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Replaces the signing key at once: after a loss. Peers fetch the keys again when they meet it.
    pub async fn replace_key(&self) -> Result<String> {
        let kid = self.keys.rotate_at_once().await?.to_string();
        self.note_administration("key replaced", &kid).await?;
        Ok(kid)
    }

    async fn note_administration(&self, act: &str, what: &str) -> Result<()> {
        let mut unit = storage::Unit::new();
        let record = serde_json::json!({"act": act, "what": what});
        let about = journal::About::default();
        unit.log(journal::entry(
            journal::Kind::Administration,
            self.clock.now(),
            about,
            &record,
        )?);
        self.db.commit(unit).await?;
        Ok(())
    }
}

/// A log belongs to one name for ever: under another it could not be gone on with.
async fn check_origin(log: &PartyLog) -> Result<()> {
    let Some(checkpoint) = log.checkpoint().await? else {
        return Ok(());
    };
    let found = &checkpoint.checkpoint().origin;
    if found == log.origin() {
        return Ok(());
    }
    Err(Error::Config(format!(
        "the log in the data directory is `{found}`, and under `operator.base_url` it would be `{}`; keep the base url \
         (in development `operator.listen` with a fixed port)",
        log.origin()
    )))
}

fn file_error(path: &Path, source: std::io::Error) -> Error {
    Error::File {
        path: path.display().to_string(),
        source,
    }
}

fn mailer(config: &Config) -> Result<Option<web::email::Mailer>> {
    let Some(email) = &config.email else {
        return Ok(None);
    };
    let roots = &config.fetch.extra_roots;
    Ok(web::email::Mailer::open(email, EMAIL_SECTION, roots)?)
}

fn make_directory(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|source| file_error(path, source))
}

async fn operator_uuid(config: &Config, db: &Database, now: i64) -> Result<OperatorUuid> {
    if let Some(uuid) = &config.uuid {
        // Tickets name it as their issuer: another one would make every stored permission unusable.
        let stored = db.set_first(UUID_SETTING, uuid.as_str(), now).await?;
        if stored != uuid.as_str() {
            return Err(Error::Config(format!(
                "`operator.uuid` is `{uuid}`, but the database is operator `{stored}`'s"
            )));
        }
        return Ok(uuid.clone());
    }
    let stored = db
        .set_first(UUID_SETTING, &crate::random::uuid(), now)
        .await?;
    OperatorUuid::parse(&stored).map_err(|error| Error::stored("operator uuid", error))
}
