//! `/mail`: the e-mails of an operator that puts them into a folder, as in the demo. Where e-mails go to people there is no
//! such page.
use std::path::Path as FilePath;

use axum::extract::{Path, State};
use axum::response::Response;
use web::page::{Shell, render};
use web::problem::Problem;

use crate::clock::rfc3339;
use crate::pages::{Reader, Site};
use crate::{Error, Operator, Result};
use web::email::Mail;

/// E-mails listed, the newest.
const MOST: usize = 100;

/// One of the list.
struct Listed {
    href: String,
    at: String,
    mail: Mail,
}

#[derive(askama::Template)]
#[template(path = "mails.html")]
struct ListPage<'a> {
    shell: Shell<'a>,
    mails: Vec<Listed>,
}

#[derive(askama::Template)]
#[template(path = "mail_shown.html")]
struct MailPage<'a> {
    shell: Shell<'a>,
    mail: Mail,
    /// The text in pieces, and whether each is an address.
    pieces: Vec<(String, bool)>,
}

impl Operator {
    /// The folder that e-mails go to instead of to people, if they do.
    pub(super) fn mails_folder(&self) -> Option<&FilePath> {
        self.mailer.as_ref().and_then(|mailer| mailer.folder())
    }

    fn shown_folder(&self) -> Result<&FilePath> {
        self.mails_folder()
            .ok_or_else(|| Error::unknown("page", "/mail"))
    }
}

fn file_error(path: &FilePath) -> impl Fn(std::io::Error) -> Error {
    let path = path.display().to_string();
    move |source| Error::File {
        path: path.clone(),
        source,
    }
}

fn read(path: &FilePath) -> Result<Mail> {
    let text = std::fs::read(path).map_err(file_error(path))?;
    serde_json::from_slice(&text).map_err(|error| Error::stored("e-mail", error))
}

/// The e-mails of a folder, newest first.
fn listed(folder: &FilePath) -> Result<Vec<Listed>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(file_error(folder))? {
        let path = entry.map_err(file_error(folder))?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let changed = std::fs::metadata(&path).and_then(|about| about.modified());
            found.push((changed.map_err(file_error(&path))?, path));
        }
    }
    found.sort_by(|one, other| other.cmp(one));
    let listed = found.into_iter().take(MOST).map(|(changed, path)| {
        let since = changed
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Ok(Listed {
            href: format!("/mail/{name}"),
            at: rfc3339(i64::try_from(since.as_micros()).unwrap_or(i64::MAX)),
            mail: read(&path)?,
        })
    });
    listed.collect()
}

/// A text in pieces, and whether each is an address that can be followed.
fn pieces(text: &str) -> Vec<(String, bool)> {
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let is_address = word.starts_with("https://") || word.starts_with("http://");
            (word.to_owned(), is_address)
        })
        .collect()
}

/// `GET /mail`
pub(crate) async fn list(State(site): State<Site>, reader: Reader) -> Result<Response, Problem> {
    let mails = listed(site.operator.shown_folder()?)?;
    Ok(render(&ListPage {
        shell: site.outer_shell(reader.speech.say("mails-title"), &reader),
        mails,
    }))
}

/// `GET /mail/{name}`
pub(crate) async fn show(
    State(site): State<Site>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let unknown = || Error::unknown("e-mail", &name);
    let folder = site.operator.shown_folder()?;
    // Nothing but the name of a file that was written here.
    let name = uuid::Uuid::parse_str(&name).map_err(|_| unknown())?;
    let path = folder.join(format!("{name}.json"));
    if !path.is_file() {
        return Err(unknown().into());
    }
    let mail = read(&path)?;
    Ok(render(&MailPage {
        shell: site.outer_shell(reader.speech.say("mails-title"), &reader),
        pieces: pieces(&mail.text),
        mail,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_can_be_followed_and_nothing_is_lost() {
        let text = "Look: https://a.example/b\n\nBye";
        let found = pieces(text);
        let whole: String = found.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(whole, text);
        let addresses: Vec<_> = found.iter().filter(|(_, is)| *is).collect();
        assert_eq!(addresses[0].0.trim(), "https://a.example/b");
        assert_eq!(addresses.len(), 1);
    }
}
