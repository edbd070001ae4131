//! Links: people's attempts to show the source who they are, and the links that came of them.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static LINK_ATTEMPTS: Table = Table {
    name: "link_attempts",
    columns: &[
        "id",
        "operator",
        "request",
        "link_id",
        "way",
        "sealed",
        "target",
        "handle",
        "version",
        "created_at",
        "expires_at",
    ],
    key: &["operator", "request"],
};

pub(crate) static LINKS: Table = Table {
    name: "links",
    columns: &[
        "operator",
        "link_id",
        "way",
        "assurance",
        "id_type",
        "identifier",
        "linked_at",
        "valid_until",
        "ended_at",
        "ended_by",
    ],
    key: &["operator", "link_id"],
};

statements! {
    BY_ID = "SELECT id, operator, request, link_id, way, sealed, version, created_at, expires_at
             FROM link_attempts WHERE id = $1";
    BY_REQUEST = "SELECT id, operator, request, link_id, way, sealed, version, created_at, expires_at
                  FROM link_attempts WHERE operator = $1 AND request = $2";
    BY_HANDLE = "SELECT id, operator, request, link_id, way, sealed, version, created_at, expires_at
                    FROM link_attempts WHERE handle = $1";
    OF_PERSON = "SELECT COUNT(*) FROM link_attempts WHERE operator = $1 AND link_id = $2 AND created_at > $3";
    /// A person's attempts that are under way.
    LIVE_OF_PERSON = "SELECT id, operator, request, link_id, way, sealed, version, created_at, expires_at
                      FROM link_attempts WHERE operator = $1 AND link_id = $2 AND expires_at > $3";
    OF_TARGET = "SELECT COUNT(*) FROM link_attempts WHERE target = $1 AND id <> $2 AND created_at > $3";
    /// Over the version that was read: two requests of one attempt never both go on from the same state.
    CHANGE = "UPDATE link_attempts SET sealed = $1, handle = $2, expires_at = $3, version = version + 1
              WHERE id = $4 AND version = $5";
    TARGET = "UPDATE link_attempts SET target = $1 WHERE id = $2";
    FORGET = "DELETE FROM link_attempts WHERE expires_at < $1 AND created_at < $1";
    LINK = "SELECT operator, link_id, way, assurance, id_type, identifier, linked_at, valid_until, ended_at, ended_by
            FROM links WHERE operator = $1 AND link_id = $2";
    NEWEST = "SELECT operator, link_id, way, assurance, id_type, identifier, linked_at, valid_until, ended_at, ended_by
              FROM links WHERE (linked_at, link_id) < ($1, $2) ORDER BY linked_at DESC, link_id DESC LIMIT $3";
    /// One that was made since then is another, though it has the same id.
    END = "UPDATE links SET ended_at = $1, ended_by = $2 WHERE operator = $3 AND link_id = $4 AND ended_at IS NULL
           AND linked_at <= $1";
    /// Those of one way that are over since before then, the oldest first.
    OVER = "SELECT operator, link_id, way, assurance, id_type, identifier, linked_at, valid_until, ended_at, ended_by
            FROM links WHERE way = $1 AND (valid_until < $2 OR ended_at < $2) ORDER BY linked_at LIMIT $3";
    FORGET_LINK = "DELETE FROM links WHERE operator = $1 AND link_id = $2 AND (valid_until < $3 OR ended_at < $3)";
    /// Links that are over say nothing to anybody after a while.
    FORGET_LINKS = "DELETE FROM links WHERE valid_until < $1 OR ended_at < $1";
}

/// An attempt as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LinkAttempt {
    /// SHA-256 of the secret in its address.
    pub id: Vec<u8>,
    /// The operator that asked.
    pub operator: String,
    /// What the operator calls it.
    pub request: String,
    /// The person, as operator and connector know them in matters of links.
    pub link_id: String,
    /// The way.
    pub way: String,
    /// What must be remembered, sealed.
    pub sealed: Vec<u8>,
    /// Counts the changes.
    pub version: i64,
    /// Begun when, in microseconds since the epoch.
    pub created_at: i64,
    /// Over when, in microseconds since the epoch.
    pub expires_at: i64,
}

/// A link as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Link {
    /// The operator.
    pub operator: String,
    /// The person, as operator and connector know them.
    pub link_id: String,
    /// The way it came.
    pub way: String,
    /// How surely it is the person.
    pub assurance: String,
    /// The type of the identifier.
    pub id_type: String,
    /// A keyed hash of the identifier.
    pub identifier: Vec<u8>,
    /// Since when, in microseconds since the epoch.
    pub linked_at: i64,
    /// Until when, in microseconds since the epoch.
    pub valid_until: i64,
    /// Ended before that when.
    pub ended_at: Option<i64>,
    /// By whom: `person` or `source`.
    pub ended_by: Option<String>,
}

/// Finding attempts and links.
pub trait Links {
    /// The attempt with the address whose secret has this hash.
    fn link_attempt(&self, id: &[u8]) -> impl Future<Output = Result<Option<LinkAttempt>>> + Send;

    /// The attempt that an operator calls so.
    fn link_attempt_of(
        &self,
        operator: &str,
        request: &str,
    ) -> impl Future<Output = Result<Option<LinkAttempt>>> + Send;

    /// The attempt that is known by what has this keyed hash.
    fn link_attempt_by_handle(
        &self,
        handle: &[u8],
    ) -> impl Future<Output = Result<Option<LinkAttempt>>> + Send;

    /// How many attempts a person has begun since then.
    fn link_attempts_of_person(
        &self,
        operator: &str,
        link_id: &str,
        since: i64,
    ) -> impl Future<Output = Result<i64>> + Send;

