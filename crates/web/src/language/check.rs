//! What can be wrong with a catalogue: for the tests of the parties that bring one.

use std::collections::{BTreeMap, BTreeSet};

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
