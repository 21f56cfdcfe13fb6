//! Makes `types.ts` of the types that cross the border, and lays it out.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ts_rs::{Config, TS, TypeVisitor};

use crate::places::Target;
use crate::{live, picture, places, reports, script, services};

/// Where a line of a comment ends.
const WIDTH: usize = 120;

/// `types.ts` is what the Rust types say. `BLESS=1` writes it.
#[test]
fn the_file_is_that_of_the_types() {
    let mut file = File::default();
    file.declare::<crate::Given>();
    file.declare::<crate::Summary<'static>>();
    file.declare::<script::Made<'static>>();
    file.declare::<script::Script<'static>>();
    file.declare::<Target<'static>>();
    file.declare::<picture::Asked>();
    file.declare::<picture::Picture<'static>>();
    file.declare::<reports::Access<'static>>();
    file.declare::<reports::Lints<'static>>();
    file.declare::<reports::Entry<'static>>();
    file.declare::<pgtoml::docs::page::Page>();
    file.declare::<pgtoml::write::Listed<'static>>();
    file.declare::<reports::Item<'static>>();
    file.declare::<services::Completions>();
    file.declare::<services::Hover>();
    file.declare::<services::Renamable>();
    file.declare::<services::Renamed<'static>>();
    file.declare::<crate::Formatted<'static>>();
    file.declare::<live::Question>();
    file.declare::<places::Place<'static>>();

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/types.ts");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &file.text).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    let (mut made, mut known) = (file.text.lines(), there.lines());
    for line in 1.. {
        let (made, known) = (made.next(), known.next());
        let said = |line: Option<&str>| line.unwrap_or("(the end of the file)").to_owned();
        assert!(
            made == known,
            "types.ts, line {line}:\n  there:     {}\n  the types: {}\nBLESS=1 writes it",
            said(known),
            said(made)
        );
        if made.is_none() {
            break;
        }
    }
}

/// Declarations, each behind what it was first needed for.
struct File {
    config: Config,
    known: BTreeMap<String, TypeId>,
    text: String,
}

impl Default for File {
    fn default() -> Self {
        let head = "// What crosses the border, as JSON. Offsets count UTF-16 code units, as JavaScript does. What is absent is left \
                    out where\n// a `?` stands, and `null` otherwise. Made of the Rust types by a test of `typescript.rs`: `BLESS=1` \
                    writes it.\n";
        Self { config: Config::new(), known: BTreeMap::new(), text: head.to_owned() }
    }
}

/// Types that one names, which the derive tells in another order each time that it is compiled.
#[derive(Default)]
struct Named(Vec<(String, Declare)>);

/// Adds a type to a file.
type Declare = fn(&mut File);

impl TypeVisitor for Named {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // A list, a number or a text is no declaration of its own.
        if T::output_path().is_some() {
            self.0.push((T::ident(&Config::new()), File::declare::<T>));
        }
    }
}

impl File {
    /// Adds a type with all that it names, in the order in which it names them.
    fn declare<T: TS + 'static + ?Sized>(&mut self) {
        let name = T::ident(&self.config);
        if let Some(known) = self.known.insert(name.clone(), TypeId::of::<T>()) {
            assert!(known == TypeId::of::<T>(), "two types are called {name}");
            return;
        }
        let inline = T::inline(&self.config);
        let docs = T::docs().map(|docs| comment(&docs, "")).unwrap_or_default();
        let whole = parts(&inline, '&').len() == 1 && parts(&inline, '|').len() == 1 && inline.starts_with('{');
        let shape = laid(&inline, "", true);
        self.text += &match whole {
            true => format!("\n{docs}export interface {name} {shape}\n"),
            false => {
                format!("\n{docs}export type {name} ={}{shape};\n", if shape.starts_with('\n') { "" } else { " " })
            }
        };
        let mut named = Named::default();
        T::visit_dependencies(&mut named);
        named.0.sort_by_cached_key(|(name, _)| (shape.find(name), name.clone()));
        named.0.into_iter().for_each(|(_, declare)| declare(self));
    }
}

