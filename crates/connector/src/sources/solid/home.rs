//! Where a person's pod is.
//!
//! Whoever has a pod writes what is in it, and so what a profile says is believed only as far as it is about the same
//! pod: a profile that named another person's pod as its own would have that person's data released.

use http::{HeaderMap, Method};
use oxrdf::{NamedNode, NamedOrBlankNode};
use url::Url;

use super::graph::Graph;
use super::reading::Reading;
use super::terms::{IS_STORAGE, OWNER, STORAGE};
use crate::config::SolidConfig;
use crate::sources::SourceError;
use crate::sources::template::{FillError, Filling, Identifiers, RequestTemplate};

/// Folders above a profile that are asked whether they are its pod.
const MOST_FOLDERS: usize = 8;

/// How the configuration says where pods are.
#[derive(Debug)]
pub(super) enum Home {
    /// At an address of which the identifier is a part.
    Pod(Address),
    /// As the profile at this address says.
    Profile(Address),
    /// As the profile of the WebID says that the identifier of this type is.
    WebId(Option<String>),
}

/// An address with places for identifiers.
#[derive(Debug)]
pub(super) struct Address {
    origin: Url,
    path: RequestTemplate,
    fragment: Option<String>,
}

/// A person's pod.
pub(super) struct Pod {
    /// The folder in which all of it lies.
    pub(super) root: Url,
    /// The person's WebID, and what its profile says.
    pub(super) profile: Option<(NamedOrBlankNode, Graph)>,
}

impl Home {
    /// What the configuration says, or what in it cannot work.
    pub(super) fn new(config: &SolidConfig) -> Result<Self, String> {
        if config.servers.is_empty() {
            return Err("`connector.upstream.servers` names none".into());
        }
        let home = match (&config.pod, &config.webid) {
            (Some(pod), None) => {
                let address = Address::new(pod)?;
                if !pod.ends_with('/') {
                    return Err(format!(
                        "`connector.upstream.pod` `{pod}` must end with `/`"
                    ));
                }
                Self::Pod(address)
            }
            (None, Some(webid)) => {
                let name = webid
                    .strip_prefix('{')
                    .and_then(|rest| rest.strip_suffix('}'));
                match name {
                    Some(name) => Self::WebId((name != "identifier").then(|| name.to_owned())),
                    None => Self::Profile(Address::new(webid)?),
                }
            }
            _ => {
                return Err(
                    "`connector.upstream` needs either `pod` or `webid`, to know where pods are"
                        .into(),
                );
            }
        };
        if let Self::Pod(address) | Self::Profile(address) = &home {
            let is_below = |server: &Url| server.origin() == address.origin.origin();
            if !config.servers.iter().any(is_below) {
                return Err(format!(
                    "`{}` is not among `connector.upstream.servers`",
                    address.origin
                ));
            }
        }
        Ok(home)
    }

    /// The types of identifiers that are needed.
    pub(super) fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Self::Pod(address) | Self::Profile(address) => Box::new(address.path.names()),
            Self::WebId(name) => Box::new(name.as_deref().into_iter()),
        }
    }

    /// Whether there is a profile, and so a type index.
    pub(super) fn has_profile(&self) -> bool {
        !matches!(self, Self::Pod(_))
    }

    /// The pod of the person with these identifiers.
    pub(super) async fn find(
        &self,
        reading: &Reading<'_>,
        identifiers: &Identifiers,
    ) -> Result<Pod, SourceError> {
        let webid = match self {
            Self::Pod(address) => {
                let root = address.fill(identifiers)?;
                return Ok(Pod {
                    root,
                    profile: None,
                });
            }
            Self::Profile(address) => address.fill(identifiers)?,
            Self::WebId(name) => {
                let id = identifiers.find(name.as_deref());
                let id = id.ok_or(SourceError::NoIdentifier)?;
                if !is_plain(id) {
                    return Err(SourceError::UnusableIdentifier);
                }
                Url::parse(id).map_err(|_| SourceError::UnusableIdentifier)?
            }
        };
        let document = reading.get(&webid).await?.ok_or(SourceError::NotFound)?;
        let graph = document.graph()?;
        let me = NamedNode::new(webid.as_str()).map_err(|_| SourceError::UnusableIdentifier)?;
        let me = NamedOrBlankNode::from(me);
        let root = self.storage(reading, &webid, &graph, &me).await?;
        Ok(Pod {
            root,
            profile: Some((me, graph)),
        })
    }

    /// The folder of the pod whose owner a WebID is.
    async fn storage(
        &self,
        reading: &Reading<'_>,
        webid: &Url,
        graph: &Graph,
        me: &NamedOrBlankNode,
    ) -> Result<Url, SourceError> {
        // Where the configuration says where in a pod the profile is, only the pod's owner wrote it.
        let is_owners = matches!(self, Self::Profile(_));
        let mut is_named = false;
        for link in graph.links(me, STORAGE) {
            is_named = true;
            let Some(root) = folder(link) else { continue };
            if !reading.is_served(&root) {
                continue;
            }
            if (is_owners && is_below(webid, &root)) || reading.owns(webid, &root).await? {
                return Ok(root);
            }
        }
        if is_named {
            return Err(SourceError::Elsewhere);
        }
        // A profile that names none: the folder above it that says that it is a pod (Solid Protocol §4.1).
        let mut folder = webid.clone();
        folder.set_fragment(None);
        folder.set_query(None);
        for _ in 0..MOST_FOLDERS {
            let above = if folder.path().ends_with('/') {
                ".."
            } else {
                "."
            };
            let Ok(next) = folder.join(above) else { break };
            if next == folder || !reading.is_served(&next) {
                break;
            }
            folder = next;
            let Some(headers) = reading.head(&folder).await? else {
                continue;
            };
            if is_linked(&headers, "type", IS_STORAGE) {
                if is_owners || is_linked(&headers, OWNER, webid.as_str()) {
                    return Ok(folder);
                }
                break;
            }
        }
        Err(SourceError::Elsewhere)
    }
}

