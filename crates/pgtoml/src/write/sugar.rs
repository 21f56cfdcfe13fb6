//! What people write for kinds that have words of their own: the only place of `write` that knows kinds.

use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use super::names::Names;
use super::object::{grants, object, shape};
use super::table;
use super::text::TABLE_WIDTH;
use super::value::{Style, Table, Value};
use crate::kind::{Body, Tag};
use crate::kinds::column::Column;
use crate::kinds::composite::Composite;
use crate::kinds::constraint::{Check, Constraint, Rule};
use crate::kinds::domain::Domain;
use crate::model::{Id, Meta, Object};
use crate::sql::args::{Arg, Args, Mode, Returns};
use crate::sql::constraint::{constraint_text, parse_constraint};
use crate::sql::{Keys, TypeName};

/// Whether an object of the kind stands under a header, however short it is.
pub(super) fn has_section(tag: Tag) -> bool {
    tag.info().is_routine() || matches!(tag, Tag::Table | Tag::ForeignTable | Tag::View | Tag::MaterializedView)
}

/// Whether a value may stand for the whole object.
pub(super) fn is_short(value: &Value) -> bool {
    match value {
        Value::Text(text) => !text.contains('\n') && text.chars().count() <= TABLE_WIDTH,
        Value::Array(_) => true,
        _ => false,
    }
}

/// Writes the body and everything in it where the kind has words of its own. `false`: it has none.
pub(super) fn form(names: &Names<'_>, id: &Id, object: &Object, form: &mut Table) -> bool {
    match &object.body {
        Body::Table(_) | Body::ForeignTable(_) => table::form(names, id, object, form),
        Body::Domain(_) => domain(names, id, object, form),
        Body::Composite(_) => composite(names, id, object, form),
        Body::Constraint(body) => {
            if let Body::Constraint(short) = shortened(names, id, &object.body) {
                form.extend(constraint(&table::implied_key(names, body, *short)));
            }
        }
        _ => return false,
    }
    true
}

fn shortened(names: &Names<'_>, id: &Id, body: &Body) -> Body {
    let mut body = body.clone();
    names.shorten(id, &mut body);
    body
}

/// Rewrites parts of the JSON of a body into what people write for them.
pub(super) fn shorten(body: &Body, json: &mut Json) {
    let Json::Object(map) = json else { return };
    match body {
        // Columns of views have no type of their own.
        Body::Column(column) if column.data_type == TypeName::default() => {
            map.shift_remove("type");
        }
        Body::Index(index) => keys(&index.on, map),
        Body::Statistics(statistics) => keys(&statistics.on, map),
        Body::Function(function) => {
            arguments(&function.args, map);
            if let Some(returns) = &function.returns {
                let text = returns_text(returns);
                if Returns::parse(&text).ok().as_ref() == Some(returns) {
                    map.insert("returns".into(), Json::String(text));
                }
            }
            body_last(map);
        }
        Body::Procedure(procedure) => {
            arguments(&procedure.args, map);
            body_last(map);
        }
        // The key says them.
        Body::Transform(_) => {
            map.shift_remove("type");
            map.shift_remove("language");
        }
        Body::Cast(_) => {
            map.shift_remove("source");
            map.shift_remove("target");
        }
        _ => {}
    }
}

/// Keys as one text, or each with its fields where no text says them.
fn keys(keys: &Keys, map: &mut Map<String, Json>) {
    if Keys::parse(&keys.to_string()).ok().as_ref() != Some(keys) {
        map.insert("on".into(), serde_json::to_value(&keys.0).unwrap_or_default());
    }
}

/// What a routine is comes before what it does.
fn body_last(map: &mut Map<String, Json>) {
    for key in ["library", "sql_body", "body"] {
        if let Some(body) = map.shift_remove(key) {
            map.insert(key.into(), body);
        }
    }
}

fn arguments(args: &Args, map: &mut Map<String, Json>) {
    let text = args.0.iter().map(argument).collect::<Vec<_>>().join(", ");
    if !args.is_empty() && Args::parse(&text).ok().as_ref() == Some(args) {
        map.insert("args".into(), Json::String(text));
    }
}

