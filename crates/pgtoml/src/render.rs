//! Steps to SQL, through the templates in `templates/sql/`. It names no kind.
//!
//! A template prints; decisions are made before. Everything that a template prints is an identifier, a literal or SQL, and
//! says which by a filter: a plain string is an error, so no name of a person's reaches SQL unquoted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, LazyLock};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Captured, Environment, Error, ErrorKind, Output, State, context};
use serde::Serialize;

use crate::inherit;
use crate::kind::{Address, Part, Version};
use crate::kinds::options;
use crate::model::{Id, Ident, Model, Object};
use crate::plan::{Plan, Step};
use crate::sql::quote;
use crate::sql::tokens::{Kind, tokens};

/// One statement as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The text, without a semicolon.
    pub sql: String,
    /// Where unqualified names in it are looked up; absent where all are qualified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_path: Option<Vec<Ident>>,
    /// Environment variables whose values take the place of `:'NAME'` in the text, which psql does by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
}

impl Statement {
    /// The text with its secrets in it. It is for the server alone.
    ///
    /// # Errors
    /// The name of a variable that is not set.
    pub fn with_secrets(&self, variable: &dyn Fn(&str) -> Option<String>) -> Result<Cow<'_, str>, String> {
        if self.secrets.is_empty() {
            return Ok(Cow::Borrowed(&self.sql));
        }
        let mut sql = String::new();
        let mut done = 0;
        let mut colon = None;
        for token in tokens(&self.sql) {
            if let (Kind::String, Some(start)) = (token.kind, colon.filter(|at| at + 1 == token.offset)) {
                let name = token.text.trim_matches('\'');
                if self.secrets.iter().any(|secret| secret == name) {
                    sql.push_str(self.sql.get(done..start).unwrap_or_default());
                    sql.push_str(&quote::quote_literal(&variable(name).ok_or_else(|| name.to_owned())?));
                    done = token.end();
                }
            }
            colon = (token.kind == Kind::Colon).then_some(token.offset);
        }
        sql.push_str(self.sql.get(done..).unwrap_or_default());
        Ok(Cow::Owned(sql))
    }
}

/// What templates see of an object's identity. Most of them ask for one or two of its words, so each is made when it is
/// asked for.
#[derive(Debug)]
struct Named {
    id: Id,
    /// The name of the database at hand.
    database: Option<Ident>,
}

impl minijinja::value::Object for Named {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let id = &self.id;
        let info = id.tag.info();
        let parent = id.parent.as_ref();
        Some(match key {
            // As SQL names it after its noun.
            "sql" => self.sql().into(),
            // `schema.name`.
            "qualified" => self.qualified().into(),
            // Name alone.
            "name" => id.name.as_str().into(),
            "schema" => id.schema.as_ref().map(Ident::as_str).into(),
            // `schema.name` of the parent.
            "parent" => self.on().into(),
            // Name of the parent alone.
            "parent_name" => parent.map(|parent| parent.name.as_str()).into(),
            "parent_noun" => parent.map(|parent| parent.tag.noun()).into(),
            // What SQL calls the kind.
            "noun" => info.noun.into(),
            // What GRANT calls it.
            "grant_noun" => info.grant_noun.unwrap_or(info.noun).into(),
            // As GRANT names it.
            "grant_sql" if info.is_routine() => format!("{}({})", self.qualified(), id.args).into(),
            "grant_sql" => self.sql().into(),
            // Whether privileges are on a column.
            "column" => (info.address == Address::Dotted).into(),
            _ => return None,
        })
    }
}

impl Named {
    fn value(id: &Id, database: Option<&Ident>) -> Value {
        Value::from_object(Self { id: id.clone(), database: database.cloned() })
    }

    fn on(&self) -> Option<String> {
        self.id.parent_id().map(|parent| parent.qualified().to_string())
    }

    fn qualified(&self) -> String {
        let id = &self.id;
        match (&id.schema, id.tag.info().has_identifier()) {
            (Some(schema), false) => format!("{schema}.{}", id.name.as_str()),
            (None, false) => id.name.as_str().to_owned(),
            (_, true) => id.qualified().to_string(),
        }
    }

    fn sql(&self) -> String {
        let id = &self.id;
        let info = id.tag.info();
        match (info.address, self.on()) {
            (Address::Dotted, Some(parent)) => format!("{parent}.{}", id.name),
            (Address::On, Some(parent)) => {
                // COMMENT ON CONSTRAINT c ON DOMAIN d is the one place where the parent's noun is said.
                let domain = id.parent.as_ref().is_some_and(|parent| parent.tag.noun() == "DOMAIN");
                let noun = if domain { "DOMAIN " } else { "" };
                format!("{} ON {noun}{parent}", id.name)
            }
            // Without a database at hand psql knows which it is connected to.
            _ if info.single => self.database.as_ref().map_or_else(|| ":\"DBNAME\"".to_owned(), Ident::to_string),
            (Address::Aggregate, _) if id.args.is_empty() => format!("{}(*)", self.qualified()),
            (Address::Routine | Address::Aggregate, _) => format!("{}({})", self.qualified(), id.args),
            (Address::Operator, _) => format!("{} ({})", self.qualified(), id.args),
            (Address::Cast, _) => format!("({})", self.qualified()),
            (Address::Using, _) => format!("{} USING {}", self.qualified(), Ident::from(id.args.as_str())),
            (Address::Transform, _) => match id.name.as_str().rsplit_once(" for ") {
                Some((data_type, language)) => format!("FOR {data_type} LANGUAGE {}", Ident::from(language)),
                None => self.qualified(),
            },
            _ => self.qualified(),
        }
    }
}

