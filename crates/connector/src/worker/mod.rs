//! The threads that release data: each with its own event loop, connections and caches, so that nothing is contended on
//! the way of a request.

mod body;

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures_util::future::LocalBoxFuture;
use http::header::{ALLOW, VARY};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use protocol::dpop::Htu;
use protocol::problem::ProblemName;
use tokio::sync::oneshot;
use tokio::task::LocalSet;
use web::CancellationToken;
use web::problem::Problem;
use web::server::{RequestId, Server};

pub(crate) use self::body::Body;
use crate::app::{App, Pools};
use crate::enforcement::grant::Filters;
use crate::enforcement::query::Query;
use crate::enforcement::ticket::{Shown, VerifiedTickets};
use crate::enforcement::{self, Refusal};
use crate::gateways::{self, Upstreams};
use crate::gdpr_api;
use crate::ngsi_ld::{self, Resource};
use crate::routes::Route;
use crate::self_access;
use crate::sources::{LARGEST_ADDITION, Source};
use crate::{Error, Result};

/// Bytes of a change: a document of the protocol.
const LARGEST_BODY: usize = 64 * 1024;
/// Until they have come.
const BODY_TIME: Duration = Duration::from_secs(10);

/// What one worker has to itself, beside what all share.
pub(crate) struct Worker {
    /// What all share.
    pub(crate) app: Arc<App>,
    /// Its way to the source.
    pub(crate) source: Box<dyn Source>,
    /// Its connections to operators.
    pub(crate) pools: Pools,
    /// Its connections to what gateway files ask.
    pub(crate) upstreams: Upstreams,
    /// Tickets it has verified.
    pub(crate) verified: RefCell<VerifiedTickets>,
    /// Filters it has compiled.
    pub(crate) filters: RefCell<Filters>,
}

impl Worker {
    /// One that nobody has asked anything of yet.
    pub(crate) fn new(app: Arc<App>, source: Box<dyn Source>) -> Self {
        Self {
            pools: Pools::new(&app.client),
            upstreams: Upstreams::new(&app),
            verified: RefCell::default(),
            filters: RefCell::default(),
            source,
            app,
        }
    }
}

/// Starts a worker. It serves until `stop`, lets what is in flight finish, and then says so.
///
/// # Errors
/// The thread or its event loop cannot be made.
pub(crate) fn spawn(
    app: &Arc<App>,
    source: Box<dyn Source>,
    server: Server,
    router: Router,
    stop: CancellationToken,
) -> Result<oneshot::Receiver<()>> {
    on_thread("connector", app, source, |worker| async move {
        let (sending, drain) = (
            worker.app.sending.clone(),
            Duration::from_millis(server.config().drain_ms),
        );
        let gate = Gate {
            worker,
            router: TowerToHyperService::new(router),
        };
        if let Err(error) = server.serve_local(gate, stop).await {
            tracing::error!(%error, "a worker cannot serve any longer");
        }
        // What came of large answers is logged; of those that do not end now, the next start says so.
        sending.close();
        let _ = tokio::time::timeout(drain, sending.wait()).await;
    })
}

