//! Which rows policies let pass.

use std::collections::BTreeSet;

use super::{Denial, Freedom, Reach};
use crate::kinds::policy::{Command as For, Policy};
use crate::lint::Subject;
use crate::lint::expression::{is_false, is_true};
use crate::model::{Id, Ident};
use crate::sql::Sql;

/// What rows must fulfil.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Rows that are there: all of these must hold for the command to see them.
    pub using: Vec<Condition>,
    /// Rows that the command leaves behind: all of these must hold, or it fails.
    pub check: Vec<Condition>,
    /// Beneath a view: what is read whole beside what the conditions are about.
    pub beside: Option<Box<Freedom>>,
}

/// The policies of one table for one command: one of `any` must hold, and each of `all`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The table.
    pub table: Id,
    /// Permissive policies; none if one of them is true for every row.
    pub any: Vec<Clause>,
    /// Restrictive policies.
    pub all: Vec<Clause>,
    /// Whether no row of the table passes. Beneath a view that reads others too, that closes this table alone.
    pub closed: bool,
}

impl Condition {
    /// Whether every row that passes here passes there: it asks for no more, and leaves no fewer ways.
    fn implies(&self, other: &Self) -> bool {
        let ways = other.any.is_empty() || (!self.any.is_empty() && within(&self.any, &other.any));
        // Where no row passes, each of them passes anywhere.
        self.table == other.table && (self.closed || (!other.closed && ways && within(&other.all, &self.all)))
    }

    /// Whether both choose the same rows of the same table, by whatever names their policies have.
    pub fn same(&self, other: &Self) -> bool {
        let same = |a: &[Clause], b: &[Clause]| within(a, b) && within(b, a);
        self.table == other.table
            && self.closed == other.closed
            && same(&self.any, &other.any)
            && same(&self.all, &other.all)
    }
}

/// Whether each of these expressions is among those.
fn within(these: &[Clause], those: &[Clause]) -> bool {
    these.iter().all(|one| those.iter().any(|two| one.sql == two.sql))
}

impl Filter {
    /// Whether both choose the same rows.
    pub fn same(&self, other: &Self) -> bool {
        let same = |a: &[Condition], b: &[Condition]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b));
        same(&self.using, &other.using) && same(&self.check, &other.check) && self.whole() == other.whole()
    }

    /// Whether every row that passes here passes there, as far as that can be told from the policies.
    pub fn implies(&self, other: &Self) -> bool {
        let within = |here: &[Condition], there: &[Condition]| there.iter().all(|b| here.iter().any(|a| a.implies(b)));
        let tables = |filter: &Self| filter.using.iter().map(|one| one.table.clone()).collect::<BTreeSet<Id>>();
        // What is read besides is more, whatever the conditions of the rest.
        tables(self) == tables(other)
            && self.whole().iter().all(|id| other.whole().contains(id))
            && within(&self.using, &other.using)
            && within(&self.check, &other.check)
    }

    /// Tables that are read whole beside.
    pub fn whole(&self) -> &[Id] {
        match self.beside.as_deref() {
            Some(Freedom::View { over, .. }) => over,
            _ => &[],
        }
    }

    /// How tables beside are read past their policies.
    pub(super) fn past(&self) -> Option<&Freedom> {
        let beside = self.beside.as_deref()?;
        matches!(beside, Freedom::View { past, .. } if !past.is_empty()).then_some(beside)
    }

    /// Policies that take part, each once.
    pub fn policies(&self) -> Vec<&Ident> {
        let clauses =
            self.using.iter().chain(&self.check).flat_map(|condition| condition.any.iter().chain(&condition.all));
        clauses.map(|clause| &clause.policy).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// One policy of a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Its name.
    pub policy: Ident,
    /// Its expression.
    pub sql: Sql,
}

/// What the policies for one command come to.
#[derive(Clone, Debug)]
enum Sum {
    /// Every row passes, because of these policies.
    Every(Vec<Ident>),
    Some(Condition),
    Nothing(Denial),
}

/// Which of a policy's two expressions counts.
#[derive(Clone, Copy)]
enum Of {
    /// `USING`, where there is one.
    Using,
    /// `WITH CHECK`, or `USING` in its place.
    Check,
}

/// A policy whose expressions have been looked at.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    name: &'a Ident,
    policy: &'a Policy,
    using: Truth,
    check: Truth,
}

/// What can be said of an expression without its rows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Truth {
    Always,
    Never,
    Depends,
}

impl Truth {
    fn of(sql: Option<&Sql>) -> Self {
        match sql {
            Some(sql) if is_true(sql) => Self::Always,
            Some(sql) if is_false(sql) => Self::Never,
            _ => Self::Depends,
        }
    }
}

/// All policies of a table.
pub(super) fn judged<'a>(subject: &Subject<'a>, table: &Id) -> Vec<Judged<'a>> {
    let each = subject.policies(table).map(|(id, policy)| Judged {
        name: &id.name,
        policy,
        using: Truth::of(policy.using.as_ref()),
        check: Truth::of(policy.with_check.as_ref()),
    });
    each.collect()
}

