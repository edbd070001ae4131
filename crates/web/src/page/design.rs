//! `/design`: every component once, for those who build pages and those who judge them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{Choice, Fact, Shell, render};
use crate::frame::Frame;

#[derive(askama::Template)]
#[template(path = "design.html")]
struct DesignPage<'a> {
    shell: Shell<'a>,
    places: Vec<Choice>,
    facts: Vec<Fact>,
    rows: Vec<Vec<&'static str>>,
    colours: [&'static str; 9],
}

/// `GET /design`
pub(super) async fn show(State(frame): State<Arc<Frame>>) -> Response {
    render(&DesignPage {
        shell: frame.shell("Design system"),
        places: vec![
            Choice::new("Helsinki", "Helsinki, Finland", true),
            Choice::new("Rennes", "Rennes, France", false),
        ],
        facts: vec![
            Fact::new("Who asks", "Hobby Grants, for the hobby grant"),
            Fact::explained(
                "What for",
                [(
                    "Providing a service you asked for".to_owned(),
                    "Your data is used to give you something you have applied for.".to_owned(),
                )],
            ),
        ],
        rows: vec![
            vec!["2", "3 May 2026", "Changed"],
            vec!["1", "1 May 2026", "Given"],
        ],
        colours: [
            "paper", "paper-2", "ink", "ink-2", "edge", "accent", "good", "warning", "bad",
        ],
    })
}
