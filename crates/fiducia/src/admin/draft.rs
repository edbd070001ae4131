//! `fiducia connector draft`: a first configuration from what a source says of itself.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::{ArgGroup, Args, ValueHint};
use connector::config::{BucketConfig, Secret};
use connector::draft;
use serde_json::Value;
use url::Url;

/// A document's bytes: the largest OpenAPI documents there are take less.
const LARGEST_DOCUMENT: usize = 16 * 1024 * 1024;
/// A document as JSON.
const JSON: &str = "application/json, application/ld+json;q=0.9, */*;q=0.1";
/// A document as statements.
const STATEMENTS: &str = "text/turtle, application/ld+json;q=0.9, application/json;q=0.5";
/// Time for fetching a document.
const FETCH: Duration = Duration::from_secs(30);

/// Where to look.
#[derive(Debug, Args)]
#[group(skip)]
#[command(group(ArgGroup::new("from").required(true)))]
pub(crate) struct DraftArgs {
    /// An OpenAPI 3 document of a `rest` source, in JSON or YAML.
    #[arg(long, group = "from", value_name = "URL or FILE", value_hint = ValueHint::AnyPath)]
    openapi: Option<String>,
    /// The base URL of an NGSI-LD broker; its types are asked for.
    #[arg(long, group = "from", value_name = "URL", value_hint = ValueHint::Url)]
    ngsi_ld: Option<Url>,
    /// With `--ngsi-ld`: its tenant.
    #[arg(long, value_name = "NAME", requires = "ngsi_ld")]
    tenant: Option<String>,
    /// With `--ngsi-ld`: the context by which its names are short.
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, requires = "ngsi_ld")]
    context: Option<Url>,
    /// With `--ngsi-ld`: a file with the bearer token that it wants, as the draft names it.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "ngsi_ld")]
    token_file: Option<PathBuf>,
    /// The JSON Schema of a Smart Data Model, or any other; documents that it refers to are fetched too.
    #[arg(long, group = "from", value_name = "URL or FILE", value_hint = ValueHint::AnyPath)]
    smart_data_model: Option<String>,
    /// A CSV file; its first line names the columns.
    #[arg(long, group = "from", value_name = "FILE", value_hint = ValueHint::FilePath)]
    csv: Option<PathBuf>,
    /// A file with a JSON object a line; its first records are looked at.
    #[arg(long, group = "from", value_name = "FILE", value_hint = ValueHint::FilePath)]
    json_lines: Option<PathBuf>,
    /// A folder with CSV files and files of JSON lines (`.csv`, `.jsonl`, `.ndjson`).
    #[arg(long, group = "from", value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    folder: Option<PathBuf>,
    /// A SQLite database. Its catalogue is read.
    #[arg(long, group = "from", value_name = "FILE", value_hint = ValueHint::FilePath)]
    sqlite: Option<PathBuf>,
    /// Where CSV files are in an object store, such as `s3://exports/library/`, or one of them. The access key is taken from
    /// `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` (and `AWS_SESSION_TOKEN`), as the draft will; without them everybody's
    /// requests are made.
    #[arg(long, group = "from", value_name = "s3://BUCKET/PREFIX")]
    files: Option<String>,
    /// With `--files`: the address of the store (default: Amazon's in the region).
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, requires = "files")]
    endpoint: Option<Url>,
    /// With `--files`: the region that requests are signed for.
    #[arg(
        long,
        value_name = "REGION",
        default_value = "us-east-1",
        requires = "files"
    )]
    region: String,
    /// The WebID of somebody who shows profile and type index to everybody; their pod is looked at.
    #[arg(long, group = "from", value_name = "WEBID", value_hint = ValueHint::Url)]
    solid: Option<Url>,
    /// A PostgreSQL database: its `postgres://` address, or a file with it, so that a password stays out of the shell's
    /// history. Its catalogue is read.
    #[arg(long, group = "from", value_name = "DSN or FILE", value_hint = ValueHint::AnyPath)]
    postgres: Option<String>,
    /// Write to this file instead of the terminal. One that is there is not overwritten.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
}

