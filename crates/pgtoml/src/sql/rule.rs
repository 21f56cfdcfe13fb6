//! The text of CREATE RULE, as people write it and as PostgreSQL prints it.

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::error::SqlError;
use super::fragment::Sql;
use super::tokens::{Kind, Token, tokens};
use crate::kinds::rule::{Event, Rule};

/// The commands of a rule; none is `NOTHING`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Commands(pub Vec<Sql>);

const NOTHING: &str = "nothing";

impl Commands {
    /// Reads what stands behind `DO`: `NOTHING`, one command, or several in parentheses.
    pub fn parse(text: &str) -> Self {
        let text = text.trim().trim_end_matches(';').trim_end();
        if text.is_empty() || text.eq_ignore_ascii_case(NOTHING) {
            return Self::default();
        }
        Self(in_parentheses(text).unwrap_or_else(|| vec![Sql::new(text)]))
    }
}

/// The commands between parentheses round the whole text. Those of `(SELECT …) UNION (SELECT …)` are none.
fn in_parentheses(text: &str) -> Option<Vec<Sql>> {
    let all: Vec<Token<'_>> = tokens(text).collect();
    let (first, last) = (all.first()?, all.last()?);
    if first.kind != Kind::Open || last.kind != Kind::Close || last.depth != 0 {
        return None;
    }
    if all.iter().filter(|token| token.kind == Kind::Close && token.depth == 0).count() > 1 {
        return None;
    }
    let mut commands = Vec::new();
    let mut start = first.end();
    for token in &all {
        if (token.kind == Kind::Semicolon && token.depth == 1) || token.offset == last.offset {
            let command = text.get(start..token.offset).unwrap_or_default().trim();
            if !command.is_empty() {
                commands.push(Sql::new(command));
            }
            start = token.end();
        }
    }
    Some(commands)
}

/// Reads a rule from `ON event [TO table] [WHERE condition] DO [ALSO | INSTEAD] commands`; what stands before is passed over.
pub fn parse_rule(text: &str) -> Result<Rule, SqlError> {
    let mut list = tokens(text).filter(|token| token.depth == 0);
    let missing = |what: &str| {
        SqlError::new(format!("expected {what} in a rule"), text.len(), 0)
            .hint("write `on update where old.locked do instead nothing`")
    };
    if !list.by_ref().any(|token| token.is("on")) {
        return Err(missing("`on`"));
    }
    let event = list.next().ok_or_else(|| missing("`insert`, `update` or `delete`"))?;
    let on = match event.text.to_ascii_lowercase().as_str() {
        "insert" => Event::Insert,
        "update" => Event::Update,
        "delete" => Event::Delete,
        _ => return Err(event.error("expected `insert`, `update` or `delete`")),
    };
    let mut condition = None;
    let mut start = None;
    for token in list.by_ref() {
        if token.is("where") && start.is_none() {
            start = Some(token.end());
        }
        if token.is("do") {
            condition = start.and_then(|start| text.get(start..token.offset)).map(|sql| Sql::new(sql.trim()));
            let mut at = token.end();
            let mut instead = false;
            if let Some(word) = list.next().filter(|word| word.is("also") || word.is("instead")) {
                instead = word.is("instead");
                at = word.end();
            }
            let commands = Commands::parse(text.get(at..).unwrap_or_default());
            return Ok(Rule { on, condition, instead, commands, enabled: None });
        }
    }
    drop(condition);
    Err(missing("`do`"))
}

impl Serialize for Commands {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [] => serializer.serialize_str(NOTHING),
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Commands {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CommandsVisitor;
        impl<'de> Visitor<'de> for CommandsVisitor {
            type Value = Commands;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a command, an array of commands, or `nothing`")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Commands, E> {
                Ok(Commands::parse(text))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Commands, A::Error> {
                let mut commands = Vec::new();
                while let Some(text) = seq.next_element::<String>()? {
                    commands.push(Sql::new(text.trim().trim_end_matches(';').trim_end()));
                }
                Ok(Commands(commands))
            }
        }
        deserializer.deserialize_any(CommandsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::{Commands, parse_rule};
    use crate::kinds::rule::Event;

    #[test]
    fn a_rule_as_postgresql_prints_it() {
        let text = "CREATE RULE \"a on do\" AS\n    ON INSERT TO public.\"do\"\n   WHERE ((new.a > 3) AND new.f) DO ( \
                    INSERT INTO l (a)\n  VALUES (new.a);\n SELECT ';' AS x;\n);";
        let rule = parse_rule(text).expect("a rule");
        assert_eq!(rule.on, Event::Insert);
        assert_eq!(rule.condition.as_ref().map(|sql| sql.as_str()), Some("((new.a > 3) AND new.f)"));
        let commands: Vec<&str> = rule.commands.0.iter().map(|sql| sql.as_str()).collect();
        assert_eq!(commands, ["INSERT INTO l (a)\n  VALUES (new.a)", "SELECT ';' AS x"]);
        assert!(!rule.instead);
    }

    #[test]
    fn a_rule_as_people_write_it() {
        let rule = parse_rule("on delete do instead nothing").expect("a rule");
        assert!(rule.instead && rule.commands.0.is_empty() && rule.condition.is_none());
        let rule = parse_rule("on update do also (select 1) union (select 2);").expect("a rule");
        assert_eq!(rule.commands, Commands(vec!["(select 1) union (select 2)".into()]));
        for text in ["", "on", "on truncate do nothing", "on update where old.a", "update do nothing"] {
            assert!(parse_rule(text).is_err(), "{text}");
        }
    }
}
