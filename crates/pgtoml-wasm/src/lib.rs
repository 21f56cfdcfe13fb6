//! pgtoml's core in the browser: serde in, serde out.
//!
//! A [`Schema`] is a text, or several files, read once; what a page shows of it is asked for piece by piece, so that the
//! slow pieces can follow the text. Structs cross the border as JSON, and `types.ts` has their TypeScript shapes, which a
//! test makes of the structs; plain texts cross as they are. Nothing here decides anything: what the commands of the CLI would print is what comes out.

mod live;
mod offsets;
mod picture;
mod places;
mod reports;
mod script;
mod services;
#[cfg(all(test, feature = "typescript"))]
mod typescript;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use pgtoml::compare::State;
use pgtoml::diagnostic::SourceFile;
use pgtoml::docs::page::Page;
use pgtoml::kind::Tag;
use pgtoml::lint::{explain, find};
use pgtoml::model::Id;
use pgtoml::plan::Plan;
use pgtoml::read::{Loaded, gather};
use pgtoml::render::{Printed, Statement};
use pgtoml::snapshot::Snapshot;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;

pub use crate::live::{CatalogReader, Live};

use crate::picture::Asked;
use crate::places::{Place, Places, Problem};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.ts");

#[wasm_bindgen(typescript_custom_section)]
const EXTRA: &str = include_str!("extra.ts");

/// What is known of a schema at once: `summary()`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Summary<'a> {
    /// `[project] name`.
    name: Option<&'a str>,
    /// Whether a problem stops planning.
    errors: bool,
    /// Problems, in the order of their places.
    diagnostics: Vec<Problem<'a>>,
    /// Objects by what SQL calls their kind, in lower case.
    counts: BTreeMap<String, usize>,
    /// The files that were read, the main file first; files that were given and that nothing names are not among them.
    files: Vec<&'a str>,
}

/// A file by its path, with `/` between its parts, as a page hands it over.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SourceFile"))]
struct Given {
    name: String,
    text: String,
}

/// A text in its layout: `Schema.format(text)`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
enum Formatted<'a> {
    Text { text: String },
    Problems { problems: Vec<Problem<'a>> },
}

/// A schema.toml, read.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Schema {
    name: String,
    loaded: Loaded,
    /// `loaded` as one side of a comparison.
    state: State,
    places: Places,
    /// Files that were given and are not among those that were read: bodies of routines, and what nothing names.
    bodies: Vec<SourceFile>,
    pages: OnceCell<Vec<Page>>,
    /// What was printed of it, or of another that it follows.
    printed: Rc<RefCell<Printed>>,
    /// Why the snapshot that it should be cannot be read.
    unread: Option<String>,
}

#[wasm_bindgen]
impl Schema {
    /// Reads a text that stands for a file of this name.
    #[wasm_bindgen(constructor)]
    pub fn new(name: String, text: String) -> Schema {
        Self::read(vec![SourceFile { name, text }])
    }

    /// Reads a project from the JSON of its files, a `SourceFile[]`: the first is the main file, which includes others;
    /// bodies and rows are found among them. A file that is missing is a problem of the schema.
    pub fn of(files: &str) -> Result<Schema, String> {
        let given: Vec<Given> = serde_json::from_str(files).map_err(|error| format!("the list of files: {error}"))?;
        Ok(Self::read(given.into_iter().map(|Given { name, text }| SourceFile { name, text }).collect()))
    }

    /// The same for files that are those of this schema but for an edit: what stays as it was takes less time.
    pub fn edited(&self, files: &str) -> Result<Schema, String> {
        Ok(Schema { printed: self.printed.clone(), ..Self::of(files)? })
    }

    fn read(files: Vec<SourceFile>) -> Schema {
        let name = files.first().map(|file| file.name.clone()).unwrap_or_default();
        if let Some(file) = files.first().filter(|file| Snapshot::is(&file.text)) {
            return Self::kept(name, Snapshot::read(&file.text));
        }
        let loaded = gather(&name, &files);
        let state = State::declared(&loaded);
        let read = |file: &SourceFile| loaded.files.iter().any(|known| known.name == file.name);
        let bodies = files.into_iter().filter(|file| !read(file)).collect();
        Schema { bodies, ..Self::whole(name, loaded, state) }
    }

