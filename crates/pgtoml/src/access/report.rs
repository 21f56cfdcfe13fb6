//! The matrix with what stands out in it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::through::THROUGH;
use super::words::{free, who};
use super::world::World;
use super::{Command, Freedom, Guard, Matrix, Reach, Relation, Row};
use crate::kind::Tag;
use crate::lint::{Config, Level, Subject, lint, listed};
use crate::model::{Id, Ident};
use crate::read::Loaded;
use crate::read::project::matches;
use crate::report::plural;

/// What a person wants to see of it.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// These roles; all but superusers where none is named.
    pub roles: Vec<Ident>,
    /// Relations whose name, or `schema.name`, fits one of these patterns, in which `*` stands for any characters; all
    /// where there is none.
    pub tables: Vec<String>,
}

impl Wanted {
    fn role(&self, name: &Ident, superuser: bool) -> bool {
        if self.roles.is_empty() { !superuser } else { self.roles.contains(name) }
    }

    /// Whether a relation fits.
    pub fn relation(&self, id: &Id) -> bool {
        let name = id.name.as_str();
        let schema = id.schema.as_ref().map_or("", Ident::as_str);
        let fits = |pattern: &String| matches(pattern, name) || matches(pattern, &format!("{schema}.{name}"));
        self.tables.is_empty() || self.tables.iter().any(fits)
    }
}

/// Access as people and programs read it.
#[derive(Debug)]
pub struct Report {
    /// The matrix, without what is not wanted.
    pub matrix: Matrix,
    /// What is open without a filter, by who and why.
    pub exposed: Vec<Exposure>,
    /// What rules of `lint` say about ways past row-level security.
    pub findings: Vec<Finding>,
    /// What the reader must know about the whole.
    pub remarks: Vec<String>,
    grants_known: bool,
}

/// Relations in which some roles reach all rows, for one reason.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Exposure {
    /// Who; `public` for everyone.
    pub roles: Vec<Ident>,
    /// By which commands.
    pub commands: Vec<Command>,
    /// The relations.
    pub relations: Vec<String>,
    /// Why no row is filtered.
    pub why: String,
}

/// What a rule of `lint` has found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "AccessFinding"))]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// How loud it is.
    pub level: Level,
    /// What it says.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Rules about ways past row-level security. What they weigh besides privileges is known to them alone.
const RULES: &[&str] = &[
    "definer-reads-rls",
    "foreign-key-past-rls",
    "foreign-table-past-rls",
    "materialized-view-past-rls",
    "partition-past-rls",
    "policies-without-rls",
    "role-bypasses-rls",
    "tenant-column-without-rls",
    "truncate-past-rls",
    "unique-past-rls",
];

impl Report {
    /// Of a model; `cluster` as for [`Matrix::of`], `config` and `loaded` as for [`lint`].
    pub fn new(
        subject: &Subject<'_>,
        cluster: bool,
        wanted: &Wanted,
        config: &Config,
        loaded: Option<&Loaded>,
    ) -> Self {
        let world = World::new(subject, cluster, &BTreeSet::new());
        let mut matrix = Matrix::only(&world, &|id| wanted.relation(id));
        let shown: Vec<Ident> = matrix
            .roles
            .iter()
            .filter(|role| wanted.role(&role.name, role.superuser))
            .map(|role| role.name.clone())
            .collect();
        for relation in &mut matrix.relations {
            relation.rows.retain(|row| shown.contains(&row.role));
        }
        let found = lint(subject, config, loaded).findings.into_iter().filter(|finding| {
            let root = finding.object.parent_id().unwrap_or_else(|| finding.object.clone());
            RULES.contains(&finding.lint.id) && (wanted.tables.is_empty() || wanted.relation(&root))
        });
        let findings = found.map(|finding| Finding {
            rule: finding.lint.id,
            level: finding.level,
            message: finding.diagnostic.message,
            hint: finding.diagnostic.hint,
        });
        let exposed = exposed(&world, &matrix);
        let remarks = remarks(subject, cluster, &matrix);
        if !wanted.roles.is_empty() {
            matrix.roles.retain(|role| shown.contains(&role.name));
        }
        Self { exposed, findings: findings.collect(), remarks, matrix, grants_known: subject.grants_known() }
    }

    /// The rows of a relation that say something, in their order.
    pub(super) fn rows<'a>(&self, relation: &'a Relation) -> Vec<&'a Row> {
        let plain = |row: &&Row| {
            row.cells
                .iter()
                .any(|cell| !matches!(*cell.alone, Reach::Denied(super::Denial::Grant | super::Denial::Unknown)))
        };
        relation.rows.iter().filter(plain).collect()
    }

    /// `5 relations, 3 roles; 2 relations open without a filter`. Where no grants are known, it says no more than that.
    pub fn headline(&self) -> String {
        let relations = plural(self.matrix.relations.len(), "relation");
        let roles = plural(self.matrix.roles.len(), "role");
        let open: BTreeSet<&String> = self.exposed.iter().flat_map(|one| &one.relations).collect();
        let open = match open.len() {
            0 if !self.grants_known => return format!("{relations}, {roles}; no grants are known"),
            0 => "no relation found open without a filter".to_owned(),
            count => format!("{} open without a filter", plural(count, "relation")),
        };
        format!("{relations}, {roles}; {open}")
    }
}

