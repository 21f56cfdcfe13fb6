//! Pages about routines and types, and those that list the rest.

use std::collections::BTreeMap;

use super::book::{Book, name};
use super::page::{Block, Page, Text, code, joined, plain};
use crate::kind::{Body, Tag};
use crate::kinds::function::Volatility;
use crate::model::{Id, Ident};

/// The page of all routines of one name.
pub fn routines(book: &Book<'_>, ids: &[&Id]) -> Option<Page> {
    let first = ids.first()?;
    let mut page = book.begin(first, "functions", noun(first.tag));
    for id in ids {
        let heading = format!("{}({})", id.name.as_str(), id.args);
        let mut items: Vec<Text> = Vec::new();
        let body = book.input.model.get(id).map(|object| &object.body)?;
        let mut say = |what: &str, text: String| {
            if !text.is_empty() {
                items.push(vec![super::page::words(format!("{what}: ")), code(text)]);
            }
        };
        match body {
            Body::Function(function) => {
                say("Arguments", function.args.to_string());
                say("Returns", function.returns.as_ref().map(ToString::to_string).unwrap_or_default());
                say("Language", function.language.as_str().to_owned());
                let stability = match function.stability {
                    Volatility::Immutable => "immutable",
                    Volatility::Stable => "stable",
                    Volatility::Volatile => "volatile",
                };
                say("Volatility", stability.to_owned());
                say("Runs as", if function.security_definer { "its owner" } else { "its caller" }.to_owned());
                say("Settings", settings(&function.set));
            }
            Body::Procedure(procedure) => {
                say("Arguments", procedure.args.to_string());
                say("Language", procedure.language.as_str().to_owned());
                say("Runs as", if procedure.security_definer { "its owner" } else { "its caller" }.to_owned());
                say("Settings", settings(&procedure.set));
            }
            _ => {}
        }
        let mut blocks: Vec<Block> = Vec::new();
        let comment = book.comment(id);
        if ids.len() > 1 && !comment.is_empty() {
            blocks.push(Block::Paragraph { text: comment });
        }
        if !items.is_empty() {
            blocks.push(Block::List { items });
        }
        let grants = book.grants(id);
        if !grants.is_empty() {
            blocks.push(Block::Table { head: vec!["Role", "May"], rows: grants });
        }
        blocks.extend(book.sql(id));
        page.section(&heading, blocks);
    }
    let callers = book.callers(first).iter().filter_map(|trigger| {
        let table = trigger.parent_id()?;
        Some(vec![vec![code(trigger.name.as_str())], vec![book.link(&table)]])
    });
    page.table("Triggers that call it", &["Trigger", "Table"], callers.collect());
    Some(page)
}

fn settings(set: &BTreeMap<smol_str::SmolStr, smol_str::SmolStr>) -> String {
    set.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ")
}

/// The page of a type.
pub fn data_type(book: &Book<'_>, id: &Id, body: &Body) -> Page {
    let mut page = book.begin(id, "types", noun(id.tag));
    match body {
        Body::Enum(labels) => {
            page.words.extend(labels.labels.iter().map(ToString::to_string));
            let items = labels.labels.iter().map(|label| vec![code(label.as_str())]).collect();
            page.section("Labels", vec![Block::List { items }]);
        }
        Body::Domain(domain) => {
            page.fact("Over", book.data_type(&domain.data_type));
            page.fact("Default", domain.default.iter().map(|sql| code(sql.as_str())).collect());
            page.fact("Null", plain(if domain.not_null { "no" } else { "yes" }));
        }
        Body::Composite(composite) => {
            let rows = composite.attributes.iter();
            let rows = rows.map(|one| vec![vec![code(one.name.as_str())], book.data_type(&one.data_type)]);
            page.table("Attributes", &["Name", "Type"], rows.collect());
        }
        Body::Range(range) => page.fact("Of", book.data_type(&range.subtype)),
        _ => {}
    }
    let users = book.users(id).iter().filter_map(|column| {
        let table = column.parent_id()?;
        Some(vec![vec![book.link(&table)], vec![code(column.name.as_str())]])
    });
    page.table("Columns of this type", &["Table", "Column"], users.collect());
    page.table("Privileges", &["Role", "May"], book.grants(id));
    page.section("SQL", book.sql(id));
    page
}

/// The page of all roles.
pub fn roles(book: &Book<'_>) -> Option<Page> {
    let rows: Vec<Vec<Text>> = book
        .input
        .model
        .of_kind(Tag::Role)
        .filter_map(|(id, object)| {
            let Body::Role(role) = &object.body else { return None };
            let marks = [
                (role.superuser, "superuser"),
                (role.bypassrls, "passes row-level security"),
                (role.createdb, "creates databases"),
                (role.createrole, "creates roles"),
                (role.replication, "replication"),
                (!role.inherit, "does not inherit"),
            ];
            let marks: Vec<&str> = marks.iter().filter(|(held, _)| *held).map(|(_, word)| *word).collect();
            Some(vec![
                vec![code(id.name.as_str())],
                plain(if role.login { "yes" } else { "no" }),
                joined(role.member_of.iter().map(|of| vec![code(of.as_str())])),
                plain(&marks.join(", ")),
                book.comment(id),
            ])
        })
        .collect();
    let mut page = Page { path: "roles".to_owned(), title: "Roles".to_owned(), ..Page::default() };
    page.table("Roles", &["Name", "Logs in", "Member of", "Attributes", "Comment"], rows);
    (!page.sections.is_empty()).then_some(page)
}

/// The page of what has none of its own.
pub fn rest(book: &Book<'_>) -> Option<Page> {
    let mut page = Page { path: "others".to_owned(), title: "Everything else".to_owned(), ..Page::default() };
    let mut kinds: BTreeMap<Tag, Vec<&Id>> = BTreeMap::new();
    for id in book.input.model.objects.keys().filter(|id| id.parent.is_none()) {
        let listed = Book::folder(id.tag).is_some() || matches!(id.tag, Tag::Role | Tag::Schema);
        if !listed {
            kinds.entry(id.tag).or_default().push(id);
        }
    }
    for (tag, ids) in kinds {
        page.words.extend(ids.iter().map(|id| id.name.as_str().to_owned()));
        let rows: Vec<Vec<Text>> = ids.iter().map(|id| vec![vec![code(name(id))], book.comment(id)]).collect();
        let mut blocks = vec![Block::Table { head: vec!["Name", "Comment"], rows }];
        blocks.extend(ids.iter().flat_map(|id| book.sql(id)));
        page.section(&heading(tag), blocks);
    }
    (!page.sections.is_empty()).then_some(page)
}

/// What a kind is called in text.
fn noun(tag: Tag) -> &'static str {
    match tag {
        Tag::Function => "function",
        Tag::Procedure => "procedure",
        Tag::Aggregate => "aggregate",
        Tag::Enum => "enum",
        Tag::Domain => "domain",
        Tag::Composite => "composite type",
        Tag::Range => "range type",
        _ => "type",
    }
}

/// The kind as a heading: `Sequences`.
fn heading(tag: Tag) -> String {
    let words = tag.info().section.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Names of schemas with their comments, where there is more than `public`.
pub fn schemas(book: &Book<'_>) -> Vec<Vec<Text>> {
    let rows: Vec<Vec<Text>> = book
        .input
        .model
        .of_kind(Tag::Schema)
        .map(|(id, _)| vec![vec![code(Ident::as_str(&id.name))], book.comment(id)])
        .collect();
    if rows.len() > 1 { rows } else { Vec::new() }
}