/// A type; `broken`: with one line for each property or alternative.
fn laid(shape: &str, indent: &str, broken: bool) -> String {
    let shape = shape.trim();
    for mark in ['|', '&'] {
        let all = parts(shape, mark);
        if all.len() < 2 {
            continue;
        }
        let lines = broken && mark == '|' && all.iter().any(|part| part.starts_with('{'));
        let each = all.iter().map(|part| laid(part, indent, broken && mark == '&'));
        return match lines {
            true => each.map(|part| format!("\n{indent}  | {part}")).collect(),
            false => each.collect::<Vec<_>>().join(&format!(" {mark} ")),
        };
    }
    let within = |open, close| shape.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
    if let Some(inner) = within('(', ')') {
        let inner = laid(inner, indent, broken);
        return if inner.starts_with('\n') { format!("({inner}\n{indent})") } else { format!("({inner})") };
    }
    let Some(inner) = within('{', '}') else {
        let list = shape.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>'));
        return list.map_or_else(|| shape.to_owned(), |of| listed(&laid(of, indent, false)));
    };
    if let Some((key, value)) = inner.trim().strip_prefix("[key in ").and_then(|rest| rest.split_once("]: ")) {
        return format!("Record<{key}, {}>", laid(value, indent, false));
    }
    let properties = parts(inner, ',');
    let one = |property: &str| {
        let (docs, rest) = property.split_once("*/").unwrap_or(("", property));
        let (name, shape) = rest.split_once(':').unwrap_or((rest, ""));
        (docs.to_owned(), name.trim().trim_matches('"').to_owned(), shape.to_owned())
    };
    let deeper = format!("{indent}  ");
    let line = |property: &&str| {
        let (docs, name, shape) = one(property);
        match broken {
            true => format!("{}{deeper}{name}: {};\n", comment(&docs, &deeper), laid(&shape, &deeper, false)),
            false => format!("{name}: {}", laid(&shape, indent, false)),
        }
    };
    let lines = properties.iter().map(line);
    match broken {
        true => format!("{{\n{}{indent}}}", lines.collect::<String>()),
        false => format!("{{ {} }}", lines.collect::<Vec<_>>().join("; ")),
    }
}

/// A list of something.
fn listed(of: &str) -> String {
    let plain = of.chars().all(|c| c.is_alphanumeric() || "_[]".contains(c));
    if plain { format!("{of}[]") } else { format!("({of})[]") }
}

/// What stands between these marks outside of brackets, comments and texts, trimmed; nothing for an empty end.
fn parts(text: &str, mark: char) -> Vec<&str> {
    let (mut all, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    let (mut comment, mut quoted) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            '/' if !quoted && text[at..].starts_with("/**") => comment = true,
            '/' if comment && text[..at].ends_with('*') => comment = false,
            _ if comment => {}
            '"' => quoted = !quoted,
            _ if quoted => {}
            '{' | '(' | '[' | '<' => depth += 1,
            '}' | ')' | ']' | '>' => depth -= 1,
            _ if c == mark && depth == 0 => {
                all.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    all.push(text[from..].trim());
    all.retain(|part| !part.is_empty());
    all
}

/// A comment in its layout: in one line if it fits.
fn comment(raw: &str, indent: &str) -> String {
    let lines = raw.lines().map(|line| line.trim().trim_start_matches("/**").trim_end_matches("*/"));
    let words: Vec<&str> = lines.flat_map(|line| line.trim_start_matches([' ', '*']).split_whitespace()).collect();
    let one = format!("{indent}/** {} */\n", words.join(" "));
    if words.is_empty() {
        return String::new();
    }
    if one.chars().count() <= WIDTH + 1 {
        return one;
    }
    let (mut out, mut line) = (format!("{indent}/**\n"), String::new());
    for word in words {
        if !line.is_empty() && indent.len() + 3 + line.chars().count() + 1 + word.chars().count() > WIDTH {
            out += &format!("{indent} *{line}\n");
            line.clear();
        }
        line += " ";
        line += word;
    }
    out + &format!("{indent} *{line}\n{indent} */\n")
}
