//! What stands at a place: an object that is declared or used there, a key, a function of PostgreSQL.

use std::ops::Range;

use smol_str::SmolStr;

use super::cursor::{At, Cursor};
use super::names;
use super::scope::{Chain, Row, Text};
use super::spot::{Spot, spot};
use super::text::Meant;
use crate::kind::{Body, Tag};
use crate::model::{Id, Ident};
use crate::read::Loaded;
use crate::read::objects::without_signature;
use crate::sql::cursor::identifier;
use crate::sql::functions;
use crate::sql::references::{Role, identifiers};
use crate::sql::tokens::Kind;

/// What stands at a place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Thing {
    /// An object, declared or used there.
    Object(Id),
    /// A key of a kind.
    Key(Tag, String),
    /// A section.
    Section(String),
    /// A key of a section that holds no objects.
    Word(String, String),
    /// A function of PostgreSQL.
    Builtin(String),
    /// A name of which nobody can tell here what it stands for: the field of a record, a column of several tables.
    Open(Ident),
}

/// How a name is written where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As a key of TOML.
    Key,
    /// As a string of TOML that is the name and nothing else.
    Plain,
    /// In SQL.
    Sql,
    /// In a literal of SQL, with the schema before it: `'app.s'::regclass`.
    Literal,
    /// In SQL, as a column of a query that has its name from it.
    Giving,
}

/// A name in a text.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// Its bytes.
    pub range: Range<usize>,
    pub thing: Thing,
    pub form: Form,
    /// What the string of TOML stands between that it is in; nothing where it is in none.
    pub quote: &'static str,
}

/// What is said in words of people.
const PROSE: &[&str] =
    &["comment", "comments", "reason", "description", "label", "title", "setting", "security_labels", "url", "unix"];
/// Former names, which nothing has any more; paths.
const PASSED: &[&str] = &["renamed_from", "renames", "renamed", "removed", "body_file", "file", "files"];
const ROLES: &[&str] = &["owner", "to", "member_of", "members", "role", "roles"];
/// Lists of columns, each a string of its own.
const COLUMNS: &[&str] = &["columns", "include", "touch", "exactly_one", "at_most_one"];
/// Keys of an object under which a key is the name of one of its columns.
const BY_COLUMN: &[&str] = &["comments", "conversions", "backfill", "renames", "columns"];

/// The names in what the cursor is in: the key, or all of a string. `text` is that of the file.
pub(super) fn named(loaded: &Loaded, text: &str, cursor: &Cursor) -> Vec<Named> {
    let Cursor { path, word, at } = cursor;
    let Some(written) = text.get(word.clone()) else { return Vec::new() };
    match at {
        At::Header | At::Key => {
            let key = Meant::key(written);
            let thing = key_thing(loaded, path, &key);
            thing.map(|thing| Named { range: word.clone(), thing, form: Form::Key, quote: "" }).into_iter().collect()
        }
        At::Text { .. } => {
            let meant = Meant::within(text, word.clone());
            let mut found = in_text(loaded, path, &meant.text);
            for one in &mut found {
                one.quote = meant.quote;
                one.range = word.start + meant.at(one.range.start)..word.start + meant.at(one.range.end);
            }
            found
        }
        At::Value | At::Nowhere => Vec::new(),
    }
}

fn key_thing(loaded: &Loaded, path: &[SmolStr], key: &str) -> Option<Thing> {
    let known = |id: Id| loaded.model.get(&id).is_some().then_some(Thing::Object(id));
    match spot(path) {
        Spot::Root => Some(Thing::Section(key.to_owned())),
        Spot::Names { tag, schema, parent } => {
            let name = if tag.info().has_signature() { without_signature(key).unwrap_or(key) } else { key };
            let id = match parent {
                Some(parent) => parent.child(tag, name),
                None => Id { schema, ..Id::global(tag, name) },
            };
            // A routine has its arguments in its identity.
            let same = |other: &&Id| other.name == id.name && other.schema == id.schema && other.parent == id.parent;
            let all: Vec<&Id> = loaded.model.of_kind(tag).map(|(other, _)| other).filter(same).collect();
            let args = |id: &&&Id| format!("{name}({})", id.args) == key;
            let found = all.iter().find(args).or(all.first());
            known(found.map_or(id, |id| (*id).clone()))
        }
        Spot::Object(id) => Some(Thing::Key(id.tag, key.to_owned())),
        Spot::Value { id, key: of, rest } => match of.as_str() {
            "grants" => known(Id::global(Tag::Role, key)),
            "checks" if rest.is_empty() => known(id.child(Tag::Constraint, key)),
            of if BY_COLUMN.contains(&of) => known(id.child(Tag::Column, key)),
            _ => None,
        },
        Spot::Section(path) => {
            if let Some(thing) = row_key(loaded, &path, key) {
                return Some(thing);
            }
            let table = names::relation(&loaded.model, None, None, key).filter(|_| path.len() > 2);
            match table {
                Some(id) => Some(Thing::Object(id.clone())),
                None => Some(Thing::Word(path.first()?.to_string(), key.to_owned())),
            }
        }
    }
}

