//! From a pair that fails to a small one that fails in the same way.

use super::doc::{Doc, Path};
use super::prove::Failure;
use super::{Pair, Prover};

/// So many smaller pairs are tried, where `RANDOM_TRIES` does not say how many.
const TRIES: usize = 400;

fn most() -> usize {
    std::env::var("RANDOM_TRIES").ok().and_then(|text| text.parse().ok()).unwrap_or(TRIES)
}

/// Takes things away while it still fails in the same way, and tells what is left.
pub fn shrink(pair: &Pair, failure: Failure, prove: Prover<'_>) -> String {
    let kind = failure.signature();
    let (mut best, mut why, mut tries) = (pair.clone(), failure, 0);
    loop {
        let before = (best.old.clone(), best.new.clone());
        let mut paths = best.old.paths();
        paths.extend(best.new.paths().into_iter().filter(|path| best.old.get(path).is_none()));
        paths.sort_by_key(Vec::len);
        for path in paths {
            for smaller in smaller(&best, &path) {
                if tries >= most() {
                    return tell(&best, &why);
                }
                tries += 1;
                if let Err(failure) = prove(&[&smaller])
                    && failure.signature() == kind
                {
                    (best, why) = (smaller, failure);
                    break;
                }
            }
        }
        if before == (best.old.clone(), best.new.clone()) {
            return tell(&best, &why);
        }
    }
}

/// The pair without what is at a path, and with the same there on both sides.
fn smaller(pair: &Pair, path: &Path) -> Vec<Pair> {
    let (old, new) = (pair.old.get(path), pair.new.get(path));
    if old.is_none() && new.is_none() {
        return Vec::new();
    }
    let without = |doc: &Doc| {
        let mut doc = doc.clone();
        doc.remove(path);
        doc
    };
    let mut found = vec![Pair { old: without(&pair.old), new: without(&pair.new), ..pair.clone() }];
    let in_list = path.last().is_some_and(|last| last.parse::<usize>().is_ok());
    if old != new && !in_list {
        let same = |value: Option<&super::doc::Value>, doc: &Doc| match value {
            Some(value) => {
                let mut doc = doc.clone();
                doc.replace(path, value.clone());
                doc
            }
            None => without(doc),
        };
        // Parents that one side lacks would be made.
        let parent = &path[..path.len() - 1];
        let has = |doc: &Doc| parent.is_empty() || matches!(doc.get(parent), Some(super::doc::Value::Table(_)));
        if has(&pair.new) {
            found.push(Pair { new: same(old, &pair.new), ..pair.clone() });
        }
        if has(&pair.old) {
            found.push(Pair { old: same(new, &pair.old), ..pair.clone() });
        }
    }
    found
}

fn tell(pair: &Pair, why: &Failure) -> String {
    format!("--- old.toml\n{}--- new.toml\n{}--- {}", pair.old.print(), pair.new.print(), why.told())
}
