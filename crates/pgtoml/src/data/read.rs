//! The sections `[data.TABLE]`, their files, and seeds, checked against the tables that the file declares.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::columns::{columns, primary_key};
use super::environments::Environment;
use super::reference::{By, World};
use super::value::Wrong;
use super::{Row, Rows, Shape, Value, csv};
use crate::diagnostic::{Diagnostic, SourceFile, Span, did_you_mean};
use crate::kind::Tag;
use crate::model::{Id, Ident, QName};
use crate::read::node::{self, Entry, Node, Table, Value as Toml};
use crate::read::reading::Reading;

/// Words of `[data.TABLE]`.
const WORDS: [&str; 6] = ["key", "rows", "file", "references", "delete", "overriding_system_value"];

/// A section, before it is understood.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) schema: Ident,
    pub(crate) entry: Entry,
    /// The set of seeds that it belongs to.
    pub(crate) seed: Option<SmolStr>,
}

/// All that files say about rows.
#[derive(Debug, Default)]
pub(crate) struct Data {
    pub(crate) rows: Vec<Rows>,
    pub(crate) seeds: BTreeMap<SmolStr, Vec<Rows>>,
    pub(crate) environments: BTreeMap<SmolStr, Environment>,
    /// Files that sections name, as spans count them after those of the source.
    pub(crate) files: Vec<SourceFile>,
}

/// What one section says, its rows still as they are written.
struct Given {
    table: Id,
    key: Vec<Ident>,
    rows: Vec<Line>,
    references: Vec<(Ident, Span, SmolStr, Span)>,
    delete: bool,
    overriding: bool,
    seed: Option<SmolStr>,
    at: Span,
}

/// A row as it is written.
struct Line {
    cells: Vec<Entry>,
    at: Span,
}

/// Takes the entries of a section `data` apart.
pub(crate) fn sections(entry: Entry, schema: &Ident, seed: Option<&SmolStr>, reading: &mut Reading<'_>) {
    let Toml::Table(table) = entry.node.value else {
        let message = format!("expected `[data.TABLE]`, found {}", entry.node.type_name());
        return reading.report(Diagnostic::error("wrong-value", entry.node.span, message));
    };
    for entry in table.entries {
        reading.data.push(Section { schema: schema.clone(), entry, seed: seed.cloned() });
    }
}

/// Understands everything, once the tables are known.
pub(crate) fn read(reading: &mut Reading<'_>, seeds: Vec<Entry>, environments: Vec<Entry>) -> Data {
    let mut data = Data::default();
    let names = super::environments::seeds(seeds, reading, &mut data.files);
    data.environments = super::environments::read(environments, &names, reading);
    data.seeds = names.into_iter().map(|name| (name, Vec::new())).collect();
    let sections = std::mem::take(&mut reading.data);
    let given: Vec<Given> = sections.into_iter().filter_map(|one| given(one, reading, &mut data.files)).collect();
    let mut declared: BTreeMap<Id, Vec<Vec<Ident>>> = BTreeMap::new();
    for one in given.iter().filter(|one| !one.key.is_empty()) {
        declared.entry(one.table.clone()).or_default().push(one.key.clone());
    }
    let mut wrong = Vec::new();
    for one in given {
        let seed = one.seed.clone();
        let world = World { model: &reading.model, declared: &declared };
        let rows = checked(one, &world, &mut wrong);
        match seed {
            None => data.rows.push(rows),
            Some(seed) => data.seeds.entry(seed).or_default().push(rows),
        }
    }
    reading.diagnostics.extend(wrong.into_iter().map(Wrong::diagnostic));
    let base: Vec<&Rows> = data.rows.iter().collect();
    let mut found = twice(&base);
    for seed in data.seeds.values() {
        let both: Vec<&Rows> = base.iter().copied().chain(seed).collect();
        found.extend(twice(&both));
    }
    reading.diagnostics.extend(found);
    data
}

/// Rows with one key, in the sets that are used together; and sets that do not go together.
pub fn twice(sets: &[&Rows]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<(&Id, &[Ident]), BTreeSet<Vec<&Value>>> = BTreeMap::new();
    for set in sets {
        let known = seen.entry((&set.table, &set.key)).or_default();
        for row in &set.rows {
            let key: Vec<&Value> = set.key.iter().filter_map(|name| row.cells.get(name)).collect();
            if key.len() == set.key.len() && !key.is_empty() && !known.insert(key) {
                let message = format!("`{}` has two rows with the key {}", set.shown_table(), set.label(row));
                found.push(Diagnostic::error("duplicate", row.at, message).hint("remove one of the two"));
            }
        }
        let other = sets.iter().find(|other| other.table == set.table && other.key != set.key);
        if let Some(other) = other.filter(|_| set.delete) {
            let key: Vec<&str> = other.key.iter().map(Ident::as_str).collect();
            let message = format!("rows of `{}` are told apart by {} too", set.shown_table(), key.join(", "));
            let hint = "with `delete = true` all sets of rows of a table need one key";
            found.push(Diagnostic::error("wrong-value", set.at, message).hint(hint));
        }
    }
    found
}

