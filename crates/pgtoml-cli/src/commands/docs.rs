//! `docs`: Markdown, and a site that needs no server.
//!
//! A list in the folder says which files pgtoml has written. Only those are ever removed, and only while they are as they
//! were written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pgtoml::access::{Report, Wanted};
use pgtoml::docs::statistics::Known;
use pgtoml::docs::{File, Input, Pages, TEMPLATES};
use pgtoml::lint::Subject;
use pgtoml::model::Id;
use pgtoml::report::plural;
use pgtoml_pg::statistics::statistics;
use sha2::{Digest, Sha256};

use crate::args::Book;
use crate::commands::file::from_nothing;
use crate::commands::lint::version;
use crate::context::Context;
use crate::failure::{DIFFERENT, Failure};
use crate::files;
use crate::source::{Source, State};

/// The list of what has been written: a digest and a path in each line.
const LIST: &str = ".pgtoml-docs";

/// What was asked for.
pub struct Asked {
    /// The folder.
    pub out: PathBuf,
    /// In which forms.
    pub formats: Vec<Book>,
    /// Whether to write nothing.
    pub check: bool,
    /// Whether the database is asked for rows and sizes.
    pub statistics: bool,
}

pub fn run(context: &Context, source: Option<&str>, asked: &Asked) -> Result<(), Failure> {
    let out = asked.out.as_path();
    let own = || Source::Toml(context.global.file.clone());
    let source = source.map_or_else(|| Ok(own()), Source::parse)?;
    let (state, known) = match (&source, asked.statistics) {
        (_, false) => (source.load(context)?, None),
        (Source::Embedded | Source::Url(_), true) => {
            let mut database = source.open(context)?;
            let state = database.objects()?;
            (state, Some(statistics(&mut database.connection)?))
        }
        (_, true) => {
            let hint = "name a database as the source: `pgtoml docs postgres://… --statistics -o FOLDER`";
            return Err(Failure::new("only a database knows how many rows there are").hint(hint));
        }
    };
    // Everything is made before anything is written.
    let files = pages(context, &state, &asked.formats, known.as_ref())?;
    let list = list(&files);
    let known = written(out);
    let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let gone: Vec<&(String, String)> = known.iter().filter(|(_, path)| !wanted.contains(path.as_str())).collect();
    let stale: Vec<&File> = files
        .iter()
        .chain([&list])
        .filter(|file| std::fs::read_to_string(out.join(&file.path)).ok().as_deref() != Some(&file.text))
        .collect();
    if asked.check {
        let left = gone.iter().filter(|(_, path)| out.join(path).exists()).map(|(_, path)| path.as_str());
        let names: Vec<&str> =
            stale.iter().map(|file| file.path.as_str()).filter(|path| *path != LIST).chain(left).collect();
        return match names.as_slice() {
            [] => Ok(()),
            names => {
                let shown: Vec<&str> = names.iter().take(10).copied().collect();
                let more = if names.len() > 10 { format!(" and {} more", names.len() - 10) } else { String::new() };
                Err(Failure {
                    code: DIFFERENT,
                    ..Failure::new(format!("{} not up to date: {}{more}", out.display(), shown.join(", ")))
                }
                .hint(format!("run `pgtoml docs -o {}`", out.display())))
            }
        };
    }
    foreign(out, &stale, &known)?;
    files::write_all(stale.iter().map(|file| (out.join(&file.path), file.text.as_str())))?;
    let mut kept = Vec::new();
    for (digest, path) in gone {
        match std::fs::read(out.join(path)) {
            Ok(bytes) if hash(&bytes) == *digest => {
                let _ = std::fs::remove_file(out.join(path));
            }
            Ok(_) => kept.push(path.as_str()),
            Err(_) => {}
        }
    }
    if !kept.is_empty() {
        context.note(&format!("left alone, because edited since: {}", kept.join(", ")));
    }
    context.print(&format!(
        "{}: {}, {} changed\n",
        out.display(),
        plural(files.len(), "file"),
        stale.iter().filter(|file| file.path != LIST).count()
    ));
    Ok(())
}

