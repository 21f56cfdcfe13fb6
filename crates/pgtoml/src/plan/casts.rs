//! Changes of type that need an expression, because no cast leads from the one type to the other.

use super::nodes::Work;
use super::{Input, Refused};
use crate::kind::{Address, Namespace, Tag};
use crate::model::{Id, Model, Object, QName};
use crate::sql::TypeName;
use crate::sql::casts::{is_string, may_cast};

/// Refuses what PostgreSQL, or the first row that does not fit, would refuse.
pub(crate) fn refuse(work: &mut Work<'_>) {
    let mut refused = Vec::new();
    for (id, fate) in &work.fates {
        let converted = fate.alter.iter().filter_map(|step| step.converts.as_deref());
        for (from, to) in converted {
            let Some(why) = obstacle(work.input, from, to) else { continue };
            let name = &id.name;
            let reason = format!(
                "{id} changes from {from} to {to}, and {why}; declare `conversions.{name} = \"…\"` with the expression that \
                 makes the new value of the old one"
            );
            refused.push(Refused { id: id.clone(), reason });
        }
    }
    work.refused.append(&mut refused);
}

/// Why a value of one type may not become one of the other.
fn obstacle(input: Input<'_>, from: &TypeName, to: &TypeName) -> Option<String> {
    let (from, to) = (underlying(input.from, from), underlying(input.to, to));
    let no_cast = || Some("PostgreSQL has no cast between them".to_owned());
    let declared = |id: &&Id| id.tag.info().address == Address::Cast && id.name.as_str() == format!("{from} as {to}");
    if input.to.objects.keys().chain(input.from.objects.keys()).any(|id| declared(&id)) {
        return None;
    }
    match (from.is_builtin(), to.is_builtin()) {
        (true, true) => {
            if may_cast(&from, &to) {
                None
            } else {
                no_cast()
            }
        }
        (true, false) | (false, true) => {
            let (own, model, other) = if to.is_builtin() { (&from, input.from, &to) } else { (&to, input.to, &from) };
            // What an extension brought may have casts of its own.
            let known = find(model, &own.base()).is_some();
            if known && !is_string(other) { no_cast() } else { None }
        }
        (false, false) => {
            let (old, new) = (find(input.from, &from.base())?, find(input.to, &to.base())?);
            if from.is_array() != to.is_array() {
                return no_cast();
            }
            (!new.body.takes_values(&old.body)).then(|| "not every value of the one is a value of the other".to_owned())
        }
    }
}

/// The type without the domains over it.
fn underlying(model: &Model, name: &TypeName) -> TypeName {
    let mut name = name.clone();
    // Domains cannot be circular, but a half-read file may say so.
    for _ in 0..16 {
        let Some(over) = find(model, &name.base()).and_then(|object| object.body.domain_over().cloned()) else { break };
        name = if name.is_array() { over.array() } else { over };
    }
    name
}

/// The type of this name.
fn find<'a>(model: &'a Model, name: &QName) -> Option<&'a Object> {
    let schema = name.schema.as_ref()?;
    let mut tags = Tag::ALL.iter().filter(|tag| tag.claims().contains(&Namespace::Type));
    tags.find_map(|tag| model.get(&Id::of_schema(*tag, schema.clone(), name.name.clone())))
}
