//! A project of which all files are at hand: a page has no disk to look for them.

use super::{Loaded, included, read};
use crate::diagnostic::{Diagnostic, SourceFile, did_you_mean};
use crate::read::project::matches;

/// Reads a project from its files, by their paths. `main` is the file to begin with; it includes others, and those and
/// the main file name files with bodies and rows. What nobody names is not read, and what is named and not given is
/// reported.
pub fn gather(main: &str, given: &[SourceFile]) -> Loaded {
    let mut files: Vec<SourceFile> = Vec::new();
    let mut missing = Vec::new();
    let mut todo = vec![plain("", main)];
    while let Some(name) = todo.pop() {
        if files.iter().any(|file| file.name == name) {
            continue;
        }
        let Some(text) = find(given, &name) else {
            if files.is_empty() {
                missing.push(Diagnostic::error("no-file", None, format!("there is no file `{name}`")));
            }
            continue;
        };
        let number = u32::try_from(files.len()).unwrap_or(u32::MAX);
        for (path, span) in included(text, number).into_iter().rev() {
            let named = named(given, &plain(folder(&name), &path));
            if named.is_empty() {
                let names = given.iter().map(|file| file.name.as_str());
                let near = did_you_mean(&path, names).map(|near| format!("did you mean `{near}`?"));
                missing.push(
                    Diagnostic::error("no-file", span, format!("there is no file `{path}`"))
                        .hint("add the file, or take it out of `include`")
                        .hint_if(near),
                );
            }
            todo.extend(named.into_iter().rev());
        }
        files.push(SourceFile { name, text: text.to_owned() });
    }
    let open = |path: &str| {
        let name = plain("", path);
        find(given, &name).map(str::to_owned).ok_or_else(|| format!("there is no file `{name}`"))
    };
    let mut loaded = read(files, &open);
    if !missing.is_empty() {
        // Names are missing that the file has.
        loaded.diagnostics.retain(|diagnostic| !diagnostic.code.starts_with("unknown-"));
        loaded.diagnostics.extend(missing);
        loaded.diagnostics.sort();
    }
    loaded
}

pub(crate) fn find<'a>(given: &'a [SourceFile], name: &str) -> Option<&'a str> {
    given.iter().find(|file| plain("", &file.name) == name).map(|file| file.text.as_str())
}

/// The files that a path stands for, in the order of their names: `schema/*.toml`, or a plain path.
fn named(given: &[SourceFile], path: &str) -> Vec<String> {
    let mut names: Vec<String> = given.iter().map(|file| plain("", &file.name)).collect();
    match path.rsplit('/').next() {
        Some(pattern) if pattern.contains('*') => names.retain(|name| {
            let file = name.rsplit('/').next().unwrap_or(name);
            folder(name) == folder(path) && name.ends_with(".toml") && matches(pattern, file)
        }),
        _ => names.retain(|name| name == path),
    }
    names.sort();
    names
}

pub(crate) fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path from a folder, without `.` and, where that is possible, `..`.
pub(crate) fn plain(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').filter(|_| !path.starts_with('/')).chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::gather;
    use crate::diagnostic::SourceFile;

    fn files(files: &[(&str, &str)]) -> Vec<SourceFile> {
        files.iter().map(|(name, text)| SourceFile { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
    }

    #[test]
    fn includes_and_bodies_are_found_beside_the_file() {
        let given = files(&[
            (
                "schema/b.toml",
                "[functions.f]\nargs = \"\"\nreturns = \"int\"\nlanguage = \"sql\"\nbody_file = \"../sql/f.sql\"\n",
            ),
            (
                "schema/a.toml",
                "[tables.a]\ncolumns.id = \"int primary key\"\n[data.a]\nkey = [\"id\"]\nfile = \"a.csv\"\n",
            ),
            ("schema/a.csv", "id\n1\n"),
            ("sql/f.sql", "select 1"),
            ("other.toml", "[tables.other]\n"),
            ("schema.toml", "include = [\"./schema/*.toml\"]\n"),
        ]);
        let loaded = gather("schema.toml", &given);
        assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
        let names: Vec<&str> = loaded.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names[..3], ["schema.toml", "schema/a.toml", "schema/b.toml"]);
        assert_eq!(loaded.data.len(), 1);
        assert!(!loaded.model.objects.keys().any(|id| id.name.as_str() == "other"));
    }

    #[test]
    fn what_is_missing_has_its_place() {
        let text = "include = [\"gone.toml\"]\n[tables.a]\ncolumns.b = \"int references gone\"\n";
        let loaded = gather("schema.toml", &files(&[("schema.toml", text)]));
        let [only] = loaded.diagnostics.as_slice() else { panic!("{:?}", loaded.diagnostics) };
        let span = only.span.unwrap();
        assert_eq!(&text[span.start as usize..span.end as usize], "\"gone.toml\"");
        assert!(gather("schema.toml", &[]).has_errors());
    }
}