impl DraftArgs {
    pub(crate) async fn run(self) -> Result<()> {
        let (text, model) = match &self.smart_data_model {
            Some(from) => self.of_model(from).await?,
            None => (self.text().await?, None),
        };
        match self.out {
            None => print!("{text}"),
            Some(path) => {
                if let Some((name, schema)) = &model {
                    written(&path.with_file_name(name), &format!("{schema:#}"))?;
                }
                written(&path, &text)?;
                eprintln!(
                    "Wrote {}. Read every line, then: fiducia connector check {0} --person TYPE=IDENTIFIER\n\
                     TYPE is one of `identifier_types`, IDENTIFIER that of somebody the source knows.",
                    path.display()
                );
            }
        }
        Ok(())
    }

    async fn text(&self) -> Result<String> {
        if let Some(from) = &self.openapi {
            let (bytes, address) = whole(from).await?;
            let document = json_or_yaml(from, &bytes)?;
            return Ok(draft::from_openapi(&document, address.as_ref())?);
        }
        if let Some(url) = &self.ngsi_ld {
            return self.of_broker(url).await;
        }
        if let Some(webid) = &self.solid {
            let fetch = async |url: &Url| {
                let (media, body) = fetched(url, STATEMENTS).await.ok()?;
                (body.len() <= LARGEST_DOCUMENT).then_some(draft::Fetched { media, body })
            };
            return draft::from_solid(webid, fetch)
                .await
                .with_context(|| format!("`{webid}`"));
        }
        if let Some(from) = &self.postgres {
            if from.contains("://") {
                return Ok(draft::from_postgres(from, None).await?);
            }
            let said = || format!("`{from}` is no address, and no file that can be read");
            let address = std::fs::read_to_string(from).with_context(said)?;
            // Relative paths in a configuration begin at its own folder, which need not be this one.
            let whole = std::fs::canonicalize(from).with_context(said)?;
            let file = whole.to_string_lossy();
            return Ok(draft::from_postgres(address.trim(), Some(&file)).await?);
        }
        if let Some(place) = &self.files {
            return self.of_bucket(place).await;
        }
        if let Some(path) = &self.csv {
            let said = || format!("`{}`", path.display());
            let file = File::open(path).with_context(said)?;
            let whole = path.canonicalize().with_context(said)?;
            return draft::from_csv(BufReader::new(file), &whole).with_context(said);
        }
        if let Some(path) = &self.json_lines {
            let said = || format!("`{}`", path.display());
            let file = File::open(path).with_context(said)?;
            let whole = path.canonicalize().with_context(said)?;
            return draft::from_json_lines(BufReader::new(file), &whole).with_context(said);
        }
        if let Some(path) = self.folder.as_ref().or(self.sqlite.as_ref()) {
            let said = || format!("`{}`", path.display());
            let whole = path.canonicalize().with_context(said)?;
            let drafted = match &self.folder {
                Some(_) => draft::from_folder(&whole),
                None => draft::from_sqlite(&whole).await,
            };
            return drafted.with_context(said);
        }
        bail!("say where to look: see `fiducia connector draft --help`")
    }
}

/// Writes a new file.
fn written(path: &Path, text: &str) -> Result<()> {
    let said = || format!("`{}` cannot be written", path.display());
    let file = File::create_new(path).with_context(said)?;
    std::io::Write::write_all(&mut &file, text.as_bytes()).with_context(said)
}

