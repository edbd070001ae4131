//! `fiducia me rights …`: letters by which a person used a right, and what came of them.

use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::{MeArgs, own_data, plain};
use crate::client::Api;
use crate::output::{self, text};

const LETTERS: &str = "api/v1/me/rights-letters";

#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:
  fiducia me rights sent library access --about \"what I borrowed\"
  fiducia me rights sent hobby delete --on 2026-11-27
  fiducia me rights list
  fiducia me rights extended LETTER

Nothing is sent from here: this keeps in mind what you have sent, and you are
told when an answer is nearly due and when it is late. Whoever must answer has
one month, or three if they say so within the first (GDPR article 12(3)).")]
pub(super) enum RightsCommand {
    /// The letters that you noted, those sent last first.
    List,
    /// Note that you have sent a letter; prints the note's id.
    Sent(Sent),
    /// Note that the answer came.
    Answered {
        /// The note.
        id: String,
        /// It did not come after all.
        #[arg(long)]
        undo: bool,
    },
    /// Note that whoever must answer takes two months more, and has said so.
    Extended {
        /// The note.
        id: String,
        /// They do not after all.
        #[arg(long)]
        undo: bool,
    },
    /// Remove a note.
    Remove {
        /// The note.
        id: String,
        /// Have it back; that can be done for a day.
        #[arg(long)]
        undo: bool,
    },
}

/// A letter that was sent.
#[derive(Debug, Args)]
pub(super) struct Sent {
    /// Whom it went to: a source (a part of its name) or a service (its client id).
    to: String,
    /// Which right it uses.
    right: Right,
    /// What it is about, in your words.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    about: String,
    /// The day it was sent, such as `2026-11-27` (default: today).
    #[arg(long, value_name = "DAY")]
    on: Option<jiff::civil::Date>,
}

/// The rights of GDPR articles 15 to 22.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Right {
    /// Get a copy of your data (article 15).
    Access,
    /// Have wrong data corrected (article 16).
    Correct,
    /// Have data erased (article 17).
    Delete,
    /// Have data kept but not used (article 18).
    Restrict,
    /// Take your data along (article 20).
    Take,
    /// Object to a use (article 21).
    Object,
    /// Have a human decide (article 22).
    Human,
}

impl Right {
    /// The right as the operator names it.
    const fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Correct => "correct",
            Self::Delete => "delete",
            Self::Restrict => "restrict",
            Self::Take => "take",
            Self::Object => "object",
            Self::Human => "human",
        }
    }
}

impl MeArgs {
    pub(super) async fn rights(&self, api: &Api, command: &RightsCommand) -> Result<()> {
        let (id, mark, done) = match command {
            RightsCommand::List => {
                let answer = api.get(LETTERS).await?;
                return self.show(&answer, || table(&answer));
            }
            RightsCommand::Sent(sent) => return self.note(api, sent).await,
            RightsCommand::Answered { id, undo: false } => (id, "answered", "Noted as answered."),
            RightsCommand::Answered { id, .. } => (id, "unanswered", "It waits for an answer."),
            RightsCommand::Extended { id, undo: false } => {
                (id, "extended", "Two months more are noted.")
            }
            RightsCommand::Extended { id, .. } => (id, "unextended", "One month is noted."),
            RightsCommand::Remove { id, undo: false } => (
                id,
                "removed",
                "The note is removed; with `--undo` it can be had back for a day.",
            ),
            RightsCommand::Remove { id, .. } => (id, "restored", "The note is back."),
        };
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            bail!("`{id}` is no note; `fiducia me rights list` shows them");
        }
        let body = json!({"mark": mark});
        api.post(&format!("{LETTERS}/{id}"), &body).await?;
        self.show(&json!({"id": id, "mark": mark}), || output::line(done))
    }

    async fn note(&self, api: &Api, sent: &Sent) -> Result<()> {
        let to = match own_data::connector_called(api, &sent.to).await? {
            Some(connector) => format!("source:{connector}"),
            None => format!("service:{}", sent.to),
        };
        let day = sent.on.map(|day| day.to_string()).unwrap_or_default();
        let body = json!({
            "to": to, "right": sent.right.name(), "about": sent.about, "sent_on": day,
        });
        let answer = api.post(LETTERS, &body).await?;
        self.show(&answer, || {
            output::line(&format!("Noted as {}.", text(&answer, "/id")))?;
            output::line("You are told when the answer is nearly due, and when it is late.")
        })
    }
}

fn table(answer: &Value) -> Result<()> {
    let rows = plain::items(answer, "/letters").iter().map(|one| {
        let standing = match text(one, "/standing") {
            "due-soon" => "due soon",
            "overdue" => "late",
            other => other,
        };
        let due = match (text(one, "/due_on"), one["extended"] == true) {
            (day, true) => format!("{day} (extended)"),
            (day, false) => day.to_owned(),
        };
        let mut row = ["/id", "/name", "/right", "/about", "/sent_on"]
            .map(|cell| text(one, cell).to_owned())
            .to_vec();
        row.extend([due, standing.to_owned()]);
        row
    });
    let heads = ["note", "to", "right", "about", "sent", "due", "answer"];
    output::table(&heads, rows.collect(), "You have noted no letter.")
}
