//! What a page says, before it is Markdown or HTML: headings, lists, tables of words, SQL, diagrams. Templates print it.

use serde::Serialize;

use crate::model::Id;

/// A page about one object, or a list of objects, to be built of text nodes where it is shown.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DocsPage"))]
pub struct Page {
    /// Where it is, without an ending: `tables/documents`.
    pub path: String,
    /// What it is about.
    pub title: String,
    /// What that is: `table`, `view`.
    pub kind: &'static str,
    /// Its schema, where it has one.
    pub schema: String,
    /// The comment of the object.
    pub comment: String,
    /// What is short to say.
    pub facts: Vec<Fact>,
    /// What is long.
    pub sections: Vec<Section>,
    /// Words that are found besides the title: names of columns, labels.
    pub words: Vec<String>,
}

/// A property with its value.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DocsFact"))]
pub struct Fact {
    /// The property.
    pub name: &'static str,
    /// The value.
    pub value: Text,
}

/// A part of a page under a heading.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DocsSection"))]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands below it.
    pub blocks: Vec<Block>,
}

/// A piece of a section. The `svg` of a diagram quotes all names; its `pages` are those of its boxes, in their order.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DocsBlock"))]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// What it says.
        text: Text,
    },
    /// Lines with a mark in front of each.
    List {
        /// The lines.
        items: Vec<Text>,
    },
    /// Rows and columns.
    Table {
        /// Headings of the columns.
        head: Vec<&'static str>,
        /// Rows with as many cells.
        rows: Vec<Vec<Text>>,
    },
    /// SQL.
    Sql {
        /// The statements.
        sql: String,
    },
    /// A diagram.
    Diagram {
        /// As text for Mermaid; empty where it is too large for that.
        mermaid: String,
        /// As a picture.
        svg: String,
        /// The pages of its boxes, in their order; empty for those that have none.
        pages: Vec<String>,
    },
}

/// Words in a row.
pub type Text = Vec<Span>;

/// Words of one sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DocsSpan"))]
pub struct Span {
    /// The words.
    pub text: String,
    /// Whether they are code: names, types, expressions.
    pub code: bool,
    /// The page about them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub page: Option<String>,
}

/// Plain words.
pub fn words(text: impl Into<String>) -> Span {
    Span { text: text.into(), code: false, page: None }
}

/// Code.
pub fn code(text: impl Into<String>) -> Span {
    Span { text: text.into(), code: true, page: None }
}

/// A text of plain words alone; empty for none.
pub fn plain(text: &str) -> Text {
    if text.is_empty() { Vec::new() } else { vec![words(text)] }
}

/// Texts with commas between them.
pub fn joined(texts: impl IntoIterator<Item = Text>) -> Text {
    let mut out = Text::new();
    for (at, text) in texts.into_iter().enumerate() {
        if at > 0 {
            out.push(words(", "));
        }
        out.extend(text);
    }
    out
}

impl Page {
    /// Adds a property, unless there is nothing to say.
    pub fn fact(&mut self, name: &'static str, value: Text) {
        if !value.is_empty() {
            self.facts.push(Fact { name, value });
        }
    }

    /// Adds a section, unless nothing stands in it.
    pub fn section(&mut self, heading: &str, blocks: Vec<Block>) {
        if !blocks.is_empty() {
            self.sections.push(Section { heading: heading.to_owned(), blocks });
        }
    }

    /// Adds a section that is one table, unless it has no row. Columns in which no row says anything are left out.
    pub fn table(&mut self, heading: &str, head: &[&'static str], rows: Vec<Vec<Text>>) {
        if rows.is_empty() {
            return;
        }
        let said = |at: usize| at == 0 || rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()));
        let kept: Vec<usize> = (0..head.len()).filter(|at| said(*at)).collect();
        let cells = |row: &Vec<Text>| kept.iter().map(|at| row.get(*at).cloned().unwrap_or_default()).collect();
        let head = kept.iter().filter_map(|at| head.get(*at).copied()).collect();
        self.section(heading, vec![Block::Table { head, rows: rows.iter().map(cells).collect() }]);
    }
}

/// Where the page of an object is, below the folder of its kind.
///
/// Names may hold anything: what is no lower-case letter, digit, `_` or `-` becomes `~` with its bytes, so that two names
/// never share a file, on file systems that fold letters too, and no name leaves the folder.
pub fn path(folder: &str, id: &Id) -> String {
    let mut path = format!("{folder}/");
    if let Some(schema) = id.schema.as_ref().filter(|schema| schema.as_str() != "public") {
        path.push_str(&file_name(schema.as_str()));
        path.push('.');
    }
    path.push_str(&file_name(id.name.as_str()));
    path
}

/// A name as part of the name of a file.
fn file_name(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' => out.push(char::from(byte)),
            _ => out.push_str(&format!("~{byte:02x}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Tag;

    fn at(schema: &str, name: &str) -> String {
        path("tables", &Id::of_schema(Tag::Table, schema, name))
    }

    #[test]
    fn names_of_files_are_one_to_one() {
        assert_eq!(at("public", "documents"), "tables/documents");
        assert_eq!(at("billing", "invoices"), "tables/billing.invoices");
        assert_eq!(at("public", "billing.invoices"), "tables/billing~2einvoices");
        assert_eq!(at("public", "../x"), "tables/~2e~2e~2fx");
        assert_ne!(at("public", "Users"), at("public", "users"));
        assert_eq!(at("public", "é"), "tables/~c3~a9");
    }
}
