//! Everything an operator has of a person, as one JSON document (GDPR art. 15 and 20), written while it is read: a
//! million entries of the log take no more memory than ten.
use std::sync::Arc;

use axum::body::Bytes;
use serde::Serialize;
use serde_json::json;
use storage::log::{Log as _, LogCursor};
use storage::operator::holdings::Holdings as _;
use storage::operator::permissions::Permissions as _;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::access_log::Filter;
use crate::accounts::Person;
use crate::accounts::api::IdentifierView;
use crate::clock::{rfc3339, rfc3339_exact};
use crate::notifications::Reading;
use crate::permissions::api::key;
use crate::{Error, Operator, Result};

/// The form of the document; another number for another form.
pub(crate) const FORMAT: &str = "fiducia-export-1";
/// Rows read at once.
const PAGE: u32 = 200;
/// A piece is sent when it is this long, in bytes.
const PIECE: usize = 32 * 1024;
/// Pieces written ahead of a slow reader.
const AHEAD: usize = 4;

/// A piece of the document; after an error nothing more comes, and the document is not whole.
type Piece = std::io::Result<Bytes>;

/// A document that is being written.
struct Sheet {
    sender: Sender<Piece>,
    buffer: Vec<u8>,
}

impl Sheet {
    async fn text(&mut self, text: &str) -> Result<()> {
        self.buffer.extend_from_slice(text.as_bytes());
        if self.buffer.len() >= PIECE {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<()> {
        let piece = Bytes::from(std::mem::take(&mut self.buffer));
        self.sender
            .send(Ok(piece))
            .await
            .map_err(|_| Error::Conflict("the reader has gone away".to_owned()))
    }

    /// A value as JSON.
    async fn value(&mut self, value: &impl Serialize) -> Result<()> {
        let json = serde_json::to_string(value).map_err(|e| Error::stored("export", e))?;
        self.text(&json).await
    }

    /// `"name": value,`
    async fn member(&mut self, name: &str, value: &impl Serialize) -> Result<()> {
        self.text(&format!("\"{name}\":")).await?;
        self.value(value).await?;
        self.text(",\n").await
    }

    /// One more element of a list that has `count`.
    async fn element(&mut self, count: &mut usize, value: &impl Serialize) -> Result<()> {
        if *count > 0 {
            self.text(",\n").await?;
        }
        *count += 1;
        self.value(value).await
    }
}

impl Operator {
    /// How many lines the export of a person has, but for a dozen: each entry has one of its own, and an account of a
    /// hundred thousand is no different at its ends.
    pub(crate) async fn export_lines(&self, account: &str) -> Result<i64> {
        Ok(self.db.holdings_of(account).await?)
    }

    /// Begins to write everything there is of a person. What is read is the document; its last piece ends with a
    /// closing brace, and without that it is not whole.
    pub(crate) fn export(self: &Arc<Self>, person: Person) -> Receiver<Piece> {
        let (sender, receiver) = channel(AHEAD);
        let operator = Arc::clone(self);
        tokio::spawn(async move {
            let mut sheet = Sheet {
                sender: sender.clone(),
                buffer: Vec::with_capacity(PIECE),
            };
            let written = operator.write_export(&person, &mut sheet).await;
            let ended = match written {
                Ok(()) => sheet.flush().await,
                Err(error) => Err(error),
            };
            if let Err(error) = ended {
                tracing::warn!(%error, "an export has ended before it was whole");
                let broken = std::io::Error::other("the export could not be completed");
                sender.send(Err(broken)).await.unwrap_or_default();
            }
        });
        receiver
    }

    async fn write_export(&self, person: &Person, sheet: &mut Sheet) -> Result<()> {
        let now = self.clock.now();
        sheet.text("{").await?;
        sheet.member("format", &FORMAT).await?;
        sheet.member("made_at", &rfc3339(now)).await?;
        sheet.member("operator", &self.metadata().await?).await?;
        let identifiers = self.identifiers_of(&person.id).await?;
        let identifiers: Vec<IdentifierView> = identifiers.into_iter().map(Into::into).collect();
        let account = json!({
            "login": person.profile.login, "name": person.profile.name, "locale": person.locale,
            "identifiers": identifiers, "waiting_login": self.waiting_login(&person.id).await?,
        });
        sheet.member("account", &account).await?;
        let apps = self.apps_of(&person.id, &person.locale).await?;
        sheet.member("apps", &apps).await?;
        sheet
            .member("links", &self.links_of(&person.id).await?)
            .await?;
        sheet
            .member("feeds", &self.feeds_of(&person.id).await?)
            .await?;
        sheet
            .member("push_devices", &self.push_devices_of(&person.id).await?)
            .await?;
        sheet
            .member("rules", &self.rules_of(&person.id).await?)
            .await?;
        let requests = self.request_summaries(&person.id, &person.locale).await?;
        sheet.member("requests", &requests).await?;
        self.write_permissions(person, sheet).await?;
        self.write_access_log(person, sheet).await?;
        let letters = self.sent_letters(&person.id).await?;
        sheet.member("rights_letters", &letters).await?;
        let choices = self.choices_of(&person.id).await?;
        sheet.member("notification_choices", &choices).await?;
        self.write_notifications(person, sheet).await?;
        self.write_log_records(person, sheet).await?;
        let checkpoint = self.log.checkpoint().await?;
        let keys = json!({
            "jwks": self.keys.jwks(), "log_origin": self.log.origin(),
            "log_verifier_key": self.log.verifier().to_string(),
            "log_checkpoint": checkpoint.map(|checkpoint| checkpoint.to_string()),
        });
        sheet.text("\"keys\":").await?;
        sheet.value(&keys).await?;
        sheet.text("}\n").await
    }

    /// Every permission with its history, and the receipt of every version.
    async fn write_permissions(&self, person: &Person, sheet: &mut Sheet) -> Result<()> {
        sheet.text("\"permissions\":[").await?;
        let mut count = 0;
        let mut before = (i64::MAX, String::new());
        loop {
            let key = (before.0, before.1.as_str());
            let rows = self.db.permissions_of(&person.id, key, PAGE).await?;
            let Some(last) = rows.last() else { break };
            before = (last.changed_at, last.arrangement_id.clone());
            for row in rows {
                let id = row.arrangement_id;
                let language = Some(person.locale.as_str());
                let view = self.permission_view(&person.id, &id, language).await?;
                let mut receipts = Vec::with_capacity(view.history.len());
                for version in 1..=view.summary.version {
                    // On one line, as each entry is: no text in JSON has a line break of its own.
                    let receipt = self.receipt(&person.id, &id, version).await?;
                    let receipt = receipt.replace('\n', " ");
                    let receipt: Box<serde_json::value::RawValue> =
                        serde_json::from_str(&receipt).map_err(|e| Error::stored("receipt", e))?;
                    receipts.push(receipt);
                }
                let whole = WithReceipts { view, receipts };
                sheet.element(&mut count, &whole).await?;
            }
        }
        sheet.text("],\n").await
    }

    async fn write_access_log(&self, person: &Person, sheet: &mut Sheet) -> Result<()> {
        sheet.text("\"access_log\":[").await?;
        let mut count = 0;
        let mut filter = Filter::default();
        let speech = self.speech(&person.locale);
        loop {
            let (entries, next) = self.access_log(&person.id, &filter, PAGE, &speech).await?;
            for entry in &entries {
                sheet.element(&mut count, entry).await?;
            }
            let Some(next) = next else { break };
            filter.before = Some(key(Some(&next))?);
        }
        sheet.text("],\n").await
    }

    /// What the person was told of, with what they switched off.
    async fn write_notifications(&self, person: &Person, sheet: &mut Sheet) -> Result<()> {
        sheet.text("\"notifications\":[").await?;
        let mut count = 0;
        let mut before = (i64::MAX, String::new());
        let speech = self.speech(&person.locale);
        loop {
            let from = (before.0, before.1.as_str());
            let (news, next) = self
                .news_of(&person.id, from, &speech, Reading::Export)
                .await?;
            for one in &news {
                sheet.element(&mut count, one).await?;
            }
            let Some(next) = next else { break };
            before = key(Some(&next))?;
        }
        sheet.text("],\n").await
    }

    /// What the operator's log commits to about the person: with salt and record, so that each can be checked.
    async fn write_log_records(&self, person: &Person, sheet: &mut Sheet) -> Result<()> {
        sheet.text("\"log_records\":[").await?;
        let mut count = 0;
        let mut before = LogCursor::newest();
        loop {
            let page = i64::from(PAGE);
            let records = self.db.log_by_subject(&person.id, 0, &before, page).await?;
            let Some(last) = records.last() else { break };
            before = LogCursor::after(last);
            for record in &records {
                let shown = json!({
                    "log": record.log, "index": record.index, "at": rfc3339_exact(record.at), "kind": record.kind,
                    "leaf": hex(&record.leaf), "salt": record.salt.as_deref().map(hex), "record": record.record,
                });
                sheet.element(&mut count, &shown).await?;
            }
        }
        sheet.text("],\n").await
    }
}

/// A permission with the receipts of all its versions.
#[derive(Serialize)]
struct WithReceipts {
    #[serde(flatten)]
    view: crate::permissions::PermissionView,
    receipts: Vec<Box<serde_json::value::RawValue>>,
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap_or_default();
        hex
    })
}
