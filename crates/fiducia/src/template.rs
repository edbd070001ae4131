//! `fiducia config`: the documented configuration template.

use anyhow::Result;

use crate::cli::TemplateArgs;
use crate::output;

const HEAD: &str = "\
# Fiducia's configuration. `fiducia serve` runs each party that has a section here; a small city runs all in one
# process, a large one gives each its own file. Lines with # before a key show its default or an example. Secrets never
# stand here: they are in files or in the environment. `fiducia check` says whether all of it is understood.
";

/// The sections with their parties.
const SECTIONS: [(&str, &str); 3] = [
    ("registry", include_str!("../templates/registry.toml")),
    ("operator", include_str!("../templates/operator.toml")),
    ("connector", include_str!("../templates/connector.toml")),
];

/// Prints the template, or one party's section of it.
pub(crate) fn run(arguments: &TemplateArgs) -> Result<()> {
    output::line(&text(arguments.party.as_deref()))
}

fn text(party: Option<&str>) -> String {
    let mut all = HEAD.to_owned();
    for (name, section) in SECTIONS {
        if party.is_none_or(|wanted| wanted == name) {
            all.push('\n');
            all.push_str(section);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::FileConfig;

    #[test]
    fn the_template_is_understood_as_it_stands() {
        toml::from_str::<FileConfig>(&text(None)).unwrap();
    }

    #[test]
    fn every_key_shown_as_a_comment_is_understood() {
        let keys = text(None)
            .lines()
            .map(uncommented)
            .collect::<Vec<_>>()
            .join("\n");
        // The two upstreams that are shown exclude each other.
        let (rest, store) = (
            "[connector.upstream]\nkind = \"rest\"",
            "[connector.upstream]\nkind = \"store\"",
        );
        for other in [rest, store] {
            let start = keys.find(other).unwrap();
            let length = keys[start..].find("\n\n").unwrap();
            let one = [&keys[..start], &keys[start + length..]].concat();
            toml::from_str::<FileConfig>(&one).unwrap();
        }
    }

    /// `#key = …` and `#[table]` without the `#`; prose (`# …`) stays a comment.
    fn uncommented(line: &str) -> String {
        match line.strip_prefix('#') {
            Some(rest)
                if rest.starts_with('[')
                    || rest.split_once(" = ").is_some_and(|(key, _)| is_key(key)) =>
            {
                rest.to_owned()
            }
            _ => line.to_owned(),
        }
    }

    fn is_key(text: &str) -> bool {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    }
}
