//! Parameters in the names and texts of a mixin.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::expand::templates::placeholders;
use crate::model::Id;
use crate::read::node::{Entry, Node, Table, Value};
use crate::sql::keywords::{Category, category};
use crate::sql::quote::{is_plain, quote_ident};

/// Keys whose texts are names or words of a person, not SQL.
const VERBATIM: &[&str] = &[
    "comment",
    "comments",
    "owner",
    "grants",
    "to",
    "touch",
    "renames",
    "renamed_from",
    "depends_on",
    "use",
    "security_labels",
    "include",
    "column",
    "function",
    "view",
    "tablespace",
    "access_method",
    "body_file",
];

/// What stands for the parameters.
pub(super) struct Filling<'a> {
    pub table: &'a Id,
    pub arguments: &'a BTreeMap<SmolStr, SmolStr>,
}

impl Filling<'_> {
    pub(super) fn table(&self, table: &Table) -> Table {
        self.inside(table, true)
    }

    fn inside(&self, table: &Table, sql: bool) -> Table {
        let one = |entry: &Entry| {
            let sql = sql && !VERBATIM.contains(&entry.key.as_str());
            Entry { key: self.verbatim(&entry.key), key_span: entry.key_span, node: self.node(&entry.node, sql) }
        };
        Table { entries: table.entries.iter().map(one).collect() }
    }

    fn node(&self, node: &Node, sql: bool) -> Node {
        let value = match &node.value {
            Value::String(text) => Value::String(if sql { self.sql(text) } else { self.verbatim(text) }),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.node(item, sql)).collect()),
            Value::Table(table) => Value::Table(self.inside(table, sql)),
            other => other.clone(),
        };
        Node { span: node.span, value }
    }

    /// The value of a name in braces, without quotes.
    fn value(&self, name: &str) -> Option<&str> {
        match (self.arguments.get(name), name) {
            (Some(value), _) => Some(value),
            (None, "table") => Some(self.table.name.as_str()),
            (None, "schema") => Some(self.table.schema.as_ref().map_or("public", |schema| schema.as_str())),
            _ => None,
        }
    }

    /// A name or a comment.
    fn verbatim(&self, text: &str) -> SmolStr {
        if !text.contains('{') {
            return SmolStr::new(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (range, name, _) in placeholders(text) {
            let Some(value) = self.value(name) else { continue };
            out.push_str(text.get(done..range.start).unwrap_or_default());
            out.push_str(value);
            done = range.end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        SmolStr::new(out)
    }

    /// SQL: a name that is put together is quoted as a whole where it needs it, and a piece of a literal as literals are.
    fn sql(&self, text: &str) -> SmolStr {
        if !text.contains('{') {
            return SmolStr::new(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        // Where the name begins that is being put together, and whether it is one.
        let mut word: Option<(usize, bool)> = None;
        for (range, name, quoted) in placeholders(text) {
            let Some(value) = self.value(name) else { continue };
            let between = text.get(done..range.start).unwrap_or_default();
            if !between.chars().all(is_word) {
                end(&mut out, &mut word, between);
            } else {
                out.push_str(between);
            }
            done = range.end;
            if quoted {
                out.push_str(&value.replace('\'', "''"));
                continue;
            }
            let before = out.trim_end_matches(is_word).len();
            // In quotes, as in `"{target}_id"`.
            if out.get(..before).is_some_and(|front| front.ends_with('"')) && word.is_none() {
                out.push_str(&value.replace('"', "\"\""));
                continue;
            }
            let next = text.get(done..).and_then(|rest| rest.chars().next());
            let alone = before == out.len() && word.is_none() && next.is_none_or(|next| !is_word(next) && next != '{');
            if name == "table" && alone {
                out.push_str(&self.table.qualified().to_string());
                continue;
            }
            let is_name = value.chars().all(is_word) && !value.is_empty();
            let (start, was) = word.unwrap_or((before, true));
            word = Some((start, was && is_name));
            out.push_str(value);
        }
        end(&mut out, &mut word, text.get(done..).unwrap_or_default());
        SmolStr::new(out)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Ends a name with the first characters of what follows it, and adds the rest.
fn end(out: &mut String, word: &mut Option<(usize, bool)>, rest: &str) {
    let at = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let (tail, rest) = rest.split_at_checked(at).unwrap_or((rest, ""));
    out.push_str(tail);
    if let Some((start, true)) = word.take() {
        let name = out.get(start..).unwrap_or_default().to_owned();
        let number = name.starts_with(|c: char| c.is_ascii_digit());
        // A word that may be a type or a value as well stays as it is.
        if !number && (!is_plain(&name) || matches!(category(&name), Some(Category::Reserved))) && !is_constant(&name) {
            out.truncate(start);
            out.push_str(&quote_ident(&name));
        }
    }
    out.push_str(rest);
}

fn is_constant(word: &str) -> bool {
    matches!(word, "true" | "false" | "null" | "current_user" | "session_user" | "current_timestamp" | "current_date")
}

/// Reports names in braces that are no parameters, in keys and in SQL: in texts and comments, braces may mean something
/// else.
pub(super) fn check(mixin: &str, body: &Table, known: &[&str], diagnostics: &mut Vec<Diagnostic>) {
    for entry in &body.entries {
        wrong(mixin, &entry.key, entry.key_span, known, diagnostics);
        if !VERBATIM.contains(&entry.key.as_str()) {
            inside(mixin, &entry.node, known, diagnostics);
        }
    }
}

fn inside(mixin: &str, node: &Node, known: &[&str], diagnostics: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::String(text) => wrong(mixin, text, node.span, known, diagnostics),
        Value::Array(items) => items.iter().for_each(|item| inside(mixin, item, known, diagnostics)),
        Value::Table(table) => check(mixin, table, known, diagnostics),
        _ => {}
    }
}

fn wrong(mixin: &str, text: &str, span: crate::diagnostic::Span, known: &[&str], diagnostics: &mut Vec<Diagnostic>) {
    for (_, name, quoted) in placeholders(text) {
        if quoted || known.contains(&name) {
            continue;
        }
        let near = did_you_mean(name, known.iter().copied());
        let hint = near.map_or_else(
            || format!("add it to its parameters: `parameters = [\"{name}\"]`"),
            |near| format!("did you mean `{{{near}}}`?"),
        );
        let message = format!("`{{{name}}}` is no parameter of the mixin `{mixin}`");
        diagnostics.push(Diagnostic::error("mixin", span, message).hint(hint));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Tag;

    fn fill(text: &str, arguments: &[(&str, &str)]) -> String {
        let table = Id::of_schema(Tag::Table, "app", "Notes");
        let arguments = arguments.iter().map(|(name, value)| (SmolStr::new(name), SmolStr::new(value))).collect();
        Filling { table: &table, arguments: &arguments }.sql(text).to_string()
    }

    #[test]
    fn names_are_quoted_as_a_whole() {
        let target = |value| [("target", value)];
        assert_eq!(fill("uuid references {target}", &target("document")), "uuid references document");
        assert_eq!(fill("uuid references {target}", &target("Document")), "uuid references \"Document\"");
        assert_eq!(fill("uuid references {target} (id)", &target("order")), "uuid references \"order\" (id)");
        assert_eq!(fill("uuid references {target}", &target("app.document")), "uuid references app.document");
        assert_eq!(fill("{target}_id > 0", &target("Doc")), "\"Doc_id\" > 0");
        assert_eq!(fill("by_{target}{target}_x", &target("Doc")), "\"by_DocDoc_x\"");
        assert_eq!(fill("\"{target}_id\" > 0", &target("a\"b")), "\"a\"\"b_id\" > 0");
        assert_eq!(fill("{target} not null", &target("numeric(10,2)")), "numeric(10,2) not null");
        assert_eq!(fill("{target} not null", &target("timestamp")), "timestamp not null");
        assert_eq!(fill("boolean default {target}", &target("true")), "boolean default true");
        assert_eq!(fill("integer default {target}", &target("30")), "integer default 30");
    }

    #[test]
    fn literals_and_the_table() {
        assert_eq!(fill("x = '{a}' and y = '{}'", &[("a", "it's")]), "x = 'it''s' and y = '{}'");
        assert_eq!(fill("exists (select from {table})", &[]), "exists (select from app.\"Notes\")");
        assert_eq!(fill("nextval('{table}_seq')", &[]), "nextval('Notes_seq')");
        assert_eq!(fill("{table}_ok({table}.id)", &[]), "\"Notes_ok\"(app.\"Notes\".id)");
        assert_eq!(fill("x = '{unknown}' or {unknown}", &[]), "x = '{unknown}' or {unknown}");
    }
}