/// The template of what all kinds share, which looks at no body.
const META: &str = "meta";

/// Prints steps. Made once, used for many.
pub struct Renderer {
    environment: Environment<'static>,
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new()
    }
}

impl Renderer {
    /// One for all who have no templates of their own: reading the templates takes longer than printing a small schema.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Renderer> = LazyLock::new(Renderer::new);
        &SHARED
    }

    /// With the templates that the crate carries.
    pub fn new() -> Self {
        // Not the fifty filters and tests that minijinja has: a page would download what no template asks for.
        let mut environment = Environment::empty();
        environment.add_filter("default", minijinja::filters::default);
        environment.add_filter("items", minijinja::filters::items);
        environment.add_filter("join", minijinja::filters::join);
        environment.add_filter("length", minijinja::filters::length);
        environment.add_filter("trim", minijinja::filters::trim);
        environment.add_test("defined", minijinja::tests::is_defined);
        environment.add_test("none", minijinja::tests::is_none);
        environment.add_test("string", minijinja::tests::is_string);
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
            environment.set_syntax(syntax);
        }
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("sql".into()));
        environment.set_formatter(print);
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
        environment.add_filter("query", |text: String| {
            safe(text.trim_matches('\n').trim_end().trim_end_matches(';').to_owned())
        });
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
        environment.add_filter("options", options);
        environment.add_filter("keys", |keys: Serde<crate::sql::Keys>| safe(keys.to_string()));
        environment.add_filter("default_value", default_value);
        environment.add_filter("setting", setting);
        environment.add_filter("role", |name: String| {
            safe(if name == "public" { "PUBLIC".to_owned() } else { quote::quote_ident(&name).into_owned() })
        });
        for (name, source) in crate::templates::SQL {
            // A template that does not parse is a defect of the build, and the tests render every one.
            let added = environment.add_template(name, source);
            debug_assert!(added.is_ok(), "{name}: {added:?}");
        }
        Self { environment }
    }

    /// The statements of a plan, in its order.
    pub fn plan(&self, plan: &Plan, from: &Model, to: &Model, version: Version) -> Result<Vec<Statement>, Error> {
        let mut templates = BTreeMap::new();
        plan.steps.iter().map(|step| self.step(step, from, to, version, &mut templates)).collect()
    }

    /// The statement of one step. Evaluated templates are kept in `templates`.
    fn step<'a>(
        &'a self,
        step: &Step,
        from: &Model,
        to: &Model,
        version: Version,
        templates: &mut BTreeMap<&'static str, Captured<'a>>,
    ) -> Result<Statement, Error> {
        let id = &step.id;
        let (old, new) = (from.get(id), to.get(id));
        let heir = new.is_some_and(|object| !object.body.ancestors().is_empty());
        let mut children: Vec<(usize, Value)> = step
            .takes_in
            .iter()
            .filter_map(|child| {
                let object = to.get(child)?;
                let above = if heir { inherit::inherited(to, id, child) } else { None };
                let above = above.and_then(|(source, _)| to.get(&source));
                let repeated = above.map(|above| object.body.repeated(&above.body, version));
                let body = repeated.as_ref().unwrap_or(&object.body);
                let value = context! {
                    kind => child.tag.info().template,
                    id => Named::value(child, None),
                    body => Value::from(Serde(body)),
                };
                // As the parent's shape orders them.
                let order = new.map(|object| object.body.order()).unwrap_or_default();
                Some((order.iter().position(|name| *name == child.name).unwrap_or(usize::MAX), value))
            })
            .collect();
        children.sort_by_key(|(place, _)| *place);
        let body = |object: Option<&Object>| {
            let seen = object.filter(|_| step.template != META);
            seen.map_or(Value::from(()), |object| Value::from(Serde(&object.body)))
        };
        let context = context! {
            id => Named::value(id, from.database.0.as_ref()),
            old => body(old),
            new => body(new),
            args => Value::from(Serde(&step.args)),
            children => children.into_iter().map(|(_, child)| child).collect::<Vec<Value>>(),
            version => version.major(),
        };
        let template = match templates.entry(step.template) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(self.environment.get_template(step.template)?.render_captured(())?),
        };
        let sql = template.with_state_mut(|state| state.call_macro(step.action, &[context]))?;
        let sql = sql.trim().to_owned();
        if let Some(rows) = &step.rows {
            let search_path = (!rows.path.is_empty()).then(|| rows.path.clone());
            return Ok(Statement { sql, search_path, secrets: rows.secrets.clone() });
        }
        let mut secrets = if sql.contains(":'") { secrets(step, to) } else { Vec::new() };
        secrets.retain(|name| sql.contains(&format!(":'{name}'")));
        Ok(Statement { sql, search_path: self.search_path(step, to), secrets })
    }

    /// The path that SQL of a person's needs. Names in it are looked up in the object's schema first.
    fn search_path(&self, step: &Step, to: &Model) -> Option<Vec<Ident>> {
        let mut words = false;
        for id in std::iter::once(&step.id).chain(&step.takes_in) {
            if words {
                break;
            }
            let Some(object) = to.get(id) else { continue };
            object.body.clone().parts(id, &mut |part| {
                words |= match part {
                    Part::Sql(_) | Part::Body(_) => true,
                    // Of an extension whose schema the file does not say.
                    Part::Type(name) => name.base().schema.is_none() && !name.is_builtin(),
                    Part::Opclass(name) => name.schema.is_none(),
                    _ => false,
                }
            });
        }
        let schema = step.id.schema.clone()?;
        let mut path = vec![schema];
        if path[0].as_str() != "public" {
            path.push("public".into());
        }
        words.then_some(path)
    }
}

