//! Two states to a plan: what the file leaves open is taken from what is there, and what only a server can say is asked.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Changes;
use crate::data;
use crate::data::Rows;
use crate::data::compare::{Answer, Query};
use crate::diff::diff;
use crate::external;
use crate::inherit;
use crate::kind::{Body, Tag, Version};
use crate::kinds::extension;
use crate::kinds::schema::Schema;
use crate::model::{Id, Ident, Model, Object};
use crate::partitions;
use crate::plan::{self, Input, Lacking, Plan, Rights};
use crate::read::{Loaded, Scope};
use crate::rename::{self, Likely};
use crate::render::{Printed, Renderer, Statement};
use crate::report::Report;
use crate::settle;

/// One side of a comparison.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Its objects.
    pub model: Model,
    /// What it speaks about; absent for all of a database.
    pub scope: Option<Scope>,
    /// What a database says besides its objects.
    pub facts: Facts,
    /// What depends on what, where the file says so.
    pub depends_on: Vec<(Id, Id)>,
    /// Version of the server, where it is one.
    pub version: Option<Version>,
    /// Role that applies.
    pub user: Option<Ident>,
    /// Tables that an extension makes and drops as time goes by. What does not name them does not speak about them.
    pub run_time: BTreeSet<Id>,
    /// Rows that belong to it.
    pub rows: Vec<Rows>,
    /// What its server takes for now, in seconds since 1970-01-01 00:00 UTC.
    pub now: Option<i64>,
    /// Extensions that its server has at hand; absent where nobody asked.
    pub available: Option<BTreeSet<Ident>>,
}

impl State {
    /// What a file declares.
    pub fn declared(loaded: &Loaded) -> Self {
        Self {
            model: loaded.model.clone(),
            scope: Some(loaded.scope.clone()),
            depends_on: loaded.depends_on.clone(),
            version: loaded.project.postgres.map(Version::of_major),
            rows: loaded.data.clone(),
            ..Self::default()
        }
    }

    /// Takes out what is made as time goes by and `named` does not name: by an extension, or by the rule of a table that
    /// `named` has.
    pub fn leave_out_run_time(&mut self, named: &Model) -> Model {
        self.run_time.extend(partitions::run_time(&self.model, named));
        let left = |id: &Id| {
            let whole = id.parent_id().unwrap_or_else(|| id.clone());
            self.run_time.contains(&whole) && named.get(&whole).is_none()
        };
        let mut others = Model::default();
        others.objects.extend(self.model.objects.extract_if(.., |id, _| left(id)));
        others
    }

    /// A new database, in which this state is to be made: it has the schema `public`, if that is wanted.
    pub fn nothing(&self) -> Model {
        let mut empty = Model::default();
        let public = Schema::public();
        if let Some(object) = self.model.get(&public) {
            empty.objects.insert(public, Object { meta: Schema::public_meta(), ..object.clone() });
        }
        empty
    }

    /// The plan that makes it in an empty database, rows included where nothing is refused, and its statements.
    ///
    /// # Errors
    /// A template failed.
    pub fn from_nothing(&self) -> Result<(Plan, Vec<Statement>), minijinja::Error> {
        self.made(|plan, empty, version| Renderer::shared().plan(plan, empty, &self.model, version))
    }

    /// The same, where much of it may have been printed before.
    ///
    /// # Errors
    /// A template failed.
    pub fn from_nothing_again(&self, printed: &mut Printed) -> Result<(Plan, Vec<Statement>), minijinja::Error> {
        self.made(|plan, empty, version| Renderer::shared().plan_again(plan, empty, &self.model, version, printed))
    }

    fn made(
        &self,
        print: impl FnOnce(&Plan, &Model, Version) -> Result<Vec<Statement>, minijinja::Error>,
    ) -> Result<(Plan, Vec<Statement>), minijinja::Error> {
        let empty = self.nothing();
        let version = self.version.unwrap_or(Version::NEWEST);
        let mut plan = plan::plan(self.input(&empty, version));
        if plan.refused.is_empty() {
            data::plan::from_nothing(&mut plan, &self.rows, &empty, &self.model);
        }
        let statements = if plan.refused.is_empty() { print(&plan, &empty, version)? } else { Vec::new() };
        Ok((plan, statements))
    }