/// A key in a section with rows: its table, a column, a column of the table that a foreign key refers to.
fn row_key(loaded: &Loaded, path: &[SmolStr], key: &str) -> Option<Thing> {
    let (schema, rest) = match path {
        [schemas, schema, data, rest @ ..] if schemas == "schemas" && data == "data" => (Some(schema.as_str()), rest),
        [data, rest @ ..] if data == "data" => (None, rest),
        _ => return None,
    };
    let find = |name: &str| names::relation(&loaded.model, None, schema, name);
    let Some((table, inside)) = rest.split_first() else { return find(key).cloned().map(Thing::Object) };
    let mut table = find(table)?.clone();
    let (word, columns) = inside.split_first()?;
    if !["rows", "references"].contains(&word.as_str()) {
        return None;
    }
    for column in columns {
        table = referred(loaded, &table, column)?;
    }
    let id = table.child(Tag::Column, key);
    loaded.model.get(&id).is_some().then_some(Thing::Object(id))
}

/// The table that a column refers to.
fn referred(loaded: &Loaded, table: &Id, column: &str) -> Option<Id> {
    use crate::kinds::constraint::Rule;
    let mut keys = loaded.model.children(table, Tag::Constraint).filter_map(|(_, object)| match &object.body {
        Body::Constraint(constraint) => match &constraint.rule {
            Rule::Foreign(key) => Some(key),
            _ => None,
        },
        _ => None,
    });
    let key = keys.find(|key| key.columns.iter().any(|name| name.as_str() == column))?;
    loaded.model.relation(&key.table).cloned()
}

/// The names in a string, by the keys that it stands under.
fn in_text(loaded: &Loaded, path: &[SmolStr], text: &str) -> Vec<Named> {
    let key = path.last().map_or("", SmolStr::as_str);
    let said = |words: &[&str]| path.iter().skip(1).any(|key| words.contains(&key.as_str()));
    let one = |id: Id| {
        let known = loaded.model.get(&id).is_some();
        let named = Named { range: 0..text.len(), thing: Thing::Object(id), form: Form::Plain, quote: "" };
        known.then_some(named).into_iter().collect::<Vec<_>>()
    };
    let section = |path: &[SmolStr]| -> Vec<Named> {
        if let [data, table, key] = path
            && data == "data"
            && key == "key"
        {
            let table = names::relation(&loaded.model, None, None, table);
            return table.map(|table| one(table.child(Tag::Column, text))).unwrap_or_default();
        }
        match path.first().map_or("", SmolStr::as_str) {
            "project" if ["schemas", "search_path"].contains(&key) => one(Id::global(Tag::Schema, text)),
            "tenancy" | "rbac" | "policy_templates" if ROLES.contains(&key) => one(Id::global(Tag::Role, text)),
            "lint" if key != "on" => Vec::new(),
            // Values are no names.
            "data" if !path.iter().any(|key| key == "references") => Vec::new(),
            "tenancy" | "rbac" | "groups" | "policy_templates" | "lint" | "data" => {
                let own = names::relation(&loaded.model, None, None, key);
                Sql { loaded, own: own.cloned(), id: None, types: false, pattern: true }.names(text, false)
            }
            _ => Vec::new(),
        }
    };
    match spot(path) {
        Spot::Value { rest, key, .. } if PROSE.contains(&key.as_str()) && !rest.is_empty() => Vec::new(),
        _ if PROSE.contains(&key) || said(PASSED) => Vec::new(),
        Spot::Object(id) => sql(loaded, &id, None, text),
        Spot::Value { id, key, rest } => {
            let id = routine(loaded, id);
            let own = id.parent_id().unwrap_or_else(|| id.clone());
            match key.as_str() {
                "name" | "values" | "labels" | "with" | "version" | "language" | "use" | "template" => Vec::new(),
                _ if rest.last().is_some_and(|key| key == "grants") => one(Id::global(Tag::Role, text)),
                "set" if rest.first().is_some_and(|key| key != "search_path") => Vec::new(),
                key if ROLES.contains(&key) && rest.is_empty() => one(Id::global(Tag::Role, text)),
                key if COLUMNS.contains(&key) && rest.is_empty() => one(own.child(Tag::Column, text)),
                key => sql(loaded, &id, Some(key), text),
            }
        }
        Spot::Section(path) => section(&path),
        Spot::Root | Spot::Names { .. } => Vec::new(),
    }
}

