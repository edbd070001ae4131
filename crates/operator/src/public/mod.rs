//! What everybody may read without an account: who runs the operator, its privacy notice, how accessible it is, whether
//! it works, and what the sources and services around it offer and ask for.
pub(crate) mod about;
pub(crate) mod accessibility;
pub(crate) mod catalogue;
pub(crate) mod feedback;
pub(crate) mod privacy;
pub(crate) mod provider;
pub(crate) mod status;

use std::borrow::Cow;

use axum::extract::FromRequestParts;
use http::request::Parts;
use web::language::Speech;
use web::page::Shell;

use crate::pages::{Reader, Site, Visitor};
use provider::Provider;

/// What every page leads to at its foot: address and message of the shell.
pub(crate) const FOOTER: &[(&str, &str)] = &[
    ("/about", "shell-about"),
    ("/privacy", "shell-privacy"),
    ("/accessibility", "shell-accessibility"),
    ("/status", "shell-status"),
    ("/catalogue", "shell-catalogue"),
];

/// Whoever looks at a public page: somebody who is logged in keeps the way back to their own pages.
#[derive(Debug)]
pub(crate) enum Anyone {
    /// A person with a session.
    Visitor(Box<Visitor>),
    /// Anybody else.
    Reader(Reader),
}

impl Anyone {
    /// How to speak to them.
    pub(crate) fn speech(&self) -> &Speech {
        match self {
            Self::Visitor(visitor) => &visitor.speech,
            Self::Reader(reader) => &reader.speech,
        }
    }

    /// For a page that answers a form: its address is another than the form's.
    fn at(self, path: &str) -> Self {
        match self {
            Self::Visitor(visitor) => Self::Visitor(Box::new(visitor.at(path.to_owned()))),
            Self::Reader(reader) => Self::Reader(Reader {
                path: path.to_owned(),
                ..reader
            }),
        }
    }
}

impl FromRequestParts<Site> for Anyone {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        if let Ok(visitor) = Visitor::from_request_parts(parts, site).await {
            return Ok(Self::Visitor(Box::new(visitor)));
        }
        Reader::from_request_parts(parts, site)
            .await
            .map(Self::Reader)
    }
}

impl Site {
    /// The shell of a public page.
    pub(crate) fn open_shell<'a>(
        &'a self,
        title: impl Into<Cow<'a, str>>,
        anyone: &'a Anyone,
    ) -> Shell<'a> {
        match anyone {
            Anyone::Visitor(visitor) => self.shell(title, visitor, ""),
            Anyone::Reader(reader) => self.outer_shell(title, reader),
        }
    }

    fn provider(&self) -> &Provider {
        &self.operator.config.provider
    }

    /// What the provider is called in law.
    fn provider_name(&self) -> &str {
        let config = &self.operator.config;
        config.provider.name.as_deref().unwrap_or(&config.name)
    }
}

/// A fact with the address it leads to; without one it is text.
#[derive(Debug)]
pub(crate) struct Line {
    /// The message that names it.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) text: String,
    /// Where it leads; may be empty.
    pub(crate) href: String,
}

impl Line {
    fn text(name: &'static str, text: &str) -> Self {
        Self::linked(name, text, String::new())
    }

    fn linked(name: &'static str, text: &str, href: String) -> Self {
        Self {
            name,
            text: text.to_owned(),
            href,
        }
    }
}

/// How the provider is reached, what of it is configured.
fn contacts(provider: &Provider) -> Vec<Line> {
    let mail = |address: &String| format!("mailto:{address}");
    let mut lines = Vec::new();
    if let Some(email) = &provider.email {
        lines.push(Line::linked("about-email", email, mail(email)));
    }
    if let Some(phone) = &provider.phone {
        let digits = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+');
        let href = format!("tel:{}", digits.collect::<String>());
        lines.push(Line::linked("about-phone", phone, href));
    }
    if let Some(address) = &provider.address {
        lines.push(Line::text("about-address", address));
    }
    if let Some(officer) = &provider.data_protection_officer {
        lines.push(Line::linked("about-officer", officer, mail(officer)));
    }
    lines
}

fn referred(name: &'static str, reference: Option<&provider::Reference>) -> Option<Line> {
    let reference = reference?;
    let href = reference.url.clone().unwrap_or_default();
    Some(Line::linked(name, &reference.name, href))
}
