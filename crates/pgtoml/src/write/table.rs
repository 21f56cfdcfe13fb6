//! Tables: columns with what stands behind them, and everything else that belongs to a table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use smol_str::SmolStr;

use super::names::Names;
use super::object::{former, grants, head, section, shape, with_option};
use super::sugar::{self, is_bare, residue};
use super::value::{Style, Table, Value};
use crate::kind::{Body, Tag};
use crate::kinds::column::{Column, Identity, SequenceOptions};
use crate::kinds::constraint::{Constraint, ForeignKey, Rule};
use crate::kinds::options::Options;
use crate::model::{Id, Ident, Object};
use crate::sql::Sql;
use crate::sql::column::{Serial, parse_column};
use crate::sql::constraint::constraint_text;

/// Keys of a table that say something about single columns, and stand behind all columns.
#[derive(Default)]
struct About {
    comments: Table,
    renames: Table,
    conversions: Table,
    backfill: Table,
}

/// The table with everything that belongs to it.
pub(super) fn form(names: &Names<'_>, id: &Id, object: &Object, form: &mut Table) {
    let mut body = Table::default();
    body.extend(shape(names, id, object));
    let (mut by, mut rule) = (None, None);
    let has_policies = !names.children(id, Tag::Policy).is_empty();
    for (key, value) in body.entries {
        match key.as_str() {
            "partition_by" => by = Some(value),
            "schedule" => rule = Some(value),
            // Policies switch it on.
            "row_level_security" if has_policies => {}
            _ => form.entries.push((key, value)),
        }
    }
    match (by, rule) {
        (Some(by), Some(Value::Table(rule))) => {
            let mut long = Table::new(Style::Auto);
            long.push("by", by);
            long.entries.extend(rule.entries);
            form.push_table("partition", long);
        }
        (Some(by), _) => form.push("partition", by),
        _ => {}
    }
    let secured = matches!(&object.body, Body::Table(table) if table.row_level_security);
    if has_policies && !secured {
        form.push("row_level_security", false);
    }
    let order = order(names, id, object);
    let behind = behind_columns(names, id, &order);
    let mut about = About::default();
    let mut columns = Table::new(Style::Dotted);
    for (child, column) in &order {
        let constraints = behind.get(&child.name).map_or(&[][..], Vec::as_slice);
        columns.push(child.name.as_str(), self::column(names, child, column, constraints, &mut about));
    }
    form.push_table("columns", columns);
    for (key, table) in [
        ("comments", about.comments),
        ("renames", about.renames),
        ("conversions", about.conversions),
        ("backfill", about.backfill),
    ] {
        form.push_table(key, Table { style: Style::Dotted, ..table });
    }
    let folded: BTreeSet<&Id> = behind.values().flatten().map(|(id, _)| *id).collect();
    sugar::constraints(names, id, |id| folded.contains(id), form);
    let children = id.tag.children().filter(|tag| !matches!(tag, Tag::Column | Tag::Constraint));
    for tag in children {
        form.push_table(tag.info().section, section(names, id, tag));
    }
    form.push_table("grants", all_grants(names, id, object, &order));
    let mut partitions = Table::new(Style::Section);
    for (name, bound) in names.partitions(id) {
        partitions.push(name.as_str(), bound.as_str());
    }
    form.push_table("partitions", partitions);
}

/// Columns in the order in which they were made; what the table does not list comes last.
fn order<'m>(names: &Names<'m>, id: &Id, object: &Object) -> Vec<(&'m Id, &'m Object)> {
    let mut columns: Vec<(&Id, &Object)> = names.children(id, Tag::Column).to_vec();
    let places: BTreeMap<&Ident, usize> = object.body.order().iter().enumerate().map(|(at, name)| (name, at)).collect();
    columns.sort_by_key(|(column, _)| places.get(&column.name).copied().unwrap_or(usize::MAX));
    columns
}

