//! What an edit does to a matrix, in one sentence each.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::culprits::Edit;
use super::roles::PUBLIC;
use super::sentences::{Fresh, called_in_sql, everyone, merged, subject};
use super::{Cell, Command, Freedom, Guard, Matrix, Reach, Relation, Row};
use crate::diff::diff;
use crate::kind::{Body, Tag, Version};
use crate::kinds::role::Role;
use crate::lint::Subject;
use crate::model::{Id, Ident, Model, Object};
use crate::plan::{Plan, Step};

/// What an edit does to who reaches which rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// In the order of what they are about.
    pub sentences: Vec<Sentence>,
    /// Objects whose change widens access to a relation, with the relation and a sentence that says how.
    pub culprits: BTreeMap<Id, Vec<(Id, String)>>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sentence {
    /// The sentence, without a full stop.
    pub text: String,
    /// Roles; `public` for everyone.
    pub roles: Vec<Ident>,
    /// Relations, as `schema.name`.
    pub relations: Vec<String>,
    /// Names of the hazards, `widens-access:schema.name`, where somebody may see or change more rows than before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<String>,
    #[serde(skip)]
    pub(super) ids: Vec<Id>,
    /// The view or routine through which it is so.
    #[serde(skip)]
    pub(super) by: Option<Id>,
}

/// The name of the hazard that access to a relation gets wider.
pub fn hazard(relation: &Id) -> String {
    let schema = relation.schema.as_ref().map_or("", Ident::as_str);
    format!("widens-access:{schema}.{}", relation.name.as_str())
}

/// What becomes of some commands of a role in a relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// All rows are open now.
    Open,
    /// Some rows are open, and none were.
    Gain(Vec<Ident>),
    /// More rows are open.
    More(Vec<Ident>),
    /// Other rows are open.
    Other(Vec<Ident>),
    /// More columns are open.
    Columns(Vec<Ident>),
    /// All rows were open, and some are.
    Narrow(Vec<Ident>),
    /// Fewer rows are open.
    Fewer(Vec<Ident>),
    /// Fewer columns are open.
    NoColumns(Vec<Ident>),
    /// Nothing is open any more.
    Lose,
}

impl Turn {
    /// Whether somebody may see or change more than before.
    pub(super) fn widens(&self) -> bool {
        matches!(self, Self::Open | Self::Gain(_) | Self::More(_) | Self::Other(_) | Self::Columns(_))
    }
}