fn given(section: Section, reading: &mut Reading<'_>, files: &mut Vec<SourceFile>) -> Option<Given> {
    let Section { schema, entry, seed } = section;
    let table = table(&schema, &entry, reading)?;
    let Toml::Table(mut words) = entry.node.value else {
        let message =
            format!("expected `[data.{}]` with `key` and `rows`, found {}", entry.key, entry.node.type_name());
        reading.report(Diagnostic::error("wrong-value", entry.node.span, message));
        return None;
    };
    let mut given = Given {
        key: Vec::new(),
        rows: Vec::new(),
        references: Vec::new(),
        delete: false,
        overriding: false,
        seed,
        at: entry.key_span,
        table,
    };
    let key = words.take("key");
    if let Some(key) = &key {
        let known = columns(&reading.model, &given.table);
        let known: Vec<Ident> = known.keys().cloned().collect();
        for (name, span) in reading.texts(key) {
            if known.iter().any(|column| column.as_str() == name) {
                given.key.push(Ident::new(name));
            } else {
                let near = did_you_mean(&name, known.iter().map(Ident::as_str));
                let message = format!("table `{}` has no column `{name}`", super::shown(&given.table));
                let hint = near.map(|near| format!("did you mean `{near}`?"));
                reading.report(Diagnostic::error("unknown-column", span, message).hint_if(hint));
            }
        }
    } else {
        given.key = primary_key(&reading.model, &given.table);
    }
    if given.key.is_empty()
        && (key.is_none() || key.is_some_and(|key| matches!(&key.node.value, Toml::Array(items) if items.is_empty())))
    {
        let message = format!("nothing tells the rows of `{}` apart", super::shown(&given.table));
        let hint = "write `key = [\"column\"]`, or give the table a primary key";
        reading.report(Diagnostic::error("missing-key", entry.key_span, message).hint(hint));
    }
    for word in words.entries {
        match (word.key.as_str(), &word.node.value) {
            ("rows", _) => rows(word.node, &mut given.rows, reading),
            ("file", _) => {
                for (path, span) in reading.texts(&word) {
                    file(&path, span, &mut given.rows, reading, files);
                }
            }
            ("references", Toml::Table(table)) => {
                for by in &table.entries {
                    if let Some(text) = reading.string(by) {
                        given.references.push((Ident::new(by.key.clone()), by.key_span, text, by.node.span));
                    }
                }
            }
            ("delete", Toml::Boolean(flag)) => given.delete = *flag,
            ("overriding_system_value", Toml::Boolean(flag)) => given.overriding = *flag,
            (known, _) if WORDS.contains(&known) => {
                let wanted =
                    if known == "references" { "`{ column = \"table.column\" }`" } else { "`true` or `false`" };
                let message = format!("expected {wanted} for `{known}`, found {}", word.node.type_name());
                reading.report(Diagnostic::error("wrong-value", word.node.span, message));
            }
            (unknown, _) => {
                let hint = match did_you_mean(unknown, WORDS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("words of [data] are {}", WORDS.join(", ")),
                };
                let message = format!("unknown key `{unknown}`");
                reading.report(Diagnostic::error("unknown-key", word.key_span, message).hint(hint));
            }
        }
    }
    Some(given)
}

