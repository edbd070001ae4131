//! "My data": where the person is known, what is there, and a script by which their browser reads the values.
use axum::extract::State;
use axum::response::Response;
use http::header::CONTENT_SECURITY_POLICY;
use web::page::{Shell, asset_url, render};
use web::problem::Problem;

use super::view::SourceView;
use crate::pages::{Site, Visitor};

/// What the script says, by the names it knows.
pub(crate) const WORDS: &[(&str, &str)] = &[
    ("busy", "own-busy"),
    ("shown", "own-shown"),
    ("nothing", "own-nothing"),
    ("again", "own-again"),
    ("original", "own-original"),
    ("converted", "own-converted"),
    ("leftOut", "own-left-out"),
    ("yes", "own-yes"),
    ("no", "own-no"),
    ("none", "own-none"),
    ("slow", "own-slow"),
    ("dead", "own-dead"),
    ("refused", "own-refused-here"),
    ("often", "own-often"),
    ("unreadable", "own-unreadable"),
    ("login", "own-login"),
    ("ours", "own-ours"),
];

/// What the script that shows what was says, by the names it knows. Names in braces it fills in itself.
const PAST_WORDS: &[(&str, &str)] = &[
    ("past", "own-past"),
    ("pastShown", "own-past-shown"),
    ("pastNone", "own-past-none"),
    ("pastFrom", "own-past-from"),
];

/// What the script that changes values says, by the names it knows. Names in braces it fills in itself.
const CHANGE_WORDS: &[(&str, &str)] = &[
    ("correct", "own-correct"),
    ("add", "own-add"),
    ("erase", "own-erase"),
    ("newValue", "own-new-value"),
    ("perLine", "own-per-line"),
    ("what", "own-correct-what"),
    ("save", "own-save"),
    ("cancel", "own-cancel"),
    ("telling", "own-telling"),
    ("corrected", "own-corrected"),
    ("undo", "own-undo"),
    ("undone", "own-undone"),
    ("same", "own-same"),
    ("erased", "own-erased"),
    ("erasedAll", "own-erased-all"),
    ("ask", "own-erase-ask"),
    ("lost", "own-erase-lost"),
    ("final", "own-erase-final"),
    ("staffLook", "own-staff-look"),
    ("staffErase", "own-staff-erase"),
    ("staffSend", "own-staff-send"),
    ("staffSent", "own-staff-sent"),
    ("askedCorrect", "own-asked-correct"),
    ("askedErase", "own-asked-erase"),
    ("askedEraseAll", "own-asked-erase-all"),
    ("askedDone", "own-asked-done"),
    ("askedRefused", "own-asked-refused"),
    ("takeBack", "own-take-back"),
    ("takenBack", "own-taken-back"),
    ("askedWaits", "own-asked-waits"),
    ("askedOver", "own-asked-over"),
    ("eraseAll", "own-erase-all"),
    ("keep", "own-keep"),
    ("empty", "own-empty"),
    ("invalid", "own-invalid"),
    ("notTheirs", "own-not-theirs"),
    ("changeRefused", "own-change-refused"),
    ("says", "own-says"),
    ("unsure", "own-unsure"),
    ("untold", "own-untold"),
    ("addRecord", "own-add-record"),
    ("addFile", "own-add-file"),
    ("fileHint", "own-add-file.hint"),
    ("emptyTable", "own-add-table"),
    ("addTitle", "own-add-title"),
    ("send", "own-add-send"),
    ("addedOne", "own-added-one"),
    ("addedMany", "own-added-many"),
    ("largeFile", "own-add-large"),
    ("wrongFile", "own-add-wrong"),
    ("noRecords", "own-add-none"),
    ("entry", "own-entry"),
    ("eraseEntry", "own-entry-erase"),
    ("erasedEntry", "own-entry-erased"),
];

#[derive(askama::Template)]
#[template(path = "my_data.html")]
struct MyDataPage<'a> {
    shell: Shell<'a>,
    sources: Vec<SourceView>,
    script: String,
    module: String,
    /// Changes values, where a source lets people do that.
    changing: String,
    /// Adds records, where a source keeps what people write themselves.
    adding: String,
    /// Shows what was, where a source keeps it.
    past: String,
}

impl MyDataPage<'_> {
    /// How many data sets can be read here.
    fn readable(&self) -> usize {
        let all = self.sources.iter().flat_map(|source| &source.datasets);
        all.filter(|dataset| !dataset.read_at.is_empty()).count()
    }

    /// A word of a script that fills in names itself.
    fn word(&self, message: &str) -> String {
        let said = self.shell.say(message);
        said.with("what", "{what}")
            .with("source", "{source}")
            .with("number", "{number}")
            .with("day", "{day}")
            .with("time", "{time}")
            .with("until", "{until}")
            .with("decided", "{decided}")
            .with("value", "{value}")
            .with("why", "{why}")
            .into()
    }
}

/// `GET /my-data`
pub(crate) async fn show(State(site): State<Site>, visitor: Visitor) -> Result<Response, Problem> {
    let (operator, account) = (&site.operator, &visitor.person.id);
    let sources = operator.own_sources(account, &visitor.speech).await?;
    let policy = operator.self_access_policy(account).await?;
    let mut page = render(&MyDataPage {
        shell: site.shell(visitor.speech.say("own-title"), &visitor, "/my-data"),
        sources,
        script: asset_url("my-data.js"),
        module: asset_url("self-access.js"),
        changing: asset_url("my-data-change.js"),
        adding: asset_url("my-data-add.js"),
        past: asset_url("my-data-past.js"),
    });
    page.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(page)
}