    /// What a plan that makes this state of another starts from.
    pub fn input<'a>(&'a self, from: &'a Model, version: Version) -> Input<'a> {
        Input {
            depends_on: &self.depends_on,
            scope: self.scope.as_ref(),
            applier: self.user.as_ref(),
            ..Input::new(from, &self.model, version)
        }
    }
}

/// What a plan must know of a database, and a comparison need not.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Pairs of an object and what it needs; `pg_depend`.
    pub edges: Vec<(Id, Id)>,
    /// Relations that hold rows, or may.
    pub rows: BTreeSet<Id>,
    /// What the role that asks may do.
    pub rights: Option<Rights>,
}

/// A plan with all that is known about it.
#[derive(Debug)]
pub struct Outcome {
    /// The plan.
    pub plan: Plan,
    /// Its statements.
    pub statements: Vec<Statement>,
    /// The plan as people and programs read it.
    pub report: Report,
    /// What may have been renamed, and is dropped and made anew because the file does not say so.
    pub likely: Vec<Likely>,
    /// What the role that applies may not do of it.
    pub lacking: Vec<Lacking>,
    /// Objects whose texts only a server could compare, as [`Report::undetermined`] has them.
    pub undetermined: Vec<Id>,
}

/// Whoever says whether two texts mean the same: makes texts of the wanted model that mean the same as those that are
/// there the same.
pub trait Settle {
    /// Why it could not.
    type Error;

    /// Settles. `false`: there is nobody to ask, and what differs in text stays undetermined.
    ///
    /// # Errors
    /// The question could not be answered; nothing may be concluded.
    fn settle(&mut self, from: &Model, to: &mut Model, version: Version) -> Result<bool, Self::Error>;

    /// What the database says besides its objects, asked only when there is something to do. `None`: the state has it.
    ///
    /// # Errors
    /// The database did not answer.
    fn facts(&mut self) -> Result<Option<Facts>, Self::Error> {
        Ok(None)
    }

    /// The answers of the database that is compared to questions about its rows, in their order. `None`: there is nobody
    /// to ask.
    ///
    /// # Errors
    /// The database did not answer; nothing may be concluded.
    fn rows(&mut self, _: &[Query]) -> Result<Option<Vec<Answer>>, Self::Error> {
        Ok(None)
    }
}

/// What can go wrong.
#[derive(Debug)]
pub enum Error<E> {
    /// The question of meaning could not be answered.
    Settle(E),
    /// A template failed.
    Template(minijinja::Error),
}

