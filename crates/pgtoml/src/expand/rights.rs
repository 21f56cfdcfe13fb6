//! `grants.app = ["update (valid_to)"]` where a word of the table makes the column: the right is given once it is there.

use smol_str::SmolStr;

use super::tables;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::kind::Tag;
use crate::model::{Id, Ident};
use crate::read::node::Node;
use crate::read::reading::Reading;

/// A right on a column that the section of its table does not declare.
#[derive(Clone, Debug)]
pub(crate) struct Right {
    /// The table.
    pub table: Id,
    /// Who gets it.
    pub role: SmolStr,
    /// The column.
    pub column: Ident,
    /// `update`, `select with grant option`.
    pub privilege: Node,
}

/// Gives the rights; a column that nothing makes is reported.
pub(super) fn expand(reading: &mut Reading<'_>) {
    for Right { table, role, column, privilege } in std::mem::take(&mut reading.rights) {
        if reading.broken.contains(&table) || reading.model.get(&table).is_none() {
            continue;
        }
        let id = table.child(Tag::Column, column.clone());
        if reading.model.get(&id).is_none() {
            let columns = tables::columns(reading, &table);
            let message = format!("a right is on `{}`, which is no column of the table", column.as_str());
            let diagnostic = Diagnostic::error("unknown-column", privilege.span, message);
            reading.report(match did_you_mean(column.as_str(), columns.iter().map(Ident::as_str)) {
                Some(near) if near != column.as_str() => diagnostic.hint(format!("did you mean `{near}`?")),
                Some(_) => diagnostic.hint("it is of another table, which this one inherits from: declare it here too"),
                None => diagnostic,
            });
            continue;
        }
        let text = privilege.as_str().unwrap_or_default();
        let privileges = reading.privilege(&id, text, privilege.span);
        if role == "public" {
            reading.public.insert(id.clone());
        } else {
            reading.roles.insert(Ident::new(role.clone()));
        }
        if let Some(object) = reading.model.objects.get_mut(&id) {
            object.meta.grants.entry(Ident::new(role)).or_default().extend(privileges);
        }
    }
}
