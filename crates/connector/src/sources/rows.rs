//! From attributes to columns: which of a query's columns are read for what is permitted.

use std::collections::BTreeMap;

use permission::{AttributePath, AttributeSet, AttributeTable};
use storage::foreign::{Column, ForeignQuery, Form};

use crate::config::QueryConfig;

/// A route's query and those below it, made ready.
#[derive(Debug)]
pub(crate) struct Rows {
    /// Whether the answer is one object.
    pub(crate) single: bool,
    /// The column that tells the rows apart.
    id: Option<String>,
    parent: Mapping,
    children: Vec<Child>,
}

#[derive(Debug)]
struct Mapping {
    query: ForeignQuery,
    columns: BTreeMap<String, String>,
    json: Vec<String>,
}

#[derive(Debug)]
struct Child {
    /// The attribute that is the array.
    name: String,
    /// The columns by which its rows belong to those above.
    key: Option<(String, String)>,
    mapping: Mapping,
}

/// What is read for one set of attributes.
pub(crate) struct Plan<'r> {
    /// The query of the rows.
    pub(crate) parent: Level<'r>,
    /// The place of what tells the rows apart among its columns.
    pub(crate) id: Option<usize>,
    /// The queries below it that have anything permitted.
    pub(crate) children: Vec<Level<'r>>,
}

/// One query of a plan.
pub(crate) struct Level<'r> {
    /// The query.
    pub(crate) query: &'r ForeignQuery,
    /// The columns that are read.
    pub(crate) columns: Vec<Column>,
    /// Which member each makes, by the path to it and the column's place; in the order of their paths.
    pub(crate) members: Vec<(Vec<String>, usize)>,
    /// The array's name, of a query below another.
    pub(crate) name: String,
    /// The place of the key among the columns above.
    pub(crate) parent_key: Option<usize>,
    /// The place of the key among the columns here.
    pub(crate) own_key: Option<usize>,
}

impl Mapping {
    fn new(
        sql: &str,
        columns: &BTreeMap<String, String>,
        json: &[String],
        identifier_types: &[String],
    ) -> Result<Self, String> {
        let query = ForeignQuery::parse(sql).map_err(|error| error.to_string())?;
        if query.names().is_empty() {
            return Err("the query names no identifier, so it would read everybody".into());
        }
        let is_unknown = |name: &&String| {
            *name != super::template::ANY && !identifier_types.iter().any(|one| one == *name)
        };
        if let Some(name) = query.names().iter().find(is_unknown) {
            return Err(format!(
                "`${name}` is not among the dataset's `identifier_types`"
            ));
        }
        Ok(Self {
            query,
            columns: columns.clone(),
            json: json.to_vec(),
        })
    }

    /// The column of an attribute, and the part of its path that the column is: itself, or one above it.
    fn column<'p>(&self, path: &'p str) -> Option<(String, &'p str)> {
        let mut part = path;
        loop {
            if let Some(column) = self.columns.get(part) {
                return Some((column.clone(), part));
            }
            if !part.contains('.') && (part == path || self.json.iter().any(|json| json == part)) {
                return Some((part.to_owned(), part));
            }
            part = &part[..part.rfind('.')?];
        }
    }

    fn form(&self, column: &str) -> Form {
        if self.json.iter().any(|json| json == column) {
            Form::Text
        } else {
            Form::Value
        }
    }

    fn level(&self) -> Level<'_> {
        Level {
            query: &self.query,
            columns: Vec::new(),
            members: Vec::new(),
            name: String::new(),
            parent_key: None,
            own_key: None,
        }
    }

    /// Reads an attribute at this level.
    fn add(&self, level: &mut Level<'_>, path: &str) {
        let Some((column, part)) = self.column(path) else {
            return;
        };
        let member: Vec<String> = part.split('.').map(str::to_owned).collect();
        if level.members.iter().any(|(known, _)| *known == member) {
            return;
        }
        let form = self.form(&column);
        let place = level.place(Column { name: column, form });
        level.members.push((member, place));
    }
}

impl Level<'_> {
    fn place(&mut self, column: Column) -> usize {
        let known = self.columns.iter().position(|known| *known == column);
        known.unwrap_or_else(|| {
            self.columns.push(column);
            self.columns.len() - 1
        })
    }

    fn key(&mut self, name: &str) -> usize {
        self.place(Column {
            name: name.to_owned(),
            form: Form::Text,
        })
    }
}

