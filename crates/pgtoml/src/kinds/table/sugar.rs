//! What people write in a table besides the objects of the table.

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::expand::rights::Right;
use crate::model::{Id, Ident};
use crate::partitions;
use crate::read::node::{Entry, Node, Table as TomlTable, Value};
use crate::read::object::ObjectNode;
use crate::read::reading::{Place, Reading};
use crate::sql::Sql;
use crate::sql::constraint::parse_constraint;

pub(super) fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
    columns(id, node, reading);
    crate::expand::features::take(id, node, reading);
    partition(id, node, reading);
    if node.table.get("policies").is_some() && node.table.get("row_level_security").is_none() {
        node.set("row_level_security", Value::Boolean(true));
    }
}

/// What tables and foreign tables share: their columns, and keys that say something about several of them.
pub(crate) fn columns(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
    crate::expand::mixins::apply(id, node, reading);
    checks(node);
    spread(node, "comments", "comment", reading);
    spread(node, "renames", "renamed_from", reading);
    spread(node, "conversions", "conversion", reading);
    spread(node, "backfill", "backfill", reading);
    unnamed(id, node, reading);
    column_grants(id, node, reading);
    let names: Vec<SmolStr> = node
        .table
        .get("columns")
        .and_then(Node::as_table)
        .map_or_else(Vec::new, |columns| columns.entries.iter().map(|entry| entry.key.clone()).collect());
    let span = node.span;
    let names = names.into_iter().map(|name| Node { span, value: Value::String(name) }).collect();
    node.set("column_order", Value::Array(names));
}

/// `checks.NAME = "expression"` is the constraint `check (expression)`.
pub(crate) fn checks(node: &mut ObjectNode) {
    let Some(checks) = node.take("checks") else { return };
    let Value::Table(checks) = checks.node.value else {
        node.table.entries.push(checks);
        return;
    };
    for mut entry in checks.entries {
        let text = entry.node.as_str().map(|text| SmolStr::new(format!("check ({text})")));
        if let Some(text) = text {
            entry.node.value = Value::String(text);
        }
        if let Some(constraints) = node.section("constraints") {
            constraints.entries.push(entry);
        }
    }
}

/// `comments.title = "…"` is `columns.title.comment = "…"`, and so for the other keys of this form.
fn spread(node: &mut ObjectNode, section: &str, key: &str, reading: &mut Reading<'_>) {
    let Some(entry) = node.take(section) else { return };
    let Value::Table(values) = entry.node.value else {
        let message = format!("expected `{section}.COLUMN = …`, found {}", entry.node.type_name());
        return reading.report(Diagnostic::error("wrong-value", entry.node.span, message));
    };
    let Some(columns) = node.section("columns") else { return };
    for value in values.entries {
        let Some(column) = columns.entries.iter_mut().find(|column| column.key == value.key) else {
            let near = did_you_mean(&value.key, columns.entries.iter().map(|column| column.key.as_str()));
            let message = format!("`{section}` names `{}`, which is no column of the table", value.key);
            let diagnostic = Diagnostic::error("unknown-column", value.key_span, message);
            reading.report(diagnostic.hint_if(near.map(|near| format!("did you mean `{near}`?"))));
            continue;
        };
        if let Value::String(_) = column.node.value {
            // The short form becomes the long one, which takes the short text as its type.
            let text = column.node.clone();
            let mut long = TomlTable::default();
            long.entries.push(Entry { key: "type".into(), key_span: column.key_span, node: text });
            column.node.value = Value::Table(long);
        }
        if let Value::Table(column) = &mut column.node.value {
            column.default_entry(Entry { key: key.into(), key_span: value.key_span, node: value.node });
        }
    }
}

/// `comments.title = "…"` in a view, whose columns are declared by its query.
pub(crate) fn view_comments(node: &mut ObjectNode) {
    let Some(entry) = node.take("comments") else { return };
    let Value::Table(comments) = entry.node.value else {
        node.table.entries.push(entry);
        return;
    };
    let Some(columns) = node.section("columns") else { return };
    for comment in comments.entries {
        let (name, key_span, span) = (comment.key, comment.key_span, comment.node.span);
        let comment = Entry { key: "comment".into(), key_span, node: comment.node };
        match columns.entries.iter_mut().find(|column| column.key == name).map(|column| &mut column.node.value) {
            Some(Value::Table(column)) => column.default_entry(comment),
            _ => {
                let value = Value::Table(TomlTable { entries: vec![comment] });
                columns.entries.push(Entry { key: name, key_span, node: Node { span, value } });
            }
        }
    }
}