impl Changes {
    /// Between two states. `roles` are those of the cluster, for a state that does not speak of them, and `cluster` says
    /// whether they are all that there are, as for [`Matrix::of`].
    ///
    /// A new table is left to the matrix, but for one sentence that names those which are open without a filter; a new
    /// view is told where it opens rows of a table that was there.
    pub fn between(from: &Model, to: &Model, version: Version, roles: &BTreeMap<Id, Object>, cluster: bool) -> Self {
        let changed: Vec<&Id> = diff(from, to).into_iter().map(|change| change.id).collect();
        if changed.is_empty() {
            return Self::default();
        }
        let (mut from, to) = (lent(from, roles), lent(to, roles));
        // A role that is to be made had nothing before but what everyone has.
        for (id, _) in to.of_kind(Tag::Role) {
            from.objects.entry(id.clone()).or_insert_with(|| Object::new(Role::default()));
        }
        let everywhere = changed.iter().any(|id| id.schema.is_none());
        let near: BTreeSet<Id> = changed.iter().map(|id| id.parent_id().unwrap_or_else(|| (*id).clone())).collect();
        // What is beneath a view is known only when it is looked at.
        let routines = near.iter().any(|id| matches!(id.tag, Tag::Function | Tag::Procedure));
        let wanted = |id: &Id| everywhere || routines || id.tag == Tag::View || near.contains(id);
        let (a, b) = (Subject::new(&from, version, &[]), Subject::new(&to, version, &[]));
        let named: BTreeSet<Ident> = [&a, &b].into_iter().flat_map(super::roles::mentioned).collect();
        let old = Matrix::only(&a, cluster, &named, wanted);
        let new = Matrix::only(&b, cluster, &named, wanted);
        let mut sentences = Vec::new();
        let mut turns = Vec::new();
        let mut fresh = Fresh::default();
        for relation in &new.relations {
            match old.relation(&relation.id) {
                Some(before) => {
                    turns.extend(self::turns(before, relation, &old, &new));
                    sentences.extend(opened(before, relation));
                    if is_query(relation) {
                        let known = Known { subject: &a, relation: before };
                        sentences.extend(through(&b, cluster, relation, Some(&known), &from, &old, &new));
                    }
                }
                None if is_query(relation) => {
                    sentences.extend(through(&b, cluster, relation, None, &from, &old, &new));
                }
                None => fresh.add(relation, &new),
            }
        }
        let mut told = merged(turns);
        told.append(&mut sentences);
        told.extend(fresh.sentences());
        let mut culprits = super::culprits::find(&from, &to, version, cluster, &Edit { changed, named }, &told);
        for sentence in &told {
            for id in sentence.by.iter().filter(|_| !sentence.hazards.is_empty()) {
                let of = sentence.ids.iter().map(|relation| (relation.clone(), sentence.text.clone()));
                culprits.entry(id.clone()).or_default().extend(of);
            }
        }
        Self { sentences: told, culprits }
    }

    /// Says of each step of a plan whose change widens access that it does. Of an object that is made anew that is its
    /// creation, and of one that is altered the step that is known to widen something, where there is one.
    pub fn mark(&self, plan: &mut Plan) {
        let mut steps: BTreeMap<&Id, Vec<&mut Step>> = BTreeMap::new();
        for step in plan.steps.iter_mut().filter(|step| step.action != "comment") {
            if let Some((id, _)) = self.culprits.get_key_value(&step.id) {
                steps.entry(id).or_default().push(step);
            }
        }
        for (id, list) in steps {
            let Some(wider) = self.culprits.get(id) else { continue };
            let widens = list.iter().any(|step| step.effects.widens.is_some());
            let creates = list.iter().any(|step| step.action == "create");
            for step in list {
                let marked = match (widens, creates) {
                    (true, _) => step.effects.widens.is_some(),
                    (false, true) => step.action == "create",
                    (false, false) => true,
                };
                if !marked {
                    continue;
                }
                for (relation, text) in wider {
                    let name = hazard(relation);
                    if !step.effects.hazards.contains(&name) {
                        step.effects.hazards.push(name);
                    }
                    step.effects.widens.get_or_insert_with(|| text.clone());
                }
            }
        }
    }
}

/// A model with the roles of its cluster.
fn lent(model: &Model, roles: &BTreeMap<Id, Object>) -> Model {
    let mut model = model.clone();
    for (id, object) in roles {
        model.objects.entry(id.clone()).or_insert_with(|| object.clone());
    }
    model
}

/// What becomes of one role's commands in one relation.
pub(super) struct Told {
    pub(super) relation: Id,
    pub(super) role: Ident,
    pub(super) turn: Turn,
    pub(super) commands: Vec<Command>,
}

/// What becomes of each role's commands in a relation that was there and stays.
pub(super) fn turns(before: &Relation, after: &Relation, old: &Matrix, new: &Matrix) -> Vec<Told> {
    let superuser =
        |matrix: &Matrix, name: &Ident| matrix.roles.iter().any(|role| role.name == *name && role.superuser);
    let mut found = Vec::new();
    for row in &after.rows {
        let Some(was) = before.rows.iter().find(|was| was.role == row.role) else { continue };
        if was == row || (superuser(old, &row.role) && superuser(new, &row.role)) {
            continue;
        }
        let mut of_role: BTreeMap<Turn, Vec<Command>> = BTreeMap::new();
        for command in Command::ALL {
            for turn in turn(was.cell(command), row.cell(command)) {
                of_role.entry(turn).or_default().push(command);
            }
        }
        found.extend(of_role.into_iter().map(|(turn, commands)| Told {
            relation: after.id.clone(),
            role: row.role.clone(),
            turn,
            commands,
        }));
    }
    found
}

