//! A rule as the form on the page holds it.
use std::str::FromStr as _;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use permission::intended_use::DataForm;
use permission::rule::{Data, Window};
use permission::{
    AttributePath, Category, Conditions, DatasetId, Days, Effect, IntendedUse, Jurisdiction,
    OrganisationId, OrganisationKind, Parties, PartyPattern, Processing, Purpose, Rule, RuleId,
    Timestamp, TrustGroupId,
};

use super::hours::Hours;
use crate::{Error, Result};

/// What a rule is called before it is saved.
const NEW: &str = "new";
/// The longest a rule can ask data to be deleted within, in days: a century.
const LONGEST_KEEP: u32 = 36_500;

/// What a kind of organisation begins with where a party is chosen; no organisation's id does.
pub(super) const KIND: &str = "kind:";
/// What a trust group begins with there.
pub(super) const GROUP: &str = "group:";

/// The form's fields, each as it was sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    /// `allow`, `ask` or `deny`; empty until chosen.
    pub(super) effect: String,
    /// The organisation that is meant, or [`KIND`] with a kind's IRI, or [`GROUP`] with a trust group; empty for
    /// anyone.
    pub(super) party: String,
    /// IRIs; none for any.
    pub(super) purposes: Vec<String>,
    /// IRIs of categories, ids of datasets, attributes as `dataset#path`; none for any.
    pub(super) data: Vec<String>,
    /// IRIs of what is done with the data; none for anything.
    pub(super) processing: Vec<String>,
    /// The days of the week on which the rule holds; empty for the whole week.
    pub(super) first_day: String,
    pub(super) last_day: String,
    /// The hours at which it holds, `08:00`; empty for the whole day.
    pub(super) opens: String,
    pub(super) closes: String,
    /// Days; empty for any.
    pub(super) keep: String,
    /// `EU` or `EEA`; empty for anywhere.
    pub(super) within: String,
    /// `pseudonymised` or `aggregated`; empty for any.
    pub(super) form: String,
    /// Whether nobody else may get the data.
    pub(super) no_recipients: bool,
    /// Whether a person must take part in decisions.
    pub(super) no_automated: bool,
    /// The last day, `2026-12-31`; empty for none.
    pub(super) until: String,
    /// The request it was begun from; empty for none.
    pub(super) request: String,
}

