//! System catalogs to a model: queries as data, rows to objects.
//!
//! Nothing here speaks to a server. A reader runs [`queries`] in one snapshot, hands every row to [`Catalog::row`], and
//! takes the model from [`Catalog::finish`]; the command line does so over a connection, the browser over PGlite.

pub mod acl;
mod json;
pub mod sql;
#[cfg(test)]
mod tests;
pub mod unmodelled;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use smol_str::SmolStr;

use crate::kind::{Body, Home, Tag, Version};
use crate::model::{Id, Ident, Model, Object, Parent, QName};
use crate::sql::quote::quote_ident;

/// What a query is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Objects of a kind.
    Objects(Tag),
    /// Comments on all objects.
    Comments,
    /// Security labels of all objects.
    Labels,
    /// Objects that no kind models.
    Unmodelled,
    /// What depends on what.
    Dependencies,
}

/// A query and what its rows are.
#[derive(Clone, Debug)]
pub struct Query {
    /// What its rows are.
    pub topic: Topic,
    /// The text.
    pub sql: String,
}

/// All queries for the model of a whole database.
pub fn queries(version: Version) -> Vec<Query> {
    let objects = Tag::ALL.iter().map(|tag| Query { topic: Topic::Objects(*tag), sql: tag.catalog(version) });
    let rest = [
        Query { topic: Topic::Comments, sql: COMMENTS.to_owned() },
        Query { topic: Topic::Labels, sql: LABELS.to_owned() },
        Query { topic: Topic::Unmodelled, sql: unmodelled::query() },
    ];
    objects.chain(rest).collect()
}

/// Catalogs that are always read: objects of initdb are a user's too there, or not everybody may ask them.
const ALWAYS: &[&str] = &[
    "pg_authid",
    "pg_database",
    "pg_default_acl",
    "pg_extension",
    "pg_namespace",
    "pg_subscription",
    "pg_user_mapping",
];

/// The query of the catalogs with rows that initdb did not make, as `class`. Most databases use a third of all kinds, and
/// planning the query of a kind takes longer than to know that it has no objects.
pub fn populated() -> String {
    let classes: BTreeSet<&str> = Tag::ALL.iter().map(|tag| tag.info().class).collect();
    let asked = classes.into_iter().filter(|class| !ALWAYS.contains(class)).map(|class| {
        // FirstNormalObjectId of access/transam.h.
        format!("SELECT '{class}' AS class WHERE (SELECT max(oid) FROM pg_catalog.{class}) >= 16384")
    });
    asked.collect::<Vec<_>>().join("\nUNION ALL ")
}

impl Query {
    /// Whether it can have rows, where these catalogs are [`populated`].
    pub fn needed(&self, populated: &BTreeSet<String>) -> bool {
        match self.topic {
            Topic::Objects(tag) => ALWAYS.contains(&tag.info().class) || populated.contains(tag.info().class),
            _ => true,
        }
    }
}

const COMMENTS: &str = "SELECT d.classoid::regclass AS class, d.objoid AS oid, d.objsubid AS sub, d.description AS body
FROM pg_description d
WHERE (d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass AND d.objoid = 2200)
  -- What the extension says of itself is not somebody's comment.
  AND NOT (d.classoid = 'pg_extension'::regclass AND EXISTS (
      SELECT FROM pg_extension e JOIN pg_available_extensions() a ON a.name = e.extname
      WHERE e.oid = d.objoid AND a.comment = d.description))
UNION ALL
SELECT d.classoid::regclass, d.objoid, 0, d.description FROM pg_shdescription d
WHERE d.objoid >= 16384
   -- The database `postgres`, whose comment initdb wrote.
   OR d.classoid = 'pg_database'::regclass AND d.description <> 'default administrative connection database'";

const LABELS: &str =
    "SELECT l.classoid::regclass AS class, l.objoid AS oid, l.objsubid AS sub, l.provider, l.label AS body
FROM pg_seclabel l
UNION ALL
SELECT l.classoid::regclass, l.objoid, 0, l.provider, l.label FROM pg_shseclabel l";

