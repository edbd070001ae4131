//! `fiducia connector check` and `fiducia connector try`: a source, looked at before anybody is served.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueHint};
use connector::rehearsal::{self, Asking, Cover, GatewaySample, Sample, Step, StepState};
use serde_json::{Value, json};

use crate::config::FileConfig;
use crate::output::{self, Mark};
use crate::serve::{self, Finding};

/// What is checked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fiducia connector check source.toml
  fiducia connector check source.toml --person library_card=2900-17
  fiducia connector check source.toml --person ssn=@person.txt --json

`fiducia check` says whether a configuration can be served, whatever parties
it has. This looks into one source: what would be released to whom, and what
the source has of one person. Ends with 1 if anything is wrong.")]
pub(crate) struct CheckArgs {
    /// The source's configuration file (default: that of `--config`).
    #[arg(value_name = "SOURCE.toml", value_hint = ValueHint::FilePath)]
    source: Option<PathBuf>,
    #[command(flatten)]
    person: PersonArgs,
}

/// What is tried.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fiducia connector try source.toml --person library_card=2900-17
  fiducia connector try source.toml --person ssn=@person.txt --permit name --show
  fiducia connector try source.toml --person ssn=@person.txt --ticket ticket.txt

Nothing is logged, no operator is asked about a permission, nothing is sent.
Trust lists, metadata and keys are fetched, and the source is read. Ends with
1 if a real request would be refused.")]
pub(crate) struct TryArgs {
    /// The source's configuration file (default: that of `--config`).
    #[arg(value_name = "SOURCE.toml", value_hint = ValueHint::FilePath)]
    source: Option<PathBuf>,
    /// The route that is asked, such as `/patron` (default: the first). Of a gateway file a path that fits it, with what
    /// a service would say in it: `"POST /patron/17?year=2026"`.
    #[arg(long, value_name = "PATH")]
    route: Option<String>,
    /// A file with the ticket that a service would show (`fiducia service ticket` prints one).
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    ticket: Option<PathBuf>,
    /// An attribute that the person permits; may be given several times (default: all that is described).
    #[arg(long, value_name = "ATTRIBUTE")]
    permit: Vec<String>,
    /// For a gateway file: a header that a service would send; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = header)]
    header: Vec<(String, String)>,
    /// For a gateway file: a file with the JSON that a service would send.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    body: Option<PathBuf>,
    #[command(flatten)]
    person: PersonArgs,
}

fn header(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=');
    let pair = pair.ok_or("write it as NAME=VALUE, such as Accept-Language=fi")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}

/// Of whom.
#[derive(Debug, Args)]
struct PersonArgs {
    /// An identifier of one person, to read what the source has of them; may be given several times. `TYPE=@FILE` takes
    /// it from a file, so that it stays out of the shell's history.
    #[arg(long, value_name = "TYPE=VALUE", value_parser = identifier)]
    person: Vec<(String, String)>,
    /// Show the values, too; they are personal data.
    #[arg(long)]
    show: bool,
}

pub(super) fn identifier(text: &str) -> Result<(String, String), String> {
    let (id_type, value) = text
        .split_once('=')
        .ok_or("write it as TYPE=VALUE, such as library_card=2900-17")?;
    let value = match value.strip_prefix('@') {
        None => value.to_owned(),
        Some(file) => std::fs::read_to_string(file)
            .map_err(|error| format!("`{file}` cannot be read: {error}"))?
            .trim()
            .to_owned(),
    };
    if id_type.is_empty() || value.is_empty() {
        return Err("neither the type nor the value may be empty".to_owned());
    }
    Ok((id_type.to_owned(), value))
}

fn config(path: &Path) -> Result<connector::Config> {
    let config = FileConfig::read(path)?;
    config
        .connector
        .with_context(|| format!("`{}` has no `[connector]` section", path.display()))
}

