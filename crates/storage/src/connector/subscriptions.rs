//! Subscriptions of services under permission: whose they are, and when each is to be looked at.
//!
//! What was asked for is sealed, with the ticket that made it. The person is known by keyed digests of identifiers alone.
//! Those to what the connector offers are about nobody: they have a route of their own, and no permission.
use crate::catalogue::statements;
use crate::vault::DataKeys as _;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;
use zeroize::Zeroizing;

/// What services have subscribed to.
pub(crate) static SUBSCRIPTIONS: Table = Table {
    name: "subscriptions",
    columns: &[
        "id",
        "operator",
        "permission",
        "service",
        "arrangement",
        "route",
        "version",
        "due_at",
        "ends_at",
        "created_at",
        "sealed",
    ],
    key: &["id"],
};

/// Whom they are about.
pub(crate) static SUBSCRIPTION_PERSONS: Table = Table {
    name: "subscription_persons",
    columns: &["id_type", "digest", "subscription"],
    key: &["id_type", "digest", "subscription"],
};

statements! {
    ONE = "SELECT id, operator, permission, service, arrangement, route, version, due_at, ends_at, created_at, sealed
        FROM subscriptions WHERE id = $1";
    OF_OWNER = "SELECT id, operator, permission, service, arrangement, route, version, due_at, ends_at, created_at, sealed
        FROM subscriptions WHERE operator = $1 AND permission = $2 AND service = $3 ORDER BY created_at, id LIMIT $4";
    OF_ROUTE = "SELECT id, operator, permission, service, arrangement, route, version, due_at, ends_at, created_at, sealed
        FROM subscriptions WHERE route = $1 ORDER BY created_at, id";
    DUE = "SELECT id, operator, permission, service, arrangement, route, version, due_at, ends_at, created_at, sealed
        FROM subscriptions WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $2";
    /// Takes one to look at it: only one process will, and not while it has been touched since it was read.
    CLAIM = "UPDATE subscriptions SET due_at = $3, version = version + 1
        WHERE id = $1 AND version = $2 AND due_at = $4";
    /// What came of looking at it. One that was touched meanwhile stays due; one that was changed stays as it is.
    LOOKED_AT = "UPDATE subscriptions SET sealed = $3, arrangement = $4,
            due_at = CASE WHEN due_at = $5 THEN $6 ELSE due_at END
        WHERE id = $1 AND version = $2";
    /// What is asked for has changed.
    CHANGE = "UPDATE subscriptions SET sealed = $3, due_at = $4, ends_at = $5, version = version + 1
        WHERE id = $1 AND version = $2";
    /// Something of the person has changed.
    TOUCH = "UPDATE subscriptions SET due_at = $4
        WHERE route = $3 AND id IN (SELECT subscription FROM subscription_persons WHERE id_type = $1 AND digest = $2)";
    /// Whether anybody subscribed to anything of a person.
    ABOUT = "SELECT subscription FROM subscription_persons WHERE id_type = $1 AND digest = $2 LIMIT 1";
    ANY = "SELECT subscription FROM subscription_persons LIMIT 1";
    TOUCH_ONE = "UPDATE subscriptions SET due_at = $2 WHERE id = $1";
    /// What a route is about has changed, whoever has subscribed.
    TOUCH_ROUTE = "UPDATE subscriptions SET due_at = $2 WHERE route = $1";
    /// Something may have changed while nobody looked.
    TOUCH_ALL = "UPDATE subscriptions SET due_at = $1 WHERE due_at IS NULL OR due_at > $1";
    FORGET_PERSONS = "DELETE FROM subscription_persons WHERE subscription = $1";
    /// A permission is another.
    TOUCH_ARRANGEMENT = "UPDATE subscriptions SET due_at = $3 WHERE operator = $1 AND arrangement = $2";
    /// A permission has ended.
    OF_ARRANGEMENT = "SELECT id FROM subscriptions WHERE operator = $1 AND arrangement = $2";
    /// Their time is up.
    EXPIRED = "SELECT id FROM subscriptions WHERE ends_at <= $1 AND service <> '' ORDER BY ends_at, id LIMIT $2";
    /// It is nobody's from now on, whoever looks at it.
    END = "UPDATE subscriptions SET operator = '', permission = '', service = '', arrangement = '', route = '', due_at = $2,
            version = version + 1
        WHERE id = $1";
}

