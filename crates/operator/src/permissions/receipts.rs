//! Receipts: for every event of a permission a consent record (ISO/IEC TS 27560 in DPV), signed by the
//! operator, with the proof that the event is in its log.
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use evidence::receipt::{
    Data, Event as EventField, Party, RECEIPT_MEDIA_TYPE, ReceiptFields, ReceiptFile, Record,
    ShownNotice, Term,
};
use evidence::{Hash, Salt};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use permission::{By, Event, IntendedUse, Means};
use storage::log::{Log as _, LogCursor, LogRecord};
use storage::operator::permissions::{PermissionEventRow, Permissions as _};
use web::problem::ProblemName;

use super::Held;
use super::view::{self, AttributeView, DatasetView, UseView};
use crate::clock::rfc3339;
use crate::sources::known::Sources;
use crate::{Error, Operator, Result, journal};

/// The `typ` of a receipt's signature.
const TYP: &str = "consent-receipt+jwt";
/// Entries about one person with the time of one event: an event, an answered request, and a few beside.
const MOST_AT_ONE_TIME: i64 = 100;

/// A receipt as a download.
pub(crate) fn download(arrangement: &str, version: u32, receipt: String) -> Response {
    let name = format!("attachment; filename=\"receipt-{arrangement}-{version}.json\"");
    (
        [
            (CONTENT_TYPE, RECEIPT_MEDIA_TYPE.to_owned()),
            (CONTENT_DISPOSITION, name),
        ],
        receipt,
    )
        .into_response()
}

/// A UUID that is the same whenever the receipt of this event is made.
fn receipt_id(arrangement: &str, version: u32) -> String {
    crate::random::uuid_of(&format!("receipt {arrangement} {version}"))
}

impl Operator {
    /// The receipt of one version of a person's permission, as the text of a file.
    ///
    /// # Errors
    /// [`Error::Unknown`]; the problem `log-unavailable` while the log is not published.
    pub(crate) async fn receipt(
        &self,
        account: &str,
        arrangement: &str,
        version: u32,
    ) -> Result<String> {
        let held = self.held(account, arrangement).await?;
        let row = self
            .db
            .permission_event(arrangement, i64::from(version))
            .await?;
        let row = row.ok_or_else(|| Error::unknown("version", version.to_string()))?;
        let logged = self.log_record(account, &row).await?;
        let salt = Salt::new(row.log_salt)?;
        let record = logged.record.unwrap_or_default();
        let commitment = evidence::commit(&salt, record.as_bytes());
        let events: Vec<Event> = self
            .events_of(&held)
            .await?
            .into_iter()
            .filter(|event| event.version <= version)
            .collect();
        let fields = self.receipt_fields(&held, &events, commitment).await?;
        let receipt = self.sign_receipt(&Record::new(&fields)?)?;
        let index =
            u64::try_from(logged.index).map_err(|error| Error::stored("log index", error))?;
        let proof = self
            .log
            .prove(index)
            .await?
            .ok_or(ProblemName::LogUnavailable)?;
        Ok(ReceiptFile {
            receipt,
            record,
            salt,
            proof,
        }
        .to_json()?)
    }

    /// The log's entry of an event: the one with its time and salt.
    async fn log_record(&self, account: &str, row: &PermissionEventRow) -> Result<LogRecord> {
        let before = LogCursor {
            at: row.at.saturating_add(1),
            ..LogCursor::newest()
        };
        let entries = self
            .db
            .log_by_subject(account, row.at, &before, MOST_AT_ONE_TIME)
            .await?;
        entries
            .into_iter()
            .find(|entry| {
                entry.log == journal::LOG && entry.salt.as_deref() == Some(row.log_salt.as_slice())
            })
            .ok_or_else(|| Error::stored("permission event", "its entry is not in the log"))
    }

