//! All attacks: one file for each family.

mod change;
pub mod directed;
mod functions;
mod insert;
mod merge;
mod owner;
mod parts;
mod read;
mod remove;
mod views;

pub use functions::unfilled;

use std::collections::BTreeSet;

use super::attack::{Attack, Context, Expect, Stance, Way};
use super::world::{Actor, Relation, Row, World};
use crate::model::{Id, Ident};
use crate::sql::quote::quote_literal;

/// Everything that is tried, in the order in which a session can: what needs a new one comes first.
pub fn attacks(world: &World) -> Vec<Attack> {
    let mut found = Vec::new();
    for table in world.claims.tables.keys() {
        let Some(relation) = world.relations.get(table) else { continue };
        for actor in &world.actors {
            let on = Target { world, table, relation, actor };
            read::make(&on, &mut found);
            insert::make(&on, &mut found);
            change::make(&on, &mut found);
            remove::make(&on, &mut found);
            merge::make(&on, &mut found);
        }
        owner::make(world, table, relation, &mut found);
    }
    views::make(world, &mut found);
    functions::make(world, &mut found);
    found.sort_by_key(|attack| attack.context.stance != Stance::Unset);
    found
}

/// A table that an actor attacks.
#[derive(Clone, Copy)]
struct Target<'w> {
    world: &'w World,
    table: &'w Id,
    relation: &'w Relation,
    actor: &'w Actor,
}

/// The tenant that asks, and the one that is attacked.
const ASKS: usize = 0;
const OTHER: usize = 1;

impl<'w> Target<'w> {
    fn role(&self) -> &'w Ident {
        &self.actor.role
    }

    /// Whether the policies keep the role from other rows in a command that it may give.
    fn confined(&self, command: &'static str) -> bool {
        self.relation.allows(self.role(), command) && self.world.claims.confines(self.table, self.role(), command)
    }

    fn name(&self) -> String {
        self.table.qualified().to_string()
    }

    /// An attack as a tenant, of which nothing is said yet.
    fn attack(&self, name: &'static str, tenant: usize, stance: Stance, statement: String) -> Attack {
        attack(self.world, self.table, self.actor, name, tenant, stance, statement)
    }

    /// The rows of the other tenant.
    fn theirs(&self) -> Vec<&'w Row> {
        self.relation.of(OTHER).collect()
    }

    /// The rows of the tenant that asks.
    fn own(&self) -> Vec<&'w Row> {
        self.relation.of(ASKS).collect()
    }

    /// The columns by which the role can name a row.
    fn naming(&self) -> Option<Vec<&'w Ident>> {
        naming(self.relation, self.role())
    }

    /// Columns whose values say whose a row is.
    fn owning(&self) -> Vec<&'w Ident> {
        owning(self.world, self.table, self.relation)
    }

    /// `column = value` for a row, where no value is null.
    fn matches(&self, row: &Row, columns: &[&Ident]) -> Option<String> {
        let all = columns.iter().map(|column| {
            let value = self.relation.value(row, column)?;
            Some(format!("r.{column}::text = {}", quote_literal(value)))
        });
        let all = all.collect::<Option<Vec<String>>>()?;
        (!all.is_empty()).then(|| all.join(" AND "))
    }

    /// The rows that have the owning values of the other tenant.
    fn of_others(&self, row: &Row) -> Option<String> {
        let condition = self.matches(row, &self.owning())?;
        Some(format!("SELECT (r.*)::text FROM {} r WHERE {condition}", self.name()))
    }
}

fn attack(
    world: &World,
    table: &Id,
    actor: &Actor,
    name: &'static str,
    tenant: usize,
    stance: Stance,
    statement: String,
) -> Attack {
    Attack {
        name,
        table: table.clone(),
        through: table.clone(),
        role: actor.role.clone(),
        actor: actor.acting.get(tenant).unwrap_or(&actor.role).clone(),
        tenant,
        context: context(world, tenant, stance),
        expect: Expect::Nothing,
        setup: if stance == Stance::Reset { reset(world) } else { String::new() },
        statement,
        way: Way::Plain,
        hidden: BTreeSet::new(),
        witness: String::new(),
        without: String::new(),
    }
}