/// The variables whose values a step needs.
fn secrets(step: &Step, to: &Model) -> Vec<String> {
    let mut names = Vec::new();
    for id in std::iter::once(&step.id).chain(&step.takes_in) {
        let Some(object) = to.get(id) else { continue };
        object.body.clone().parts(id, &mut |part| {
            if let Part::Secret(name) = part {
                names.push(name.to_owned());
            }
        });
    }
    options::variables(names.iter().map(String::as_str))
}

fn safe(text: String) -> Value {
    Value::from_safe_string(text)
}

/// Prints what is SQL; everything else is a defect of a template.
fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
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
fn options(map: Serde<indexmap::IndexMap<String, String>>) -> Value {
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

/// All statements in one text, for a transaction that is open.
pub fn batch(statements: &[Statement]) -> String {
    let mut path = None;
    statements.iter().map(|statement| with_path(statement, &statement.sql, &mut path) + ";\n").collect()
}

/// The text of a statement, with the path set before it where it is another than before.
pub fn with_path<'a>(statement: &'a Statement, sql: &str, current: &mut Option<&'a Vec<Ident>>) -> String {
    match &statement.search_path {
        Some(path) if *current != Some(path) => {
            *current = Some(path);
            let names = path.iter().map(Ident::to_string).collect::<Vec<_>>().join(", ");
            format!("SET search_path = {names};\n{sql}")
        }
        _ => sql.to_owned(),
    }
}

/// A script that psql runs as it is.
pub fn script(plan: &Plan, statements: &[Statement]) -> String {
    let mut text = String::new();
    for name in options::variables(statements.iter().flat_map(|statement| &statement.secrets).map(String::as_str)) {
        text.push_str(&format!("\\getenv {name} {name}\n"));
    }
    let mut statements = statements.iter();
    let segments = plan.segments();
    let mut path: Option<&Vec<Ident>> = None;
    for (number, segment) in segments.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        if segment.transaction {
            text.push_str("BEGIN;\n");
        }
        for step in &segment.steps {
            let Some(statement) = statements.next() else { break };
            if let Some(wanted) = &statement.search_path
                && path != Some(wanted)
            {
                let names = wanted.iter().map(Ident::to_string).collect::<Vec<_>>().join(", ");
                text.push_str(&format!("SET search_path = {names};\n"));
                path = Some(wanted);
            }
            if let Some(loss) = &step.effects.loss {
                text.push_str(&format!("-- destructive: loses {}\n", quote::comment_safe(loss)));
            }
            if let (Some(how), false) = (&step.effects.widens, step.effects.hazards.is_empty()) {
                text.push_str(&format!("-- wider access: {}\n", quote::comment_safe(how)));
            }
            text.push_str(&statement.sql);
            text.push_str(";\n");
        }
        if segment.transaction {
            text.push_str("COMMIT;\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Statement;

    #[test]
    fn secrets_reach_the_server_alone() {
        let sql = "CREATE USER MAPPING FOR a SERVER b OPTIONS (\"x:'PW'\" ':''PW''', password :'PW', c :'OTHER')";
        let statement = Statement { sql: sql.to_owned(), search_path: None, secrets: vec!["PW".into()] };
        let env = |name: &str| (name == "PW").then(|| "it's :'PW'".to_owned());
        let expected = sql.replace("password :'PW'", "password 'it''s :''PW'''");
        assert_eq!(statement.with_secrets(&env).as_deref(), Ok(expected.as_str()));
        assert_eq!(statement.with_secrets(&|_| None), Err("PW".to_owned()));
    }
}