    /// The attempts of a person that are under way.
    fn link_attempts_under_way(
        &self,
        operator: &str,
        link_id: &str,
        now: i64,
    ) -> impl Future<Output = Result<Vec<LinkAttempt>>> + Send;

    /// How many attempts but this one have been about the same since then, whoever began them.
    fn link_attempts_of_target(
        &self,
        target: &[u8],
        but: &[u8],
        since: i64,
    ) -> impl Future<Output = Result<i64>> + Send;

    /// The link of a person.
    fn link(
        &self,
        operator: &str,
        link_id: &str,
    ) -> impl Future<Output = Result<Option<Link>>> + Send;

    /// Links of a way that were over before then, the oldest first, at most `limit`.
    fn links_over(
        &self,
        way: &str,
        before: i64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Link>>> + Send;

    /// Links, newest first, from before this one on.
    fn links_before(
        &self,
        before: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Link>>> + Send;
}

impl Links for Database {
    async fn links_over(&self, way: &str, before: i64, limit: u32) -> Result<Vec<Link>> {
        self.fetch_all(OVER, params![way, before, i64::from(limit)])
            .await
    }

    async fn link_attempt(&self, id: &[u8]) -> Result<Option<LinkAttempt>> {
        self.fetch_optional(BY_ID, params![id]).await
    }

    async fn link_attempt_of(&self, operator: &str, request: &str) -> Result<Option<LinkAttempt>> {
        self.fetch_optional(BY_REQUEST, params![operator, request])
            .await
    }

    async fn link_attempt_by_handle(&self, handle: &[u8]) -> Result<Option<LinkAttempt>> {
        self.fetch_optional(BY_HANDLE, params![handle]).await
    }

    async fn link_attempts_of_person(
        &self,
        operator: &str,
        link_id: &str,
        since: i64,
    ) -> Result<i64> {
        let (count,): (i64,) = self
            .fetch_one(OF_PERSON, params![operator, link_id, since])
            .await?;
        Ok(count)
    }

    async fn link_attempts_under_way(
        &self,
        operator: &str,
        link_id: &str,
        now: i64,
    ) -> Result<Vec<LinkAttempt>> {
        self.fetch_all(LIVE_OF_PERSON, params![operator, link_id, now])
            .await
    }

    async fn link_attempts_of_target(&self, target: &[u8], but: &[u8], since: i64) -> Result<i64> {
        let (count,): (i64,) = self
            .fetch_one(OF_TARGET, params![target, but, since])
            .await?;
        Ok(count)
    }

    async fn link(&self, operator: &str, link_id: &str) -> Result<Option<Link>> {
        self.fetch_optional(LINK, params![operator, link_id]).await
    }

    async fn links_before(&self, before: (i64, &str), limit: u32) -> Result<Vec<Link>> {
        self.fetch_all(NEWEST, params![before.0, before.1, i64::from(limit)])
            .await
    }
}

impl Unit {
    /// A person begins; a conflict where the operator has begun an attempt of that name before.
    pub fn insert_link_attempt(&mut self, attempt: &LinkAttempt) -> &mut Self {
        self.insert_once(
            &LINK_ATTEMPTS,
            values![
                attempt.id.clone(),
                attempt.operator.as_str(),
                attempt.request.as_str(),
                attempt.link_id.as_str(),
                attempt.way.as_str(),
                attempt.sealed.clone(),
                None::<Vec<u8>>,
                None::<Vec<u8>>,
                attempt.version,
                attempt.created_at,
                attempt.expires_at
            ],
        )
    }

    /// An attempt has come further than where it was read; a conflict where it was not there any more.
    pub fn change_link_attempt(
        &mut self,
        read: &LinkAttempt,
        sealed: Vec<u8>,
        handle: Option<Vec<u8>>,
        expires_at: i64,
    ) -> &mut Self {
        self.execute(
            CHANGE,
            values![sealed, handle, expires_at, read.id.clone(), read.version],
        )
        .expect_rows(1)
    }

    /// What an attempt is counted by.
    pub fn aim_link_attempt(&mut self, id: &[u8], target: Vec<u8>) -> &mut Self {
        self.execute(TARGET, values![target, id.to_vec()])
    }

    /// Forgets attempts that were over and begun before `before`: until then they are counted.
    pub fn purge_link_attempts(&mut self, before: i64) -> &mut Self {
        self.execute(FORGET, values![before])
    }

    /// A person is linked, in place of an earlier link of theirs.
    pub fn write_link(&mut self, link: &Link) -> &mut Self {
        self.upsert(
            &LINKS,
            values![
                link.operator.as_str(),
                link.link_id.as_str(),
                link.way.as_str(),
                link.assurance.as_str(),
                link.id_type.as_str(),
                link.identifier.clone(),
                link.linked_at,
                link.valid_until,
                link.ended_at,
                link.ended_by.clone()
            ],
        )
    }

    /// A link was ended at that time, if it was there then and had not ended before.
    pub fn end_link(&mut self, operator: &str, link_id: &str, by: &str, at: i64) -> &mut Self {
        self.execute(END, values![at, by, operator, link_id])
    }

    /// Forgets a link, if it was over before then.
    pub fn forget_link(&mut self, operator: &str, link_id: &str, before: i64) -> &mut Self {
        self.execute(FORGET_LINK, values![operator, link_id, before])
    }

    /// Forgets links that were over before then.
    pub fn purge_links(&mut self, before: i64) -> &mut Self {
        self.execute(FORGET_LINKS, values![before])
    }
}
