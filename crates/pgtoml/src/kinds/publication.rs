//! Publications of logical replication.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

use super::{Alter, Home, Id, Ident, Info, Kind, Part, QName, Right, Step, Version};
use crate::sql::Sql;

/// A publication.
///
/// `pg_publication`, `pg_publication_rel`, `pg_publication_namespace`; manual: CREATE PUBLICATION.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Publication {
    /// `FOR ALL TABLES`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub all_tables: bool,
    /// `FOR TABLE`: names, or tables with columns and a filter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<PublishedTable>,
    /// `FOR TABLES IN SCHEMA` (15 and newer).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<Ident>,
    /// What is published of `insert`, `update`, `delete`, `truncate`; absent for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish: Option<Vec<SmolStr>>,
    /// Changes of partitions are published as those of the partitioned table.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub publish_via_partition_root: bool,
    /// `stored`: generated columns are published too (18 and newer).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish_generated_columns: Option<SmolStr>,
}

/// A table of a publication: in TOML its name, or a table with all of this.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PublishedTable {
    /// The table.
    pub table: QName,
    /// Columns that are published; absent for all (15 and newer).
    pub columns: Vec<Ident>,
    /// Rows that are published (15 and newer).
    pub filter: Option<Sql>,
}

/// The long form.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Long {
    table: QName,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    columns: Vec<Ident>,
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    filter: Option<Sql>,
}

impl Serialize for PublishedTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { table, columns, filter } = self.clone();
        if columns.is_empty() && filter.is_none() {
            return table.serialize(serializer);
        }
        Long { table, columns, filter }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PublishedTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TableVisitor;
        impl<'de> Visitor<'de> for TableVisitor {
            type Value = PublishedTable;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a table, or `{ table = \"…\", columns = […], where = \"…\" }`")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<PublishedTable, E> {
                let table = QName::deserialize(StrDeserializer::<E>::new(text))?;
                Ok(PublishedTable { table, ..PublishedTable::default() })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PublishedTable, A::Error> {
                let Long { table, columns, filter } = Long::deserialize(MapAccessDeserializer::new(map))?;
                Ok(PublishedTable { table, columns, filter })
            }
        }
        deserializer.deserialize_any(TableVisitor)
    }
}

/// What can be published, in the order of the catalog.
const OPERATIONS: [&str; 4] = ["insert", "update", "delete", "truncate"];

impl Kind for Publication {
    const INFO: Info = Info {
        section: "publications",
        template: "publication",
        noun: "PUBLICATION",
        class: "pg_publication",
        home: Home::Database,
        short: Some("tables"),
        owned: true,
        ..Info::DEFAULT
    };

    fn catalog(version: Version) -> String {
        let (columns, filter, schemas) = if version.at_least(15) {
            (
                "(SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
                  WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs))",
                "pg_get_expr(r.prqual, r.prrelid)",
                "(SELECT json_agg(n.nspname ORDER BY n.nspname) FROM pg_publication_namespace s
                  JOIN pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid)",
            )
        } else {
            ("NULL::json", "NULL", "NULL::json")
        };
        let generated = if version.at_least(18) { "CASE p.pubgencols WHEN 's' THEN 'stored' END" } else { "NULL" };
        // Members of extensions do not exist: pg_publication can't be in one.
        format!(
            "SELECT p.oid, p.pubname AS name, pg_get_userbyid(p.pubowner) AS owner,
                    (json_build_object(
                        'all_tables', p.puballtables,
                        'tables', coalesce((SELECT json_agg(json_build_object(
                                'table', quote_ident(n.nspname) || '.' || quote_ident(c.relname),
                                'columns', coalesce({columns}, '[]'),
                                'where', {filter}))
                            FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid
                            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.prpubid = p.oid), '[]'),
                        'schemas', coalesce({schemas}, '[]'),
                        'publish', array_to_json(array_remove(ARRAY[
                            CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                            CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END], NULL)),
                        'publish_via_partition_root', p.pubviaroot,
                        'publish_generated_columns', {generated})) AS body
             FROM pg_publication p",
        )
    }

    fn canonical(&mut self, _: &mut Id) {
        // The order of tables, columns, schemas and operations means nothing.
        for table in &mut self.tables {
            table.columns.sort();
            table.columns.dedup();
        }
        self.tables.sort_by(|a, b| a.table.cmp(&b.table));
        self.schemas.sort();
        self.schemas.dedup();
        if let Some(publish) = &mut self.publish {
            publish.sort_by_key(|name| OPERATIONS.iter().position(|known| known == name));
            publish.dedup();
        }
        self.publish.take_if(|publish| publish.iter().map(SmolStr::as_str).eq(OPERATIONS));
        self.publish_generated_columns.take_if(|columns| columns == "none");
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        for PublishedTable { table, columns, filter } in &mut self.tables {
            show(Part::Relation(table));
            for column in columns {
                show(Part::ColumnOf(table, column));
            }
            if let Some(filter) = filter {
                show(Part::Sql(filter));
            }
        }
        for schema in &mut self.schemas {
            show(Part::Schema(schema));
        }
    }

    fn asks(&self, _: Option<&Self>, _: &Id) -> Vec<Right> {
        let mut asked = vec![Right::Create];
        asked.extend((self.all_tables || !self.schemas.is_empty()).then_some(Right::Superuser));
        asked
    }

    fn since(&self) -> Vec<(u32, &'static str)> {
        let mut since = Vec::new();
        since.extend(self.publish_generated_columns.as_ref().map(|_| (18, "publish_generated_columns")));
        since.extend((!self.schemas.is_empty()).then_some((15, "a publication of schemas")));
        since.extend(
            self.tables.iter().any(|table| !table.columns.is_empty()).then_some((15, "a list of published columns")),
        );
        since.extend(
            self.tables.iter().any(|table| table.filter.is_some()).then_some((15, "a filter of published rows")),
        );
        since
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { all_tables, tables, schemas, publish, publish_via_partition_root, publish_generated_columns } = self;
        if *all_tables != to.all_tables {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if (tables, schemas) != (&to.tables, &to.schemas) {
            let none = to.tables.is_empty() && to.schemas.is_empty();
            steps.push(Step::new(id, if none { "drop_tables" } else { "set_tables" }));
        }
        let options = [
            *publish != to.publish,
            *publish_via_partition_root != to.publish_via_partition_root,
            *publish_generated_columns != to.publish_generated_columns,
        ];
        if let [publish, root, generated] = options
            && options.contains(&true)
        {
            let step = Step::new(id, "set_options").arg("publish", publish).arg("root", root);
            steps.push(step.arg("generated", generated));
        }
        Alter::Steps(steps)
    }
}
