//! Answers that come in pages: where the next one is, and how many there may be.

use http::HeaderMap;
use http::header::LINK;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::config::PagingConfig;
use crate::sources::{SourceError, pointer};

/// How pages follow each other.
#[derive(Debug)]
pub(crate) struct Paging {
    kind: PagingConfig,
}

/// The elements of an answer so far.
#[derive(Default)]
pub(super) struct Pages {
    count: u32,
    elements: usize,
    pub(super) json: Vec<u8>,
}

/// What comes after a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing.
    End,
    /// A page whose address the source gives.
    Link(String),
    /// A page asked for with this in the query.
    Parameter(String, String),
}

impl Paging {
    /// Makes ready what is configured, or says what cannot work.
    pub(super) fn new(kind: PagingConfig) -> Result<Self, String> {
        if kind.most_pages() == 0 {
            return Err("`most_pages` must be at least 1".into());
        }
        let pointer = match &kind {
            PagingConfig::Next { pointer, .. } | PagingConfig::Cursor { pointer, .. } => pointer,
            PagingConfig::Offset { size: 0, .. } => {
                return Err("`size` says how many elements a page has".into());
            }
            _ => return Ok(Self { kind }),
        };
        if !pointer.starts_with('/') {
            return Err(format!("`{pointer}` is no JSON pointer (RFC 6901)"));
        }
        Ok(Self { kind })
    }

    /// What the query of the first page says of where it begins.
    pub(super) fn first(&self) -> Option<(String, String)> {
        match &self.kind {
            PagingConfig::Page {
                parameter, first, ..
            } => Some((parameter.clone(), first.to_string())),
            PagingConfig::Offset { parameter, .. } => Some((parameter.clone(), "0".to_owned())),
            _ => None,
        }
    }

    /// Takes a page's elements; gives what comes after it.
    ///
    /// # Errors
    /// [`SourceError::Malformed`] where there is no array; [`SourceError::TooLarge`] where there would be more pages
    /// than may be: half of an answer would look like all of it.
    pub(super) fn take(
        &self,
        pages: &mut Pages,
        headers: &HeaderMap,
        answer: &[u8],
        elements: &[u8],
    ) -> Result<Next, SourceError> {
        let page: Vec<&RawValue> =
            serde_json::from_slice(elements).map_err(|_| SourceError::Malformed)?;
        for element in &page {
            pages
                .json
                .push(if pages.json.is_empty() { b'[' } else { b',' });
            pages.json.extend_from_slice(element.get().as_bytes());
        }
        pages.count += 1;
        pages.elements += page.len();
        let next = self.next(pages, headers, answer, page.len())?;
        if next != Next::End && pages.count >= self.kind.most_pages() {
            return Err(SourceError::TooLarge);
        }
        Ok(next)
    }

    fn next(
        &self,
        pages: &Pages,
        headers: &HeaderMap,
        answer: &[u8],
        length: usize,
    ) -> Result<Next, SourceError> {
        let is_last =
            |size: Option<u32>| length == 0 || size.is_some_and(|size| length < size as usize);
        Ok(match &self.kind {
            PagingConfig::Link { .. } => next_link(headers).map_or(Next::End, Next::Link),
            PagingConfig::Next { pointer, .. } => {
                text_at(answer, pointer)?.map_or(Next::End, Next::Link)
            }
            PagingConfig::Cursor {
                pointer, parameter, ..
            } => text_at(answer, pointer)?.map_or(Next::End, |cursor| {
                Next::Parameter(parameter.clone(), cursor)
            }),
            PagingConfig::Page { size, .. } if is_last(*size) => Next::End,
            PagingConfig::Page {
                parameter, first, ..
            } => {
                let number = u64::from(*first) + u64::from(pages.count);
                Next::Parameter(parameter.clone(), number.to_string())
            }
            PagingConfig::Offset { size, .. } if is_last(Some(*size)) => Next::End,
            PagingConfig::Offset { parameter, .. } => {
                Next::Parameter(parameter.clone(), pages.elements.to_string())
            }
        })
    }
}

impl Pages {
    /// All elements, as an array.
    pub(super) fn whole(self) -> Vec<u8> {
        let mut json = self.json;
        if json.is_empty() {
            json.push(b'[');
        }
        json.push(b']');
        json
    }
}