/// Plans the way from one state to another.
///
/// # Errors
/// A text could not be settled, or a template failed.
pub fn compare<S: Settle>(mut from: State, mut to: State, settler: &mut S) -> Result<Outcome, Error<S::Error>> {
    if let Some(now) = from.now {
        partitions::begin(&from.model, &mut to.model, now);
    }
    partitions::belong(&from.model, &mut to.model);
    let mut others = from.leave_out_run_time(&to.model);
    to.leave_out_run_time(&from.model);
    let (wanted, known) = (to.rows, from.rows);
    let now = if wanted.is_empty() { Model::default() } else { from.model.clone() };
    let (mut old, mut new) = (from.model, to.model);
    let version = from.version.or(to.version).unwrap_or(Version::NEWEST);
    let too_old = too_old(from.user.as_ref().and(from.version), to.scope.as_ref().and(to.version));
    let absent = from.available.as_ref().map(|at_hand| extension::leave_out_absent(&mut new, &old, at_hand));
    let external = external::declared([from.scope.as_ref(), to.scope.as_ref()]);
    // Only a database with its role is asked for what is not ours; a file has what it declares.
    let missing = from.user.as_ref().map(|_| external::missing(&external, &old)).unwrap_or_default();
    let cluster = from.user.is_some() || to.user.is_some();
    let roles: BTreeMap<Id, Object> = old.of_kind(Tag::Role).map(|(id, object)| (id.clone(), object.clone())).collect();
    let mut renames = rename::follow(&mut old, &new, to.scope.as_ref(), version);
    others.objects.extend(to.scope.iter().flat_map(|scope| scope.project(&mut old).objects));
    for (id, plain) in Tag::ALL.iter().filter_map(|tag| Object::plain(*tag)) {
        // What the wanted state does not say is as in a new database.
        if old.get(&id).is_some() {
            new.objects.entry(id).or_insert(plain);
        }
    }
    if let Some(scope) = &to.scope {
        scope.fit(&old, &mut new);
    }
    // A database has more than a file speaks about; another file means what it says, a new schema for one.
    if let Some(scope) = from.scope.as_ref().filter(|_| to.scope.is_none()) {
        scope.project(&mut new);
    }
    let refused = plan::version::down_level(&old, &mut new, version);
    if !refused.is_empty() {
        // No server of that version could be asked about it.
        let plan = Plan { refused, ..Plan::default() };
        let report = Report::new(&plan, &[], Vec::new()).hints(too_old.into_iter().collect());
        return Ok(Outcome {
            plan,
            statements: Vec::new(),
            report,
            likely: Vec::new(),
            lacking: Vec::new(),
            undetermined: Vec::new(),
        });
    }
    renames.also(inherit::align_indexes(&mut old, &mut new, to.scope.is_none()));
    let mut depends_on = to.depends_on;
    let mut declared = BTreeMap::new();
    if inherit::has_overrides(&old, &new) {
        // Whether an ancestor changes, and hands that down, must be known before.
        agree(&old, &mut new);
        ask(settler, &mut old, &mut new, [&external, &external], version, &mut declared)?;
    }
    let aligned = inherit::align(&mut old, &mut new, version);
    depends_on.extend(aligned.after);
    // A role belongs to the cluster, and other databases may need it: one that is not wanted any more is not dropped.
    new.objects.retain(|id, object| object.body.named() || old.get(id).is_none());
    old.objects.retain(|id, _| id.tag != Tag::Role || new.get(id).is_some());
    for (id, object) in old.objects.iter_mut().chain(&mut new.objects) {
        plan::meta::plain(id, &mut object.meta, version);
    }
    agree(&old, &mut new);
    let mut open = BTreeSet::new();
    let mut there = external.clone();
    there.objects.extend(aligned.left_out.objects);
    if !ask(settler, &mut old, &mut new, [&there, &external], version, &mut declared)? {
        open = settle::undetermined(&old, &new);
    }
    let asked = if diff(&old, &new).is_empty() { None } else { settler.facts().map_err(Error::Settle)? };
    let facts = renames.apply(asked.unwrap_or(from.facts));
    let input = Input {
        from: &old,
        to: &new,
        others: &others,
        edges: &facts.edges,
        rows: from.user.is_some().then_some(&facts.rows),
        depends_on: &depends_on,
        renames: renames.all(),
        version,
        scope: to.scope.as_ref(),
        applier: from.user.as_ref(),
    };
    let mut plan = plan::plan(input);
    plan.refused.splice(0..0, missing);
    plan.refused.extend(partitions::refused(&old, &new, input.rows));
    let access = Changes::between(&old, &new, version, &roles, cluster);
    access.mark(&mut plan);
    // What is made anew is made in the words of the file: PostgreSQL's own words, read again, can become others.
    for step in plan.steps.iter().filter(|step| step.makes || step.action == "create") {
        for id in step.takes_in.iter().chain([&step.id]) {
            if let (Some(body), Some(object)) = (declared.get(id), new.objects.get_mut(id)) {
                object.body.clone_from(body);
            }
        }
    }
    // What rows need besides is theirs: the role that keeps a schema keeps its reference rows.
    let lacking: Vec<Lacking> = facts.rights.iter().flat_map(|rights| rights.lacking(&plan, &old, &new)).collect();
    let undetermined: Vec<Id> = open.into_iter().collect();
    let mut open: Vec<String> =
        undetermined.iter().map(|id| format!("{id}: only a server can say whether the texts mean the same")).collect();
    if !wanted.is_empty() && plan.refused.is_empty() {
        let live = from.user.is_some();
        let input =
            data::plan::Input { rows: &wanted, known: &known, now: &now, old: &old, new: &new, plan: &plan, live };
        let asked = input.questions();
        let answers = match asked.queries.is_empty() {
            true => Some(Vec::new()),
            false => settler.rows(&asked.queries).map_err(Error::Settle)?,
        };
        let done = input.steps(asked, answers);
        plan.refused.extend(done.refused);
        open.extend(done.undetermined);
        data::plan::append(&mut plan, done.steps, &old, &new);
    }
    let statements = match plan.steps.is_empty() {
        true => Vec::new(),
        false => Renderer::shared().plan(&plan, &old, &new, version).map_err(Error::Template)?,
    };
    let likely = if plan.is_empty() { Vec::new() } else { rename::likely(&old, &new) };
    let mut hints: Vec<String> = absent.unwrap_or_default();
    hints.extend(likely.iter().map(ToString::to_string));
    hints.extend(too_old);
    hints.extend(lacking.iter().map(|lack| lack.text.clone()));
    let report = Report::new(&plan, &statements, open).access(access.sentences).hints(hints);
    Ok(Outcome { plan, statements, report, likely, lacking, undetermined })
}