/// Runs a worker on a thread of its own, with its own event loop and its own way to the source, and says when it ends.
///
/// # Errors
/// The thread or its event loop cannot be made.
pub(crate) fn on_thread<F: Future<Output = ()>>(
    name: &'static str,
    app: &Arc<App>,
    source: Box<dyn Source>,
    run: impl FnOnce(Rc<Worker>) -> F + Send + 'static,
) -> Result<oneshot::Receiver<()>> {
    let failed = |source| Error::File {
        path: format!("{name} thread"),
        source,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    let (app, (ended, end)) = (Arc::clone(app), oneshot::channel());
    let thread = std::thread::Builder::new().name(name.into());
    let thread = thread.spawn(move || {
        let running = run(Rc::new(Worker::new(app, source)));
        runtime.block_on(LocalSet::new().run_until(running));
        drop(runtime);
        let _ = ended.send(());
    });
    thread.map_err(failed)?;
    Ok(end)
}

/// Where requests come in: those for data go their own short way, others to the router.
#[derive(Clone)]
struct Gate {
    worker: Rc<Worker>,
    router: TowerToHyperService<Router>,
}

impl Service<Request<Incoming>> for Gate {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = LocalBoxFuture<'static, std::result::Result<Self::Response, Infallible>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let offer = self.worker.app.offer();
        match offer.find(request.uri().path()) {
            Some(found) => {
                let route = found
                    .iter()
                    .find(|route| route.method == *request.method())
                    .cloned();
                let allowed = || {
                    let mut methods: Vec<&str> =
                        found.iter().map(|route| route.method.as_str()).collect();
                    if found.iter().any(|route| self_access::takes_changes(route)) {
                        methods.extend(["PATCH", "DELETE"]);
                    }
                    if found
                        .iter()
                        .any(|route| self_access::takes_additions(route))
                    {
                        methods.push("POST");
                    }
                    methods.join(", ")
                };
                match route {
                    Some(route) => {
                        let worker = Rc::clone(&self.worker);
                        Box::pin(async move { Ok(data(&worker, &route, &request).await) })
                    }
                    None if let Some(route) = found
                        .iter()
                        .find(|route| is_change(request.method(), route)) =>
                    {
                        let (worker, route) = (Rc::clone(&self.worker), Arc::clone(route));
                        Box::pin(async move { Ok(change(&worker, &route, request).await) })
                    }
                    None if *request.method() == Method::OPTIONS => {
                        let (gate, routes, allowed) = (self.clone(), found.to_vec(), allowed());
                        Box::pin(async move {
                            match gate.preflight(&routes, &request).await {
                                Some(response) => Ok(response),
                                None => gate.not_allowed(&request, &allowed).await,
                            }
                        })
                    }
                    None => self.not_allowed(&request, &allowed()),
                }
            }
            None => match Resource::of(request.uri().path()).filter(|_| offer.has_entities()) {
                Some(
                    Resource::Entities | Resource::Subscriptions | Resource::SourceSubscriptions,
                ) => {
                    let worker = Rc::clone(&self.worker);
                    Box::pin(async move { Ok(query(&worker, request).await) })
                }
                Some(Resource::Description) => {
                    let answer = ngsi_ld::describe(&self.worker.app, request.into_parts().0);
                    Box::pin(std::future::ready(Ok(answer)))
                }
                None => {
                    if let Some((route, task)) = self_access::asked_at(&offer, request.uri().path())
                    {
                        let task = task.map(str::to_owned);
                        return self.asked(route, task, request);
                    }
                    let rights = &self.worker.app.gdpr_api;
                    if let Some(api) = rights
                        .as_ref()
                        .filter(|_| gdpr_api::named(request.uri().path()).is_some())
                    {
                        let (worker, api) = (Rc::clone(&self.worker), Arc::clone(api));
                        let id = request_id(&request);
                        let parts = request.into_parts().0;
                        return Box::pin(async move {
                            Ok(gdpr_api::answer(&worker, &api, parts, id).await)
                        });
                    }
                    if offer.gateways.is_health_asked(&request) {
                        let answer = gateways::health(request.method());
                        return Box::pin(std::future::ready(Ok(answer)));
                    }
                    let found = offer.gateways.find(request.uri().path());
                    if !found.is_empty() {
                        let worker = Rc::clone(&self.worker);
                        let id = request_id(&request);
                        return Box::pin(async move {
                            Ok(gateways::serve(&worker, found, request, id).await)
                        });
                    }
                    let answer = self.router.call(request);
                    Box::pin(async move { Ok(answer.await?.map(Body::Other)) })
                }
            },
        }
    }
}

impl Gate {
    /// The answer to a browser that asks whether a page may read a person's own data here.
    async fn preflight(
        &self,
        routes: &[Arc<Route>],
        request: &Request<Incoming>,
    ) -> Option<Response<Body>> {
        let app = &self.worker.app;
        let answer = self_access::preflight(app, routes, request.headers()).await?;
        Some(answer.unwrap_or_else(|refusal| {
            let problem = refusal
                .problem()
                .header(VARY, HeaderValue::from_static("origin"));
            problem.respond(app.base_url.as_str(), Some(request_id(request)))
        }))
    }

    /// A person sees what they have asked the source's staff to change, or takes it back.
    fn asked(
        &self,
        route: Arc<Route>,
        task: Option<String>,
        request: Request<Incoming>,
    ) -> <Self as Service<Request<Incoming>>>::Future {
        let method = if task.is_some() {
            Method::DELETE
        } else {
            Method::GET
        };
        let gate = self.clone();
        Box::pin(async move {
            if *request.method() == method {
                let (parts, _) = request.into_parts();
                return Ok(asked(&gate.worker, &route, task.as_deref(), &parts).await);
            }
            let is_preflight = *request.method() == Method::OPTIONS;
            match gate.preflight(&[route], &request).await {
                Some(response) if is_preflight => Ok(response),
                _ => gate.not_allowed(&request, method.as_str()).await,
            }
        })
    }

