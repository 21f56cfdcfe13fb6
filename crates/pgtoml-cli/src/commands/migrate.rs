//! From one state to another: `diff`, `plan`, `apply`, `drift`.

use pgtoml::catalog::Addresses;
use pgtoml::compare::{self, Facts, Outcome, Settle};
use pgtoml::data::compare::{Answer, Query};
use pgtoml::diagnostic::did_you_mean;
use pgtoml::kind::Version;
use pgtoml::kinds::extension;
use pgtoml::model::{Ident, Model};
use pgtoml::plan::hazard;
use pgtoml::render::{Statement, script};
use pgtoml::shell::word;
use pgtoml_pg::catalog;
use pgtoml_pg::scratch::Scratch;

use crate::args::{Format, Output, Stage};
use crate::commands::rename;
use crate::commands::stage::{self, Chosen};
use crate::context::Context;
use crate::failure::{DIFFERENT, Failure};
use crate::files;
use crate::source::{Database, Source, State};

pub fn diff(
    context: &Context,
    from: Option<&str>,
    to: Option<&str>,
    output: &Output,
    stage: &Stage,
) -> Result<(), Failure> {
    let mut to = load(context, to)?;
    let chosen = stage::choose(context, stage, &to)?;
    let source = from.map(Source::parse).transpose()?;
    let mut database = match &source {
        None => Some(chosen.open(context, &to)?),
        Some(source @ (Source::Embedded | Source::Url(_))) => Some(source.open(context)?),
        Some(_) => None,
    };
    let chosen = database.as_ref().map_or_else(|| chosen.clone(), |database| chosen.at(&database.url));
    chosen.seed(context, &mut to)?;
    let from = match (source, &mut database) {
        (_, Some(database)) => database.objects()?,
        (Some(source), None) => source.load(context)?,
        (None, None) => return Err(Failure::new("no state to start from")),
    };
    let mut scratch = Lazy::new(context, None);
    let outcome = compare(from, to, &mut scratch, database.as_mut(), None)?;
    let said = print(context, &outcome, output, Format::Sql)?;
    if outcome.report.is_empty() && !said {
        context.note("0 differences");
    }
    verdict(&outcome, said, output.exit_code)
}

pub fn plan(context: &Context, output: &Output, stage: &Stage) -> Result<(), Failure> {
    let (mut database, from, to, _) = staged(context, stage)?;
    warn_unmodelled(context, &from);
    let url = database.url.clone();
    let mut scratch = Lazy::new(context, Some(&url));
    let outcome = asking(context, from, to, &mut scratch, &mut database)?;
    let said = print(context, &outcome, output, Format::Human)?;
    verdict(&outcome, said, output.exit_code)
}

pub fn drift(context: &Context, output: &Output, stage: &Stage) -> Result<(), Failure> {
    let (mut database, from, to, _) = staged(context, stage)?;
    let url = database.url.clone();
    let mut scratch = Lazy::new(context, Some(&url));
    let outcome = compare(from, to, &mut scratch, Some(&mut database), context.global.role.as_deref())?;
    let said = print(context, &outcome, output, Format::Human)?;
    verdict(&outcome, said, true)
}

/// What the command line agrees to.
pub struct Agreed {
    /// Without being asked.
    pub yes: bool,
    /// Hazards.
    pub allow: Vec<String>,
    /// Not with objects that no kind models.
    pub strict: bool,
    /// Not with wider access.
    pub strict_access: bool,
}

