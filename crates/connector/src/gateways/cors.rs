//! The `cors` plugin of gateway files: pages of which origins may read the answer.

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue};
use regex::Regex;

/// Methods and headers that are allowed where the file says nothing, as the 2021 connector has them.
const METHODS: &str = "PUT, GET, POST, PATCH, DELETE, OPTIONS";
const HEADERS: &str = "Authorization, Origin, Accept, Content-Type, X-Requested-With";

/// As a file has it.
pub(super) struct CorsDefinition {
    pub(super) origin_pattern: Option<String>,
    pub(super) methods: Option<String>,
    pub(super) headers: Option<String>,
    pub(super) credentials: Option<String>,
}

/// Which pages may read.
pub(super) struct Cors {
    origins: Regex,
    methods: HeaderValue,
    headers: HeaderValue,
    credentials: HeaderValue,
}

impl Cors {
    /// Of a file's plugin; `usual` is the configured pattern.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub(super) fn new(definition: CorsDefinition, usual: Option<&str>) -> Result<Self, String> {
        let pattern = definition.origin_pattern.as_deref().or(usual);
        let pattern = pattern.ok_or(
            "the `cors` plugin needs `connector.gateways.cors_origin_pattern`, or `AGW_CORS_ORIGIN_PATTERN`",
        )?;
        let value = |text: Option<String>, usual: &'static str| {
            let text = text.unwrap_or_else(|| usual.to_owned());
            HeaderValue::try_from(text).map_err(|error| format!("the `cors` plugin: {error}"))
        };
        Ok(Self {
            // The whole origin, as Python's `fullmatch` has it.
            origins: Regex::new(&format!("^(?:{pattern})$"))
                .map_err(|_| format!("`{pattern}` is no regular expression for origins"))?,
            methods: value(definition.methods, METHODS)?,
            headers: value(definition.headers, HEADERS)?,
            credentials: value(definition.credentials, "true")?,
        })
    }

    /// Adds to an answer what lets the asking page read it.
    pub(super) fn allow(&self, asked: &HeaderMap, answer: &mut HeaderMap) {
        answer.append(VARY, HeaderValue::from_static("origin"));
        let Some(origin) = asked.get(ORIGIN) else {
            return;
        };
        if !origin
            .to_str()
            .is_ok_and(|text| self.origins.is_match(text))
        {
            return;
        }
        answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        answer.insert(ACCESS_CONTROL_ALLOW_METHODS, self.methods.clone());
        answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, self.headers.clone());
        answer.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, self.credentials.clone());
    }
}