/// Constraints that stand behind their only column, with short names in them.
fn behind_columns<'m>(
    names: &Names<'m>,
    table: &Id,
    columns: &[(&'m Id, &'m Object)],
) -> BTreeMap<&'m Ident, Vec<(&'m Id, Constraint)>> {
    let mut behind: BTreeMap<&Ident, Vec<(&Id, Constraint)>> = BTreeMap::new();
    // What a column is otherwise than its ancestor's says nothing of constraints.
    let own = columns.iter().filter(|(_, object)| !matches!(&object.body, Body::Column(column) if column.inherited));
    let known: BTreeMap<&Ident, &Ident> = own.map(|(id, _)| (&id.name, &id.name)).collect();
    for (id, object) in names.children(table, Tag::Constraint).iter().copied() {
        let Body::Constraint(constraint) = &object.body else { continue };
        let [column] = constraint.rule.columns() else { continue };
        let Some(column) = known.get(column).filter(|_| is_bare(&object.meta) && names.is_default(id, &object.body))
        else {
            continue;
        };
        let mut body = object.body.clone();
        names.shorten(id, &mut body);
        let Body::Constraint(short) = body else { continue };
        let short = *short;
        // What cannot be read behind a column stays a constraint of its own.
        let alone =
            Column { data_type: crate::sql::TypeName::parse("integer").unwrap_or_default(), ..Column::default() };
        let alone = Column { not_null: short.rule.is_primary(), ..alone };
        if column_text(&alone, None, &[&short]).is_some() {
            behind.entry(*column).or_default().push((id, implied_key(names, constraint, short)));
        }
    }
    for constraints in behind.values_mut() {
        constraints.sort_by_key(|(_, constraint)| match constraint.rule {
            Rule::Primary(_) => 0,
            Rule::Unique(_) => 1,
            _ => 2,
        });
    }
    behind
}

/// A foreign key without the columns that it references, where they are the primary key.
pub(super) fn implied_key(names: &Names<'_>, full: &Constraint, mut short: Constraint) -> Constraint {
    if let (Rule::Foreign(full), Rule::Foreign(key)) = (&full.rule, &mut short.rule)
        && !key.period
        && references_primary(names, full)
    {
        key.referenced = Vec::new();
    }
    short
}

fn references_primary(names: &Names<'_>, key: &ForeignKey) -> bool {
    let Some(table) = names.model.relation(&key.table) else { return false };
    // The same lookup as reading's.
    let primary = names.children(table, Tag::Constraint).iter().find_map(|(_, object)| match &object.body {
        Body::Constraint(constraint) if constraint.rule.is_primary() => Some(constraint.rule.columns()),
        _ => None,
    });
    primary == Some(key.referenced.as_slice())
}

/// A column: its text where that says everything, else a table with the text and the rest.
fn column(names: &Names<'_>, id: &Id, object: &Object, behind: &[(&Id, Constraint)], about: &mut About) -> Value {
    let Body::Column(body) = &object.body else { return Value::Boolean(false) };
    let mut shortened = object.body.clone();
    names.shorten(id, &mut shortened);
    let Body::Column(column) = shortened else { return Value::Boolean(false) };
    let mut column = *column;
    let name = id.name.as_str();
    let inline = names.habits.inline.contains(id);
    let mut ways = Table::new(Style::Inline);
    for (table, own, sql) in [
        (&mut about.conversions, "conversion", column.conversion.0.take()),
        (&mut about.backfill, "backfill", column.backfill.0.take()),
    ] {
        match sql {
            Some(sql) if inline => ways.push(own, sql.as_str()),
            Some(sql) => table.push(name, sql.as_str()),
            None => {}
        }
    }
    let serial = id.parent_id().and_then(|table| names.serial(&table, &id.name, body)).map(|(_, serial)| serial);
    let constraints: Vec<&Constraint> = behind.iter().map(|(_, constraint)| constraint).collect();
    let mut long = Table::new(Style::Inline);
    text_and_rest(&column, serial, &constraints, &mut long);
    let mut meta = Table::new(Style::Inline);
    let mut own = object.meta.clone();
    if !inline && long.entries.len() == 1 && own.security_labels.is_empty() {
        // The short line stays short.
        if let Some(comment) = own.comment.take().filter(|comment| !comment.is_empty()) {
            about.comments.push(name, comment);
        }
        if let Some(names) = former(&own.renamed_from.0) {
            about.renames.push(name, names);
            own.renamed_from.0.clear();
        }
    }
    head(id, &own, &mut meta);
    long.entries.append(&mut meta.entries);
    long.entries.append(&mut ways.entries);
    if !grant_in_table(names, id) {
        let grants = grants(id, &own.grants);
        long.push_table("grants", Table { style: Style::Inline, ..grants });
    }
    match long.entries.as_slice() {
        [(key, text)] if key == "type" && !inline => text.clone(),
        _ => Value::Table(long),
    }
}