/// Refuses to write over what somebody else has put there.
fn foreign(out: &Path, stale: &[&File], known: &[(String, String)]) -> Result<(), Failure> {
    let ours = |file: &File| known.iter().any(|(_, path)| *path == file.path) || file.path == LIST;
    match stale.iter().find(|file| !ours(file) && out.join(&file.path).exists()) {
        None => Ok(()),
        Some(file) => {
            Err(Failure::refused(format!("{} is there, and pgtoml did not write it", out.join(&file.path).display()))
                .hint("choose another folder, or move that file away"))
        }
    }
}

fn pages(context: &Context, state: &State, formats: &[Book], statistics: Option<&Known>) -> Result<Vec<File>, Failure> {
    let loaded = state.loaded.as_ref();
    let (plan, statements) = from_nothing(state)?;
    let ddl: Vec<(Id, String)> =
        plan.steps.iter().zip(&statements).map(|(step, statement)| (step.id.clone(), statement.sql.clone())).collect();
    let config = loaded.map(|loaded| loaded.lint.clone()).unwrap_or_default();
    let path = loaded.map(|loaded| loaded.project.search_path.clone()).unwrap_or_default();
    let subject = Subject::new(&state.side.model, version(state), &path);
    let report = Report::new(&subject, loaded.is_none(), &Wanted::default(), &config, loaded);
    let title = loaded.and_then(|loaded| loaded.project.name.clone());
    let templates = match loaded.and_then(|loaded| loaded.doc_templates.as_ref()) {
        Some(folder) => templates(&context.global.file, folder)?,
        None => BTreeMap::new(),
    };
    let input = Input {
        model: &state.side.model,
        title: title.as_deref().unwrap_or(&state.name),
        ddl: &ddl,
        access: Some(&report),
        statistics,
        templates: &templates,
    };
    let wrong = |message: String| Failure::new(format!("a template of the documentation failed: {message}"));
    let both = formats.contains(&Book::Markdown) && formats.contains(&Book::Html);
    let pages = Pages::new(&input);
    let mut files = Vec::new();
    if formats.contains(&Book::Markdown) {
        files.extend(pages.markdown().map_err(wrong)?);
    }
    if formats.contains(&Book::Html) {
        let folder = if both { "site/" } else { "" };
        let site = pages.html().map_err(wrong)?;
        files.extend(site.into_iter().map(|file| File { path: format!("{folder}{}", file.path), ..file }));
    }
    Ok(files)
}

/// The templates of a person's, in a folder beside the file.
fn templates(root: &Path, folder: &str) -> Result<BTreeMap<String, String>, Failure> {
    let home = if root.is_dir() { root } else { root.parent().unwrap_or_else(|| Path::new("")) };
    let folder = home.join(folder);
    let mut found = BTreeMap::new();
    for name in TEMPLATES {
        if folder.join(name).exists() {
            found.insert((*name).to_owned(), files::read(&folder.join(name))?);
        }
    }
    if found.is_empty() {
        let message = format!("no template of the documentation is in {}", folder.display());
        return Err(Failure::new(message).hint(format!("templates are called {}", TEMPLATES.join(", "))));
    }
    Ok(found)
}

fn list(files: &[File]) -> File {
    let mut text = String::new();
    for file in files {
        let _ = writeln!(text, "{} {}", hash(file.text.as_bytes()), file.path);
    }
    File { path: LIST.to_owned(), text }
}

/// What an earlier run has written.
fn written(out: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(out.join(LIST)).unwrap_or_default();
    let inside = |path: &str| !path.split('/').any(|part| part.is_empty() || part == "..");
    text.lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(_, path)| inside(path))
        .map(|(digest, path)| (digest.to_owned(), path.to_owned()))
        .collect()
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
