//! What sugar makes, in the words of a database.

use crate::model::Model;
use crate::read::Loaded;

/// Puts the words of a file in place of those of a database, for everything that sugar stands for and a server reads as
/// what is there: an import then finds no difference, and the sugar stays.
///
/// `settled` is the model of the file with the texts of `live` wherever both mean the same (see [`crate::settle`]).
pub fn keep_words(loaded: &Loaded, settled: &Model, live: &mut Model) {
    for id in loaded.origins.keys().chain(loaded.completed.keys()) {
        let (Some(own), Some(settled)) = (loaded.model.get(id), settled.get(id)) else { continue };
        let Some(there) = live.objects.get_mut(id) else { continue };
        if settled.body == there.body {
            there.body = own.body.clone();
        }
        // Sugar says nothing of owners.
        if own.meta.owner.is_none() && loaded.origins.contains_key(id) {
            there.meta.owner = None;
        }
    }
}