impl CheckArgs {
    pub(crate) async fn run(self, default: &Path, as_json: bool) -> Result<()> {
        let path = self.source.as_deref().unwrap_or(default);
        let config = config(path)?;
        let mut findings: Vec<Finding> = serve::check_connector(path, &config).await;
        // Where it cannot be said, the findings say why.
        let covers = rehearsal::covers(&config).unwrap_or_default();
        let samples = if self.person.person.is_empty() || covers.is_empty() {
            Vec::new()
        } else {
            rehearsal::sample(&config, &self.person.person).await?
        };
        let mut samples = samples;
        if !self.person.person.is_empty() && config.gateways.is_some() {
            for GatewaySample { called, sample } in
                rehearsal::sample_gateways(&config, &self.person.person).await?
            {
                match sample {
                    Ok(sample) => samples.push(sample),
                    Err(why) => {
                        let text = format!(
                            "`{called}` is not tried, as {why}: `fiducia connector try --route '{called}'` does (see `--header`, `--body`)"
                        );
                        findings.push((path.to_owned(), Mark::Warning, text));
                    }
                }
            }
        }
        for sample in &samples {
            let mut find = |mark, text| findings.push((path.to_owned(), mark, text));
            match &sample.found {
                Ok(_) => find(
                    Mark::Good,
                    format!(
                        "`{}` has the person: {} in {} ms{}",
                        sample.route,
                        counted(sample.records),
                        sample.took_ms,
                        looked_at(sample)
                    ),
                ),
                Err((problem, said)) => {
                    find(
                        Mark::Wrong,
                        format!("`{}`: {said} (`{problem}`)", sample.route),
                    );
                }
            }
            for name in &sample.undescribed {
                find(
                    Mark::Warning,
                    format!(
                        "`{}`: what the source sends as {name} is not described, or not as it should be, and is not released",
                        sample.route
                    ),
                );
            }
            for (attribute, keyword) in &sample.deviations {
                find(
                    Mark::Warning,
                    format!(
                        "`{}`: what is released as `{attribute}` is not as the data model has it (`{keyword}`)",
                        sample.route
                    ),
                );
            }
        }
        if as_json {
            output::json(&json!({
                "findings": findings.iter().map(|(file, mark, text)| json!({
                    "file": file, "good": *mark != Mark::Wrong, "warning": *mark == Mark::Warning, "finding": text,
                })).collect::<Vec<_>>(),
                "attributes": covers.iter().map(cover).collect::<Vec<_>>(),
                "person": samples.iter().map(|one| sampled(one, self.person.show)).collect::<Vec<_>>(),
            }))?;
        } else {
            serve::show(&findings, false)?;
            show_covers(&covers)?;
            for sample in &samples {
                show_sample(sample, self.person.show)?;
            }
        }
        let wrong = findings.iter().filter(|one| one.1 == Mark::Wrong).count();
        if wrong > 0 {
            bail!("{wrong} of {} checks failed", findings.len());
        }
        Ok(())
    }
}

fn counted(records: u64) -> String {
    match records {
        1 => "1 entity".to_owned(),
        many => format!("{many} entities"),
    }
}

/// How far a long answer was looked at.
fn looked_at(sample: &Sample) -> String {
    match sample.first {
        None => String::new(),
        Some(0) => ", too long to look into".to_owned(),
        Some(first) => format!(
            "; a long answer, of which the first {} are looked at",
            counted(first)
        ),
    }
}

fn cover(cover: &Cover) -> Value {
    json!({
        "route": cover.route, "attribute": cover.path, "category": cover.category, "person": cover.person,
        "covered_by_2021_permissions_of": cover.covered,
    })
}

fn sampled(sample: &Sample, show: bool) -> Value {
    let found = sample.found.as_ref().ok().map(|seen| {
        let all = seen
            .iter()
            .map(|one| (one.path.clone(), one.kind.clone().into()));
        Value::Object(all.collect())
    });
    let problem = sample.found.as_ref().err().map(|(problem, _)| problem);
    let body: Option<Value> = sample
        .body
        .as_deref()
        .filter(|_| show)
        .and_then(|body| serde_json::from_str(body).ok());
    let deviations = sample.deviations.iter();
    let deviations = deviations
        .map(|(attribute, keyword)| json!({"attribute": attribute, "keyword": keyword}))
        .collect::<Vec<_>>();
    json!({
        "route": sample.route, "dataset": sample.dataset, "records": sample.records,
        "looked_at": sample.first.unwrap_or(sample.records), "problem": problem, "found": found,
        "undescribed": sample.undescribed, "deviations": deviations, "released": body,
    })
}