/// An argument with the short name of its type.
fn argument(arg: &Arg) -> String {
    let bare = Arg { mode: Mode::In, name: None, data_type: TypeName::default(), default: None };
    let Arg { mode, name, data_type, default } = arg;
    // The words of mode, name and default are those of `Arg` itself.
    let front = Arg { mode: *mode, name: name.clone(), ..bare.clone() }.to_string();
    let back = Arg { default: default.clone(), ..bare }.to_string();
    format!("{front}{}{back}", data_type.short())
}

fn returns_text(returns: &Returns) -> String {
    match returns {
        Returns::Type(data_type) => data_type.short().to_string(),
        Returns::SetOf(data_type) => format!("setof {}", data_type.short()),
        Returns::Table(columns) => {
            let one = |(name, data_type): &(crate::model::Ident, TypeName)| format!("{name} {}", data_type.short());
            format!("table({})", columns.iter().map(one).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The types of a routine's input arguments, as they stand behind its name.
pub(super) fn signature(names: &Names<'_>, id: &Id, object: &Object) -> SmolStr {
    let mut body = object.body.clone();
    names.shorten(id, &mut body);
    let args = match &body {
        Body::Function(function) => &function.args,
        Body::Procedure(procedure) => &procedure.args,
        Body::Aggregate(aggregate) => return aggregate.args.identity_types(),
        Body::Operator(operator) => {
            let left = operator.left.as_ref().map_or("none".into(), TypeName::short);
            return SmolStr::new(format!("{left}, {}", operator.right.short()));
        }
        _ => return id.args.clone(),
    };
    let inputs = args.0.iter().filter(|arg| arg.mode.is_input());
    SmolStr::new(inputs.map(|arg| arg.data_type.short().to_string()).collect::<Vec<_>>().join(", "))
}

/// `attributes.street = "text"`.
fn composite(names: &Names<'_>, id: &Id, object: &Object, form: &mut Table) {
    let Body::Composite(body) = shortened(names, id, &object.body) else { return };
    let Composite { attributes } = *body;
    let mut table = Table::new(Style::Dotted);
    for attribute in &attributes {
        let data_type = attribute.data_type.short();
        let value = match &attribute.collation {
            None => Value::Text(data_type),
            Some(collation) => {
                let mut long = Table::new(Style::Inline);
                long.push("type", data_type);
                long.push("collation", collation.to_string());
                Value::Table(long)
            }
        };
        table.push(attribute.name.as_str(), value);
    }
    if table.entries.is_empty() {
        form.push("attributes", Value::Array(Vec::new()));
    }
    form.push_table("attributes", table);
    // Comments on attributes.
    super::object::children(names, id, form);
    form.push_table("grants", grants(id, &object.meta.grants));
}

/// A domain reads like a column; its only check stands behind it.
fn domain(names: &Names<'_>, id: &Id, object: &Object, form: &mut Table) {
    let Body::Domain(body) = shortened(names, id, &object.body) else { return };
    let Domain { data_type, collation, default, not_null, not_null_name } = *body;
    let column = Column { data_type, collation, default, not_null, not_null_name, ..Column::default() };
    let only = match names.children(id, Tag::Constraint) {
        [(child, check)] if is_bare(&check.meta) && names.is_default(child, &check.body) => match &check.body {
            Body::Constraint(constraint) => Some(constraint.as_ref()),
            _ => None,
        },
        _ => None,
    };
    let only: Vec<&Constraint> = only.into_iter().collect();
    let folded = table::column_text(&column, None, &only);
    match folded.as_ref().or(table::column_text(&column, None, &[]).as_ref()) {
        Some(text) => form.push("type", text.as_str()),
        None => form.extend(shape(names, id, object)),
    }
    if folded.is_none() || only.is_empty() {
        constraints(names, id, |_| false, form);
    }
    form.push_table("grants", grants(id, &object.meta.grants));
}

/// Whether an object says nothing of itself.
pub(super) fn is_bare(meta: &Meta) -> bool {
    *meta == Meta::default() && meta.renamed_from.0.is_empty()
}

/// The section `constraints`, with plain checks in one of their own.
pub(super) fn constraints(names: &Names<'_>, parent: &Id, skip: impl Fn(&Id) -> bool, form: &mut Table) {
    let (mut rest, mut checks) = (Table::new(Style::Dotted), Table::new(Style::Dotted));
    for (id, child) in names.children(parent, Tag::Constraint).iter().filter(|(id, _)| !skip(id)) {
        match &child.body {
            Body::Constraint(constraint) if is_bare(&child.meta) && plain_check(constraint).is_some() => {
                checks.push(id.name.as_str(), plain_check(constraint).unwrap_or_default());
            }
            _ => rest.push(id.name.as_str(), object(names, id, child)),
        }
    }
    // The key of the table is what a reader looks for.
    let is_primary = |value: &Value| matches!(value, Value::Text(text) if text.starts_with("primary key"));
    rest.entries.sort_by_key(|(_, value)| !is_primary(value));
    form.push_table("constraints", rest);
    form.push_table("checks", checks);
}

/// The expression of a check that is nothing else.
fn plain_check(constraint: &Constraint) -> Option<&str> {
    let Rule::Check(Check { expression, no_inherit: false }) = &constraint.rule else { return None };
    let read = parse_constraint(&format!("check ({expression})")).ok()?;
    (read == *constraint).then_some(expression.as_str())
}

/// The text of a constraint, and what no text says.
fn constraint(constraint: &Constraint) -> Json {
    let full = serde_json::to_value(constraint).unwrap_or_default();
    let text = constraint_text(constraint);
    let said = parse_constraint(&text).ok().and_then(|read| serde_json::to_value(read).ok());
    match said.and_then(|said| residue(&full, &said)) {
        Some(rest) => {
            let mut map = Map::new();
            map.insert("definition".into(), Json::String(text));
            map.extend(rest);
            Json::Object(map)
        }
        None => full,
    }
}

/// What of `full` is missing from `said`; `None` where they contradict each other.
pub(super) fn residue(full: &Json, said: &Json) -> Option<Map<String, Json>> {
    let (Json::Object(full), Json::Object(said)) = (full, said) else { return None };
    if said.iter().any(|(key, value)| full.get(key) != Some(value)) {
        return None;
    }
    Some(
        full.iter()
            .filter(|(key, _)| !said.contains_key(*key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
    )
}

/// Keys under which a file may say an object that a new file would say with another one.
pub(super) fn own_paths(id: &Id, body: &Body) -> Vec<Vec<SmolStr>> {
    let name = SmolStr::new(id.name.as_str());
    match body {
        Body::Constraint(_) => ["constraints", "checks"]
            .into_iter()
            .map(|section| vec![SmolStr::new_static(section), name.clone()])
            .collect(),
        Body::Sequence(_) => vec![Vec::new()],
        Body::Table(table) if table.partition_of.is_some() => vec![Vec::new()],
        _ => Vec::new(),
    }
}

/// The key of a column in its table, and other keys of the table that say something about it.
pub(super) fn about_paths(id: &Id) -> Option<(Vec<SmolStr>, Vec<Vec<SmolStr>>)> {
    let of_table = id.parent.as_ref().is_some_and(|parent| matches!(parent.tag, Tag::Table | Tag::ForeignTable));
    if id.tag != Tag::Column || !of_table {
        return None;
    }
    let path = |section: &'static str| vec![SmolStr::new_static(section), SmolStr::new(id.name.as_str())];
    Some((path("columns"), ["comments", "renames", "conversions", "backfill"].map(path).to_vec()))
}

/// Keys that say the same as a key in another way, and cannot stand beside it.
pub(super) fn replaces(unit: &[SmolStr]) -> &'static [&'static str] {
    match unit {
        [key] if key == "body" => &["body_file"],
        _ => &[],
    }
}

/// Keeps what says how to get to a state.
pub(super) fn keep_ways(old: &Body, new: &mut Body) {
    match (old, new) {
        (Body::Column(old), Body::Column(new)) => {
            new.conversion = old.conversion.clone();
            new.backfill = old.backfill.clone();
        }
        (Body::Enum(old), Body::Enum(new)) => {
            new.renamed = old.renamed.clone();
            new.removed = old.removed.clone();
        }
        (Body::Extension(old), Body::Extension(new)) => {
            new.version = old.version.clone();
            new.optional = old.optional.clone();
        }
        (Body::MaterializedView(old), Body::MaterializedView(new)) => new.no_data = old.no_data.clone(),
        // A rule is for the key that the table has, and sugar stands behind that in the words of the file.
        (Body::Table(old), Body::Table(new)) if old.partition_by == new.partition_by => {
            new.schedule = old.schedule.clone();
            new.partition_by = old.partition_by.clone();
        }
        _ => {}
    }
}