fn sql(loaded: &Loaded, id: &Id, key: Option<&str>, text: &str) -> Vec<Named> {
    let own = id.parent_id().or_else(|| matches!(id.tag, Tag::Table | Tag::ForeignTable).then(|| id.clone()));
    // `select (a, b)` is no query.
    if key == Some("grants") {
        let known = |id: Id| loaded.model.get(&id).is_some().then_some(Thing::Object(id));
        let tokens = crate::sql::tokens::tokens(text).filter(|token| token.depth > 0);
        let column = |token: crate::sql::tokens::Token<'_>| {
            let thing = known(own.as_ref()?.child(Tag::Column, identifier(&token)?))?;
            Some(Named { range: token.offset..token.end(), thing, form: Form::Sql, quote: "" })
        };
        return tokens.filter_map(column).collect();
    }
    let view = matches!(id.tag, Tag::View | Tag::MaterializedView);
    let types = id.tag == Tag::Column && matches!(key, None | Some("type"))
        || matches!(key, Some("args" | "returns" | "type" | "of" | "subtype" | "base"))
        || id.tag == Tag::Domain && key.is_none();
    Sql { loaded, own, id: Some(id), types, pattern: false }.names(text, view)
}

/// The names in a body that stands in a file of its own.
pub(super) fn in_body(loaded: &Loaded, id: Id, text: &str) -> Vec<Named> {
    sql(loaded, &routine(loaded, id), Some("body"), text)
}

/// The routine of a name that may hold the types of its arguments.
fn routine(loaded: &Loaded, id: Id) -> Id {
    if !id.tag.info().is_routine() {
        return id;
    }
    let name = without_signature(id.name.as_str()).unwrap_or(id.name.as_str()).to_owned();
    let mut all = loaded.model.of_kind(id.tag).map(|(other, _)| other);
    let same = |other: &&Id| other.name.as_str() == name && other.schema == id.schema;
    all.find(same).cloned().unwrap_or(Id { name: Ident::new(name), ..id })
}

/// Where a text of SQL stands.
struct Sql<'a> {
    loaded: &'a Loaded,
    /// The relation whose columns need no FROM.
    own: Option<Id>,
    id: Option<&'a Id>,
    /// What stands first is a type.
    types: bool,
    /// Names may go on with `*`.
    pattern: bool,
}

