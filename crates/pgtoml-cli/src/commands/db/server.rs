//! Databases of servers: made and dropped.

use pgtoml::report::plural;
use pgtoml_pg::connect::{Target, process_env};
use pgtoml_pg::database::{self, Inspected, Wish};

use crate::args::Create;
use crate::context::Context;
use crate::failure::Failure;
use crate::source::Source;

pub fn create(context: &Context, create: Create) -> Result<(), Failure> {
    let target = target(context)?;
    let Create { owner, create_owner, owner_password, encoding, locale, template, no_public, grant } = create;
    let password = owner_password.map(|name| {
        process_env(&name).filter(|value| !value.is_empty()).ok_or_else(|| {
            Failure::new(format!("the variable {name}, which --owner-password names, is not set"))
                .hint(format!("set {name} to the password of the new role"))
        })
    });
    let wish = Wish {
        owner,
        make_owner: create_owner,
        password: password.transpose()?,
        encoding,
        locale,
        template,
        private: no_public,
        grants: grant,
    };
    let done = database::create(&target, &wish)?;
    if done.is_empty() {
        context.print(&format!("nothing to do: database {} is as it should be\n", target.database()));
    }
    for sentence in done {
        context.print(&format!("{sentence}\n"));
    }
    Ok(())
}

pub fn remove(context: &Context, yes: Option<&str>, allow: &[String], force: bool) -> Result<(), Failure> {
    let target = target(context)?;
    let name = target.database();
    let Some(found) = database::inspect(&target)? else {
        context.print(&format!("nothing to do: there is no database {name}\n"));
        return Ok(());
    };
    let Inspected { protected, template, objects, tables, sessions } = found;
    if template {
        return Err(Failure::refused(format!(
            "database {name} is a template of new databases, which PostgreSQL keeps"
        ))
        .hint(format!("ALTER DATABASE {} IS_TEMPLATE false", pgtoml::sql::quote::quote_ident(name))));
    }
    let hazard = format!("drop-database:{name}");
    let holds = match objects {
        Some(0) => None,
        Some(count) if tables.is_empty() => {
            Some(format!("it holds {}", plural(count.unsigned_abs() as usize, "object")))
        }
        Some(_) => {
            let shown: Vec<&str> = tables.iter().take(5).map(String::as_str).collect();
            let more = if tables.len() > 5 { ", …" } else { "" };
            Some(format!("it holds {} ({}{more})", plural(tables.len(), "table"), shown.join(", ")))
        }
        None => Some("nobody may look at what it holds".to_owned()),
    };
    let reason = protected.map(|what| format!("it is {what}")).or(holds);
    if let Some(reason) = reason
        && !allow.contains(&hazard)
    {
        let failure = Failure::refused(format!("database {name} is not dropped: {reason}"));
        return Err(failure.hint(format!("to drop it with everything in it, add --allow {hazard}")));
    }
    if !sessions.is_empty() && !force {
        let failure = Failure::refused(format!("database {name} is in use by {}", sessions.join("; ")));
        return Err(failure.hint("close them, or end them with --force"));
    }
    match yes {
        Some(given) if given == name => {}
        Some(given) => {
            let failure = Failure::refused(format!("--yes names {given}, and the database is {name}"));
            return Err(failure.hint("give the name of the database that is to go"));
        }
        None if !context.interactive() => {
            let failure = Failure::refused("without a terminal there is nobody to ask");
            return Err(failure.hint(format!("give --yes {name}")));
        }
        None => {
            let place = target.redacted();
            if context.ask(&format!("this drops {place} for good; type its name to go on: ")) != name {
                return Err(Failure::refused("that is not its name; nothing was dropped"));
            }
        }
    }
    database::remove(&target, force)?;
    context.print(&format!("dropped database {name}\n"));
    Ok(())
}

/// The database of `--db`, the environment or the project. The file need not be right for that.
fn target(context: &Context) -> Result<Target, Failure> {
    let declared = if context.names_database() || !context.global.file.exists() {
        None
    } else {
        let state = Source::Toml(context.global.file.clone()).load(context)?;
        state.loaded.and_then(|loaded| loaded.project.target)
    };
    let text = context.database(declared.as_deref())?;
    if text == "embedded" {
        return Err(Failure::new("the embedded database is made when it is needed")
            .hint("give --db URL; `pgtoml db reset` empties the embedded one"));
    }
    let target = Target::parse(&text, &process_env)?;
    for note in target.notes() {
        context.note(&format!("note: {note}"));
    }
    Ok(target)
}