/// The query of what depends on what, for planning; a plan without changes does not need it.
///
/// Entries of helpers (rules, defaults, row, array and multirange types, identity sequences) are given to the object they help.
pub const DEPENDENCIES: &str = "
WITH RECURSIVE helper (classid, objid, ownclass, ownid, ownsub) AS (
    SELECT 'pg_rewrite'::regclass::oid, oid, 'pg_class'::regclass::oid, ev_class, 0 FROM pg_rewrite WHERE rulename = '_RETURN'
    UNION ALL SELECT 'pg_attrdef'::regclass, oid, 'pg_class'::regclass, adrelid, adnum FROM pg_attrdef
    UNION ALL SELECT 'pg_type'::regclass, t.oid, 'pg_class'::regclass, t.typrelid, 0
        FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind <> 'c'
    UNION ALL SELECT 'pg_class'::regclass, oid, 'pg_type'::regclass, reltype, 0 FROM pg_class WHERE relkind = 'c'
    UNION ALL SELECT 'pg_type'::regclass, a.oid, 'pg_type'::regclass, t.oid, 0
        FROM pg_type t JOIN pg_type a ON a.oid = t.typarray JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE t.typrelid = 0 AND t.typtype <> 'm' AND n.nspname !~ '^pg_'
    UNION ALL SELECT 'pg_type'::regclass, a.oid, 'pg_class'::regclass, t.typrelid, 0
        FROM pg_type t JOIN pg_type a ON a.oid = t.typarray JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind <> 'c'
    UNION ALL SELECT 'pg_constraint'::regclass, c.oid, 'pg_constraint'::regclass, coalesce(nullif(p.conparentid, 0), p.oid), 0
        FROM pg_constraint c JOIN pg_constraint p ON p.oid = c.conparentid WHERE c.contype NOT IN ('p', 'u', 'x')
    -- The key of a partition is the partition of an index.
    UNION ALL SELECT 'pg_constraint'::regclass, c.oid, 'pg_class'::regclass, c.conindid, 0
        FROM pg_constraint c WHERE c.conparentid <> 0 AND c.contype IN ('p', 'u', 'x')
    UNION ALL SELECT 'pg_publication_rel'::regclass, oid, 'pg_publication'::regclass, prpubid, 0 FROM pg_publication_rel
    UNION ALL SELECT 'pg_class'::regclass, i.indexrelid, 'pg_constraint'::regclass, c.oid, 0
        FROM pg_index i JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x') AND c.conparentid = 0
    UNION ALL SELECT 'pg_type'::regclass, t.oid, 'pg_type'::regclass, r.rngtypid, 0
        FROM pg_range r JOIN pg_type m ON m.oid = r.rngmultitypid JOIN pg_type t ON t.oid IN (m.oid, m.typarray)
        WHERE r.rngtypid >= 16384
    UNION ALL SELECT 'pg_proc'::regclass, d.objid, 'pg_type'::regclass, coalesce(r.rngtypid, d.refobjid), 0
        FROM pg_depend d LEFT JOIN pg_range r ON r.rngmultitypid = d.refobjid
        WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_type'::regclass AND d.deptype = 'i'
    UNION ALL SELECT d.classid, d.objid, d.refclassid, d.refobjid, 0 FROM pg_depend d
        WHERE d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass)
          AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)),
-- Who uses a column that is inherited uses the one that it is inherited from.
inherited (relid, num, above, abovenum, abovename) AS (
    SELECT i.inhrelid, a.attnum, i.inhparent, p.attnum, p.attname
        FROM pg_inherits i JOIN pg_attribute a ON a.attrelid = i.inhrelid AND a.attinhcount > 0 AND NOT a.attisdropped
        JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname
    UNION SELECT n.relid, n.num, i.inhparent, p.attnum, p.attname
        FROM inherited n JOIN pg_inherits i ON i.inhrelid = n.above
        JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = n.abovename)
