//! From a person's pod: its profile, and the type index that the profile names.

use std::collections::BTreeSet;

use oxrdf::{NamedNode, NamedOrBlankNode};
use permission::Holds;
use serde_json::Value;
use url::Url;

use super::{
    Asked, DraftError, Field, Found, MOST_ATTRIBUTES, Of, PodDocuments, guess, short, slug, write,
};
use crate::sources::solid::graph::{Format, Graph};
use crate::sources::solid::terms;

/// Classes of one type index.
const MOST_CLASSES: usize = 50;
/// Properties of a profile that say where things are, and not what somebody is.
const NOT_ABOUT: [&str; 8] = [
    "storage",
    "oidcIssuer",
    "publicTypeIndex",
    "privateTypeIndex",
    "preferencesFile",
    "account",
    "inbox",
    "trustedApp",
];

/// A document, as it was fetched: its media type and its bytes.
pub struct Fetched {
    /// `Content-Type`.
    pub media: String,
    /// The body.
    pub body: Vec<u8>,
}

/// A draft from the pod of a person who shows it to everybody: a dataset and a route for the profile, and for each class
/// of the public type index. `fetch` gives what is at an address, or nothing where nothing is shown.
///
/// # Errors
/// The profile is not there, or neither it nor a type index has anything.
pub async fn from_solid(
    webid: &Url,
    fetch: impl AsyncFn(&Url) -> Option<Fetched>,
) -> Result<String, DraftError> {
    let graph = async |url: &Url| {
        let fetched = fetch(url).await?;
        let media = http::HeaderValue::from_str(&fetched.media).ok()?;
        let format = Format::of(Some(&media))?;
        let mut url = url.clone();
        url.set_fragment(None);
        Graph::read(format, &url, &fetched.body).ok()
    };
    let profile = graph(webid).await.ok_or_else(|| {
        DraftError("there is no profile that everybody may read, in Turtle or JSON-LD".into())
    })?;
    let me = thing(webid).filter(|me| profile.knows(me)).ok_or_else(|| {
        DraftError("its profile says nothing of this WebID; is there a `#…` at its end?".into())
    })?;
    let mut found = Vec::new();
    found.extend(of_profile(webid, &profile, &me));
    for index in profile.links(&me, terms::TYPE_INDEXES[0]) {
        let Ok(address) = Url::parse(index) else {
            continue;
        };
        let Some(index) = graph(&address).await else {
            continue;
        };
        for registration in index
            .of_class(terms::REGISTRATION)
            .into_iter()
            .take(MOST_CLASSES)
        {
            let Some(class) = index.links(&registration, terms::FOR_CLASS).next() else {
                continue;
            };
            let one = index.links(&registration, terms::INSTANCE).next();
            let folder = index.links(&registration, terms::INSTANCES).next();
            let sample = match (one, folder) {
                (Some(one), _) => Url::parse(one).ok(),
                (None, Some(folder)) => first_in(folder, &graph).await,
                (None, None) => continue,
            };
            let sample = match &sample {
                Some(sample) => graph(sample).await,
                None => None,
            };
            let dataset = of_class(class, one.is_none(), sample.as_ref());
            if !found
                .iter()
                .any(|other: &Found| other.route.path == dataset.route.path)
            {
                found.push(dataset);
            }
        }
    }
    if found.is_empty() {
        return Err(DraftError(
            "the profile says nothing of the person, and no type index is shown to everybody"
                .into(),
        ));
    }
    let (place, id_type) = place(webid);
    for dataset in &mut found {
        dataset.identifier_types = vec![id_type.to_owned()];
    }
    let issuer = profile
        .links(&me, terms::ISSUER)
        .next()
        .and_then(|one| Url::parse(one).ok());
    let token_url = match &issuer {
        Some(issuer) => token_url(issuer, &fetch).await,
        None => None,
    };
    let server = webid.origin().ascii_serialization();
    let upstream = write::Upstream::Solid {
        server: &server,
        webid: &place,
        token_url: token_url.as_deref(),
    };
    Ok(write::toml(&found, &upstream))
}

fn thing(url: &Url) -> Option<NamedOrBlankNode> {
    NamedNode::new(url.as_str()).ok().map(Into::into)
}

/// Where a person's WebID is, with a place for the part that looks like the person's, and the type of identifier that is.
fn place(webid: &Url) -> (String, &'static str) {
    let segments: Vec<&str> = webid.path().split('/').collect();
    let fragment = webid
        .fragment()
        .map(|one| format!("#{one}"))
        .unwrap_or_default();
    match segments.as_slice() {
        ["", name, rest @ ..] if !name.is_empty() && !rest.is_empty() => {
            let origin = webid.origin().ascii_serialization();
            (
                format!("{origin}/{{pod}}/{}{fragment}", rest.join("/")),
                "pod",
            )
        }
        _ => ("{webid}".to_owned(), "webid"),
    }
}