    /// Signs a receipt (RFC 7515). It may be longer than tokens are.
    fn sign_receipt(&self, record: &Record) -> Result<String> {
        let key = self.keys.signer();
        let header =
            serde_json::json!({"alg": key.algorithm().as_str(), "kid": key.kid(), "typ": TYP});
        let json = |value: serde_json::Result<Vec<u8>>| {
            value.map_err(|error| Error::Internal(error.to_string()))
        };
        let header = URL_SAFE_NO_PAD.encode(json(serde_json::to_vec(&header))?);
        let payload = URL_SAFE_NO_PAD.encode(json(serde_json::to_vec(record))?);
        let signed = format!("{header}.{payload}");
        let signature = key.sign_bytes(signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    async fn receipt_fields(
        &self,
        held: &Held,
        events: &[Event],
        commitment: Hash,
    ) -> Result<ReceiptFields> {
        let last = events
            .last()
            .ok_or_else(|| Error::stored("permission", "it has no event"))?;
        let intended_use = self
            .known_use(last.notice.id.as_str(), last.notice.version.into())
            .await?;
        let language = last.notice.language.as_str();
        let view = self
            .use_view(&intended_use, language, Some(&last.attributes))
            .await?;
        let known = self.known_service(&held.row.service_id).await?;
        let known = known.ok_or_else(|| Error::stored("permission", "its service is not here"))?;
        let sources = self.known_sources().await?;
        let iris = |terms: &[super::view::TermView]| {
            terms
                .iter()
                .map(|term| term.iri.clone())
                .collect::<Vec<_>>()
        };
        let recipients = intended_use
            .recipients
            .iter()
            .enumerate()
            .map(|(at, name)| {
                party(
                    format!(
                        "urn:fiducia:recipient:{}:{}:{at}",
                        intended_use.id, intended_use.version
                    ),
                    name,
                    None,
                )
            });
        Ok(ReceiptFields {
            id: receipt_id(&held.row.arrangement_id, last.version),
            arrangement: held.row.arrangement_id.clone(),
            version: last.version,
            created: self.clock.now(),
            language: language
                .split('-')
                .next()
                .unwrap_or(language)
                .to_ascii_lowercase(),
            commitment,
            issuer: party(
                format!("urn:uuid:{}", self.uuid),
                &self.config.name,
                Some(self.base_url.as_str()),
            ),
            subject: held.row.service_leg.clone(),
            controller: party(
                format!("urn:fiducia:organisation:{}", known.organisation.id),
                &known.organisation.name,
                known.organisation.contact.as_deref(),
            ),
            sources: holders(&intended_use, &sources),
            recipients: recipients.collect(),
            purposes: purposes(&intended_use, &view.title),
            processing: iris(&view.processing),
            personal_data: data(&view),
            legal_basis: vec![view.legal_basis.iri.clone()],
            rights: iris(&view.rights),
            laws: vec!["https://w3id.org/dpv/legal/eu/gdpr#GDPR".to_owned()],
            retention: format!("P{}D", intended_use.retention.0),
            storage_locations: view.storage_locations.clone(),
            third_countries: view.third_countries.clone(),
            automated_decisions: intended_use.automated_decisions,
            notice: ShownNotice {
                id: intended_use.id.to_string(),
                version: last.notice.version.to_string(),
                language: language.to_owned(),
                shown: last.at.micros(),
                text: view.notice.clone(),
            },
            events: events.iter().map(|event| self.event_field(event)).collect(),
            withdraw_at: Some(self.address(&format!("permissions/{}", held.row.arrangement_id))),
        })
    }

    fn event_field(&self, event: &Event) -> EventField {
        let by = match &event.by {
            By::Person => "dpv:DataSubject".to_owned(),
            By::MandateHolder(mandate) => format!("urn:fiducia:mandate:{mandate}"),
            By::Rule(rule) => format!("urn:fiducia:rule:{rule}"),
            By::Organisation(organisation) => format!("urn:fiducia:organisation:{organisation}"),
            By::Authority(name) => name.clone(),
            By::Time => "time".to_owned(),
        };
        let means = match &event.means {
            Means::App { id, name } => format!("app {name} ({id})"),
            means => view::means(means).to_owned(),
        };
        EventField {
            version: event.version,
            status: event.state.consent_status().iri().to_owned(),
            at: event.at.micros(),
            valid_until: event.valid_until.map(permission::Timestamp::micros),
            by,
            means: format!(
                "{}, {}, {}",
                means,
                self.base_url,
                rfc3339(event.at.micros())
            ),
        }
    }
}

/// The purposes in the service's words: what it calls the use.
fn purposes(intended_use: &IntendedUse, title: &str) -> Vec<Term> {
    let of = |purpose: &permission::Purpose| Term {
        iri: purpose.term().iri().to_owned(),
        label: title.to_owned(),
    };
    intended_use.purposes.iter().map(of).collect()
}

fn party(id: String, name: &str, contact: Option<&str>) -> Party {
    Party {
        id,
        name: name.to_owned(),
        address: None,
        contact: contact.map(str::to_owned),
    }
}

/// The organisations whose data is used, each once.
fn holders(intended_use: &IntendedUse, sources: &Sources) -> Vec<Party> {
    let mut holders: Vec<Party> = Vec::new();
    for (source, offered) in intended_use
        .datasets
        .keys()
        .filter_map(|id| sources.dataset(id))
    {
        let holder = format!("urn:fiducia:organisation:{}", offered.dataset.source);
        if !holders.iter().any(|known| known.id == holder) {
            holders.push(party(
                holder,
                &source.metadata.name,
                Some(source.base_url.as_str()),
            ));
        }
    }
    holders
}

/// Every attribute asked for, permitted or not.
fn data(view: &UseView) -> Vec<Data> {
    let of = |dataset: &DatasetView, one: &AttributeView, required| Data {
        dataset: dataset.id.clone(),
        path: one.path.clone(),
        label: one.title.clone(),
        category: one.category.as_ref().map(|category| category.iri.clone()),
        special: one.sensitivity == "special",
        required,
        permitted: one.permitted,
    };
    let all = view.datasets.iter().flat_map(|dataset| {
        let required = dataset
            .required
            .iter()
            .map(move |one| of(dataset, one, true));
        required.chain(
            dataset
                .optional
                .iter()
                .map(move |one| of(dataset, one, false)),
        )
    });
    all.collect()
}
