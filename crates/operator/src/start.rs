//! Serving an operator: its routes, and what runs beside them.
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, patch, post, put};
use storage::operator::webhook_queue::WebhookQueue;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use utoipa::OpenApi as _;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use web::CancellationToken;
use web::delivery::{Courier, Courying, Pace};
use web::frame::Frame;
use web::health::Health;
use web::keys::KeySchedule;
use web::server::Server;

use crate::clock::Clock;
use crate::pages::Site;
use crate::{
    Config, Error, Operator, Result, access_log, accounts, admin, apps, events, feeds,
    intended_uses, introspection, leaving, links, metadata, notifications, oauth, organisations,
    permissions, public, rules, self_access, staff, statistics, tickets, webhooks,
};

/// Seconds between looks for e-mails that are due: soon enough for people, and one look reads an index that is mostly empty.
const MAIL_SECONDS: u32 = 5;
/// Seconds between looks for messages to devices that are due: as soon as a person expects on a phone.
const PUSH_SECONDS: u32 = 2;

/// An operator at work.
#[derive(Debug)]
pub struct Running {
    url: String,
    operator: Arc<Operator>,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<Result<()>>>,
}

impl Running {
    /// The URL under which everyone reaches it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The operator, for administration in the same process.
    pub fn operator(&self) -> &Arc<Operator> {
        &self.operator
    }

    /// Stops: accepts nothing more, lets requests in flight finish, writes down what is left.
    pub fn shutdown(&self) {
        self.stop.cancel();
    }

    /// Waits until everything has ended: after [`Running::shutdown`], or when a part of it has failed, which
    /// ends the others.
    ///
    /// # Errors
    /// The first part's that failed.
    pub async fn joined(self) -> Result<()> {
        let mut outcome = Ok(());
        for task in self.tasks {
            let ended = task
                .await
                .map_err(|error| Error::Internal(error.to_string()))
                .and_then(|ended| ended);
            self.stop.cancel();
            if outcome.is_ok() {
                outcome = ended;
            }
        }
        self.operator.db.close().await;
        outcome
    }
}

impl Operator {
    /// Starts an operator: when this returns, it is ready.
    ///
    /// # Errors
    /// [`Error::Config`], [`Error::Web`] when the address cannot be listened on, [`Error::Storage`].
    pub async fn start(config: Config) -> Result<Running> {
        Self::start_with(config, Clock::default()).await
    }

    /// As [`Operator::start`], with a clock of the caller's.
    pub async fn start_with(config: Config, clock: Clock) -> Result<Running> {
        config.check()?;
        let server = Server::bind(config.server()).await?;
        let base_url = config.base_url.clone().unwrap_or_else(|| server.url());
        let operator = Self::open_at(config, &base_url, clock).await?;
        let stop = CancellationToken::new();
        let router = operator.router(&server)?;
        let url = operator.base_url.to_string();
        let mut tasks = Vec::new();
        let serving = server.serve_router(router, stop.clone());
        tasks.push(tokio::spawn(
            async move { serving.await.map_err(Error::from) },
        ));
        operator.spawn_tasks(&mut tasks, &stop);
        // A part that fails must not leave the others half alive.
        let tasks = tasks
            .into_iter()
            .map(|task| guarded(task, stop.clone()))
            .collect();
        tracing::info!(url, uuid = %operator.uuid, name = operator.config.name, "the operator is ready");
        Ok(Running {
            url,
            operator,
            stop,
            tasks,
        })
    }

