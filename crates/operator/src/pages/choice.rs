//! What a form lets people choose from.

pub(crate) use web::page::Choice;

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