impl Draft {
    /// Reads what the form sent. Fields that are not the form's are passed over.
    pub(super) fn read(body: &[u8]) -> Self {
        let mut draft = Self::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            let value = value.trim().to_owned();
            match name.as_ref() {
                "effect" => draft.effect = value,
                "party" => draft.party = value,
                "purpose" => draft.purposes.push(value),
                "data" => draft.data.push(value),
                "processing" => draft.processing.push(value),
                "first_day" => draft.first_day = value,
                "last_day" => draft.last_day = value,
                "opens" => draft.opens = value,
                "closes" => draft.closes = value,
                "keep" => draft.keep = value,
                "within" => draft.within = value,
                "form" => draft.form = value,
                "no_recipients" => draft.no_recipients = true,
                "no_automated" => draft.no_automated = true,
                "until" => draft.until = value,
                "request" => draft.request = value,
                _ => {}
            }
        }
        draft
    }

    /// As [`Draft::read`] takes it: so that what is saved is what was looked at.
    pub(super) fn fields(&self) -> Vec<(&'static str, &str)> {
        let one = [
            ("effect", &self.effect),
            ("party", &self.party),
            ("keep", &self.keep),
            ("within", &self.within),
            ("form", &self.form),
            ("until", &self.until),
            ("first_day", &self.first_day),
            ("last_day", &self.last_day),
            ("opens", &self.opens),
            ("closes", &self.closes),
            ("request", &self.request),
        ];
        let many = [
            ("purpose", &self.purposes),
            ("data", &self.data),
            ("processing", &self.processing),
        ];
        let ticks = [
            ("no_recipients", self.no_recipients),
            ("no_automated", self.no_automated),
        ];
        let one = one.into_iter().map(|(name, value)| (name, value.as_str()));
        let many = many
            .into_iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_str())));
        let ticks = ticks.into_iter().filter(|(_, ticked)| *ticked);
        one.filter(|(_, value)| !value.is_empty())
            .chain(many)
            .chain(ticks.map(|(name, _)| (name, "yes")))
            .collect()
    }

    /// The rule for uses like this one. To allow, all that it needs is named, and nothing more; to deny, no data is: the
    /// person means this organisation and its purposes, whatever it asks for.
    pub(super) fn like(intended_use: &IntendedUse, effect: &str, request: &str) -> Self {
        let needed = intended_use.datasets.iter().flat_map(|(dataset, wanted)| {
            let name = move |path| format!("{dataset}#{path}");
            wanted.required.iter().map(name)
        });
        let purposes = intended_use.purposes.iter();
        Self {
            effect: effect.to_owned(),
            party: intended_use.organisation.to_string(),
            purposes: purposes
                .map(|purpose| purpose.term().iri().to_owned())
                .collect(),
            data: needed.filter(|_| effect == "allow").collect(),
            request: request.to_owned(),
            ..Self::default()
        }
    }

    /// The rule that is meant; its last day is a day in this time zone.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the name of the field that does not fit.
    pub(super) fn rule(&self, zone: &TimeZone, now: i64) -> Result<Rule> {
        let id = RuleId::new(NEW).map_err(|error| Error::Internal(error.to_string()))?;
        let effect = match self.effect.as_str() {
            "allow" => Effect::Allow,
            "ask" => Effect::Ask,
            "deny" => Effect::Deny,
            _ => return Err(Error::invalid("effect", "is `allow`, `ask` or `deny`")),
        };
        let purposes = self.purposes.iter();
        let purposes = purposes
            .map(|iri| Purpose::parse(iri).map_err(|error| wrong("purpose", &error)))
            .collect::<Result<_>>()?;
        let processing = self.processing.iter();
        let processing = processing
            .map(|iri| Processing::parse(iri).map_err(|error| wrong("processing", &error)))
            .collect::<Result<_>>()?;
        Ok(Rule {
            id,
            effect,
            parties: self.parties()?,
            purposes,
            processing,
            data: self.data()?,
            conditions: self.conditions(zone, now)?,
            valid_until: self.valid_until(zone, now)?,
        })
    }

    /// Whether a condition is chosen that is rarely used.
    pub(super) fn has_more(&self) -> bool {
        let texts = [
            &self.form,
            &self.first_day,
            &self.last_day,
            &self.opens,
            &self.closes,
        ];
        self.no_automated
            || !self.processing.is_empty()
            || texts.into_iter().any(|text| !text.is_empty())
    }

    fn parties(&self) -> Result<Parties> {
        let wrong = |error: &dyn std::fmt::Display| wrong("party", error);
        let pattern = if self.party.is_empty() {
            return Ok(Parties::Anyone);
        } else if let Some(kind) = self.party.strip_prefix(KIND) {
            PartyPattern::Kind(OrganisationKind::parse(kind).map_err(|error| wrong(&error))?)
        } else if let Some(group) = self.party.strip_prefix(GROUP) {
            PartyPattern::TrustGroup(TrustGroupId::new(group).map_err(|error| wrong(&error))?)
        } else {
            let organisation = OrganisationId::new(&self.party).map_err(|error| wrong(&error))?;
            PartyPattern::Organisation(organisation)
        };
        Ok(Parties::Only(vec![pattern]))
    }

    fn window(&self, zone: &TimeZone, now: i64) -> Result<Option<Window>> {
        let [first_day, last_day, opens, closes] =
            [&self.first_day, &self.last_day, &self.opens, &self.closes].map(String::as_str);
        let hours = Hours {
            first_day,
            last_day,
            opens,
            closes,
        };
        hours.window(zone, now)
    }

    fn data(&self) -> Result<Data> {
        let mut data = Data::default();
        for name in &self.data {
            if name.starts_with("https://") {
                let category = Category::parse(name).map_err(|error| wrong("data", &error))?;
                data.categories.push(category);
            } else if let Some((dataset, path)) = name.split_once('#') {
                let dataset = DatasetId::new(dataset).map_err(|error| wrong("data", &error))?;
                let path = AttributePath::from_str(path).map_err(|error| wrong("data", &error))?;
                data.attributes.entry(dataset).or_default().push(path);
            } else {
                let dataset = DatasetId::new(name).map_err(|error| wrong("data", &error))?;
                data.datasets.push(dataset);
            }
        }
        Ok(data)
    }

    fn conditions(&self, zone: &TimeZone, now: i64) -> Result<Conditions> {
        let longest_retention = match self.keep.as_str() {
            "" => None,
            days => {
                let days = days.parse().ok().filter(|days| *days <= LONGEST_KEEP);
                let days = days.ok_or_else(|| Error::invalid("keep", "is no number of days"))?;
                Some(Days(days))
            }
        };
        let within = match self.within.as_str() {
            "" => None,
            area => Some(Jurisdiction::from_str(area).map_err(|error| wrong("within", &error))?),
        };
        let form = match self.form.as_str() {
            "" => DataForm::Identified,
            "pseudonymised" => DataForm::Pseudonymised,
            "aggregated" => DataForm::Aggregated,
            _ => return Err(Error::invalid("form", "is `pseudonymised` or `aggregated`")),
        };
        Ok(Conditions {
            longest_retention,
            within,
            form,
            no_onward_recipients: self.no_recipients,
            no_automated_decisions: self.no_automated,
            window: self.window(zone, now)?,
        })
    }

    fn valid_until(&self, zone: &TimeZone, now: i64) -> Result<Option<Timestamp>> {
        if self.until.is_empty() {
            return Ok(None);
        }
        let end = Date::from_str(&self.until)
            .and_then(Date::tomorrow)
            .and_then(|day| day.to_zoned(zone.clone()))
            .map_err(|error| wrong("until", &error))?;
        let end = end.timestamp().as_microsecond();
        if end <= now {
            return Err(Error::invalid("until", "is a day that is over"));
        }
        Ok(Some(Timestamp(end)))
    }
}