pub fn apply(context: &Context, agreed: Agreed, stage: &Stage) -> Result<(), Failure> {
    let Agreed { yes, allow, strict, strict_access } = agreed;
    let (mut database, from, to, chosen) = staged(context, stage)?;
    warn_unmodelled(context, &from);
    if strict && !from.unmodelled.is_empty() {
        return Err(Failure::refused("the database has objects that no kind models, and --strict is given")
            .hint("drop them, or leave --strict away; they stay as they are"));
    }
    let url = database.url.clone();
    let mut scratch = Lazy::new(context, Some(&url));
    let wanted = to.side.clone();
    let outcome = asking(context, from, to, &mut scratch, &mut database)?;
    if outcome.report.is_empty() {
        for hint in &outcome.report.hints {
            context.note(&format!("hint: {hint}"));
        }
        context.print("nothing to do: the database is what the file says\n");
        return Ok(());
    }
    context.print(&outcome.report.human(context.color()));
    verdict(&outcome, true, false)?;
    unmatched(context, &outcome, &allow);
    let denied = |hazards: Vec<String>, what: &str| {
        let denied = hazards
            .iter()
            .filter(|name| !allow.iter().any(|allowed| allowed == "all" || allowed == *name) && !chosen.allows(name));
        let flags: Vec<String> = denied.map(|name| format!("--allow {}", word(name))).collect();
        let refused = || Failure::refused(what).hint(format!("to allow that, add {}", flags.join(" ")));
        if flags.is_empty() { Ok(()) } else { Err(refused()) }
    };
    denied(outcome.plan.destructive().map(hazard).collect(), "the plan has steps that must be allowed")?;
    if strict_access {
        let wider = outcome.report.wider().into_iter().map(str::to_owned).collect();
        denied(wider, "the plan widens access, and --strict-access is given")?;
    }
    if let Some(name) = missing_secret(&outcome.statements) {
        return Err(Failure::new(format!(
            "the environment variable {name}, which holds a secret of the plan, is not set"
        ))
        .hint(format!("set {name} and run it again")));
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
    prove(&mut database, wanted, &mut scratch, context)?;
    let count = pgtoml::report::plural(outcome.statements.len(), "statement");
    context.print(&format!("applied: {count}; the database is what the file says\n"));
    Ok(())
}

/// Says what is allowed and no step of the plan is: a slip of the pen, or a plan that has become another one.
fn unmatched(context: &Context, outcome: &Outcome, allow: &[String]) {
    let wider = outcome.report.wider().into_iter().map(str::to_owned);
    let hazards: Vec<String> = outcome.plan.destructive().map(hazard).chain(wider).collect();
    for name in allow.iter().filter(|name| *name != "all" && !hazards.contains(name)) {
        let near = did_you_mean(name, hazards.iter().map(String::as_str));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        context.note(&format!("note: no step of this plan is called `{name}`{near}"));
    }
}

/// A secret that a statement needs and that is not there.
fn missing_secret(statements: &[Statement]) -> Option<&str> {
    let names = statements.iter().flat_map(|statement| &statement.secrets);
    names.map(String::as_str).find(|name| pgtoml_pg::connect::process_env(name).is_none())
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
    let env = pgtoml_pg::connect::process_env;
    let (plan, statements) = (&outcome.plan, &outcome.statements);
    let applied = pgtoml_pg::apply::apply(&mut database.connection, plan, statements, &env, &mut progress);
    applied.map_err(|error| {
        let place = error.statement.as_deref().map(|sql| format!("\n    {}", beginning(sql)));
        Failure::new(format!("{}{}", error.message, place.unwrap_or_default())).hint(error.hint)
    })
}

/// The lines of a statement that a person reads; one of many rows is cut.
fn beginning(sql: &str) -> String {
    const MOST: usize = 40;
    let lines: Vec<&str> = sql.lines().collect();
    let mut text = lines.iter().take(MOST).copied().collect::<Vec<_>>().join("\n    ");
    if lines.len() > MOST {
        text.push_str(&format!("\n    … and {}", pgtoml::report::plural(lines.len() - MOST, "more line")));
    }
    text
}

/// Reads back, and demands that nothing is left to do.
fn prove(
    database: &mut Database,
    to: compare::State,
    scratch: &mut Lazy<'_>,
    context: &Context,
) -> Result<(), Failure> {
    let now = database.objects()?;
    let to = State { side: to, ..State::default() };
    let left = compare(now, to, scratch, Some(database), context.global.role.as_deref())?;
    if left.report.is_empty() {
        return Ok(());
    }
    context.print(&left.report.human(context.color()));
    Err(Failure::new("the plan ran, but the database is not yet what the file says")
        .hint("run `pgtoml plan` to see what is left; if it stays, it is a defect of pgtoml"))
}

pub(super) fn load(context: &Context, source: Option<&str>) -> Result<State, Failure> {
    match source {
        Some(source) => Source::parse(source)?.load(context),
        None => Source::Toml(context.global.file.clone()).load(context),
    }
}

pub(super) fn open(context: &Context, to: &State) -> Result<Database, Failure> {
    let target = to.loaded.as_ref().and_then(|loaded| loaded.project.target.as_deref());
    Source::parse(&context.database(target)?)?.open(context)
}

/// The database with its state, what the file says with the seeds that belong there, and what is allowed.
pub(super) fn staged(context: &Context, stage: &Stage) -> Result<(Database, State, State, Chosen), Failure> {
    if stage.env.is_none() && stage.seed.is_empty() && context.names_database() {
        let (database, from, mut to) = both(context)?;
        let chosen = stage::choose(context, stage, &to)?.at(&database.url);
        chosen.clone().seed(context, &mut to)?;
        return Ok((database, from, to, chosen));
    }
    let mut to = load(context, None)?;
    let chosen = stage::choose(context, stage, &to)?;
    let mut database = chosen.open(context, &to)?;
    let chosen = chosen.at(&database.url);
    chosen.clone().seed(context, &mut to)?;
    let from = database.objects()?;
    Ok((database, from, to, chosen))
}

/// The database with its state, and what the file says. Where the file need not say which database, both are read at once.
pub(super) fn both(context: &Context) -> Result<(Database, State, State), Failure> {
    if context.names_database() {
        let mut database = Source::parse(&context.database(None)?)?.open(context)?;
        let (from, to) = database.objects_beside(|| load(context, None))?;
        return Ok((database, from, to));
    }
    let to = load(context, None)?;
    let mut database = open(context, &to)?;
    let from = database.objects()?;
    Ok((database, from, to))
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

/// Whoever answers the questions of one comparison.
struct Answering<'a, 'b> {
    scratch: &'a mut Lazy<'b>,
    database: Option<(&'a mut Database, &'a Addresses)>,
}

impl Settle for Answering<'_, '_> {
    type Error = Failure;

    fn settle(&mut self, from: &Model, to: &mut Model, version: Version) -> Result<bool, Failure> {
        match self.scratch.get(version)? {
            Some(scratch) => scratch.settle(from, to).map(|_| true).map_err(Failure::from),
            None => Ok(false),
        }
    }

    fn facts(&mut self) -> Result<Option<Facts>, Failure> {
        let Some((database, addresses)) = &mut self.database else { return Ok(None) };
        Ok(Some(catalog::facts(&mut database.connection, addresses)?))
    }

    fn rows(&mut self, queries: &[Query]) -> Result<Option<Vec<Answer>>, Failure> {
        let Some((database, _)) = &mut self.database else { return Ok(None) };
        Ok(Some(pgtoml_pg::data::answers(&mut database.connection, queries)?))
    }
}

/// Plans the way from one source to another; `role` is who applies. `database` is where `from` was read, if it is open.
pub(super) fn compare(
    from: State,
    to: State,
    scratch: &mut Lazy<'_>,
    database: Option<&mut Database>,
    role: Option<&str>,
) -> Result<Outcome, Failure> {
    let State { mut side, addresses, .. } = from;
    if let Some(role) = role {
        side.user = Some(Ident::from(role));
    }
    let mut database = database;
    if let Some(database) = database.as_mut().filter(|_| extension::has_optional(&to.side.model)) {
        side.available = Some(catalog::available_extensions(&mut database.connection)?);
    }
    let mut answering = Answering { scratch, database: database.zip(addresses.as_ref()) };
    compare::compare(side, to.side, &mut answering).map_err(|error| match error {
        compare::Error::Settle(failure) => failure,
        compare::Error::Template(error) => {
            Failure::new(format!("a template failed: {error:#}")).hint("this is a defect of pgtoml; please report it")
        }
    })
}

/// The same; where a person is at the terminal, likely renames are asked about first.
fn asking(
    context: &Context,
    from: State,
    to: State,
    scratch: &mut Lazy<'_>,
    database: &mut Database,
) -> Result<Outcome, Failure> {
    let role = context.global.role.as_deref();
    if !context.interactive() {
        return compare(from, to, scratch, Some(database), role);
    }
    let (mut wanted, loaded) = (to.side.clone(), to.loaded);
    let first = State { side: from.side.clone(), addresses: from.addresses.clone(), ..State::default() };
    let first_wanted = State { side: to.side, ..State::default() };
    let outcome = compare(first, first_wanted, scratch, Some(&mut *database), role)?;
    let mut asked = |question: &str| context.confirm(question);
    let accepted = rename::ask(&outcome.likely, &mut asked);
    if accepted.is_empty() {
        return Ok(outcome);
    }
    accepted.iter().for_each(|likely| likely.accept(&mut wanted.model));
    if let Some(loaded) = loaded {
        rename::write(context, loaded, &accepted, &mut asked)?;
    }
    compare(from, State { side: wanted, ..State::default() }, scratch, Some(database), role)
}

/// Prints a plan in the formats that were asked for. Says whether people have it on standard output.
fn print(context: &Context, outcome: &Outcome, output: &Output, usual: Format) -> Result<bool, Failure> {
    for path in &output.out {
        let format = match path.extension().and_then(|ending| ending.to_str()) {
            Some("json") => Format::Json,
            Some("md") => Format::Markdown,
            Some("txt") => Format::Human,
            _ => Format::Sql,
        };
        files::write(path, &text(outcome, format, false)?)?;
    }
    let format = output.format.or_else(|| output.out.is_empty().then_some(usual));
    if let Some(format) = format {
        context.print(&text(outcome, format, context.color())?);
    }
    Ok(format == Some(Format::Human))
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
        Format::Json => {
            serde_json::to_string_pretty(&outcome.report).map_err(|error| Failure::new(error.to_string()))? + "\n"
        }
    })
}

/// The exit code that a plan deserves, and why. `said`: the report has been printed for people, so the reasons are known.
pub(super) fn verdict(outcome: &Outcome, said: bool, exit_code: bool) -> Result<(), Failure> {
    let report = &outcome.report;
    if !report.refused.is_empty() {
        let reasons: Vec<String> = report.refused.iter().map(pgtoml::report::Refusal::sentence).collect();
        return Err(Failure::refused(match (said, reasons.as_slice()) {
            (false, reasons) => reasons.join("\n"),
            (true, [_]) => "no correct plan exists for the change above".to_owned(),
            (true, _) => format!("no correct plan exists for {} changes above", reasons.len()),
        }));
    }
    if !report.undetermined.is_empty() {
        let message =
            if said { "not all differences could be determined".to_owned() } else { report.undetermined.join("\n") };
        return Err(
            Failure::refused(message).hint("leave `--scratch none` away, or name an engine: embedded, local, a URL")
        );
    }
    if exit_code && !report.is_empty() {
        return Err(Failure::silent(DIFFERENT));
    }
    Ok(())
}

pub(super) fn warn_unmodelled(context: &Context, state: &State) {
    for object in &state.unmodelled {
        context.note(&format!("unmodelled: {object}; it is left as it is"));
    }
}
