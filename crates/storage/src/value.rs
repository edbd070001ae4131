//! Values that go to the database, the same for both engines.
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, Postgres, Type};
use std::sync::Arc;

/// One parameter of a statement or one column of a row to insert.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// No value.
    Null,
    /// A `BIGINT`: numbers, times in microseconds since the epoch, truth as 0 or 1.
    Int(i64),
    /// A `TEXT`.
    Text(Arc<str>),
    /// A `BLOB` (`BYTEA`).
    Blob(Vec<u8>),
}

/// Makes a `Vec<Value>` of anything that converts into [`Value`].
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { ::std::vec![$($crate::Value::from($value)),*] };
}

/// The parameters of a statement; the same as [`values!`].
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { $crate::values![$($value),*] };
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}
impl From<u16> for Value {
    fn from(value: u16) -> Self {
        Self::Int(value.into())
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}
impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.as_str().into())
    }
}
impl From<Arc<str>> for Value {
    fn from(value: Arc<str>) -> Self {
        Self::Text(value)
    }
}
impl From<uuid::Uuid> for Value {
    fn from(value: uuid::Uuid) -> Self {
        Self::Text(value.hyphenated().to_string().into())
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Blob(value)
    }
}
impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Blob(value.to_vec())
    }
}
impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Blob(value.to_vec())
    }
}
impl<const N: usize> From<&[u8; N]> for Value {
    fn from(value: &[u8; N]) -> Self {
        Self::Blob(value.to_vec())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A null without a type: PostgreSQL takes the type from the context, as it does for a literal.
struct UntypedNull;

impl Type<Postgres> for UntypedNull {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(sqlx::postgres::types::Oid(0))
    }
}

impl Encode<'_, Postgres> for UntypedNull {
    fn encode_by_ref(&self, _: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Ok(IsNull::Yes)
    }
}

/// Arguments for SQLite. Texts are shared, not copied.
pub(crate) fn sqlite_arguments<'a>(
    values: impl IntoIterator<Item = &'a Value>,
) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    let values = values.into_iter();
    arguments.reserve(values.size_hint().0, 0);
    for value in values {
        match value {
            Value::Null => arguments.add(None::<i64>),
            Value::Int(int) => arguments.add(*int),
            Value::Text(text) => arguments.add(Arc::clone(text)),
            Value::Blob(blob) => arguments.add(blob.as_slice()),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// Arguments for PostgreSQL.
pub(crate) fn postgres_arguments<'a>(
    values: impl IntoIterator<Item = &'a Value>,
) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    let values = values.into_iter();
    arguments.reserve(values.size_hint().0, 0);
    for value in values {
        match value {
            Value::Null => arguments.add(UntypedNull),
            Value::Int(int) => arguments.add(*int),
            Value::Text(text) => arguments.add(text.as_ref()),
            Value::Blob(blob) => arguments.add(blob.as_slice()),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
