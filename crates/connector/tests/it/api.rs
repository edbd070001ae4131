//! An HTTP API that answers each request as a test says, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use http::header::LINK;
use serde_json::Value;

use crate::city::{City, read};
use crate::peers::{Answer, Received, Server};

/// What it answers.
pub(crate) enum Reply {
    Plain(Answer),
    /// With a `Link` header.
    Linked(Answer, String),
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::Plain(answer)
    }
}

impl From<Value> for Reply {
    fn from(json: Value) -> Self {
        Self::Plain(Answer::Json(json))
    }
}

pub(crate) struct Api {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Received>>>,
    _server: Server,
}

impl Api {
    /// Answers with what `answer` makes of a request and its number, from 0.
    pub(crate) async fn start(
        answer: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&asked), Arc::new(answer));
        let router = Router::new().fallback(move |request: Request| {
            let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
            async move {
                let received = Received::take(request).await;
                let number = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(received.clone());
                    seen.len() - 1
                };
                respond(answer(&received, number)).await
            }
        });
        let server = Server::start(router).await;
        Self {
            url: server.url.clone(),
            asked,
            _server: server,
        }
    }

    /// What it was asked.
    pub(crate) fn asked(&self) -> Vec<Received> {
        self.asked.lock().unwrap().clone()
    }

    /// Paths and queries of it.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.asked().into_iter().map(|one| one.target).collect()
    }

    /// A city whose library is this API, asked so. It does not serve yet.
    pub(crate) async fn library(&self, request: Value) -> City {
        let mut city = City::prepare().await;
        city.point_upstream_at(&self.url);
        city.config.routes.truncate(1);
        city.config.routes[0].request = Some(read(request));
        city
    }
}

async fn respond(reply: Reply) -> Response {
    match reply {
        Reply::Plain(answer) => answer.respond().await,
        Reply::Linked(answer, link) => {
            let mut response = answer.respond().await;
            response.headers_mut().insert(LINK, link.parse().unwrap());
            response
        }
    }
}

pub(crate) fn is_at(received: &Received, path: &str) -> bool {
    received.target.split('?').next() == Some(path)
}

/// Asserts that an API which takes no end, sends elsewhere, sends another kind of document or too much of it, or fails in
/// one of its `own` ways, releases nothing, and that the service gets the status and the problem of that. `begin` makes an
/// API that answers so, and a city that asks it and does not serve yet. Gives the APIs.
pub(crate) async fn fails_in_words_of_ours(
    own: Vec<(Answer, u16, &str)>,
    begin: impl AsyncFn(Answer) -> (Api, City),
) -> Vec<Api> {
    const BYTES: usize = 200_000_000;
    let long = |announced| Answer::Long {
        bytes: BYTES,
        announced,
    };
    let html = Answer::Raw(200, "text/html", "<p>Aino Virtanen</p>".to_owned());
    let mut faults = vec![
        (Answer::Never, 504, "source-timeout"),
        (Answer::Stalls, 504, "source-timeout"),
        (
            Answer::Redirect("/elsewhere".to_owned()),
            502,
            "source-error",
        ),
        (html, 502, "source-bad-answer"),
        (long(true), 502, "source-too-large"),
        (long(false), 502, "source-too-large"),
    ];
    faults.extend(own);
    let mut apis = Vec::new();
    for (answer, status, problem) in faults {
        let (api, mut city) = begin(answer).await;
        city.serve().await;
        let response = city.ask().await;
        city.refused(response, status, problem).await;
        apis.push(api);
    }
    apis
}
