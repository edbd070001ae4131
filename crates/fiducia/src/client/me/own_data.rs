//! `fiducia me sources`, `look`, `correct`, `erase`, `take-back`: what sources hold of a person, read and changed straight at them.

use anyhow::{Context as _, Result, bail};
use protocol::dpop;
use protocol::ids::TokenId;
use protocol::jose::{Algorithm, SigningKey};
use protocol::self_access::{ASKED_CHANGES, Asked, AskedChange, AskedChanges};
use reqwest::{Method, RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{Api, http_client, json_of, send};

/// Where tickets are asked for, at the operator.
const TICKETS: &str = "api/v1/me/self-access";

/// What the operator says of a person's sources.
#[derive(Deserialize)]
struct Sources {
    sources: Vec<Source>,
}

#[derive(Deserialize)]
struct Source {
    connector: String,
    name: String,
    datasets: Vec<Dataset>,
}

#[derive(Deserialize)]
struct Dataset {
    id: String,
    title: String,
    attributes: Vec<Value>,
    read_at: Vec<String>,
    #[serde(default)]
    add_at: Option<String>,
    #[serde(default)]
    erase_all_at: Option<String>,
    #[serde(default)]
    asked_at: Option<String>,
}

/// What the operator says of an attribute.
#[derive(Deserialize)]
struct Attribute {
    path: String,
    title: String,
    #[serde(default)]
    correct_at: Option<String>,
    #[serde(default)]
    erase_at: Option<String>,
}

/// Reads what a source holds of the person: of one dataset, or of all in which it shows people their data. The answer has
/// an item for each address that was read, with its `values`, or its `problem` where it could not be read; with `past`, the
/// values are what they were and are.
pub(super) async fn look(
    api: &Api,
    source: &str,
    dataset: Option<&str>,
    past: bool,
) -> Result<Value> {
    let answer = api.get("api/v1/me/sources").await?;
    let known: Sources = serde_json::from_value(answer)?;
    let source = find_source(&known.sources, source)?;
    let chosen = find_datasets(source, dataset)?;
    let mut read = Vec::new();
    for dataset in &chosen {
        match read_dataset(api, source, dataset, past).await {
            Ok(items) => read.extend(items),
            // What one dataset refuses another may show.
            Err(error) if chosen.len() > 1 => {
                read.push(item(dataset, &json!({"problem": error.to_string()})));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(json!({"source": source.name, "connector": source.connector, "read": read}))
}

fn item(dataset: &Dataset, more: &Value) -> Value {
    let mut item = json!({
        "dataset": dataset.id, "title": dataset.title, "attributes": dataset.attributes,
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        item[name] = value.clone();
    }
    item
}

/// A ticket for one dataset, bound to a key that lives as long as this.
struct Ticketed {
    key: SigningKey,
    ticket: String,
    /// Where the dataset is.
    urls: Vec<Url>,
}

impl Ticketed {
    /// A request at the connector itself.
    fn request(&self, method: Method, url: &Url) -> Result<RequestBuilder> {
        let proof = prove(&self.key, method.as_str(), url, Some(&self.ticket))?;
        let request = http_client()?.request(method, url.clone());
        Ok(request
            .header("Authorization", format!("DPoP {}", self.ticket))
            .header("DPoP", proof))
    }
}

async fn ticketed(api: &Api, source: &Source, dataset: &Dataset) -> Result<Ticketed> {
    let key = SigningKey::generate(Algorithm::Es256, &mut |bytes| rand::fill(bytes))?;
    let address = api.url(TICKETS)?;
    let proof = prove(&key, "POST", &address, None)?;
    let body = json!({"connector": source.connector, "dataset": dataset.id});
    let request = api.request(Method::POST, TICKETS)?.header("DPoP", proof);
    let issued = json_of(send(request.json(&body)).await?).await?;
    let ticket = issued["ticket"]
        .as_str()
        .context("the operator's answer has no `ticket`")?;
    let urls = issued["urls"].as_array().into_iter().flatten();
    let urls = urls.map(|url| Url::parse(url.as_str().unwrap_or_default()));
    Ok(Ticketed {
        ticket: ticket.to_owned(),
        urls: urls.collect::<Result<_, _>>()?,
        key,
    })
}

/// The data, from the connector itself.
async fn read_dataset(
    api: &Api,
    source: &Source,
    dataset: &Dataset,
    past: bool,
) -> Result<Vec<Value>> {
    let ticketed = ticketed(api, source, dataset).await?;
    let mut read = Vec::new();
    let mut has_asked = false;
    for url in &ticketed.urls {
        let mut at = url.clone();
        if past {
            at.query_pairs_mut().append_pair("past", "on");
        }
        let request = ticketed.request(Method::GET, &at)?;
        let answer = send(request).await?;
        has_asked |= answer.headers().contains_key(ASKED_CHANGES);
        let values = json_of(answer).await?;
        read.push(item(
            dataset,
            &json!({"url": url.as_str(), "values": values, "past": past}),
        ));
    }
    if has_asked && let Some(first) = read.first_mut() {
        first["asked"] = json!(asked(&ticketed, dataset).await?);
    }
    Ok(read)
}

/// What the person has asked the source's staff to change, the latest first.
async fn asked(ticketed: &Ticketed, dataset: &Dataset) -> Result<Vec<AskedChange>> {
    let Some(at) = &dataset.asked_at else {
        return Ok(Vec::new());
    };
    let request = ticketed.request(Method::GET, &Url::parse(at)?)?;
    let answer = json_of(send(request).await?).await?;
    Ok(serde_json::from_value::<AskedChanges>(answer)?.changes)
}

/// Takes back what waits at the source's staff: about an attribute, by path or title; about everything where none is named. Says
/// what it was.
pub(super) async fn take_back(
    api: &Api,
    (source, dataset): (&str, Option<&str>),
    named: Option<&str>,
) -> Result<Value> {
    let answer = api.get("api/v1/me/sources").await?;
    let known: Sources = serde_json::from_value(answer)?;
    let source = find_source(&known.sources, source)?;
    let dataset = find_dataset(source, dataset)?;
    let attribute = named.map(|named| find_attribute(dataset, named));
    let attribute = attribute.transpose()?;
    let what = attribute
        .as_ref()
        .map_or(&dataset.title, |attribute| &attribute.title);
    let ticketed = ticketed(api, source, dataset).await?;
    let changes = asked(&ticketed, dataset).await?;
    let is_meant = |one: &&AskedChange| {
        let is_about = attribute.as_ref().map_or(one.erase_all, |attribute| {
            let path = &attribute.path;
            one.correct.contains_key(path) || one.erase.contains(path)
        });
        matches!(one.state, Asked::Waiting { .. }) && is_about
    };
    let waiting = changes.iter().find(is_meant).with_context(|| {
        format!(
            "nothing about `{what}` waits at the staff of {}",
            source.name
        )
    })?;
    let at = dataset.asked_at.as_deref().unwrap_or_default();
    let at = Url::parse(&format!("{at}/{}", waiting.task))?;
    send(ticketed.request(Method::DELETE, &at)?).await?;
    Ok(json!({
        "source": source.name, "dataset": dataset.id, "what": what, "task": waiting.task,
    }))
}

/// What a person changes of their own data at its source.
pub(super) enum Change<'a> {
    /// An attribute, by path or title, gets this value.
    Correct(&'a str, Value),
    /// An attribute is erased.
    Erase(&'a str),
    /// Everything of the dataset is erased.
    EraseAll,
}

/// The one dataset that is meant.
fn find_dataset<'a>(source: &'a Source, named: Option<&str>) -> Result<&'a Dataset> {
    let found = find_datasets(source, named)?;
    let [dataset] = found[..] else {
        let titles: Vec<&str> = found.iter().map(|one| one.title.as_str()).collect();
        bail!("say which dataset with `--dataset`: {}", titles.join(", "));
    };
    Ok(dataset)
}

/// What is added to a store of the person's own.
pub(super) enum Addition<'a> {
    /// One entry: values by the paths or titles of attributes.
    Entry(Vec<(&'a str, &'a str)>),
    /// A file's content, with its media type.
    File(Vec<u8>, &'static str),
}

/// Adds to a store of the person's own; says how much.
pub(super) async fn add(
    api: &Api,
    source: &str,
    dataset: Option<&str>,
    addition: Addition<'_>,
) -> Result<Value> {
    let answer = api.get("api/v1/me/sources").await?;
    let known: Sources = serde_json::from_value(answer)?;
    let source = find_source(&known.sources, source)?;
    let dataset = find_dataset(source, dataset)?;
    let at = dataset.add_at.as_deref().with_context(|| {
        format!(
            "`{}` is no store of your own: it takes no entries of yours",
            source.name
        )
    })?;
    let (body, media) = match addition {
        Addition::File(body, media) => (body, media),
        Addition::Entry(values) => {
            let mut entry = json!({});
            for (named, value) in values {
                let attribute = find_attribute(dataset, named)?;
                merge(&mut entry, patch(&attribute.path, json!(value)));
            }
            (entry.to_string().into_bytes(), "application/json")
        }
    };
    let ticketed = ticketed(api, source, dataset).await?;
    let request = ticketed.request(Method::POST, &Url::parse(at)?)?;
    let request = request.header("Content-Type", media).body(body);
    let added = json_of(send(request).await?).await?;
    let records = added["records"].as_array().map_or(0, Vec::len);
    let what = match records {
        1 => "1 entry".to_owned(),
        many => format!("{many} entries"),
    };
    Ok(
        json!({"source": source.name, "dataset": dataset.id, "what": what, "records": added["records"]}),
    )
}

/// One object with what is in another.
fn merge(one: &mut Value, other: Value) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in other {
                merge(one.entry(name).or_insert(Value::Null), value);
            }
        }
        (one, other) => *one = other,
    }
}

/// Puts a change to the source itself, in a dataset and of an entry if they are named; says what was changed where.
pub(super) async fn change(
    api: &Api,
    (source, dataset, entry): (&str, Option<&str>, Option<usize>),
    change: Change<'_>,
) -> Result<Value> {
    let answer = api.get("api/v1/me/sources").await?;
    let known: Sources = serde_json::from_value(answer)?;
    let source = find_source(&known.sources, source)?;
    let dataset = find_dataset(source, dataset)?;
    let (method, at, patch, what) = match &change {
        Change::EraseAll => {
            let at = dataset.erase_all_at.clone();
            (Method::DELETE, at, None, dataset.title.clone())
        }
        Change::Correct(named, value) => {
            let attribute = find_attribute(dataset, named)?;
            let patch = patch(&attribute.path, value.clone());
            let at = attribute.correct_at.clone();
            (Method::PATCH, at, Some(patch), attribute.title)
        }
        Change::Erase(named) => {
            let attribute = find_attribute(dataset, named)?;
            let patch = patch(&attribute.path, Value::Null);
            let at = attribute.erase_at.clone();
            (Method::PATCH, at, Some(patch), attribute.title)
        }
    };
    let at = at.with_context(|| {
        format!(
            "`{}` does not let you do that here with `{what}`; ask it with a letter (`fiducia me rights`)",
            source.name
        )
    })?;
    let mut at = Url::parse(&at)?;
    if let Some(number) = entry {
        let id = entry_id(api, source, dataset, number).await?;
        at.query_pairs_mut().append_pair("record", &id);
    }
    let ticketed = ticketed(api, source, dataset).await?;
    let mut request = ticketed.request(method, &at)?;
    if let Some(patch) = patch {
        request = request
            .header("Content-Type", "application/merge-patch+json")
            .body(patch.to_string());
    }
    let answer = send(request).await?;
    let mut done = json!({"source": source.name, "dataset": dataset.id, "what": what});
    if answer.status() == StatusCode::ACCEPTED {
        // Its staff look at it first.
        let filed: Value = answer.json().await?;
        done["staff"] = json!({"task": filed["task"], "until": filed["until"]});
    }
    Ok(done)
}

/// The id of an entry, by its number among those that are shown.
async fn entry_id(api: &Api, source: &Source, dataset: &Dataset, number: usize) -> Result<String> {
    let read = read_dataset(api, source, dataset, false).await?;
    let entries = read.iter().flat_map(|one| match &one["values"] {
        Value::Array(all) => all.iter().collect(),
        one => vec![one],
    });
    let entry = number
        .checked_sub(1)
        .and_then(|index| entries.clone().nth(index));
    let id = entry.and_then(|entry| entry["id"].as_str());
    Ok(id
        .with_context(|| format!("there is no entry {number}: there are {}", entries.count()))?
        .to_owned())
}

/// A merge patch (RFC 7396) of one attribute.
fn patch(path: &str, value: Value) -> Value {
    let names = path.rsplit('.');
    names.fold(value, |value, name| json!({name: value}))
}

/// The attribute that is meant: by its path or its title.
fn find_attribute(dataset: &Dataset, named: &str) -> Result<Attribute> {
    let wanted = named.to_lowercase();
    for described in &dataset.attributes {
        let attribute: Attribute = serde_json::from_value(described.clone())?;
        if attribute.path == named || attribute.title.to_lowercase() == wanted {
            return Ok(attribute);
        }
    }
    bail!(
        "`{}` has nothing called `{named}`; `fiducia me sources` lists what it has",
        dataset.title
    )
}

fn prove(key: &SigningKey, method: &str, address: &Url, token: Option<&str>) -> Result<String> {
    let request = dpop::Request {
        method,
        address: address.as_str(),
        token,
        nonce: None,
    };
    let id = TokenId::parse(&uuid::Uuid::new_v4().hyphenated().to_string())?;
    let now = jiff::Timestamp::now().as_second();
    Ok(dpop::sign(key, &request, id, now)?)
}

/// The connector's UUID of the source that is meant, if any is.
pub(super) async fn connector_called(api: &Api, named: &str) -> Result<Option<String>> {
    let known: Sources = serde_json::from_value(api.get("api/v1/me/sources").await?)?;
    let found = source_called(&known.sources, named)?;
    Ok(found.map(|source| source.connector.clone()))
}

/// The source that is meant: by its connector's UUID, or by a part of its name that no other has.
fn find_source<'a>(sources: &'a [Source], named: &str) -> Result<&'a Source> {
    source_called(sources, named)?.with_context(|| {
        format!("no source that knows you is called `{named}`; `fiducia me sources` lists them")
    })
}