impl Exposure {
    /// `app: select and insert in all rows of public.documents, because …`.
    pub(super) fn sentence(&self) -> String {
        let roles: Vec<String> = self.roles.iter().map(|name| who(name.as_str())).collect();
        let commands = listed(self.commands.iter().map(|command| command.name()));
        let shown: Vec<&String> = self.relations.iter().take(SHOWN).collect();
        let rest = self.relations.len().saturating_sub(SHOWN);
        let relations = match rest {
            0 => listed(shown),
            rest => format!("{} and {rest} more", shown.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        };
        let (roles, why) = (listed(roles), &self.why);
        format!("{roles}: {commands} on all rows of {relations}; {why}")
    }
}

/// How many names a sentence holds.
const SHOWN: usize = 6;

/// What is open to roles that are not superusers without a filter, one entry for each reason.
fn exposed(world: &World<'_>, matrix: &Matrix) -> Vec<Exposure> {
    // By relation and reason: who, by what.
    let mut single: BTreeMap<(Vec<Ident>, Vec<Command>, String), Vec<String>> = BTreeMap::new();
    for relation in &matrix.relations {
        let mut reasons: BTreeMap<(String, Vec<Command>), Vec<Ident>> = BTreeMap::new();
        for row in relation.rows.iter().filter(|row| !matrix.is_superuser(&row.role)) {
            let mut of_row: BTreeMap<String, Vec<Command>> = BTreeMap::new();
            for command in Command::ALL {
                match &*row.cell(command).alone {
                    // The lint says where TRUNCATE is granted past policies.
                    Reach::All(Freedom::Unasked) | Reach::Routed(_) | Reach::Denied(_) => {}
                    Reach::Filtered(filter) => {
                        if let Some(past) = filter.past() {
                            of_row.entry(free(past)).or_default().push(command);
                        }
                    }
                    // What a role owns is its own.
                    Reach::All(Freedom::Unguarded) if relation.owner.as_ref() == Some(&row.role) => {}
                    Reach::All(why) => of_row.entry(free(why)).or_default().push(command),
                }
            }
            for (why, commands) in past_parents(world, relation, row).into_iter().chain(of_row) {
                reasons.entry((why, commands)).or_default().push(row.role.clone());
            }
        }
        for ((why, commands), roles) in reasons {
            let everyone = roles.iter().any(|role| role.as_str() == super::roles::PUBLIC);
            let roles = if everyone { vec![super::roles::PUBLIC.into()] } else { roles };
            single.entry((roles, commands, why)).or_default().push(relation.id.qualified().to_string());
        }
    }
    let each =
        single.into_iter().map(|((roles, commands, why), relations)| Exposure { roles, commands, relations, why });
    each.collect()
}

/// Commands that reach all rows of a guarded table through one that it is a partition or an heir of, and not directly.
fn past_parents(world: &World<'_>, relation: &Relation, row: &Row) -> BTreeMap<String, Vec<Command>> {
    let mut found: BTreeMap<String, Vec<Command>> = BTreeMap::new();
    let guarded = matches!(relation.guard, Guard::Enabled | Guard::Forced);
    for parent in relation.parents.iter().filter(|_| guarded) {
        for command in THROUGH {
            if row.cell(command).alone.rank() < 2 && world.rank(parent, &row.role, command) == 2 {
                let why = format!("{parent} reaches them too, and asks for no policy of theirs");
                found.entry(why).or_default().push(command);
            }
        }
    }
    found
}

/// What a reader could take for more or less than it is.
fn remarks(subject: &Subject<'_>, cluster: bool, matrix: &Matrix) -> Vec<String> {
    let mut remarks = Vec::new();
    if !subject.grants_known() && !matrix.relations.is_empty() {
        remarks.push("nothing is granted on any table; where grants are kept elsewhere, read the database".to_owned());
    }
    let unowned = |relation: &&Relation| relation.guard == Guard::Enabled && relation.owner.is_none();
    let unowned: Vec<&Relation> = matrix.relations.iter().filter(unowned).collect();
    if let Some(first) = unowned.first() {
        let rest = unowned.len() - 1;
        remarks.push(match rest {
            0 => format!(
                "{} names no owner: whoever makes it owns it, and its policies do not hold for that role",
                first.id
            ),
            rest => format!(
                "{} and {} name no owner: whoever makes them owns them, and their policies do not hold for that role",
                first.id,
                plural(rest, "other table")
            ),
        });
    }
    // PostgreSQL 16: `pg_auth_members.inherit_option`.
    let members = subject.model.of_kind(Tag::Role).filter_map(|(id, _)| subject.role(&id.name));
    if cluster && subject.version.at_least(16) && members.into_iter().any(|role| !role.member_of.is_empty()) {
        let text = "a membership is taken to pass rights on as the INHERIT of the role says; since PostgreSQL 16 each can \
                    say otherwise (`GRANT … WITH INHERIT`), which is not read";
        remarks.push(text.to_owned());
    }
    remarks
}
