//! `fiducia verify`: what can be proved, checked on one's own machine.

use anyhow::{Context as _, Result, bail};
use evidence::{Verifiers, verify_path};
use serde_json::json;

use crate::cli::VerifyArgs;
use crate::client::Api;
use crate::output;

/// Where each party publishes the keys of its receipts: those in force, and those that were.
const SIGNING_KEYS: [&str; 2] = ["jwks.json", "former-keys.json"];

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

/// Takes the keys that a party publishes: operator, connector or registry.
async fn ask(url: &str, verifiers: &mut Verifiers) -> Result<()> {
    let api = Api::new(url, None)?;
    let log_keys = String::from_utf8(api.bytes("log/verifier-keys").await?)?;
    verifiers.trust_logs(&log_keys)?;
    for path in SIGNING_KEYS {
        verifiers.trust_receipt_keys(&api.bytes(path).await?)?;
    }
    Ok(())
}