/// The table that a section is about.
fn table(schema: &Ident, entry: &Entry, reading: &mut Reading<'_>) -> Option<Id> {
    let id = Id::of_schema(Tag::Table, schema.clone(), Ident::new(entry.key.clone()));
    if reading.external.contains(&id) {
        let message = format!("`{}` is not ours: its rows are somebody else's", super::shown(&id));
        reading.report(Diagnostic::error("data-external", entry.key_span, message));
        return None;
    }
    if reading.model.get(&id).is_some() {
        return Some(id);
    }
    if reading.broken.contains(&id) {
        return None;
    }
    let name = QName { schema: Some(schema.clone()), name: Ident::new(entry.key.clone()) };
    if let Some(other) = reading.model.relation(&name) {
        let noun = other.tag.noun().to_lowercase();
        let message = format!("`{}` is a {noun}, and [data] is for tables", entry.key);
        let hint = "declare the rows of the tables that it reads or that hold them";
        reading.report(Diagnostic::error("data-no-table", entry.key_span, message).hint(hint));
        return None;
    }
    let tables = reading.model.of_kind(Tag::Table);
    let names: Vec<&str> =
        tables.filter(|(id, _)| id.schema.as_ref() == Some(schema)).map(|(id, _)| id.name.as_str()).collect();
    let elsewhere = reading.model.of_kind(Tag::Table).find(|(id, _)| id.name.as_str() == entry.key);
    let hint = match (did_you_mean(&entry.key, names), elsewhere) {
        (Some(near), _) => Some(format!("did you mean `{near}`?")),
        (None, Some((Id { schema: Some(schema), .. }, _))) => Some(format!(
            "write `[schemas.{0}.data.{1}]`",
            crate::write::bare(schema.as_str()),
            crate::write::bare(&entry.key)
        )),
        _ => None,
    };
    let message = format!("unknown table `{}`", super::shown(&id));
    reading.report(Diagnostic::error("unknown-table", entry.key_span, message).hint_if(hint));
    None
}

fn rows(node: Node, into: &mut Vec<Line>, reading: &mut Reading<'_>) {
    let Toml::Array(items) = node.value else {
        let message = format!("expected `rows = [{{ … }}]`, found {}", node.type_name());
        return reading.report(Diagnostic::error("wrong-value", node.span, message));
    };
    for item in items {
        let at = item.span;
        match item.value {
            Toml::Table(table) => into.push(Line { cells: table.entries, at }),
            _ => {
                let message = format!("a row is a table, found {}", item.type_name());
                reading.report(Diagnostic::error("wrong-value", at, message).hint("write `{ column = value }`"));
            }
        }
    }
}

/// Rows of a file, which becomes one that diagnostics can point into.
fn file(path: &str, span: Span, into: &mut Vec<Line>, reading: &mut Reading<'_>, files: &mut Vec<SourceFile>) {
    let Some((number, text)) = open(path, span, reading, files) else { return };
    if path.to_ascii_lowercase().ends_with(".toml") {
        let mut root = node::parse(&text, number, &mut reading.diagnostics);
        if let Some(entry) = root.take("rows") {
            rows(entry.node, into, reading);
        }
        for entry in root.entries {
            let message = format!("unknown key `{}`", entry.key);
            let hint = "a file of rows holds `[[rows]]` and nothing else";
            reading.report(Diagnostic::error("unknown-key", entry.key_span, message).hint(hint));
        }
        return;
    }
    let at = |start: usize, end: usize| {
        let place = |byte| u32::try_from(byte).unwrap_or(u32::MAX);
        Span { file: number, start: place(start), end: place(end.max(start + 1)) }
    };
    let lines = match csv::parse(&text) {
        Ok(lines) => lines,
        Err((message, start, end)) => {
            return reading.report(Diagnostic::error("csv", at(start, end), message));
        }
    };
    let mut lines = lines.into_iter();
    let Some(header) = lines.next() else {
        return reading.report(
            Diagnostic::error("csv", span, format!("`{path}` is empty")).hint("its first line names the columns"),
        );
    };
    let names: Vec<(SmolStr, Span)> = header
        .iter()
        .map(|cell| (SmolStr::new(cell.text.as_deref().unwrap_or_default()), at(cell.start, cell.end)))
        .collect();
    for line in lines {
        let place = match (line.first(), line.last()) {
            (Some(first), Some(last)) => at(first.start, last.end),
            _ => span,
        };
        if line.len() != names.len() {
            let message =
                format!("{} where the header names {}", crate::report::plural(line.len(), "cell"), names.len());
            reading.report(
                Diagnostic::error("csv", place, message).hint("a comma inside a cell needs quotes around the cell"),
            );
            continue;
        }
        let cells = line.iter().zip(&names).map(|(cell, (name, key_span))| {
            let span = at(cell.start, cell.end);
            Entry {
                key: name.clone(),
                key_span: *key_span,
                node: Node { span, value: cell_value(cell.text.as_deref(), span) },
            }
        });
        into.push(Line { cells: cells.collect(), at: place });
    }
}

fn cell_value(text: Option<&str>, span: Span) -> Toml {
    match text {
        Some(text) => Toml::String(text.into()),
        None => Toml::Table(Table {
            entries: vec![Entry {
                key: "null".into(),
                key_span: span,
                node: Node { span, value: Toml::Boolean(true) },
            }],
        }),
    }
}

