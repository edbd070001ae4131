//! Documents of any kind (subscriptions, registrations, contexts), by tenant, kind and id.
use zeroize::Zeroizing;

use super::BrokerStore;
use crate::catalogue::statements;
use crate::{Result, Table, Unit, params, values};

/// Documents by kind and id.
pub(crate) static DOCUMENTS: Table = Table {
    name: "broker_documents",
    columns: &["tenant", "kind", "id", "created_at", "sealed"],
    key: &["tenant", "kind", "id"],
};

statements! {
    GET = "SELECT id, created_at, sealed FROM broker_documents
        WHERE tenant = $1 AND kind = $2 AND id = $3";
    ALL = "SELECT id, created_at, sealed FROM broker_documents
        WHERE tenant = $1 AND kind = $2 ORDER BY created_at, id";
    DELETE = "DELETE FROM broker_documents WHERE tenant = $1 AND kind = $2 AND id = $3";
}

/// The field name documents are sealed under.
pub(super) const FIELD: &str = "broker_documents.sealed";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    created_at: i64,
    sealed: Vec<u8>,
}

/// A document opened.
#[derive(Clone)]
pub struct Document {
    /// Its id within tenant and kind.
    pub id: String,
    /// When it was first kept, in microseconds since the epoch.
    pub created_at: i64,
    /// Its JSON; wiped when dropped.
    pub json: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl BrokerStore {
    /// One document.
    pub async fn document(&self, tenant: &str, kind: &str, id: &str) -> Result<Option<Document>> {
        let row: Option<Row> = self
            .database
            .fetch_optional(GET, params![tenant, kind, id])
            .await?;
        match row {
            Some(row) => self.open(tenant, row).await.map(Some),
            None => Ok(None),
        }
    }

    /// All documents of a kind, the oldest first.
    pub async fn documents(&self, tenant: &str, kind: &str) -> Result<Vec<Document>> {
        let rows: Vec<Row> = self.database.fetch_all(ALL, params![tenant, kind]).await?;
        let mut documents = Vec::with_capacity(rows.len());
        for row in rows {
            documents.push(self.open(tenant, row).await?);
        }
        Ok(documents)
    }

    /// Keeps a document; one with the same id is replaced. Its creation time is `created_at`.
    pub async fn put_document(
        &self,
        tenant: &str,
        kind: &str,
        id: &str,
        created_at: i64,
        json: &[u8],
    ) -> Result<()> {
        let sealed = self.key(tenant).await?.seal(FIELD, json)?;
        let mut unit = Unit::new();
        unit.upsert(&DOCUMENTS, values![tenant, kind, id, created_at, sealed]);
        self.database.commit(unit).await.map(drop)
    }

    /// Deletes a document; gives whether it was there.
    pub async fn delete_document(&self, tenant: &str, kind: &str, id: &str) -> Result<bool> {
        let mut unit = Unit::new();
        unit.execute(DELETE, values![tenant, kind, id]);
        let committed = self.database.commit(unit).await?;
        Ok(committed.rows.iter().sum::<u64>() > 0)
    }

    async fn open(&self, tenant: &str, row: Row) -> Result<Document> {
        let json = self.key(tenant).await?.unseal(FIELD, &row.sealed)?;
        Ok(Document {
            id: row.id,
            created_at: row.created_at,
            json,
        })
    }
}
