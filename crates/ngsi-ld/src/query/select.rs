//! Type selections (ETSI GS CIM 009 §4.17) and scope queries (§4.19).

use std::collections::BTreeSet;

use super::logic::{self, Logic};
use crate::context::Context;
use crate::problem::Problem;

/// Which types an entity has: names joined by `,` or `|` ("or") and `;` ("and").
#[derive(Debug, Clone)]
pub struct TypeSelection(Logic<String>);

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "\"'<>{}^`\\".contains(c))
}

impl TypeSelection {
    /// Reads it and expands its names.
    ///
    /// # Errors
    /// [`Problem`] when it cannot be read.
    pub fn parse(text: &str, context: &Context) -> Result<Self, Problem> {
        logic::parse(text, &[",", "|"], &mut |reader| {
            let name = reader.until(|c| ",|;()".contains(c)).trim();
            if is_name(name) {
                Ok(context.expand(name))
            } else {
                Err(Problem::bad_data(format!(
                    "the type selection `{text}` has a name that cannot be: `{name}`"
                )))
            }
        })
        .map(Self)
    }

    /// Whether these types (expanded) are what it asks for.
    pub fn matches(&self, types: &[String]) -> bool {
        self.0.holds(&|wanted| types.contains(wanted))
    }

    /// All types that it names, expanded. What it matches has one of them: it has no "not".
    pub fn names(&self) -> BTreeSet<&str> {
        self.0.terms().into_iter().map(String::as_str).collect()
    }
}

/// Which scopes an entity has: paths with `+` for one level and `#` for all below.
#[derive(Debug, Clone)]
pub struct ScopeQuery(Logic<Vec<String>>);

impl ScopeQuery {
    /// Reads it.
    ///
    /// # Errors
    /// [`Problem`] when it cannot be read.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        logic::parse(text, &[",", "|"], &mut |reader| {
            let path = reader.until(|c| ",|;()".contains(c)).trim();
            let levels: Vec<String> = path
                .trim_start_matches('/')
                .split('/')
                .map(str::to_owned)
                .collect();
            let valid = levels.iter().enumerate().all(|(index, level)| {
                level == "+"
                    || level == "#" && index + 1 == levels.len()
                    || crate::entity::scope_is_valid(&format!("/{level}"))
            });
            if valid {
                Ok(levels)
            } else {
                Err(Problem::bad_data(format!("there can be no scope `{path}`")))
            }
        })
        .map(Self)
    }

    /// Whether these scopes are what it asks for.
    pub fn matches(&self, scopes: &[String]) -> bool {
        self.0
            .holds(&|wanted| scopes.iter().any(|scope| covers(wanted, scope)))
    }
}

fn covers(wanted: &[String], scope: &str) -> bool {
    let mut levels = scope.trim_start_matches('/').split('/');
    for want in wanted {
        if want == "#" {
            return true;
        }
        match levels.next() {
            Some(level) if want == "+" || want == level => {}
            _ => return false,
        }
    }
    levels.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn types_are_joined_by_and_and_or() {
        let context = Context::core();
        let types = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| context.expand(name)).collect()
        };
        for (text, yes, no) in [
            ("A", &["A"][..], &["B"][..]),
            ("A,B", &["B"], &["C"]),
            ("A|B", &["A"], &["C"]),
            ("(A;B)", &["A", "B"], &["A"]),
            ("(A;B),C", &["C"], &["A"]),
            ("(A,C);B", &["C", "B"], &["C"]),
        ] {
            let selection = TypeSelection::parse(text, &context).unwrap();
            assert!(selection.matches(&types(yes)), "{text}");
            assert!(!selection.matches(&types(no)), "{text}");
        }
        for wrong in ["", "A,", "(A", "A)", "A b", "<A>", ";A"] {
            assert!(TypeSelection::parse(wrong, &context).is_err(), "{wrong}");
        }
    }

    #[test]
    fn scopes_are_matched_level_by_level() {
        for (text, scopes, expected) in [
            ("/Madrid", &["/Madrid"][..], true),
            ("/Madrid", &["/Madrid/Centro"], false),
            ("/Madrid/#", &["/Madrid/Centro/Sol"], true),
            ("/Madrid/#", &["/Madrid"], true),
            ("/Madrid/+/Sol", &["/Madrid/Centro/Sol"], true),
            ("/+", &["/Madrid/Centro"], false),
            ("/#", &["/X"], true),
            ("/#", &[], false),
            ("/A;/B", &["/A", "/B"], true),
            ("/A;/B", &["/A"], false),
            ("/A,/B", &["/B"], true),
        ] {
            let query = ScopeQuery::parse(text).unwrap();
            assert_eq!(query.matches(&strings(scopes)), expected, "{text}");
        }
        for wrong in ["", "/", "/#/A", "/1", "/A;"] {
            assert!(ScopeQuery::parse(wrong).is_err(), "{wrong}");
        }
    }
}