impl Level<'_> {
    /// Leaves out the columns that are not there, and what would be made of them; gives the members' paths. None where the
    /// rows could not be put together without them.
    fn keep(&mut self, is_there: impl Fn(&str) -> bool) -> Option<Vec<String>> {
        let is_kept: Vec<bool> = self.columns.iter().map(|one| is_there(&one.name)).collect();
        let place = |old: usize| is_kept[..old].iter().filter(|kept| **kept).count();
        if self.own_key.is_some_and(|key| !is_kept[key]) {
            return None;
        }
        self.own_key = self.own_key.map(place);
        let (kept, gone) = std::mem::take(&mut self.members)
            .into_iter()
            .partition(|(_, place)| is_kept[*place]);
        let kept: Vec<(Vec<String>, usize)> = kept;
        self.members = kept
            .into_iter()
            .map(|(path, old)| (path, place(old)))
            .collect();
        self.columns.retain(|one| is_there(&one.name));
        let gone: Vec<(Vec<String>, usize)> = gone;
        Some(gone.into_iter().map(|(path, _)| path.join(".")).collect())
    }
}

impl Plan<'_> {
    /// Leaves out what the queries have no longer, and gives the attributes that are gone by that. `is_there` says it of a
    /// column, of the query for an array or, without one, of the rows' own. None where nothing could be put together.
    pub(crate) fn keep(
        &mut self,
        is_there: impl Fn(Option<&str>, &str) -> bool,
    ) -> Option<Vec<String>> {
        let is_above = |name: &str| is_there(None, name);
        let name_of = |columns: &[Column], place: usize| columns[place].name.clone();
        let keys: Vec<Option<String>> = self
            .children
            .iter()
            .map(|child| {
                child
                    .parent_key
                    .map(|place| name_of(&self.parent.columns, place))
            })
            .collect();
        let id = self.id.map(|place| name_of(&self.parent.columns, place));
        // Without it, services would know every row by the same id.
        if id.as_deref().is_some_and(|id| !is_above(id)) {
            return None;
        }
        let had_members = !self.parent.members.is_empty();
        let mut gone = self.parent.keep(is_above)?;
        let place = |columns: &[Column], name: &str| {
            columns
                .iter()
                .position(|one| one.name == name && one.form == Form::Text)
        };
        self.id = id.and_then(|id| place(&self.parent.columns, &id));
        let mut kept = Vec::new();
        for (mut child, key) in std::mem::take(&mut self.children).into_iter().zip(keys) {
            let name = child.name.clone();
            let has_key = key.as_deref().is_none_or(is_above);
            match child.keep(|column| is_there(Some(&name), column)) {
                Some(below) if has_key => {
                    gone.extend(below.iter().map(|path| format!("{name}.{path}")));
                    let columns = &self.parent.columns;
                    child.parent_key = key.and_then(|key| place(columns, &key));
                    kept.push(child);
                }
                _ => gone.push(name),
            }
        }
        self.children = kept;
        // A query that has nothing of what is described is another one than was meant.
        let has_any = !self.parent.members.is_empty() || !self.children.is_empty();
        (has_any || !had_members).then_some(gone)
    }
}

impl Rows {
    /// Makes a route's query ready, or says what in it cannot work.
    pub(crate) fn new(
        config: &QueryConfig,
        table: &AttributeTable,
        identifier_types: &[String],
    ) -> Result<Self, String> {
        let parent = Mapping::new(&config.sql, &config.columns, &config.json, identifier_types)?;
        let mut children = Vec::new();
        for (name, child) in &config.children {
            let wrong = |error: String| format!("child `{name}`: {error}");
            if name.contains('.') || table.covered(name).is_empty() {
                return Err(wrong("it is no outermost attribute of the dataset".into()));
            }
            let mapping = Mapping::new(&child.sql, &child.columns, &child.json, identifier_types)
                .map_err(wrong)?;
            let key = match (&child.parent, &child.child) {
                (Some(parent), Some(child)) => Some((parent.clone(), child.clone())),
                (None, None) if config.single => None,
                (None, None) => {
                    return Err(wrong(
                        "without `parent` and `child` the query above must be `single`".into(),
                    ));
                }
                _ => return Err(wrong("`parent` and `child` come together".into())),
            };
            if table.index_of(name).is_some()
                && table.covered(name).len() == 1
                && child.columns.is_empty()
            {
                return Err(wrong(
                    "the attribute is described as a whole, so `columns` must say what is in it"
                        .into(),
                ));
            }
            children.push(Child {
                name: name.clone(),
                key,
                mapping,
            });
        }
        let rows = Self {
            single: config.single,
            id: config.id.clone(),
            parent,
            children,
        };
        match table.paths().iter().find(|path| !rows.reads(path)) {
            Some(path) => Err(format!(
                "attribute `{path}` has no column; say which in `columns`"
            )),
            None => Ok(rows),
        }
    }

