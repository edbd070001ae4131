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

/// Choices under one name, folded away until they are wanted.
#[derive(Debug)]
pub(crate) struct ChoiceGroup {
    pub(crate) name: String,
    pub(crate) choices: Vec<Choice>,
}

impl ChoiceGroup {
    /// How many of them are chosen.
    pub(crate) fn chosen(&self) -> usize {
        self.choices.iter().filter(|choice| choice.chosen).count()
    }
}
