//! Functions that policies ask, broken on purpose: a policy is no better than what it calls.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::claim::split;
use super::mutate::{Mutant, concerns, statements};
use super::world::World;
use crate::kind::{Body, Version};
use crate::kinds::function::Function;
use crate::kinds::policy::Policy;
use crate::lint::subject::Subject;
use crate::model::{Id, Ident, Model, Object};
use crate::render::Renderer;
use crate::sql::references::{Role, identifiers};
use crate::sql::tokens::{Kind, tokens};
use crate::sql::{Returns, Sql};

/// A broken function under another name, so that it and the right one can be asked about one row.
#[derive(Clone, Debug)]
pub struct Twin {
    /// The function.
    pub of: Id,
    /// The schema of the twin, in which nothing else is.
    pub schema: Ident,
    /// The statements that make it.
    pub sql: String,
}

impl Twin {
    /// A policy that asks the twin.
    pub fn asked_by(&self, policy: &Policy, table: &Id, path: &[Ident]) -> Policy {
        let mut policy = policy.clone();
        for sql in policy.using.iter_mut().chain(&mut policy.with_check) {
            let mut text = sql.as_str().to_owned();
            let mut calls = calls(sql.as_str());
            calls.retain(|(_, name)| names(name, &self.of, table, path));
            for (place, _) in calls.into_iter().rev() {
                text.replace_range(place, &format!("{}.{}", self.schema, self.of.name));
            }
            *sql = Sql::new(text);
        }
        policy
    }
}

/// Mutants of the functions that policies of a tenant's tables ask, for each table that asks.
pub(super) fn mutants(subject: &Subject<'_>, world: &World, renderer: &Renderer, found: &mut Vec<Mutant>) {
    let version = Version::of_major(world.major);
    let mut by_name: BTreeMap<&Ident, Vec<(&Id, &Object, &Function)>> = BTreeMap::new();
    for (id, object) in subject.model.objects.iter().filter(|(id, _)| !subject.is_overloaded(id)) {
        if let Body::Function(body) = &object.body
            && matches!(body.language.as_str(), "sql" | "plpgsql")
        {
            by_name.entry(&id.name).or_default().push((id, object, body));
        }
    }
    for table in world.claims.tables.keys().filter(|table| subject.is_guarded(table)) {
        let asking = subject.policies(table).filter(|(_, policy)| concerns(subject, world, table, policy));
        let conditions = asking.flat_map(|(_, policy)| policy.using.iter().chain(&policy.with_check));
        let mut asked = BTreeSet::new();
        for (_, name) in conditions.flat_map(|sql| calls(sql.as_str())) {
            let known = name.last().and_then(|last| by_name.get(last)).map(Vec::as_slice).unwrap_or_default();
            for (id, object, body) in known.iter().filter(|(id, ..)| names(&name, id, table, subject.path())) {
                if !asked.insert((*id).clone()) {
                    continue;
                }
                for (what, body) in broken(body) {
                    let broken = Object { body: Body::from(body), meta: object.meta.clone() };
                    let schema = Ident::new(format!("pgtoml_twin_{}", found.len()));
                    let (Some(sql), Some(twin)) = (
                        statements(renderer, subject.model, table, id, Some(&broken), version),
                        twin(renderer, id, &broken, &schema, version),
                    ) else {
                        continue;
                    };
                    found.push(Mutant {
                        what,
                        id: (*id).clone(),
                        table: table.clone(),
                        object: None,
                        sql,
                        twin: Some(Twin { of: (*id).clone(), schema, sql: twin }),
                    });
                }
            }
        }
    }
}

/// The names that a condition calls, and where they stand.
fn calls(text: &str) -> Vec<(Range<usize>, Vec<Ident>)> {
    let all = identifiers(text).into_iter().filter(|one| one.role == Role::Call);
    all.map(|one| (one.offset..one.end, one.names)).collect()
}

/// Whether a name in a policy of a table is that of a function.
fn names(name: &[Ident], id: &Id, table: &Id, path: &[Ident]) -> bool {
    match name {
        [schema, last] => *last == id.name && Some(schema) == id.schema.as_ref(),
        [last] => *last == id.name && path.iter().chain(&table.schema).any(|schema| Some(schema) == id.schema.as_ref()),
        _ => false,
    }
}