SELECT DISTINCT coalesce(h.ownclass, d.classid)::regclass AS class, coalesce(h.ownid, d.objid) AS oid,
       coalesce(h.ownsub, d.objsubid) AS sub,
       coalesce(r.ownclass, d.refclassid)::regclass AS refclass, coalesce(r.ownid, d.refobjid) AS refoid,
       coalesce(r.ownsub, d.refobjsubid) AS refsub
FROM pg_depend d
LEFT JOIN helper h ON h.classid = d.classid AND h.objid = d.objid
LEFT JOIN helper r ON r.classid = d.refclassid AND r.objid = d.refobjid
WHERE d.objid >= 16384 AND (d.refobjid >= 16384 OR d.refclassid = 'pg_namespace'::regclass) AND d.deptype IN ('n', 'a', 'i', 'P', 'S')
UNION
SELECT coalesce(h.ownclass, d.classid)::regclass, coalesce(h.ownid, d.objid), coalesce(h.ownsub, d.objsubid),
       d.refclassid::regclass, n.above, n.abovenum
FROM pg_depend d
JOIN inherited n ON n.relid = d.refobjid AND n.num = d.refobjsubid
LEFT JOIN helper h ON h.classid = d.classid AND h.objid = d.objid
WHERE d.objid >= 16384 AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('n', 'a')";

/// The query of relations that have pages, and so may hold rows: for planning, because it opens every one of them.
pub const ROWS: &str = "
SELECT 'pg_class'::regclass AS class, c.oid, 0 AS sub
FROM pg_class c
WHERE c.oid >= 16384
  AND CASE c.relkind
      WHEN 'p' THEN (SELECT coalesce(sum(pg_relation_size(t.relid)), 0) > 0 FROM pg_partition_tree(c.oid) t)
      WHEN 'r' THEN c.relpages > 0 OR pg_relation_size(c.oid) > 0
      ELSE false END";

/// The schema of pg_partman, where the database has it.
pub const PARTMAN: &str = "
SELECT n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_partman'";

/// The query of the tables that pg_partman, which is in this schema, makes partitions of.
pub fn partman_parents(schema: &str) -> String {
    format!(
        "SELECT n.nspname AS schema, c.relname AS name
         FROM {}.part_config p
         JOIN pg_namespace n ON starts_with(p.parent_table, n.nspname || '.')
         JOIN pg_class c ON c.relnamespace = n.oid AND n.nspname || '.' || c.relname = p.parent_table",
        quote_ident(schema)
    )
}

/// What the server takes for now, in seconds since 1970-01-01 00:00 UTC.
pub const NOW: &str = "SELECT floor(extract(epoch FROM now()))::bigint AS now";

/// One row of a catalog query, by the names of its columns.
pub trait Row {
    /// The text of a column; `None` where it is null or the query has none of this name.
    fn get(&self, column: &str) -> Option<&str>;
}

/// What went wrong with a row.
#[derive(Debug)]
pub struct RowError(pub String);

impl std::fmt::Display for RowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RowError {}

/// The address of an object in a database: catalog, oid, column number.
type Address = (SmolStr, u32, i32);

/// A model in the making.
#[derive(Debug)]
pub struct Catalog {
    version: Version,
    model: Model,
    addresses: HashMap<Address, Id>,
    comments: Vec<(Address, SmolStr)>,
    /// Parts of an object with their numbers.
    parts: BTreeMap<Id, Vec<(i32, Ident)>>,
    /// Bodies by their text.
    bodies: HashMap<String, Body>,
    labels: Vec<(Address, SmolStr, SmolStr)>,
    unmodelled: Vec<String>,
}

/// A database as it is.
#[derive(Clone, Debug)]
pub struct Live {
    /// Its objects.
    pub model: Model,
    /// Where PostgreSQL keeps them, for dependencies.
    pub addresses: Addresses,
    /// Objects that no kind models, in words.
    pub unmodelled: Vec<String>,
    /// Version of the server.
    pub version: Version,
    /// Tables that an extension makes and drops as time goes by.
    pub run_time: BTreeSet<Id>,
    /// What the server takes for now, in seconds since 1970-01-01 00:00 UTC.
    pub now: Option<i64>,
}

