//! A value as TOML writes it to one that PostgreSQL reads.

use serde_json::Value as Json;
use smol_str::SmolStr;

use super::columns::Family;
use super::{Bound, Computed, Value};
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::kinds::options;
use crate::read::node::{Node, Table, Value as Toml};
use crate::sql::tokens::{Kind, tokens};

/// What is wrong with a value: where, a sentence, and what to do.
pub(super) struct Wrong {
    pub(super) at: Span,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Wrong {
    pub(super) fn new(at: Span, message: impl Into<String>) -> Self {
        Self { at, code: "wrong-value", message: message.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    pub(super) fn diagnostic(self) -> Diagnostic {
        Diagnostic::error(self.code, self.at, self.message).hint_if(self.hint)
    }
}

/// What a table says in the place of a value, besides JSON and the key of another row.
pub(super) enum Word {
    Null,
    Secret,
    Computed,
}

/// The word that a table begins with.
pub(super) fn word(table: &Table) -> Option<Word> {
    let one = table.entries.len() == 1;
    match table.entries.first().map(|entry| (entry.key.as_str(), &entry.node.value)) {
        Some(("null", Toml::Boolean(true))) if one => Some(Word::Null),
        Some(("env", Toml::String(_))) if one => Some(Word::Secret),
        _ => table.get("sql").and_then(Node::as_str).map(|_| Word::Computed),
    }
}

/// `{ null = true }`, `{ env = "NAME" }` or `{ sql = "…", name = "env:NAME" }`.
pub(super) fn said(table: &Table, word: &Word, at: Span) -> Result<Value, Wrong> {
    match word {
        Word::Null => Ok(Value::Null),
        Word::Secret => {
            let node = table.get("env");
            let name = node.and_then(Node::as_str).unwrap_or_default();
            match options::variable(&format!("{}{name}", options::ENV)) {
                Some(name) => Ok(Value::Secret(name.into())),
                None => Err(Wrong::new(
                    node.map_or(at, |node| node.span),
                    format!("`{name}` is no name of a variable"),
                )
                .hint("write `{ env = \"NAME\" }`, the environment variable that holds it when the plan is applied")),
            }
        }
        Word::Computed => computed(table, at).map(Value::Computed),
    }
}

fn computed(table: &Table, at: Span) -> Result<Computed, Wrong> {
    let mut computed = Computed { sql: String::new(), bound: std::collections::BTreeMap::new() };
    for entry in &table.entries {
        let (key, node) = (entry.key.as_str(), &entry.node);
        if key == "sql" {
            computed.sql = node.as_str().unwrap_or_default().trim().to_owned();
            continue;
        }
        let Some(text) = scalar(node) else {
            return Err(Wrong::new(node.span, format!("`{key}` cannot be {}", node.type_name()))
                .hint("a placeholder stands for a text, a number or a boolean"));
        };
        let bound = match options::variable(&text) {
            Some(name) => Bound::Env(name.into()),
            None if text.starts_with(options::ENV) => {
                return Err(Wrong::new(node.span, format!("`{text}` names no variable"))
                    .hint("write `env:NAME`, the environment variable that holds it when the plan is applied"));
            }
            None => Bound::Text(text),
        };
        computed.bound.insert(entry.key.clone(), bound);
    }
    let span = table.get("sql").map_or(at, |node| node.span);
    let mut used = Vec::new();
    let mut open = 0_i32;
    for token in tokens(&computed.sql) {
        match token.kind {
            Kind::Open => open += 1,
            Kind::Close => open -= 1,
            _ => {}
        }
        if open < 0 || matches!(token.kind, Kind::Semicolon | Kind::Invalid(_)) {
            return Err(Wrong::new(span, "`sql` is one expression, as it stands in VALUES"));
        }
    }
    if open != 0 || computed.sql.is_empty() {
        return Err(Wrong::new(span, "`sql` is one expression, as it stands in VALUES"));
    }
    for (name, ..) in placeholders(&computed.sql) {
        if !computed.bound.contains_key(name) {
            let near = did_you_mean(name, computed.bound.keys().map(SmolStr::as_str));
            let hint = near.map_or_else(
                || format!("say what it is: `{{ sql = \"…\", {name} = \"env:NAME\" }}`"),
                |near| format!("did you mean `:{near}`?"),
            );
            return Err(Wrong::new(span, format!("`:{name}` stands for nothing")).hint(hint));
        }
        used.push(name.to_owned());
    }
    if let Some(entry) =
        table.entries.iter().find(|entry| entry.key != "sql" && !used.iter().any(|name| *name == entry.key))
    {
        let Wrong { message, .. } = Wrong::new(entry.key_span, format!("`:{}` does not stand in `sql`", entry.key));
        return Err(Wrong { code: "unknown-key", ..Wrong::new(entry.key_span, message) });
    }
    Ok(computed)
}

/// The placeholders of an expression: name, first byte of the colon, byte after the name.
pub(super) fn placeholders(sql: &str) -> Vec<(&str, usize, usize)> {
    let mut found = Vec::new();
    let mut colon = None;
    for token in tokens(sql) {
        if let Some(start) = colon.filter(|at| at + 1 == token.offset && token.kind == Kind::Word) {
            found.push((token.text, start, token.end()));
        }
        colon = (token.kind == Kind::Colon).then_some(token.offset);
    }
    found
}

/// The text of a scalar.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Toml::String(text) | Toml::Datetime(text) => Some(text.to_string()),
        Toml::Integer(number) => Some(number.to_string()),
        Toml::Float(number) => Some(float(*number)),
        Toml::Boolean(flag) => Some(flag.to_string()),
        Toml::Array(_) | Toml::Table(_) => None,
    }
}

fn float(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        number.to_string()
    }
}

