//! schema.toml to a model, with every problem reported.

pub(crate) mod de;
mod docs;
mod external;
pub(crate) mod gather;
mod groups;
mod meaning;
mod meta;
pub mod node;
pub mod object;
pub(crate) mod objects;
pub mod project;
pub mod reading;
mod resolve;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use smol_str::SmolStr;

pub use self::de::from_json;
pub use self::gather::gather;
pub use self::project::{Project, Scope};
pub use self::reading::Place;

use self::node::{Entry, Table, Value};
use self::reading::Reading;
use crate::data;
use crate::data::{Environment, Rows};
use crate::diagnostic::{Diagnostic, Line, Severity, SourceFile, Span, did_you_mean};
use crate::expand::tenancy::Declared;
use crate::expand::{self, Origin, Sugar};
use crate::jobs::Job;
use crate::kind::{Home, Tag};
use crate::kinds::schema::Schema;
use crate::lint;
use crate::model::{Id, Ident, Model, Quick};

/// Sections that are taken out of the file before objects are read.
pub(crate) const TAKEN: &[&str] = &[
    "project",
    "include",
    "external",
    "lint",
    "mixins",
    "tenancy",
    "policy_templates",
    "rbac",
    "docs",
    "groups",
    "data",
    "seeds",
    "environments",
];

/// A source of TOML, understood.
#[derive(Debug)]
pub struct Loaded {
    /// Files, as spans count them.
    pub files: Vec<SourceFile>,
    /// The section `[project]`.
    pub project: Project,
    /// The model, as far as it could be understood.
    pub model: Model,
    /// What the model speaks about.
    pub scope: Scope,
    /// Where objects are declared.
    pub places: HashMap<Id, Place, Quick>,
    /// Objects that sugar stands for, by what they come from.
    pub origins: BTreeMap<Id, Origin>,
    /// Declared objects that sugar completes: tables get row-level security, columns NOT NULL.
    pub completed: BTreeMap<Id, Origin>,
    /// Files that others name and that hold rows; they follow the files of the source.
    pub attached: usize,
    /// Reference rows: those of `[data]`, and those that sugar stands for.
    pub data: Vec<Rows>,
    /// Rows by the set of seeds that they belong to.
    pub seeds: BTreeMap<SmolStr, Vec<Rows>>,
    /// The databases that the project has.
    pub environments: BTreeMap<SmolStr, Environment>,
    /// What the sections `[tenancy]` declare.
    pub tenancies: Vec<Declared>,
    /// The section `[groups]`.
    pub groups: Vec<crate::erd::groups::Declared>,
    /// What is to be done by a schedule, by name.
    pub jobs: Vec<Job>,
    /// The section `[lint]`.
    pub lint: lint::Config,
    /// The folder with templates of documentation, as the section `[docs]` names it.
    pub doc_templates: Option<String>,
    /// What `depends_on` adds to what names and SQL say.
    pub depends_on: Vec<(Id, Id)>,
    /// Problems, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// The files of the source itself.
    pub fn own_files(&self) -> &[SourceFile] {
        self.files.get(..self.files.len().saturating_sub(self.attached)).unwrap_or_default()
    }