impl Reading<'_> {
    /// Whether a pod says itself that a WebID owns it (Solid Protocol §4.1).
    async fn owns(&self, webid: &Url, root: &Url) -> Result<bool, SourceError> {
        let headers = self.request(&Method::HEAD, root).await?;
        Ok(headers.is_some_and(|(headers, _)| is_linked(&headers, OWNER, webid.as_str())))
    }

    async fn head(&self, url: &Url) -> Result<Option<HeaderMap>, SourceError> {
        match self.request(&Method::HEAD, url).await {
            Ok(found) => Ok(found.map(|(headers, _)| headers)),
            // A folder above the pod is not the person's to show.
            Err(SourceError::NotShared) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Address {
    fn new(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| format!("`{text}` of `connector.upstream`: {what}");
        let start = text.find("://").map_or(0, |at| at + 3);
        let slash = text[start..]
            .find('/')
            .ok_or_else(|| wrong("it has no path"))?;
        let (origin, rest) = text.split_at(start + slash);
        if origin.contains(['{', '}']) {
            return Err(wrong("a server's name has no place for an identifier"));
        }
        let origin = Url::parse(origin).map_err(|error| wrong(&error.to_string()))?;
        let (path, fragment) = match rest.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment.to_owned())),
            None => (rest, None),
        };
        if fragment
            .as_deref()
            .is_some_and(|one| one.contains(['{', '}']))
        {
            return Err(wrong("a fragment has no place for an identifier"));
        }
        let path = RequestTemplate::new(path, &[].into(), &[].into())
            .map_err(|error| error.to_string())?;
        if path.pointers().next().is_some() {
            return Err(wrong("nothing was answered before it"));
        }
        if path.is_fixed() {
            return Err(wrong("it names no identifier, so it would be everybody's"));
        }
        Ok(Self {
            origin,
            path,
            fragment,
        })
    }

    fn fill(&self, identifiers: &Identifiers) -> Result<Url, SourceError> {
        let mut url = self.origin.clone();
        url.set_path(&filled(&self.path, identifiers)?);
        url.set_fragment(self.fragment.as_deref());
        Ok(url)
    }
}

/// A path with identifiers in it.
pub(super) fn filled(
    template: &RequestTemplate,
    identifiers: &Identifiers,
) -> Result<String, SourceError> {
    let mut path = String::new();
    template.path_and_query(&mut path, &Filling::of(identifiers))?;
    if is_plain(&path) {
        Ok(path)
    } else {
        Err(FillError::Unusable.into())
    }
}

/// A folder's address, from a link.
fn folder(link: &str) -> Option<Url> {
    let url = plain(link)?;
    url.path().ends_with('/').then_some(url)
}

/// An address from a link; none where servers could read it in different ways.
pub(super) fn plain(link: &str) -> Option<Url> {
    let mut url = Url::parse(link).ok().filter(|_| is_plain(link))?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return None;
    }
    url.set_fragment(None);
    Some(url)
}

