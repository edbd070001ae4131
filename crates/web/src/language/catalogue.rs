//! The messages of a party in every language.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};
use intl_memoizer::Memoizable;
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

use super::{Language, formats};

/// One file of messages in every language.
#[derive(Debug)]
pub struct Area {
    /// The file's name without its ending.
    pub name: &'static str,
    /// Its text in the languages of [`Language::ALL`], in their order.
    pub texts: [&'static str; Language::ALL.len()],
}

/// The area of the files `locales/<language>/<name>.ftl` of the crate that says so.
#[macro_export]
macro_rules! area {
    ($name:literal) => {
        $crate::language::Area {
            name: $name,
            texts: [
                $crate::area!(@text "en", $name),
                $crate::area!(@text "fi", $name),
                $crate::area!(@text "sv", $name),
                $crate::area!(@text "de", $name),
                $crate::area!(@text "fr", $name),
                $crate::area!(@text "nl", $name),
                $crate::area!(@text "pl", $name),
                $crate::area!(@text "el", $name),
                $crate::area!(@text "it", $name),
                $crate::area!(@text "es", $name),
            ],
        }
    };
    (@text $tag:literal, $name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/", $tag, "/", $name, ".ftl"))
    };
}

pub(super) type Bundle = FluentBundle<FluentResource>;

/// The messages of a party: its areas, read when a language is first spoken.
#[derive(Debug)]
pub struct Catalogue {
    pub(super) areas: &'static [&'static Area],
    bundles: Bundles,
}

struct Bundles([OnceLock<Bundle>; Language::ALL.len()]);

impl std::fmt::Debug for Bundles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bundles(…)")
    }
}

impl Catalogue {
    /// What every page needs: the shell around it, problems, components.
    pub const SHELL: &'static Area = &area!("shell");
    /// The plain names of terms of the Data Privacy Vocabulary, with a sentence on each.
    pub const TERMS: &'static Area = &area!("terms");
    /// What pages say of the datasets that sources offer ([`crate::offers`]).
    pub const OFFERS: &'static Area = &area!("offers");
    /// What the pages for staff say that every party has ([`crate::staff`]).
    pub const STAFF: &'static Area = &area!("staff");

    /// A catalogue of these areas.
    pub const fn new(areas: &'static [&'static Area]) -> Self {
        Self {
            areas,
            bundles: Bundles([const { OnceLock::new() }; Language::ALL.len()]),
        }
    }

    pub(super) fn bundle(&self, language: Language) -> &Bundle {
        let Self { areas, bundles } = self;
        let slot = &bundles.0[language as usize];
        slot.get_or_init(|| read(areas, language))
    }
}

fn read(areas: &[&Area], language: Language) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Marks that isolate direction stand around values that need them: `Argument`.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(number));
    for area in areas {
        let text = area.texts[language as usize].to_owned();
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, errors)| {
            tracing::error!(area = area.name, ?language, ?errors, "messages are broken");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(
                area = area.name,
                ?language,
                ?errors,
                "messages are there twice"
            );
        }
    }
    bundle
}

/// Remembers a bundle's language for [`number`].
struct Spoken(Language);

impl Memoizable for Spoken {
    type Args = ();
    type Error = ();

    fn construct(tag: LanguageIdentifier, (): ()) -> Result<Self, ()> {
        Ok(Self(
            Language::of_tag(tag.language.as_str()).unwrap_or_default(),
        ))
    }
}

/// Numbers with the separators of the bundle's language.
fn number(value: &FluentValue, memory: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let language = memory.with_try_get::<Spoken, _, _>((), |spoken| spoken.0);
    Some(formats::decimal(
        language.unwrap_or_default(),
        &number.as_string(),
    ))
}
