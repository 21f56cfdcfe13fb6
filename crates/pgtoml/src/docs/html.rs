//! Pages as a static site: no server, no request to anywhere, a search over an index that is a script.

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Error, Output, State, context};
use serde_json::json;

use super::book::Book;
use super::page::Page;
use super::{FOLDERS, File, environment, way};
use crate::erd::svg::escape_xml;
use crate::sql::keywords::category;
use crate::sql::quote::comment_safe;
use crate::sql::tokens::{Kind, tokens};

/// The files of the site.
pub fn files(book: &Book<'_>, pages: &[Page]) -> Result<Vec<File>, String> {
    let given = |name: &str, own: &'static str| book.input.templates.get(name).map_or(own, String::as_str).to_owned();
    let mut environment = environment(AutoEscape::Html);
    environment.set_formatter(print);
    environment.add_filter("sql", |text: String| Value::from_safe_string(highlight(&text)));
    environment.add_filter("raw", Value::from_safe_string);
    environment.add_filter("link", |page: String, from: String| {
        Value::from_safe_string(escape_xml(&way(&from, &format!("{page}.html"))))
    });
    environment.add_filter("base", |from: String| Value::from_safe_string(way(&from, "")));
    environment.add_filter("bars", |names: Vec<String>| names.join("|"));
    let source = given("page.html", crate::templates::DOCS_PAGE_HTML);
    environment.add_template("page.html", &source).map_err(|error| format!("{error:#}"))?;
    let template = environment.get_template("page.html").map_err(|error| format!("{error:#}"))?;
    let mut files = Vec::new();
    for page in pages {
        let context = context! { page => Value::from(Serde(page)), title => book.input.title };
        let text = template.render(context).map_err(|error| format!("{}: {error:#}", page.path))?;
        files.push(File { path: format!("{}.html", page.path), text });
    }
    if let Some(report) = book.input.access {
        let title = format!("Access: {}", book.input.title);
        files.push(File { path: "access.html".to_owned(), text: report.html(&title) });
    }
    files.push(File { path: "style.css".to_owned(), text: given("style.css", crate::templates::DOCS_STYLE_CSS) });
    files.push(File { path: "site.js".to_owned(), text: given("site.js", crate::templates::DOCS_SITE_JS) });
    files.push(File { path: "search.js".to_owned(), text: search(book, pages) });
    Ok(files)
}

/// All pages, for the contents and for who looks for something. It is a script, because a page that is opened from a disk
/// may not fetch a file; and it is one for all pages, because a list in each would be a thousand lists of a thousand.
fn search(book: &Book<'_>, pages: &[Page]) -> String {
    let entries: Vec<_> = pages
        .iter()
        .filter(|page| page.path != "index")
        .map(|page| json!({ "t": page.title, "k": page.kind, "p": page.path, "w": page.words, "c": page.comment }))
        .chain(book.input.access.map(|_| json!({ "t": "Access", "k": "", "p": "access", "w": [], "c": "" })))
        .collect();
    let folders: Vec<_> = FOLDERS.iter().map(|(folder, heading)| json!([folder, heading])).collect();
    format!("window.folders = {};\nwindow.pages = {};\n", script(&folders), script(&entries))
}

/// Data in a script. What ends a script, or a line of one, does not stand in it.
fn script(data: &[serde_json::Value]) -> String {
    let text = serde_json::to_string(data).unwrap_or_default();
    text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Prints what is HTML as it is, and everything else as text.
fn print(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let words = value.to_string();
    let words = if value.is_safe() || value.is_number() { words } else { escape_xml(&comment_lines(&words)) };
    std::fmt::Write::write_str(out, &words).map_err(Error::from)
}

/// Lines stay; what turns the direction of text goes.
fn comment_lines(words: &str) -> String {
    words.lines().map(comment_safe).collect::<Vec<_>>().join("\n")
}

/// SQL with its words marked; the bodies of routines too.
fn highlight(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() * 2);
    let mut done = 0;
    for token in tokens(sql) {
        let class = match token.kind {
            Kind::Word if category(&token.text.to_lowercase()).is_some() => "k",
            Kind::String | Kind::Escape => "s",
            Kind::Number => "n",
            Kind::Invalid(_) => break,
            _ => "",
        };
        // Spaces and comments stand between tokens.
        out.push_str(&between(sql.get(done..token.offset).unwrap_or_default()));
        done = token.end();
        let tag = token.text.get(1..).and_then(|rest| rest.find('$')).map_or(0, |end| end + 2);
        let inside = token.text.get(tag..token.text.len().saturating_sub(tag));
        match (token.kind, inside) {
            (Kind::Dollar, Some(body)) => {
                let tag = lines(token.text.get(..tag).unwrap_or_default());
                out.push_str(&format!("{tag}{}{tag}", highlight(body)));
            }
            _ if class.is_empty() => out.push_str(&lines(token.text)),
            _ => out.push_str(&format!("<i class=\"{class}\">{}</i>", lines(token.text))),
        }
    }
    out.push_str(&between(sql.get(done..).unwrap_or_default()));
    out
}

fn between(text: &str) -> String {
    let quoted = lines(text);
    if text.contains("--") || text.contains("/*") { format!("<i class=\"c\">{quoted}</i>") } else { quoted }
}

/// Code, whose lines and indents stay.
fn lines(text: &str) -> String {
    text.split('\n').map(escape_xml).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::highlight;

    #[test]
    fn sql_keeps_its_text() {
        let sql = "CREATE FUNCTION f() AS $x$\n  select '<b>' -- a & b\n$x$;\n\"Select\" $";
        let shown = highlight(sql);
        let mut text = String::new();
        let mut inside = false;
        for character in shown.chars() {
            match character {
                '<' => inside = true,
                '>' => inside = false,
                other if !inside => text.push(other),
                _ => {}
            }
        }
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&quot;", "\"");
        assert_eq!(text.replace("&amp;", "&"), sql);
        assert!(shown.contains("<i class=\"k\">select</i>") && shown.contains("<i class=\"c\"> -- a &amp; b"));
    }
}
