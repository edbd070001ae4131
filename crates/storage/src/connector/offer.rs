//! Datasets as they are described from the pages: published versions, of which none is ever changed, and one draft each.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static DATASET_VERSIONS: Table = Table {
    name: "dataset_versions",
    columns: &["dataset", "version", "body", "published_by", "published_at"],
    key: &["dataset", "version"],
};

pub(crate) static DATASET_DRAFTS: Table = Table {
    name: "dataset_drafts",
    columns: &["dataset", "body", "changed_by", "changed_at", "version"],
    key: &["dataset"],
};

statements! {
    VERSIONS = "SELECT dataset, version, body, published_by, published_at FROM dataset_versions
                WHERE dataset = $1 ORDER BY version DESC LIMIT $2";
    /// The newest version of each dataset.
    NEWEST = "SELECT v.dataset, v.version, v.body, v.published_by, v.published_at FROM dataset_versions v
              WHERE v.version = (SELECT MAX(w.version) FROM dataset_versions w WHERE w.dataset = v.dataset)
              ORDER BY v.dataset";
    DRAFT = "SELECT dataset, body, changed_by, changed_at, version FROM dataset_drafts WHERE dataset = $1";
    /// A draft changes only from the version read.
    CHANGE = "UPDATE dataset_drafts SET body = $1, changed_by = $2, changed_at = $3, version = version + 1
              WHERE dataset = $4 AND version = $5";
    DROP = "DELETE FROM dataset_drafts WHERE dataset = $1";
    /// A draft is published as it was read.
    TAKE = "DELETE FROM dataset_drafts WHERE dataset = $1 AND version = $2";
}

/// A published version as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DatasetVersion {
    /// The dataset's short name.
    pub dataset: String,
    /// Its version.
    pub version: i64,
    /// Its description, JSON.
    pub body: String,
    /// The member of staff who published it; the administration when absent.
    pub published_by: Option<String>,
    /// When, in microseconds since the epoch.
    pub published_at: i64,
}

/// A draft as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DatasetDraft {
    /// The dataset's short name.
    pub dataset: String,
    /// Its description, JSON.
    pub body: String,
    /// Who changed it last; the administration when absent.
    pub changed_by: Option<String>,
    /// When, in microseconds since the epoch.
    pub changed_at: i64,
    /// Counts the changes.
    pub version: i64,
}

/// Finding versions and drafts.
pub trait DatasetVersions {
    /// The published versions of a dataset, newest first, at most `limit`.
    fn dataset_versions(
        &self,
        dataset: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<DatasetVersion>>> + Send;
    /// The newest published version of each dataset.
    fn newest_dataset_versions(&self) -> impl Future<Output = Result<Vec<DatasetVersion>>> + Send;
    /// The draft of a dataset.
    fn dataset_draft(
        &self,
        dataset: &str,
    ) -> impl Future<Output = Result<Option<DatasetDraft>>> + Send;
}

impl DatasetVersions for Database {
    async fn dataset_versions(&self, dataset: &str, limit: u32) -> Result<Vec<DatasetVersion>> {
        self.fetch_all(VERSIONS, params![dataset, limit]).await
    }

    async fn newest_dataset_versions(&self) -> Result<Vec<DatasetVersion>> {
        self.fetch_all(NEWEST, params![]).await
    }

    async fn dataset_draft(&self, dataset: &str) -> Result<Option<DatasetDraft>> {
        self.fetch_optional(DRAFT, params![dataset]).await
    }
}

impl Unit {
    /// A version is published; one that is there already is a conflict.
    pub fn publish_dataset(&mut self, version: &DatasetVersion) -> &mut Self {
        self.insert_once(
            &DATASET_VERSIONS,
            values![
                version.dataset.as_str(),
                version.version,
                version.body.as_str(),
                version.published_by.clone(),
                version.published_at,
            ],
        )
    }

    /// A draft begins; where there is one already, it is a conflict.
    pub fn begin_draft(&mut self, draft: &DatasetDraft) -> &mut Self {
        self.insert_once(
            &DATASET_DRAFTS,
            values![
                draft.dataset.as_str(),
                draft.body.as_str(),
                draft.changed_by.clone(),
                draft.changed_at,
                draft.version,
            ],
        )
    }

    /// A draft is changed from the version it was read at; a change meanwhile is a conflict.
    pub fn change_draft(&mut self, draft: &DatasetDraft) -> &mut Self {
        self.execute(
            CHANGE,
            values![
                draft.body.as_str(),
                draft.changed_by.clone(),
                draft.changed_at,
                draft.dataset.as_str(),
                draft.version,
            ],
        )
        .expect_rows(1)
    }

    /// A draft is given up.
    pub fn drop_draft(&mut self, dataset: &str) -> &mut Self {
        self.execute(DROP, values![dataset])
    }

    /// A draft becomes a version, as it was read; a change meanwhile is a conflict.
    pub fn take_draft(&mut self, dataset: &str, version: i64) -> &mut Self {
        self.execute(TAKE, values![dataset, version]).expect_rows(1)
    }
}