/// `unnamed = ["unique (tenant_id, slug)"]`: constraints that get the names that PostgreSQL would choose.
fn unnamed(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
    let Some(entry) = node.take("unnamed") else { return };
    let items = match &entry.node.value {
        Value::Array(items) => items.clone(),
        _ => vec![entry.node.clone()],
    };
    for item in items {
        let Some(text) = item.as_str() else {
            let message = format!("expected the text of a constraint, found {}", item.type_name());
            reading.report(Diagnostic::error("wrong-value", item.span, message));
            continue;
        };
        match parse_constraint(text) {
            Ok(constraint) => {
                reading.add_unnamed(id.clone(), constraint, Place { key: item.span, value: item.span });
            }
            Err(error) => reading.report_sql(item.span, text, error),
        }
    }
}

/// `grants.app = ["select", "update (title)"]`: the second is a grant on the column.
fn column_grants(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
    let mut found: Vec<(SmolStr, SmolStr, Node)> = Vec::new();
    if let Some(Value::Table(grants)) =
        node.table.entries.iter_mut().find(|entry| entry.key == "grants").map(|entry| &mut entry.node.value)
    {
        grants.entries.retain_mut(|role| {
            let Value::Array(items) = &mut role.node.value else { return true };
            let said = items.len();
            items.retain(|item| {
                let Some((privilege, rest)) = item.as_str().and_then(|text| text.split_once('(')) else { return true };
                let Some((columns, option)) = rest.split_once(')') else { return true };
                for column in columns.split(',') {
                    let text = format!("{} {}", privilege.trim(), option.trim());
                    let value = Value::String(text.trim().into());
                    let name = column.trim().trim_matches('"');
                    found.push((role.key.clone(), name.into(), Node { span: item.span, value }));
                }
                false
            });
            // Rights on columns alone say nothing of the table.
            said == 0 || !items.is_empty()
        });
    }
    for (role, column, privilege) in found {
        let span = privilege.span;
        let Some(columns) = node.section("columns") else { return };
        let Some(entry) = columns.entries.iter_mut().find(|entry| entry.key == column) else {
            // A word may make it.
            reading.rights.push(Right { table: id.clone(), role, column: Ident::new(column), privilege });
            continue;
        };
        if let Value::String(_) = entry.node.value {
            let mut long = TomlTable::default();
            long.entries.push(Entry { key: "type".into(), key_span: entry.key_span, node: entry.node.clone() });
            entry.node.value = Value::Table(long);
        }
        let Value::Table(table) = &mut entry.node.value else { continue };
        let mut long = ObjectNode { key_span: span, span, table: std::mem::take(table), whole: None };
        if let Some(grants) = long.section("grants") {
            match grants.entries.iter_mut().find(|entry| entry.key == role).map(|entry| &mut entry.node.value) {
                Some(Value::Array(items)) => items.push(privilege),
                _ => grants.entries.push(Entry {
                    key: role,
                    key_span: span,
                    node: Node { span, value: Value::Array(vec![privilege]) },
                }),
            }
        }
        *table = long.table;
    }
}

/// `partition = "range (created_at)"` and `[tables.x.partitions]`.
fn partition(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
    if let Some(entry) = node.take("partition") {
        partitions::read::read(id, node, entry, reading);
    }
    let Some(entry) = node.take("partitions") else { return };
    let owner = node.table.get("owner").and_then(Node::as_str).map(Ident::from);
    let Value::Table(partitions) = entry.node.value else {
        let message = "expected `partitions.NAME = \"for values …\"`";
        return reading.report(Diagnostic::error("wrong-value", entry.node.span, message));
    };
    for partition in partitions.entries {
        let Some(bound) = reading.string(&partition) else { continue };
        let text = bound.trim_start().to_lowercase();
        if !text.starts_with("default") && !text.starts_with("for values") {
            let message = "the bounds of a partition begin with `for values`, or are `default`";
            let hint = "write `\"for values from ('2026-01-01') to ('2026-02-01')\"`";
            reading.report(Diagnostic::error("sql", partition.node.span, message).hint(hint));
        }
        let child = Id { name: Ident::new(partition.key.clone()), ..id.clone() };
        let made = partitions::object(id, Sql::new(bound), owner.clone(), None);
        let declared = reading.model.objects.contains_key(&child);
        reading.add(child.clone(), made.body, Place { key: partition.key_span, value: partition.node.span });
        // A partition that says nothing else belongs to whom the table belongs to.
        if let Some(object) = reading.model.objects.get_mut(&child).filter(|_| !declared) {
            object.meta.owner = made.meta.owner;
        }
    }
}
