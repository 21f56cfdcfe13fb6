//! Likely renames, asked about at the terminal. Nothing is guessed, and no file is written unasked.

use std::path::Path;

use pgtoml::read::{self, Loaded};
use pgtoml::rename::Likely;
use pgtoml::write;

use crate::context::Context;
use crate::failure::Failure;
use crate::files;

/// Whoever says yes or no.
pub trait Ask {
    /// The answer to a question.
    fn ask(&mut self, question: &str) -> bool;
}

impl<F: FnMut(&str) -> bool> Ask for F {
    fn ask(&mut self, question: &str) -> bool {
        self(question)
    }
}

/// The likely renames that are ones.
pub fn ask(likely: &[Likely], person: &mut impl Ask) -> Vec<Likely> {
    let yes = |likely: &&Likely| person.ask(&format!("was {} renamed to {}?", likely.from, likely.to.name));
    likely.iter().filter(yes).cloned().collect()
}

/// Says what the file should say from now on, and writes it there if the person wants that.
pub fn write(context: &Context, mut loaded: Loaded, accepted: &[Likely], person: &mut impl Ask) -> Result<(), Failure> {
    for likely in accepted {
        context.note(&format!("{}: add `{}`", likely.to, likely.line()));
        let Some((number, text)) = write::renamed(&loaded, likely) else { continue };
        let Some(name) = loaded.files.get(number).map(|file| file.name.clone()) else { continue };
        // What is read from somewhere else than a file has no path to write to.
        if !Path::new(&name).is_file() || !person.ask(&format!("write it to {name}?")) {
            continue;
        }
        files::write(Path::new(&name), &text)?;
        let mut sources = loaded.own_files().to_vec();
        if let Some(file) = sources.get_mut(number) {
            file.text = text;
        }
        loaded = read::read(sources, &|path| Err(path.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pgtoml::kind::Tag;
    use pgtoml::model::Id;

    #[test]
    fn only_what_a_person_says_was_renamed_is_renamed() {
        let table = |name: &str| Id::of_schema(Tag::Table, "public", name);
        let pair = |from: &str, to: &str| Likely { from: table(from), to: table(to) };
        let likely = [pair("a", "b"), pair("c", "d")];
        let mut asked = Vec::new();
        let mut person = |question: &str| {
            asked.push(question.to_owned());
            question.contains("public.c")
        };
        assert_eq!(ask(&likely, &mut person), [pair("c", "d")]);
        assert_eq!(asked, ["was table public.a renamed to b?", "was table public.c renamed to d?"]);
    }
}
