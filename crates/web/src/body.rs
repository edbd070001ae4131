//! Reading bodies strictly: JSON and newline-delimited JSON, refused with a problem that says why.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, HeaderMap};
use http_body_util::BodyExt;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::{Problem, ProblemName};

/// A JSON body. As an extractor: the media type must be JSON, the size within the route's limit, the document
/// whole and nothing after it; duplicate members of a struct are refused by serde. As a response: JSON.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        require(request.headers(), is_json, "application/json")?;
        let bytes = read(request, state).await?;
        parse(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Parses a JSON document, with a problem that names line and column.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(ProblemName::InvalidRequest).detail("the body is empty, not JSON"));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(ProblemName::InvalidRequest)
            .detail(format!("the body is not the JSON expected: {error}"))
    })
}

/// A form body (`application/x-www-form-urlencoded`), refused with a problem.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<T>(pub T);

impl<T, S> FromRequest<S> for Form<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let expected = "application/x-www-form-urlencoded";
        require(request.headers(), |media| media == expected, expected)?;
        let bytes = read(request, state).await?;
        let request = Request::builder()
            .method("POST")
            .header(CONTENT_TYPE, expected)
            .body(Body::from(bytes))
            .map_err(|_| Problem::new(ProblemName::Internal))?;
        match axum::Form::<T>::from_request(request, &()).await {
            Ok(axum::Form(form)) => Ok(Self(form)),
            Err(rejection) => {
                Err(Problem::new(ProblemName::InvalidRequest).detail(rejection.body_text()))
            }
        }
    }
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| {
            if rejection.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
                Problem::new(ProblemName::TooLarge)
            } else {
                Problem::new(ProblemName::InvalidRequest)
                    .detail("the body ended before it was whole")
            }
        })
}

