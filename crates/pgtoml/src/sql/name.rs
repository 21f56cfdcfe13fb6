//! Names: reading them, and choosing them as PostgreSQL does.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::cursor::Cursor;
use super::error::SqlError;
use super::tokens::{Kind, tokens};
use crate::kinds::constraint::Rule;
use crate::kinds::index::Key;
use crate::model::{Ident, QName};

/// The word as PostgreSQL folds it: ASCII letters only, as in every multi-byte encoding.
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Borrowed(word)
    }
}

/// Reads `name` or `schema.name`: unquoted parts are folded to lower case, quoted parts are verbatim. Key words are taken
/// as names, since nothing else can stand here.
///
/// PostgreSQL manual: "Identifiers and Key Words" (4.1.1).
pub fn parse_qname(text: &str) -> Result<QName, SqlError> {
    // Catalog rows and most files hold plain names.
    if super::quote::is_plain(text) {
        return Ok(QName { schema: None, name: Ident::new(text) });
    }
    let mut cursor = Cursor::new(text)?;
    let mut schema = None;
    let mut name = cursor.label()?;
    if cursor.eat_kind(Kind::Dot) {
        schema = Some(name);
        name = cursor.label()?;
    }
    if cursor.sees_kind(Kind::Dot) {
        return Err(cursor.unexpected("the end of the name", &[]).hint("a name has at most a schema in front"));
    }
    cursor.finish(&[])?;
    Ok(QName { schema, name })
}

/// The longest beginning of at most `max` bytes that ends between characters.
pub fn truncate_name(name: &str, max: usize) -> &str {
    name.get(..name.floor_char_boundary(max)).unwrap_or(name)
}

/// `name1_name2_label` cut to 63 bytes: the longer of the two names loses bytes first, the label none.
///
/// PostgreSQL's `makeObjectName`.
pub fn make_object_name(name1: &str, name2: Option<&str>, label: Option<&str>) -> String {
    let second = name2.unwrap_or_default();
    let overhead = usize::from(name2.is_some()) + label.map_or(0, |label| label.len() + 1);
    let available = Ident::MAX_BYTES.saturating_sub(overhead);
    let (mut keep1, mut keep2) = (name1.len(), second.len());
    while keep1 + keep2 > available {
        if keep1 > keep2 { keep1 -= 1 } else { keep2 -= 1 }
    }
    let mut made = truncate_name(name1, keep1).to_owned();
    if name2.is_some() {
        made.push('_');
        made.push_str(truncate_name(second, keep2));
    }
    if let Some(label) = label {
        made.push('_');
        made.push_str(label);
    }
    made
}

/// The first of `name1_name2_label`, `name1_name2_label1`, … that is not taken.
///
/// PostgreSQL's `ChooseRelationName` and `ChooseConstraintName`. What is taken: for indexes and sequences the relations of
/// the schema, and for the index of a constraint also the constraints; for other constraints the constraints of the schema.
pub fn choose_name(name1: &str, name2: Option<&str>, label: &str, mut taken: impl FnMut(&str) -> bool) -> Ident {
    let mut pass = 0u32;
    let mut name = make_object_name(name1, name2, Some(label));
    while taken(&name) {
        pass += 1;
        name = make_object_name(name1, name2, Some(&format!("{label}{pass}")));
    }
    Ident::new(name)
}

/// The columns of a key joined by `_`, as they go into a name. PostgreSQL's `ChooseIndexNameAddition`.
pub fn name_addition<'a>(columns: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for column in columns {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(column);
        if joined.len() > Ident::MAX_BYTES {
            break;
        }
    }
    joined
}

