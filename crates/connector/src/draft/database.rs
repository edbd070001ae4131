//! From the catalogue of a database.

use std::path::Path;

use permission::{AttributePath, Holds};
use storage::foreign::{Access, ColumnDescription, Foreign, ForeignLimits, TableDescription};

use super::{Asked, DraftError, Field, Found, MOST_ATTRIBUTES, Of, Rows, guess, slug, write};
use crate::config::SqlLimits;

/// The schema of SQLite's tables, which PostgreSQL's have not unless somebody makes it.
const SQLITE: &str = "main";

/// A draft from the catalogue of the database at `url`: a dataset and a route for each table with a column that looks
/// like an identifier, and for tables whose rows belong to one of those an array below it. `url` is not in it, but the file
/// that holds it, where there is one.
///
/// # Errors
/// The database cannot be read, or has no such table.
pub async fn from_postgres(url: &str, file: Option<&str>) -> Result<String, DraftError> {
    let database = Foreign::postgres(url, limits(), Access::Read)
        .map_err(|error| DraftError(error.to_string()))?;
    from_tables(&tables(database).await?, &write::Upstream::Postgres(file))
}

/// As [`from_postgres`], from a SQLite file.
///
/// # Errors
/// It cannot be read, or has no such table.
pub async fn from_sqlite(file: &Path) -> Result<String, DraftError> {
    let database = Foreign::sqlite(file, limits(), Access::Read);
    let file = file.to_string_lossy();
    from_tables(&tables(database).await?, &write::Upstream::Sqlite(&file))
}

fn limits() -> ForeignLimits {
    let limits = SqlLimits::default();
    ForeignLimits {
        connections: 1,
        connect: std::time::Duration::from_millis(limits.connect_ms),
        statement: std::time::Duration::from_millis(limits.statement_ms),
        rows: limits.most_rows,
        bytes: limits.largest_answer,
    }
}

async fn tables(database: Foreign) -> Result<Vec<TableDescription>, DraftError> {
    let tables = database.catalogue().await;
    database.close().await;
    tables.map_err(|failure| DraftError(format!("the database: {failure}")))
}

fn from_tables(
    tables: &[TableDescription],
    upstream: &write::Upstream<'_>,
) -> Result<String, DraftError> {
    let mut found: Vec<Found> = Vec::new();
    let mut others: Vec<&TableDescription> = Vec::new();
    for table in tables {
        match dataset(table, tables) {
            Some(dataset) if !found.iter().any(|one| one.route.path == dataset.route.path) => {
                found.push(dataset);
            }
            _ => others.push(table),
        }
    }
    // Those whose rows stand below others are there.
    let is_below = |table: &&TableDescription| {
        found.iter().any(|one| match &one.route.of {
            Of::Rows(rows) => rows.children.iter().any(|child| child.name == table.name),
            _ => false,
        })
    };
    others.retain(|table| !is_below(table));
    let others: Vec<String> = others
        .iter()
        .map(|table| format!("{}.{}", table.schema, table.name))
        .collect();
    let Some(first) = found.first_mut() else {
        return Err(DraftError(
            "no table has a column that looks like an identifier, such as `email` or `card`".into(),
        ));
    };
    if !others.is_empty() {
        let note = format!(
            "No dataset was made of, as no column there looks like an identifier: {}.",
            others.join(", ")
        );
        first.notes.push(note);
    }
    Ok(write::toml(&found, upstream))
}

fn dataset(table: &TableDescription, tables: &[TableDescription]) -> Option<Found> {
    let names = table.columns.iter().map(|column| column.name.as_str());
    let (id_type, column) = guess::identifiers(names).into_iter().next()?;
    let identifier = table.columns.iter().find(|one| one.name == column)?;
    let bound = bound(id_type, identifier, &table.schema);
    let mut fields = fields("", &table.columns);
    let mut rows = Rows {
        sql: format!(
            "SELECT * FROM {} WHERE {} = {bound}",
            whole_name(table),
            quoted(column)
        ),
        single: table.unique.iter().any(|one| one == column),
        id: table.unique.iter().find(|one| *one != column).cloned(),
        json: json(&table.columns),
        children: Vec::new(),
    };
    let mut notes = Vec::new();
    for (below, child) in tables.iter().filter_map(|child| {
        let own = (table.schema.clone(), table.name.clone());
        let leads_here = move |one: &&storage::foreign::Reference| one.table == own;
        let reference = child.references.iter().find(leads_here);
        reference.map(|reference| (reference, child))
    }) {
        // A row that names one of its own table is no part of it.
        if (&child.schema, &child.name) == (&table.schema, &table.name) {
            continue;
        }
        let name = &child.name;
        if AttributePath::new(name.clone()).is_err() || name.contains('.') {
            notes.push(format!(
                "`{name}` belongs to it, and its name cannot be a path."
            ));
            continue;
        }
        if fields.iter().any(|field| field.path == *name) {
            notes.push(format!(
                "`{name}` belongs to it, and a column has its name."
            ));
            continue;
        }
        let columns: Vec<ColumnDescription> = child
            .columns
            .iter()
            .filter(|one| one.name != below.column)
            .cloned()
            .collect();
        fields.extend(self::fields(&format!("{name}."), &columns));
        rows.children.push(super::Child {
            name: name.clone(),
            sql: format!(
                "SELECT c.* FROM {} AS c JOIN {} AS p ON p.{} = c.{} WHERE p.{} = {bound}",
                whole_name(child),
                whole_name(table),
                quoted(&below.other),
                quoted(&below.column),
                quoted(column),
            ),
            parent: below.other.clone(),
            own: below.column.clone(),
            json: json(&columns),
        });
    }
    if fields.len() > MOST_ATTRIBUTES {
        notes.push(format!(
            "Only the first {MOST_ATTRIBUTES} columns are here."
        ));
        fields.truncate(MOST_ATTRIBUTES);
    }
    Some(Found {
        entity_type: guess::title(&table.name).replace(' ', ""),
        description: table.comment.clone(),
        model: None,
        fields,
        identifier_types: vec![id_type.to_owned()],
        route: Asked {
            path: format!("/{}", slug(&table.name)),
            is_ngsi_ld: false,
            of: Of::Rows(rows),
        },
        notes,
    })
}

