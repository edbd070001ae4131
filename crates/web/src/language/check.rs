//! What can be wrong with a catalogue: for the tests of the parties that bring one.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::{Catalogue, Language};

/// Every message and attribute of a text, with its variables.
type Messages = BTreeMap<String, BTreeSet<String>>;

impl Catalogue {
    /// What is wrong: text that cannot be read, messages that are twice there, that a language lacks or has beyond
    /// those of English, and variables that differ.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for area in self.areas {
            let english = messages(area.texts[0], &format!("en/{}", area.name), &mut faults);
            for language in Language::ALL.into_iter().skip(1) {
                let place = format!("{}/{}", language.tag(), area.name);
                let own = messages(area.texts[language as usize], &place, &mut faults);
                for (id, variables) in &english {
                    match own.get(id) {
                        None => faults.push(format!("{place}: `{id}` is missing")),
                        Some(theirs) if theirs != variables => faults.push(format!(
                            "{place}: `{id}` has the variables {theirs:?}, not {variables:?}"
                        )),
                        Some(_) => {}
                    }
                }
                let beyond = own.keys().filter(|id| !english.contains_key(*id));
                faults.extend(beyond.map(|id| format!("{place}: `{id}` is not in English")));
            }
        }
        faults
    }

    /// The messages of the area `name`, as templates name them, attributes with their dot.
    pub fn messages_of(&self, name: &str) -> BTreeSet<String> {
        let areas = self.areas.iter().filter(|area| area.name == name);
        areas
            .flat_map(|area| messages(area.texts[0], name, &mut Vec::new()).into_keys())
            .collect()
    }

    /// Messages of these areas that no text names in quotes.
    pub fn unused(&self, areas: &[&str], text: &str) -> Vec<String> {
        let all = areas.iter().flat_map(|area| self.messages_of(area));
        all.filter(|id| !text.contains(&format!("\"{id}\"")))
            .collect()
    }

    /// What a text says (`say("…")`) and none of these areas has.
    pub fn missing(&self, areas: &[&str], text: &str) -> Vec<String> {
        let known: BTreeSet<String> = areas
            .iter()
            .flat_map(|area| self.messages_of(area))
            .collect();
        let unknown = said(text).into_iter().filter(|id| !known.contains(*id));
        unknown.map(str::to_owned).collect()
    }
}

/// All that stands in the files of these folders: what could name a message.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn text_of(folders: &[&Path]) -> io::Result<String> {
    let mut text = String::new();
    for folder in folders {
        read(folder, &mut text)?;
    }
    Ok(text)
}

fn read(folder: &Path, text: &mut String) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, text)?;
        } else {
            text.push_str(&std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// The ids that are said by name.
fn said(text: &str) -> BTreeSet<&str> {
    let calls = text.split("say(\"").skip(1);
    calls
        .filter_map(|call| call.split_once("\")").map(|(id, _)| id))
        .filter(|id| {
            !id.is_empty()
                && id
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
        })
        .collect()
}

fn messages(text: &str, place: &str, faults: &mut Vec<String>) -> Messages {
    let resource = parser::parse(text).unwrap_or_else(|(resource, errors)| {
        faults.extend(
            errors
                .into_iter()
                .map(|error| format!("{place}: {error} at byte {}", error.pos.start)),
        );
        resource
    });
    let mut found = Messages::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let own = message
            .value
            .iter()
            .map(|pattern| (message.id.name.to_owned(), pattern));
        let attributes = message.attributes.iter().map(|attribute| {
            (
                format!("{}.{}", message.id.name, attribute.id.name),
                &attribute.value,
            )
        });
        for (id, pattern) in own.chain(attributes) {
            let mut variables = BTreeSet::new();
            of_pattern(pattern, &mut variables);
            if found.insert(id.clone(), variables).is_some() {
                faults.push(format!("{place}: `{id}` is there twice"));
            }
        }
    }
    found
}

fn of_pattern(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, variables);
        }
    }
}

fn of_expression(expression: &Expression<&str>, variables: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, variables),
        Expression::Select { selector, variants } => {
            of_inline(selector, variables);
            for variant in variants {
                of_pattern(&variant.value, variables);
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => of_expression(expression, variables),
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                of_inline(argument, variables);
            }
        }
        _ => {}
    }
}
