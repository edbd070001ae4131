//! `GET /feeds/{secret}/{file}`: for programs that come again and again.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue};
use sha2::{Digest as _, Sha256};
use web::problem::Problem;

use super::{FeedKind, NOT_MODIFIED};
use crate::{Error, Operator};

/// No search engine that comes by an address may show what is there.
const ROBOTS: (HeaderName, &str) = (HeaderName::from_static("x-robots-tag"), "noindex");

/// A text's tag: the same for the same text.
fn tag(text: &str) -> String {
    use std::fmt::Write as _;
    let hash = Sha256::digest(text);
    let hex = hash[..16].iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap_or_default();
        hex
    });
    format!("\"{hex}\"")
}

/// Whether the reader has the text with this tag (RFC 9110 §13.1.2; compared weakly).
fn has(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(IF_NONE_MATCH).iter();
    let mut tags = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    tags.any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    })
}

/// A feed of a person, at the secret address they were given.
#[utoipa::path(get, path = "/feeds/{secret}/{file}", tag = "public",
    responses((status = 200, description = "`calendar.ics` (RFC 5545) or `activity.atom` (RFC 4287)"),
        (status = 304), (status = 404), (status = 429, description = "problem `rate-limited`")))]
pub(crate) async fn read(
    State(operator): State<Arc<Operator>>,
    Path((secret, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let text = operator.read_feed(&secret, &file).await?;
    let media = if file == FeedKind::Calendar.file() {
        "text/calendar; charset=utf-8"
    } else {
        "application/atom+xml; charset=utf-8"
    };
    let tag = tag(&text);
    let value = HeaderValue::try_from(&tag).map_err(|error| Error::Internal(error.to_string()))?;
    let kept = [
        (ETAG, value),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    if has(&headers, &tag) {
        return Ok((NOT_MODIFIED, kept, [ROBOTS]).into_response());
    }
    Ok((kept, [ROBOTS], [(CONTENT_TYPE, media)], text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_has_the_text_is_recognised() {
        let tag = tag("text");
        for (sent, known) in [
            (tag.clone(), true),
            (format!("W/{tag}"), true),
            (format!("\"other\", {tag}"), true),
            ("*".to_owned(), true),
            ("\"other\"".to_owned(), false),
            (String::new(), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::try_from(&sent).unwrap());
            assert_eq!(has(&headers, &tag), known, "{sent}");
        }
        assert!(!has(&HeaderMap::new(), &tag));
    }
}