fn fields(above: &str, columns: &[ColumnDescription]) -> Vec<Field> {
    // A column whose name is no path is named in a comment; `columns` could give it another.
    columns
        .iter()
        .map(|column| Field {
            path: format!("{above}{}", column.name),
            description: column.comment.clone(),
            holds: holds(&column.data_type),
        })
        .collect()
}

/// What a column of a type holds, as the source writes it.
fn holds(data_type: &str) -> Holds {
    match data_type {
        "json" | "jsonb" => Holds::Object,
        "text" | "character varying" | "character" | "date" | "uuid" => Holds::Text,
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" => {
            Holds::Number
        }
        "boolean" => Holds::Boolean,
        _ => declared(data_type),
    }
}

/// What a column holds by the names that SQLite's tables have beside those above, and PostgreSQL's have not. SQLite keeps numbers
/// and texts apart by them (SQLite, "Datatypes" §3.1).
fn declared(data_type: &str) -> Holds {
    let name = data_type.split('(').next().unwrap_or_default().trim();
    match name {
        "int" | "double" | "float" | "decimal" => Holds::Number,
        "varchar" | "char" | "nvarchar" | "clob" => Holds::Text,
        _ => Holds::default(),
    }
}

fn json(columns: &[ColumnDescription]) -> Vec<String> {
    let is_json =
        |column: &&ColumnDescription| matches!(column.data_type.as_str(), "json" | "jsonb");
    columns
        .iter()
        .filter(is_json)
        .map(|one| one.name.clone())
        .collect()
}

/// The parameter, which is bound as a text, as the column's type.
fn bound(id_type: &str, column: &ColumnDescription, schema: &str) -> String {
    match column.data_type.as_str() {
        "text" | "character varying" | "character" => format!("${id_type}"),
        // SQLite compares by the column's affinity.
        _ if schema == SQLITE => format!("${id_type}"),
        other => format!("CAST(${id_type} AS {other})"),
    }
}

fn whole_name(table: &TableDescription) -> String {
    match table.schema.as_str() {
        "public" | SQLITE => quoted(&table.name),
        schema => format!("{}.{}", quoted(schema), quoted(&table.name)),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::super::tests::loads;
    use super::*;
    use storage::foreign::Reference;

    fn column(name: &str, data_type: &str) -> ColumnDescription {
        ColumnDescription {
            name: name.into(),
            data_type: data_type.into(),
            comment: (name == "full_name").then(|| "As in the passport".into()),
        }
    }

    fn table(name: &str, columns: Vec<ColumnDescription>) -> TableDescription {
        TableDescription {
            schema: "public".into(),
            name: name.into(),
            columns,
            ..TableDescription::default()
        }
    }

    #[test]
    fn tables_become_datasets_with_what_belongs_to_them_below() {
        let mut patrons = table(
            "patrons",
            vec![
                column("id", "bigint"),
                column("card no", "integer"),
                column("full_name", "text"),
                column("extra", "jsonb"),
            ],
        );
        patrons.unique = vec!["id".into(), "card no".into()];
        let mut loans = table(
            "loans",
            vec![column("patron", "bigint"), column("title", "text")],
        );
        loans.references = vec![Reference {
            column: "patron".into(),
            table: ("public".into(), "patrons".into()),
            other: "id".into(),
        }];
        let branches = table("branches", vec![column("city", "text")]);
        let text = from_tables(
            &[branches, loans, patrons],
            &write::Upstream::Postgres(None),
        )
        .unwrap();
        let config = loads(&text);
        assert_eq!(config.datasets.len(), 1, "{text}");
        let paths: Vec<_> = config.datasets[0]
            .attributes
            .iter()
            .map(|one| one.path.as_str())
            .collect();
        assert_eq!(paths, ["id", "full_name", "extra", "loans.title"], "{text}");
        let query = config.routes[0].query.as_ref().unwrap();
        assert_eq!(
            query.sql,
            "SELECT * FROM \"patrons\" WHERE \"card no\" = CAST($card_number AS integer)"
        );
        assert!(query.single);
        assert_eq!(query.json, ["extra"]);
        assert_eq!(query.children["loans"].parent.as_deref(), Some("id"));
        assert!(!text.contains("#id = "), "a person has one row: {text}");
        assert!(text.contains("identifier: public.branches."), "{text}");
        assert!(text.contains("\"As in the passport\""), "{text}");
        assert!(text.contains("# guess"), "{text}");
        assert!(
            from_tables(
                &[table("x", vec![column("y", "text")])],
                &write::Upstream::Postgres(None)
            )
            .is_err()
        );

        let mut loans = table("loans", vec![column("no", "text"), column("card", "text")]);
        loans.unique = vec!["no".into()];
        let text = from_tables(&[loans], &write::Upstream::Postgres(None)).unwrap();
        let config = loads(&text.replace("#id = ", "id = "));
        let query = config.routes[0].query.as_ref().unwrap();
        assert_eq!(query.id.as_deref(), Some("no"), "{text}");
    }
}