    fn spawn_tasks(
        self: &Arc<Self>,
        tasks: &mut Vec<JoinHandle<Result<()>>>,
        stop: &CancellationToken,
    ) {
        let days = u64::from(self.config.limits.key_days);
        let schedule = KeySchedule {
            rotate_after: Some(Duration::from_secs(days * 86_400)),
            ..KeySchedule::default()
        };
        let keys = self.keys.spawn(schedule, stop.clone());
        tasks.push(tokio::spawn(async move {
            keys.await
                .map_err(|error| Error::Internal(error.to_string()))
        }));
        let log = self.log.spawn(stop.clone());
        tasks.push(tokio::spawn(async move {
            log.await
                .map_err(|error| Error::Internal(error.to_string()))?
                .map_err(Error::from)
        }));
        tasks.push(self.spawn_courier(stop.clone()));
        tasks.push(self.spawn_webhook_courier(stop.clone()));
        let (operator, stopping) = (Arc::clone(self), stop.clone());
        tasks.push(tokio::spawn(async move {
            stopping.cancelled().await;
            operator.live.end();
            Ok(())
        }));
        let (operator, seconds) = (Arc::clone(self), self.config.limits.sweep_seconds);
        tasks.push(every(seconds, stop.clone(), move || {
            let operator = Arc::clone(&operator);
            async move { operator.sweep().await }
        }));
        let operator = Arc::clone(self);
        tasks.push(every(MAIL_SECONDS, stop.clone(), move || {
            let operator = Arc::clone(&operator);
            async move { operator.mail().await.map(|_| ()) }
        }));
        let operator = Arc::clone(self);
        tasks.push(every(PUSH_SECONDS, stop.clone(), move || {
            let operator = Arc::clone(&operator);
            async move { operator.push_news().await.map(|_| ()) }
        }));
        let (operator, seconds) = (Arc::clone(self), self.config.limits.source_refresh_seconds);
        tasks.push(every(seconds, stop.clone(), move || {
            let operator = Arc::clone(&operator);
            async move {
                operator.refresh_sources().await?;
                operator.discover().await
            }
        }));
    }

    /// Delivers the outbox; woken by this process, and looking by itself for what others have put there.
    fn spawn_courier(self: &Arc<Self>, stop: CancellationToken) -> JoinHandle<Result<()>> {
        let operator = Arc::clone(self);
        let deliver = move |delivery| {
            let operator = Arc::clone(&operator);
            async move { operator.deliver(delivery).await }
        };
        let courier = Courier::spawn(
            self.db.clone(),
            "operator",
            Pace::default(),
            deliver,
            stop.clone(),
        );
        woken_by(&self.outbox, courier, stop)
    }

    /// Tells services what happens, apart from the outbox: one that does not answer holds up no connector.
    fn spawn_webhook_courier(self: &Arc<Self>, stop: CancellationToken) -> JoinHandle<Result<()>> {
        let operator = Arc::clone(self);
        let deliver = move |delivery| {
            let operator = Arc::clone(&operator);
            async move { operator.deliver_to_webhook(delivery).await }
        };
        let queue = WebhookQueue(self.db.clone());
        let courier = Courier::spawn(queue, "webhooks", Pace::default(), deliver, stop.clone());
        woken_by(&self.webhook_wake, courier, stop)
    }

    fn router(self: &Arc<Self>, server: &Server) -> Result<Router> {
        let frame = Frame::new(
            self.base_url.as_str(),
            self.config.brand.clone(),
            server.config(),
        )
        .leading_to(crate::public::FOOTER);
        let csrf = web::csrf::layer(self.base_url.as_str())?;
        let site = Site {
            operator: Arc::clone(self),
            frame: Arc::clone(&frame),
        };
        let admin = axum::middleware::from_fn_with_state(self.admin.clone(), web::admin::require);
        let db = self.db.clone();
        let ping = move || {
            let db = db.clone();
            async move { db.ping().await.map_err(|error| error.to_string()) }
        };
        let peers = Router::new()
            .merge(public_routes())
            .merge(service_routes())
            .merge(app_routes())
            .merge(connector_routes());
        let persons = person_routes().layer(csrf.clone());
        let pages = page_routes()
            .merge(open_routes())
            .layer(csrf)
            .with_state(site);
        let router = Router::new()
            .merge(peers.with_state(Arc::clone(self)))
            .merge(persons.with_state(Arc::clone(self)))
            .merge(admin_routes().layer(admin).with_state(Arc::clone(self)))
            .merge(pages)
            .merge(staff::router(self, &frame)?)
            .merge(self.keys.router())
            .merge(self.log.router())
            .merge(web::problem::router(&frame))
            .merge(web::page::router(&frame))
            .merge(Health::new().check("database", ping).router()?)
            .merge(web::openapi::router(&frame, &document())?);
        Ok(frame.around(router))
    }
}

