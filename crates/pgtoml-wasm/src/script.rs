//! Scripts, as `pgtoml sql` and `pgtoml diff` print them.

use pgtoml::compare::{Error, Nobody, Outcome, Settle, compare};
use pgtoml::model::Id;
use pgtoml::plan::Plan;
use pgtoml::render::{Statement, script};
use pgtoml::report::{Line, Refusal, Report};
use serde::Serialize;

use crate::Schema;
use crate::places::Target;

/// A script and what is to be said about it: `migration(from)`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Script<'a> {
    /// What psql runs; empty if there is nothing to do.
    sql: String,
    /// One line: `create 3 tables`.
    headline: String,
    report: Placed<'a>,
}

/// A script that makes everything from nothing: `sql()`. Nothing is lost by it, so there is nothing to be said about its steps.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Made<'a> {
    /// What psql runs; empty if there is nothing to do.
    sql: String,
    /// How many statements it has.
    statements: usize,
    /// What no correct step exists for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<_>"))]
    refused: Vec<Refused<'a>>,
}

/// A plan, ready to show: a report of which everything knows where it comes from.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Report"))]
struct Placed<'a> {
    /// Objects made, altered and dropped.
    summary: pgtoml::report::Summary,
    /// In the order in which they run.
    steps: Vec<Step<'a>>,
    /// What no correct step exists for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<_>"))]
    refused: Vec<Refused<'a>>,
    /// What only a server can compare.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<_>"))]
    undetermined: Vec<Open<'a>>,
    /// What becomes of who reaches which rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<_>"))]
    access: Vec<pgtoml::access::Sentence>,
    /// What the file could say so that less is lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<_>"))]
    hints: Vec<String>,
}

/// One step, and what it is about.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Step<'a> {
    #[serde(flatten)]
    line: Line,
    #[serde(flatten)]
    target: Target<'a>,
}

/// What no correct step exists for, and why.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Refused<'a> {
    #[serde(flatten)]
    refusal: Refusal,
    #[serde(flatten)]
    target: Target<'a>,
}

/// What only a server can compare.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Undetermined"))]
enum Open<'a> {
    /// Texts of an object.
    Object {
        text: String,
        #[serde(flatten)]
        target: Target<'a>,
    },
    /// Rows.
    Rows { text: String },
}

impl<'a> Script<'a> {
    /// Of a comparison. Where the earlier state is no schema, what is gone has no place.
    pub fn of(outcome: &Outcome, from: Option<&'a Schema>, to: &'a Schema) -> Self {
        let base = from.map(|from| (&from.places, &from.loaded));
        let target = |id: &Id| to.places.target(&to.loaded, base, id);
        Self::new(&outcome.plan, &outcome.statements, outcome.report.clone(), &outcome.undetermined, target)
    }

    fn new(
        plan: &Plan,
        statements: &[Statement],
        report: Report,
        open: &[Id],
        target: impl Fn(&Id) -> Target<'a>,
    ) -> Self {
        let sql = whole(plan, statements);
        let headline = report.headline();
        let Report { summary, steps, refused, undetermined, access, hints } = report;
        let steps = steps.into_iter().zip(&plan.steps);
        let refused = refused.into_iter().zip(&plan.refused);
        // Those of objects come first.
        let mut ids = open.iter();
        let open = |text| match ids.next() {
            Some(id) => Open::Object { text, target: target(id) },
            None => Open::Rows { text },
        };
        let report = Placed {
            summary,
            steps: steps.map(|(line, step)| Step { line, target: target(&step.id) }).collect(),
            refused: refused.map(|(refusal, refused)| Refused { refusal, target: target(&refused.id) }).collect(),
            undetermined: undetermined.into_iter().map(open).collect(),
            access,
            hints,
        };
        Self { sql, headline, report }
    }
}

/// Everything, in an empty database.
pub fn from_nothing(to: &Schema) -> Result<Made<'_>, String> {
    let (plan, statements) = to.made()?;
    let place = |refused: &pgtoml::plan::Refused| {
        let target = to.places.target(&to.loaded, None, &refused.id);
        Refused { refusal: Refusal::of(refused), target }
    };
    let refused = plan.refused.iter().map(place).collect();
    Ok(Made { sql: whole(&plan, &statements), statements: statements.len(), refused })
}

/// What psql runs.
fn whole(plan: &Plan, statements: &[Statement]) -> String {
    match statements {
        [] => String::new(),
        _ => format!("SET check_function_bodies = off;\n{}", script(plan, statements)),
    }
}

/// What an edit changes. Nobody can be asked what only a server can say.
pub fn between<'a>(from: &'a Schema, to: &'a Schema) -> Result<Script<'a>, String> {
    let outcome = compare(from.side()?, to.side()?, &mut Nobody).map_err(never)?;
    Ok(Script::of(&outcome, Some(from), to))
}

/// What can go wrong where nobody is asked.
pub fn never(error: Error<<Nobody as Settle>::Error>) -> String {
    match error {
        Error::Settle(never) => match never {},
        Error::Template(error) => defect(error),
    }
}

pub fn defect(error: impl std::fmt::Display) -> String {
    format!("a template failed, which is a defect of pgtoml: {error:#}")
}