fn require(
    headers: &HeaderMap,
    fits: impl Fn(&str) -> bool,
    expected: &str,
) -> Result<(), Problem> {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(essence);
    match media {
        Some(media) if fits(&media) => Ok(()),
        Some(media) => Err(Problem::new(ProblemName::UnsupportedMediaType)
            .detail(format!("the body is `{media}`, expected is `{expected}`"))),
        None => Err(
            Problem::new(ProblemName::UnsupportedMediaType).detail(format!(
                "the body has no `Content-Type`, expected is `{expected}`"
            )),
        ),
    }
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

pub(crate) fn is_json(media: &str) -> bool {
    media == "application/json" || (media.starts_with("application/") && media.ends_with("+json"))
}

/// A body of newline-delimited JSON, read line by line as it arrives. Blank lines are skipped.
pub struct Lines {
    body: Body,
    buffer: Vec<u8>,
    searched: usize,
    ended: bool,
    number: usize,
    limits: LineLimits,
}

/// How much a newline-delimited body may hold.
#[derive(Clone, Copy, Debug)]
pub struct LineLimits {
    /// Longest line, bytes.
    pub line_bytes: usize,
    /// Most lines.
    pub lines: usize,
}

impl Lines {
    /// Takes the body of a request whose media type is `application/x-ndjson` (or `application/jsonl`).
    pub fn of(request: Request, limits: LineLimits) -> Result<Self, Problem> {
        let fits = |media: &str| {
            matches!(
                media,
                "application/x-ndjson" | "application/ndjson" | "application/jsonl"
            )
        };
        require(request.headers(), fits, "application/x-ndjson")?;
        let body = request.into_body();
        Ok(Self {
            body,
            buffer: Vec::new(),
            searched: 0,
            ended: false,
            number: 0,
            limits,
        })
    }

    /// The next line with its number, counted from 1, or `None` at the end. After an error nothing more can be read.
    pub async fn next(&mut self) -> Result<Option<(usize, Vec<u8>)>, Problem> {
        loop {
            let Some(line) = self.line().await? else {
                return Ok(None);
            };
            self.number += 1;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if self.number > self.limits.lines {
                return Err(Problem::new(ProblemName::TooLarge)
                    .detail(format!("more than {} lines", self.limits.lines)));
            }
            return Ok(Some((self.number, line)));
        }
    }

    async fn line(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        loop {
            if let Some(found) = self.buffer[self.searched..]
                .iter()
                .position(|byte| *byte == b'\n')
            {
                let rest = self.buffer.split_off(self.searched + found + 1);
                let mut line = std::mem::replace(&mut self.buffer, rest);
                line.pop();
                self.searched = 0;
                return self.within(line).map(Some);
            }
            self.searched = self.buffer.len();
            if self.ended {
                let line = std::mem::take(&mut self.buffer);
                self.searched = 0;
                return if line.is_empty() {
                    Ok(None)
                } else {
                    self.within(line).map(Some)
                };
            }
            if self.buffer.len() > self.limits.line_bytes {
                return Err(self.too_long());
            }
            match self.body.frame().await {
                None => self.ended = true,
                Some(Ok(frame)) => {
                    if let Some(data) = frame.data_ref() {
                        self.buffer.extend_from_slice(data);
                    }
                }
                Some(Err(_)) => {
                    return Err(Problem::new(ProblemName::InvalidRequest)
                        .detail("the body ended before it was whole"));
                }
            }
        }
    }

    fn within(&self, line: Vec<u8>) -> Result<Vec<u8>, Problem> {
        if line.len() > self.limits.line_bytes {
            Err(self.too_long())
        } else {
            Ok(line)
        }
    }

    fn too_long(&self) -> Problem {
        let (number, limit) = (self.number + 1, self.limits.line_bytes);
        Problem::new(ProblemName::TooLarge)
            .detail(format!("line {number} is longer than {limit} bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(body: Body, limits: LineLimits) -> Lines {
        let request = Request::builder()
            .header(CONTENT_TYPE, "application/x-ndjson")
            .body(body)
            .unwrap();
        Lines::of(request, limits).unwrap()
    }

    const ROOMY: LineLimits = LineLimits {
        line_bytes: 100,
        lines: 100,
    };

    #[tokio::test]
    async fn lines_come_whole_however_the_body_is_cut() {
        let text = b"{\"a\":1}\n\n{\"b\":2}\r\n{\"c\":3}";
        for size in 1..text.len() {
            let chunks: Vec<Result<Vec<u8>, std::io::Error>> =
                text.chunks(size).map(|chunk| Ok(chunk.to_vec())).collect();
            let mut lines = lines(Body::from_stream(futures_util::stream::iter(chunks)), ROOMY);
            let mut seen = Vec::new();
            while let Some((number, line)) = lines.next().await.unwrap() {
                seen.push((number, String::from_utf8(line).unwrap().trim().to_owned()));
            }
            let expected = [(1, "{\"a\":1}"), (3, "{\"b\":2}"), (4, "{\"c\":3}")];
            assert_eq!(
                seen,
                expected.map(|(number, line)| (number, line.to_owned()))
            );
        }
    }

    #[tokio::test]
    async fn a_line_without_end_is_refused_before_it_fills_memory() {
        let endless = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'x'; 10]));
        let mut lines = lines(Body::from_stream(endless), ROOMY);
        assert_eq!(lines.next().await.unwrap_err().status(), 413);
    }

    #[tokio::test]
    async fn one_line_too_many_is_refused() {
        let mut lines = lines(
            Body::from("1\n2\n3\n"),
            LineLimits {
                line_bytes: 9,
                lines: 2,
            },
        );
        assert_eq!(lines.next().await.unwrap().unwrap().0, 1);
        assert_eq!(lines.next().await.unwrap().unwrap().0, 2);
        assert_eq!(lines.next().await.unwrap_err().status(), 413);
    }

    #[test]
    fn what_is_json_by_its_media_type() {
        assert!(is_json("application/json") && is_json("application/ld+json"));
        assert!(!is_json("text/json") && !is_json("application/x-ndjson"));
        assert_eq!(
            essence("Application/JSON; charset=utf-8"),
            "application/json"
        );
    }
}