/// Wakes a courier whenever there is something for it, until it has ended.
fn woken_by(
    wake: &Arc<Notify>,
    courier: Courying,
    stop: CancellationToken,
) -> JoinHandle<Result<()>> {
    let (waker, wake) = (courier.waker(), Arc::clone(wake));
    tokio::spawn(async move {
        while stop.run_until_cancelled(wake.notified()).await.is_some() {
            waker.notify_one();
        }
        courier.ended().await;
        Ok(())
    })
}

/// Runs something now and then; a failure is said and does not end it.
fn every<F, R>(seconds: u32, stop: CancellationToken, run: F) -> JoinHandle<Result<()>>
where
    F: Fn() -> R + Send + 'static,
    R: Future<Output = Result<()>> + Send,
{
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_secs(u64::from(seconds)));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            match stop.run_until_cancelled(run()).await {
                Some(Err(error)) => {
                    tracing::warn!(%error, "a regular task failed; it is tried again");
                }
                Some(Ok(())) => {}
                None => break,
            }
        }
        Ok(())
    })
}

/// A task whose failure stops the others.
fn guarded(task: JoinHandle<Result<()>>, stop: CancellationToken) -> JoinHandle<Result<()>> {
    tokio::spawn(async move {
        let ended = task
            .await
            .map_err(|error| Error::Internal(error.to_string()))
            .and_then(|ended| ended);
        if let Err(error) = &ended {
            tracing::error!(%error, "a part of the operator has failed; it stops");
            stop.cancel();
        }
        ended
    })
}

fn public_routes() -> Router<Arc<Operator>> {
    Router::new()
        .route(
            protocol::metadata::OPERATOR_PATH,
            get(metadata::api::metadata),
        )
        .route(apps::metadata::PATH, get(apps::metadata::metadata))
        .route("/feeds/{secret}/{file}", get(feeds::read::read))
        .route(public::status::PATH, get(public::status::json))
        .route(
            public::catalogue::api::PATH,
            get(public::catalogue::api::find),
        )
}

/// What apps of persons call without their session.
fn app_routes() -> Router<Arc<Operator>> {
    Router::new()
        .route(apps::api::PUSH_PATH, post(apps::api::push))
        .route(apps::tokens::REVOKE_PATH, post(apps::api::revoke))
}

fn service_routes() -> Router<Arc<Operator>> {
    Router::new()
        .route(oauth::token::PATH, post(oauth::api::token))
        .route("/api/v1/connectors", get(metadata::api::connectors))
        .route(
            "/api/v1/permission-requests",
            post(permissions::service_api::ask).get(permissions::service_api::sent),
        )
        .route(
            "/api/v1/permission-requests/{id}",
            get(permissions::service_api::status),
        )
        .route(tickets::api::PATH, post(tickets::api::issue))
        .merge(service_desk_routes())
}

