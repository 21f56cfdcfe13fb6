//! How many rows relations hold and how large they are, where a live database was asked.

use std::collections::BTreeMap;

use super::book::Book;
use super::page::{Block, Page, Text, plain};
use crate::model::{Id, QName};

/// What a server knows of a relation; of a partitioned table, the sums of its partitions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Rows, as the last ANALYZE or VACUUM estimated them; absent before the first.
    pub rows: Option<u64>,
    /// Bytes of the table with its TOAST, without indexes.
    pub table: u64,
    /// Bytes of its indexes.
    pub indexes: u64,
}

/// Asks for one row per table, materialized view and partitioned table: `schema`, `name`, `rows` (null where not known),
/// `table` and `indexes` (bytes). Runs on every supported major.
pub const QUERY: &str = "\
SELECT n.nspname AS schema, c.relname AS name,
  CASE WHEN pg_catalog.bool_and(part.reltuples >= 0) THEN pg_catalog.sum(part.reltuples::bigint) END AS rows,
  pg_catalog.sum(pg_catalog.pg_table_size(part.oid)) AS table,
  pg_catalog.sum(pg_catalog.pg_indexes_size(part.oid)) AS indexes
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN LATERAL (
  SELECT k.oid, k.reltuples FROM pg_catalog.pg_partition_tree(c.oid) AS t
    JOIN pg_catalog.pg_class AS k ON k.oid = t.relid WHERE c.relkind = 'p' AND k.relkind = 'r'
  UNION ALL SELECT c.oid, c.reltuples WHERE c.relkind IN ('r', 'm')
) AS part ON true
WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
GROUP BY n.nspname, c.relname ORDER BY n.nspname, c.relname";

/// What was asked, by the names of the relations.
pub type Known = BTreeMap<QName, Statistics>;

/// Adds what is known of a relation to its page.
pub(super) fn facts(book: &Book<'_>, id: &Id, page: &mut Page) {
    let Some(known) = of(book, id) else { return };
    page.fact("Rows, about", plain(&known.rows.map_or("not known".to_owned(), count)));
    page.fact("Size", plain(&format!("{}, indexes {}", bytes(known.table), bytes(known.indexes))));
}

/// All relations, the largest first.
pub(super) fn table(book: &Book<'_>) -> Vec<Vec<Text>> {
    let mut all: Vec<(&Id, &Statistics)> =
        book.input.model.objects.keys().filter_map(|id| Some((id, of(book, id)?))).collect();
    all.sort_by_key(|(id, known)| (std::cmp::Reverse(known.table + known.indexes), *id));
    all.into_iter()
        .map(|(id, known)| {
            let rows = known.rows.map(count).unwrap_or_default();
            vec![vec![book.link(id)], plain(&rows), plain(&bytes(known.table)), plain(&bytes(known.indexes))]
        })
        .collect()
}

fn of<'a>(book: &Book<'a>, id: &Id) -> Option<&'a Statistics> {
    use crate::kind::Tag::{MaterializedView, Table};
    if !matches!(id.tag, Table | MaterializedView) {
        return None;
    }
    book.input.statistics?.get(&id.qualified())
}

/// The page of the sizes of everything; only where they were asked.
pub(super) fn page(book: &Book<'_>) -> Option<Page> {
    let known = book.input.statistics?;
    let mut page = Page { path: "statistics".to_owned(), title: "Statistics".to_owned(), ..Page::default() };
    let sum =
        |of: fn(&Statistics) -> u64| known.iter().filter(|(name, _)| counted(book, name)).map(|(_, s)| of(s)).sum();
    let said = format!("{} of tables and {} of indexes.", bytes(sum(|s| s.table)), bytes(sum(|s| s.indexes)));
    let rows = table(book);
    if rows.is_empty() {
        return None;
    }
    page.section("Together", vec![Block::Paragraph { text: plain(&said) }]);
    page.table("Tables by size", &["Table", "Rows, about", "Size", "Indexes"], rows);
    Some(page)
}

/// Whether a relation is counted by itself: what a partitioned table holds is in its partitions.
fn counted(book: &Book<'_>, name: &QName) -> bool {
    use crate::kind::Body;
    let object = book.input.model.relation(name).and_then(|id| book.input.model.get(id));
    match object.map(|object| &object.body) {
        Some(Body::Table(table)) => table.partition_by.is_none(),
        Some(_) => true,
        None => false,
    }
}

/// A count for people: `12 345 678`.
fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
}

/// Bytes for people, with the units of PostgreSQL (1024).
fn bytes(count: u64) -> String {
    let mut rest = count as f64;
    for unit in ["bytes", "kB", "MB", "GB"] {
        if rest < 1024.0 {
            return if rest.fract() == 0.0 { format!("{rest:.0} {unit}") } else { format!("{rest:.1} {unit}") };
        }
        rest /= 1024.0;
    }
    format!("{rest:.1} TB")
}

#[cfg(test)]
mod tests {
    use super::{bytes, count};

    #[test]
    fn numbers_for_people() {
        assert_eq!([count(0), count(999), count(1_234_567)], ["0", "999", "1\u{a0}234\u{a0}567"]);
        assert_eq!(
            [bytes(0), bytes(8_192), bytes(1_572_864), bytes(1 << 50)],
            ["0 bytes", "8 kB", "1.5 MB", "1024.0 TB"]
        );
    }
}
