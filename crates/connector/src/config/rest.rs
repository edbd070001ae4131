//! `kind = "rest"`: an HTTP API, and what a route asks of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

use super::Secret;
use crate::Encoding;

/// `kind = "rest"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestConfig {
    /// Below which routes' request paths lie. May be a private address: it is the source's own.
    pub base_url: Url,
    /// How the connector authenticates itself to the source (MIM4 §4.2.3: it must be a trusted client).
    #[serde(default)]
    pub auth: AuthConfig,
    /// How a secure connection is made: with a certificate of the connector's own, or with authorities of the source's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<SourceTlsConfig>,
    /// How often a read is repeated that did not reach the source, or that it could not answer at the moment (429, 502,
    /// 503, 504).
    #[serde(default = "default_retries")]
    pub retries: u32,
    /// Milliseconds before the first repetition; twice as long before each further one, unless the source says how long
    /// (`Retry-After`). All within `answer_ms`.
    #[serde(default = "default_retry_ms")]
    pub retry_ms: u64,
    /// Milliseconds until the source must have begun to answer.
    #[serde(default = "default_answer_ms")]
    pub answer_ms: u64,
    /// Milliseconds between two pieces of an answer.
    #[serde(default = "default_pause_ms")]
    pub pause_ms: u64,
    /// Milliseconds until a whole answer must have come.
    #[serde(default = "default_whole_ms")]
    pub whole_ms: u64,
    /// Largest answer, bytes.
    #[serde(default = "default_largest_answer")]
    pub largest_answer: u64,
    /// Answers up to this many bytes are read and filtered whole before anything is logged or sent, so that a broken
    /// one releases nothing; larger ones are streamed, and need an announced length.
    #[serde(default = "default_whole_answer")]
    pub whole_answer: u64,
}

/// How a secure connection to the source is made. Files are in PEM, and read at each start.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourceTlsConfig {
    /// The connector's certificate, with those between it and its authority (RFC 8446 §4.4.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<PathBuf>,
    /// Its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<PathBuf>,
    /// The authorities that may vouch for the source, in place of the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorities: Option<PathBuf>,
}

impl RestConfig {
    /// As usual, but for where it is and how the connector authenticates itself.
    pub(super) fn at(base_url: Url, auth: AuthConfig) -> Self {
        Self {
            base_url,
            auth,
            tls: None,
            retries: default_retries(),
            retry_ms: default_retry_ms(),
            answer_ms: default_answer_ms(),
            pause_ms: default_pause_ms(),
            whole_ms: default_whole_ms(),
            largest_answer: default_largest_answer(),
            whole_answer: default_whole_answer(),
        }
    }

    pub(super) fn relative_to(&mut self, folder: &Path) {
        self.auth.relative_to(folder);
        if let Some(tls) = &mut self.tls {
            tls.relative_to(folder);
        }
    }
}

impl SourceTlsConfig {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        for path in [&mut self.certificate, &mut self.key, &mut self.authorities]
            .into_iter()
            .flatten()
        {
            *path = folder.join(&*path);
        }
    }
}

/// How the connector authenticates itself to the source.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum AuthConfig {
    /// Not at all: the source is reached only from here.
    #[default]
    None,
    /// RFC 7617.
    Basic {
        /// The user name.
        user: String,
        /// The password.
        password: Secret,
    },
    /// RFC 6750.
    Bearer {
        /// The token.
        token: Secret,
    },
    /// A header of the source's own, such as `X-Api-Key`.
    Header {
        /// Its name.
        name: String,
        /// Its value.
        value: Secret,
    },
    /// RFC 6749 §4.4, with the secret in the `Authorization` header.
    ClientCredentials {
        /// The token endpoint.
        token_url: Url,
        /// The client id.
        client_id: String,
        /// The client secret.
        client_secret: Secret,
        /// The scope to ask for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<String>,
    },
}

impl AuthConfig {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        match self {
            Self::None => {}
            Self::Basic {
                password: secret, ..
            }
            | Self::Bearer { token: secret }
            | Self::Header { value: secret, .. }
            | Self::ClientCredentials {
                client_secret: secret,
                ..
            } => secret.relative_to(folder),
        }
    }
}

/// The request a route makes of a `rest` upstream.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RequestConfig {
    /// `GET`, or `POST` for a search that takes a body.
    pub method: String,
    /// The path below the upstream's base URL, such as `/patrons/{library_card}/loans`.
    pub path: String,
    /// The query's pairs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// Headers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body of a `POST`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<serde_json::Value>,
    /// How the answer is written.
    pub format: AnswerFormat,
    /// Of CSV: what its columns are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csv: Option<CsvConfig>,
    /// What of the answer counts (RFC 6901): the entity, or the array whose pages are put together. The whole answer when
    /// empty.
    pub pointer: String,
    /// How the answer goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paging: Option<PagingConfig>,
    /// How the source is asked for permitted fields alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<FieldsConfig>,
    /// Of a request under `then`: the member that its answer becomes. Without one its answer takes the place of what came
    /// before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// Requests that follow. `{/id}` in them is what stands there in what the requests before brought.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<RequestConfig>,
}

impl Default for RequestConfig {
    fn default() -> Self {
        Self {
            method: "GET".to_owned(),
            path: String::new(),
            query: BTreeMap::new(),
            headers: BTreeMap::new(),
            json: None,
            format: AnswerFormat::Json,
            csv: None,
            pointer: String::new(),
            paging: None,
            fields: None,
            into: None,
            then: Vec::new(),
        }
    }
}

/// `[connector.route.tree]`: where a person is at a `helsinki-gdpr` upstream, and what its keys are.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TreeConfig {
    /// The path below the upstream's base URL, such as `gdpr-api/v1/profiles/{profile_id}`.
    pub path: String,
    /// The query's pairs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// Headers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Keys below the root by the attributes that they are, `/` between them; an attribute's path in capitals when absent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
}