/// Attributes by who would get them.
fn show_covers(covers: &[Cover]) -> Result<()> {
    if covers.is_empty() {
        return Ok(());
    }
    output::line("\nWhat would be released to whom")?;
    let rows = covers.iter().map(|one| {
        let short = one.category.rsplit(['#', '/']).next().unwrap_or_default();
        vec![
            one.route.clone(),
            one.path.clone(),
            short.to_owned(),
            if one.person { "yes" } else { "no" }.to_owned(),
            match one.covered.len() {
                0 => "nobody".to_owned(),
                _ => one.covered.join(", "),
            },
        ]
    });
    output::table(
        &[
            "route",
            "attribute",
            "category",
            "the person",
            "2021 operators of",
        ],
        rows.collect(),
        "",
    )?;
    output::paragraph(
        "",
        "Services of every other operator get what the person permits, attribute by attribute; which intended uses ask \
         for them, the operators know. The last column says whose permission, being for the whole route, covers it.",
    )
}

fn show_sample(sample: &Sample, show: bool) -> Result<()> {
    let Ok(seen) = &sample.found else {
        return Ok(());
    };
    output::line(&format!("\nThe person at {}", sample.route))?;
    let rows = seen.iter().map(|one| {
        let kind = one.kind.clone().unwrap_or_else(|| "not there".to_owned());
        vec![one.path.clone(), kind]
    });
    output::table(
        &["attribute", "found"],
        rows.collect(),
        "Nothing is described.",
    )?;
    if show && let Some(body) = &sample.body {
        output::line(body)?;
    }
    Ok(())
}

impl TryArgs {
    pub(crate) async fn run(self, default: &Path, as_json: bool) -> Result<()> {
        let path = self.source.as_deref().unwrap_or(default);
        let config = config(path)?;
        let ticket = match &self.ticket {
            None => None,
            Some(file) => {
                let text = std::fs::read_to_string(file)
                    .with_context(|| format!("cannot read `{}`", file.display()))?;
                Some(ticket(&text))
            }
        };
        let body = match &self.body {
            None => None,
            Some(file) => {
                let said = || format!("cannot read JSON from `{}`", file.display());
                let text = std::fs::read_to_string(file).with_context(said)?;
                Some(serde_json::from_str(&text).with_context(said)?)
            }
        };
        let asking = Asking {
            route: self.route,
            ticket,
            headers: self.header,
            body,
            identifiers: self.person.person,
            permitted: self.permit,
        };
        let (steps, body) = rehearsal::rehearse(&config, &asking).await?;
        let shown = body.as_deref().filter(|_| self.person.show);
        if as_json {
            let released: Option<Value> = shown.and_then(|body| serde_json::from_str(body).ok());
            let steps: Vec<Value> = steps.iter().map(step).collect();
            output::json(&json!({"steps": steps, "released": released}))?;
        } else {
            for (index, step) in steps.iter().enumerate() {
                show_step(index + 1, step)?;
            }
            output::line("")?;
            match (&body, shown) {
                (None, _) => {}
                (Some(_), Some(shown)) => output::line(shown)?,
                (Some(_), None) => output::paragraph(
                    "",
                    "`--show` prints what a request would get. Nothing was logged, and nothing was sent.",
                )?,
            }
        }
        match steps.iter().find(|step| step.state == StepState::Refused) {
            Some(step) => bail!("a request would end at the step `{}`", step.name),
            None => Ok(()),
        }
    }
}

/// The ticket in a file: by itself, or as `fiducia service ticket --json` prints it.
fn ticket(text: &str) -> String {
    let document: Option<Value> = serde_json::from_str(text).ok();
    let member = document
        .as_ref()
        .and_then(|one| one["request_ticket"].as_str());
    member.unwrap_or(text.trim()).to_owned()
}

fn state(state: StepState) -> (&'static str, &'static str) {
    match state {
        StepState::Passed => ("passed", "✓"),
        StepState::Assumed => ("assumed", "○"),
        StepState::Refused => ("refused", "✗"),
        StepState::NotReached => ("not-reached", "·"),
    }
}

fn step(step: &Step) -> Value {
    json!({"step": step.name, "state": state(step.state).0, "said": step.said, "more": step.more})
}

fn show_step(number: usize, step: &Step) -> Result<()> {
    let mark = match step.state {
        StepState::Passed => Some(Mark::Good),
        StepState::Refused => Some(Mark::Wrong),
        StepState::Assumed | StepState::NotReached => None,
    };
    let sign = state(step.state).1;
    let sign = mark.map_or_else(|| sign.to_owned(), Mark::sign);
    output::paragraph(&format!("{number} {sign} {:<10} ", step.name), &step.said)?;
    for line in &step.more {
        output::paragraph("               ", line)?;
    }
    Ok(())
}