impl Live {
    /// Takes note that an extension makes the partitions of these tables.
    pub fn made_below(&mut self, parents: &[QName]) {
        for parent in parents.iter().filter_map(|name| self.model.relation(name)) {
            self.run_time.extend(crate::inherit::heirs(&self.model, parent));
        }
    }
}

/// Where PostgreSQL keeps the objects of a model.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    ids: HashMap<Address, Id>,
    /// Objects that no model holds, and what stands for them where they are used.
    implied: BTreeMap<Id, Id>,
}

impl Addresses {
    /// Whether the model has the object with this place in a catalog.
    pub fn has(&self, class: &str, oid: u32) -> bool {
        self.ids.contains_key(&(SmolStr::new(class), oid, 0))
    }

    /// Turns rows of [`DEPENDENCIES`] into pairs of an object and what it needs.
    pub fn edge(&self, row: &impl Row) -> Option<(Id, Id)> {
        let user = self.find(row, "class", "oid", "sub", false)?;
        let mut used = self.find(row, "refclass", "refoid", "refsub", true)?;
        if self.implied.contains_key(user) {
            return None;
        }
        while let Some(above) = self.implied.get(used) {
            used = above;
        }
        (user != used).then(|| (user.clone(), used.clone()))
    }

    /// Turns a row of [`ROWS`] into the relation.
    pub fn relation(&self, row: &impl Row) -> Option<Id> {
        self.find(row, "class", "oid", "sub", false).cloned()
    }

    fn find(&self, row: &impl Row, class: &str, oid: &str, sub: &str, whole_for_part: bool) -> Option<&Id> {
        let (class, oid) = (SmolStr::new(row.get(class)?), row.get(oid)?.parse().ok()?);
        let sub: i32 = row.get(sub)?.parse().ok()?;
        let whole = (class, oid, 0);
        if sub == 0 {
            return self.ids.get(&whole);
        }
        // A column that is no object of its own is used with its relation. What it uses itself, its parent has declared.
        self.ids.get(&(whole.0.clone(), oid, sub)).or_else(|| self.ids.get(&whole).filter(|_| whole_for_part))
    }
}

impl Catalog {
    /// Nothing read yet, from a server of this version.
    pub fn new(version: Version) -> Self {
        Self {
            version,
            model: Model::default(),
            addresses: HashMap::new(),
            comments: Vec::new(),
            parts: BTreeMap::new(),
            bodies: HashMap::new(),
            labels: Vec::new(),
            unmodelled: Vec::new(),
        }
    }

    /// Takes in one row.
    pub fn row(&mut self, topic: Topic, row: &impl Row) -> Result<(), RowError> {
        match topic {
            Topic::Objects(tag) => self.object(tag, row)?,
            Topic::Comments => {
                let comment = SmolStr::new(row.get("body").unwrap_or_default());
                self.comments.push((address(row)?, comment));
            }
            Topic::Labels => {
                let text = |column: &str| SmolStr::new(row.get(column).unwrap_or_default());
                self.labels.push((address(row)?, text("provider"), text("body")));
            }
            Topic::Unmodelled => self.unmodelled.extend(row.get("body").map(str::to_owned)),
            Topic::Dependencies => {}
        }
        Ok(())
    }