/// `[connector.route.change]`: the requests by which a person's data is changed at a `rest` upstream.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeConfig {
    /// Those that correct; an attribute is corrected by the first that names it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub update: Vec<ChangeRequestConfig>,
    /// Those that erase; likewise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub erase: Vec<ChangeRequestConfig>,
    /// Those that erase everything of the person, in this order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub erase_all: Vec<ChangeRequestConfig>,
}

/// A request that changes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeRequestConfig {
    /// The attributes it is for; all when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<String>,
    /// `PATCH`, `PUT` or `POST`, and `DELETE` for what erases. `PATCH` when absent, or `DELETE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path below the upstream's base URL.
    pub path: String,
    /// The query's pairs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// Headers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body; `"{.email}"` is the attribute's new value. When absent, a merge patch (RFC 7396) of what changes, or none
    /// with `DELETE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<serde_json::Value>,
    /// In the merge patch: the source's names of attributes that it calls otherwise, as paths.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// The body's media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerFormat {
    /// JSON.
    #[default]
    Json,
    /// XML: elements become members, attributes `@name`, text `#text`; what is there several times becomes an array.
    Xml,
    /// RFC 4180, with a header: rows become objects.
    Csv,
}

/// The columns of an answer in CSV.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CsvConfig {
    /// What separates the fields.
    pub separator: char,
    /// Whether the answer is one object, of at most one row; an array of objects otherwise.
    pub single: bool,
    /// Columns whose names are not their attributes': column by attribute.
    pub columns: BTreeMap<String, String>,
    /// Columns that hold JSON, such as numbers; others are texts.
    pub json: Vec<String>,
    /// How it is encoded; without it, as the answer's `charset` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
}

impl Default for CsvConfig {
    fn default() -> Self {
        Self {
            separator: ',',
            single: false,
            columns: BTreeMap::new(),
            json: Vec::new(),
            encoding: None,
        }
    }
}

/// How the source is asked for some fields of what it has.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldsConfig {
    /// The parameter of the query.
    #[serde(default = "default_fields_parameter")]
    pub parameter: String,
    /// What stands between two names.
    #[serde(default = "default_fields_separator")]
    pub separator: char,
    /// The source's names of attributes that it calls otherwise than by the first name of their paths.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// What is asked for in any case, such as the identifier that a later request needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<String>,
}

/// How an answer goes on in pages, each an array at the request's `pointer`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PagingConfig {
    /// A `Link` header with `rel="next"` (RFC 8288) says where.
    Link {
        /// Pages; more are refused, for half of an answer would look like all of it.
        #[serde(default = "default_most_pages")]
        most_pages: u32,
    },
    /// The answer says where.
    Next {
        /// At this pointer.
        pointer: String,
        /// As for `link`.
        #[serde(default = "default_most_pages")]
        most_pages: u32,
    },
    /// The answer says what the next request names.
    Cursor {
        /// At this pointer.
        pointer: String,
        /// In this parameter.
        parameter: String,
        /// As for `link`.
        #[serde(default = "default_most_pages")]
        most_pages: u32,
    },
    /// Pages are numbered. The last is empty, or shorter than `size`.
    Page {
        /// The parameter with the number.
        #[serde(default = "default_page_parameter")]
        parameter: String,
        /// The first page's number.
        #[serde(default = "default_first_page")]
        first: u32,
        /// How many elements a page has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<u32>,
        /// As for `link`.
        #[serde(default = "default_most_pages")]
        most_pages: u32,
    },
    /// Elements are counted. The last page is shorter than `size`.
    Offset {
        /// The parameter with the number of elements before the page.
        #[serde(default = "default_offset_parameter")]
        parameter: String,
        /// How many elements a page has.
        size: u32,
        /// As for `link`.
        #[serde(default = "default_most_pages")]
        most_pages: u32,
    },
}

impl PagingConfig {
    /// Pages of one answer.
    pub(crate) fn most_pages(&self) -> u32 {
        match self {
            Self::Link { most_pages }
            | Self::Next { most_pages, .. }
            | Self::Cursor { most_pages, .. }
            | Self::Page { most_pages, .. }
            | Self::Offset { most_pages, .. } => *most_pages,
        }
    }
}

/// A source that people wait for; its own interactive limit is usually this or less.
pub(super) fn default_answer_ms() -> u64 {
    10_000
}

/// A source that says nothing for so long in the middle of an answer will not go on.
pub(super) fn default_pause_ms() -> u64 {
    10_000
}

/// The largest answer at 10 Mbit/s.
fn default_whole_ms() -> u64 {
    60_000
}

/// 64 MiB: a person's longest histories, and far below what would hold a connector up.
fn default_largest_answer() -> u64 {
    64 * 1024 * 1024
}

/// 1 MiB: nearly every answer about one person, and 64 of them at once are no burden.
fn default_whole_answer() -> u64 {
    1024 * 1024
}

/// One lost connection is chance; several are for the next request to find out.
pub(super) fn default_retries() -> u32 {
    1
}

/// What a server takes that is being put in the place of another.
fn default_retry_ms() -> u64 {
    200
}

fn default_fields_parameter() -> String {
    "fields".to_owned()
}

fn default_fields_separator() -> char {
    ','
}

fn default_page_parameter() -> String {
    "page".to_owned()
}

fn default_first_page() -> u32 {
    1
}

fn default_offset_parameter() -> String {
    "offset".to_owned()
}

/// A person's longest history in pages of 50 is 1,000 entries, as in an answer of the embedded store.
fn default_most_pages() -> u32 {
    20
}