impl DraftArgs {
    /// From a data model; with the model itself and what its file is called, where it is to be written and data can be held
    /// against it.
    async fn of_model(&self, from: &str) -> Result<(String, Option<(String, Value)>)> {
        let (schema, address) = document(from).await?;
        let fetch = async |url: &Url| Some(document(url.as_str()).await.ok()?.0);
        let schema = draft::with_references(schema, address.as_ref(), fetch).await;
        let stem = self.out.as_ref().and_then(|path| path.file_stem());
        let name = stem.map(|stem| format!("{}.schema.json", stem.to_string_lossy()));
        let name = name.filter(|_| draft::is_usable(&schema));
        let text = draft::from_schema(&schema, name.as_deref())?;
        Ok((text, name.map(|name| (name, schema))))
    }

    /// From a broker's types.
    async fn of_broker(&self, url: &Url) -> Result<String> {
        let base = url.as_str().trim_end_matches('/');
        let types = Url::parse(&format!("{base}/ngsi-ld/v1/types?details=true"))?;
        let mut headers: Vec<(&str, String)> = Vec::new();
        if let Some(tenant) = &self.tenant {
            headers.push(("NGSILD-Tenant", tenant.clone()));
        }
        if let Some(context) = &self.context {
            let relation = "http://www.w3.org/ns/json-ld#context";
            let link = format!("<{context}>; rel=\"{relation}\"; type=\"application/ld+json\"");
            headers.push(("Link", link));
        }
        let mut token_file = None;
        if let Some(file) = &self.token_file {
            let said = || format!("`{}` cannot be read", file.display());
            let token = std::fs::read_to_string(file).with_context(said)?;
            headers.push(("Authorization", format!("Bearer {}", token.trim())));
            token_file = Some(file.canonicalize().with_context(said)?);
        }
        let said = || format!("`{types}` cannot be fetched");
        let (_, body) = fetched_with(&types, JSON, &headers)
            .await
            .with_context(said)?;
        let types: Value =
            serde_json::from_slice(&body).with_context(|| format!("`{types}` is no JSON"))?;
        let token_file = token_file.as_ref().map(|file| file.to_string_lossy());
        let broker = draft::DraftedBroker {
            base_url: url.as_str(),
            tenant: self.tenant.as_deref(),
            context: self.context.as_ref().map(Url::as_str),
            token_file: token_file.as_deref(),
        };
        Ok(draft::from_types(&types, &broker)?)
    }

    /// From the CSV files behind `s3://bucket/prefix`.
    async fn of_bucket(&self, from: &str) -> Result<String> {
        let place = bucket_place(from);
        let place =
            place.with_context(|| format!("`{from}` is not written as s3://BUCKET/PREFIX"))?;
        let amazon = || Url::parse(&format!("https://s3.{}.amazonaws.com", self.region));
        let endpoint = self.endpoint.clone().map_or_else(amazon, Ok)?;
        let mut bucket = BucketConfig::new(place.bucket, &place.prefix, endpoint);
        bucket.region.clone_from(&self.region);
        let from_environment = |name: &str| {
            let is_set = std::env::var(name).is_ok_and(|value| !value.trim().is_empty());
            is_set.then(|| Secret::Env(name.to_owned()))
        };
        bucket.access_key = from_environment("AWS_ACCESS_KEY_ID");
        bucket.secret_key = from_environment("AWS_SECRET_ACCESS_KEY");
        bucket.session_token = from_environment("AWS_SESSION_TOKEN");
        let drafted = draft::from_bucket(&bucket, place.file).await;
        drafted.with_context(|| format!("`{from}`"))
    }
}

/// Where files are in an object store.
#[derive(Debug, PartialEq, Eq)]
struct BucketPlace<'a> {
    bucket: &'a str,
    prefix: String,
    /// The one that is meant.
    file: Option<&'a str>,
}