    /// The place of the query that fills an attribute's array, and what of the attribute's path is below it.
    fn child<'p>(&self, path: &'p str) -> Option<(usize, Option<&'p str>)> {
        let (name, below) = match path.split_once('.') {
            Some((name, below)) => (name, Some(below)),
            None => (path, None),
        };
        let place = self.children.iter().position(|child| child.name == name)?;
        Some((place, below))
    }

    fn reads(&self, path: &AttributePath) -> bool {
        match self.child(path.as_str()) {
            Some((_, None)) => true,
            Some((place, Some(below))) => self.children[place].mapping.column(below).is_some(),
            None => self.parent.column(path.as_str()).is_some(),
        }
    }

    /// What is read for these attributes, and nothing else.
    pub(crate) fn plan(&self, table: &AttributeTable, attributes: &AttributeSet) -> Plan<'_> {
        let mut parent = self.parent.level();
        let mut children: Vec<Option<Level<'_>>> = self.children.iter().map(|_| None).collect();
        for path in table.paths_of(attributes) {
            let Some((place, below)) = self.child(path.as_str()) else {
                self.parent.add(&mut parent, path.as_str());
                continue;
            };
            let child = &self.children[place];
            let level = children[place].get_or_insert_with(|| child.mapping.level());
            level.name.clone_from(&child.name);
            match below {
                Some(below) => child.mapping.add(level, below),
                None => {
                    for name in child.mapping.columns.keys() {
                        child.mapping.add(level, name);
                    }
                }
            }
        }
        for (child, level) in self.children.iter().zip(&mut children) {
            if let (Some((above, own)), Some(level)) = (&child.key, level) {
                level.parent_key = Some(parent.key(above));
                level.own_key = Some(level.key(own));
            }
        }
        let mut plan = Plan {
            id: self.id.as_deref().map(|column| parent.key(column)),
            parent,
            children: children.into_iter().flatten().collect(),
        };
        for level in std::iter::once(&mut plan.parent).chain(&mut plan.children) {
            level.members.sort();
            // What lies below a member that is read whole is in it.
            let whole: Vec<Vec<String>> =
                level.members.iter().map(|(path, _)| path.clone()).collect();
            level.members.retain(|(path, _)| {
                !whole
                    .iter()
                    .any(|one| one.len() < path.len() && path.starts_with(one))
            });
        }
        plan
    }

    /// Every query, with the array it fills.
    pub(crate) fn queries(&self) -> impl Iterator<Item = (&ForeignQuery, Option<&str>)> {
        let children = self
            .children
            .iter()
            .map(|child| (&child.mapping.query, Some(child.name.as_str())));
        std::iter::once((&self.parent.query, None)).chain(children)
    }

    /// Whether a column is an attribute's, or one that rows are put together by.
    pub(crate) fn knows(&self, table: &AttributeTable, above: Option<&str>, column: &str) -> bool {
        let mapping = match above {
            None => &self.parent,
            Some(name) => match self.children.iter().find(|child| child.name == name) {
                Some(child) => &child.mapping,
                None => return false,
            },
        };
        let path = above.map_or_else(|| column.to_owned(), |above| format!("{above}.{column}"));
        let is_key = |child: &Child| match (&child.key, above) {
            (Some((parent, _)), None) => parent == column,
            (Some((_, own)), Some(name)) => child.name == name && own == column,
            (None, _) => false,
        };
        mapping.columns.values().any(|known| known == column)
            || !table.covered(&path).is_empty()
            || self.children.iter().any(is_key)
            || above.is_none() && self.id.as_deref() == Some(column)
    }
}
