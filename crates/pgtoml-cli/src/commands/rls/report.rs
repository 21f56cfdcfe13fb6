//! `rls report`: who reaches which rows.

use std::path::PathBuf;

use pgtoml::access::{Report, Wanted};
use pgtoml::diagnostic::did_you_mean;
use pgtoml::lint::{Config, Subject};
use pgtoml::model::Ident;

use crate::args::{Global, Sheet};
use crate::commands::lint::version;
use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::source::Source;

pub fn run(
    context: &Context,
    source: Option<&str>,
    roles: &[String],
    tables: &[String],
    format: Sheet,
    out: Option<PathBuf>,
) -> Result<(), Failure> {
    // Here `--role` is whom to tell of, and nobody to become.
    let reader = Context::new(Global { role: None, ..context.global.clone() });
    let own = || Source::Toml(context.global.file.clone());
    let state = source.map_or_else(|| Ok(own()), Source::parse)?.load(&reader)?;
    let loaded = state.loaded.as_ref();
    let config = loaded.map(|loaded| loaded.lint.clone()).unwrap_or_else(Config::default);
    let path = loaded.map(|loaded| loaded.project.search_path.clone()).unwrap_or_default();
    let subject = Subject::new(&state.side.model, version(&state), &path);
    let wanted =
        Wanted { roles: roles.iter().map(|name| Ident::from(name.as_str())).collect(), tables: tables.to_vec() };
    // A database has all roles, and a file those that it names.
    let cluster = loaded.is_none();
    known(&subject, cluster, &wanted)?;
    let report = Report::new(&subject, cluster, &wanted, &config, loaded);
    let text = match format {
        Sheet::Human => report.human(context.color() && out.is_none()),
        Sheet::Markdown => report.markdown(),
        Sheet::Html => {
            let project = loaded.and_then(|loaded| loaded.project.name.clone());
            report.html(&format!("Access: {}", project.unwrap_or_else(|| state.name.clone())))
        }
        Sheet::Json => {
            serde_json::to_string_pretty(&report.json()).map_err(|error| Failure::new(error.to_string()))? + "\n"
        }
    };
    match out {
        Some(path) => files::write(&path, &text),
        None => {
            context.print(&text);
            Ok(())
        }
    }
}

/// Whether everything that is asked for is there.
fn known(subject: &Subject<'_>, cluster: bool, wanted: &Wanted) -> Result<(), Failure> {
    let (roles, relations) = pgtoml::access::known(subject, cluster);
    let roles: Vec<&str> = roles.iter().map(Ident::as_str).collect();
    if let Some(name) = wanted.roles.iter().find(|name| !roles.contains(&name.as_str())) {
        let near = did_you_mean(name.as_str(), roles.iter().copied());
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        return Err(Failure::new(format!("there is no role `{}`", name.as_str()))
            .hint(hint.unwrap_or_else(|| format!("there are {}", roles.join(", ")))));
    }
    for pattern in &wanted.tables {
        let one = Wanted { tables: vec![pattern.clone()], ..Wanted::default() };
        if !relations.iter().any(|id| one.relation(id)) {
            let names: Vec<&str> = relations.iter().map(|id| id.name.as_str()).collect();
            let near = did_you_mean(pattern, names.iter().copied());
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            return Err(Failure::new(format!("there is no table or view `{pattern}`"))
                .hint(hint.unwrap_or_else(|| "`pgtoml show --list` lists them".to_owned())));
        }
    }
    Ok(())
}