/// `s3://bucket/folder/`, with or without a slash at its end, or `s3://bucket/folder/file.csv`.
fn bucket_place(text: &str) -> Option<BucketPlace<'_>> {
    let rest = text.strip_prefix("s3://")?;
    let (bucket, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (above, last) = path.rsplit_once('/').unwrap_or(("", path));
    let file = Some(last).filter(|last| last.to_ascii_lowercase().ends_with(".csv"));
    let folder = match file {
        Some(_) => above,
        None => path.trim_end_matches('/'),
    };
    let slash = if folder.is_empty() { "" } else { "/" };
    (!bucket.is_empty()).then(|| BucketPlace {
        bucket,
        prefix: format!("{folder}{slash}"),
        file,
    })
}

/// A JSON document from an address or a file, and the address.
async fn document(from: &str) -> Result<(Value, Option<Url>)> {
    let (bytes, address) = whole(from).await?;
    let document =
        serde_json::from_slice(&bytes).with_context(|| format!("`{from}` is no JSON"))?;
    Ok((document, address))
}

/// A document in JSON, or else in YAML.
fn json_or_yaml(from: &str, bytes: &[u8]) -> Result<Value> {
    if let Ok(document) = serde_json::from_slice(bytes) {
        return Ok(document);
    }
    let said = || format!("`{from}` is neither JSON nor YAML");
    let text = std::str::from_utf8(bytes).with_context(said)?;
    serde_saphyr::from_str(text).with_context(said)
}

/// What is at an address or in a file, and the address.
async fn whole(from: &str) -> Result<(Vec<u8>, Option<Url>)> {
    let address = Url::parse(from)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let bytes = match &address {
        None => read(from)?,
        Some(url) => {
            let fetched = fetched(url, JSON).await;
            fetched
                .with_context(|| format!("`{url}` cannot be fetched"))?
                .1
        }
    };
    if bytes.len() > LARGEST_DOCUMENT {
        bail!("`{from}` is larger than {LARGEST_DOCUMENT} bytes");
    }
    Ok((bytes, address))
}

/// A file, as far as it is no larger than a document may be, and a byte more.
fn read(from: &str) -> Result<Vec<u8>> {
    let said = || format!("`{from}` is no http or https address, and no file that can be read");
    let file = File::open(from).with_context(said)?;
    let mut bytes = Vec::new();
    file.take(LARGEST_DOCUMENT as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(said)?;
    Ok(bytes)
}

/// What is at an address with its media type, as far as it is no larger than a document may be, and a piece more.
async fn fetched(url: &Url, accept: &str) -> Result<(String, Vec<u8>)> {
    fetched_with(url, accept, &[]).await
}

/// As [`fetched`], with headers.
async fn fetched_with(
    url: &Url,
    accept: &str,
    headers: &[(&str, String)],
) -> Result<(String, Vec<u8>)> {
    let client = reqwest::Client::builder().timeout(FETCH).build()?;
    let mut request = client.get(url.clone()).header("accept", accept);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let mut response = request.send().await?.error_for_status()?;
    let media = response.headers().get("content-type");
    let media = media
        .and_then(|media| media.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let mut bytes = Vec::new();
    while bytes.len() <= LARGEST_DOCUMENT
        && let Some(chunk) = response.chunk().await?
    {
        bytes.extend_from_slice(&chunk);
    }
    Ok((media, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_bucket_is_a_folder_or_a_file() {
        let place = |bucket, prefix: &str, file| BucketPlace {
            bucket,
            prefix: prefix.to_owned(),
            file,
        };
        for (text, expected) in [
            ("s3://a", Some(place("a", "", None))),
            ("s3://a/", Some(place("a", "", None))),
            ("s3://a/b/c", Some(place("a", "b/c/", None))),
            ("s3://a/b/c/", Some(place("a", "b/c/", None))),
            ("s3://a/x.CSV", Some(place("a", "", Some("x.CSV")))),
            ("s3://a/b c/x.csv", Some(place("a", "b c/", Some("x.csv")))),
            ("s3:///x.csv", None),
            ("https://a/b", None),
        ] {
            assert_eq!(bucket_place(text), expected, "{text}");
        }
    }
}
