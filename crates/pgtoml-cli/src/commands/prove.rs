//! `prove`: whether a plan does what it should.

use std::fmt::Write as _;

use pgtoml::kind::Version;
use pgtoml::model::{Ident, Way};
use pgtoml_pg::catalog;
use pgtoml_pg::connect::process_env;
use pgtoml_pg::dump::PgDump;
use pgtoml_pg::prove::{Claim, Ground, Proof, ProveError, Then, Verdict, prove};

use super::migrate::{Lazy, both, compare, load, open, verdict, warn_unmodelled};
use crate::args::Telling;
use crate::context::Context;
use crate::failure::Failure;
use crate::source::{Database, Source, State};

pub fn run(context: &Context, from: Option<&str>, to: Option<&str>, format: Telling) -> Result<(), Failure> {
    let (mut from, mut to, database) = sides(context, from, to)?;
    warn_unmodelled(context, &from);
    let url = database.as_ref().map(|database| database.url.clone());
    // Whether a table that is there holds rows is known; of a file nobody knows.
    let mut rows = None;
    if let Some((mut database, addresses)) = database.zip(from.addresses.take()) {
        let facts = catalog::facts(&mut database.connection, &addresses)?;
        rows = Some(facts.rows.clone());
        from.side.facts = facts;
    }
    // What is proven of the plan is what becomes of the schema and of rows of its own; declared rows are put in besides.
    from.side.rows.clear();
    let declared = std::mem::take(&mut to.side.rows);
    let names = Ground::names();
    // What the plan says of the database itself, it says of the one in which it is tried.
    from.side.model.database = Way(Some(Ident::from(names[0].as_str())));
    let mut scratch = Lazy::new(context, url.as_deref());
    let role = context.global.role.as_deref();
    let (old, wanted) = (from.side.clone(), to.side.clone());
    let outcome = compare(from, to, &mut scratch, None, role)?;
    verdict(&outcome, false, false)?;
    if outcome.report.is_empty() && declared.is_empty() {
        context.print("nothing to prove: 0 differences\n");
        return Ok(());
    }
    let major = old.version.or(wanted.version).unwrap_or(Version::NEWEST).major();
    let mut engines = context.grounds(major, url.as_deref())?.into_iter().peekable();
    while let Some(engine) = engines.next() {
        let mut ground = Ground::new((engine.start)()?, engine.borrowed, names.clone());
        let judge = PgDump::find(ground.major(), &process_env);
        let claim = Claim {
            from: &old,
            to: &wanted,
            outcome: &outcome,
            rows: rows.as_ref(),
            declared: &declared,
            pg_dump: judge.as_ref(),
        };
        let mut same = |now, wanted| {
            let state = |side| State { side, ..State::default() };
            compare(state(now), state(wanted), &mut scratch, None, role).map_err(Tried::Failed)
        };
        match prove(&mut ground, &claim, &mut same) {
            Ok(proof) => return tell(context, &proof, format),
            Err(Tried::Not(error)) if error.then == Then::Elsewhere && engines.peek().is_some() => {
                context.note(&format!("note: {error}; trying another engine"));
            }
            Err(Tried::Not(error)) if error.then == Then::Refused => {
                return Err(Failure::refused(error.message).hint(error.hint));
            }
            Err(Tried::Not(error)) => return Err(Failure::new(error.message).hint(error.hint)),
            Err(Tried::Failed(failure)) => return Err(failure),
        }
    }
    Err(Failure::new("there is no engine to prove it on").hint("name one with `--scratch`"))
}

/// Why there is no proof.
enum Tried {
    Not(ProveError),
    Failed(Failure),
}

impl From<ProveError> for Tried {
    fn from(error: ProveError) -> Self {
        Self::Not(error)
    }
}

/// The two states, and the database of the first if it is one: as `plan` takes them, or as `diff` does where one is named.
fn sides(context: &Context, from: Option<&str>, to: Option<&str>) -> Result<(State, State, Option<Database>), Failure> {
    if from.is_none() && to.is_none() {
        let (database, from, to) = both(context)?;
        return Ok((from, to, Some(database)));
    }
    let to = load(context, to)?;
    let mut database = match from.map(Source::parse).transpose()? {
        None => open(context, &to)?,
        Some(source @ (Source::Embedded | Source::Url(_))) => source.open(context)?,
        Some(source) => return Ok((source.load(context)?, to, None)),
    };
    Ok((database.objects()?, to, Some(database)))
}

fn tell(context: &Context, proof: &Proof, format: Telling) -> Result<(), Failure> {
    let text = match format {
        Telling::Human => human(proof, context.color()),
        Telling::Markdown => markdown(proof),
        Telling::Json => serde_json::to_string_pretty(proof).map_err(|error| Failure::new(error.to_string()))? + "\n",
    };
    context.print(&text);
    if proof.proven { Ok(()) } else { Err(Failure::new("the plan is not proven")) }
}

fn word(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Proven => ("proven", "32"),
        Verdict::Failed => ("failed", "1;31"),
        Verdict::Note => ("note", "33"),
    }
}

fn human(proof: &Proof, color: bool) -> String {
    let mut out = String::new();
    for fact in &proof.facts {
        let (word, tint) = word(fact.verdict);
        let word = format!("{word:<7}");
        let word = if color { format!("\u{1b}[{tint}m{word}\u{1b}[0m") } else { word };
        let _ = writeln!(out, "{word} {}", fact.text);
        for line in fact.detail.iter().flat_map(|detail| detail.lines()) {
            let _ = writeln!(out, "{}", format!("    {line}").trim_end());
        }
    }
    out
}

fn markdown(proof: &Proof) -> String {
    let mut out = format!("## {}\n\n", if proof.proven { "The plan is proven" } else { "The plan is not proven" });
    for fact in &proof.facts {
        let _ = writeln!(out, "- {}: {}", word(fact.verdict).0, fact.text);
        if let Some(detail) = &fact.detail {
            // No line of it can end the block: a fence is longer than any run of its own.
            let longest = detail.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat((longest + 1).max(3));
            let lines: Vec<String> = detail.lines().map(|line| format!("  {line}")).collect();
            let _ = writeln!(out, "\n  {fence}\n{}\n  {fence}\n", lines.join("\n"));
        }
    }
    out
}