/// That the server is older than what the file is for, where it is.
fn too_old(server: Option<Version>, declared: Option<Version>) -> Option<String> {
    let (server, declared) = (server?.major(), declared?.major());
    (declared > server).then(|| {
        format!("the file is for PostgreSQL {declared} and newer (`postgres` in [project]), and the server is PostgreSQL {server}")
    })
}

/// Takes over texts that certainly mean the same, and the order of what is there.
fn agree(old: &Model, new: &mut Model) {
    for (id, object) in &mut new.objects {
        let Some(there) = old.get(id) else { continue };
        if there.body != object.body {
            object.body.agree(&there.body);
        }
        keep_order(&there.body, &mut object.body);
    }
}

/// What is there keeps its place, and what is new comes last: a star in a query stands for the parts in this order.
fn keep_order(there: &Body, wanted: &mut Body) {
    if there.order() == wanted.order() {
        return;
    }
    let (before, after) = (there.order(), wanted.order());
    let kept = before.iter().filter(|name| after.contains(name));
    let order = kept.chain(after.iter().filter(|name| !before.contains(name))).cloned().collect();
    wanted.arrange(order);
}

/// Asks what only a server can say. `lent` is what it must know of each side besides; `declared` keeps the words of the
/// file, because a server answers in its own. `false`: there is nobody to ask.
fn ask<S: Settle>(
    settler: &mut S,
    old: &mut Model,
    new: &mut Model,
    lent: [&Model; 2],
    version: Version,
    declared: &mut BTreeMap<Id, Body>,
) -> Result<bool, Error<S::Error>> {
    let open = settle::undetermined(old, new);
    if open.is_empty() {
        return Ok(true);
    }
    for id in open {
        if let Some(object) = new.get(&id) {
            declared.entry(id).or_insert_with(|| object.body.clone());
        }
    }
    let (of_old, of_new) = (external::lend(lent[0], old), external::lend(lent[1], new));
    let asked = settler.settle(old, new, version).map_err(Error::Settle)?;
    external::take_back(of_old, old);
    external::take_back(of_new, new);
    Ok(asked)
}

/// Nobody to ask: a browser without a server, or `--scratch none`.
#[derive(Debug)]
pub struct Nobody;

impl Settle for Nobody {
    type Error = std::convert::Infallible;

    fn settle(&mut self, _: &Model, _: &mut Model, _: Version) -> Result<bool, Self::Error> {
        Ok(false)
    }
}