/// What a service sees to by itself.
fn service_desk_routes() -> Router<Arc<Operator>> {
    use intended_uses::api as uses;
    use organisations::keys_api as keys;
    use permissions::service_api as own;
    Router::new()
        .route("/api/v1/permissions", get(own::permissions))
        .route("/api/v1/permissions/{permission}", get(own::permission))
        .route(
            "/api/v1/webhooks",
            get(webhooks::api::list).post(webhooks::api::add),
        )
        .route(
            "/api/v1/webhooks/{id}",
            get(webhooks::api::show)
                .put(webhooks::api::change)
                .delete(webhooks::api::remove),
        )
        .route("/api/v1/webhooks/{id}/test", post(webhooks::api::test))
        .route(
            "/api/v1/webhooks/{id}/deliveries",
            get(webhooks::api::deliveries),
        )
        .route(
            "/api/v1/webhooks/{id}/deliveries/{event}",
            get(webhooks::api::delivery),
        )
        .route(
            "/api/v1/webhooks/{id}/deliveries/{event}/send",
            post(webhooks::api::send_again),
        )
        .route("/api/v1/intended-uses", get(uses::list))
        .route("/api/v1/intended-uses/{id}", get(uses::versions))
        .route(
            "/api/v1/intended-uses/{id}/draft",
            get(uses::draft).put(uses::save).delete(uses::remove),
        )
        .route("/api/v1/intended-uses/{id}/draft/check", get(uses::check))
        .route(
            "/api/v1/intended-uses/{id}/draft/preview",
            get(uses::preview),
        )
        .route(
            "/api/v1/intended-uses/{id}/draft/publish",
            post(uses::publish),
        )
        .route(
            "/api/v1/intended-uses/{id}/draft/recall",
            post(uses::recall),
        )
        .route("/api/v1/statistics", get(statistics::api::show))
        .route("/api/v1/keys", get(keys::list).post(keys::add))
        .route("/api/v1/keys/{kid}", delete(keys::remove))
        .route("/api/v1/secret", post(keys::replace_secret))
}

fn connector_routes() -> Router<Arc<Operator>> {
    Router::new()
        .route(
            introspection::api::PATH,
            post(introspection::api::introspect),
        )
        .route(access_log::api::PATH, post(access_log::api::complete_batch))
        .route(
            "/api/v1/access-items/{uuid}",
            patch(access_log::api::complete),
        )
        .route(events::api::PATH, post(events::api::receive))
}

fn person_routes() -> Router<Arc<Operator>> {
    use permissions::api as own;
    Router::new()
        .route("/api/v1/sessions", post(accounts::api::log_in))
        .route("/api/v1/sessions/current", delete(accounts::api::log_out))
        .merge(identity_routes())
        .route("/api/v1/me", get(accounts::api::me))
        .route("/api/v1/me/requests", get(own::requests))
        .route("/api/v1/me/requests/{id}", get(own::request))
        .route("/api/v1/me/requests/{id}/grant", post(own::grant))
        .route("/api/v1/me/requests/{id}/decline", post(own::decline))
        .route("/api/v1/me/permissions", get(own::permissions))
        .route("/api/v1/me/permissions/{id}", get(own::permission))
        .route("/api/v1/me/permissions/{id}/amend", post(own::amend))
        .route("/api/v1/me/permissions/{id}/renew", post(own::renew))
        .route("/api/v1/me/permissions/{id}/suspend", post(own::suspend))
        .route("/api/v1/me/permissions/{id}/resume", post(own::resume))
        .route("/api/v1/me/permissions/{id}/withdraw", post(own::withdraw))
        .route(
            "/api/v1/me/permissions/{id}/receipts/{version}",
            get(own::receipt),
        )
        .route(
            "/api/v1/me/rules",
            get(rules::api::list).post(rules::api::save),
        )
        .route("/api/v1/me/rules/preview", post(rules::api::preview))
        .route("/api/v1/me/rules/{id}", delete(rules::api::end))
        .route("/api/v1/me/rules/{id}/odrl", get(rules::api::odrl))
        .route("/api/v1/me/access-log", get(access_log::api::list))
        .route("/api/v1/me/apps", get(apps::api::own))
        .route("/api/v1/me/apps/{client_id}", delete(apps::api::end))
        .route(
            "/api/v1/me/feeds",
            get(feeds::api::list).post(feeds::api::make),
        )
        .route("/api/v1/me/feeds/{id}", delete(feeds::api::end))
        .merge(notification_routes())
        .route(
            "/api/v1/me/rights-letters",
            get(crate::rights::sent_pages::list).post(crate::rights::sent_pages::create),
        )
        .route(
            "/api/v1/me/rights-letters/{id}",
            post(crate::rights::sent_pages::change),
        )
        .route("/api/v1/me/export", get(leaving::api::export))
        .route(
            "/api/v1/me/close",
            get(leaving::api::leaving).post(leaving::api::close),
        )
        .route("/api/v1/me/sources", get(self_access::api::sources))
        .merge(link_routes())
        .route(self_access::api::PATH, post(self_access::api::issue))
}