    fn whole(name: String, loaded: Loaded, state: State) -> Schema {
        let (places, bodies, pages, printed) = (Places::default(), Vec::new(), OnceCell::new(), Rc::default());
        Schema { name, loaded, state, places, bodies, pages, printed, unread: None }
    }

    /// What a snapshot holds. Nothing of it is declared anywhere.
    fn kept(name: String, snapshot: Result<Snapshot, String>) -> Schema {
        let loaded = pgtoml::read::read(Vec::new(), &|path| Err(format!("{path} is not there")));
        let (state, unread) = match snapshot {
            Ok(Snapshot { state, .. }) => (state, None),
            Err(error) => (State::default(), Some(error)),
        };
        Schema { unread, ..Self::whole(name, loaded, state) }
    }

    /// A text in its layout, as `pgtoml fmt` writes it: `Formatted`.
    pub fn format(text: String) -> String {
        let file = SourceFile { name: String::new(), text };
        match pgtoml::write::format(&file.text) {
            Ok(text) => json(&Formatted::Text { text }),
            Err(problems) => {
                let (places, files) = (Places::default(), std::slice::from_ref(&file));
                let problems = problems.iter().map(|one| places.problem(files, one)).collect();
                json(&Formatted::Problems { problems })
            }
        }
    }

    /// A `Summary`.
    pub fn summary(&self) -> String {
        let files = &self.loaded.files;
        let mut counts = BTreeMap::new();
        for id in self.state.model.objects.keys() {
            *counts.entry(id.tag.noun().to_lowercase()).or_default() += 1;
        }
        json(&Summary {
            name: self.loaded.project.name.as_deref(),
            errors: self.loaded.has_errors(),
            diagnostics: self.loaded.diagnostics.iter().map(|one| self.places.problem(files, one)).collect(),
            counts,
            files: files.iter().map(|file| file.name.as_str()).collect(),
        })
    }

    /// A `Made`: the script that makes everything from nothing.
    pub fn sql(&self) -> Result<String, String> {
        script::from_nothing(self).map(|script| json(&script))
    }

    /// A `Script` from an earlier schema to this one.
    pub fn migration(&self, from: &Schema) -> Result<String, String> {
        script::between(from, self).map(|script| json(&script))
    }

    /// The diagram, as SVG. `theme` is `light` or `dark`; anything else follows the reader's setting. `aspect` is the
    /// width through height that it should have; absent: what the CLI takes.
    pub fn erd(&self, theme: &str, aspect: Option<f64>) -> Result<String, String> {
        Asked::plain(theme, aspect).format(self, "svg")
    }

    /// A `Picture`: the diagram and what is where in it. `options` is the JSON of `ErdOptions`, or nothing.
    pub fn picture(&self, options: &str) -> Result<String, String> {
        Asked::parse(options)?.picture(self, None).map(|picture| json(&picture))
    }

    /// The same in the colours of how it differs from an earlier schema.
    pub fn picture_from(&self, base: &Schema, options: &str) -> Result<String, String> {
        Asked::parse(options)?.picture(self, Some(base)).map(|picture| json(&picture))
    }

    /// The diagram in a `Format`. `options` is the JSON of `ErdOptions`, or nothing.
    pub fn formats(&self, name: &str, options: &str) -> Result<String, String> {
        Asked::parse(options)?.format(self, name)
    }

    /// Who reaches which rows: `Access`.
    pub fn access(&self) -> String {
        self.access_report(|access| json(access))
    }

    /// What an edit does to that: `Sentence[]`.
    pub fn access_changes(&self, from: &Schema) -> Result<String, String> {
        from.side().map(|_| json(&self.sentences(from)))
    }

