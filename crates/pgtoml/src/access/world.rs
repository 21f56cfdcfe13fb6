//! A model with its roles, and what has been found out about them: each question is answered once.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::filter::{Judged, Policies, Statement, judged};
use super::privileges::Asker;
use super::roles::Roles;
use super::view::Viewed;
use super::{Command, Reach, relation};
use crate::lint::Subject;
use crate::model::{Id, Ident};

/// A relation, which of its policies hold, and the statement.
type ByPolicies = (Id, Vec<usize>, Statement);

/// A view, who asks, and the statement.
type ByAsker = (Id, Ident, Statement);

/// Objects and roles of one state.
pub(super) struct World<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) roles: Roles<'a>,
    askers: RefCell<BTreeMap<Ident, Rc<Asker>>>,
    /// Policies by table: each is looked at once for all roles.
    policies: RefCell<BTreeMap<Id, Rc<[Judged<'a>]>>>,
    filtered: RefCell<BTreeMap<ByPolicies, Rc<Reach>>>,
    views: RefCell<BTreeMap<Id, Option<Rc<Viewed<'a>>>>>,
    viewed: RefCell<BTreeMap<ByAsker, Rc<Reach>>>,
}

impl<'a> World<'a> {
    /// Of a model, with other roles that are asked about; `cluster` as for [`super::Matrix::of`].
    pub(super) fn new(subject: &'a Subject<'a>, cluster: bool, others: &BTreeSet<Ident>) -> Self {
        Self {
            subject,
            roles: Roles::new(subject, cluster, others),
            askers: RefCell::default(),
            policies: RefCell::default(),
            filtered: RefCell::default(),
            views: RefCell::default(),
            viewed: RefCell::default(),
        }
    }

    /// A role with all whose rights it has.
    pub(super) fn asker(&self, name: &Ident) -> Rc<Asker> {
        let mut known = self.askers.borrow_mut();
        known.entry(name.clone()).or_insert_with(|| Rc::new(Asker::new(&self.roles, name))).clone()
    }

    /// All roles of the matrix, in the order of their names.
    pub(super) fn askers(&self) -> Vec<Rc<Asker>> {
        self.roles.names().map(|name| self.asker(name)).collect()
    }

    /// What a statement reaches by the policies of a table that hold for these roles.
    pub(super) fn filtered(&self, table: &Id, held: &BTreeSet<Ident>, statement: Statement) -> Rc<Reach> {
        let all = {
            let mut known = self.policies.borrow_mut();
            known.entry(table.clone()).or_insert_with(|| judged(self.subject, table).into()).clone()
        };
        let policies = Policies::new(table, &all, held);
        let key = (table.clone(), policies.which().to_vec(), statement);
        self.filtered.borrow_mut().entry(key).or_insert_with(|| Rc::new(policies.reach(statement))).clone()
    }

    /// A view with what is beneath it; `None` for what is no view.
    pub(super) fn view(&self, id: &Id) -> Option<Rc<Viewed<'a>>> {
        if let Some(known) = self.views.borrow().get(id) {
            return known.clone();
        }
        let found = Viewed::of(self.subject, id).map(Rc::new);
        self.views.borrow_mut().insert(id.clone(), found.clone());
        found
    }

    /// What is known of a view already.
    pub(super) fn viewed(&self, id: &Id, asker: &Asker, statement: Statement) -> Option<Rc<Reach>> {
        self.viewed.borrow().get(&(id.clone(), asker.name.clone(), statement)).cloned()
    }

    /// Keeps what is known of a view.
    pub(super) fn keep(&self, id: &Id, asker: &Asker, statement: Statement, reach: Rc<Reach>) {
        self.viewed.borrow_mut().insert((id.clone(), asker.name.clone(), statement), reach);
    }

    /// 2 where a role reaches all rows of a relation by a command, 1 for some, 0 for none.
    pub(super) fn rank(&self, id: &Id, role: &Ident, command: Command) -> u8 {
        let asker = self.asker(role);
        if asker.enters(self.subject, id).is_err() {
            return 0;
        }
        relation::cell(self, &asker, id, command).alone.rank()
    }
}
