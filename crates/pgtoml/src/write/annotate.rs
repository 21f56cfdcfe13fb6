//! What a model is, with where it comes from.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::Options;
use super::document::{self, objects};
use super::lines::{Kind, split};
use super::names::{Habits, Names};
use crate::model::{Id, Model};
use crate::read::Loaded;

/// The model as a new schema.toml, with a comment at everything that sugar of `loaded` stands for.
pub fn annotated(model: &Model, options: &Options, loaded: &Loaded) -> String {
    let text = super::toml(model, options);
    if loaded.origins.is_empty() && loaded.completed.is_empty() {
        return text;
    }
    let habits = Habits::default();
    let names = Names::new(model, &habits);
    let roots: BTreeMap<&Id, Vec<SmolStr>> =
        objects(&names, options).into_iter().map(|(id, entry)| (id, entry.path)).collect();
    let mut marks: BTreeMap<Vec<SmolStr>, String> = BTreeMap::new();
    for (id, origin) in &loaded.origins {
        marks.insert(path(id, &roots), format!("# from [{}]", origin.section));
    }
    for (id, origin) in &loaded.completed {
        marks.entry(path(id, &roots)).or_insert_with(|| format!("# completed by [{}]", origin.section));
    }
    let mut said: BTreeSet<&Vec<SmolStr>> = BTreeSet::new();
    let mut out = String::with_capacity(text.len());
    let mut last: Option<&String> = None;
    for line in split(&text, 0) {
        if matches!(line.kind, Kind::Blank | Kind::Comment) {
            last = None;
        }
        let of = (1..=line.path.len()).rev().find_map(|keys| marks.get_key_value(line.path.get(..keys)?));
        if let Some((path, mark)) = of {
            // One comment for all that follows, but each header has its own.
            let first = said.insert(path) && (last != Some(mark) || line.kind == Kind::Header);
            // The columns of a table do not come from what completes the table.
            if first && (line.path.len() == path.len() || mark.starts_with("# from")) {
                out.push_str(mark);
                out.push('\n');
            }
            last = Some(mark).filter(|mark| mark.starts_with("# from"));
        } else {
            last = None;
        }
        out.push_str(&line.text);
    }
    out
}

/// The keys of an object in a new file.
fn path(id: &Id, roots: &BTreeMap<&Id, Vec<SmolStr>>) -> Vec<SmolStr> {
    let key = SmolStr::new(id.name.as_str());
    match id.parent_id() {
        Some(parent) => {
            let own = roots.get(&parent).cloned();
            let mut path = own.unwrap_or_else(|| document::path(&parent, SmolStr::new(parent.name.as_str())));
            path.extend([SmolStr::new_static(id.tag.info().section), key]);
            path
        }
        None => roots.get(id).cloned().unwrap_or_else(|| document::path(id, key)),
    }
}