/// Opens a file that stands beside the one that names it. Its number is that of spans.
pub(super) fn open(
    path: &str,
    span: Span,
    reading: &mut Reading<'_>,
    files: &mut Vec<SourceFile>,
) -> Option<(u32, String)> {
    let name = reading.beside(span, path);
    match (reading.open)(&name) {
        Ok(text) => {
            let number = u32::try_from(reading.names.len()).unwrap_or(u32::MAX);
            reading.names.push(name.clone());
            files.push(SourceFile { name, text: text.clone() });
            Some((number, text))
        }
        Err(why) => {
            let message = format!("`{name}` cannot be read: {why}");
            let hint = "the path is relative to the file that names it";
            reading.report(Diagnostic::error("no-file", span, message).hint(hint));
            None
        }
    }
}

/// Checks the rows of one section against its table.
fn checked(given: Given, world: &World<'_>, wrong: &mut Vec<Wrong>) -> Rows {
    let Given { table, key, rows, references, delete, overriding, at, .. } = given;
    let schema = table.schema.clone().unwrap_or_else(|| "public".into());
    let known = columns(world.model, &table);
    let shown = super::shown(&table);
    let mut by: BTreeMap<Ident, By> = BTreeMap::new();
    for (column, key_span, text, span) in references {
        if !known.contains_key(&column) {
            let near = did_you_mean(column.as_str(), known.keys().map(Ident::as_str));
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("table `{shown}` has no column `{}`", column.as_str());
            wrong.push(Wrong { code: "unknown-column", hint, ..Wrong::new(key_span, message) });
            continue;
        }
        match world.by(&text, &schema, span) {
            Ok(found) => drop(by.insert(column, found)),
            Err(error) => wrong.push(error),
        }
    }
    let mut set = Rows {
        columns: indexmap::IndexMap::new(),
        rows: Vec::with_capacity(rows.len()),
        table,
        key,
        delete,
        overriding,
        at,
    };
    let mut used: BTreeSet<Ident> = BTreeSet::new();
    for line in rows {
        let cells: Vec<(Ident, Span, &Node)> =
            line.cells.iter().map(|entry| (Ident::new(entry.key.clone()), entry.key_span, &entry.node)).collect();
        let written: BTreeSet<&Ident> = cells.iter().map(|(name, ..)| name).collect();
        for (name, key_span, node) in &cells {
            if let Some((column, not_null)) = known.get(name) {
                let always = column.identity.as_ref().is_some_and(|identity| identity.always);
                let column_is = |what: &str| format!("column `{}` of `{shown}` is {what}", name.as_str());
                if column.generated.is_some() {
                    wrong.push(Wrong::new(*key_span, column_is("generated")).hint("leave it away: it is computed"));
                } else if always && !set.overriding {
                    wrong.push(
                        Wrong::new(*key_span, column_is("GENERATED ALWAYS AS IDENTITY"))
                            .hint("leave it away, or write `overriding_system_value = true`"),
                    );
                }
                let null = matches!(&node.value, Toml::Table(table) if matches!(super::value::word(table), Some(super::value::Word::Null)));
                if *not_null && null {
                    wrong.push(Wrong { code: "null", ..Wrong::new(node.span, column_is("NOT NULL")) });
                }
            }
        }
        for (name, (column, not_null)) in &known {
            let filled = column.default.is_some() || column.identity.is_some() || column.generated.is_some();
            if *not_null && !filled && !written.contains(name) && !set.key.contains(name) {
                let message =
                    format!("`{}` is NOT NULL and has no default, and the row has no value for it", name.as_str());
                wrong.push(Wrong { code: "null", ..Wrong::new(line.at, message) });
            }
        }
        for name in set.key.iter().filter(|name| !written.contains(name)) {
            let message = format!("the row has no `{}`, which is part of its key", name.as_str());
            wrong.push(Wrong { code: "missing-key", ..Wrong::new(line.at, message) });
        }
        let cells = world.cells(&set.table, &cells, &by, 0, wrong);
        for name in &set.key {
            if cells.get(name).is_some_and(|value| !value.is_compared()) {
                let message = format!("`{}` is part of the key, and what is not compared cannot be", name.as_str());
                wrong.push(Wrong::new(line.at, message));
            }
        }
        used.extend(cells.keys().cloned());
        set.rows.push(Row { cells, at: line.at });
    }
    for (name, (column, not_null)) in known {
        if used.contains(&name) || set.key.contains(&name) {
            let shape = Shape::new(world.model, column, not_null);
            set.columns.insert(name, shape);
        }
    }
    set
}
