//! `fiducia connector draft`: a first configuration from what a source says of itself.

use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::{ArgGroup, Args, ValueHint};
use connector::draft;
use serde_json::Value;
use url::Url;

/// A document's bytes: the largest OpenAPI documents there are take less.
const LARGEST_DOCUMENT: usize = 16 * 1024 * 1024;
/// A header line's bytes.
const LONGEST_LINE: u64 = 64 * 1024;
/// Time for fetching a document.
const FETCH: Duration = Duration::from_secs(30);

/// Where to look.
#[derive(Debug, Args)]
#[group(skip)]
#[command(group(ArgGroup::new("from").required(true)))]
pub(crate) struct DraftArgs {
    /// An OpenAPI 3 document of a `rest` source.
    #[arg(long, group = "from", value_name = "URL or FILE", value_hint = ValueHint::AnyPath)]
    openapi: Option<String>,
    /// The base URL of an NGSI-LD broker; its types are asked for.
    #[arg(long, group = "from", value_name = "URL", value_hint = ValueHint::Url)]
    ngsi_ld: Option<Url>,
    /// The JSON Schema of a Smart Data Model, or any other.
    #[arg(long, group = "from", value_name = "URL or FILE", value_hint = ValueHint::AnyPath)]
    smart_data_model: Option<String>,
    /// A CSV file; its first line names the columns.
    #[arg(long, group = "from", value_name = "FILE", value_hint = ValueHint::FilePath)]
    csv: Option<PathBuf>,
    /// Write to this file instead of the terminal. One that is there is not overwritten.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
}

impl DraftArgs {
    pub(crate) async fn run(self) -> Result<()> {
        let text = self.text().await?;
        match self.out {
            None => print!("{text}"),
            Some(path) => {
                let file = std::fs::File::create_new(&path)
                    .with_context(|| format!("`{}` cannot be written", path.display()))?;
                std::io::Write::write_all(&mut &file, text.as_bytes())
                    .with_context(|| format!("`{}` cannot be written", path.display()))?;
                eprintln!(
                    "Wrote {}. Read every line, then: fiducia check --config {0}",
                    path.display()
                );
            }
        }
        Ok(())
    }

    async fn text(&self) -> Result<String> {
        if let Some(from) = &self.openapi {
            let (document, address) = document(from).await?;
            return Ok(draft::from_openapi(&document, address.as_ref())?);
        }
        if let Some(from) = &self.smart_data_model {
            let (schema, _) = document(from).await?;
            return Ok(draft::from_schema(&schema)?);
        }
        if let Some(url) = &self.ngsi_ld {
            let base = url.as_str().trim_end_matches('/');
            let types = format!("{base}/ngsi-ld/v1/types?details=true");
            let (types, _) = document(&types).await?;
            return Ok(draft::from_types(&types, url.as_str())?);
        }
        if let Some(path) = &self.csv {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            return Ok(draft::from_csv(&first_line(path)?, &name)?);
        }
        bail!("say where to look: see `fiducia connector draft --help`")
    }
}

fn first_line(path: &Path) -> Result<String> {
    let said = || format!("`{}` cannot be read", path.display());
    let file = std::fs::File::open(path).with_context(said)?;
    let mut line = Vec::new();
    let limited = std::io::Read::take(file, LONGEST_LINE);
    std::io::BufReader::new(limited)
        .read_until(b'\n', &mut line)
        .with_context(said)?;
    String::from_utf8(line).with_context(|| format!("`{}` is not UTF-8", path.display()))
}

/// A JSON document from an address or a file, and the address.
async fn document(from: &str) -> Result<(Value, Option<Url>)> {
    let address = Url::parse(from)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let bytes = match &address {
        None => std::fs::read(from).with_context(|| format!("`{from}` cannot be read"))?,
        Some(url) => {
            let client = reqwest::Client::builder().timeout(FETCH).build()?;
            let response = client
                .get(url.clone())
                .header(
                    "accept",
                    "application/json, application/ld+json;q=0.9, */*;q=0.1",
                )
                .send()
                .await
                .and_then(reqwest::Response::error_for_status)
                .with_context(|| format!("`{url}` cannot be fetched"))?;
            if response
                .content_length()
                .is_some_and(|length| length > LARGEST_DOCUMENT as u64)
            {
                bail!("`{url}` is larger than {LARGEST_DOCUMENT} bytes");
            }
            response.bytes().await?.to_vec()
        }
    };
    if bytes.len() > LARGEST_DOCUMENT {
        bail!("`{from}` is larger than {LARGEST_DOCUMENT} bytes");
    }
    let document =
        serde_json::from_slice(&bytes).with_context(|| format!("`{from}` is no JSON"))?;
    Ok((document, address))
}
