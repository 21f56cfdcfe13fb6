//! What is wrong with partitioned tables of a file, once all names are resolved: what PostgreSQL would refuse later.

use super::bounds::{self, Holds};
use super::calendar::Every;
use super::read::Declared;
use super::{names, table};
use crate::diagnostic::{Diagnostic, Span};
use crate::expand::tables;
use crate::kind::{Body, Tag};
use crate::kinds::constraint::Rule as Key;
use crate::model::{Id, Ident};
use crate::read::reading::Reading;
use crate::sql::Keys;

/// Reports it.
pub(crate) fn check(reading: &mut Reading<'_>) {
    let declared = std::mem::take(&mut reading.partitions);
    for one in &declared {
        keys(one, reading);
        intervals(one, reading);
    }
    same_names(&declared, reading);
}

/// A primary or unique key holds all columns of the partition key.
fn keys(one: &Declared, reading: &mut Reading<'_>) {
    let object = reading.model.get(&one.id).and_then(table);
    let Some(by) = object.and_then(|table| table.partition_by.as_ref()) else { return };
    let Some((_, list)) = by.as_str().split_once('(') else { return };
    let Ok(list) = Keys::parse(list.trim_end().strip_suffix(')').unwrap_or(list)) else { return };
    let columns: Vec<Option<Ident>> = list.iter().map(|key| key.column.clone()).collect();
    let mut found: Vec<(Span, String, Option<Ident>)> = Vec::new();
    let mut missing = |id: &Id, what: &str, held: &[Ident], span: Span| {
        let lacking = columns.iter().find(|column| column.as_ref().is_none_or(|column| !held.contains(column)));
        if let Some(column) = lacking {
            let name = crate::model::QName { schema: None, name: id.name.clone() };
            found.push((span, format!("{what} `{name}`"), column.clone()));
        }
    };
    for (id, object) in reading.model.children(&one.id, Tag::Constraint) {
        let Body::Constraint(constraint) = &object.body else { continue };
        let what = match &constraint.rule {
            Key::Primary(_) => "the primary key",
            Key::Unique(_) => "the unique key",
            _ => continue,
        };
        let span = reading.places.get(id).copied().unwrap_or_default().key;
        missing(id, what, constraint.rule.columns(), span);
    }
    for (id, object) in reading.model.children(&one.id, Tag::Index) {
        let Body::Index(index) = &object.body else { continue };
        if index.unique {
            let held: Vec<Ident> = index.on.iter().filter_map(|key| key.column.clone()).collect();
            let span = reading.places.get(id).copied().unwrap_or_default().key;
            missing(id, "the unique index", &held, span);
        }
    }
    for (span, what, column) in found {
        let (why, hint) = match column {
            Some(column) => (
                format!("does not hold `{}`, by which the table is partitioned", column.as_str()),
                format!("PostgreSQL keeps such a key within each partition alone; add `{}` to it", column.as_str()),
            ),
            None => (
                "cannot be kept over partitions, because their key is an expression".to_owned(),
                "partition by a column, or leave the key out".to_owned(),
            ),
        };
        reading.report(Diagnostic::error("partition", span, format!("{what} {why}")).hint(hint));
    }
}

/// The key fits the interval.
fn intervals(one: &Declared, reading: &mut Reading<'_>) {
    let Some(span) = one.every else { return };
    let Some(object) = reading.model.get(&one.id).and_then(table) else { return };
    let (Some(by), Some(rule)) = (object.partition_by.clone(), object.schedule.0.clone()) else { return };
    let report = |reading: &mut Reading<'_>, span, message: String, hint: &str| {
        reading.report(Diagnostic::error("partition", span, message).hint(hint));
    };
    let name = match bounds::column(&by) {
        Ok(name) => name,
        Err(message) => {
            let hint = "write `by = \"range (created_at)\"` with one column, or leave `every` out";
            return report(reading, one.by, message.to_owned(), hint);
        }
    };
    let Some((_, column)) = tables::column(reading, &one.id, &name) else {
        return tables::no_column(reading, &one.id, &name, one.by, None);
    };
    let shown = column.data_type.as_str().to_owned();
    let Some(holds) = Holds::of(&column.data_type) else {
        let message = format!("`{}` is of the type {shown}, and `every` cuts time or integers", name.as_str());
        let hint = "partition by a column of the type timestamptz, timestamp, date, integer or bigint";
        return report(reading, one.by, message, hint);
    };
    let every = rule.every;
    if every.is_count() != (holds == Holds::Integer) {
        let message = format!("`{}` is of the type {shown}, and `every` is {every}", name.as_str());
        let hint =
            if every.is_count() { "write an interval, as in `\"1 month\"`" } else { "write a number, as in `1000000`" };
        return report(reading, span, message, hint);
    }
    if holds == Holds::Day && matches!(every, Every::Hours(n) if n % 24 != 0) {
        let message = format!("`{}` is a date, which has no hours", name.as_str());
        report(reading, span, message, "write an interval of days or longer");
    }
    if let Some(at) = one.start.filter(|_| rule.start.is_some() && rule.start(holds).is_none()) {
        report(reading, at, "`start` is no position of the key".to_owned(), "write a date, as in `\"2024-01-01\"`");
    }
}

/// Two tables of a schema do not give their partitions the same names.
fn same_names(declared: &[Declared], reading: &mut Reading<'_>) {
    let mut seen: Vec<(Id, Ident)> = Vec::new();
    for one in declared {
        let rule = reading.model.get(&one.id).and_then(table).and_then(|table| table.schedule.0.clone());
        let Some(rule) = rule else { continue };
        let first = Id { name: names::name(&rule.name, &one.id.name, 0), ..one.id.clone() };
        let other = seen.iter().find(|(id, _)| *id == first).map(|(_, table)| table.clone());
        if let Some(other) = other {
            let message = format!("partitions of `{}` have the same names", other.as_str());
            let hint = "let the pattern begin with `{table}`";
            reading.report(Diagnostic::error("partition", one.name, message).hint(hint));
        }
        seen.push((first, one.id.name.clone()));
    }
}