/// The text under `type`, and beside it what no text says.
fn text_and_rest(column: &Column, serial: Option<Serial>, constraints: &[&Constraint], long: &mut Table) {
    if column.inherited {
        let own = Column { default: column.default.clone().or(Some(Sql::new("null"))), ..column.clone() };
        return long.extend(serde_json::to_value(own).unwrap_or_default());
    }
    if let Some(text) = column_text(column, serial, constraints) {
        return long.push("type", text);
    }
    // The text without what it can't say, then that.
    let said = Column {
        statistics: None,
        options: crate::kinds::Parameters::new(),
        foreign_options: Options::default(),
        ..column.clone()
    };
    let plain = Column { data_type: column.data_type.clone(), not_null: column.not_null, ..Column::default() };
    for (part, serial) in [(&said, serial), (&plain, None)] {
        let Some(text) = column_text(part, serial, constraints) else { continue };
        let Some(mut read) = parse_column(&text).ok() else { continue };
        if let Some(_serial) = read.serial {
            // Reading gives the column the default of the sequence.
            read.column.default = column.default.clone();
        }
        let json = |column: &Column| serde_json::to_value(column).unwrap_or_default();
        if let Some(rest) = residue(&json(column), &json(&read.column)) {
            long.push("type", text);
            return long.extend(serde_json::Value::Object(rest));
        }
    }
    long.extend(serde_json::to_value(column).unwrap_or_default());
}

/// The column as it stands in CREATE TABLE, if reading it gives the same column and constraints.
pub(super) fn column_text(column: &Column, serial: Option<Serial>, constraints: &[&Constraint]) -> Option<String> {
    let text = write_column(column, serial, constraints);
    let read = parse_column(&text).ok()?;
    let mut wanted = column.clone();
    if serial.is_some() {
        wanted.default = None;
    }
    let same_texts = |a: &Option<crate::sql::Sql>, b: &Option<crate::sql::Sql>| match (a, b) {
        (Some(a), Some(b)) => a.same_text(b),
        (a, b) => a.is_none() && b.is_none(),
    };
    let same_constraints = read.constraints.len() == constraints.len()
        && read.constraints.into_iter().zip(constraints).all(|((name, mut read), wanted)| {
            if let [column] = wanted.rule.columns() {
                read.rule.set_column(column);
            }
            name.is_none() && read == **wanted
        });
    // An identity makes a column NOT NULL, said or not.
    let same = read.serial == serial
        && read.column == wanted
        && same_texts(&read.column.default, &wanted.default)
        && same_texts(&read.column.generated, &wanted.generated)
        && same_constraints;
    same.then_some(text)
}

