//! One test body, two engines.
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};

/// A database that nobody else uses.
pub(crate) struct Place {
    pub(crate) url: String,
    pub(crate) vault: Vault,
    master_text: String,
    directory: Option<tempfile::TempDir>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let url = directory.path().join("storage.db").display().to_string();
        Self::at(url, Some(directory))
    }

    /// A new database on the server; `None` when PostgreSQL is left out.
    pub(crate) async fn postgres() -> Option<Self> {
        let server = tokio::task::spawn_blocking(crate::postgres::server)
            .await
            .expect("a server")?;
        let name = format!("t{}", uuid::Uuid::new_v4().simple());
        let mut admin = admin(server).await;
        let sql = format!("CREATE DATABASE {name} TEMPLATE template0");
        admin.execute(AssertSqlSafe(sql)).await.expect("a database");
        let url = format!("{server}/{name}");
        Some(Self::at(url, None))
    }

    fn at(url: String, directory: Option<tempfile::TempDir>) -> Self {
        let master = MasterKey::generate();
        let master_text = master.to_hex().as_str().to_owned();
        Self {
            url,
            vault: Vault::new(&master),
            master_text,
            directory,
        }
    }

    /// The key of the vault.
    pub(crate) fn master(&self) -> MasterKey {
        MasterKey::from_hex(&self.master_text).expect("a key")
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.directory.is_some()
    }

    pub(crate) fn directory(&self) -> &std::path::Path {
        self.directory.as_ref().expect("a SQLite place").path()
    }

    pub(crate) async fn open(&self) -> Database {
        self.open_as(Schema::Operator).await
    }

    pub(crate) async fn open_as(&self, schema: Schema) -> Database {
        Database::open(&self.url, schema, Some(self.vault.clone()))
            .await
            .expect("a database")
    }

    /// Ends every other connection to a PostgreSQL database, as a restart of the server would.
    pub(crate) async fn cut_connections(&self) {
        let (server, name) = self.url.rsplit_once('/').expect("a database in the URL");
        let sql = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        admin(server)
            .await
            .execute(AssertSqlSafe(sql))
            .await
            .expect("an administrator");
    }
}

async fn admin(server: &str) -> PgConnection {
    PgConnection::connect(&format!("{server}/postgres"))
        .await
        .expect("the server answers")
}

/// Makes a test for each engine of a body that is given a [`Place`].
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($place:ident: Place) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$meta])*
            async fn body($place: $crate::engines::Place) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::engines::Place::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                match $crate::engines::Place::postgres().await {
                    Some(place) => body(place).await,
                    None => eprintln!("PostgreSQL left out"),
                }
            }
        }
    )*};
}
pub(crate) use on_both;
