//! `fiducia verify`: what can be proved, checked on one's own machine.

use anyhow::{Context as _, Result, bail};
use evidence::{VerifierKey, Verifiers, verify_path};
use serde_json::{Value, json};

use crate::cli::VerifyArgs;
use crate::client::Api;
use crate::output;

/// Where parties say who they are; the first that answers is taken.
const METADATA: [&str; 2] = [
    ".well-known/mydataoperator-config",
    ".well-known/connector-config",
];

pub(crate) async fn run(arguments: VerifyArgs) -> Result<()> {
    let verifiers = verifiers(&arguments).await?;
    let mut failed = 0;
    for file in &arguments.files {
        let name = file.display().to_string();
        match verify_path(file, &verifiers) {
            Ok(report) if arguments.json => {
                output::json(&json!({"file": name, "good": true, "report": report}))?;
            }
            Ok(report) => {
                output::line(&format!("{name}: good"))?;
                for sentence in &report.checked {
                    output::line(&format!("  ✓ {sentence}"))?;
                }
            }
            Err(error) => {
                failed += 1;
                if arguments.json {
                    output::json(
                        &json!({"file": name, "good": false, "error": error.to_string()}),
                    )?;
                } else {
                    output::line(&format!("{name}: NOT GOOD"))?;
                    output::line(&format!("  ✗ {error}"))?;
                }
            }
        }
    }
    if failed > 0 {
        bail!(
            "{failed} of {} could not be verified",
            arguments.files.len()
        );
    }
    Ok(())
}

async fn verifiers(arguments: &VerifyArgs) -> Result<Verifiers> {
    let mut lines = String::new();
    for key in &arguments.keys {
        let text = if std::path::Path::new(key).is_file() {
            std::fs::read_to_string(key).with_context(|| format!("cannot read `{key}`"))?
        } else {
            key.clone()
        };
        lines.push_str(&text);
        lines.push('\n');
    }
    let mut verifiers = Verifiers::parse(&lines)?;
    for path in &arguments.jwks {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        verifiers.trust_receipt_keys(&bytes)?;
    }
    for url in &arguments.keys_from {
        ask(url, &mut verifiers)
            .await
            .with_context(|| format!("cannot get the keys of `{url}`"))?;
    }
    Ok(verifiers)
}

/// Takes the keys that a party publishes.
async fn ask(url: &str, verifiers: &mut Verifiers) -> Result<()> {
    let api = Api::new(url, None)?;
    let mut metadata = Value::Null;
    for path in METADATA {
        if let Ok(found) = api.get(path).await {
            metadata = found;
            break;
        }
    }
    let log = &metadata["log"];
    let (Some(origin), Some(key)) = (log["origin"].as_str(), log["verifier_key"].as_str()) else {
        bail!("it publishes no log");
    };
    verifiers.trust_log(origin, &VerifierKey::parse(key)?);
    let jwks = api.get("jwks.json").await?;
    verifiers.trust_receipt_keys(serde_json::to_string(&jwks)?.as_bytes())?;
    Ok(())
}
