//! The long form of `partition` in schema.toml.

use smol_str::SmolStr;

use super::calendar::{Every, moment};
use super::{Expired, Rule, names, object};
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::expand::Origin;
use crate::model::{Id, Ident};
use crate::read::Place;
use crate::read::node::{Entry, Node, Table as TomlTable, Value};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::Sql;
use crate::sql::quote::quote_literal;

/// More partitions by hash than this are a mistake.
const MOST: i64 = 1_024;

/// A partitioned table as its file declares it, for what can be said when everything is read.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    /// The table.
    pub id: Id,
    /// Where its key stands.
    pub by: Span,
    /// Where its interval stands, if it has one.
    pub every: Option<Span>,
    /// Where its names stand, or the whole.
    pub name: Span,
    /// Where its beginning stands.
    pub start: Option<Span>,
    /// Partitions that it stands for: name, bound, key that makes it.
    partitions: Vec<(Ident, Sql, &'static str)>,
    tablespace: Option<Ident>,
    /// Where the whole stands.
    at: Span,
}

/// Keys of the long form, and the way of partitioning that each belongs to.
const KEYS: &[(&str, &[&str])] = &[
    ("by", &["range", "list", "hash"]),
    ("every", &["range"]),
    ("ahead", &["range"]),
    ("keep", &["range"]),
    ("expired", &["range"]),
    ("name", &["range"]),
    ("start", &["range"]),
    ("default", &["range", "list"]),
    ("values", &["list"]),
    ("count", &["hash"]),
    ("tablespace", &["range", "list", "hash"]),
];

/// `partition = "range (created_at)"`, or the long form.
pub(crate) fn read(id: &Id, node: &mut ObjectNode, entry: Entry, reading: &mut Reading<'_>) {
    let at = entry.node.span;
    let (by, table) = match entry.node.value {
        Value::Table(mut table) => match table.take("by") {
            Some(by) => (by.node, table),
            None => {
                let diagnostic = Diagnostic::error("wrong-value", at, "`by` is missing");
                return reading.report(diagnostic.hint("write `partition = { by = \"range (created_at)\", … }`"));
            }
        },
        value => (Node { span: at, value }, TomlTable::default()),
    };
    let text = by.as_str().unwrap_or_default().trim_start().to_lowercase();
    let Some(way) = ["range", "list", "hash"].into_iter().find(|way| text.starts_with(way)) else {
        let message = "a table is partitioned by range, list or hash";
        let hint = "write `partition = \"range (created_at)\"`";
        return reading.report(Diagnostic::error("sql", by.span, message).hint(hint));
    };
    let mut declared = Declared {
        id: id.clone(),
        by: by.span,
        every: None,
        name: at,
        start: None,
        partitions: Vec::new(),
        tablespace: None,
        at: entry.key_span,
    };
    known(&table, way, reading);
    if let Some(entry) = table.entry("tablespace") {
        declared.tablespace = reading.string(entry).map(Ident::new);
    }
    match way {
        "list" => values(&mut declared, &table, reading),
        "hash" => count(&mut declared, &table, reading),
        _ => {
            if let Some(rule) = rule(&mut declared, &table, reading) {
                let json = serde_json::to_value(rule).unwrap_or_default();
                node.set("schedule", Node::from_json(&json, at).value);
            }
        }
    }
    if let Some(entry) = table.entry("default") {
        match entry.node.value {
            Value::Boolean(true) => {
                let name = Ident::new(format!("{}_default", id.name.as_str()));
                make(&mut declared, name, Sql::new("DEFAULT"), "default", entry.node.span, reading);
            }
            Value::Boolean(false) => {}
            _ => wrong(reading, &entry.node, "`true` or `false`"),
        }
    }
    node.set("partition_by", by.value);
    reading.partitions.push(declared);
}

/// Reports keys that are unknown, or of another way of partitioning.
fn known(table: &TomlTable, way: &str, reading: &mut Reading<'_>) {
    for entry in &table.entries {
        let Some((_, ways)) = KEYS.iter().find(|(key, _)| *key == entry.key) else {
            let own = KEYS.iter().filter(|(_, ways)| ways.contains(&way)).map(|(key, _)| *key);
            let hint = match did_you_mean(&entry.key, own.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("keys of partitions by {way} are {}", own.collect::<Vec<_>>().join(", ")),
            };
            let message = format!("unknown key `{}` in `partition`", entry.key);
            reading.report(Diagnostic::error("unknown-key", entry.key_span, message).hint(hint));
            continue;
        };
        if !ways.contains(&way) {
            let message = format!("`{}` is for partitions by {}, not by {way}", entry.key, ways.join(" or "));
            reading.report(Diagnostic::error("wrong-value", entry.key_span, message));
        } else if ways == &["range"] && entry.key != "every" && table.get("every").is_none() {
            let message = format!("`{}` says something of partitions by interval, and `every` is missing", entry.key);
            let hint = "add `every = \"1 month\"`";
            reading.report(Diagnostic::error("wrong-value", entry.key_span, message).hint(hint));
        }
    }
}

