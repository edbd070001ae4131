//! What a form lets people choose from.

/// Something to tick or to select.
#[derive(Debug)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
    /// What it means; may be empty.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// One that needs no explanation.
    pub fn new(value: &str, label: impl Into<String>, chosen: bool) -> Self {
        Self {
            value: value.to_owned(),
            label: label.into(),
            hint: String::new(),
            chosen,
        }
    }
}
