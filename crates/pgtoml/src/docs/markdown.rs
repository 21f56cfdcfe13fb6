//! Pages as Markdown, as GitHub shows it.

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Error, Output, State, context};

use super::book::Book;
use super::page::{Block, Page};
use super::{File, environment, way};
use crate::report::{code, fence};
use crate::sql::quote::comment_safe;

/// The files, with the picture of the whole.
pub fn files(book: &Book<'_>, pages: &[Page]) -> Result<Vec<File>, String> {
    let source = book.input.templates.get("page.md").map_or(crate::templates::DOCS_PAGE_MD, String::as_str);
    let mut environment = environment(AutoEscape::Custom("markdown".into()));
    environment.set_formatter(print);
    environment.add_filter("code", |text: String| safe(code(&one_line(&text))));
    environment.add_filter("cell_code", |text: String| safe(code(&one_line(&text)).replace('|', "\\|")));
    environment.add_filter("paragraph", |text: String| safe(paragraph(&text)));
    environment.add_filter("fence", |text: String| safe(fence(&text)));
    environment.add_filter("raw", safe);
    environment.add_filter("link", |page: String, from: String| safe(way(&from, &format!("{page}.md"))));
    environment.add_template("page.md", source).map_err(|error| format!("{error:#}"))?;
    let template = environment.get_template("page.md").map_err(|error| format!("{error:#}"))?;
    let mut files = Vec::new();
    for page in pages {
        let context = context! { page => Value::from(Serde(page)), title => book.input.title };
        let text = template.render(context).map_err(|error| format!("{}: {error:#}", page.path))?;
        files.push(File { path: format!("{}.md", page.path), text: ended(&text) });
        if page.path == "index" {
            let pictures = page.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
                Block::Diagram { svg, .. } => Some(File { path: "schema.svg".to_owned(), text: svg.clone() }),
                _ => None,
            });
            files.extend(pictures);
        }
    }
    if let Some(report) = book.input.access {
        files.push(File { path: "access.md".to_owned(), text: report.markdown() });
    }
    Ok(files)
}

/// A file ends with its last line.
fn ended(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

fn safe(text: String) -> Value {
    Value::from_safe_string(text)
}

/// Prints what a filter has made Markdown as it is, and everything else as text.
fn print(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let words = value.to_string();
    let words = if value.is_safe() || value.is_number() { words } else { text(&words) };
    std::fmt::Write::write_str(out, &words).map_err(Error::from)
}

/// Words in one line in which nothing is markup, in a cell of a table too.
pub fn text(words: &str) -> String {
    let line = one_line(words);
    let mut out = String::with_capacity(words.len());
    // Spaces at the ends part the words from their neighbours.
    if words.starts_with(' ') && !line.is_empty() {
        out.push(' ');
    }
    let mut before = ' ';
    let mut rest = line.chars().peekable();
    while let Some(character) = rest.next() {
        let inside = before.is_alphanumeric() && rest.peek().is_some_and(|next| next.is_alphanumeric());
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // GitHub would tell a person of that name.
            '@' => out.push_str("&#64;"),
            // Between letters it is a letter too.
            '_' if inside => out.push('_'),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
        before = character;
    }
    if words.ends_with(' ') && !line.is_empty() {
        out.push(' ');
    }
    // What stands first in a line may begin a list.
    match out.chars().next() {
        Some('-' | '+' | '=') => format!("\\{out}"),
        Some(first) if first.is_ascii_digit() => out.replacen(". ", "\\. ", 1).replacen(") ", "\\) ", 1),
        _ => out,
    }
}

/// A text of several lines; an empty one begins a paragraph.
fn paragraph(words: &str) -> String {
    let lines: Vec<String> = words.lines().map(text).collect();
    lines.join("\n")
}

/// In one line, without what turns the direction of text.
fn one_line(words: &str) -> String {
    comment_safe(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn nothing_in_words_is_markup() {
        assert_eq!(text("a|b"), "a\\|b");
        assert_eq!(text("<script>x</script>"), "&lt;script&gt;x&lt;/script&gt;");
        assert_eq!(text("- one\n# two"), "\\- one \\# two");
        assert_eq!(text("1. first"), "1\\. first");
        assert_eq!(text("refresh_usage() of _this_, "), "refresh_usage() of \\_this\\_, ");
        assert_eq!(text("[x](javascript:alert(1))"), "\\[x\\](javascript:alert(1))");
    }
}
