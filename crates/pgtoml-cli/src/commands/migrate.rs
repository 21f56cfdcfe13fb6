//! From one state to another: `diff`, `plan`, `apply`, `drift`.

use pgtoml::kind::{Tag, Version};
use pgtoml::model::{Ident, Model};
use pgtoml::plan::{Input, Plan, hazard};
use pgtoml::render::{Renderer, Statement, script};
use pgtoml::report::Report;
use pgtoml::settle;
use pgtoml_pg::scratch::Scratch;

use crate::args::{Format, Output};
use crate::context::Context;
use crate::failure::{DIFFERENT, Failure, REFUSED};
use crate::files;
use crate::source::{Database, Source, State};

/// A plan with all that is known about it.
struct Outcome {
    plan: Plan,
    statements: Vec<Statement>,
    report: Report,
}

pub fn diff(context: &Context, from: Option<&str>, to: Option<&str>, output: &Output) -> Result<(), Failure> {
    let to = load(context, to)?;
    let from = match from {
        Some(from) => Source::parse(from)?.load(context)?,
        None => open(context, &to)?.state()?,
    };
    let mut scratch = Lazy::new(context, None);
    let outcome = compare(&from, &to, &mut scratch, None)?;
    print(context, &outcome, output, Format::Sql)?;
    verdict(&outcome, output.exit_code)
}

pub fn plan(context: &Context, output: &Output) -> Result<(), Failure> {
    let to = load(context, None)?;
    let mut database = open(context, &to)?;
    let from = database.state()?;
    warn_unmodelled(context, &from);
    let url = database.url.clone();
    let outcome = compare(&from, &to, &mut Lazy::new(context, Some(&url)), context.global.role.as_deref())?;
    print(context, &outcome, output, Format::Human)?;
    verdict(&outcome, output.exit_code)
}

pub fn drift(context: &Context, output: &Output) -> Result<(), Failure> {
    let to = load(context, None)?;
    let mut database = open(context, &to)?;
    let from = database.state()?;
    let url = database.url.clone();
    let outcome = compare(&from, &to, &mut Lazy::new(context, Some(&url)), context.global.role.as_deref())?;
    print(context, &outcome, output, Format::Human)?;
    if outcome.report.is_empty() && output.format.is_none_or(|format| format == Format::Human) {
        context.print("0 differences\n");
    }
    verdict(&outcome, true)
}

pub fn apply(context: &Context, yes: bool, allow: &[String], strict: bool) -> Result<(), Failure> {
    let to = load(context, None)?;
    let mut database = open(context, &to)?;
    let from = database.state()?;
    warn_unmodelled(context, &from);
    if strict && !from.unmodelled.is_empty() {
        return Err(Failure::refused("the database has objects that no kind models, and --strict is given")
            .hint("drop them, or leave --strict away; they stay as they are"));
    }
    let url = database.url.clone();
    let mut scratch = Lazy::new(context, Some(&url));
    let outcome = compare(&from, &to, &mut scratch, context.global.role.as_deref())?;
    if outcome.report.is_empty() {
        context.print("nothing to do: the database is what the file says\n");
        return Ok(());
    }
    context.print(&outcome.report.human(context.color()));
    verdict(&outcome, false)?;
    let denied: Vec<String> = outcome
        .plan
        .destructive()
        .map(hazard)
        .filter(|name| !allow.iter().any(|allowed| allowed == "all" || allowed == name))
        .collect();
    if !denied.is_empty() {
        let flags: Vec<String> = denied.iter().map(|name| format!("--allow {name}")).collect();
        return Err(Failure::refused("the plan loses data").hint(format!("to go on: pgtoml apply {}", flags.join(" "))));
    }
    if !yes {
        if !context.interactive() {
            return Err(Failure::refused("without a terminal there is nobody to ask").hint("give --yes"));
        }
        if !context.confirm("apply?") {
            return Err(Failure::refused("not applied; nothing was changed"));
        }
    }
    run(context, &mut database, &outcome)?;
    prove(&mut database, &to, &mut scratch, context)?;
    let count = pgtoml::report::plural(outcome.statements.len(), "statement");
    context.print(&format!("applied: {count}; the database is what the file says\n"));
    Ok(())
}

fn run(context: &Context, database: &mut Database, outcome: &Outcome) -> Result<(), Failure> {
    let pooled = database.connection.info().pooler.is_some() && database.connection.is_transaction_pooled()?;
    if pooled {
        return Err(Failure::refused("a pooler hands out connections by transaction, and apply needs a session")
            .hint("give the direct address of the server"));
    }
    let total = outcome.statements.len();
    let mut progress = |number: usize, _: &Statement| {
        if context.interactive() && total > 50 && number.is_multiple_of(50) {
            context.note(&format!("{number} of {total}"));
        }
    };
    let applied = pgtoml_pg::apply::apply(&mut database.connection, &outcome.plan, &outcome.statements, &mut progress);
    applied.map_err(|error| {
        let place = error.statement.as_deref().map(|sql| format!("\n    {}", sql.replace('\n', "\n    ")));
        Failure::new(format!("{}{}", error.message, place.unwrap_or_default())).hint(error.hint)
    })
}

/// Reads back, and demands that nothing is left to do.
fn prove(database: &mut Database, to: &State, scratch: &mut Lazy<'_>, context: &Context) -> Result<(), Failure> {
    let now = database.state()?;
    let left = compare(&now, to, scratch, context.global.role.as_deref())?;
    if left.report.is_empty() {
        return Ok(());
    }
    context.print(&left.report.human(context.color()));
    Err(Failure::new("the plan ran, but the database is not yet what the file says")
        .hint("run `pgtoml plan` to see what is left; if it stays, it is a defect of pgtoml"))
}

