//! What rows must fit, as the server has it: partitions have the columns and constraints of all that is above them there.

use std::collections::BTreeMap;

use pgtoml::model::{Ident, QName};
use postgres::Row;

use super::RowsError;
use crate::connect::Connection;

/// A table that can hold rows, or a partitioned one.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: QName,
    /// Whether rows live in it and not in its partitions.
    pub(super) holds: bool,
    pub(super) columns: Vec<Column>,
    pub(super) keys: Vec<Key>,
    pub(super) references: Vec<Reference>,
    /// Checks by name; the empty name stands for the bounds of the partition.
    pub(super) checks: BTreeMap<String, String>,
    /// Triggers of users and rules that act, with what switches each off and on again.
    pub(super) switches: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) number: i16,
    pub(super) name: Ident,
    pub(super) type_oid: u32,
    /// As SQL writes it, with its length.
    pub(super) format: String,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
    pub(super) generated: bool,
    pub(super) identity: bool,
}

/// A unique or exclusion constraint, or a unique index.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) name: String,
    /// Numbers of its columns; 0 for an expression.
    pub(super) columns: Vec<i16>,
    pub(super) text: String,
}

#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) columns: Vec<i16>,
    pub(super) to: u32,
    pub(super) to_columns: Vec<i16>,
    pub(super) deferrable: bool,
}

/// A type, as far as values of it must be written.
#[derive(Clone, Debug)]
pub(super) struct Type {
    pub(super) name: String,
    /// `pg_type.typtype`.
    pub(super) kind: char,
    /// `pg_type.typcategory`.
    pub(super) category: char,
    pub(super) base: u32,
    /// With its length.
    pub(super) base_format: String,
    pub(super) element: u32,
    pub(super) labels: Vec<String>,
    /// Types of the attributes of a composite type.
    pub(super) attributes: Vec<(u32, String)>,
    /// Of what a range or multirange is.
    pub(super) subtype: u32,
    pub(super) checks: BTreeMap<String, String>,
}

/// Everything, by oid.
#[derive(Clone, Debug, Default)]
pub(super) struct Database {
    pub(super) tables: BTreeMap<u32, Table>,
    pub(super) types: BTreeMap<u32, Type>,
}

const TABLES: &str = "
    SELECT c.oid, n.nspname::text, c.relname::text, c.relkind = 'r', pg_get_partition_constraintdef(c.oid)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

const COLUMNS: &str = "
    SELECT a.attrelid, a.attnum, a.attname::text, a.atttypid, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '', a.attidentity <> ''
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND c.oid >= 16384
     ORDER BY a.attrelid, a.attnum";

const CONSTRAINTS: &str = "
    SELECT conrelid, contypid, conname::text, contype::text, conkey, confrelid, confkey, condeferrable, pg_get_expr(conbin, conrelid)
      FROM pg_constraint k WHERE contype IN ('f', 'c') AND (conrelid >= 16384 OR contypid >= 16384)
       -- A key to a partitioned table has copies for its partitions, which say nothing new.
       AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)
     ORDER BY oid";

const KEYS: &str = "
    SELECT i.indrelid, c.relname::text, i.indkey::int2[], pg_get_indexdef(i.indexrelid)
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE (i.indisunique OR i.indisexclusion) AND i.indrelid >= 16384 ORDER BY i.indexrelid";

const SWITCHES: &str = "
    SELECT tgrelid, 'DISABLE TRIGGER ' || quote_ident(tgname),
           CASE tgenabled WHEN 'R' THEN 'ENABLE REPLICA TRIGGER ' WHEN 'A' THEN 'ENABLE ALWAYS TRIGGER ' ELSE 'ENABLE TRIGGER ' END
           || quote_ident(tgname)
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT tgisinternal AND tgenabled <> 'D' AND c.relkind = 'r'
    UNION ALL
    SELECT ev_class, 'DISABLE RULE ' || quote_ident(rulename),
           CASE ev_enabled WHEN 'R' THEN 'ENABLE REPLICA RULE ' WHEN 'A' THEN 'ENABLE ALWAYS RULE ' ELSE 'ENABLE RULE ' END
           || quote_ident(rulename)
      FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
     WHERE ev_enabled <> 'D' AND c.relkind = 'r'";

