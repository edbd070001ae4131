//! What a form lets people choose from.

/// Something to tick or to select.
#[derive(Debug)]
pub(crate) struct Choice {
    /// What the form sends.
    pub(crate) value: String,
    pub(crate) label: String,
    /// What it means; may be empty.
    pub(crate) hint: String,
    pub(crate) chosen: bool,
}

impl Choice {
    /// One that needs no explanation.
    pub(crate) fn new(value: &str, label: impl Into<String>, chosen: bool) -> Self {
        Self {
            value: value.to_owned(),
            label: label.into(),
            hint: String::new(),
            chosen,
        }
    }
}
