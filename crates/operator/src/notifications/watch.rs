//! Looking for what people should be told of: permissions that end soon, and uses that are unusual.
//!
//! Uses are marked when they are counted, and looked at here a moment later: no release waits for it, and one look is
//! enough however often a service asked meanwhile.
use std::collections::BTreeSet;

use storage::Unit;
use storage::operator::notifications::{WatchRow, Watching as _};
use storage::settings::Settings as _;

use super::News;
use crate::clock::DAY;
use crate::{Operator, Result};

/// How long before its end a person is told of a permission.
const AHEAD: i64 = 14 * DAY;
/// The setting that says up to which end people were told.
const TOLD_UNTIL: &str = "operator.ends-told-until";
/// Rows looked at in one go.
const AT_ONCE: u32 = 500;
/// Days before the one looked at that show what is usual.
const USUAL_DAYS: i64 = 28;
/// Days since the first of those uses that must have passed: before, nothing is usual.
const LEAST_DAYS: i64 = 7;
/// So many times the usual is unusual.
const TIMES: i64 = 10;
/// Releases in a day that are worth a look at all: twice a week is usual for some, and ten times that is nothing.
const LEAST_RELEASES: i64 = 10;

/// How many times the usual of a day the releases of `day` are, where that is unusual. `days` are days with their
/// releases, in order.
fn unusual(days: &[(i64, i64)], day: i64) -> Option<i64> {
    let today = days.iter().find(|(one, _)| *one == day)?.1;
    let before = || {
        days.iter()
            .filter(|(one, _)| (day - USUAL_DAYS..day).contains(one))
    };
    let since = day - before().next()?.0;
    if since < LEAST_DAYS || today < LEAST_RELEASES {
        return None;
    }
    let releases: i64 = before().map(|(_, releases)| releases).sum();
    // today / (releases / since), without a fraction.
    let times = today.saturating_mul(since) / releases.max(1);
    (times >= TIMES).then_some(times)
}

impl Operator {
    /// Tells people what should not wait until they look.
    pub async fn watch(&self) -> Result<()> {
        self.tell_of_ends().await?;
        self.tell_of_answers().await?;
        loop {
            let used = self.db.uses_to_look_at(AT_ONCE).await?;
            let (mut unit, mut told) = (Unit::new(), BTreeSet::new());
            for used in &used {
                for news in self.unusual_about(used).await? {
                    self.notify(&mut unit, &used.account_id, &news)?;
                    told.insert(&used.account_id);
                }
                unit.looked_at(used);
            }
            self.db.commit(unit).await?;
            for account in told {
                self.live.tell(account);
            }
            if used.len() < AT_ONCE as usize {
                return Ok(());
            }
        }
    }

    /// Tells of every permission that has come to end within [`AHEAD`] since the last look. One that was given for less
    /// is no news.
    async fn tell_of_ends(&self) -> Result<()> {
        let now = self.clock.now();
        let until = now + AHEAD;
        let told = self.db.setting(TOLD_UNTIL).await?;
        let told = told.and_then(|setting| setting.value.parse().ok());
        let mut after = (told.unwrap_or(now), String::new());
        loop {
            let ending = self
                .db
                .permissions_ending(until, (after.0, &after.1), AT_ONCE)
                .await?;
            let is_last = ending.len() < AT_ONCE as usize;
            if let Some(last) = ending.last() {
                after = (last.valid_until, last.arrangement_id.clone());
            }
            let mut unit = Unit::new();
            let mut told = Vec::with_capacity(ending.len());
            for row in ending {
                let news = News::EndsSoon {
                    arrangement: row.arrangement_id,
                    service: row.service_id,
                    until: row.valid_until,
                };
                self.notify(&mut unit, &row.account_id, &news)?;
                told.push(row.account_id);
            }
            if is_last {
                unit.set(TOLD_UNTIL, &until.to_string(), now);
            }
            self.db.commit(unit).await?;
            for account in told {
                self.live.tell(&account);
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// What its person should be told of a use.
    async fn unusual_about(&self, used: &WatchRow) -> Result<Vec<News>> {
        let mut found = Vec::new();
        let (arrangement, service) = (&used.arrangement_id, &used.service_id);
        if !self.db.was_used_before(used).await? {
            found.push(News::FirstUse {
                arrangement: arrangement.clone(),
                service: service.clone(),
                connector: used.connector_uuid.clone(),
            });
            if let Some(country) = self.country_unknown_to(used).await? {
                found.push(News::OtherCountry {
                    arrangement: arrangement.clone(),
                    service: service.clone(),
                    country,
                });
            }
        }
        let days = self.db.releases_by_day(used, used.day - USUAL_DAYS).await?;
        if let Some(times) = unusual(&days, used.day) {
            found.push(News::UnusualRate {
                arrangement: arrangement.clone(),
                service: service.clone(),
                connector: used.connector_uuid.clone(),
                day: used.day,
                times,
            });
        }
        Ok(found)
    }

    /// The country of the service's organisation, where none of the person's data has gone to one in that country
    /// before. A request says nothing of where it comes from, so it is where the organisation is registered; the first
    /// country of a person is compared with nothing.
    async fn country_unknown_to(&self, used: &WatchRow) -> Result<Option<String>> {
        let Some(country) = self.country_of(&used.service_id).await? else {
            return Ok(None);
        };
        let mut is_first = true;
        for service in self.db.other_receivers(used).await? {
            if let Some(known) = self.country_of(&service).await? {
                if known == country {
                    return Ok(None);
                }
                is_first = false;
            }
        }
        Ok((!is_first).then_some(country))
    }

    async fn country_of(&self, service: &str) -> Result<Option<String>> {
        let known = self.known_service(service).await?;
        Ok(known.and_then(|known| known.organisation.country.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_times_the_usual_is_unusual() {
        let mut days: Vec<(i64, i64)> = (80..100).map(|day| (day, 2)).collect();
        days.push((100, 19));
        assert_eq!(unusual(&days, 100), None);
        days[20] = (100, 20);
        assert_eq!(unusual(&days, 100), Some(10));
        days[20] = (100, 61);
        assert_eq!(unusual(&days, 100), Some(30));
    }

    #[test]
    fn days_without_a_use_count_too() {
        // Four uses in 28 days, and then ten in one.
        let days = [(72, 1), (79, 1), (86, 1), (93, 1), (100, 10)];
        assert_eq!(unusual(&days, 100), Some(70));
        let seldom = [(72, 1), (79, 1), (86, 1), (93, 1), (100, 9)];
        assert_eq!(unusual(&seldom, 100), None, "too few to be worth a look");
    }

    #[test]
    fn nothing_is_unusual_before_there_is_something_usual() {
        assert_eq!(unusual(&[(100, 500)], 100), None);
        assert_eq!(unusual(&[(95, 1), (100, 500)], 100), None);
        assert_eq!(unusual(&[(100, 500)], 99), None);
    }
}
