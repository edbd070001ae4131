//! How often sources showed data to a service, by month, source and dataset: what organisations settle accounts by.
//! Counted when connectors report, and nothing of whose data it was.
pub(crate) mod api;

use std::collections::BTreeMap;

use protocol::access_item::Outcome;
use serde::Serialize;
use storage::Unit;
use storage::operator::access_items::AccessItem;
use storage::operator::release_days::ReleaseDays as _;
use utoipa::ToSchema;
use web::month::Month;

use crate::clock::DAY;
use crate::{Error, Operator, Result};

/// Shards of the counts: each process counts in one, so that two hardly ever wait for each other.
pub(crate) const SHARDS: i64 = 64;
/// Months told at once: five years, as long as accounts are kept in many places.
const MOST_MONTHS: i32 = 60;
/// Months told when none are named.
const USUAL_MONTHS: i32 = 12;

/// How often a source showed a dataset in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct MonthOfReleases {
    /// The month (UTC), such as `2026-11`.
    pub month: String,
    /// The source's connector.
    pub connector: String,
    /// What the source is called.
    pub source: String,
    /// The dataset; absent where the source did not say which, or it was not counted yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dataset: Option<String>,
    /// What the dataset is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How often data of it was shown.
    pub releases: i64,
}

/// A stretch of months, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Months {
    first: Month,
    last: Month,
}

fn parse(what: &'static str, text: &str) -> Result<Month> {
    Month::parse(text)
        .ok_or_else(|| Error::invalid(what, format!("`{text}` is no month, such as `2026-11`")))
}

impl Months {
    /// The months from `first` to `last`, `YYYY-MM` each: the last twelve up to now where they are absent.
    pub(crate) fn read(first: Option<&str>, last: Option<&str>, now: i64) -> Result<Self> {
        let last = match last {
            Some(text) => parse("to", text)?,
            None => Month::at(now),
        };
        let first = match first {
            Some(text) => parse("from", text)?,
            None => last.plus(1 - USUAL_MONTHS),
        };
        if !(0..MOST_MONTHS).contains(&last.since(first)) {
            return Err(Error::invalid(
                "from",
                format!("from 1 to {MOST_MONTHS} months can be told at once"),
            ));
        }
        Ok(Self { first, last })
    }

    /// The first and the last, as they are written.
    pub(crate) fn names(self) -> (String, String) {
        (self.first.to_string(), self.last.to_string())
    }
}

impl Operator {
    /// Counts what a connector says it has shown, in the unit that enters it.
    pub(crate) fn count_for_settlement(
        &self,
        unit: &mut Unit,
        item: &AccessItem,
        outcome: &Outcome,
        at: i64,
    ) {
        let (service, connector) = (item.service_id.as_str(), item.connector_uuid.as_str());
        let day = at.div_euclid(DAY);
        for dataset in outcome.released.keys() {
            unit.count_release_to(service, day, connector, dataset.as_str(), self.shard);
        }
        if outcome.released.is_empty() {
            unit.count_release_to(service, day, connector, "", self.shard);
        }
    }

    /// How often data was shown to a service, by month, source and dataset, in a language.
    pub(crate) async fn releases(
        &self,
        service: &str,
        months: Months,
        language: &str,
    ) -> Result<Vec<MonthOfReleases>> {
        let (from, until) = (months.first.first_day(), months.last.plus(1).first_day());
        let rows = self.db.releases_to(service, from, until).await?;
        let mut counts: BTreeMap<(Month, String, String), i64> = BTreeMap::new();
        for row in rows {
            let key = (Month::of_day(row.day), row.connector_uuid, row.dataset_id);
            *counts.entry(key).or_default() += row.releases;
        }
        let sources = self.known_sources().await?;
        let told = counts
            .into_iter()
            .map(|((month, connector, dataset), releases)| {
                let source = sources
                    .get(&connector)
                    .map_or_else(|| connector.clone(), |source| source.metadata.name.clone());
                let title = permission::DatasetId::new(&dataset).ok().and_then(|id| {
                    let (_, offered) = sources.dataset(&id)?;
                    Some(offered.dataset.title.get(language).to_owned())
                });
                MonthOfReleases {
                    month: month.to_string(),
                    connector,
                    source,
                    dataset: Some(dataset).filter(|dataset| !dataset.is_empty()),
                    title,
                    releases,
                }
            });
        Ok(told.collect())
    }
}

/// The same as a table.
pub(crate) fn csv(releases: &[MonthOfReleases]) -> String {
    let mut table = "month,connector,source,dataset,title,releases\r\n".to_owned();
    for one in releases {
        let texts = [
            one.month.as_str(),
            &one.connector,
            &one.source,
            one.dataset.as_deref().unwrap_or_default(),
            one.title.as_deref().unwrap_or_default(),
        ];
        table.push_str(&web::csv::row(texts, &[one.releases]));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SECOND;

    #[test]
    fn months_are_read_as_people_write_them() {
        let now = 1_795_000_000 * SECOND; // 18 November 2026
        let usual = Months::read(None, None, now).unwrap();
        assert_eq!(usual.names(), ("2025-12".to_owned(), "2026-11".to_owned()));
        let one = Months::read(Some("2026-02"), Some("2026-02"), now).unwrap();
        assert_eq!(one.first.first_day(), 20_485);
        for (from, to) in [
            ("2026-3", "2026-04"),
            ("2026-13", "2026-14"),
            ("2026-05", "2026-04"),
            ("1999-01", "2026-01"),
        ] {
            assert!(Months::read(Some(from), Some(to), now).is_err(), "{from}");
        }
    }

    #[test]
    fn a_name_is_no_formula_and_stays_in_its_field() {
        let one = MonthOfReleases {
            month: "2026-11".to_owned(),
            connector: "c".to_owned(),
            source: "=cmd|' /C calc'!A0, \"x\"".to_owned(),
            dataset: None,
            title: None,
            releases: 3,
        };
        assert_eq!(
            csv(&[one]).lines().nth(1).unwrap(),
            r#""2026-11","c","'=cmd|' /C calc'!A0, ""x""","","",3"#
        );
    }
}
