//! The editor of an intended use's draft. It keeps whatever is entered, complete or not, and says what is missing.
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use permission::{Basis, Dataset, LegalBasis, Processing, Purpose};
use serde::Deserialize;
use serde_json::Value;
use web::language::{Language, Speech};
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::super::Site;
use super::{Desk, Fields};
use crate::intended_uses::form::{FORMS, FREQUENCIES, TEXTS, described, lacks};
use crate::intended_uses::{Draft, DraftState};
use crate::pages::choice::Choice;
use crate::permissions::view::{TermView, prefix};
use crate::{Error, Result};

/// How wide a text's field is: lines shown.
const LINES: [u8; 3] = [1, 6, 3];

#[derive(askama::Template)]
#[template(path = "staff/service/editor.html")]
struct EditorPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    draft: &'a Draft,
    form: Form,
    /// What is missing, in the order of the form.
    lacks: Vec<String>,
    /// What the operator's check found, beyond what is missing; in English.
    problem: String,
    /// What was done just now, or what went wrong: messages; may be empty.
    done: &'static str,
    error: &'static str,
}

/// A draft as the form shows it.
struct Form {
    texts: Vec<TextsOfLanguage>,
    purposes: Vec<Choice>,
    /// The names of those chosen.
    chosen_purposes: String,
    more_purposes: String,
    processing: Vec<Choice>,
    chosen_processing: String,
    more_processing: String,
    bases: Vec<Choice>,
    datasets: Vec<DatasetForm>,
    /// Datasets that can be added, by source.
    addable: Vec<(String, Vec<Choice>)>,
    recipients: String,
    storage: String,
    third_countries: String,
    retention: String,
    longest: String,
    automated: bool,
    all_or_nothing: bool,
    forms: Vec<Choice>,
    frequencies: Vec<Choice>,
}

/// The texts in one language.
struct TextsOfLanguage {
    tag: &'static str,
    name: &'static str,
    open: bool,
    fields: Vec<TextField>,
}

struct TextField {
    name: String,
    message: String,
    text: String,
    lines: u8,
}

/// A dataset that is asked for.
struct DatasetForm {
    id: String,
    title: String,
    source: String,
    version: u32,
    attributes: Vec<AttributeForm>,
}

impl DatasetForm {
    /// What of it is asked for, by name.
    fn wanted(&self, speech: &Speech) -> String {
        let wanted = self.attributes.iter().filter(|one| !one.want.is_empty());
        speech.list(wanted.map(|one| one.title.as_str()))
    }
}

struct AttributeForm {
    path: String,
    title: String,
    hint: String,
    /// `required`, `optional` or nothing.
    want: &'static str,
}

fn lines(value: &Value) -> String {
    let list = value.as_array().map_or(&[][..], Vec::as_slice);
    let lines: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
    lines.join("\n")
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    let list = value.as_array().map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Value::as_str)
}

fn texts(description: &Value, speech: &Speech) -> Vec<TextsOfLanguage> {
    let of = |language: Language| {
        let tag = language.tag();
        let fields = TEXTS
            .iter()
            .zip(LINES)
            .map(|((member, field), lines)| TextField {
                name: format!("{field}-{tag}"),
                message: speech
                    .say(match *field {
                        "title" => "edit-use-title",
                        "notice" => "edit-notice",
                        _ => "edit-consequences",
                    })
                    .into(),
                text: description[*member][tag]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                lines,
            });
        let fields: Vec<TextField> = fields.collect();
        TextsOfLanguage {
            tag,
            name: language.name(),
            open: tag == speech.tag() || fields.iter().any(|field| !field.text.is_empty()),
            fields,
        }
    };
    Language::ALL.into_iter().map(of).collect()
}

/// The terms that have plain words, ticked where the draft names them, and beside them the draft's that have none.
fn terms(
    kind: vocabulary::Kind,
    drafted: &Value,
    parse: impl Fn(&str) -> Option<vocabulary::Term>,
    speech: &Speech,
) -> (Vec<Choice>, String) {
    let plain = |term: &vocabulary::Term| {
        speech
            .known(&format!("{}-{}", prefix(kind), term.name()))
            .is_some()
    };
    let mut chosen = Vec::new();
    let mut more = Vec::new();
    for text in strings(drafted) {
        match parse(text).filter(plain) {
            Some(term) => chosen.push(term),
            None => more.push(text),
        }
    }
    let mut choices: Vec<Choice> = kind
        .terms()
        .filter(plain)
        .map(|term| {
            let view = TermView::of(term, speech);
            Choice {
                value: view.iri,
                label: view.label,
                hint: view.explanation,
                chosen: chosen.contains(&term),
            }
        })
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    (choices, more.join("\n"))
}