    /// Whether a problem stops planning.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Opens a file that a TOML file names, by its path: that of the TOML file with what it says in the place of its name.
pub type Open<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// Reads a model from the texts of its files.
///
/// `open` is asked for files with bodies (`body_file`); the core itself reads no file.
pub fn read(files: Vec<SourceFile>, open: Open<'_>) -> Loaded {
    let mut diagnostics = Vec::new();
    let mut roots: Vec<Table> = files
        .iter()
        .enumerate()
        .map(|(index, file)| node::parse(&file.text, u32::try_from(index).unwrap_or(u32::MAX), &mut diagnostics))
        .collect();
    let (project, index_foreign_keys) = project(&mut roots, &mut diagnostics);
    let mut sugar = Sugar::take(&mut roots, &mut diagnostics);
    sugar.index_foreign_keys = index_foreign_keys;
    let seeds = roots.iter_mut().filter_map(|root| root.take("seeds")).collect();
    let environments = roots.iter_mut().filter_map(|root| root.take("environments")).collect();
    let mut lint = lint::Config::default();
    for entry in roots.iter_mut().filter_map(|root| root.take("lint")) {
        lint.read(&entry, &mut diagnostics);
    }
    let doc_templates = docs::templates(&mut roots, &mut diagnostics);
    let mut groups = groups::Groups::default();
    for entry in roots.iter_mut().filter_map(|root| root.take("groups")) {
        groups.read(&entry, &mut diagnostics);
    }
    let mut reading = Reading::new(&project, &sugar.mixins, &sugar.templates, open);
    reading.diagnostics = diagnostics;
    reading.names = files.iter().map(|file| file.name.clone()).collect();
    for root in &mut roots {
        root.take("include");
        let external = root.take("external");
        reading.sections(root, &"public".into(), true);
        for entry in &root.entries {
            unknown_section(entry, &mut reading.diagnostics);
        }
        if let Some(entry) = external {
            external::read(entry, &mut reading);
        }
    }
    expand::expand(&sugar, &mut reading);
    Loaded { doc_templates, ..finish(reading, files, lint, groups, [seeds, environments]) }
}

fn finish(
    mut reading: Reading<'_>,
    mut files: Vec<SourceFile>,
    lint: lint::Config,
    groups: groups::Groups,
    [seeds, environments]: [Vec<Entry>; 2],
) -> Loaded {
    let whole = reading.project.schemas.iter().any(|schema| schema.as_str() == "*");
    let named = reading.project.schemas.iter().filter(|schema| schema.as_str() != "*");
    let mut schemas: BTreeSet<Ident> = named.cloned().collect();
    schemas.append(&mut reading.schemas);
    if schemas.is_empty() && !whole {
        schemas.insert("public".into());
    }
    for schema in &schemas {
        reading.add(Id::global(Tag::Schema, schema.clone()), Schema {}, Place::default());
    }
    reading.kinds.insert(Tag::Schema);
    reading.schemas = schemas.clone();
    let (mut unnamed, depends_on) = resolve::resolve(&mut reading);
    meaning::check(&mut reading);
    let data::read::Data { rows, seeds, environments, files: attached } =
        data::read::read(&mut reading, seeds, environments);
    crate::partitions::check(&mut reading);
    let external = external::take(&mut reading);
    unnamed.retain(|id| external.get(id).is_none());
    let mut diagnostics = std::mem::take(&mut reading.diagnostics);
    diagnostics.extend(too_new(&reading));
    let groups = groups.check(&reading.model, &external, &mut diagnostics);
    diagnostics.extend(duplicates(&reading, &files));
    // Where the TOML itself is broken, names are missing that are not missing.
    if diagnostics.iter().any(|diagnostic| diagnostic.code == "toml") {
        diagnostics.retain(|diagnostic| !diagnostic.code.starts_with("unknown-"));
    }
    diagnostics.sort();
    diagnostics.dedup();
    let all_roles = reading.project.roles.as_deref() == Some("*");
    let scope = Scope {
        schemas: (!whole).then_some(schemas),
        kinds: (!whole).then(|| std::mem::take(&mut reading.kinds)),
        roles: (!all_roles).then(|| std::mem::take(&mut reading.roles)),
        public: std::mem::take(&mut reading.public),
        ignore: reading.project.ignore.clone(),
        unnamed,
        external,
    };
    let (model, places) = (std::mem::take(&mut reading.model), std::mem::take(&mut reading.places));
    let origins = std::mem::take(&mut reading.origins);
    let count = attached.len();
    files.extend(attached);
    let completed = std::mem::take(&mut reading.completed);
    let tenancies = std::mem::take(&mut reading.tenancies);
    let mut jobs = std::mem::take(&mut reading.jobs);
    jobs.sort_by(|a, b| a.name.cmp(&b.name));
    Loaded {
        files,
        project: reading.project.clone(),
        model,
        groups,
        scope,
        places,
        lint,
        origins,
        completed,
        attached: count,
        data: rows,
        seeds,
        environments,
        tenancies,
        doc_templates: None,
        jobs,
        depends_on,
        diagnostics,
    }
}

/// What the oldest server that must be able to run it does not know.
fn too_new(reading: &Reading<'_>) -> Vec<Diagnostic> {
    let Some(oldest) = reading.project.postgres else { return Vec::new() };
    let mut found = Vec::new();
    for (id, object) in &reading.model.objects {
        let place = reading.places.get(id).copied().unwrap_or_default();
        for (since, what) in crate::plan::version::too_new(id, object, oldest) {
            let message = format!("{id}: PostgreSQL {since} was the first to know {what}");
            let hint = format!("`postgres = {oldest}` in `[project]` is the oldest that must be able to run this");
            found.push(Diagnostic::error("too-new", place.key, message).hint(hint));
        }
    }
    found
}

/// Objects that are declared twice, each at the place that comes later.
fn duplicates(reading: &Reading<'_>, files: &[SourceFile]) -> Vec<Diagnostic> {
    let twice: BTreeSet<&Id> = reading.duplicates.iter().map(|(id, _)| id).collect();
    let alone =
        reading.duplicates.iter().filter(|(id, _)| id.parent_id().is_none_or(|parent| !twice.contains(&parent)));
    let mut found = Vec::new();
    for (id, place) in alone {
        let first = reading.places.get(id).copied().unwrap_or_default();
        let (first, second) = (first.key.min(place.key), first.key.max(place.key));
        let file = files.get(first.file as usize);
        let other = file.map_or_else(String::new, |file| {
            format!("{}:{}", file.name, Line::at(&file.text, first.start as usize).number)
        });
        found.push(
            Diagnostic::error("duplicate", second, format!("{id} is declared twice"))
                .hint(format!("it is declared at {other} too; remove one of the two")),
        );
    }
    found
}

/// The files that a text includes, as it names them.
pub fn includes(text: &str) -> Vec<String> {
    included(text, 0).into_iter().map(|(path, _)| path).collect()
}

/// The same, each with its place.
fn included(text: &str, file: u32) -> Vec<(String, Span)> {
    // Nearly every file is one that includes none; a key can be written with escapes.
    if !text.contains("include") && !text.contains('\\') {
        return Vec::new();
    }
    let root = node::parse(text, file, &mut Vec::new());
    let Some(entry) = root.get("include") else { return Vec::new() };
    let path = |node: &node::Node| node.as_str().map(|path| (path.to_owned(), node.span));
    match &entry.value {
        Value::Array(items) => items.iter().filter_map(path).collect(),
        _ => path(entry).into_iter().collect(),
    }
}

/// The section `[project]`, and what it says of foreign keys, which stands for objects.
fn project(roots: &mut [Table], diagnostics: &mut Vec<Diagnostic>) -> (Project, Option<Entry>) {
    let mut entries = roots.iter_mut().filter_map(|root| root.take("project"));
    let Some(mut entry) = entries.next() else { return (Project::default(), None) };
    for second in entries {
        diagnostics.push(
            Diagnostic::error("duplicate", second.key_span, "`[project]` is declared twice")
                .hint("keep it in one file of the project"),
        );
    }
    let index_foreign_keys = match &mut entry.node.value {
        Value::Table(table) => table.take("index_foreign_keys"),
        _ => None,
    };
    (de::decode_with::<Project>(&entry.node, diagnostics).unwrap_or_default(), index_foreign_keys)
}

fn unknown_section(entry: &Entry, diagnostics: &mut Vec<Diagnostic>) {
    let kinds = Tag::ALL.iter().map(|tag| tag.info());
    let known: Vec<&str> = kinds
        .filter(|info| !matches!(info.home, Home::Parent(_)))
        .map(|info| info.section)
        .chain(TAKEN.iter().copied())
        .collect();
    let hint = match did_you_mean(&entry.key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("sections are {}", known.join(", ")),
    };
    diagnostics
        .push(Diagnostic::error("unknown-key", entry.key_span, format!("unknown section `{}`", entry.key)).hint(hint));
}
