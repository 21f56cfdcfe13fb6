//! Pages about tables and views.

use super::book::{Book, name};
use super::page::{Block, Page, Text, code, joined, plain, words};
use super::statistics;
use crate::kind::{Body, Tag};
use crate::kinds::column::Column;
use crate::kinds::constraint::{Constraint, Rule};
use crate::kinds::table::Table;
use crate::kinds::trigger::{Timing, Trigger};
use crate::model::{Id, Ident};
use crate::sql::constraint::constraint_text;

/// The page of a table that is no partition.
pub fn table(book: &Book<'_>, id: &Id, table: &Table) -> Page {
    let mut page = book.begin(id, "tables", "table");
    let security = match (table.row_level_security, table.force_row_level_security) {
        (true, true) => "on, for the owner too",
        (true, false) => "on",
        (false, _) => "off",
    };
    page.fact("Row-level security", plain(security));
    page.fact("Partitioned by", table.partition_by.iter().map(|by| code(by.as_str())).collect());
    page.fact(
        "Inherits",
        joined(table.inherits.iter().filter_map(|name| book.input.model.relation(name)).map(|id| vec![book.link(id)])),
    );
    if table.unlogged {
        page.fact("Persistence", plain("unlogged"));
    }
    common(book, id, &mut page);
    page
}

/// The page of a foreign table.
pub fn foreign_table(book: &Book<'_>, id: &Id) -> Page {
    let mut page = book.begin(id, "tables", "foreign table");
    common(book, id, &mut page);
    page
}

/// The page of a view.
pub fn view(book: &Book<'_>, id: &Id, query: &str, invoker: Option<bool>) -> Page {
    let kind = if id.tag == Tag::MaterializedView { "materialized view" } else { "view" };
    let mut page = book.begin(id, "views", kind);
    let rights = |invoker| if invoker { "of who reads it" } else { "of its owner" };
    page.fact("Reads with the rights", invoker.map(rights).map(plain).unwrap_or_default());
    let reads = book.read_by(id, query);
    page.fact("Reads", joined(reads.iter().map(|read| vec![book.link(read)])));
    if let Some(Body::View(view)) = book.input.model.get(id).map(|object| &object.body)
        && let Some(option) = &view.check_option
    {
        page.fact("Check option", plain(option));
    }
    common(book, id, &mut page);
    page
}

/// What relations of all kinds have.
fn common(book: &Book<'_>, id: &Id, page: &mut Page) {
    statistics::facts(book, id, page);
    columns(book, id, page);
    page.section("Diagram", book.neighbourhood(id));
    constraints(book, id, page);
    indexes(book, id, page);
    policies(book, id, page);
    triggers(book, id, page);
    page.table("Privileges", &["Role", "May"], book.grants(id));
    let references = book.references(id).iter().filter_map(|reference| {
        let table = reference.constraint.parent_id()?;
        let columns = joined(reference.key.columns.iter().map(|column| vec![code(column.as_str())]));
        let to = joined(reference.key.referenced.iter().map(|column| vec![code(column.as_str())]));
        Some(vec![vec![book.link(&table)], columns, to, vec![code(reference.constraint.name.as_str())]])
    });
    page.table("Referenced by", &["Table", "Columns", "To", "Constraint"], references.collect());
    let readers = book.readers(id).iter().map(|reader| vec![book.link(reader)]).collect::<Vec<_>>();
    if !readers.is_empty() {
        page.section("Read by", vec![Block::List { items: readers }]);
    }
    let partitions = book.partitions(id).iter().map(|partition| {
        let bound = match book.input.model.get(partition).map(|object| &object.body) {
            Some(Body::Table(table)) => table.bound.iter().map(|bound| code(bound.as_str())).collect(),
            _ => Text::new(),
        };
        vec![vec![code(name(partition))], bound, book.comment(partition)]
    });
    page.table("Partitions", &["Partition", "Holds", "Comment"], partitions.collect());
    page.section("SQL", book.sql(id));
}

