//! Files to start from: `init`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pgtoml::diagnostic::did_you_mean;
use pgtoml::report::plural;

use crate::args::Init;
use crate::context::Context;
use crate::failure::Failure;
use crate::files;

/// The file without a starter.
const FIRST: &str = include_str!("starter.toml");

/// A whole system to start from: a folder of `templates/starters`.
struct Starter {
    name: &'static str,
    /// Path inside the folder, with slashes, and text.
    files: &'static [(&'static str, &'static str)],
}

/// By name.
const STARTERS: &[Starter] = include!(concat!(env!("OUT_DIR"), "/starters.rs"));

impl Starter {
    /// What it is: the first sentence of its README.
    fn sentence(&self) -> String {
        let readme = self.files.iter().find(|(path, _)| *path == "README.md").map_or("", |(_, text)| *text);
        let prose = readme.split("\n\n").map(str::trim).find(|part| !part.is_empty() && !part.starts_with('#'));
        let prose = prose.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let end = prose.find(". ").map_or(prose.len(), |at| at + 1);
        prose[..end].to_owned()
    }
}

pub fn run(context: &Context, asked: &Init) -> Result<(), Failure> {
    let (file, folder) = (&context.global.file, asked.folder.as_deref());
    match asked.starter.as_deref() {
        None if !asked.list => {
            first(context, &folder.map_or_else(|| file.clone(), |folder| folder.join(file)), asked.force)
        }
        // Without a name there is nothing to write yet.
        None | Some("") => {
            context.print(&list());
            Ok(())
        }
        Some(name) => starter(context, named(name)?, &home(file, folder)?),
    }
}

fn first(context: &Context, path: &Path, force: bool) -> Result<(), Failure> {
    if path.exists() && !force {
        return Err(Failure::new(format!("{} is there already", path.display())).hint("give --force to replace it"));
    }
    files::write(path, FIRST)?;
    let option = option(path);
    context.print(&format!(
        "wrote {}\n\nnext, without a server; `--db URL` is a database of yours:\n  \
         pgtoml {option}plan --db embedded      see what it makes\n  \
         pgtoml {option}apply --db embedded     make it\n",
        path.display()
    ));
    Ok(())
}

/// Every starter with its sentence, which goes on under itself where it is long.
fn list() -> String {
    let width = STARTERS.iter().map(|starter| starter.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for starter in STARTERS {
        let (mut name, mut line) = (starter.name, String::new());
        for word in starter.sentence().split(' ') {
            if !line.is_empty() && width + 2 + line.len() + 1 + word.len() > 100 {
                let _ = writeln!(text, "{name:width$}  {line}");
                (name, line) = ("", String::new());
            }
            let space = if line.is_empty() { "" } else { " " };
            let _ = write!(line, "{space}{word}");
        }
        let _ = writeln!(text, "{name:width$}  {line}");
    }
    text + "\n`pgtoml init --starter NAME FOLDER` writes one of them into a folder\n"
}

fn named(name: &str) -> Result<&'static Starter, Failure> {
    STARTERS.iter().find(|starter| starter.name == name).ok_or_else(|| {
        let names = || STARTERS.iter().map(|starter| starter.name);
        let hint = match did_you_mean(name, names()) {
            Some(near) => format!("did you mean `{near}`? `pgtoml init --list` says what each is"),
            None => {
                format!("there are {}; `pgtoml init --list` says what each is", names().collect::<Vec<_>>().join(", "))
            }
        };
        Failure::new(format!("there is no starter `{name}`")).hint(hint)
    })
}

/// The folder of a starter, whose own file is always called `schema.toml`.
fn home(file: &Path, folder: Option<&Path>) -> Result<PathBuf, Failure> {
    let beside = if file.file_name().is_some_and(|name| name == "schema.toml") {
        file.parent().unwrap_or(Path::new("")).to_owned()
    } else if file.extension().is_none() {
        file.to_owned()
    } else {
        return Err(Failure::new(format!("a starter has its own schema.toml, so it cannot be {}", file.display()))
            .hint("leave --file away, and name a folder"));
    };
    Ok(folder.map_or(beside.clone(), |folder| folder.join(&beside)))
}

fn starter(context: &Context, starter: &Starter, folder: &Path) -> Result<(), Failure> {
    let mut taken: Vec<String> = starter.files.iter().filter_map(|(path, _)| taken(folder, path)).collect();
    taken.dedup();
    if let [first, others @ ..] = taken.as_slice() {
        let all = match others {
            [] => format!("{first} is"),
            others => format!("{first} and {} are", plural(others.len(), "other file")),
        };
        return Err(Failure::new(format!("{all} there already, so nothing was written"))
            .hint(format!("name an empty folder: `pgtoml init --starter {} FOLDER`", starter.name)));
    }
    for (path, text) in starter.files {
        files::write(&folder.join(path), text)?;
    }
    let option = option(&folder.join("schema.toml"));
    context.print(&format!(
        "wrote {}, {}; {} says what is in them\n\n\
         next, one command that makes the database with its rows:\n  \
         pgtoml {option}apply --env development     without a server, with rows to try things\n  \
         pgtoml {option}apply --db URL              in an empty database of yours\n",
        starter.name,
        plural(starter.files.len(), "file"),
        folder.join("README.md").display(),
    ));
    Ok(())
}

/// What is where a file should be, or where one of its folders should be.
fn taken(folder: &Path, path: &str) -> Option<String> {
    let whole = folder.join(path);
    let there = whole.symlink_metadata().is_ok();
    let above = whole.ancestors().skip(1).find(|above| above.is_file());
    there.then_some(whole.as_path()).or(above).map(|path| path.display().to_string())
}

/// How the next command names the file, quoted for a shell; nothing where it finds it by itself.
fn option(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    match text.as_str() {
        "schema.toml" => String::new(),
        text if text.chars().all(plain) => format!("-f {text} "),
        text => format!("-f '{}' ", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::STARTERS;

    #[test]
    fn every_starter_says_what_it_is() {
        assert!(!STARTERS.is_empty());
        for starter in STARTERS {
            let sentence = starter.sentence();
            assert!(sentence.ends_with('.') && sentence.len() > 30, "{}: {sentence}", starter.name);
            assert!(starter.files.iter().any(|(path, _)| *path == "schema.toml"), "{}", starter.name);
        }
    }
}
