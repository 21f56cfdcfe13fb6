//! What a query reads and returns, as far as its tokens tell.
//!
//! Nothing here decides what is planned: a column too many or too few in a picture is no harm. A name without a
//! qualifier is taken as a column of every relation of the query that has such a column; `*` is every column.

use std::collections::{BTreeMap, BTreeSet};

use crate::kind::Tag;
use crate::model::{Id, Ident, Model, QName};
use crate::sql::cursor::identifier;
use crate::sql::relations::relations;
use crate::sql::tokens::{Kind, Token, tokens};

/// What a query reads and returns.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Relations and the columns of them that are named, in the order of their names.
    pub relations: BTreeMap<Id, BTreeSet<Ident>>,
    /// Columns of the outermost SELECT.
    pub outputs: Vec<Output>,
}

/// A column of the result.
#[derive(Debug, Default)]
pub(super) struct Output {
    /// Its name, where the query has one.
    pub name: Option<Ident>,
    /// The column that it is, where it is one.
    pub source: Option<(Id, Ident)>,
}

impl Reads {
    /// Reads the query of a view.
    pub fn of(model: &Model, holder: &Id, query: &str) -> Self {
        let list: Vec<Token<'_>> = tokens(query).collect();
        let mut names: BTreeMap<Ident, Vec<Id>> = BTreeMap::new();
        let mut reads = Reads::default();
        for name in relations(query) {
            let Some(id) = resolve(model, holder, &name) else { continue };
            names.entry(name.name.clone()).or_default().push(id.clone());
            for alias in aliases(&list, &name) {
                names.entry(alias).or_default().push(id.clone());
            }
            reads.relations.entry(id.clone()).or_default();
        }
        for (at, token) in list.iter().enumerate() {
            let of = at.checked_sub(1).and_then(|dot| list.get(dot)).is_some_and(|dot| dot.kind == Kind::Dot);
            let qualifier = if of { at.checked_sub(2).and_then(|at| list.get(at)).and_then(identifier) } else { None };
            let ids: Vec<Id> = match &qualifier {
                Some(qualifier) => names.get(qualifier).cloned().unwrap_or_default(),
                None => reads.relations.keys().cloned().collect(),
            };
            let whole = token.is_operator("*") && (of || starts(&list, at));
            let column = identifier(token);
            for id in ids {
                let columns = model.children(&id, Tag::Column).map(|(column, _)| &column.name);
                let named: Vec<Ident> =
                    columns.filter(|name| whole || column.as_ref() == Some(*name)).cloned().collect();
                reads.relations.entry(id).or_default().extend(named);
            }
        }
        reads.outputs(model, &list, &names);
        reads
    }

    /// The list between the first SELECT outside parentheses and what ends it.
    fn outputs(&mut self, model: &Model, list: &[Token<'_>], names: &BTreeMap<Ident, Vec<Id>>) {
        // PostgreSQL prints some queries in parentheses, and a WITH has its own SELECTs deeper.
        let Some(depth) = list.iter().filter(|token| token.is("select")).map(|token| token.depth).min() else { return };
        let Some(first) = list.iter().position(|token| token.is("select") && token.depth == depth) else { return };
        let rest = list.get(first + 1..).unwrap_or_default();
        let ends = |token: &&Token<'_>| {
            token.depth < depth
                || token.depth == depth
                    && (["from", "where", "group", "union", "order", "limit"].iter().any(|word| token.is(word))
                        || token.kind == Kind::Semicolon)
        };
        let end = rest.iter().position(|token| ends(&token)).unwrap_or(rest.len());
        let list = rest.get(..end).unwrap_or_default();
        for item in list.split(|token| token.kind == Kind::Comma && token.depth == depth) {
            self.output(model, item, names);
        }
    }

    fn output(&mut self, model: &Model, item: &[Token<'_>], names: &BTreeMap<Ident, Vec<Id>>) {
        let Some(last) = item.last() else { return };
        let before = |n: usize| item.len().checked_sub(n + 1).and_then(|at| item.get(at));
        let qualifier = before(1).filter(|dot| dot.kind == Kind::Dot).and_then(|_| before(2)).and_then(identifier);
        let holders: Vec<Id> = match &qualifier {
            Some(qualifier) => names.get(qualifier).cloned().unwrap_or_default(),
            None => self.relations.keys().cloned().collect(),
        };
        if last.is_operator("*") {
            for id in holders {
                let columns = model.children(&id, Tag::Column).map(|(column, _)| column.name.clone());
                let output = |name: Ident| Output { name: Some(name.clone()), source: Some((id.clone(), name)) };
                self.outputs.extend(columns.map(output));
            }
            return;
        }
        let chain = |list: &[Token<'_>]| match list {
            [column] => identifier(column).map(|column| (None, column)),
            [of, dot, column] if dot.kind == Kind::Dot => Some((identifier(of), identifier(column)?)),
            _ => None,
        };
        let (value, name) = match item {
            [value @ .., word, name] if word.is("as") => (value, identifier(name)),
            // What is no chain of names but ends in a word has an alias without AS.
            [.., name] if chain(item).is_none() && before(1).is_some_and(|token| token.kind != Kind::Cast) => {
                (item.get(..item.len() - 1).unwrap_or_default(), identifier(name))
            }
            _ => (item, None),
        };
        let found = chain(value);
        let source = found.as_ref().and_then(|(of, column)| {
            let among: Vec<&Id> = match of {
                Some(of) => names.get(of).into_iter().flatten().collect(),
                None => self.relations.keys().collect(),
            };
            let has = |id: &&&Id| model.get(&id.child(Tag::Column, column.clone())).is_some();
            among.iter().find(has).map(|id| ((*id).clone(), column.clone()))
        });
        let called =
            item.first().filter(|_| item.get(1).is_some_and(|open| open.kind == Kind::Open)).and_then(identifier);
        self.outputs.push(Output { name: name.or(found.map(|(_, column)| column)).or(called), source });
    }
}

/// A star that stands for columns and is no multiplication.
fn starts(list: &[Token<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| list.get(at));
    before.is_some_and(|token| token.is("select") || token.is("distinct") || token.kind == Kind::Comma)
}

/// The relation that a name in the query of `holder` denotes.
fn resolve<'m>(model: &'m Model, holder: &Id, name: &QName) -> Option<&'m Id> {
    let mut schemas = match &name.schema {
        Some(schema) => vec![schema.clone()],
        None => holder.schema.iter().cloned().chain([Ident::from("public")]).collect(),
    }
    .into_iter();
    schemas.find_map(|schema| model.relation(&QName { schema: Some(schema), name: name.name.clone() }))
}

/// What the query calls a relation: `documents AS d`, `documents d`.
fn aliases(list: &[Token<'_>], name: &QName) -> Vec<Ident> {
    const ENDS: &[&str] = &[
        "on",
        "where",
        "join",
        "left",
        "right",
        "full",
        "inner",
        "cross",
        "natural",
        "using",
        "group",
        "order",
        "union",
        "limit",
        "having",
        "except",
        "intersect",
        "for",
        "tablesample",
        "window",
        "offset",
        "fetch",
        "set",
    ];
    let mut found = Vec::new();
    for (at, _) in list.iter().enumerate().filter(|(_, token)| identifier(token).as_ref() == Some(&name.name)) {
        let next = |n: usize| list.get(at + n);
        let alias = if next(1).is_some_and(|token| token.is("as")) { next(2) } else { next(1) };
        let alias = alias.filter(|token| !ENDS.iter().any(|word| token.is(word)));
        found.extend(alias.and_then(identifier));
    }
    found
}
