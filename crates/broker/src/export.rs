//! Everything of a type, page by page in the order of its making, for whoever saves it.

use ngsi_ld::represent::{self, Format, Representation};
use ngsi_ld::{Context, Problem};
use serde_json::Value;

use crate::Broker;
use crate::store::failed;

/// Entities of a type, and after which the next ones come.
#[derive(Debug, Default)]
pub struct Exported {
    /// Concise: nothing is lost, and what is a value alone is told as one. With the names of the context.
    pub entities: Vec<Value>,
    /// When the last of them was made, and its id; none where there are no more.
    pub last: Option<(i64, String)>,
}

impl Broker {
    /// Entities of a type of the default tenant that come after one (when it was made, and its id), `most` of them.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn export(
        &self,
        entity_type: &str,
        after: (i64, &str),
        most: i64,
        context: &Context,
    ) -> Result<Exported, Problem> {
        let entity_type = context.expand(entity_type);
        let page = self.page("", Some(&entity_type), after, most).await?;
        let concise = Representation {
            format: Format::Concise,
            ..Representation::default()
        };
        let shown = page.alive.iter();
        Ok(Exported {
            entities: shown
                .map(|stored| represent::entity(&stored.entity, context, &concise))
                .collect(),
            last: page.last,
        })
    }

    /// How many entities of a type the default tenant has.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn count(&self, entity_type: &str, context: &Context) -> Result<i64, Problem> {
        let entity_type = context.expand(entity_type);
        let count = self.store.count_of_type("", &entity_type).await;
        count.map_err(|error| failed(&error))
    }
}