fn link_routes() -> Router<Arc<Operator>> {
    use links::api;
    Router::new()
        .route("/api/v1/me/links", get(api::list).post(api::begin))
        .route("/api/v1/me/links/{connector}", delete(api::end))
        .route("/api/v1/me/links/{connector}/check", post(api::check))
}

fn link_pages() -> Router<Site> {
    use links::pages;
    Router::new()
        .route(pages::PATH, get(pages::show))
        .route("/links/begin", get(pages::begin))
        .route("/links/attempts/{id}", get(pages::finish))
        .route("/links/check", post(pages::check))
        .route("/links/end", post(pages::end))
}

fn notification_routes() -> Router<Arc<Operator>> {
    use notifications::{api, push};
    Router::new()
        .route("/api/v1/me/notifications", get(api::list))
        .route("/api/v1/me/notifications/read", post(api::read_all))
        .route("/api/v1/me/notifications/test", post(api::test))
        .route(
            "/api/v1/me/notifications/devices",
            get(push::api::list).post(push::api::add),
        )
        .route(
            "/api/v1/me/notifications/devices/{id}",
            delete(push::api::remove),
        )
        .route("/api/v1/me/notifications/{id}/read", post(api::read))
        .route(
            "/api/v1/me/notifications/choices",
            get(api::choices).put(api::choose),
        )
}

fn login_change_pages() -> Router<Site> {
    use accounts::login_change_pages as logins;
    Router::new()
        .route("/identities/login", post(logins::ask))
        .route("/identities/login/cancel", post(logins::cancel))
        .route(
            "/identities/login/{secret}",
            get(logins::show).post(logins::confirm),
        )
        .route(
            "/login-undo/{secret}",
            get(logins::ask_undo).post(logins::undo),
        )
}

fn notification_pages() -> Router<Site> {
    use notifications::{pages, push};
    Router::new()
        .route(pages::PATH, get(pages::show))
        .route("/notifications/read", post(pages::read_all))
        .route("/notifications/{id}", post(pages::open))
        .route("/notifications/{id}/read", post(pages::read))
        .route("/settings/notifications", post(pages::choose))
        .route("/settings/notifications/test", post(pages::test))
        .route("/settings/devices/remove", post(push::pages::remove))
        .route(push::worker::PATH, get(push::worker::show))
        .route(
            "/unsubscribe/{secret}",
            get(pages::ask_unsubscribe).post(pages::unsubscribe),
        )
        .route("/mail", get(notifications::mails::list))
        .route("/mail/{name}", get(notifications::mails::show))
}

fn identity_routes() -> Router<Arc<Operator>> {
    use accounts::{
        identities_api as identities, login_change_pages as logins, sessions_api as sessions,
    };
    Router::new()
        .route("/api/v1/sessions/passkey", post(sessions::log_in))
        .route(
            "/api/v1/sessions/passkey/challenge",
            post(sessions::begin_passkey),
        )
        .route("/login/passkey", post(sessions::log_in_page))
        .route(
            "/api/v1/me/sessions",
            get(sessions::list).delete(sessions::end_others),
        )
        .route("/api/v1/me/sessions/{id}", delete(sessions::end))
        .route("/api/v1/me/identities", get(identities::list))
        .route("/api/v1/me/identities/{id}", delete(identities::remove))
        .route(
            "/api/v1/me/identities/password",
            put(identities::change_password).delete(identities::remove_password),
        )
        .route(
            "/api/v1/me/identities/login",
            put(logins::ask_by_api).delete(logins::cancel_by_api),
        )
        .route(
            "/api/v1/me/identities/login/confirmation",
            post(logins::confirm_by_api),
        )
        .route("/api/v1/me/identities/choices", put(identities::choose))
        .route(
            "/api/v1/me/identities/passkeys",
            post(identities::add_passkey),
        )
        .route(
            "/api/v1/me/identities/passkeys/challenge",
            post(identities::begin_passkey),
        )
        .route(
            "/api/v1/me/identities/passkeys/{id}/name",
            put(identities::rename_passkey),
        )
        .route("/api/v1/me/confirmation", post(identities::confirm))
        .route(
            "/api/v1/me/confirmation/challenge",
            post(identities::begin_confirmation),
        )
}