    /// What rules find: `Lints`.
    pub fn lints(&self) -> String {
        self.findings(|findings| json(findings))
    }

    /// The page of a rule, as Markdown; nothing for one that does not exist.
    pub fn explain(rule: &str) -> Option<String> {
        find(rule).map(explain::page)
    }

    /// The pages of the documentation: `DocsEntry[]`.
    pub fn docs_pages(&self) -> Result<String, String> {
        self.entries().map(|entries| json(&entries))
    }

    /// One of them: `DocsPage`.
    pub fn docs_page(&self, path: &str) -> Result<String, String> {
        let page = self.pages()?.iter().find(|page| page.path == path);
        page.map(json).ok_or_else(|| format!("there is no page `{path}`"))
    }

    /// The model after all sugar: `ModelObject[]`, as `pgtoml show --json` prints it.
    pub fn model(&self) -> String {
        json(&pgtoml::write::json(&self.state.model))
    }

    /// What can stand at a place of a file: `Completions`, or `null` for a file that is none of these.
    pub fn complete(&self, file: &str, offset: u32) -> String {
        json(&self.completions(file, offset))
    }

    /// What stands at a place: `Hover`, or `null`.
    pub fn hover(&self, file: &str, offset: u32) -> String {
        json(&self.known(file, offset))
    }

    /// Where that is declared: `Place`, or `null`.
    pub fn definition(&self, file: &str, offset: u32) -> String {
        json(&self.declaration(file, offset))
    }

    /// Where it is named, its declaration among these: `Place[]`.
    pub fn references(&self, file: &str, offset: u32) -> String {
        json(&self.uses(file, offset))
    }

    /// What can be called otherwise at a place: `Renamable`, or `null` for a file that is none of these.
    pub fn renamable(&self, file: &str, offset: u32) -> String {
        json(&self.renaming(file, offset))
    }

    /// The edits that call it `name`: `Renamed`. `base` is the earlier schema that a migration begins with.
    pub fn rename(&self, base: &Schema, file: &str, offset: u32, name: &str) -> String {
        json(&self.renamed(base, file, offset, name))
    }

    /// What to load into a server before the texts of an earlier schema and this one can be compared: `Question`, or
    /// `null` where nothing is undetermined.
    pub fn question(&self, from: &Schema) -> Result<String, String> {
        live::between(from, self)
    }

    /// A `Script` from an earlier schema with what a server made of the `Question`.
    pub fn settled_migration(&self, from: &Schema, wanted: &Live, there: &Live) -> Result<String, String> {
        let outcome = live::settled(&from.state, &self.state, wanted, there)?;
        Ok(json(&script::Script::of(&outcome, Some(from), self)))
    }

    /// Everything that has a name: `OutlineItem[]`.
    pub fn outline(&self) -> String {
        json(&self.items())
    }
}

impl Schema {
    /// One side of a comparison.
    ///
    /// # Errors
    /// It is a snapshot that cannot be read.
    fn side(&self) -> Result<State, String> {
        self.unread.clone().map_or_else(|| Ok(self.state.clone()), Err)
    }

    /// The plan that makes everything, with its statements.
    fn made(&self) -> Result<(Plan, Vec<Statement>), String> {
        self.state.from_nothing_again(&mut self.printed.borrow_mut()).map_err(script::defect)
    }

    /// What a picture of it and its documentation are called.
    fn title(&self) -> &str {
        self.loaded.project.name.as_deref().unwrap_or(&self.name)
    }

    /// What is drawn as a box, by the name of the box.
    fn relations(&self) -> BTreeMap<String, &Id> {
        let objects = self.state.model.objects.keys().filter(|id| id.parent.is_none());
        objects.filter_map(|id| Some((places::boxed(id)?, id))).collect()
    }

    /// Where a column of a relation is declared.
    fn part(&self, id: &Id, name: &str) -> Option<Place<'_>> {
        self.places.object(&self.loaded, &id.child(Tag::Column, name))
    }
}

/// Plain structs of strings and numbers always serialize.
fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
