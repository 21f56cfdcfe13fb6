//! Which tables are in scope at every word of a text of SQL: expressions, queries, bodies of SQL and PL/pgSQL.
//!
//! No tree is made, because a text is half written more often than not. Words that begin the parts of a statement and
//! parentheses say where a relation is named and how far its name reaches.

use super::names;
use crate::model::{Id, Ident, Model};
use crate::sql::cursor::identifier;
use crate::sql::quote::is_reserved;
use crate::sql::tokens::{Kind, Token, tokens};

/// A chain of names with dots between them.
#[derive(Debug)]
pub(super) struct Chain {
    /// The tokens that are its names.
    pub at: Vec<usize>,
    /// The names as they are meant.
    pub names: Vec<Ident>,
    /// Its scope.
    pub scope: usize,
    /// A relation is named here, to read or write it.
    pub relation: bool,
    /// It is all that a column of a query is made of, which has its name from it, and somebody knows the column by that.
    pub gives_name: bool,
    /// It stands for columns of several tables: `using (a)`.
    pub shared: bool,
}

/// What is read or written in a statement.
#[derive(Debug)]
struct Source {
    name: Ident,
    /// Whether the relation itself is called so, and nothing else in its place.
    own_name: bool,
    relation: Option<Id>,
    /// The tokens of a sub-select.
    inside: Option<(usize, usize)>,
}

#[derive(Debug, Default)]
struct Scope {
    up: Option<usize>,
    sources: Vec<Source>,
    /// What INSERT writes: `excluded` is a row of it.
    target: Option<Id>,
}

/// What is known of the parentheses around a token.
#[derive(Clone, Debug, Default)]
struct Frame {
    scope: usize,
    statement: bool,
    list: bool,
    next: bool,
    /// In the list between SELECT and FROM.
    columns: bool,
    /// Somebody knows the columns of the query by their names.
    known: bool,
    shared: bool,
    /// The arguments of a function come, whose rows are read.
    call: bool,
    insert: Option<usize>,
    /// The first token, where the whole is read like a relation.
    read: Option<usize>,
    cases: u32,
}

/// A text, understood.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub tokens: Vec<Token<'a>>,
    pub chains: Vec<Chain>,
    scopes: Vec<Scope>,
    /// Variables and arguments that are rows of relations.
    rows: Vec<(Ident, Id)>,
    with: Vec<Ident>,
}

/// What a name before a dot stands for.
pub(super) enum Row<'a> {
    /// A row of this relation; whether by the relation's own name.
    Of(&'a Id, bool),
    /// A row of a sub-select, a function or a relation that nobody declares.
    Other,
}

/// Words that end the list after FROM.
const ENDS: &[&str] = &[
    "where",
    "group",
    "order",
    "having",
    "limit",
    "offset",
    "fetch",
    "window",
    "union",
    "except",
    "intersect",
    "for",
    "set",
    "returning",
    "values",
    "when",
    "loop",
    "then",
];
/// Words that no alias is.
const NO_ALIAS: &[&str] = &["set", "loop", "values", "match", "restrict", "cascade", "include"];

impl<'a> Text<'a> {
    /// `known`: the columns of the query are known by their names, as those of a view are.
    pub fn new(model: &Model, schema: Option<&Ident>, text: &'a str, arguments: &str, known: bool) -> Self {
        let mut read = Self {
            tokens: all(text),
            chains: Vec::new(),
            scopes: vec![Scope::default()],
            rows: Vec::new(),
            with: Vec::new(),
        };
        read.with = read.common();
        let relation = |names: &[Ident]| match names {
            [name] => names::relation(model, schema, None, name.as_str()).cloned(),
            [schema, name] => names::relation(model, None, Some(schema.as_str()), name.as_str()).cloned(),
            _ => None,
        };
        read.variables(&all(arguments), &relation);
        let own = read.tokens.clone();
        read.variables(&own, &relation);
        read.walk(known, &relation);
        read
    }

    fn is(&self, at: Option<usize>, words: &[&str]) -> bool {
        at.and_then(|at| self.tokens.get(at)).is_some_and(|token| words.iter().any(|word| token.is(word)))
    }

    pub fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Whether a type stands at a token: `x::t`, `cast(x as t)`.
    pub fn casts(&self, at: usize) -> bool {
        let Some((before, depth)) = at.checked_sub(1).zip(self.tokens.get(at).map(|token| token.depth)) else {
            return false;
        };
        let opens = |at: &usize| self.kind(*at) == Some(Kind::Open) && self.tokens[*at].depth + 1 == depth;
        let cast = || (0..before).rev().find(opens).is_some_and(|open| self.is(open.checked_sub(1), &["cast"]));
        self.kind(before) == Some(Kind::Cast) || self.is(Some(before), &["as"]) && cast()
    }

