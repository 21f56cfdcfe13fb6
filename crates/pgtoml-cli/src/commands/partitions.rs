//! Partitions by interval: makes those that are missing, and takes away those whose time is over.

use pgtoml::model::{Ident, Model};
use pgtoml::partitions::deeds::{Action, Deed};
use pgtoml::partitions::emit;
use pgtoml::sql::quote::comment_safe;
use pgtoml_pg::partitions::{self, Options, Task};
use serde_json::{Value, json};

use super::migrate;
use crate::args::{Keeper, Partitions, Plain};
use crate::context::Context;
use crate::failure::Failure;
use crate::source::Source;

pub fn run(context: &Context, args: &Partitions) -> Result<(), Failure> {
    let wanted = migrate::load(context, None)?;
    if pgtoml::partitions::ruled(&wanted.side.model).next().is_none() {
        let hint = "write `partition = { by = \"range (created_at)\", every = \"1 month\" }` in a table";
        return Err(Failure::new("no table of the file has partitions by interval").hint(hint));
    }
    if !args.emit.is_empty() {
        return emit(context, args, &wanted.side.model);
    }
    let mut database = match &args.target {
        Some(target) => Source::parse(target)?.open(context)?,
        None => migrate::open(context, &wanted)?,
    };
    let connection = &mut database.connection;
    if connection.info().pooler.is_some() && connection.is_transaction_pooled()? {
        return Err(Failure::refused("a pooler hands out connections by transaction, and this needs a session")
            .hint("give the direct address of the server"));
    }
    if !args.dry_run && !partitions::lock(connection)? {
        return match args.format {
            Plain::Json => said(context, &json!({ "held": true, "tables": [] })),
            Plain::Human => {
                context.print("another run is at work on this database; there is nothing to do for this one\n");
                Ok(())
            }
        };
    }
    let options = Options {
        at: args.at.clone(),
        tables: args.table.clone(),
        allow: args.allow.clone(),
        role: context.global.role.as_deref().map(Ident::from),
    };
    let result =
        partitions::survey(connection, &wanted.side.model, &options).map_err(Failure::from).and_then(|tasks| {
            if args.dry_run {
                return dry(context, args.format, &tasks);
            }
            work(context, args.format, connection, &tasks)
        });
    if !args.dry_run {
        partitions::unlock(connection);
    }
    result
}

/// Prints SQL by which a database keeps its partitions itself.
fn emit(context: &Context, args: &Partitions, model: &Model) -> Result<(), Failure> {
    let tables = partitions::chosen(model, &args.table)?;
    let mut texts = Vec::new();
    if args.emit.contains(&Keeper::PgPartman) {
        let failed = |reason: String| Failure::refused(reason).hint("emit sql for it, or give --table for the others");
        texts.push(emit::partman(&tables).map_err(failed)?);
    }
    let functions = args.emit.contains(&Keeper::Sql);
    if functions {
        texts.push(emit::functions(&tables));
    }
    if args.emit.contains(&Keeper::PgCron) {
        texts.push(emit::cron(model, &tables, functions));
    }
    context.print(&texts.join("\n"));
    Ok(())
}

/// Prints what would be done.
fn dry(context: &Context, format: Plain, tasks: &[Task]) -> Result<(), Failure> {
    match format {
        Plain::Json => said(context, &json!({ "held": false, "tables": tasks.iter().map(table).collect::<Vec<_>>() }))?,
        Plain::Human => context.print(&script(tasks)),
    }
    verdict(context, format, tasks)
}

/// The statements, as psql runs them.
fn script(tasks: &[Task]) -> String {
    let mut text = String::new();
    for task in tasks {
        for deed in &task.deeds {
            let said = format!("{}: {deed}", task.table);
            text.push_str(&format!("-- {}\n", comment_safe(&said)));
            if deed.transaction {
                text.push_str("BEGIN;\n");
            }
            deed.sql.iter().for_each(|sql| text.push_str(&format!("{sql};\n")));
            if deed.transaction {
                text.push_str("COMMIT;\n");
            }
            text.push('\n');
        }
    }
    if text.is_empty() { "-- nothing to do\n".to_owned() } else { text }
}

fn work(
    context: &Context,
    format: Plain,
    connection: &mut pgtoml_pg::connect::Connection,
    tasks: &[Task],
) -> Result<(), Failure> {
    let human = format == Plain::Human;
    let mut last = None;
    let (mut made, mut gone) = (0, 0);
    let failed = partitions::run(connection, tasks, &mut |task, deed, wrong| {
        if human && last.as_ref() != Some(&task.table) {
            context.print(&format!("{}, now at {}\n", task.table, task.now));
            last = Some(task.table.clone());
        }
        match wrong {
            None => {
                match deed.action {
                    Action::Create | Action::CreateAndMove => made += 1,
                    _ => gone += 1,
                }
                if human {
                    context.print(&format!("  {deed}\n"));
                }
            }
            Some(reason) => context.note(&format!("failed: {reason}")),
        }
    });
    if !human {
        let tables = tasks.iter().map(|task| {
            let mut value = table(task);
            if let (Some(reasons), Value::Object(map)) = (failed.get(&task.table), &mut value) {
                map.insert("failed".to_owned(), json!(reasons));
            }
            value
        });
        said(context, &json!({ "held": false, "tables": tables.collect::<Vec<_>>() }))?;
    } else if made + gone > 0 {
        context.print(&format!("{made} made, {gone} taken away\n"));
    } else if failed.is_empty() && tasks.iter().all(|task| task.refused.is_empty()) {
        context.print("nothing to do: every partition is there\n");
    }
    if !failed.is_empty() {
        let count: usize = failed.values().map(Vec::len).sum();
        return Err(Failure::new(format!("{} could not be done", pgtoml::report::plural(count, "partition")))
            .hint("the others are done; run it again"));
    }
    verdict(context, format, tasks)
}

fn verdict(context: &Context, format: Plain, tasks: &[Task]) -> Result<(), Failure> {
    let mut refused =
        tasks.iter().flat_map(|task| task.refused.iter().map(|reason| format!("{}: {reason}", task.table)));
    let Some(first) = refused.next() else { return Ok(()) };
    if format == Plain::Json {
        return Err(Failure::silent(crate::failure::REFUSED));
    }
    for reason in refused {
        context.note(&format!("refused: {reason}"));
    }
    Err(Failure::refused(first))
}

fn table(task: &Task) -> Value {
    let deeds: Vec<&Deed> = task.deeds.iter().collect();
    json!({ "table": task.table, "now": task.now, "steps": deeds, "refused": task.refused })
}

fn said(context: &Context, value: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::new(error.to_string()))?;
    context.print(&(text + "\n"));
    Ok(())
}
