//! What a person reads of a use before they decide: the same on the page of a request and in the preview of a draft.
use askama::Template as _;
use web::page::{Fact, Shell};

use super::facts::facts;
use super::view::UseView;
use crate::self_access::pages::WORDS;
use crate::self_access::preview::Previews;
use crate::{Error, Result};

/// In what way a use is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking<'a> {
    /// It waits for the decision of its person: the request.
    Waiting(&'a str),
    /// It was decided on, or can be no more.
    Over,
    /// Nobody is asked with it yet.
    Preview,
}

#[derive(askama::Template)]
#[template(path = "asked.html")]
struct Asked<'a> {
    shell: &'a Shell<'a>,
    what: &'a UseView,
    facts: Vec<Fact>,
    previews: &'a Previews,
    asking: Asking<'a>,
}

/// The part of a page that shows a use, in the language of its shell.
pub(crate) fn asked(
    shell: &Shell<'_>,
    what: &UseView,
    previews: &Previews,
    asking: Asking<'_>,
) -> Result<String> {
    let part = Asked {
        facts: facts(what, &shell.speech),
        shell,
        what,
        previews,
        asking,
    };
    part.render()
        .map_err(|error| Error::Internal(format!("a page cannot be rendered: {error}")))
}
