//! How a column changes in place.

use super::{Alter, Column, Id, Identity, Integer, Lock, SequenceOptions, Step, Tag, TypeName, Values, Version};

/// Steps from one state to another; `moved` where another type of the same name takes the place of its type.
pub(super) fn alter(from: &Column, to: &Column, id: &Id, version: Version, moved: Option<&Values>) -> Alter {
    let Column {
        data_type,
        inherited,
        not_null,
        not_null_name,
        default,
        generated,
        computed,
        identity,
        collation,
        compression,
        storage,
        statistics,
        options,
        foreign_options,
        conversion: _,
        backfill: _,
    } = from;
    // What is inherited has no type of its own, and neither a rule for its values.
    let heir = *inherited || to.inherited;
    let begins = generated.is_none() && to.generated.is_some();
    // SET EXPRESSION came with 17.
    let stuck = to.generated.is_some() && *generated != to.generated && !version.at_least(17);
    if !heir && (begins || stuck || *computed != to.computed) {
        // Only the expression makes the values, so nothing is lost that it does not bring back.
        return Alter::Replace;
    }
    let mut steps = Vec::new();
    let converts = *data_type != to.data_type;
    let retype = !heir && (converts || *collation != to.collation || moved.is_some());
    if generated.is_some() && to.generated.is_none() && !heir {
        steps.push(Step::new(id, "drop_expression").lock(Lock::AccessExclusive));
    }
    if let Some(old) = identity.as_ref().filter(|_| to.identity.is_none()) {
        steps.push(Step::new(id, "drop_identity").lock(Lock::AccessExclusive).gives_name(old.sequence_name(id)));
    }
    if default.is_some() && (to.default.is_none() || retype) {
        // A default of the old type may have no cast to the new one.
        steps.push(Step::new(id, "drop_default").lock(Lock::AccessExclusive).lets_go());
    }
    if retype {
        // Types of users have casts to text and back, and seldom to each other.
        let own = |name: &TypeName| !name.is_builtin();
        let through_text = own(data_type) && own(&to.data_type) && data_type.base() != to.data_type.base();
        // An explicit cast cuts what is too long without a word; assignment refuses. Strings take every type by assignment.
        let elsewhere = id.parent.as_ref().is_some_and(|parent| parent.tag == Tag::ForeignTable);
        let by_assignment =
            elsewhere || to.data_type.as_str().starts_with("character") || to.data_type.as_str().starts_with("bit");
        let step = Step::new(id, "retype").arg("through_text", through_text).arg("by_assignment", by_assignment);
        let step = step.arg("values", moved.filter(|_| !converts)).lock(Lock::AccessExclusive).disturbs();
        let bare = converts && !elsewhere && to.conversion.0.is_none() && to.generated.is_none();
        let step = if bare { step.converts(data_type, &to.data_type) } else { step };
        steps.push(if elsewhere || moved.is_none() && keeps_rows(data_type, &to.data_type) {
            step
        } else {
            step.rewrites()
        });
    }
    if *generated != to.generated && to.generated.is_some() {
        let step = Step::new(id, "set_expression").lock(Lock::AccessExclusive).rewrites();
        steps.push(if to.computed { step.unchecked() } else { step });
    }
    if *not_null && !to.not_null {
        steps.push(Step::new(id, "drop_not_null").lock(Lock::AccessExclusive));
    }
    if !*not_null && to.not_null && to.backfill.0.is_some() {
        steps.push(Step::new(id, "backfill"));
    }
    if !*not_null && to.not_null {
        steps.push(Step::new(id, "set_not_null").lock(Lock::AccessExclusive).scans());
    } else if to.not_null && *not_null_name != to.not_null_name {
        steps.push(Step::new(id, "rename_not_null").lock(Lock::AccessExclusive));
    }
    if to.default.is_some() && (*default != to.default || retype) {
        steps.push(Step::new(id, "set_default").lock(Lock::AccessExclusive));
    }
    match (identity, &to.identity) {
        (None, Some(new)) => {
            let step = Step::new(id, "add_identity").lock(Lock::AccessExclusive);
            steps.push(step.takes_name(new.sequence_name(id)));
            // The rows that are there have used up values.
            steps.push(Step::new(id, "sync_identity"));
        }
        (Some(old), Some(new)) if old != new => {
            let (from, into) = (old.sequence_name(id), new.sequence_name(id));
            if from.name != into.name {
                steps.push(Step::new(id, "rename_sequence").arg("from", from).arg("to", &into.name));
            }
            let bounds = |identity: &Identity, of: &TypeName| identity.options.bounds(Integer::of(of));
            if old.options.descends() == new.options.descends() {
                let (was, is) = (bounds(old, data_type), bounds(new, &to.data_type));
                steps.extend(crate::kinds::sequence::rewind(id, &into, was, is));
            }
            steps.extend(alter_identity(id, (data_type, old), (&to.data_type, new)));
        }
        _ => {}
    }
    if *storage != to.storage || (retype && to.storage.is_some()) {
        steps.push(Step::new(id, "storage").lock(Lock::AccessExclusive));
    }
    if *compression != to.compression {
        steps.push(Step::new(id, "compression").lock(Lock::AccessExclusive));
    }
    if *statistics != to.statistics {
        let target = to.statistics.unwrap_or(-1);
        steps.push(Step::new(id, "statistics").arg("to", target).lock(Lock::ShareUpdateExclusive));
    }
    if *options != to.options {
        steps.push(crate::kinds::set_options(id, options, &to.options).lock(Lock::ShareUpdateExclusive));
    }
    steps.extend(foreign_options.step(&to.foreign_options, id, "foreign_options"));
    Alter::Steps(steps)
}