/// The name contents are sealed under.
const FIELD: &str = "subscriptions.sealed";
/// Those whose time is up and that are ended at once.
const AT_ONCE: i64 = 500;

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    operator: String,
    permission: String,
    service: String,
    arrangement: String,
    route: String,
    version: i64,
    due_at: Option<i64>,
    ends_at: i64,
    created_at: i64,
    sealed: Vec<u8>,
}

/// Whose a subscription is: of the same service, under the same permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The operator's UUID.
    pub operator: String,
    /// The permission, as operator and service know it; empty where it is about nobody.
    pub permission: String,
    /// The organisation.
    pub service: String,
}

/// A subscription.
#[derive(Clone)]
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub owner: Owner,
    /// The permission, as operator and connector know it; empty for one of a 2021 operator.
    pub arrangement: String,
    /// The route it is about.
    pub route: String,
    /// What guards its next change.
    pub version: i64,
    /// When it is to be looked at, in microseconds since the epoch.
    pub due_at: Option<i64>,
    /// When it ends.
    pub ends_at: i64,
    /// When it was made.
    pub created_at: i64,
    /// What was asked for, and what was told.
    pub content: Zeroizing<Vec<u8>>,
}

impl Subscription {
    /// Whether it has ended: it is nobody's, and left until nothing of it is anywhere else.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.owner.service.is_empty()
    }
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Keeping and finding subscriptions. Needs a vault.
pub trait Subscriptions {
    /// Keeps a new one about the person with these identifiers.
    fn add_subscription(
        &self,
        subscription: &Subscription,
        identifiers: &[(&str, &str)],
    ) -> impl Future<Output = Result<()>> + Send;

    /// The one with this id.
    fn subscription(&self, id: &str) -> impl Future<Output = Result<Option<Subscription>>> + Send;