/// The columns in the order of their table, else of their names.
fn columns(book: &Book<'_>, id: &Id, page: &mut Page) {
    let model = book.input.model;
    let order = model.get(id).map(|object| object.body.order().to_vec()).unwrap_or_default();
    let mut columns: Vec<(&Id, &Column)> = model
        .children(id, Tag::Column)
        .filter_map(|(id, object)| match &object.body {
            Body::Column(column) => Some((id, column.as_ref())),
            _ => None,
        })
        .collect();
    columns.sort_by_key(|(id, _)| order.iter().position(|name| *name == id.name).unwrap_or(usize::MAX));
    page.words.extend(columns.iter().map(|(id, _)| id.name.as_str().to_owned()));
    let keys: Vec<&Constraint> = model
        .children(id, Tag::Constraint)
        .filter_map(|(_, object)| match &object.body {
            Body::Constraint(constraint) => Some(constraint.as_ref()),
            _ => None,
        })
        .collect();
    let mut rows: Vec<Vec<Text>> = columns
        .iter()
        .map(|(id, column)| {
            vec![
                vec![code(id.name.as_str())],
                book.data_type(&column.data_type),
                plain(if column.not_null { "no" } else { "yes" }),
                value(column),
                key(&keys, &id.name),
                joined(keys.iter().filter_map(|key| target(book, key, &id.name))),
                book.comment(id),
            ]
        })
        .collect();
    // A server says the columns of a view; where none was asked, those with a comment are known.
    if let Some(Body::View(view)) = model.get(id).map(|object| &object.body)
        && !view.shape.0.is_empty()
    {
        rows = view
            .shape
            .0
            .iter()
            .map(|(name, data_type)| {
                let comment = book.comment(&id.child(Tag::Column, name.clone()));
                vec![
                    vec![code(name.as_str())],
                    vec![code(data_type.as_str())],
                    Text::new(),
                    Text::new(),
                    Text::new(),
                    Text::new(),
                    comment,
                ]
            })
            .collect();
        page.words = view.shape.0.iter().map(|(name, _)| name.as_str().to_owned()).collect();
    }
    let queried = matches!(id.tag, Tag::View | Tag::MaterializedView);
    if queried {
        // Nobody declares the types of a view's columns, nor whether they may be null.
        rows.iter_mut().for_each(|row| row.get_mut(2).into_iter().for_each(Vec::clear));
    }
    page.table("Columns", &["Name", "Type", "Null", "Default", "Key", "References", "Comment"], rows);
}

/// What a column holds where nothing is given.
fn value(column: &Column) -> Text {
    if let Some(expression) = &column.generated {
        return vec![words("generated: "), code(expression.as_str())];
    }
    if let Some(identity) = &column.identity {
        return plain(if identity.always { "identity, always" } else { "identity" });
    }
    column.default.iter().map(|default| code(default.as_str())).collect()
}

fn key(keys: &[&Constraint], column: &Ident) -> Text {
    let primary = keys.iter().any(|key| matches!(key.rule, Rule::Primary(_)) && key.rule.columns().contains(column));
    let alone = std::slice::from_ref(column);
    let unique = keys.iter().any(|key| matches!(key.rule, Rule::Unique(_)) && key.rule.columns() == alone);
    let words = primary.then_some("primary").into_iter().chain(unique.then_some("unique"));
    plain(&words.collect::<Vec<_>>().join(", "))
}

/// What a column refers to by a key.
fn target(book: &Book<'_>, key: &Constraint, column: &Ident) -> Option<Text> {
    let Rule::Foreign(key) = &key.rule else { return None };
    let at = key.columns.iter().position(|name| name == column)?;
    let mut span = match book.input.model.relation(&key.table) {
        Some(table) => book.link(table),
        None => code(key.table.to_string()),
    };
    if let Some(referenced) = key.referenced.get(at) {
        span.text = format!("{}.{}", span.text, referenced.as_str());
    }
    Some(vec![span])
}