/// What the profile says of the person.
fn of_profile(webid: &Url, profile: &Graph, me: &NamedOrBlankNode) -> Option<Found> {
    let mut documents = PodDocuments::default();
    let fields = properties(profile, me, &mut documents);
    let path = webid.path().trim_start_matches('/');
    let below = match place(webid).1 {
        "pod" => path.split_once('/').map(|(_, below)| below),
        _ => Some(path),
    };
    documents.path = below.map(str::to_owned);
    documents.subject = Some(format!("#{}", webid.fragment().unwrap_or_default()));
    let found = Found {
        entity_type: "Profile".into(),
        description: None,
        model: None,
        fields,
        identifier_types: Vec::new(),
        route: Asked {
            path: "/profile".into(),
            is_ngsi_ld: false,
            of: Of::Pod(documents),
        },
        notes: Vec::new(),
    };
    (!found.fields.is_empty()).then_some(found)
}

/// What things of a class have, by one of them.
fn of_class(class: &str, is_folder: bool, sample: Option<&Graph>) -> Found {
    let name = short(class);
    let mut documents = PodDocuments {
        class: Some(class.to_owned()),
        below: is_folder.then(|| slug(name)),
        ..PodDocuments::default()
    };
    let thing = sample.and_then(|graph| Some((graph, graph.of_class(class).into_iter().next()?)));
    let mut fields = match thing {
        Some((graph, thing)) => properties(graph, &thing, &mut documents),
        None => Vec::new(),
    };
    let mut notes = Vec::new();
    if fields.is_empty() {
        notes.push(
            "None of it is shown to everybody, so its properties could not be looked up: write them here.".to_owned(),
        );
        documents
            .attributes
            .push(("name".into(), vec!["http://schema.org/name".into()]));
        fields.push(Field {
            path: "name".into(),
            description: None,
            holds: Holds::default(),
        });
    }
    if let Some(below) = &documents.below {
        for field in &mut fields {
            field.path = format!("{below}.{}", field.path);
        }
    }
    Found {
        entity_type: guess::title(name).replace(' ', ""),
        description: None,
        model: None,
        fields,
        identifier_types: Vec::new(),
        route: Asked {
            path: format!("/{}", slug(name)),
            is_ngsi_ld: false,
            of: Of::Pod(documents),
        },
        notes,
    }
}

/// The properties of a thing, and of what has no name below it, as attributes.
fn properties(graph: &Graph, thing: &NamedOrBlankNode, documents: &mut PodDocuments) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut add = |path: String, properties: Vec<String>| {
        let is_known = |one: &(String, Vec<String>)| one.0 == path;
        if fields.len() < MOST_ATTRIBUTES && !documents.attributes.iter().any(is_known) {
            documents.attributes.push((path.clone(), properties));
            fields.push(Field {
                path,
                description: None,
                holds: Holds::default(),
            });
        }
    };
    let own: BTreeSet<&str> = graph.properties(thing).collect();
    for property in own {
        let name = short(property);
        if property == terms::TYPE || NOT_ABOUT.contains(&name) || name.contains('.') {
            continue;
        }
        let inner = graph.nameless(thing, property);
        if inner.is_empty() {
            add(name.to_owned(), vec![property.to_owned()]);
        }
        for below in inner {
            if below != terms::TYPE && !short(below).contains('.') {
                add(
                    format!("{name}.{}", short(below)),
                    vec![property.to_owned(), below.to_owned()],
                );
            }
        }
    }
    fields
}

/// The first document in a folder.
async fn first_in(folder: &str, graph: &impl AsyncFn(&Url) -> Option<Graph>) -> Option<Url> {
    let folder = Url::parse(folder).ok()?;
    let listing = graph(&folder).await?;
    let itself = thing(&folder)?;
    let mut contained = listing.links(&itself, terms::CONTAINS);
    let document = contained.find(|one| !one.ends_with('/'))?;
    Url::parse(document).ok()
}

/// Where the provider gives tokens (OpenID Connect Discovery §4).
async fn token_url(issuer: &Url, fetch: &impl AsyncFn(&Url) -> Option<Fetched>) -> Option<String> {
    let mut address = issuer.clone();
    address.set_path(&format!(
        "{}/.well-known/openid-configuration",
        issuer.path().trim_end_matches('/')
    ));
    let document = fetch(&address).await?;
    let document: Value = serde_json::from_slice(&document.body).ok()?;
    document["token_endpoint"].as_str().map(str::to_owned)
}
