//! Scripts, as `pgtoml sql` and `pgtoml diff` print them.

use pgtoml::compare::{Error, Nobody, State, compare};
use pgtoml::kind::Version;
use pgtoml::plan::{Plan, plan};
use pgtoml::render::{Renderer, Statement, script};
use pgtoml::report::Report;
use serde::Serialize;

/// A script and what is to be said about it.
#[derive(Debug, Serialize)]
pub struct Script {
    /// What psql runs; empty if there is nothing to do.
    sql: String,
    /// One line: `create 3 tables`.
    headline: String,
    /// Steps and what was refused.
    report: Report,
}

impl Script {
    fn new(plan: &Plan, statements: &[Statement], report: Report) -> Self {
        let sql = match statements {
            [] => String::new(),
            _ => format!("SET check_function_bodies = off;\n{}", script(plan, statements)),
        };
        Self { sql, headline: report.headline(), report }
    }
}

thread_local! {
    /// Parsing all templates takes longer than printing a small schema.
    static RENDERER: Renderer = Renderer::new();
}

/// Everything, in an empty database.
pub fn from_nothing(to: &State) -> Result<Script, String> {
    let empty = to.nothing();
    let version = Version::NEWEST;
    let plan = plan(to.input(&empty, version));
    let statements = RENDERER.with(|renderer| renderer.plan(&plan, &empty, &to.model, version)).map_err(defect)?;
    let report = Report::new(&plan, &statements, Vec::new());
    Ok(Script::new(&plan, &statements, report))
}

/// What an edit changes. Nobody can be asked what only a server can say.
pub fn between(from: &State, to: &State) -> Result<Script, String> {
    let outcome = compare(from.clone(), to.clone(), &mut Nobody).map_err(|error| match error {
        Error::Settle(never) => match never {},
        Error::Template(error) => defect(error),
    })?;
    Ok(Script::new(&outcome.plan, &outcome.statements, outcome.report))
}

fn defect(error: impl std::fmt::Display) -> String {
    format!("a template failed, which is a defect of pgtoml: {error:#}")
}