/// What makes an inherited column otherwise than its parent's.
pub(super) fn overriding(column: &Column, id: &Id) -> Vec<Step> {
    let action = if column.default.is_some() { "set_default" } else { "drop_default" };
    let mut steps = vec![Step::new(id, action).lock(Lock::AccessExclusive)];
    if column.not_null {
        let step = Step::new(id, "set_not_null").lock(Lock::AccessExclusive).scans();
        if column.backfill.0.is_some() {
            steps.push(Step::new(id, "backfill"));
            steps.push(step);
        } else if column.default.is_none() && column.generated.is_none() {
            steps.push(step.unless_rows(no_value(id)));
        } else {
            steps.push(step);
        }
    }
    if column.storage.is_some() {
        steps.push(Step::new(id, "storage").lock(Lock::AccessExclusive));
    }
    if column.compression.is_some() {
        steps.push(Step::new(id, "compression").lock(Lock::AccessExclusive));
    }
    if let Some(target) = column.statistics {
        steps.push(Step::new(id, "statistics").arg("to", target).lock(Lock::ShareUpdateExclusive));
    }
    if !column.options.is_empty() {
        steps
            .push(crate::kinds::set_options(id, &Default::default(), &column.options).lock(Lock::ShareUpdateExclusive));
    }
    steps
}

/// Why a column cannot be made NOT NULL with the table, or the column above it.
pub(super) fn no_value(id: &Id) -> String {
    let name = &id.name;
    format!(
        "{id} is not null, and the table may hold rows that have no value for it; declare a default, or \
         `backfill.{name} = \"…\"` with the expression that such rows get"
    )
}

/// Changes of type that only the catalog notices, as measured on PostgreSQL 15 and 18.
fn keeps_rows(from: &TypeName, to: &TypeName) -> bool {
    let (from, to) = (from.as_str(), to.as_str());
    let length =
        |name: &str| -> Option<u32> { name.strip_prefix("character varying(")?.strip_suffix(')')?.parse().ok() };
    match (length(from), length(to)) {
        (Some(old), Some(new)) => new >= old,
        (Some(_), None) => matches!(to, "text" | "character varying"),
        (None, _) => matches!((from, to), ("text", "character varying") | ("character varying", "text")),
    }
}

fn alter_identity(id: &Id, from: (&TypeName, &Identity), to: (&TypeName, &Identity)) -> Option<Step> {
    let Identity { always, sequence: _, options } = from.1;
    let SequenceOptions { start: _, increment, min, max, cache, cycle } = options;
    let new = &to.1.options;
    let (was, is) = (options.bounds(Integer::of(from.0)), new.bounds(Integer::of(to.0)));
    let turns = options.descends() != new.descends();
    if options == new && *always == to.1.always {
        return None;
    }
    let step = Step::new(id, "alter_identity")
        .arg("always", (*always != to.1.always).then_some(to.1.always))
        .arg("start", (was.2 != is.2).then_some(is.2))
        .arg("increment", *increment != new.increment)
        .arg("min", *min != new.min || turns)
        .arg("max", *max != new.max || turns)
        .arg("cache", *cache != new.cache)
        .arg("cycle", *cycle != new.cycle)
        .arg("restart", turns)
        .lock(Lock::AccessExclusive);
    // The last value is outside of the new bounds.
    Some(if turns { step.loses(format!("the position of {id}, which starts over")) } else { step })
}