/// The session of a tenant.
fn context(world: &World, tenant: usize, stance: Stance) -> Context {
    let own = || world.settings(tenant);
    let all = |value: &str| world.names().into_iter().map(|name| (name, value.to_owned())).collect();
    let other = || world.settings(1 - tenant.min(1));
    let (settings, before) = match stance {
        Stance::Unset => Default::default(),
        Stance::Empty => (all(""), Default::default()),
        Stance::Malformed => (all("{no value"), Default::default()),
        Stance::Own => (own(), Default::default()),
        Stance::LeftOver => (own(), other()),
        Stance::Reset => Default::default(),
    };
    Context { stance, settings, before }
}

/// The same the other way round: the other tenant changes the rows of the first.
fn back(on: &Target<'_>, name: &'static str, statement: String, found: &mut Vec<Attack>) {
    let own = on.own();
    if !own.is_empty() {
        let mut attack = on.attack(name, OTHER, Stance::Own, statement);
        attack.witness = gone(on.table, &own);
        found.push(attack);
    }
}

/// The contexts in which writing is tried.
fn stances(world: &World) -> &'static [Stance] {
    let all = &[Stance::Own, Stance::Unset, Stance::Empty, Stance::Malformed, Stance::LeftOver, Stance::Reset];
    // Without settings the role says who asks, and there is nothing to forget.
    if has_settings(world) { all } else { &all[..1] }
}

/// What a pool does between two clients, after another tenant used the connection.
fn reset(world: &World) -> String {
    let set = world.settings(OTHER).into_iter().map(|(name, value)| {
        format!("SELECT set_config({}, {}, false); ", quote_literal(&name), quote_literal(&value))
    });
    format!("{}RESET ALL; {}", set.collect::<String>(), super::emit::written(true))
}

/// What distinguishes the settings of both tenants from none.
fn has_settings(world: &World) -> bool {
    !world.names().is_empty()
}

/// The key, if the role may read it, else every column that it may.
fn naming<'w>(relation: &'w Relation, role: &Ident) -> Option<Vec<&'w Ident>> {
    let may = |column: &&Ident| relation.allows_column(role, "select", column);
    if !relation.key.is_empty() && relation.key.iter().all(|column| may(&column)) {
        return Some(relation.key.iter().collect());
    }
    let all: Vec<&Ident> = relation.columns.iter().map(|column| &column.name).filter(may).collect();
    (!all.is_empty()).then_some(all)
}

/// Columns whose values say whose a row is: those that policies compare, else those that refer to what is whose.
fn owning<'w>(world: &'w World, table: &Id, relation: &'w Relation) -> Vec<&'w Ident> {
    let Some(claim) = world.claims.tables.get(table) else { return Vec::new() };
    let all = relation.columns.iter().filter(|column| !column.generated);
    let own: Vec<&Ident> =
        all.clone().map(|column| &column.name).filter(|name| claim.separators.contains(*name)).collect();
    if !own.is_empty() {
        return own;
    }
    let refers = |column: &&super::world::Column| {
        column.refers.as_ref().is_some_and(|(to, _)| to != table && world.claims.private(to))
    };
    all.filter(refers).map(|column| &column.name).collect()
}

/// A row as one text, by some columns. A function takes no more than a hundred arguments.
fn text_of(alias: &str, columns: &[&Ident]) -> String {
    let dot = if alias.is_empty() { String::new() } else { format!("{alias}.") };
    let parts = columns.iter().take(90).map(|column| format!("coalesce({dot}{column}::text, 'null')"));
    format!("concat_ws(' | ', {})", parts.collect::<Vec<_>>().join(", "))
}