/// Whether one of these is a widening.
pub(super) fn widens(told: &[Told]) -> bool {
    told.iter().any(|one| one.turn.widens())
}

/// What becomes of one command; columns can come and go at once.
fn turn(was: &Cell, is: &Cell) -> Vec<Turn> {
    let names = match &is.alone {
        Reach::Filtered(filter) => filter.policies().into_iter().cloned().collect(),
        _ => Vec::new(),
    };
    let turn = match (&was.alone, &is.alone) {
        (Reach::Denied(_), Reach::Denied(_)) => return Vec::new(),
        (Reach::All(_), Reach::All(_)) => return columns(was, is),
        (_, Reach::All(_)) => Turn::Open,
        (_, Reach::Denied(_)) => Turn::Lose,
        (Reach::Denied(_), _) => Turn::Gain(names),
        (Reach::All(_), _) => Turn::Narrow(names),
        (Reach::Filtered(a), Reach::Filtered(b)) if a.same(b) => return columns(was, is),
        (Reach::Filtered(a), Reach::Filtered(b)) if a.implies(b) => Turn::More(names),
        (Reach::Filtered(a), Reach::Filtered(b)) if b.implies(a) => Turn::Fewer(names),
        (a, b) if a == b => return columns(was, is),
        _ => Turn::Other(names),
    };
    let open = |cell: &Cell| !matches!(cell.alone, Reach::Denied(_));
    let columns = if open(was) && open(is) { columns(was, is) } else { Vec::new() };
    std::iter::once(turn).chain(columns).collect()
}

/// Columns that are open now and were not, and the other way round.
fn columns(was: &Cell, is: &Cell) -> Vec<Turn> {
    let without = |list: &[Ident], other: &[Ident]| -> Vec<Ident> {
        list.iter().filter(|name| !other.contains(name)).cloned().collect()
    };
    match (&was.columns, &is.columns) {
        (None, None) => Vec::new(),
        // All columns, among them those to come.
        (Some(_), None) => vec![Turn::Columns(Vec::new())],
        (None, Some(_)) => vec![Turn::NoColumns(Vec::new())],
        (Some(a), Some(b)) => {
            let (more, fewer) = (without(b, a), without(a, b));
            let more = (!more.is_empty()).then_some(Turn::Columns(more));
            more.into_iter().chain((!fewer.is_empty()).then_some(Turn::NoColumns(fewer))).collect()
        }
    }
}

/// Routines that run as their owner, name a table with row-level security, and can now be called.
fn opened(before: &Relation, after: &Relation) -> Vec<Sentence> {
    if !matches!(after.guard, Guard::Enabled | Guard::Forced) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for door in &after.doors {
        let was = before.doors.iter().find(|was| was.routine == door.routine);
        let could = |role: &Ident| {
            was.is_some_and(|was| was.callers.contains(role) || was.callers.iter().any(|one| one.as_str() == PUBLIC))
        };
        let open = |role: &Ident| {
            let row = before.rows.iter().find(|row| row.role == *role);
            row.is_some_and(|row| row.cell(Command::Select).alone.rank() == 2)
        };
        let roles: Vec<Ident> = door.callers.iter().filter(|role| !could(role) && !open(role)).cloned().collect();
        if roles.is_empty() {
            continue;
        }
        let roles = everyone(roles);
        let name = called_in_sql(&after.id);
        let text = format!("{} can now call {}, which uses {name} as its owner", subject(&roles), door.routine);
        found.push(Sentence {
            text,
            roles,
            relations: vec![name],
            hazards: vec![hazard(&after.id)],
            ids: vec![after.id.clone()],
            by: Some(door.routine.clone()),
        });
    }
    found
}