/// The ways to break one function.
fn broken(body: &Function) -> Vec<(String, Function)> {
    let mut found: Vec<(String, Function)> = Vec::new();
    let text = body.body.as_deref().or(body.sql_body.as_ref().map(Sql::as_str)).unwrap_or_default();
    if matches!(&body.returns, Some(Returns::Type(name)) if name.as_str() == "boolean") {
        let yes =
            Function { language: Ident::from("sql"), body: Some("select true".into()), sql_body: None, ..body.clone() };
        found.push(("says yes to everyone".to_owned(), yes));
    }
    let mut add = |what: String, place: &Range<usize>, condition: &str| {
        let mut changed = text.to_owned();
        changed.replace_range(place.clone(), condition);
        let mut broken = body.clone();
        if broken.body.is_some() {
            broken.body = Some(changed.into());
        } else {
            broken.sql_body = Some(Sql::new(changed));
        }
        found.push((what, broken));
    };
    let all = conditions(text);
    for (number, place) in all.iter().enumerate() {
        let of = if all.len() > 1 { format!(" of condition {}", number + 1) } else { String::new() };
        let parts = split(text.get(place.clone()).unwrap_or_default(), "and");
        for at in 0..parts.len() {
            let rest = parts.iter().enumerate().filter(|(other, _)| *other != at);
            let rest: Vec<String> = rest.map(|(_, part)| format!("({part})")).collect();
            let rest = if rest.is_empty() { "true".to_owned() } else { rest.join(" AND ") };
            add(format!("forgets part {}{of}", at + 1), place, &format!(" {rest} "));
        }
        if parts.len() > 1 {
            let either: Vec<String> = parts.iter().map(|part| format!("({part})")).collect();
            add(format!("takes OR for AND{of}"), place, &format!(" {} ", either.join(" OR ")));
        }
    }
    found
}

/// What stands behind each WHERE of queries in a text.
fn conditions(text: &str) -> Vec<Range<usize>> {
    let list: Vec<_> = tokens(text).collect();
    let behind = [
        "group",
        "having",
        "window",
        "union",
        "intersect",
        "except",
        "order",
        "limit",
        "offset",
        "fetch",
        "for",
        "returning",
        "into",
        "loop",
        "then",
    ];
    let mut found = Vec::new();
    for (at, token) in list.iter().enumerate().filter(|(_, token)| token.is("where")) {
        // A CASE has words of its own.
        let mut cases = 0usize;
        let end = list.iter().skip(at + 1).find(|next| {
            let here = next.depth == token.depth;
            match (here, next.is("case"), next.is("end")) {
                (true, true, _) => cases += 1,
                (true, _, true) => cases = cases.saturating_sub(1),
                _ => {}
            }
            let over = next.kind == Kind::Semicolon || behind.iter().any(|word| next.is(word));
            next.depth < token.depth || (here && cases == 0 && over)
        });
        found.push(token.end()..end.map_or(text.len(), |end| end.offset));
    }
    found
}

/// The statements that make a broken function beside the right one, with the rights of the same owner.
fn twin(renderer: &Renderer, id: &Id, broken: &Object, schema: &Ident, version: Version) -> Option<String> {
    let id = Id { schema: Some(schema.clone()), ..id.clone() };
    let mut model = Model::default();
    model.objects.insert(id.clone(), Object { meta: Default::default(), ..broken.clone() });
    let made = super::mutate::between(renderer, &Model::default(), &model, version)?;
    let name = format!("FUNCTION {}({})", id.qualified(), id.args);
    let owner = broken.meta.owner.as_ref();
    let owned = owner.map(|owner| format!("ALTER {name} OWNER TO {owner};")).unwrap_or_default();
    // Who may not call the right one is told so by that.
    let granted = format!("GRANT EXECUTE ON {name} TO PUBLIC;");
    Some(format!("CREATE SCHEMA {schema}; GRANT USAGE ON SCHEMA {schema} TO PUBLIC;\n{made}\n{owned}\n{granted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_of_queries() {
        for (text, found) in [
            ("select 1", vec![]),
            ("select exists (select 1 from m where a = 1 and (b or c))", vec!["a = 1 and (b or c)"]),
            (
                "begin return query select a from m where a = (select b from t where c limit 1) order by 1; end",
                vec!["a = (select b from t where c limit 1)", "c"],
            ),
            (
                "select 1 from m where case when a then b else c end and d order by e",
                vec!["case when a then b else c end and d"],
            ),
            ("select a from m where a union select b from m where b;", vec!["a", "b"]),
        ] {
            let places = conditions(text);
            let texts: Vec<&str> = places.into_iter().map(|place| text[place].trim()).collect();
            assert_eq!(texts, found, "{text}");
        }
    }
}