/// The rule of partitions by interval. `None`: there is none, or something is wrong with it.
fn rule(declared: &mut Declared, table: &TomlTable, reading: &mut Reading<'_>) -> Option<Rule> {
    let entry = table.entry("every")?;
    declared.every = Some(entry.node.span);
    let before = reading.diagnostics.len();
    let every = interval(&entry.node, reading);
    let ahead = match table.get("ahead") {
        None => 3,
        Some(Node { value: Value::Integer(ahead), .. }) if (1..=1_000).contains(ahead) => *ahead,
        Some(node) => {
            let message = "`ahead` is a number from 1 to 1000";
            let hint = "rows of the time after now need a partition before the time comes";
            reading.report(Diagnostic::error("wrong-value", node.span, message).hint(hint));
            1
        }
    };
    let keep = table.entry("keep").and_then(|entry| Some((interval(&entry.node, reading)?, entry.node.span)));
    if let (Some(every), Some((keep, span))) = (every, keep) {
        let message = if keep.is_count() != every.is_count() {
            Some((format!("`every` is {every}, and `keep` is {keep}"), "both are intervals of time, or both numbers"))
        } else if keep.is_shorter(every) {
            let message = format!("{keep} can be shorter than one partition, which holds {every}");
            Some((message, "keep at least as long as one partition reaches"))
        } else {
            None
        };
        if let Some((message, hint)) = message {
            reading.report(Diagnostic::error("wrong-value", span, message).hint(hint));
        }
    }
    let expired = table.entry("expired").map_or(Expired::default(), |entry| expired(entry, table, reading));
    let usual = every.map_or("{table}_{from}", names::usual);
    let (name, span) = match table.entry("name") {
        Some(entry) => (reading.string(entry).unwrap_or_else(|| usual.into()), entry.node.span),
        None => (usual.into(), entry.node.span),
    };
    declared.name = span;
    if let Some((message, hint)) = every.and_then(|every| names::check(&name, &declared.id.name, every)) {
        reading.report(Diagnostic::error("wrong-value", span, message).hint(hint));
    }
    let start = table.entry("start").and_then(|entry| start(entry, every, reading));
    declared.start = table.get("start").map(|node| node.span);
    let rule = Rule {
        every: every?,
        ahead: u32::try_from(ahead).ok()?,
        keep: keep.map(|(keep, _)| keep),
        expired,
        name,
        start,
        tablespace: declared.tablespace.clone(),
    };
    (reading.diagnostics.len() == before).then_some(rule)
}

fn interval(node: &Node, reading: &mut Reading<'_>) -> Option<Every> {
    let message = match &node.value {
        Value::Integer(number) if *number > 0 => return Some(Every::Count(*number)),
        Value::Integer(_) => "a partition holds at least one number".to_owned(),
        Value::String(text) => match Every::parse(text) {
            Ok(every) => return Some(every),
            Err(message) => message,
        },
        _ => format!("expected an interval, found {}", node.type_name()),
    };
    let hint = "write `\"1 month\"`, `\"1 week\"`, `\"1 day\"`, `\"6 hours\"`, `\"1 year\"`, or a number for integers";
    reading.report(Diagnostic::error("wrong-value", node.span, message).hint(hint));
    None
}

fn expired(entry: &Entry, table: &TomlTable, reading: &mut Reading<'_>) -> Expired {
    if table.get("keep").is_none() {
        let message = "nothing expires: `keep` is missing";
        reading.report(Diagnostic::error("wrong-value", entry.key_span, message).hint("add `keep = \"24 months\"`"));
    }
    match entry.node.as_str() {
        Some("detach") => Expired::Detach,
        Some("drop") => Expired::Drop,
        other => {
            let hint = match other.and_then(|word| did_you_mean(word, ["detach", "drop"])) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "a detached partition stays as a table, a dropped one goes with its rows".to_owned(),
            };
            let message = "what is expired is `detach` or `drop`";
            reading.report(Diagnostic::error("wrong-value", entry.node.span, message).hint(hint));
            Expired::Detach
        }
    }
}

