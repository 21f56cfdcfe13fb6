//! What several families are made of: a value that can be written without breaking a constraint.

use super::{Ident, Row, Target, value};

/// A column and a literal that differs from what the attacked rows hold.
pub(super) struct Change<'w> {
    pub(super) column: &'w Ident,
    pub(super) literal: String,
}

/// A harmless change of the rows in `of` that the role may make; `avoid`: columns that say whose a row is.
pub(super) fn change<'w>(on: &Target<'w>, of: &[&Row]) -> Option<Change<'w>> {
    let owning = on.owning();
    let free = |column: &&'w crate::isolation::world::Column| {
        !column.generated
            && !column.keyed
            && column.refers.is_none()
            && !owning.contains(&&column.name)
            && !on
                .world
                .claims
                .tables
                .get(on.table)
                .is_some_and(|claim| claim.shared.iter().any(|text| text.contains(column.name.as_str())))
            && on.relation.allows_column(on.role(), "update", &column.name)
    };
    let mut columns: Vec<_> = on.relation.columns.iter().filter(free).collect();
    // A check, or a condition of a policy, may speak of the others.
    columns.sort_by_key(|column| {
        let named = on.world.session.hints.contains_key(&(on.table.clone(), column.name.clone()));
        (named, column.checked, !column.data_type.starts_with("text"))
    });
    for column in columns {
        let held: Vec<Option<&str>> = of.iter().map(|row| on.relation.value(row, &column.name)).collect();
        let others = on.relation.rows.iter().map(|row| on.relation.value(row, &column.name));
        let mut tried: Vec<Option<&str>> = others.collect();
        tried.extend(column.listed.iter().map(|value| Some(value.as_str())));
        if matches!(column.data_type.as_str(), "text" | "character varying") && !column.checked {
            tried.insert(0, Some("changed by an attack"));
        }
        if !column.not_null {
            tried.push(None);
        }
        tried.extend(super::functions::common(&column.data_type).map(Some));
        if let Some(other) = tried.into_iter().find(|value| !held.contains(value)) {
            return Some(Change { column: &column.name, literal: value(other) });
        }
    }
    None
}

/// The columns and values of a row that the role may insert, with other values for some.
pub(super) fn columns(on: &Target<'_>, row: &Row, other: &[(&Ident, Option<&str>)]) -> Option<(String, String)> {
    let may = on
        .relation
        .columns
        .iter()
        .filter(|column| !column.generated && on.relation.allows_column(on.role(), "insert", &column.name));
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for column in may {
        let changed = other.iter().find(|(name, _)| **name == column.name).map(|(_, value)| *value);
        names.push(column.name.to_string());
        values.push(value(changed.unwrap_or_else(|| on.relation.value(row, &column.name))));
    }
    (!names.is_empty()).then(|| (names.join(", "), values.join(", ")))
}

/// The statement that inserts a row as it is, as far as the role may, with other values for some.
pub(super) fn insertion(on: &Target<'_>, row: &Row, other: &[(&Ident, Option<&str>)]) -> Option<String> {
    let (names, values) = columns(on, row, other)?;
    Some(format!("INSERT INTO {} ({names}) OVERRIDING SYSTEM VALUE VALUES ({values})", on.name()))
}