    /// Whether the type of a variable stands at a token.
    pub fn declares(&self, at: usize) -> bool {
        let name = at.checked_sub(1).and_then(|at| self.tokens.get(at)).and_then(identifier);
        let begins = at.checked_sub(2).and_then(|at| self.tokens.get(at));
        let begins = begins.is_some_and(|token| token.kind == Kind::Semicolon || token.is("declare"));
        begins && name.is_some() || self.is(at.checked_sub(1), &["setof"])
    }

    /// Names that WITH gives to queries: `NAME as (`.
    fn common(&self) -> Vec<Ident> {
        let opens = |at: usize| {
            let behind = (at + 1..at + 4).find(|at| !self.is(Some(*at), &["not", "materialized"]));
            behind.is_some_and(|at| self.kind(at) == Some(Kind::Open))
        };
        let named = (1..self.tokens.len()).filter(|at| self.is(Some(*at), &["as"]) && opens(*at));
        named.filter_map(|at| self.tokens.get(at - 1).and_then(identifier)).collect()
    }

    /// `p entity`, `v app.users%rowtype`: what is declared to be a row.
    fn variables(&mut self, list: &[Token<'_>], relation: &dyn Fn(&[Ident]) -> Option<Id>) {
        for (at, token) in list.iter().enumerate() {
            let begins = at.checked_sub(1).and_then(|at| list.get(at)).is_none_or(|before| {
                matches!(before.kind, Kind::Semicolon | Kind::Comma | Kind::Open)
                    || ["declare", "in", "out", "inout"].iter().any(|word| before.is(word))
            });
            let Some(name) = identifier(token).filter(|_| begins) else { continue };
            let (names, _, end) = chain(list, at + 1);
            let ends = list.get(end + 1).is_none_or(|after| {
                matches!(after.kind, Kind::Semicolon | Kind::Comma | Kind::Close | Kind::Assign)
                    || after.is_operator("%")
                    || after.is("default")
            });
            if let Some(id) = relation(&names).filter(|_| ends) {
                self.rows.push((name, id));
            }
        }
    }

    fn scope(&mut self, up: Option<usize>) -> usize {
        self.scopes.push(Scope { up, ..Scope::default() });
        self.scopes.len() - 1
    }

    fn walk(&mut self, known: bool, relation: &dyn Fn(&[Ident]) -> Option<Id>) {
        let mut frames = vec![Frame { known, ..Frame::default() }];
        // The table whose columns stand in the parentheses that open next.
        let mut listed: Option<Option<Id>> = None;
        let mut at = 0;
        while let Some(token) = self.tokens.get(at).copied() {
            let Some(mut frame) = frames.pop() else { break };
            let before = at.checked_sub(1);
            let after = self.kind(at + 1);
            let word = |words: &[&str]| words.iter().any(|word| token.is(word));
            match token.kind {
                Kind::Open => {
                    let inner = self.open(&mut frame, at, listed.take());
                    frames.extend([frame, inner]);
                    at += 1;
                    continue;
                }
                Kind::Close if !frames.is_empty() => {
                    if let (Some(from), Some(outer)) = (frame.read, frames.last()) {
                        let scope = outer.scope;
                        if let Some((name, end)) = self.alias(at) {
                            let inside = Some((from, at));
                            let source = Source { name, own_name: false, relation: None, inside };
                            self.scopes[scope].sources.push(source);
                            at = end;
                        }
                    }
                    at += 1;
                    continue;
                }
                Kind::Semicolon => {
                    let scope = self.scope(None);
                    frame = Frame { scope, ..Frame::default() };
                }
                Kind::Comma => frame.next = frame.list,
                Kind::Word if before.and_then(|at| self.kind(at)) == Some(Kind::Dot) => {}
                Kind::Word if word(&["from"]) => {
                    let distinct = self.is(before, &["distinct"]) && self.is(at.checked_sub(2), &["is", "not"]);
                    if frame.statement && !distinct {
                        (frame.list, frame.next, frame.columns) = (true, true, false);
                    }
                }
                Kind::Word if word(&["join", "truncate", "references"]) => frame.next = true,
                Kind::Word if word(&["using"]) && after == Some(Kind::Open) => frame.shared = frame.statement,
                Kind::Word if word(&["using"]) => frame.next = frame.statement,
                Kind::Word if word(&["into"]) => {
                    frame.next = self.is(before, &["insert", "merge"]);
                    frame.columns = false;
                }
                Kind::Word if word(&["update"]) => {
                    frame.statement = true;
                    frame.next = !self.is(before, &["for", "key", "do", "on", "or"]) && !self.is(Some(at + 1), &["of"]);
                    if let Some(insert) = frame.insert.filter(|_| self.is(before, &["do"])) {
                        frame.scope = insert;
                    } else if frame.next {
                        frame = Frame { scope: self.scope(self.scopes[frame.scope].up), ..frame };
                    }
                }
                Kind::Word if word(&["conflict", "returning"]) => {
                    frame.scope = frame.insert.unwrap_or(frame.scope);
                    (frame.list, frame.next) = (false, false);
                    listed = token.is("conflict").then(|| self.scopes[frame.scope].target.clone());
                }
                Kind::Word if word(&["select", "perform", "delete", "insert", "merge"]) => {
                    let old = &self.scopes[frame.scope];
                    if !old.sources.is_empty() || old.target.is_some() {
                        frame.scope = self.scope(old.up);
                    }
                    let insert = frame.insert.filter(|_| token.is("select"));
                    let Frame { scope, known, read, .. } = frame;
                    let columns = word(&["select", "perform"]);
                    frame = Frame { scope, statement: true, columns, known, read, insert, ..Frame::default() };
                }
                Kind::Word if word(&["case"]) => frame.cases += 1,
                Kind::Word if word(&["end"]) && frame.cases > 0 => frame.cases -= 1,
                // A statement of PL/pgSQL begins behind these.
                Kind::Word if word(&["then", "loop", "begin", "else"]) && frame.cases == 0 => {
                    let scope = self.scope(None);
                    frame = Frame { scope, ..Frame::default() };
                }
                Kind::Word if ENDS.iter().any(|word| token.is(word)) => {
                    (frame.list, frame.next, frame.columns) = (false, false, false);
                }
                Kind::Word if word(&["only", "lateral", "table"]) => {}
                Kind::Word | Kind::Quoted if frame.next => {
                    frame.next = false;
                    let (names, own, end) = chain(&self.tokens, at);
                    let behind = self.kind(end + 1) == Some(Kind::Open);
                    let (written, refers) = (self.is(before, &["into"]), self.is(before, &["references"]));
                    let called = behind && !written && !refers;
                    let common = matches!(names.as_slice(), [name] if self.with.contains(name));
                    let found = if called || common { None } else { relation(&names) };
                    let is_relation = !called && !common;
                    let name = names.last().cloned();
                    let scope = frame.scope;
                    self.chains.push(Chain {
                        at: own,
                        names,
                        scope,
                        relation: is_relation,
                        gives_name: false,
                        shared: false,
                    });
                    at = end;
                    if written {
                        self.scopes[scope].target.clone_from(&found);
                        frame.insert = Some(scope);
                    }
                    if behind && !called {
                        listed = Some(found.clone());
                    }
                    if refers {
                        at += 1;
                        frames.push(frame);
                        continue;
                    }
                    // The alias of a function stands behind its arguments.
                    let alias = if called { None } else { self.alias(at) };
                    let inside = common.then_some((0, self.tokens.len()));
                    let (own_name, name) = match alias {
                        Some((alias, end)) => {
                            at = end;
                            (false, Some(alias))
                        }
                        None => (true, name),
                    };
                    frame.call = called;
                    if let Some(name) = name.filter(|_| !called) {
                        self.scopes[scope].sources.push(Source { name, own_name, relation: found, inside });
                    }
                }
                Kind::Word | Kind::Quoted => {
                    let (names, own, end) = chain(&self.tokens, at);
                    let begins = self.is(before, &["select", "distinct", "all"])
                        || before.and_then(|at| self.kind(at)) == Some(Kind::Comma);
                    let ends = matches!(self.kind(end + 1), None | Some(Kind::Comma | Kind::Close | Kind::Semicolon))
                        || self.is(Some(end + 1), &["from", "union", "into"]);
                    let gives_name = frame.columns && frame.known && begins && ends;
                    let (scope, shared) = (frame.scope, frame.shared);
                    self.chains.push(Chain { at: own, names, scope, relation: false, gives_name, shared });
                    at = end;
                }
                _ => {}
            }
            frames.push(frame);
            at += 1;
        }
    }

    /// What stands in parentheses.
    fn open(&mut self, frame: &mut Frame, at: usize, listed: Option<Option<Id>>) -> Frame {
        let begins = self.is(Some(at + 1), &["select", "with", "insert", "update", "delete", "values"]);
        let shared = std::mem::take(&mut frame.shared);
        if let Some(table) = listed.filter(|_| !begins) {
            let scope = self.scope(None);
            let name = table.as_ref().map(|id| id.name.clone()).unwrap_or_default();
            let source = Source { name, own_name: true, relation: table, inside: None };
            self.scopes[scope].sources.push(source);
            return Frame { scope, ..Frame::default() };
        }
        let read = std::mem::take(&mut frame.next);
        if std::mem::take(&mut frame.call) {
            return Frame { scope: frame.scope, read: Some(at), ..Frame::default() };
        }
        let common = self.is(at.checked_sub(1), &["as", "materialized"]);
        if begins {
            let scope = self.scope(Some(frame.scope));
            return Frame { scope, known: read || common, read: read.then_some(at), ..Frame::default() };
        }
        // `from (a join b …)` goes on in the parentheses.
        Frame { scope: frame.scope, statement: read, list: read, next: read, shared, ..Frame::default() }
    }

    /// The alias behind a token, and where it ends.
    fn alias(&self, at: usize) -> Option<(Ident, usize)> {
        let at = at + 1 + usize::from(self.is(Some(at + 1), &["as"]));
        let token = self.tokens.get(at)?;
        let word = token.kind == Kind::Word && (is_reserved(token.text) || NO_ALIAS.iter().any(|word| token.is(word)));
        identifier(token).filter(|_| !word).map(|name| (name, at))
    }

    /// The scopes that a place is in, from the inside.
    fn scopes(&self, at: usize) -> impl Iterator<Item = &Scope> {
        std::iter::successors(self.scopes.get(at), |scope| self.scopes.get(scope.up?))
    }

    /// What a name before a dot stands for.
    pub fn row(&self, scope: usize, name: &Ident) -> Option<Row<'_>> {
        for scope in self.scopes(scope) {
            if let Some(source) = scope.sources.iter().find(|source| source.name == *name) {
                return Some(source.relation.as_ref().map_or(Row::Other, |id| Row::Of(id, source.own_name)));
            }
            if let Some(target) = scope.target.as_ref().filter(|_| name.as_str() == "excluded") {
                return Some(Row::Of(target, false));
            }
        }
        self.rows.iter().find(|(known, _)| known == name).map(|(_, id)| Row::Of(id, false))
    }