fn start(entry: &Entry, every: Option<Every>, reading: &mut Reading<'_>) -> Option<SmolStr> {
    let count = every.is_some_and(Every::is_count);
    let text = match &entry.node.value {
        Value::Integer(number) if count => return Some(SmolStr::new(number.to_string())),
        Value::String(text) | Value::Datetime(text) => text,
        _ => "",
    };
    let reads = if count { text.parse::<i64>().is_ok() } else { moment(text).is_some() };
    if !reads {
        let what = if count { "a number" } else { "a date, as in `\"2024-01-01\"`" };
        let message = format!("`start` is {what}");
        reading.report(Diagnostic::error("wrong-value", entry.node.span, message));
    }
    reads.then(|| SmolStr::new(text))
}

/// `values = { eu = ["de", "fr"], us = ["us"] }`.
fn values(declared: &mut Declared, table: &TomlTable, reading: &mut Reading<'_>) {
    let Some(entry) = table.entry("values") else { return };
    let Value::Table(values) = &entry.node.value else {
        return wrong(reading, &entry.node, "`values = { eu = [\"de\", \"fr\"] }`");
    };
    let mut seen: Vec<(String, SmolStr)> = Vec::new();
    for partition in &values.entries {
        let items: Vec<&Node> = match &partition.node.value {
            Value::Array(items) => items.iter().collect(),
            _ => vec![&partition.node],
        };
        let mut literals = Vec::new();
        for item in &items {
            let literal = match &item.value {
                Value::String(text) | Value::Datetime(text) => quote_literal(text),
                Value::Integer(number) => quote_literal(&number.to_string()),
                Value::Boolean(flag) => flag.to_string(),
                _ => {
                    wrong(reading, item, "a string, a number, `true` or `false`");
                    continue;
                }
            };
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == literal) {
                let message = format!("{literal} is in the partition `{first}` already");
                reading.report(Diagnostic::error("duplicate", item.span, message));
            }
            seen.push((literal.clone(), partition.key.clone()));
            literals.push(literal);
        }
        if items.is_empty() {
            let message = format!("the partition `{}` holds no value", partition.key);
            reading.report(Diagnostic::error("wrong-value", partition.node.span, message));
            continue;
        }
        let name = Ident::new(format!("{}_{}", declared.id.name.as_str(), partition.key));
        let bound = Sql::new(format!("FOR VALUES IN ({})", literals.join(", ")));
        make(declared, name, bound, "values", partition.key_span, reading);
    }
}

/// `count = 8`.
fn count(declared: &mut Declared, table: &TomlTable, reading: &mut Reading<'_>) {
    let Some(entry) = table.entry("count") else { return };
    let Value::Integer(count @ 1..=MOST) = entry.node.value else {
        let message = format!("`count` is a number of partitions from 1 to {MOST}");
        return reading.report(Diagnostic::error("wrong-value", entry.node.span, message));
    };
    for remainder in 0..count {
        let name = Ident::new(format!("{}_{remainder}", declared.id.name.as_str()));
        let bound = Sql::new(format!("FOR VALUES WITH (modulus {count}, remainder {remainder})"));
        make(declared, name, bound, "count", entry.node.span, reading);
    }
}

fn make(declared: &mut Declared, name: Ident, bound: Sql, key: &'static str, span: Span, reading: &mut Reading<'_>) {
    let bytes = name.as_str().len();
    if bytes > Ident::MAX_BYTES {
        let message = format!("`{}` has {bytes} bytes, PostgreSQL keeps {}", name.as_str(), Ident::MAX_BYTES);
        let hint = "choose a shorter name, or declare the partition in `partitions`";
        return reading.report(Diagnostic::error("name-too-long", span, message).hint(hint));
    }
    declared.partitions.push((name, bound, key));
}

fn wrong(reading: &mut Reading<'_>, node: &Node, expected: &str) {
    let message = format!("expected {expected}, found {}", node.type_name());
    reading.report(Diagnostic::error("wrong-value", node.span, message));
}

/// Adds the partitions that lists, hashes and `default = true` stand for, where none of the name is declared.
pub(crate) fn expand(reading: &mut Reading<'_>) {
    for declared in reading.partitions.clone() {
        let (at, id) = (declared.at, &declared.id);
        let table = format!("tables.{}.partition", crate::write::bare(id.name.as_str()));
        let section = match &id.schema {
            Some(schema) if schema.as_str() != "public" => {
                format!("schemas.{}.{table}", crate::write::bare(schema.as_str()))
            }
            _ => table,
        };
        for (name, bound, key) in declared.partitions {
            let partition = Id { name, ..id.clone() };
            if reading.declares(&partition) {
                continue;
            }
            reading.origin = Some(Origin::section(format!("{section}.{key}"), at));
            let made = object(id, bound, None, declared.tablespace.clone());
            reading.add(partition, made.body, Place { key: at, value: at });
            reading.origin = None;
        }
    }
}