fn load(context: &Context, source: Option<&str>) -> Result<State, Failure> {
    match source {
        Some(source) => Source::parse(source)?.load(context),
        None => Source::Toml(context.global.file.clone()).load(context),
    }
}

fn open(context: &Context, to: &State) -> Result<Database, Failure> {
    let target = to.loaded.as_ref().and_then(|loaded| loaded.project.target.as_deref());
    Source::parse(&context.database(target)?)?.open(context)
}

/// A scratch that is started when it is needed.
pub struct Lazy<'a> {
    context: &'a Context,
    url: Option<&'a str>,
    scratch: Option<Option<Scratch>>,
}

impl<'a> Lazy<'a> {
    /// For a database at this URL.
    pub fn new(context: &'a Context, url: Option<&'a str>) -> Self {
        Self { context, url, scratch: None }
    }

    fn get(&mut self, version: Version) -> Result<Option<&mut Scratch>, Failure> {
        if self.scratch.is_none() {
            self.scratch = Some(self.context.scratch(version.major(), self.url)?);
        }
        Ok(self.scratch.as_mut().and_then(Option::as_mut))
    }
}

/// Compares two states as far as a scratch can tell, and plans the way from one to the other.
fn compare(from: &State, to: &State, scratch: &mut Lazy<'_>, role: Option<&str>) -> Result<Outcome, Failure> {
    let mut old = from.model.clone();
    let mut new = to.model.clone();
    if let Some(scope) = &to.scope {
        scope.project(&mut old);
        scope.fit(&old, &mut new);
    }
    if let Some(scope) = &from.scope {
        scope.project(&mut new);
    }
    // A role belongs to the cluster, and other databases may need it: one that is not wanted any more is not dropped.
    new.objects.retain(|id, object| object.body.named() || old.get(id).is_none());
    old.objects.retain(|id, _| id.tag != Tag::Role || new.get(id).is_some());
    let version = from.version.or(to.version).unwrap_or(Version::NEWEST);
    pgtoml::plan::down_level(&mut new, version);
    let mut undetermined = Vec::new();
    if !settle::undetermined(&old, &new).is_empty() {
        match scratch.get(version)? {
            Some(scratch) => drop(scratch.settle(&old, &mut new)?),
            None => {
                let ids = settle::undetermined(&old, &new);
                undetermined.extend(ids.iter().map(|id| format!("{id}: only a server can say whether the texts mean the same")));
            }
        }
    }
    let user = role.map(Ident::from).or_else(|| from.user.clone());
    let input = Input {
        from: &old,
        to: &new,
        edges: &from.edges,
        depends_on: &to.depends_on,
        version,
        applier: user.as_ref(),
    };
    let plan = pgtoml::plan::plan(input);
    let statements = render(&plan, &old, &new, version)?;
    let report = Report::new(&plan, &statements, undetermined);
    Ok(Outcome { plan, statements, report })
}

fn render(plan: &Plan, from: &Model, to: &Model, version: Version) -> Result<Vec<Statement>, Failure> {
    Renderer::new().plan(plan, from, to, version).map_err(|error| {
        Failure::new(format!("a template failed: {error:#}")).hint("this is a defect of pgtoml; please report it")
    })
}

fn print(context: &Context, outcome: &Outcome, output: &Output, usual: Format) -> Result<(), Failure> {
    for path in &output.out {
        let format = match path.extension().and_then(|ending| ending.to_str()) {
            Some("json") => Format::Json,
            Some("md") => Format::Markdown,
            Some("txt") => Format::Human,
            _ => Format::Sql,
        };
        files::write(path, &text(outcome, format, false)?)?;
    }
    if let Some(format) = output.format.or_else(|| output.out.is_empty().then_some(usual)) {
        context.print(&text(outcome, format, context.color())?);
    }
    Ok(())
}

fn text(outcome: &Outcome, format: Format, color: bool) -> Result<String, Failure> {
    let sql = || {
        if outcome.statements.is_empty() {
            return String::new();
        }
        format!("SET check_function_bodies = off;\n{}", script(&outcome.plan, &outcome.statements))
    };
    Ok(match format {
        Format::Human => outcome.report.human(color),
        Format::Sql => sql(),
        Format::Markdown => outcome.report.markdown(&sql()),
        Format::Json => serde_json::to_string_pretty(&outcome.report).map_err(|error| Failure::new(error.to_string()))? + "\n",
    })
}

/// The exit code that a plan deserves.
fn verdict(outcome: &Outcome, exit_code: bool) -> Result<(), Failure> {
    if let Some(refused) = outcome.report.refused.first() {
        return Err(Failure { code: REFUSED, ..Failure::new(format!("{}: {}", refused.object, refused.reason)) });
    }
    if let Some(object) = outcome.report.undetermined.first() {
        return Err(Failure::refused(object.clone()).hint("leave `--scratch none` away, or name an engine: embedded, local, a URL"));
    }
    if exit_code && !outcome.report.is_empty() {
        return Err(Failure::silent(DIFFERENT));
    }
    Ok(())
}

fn warn_unmodelled(context: &Context, state: &State) {
    for object in &state.unmodelled {
        context.note(&format!("unmodelled: {object}; it is left as it is"));
    }
}
