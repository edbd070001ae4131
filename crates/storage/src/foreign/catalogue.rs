//! What a database says of its tables.

use std::collections::BTreeMap;

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::{Failure, Foreign, ForeignKind, Pool, failure};

/// Rows of one look: a database with more columns is described by hand.
const MOST_ROWS: usize = 20_000;

/// A table or view that may be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableDescription {
    /// Its schema; `main` of SQLite.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// What its owner wrote about it (`COMMENT ON TABLE`).
    pub comment: Option<String>,
    /// Its columns that may be read, in their order.
    pub columns: Vec<ColumnDescription>,
    /// Columns of which each value stands in one row at the most.
    pub unique: Vec<String>,
    /// Columns that name a row of another table.
    pub references: Vec<Reference>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnDescription {
    /// Its name.
    pub name: String,
    /// Its type in small letters: as PostgreSQL writes it, such as `bigint` or `jsonb`, or as a SQLite table declares it, which
    /// need not at all.
    pub data_type: String,
    /// What its owner wrote about it (`COMMENT ON COLUMN`).
    pub comment: Option<String>,
}

/// A foreign key of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The column.
    pub column: String,
    /// Schema and name of the table whose row it names.
    pub table: (String, String),
    /// By which column there.
    pub other: String,
}

const COLUMNS: &str = "
    SELECT n.nspname::text, c.relname::text, a.attname::text, format_type(a.atttypid, NULL),
        obj_description(c.oid, 'pg_class'), col_description(c.oid, a.attnum)
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
        AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
    ORDER BY n.nspname, c.relname, a.attnum";

const UNIQUE: &str = "
    SELECT n.nspname::text, c.relname::text, a.attname::text
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE i.indisunique AND i.indnkeyatts = 1 AND i.indpred IS NULL
    ORDER BY 1, 2, 3";

const REFERENCES: &str = "
    SELECT n.nspname::text, c.relname::text, a.attname::text, m.nspname::text, d.relname::text, b.attname::text
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
    JOIN pg_class d ON d.oid = k.confrelid
    JOIN pg_namespace m ON m.oid = d.relnamespace
    JOIN pg_attribute b ON b.attrelid = d.oid AND b.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND cardinality(k.conkey) = 1
    ORDER BY 1, 2, 3";

const SQLITE_COLUMNS: &str = "
    SELECT 'main', t.name, c.name, lower(c.type), NULL, NULL
    FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c
    WHERE t.type IN ('table', 'view') AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND c.hidden <> 1
    ORDER BY t.name, c.cid";

const SQLITE_UNIQUE: &str = "
    SELECT 'main', t.name, c.name
    FROM sqlite_schema t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
    WHERE t.type = 'table' AND i.\"unique\" AND NOT i.partial AND c.name IS NOT NULL
        AND (SELECT count(*) FROM pragma_index_info(i.name)) = 1
    UNION
    SELECT 'main', t.name, c.name
    FROM sqlite_schema t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND c.pk = 1 AND (SELECT count(*) FROM pragma_table_info(t.name) WHERE pk > 0) = 1
    ORDER BY 1, 2, 3";

const SQLITE_REFERENCES: &str = "
    SELECT * FROM (
        SELECT 'main', t.name, k.\"from\", 'main', k.\"table\",
            coalesce(k.\"to\", (SELECT name FROM pragma_table_info(k.\"table\") WHERE pk = 1)) AS other
        FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k
        WHERE t.type = 'table' AND (SELECT count(*) FROM pragma_foreign_key_list(t.name) WHERE id = k.id) = 1)
    WHERE other IS NOT NULL
    ORDER BY 1, 2, 3";

type Texts = Vec<Option<String>>;

impl Foreign {
    /// The tables and views that may be read, with what the catalogue says of them.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn catalogue(&self) -> Result<Vec<TableDescription>, Failure> {
        let [columns, unique, references] = match self.kind() {
            ForeignKind::Postgres => [COLUMNS, UNIQUE, REFERENCES],
            ForeignKind::Sqlite => [SQLITE_COLUMNS, SQLITE_UNIQUE, SQLITE_REFERENCES],
        };
        let mut tables: BTreeMap<(String, String), TableDescription> = BTreeMap::new();
        for row in self.texts(columns, 6).await? {
            let [schema, name, column, data_type, comment, of_column] = exactly(row)?;
            let (schema, name) = (known(schema)?, known(name)?);
            let key = (schema.clone(), name.clone());
            let table = tables.entry(key).or_insert_with(|| TableDescription {
                schema,
                name,
                comment,
                ..TableDescription::default()
            });
            table.columns.push(ColumnDescription {
                name: known(column)?,
                data_type: known(data_type)?,
                comment: of_column,
            });
        }
        for row in self.texts(unique, 3).await? {
            let [schema, name, column] = exactly(row)?;
            if let Some(table) = tables.get_mut(&(known(schema)?, known(name)?)) {
                table.unique.push(known(column)?);
            }
        }
        for row in self.texts(references, 6).await? {
            let [schema, name, column, other_schema, other_name, other] = exactly(row)?;
            if let Some(table) = tables.get_mut(&(known(schema)?, known(name)?)) {
                table.references.push(Reference {
                    column: known(column)?,
                    table: (known(other_schema)?, known(other_name)?),
                    other: known(other)?,
                });
            }
        }
        Ok(tables.into_values().collect())
    }

    async fn texts(&self, text: &'static str, count: usize) -> Result<Vec<Texts>, Failure> {
        let limited = format!("SELECT * FROM ({text}) AS q LIMIT {}", MOST_ROWS + 1);
        let query = AssertSqlSafe(limited);
        let rows: Vec<Result<Texts, sqlx::Error>> = match &self.pool {
            Pool::Sqlite(pool) => {
                let rows = sqlx::query(query).fetch_all(pool).await;
                let rows = rows.map_err(|error| failure(&error))?;
                let texts = |row: &SqliteRow| (0..count).map(|at| row.try_get(at)).collect();
                rows.iter().map(texts).collect()
            }
            Pool::Postgres(pool) => {
                let rows = sqlx::query(query).fetch_all(pool).await;
                let rows = rows.map_err(|error| failure(&error))?;
                let texts = |row: &PgRow| (0..count).map(|at| row.try_get(at)).collect();
                rows.iter().map(texts).collect()
            }
        };
        if rows.len() > MOST_ROWS {
            return Err(Failure::TooLarge);
        }
        let rows = rows.into_iter();
        rows.map(|row| row.map_err(|error| failure(&error)))
            .collect()
    }
}

fn exactly<const N: usize>(row: Texts) -> Result<[Option<String>; N], Failure> {
    row.try_into().map_err(|_| Failure::Failed)
}

fn known(text: Option<String>) -> Result<String, Failure> {
    text.ok_or(Failure::Failed)
}