fn bases(description: &Value, speech: &Speech) -> Vec<Choice> {
    let drafted = description["legal_basis"].as_str().unwrap_or_default();
    let drafted = Basis::parse(drafted).ok().and_then(LegalBasis::of);
    let choice = |basis: LegalBasis| {
        let view = TermView::of(basis.term(), speech);
        Choice {
            value: view.iri,
            label: view.label,
            hint: view.explanation,
            chosen: drafted == Some(basis),
        }
    };
    LegalBasis::ALL.into_iter().map(choice).collect()
}

/// The first is meant where the draft says nothing.
fn options(names: &[(&'static str, &str)], drafted: &Value, speech: &Speech) -> Vec<Choice> {
    let usual = names.first().map_or("", |(name, _)| name);
    let drafted = drafted.as_str().unwrap_or(usual);
    let choice = |(name, message): &(&'static str, &str)| {
        Choice::new(name, speech.say(message), drafted == *name)
    };
    names.iter().map(choice).collect()
}

fn dataset_form(
    id: &str,
    wanted: &Value,
    described: Option<&Dataset>,
    source: String,
    language: &str,
) -> DatasetForm {
    let named = |member: &str, path: &str| strings(&wanted[member]).any(|one| one == path);
    let want = |path: &str| {
        if named("required", path) {
            "required"
        } else if named("optional", path) {
            "optional"
        } else {
            ""
        }
    };
    let known = described.map_or(&[][..], |dataset| &dataset.attributes);
    let mut attributes: Vec<AttributeForm> = known
        .iter()
        .map(|attribute| AttributeForm {
            path: attribute.path.to_string(),
            title: attribute.title.get(language).to_owned(),
            hint: attribute.description.get(language).to_owned(),
            want: want(attribute.path.as_str()),
        })
        .collect();
    // What the source describes no more, or never did, is shown as it was written: the check says what is wrong with it.
    let all = ["required", "optional"];
    for path in all.iter().flat_map(|member| strings(&wanted[*member])) {
        if attributes.iter().all(|one| one.path != path) {
            attributes.push(AttributeForm {
                path: path.to_owned(),
                title: path.to_owned(),
                hint: String::new(),
                want: want(path),
            });
        }
    }
    DatasetForm {
        id: id.to_owned(),
        title: described
            .map_or(id, |dataset| dataset.title.get(language))
            .to_owned(),
        source,
        version: wanted["version"]
            .as_u64()
            .and_then(|version| u32::try_from(version).ok())
            .unwrap_or(1),
        attributes,
    }
}

impl Site {
    async fn form(&self, description: &Value, speech: &Speech) -> Result<Form> {
        let language = speech.tag();
        let sources = self.operator.known_sources().await?;
        let all = self.operator.datasets().await?;
        let name_of = |id: &str| {
            let id = permission::DatasetId::new(id).ok();
            let found = id.as_ref().and_then(|id| sources.dataset(id));
            found.map_or_else(String::new, |(source, _)| source.metadata.name.clone())
        };
        let drafted = description["datasets"].as_object();
        let drafted = drafted.into_iter().flatten();
        let datasets = drafted.map(|(id, wanted)| {
            let version = wanted["version"].as_u64().unwrap_or(1);
            let described = all
                .iter()
                .find(|one| one.id.as_str() == id && u64::from(one.version) == version);
            dataset_form(id, wanted, described, name_of(id), language)
        });
        let datasets: Vec<DatasetForm> = datasets.collect();
        let mut addable: Vec<(String, Vec<Choice>)> = Vec::new();
        for (source, offered) in sources.offered() {
            let dataset = &offered.dataset;
            if dataset.identifier_types.is_empty()
                || datasets.iter().any(|one| one.id == dataset.id.as_str())
            {
                continue;
            }
            let value = format!("{} {}", dataset.version, dataset.id);
            let choice = Choice::new(&value, dataset.title.get(language), false);
            let name = &source.metadata.name;
            match addable.iter_mut().find(|(known, _)| known == name) {
                Some((_, choices)) => choices.push(choice),
                None => addable.push((name.clone(), vec![choice])),
            }
        }
        addable.sort_by(|one, other| one.0.cmp(&other.0));
        let purpose = |text: &str| Purpose::parse(text).ok().map(Purpose::term);
        let processed = |text: &str| Processing::parse(text).ok().map(Processing::term);
        let (purposes, more_purposes) = terms(
            vocabulary::Kind::Purpose,
            &description["purposes"],
            purpose,
            speech,
        );
        let (processing, more_processing) = terms(
            vocabulary::Kind::Processing,
            &description["processing"],
            processed,
            speech,
        );
        let chosen = |choices: &[Choice]| {
            let chosen = choices.iter().filter(|one| one.chosen);
            speech.list(chosen.map(|one| one.label.as_str()))
        };
        let number = |member: &str| {
            let days = description[member].as_u64();
            days.map_or_else(String::new, |days| days.to_string())
        };
        Ok(Form {
            texts: texts(description, speech),
            chosen_purposes: chosen(&purposes),
            purposes,
            more_purposes,
            chosen_processing: chosen(&processing),
            processing,
            more_processing,
            bases: bases(description, speech),
            datasets,
            addable,
            recipients: lines(&description["recipients"]),
            storage: lines(&description["storage_locations"]),
            third_countries: lines(&description["third_countries"]),
            retention: number("retention"),
            longest: number("longest_duration"),
            automated: description["automated_decisions"] == true,
            all_or_nothing: description["all_or_nothing"] == true,
            forms: options(&FORMS, &description["form"], speech),
            frequencies: options(&FREQUENCIES, &description["frequency"], speech),
        })
    }

    async fn editor(
        &self,
        visitor: &Visitor,
        desk: Desk,
        draft: &Draft,
        (done, error): (&'static str, &'static str),
    ) -> Result<Response, Problem> {
        let speech = &visitor.speech;
        let missing = lacks(&draft.description);
        let problem = if missing.is_empty() {
            let check = self.operator.check_draft(&desk.id, &draft.id).await?;
            check.problem.unwrap_or_default()
        } else {
            String::new()
        };
        let title = speech.say("edit-title").with("id", &draft.id);
        Ok(render(&EditorPage {
            shell: self.staff.shell(String::from(title), visitor, "/staff"),
            form: self.form(&draft.description, speech).await?,
            lacks: missing.iter().map(|one| speech.say(one).into()).collect(),
            problem,
            desk,
            draft,
            done,
            error,
        }))
    }
}

/// What was done before the page is shown.
#[derive(Debug, Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

/// `GET /staff/services/{service}/uses/{id}/draft`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id)): Path<(String, String)>,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Look, "/uses").await?;
    let draft = site.operator.draft(&desk.id, &id).await?;
    let done = match query.done.as_deref() {
        Some("saved") => "edit-saved",
        Some("submitted") => "edit-submitted",
        Some("recalled") => "edit-recalled",
        _ => "",
    };
    site.editor(&visitor, desk, &draft, (done, "")).await
}

/// `POST /staff/services/{service}/uses/{id}/draft`
pub(super) async fn save(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    use crate::intended_uses::form::Entered as _;
    let (_, desk) = site.own(&visitor, &service, May::Publish, "/uses").await?;
    let fields = Fields::read(&body);
    let before = site.operator.draft(&desk.id, &id).await?;
    let mut description = described(&fields, &before.description);
    // What is chosen to be added comes with nothing asked of it yet.
    if let Some((version, dataset)) = fields.text("add-dataset").split_once(' ')
        && let Ok(version) = version.parse::<u32>()
    {
        description["datasets"][dataset] =
            serde_json::json!({"version": version, "required": [], "optional": []});
    }
    let revision = fields.number("revision");
    let actor = site.actor(&visitor);
    let saved = site
        .operator
        .save_draft(&desk.id, &id, description.clone(), revision, actor)
        .await;
    let page = desk.path(&format!("/uses/{id}"));
    match saved {
        Ok(_) if fields.text("then") == "preview" => {
            let language = visitor.speech.tag();
            Ok(Redirect::to(&format!("{page}/preview?language={language}")).into_response())
        }
        Ok(_) if !fields.text("then").is_empty() => {
            Ok(Redirect::to(&format!("{page}/draft#data")).into_response())
        }
        Ok(_) => Ok(Redirect::to(&format!("{page}/draft?done=saved")).into_response()),
        // Nothing that was entered is lost: it is shown with what was kept meanwhile as its new ground.
        Err(Error::Conflict(_)) => {
            let mut now = site.operator.draft(&desk.id, &id).await?;
            let error = if now.state == DraftState::Submitted {
                "edit-waits"
            } else {
                now.description = description;
                "edit-changed"
            };
            let visitor = visitor.at(format!("{page}/draft"));
            site.editor(&visitor, desk, &now, ("", error)).await
        }
        Err(error) => Err(error.into()),
    }
}
