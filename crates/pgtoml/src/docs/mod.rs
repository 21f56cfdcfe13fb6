//! Documentation of a model: pages of Markdown, or a static site.
//!
//! What pages say is data ([`page::Page`]); the templates in `templates/docs/` print it, and a person may bring others. Every
//! text of a user's passes one function on its way into Markdown ([`markdown`]) or HTML ([`html`]): what a template prints is
//! quoted, unless a filter says that it is not text.

mod book;
mod html;
mod markdown;
mod others;
pub mod page;
mod relation;
pub mod statistics;

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use self::book::Book;
use self::page::{Block, Page, Text, plain};
use crate::access::Report;
use crate::kind::{Body, Tag};
use crate::model::{Id, Model};
use crate::report::plural;

/// What is documented.
#[derive(Debug)]
pub struct Input<'a> {
    /// The model.
    pub model: &'a Model,
    /// The title of the whole.
    pub title: &'a str,
    /// The statements that make it from nothing, each with the object that it is about.
    pub ddl: &'a [(Id, String)],
    /// Who reaches which rows.
    pub access: Option<&'a Report>,
    /// What a live database says of its relations, where it was asked.
    pub statistics: Option<&'a statistics::Known>,
    /// Templates that take the place of those that the crate carries, by their names: `page.md`.
    pub templates: &'a BTreeMap<String, String>,
}

/// A file of the documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it is, below the folder of the documentation.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// The names of the templates, which a person may replace.
pub const TEMPLATES: &[&str] = &["page.md", "page.html", "style.css", "site.js"];

/// The pages of a model, made once for every form in which they are written.
pub struct Pages<'a> {
    book: Book<'a>,
    pages: Vec<Page>,
}

impl<'a> Pages<'a> {
    /// Looks through the model and draws what is drawn.
    pub fn new(input: &'a Input<'a>) -> Self {
        let book = Book::new(input);
        let pages = pages(&book);
        Self { book, pages }
    }

    /// The pages themselves, the first of which is the index.
    pub fn into_pages(self) -> Vec<Page> {
        self.pages
    }

    /// The documentation as Markdown.
    ///
    /// # Errors
    /// What is wrong with a template of a person's.
    pub fn markdown(&self) -> Result<Vec<File>, String> {
        markdown::files(&self.book, &self.pages)
    }

    /// The documentation as a static site.
    ///
    /// # Errors
    /// What is wrong with a template of a person's.
    pub fn html(&self) -> Result<Vec<File>, String> {
        html::files(&self.book, &self.pages)
    }
}

/// All pages, the first of which is the index.
fn pages(book: &Book<'_>) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut routines: BTreeMap<String, Vec<&Id>> = BTreeMap::new();
    for (id, object) in &book.input.model.objects {
        match &object.body {
            Body::Table(table) if table.partition_of.is_none() => pages.push(relation::table(book, id, table)),
            Body::ForeignTable(_) => pages.push(relation::foreign_table(book, id)),
            Body::View(view) => {
                pages.push(relation::view(book, id, view.query.as_str(), Some(view.security_invoker)));
            }
            Body::MaterializedView(view) => pages.push(relation::view(book, id, view.query.as_str(), None)),
            Body::Enum(_) | Body::Domain(_) | Body::Composite(_) | Body::Range(_) | Body::BaseType(_) => {
                pages.push(others::data_type(book, id, &object.body));
            }
            Body::Function(_) | Body::Procedure(_) | Body::Aggregate(_) => {
                routines.entry(page::path("functions", id)).or_default().push(id);
            }
            _ => {}
        }
    }
    pages.extend(routines.values().filter_map(|ids| others::routines(book, ids)));
    pages.extend(others::roles(book));
    pages.extend(others::rest(book));
    pages.extend(statistics::page(book));
    pages.insert(0, index(book, &pages));
    pages
}

/// The folders of pages in the order in which lists have them, with their headings.
pub(crate) const FOLDERS: &[(&str, &str)] =
    &[("tables", "Tables"), ("views", "Views"), ("functions", "Functions"), ("types", "Types")];

/// The page to begin with.
fn index(book: &Book<'_>, pages: &[Page]) -> Page {
    let mut index = Page { path: "index".to_owned(), title: book.input.title.to_owned(), ..Page::default() };
    let kind = |word: &str| pages.iter().filter(|page| page.kind == word).count();
    let folder = |folder: &str| pages.iter().filter(|page| page.path.starts_with(folder)).count();
    let partitions = book.input.model.of_kind(Tag::Table).count().saturating_sub(kind("table"));
    let counts: Vec<String> = [
        (folder("tables/"), "table"),
        (partitions, "partition"),
        (folder("views/"), "view"),
        (folder("functions/"), "function"),
        (folder("types/"), "type"),
        (book.input.model.of_kind(Tag::Policy).count(), "policy"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| plural(*count, word))
    .collect();
    index.fact("Described", plain(&described(book)));
    if !counts.is_empty() {
        index.section("Contents", vec![Block::Paragraph { text: plain(&counts.join(", ")) }]);
    }
    if !book.diagram.nodes.is_empty() {
        index.section("Diagram", vec![book.draw(&book.diagram, 1.0)]);
    }
    index.table("Schemas", &["Name", "Comment"], others::schemas(book));
    for (folder, heading) in FOLDERS {
        let rows: Vec<Vec<Text>> = pages
            .iter()
            .filter(|page| page.path.starts_with(&format!("{folder}/")))
            .map(|page| {
                let link = page::Span { page: Some(page.path.clone()), ..page::code(page.title.clone()) };
                vec![vec![link], plain(page.kind), plain(first_line(&page.comment))]
            })
            .collect();
        index.table(heading, &["Name", "Kind", "Comment"], rows);
    }
    let mut more: Vec<Text> = Vec::new();
    let mut point = |path: &str, words: &str| {
        more.push(vec![page::Span { page: Some(path.to_owned()), ..page::words(words) }]);
    };
    if book.input.access.is_some() {
        point("access", "Who reaches which rows");
    }
    for page in pages.iter().filter(|page| !page.path.contains('/')) {
        point(&page.path, &page.title);
    }
    if !more.is_empty() {
        index.section("More", vec![Block::List { items: more }]);
    }
    index
}

/// How much has a comment.
fn described(book: &Book<'_>) -> String {
    let of = |kind: Tag, word: &str| {
        let all = book.input.model.of_kind(kind).filter(|(id, object)| match &object.body {
            Body::Table(table) => table.partition_of.is_none(),
            // Columns of partitions and indexes are those of their table.
            _ => book.page(id).is_some(),
        });
        let (all, said) = all.fold((0, 0), |(all, said), (_, object)| {
            (all + 1, said + usize::from(object.meta.comment.as_ref().is_some_and(|text| !text.trim().is_empty())))
        });
        (all > 0).then(|| format!("{said} of {}", plural(all, word)))
    };
    let parts = [(Tag::Table, "table"), (Tag::Column, "column"), (Tag::View, "view"), (Tag::Function, "function")];
    parts.into_iter().filter_map(|(kind, word)| of(kind, word)).collect::<Vec<_>>().join(", ")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// What templates of pages share. `escape` says how text is quoted.
fn environment(escape: AutoEscape) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_auto_escape_callback(move |_| escape.clone());
    environment
}

/// The way from one page to a file, as a link writes it.
fn way(from: &str, to: &str) -> String {
    format!("{}{to}", "../".repeat(from.matches('/').count()))
}