/// The policies of a table for whoever has the rights of some roles.
pub(super) struct Policies<'a> {
    table: &'a Id,
    all: &'a [Judged<'a>],
    /// Which of them hold.
    list: Vec<usize>,
}

/// A statement, as far as policies care.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Statement {
    pub(super) command: super::Command,
    /// It reads columns, in WHERE, RETURNING or ON CONFLICT.
    pub(super) reads: bool,
}

impl<'a> Policies<'a> {
    /// Those of a table that are for these roles.
    pub(super) fn new(table: &'a Id, all: &'a [Judged<'a>], held: &BTreeSet<Ident>) -> Self {
        let is_for =
            |one: &Judged<'_>| one.policy.to.is_empty() || one.policy.to.0.iter().any(|role| held.contains(role));
        let list = all.iter().enumerate().filter(|(_, one)| is_for(one)).map(|(at, _)| at).collect();
        Self { table, all, list }
    }

    /// Those that hold, by where they stand among all of the table. Roles with the same ones reach the same rows.
    pub(super) fn which(&self) -> &[usize] {
        &self.list
    }

    /// What a statement reaches. `rowsecurity.c`, `get_row_security_policies`; CREATE POLICY, "Policies Applied by
    /// Command Type".
    pub(super) fn reach(&self, statement: Statement) -> Reach {
        use super::Command::{Delete, Insert, Select, Truncate, Update};
        let readable = || self.sum(For::Select, Of::Using);
        let (mut using, mut check) = match statement.command {
            Select => return self.close(vec![readable()], Vec::new()),
            Truncate => return Reach::All(Freedom::Unasked),
            Insert => (Vec::new(), vec![self.sum(For::Insert, Of::Check)]),
            Update => (vec![self.sum(For::Update, Of::Using)], vec![self.sum(For::Update, Of::Check)]),
            Delete => (vec![self.sum(For::Delete, Of::Using)], Vec::new()),
        };
        if statement.reads {
            if statement.command != Insert {
                using.push(readable());
            }
            if statement.command != Delete {
                check.push(readable());
            }
        }
        self.close(using, check)
    }

    fn close(&self, using: Vec<Sum>, check: Vec<Sum>) -> Reach {
        let mut names = Vec::new();
        let mut conditions = |sums: Vec<Sum>| {
            let mut found: Vec<Condition> = Vec::new();
            for sum in sums {
                match sum {
                    Sum::Every(policies) => names.extend(policies),
                    Sum::Some(condition) if found.iter().any(|known| known.implies(&condition)) => {}
                    Sum::Some(condition) => found.push(condition),
                    Sum::Nothing(why) => return Err(why),
                }
            }
            Ok(found)
        };
        match (conditions(using), conditions(check)) {
            (Err(why), _) | (_, Err(why)) => Reach::Denied(why),
            (Ok(using), Ok(check)) if using.is_empty() && check.is_empty() => {
                Reach::All(Freedom::Policies(super::distinct(names)))
            }
            (Ok(using), Ok(check)) => Reach::Filtered(Filter { using, check, beside: None }),
        }
    }

    /// The permissive policies for a command joined by OR, and the restrictive ones by AND.
    fn sum(&self, command: For, of: Of) -> Sum {
        let clauses = |restrictive: bool| -> Vec<(Clause, Truth)> {
            let for_it = self
                .list
                .iter()
                .filter_map(|at| self.all.get(*at))
                .filter(|one| one.policy.restrictive == restrictive && crate::lint::is_for(one.policy, command));
            let with = for_it.filter_map(|one| {
                let (sql, truth) = match (of, &one.policy.with_check) {
                    (Of::Check, Some(check)) => (check, one.check),
                    _ => (one.policy.using.as_ref()?, one.using),
                };
                Some((Clause { policy: one.name.clone(), sql: sql.clone() }, truth))
            });
            with.collect()
        };
        let named = |list: &[(Clause, Truth)], wanted: Option<Truth>| -> Vec<Ident> {
            let chosen = list.iter().filter(|(_, truth)| wanted.is_none_or(|wanted| *truth == wanted));
            chosen.map(|(clause, _)| clause.policy.clone()).collect()
        };
        let rest = |list: Vec<(Clause, Truth)>| -> Vec<Clause> {
            list.into_iter().filter(|(_, truth)| *truth == Truth::Depends).map(|(clause, _)| clause).collect()
        };
        let (any, all) = (clauses(false), clauses(true));
        if any.is_empty() {
            let why = if all.is_empty() { Denial::NoPolicy } else { Denial::OnlyRestrictive(named(&all, None)) };
            return Sum::Nothing(why);
        }
        let never = named(&all, Some(Truth::Never));
        if !never.is_empty() {
            return Sum::Nothing(Denial::False(never));
        }
        if any.iter().all(|(_, truth)| *truth == Truth::Never) {
            return Sum::Nothing(Denial::False(named(&any, None)));
        }
        let always = named(&any, Some(Truth::Always));
        let any = if always.is_empty() { rest(any) } else { Vec::new() };
        let all = rest(all);
        if any.is_empty() && all.is_empty() {
            return Sum::Every(always);
        }
        Sum::Some(Condition { table: self.table.clone(), any, all, closed: false })
    }
}