/// The names that an index gives its own columns. PostgreSQL's `ChooseIndexColumnNames`.
pub fn index_column_names(keys: &[Key], include: &[Ident]) -> Vec<Ident> {
    let mut names: Vec<Ident> = Vec::with_capacity(keys.len() + include.len());
    let wanted = keys.iter().map(|key| match (&key.column, &key.expression) {
        (Some(column), _) => column.clone(),
        (None, Some(expression)) => Ident::new(expression_name(expression.as_str())),
        (None, None) => Ident::new("expr"),
    });
    for wanted in wanted.chain(include.iter().cloned()) {
        let mut name = wanted.clone();
        let mut number = 0u32;
        while names.contains(&name) {
            number += 1;
            let suffix = number.to_string();
            let kept = truncate_name(wanted.as_str(), Ident::MAX_BYTES - suffix.len());
            name = Ident::new(format!("{kept}{suffix}"));
        }
        names.push(name);
    }
    names
}

/// The name that PostgreSQL gives an expression of an index: its function or column if it is a plain one, else `expr`.
fn expression_name(expression: &str) -> SmolStr {
    super::references::result_name(expression).unwrap_or(SmolStr::new_static("expr"))
}

/// The name of an index that no constraint owns.
pub fn choose_index_name(table: &str, keys: &[Key], include: &[Ident], taken: impl FnMut(&str) -> bool) -> Ident {
    choose_key_name(table, keys, include, "idx", taken)
}

fn choose_key_name(
    table: &str,
    keys: &[Key],
    include: &[Ident],
    label: &str,
    taken: impl FnMut(&str) -> bool,
) -> Ident {
    let names = index_column_names(keys, include);
    let columns = name_addition(names.iter().map(Ident::as_str));
    choose_name(table, Some(&columns), label, taken)
}

/// The name of a constraint of a table, or of a check of a domain with the domain as `table`.
///
/// `checked` is the column of a check that refers to exactly one.
pub fn choose_constraint_name(
    table: &str,
    rule: &Rule,
    checked: Option<&str>,
    taken: impl FnMut(&str) -> bool,
) -> Ident {
    let plain = |columns: &[Ident]| -> Vec<Key> {
        columns.iter().map(|column| Key { column: Some(column.clone()), ..Key::default() }).collect()
    };
    match rule {
        Rule::Primary(_) => choose_name(table, None, "pkey", taken),
        Rule::Unique(key) => choose_key_name(table, &plain(&key.columns), &key.include, "key", taken),
        Rule::Foreign(key) => {
            let columns = name_addition(key.columns.iter().map(Ident::as_str));
            choose_name(table, Some(&columns), "fkey", taken)
        }
        Rule::Check(_) => choose_name(table, checked, "check", taken),
        Rule::Exclude(exclude) => {
            let keys: Vec<Key> = exclude.elements.iter().map(|element| element.key.clone()).collect();
            choose_key_name(table, &keys, &exclude.include, "excl", taken)
        }
    }
}

/// The name of the sequence of a serial or identity column, where no other relation has it.
pub fn serial_sequence_name(table: &str, column: &str) -> Ident {
    choose_sequence_name(table, column, |_| false)
}

/// The name of the sequence of a serial or identity column.
pub fn choose_sequence_name(table: &str, column: &str, taken: impl FnMut(&str) -> bool) -> Ident {
    choose_name(table, Some(column), "seq", taken)
}

/// The name of the not-null constraint of a column (18 and newer).
pub fn choose_not_null_name(table: &str, column: &str, taken: impl FnMut(&str) -> bool) -> Ident {
    choose_name(table, Some(column), "not_null", taken)
}

/// The last part of a chain of identifiers, without quotes.
pub fn last_part(chain: &str) -> SmolStr {
    let last = tokens(chain).filter(|token| token.kind != Kind::Dot).last();
    last.map_or_else(SmolStr::default, |token| match super::cursor::identifier(&token) {
        Some(name) => name.as_str().into(),
        None => token.text.into(),
    })
}

/// Whether the text is one token that is a name.
pub fn is_name(text: &str) -> bool {
    let mut list = tokens(text);
    matches!(list.next(), Some(token) if matches!(token.kind, Kind::Word | Kind::Quoted)) && list.next().is_none()
}
