//! What templates say of a value before they print it: which of the languages inside SQL it is.

use minijinja::value::{Serde, Value};
use minijinja::{Environment, Error, ErrorKind, Output, State};

use crate::kinds::options;
use crate::sql::quote;

/// Adds the filters of our own.
pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("ident", |name: String| safe(quote::quote_ident(&name).into_owned()));
    environment.add_filter("idents", |names: Vec<String>| {
        safe(names.iter().map(|name| quote::quote_ident(name)).collect::<Vec<_>>().join(", "))
    });
    environment.add_filter("literal", |text: String| safe(quote::quote_literal(&text)));
    // `env:NAME` becomes a variable of psql, and is replaced where the statement is run.
    environment.add_filter("secret", |text: String| {
        safe(options::variable(&text).map_or_else(|| quote::quote_literal(&text), |name| format!(":'{name}'")))
    });
    environment.add_filter("literals", |texts: Vec<String>| {
        safe(texts.iter().map(|text| quote::quote_literal(text)).collect::<Vec<_>>().join(", "))
    });
    environment.add_filter("dollar", |text: String| safe(quote::dollar_quote(&text)));
    // Text that is SQL already: types, expressions, keywords that Rust chose.
    environment.add_filter("sql", |text: String| safe(text));
    // A query as a person wrote it, without blank lines around it and the semicolon behind it.
    environment
        .add_filter("query", |text: String| safe(text.trim_matches('\n').trim_end().trim_end_matches(';').to_owned()));
    environment.add_filter("trimmed", |list: String| safe(list.trim().trim_end_matches(',').to_owned()));
    environment.add_filter("keyword", |word: String| safe(word.replace('_', " ").to_uppercase()));
    environment.add_filter("word", |word: String| safe(word.to_uppercase()));
    // An operator is made of symbols; its schema is an identifier.
    environment.add_filter("operator", |name: String| {
        safe(match name.rsplit_once('.') {
            Some((schema, operator)) => format!("OPERATOR({schema}.{operator})"),
            None => name,
        })
    });
    environment.add_filter("dotted", |name: String| {
        safe(name.split('.').map(quote::quote_ident).collect::<Vec<_>>().join("."))
    });
    environment.add_filter("options", storage);
    environment.add_filter("keys", |keys: Serde<crate::sql::Keys>| safe(keys.to_string()));
    environment.add_filter("default_value", default_value);
    environment.add_filter("setting", setting);
    environment.add_filter("role", |name: String| {
        safe(if name == "public" { "PUBLIC".to_owned() } else { quote::quote_ident(&name).into_owned() })
    });
}

fn safe(text: String) -> Value {
    Value::from_safe_string(text)
}

/// Prints what is SQL; everything else is a defect of a template.
pub(super) fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_safe() || value.is_number() {
        return write(out, &value.to_string());
    }
    let message = format!("`{value}` in {} is printed without a filter that says what it is", state.name());
    Err(Error::new(ErrorKind::InvalidOperation, message))
}

fn write(out: &mut Output<'_>, text: &str) -> Result<(), Error> {
    std::fmt::Write::write_str(out, text).map_err(Error::from)
}

/// `name = value, …` of storage parameters; values are literals, which PostgreSQL takes for every parameter.
fn storage(map: Serde<indexmap::IndexMap<String, String>>) -> Value {
    let option = |(name, value): (&String, &String)| {
        let name = name.split('.').map(|part| quote::quote_ident(part)).collect::<Vec<_>>().join(".");
        let plain = value.parse::<f64>().is_ok() || matches!(value.as_str(), "true" | "false" | "on" | "off");
        if plain { format!("{name} = {value}") } else { format!("{name} = {}", quote::quote_literal(value)) }
    };
    safe(map.iter().map(option).collect::<Vec<_>>().join(", "))
}

/// An expression after DEFAULT: in parentheses where it has a word that PostgreSQL takes for something else there.
fn default_value(text: String) -> Value {
    let mut depth = 0_i32;
    let words = ["at", "and", "or", "not", "is", "in", "like", "ilike", "between", "collate", "similar"];
    let ambiguous = crate::sql::tokens::tokens(&text).any(|token| {
        depth += match token.text {
            "(" | "[" => 1,
            ")" | "]" => -1,
            _ => 0,
        };
        depth == 0 && words.iter().any(|word| token.is(word))
    });
    safe(if ambiguous { format!("({text})") } else { text })
}

/// `name TO value` of a setting. Lists of names are quoted one by one, as PostgreSQL keeps them.
fn setting(value: String, name: String) -> Value {
    let list = matches!(
        name.as_str(),
        "search_path" | "temp_tablespaces" | "local_preload_libraries" | "session_preload_libraries"
    );
    let parts: Vec<String> = if list {
        let parts = value.split(',').map(|part| part.trim().trim_matches('"').replace("\"\"", "\""));
        parts.map(|part| quote::quote_literal(&part)).collect()
    } else {
        vec![quote::quote_literal(&value)]
    };
    let name = name.split('.').map(quote::quote_ident).collect::<Vec<_>>().join(".");
    safe(format!("{name} TO {}", parts.join(", ")))
}