fn constraints(book: &Book<'_>, id: &Id, page: &mut Page) {
    let rows = book.input.model.children(id, Tag::Constraint).filter_map(|(id, object)| {
        let Body::Constraint(constraint) = &object.body else { return None };
        Some(vec![vec![code(id.name.as_str())], vec![code(constraint_text(constraint))], book.comment(id)])
    });
    page.table("Constraints", &["Name", "Definition", "Comment"], rows.collect());
}

fn indexes(book: &Book<'_>, id: &Id, page: &mut Page) {
    let rows = book.input.model.children(id, Tag::Index).filter_map(|(id, object)| {
        let Body::Index(index) = &object.body else { return None };
        let method = index.using.as_ref().map_or("btree", Ident::as_str);
        Some(vec![
            vec![code(id.name.as_str())],
            vec![code(index.on.to_string())],
            plain(if index.unique { "yes" } else { "" }),
            plain(method),
            index.predicate.iter().map(|predicate| code(predicate.as_str())).collect(),
            joined(index.include.iter().map(|column| vec![code(column.as_str())])),
            book.comment(id),
        ])
    });
    page.table("Indexes", &["Name", "On", "Unique", "Method", "Where", "Include", "Comment"], rows.collect());
}

fn policies(book: &Book<'_>, id: &Id, page: &mut Page) {
    let rows = book.input.model.children(id, Tag::Policy).filter_map(|(id, object)| {
        let Body::Policy(policy) = &object.body else { return None };
        let roles = if policy.to.is_empty() {
            plain("everyone")
        } else {
            joined(policy.to.0.iter().map(|role| vec![code(role.as_str())]))
        };
        let command = serde_json::to_value(policy.command).ok();
        let command = command.as_ref().and_then(serde_json::Value::as_str).unwrap_or("all").to_owned();
        Some(vec![
            vec![code(id.name.as_str())],
            plain(&command),
            roles,
            policy.using.iter().map(|sql| code(sql.as_str())).collect(),
            policy.with_check.iter().map(|sql| code(sql.as_str())).collect(),
            plain(if policy.restrictive { "restrictive" } else { "" }),
            book.comment(id),
        ])
    });
    page.table("Policies", &["Name", "For", "To", "Rows", "New rows", "Kind", "Comment"], rows.collect());
}

fn triggers(book: &Book<'_>, id: &Id, page: &mut Page) {
    let rows = book.input.model.children(id, Tag::Trigger).filter_map(|(id, object)| {
        let Body::Trigger(trigger) = &object.body else { return None };
        let function = book.function(&trigger.function);
        let function = function.map_or_else(|| code(trigger.function.to_string()), |id| book.link(id));
        Some(vec![
            vec![code(id.name.as_str())],
            plain(&moment(trigger)),
            trigger.when.iter().map(|sql| code(sql.as_str())).collect(),
            vec![function],
            plain(trigger.enabled.as_deref().unwrap_or_default()),
            book.comment(id),
        ])
    });
    page.table("Triggers", &["Name", "Fires", "When", "Function", "State", "Comment"], rows.collect());
    let rows =
        book.input.model.children(id, Tag::Rule).map(|(id, _)| vec![vec![code(id.name.as_str())], book.comment(id)]);
    page.table("Rules", &["Name", "Comment"], rows.collect());
}

/// `before insert or update, each row`.
fn moment(trigger: &Trigger) -> String {
    let timing = match trigger.timing {
        Timing::Before => "before",
        Timing::After => "after",
        Timing::InsteadOf => "instead of",
    };
    let events: Vec<&str> = trigger.on.0.iter().map(Ident::as_str).collect();
    let columns: Vec<&str> = trigger.columns.iter().map(Ident::as_str).collect();
    let of = if columns.is_empty() { String::new() } else { format!(" of {}", columns.join(", ")) };
    let each = if trigger.statement { "once" } else { "each row" };
    format!("{timing} {}{of}, {each}", events.join(" or "))
}
