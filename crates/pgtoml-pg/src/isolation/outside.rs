//! What reaches out of the database: it would act on the world, and no transaction takes it back.

use pgtoml::isolation::report::Report;
use pgtoml::isolation::session;
use pgtoml::kind::{Body, Tag};
use pgtoml::lint::Subject;
use pgtoml::sql::quote::quote_ident;
use pgtoml::sql::tokens::{Kind, Token, tokens};

use crate::connect::Connection;
use crate::prove::ProveError;

/// Why it is not tried.
pub(super) const WHY: &str = "it reaches out of the database, so it was not run";

/// Whether a text calls other servers or programs.
pub(super) fn reaches(text: &str, language: &str) -> bool {
    let list: Vec<Token<'_>> = tokens(text).collect();
    let word = |at: usize, token: &Token<'_>| {
        let name = token.text.trim_matches('"').to_lowercase();
        let after = list.get(at + 1).map(|next| next.kind);
        name.starts_with("dblink")
            || (name == "program" && list.iter().any(|token| token.is("copy")))
            || (name.starts_with("http") && after == Some(Kind::Open))
            || (name == "net" && after == Some(Kind::Dot))
            || name == "lo_export"
    };
    // Of the others only these can do more than SQL can.
    language.ends_with('u') || language == "plsh" || list.iter().enumerate().any(|(at, token)| word(at, token))
}

/// Triggers that reach out do not fire, and are named.
pub(super) fn disable(
    connection: &mut Connection,
    subject: &Subject<'_>,
    report: &mut Report,
) -> Result<(), ProveError> {
    for (id, object) in subject.model.of_kind(Tag::Trigger) {
        let (Body::Trigger(trigger), Some(table)) = (&object.body, id.parent_id()) else { continue };
        let function = subject.resolve(table.schema.as_ref(), &trigger.function);
        let named = |one: &pgtoml::lint::Routine<'_>| {
            Some(one.id) == function || one.id.qualified() == trigger.function || one.id.name == trigger.function.name
        };
        let out = subject
            .routines()
            .filter(|one| one.is_trigger() && named(one))
            .any(|one| session::body(&one).is_some_and(|body| reaches(body, one.language.as_str())));
        if out && table.tag == Tag::Table {
            let name = quote_ident(id.name.as_str());
            connection.batch_execute(&format!("ALTER TABLE {} DISABLE TRIGGER {name}", table.qualified()))?;
            report.untried.insert(id.to_string(), WHY.to_owned());
        }
    }
    Ok(())
}