/// The same text of a row that is known.
fn text(relation: &Relation, row: &Row, columns: &[&Ident]) -> String {
    let parts = columns.iter().take(90).map(|column| relation.value(row, column).unwrap_or("null"));
    parts.collect::<Vec<_>>().join(" | ")
}

fn list(rows: &[&Row]) -> String {
    rows.iter().map(|row| quote_literal(&row.whole)).collect::<Vec<_>>().join(", ")
}

/// Statements that take rows away, past keys, triggers and policies.
fn delete(table: &Id, rows: &[&Row]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    format!("DELETE FROM {} r WHERE (r.*)::text IN ({});", table.qualified(), list(rows))
}

/// The same as a whole setup.
fn cleared(statements: &str) -> String {
    if statements.is_empty() {
        return String::new();
    }
    format!("SET LOCAL session_replication_role = replica; {statements} SET LOCAL session_replication_role = origin;")
}

/// A query that yields those of some rows that are no longer as they were.
fn gone(table: &Id, rows: &[&Row]) -> String {
    let values = rows.iter().map(|row| format!("({})", quote_literal(&row.whole)));
    format!(
        "SELECT v.x FROM (VALUES {}) v(x) WHERE NOT EXISTS (SELECT FROM {} r WHERE (r.*)::text = v.x)",
        values.collect::<Vec<_>>().join(", "),
        table.qualified()
    )
}

/// Whether others must not read a row.
fn private(world: &World, table: &Id, row: &Row) -> bool {
    world.claims.private(table) && !row.shared && row.tenant.is_some()
}

/// What takes away all rows that a tenant must not read, of some tables.
fn without(world: &World, tables: &BTreeSet<Id>, tenant: usize) -> String {
    let mut all = String::new();
    for table in tables {
        let Some(relation) = world.relations.get(table) else { continue };
        let rows: Vec<&Row> =
            relation.rows.iter().filter(|row| row.tenant != Some(tenant) && private(world, table, row)).collect();
        all.push_str(&delete(table, &rows));
    }
    cleared(&all)
}

/// A literal, or NULL.
fn value(value: Option<&str>) -> String {
    value.map_or_else(|| "NULL".to_owned(), quote_literal)
}

/// A query that yields those of some rows that are there.
fn here(table: &Id, rows: &[&Row]) -> String {
    format!("SELECT (r.*)::text FROM {} r WHERE (r.*)::text IN ({})", table.qualified(), list(rows))
}

/// What own statements set off: triggers, rules and keys that act reach other rows.
fn side_effects(on: &Target<'_>, found: &mut Vec<Attack>) {
    if !on.relation.acts {
        return;
    }
    let witness = on.world.claims.tables.keys().filter_map(|table| {
        let relation = on.world.relations.get(table)?;
        let theirs: Vec<&Row> = relation.of(OTHER).collect();
        (!theirs.is_empty()).then(|| gone(table, &theirs))
    });
    let witness = witness.collect::<Vec<_>>().join(" UNION ALL ");
    let (Some(row), false) = (on.own().first().copied(), witness.is_empty()) else { return };
    let mut add = |name, setup, statement| {
        let mut attack = on.attack(name, ASKS, Stance::Own, statement);
        attack.setup = setup;
        attack.witness.clone_from(&witness);
        found.push(attack);
    };
    if let Some(statement) = parts::insertion(on, row, &[]) {
        add("side effect of an own insert", cleared(&delete(on.table, &[row])), statement);
    }
    let Some(condition) = on.naming().and_then(|columns| on.matches(row, &columns)) else { return };
    if let Some(to) = parts::change(on, &[row]) {
        let statement = format!("UPDATE {} r SET {} = {} WHERE {condition}", on.name(), to.column, to.literal);
        add("side effect of an own update", String::new(), statement);
    }
    if on.relation.allows(on.role(), "delete") {
        add("side effect of an own delete", String::new(), format!("DELETE FROM {} r WHERE {condition}", on.name()));
    }
}
