//! The report as Markdown, for a pull request, and as one HTML page that needs nothing else.

use std::fmt::Write as _;

use super::Command;
use super::report::Report;
use super::words::{LEGEND, Sheet, Tone, about};
use crate::erd::svg::escape_xml;
use crate::report::code;
use crate::sql::quote::comment_safe;

impl Report {
    /// What stands above the matrix: a title and its lines.
    fn lists(&self) -> Vec<(&'static str, Vec<String>)> {
        let roles = self.matrix.roles.iter().filter_map(|role| Some(format!("{}: {}", role.name, about(role)?)));
        let lists = vec![
            ("Open without a filter", self.exposed.iter().map(|one| one.sentence()).collect::<Vec<_>>()),
            ("Ways past row-level security", self.findings.iter().map(|one| one.message.clone()).collect()),
            ("Roles", roles.collect()),
            ("Remarks", self.remarks.clone()),
        ];
        lists.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
    }

    fn sheets(&self) -> Vec<Sheet> {
        self.matrix.relations.iter().map(|relation| Sheet::of(relation, &self.rows(relation))).collect()
    }

    /// For a pull request.
    pub fn markdown(&self) -> String {
        // No name can end a code span; a bar would end a cell even there.
        let text = |text: &str| code(&comment_safe(text));
        let cell = |name: &str| text(name).replace('|', "\\|");
        let mut out = format!("## Access: {}\n", self.headline());
        for (title, lines) in self.lists() {
            let _ = writeln!(out, "\n### {title}\n");
            lines.iter().for_each(|line| out.push_str(&format!("- {}\n", text(line))));
        }
        for sheet in self.sheets() {
            let _ = writeln!(out, "\n### {}\n\n{}\n", text(&sheet.title), text(&sheet.guard));
            if sheet.rows.is_empty() {
                out.push_str("Granted to nobody.\n");
            } else {
                out.push_str("| role | select | insert | update | delete | truncate |\n|---|---|---|---|---|---|\n");
            }
            for (role, cells) in &sheet.rows {
                let cells: Vec<String> = cells
                    .iter()
                    .map(|short| if short.tone == Tone::Open { format!("**{}**", short.text()) } else { short.text() })
                    .collect();
                let _ = writeln!(out, "| {} | {} |", cell(role), cells.join(" | "));
            }
            if !sheet.notes.is_empty() {
                out.push('\n');
            }
            for (at, note) in sheet.notes.iter().enumerate() {
                let _ = writeln!(out, "{}. {}", at + 1, text(note));
            }
            if !sheet.doors.is_empty() {
                out.push('\n');
            }
            sheet.doors.iter().for_each(|door| out.push_str(&format!("- {}\n", text(door))));
        }
        let legend: Vec<String> = LEGEND.iter().map(|(word, meaning)| format!("{word}: {meaning}")).collect();
        let _ = writeln!(out, "\n{}", legend.join(", "));
        out
    }

    /// A page for a browser, light or dark as that is.
    pub fn html(&self, title: &str) -> String {
        let text = |text: &str| escape_xml(&comment_safe(text));
        let mut out = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p class=\"sum\">{}</p>\n",
            text(&self.headline()),
            title = text(title),
        );
        for (title, lines) in self.lists() {
            let _ = writeln!(out, "<h2>{}</h2>\n<ul>", text(title));
            lines.iter().for_each(|line| out.push_str(&format!("<li>{}</li>\n", text(line))));
            out.push_str("</ul>\n");
        }
        let legend: Vec<String> =
            LEGEND.iter().map(|(word, meaning)| format!("<b>{}</b> {}", text(word), text(meaning))).collect();
        let _ = writeln!(out, "<h2>Matrix</h2>\n<p class=\"legend\">{}</p>", legend.join(" · "));
        for sheet in self.sheets() {
            let _ = writeln!(out, "<section>\n<h3>{} <small>{}</small></h3>", text(&sheet.title), text(&sheet.guard));
            if sheet.rows.is_empty() {
                out.push_str("<p>Granted to nobody.</p>\n");
            } else {
                let heads: String =
                    Command::ALL.iter().map(|one| format!("<th scope=\"col\">{}</th>", one.name())).collect();
                let _ = writeln!(
                    out,
                    "<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">role</th>{heads}</tr></thead>\n<tbody>"
                );
                for (role, cells) in &sheet.rows {
                    let cells: String = cells
                        .iter()
                        .map(|short| {
                            let class = match short.tone {
                                Tone::Open => "all",
                                Tone::Chosen => "some",
                                Tone::Closed => "none",
                            };
                            let note = short.note.map_or_else(String::new, |note| format!("<sup>{note}</sup>"));
                            format!("<td class=\"{class}\">{}{note}</td>", text(short.word))
                        })
                        .collect();
                    let _ = writeln!(out, "<tr><th scope=\"row\">{}</th>{cells}</tr>", text(role));
                }
                out.push_str("</tbody>\n</table></div>\n");
            }
            for (tag, lines) in [("ol", &sheet.notes), ("ul", &sheet.doors)] {
                if !lines.is_empty() {
                    let items: String = lines.iter().map(|line| format!("<li>{}</li>\n", text(line))).collect();
                    let _ = writeln!(out, "<{tag}>\n{items}</{tag}>");
                }
            }
            out.push_str("</section>\n");
        }
        out.push_str("</main>\n</body>\n</html>\n");
        out
    }
}

const STYLE: &str = "\
:root { color-scheme: light dark; --ink: #1c2128; --dim: #59636e; --line: #d1d9e0; --page: #ffffff; --band: #f6f8fa;
  --all: #953800; --all-band: #fff1e5; --some: #116329; --some-band: #e6f6ea; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9198a1; --line: #3d444d; --page: #0d1117;
  --band: #151b23; --all: #ffb77c; --all-band: #3a2410; --some: #7ee2a0; --some-band: #10301c; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 0 0 .5rem; }
h3 small, .sum, .legend { color: var(--dim); font-weight: normal; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; min-width: 36rem; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border: 1px solid var(--line); }
thead th { background: var(--band); color: var(--dim); font-weight: normal; } tbody th { font-weight: 600; width: 30%; }
.all { color: var(--all); background: var(--all-band); font-weight: 600; }
.some { color: var(--some); background: var(--some-band); }
.none { color: var(--dim); }
li { overflow-wrap: anywhere; }
";