    /// The relation in scope whose column this is. `Err`: it is one of a sub-select.
    pub fn column(&self, scope: usize, name: &Ident, has: &dyn Fn(&Id) -> bool) -> Result<Option<&Id>, ()> {
        for scope in self.scopes(scope) {
            let found = scope.sources.iter().filter_map(|source| source.relation.as_ref()).find(|id| has(id));
            if found.is_some() {
                return Ok(found);
            }
            let holds = |(from, to): &(usize, usize)| {
                let inside = self.tokens.get(*from..*to).unwrap_or_default();
                inside.iter().any(|token| identifier(token).as_ref() == Some(name))
            };
            if scope.sources.iter().filter_map(|source| source.inside.as_ref()).any(holds) {
                return Err(());
            }
        }
        Ok(None)
    }
}

/// All tokens; a body in another language may hold characters that SQL has not, and what follows them is read all the same.
fn all(text: &str) -> Vec<Token<'_>> {
    let mut list = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        list.extend(tokens(rest).map(|token| Token { offset: start + token.offset, ..token }));
        match list.pop_if(|token| matches!(token.kind, Kind::Invalid(_))) {
            Some(token) => start = token.end().max(start + 1),
            None => break,
        }
        start = text.ceil_char_boundary(start);
    }
    list
}

/// The names that begin at a token, their tokens, and the last of these.
fn chain(list: &[Token<'_>], mut at: usize) -> (Vec<Ident>, Vec<usize>, usize) {
    let mut names: Vec<Ident> = list.get(at).and_then(identifier).into_iter().collect();
    let mut own = vec![at];
    while !names.is_empty() && list.get(at + 1).is_some_and(|token| token.kind == Kind::Dot) {
        let Some(name) = list.get(at + 2).and_then(identifier) else { break };
        names.push(name);
        at += 2;
        own.push(at);
    }
    (names, own, at)
}
