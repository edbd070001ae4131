//! A context source that keeps what it is asked and answers as it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http_body_util::BodyExt as _;
use serde_json::Value;

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Value,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Method and target in one line.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }
}

/// What it answers next.
#[derive(Debug, Clone)]
enum Answer {
    Text(u16, String),
    Late(Duration),
}

#[derive(Default)]
struct State {
    asked: Vec<Asked>,
    answers: VecDeque<Answer>,
}

/// A source on a free port.
pub(crate) struct Source {
    /// Without a path.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl Source {
    pub(crate) async fn start() -> Self {
        let state: Arc<Mutex<State>> = Arc::default();
        let kept = Arc::clone(&state);
        let router = Router::new().fallback(move |request: Request| {
            let kept = Arc::clone(&kept);
            async move { answer(request, &kept).await }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, state }
    }

    /// Answers the next request so; where nothing was said, with 404.
    pub(crate) fn will(&self, status: u16, body: &str) -> &Self {
        let mut state = self.state.lock().unwrap();
        state.answers.push_back(Answer::Text(status, body.into()));
        drop(state);
        self
    }

    /// Keeps the next request waiting.
    pub(crate) fn will_wait(&self, time: Duration) {
        let mut state = self.state.lock().unwrap();
        state.answers.push_back(Answer::Late(time));
    }

    /// All that it was asked since the last time.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }

    /// The one request that it was asked since the last time.
    pub(crate) fn once(&self) -> Asked {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1, "{asked:?}");
        asked.remove(0)
    }

    /// The lines of what it was asked.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().iter().map(Asked::line).collect()
    }
}

async fn answer(request: Request, state: &Mutex<State>) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let asked = Asked {
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        headers: parts.headers,
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    };
    let next = {
        let mut state = state.lock().unwrap();
        state.asked.push(asked);
        state.answers.pop_front()
    };
    let (status, text) = match next {
        Some(Answer::Text(status, text)) => (status, text),
        Some(Answer::Late(time)) => {
            tokio::time::sleep(time).await;
            (200, String::new())
        }
        None => (404, String::new()),
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    response
}