const TYPES: &str = "
    SELECT t.oid, t.typname::text, t.typtype::text, t.typcategory::text, t.typbasetype,
           CASE WHEN t.typbasetype <> 0 THEN format_type(t.typbasetype, t.typtypmod) ELSE '' END,
           CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0::oid END,
           coalesce((SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), '{}'),
           coalesce((SELECT array_agg(a.atttypid ORDER BY a.attnum) FROM pg_attribute a
                      WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '{}'),
           coalesce((SELECT array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) FROM pg_attribute a
                      WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '{}'),
           coalesce((SELECT r.rngsubtype FROM pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)), 0::oid)
      FROM pg_type t";

impl Database {
    pub(super) fn read(connection: &mut Connection) -> Result<Self, RowsError> {
        let mut found = Self::default();
        for row in connection.query(TABLES, &[])? {
            let (schema, name): (String, String) = (row.get(1), row.get(2));
            let bounds: Option<String> = row.get(4);
            let table = Table {
                name: QName { schema: Some(Ident::from(schema.as_str())), name: Ident::from(name.as_str()) },
                holds: row.get(3),
                columns: Vec::new(),
                keys: Vec::new(),
                references: Vec::new(),
                checks: bounds.map(|bounds| (String::new(), bounds)).into_iter().collect(),
                switches: Vec::new(),
            };
            found.tables.insert(row.get(0), table);
        }
        for row in connection.query(TYPES, &[])? {
            found.types.insert(row.get(0), a_type(&row));
        }
        let mut of = |query: &str, add: &mut dyn FnMut(&mut Self, &Row)| -> Result<(), RowsError> {
            for row in connection.query(query, &[])? {
                add(&mut found, &row);
            }
            Ok(())
        };
        of(COLUMNS, &mut |found, row| {
            let name: String = row.get(2);
            let Some(table) = found.tables.get_mut(&row.get::<_, u32>(0)) else { return };
            table.columns.push(Column {
                number: row.get(1),
                name: Ident::from(name.as_str()),
                type_oid: row.get(3),
                format: row.get(4),
                not_null: row.get(5),
                default: row.get(6),
                generated: row.get(7),
                identity: row.get(8),
            });
        })?;
        of(CONSTRAINTS, &mut |found, row| found.constraint(row))?;
        of(KEYS, &mut |found, row| {
            let Some(table) = found.tables.get_mut(&row.get::<_, u32>(0)) else { return };
            table.keys.push(Key { name: row.get(1), columns: row.get(2), text: row.get(3) });
        })?;
        of(SWITCHES, &mut |found, row| {
            let Some(table) = found.tables.get_mut(&row.get::<_, u32>(0)) else { return };
            table.switches.push((row.get(1), row.get(2)));
        })?;
        Ok(found)
    }

    fn constraint(&mut self, row: &Row) {
        let (table, domain): (u32, u32) = (row.get(0), row.get(1));
        let (name, kind): (String, String) = (row.get(2), row.get(3));
        if kind == "f" {
            let columns: Vec<i16> = row.get(4);
            let reference = Reference { columns, to: row.get(5), to_columns: row.get(6), deferrable: row.get(7) };
            if let Some(table) = self.tables.get_mut(&table) {
                table.references.push(reference);
            }
            return;
        }
        let Some(text) = row.get::<_, Option<String>>(8) else { return };
        if let Some(table) = self.tables.get_mut(&table) {
            table.checks.insert(name, text);
        } else if let Some(domain) = self.types.get_mut(&domain) {
            domain.checks.insert(name, text);
        }
    }
}

fn a_type(row: &Row) -> Type {
    let letter = |at: usize| row.get::<_, String>(at).chars().next().unwrap_or(' ');
    let (oids, formats): (Vec<u32>, Vec<String>) = (row.get(8), row.get(9));
    Type {
        name: row.get(1),
        kind: letter(2),
        category: letter(3),
        base: row.get(4),
        base_format: row.get(5),
        element: row.get(6),
        labels: row.get(7),
        attributes: oids.into_iter().zip(formats).collect(),
        subtype: row.get(10),
        checks: BTreeMap::new(),
    }
}