fn page_routes() -> Router<Site> {
    use crate::pages::{manifest, operator};
    use permissions::pages;
    Router::new()
        .route("/", get(crate::home::pages::show))
        .route("/rights", get(crate::rights::show))
        .route("/rights/letters", post(crate::rights::sent_pages::add))
        .route(
            "/rights/letters/{id}",
            post(crate::rights::sent_pages::mark),
        )
        .route("/mandates", get(crate::rights::mandates))
        .route(
            "/login",
            get(accounts::pages::show).post(accounts::pages::log_in),
        )
        .route("/logout", post(accounts::pages::log_out))
        .route("/language", post(crate::pages::language::choose))
        .route("/login/oidc/{provider}", get(accounts::pages::begin_oidc))
        .route(
            "/login/oidc/{provider}/callback",
            get(accounts::pages::finish_oidc),
        )
        .route("/identities", get(accounts::identities_pages::show))
        .route(
            "/identities/confirm",
            post(accounts::identities_pages::confirm),
        )
        .route(
            "/identities/remove",
            post(accounts::identities_pages::remove),
        )
        .route(
            "/identities/password",
            post(accounts::identities_pages::change_password),
        )
        .merge(login_change_pages())
        .route(
            "/identities/sessions",
            post(accounts::identities_pages::end_session),
        )
        .route(
            "/identities/choices",
            post(accounts::identities_pages::choose),
        )
        .route(
            "/identities/links/{provider}",
            get(accounts::pages::begin_link),
        )
        .route("/requests/{id}", get(pages::request).post(pages::decide))
        .route("/permissions", get(pages::list))
        .route("/permissions/{id}", get(pages::permission))
        .route("/permissions/{id}/{act}", post(pages::act))
        .route("/permissions/{id}/receipts/{version}", get(pages::receipt))
        .route("/activity", get(access_log::pages::show))
        .route("/activity/live", get(access_log::live::listen))
        .route(manifest::PATH, get(manifest::show))
        .route("/operator", get(operator::show))
        .route("/operator/apps/{client_id}/end", post(operator::end_app))
        .route("/operator/feeds", post(operator::make_feed))
        .route("/operator/feeds/{id}/end", post(operator::end_feed))
        .route("/operator/export", get(operator::export))
        .route(
            "/operator/close",
            get(leaving::pages::ask).post(leaving::pages::close),
        )
        .route(
            apps::authorize::PATH,
            get(apps::pages::ask).post(apps::pages::decide),
        )
        .merge(own_routes())
        .merge(link_pages())
        .merge(notification_pages())
}

/// What the person says and holds beside permissions: rules, their own data, their account.
fn own_routes() -> Router<Site> {
    use rules::pages;
    Router::new()
        .route("/rules", get(pages::list).post(pages::save))
        .route("/rules/new", get(pages::begin))
        .route("/rules/preview", post(pages::preview))
        .route("/rules/{id}/remove", post(pages::remove))
        .route("/rules/{id}/again", post(pages::again))
        .route("/my-data", get(self_access::pages::show))
        .route(
            "/settings",
            get(accounts::settings::show).post(accounts::settings::save),
        )
}

/// Pages for everybody, with or without an account.
fn open_routes() -> Router<Site> {
    let form = post(public::accessibility::send)
        .layer(DefaultBodyLimit::max(public::feedback::LONGEST_BODY))
        .get(public::accessibility::show);
    Router::new()
        .route("/about", get(public::about::show))
        .route(public::accessibility::PATH, form)
        .route("/privacy", get(public::privacy::show))
        .route("/status", get(public::status::show))
        .route("/catalogue", get(public::catalogue::pages::show))
}

