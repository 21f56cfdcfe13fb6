//! Who belongs to what: a tenant has other people than the one who asks.

use std::collections::{BTreeMap, BTreeSet};

use pgtoml::isolation::World;
use pgtoml::lint::Subject;
use pgtoml::model::{Ident, QName};

use crate::connect::Connection;
use crate::prove::ProveError;

/// Tables that say who belongs to what, and those that they refer to by the person: by the identity that is the person. A
/// unique key holds the person, and a reference to what is not the person's own.
pub(super) fn memberships(
    connection: &mut Connection,
    subject: &Subject<'_>,
    bound: &BTreeSet<(QName, Ident, usize)>,
    world: &World,
) -> Result<BTreeMap<usize, BTreeSet<QName>>, ProveError> {
    let keys = connection.query(
        "SELECT n.nspname::text, c.relname::text, array_agg(a.attname::text ORDER BY a.attnum)
           FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
          WHERE i.indisunique AND c.oid >= 16384 GROUP BY i.indexrelid, 1, 2 ORDER BY i.indexrelid",
        &[],
    )?;
    let mut found: BTreeMap<usize, BTreeSet<QName>> = BTreeMap::new();
    for row in keys {
        let (schema, name, columns): (String, String, Vec<String>) = (row.get(0), row.get(1), row.get(2));
        let table = QName { schema: Some(schema.as_str().into()), name: name.as_str().into() };
        // What somebody belongs to is not theirs.
        let belongs = |column: &String, identity: usize| {
            subject.foreign_keys().any(|(_, of, key)| {
                let claimed = subject.model.relation(&key.table).is_some_and(|to| world.claims.tables.contains_key(to));
                let theirs = bound.iter().any(|(of, _, known)| *of == key.table && *known == identity);
                let own = of.qualified() == table && key.columns.iter().any(|own| own.as_str() == column);
                own && claimed && !theirs
            })
        };
        let one = columns.iter().find_map(|column| {
            let (_, _, identity) = bound.iter().find(|(of, own, _)| *of == table && own.as_str() == column)?;
            let others = columns.iter().any(|other| other != column && belongs(other, *identity));
            others.then_some(*identity)
        });
        if let Some(identity) = one {
            found.entry(identity).or_default().insert(table);
        }
    }
    for (identity, tables) in &mut found {
        // Who the person is stands somewhere.
        let own = bound.iter().filter(|(_, _, known)| known == identity).filter(|(table, column, _)| {
            let id = subject.model.relation(table);
            id.and_then(|id| subject.primary_key(id)).is_some_and(|key| *key == [column.clone()])
        });
        tables.extend(own.map(|(table, _, _)| table.clone()));
    }
    Ok(found)
}

/// The value of another person beside one.
pub(super) fn another(value: &str) -> String {
    match value.parse::<i64>() {
        Ok(number) => (number + 100).to_string(),
        Err(_) if value.starts_with("a0000000") => value.replacen("a0000000", "c0000000", 1),
        Err(_) if value.starts_with("b0000000") => value.replacen("b0000000", "d0000000", 1),
        Err(_) => format!("{value}-colleague"),
    }
}
