//! Temporal queries (ETSI GS CIM 009 §4.11).

use crate::entity::{Attribute, micros};
use crate::problem::Problem;

/// How a time stands to the times asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeRelation {
    /// Before `timeAt`.
    Before,
    /// At `timeAt` or after it.
    After,
    /// From `timeAt` on and before `endTimeAt`.
    Between,
}

/// Which time of an attribute is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimeProperty {
    /// `observedAt`.
    #[default]
    ObservedAt,
    /// `createdAt`.
    CreatedAt,
    /// `modifiedAt`.
    ModifiedAt,
    /// `deletedAt`.
    DeletedAt,
}

impl TimeProperty {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ObservedAt => "observedAt",
            Self::CreatedAt => "createdAt",
            Self::ModifiedAt => "modifiedAt",
            Self::DeletedAt => "deletedAt",
        }
    }

    /// That of this name.
    ///
    /// # Errors
    /// [`Problem`] when there is none.
    pub fn of(name: &str) -> Result<Self, Problem> {
        [
            Self::ObservedAt,
            Self::CreatedAt,
            Self::ModifiedAt,
            Self::DeletedAt,
        ]
        .into_iter()
        .find(|one| one.name() == name)
        .ok_or_else(|| Problem::bad_data(format!("there is no time property `{name}`")))
    }
}

/// A temporal query; times in microseconds since the epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemporalQuery {
    /// The relation.
    pub relation: TimeRelation,
    /// The time that it is about.
    pub at: i64,
    /// The end of a period.
    pub end: Option<i64>,
    /// Which time of an attribute.
    pub property: TimeProperty,
}

impl TemporalQuery {
    /// From the parameters of a request; none when no relation is given.
    ///
    /// # Errors
    /// [`Problem`] when they do not go together.
    pub fn parse(
        relation: Option<&str>,
        at: Option<&str>,
        end: Option<&str>,
        property: Option<&str>,
    ) -> Result<Option<Self>, Problem> {
        let property = property
            .map(TimeProperty::of)
            .transpose()?
            .unwrap_or_default();
        let Some(relation) = relation else {
            return match at.or(end) {
                None => Ok(None),
                Some(_) => Err(Problem::bad_data("`timeAt` and `endTimeAt` need `timerel`")),
            };
        };
        let time = |name: &str, text: Option<&str>| {
            let text =
                text.ok_or_else(|| Problem::bad_data(format!("`timerel` needs `{name}`")))?;
            micros(text).ok_or_else(|| {
                Problem::bad_data(format!("`{name}` is a date and time, not `{text}`"))
            })
        };
        let relation = match relation {
            "before" => TimeRelation::Before,
            "after" => TimeRelation::After,
            "between" => TimeRelation::Between,
            other => {
                return Err(Problem::bad_data(format!(
                    "there is no `timerel` `{other}`"
                )));
            }
        };
        let at = time("timeAt", at)?;
        let end = match relation {
            TimeRelation::Between => Some(time("endTimeAt", end)?),
            _ => None,
        };
        if end.is_some_and(|end| end <= at) {
            return Err(Problem::bad_data("`endTimeAt` comes after `timeAt`"));
        }
        Ok(Some(Self {
            relation,
            at,
            end,
            property,
        }))
    }

    /// Whether a time is within what it asks for.
    pub fn holds(&self, time: i64) -> bool {
        match self.relation {
            TimeRelation::Before => time < self.at,
            TimeRelation::After => time >= self.at,
            TimeRelation::Between => time >= self.at && self.end.is_none_or(|end| time < end),
        }
    }

    /// Whether an instance's time is within what it asks for.
    pub fn matches(&self, instance: &Attribute) -> bool {
        let time = match self.property {
            TimeProperty::ObservedAt => instance.observed_at.as_deref(),
            TimeProperty::CreatedAt => Some(instance.created_at.as_str()),
            TimeProperty::ModifiedAt => Some(instance.modified_at.as_str()),
            TimeProperty::DeletedAt => None,
        };
        time.and_then(micros).is_some_and(|time| self.holds(time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_a_beginning_and_an_end() {
        let parse = |relation, at, end| TemporalQuery::parse(Some(relation), Some(at), end, None);
        let (one, two) = ("2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z");
        let time = micros("2020-01-15T00:00:00Z").unwrap();
        assert!(parse("after", one, None).unwrap().unwrap().holds(time));
        assert!(!parse("before", one, None).unwrap().unwrap().holds(time));
        let bound = micros(one).unwrap();
        assert!(parse("after", one, None).unwrap().unwrap().holds(bound));
        assert!(!parse("before", one, None).unwrap().unwrap().holds(bound));
        assert!(
            parse("between", one, Some(two))
                .unwrap()
                .unwrap()
                .holds(time)
        );
        assert!(parse("between", one, None).is_err());
        assert!(parse("between", two, Some(one)).is_err());
        assert!(parse("since", one, None).is_err());
        assert!(parse("after", "yesterday", None).is_err());
        assert!(TemporalQuery::parse(None, Some(one), None, None).is_err());
        assert!(
            TemporalQuery::parse(None, None, None, None)
                .unwrap()
                .is_none()
        );
        assert!(TemporalQuery::parse(Some("after"), Some(one), None, Some("seenAt")).is_err());
    }
}