fn admin_routes() -> Router<Arc<Operator>> {
    use admin::api;
    Router::new()
        .route(
            "/api/v1/admin/organisations",
            get(api::organisations).post(api::add_organisation),
        )
        .route(
            "/api/v1/admin/organisations/{id}",
            put(api::change_organisation),
        )
        .route(
            "/api/v1/admin/services",
            get(api::services).post(api::add_service),
        )
        .route(
            "/api/v1/admin/services/{client_id}",
            put(api::change_service),
        )
        .route(
            "/api/v1/admin/services/{client_id}/state",
            put(api::set_service_state),
        )
        .route(
            "/api/v1/admin/intended-uses",
            get(api::intended_uses).post(api::add_intended_use),
        )
        .route(
            "/api/v1/admin/intended-use-drafts",
            get(intended_uses::admin::waiting),
        )
        .route(
            "/api/v1/admin/services/{client_id}/intended-uses/{id}/approve",
            post(intended_uses::admin::approve),
        )
        .route(
            "/api/v1/admin/services/{client_id}/intended-uses/{id}/refuse",
            post(intended_uses::admin::refuse),
        )
        .route(
            "/api/v1/admin/connectors",
            get(api::connectors).post(api::add_connector),
        )
        .route(
            "/api/v1/admin/connectors/discover",
            post(api::discover_connectors),
        )
        .route(
            "/api/v1/admin/connectors/{uuid}",
            delete(api::withdraw_connector),
        )
        .route(
            "/api/v1/admin/connector-findings",
            get(api::connector_findings),
        )
        .route(
            "/api/v1/admin/connectors/{uuid}/refresh",
            post(api::refresh_connector),
        )
        .route(
            "/api/v1/admin/apps",
            get(apps::admin::apps).post(apps::admin::add_app),
        )
        .route(
            "/api/v1/admin/apps/{client_id}",
            delete(apps::admin::remove_app),
        )
        .route("/api/v1/admin/trust-groups", get(api::trust_groups))
        .route("/api/v1/admin/datasets", get(api::datasets))
        .route(
            "/api/v1/admin/persons",
            get(api::persons).post(api::add_person),
        )
        .route(
            "/api/v1/admin/persons/{id}/identifiers",
            post(api::add_identifier),
        )
        .route("/api/v1/admin/keys/rotate", post(api::rotate_key))
        .route("/api/v1/admin/outbox", get(api::outbox))
        .route("/api/v1/admin/feedback", get(api::feedback))
}