/// The text at a pointer; none where there is nothing, nothing is said, or it is `false` or empty.
fn text_at(answer: &[u8], pointer: &str) -> Result<Option<String>, SourceError> {
    let Some(found) = pointer::at(answer, pointer) else {
        return Ok(None);
    };
    match serde_json::from_slice(found) {
        Ok(Value::Null | Value::Bool(false)) => Ok(None),
        Ok(Value::String(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
        Ok(Value::Number(number)) => Ok(Some(number.to_string())),
        _ => Err(SourceError::Malformed),
    }
}

/// The target of the link to the next page (RFC 8288 §3).
pub(crate) fn next_link(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(LINK).iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    texts.flat_map(links).find_map(|(target, parameters)| {
        let is_next = parameters.split(';').any(|parameter| {
            let Some((name, value)) = parameter.split_once('=') else {
                return false;
            };
            name.trim().eq_ignore_ascii_case("rel")
                && value
                    .trim()
                    .trim_matches('"')
                    .split_ascii_whitespace()
                    .any(|relation| relation.eq_ignore_ascii_case("next"))
        });
        is_next.then(|| target.to_owned())
    })
}

/// The links of a header: target and parameters.
fn links(header: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = header;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once('<')?;
        let (target, after) = after.split_once('>')?;
        let mut is_quoted = false;
        let end = after.find(|letter| {
            is_quoted ^= letter == '"';
            letter == ',' && !is_quoted
        });
        let (parameters, more) = match end {
            Some(end) => (&after[..end], &after[end + 1..]),
            None => (after, ""),
        };
        rest = more;
        Some((target, parameters))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use serde_json::json;

    fn paging(config: serde_json::Value) -> Paging {
        Paging::new(serde_json::from_value(config).unwrap()).unwrap()
    }

    fn next(
        paging: &Paging,
        pages: &mut Pages,
        answer: &str,
        elements: &str,
    ) -> Result<Next, SourceError> {
        paging.take(
            pages,
            &HeaderMap::new(),
            answer.as_bytes(),
            elements.as_bytes(),
        )
    }

    #[test]
    fn the_next_page_is_where_the_kind_says() {
        let pages = &mut Pages::default();
        let by_number = paging(json!({"kind": "page", "size": 2}));
        assert_eq!(by_number.first(), Some(("page".into(), "1".into())));
        assert_eq!(
            next(&by_number, pages, "", "[1,2]"),
            Ok(Next::Parameter("page".into(), "2".into()))
        );
        assert_eq!(next(&by_number, pages, "", "[3]"), Ok(Next::End));
        assert_eq!(std::mem::take(pages).whole(), b"[1,2,3]");

        let by_place = paging(json!({"kind": "offset", "size": 2, "parameter": "from"}));
        assert_eq!(
            next(&by_place, pages, "", "[1,2]"),
            Ok(Next::Parameter("from".into(), "2".into()))
        );
        assert_eq!(next(&by_place, pages, "", "[]"), Ok(Next::End));

        let by_cursor = paging(json!({"kind": "cursor", "pointer": "/next", "parameter": "after"}));
        for (answer, expected) in [
            (
                "{\"next\":\"a&b\"}",
                Next::Parameter("after".into(), "a&b".into()),
            ),
            (
                "{\"next\":17}",
                Next::Parameter("after".into(), "17".into()),
            ),
            ("{\"next\":null}", Next::End),
            ("{\"next\":\"\"}", Next::End),
            ("{}", Next::End),
        ] {
            assert_eq!(
                next(&by_cursor, &mut Pages::default(), answer, "[1]"),
                Ok(expected),
                "{answer}"
            );
        }
        let wrong = next(&by_cursor, &mut Pages::default(), "{\"next\":{}}", "[1]");
        assert_eq!(wrong, Err(SourceError::Malformed));
        assert_eq!(Pages::default().whole(), b"[]");
    }

    #[test]
    fn pages_without_end_are_refused() {
        let paging = paging(json!({"kind": "next", "pointer": "/next", "most_pages": 2}));
        let pages = &mut Pages::default();
        let answer = "{\"next\":\"?page=1\"}";
        assert_eq!(
            next(&paging, pages, answer, "[1]"),
            Ok(Next::Link("?page=1".into()))
        );
        assert_eq!(
            next(&paging, pages, answer, "[1]"),
            Err(SourceError::TooLarge)
        );
        assert_eq!(
            next(&paging, &mut Pages::default(), answer, "{}"),
            Err(SourceError::Malformed)
        );
    }

    #[test]
    fn links_are_read_as_rfc_8288_writes_them() {
        let mut headers = HeaderMap::new();
        headers.append(LINK, HeaderValue::from_static("<https://a/x,y?p=1>; rel=\"prev\"; title=\"a, <b>\", </n?p=3>;title=n; REL=\"last next\""));
        assert_eq!(next_link(&headers).as_deref(), Some("/n?p=3"));
        for none in [
            "",
            "<x>; rel=prev",
            "x; rel=next",
            "<x; rel=next",
            "<x>; title=\"rel=next\"",
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(LINK, HeaderValue::from_static(none));
            assert_eq!(next_link(&headers), None, "{none}");
        }
    }
}