    fn not_allowed(
        &self,
        request: &Request<Incoming>,
        allowed: &str,
    ) -> <Self as Service<Request<Incoming>>>::Future {
        let mut problem = Problem::new(ProblemName::MethodNotAllowed);
        if let Ok(allowed) = HeaderValue::from_str(allowed) {
            problem = problem.header(ALLOW, allowed);
        }
        let response =
            problem.respond(self.worker.app.base_url.as_str(), Some(request_id(request)));
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// The id that the server gave a request.
fn request_id(request: &Request<Incoming>) -> RequestId {
    id_of(request.extensions())
}

fn id_of(extensions: &http::Extensions) -> RequestId {
    let given = extensions.get::<RequestId>().copied();
    given.unwrap_or_else(|| RequestId(uuid::Uuid::now_v7()))
}

/// A request at a route of the source's own.
async fn data(
    worker: &Rc<Worker>,
    route: &Arc<Route>,
    request: &Request<Incoming>,
) -> Response<Body> {
    let shown = Shown {
        method: request.method(),
        headers: request.headers(),
        address: &route.address,
        audiences: &route.audiences,
    };
    let id = request_id(request);
    let mut response = enforcement::answer(
        worker,
        enforcement::Request {
            route,
            shown,
            id,
            form: self_access::Form::of(request.uri()),
            gateway: None,
        },
    )
    .await;
    if self_access::is_offered(route) {
        self_access::readable(&worker.app, request.headers(), &mut response).await;
    }
    response
}

/// Whether people change their own data at a route so.
fn is_change(method: &Method, route: &Route) -> bool {
    match *method {
        Method::PATCH | Method::DELETE => self_access::takes_changes(route),
        Method::POST => self_access::takes_additions(route),
        _ => false,
    }
}

/// A person changes their own data at a route of the source's own.
async fn change(
    worker: &Rc<Worker>,
    route: &Arc<Route>,
    request: Request<Incoming>,
) -> Response<Body> {
    let id = request_id(&request);
    let (parts, body) = request.into_parts();
    let largest = if parts.method == Method::POST {
        LARGEST_ADDITION
    } else {
        LARGEST_BODY
    };
    let body = whole(body, largest).await;
    let asked = enforcement::change::Asked {
        route,
        record: self_access::record_of(&parts.uri),
        shown: Shown {
            method: &parts.method,
            headers: &parts.headers,
            address: &route.address,
            audiences: &route.audiences,
        },
        id,
        body,
    };
    let mut response = enforcement::change::change(worker, asked).await;
    self_access::readable(&worker.app, &parts.headers, &mut response).await;
    response
}

/// A person asks about what they have asked the source's staff to change.
async fn asked(
    worker: &Rc<Worker>,
    route: &Arc<Route>,
    task: Option<&str>,
    parts: &Parts,
) -> Response<Body> {
    let (app, id) = (&worker.app, id_of(&parts.extensions));
    let mut response = match Htu::of_request(&app.base_url, parts.uri.path()) {
        Ok(address) => {
            let asked = enforcement::asked::Asked {
                route,
                task,
                shown: Shown {
                    method: &parts.method,
                    headers: &parts.headers,
                    address: &address,
                    audiences: &route.audiences,
                },
                id,
            };
            enforcement::asked::answer(worker, asked).await
        }
        Err(_) => Problem::new(ProblemName::NotFound).respond(app.base_url.as_str(), Some(id)),
    };
    self_access::readable(app, &parts.headers, &mut response).await;
    response
}

/// A request at the NGSI-LD API.
async fn query(worker: &Rc<Worker>, request: Request<Incoming>) -> Response<Body> {
    let id = request_id(&request);
    let (parts, body) = request.into_parts();
    let body = whole(body, LARGEST_BODY).await;
    enforcement::query::answer(worker, Query { parts, body, id }).await
}

/// A body, which is small and comes in time.
async fn whole(body: Incoming, largest: usize) -> std::result::Result<bytes::Bytes, Refusal> {
    let whole = tokio::time::timeout(BODY_TIME, Limited::new(body, largest).collect());
    match whole.await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(_)) => Err(ProblemName::TooLarge.into()),
        Err(_) => Err(Refusal::new(
            ProblemName::InvalidRequest,
            "the body did not come",
        )),
    }
}
