//! What happened, as Atom (RFC 4287): who asked which source, and what became of permissions. It names no attribute
//! and no value.
use storage::operator::accounts::Accounts as _;
use storage::operator::feeds::FeedRow;
use storage::operator::permissions::Permissions as _;
use web::language::Speech;

use super::{entry_id, words};
use crate::access_log::Filter;
use crate::clock::rfc3339;
use crate::permissions::Held;
use crate::{Error, Operator, Result};

/// Entries of a feed: readers come often enough to miss none.
const ENTRIES: u32 = 50;

/// One thing that happened.
struct Happened {
    id: String,
    at: String,
    title: String,
    path: &'static str,
}

/// Text in an XML document (XML 1.0 §2.4), without characters that it cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            character if character.is_control() => out.push(' '),
            character => out.push(character),
        }
    }
    out
}

impl Operator {
    /// The feed of what happened lately to whoever made it, newest first.
    pub(super) async fn activity_feed(&self, feed: &FeedRow) -> Result<String> {
        let account = self.db.account(&feed.account_id).await?;
        let account = account.ok_or_else(|| Error::unknown("feed", &feed.id))?;
        let speech = self.speech(&account.locale);
        let mut happened = self.accesses(feed, &speech).await?;
        happened.extend(self.decisions(feed, &speech).await?);
        // RFC 3339 in UTC to the second sorts as the times do.
        happened.sort_by(|one, other| (&other.at, &other.id).cmp(&(&one.at, &one.id)));
        happened.truncate(ENTRIES as usize);
        let updated = happened
            .first()
            .map_or_else(|| rfc3339(feed.created_at), |newest| newest.at.clone());
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
             <id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{updated}</updated>\n\
             <author><name>{}</name></author>\n<link rel=\"alternate\" href=\"{}\"/>\n",
            speech.tag(),
            entry_id(&feed.id, ""),
            escaped(&String::from(
                speech
                    .say("feed-activity-name")
                    .with("operator", &self.config.name)
            )),
            escaped(&self.config.name),
            escaped(&self.address("activity")),
        );
        for one in happened {
            use std::fmt::Write as _;
            let address = self.address(one.path);
            write!(
                xml,
                "<entry>\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
                 <link rel=\"alternate\" href=\"{}\"/>\n<content type=\"text\">{}</content>\n</entry>\n",
                one.id,
                escaped(&one.title),
                one.at,
                escaped(&address),
                escaped(&one.title),
            )
            .map_err(|error| Error::Internal(error.to_string()))?;
        }
        xml.push_str("</feed>\n");
        Ok(xml)
    }

    async fn accesses(&self, feed: &FeedRow, speech: &Speech) -> Result<Vec<Happened>> {
        let (entries, _) = self
            .access_log(&feed.account_id, &Filter::default(), ENTRIES, speech)
            .await?;
        let entries = entries.into_iter().map(|entry| Happened {
            id: entry_id(&feed.id, &entry.id),
            title: words::access(&entry, speech),
            at: entry
                .at
                .parse()
                .map_or(entry.at.clone(), |at: jiff::Timestamp| {
                    rfc3339(at.as_microsecond())
                }),
            path: "activity",
        });
        Ok(entries.collect())
    }

    async fn decisions(&self, feed: &FeedRow, speech: &Speech) -> Result<Vec<Happened>> {
        let rows = self
            .db
            .permissions_of(&feed.account_id, (i64::MAX, ""), ENTRIES)
            .await?;
        let mut happened = Vec::new();
        for row in rows {
            let held = Held::read(row)?;
            let known = self.known_service(&held.row.service_id).await?;
            let service = known.as_ref().map_or(held.row.service_id.as_str(), |one| {
                one.service.name.get(speech.tag())
            });
            for event in self.events_of(&held).await? {
                let Some(title) = words::decision(event.state, service, speech) else {
                    continue;
                };
                let what = format!("{} {}", held.row.arrangement_id, event.version);
                happened.push(Happened {
                    id: entry_id(&feed.id, &what),
                    at: rfc3339(event.at.micros()),
                    title,
                    path: "permissions",
                });
            }
        }
        Ok(happened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_become_markup() {
        assert_eq!(escaped("<b>&\"\u{1}\u{FFFF}"), "&lt;b&gt;&amp;&quot; ");
    }
}