/// Whether nothing in it is a slash, a dot or a control character to some servers and none to others.
fn is_plain(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_hidden = |hidden: &str| lower.contains(hidden);
    !["\\", "%2f", "%5c", "%2e", "%25", "%0", "%1", "%7f"]
        .into_iter()
        .any(is_hidden)
        && !lower.chars().any(char::is_control)
}

/// Whether an address lies in a folder.
pub(super) fn is_below(url: &Url, folder: &Url) -> bool {
    url.origin() == folder.origin() && url.path().starts_with(folder.path())
}

/// Whether a `Link` header has this target with this relation (RFC 8288 §3).
fn is_linked(headers: &HeaderMap, relation: &str, target: &str) -> bool {
    headers
        .get_all(http::header::LINK)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(links)
        .any(|(to, relations)| to == target && relations.split(' ').any(|one| one == relation))
}

/// Targets and relations of a `Link` header.
fn links(mut text: &str) -> Vec<(&str, &str)> {
    let mut links = Vec::new();
    while let Some((_, rest)) = text.split_once('<') {
        let Some((target, rest)) = rest.split_once('>') else {
            break;
        };
        let mut is_quoted = false;
        let end = rest.find(|character| {
            is_quoted ^= character == '"';
            character == ',' && !is_quoted
        });
        let (parameters, next) = rest.split_at(end.unwrap_or(rest.len()));
        for parameter in parameters.split(';') {
            if let Some((name, value)) = parameter.split_once('=')
                && name.trim().eq_ignore_ascii_case("rel")
            {
                links.push((target, value.trim().trim_matches('"')));
            }
        }
        text = next;
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use serde_json::json;

    #[test]
    fn link_headers_are_taken_apart() {
        let mut headers = HeaderMap::new();
        for text in [
            "<http://www.w3.org/ns/pim/space#Storage>; rel=\"type\", <a,b>; title=\"x, <y>; rel=up\"; rel=\"next last\"",
            "<https://p.example/card#me>; rel=\"http://www.w3.org/ns/solid/terms#owner\"",
        ] {
            headers.append(http::header::LINK, HeaderValue::from_static(text));
        }
        assert!(is_linked(&headers, "type", IS_STORAGE));
        assert!(is_linked(&headers, OWNER, "https://p.example/card#me"));
        assert!(is_linked(&headers, "last", "a,b"));
        assert!(!is_linked(&headers, OWNER, IS_STORAGE));
        assert!(!is_linked(&headers, "up", "y"));
    }

    #[test]
    fn where_pods_are_is_said_once_and_on_a_server_that_is_named() {
        let home = |pod: Option<&str>, webid: Option<&str>| {
            let config = json!({"servers": ["https://pods.example/"], "pod": pod, "webid": webid});
            Home::new(&serde_json::from_value(config).unwrap())
        };
        assert!(home(Some("https://pods.example/{pod}/"), None).is_ok());
        assert!(home(None, Some("https://pods.example/{pod}/profile/card#me")).is_ok());
        assert!(
            matches!(home(None, Some("{webid}")), Ok(Home::WebId(Some(name))) if name == "webid")
        );
        assert!(matches!(
            home(None, Some("{identifier}")),
            Ok(Home::WebId(None))
        ));
        for (pod, webid, part) in [
            (None, None, "either `pod` or `webid`"),
            (
                Some("https://pods.example/{pod}/"),
                Some("{webid}"),
                "either",
            ),
            (Some("https://pods.example/{pod}"), None, "must end"),
            (Some("https://pods.example/all/"), None, "everybody"),
            (Some("https://{pod}.pods.example/"), None, "server's name"),
            (Some("https://other.example/{pod}/"), None, "not among"),
            (
                None,
                Some("https://pods.example/{pod}/card#{pod}"),
                "fragment",
            ),
            (Some("pods/{pod}/"), None, "relative"),
        ] {
            let said = home(pod, webid).unwrap_err();
            assert!(said.contains(part), "{pod:?} {webid:?}: {said}");
        }
    }

    #[test]
    fn addresses_that_servers_read_in_different_ways_are_none() {
        for good in ["https://p.example/aino/", "https://p.example/aino/card#me"] {
            assert!(plain(good).is_some(), "{good}");
        }
        for wrong in [
            "https://p.example/a%2Fb",
            "https://p.example/a/%2e%2e/b",
            "https://p.example/a/..%2fb",
            "https://p.example/a\\b",
            "https://p.example/a%252fb",
            "https://p.example/a%00",
            "https://u:p@p.example/a",
            "https://p.example/a?b",
            "card",
        ] {
            assert!(plain(wrong).is_none(), "{wrong}");
        }
    }
}
