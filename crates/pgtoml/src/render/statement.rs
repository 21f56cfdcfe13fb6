//! Statements as text, and scripts of them.

use std::borrow::Cow;

use serde::Serialize;

use crate::kinds::options;
use crate::model::Ident;
use crate::plan::Plan;
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
