//! The line of a file that says what an object was called before.

use crate::diagnostic::SourceFile;
use crate::read::{self, Loaded};
use crate::rename::Likely;

/// The file that declares the object, by its number, with the line in it that says the former name. `None` where the line
/// has no place of its own and a person has to write it.
pub fn renamed(loaded: &Loaded, likely: &Likely) -> Option<(usize, String)> {
    let place = loaded.places.get(&likely.to)?;
    let number = usize::try_from(place.key.file).ok()?;
    let text = &loaded.files.get(number)?.text;
    let (key, end) = (usize::try_from(place.key.start).ok()?, usize::try_from(place.value.end).ok()?);
    let line_of = |at: usize| text.get(..at).map(|before| before.rfind('\n').map_or(0, |at| at + 1));
    let next_line = |at: usize| text.get(at..).map(|rest| rest.find('\n').map_or(text.len(), |next| at + next + 1));
    let start = line_of(key)?;
    let before = text.get(start..key)?;
    let (at, line) = if before.trim_start().starts_with('[') {
        (next_line(key)?, likely.line())
    } else {
        // `columns.title = …` has `renames.title` beside it.
        let (path, _) = before.rsplit_once(likely.to.tag.info().section)?;
        let (own, was) = (&likely.to.name, &likely.from.name);
        let line = format!("{path}renames.{} = {}", super::bare(own.as_str()), super::string(was.as_str()));
        (next_line(end.max(key))?, line)
    };
    let (head, tail) = (text.get(..at)?, text.get(at..)?);
    let gap = if head.ends_with('\n') { "" } else { "\n" };
    let changed = format!("{head}{gap}{line}\n{tail}");
    // Whatever the layout of the file is: it must say that and nothing else.
    let files = loaded.own_files().iter().enumerate().map(|(index, file)| SourceFile {
        name: file.name.clone(),
        text: if index == number { changed.clone() } else { file.text.clone() },
    });
    let bodies = super::merge::bodies(loaded.own_files(), loaded);
    let again = read::read(files.collect(), &|path| bodies.get(path).cloned().ok_or_else(|| "not at hand".to_owned()));
    let same = |a: &Loaded| a.model.objects.len() == loaded.model.objects.len();
    let said = again.model.get(&likely.to).is_some_and(|object| object.meta.renamed_from.0.contains(&likely.from.name));
    (said && same(&again)).then_some((number, changed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Id, Ident};

    fn changed(text: &str, find: impl Fn(&Id) -> bool, was: &str) -> Option<String> {
        let files = vec![SourceFile { name: "schema.toml".to_owned(), text: text.to_owned() }];
        let loaded = read::read(files, &|_| Err("no file".to_owned()));
        let to = loaded.model.objects.keys().find(|id| find(id))?.clone();
        let from = Id { name: Ident::from(was), ..to.clone() };
        renamed(&loaded, &Likely { from, to }).map(|(_, text)| text)
    }

    #[test]
    fn a_table_says_it_below_its_header() {
        let text = "# Mine\n[tables.users] # people\ncolumns.id = \"uuid\"\n\n[tables.b]\n";
        let table = |id: &Id| id.name.as_str() == "users";
        let wanted =
            "# Mine\n[tables.users] # people\nrenamed_from = \"people\"\ncolumns.id = \"uuid\"\n\n[tables.b]\n";
        assert_eq!(changed(text, table, "people").as_deref(), Some(wanted));
    }

    #[test]
    fn a_column_says_it_below_its_line() {
        let column = |id: &Id| id.name.as_str() == "b";
        let text = "[tables.t]\ncolumns.a = \"text\"\ncolumns.b = { type = \"text\",\n  default = \"'x'\" }";
        let wanted = format!("{text}\nrenames.b = \"old b\"\n");
        assert_eq!(changed(text, column, "old b"), Some(wanted));
        let text = "tables.t.columns.b = \"text\"\ntables.u.columns.a = \"text\"\n";
        let wanted = "tables.t.columns.b = \"text\"\ntables.t.renames.b = \"a\"\ntables.u.columns.a = \"text\"\n";
        assert_eq!(changed(text, column, "a").as_deref(), Some(wanted));
    }

    #[test]
    fn where_there_is_no_place_for_it_nothing_is_written() {
        let column = |id: &Id| id.name.as_str() == "b";
        assert_eq!(changed("[tables.t.columns]\nb = \"text\"\n", column, "a"), None);
        assert_eq!(changed("[tables]\nt = { columns = { b = \"text\" } }\n", column, "a"), None);
    }
}
