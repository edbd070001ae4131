//! `kind = "solid"`: people's own pods on Solid servers.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use url::Url;

use super::rest::default_answer_ms;
use super::{Secret, SourceTlsConfig};

/// `kind = "solid"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SolidConfig {
    /// The servers that pods are on, as URLs below which all lies that is read. Nothing anywhere else is asked, whatever
    /// a profile says. May be private addresses.
    pub servers: Vec<Url>,
    /// Where a person's pod is, such as `https://pods.example.org/{pod}/`. Either this or `webid`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pod: Option<String>,
    /// The person's WebID, such as `https://pods.example.org/{pod}/profile/card#me`, or `{webid}` where the identifier
    /// is one. Its profile says where the pod is and what is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webid: Option<String>,
    /// How the connector logs in; without, it reads what everybody may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<SolidAuthConfig>,
    /// How secure connections to the servers and the token endpoint are made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<SourceTlsConfig>,
    /// Milliseconds until a server must have begun to answer.
    #[serde(default = "default_answer_ms")]
    pub answer_ms: u64,
    /// Milliseconds until all that a request needs must have come.
    #[serde(default = "default_whole_ms")]
    pub whole_ms: u64,
    /// Bytes of one document.
    #[serde(default = "default_largest_document")]
    pub largest_document: u64,
    /// Documents that are read for one request.
    #[serde(default = "default_most_documents")]
    pub most_documents: usize,
}

/// The connector's own login: client credentials of its WebID, bound to a key (Solid-OIDC, RFC 9449).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SolidAuthConfig {
    /// The token endpoint of its provider.
    pub token_url: Url,
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub client_secret: Secret,
}

impl SolidConfig {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        if let Some(auth) = &mut self.auth {
            auth.client_secret.relative_to(folder);
        }
        if let Some(tls) = &mut self.tls {
            tls.relative_to(folder);
        }
    }
}

/// `[[connector.route.resource]]`: what a route reads of a pod.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResourceConfig {
    /// A document's path below the pod. Without one, the documents that the person's type index has for `class`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Whose properties the attributes are, relative to the document, such as `#me`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The class of those whose properties the attributes are, an IRI; in place of `subject`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The attribute that is an array of what is found; without it, what is found belongs to the person's one object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    /// Where each attribute is: the IRI of a property, several where one leads to the next, or a JSON pointer into a
    /// document that is plain JSON. With `below`, attributes below that one.
    pub attributes: BTreeMap<String, PropertyPath>,
}

/// One property or pointer, or properties one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PropertyPath {
    /// One.
    One(String),
    /// Each leads to the next.
    Several(Vec<String>),
}

/// Profile, type index and documents one after the other.
fn default_whole_ms() -> u64 {
    30_000
}

/// 1 MiB: it is taken apart in memory.
fn default_largest_document() -> u64 {
    1024 * 1024
}

/// What people wait for: at eight at a time some seconds.
fn default_most_documents() -> usize {
    100
}