/// Tables that were there and can now be read through a new view, by roles that could not read so much of them before.
fn through(
    subject: &Subject<'_>,
    cluster: bool,
    view: &Relation,
    known: Option<&Known<'_>>,
    from: &Model,
    old: &Matrix,
    new: &Matrix,
) -> Vec<Sentence> {
    let mut found: BTreeMap<(Id, bool), Vec<Ident>> = BTreeMap::new();
    for row in &view.rows {
        let was = known.and_then(|known| known.relation.rows.iter().find(|was| was.role == row.role).zip(Some(known)));
        let before: BTreeMap<Id, u8> =
            was.map(|(was, known)| reads(known.subject, known.relation, was)).unwrap_or_default().into_iter().collect();
        let mut reads = reads(subject, view, row);
        reads.retain(|(id, rank)| before.get(id).is_none_or(|had| had < rank));
        let superuser = new.roles.iter().any(|role| role.name == row.role && role.superuser);
        for (id, rank) in reads.into_iter().filter(|(id, _)| !superuser && from.get(id).is_some()) {
            // A table that nothing else has changed is not in the old matrix; it reaches there what it reaches now.
            let direct = |matrix: &Matrix| rank_of(matrix, &id, &row.role);
            let had = direct(old).or_else(|| direct(new)).unwrap_or_else(|| {
                let alone = Matrix::only(subject, cluster, &[row.role.clone()].into(), |other| *other == id);
                rank_of(&alone, &id, &row.role).unwrap_or(0)
            });
            if had < rank {
                found.entry((id, rank == 2)).or_default().push(row.role.clone());
            }
        }
    }
    let new = if known.is_none() { "new " } else { "" };
    let each = found.into_iter().map(|((id, all), roles)| {
        let roles = everyone(roles);
        let name = called_in_sql(&id);
        let rows = if all { "all rows" } else { "rows" };
        let text =
            format!("{} can now read {rows} of {name} through the {new}{}", super::sentences::subject(&roles), view.id);
        let (hazards, by) = (vec![hazard(&id)], Some(view.id.clone()));
        Sentence { text, roles, relations: vec![name], hazards, ids: vec![id], by }
    });
    each.collect()
}

/// A view or materialized view as it was.
struct Known<'a> {
    subject: &'a Subject<'a>,
    relation: &'a Relation,
}

fn is_query(relation: &Relation) -> bool {
    relation.id.tag == Tag::View || relation.guard == Guard::Copy
}

/// The relations beneath a view that a role reads through it: 2 for all rows, 1 for some.
fn reads(subject: &Subject<'_>, view: &Relation, row: &Row) -> Vec<(Id, u8)> {
    let copied = || {
        let query = match subject.model.get(&view.id).map(|object| &object.body) {
            Some(Body::MaterializedView(copy)) => copy.query.as_str(),
            _ => "",
        };
        subject.relations(&view.id, query)
    };
    match &row.cell(Command::Select).alone {
        Reach::All(Freedom::View { over, .. }) => over.iter().map(|id| (id.clone(), 2)).collect(),
        Reach::All(_) if view.guard == Guard::Copy => copied().into_iter().map(|id| (id.clone(), 2)).collect(),
        Reach::Filtered(filter) => {
            let some = filter.using.iter().filter(|one| !one.closed).map(|one| (one.table.clone(), 1));
            some.chain(filter.whole().iter().map(|id| (id.clone(), 2))).collect()
        }
        _ => Vec::new(),
    }
}

fn rank_of(matrix: &Matrix, id: &Id, role: &Ident) -> Option<u8> {
    let row: &Row = matrix.relation(id)?.rows.iter().find(|row| row.role == *role)?;
    Some(row.cell(Command::Select).alone.rank())
}