impl Sql<'_> {
    fn names(&self, text: &str, known: bool) -> Vec<Named> {
        let model = &self.loaded.model;
        let schema = self.id.and_then(|id| id.schema.as_ref());
        let json =
            self.id.filter(|id| id.tag.info().is_routine()).and_then(|id| model.get(id)).map(|o| o.body.to_json());
        let arguments = json.as_ref().and_then(|json| json.get("args")?.as_str()).unwrap_or_default();
        let read = Text::new(model, schema, text, arguments, known);
        let mut found = Vec::new();
        for chain in &read.chains {
            self.chain(&read, chain, schema, &mut found);
        }
        for literal in identifiers(text).into_iter().filter(|reference| reference.role == Role::Literal) {
            let id = match literal.names.as_slice() {
                [name] => self.object(schema, None, name, &|_| true),
                [schema, name] => self.object(None, Some(schema), name, &|_| true),
                _ => None,
            };
            let named = |id| Named {
                range: literal.offset..literal.end,
                thing: Thing::Object(id),
                form: Form::Literal,
                quote: "",
            };
            found.extend(id.map(named));
        }
        found
    }

    fn chain(&self, read: &Text<'_>, chain: &Chain, schema: Option<&Ident>, found: &mut Vec<Named>) {
        let model = &self.loaded.model;
        let part = |at: usize| chain.at.get(at).and_then(|at| read.tokens.get(*at)).map(|t| t.offset..t.end());
        let first = chain.at.first().copied().unwrap_or_default();
        let last = chain.at.last().copied().unwrap_or_default();
        let after = read.kind(last + 1);
        if self.pattern
            && read.tokens.get(last + 1).is_some_and(|token| token.is_operator("*") || after == Some(Kind::Dot))
        {
            return;
        }
        let cast = read.casts(first) || matches!(after, Some(Kind::String | Kind::Escape));
        let call = after == Some(Kind::Open) && !chain.relation;
        let has = |id: &Id, name: &Ident| model.get(&id.child(Tag::Column, name.clone())).is_some();
        let form = if chain.gives_name { Form::Giving } else { Form::Sql };
        let mut add = |at: usize, thing: Thing, form: Form| {
            found.extend(part(at).map(|range| Named { range, thing, form, quote: "" }));
        };
        let column = |table: &Id, name: &Ident| Thing::Object(table.child(Tag::Column, name.clone()));
        let space = |name: &Ident| {
            let id = Id::global(Tag::Schema, name.clone());
            model.get(&id).map(|_| Thing::Object(id))
        };
        let types = |id: &Id| !id.tag.info().is_routine();
        let routine = |id: &Id| id.tag.info().is_routine();
        match chain.names.as_slice() {
            // The name of an argument.
            [_] if after == Some(Kind::Arrow) => {}
            [name] if chain.relation => {
                if let Some(id) = self.object(schema, None, name, &types) {
                    add(0, Thing::Object(id), Form::Sql);
                }
            }
            [name] if call => match self.object(schema, None, name, &routine) {
                Some(id) => add(0, Thing::Object(id), Form::Sql),
                None if functions::is_builtin(name.as_str()) => add(0, Thing::Builtin(name.to_string()), Form::Sql),
                None => {}
            },
            [name] => {
                let declared = cast || self.types && first == 0 || read.declares(first);
                if declared && let Some(id) = self.object(schema, None, name, &types) {
                    return add(0, Thing::Object(id), Form::Sql);
                }
                let of = read.column(chain.scope, name, &|id| has(id, name));
                let own = self.own.as_ref().filter(|id| has(id, name));
                match of {
                    Ok(_) if chain.shared => add(0, Thing::Open(name.clone()), form),
                    Err(()) => {}
                    Ok(Some(table)) => add(0, column(table, name), form),
                    Ok(None) => match (own, read.row(chain.scope, name)) {
                        (Some(table), _) => add(0, column(table, name), form),
                        (None, Some(Row::Of(id, true))) => add(0, Thing::Object(id.clone()), form),
                        (None, Some(_)) => {}
                        (None, None) => {
                            // In a query it is a variable or the name of a column that it makes.
                            let found =
                                (!self.is_query()).then(|| self.object(schema, None, name, &|_| true)).flatten();
                            if let Some(id) = found {
                                add(0, Thing::Object(id), form);
                            }
                        }
                    },
                }
            }
            [first, name] if chain.relation || call || cast => {
                let fits = |id: &Id| if call { routine(id) } else { types(id) };
                if let Some(id) = self.object(None, Some(first), name, &fits) {
                    add(1, Thing::Object(id), Form::Sql);
                }
                if let Some(thing) = space(first) {
                    add(0, thing, Form::Sql);
                }
            }
            [row, name] => match read.row(chain.scope, row) {
                Some(Row::Of(id, own)) => {
                    if own {
                        add(0, Thing::Object(id.clone()), Form::Sql);
                    }
                    if has(id, name) {
                        add(1, column(id, name), form);
                    }
                }
                Some(Row::Other) => {}
                None => {
                    let own = self.own.as_ref().filter(|id| id.name == *row);
                    if let Some(id) =
                        own.or_else(|| names::relation(model, schema, None, row.as_str()).filter(|_| !self.is_query()))
                    {
                        add(0, Thing::Object(id.clone()), Form::Sql);
                        if has(id, name) {
                            add(1, column(id, name), form);
                        }
                    } else if let Some(id) = self.object(None, Some(row), name, &|_| true) {
                        add(1, Thing::Object(id), Form::Sql);
                        space(row).into_iter().for_each(|thing| add(0, thing, Form::Sql));
                    } else if let Some(thing) = self.field(row, name) {
                        add(1, thing, form);
                    }
                }
            },
            [first, table, name] => {
                if let Some(id) = self.object(None, Some(first), table, &types) {
                    space(first).into_iter().for_each(|thing| add(0, thing, Form::Sql));
                    if has(&id, name) {
                        add(2, column(&id, name), form);
                    } else if let Some((part, _)) = model
                        .objects
                        .iter()
                        .find(|(part, _)| part.parent_id().as_ref() == Some(&id) && part.name == *name)
                    {
                        add(2, Thing::Object(part.clone()), Form::Sql);
                    }
                    add(1, Thing::Object(id), Form::Sql);
                }
            }
            _ => {}
        }
    }

    fn is_query(&self) -> bool {
        self.id.is_some_and(|id| id.tag.info().is_routine() || id.tag == Tag::View || id.tag == Tag::MaterializedView)
            && !self.types
    }

    /// A column of a row that has no name in FROM: `new` and `old` of a trigger, a record.
    fn field(&self, row: &Ident, name: &Ident) -> Option<Thing> {
        let model = &self.loaded.model;
        let function = self.id.filter(|id| id.tag.info().is_routine());
        let column = |table: &Id| {
            let id = table.child(Tag::Column, name.clone());
            model.get(&id).map(|_| id)
        };
        if !["new", "old"].contains(&row.as_str()) {
            // Only the body of a routine has records; its own name stands before its arguments.
            return function.filter(|id| id.name != *row).map(|_| Thing::Open(name.clone()));
        }
        let Some(function) = function else { return self.own.as_ref().and_then(column).map(Thing::Object) };
        let runs = model.of_kind(Tag::Trigger).filter(|(_, object)| match &object.body {
            Body::Trigger(trigger) => trigger.function == function.qualified(),
            _ => false,
        });
        let mut tables: Vec<Id> = runs.filter_map(|(id, _)| column(&id.parent_id()?)).collect();
        tables.dedup();
        match tables.as_slice() {
            [] => None,
            [one] => Some(Thing::Object(one.clone())),
            _ => Some(Thing::Open(name.clone())),
        }
    }

    /// What a name denotes from within a schema: a relation, a type, a routine.
    fn object(
        &self,
        own: Option<&Ident>,
        schema: Option<&Ident>,
        name: &Ident,
        fits: &dyn Fn(&Id) -> bool,
    ) -> Option<Id> {
        let model = &self.loaded.model;
        let relation = names::relation(model, own, schema.map(Ident::as_str), name.as_str()).filter(|id| fits(id));
        if let Some(id) = relation {
            return Some(id.clone());
        }
        let kinds = [
            Tag::Function,
            Tag::Procedure,
            Tag::Aggregate,
            Tag::Enum,
            Tag::Domain,
            Tag::Composite,
            Tag::Range,
            Tag::BaseType,
            Tag::Sequence,
        ];
        let public = Ident::from("public");
        let homes = schema.map_or_else(|| own.into_iter().chain([&public]).collect(), |schema| vec![schema]);
        let within = |home: &Ident| {
            kinds.iter().find_map(|tag| {
                let first = Id::of_schema(*tag, home.clone(), name.clone());
                let (id, _) = model.objects.range(first.clone()..).next()?;
                let same = id.tag == *tag && id.schema == first.schema && id.parent.is_none() && id.name == *name;
                Some(id.clone()).filter(|id| same && fits(id))
            })
        };
        homes.into_iter().find_map(within)
    }
}