    /// An owner's, the oldest first, at most `limit`.
    fn subscriptions_of(
        &self,
        owner: &Owner,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<Subscription>>> + Send;

    /// All at a route, the oldest first.
    fn subscriptions_at(
        &self,
        route: &str,
    ) -> impl Future<Output = Result<Vec<Subscription>>> + Send;

    /// Gives one other contents, when it is due and when it ends.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when it has changed meanwhile.
    fn change_subscription(
        &self,
        subscription: &Subscription,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Forgets one.
    fn delete_subscription(&self, id: &str) -> impl Future<Output = Result<()>> + Send;

    /// Those to be looked at, the longest due first.
    fn due_subscriptions(
        &self,
        now: i64,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<Subscription>>> + Send;

    /// Takes one that is due until `until`, to look at it; false where another process has, or it was made due anew since it
    /// was read.
    fn claim_subscription(
        &self,
        subscription: &mut Subscription,
        until: i64,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Makes due what is about a person at these routes; gives whether there is any.
    fn touch_subscriptions(
        &self,
        identifiers: &[(&str, &str)],
        routes: &[&str],
        now: i64,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Makes one due.
    fn touch_subscription(&self, id: &str, now: i64) -> impl Future<Output = Result<()>> + Send;

    /// Makes due what is at a route.
    fn touch_subscriptions_at(
        &self,
        route: &str,
        now: i64,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Makes all due.
    fn touch_all_subscriptions(&self, now: i64) -> impl Future<Output = Result<()>> + Send;

    /// Makes those of an arrangement due.
    fn touch_subscriptions_of(
        &self,
        operator: &str,
        arrangement: &str,
        now: i64,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Ends one: whose it was, and about whom, is forgotten, and it is due at `due_at` until it is deleted.
    fn end_subscription(&self, id: &str, due_at: i64) -> impl Future<Output = Result<()>> + Send;

    /// Ends those of an arrangement, which has ended; gives their ids.
    fn end_subscriptions_of(
        &self,
        operator: &str,
        arrangement: &str,
        now: i64,
    ) -> impl Future<Output = Result<Vec<String>>> + Send;

    /// Ends those whose time is up; gives their ids.
    fn end_expired_subscriptions(
        &self,
        now: i64,
    ) -> impl Future<Output = Result<Vec<String>>> + Send;
}

fn opened(database: &Database, row: Row) -> Result<Subscription> {
    Ok(Subscription {
        content: database.vault()?.unseal_secret(FIELD, &row.sealed)?,
        id: row.id,
        owner: Owner {
            operator: row.operator,
            permission: row.permission,
            service: row.service,
        },
        arrangement: row.arrangement,
        route: row.route,
        version: row.version,
        due_at: row.due_at,
        ends_at: row.ends_at,
        created_at: row.created_at,
    })
}

async fn digest(database: &Database, id_type: &str, id: &str) -> Result<[u8; 32]> {
    let domain = format!("subscription.{id_type}");
    database.blind_index(&domain, id).await
}

async fn end(database: &Database, ids: Vec<(String,)>, now: i64) -> Result<Vec<String>> {
    let mut unit = Unit::new();
    for (id,) in &ids {
        unit.end_subscription(id, now);
    }
    if !ids.is_empty() {
        database.commit(unit).await?;
    }
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

impl Subscriptions for Database {
    async fn add_subscription(
        &self,
        subscription: &Subscription,
        identifiers: &[(&str, &str)],
    ) -> Result<()> {
        let one = subscription;
        let sealed = self.vault()?.seal_secret(FIELD, &one.content)?;
        let mut unit = Unit::new();
        unit.insert(
            &SUBSCRIPTIONS,
            values![
                &one.id,
                &one.owner.operator,
                &one.owner.permission,
                &one.owner.service,
                &one.arrangement,
                &one.route,
                one.version,
                one.due_at,
                one.ends_at,
                one.created_at,
                sealed
            ],
        );
        for (id_type, id) in identifiers {
            let digest = digest(self, id_type, id).await?;
            unit.insert_if_absent(&SUBSCRIPTION_PERSONS, values![*id_type, digest, &one.id]);
        }
        self.commit(unit).await.map(drop)
    }

    async fn subscription(&self, id: &str) -> Result<Option<Subscription>> {
        let row: Option<Row> = self.fetch_optional(ONE, params![id]).await?;
        row.map(|row| opened(self, row)).transpose()
    }

    async fn subscriptions_of(&self, owner: &Owner, limit: i64) -> Result<Vec<Subscription>> {
        let Owner {
            operator,
            permission,
            service,
        } = owner;
        let rows: Vec<Row> = self
            .fetch_all(OF_OWNER, params![operator, permission, service, limit])
            .await?;
        rows.into_iter().map(|row| opened(self, row)).collect()
    }

    async fn subscriptions_at(&self, route: &str) -> Result<Vec<Subscription>> {
        let rows: Vec<Row> = self.fetch_all(OF_ROUTE, params![route]).await?;
        rows.into_iter().map(|row| opened(self, row)).collect()
    }

    async fn change_subscription(&self, subscription: &Subscription) -> Result<()> {
        let one = subscription;
        let sealed = self.vault()?.seal_secret(FIELD, &one.content)?;
        let mut unit = Unit::new();
        let row = values![&one.id, one.version, sealed, one.due_at, one.ends_at];
        unit.execute(CHANGE, row).expect_rows(1);
        self.commit(unit).await.map(drop)
    }

    async fn delete_subscription(&self, id: &str) -> Result<()> {
        let mut unit = Unit::new();
        unit.forget_subscription(id);
        self.commit(unit).await.map(drop)
    }

    async fn due_subscriptions(&self, now: i64, limit: i64) -> Result<Vec<Subscription>> {
        let rows: Vec<Row> = self.fetch_all(DUE, params![now, limit]).await?;
        rows.into_iter().map(|row| opened(self, row)).collect()
    }

    async fn claim_subscription(
        &self,
        subscription: &mut Subscription,
        until: i64,
    ) -> Result<bool> {
        let mut unit = Unit::new();
        unit.execute(
            CLAIM,
            values![
                &subscription.id,
                subscription.version,
                until,
                subscription.due_at
            ],
        );
        let is_ours = self.commit(unit).await?.rows == [1];
        if is_ours {
            subscription.version += 1;
            subscription.due_at = Some(until);
        }
        Ok(is_ours)
    }

    async fn touch_subscriptions(
        &self,
        identifiers: &[(&str, &str)],
        routes: &[&str],
        now: i64,
    ) -> Result<bool> {
        let mut unit = Unit::new();
        let any: Option<(String,)> = self.fetch_optional(ANY, params![]).await?;
        if any.is_none() {
            return Ok(false);
        }
        for (id_type, id) in identifiers {
            let digest = digest(self, id_type, id).await?;
            // Most changes are told to nobody, and then nothing is written.
            let about: Option<(String,)> = self
                .fetch_optional(ABOUT, params![*id_type, digest])
                .await?;
            if about.is_none() {
                continue;
            }
            for route in routes {
                unit.execute(TOUCH, values![*id_type, digest, *route, now]);
            }
        }
        if unit.is_empty() {
            return Ok(false);
        }
        Ok(self.commit(unit).await?.rows.iter().any(|rows| *rows > 0))
    }

    async fn touch_subscription(&self, id: &str, now: i64) -> Result<()> {
        let mut unit = Unit::new();
        unit.execute(TOUCH_ONE, values![id, now]);
        self.commit(unit).await.map(drop)
    }

    async fn touch_subscriptions_at(&self, route: &str, now: i64) -> Result<()> {
        let mut unit = Unit::new();
        unit.execute(TOUCH_ROUTE, values![route, now]);
        self.commit(unit).await.map(drop)
    }

    async fn touch_all_subscriptions(&self, now: i64) -> Result<()> {
        let mut unit = Unit::new();
        unit.execute(TOUCH_ALL, values![now]);
        self.commit(unit).await.map(drop)
    }

    async fn touch_subscriptions_of(
        &self,
        operator: &str,
        arrangement: &str,
        now: i64,
    ) -> Result<()> {
        let mut unit = Unit::new();
        unit.execute(TOUCH_ARRANGEMENT, values![operator, arrangement, now]);
        self.commit(unit).await.map(drop)
    }

    async fn end_subscription(&self, id: &str, due_at: i64) -> Result<()> {
        let mut unit = Unit::new();
        unit.end_subscription(id, due_at);
        self.commit(unit).await.map(drop)
    }

    async fn end_subscriptions_of(
        &self,
        operator: &str,
        arrangement: &str,
        now: i64,
    ) -> Result<Vec<String>> {
        let ids = self
            .fetch_all(OF_ARRANGEMENT, params![operator, arrangement])
            .await?;
        end(self, ids, now).await
    }

    async fn end_expired_subscriptions(&self, now: i64) -> Result<Vec<String>> {
        let ids = self.fetch_all(EXPIRED, params![now, AT_ONCE]).await?;
        end(self, ids, now).await
    }
}

impl Unit {
    fn end_subscription(&mut self, id: &str, due_at: i64) {
        self.execute(FORGET_PERSONS, values![id]);
        self.execute(END, values![id, due_at]);
    }

    /// Forgets a subscription.
    pub fn forget_subscription(&mut self, id: &str) -> &mut Self {
        self.execute(FORGET_PERSONS, values![id]);
        self.delete(&SUBSCRIPTIONS, values![id])
    }

    /// What came of looking at a subscription that was claimed: its contents, its arrangement, and when it is due again,
    /// unless it was touched or changed meanwhile.
    ///
    /// # Errors
    /// [`crate::Error::NoVault`].
    pub fn subscription_looked_at(
        &mut self,
        database: &Database,
        subscription: &Subscription,
        again: Option<i64>,
    ) -> Result<&mut Self> {
        let one = subscription;
        let sealed = database.vault()?.seal_secret(FIELD, &one.content)?;
        let row = values![
            &one.id,
            one.version,
            sealed,
            &one.arrangement,
            one.due_at,
            again
        ];
        Ok(self.execute(LOOKED_AT, row))
    }
}