fn source_called<'a>(sources: &'a [Source], named: &str) -> Result<Option<&'a Source>> {
    let wanted = named.to_lowercase();
    let found: Vec<&Source> = sources
        .iter()
        .filter(|one| one.connector == named || one.name.to_lowercase().contains(&wanted))
        .collect();
    match found[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => {
            let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
            bail!("`{named}` may be any of: {}", names.join(", "))
        }
    }
}

/// The datasets that are meant, by id, the end of the id, or a part of the title; all that can be read when none is.
fn find_datasets<'a>(source: &'a Source, named: Option<&str>) -> Result<Vec<&'a Dataset>> {
    let found: Vec<&Dataset> = match named {
        None => source
            .datasets
            .iter()
            .filter(|one| !one.read_at.is_empty())
            .collect(),
        Some(named) => {
            let wanted = named.to_lowercase();
            source
                .datasets
                .iter()
                .filter(|one| {
                    one.id == named
                        || one.id.ends_with(&format!(":{named}"))
                        || one.title.to_lowercase().contains(&wanted)
                })
                .collect()
        }
    };
    if let (true, Some(named)) = (found.is_empty(), named) {
        bail!("`{}` has no data of yours called `{named}`", source.name);
    }
    if found.is_empty() {
        bail!(
            "`{}` does not show people their data here; ask the organisation for it",
            source.name
        );
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, slugs: &[(&str, bool)]) -> Source {
        let dataset = |(slug, readable): &(&str, bool)| Dataset {
            id: format!("urn:fiducia:dataset:{name}:{slug}"),
            title: format!("Your {slug}"),
            attributes: Vec::new(),
            read_at: readable
                .then(|| "https://c.example".to_owned())
                .into_iter()
                .collect(),
            add_at: None,
            erase_all_at: None,
            asked_at: None,
        };
        Source {
            connector: format!("uuid-of-{name}"),
            name: name.to_owned(),
            datasets: slugs.iter().map(dataset).collect(),
        }
    }

    #[test]
    fn a_patch_is_nested_as_its_path() {
        let nested = patch("address.street.name", json!("Polku"));
        assert_eq!(nested, json!({"address": {"street": {"name": "Polku"}}}));
    }

    #[test]
    fn a_source_is_found_by_a_part_of_its_name() {
        let sources = [source("City Library", &[]), source("City Museum", &[])];
        assert_eq!(
            find_source(&sources, "library").unwrap().name,
            "City Library"
        );
        assert_eq!(
            find_source(&sources, "uuid-of-City Museum").unwrap().name,
            "City Museum"
        );
        let several = find_source(&sources, "city").err().unwrap().to_string();
        assert!(several.contains("City Library, City Museum"), "{several}");
        assert!(find_source(&sources, "bank").is_err());
    }

    #[test]
    fn datasets_are_all_that_can_be_read_or_the_one_that_is_named() {
        let library = source(
            "Library",
            &[("card", true), ("loans", true), ("fees", false)],
        );
        assert_eq!(find_datasets(&library, None).unwrap().len(), 2);
        assert_eq!(find_datasets(&library, Some("loans")).unwrap().len(), 1);
        assert!(find_datasets(&library, Some("films")).is_err());
        let closed = source("Closed", &[("fees", false)]);
        assert!(find_datasets(&closed, None).is_err());
    }
}