/// The OpenAPI document: every route above, described where it is handled.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Fiducia operator", description = "The person's side: permissions, tickets, introspection, access log",
        license(name = "EUPL-1.2")),
    tags(
        (name = "public", description = "What everyone can read"),
        (name = "service", description = "Data using services"),
        (name = "connector", description = "Connectors of data sources"),
        (name = "person", description = "Persons, with their session, or through an app that they let in"),
        (name = "app", description = "Apps of persons"),
        (name = "admin", description = "Whoever runs this operator"),
    ),
    paths(
        metadata::api::metadata, metadata::api::connectors, public::status::json,
        oauth::api::token, permissions::service_api::ask, permissions::service_api::sent, permissions::service_api::status,
        tickets::api::issue, permissions::service_api::permissions, permissions::service_api::permission,
        webhooks::api::list, webhooks::api::add, webhooks::api::show, webhooks::api::change, webhooks::api::remove,
        webhooks::api::test, webhooks::api::deliveries, webhooks::api::delivery, webhooks::api::send_again,
        intended_uses::api::list, intended_uses::api::versions, intended_uses::api::draft, intended_uses::api::save,
        intended_uses::api::remove, intended_uses::api::check, intended_uses::api::preview,
        intended_uses::api::publish, intended_uses::api::recall, statistics::api::show,
        organisations::keys_api::list, organisations::keys_api::add, organisations::keys_api::remove,
        organisations::keys_api::replace_secret,
        public::catalogue::api::find,
        introspection::api::introspect, access_log::api::complete, access_log::api::complete_batch,
        events::api::receive,
        accounts::api::log_in, accounts::api::log_out, accounts::api::me,
        accounts::sessions_api::begin_passkey, accounts::sessions_api::log_in, accounts::sessions_api::list,
        accounts::sessions_api::end, accounts::sessions_api::end_others,
        accounts::identities_api::list, accounts::identities_api::remove, accounts::identities_api::change_password,
        accounts::identities_api::begin_passkey, accounts::identities_api::add_passkey,
        accounts::identities_api::rename_passkey, accounts::identities_api::begin_confirmation,
        accounts::identities_api::confirm, accounts::identities_api::choose,
        accounts::login_change_pages::ask_by_api, accounts::login_change_pages::cancel_by_api,
        accounts::login_change_pages::confirm_by_api,
        permissions::api::requests, permissions::api::request, permissions::api::grant, permissions::api::decline,
        permissions::api::permissions, permissions::api::permission, permissions::api::amend,
        permissions::api::renew, permissions::api::suspend, permissions::api::resume, permissions::api::withdraw,
        permissions::api::receipt,
        rules::api::list, rules::api::save, rules::api::preview, rules::api::end, rules::api::odrl,
        access_log::api::list,
        apps::metadata::metadata, apps::api::push, apps::api::revoke, apps::api::own, apps::api::end,
        feeds::read::read, feeds::api::list, feeds::api::make, feeds::api::end,
        notifications::api::list, notifications::api::read, notifications::api::read_all,
        notifications::api::choices, notifications::api::choose, notifications::api::test,
        notifications::push::api::list, notifications::push::api::add, notifications::push::api::remove,
        crate::rights::sent_pages::list, crate::rights::sent_pages::create, crate::rights::sent_pages::change,
        leaving::api::export, leaving::api::leaving, leaving::api::close,
        self_access::api::sources, self_access::api::issue,
        links::api::list, links::api::begin, links::api::check, links::api::end,
        admin::api::organisations, admin::api::add_organisation, admin::api::change_organisation,
        admin::api::services, admin::api::add_service, admin::api::change_service, admin::api::set_service_state,
        admin::api::intended_uses, admin::api::add_intended_use,
        intended_uses::admin::waiting, intended_uses::admin::approve, intended_uses::admin::refuse, admin::api::connectors, admin::api::add_connector, admin::api::discover_connectors, admin::api::withdraw_connector, admin::api::connector_findings,
        apps::admin::apps, apps::admin::add_app, apps::admin::remove_app,
        admin::api::refresh_connector, admin::api::trust_groups, admin::api::datasets, admin::api::persons, admin::api::add_person,
        admin::api::add_identifier, admin::api::rotate_key, admin::api::outbox, admin::api::feedback,
    ),
)]
struct Document;

fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.merge(web::staff::api::Document::openapi());
    let scheme = |scheme, text: &str| {
        let mut http = Http::new(scheme);
        http.description = Some(text.to_owned());
        SecurityScheme::Http(http)
    };
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(
        "session",
        scheme(
            HttpAuthScheme::Bearer,
            "The token of `POST /api/v1/sessions`",
        ),
    );
    components.add_security_scheme(
        "app",
        scheme(
            HttpAuthScheme::Bearer,
            "An app's access token of `/oauth/token`, as `DPoP` with a proof (RFC 9449)",
        ),
    );
    components.add_security_scheme(
        "staff",
        scheme(
            HttpAuthScheme::Bearer,
            "The token of `POST /api/v1/staff/sessions`, of a member of an organisation's staff",
        ),
    );
    components.add_security_scheme(
        "admin",
        scheme(HttpAuthScheme::Bearer, "The token of the admin token file"),
    );
    components.add_security_scheme(
        "dpop",
        scheme(
            HttpAuthScheme::Bearer,
            "An access token of `/oauth/token`, as `DPoP` with a proof (RFC 9449)",
        ),
    );
    document
}