    fn object(&mut self, tag: Tag, row: &impl Row) -> Result<(), RowError> {
        let info = tag.info();
        let name = row.get("name").ok_or_else(|| RowError(format!("a row of {} has no name", info.class)))?;
        let mut id = Id::global(tag, name);
        if info.single {
            self.model.database.0 = Some(std::mem::take(&mut id.name));
        }
        id.schema = row.get("schema").map(Ident::from);
        if let (Home::Parent(parents), Some(name)) = (info.home, row.get("parent")) {
            let kind = row.get("parent_kind").unwrap_or_default();
            let parent = parents.iter().find(|tag| tag.info().template == kind).or(parents.first());
            id.parent = parent.map(|tag| Parent { tag: *tag, name: name.into() });
        }
        id.args = row.get("args").map(SmolStr::new).unwrap_or_default();
        let mut body =
            self.body(tag, row.get("body").unwrap_or("{}")).map_err(|error| RowError(format!("{id}: {error}")))?;
        body.canonical(&mut id);
        let mut object = Object::new(body);
        object.meta.owner = row.get("owner").map(Ident::from);
        object.meta.grants = acl::grants(&id, row.get("acl"), object.meta.owner.as_ref(), self.version);
        let sub = row.get("sub").map_or(Ok(0), |_| number(row, "sub"))?;
        if row.get("oid").is_some() {
            self.addresses.insert((SmolStr::new(info.class), number(row, "oid")?, sub), id.clone());
        }
        if info.part
            && let Some(parent) = id.parent_id()
        {
            self.parts.entry(parent).or_default().push((sub, id.name.clone()));
        }
        self.model.objects.insert(id, object);
        Ok(())
    }

    /// The object that a text of JSON stands for. Columns above all have the same few texts over and over.
    fn body(&mut self, tag: Tag, text: &str) -> Result<Body, String> {
        const SHORT: usize = 120;
        if let Some(body) = self.bodies.get(text).filter(|body| body.tag() == tag) {
            return Ok(body.clone());
        }
        let json = json::without_nulls(text);
        let body = tag.decode(&json).map_err(|error| format!("{error} in {json}"))?;
        if text.len() < SHORT {
            self.bodies.insert(text.to_owned(), body.clone());
        }
        Ok(body)
    }

    /// The finished model.
    pub fn finish(mut self) -> Live {
        for (address, comment) in std::mem::take(&mut self.comments) {
            if let Some(object) = self.addresses.get(&address).and_then(|id| self.model.objects.get_mut(id)) {
                object.meta.comment = Some(comment);
            }
        }
        for (parent, mut parts) in std::mem::take(&mut self.parts) {
            if let Some(object) = self.model.objects.get_mut(&parent) {
                parts.sort();
                object.body.arrange(parts.into_iter().map(|(_, name)| name).collect());
            }
        }
        for (address, provider, label) in std::mem::take(&mut self.labels) {
            if let Some(object) = self.addresses.get(&address).and_then(|id| self.model.objects.get_mut(id)) {
                object.meta.security_labels.insert(provider, label);
            }
        }
        // What PostgreSQL makes with the index above stands and falls with that.
        let implied = crate::inherit::leave_out_implied(&mut self.model);
        for (id, plain) in Tag::ALL.iter().filter_map(|tag| Object::plain(*tag)) {
            // It says nothing of itself.
            if self.model.get(&id) == Some(&plain) {
                self.model.objects.remove(&id);
            }
        }
        let public = Id::global(Tag::Schema, "public");
        if let Some(object) = self.model.objects.get_mut(&public)
            && object.meta.comment.as_deref() == Some("standard public schema")
        {
            object.meta.comment = None;
        }
        Live {
            model: self.model,
            addresses: Addresses { ids: self.addresses, implied },
            unmodelled: self.unmodelled,
            version: self.version,
            run_time: BTreeSet::new(),
            now: None,
        }
    }
}

fn address(row: &impl Row) -> Result<Address, RowError> {
    Ok((SmolStr::new(row.get("class").unwrap_or_default()), number(row, "oid")?, number(row, "sub")?))
}

fn number<T: std::str::FromStr>(row: &impl Row, column: &str) -> Result<T, RowError> {
    let text = row.get(column).unwrap_or_default();
    text.parse().map_err(|_| RowError(format!("`{text}` is no number in column {column}")))
}

/// Rows for tests and for readers that have them as maps.
impl Row for BTreeMap<String, String> {
    fn get(&self, column: &str) -> Option<&str> {
        BTreeMap::get(self, column).map(String::as_str)
    }
}