pub(super) fn wrong(field: &str, error: &dyn std::fmt::Display) -> Error {
    Error::invalid(field, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "effect=deny&party=sports&purpose=https%3A%2F%2Fw3id.org%2Fdpv%23Marketing&\
        data=https%3A%2F%2Fw3id.org%2Fdpv%2Fpd%23Name&data=urn%3Afiducia%3Adataset%3Aa%3Ab%23address.city&\
        keep=30&within=EU&no_recipients=yes&until=2026-12-31&else=x";

    #[test]
    fn what_is_saved_is_what_was_looked_at() {
        let draft = Draft::read(FORM.as_bytes());
        let sent = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(draft.fields())
            .finish();
        let again = Draft::read(sent.as_bytes());
        assert_eq!(draft.fields(), again.fields());
        let rule = |draft: &Draft| draft.rule(&TimeZone::UTC, 0).unwrap();
        assert_eq!(rule(&draft), rule(&again));
    }

    #[test]
    fn the_last_day_belongs_to_the_rule() {
        let rule = Draft::read(FORM.as_bytes())
            .rule(&TimeZone::UTC, 0)
            .unwrap();
        let end: jiff::Timestamp = "2027-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(rule.valid_until, Some(Timestamp(end.as_microsecond())));
        let over = Draft::read(FORM.as_bytes()).rule(&TimeZone::UTC, end.as_microsecond());
        assert!(matches!(over, Err(Error::Invalid { what, .. }) if what == "until"));
    }

    #[test]
    fn a_field_that_does_not_fit_is_named() {
        for (form, field) in [
            ("", "effect"),
            ("effect=deny&keep=soon", "keep"),
            ("effect=deny&keep=99999999", "keep"),
            ("effect=deny&until=tomorrow", "until"),
            ("effect=deny&purpose=x", "purpose"),
            ("effect=deny&data=https://x", "data"),
            ("effect=deny&within=Mars", "within"),
            ("effect=deny&form=x", "form"),
            ("effect=deny&party=kind:dpv:Marketing", "party"),
            ("effect=deny&processing=x", "processing"),
            ("effect=deny&first_day=someday", "opens"),
            ("effect=deny&opens=25:00", "opens"),
            ("effect=deny&opens=18:00&closes=08:00", "opens"),
        ] {
            let read = Draft::read(form.as_bytes()).rule(&TimeZone::UTC, 0);
            assert!(
                matches!(&read, Err(Error::Invalid { what, .. }) if what == field),
                "{form}: {read:?}"
            );
        }
    }
}