fn write_column(column: &Column, serial: Option<Serial>, constraints: &[&Constraint]) -> String {
    let mut text = match serial {
        Some(serial) => serial.as_str().to_owned(),
        None => column.data_type.short().to_string(),
    };
    // Writing to a string cannot fail.
    if let Some(collation) = &column.collation {
        let _ = write!(text, " collate {collation}");
    }
    for (word, setting) in [("compression", &column.compression), ("storage", &column.storage)] {
        if let Some(setting) = setting {
            let _ = write!(text, " {word} {}", crate::sql::quote::quote_ident(setting));
        }
    }
    let (primary, others): (Vec<&Constraint>, Vec<&Constraint>) =
        constraints.iter().copied().partition(|constraint| constraint.rule.is_primary());
    for constraint in &primary {
        let _ = write!(text, " {}", behind_text(constraint));
    }
    match &column.not_null_name {
        Some(name) => {
            let _ = write!(text, " constraint {name} not null");
        }
        None if column.not_null && primary.is_empty() && serial.is_none() && column.identity.is_none() => {
            text.push_str(" not null");
        }
        None => {}
    }
    if let Some(default) = column.default.as_ref().filter(|_| serial.is_none()) {
        let _ = write!(text, " default {default}");
    }
    if let Some(generated) = &column.generated {
        let kind = if column.computed { "virtual" } else { "stored" };
        let _ = write!(text, " generated always as ({generated}) {kind}");
    }
    if let Some(identity) = &column.identity {
        let kind = if identity.always { "always" } else { "by default" };
        let _ = write!(text, " generated {kind} as identity{}", identity_options(identity));
    }
    for constraint in &others {
        let _ = write!(text, " {}", behind_text(constraint));
    }
    text
}

/// The constraint without the column that it stands behind.
fn behind_text(constraint: &Constraint) -> String {
    let text = constraint_text(constraint);
    let [column] = constraint.rule.columns() else { return text };
    let list = format!(" ({column})");
    let Some((before, after)) = text.split_once(&list) else { return text };
    let before = if before == "foreign key" { "" } else { before };
    format!("{before}{after}").trim_start().to_owned()
}

fn identity_options(identity: &Identity) -> String {
    let SequenceOptions { start, increment, min, max, cache, cycle } = &identity.options;
    let mut words: Vec<String> = Vec::new();
    words.extend(identity.sequence.as_ref().map(|name| format!("sequence name {name}")));
    for (word, number) in
        [("start with", start), ("increment by", increment), ("minvalue", min), ("maxvalue", max), ("cache", cache)]
    {
        words.extend(number.map(|number| format!("{word} {number}")));
    }
    if *cycle {
        words.push("cycle".into());
    }
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(" ")) }
}

/// Whether `update (column)` in the table's grants can name the column.
fn grant_in_table(names: &Names<'_>, column: &Id) -> bool {
    let name = column.name.as_str();
    !names.habits.granted.contains(column)
        && !name.is_empty()
        && name.trim() == name
        && !name.contains([',', '(', ')', '"'])
}

/// The table's grants by role, with those on its columns.
fn all_grants(names: &Names<'_>, id: &Id, object: &Object, columns: &[(&Id, &Object)]) -> Table {
    let mut table = grants(id, &object.meta.grants);
    // Role, privilege and option, to the columns in their order.
    let mut found: BTreeMap<(&str, &str, bool), Vec<SmolStr>> = BTreeMap::new();
    for (child, column) in columns.iter().filter(|(child, _)| grant_in_table(names, child)) {
        for (role, privileges) in &column.meta.grants {
            for (privilege, option) in privileges {
                let key = (role.as_str(), privilege.as_str(), *option);
                found.entry(key).or_default().push(SmolStr::new(child.name.to_string()));
            }
        }
    }
    let roles: BTreeSet<&str> = found.keys().map(|(role, _, _)| *role).collect();
    for role in roles {
        let of_role = found.iter().filter(|((of, _, _), _)| *of == role);
        let mut list: Vec<((&str, bool), &Vec<SmolStr>)> =
            of_role.map(|((_, name, option), list)| ((*name, *option), list)).collect();
        let known = Tag::Column.info().privileges;
        list.sort_by_key(|((name, _), _)| known.iter().position(|known| known == name));
        let texts = list.into_iter().map(|((name, option), columns)| {
            Value::Text(with_option(&format!("{name} ({})", columns.join(", ")), option))
        });
        match table.entries.iter_mut().find(|(own, _)| own == role) {
            Some((_, Value::Array(items))) => items.extend(texts),
            _ => table.push(role, Value::Array(texts.collect())),
        }
    }
    table.entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    table
}