/// The value for a column of this family. `type_name` is what the column's type is called.
pub(super) fn plain(node: &Node, family: &Family, type_name: &str) -> Result<Value, Wrong> {
    text(node, family, type_name).map(Value::Text)
}

fn text(node: &Node, family: &Family, type_name: &str) -> Result<String, Wrong> {
    let found = node.type_name();
    let wrong = || Wrong::new(node.span, format!("a column of type {type_name} cannot be {found}"));
    if matches!(&node.value, Toml::String(text) if text.contains('\0')) {
        return Err(Wrong::new(node.span, "a text cannot hold a zero byte"));
    }
    match (family, &node.value) {
        (Family::Json, Toml::String(text)) => match serde_json::from_str::<Json>(text) {
            Ok(_) => Ok(text.to_string()),
            Err(_) => {
                let quoted = Json::String(text.to_string()).to_string();
                Err(Wrong::new(node.span, "the text is no JSON").hint(format!(
                    "a string in a {type_name} column is read as JSON; for a JSON string write {}",
                    crate::write::string(&quoted)
                )))
            }
        },
        (Family::Json, _) => Ok(json(node).to_string()),
        (Family::Array(inner), Toml::Array(items)) => array(items, inner, type_name),
        (Family::Array(_), Toml::String(text)) if text.trim_start().starts_with(['{', '[']) => Ok(text.to_string()),
        (Family::Array(_), _) => Err(wrong().hint("write an array: `[…]`")),
        (_, Toml::Array(_) | Toml::Table(_)) => Err(wrong().hint(match node.value {
            Toml::Table(_) => "`{ column = … }` is for json and for columns with a foreign key",
            _ => "write the text that PostgreSQL reads, in quotes",
        })),
        (Family::Boolean, Toml::Boolean(flag)) => Ok(flag.to_string()),
        (Family::Boolean, Toml::String(text)) => {
            let known = ["true", "false", "t", "f", "yes", "no", "on", "off", "y", "n", "1", "0"];
            let fits = known.contains(&text.trim().to_ascii_lowercase().as_str());
            if fits { Ok(text.to_string()) } else { Err(wrong().hint("write `true` or `false`")) }
        }
        (Family::Integer(low, high), Toml::Integer(_) | Toml::String(_)) => {
            let text = scalar(node).unwrap_or_default();
            match text.trim().parse::<i128>() {
                Ok(number) if number >= i128::from(*low) && number <= i128::from(*high) => Ok(text.trim().to_owned()),
                Ok(_) => Err(Wrong::new(node.span, format!("{text} is out of range for type {type_name}"))),
                Err(_) => Err(Wrong::new(node.span, format!("`{text}` is no number of type {type_name}"))),
            }
        }
        (Family::Number, Toml::Integer(_) | Toml::Float(_)) => scalar(node).ok_or_else(wrong),
        (Family::Number, Toml::String(text)) => {
            let fits = text.trim().parse::<f64>().is_ok();
            if fits { Ok(text.trim().to_owned()) } else { Err(Wrong::new(node.span, format!("`{text}` is no number"))) }
        }
        (Family::Uuid, Toml::String(text)) => {
            let digits = text.trim_matches(['{', '}']).replace('-', "");
            let fits = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            if fits { Ok(text.to_string()) } else { Err(Wrong::new(node.span, format!("`{text}` is no uuid"))) }
        }
        (Family::Enum(labels), Toml::String(text)) => {
            if labels.contains(text) {
                return Ok(text.to_string());
            }
            let hint = match did_you_mean(text, labels.iter().map(SmolStr::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("labels are {}", labels.join(", ")),
            };
            let wrong = Wrong::new(node.span, format!("{type_name} has no label `{text}`")).hint(hint);
            Err(Wrong { code: "unknown-label", ..wrong })
        }
        (Family::Time, Toml::Datetime(text)) => Ok(text.replace('T', " ")),
        (Family::Text | Family::Time | Family::Other, Toml::String(text)) => Ok(text.to_string()),
        (Family::Other, Toml::Integer(_) | Toml::Float(_) | Toml::Boolean(_)) => scalar(node).ok_or_else(wrong),
        (Family::Text, _) => Err(wrong().hint("write it in quotes")),
        _ => Err(wrong()),
    }
}

/// A TOML value as JSON. What TOML has and JSON has not becomes a string.
fn json(node: &Node) -> Json {
    match &node.value {
        Toml::String(text) | Toml::Datetime(text) => Json::String(text.to_string()),
        Toml::Integer(number) => Json::from(*number),
        Toml::Float(number) => {
            serde_json::Number::from_f64(*number).map_or_else(|| Json::String(float(*number)), Json::Number)
        }
        Toml::Boolean(flag) => Json::Bool(*flag),
        Toml::Array(items) => Json::Array(items.iter().map(json).collect()),
        Toml::Table(table) => {
            Json::Object(table.entries.iter().map(|entry| (entry.key.to_string(), json(&entry.node))).collect())
        }
    }
}

/// `{a,"b c",NULL}`: what PostgreSQL reads as an array. Every text stands in quotes.
fn array(items: &[Node], inner: &Family, type_name: &str) -> Result<String, Wrong> {
    let element = type_name.strip_suffix("[]").unwrap_or(type_name);
    let mut written = Vec::with_capacity(items.len());
    let mut shape: Option<Option<usize>> = None;
    for item in items {
        let nested = match &item.value {
            Toml::Array(inner) if !matches!(inner.len(), 0) => Some(inner.len()),
            _ => None,
        };
        let json = *inner == Family::Json;
        if !json && *shape.get_or_insert(nested) != nested {
            return Err(Wrong::new(item.span, "the arrays in an array must be of one length"));
        }
        written.push(match &item.value {
            Toml::Array(nested) if !json => array(nested, inner, type_name)?,
            Toml::Table(table) if matches!(word(table), Some(Word::Null)) => "NULL".to_owned(),
            _ => quoted(&text(item, inner, element)?),
        });
    }
    Ok(format!("{{{}}}", written.join(",")))
}

fn quoted(text: &str) -> String {
    let plain = !text.is_empty()
        && !text.eq_ignore_ascii_case("null")
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    if plain {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
