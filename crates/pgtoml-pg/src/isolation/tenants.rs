//! Two tenants with rows of their own, and who acts for them.

use std::collections::{BTreeMap, BTreeSet};

use pgtoml::expand::tenancy::Declared;
use pgtoml::isolation::emit::written;
use pgtoml::isolation::report::Report;
use pgtoml::isolation::world::Actor;
use pgtoml::isolation::{Session, Slot, Tenant, World, claims, session};
use pgtoml::kind::{Body, Tag};
use pgtoml::lint::Subject;
use pgtoml::model::{Id, Ident, QName};

use super::facts::Whose;
use super::ground::Ground;
use super::memberships::{another, memberships};
use super::{facts, refused};
use crate::connect::Connection;
use crate::prove::ProveError;
use crate::rows::{Fixed, Preferred, Wish, fill};

/// Roles that only a proof has.
const ACTING: [&str; 2] = ["pgtoml_tenant_a", "pgtoml_tenant_b"];
const OWNER: &str = "pgtoml_owner";
const PUBLIC: &str = "pgtoml_anybody";

/// Finds out what is claimed, and makes the tenants.
pub(super) fn world(
    connection: &mut Connection,
    ground: &mut Ground,
    subject: &Subject<'_>,
    tenancies: &[Declared],
    report: &mut Report,
) -> Result<World, ProveError> {
    let session = session::session(subject, tenancies);
    if session.identities.is_empty() {
        return Err(refused(
            "nothing in the schema tells tenants apart: no policy compares a column with a setting or the current role",
            "declare a `[tenancy.NAME]`, or write policies that ask the session who is there",
        ));
    }
    let suffix = ground.suffix();
    let own = |name: &str| Ident::from(format!("{name}{suffix}").as_str());
    let mut roles = candidates(subject);
    let by_role = session.identities.iter().any(|one| one.slots.contains(&Slot::CurrentUser));
    let known = claims(subject, &session, tenancies, &roles);
    for id in reached(subject, &known.tables.keys().cloned().collect()) {
        if subject.model.get(&id).is_some_and(|object| object.meta.grants.contains_key("public")) {
            roles.insert(own(PUBLIC));
        }
    }
    // Privileges of those whom policies do not concern show nothing.
    let held = |table: &Id| {
        let grantees = subject.grantees(table, None);
        grantees.iter().any(|role| role.as_str() == "public")
            || roles.iter().any(|role| subject.memberships(role).iter().any(|held| grantees.contains(held)))
    };
    let granted = known.tables.keys().any(held);
    let mut made = BTreeSet::new();
    if roles.is_empty() {
        roles.insert(own("pgtoml_app"));
    }
    for role in &roles {
        if ground.role(connection, role)? && role.as_str().ends_with(&suffix) && role.as_str().starts_with("pgtoml_") {
            made.insert(role.clone());
        }
    }
    let mut grants = Vec::new();
    if !granted {
        let list: Vec<String> = roles.iter().map(|role| role.to_string()).collect();
        for table in known.tables.keys() {
            let schema = table.schema.clone().unwrap_or_else(|| "public".into());
            let list = list.join(", ");
            grants.push(format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {list}", table.qualified()));
            grants.push(format!("GRANT USAGE ON SCHEMA {schema} TO {list}"));
        }
        report.notes.push(format!(
            "no role has a privilege on a table of tenants, so {} got SELECT, INSERT, UPDATE and DELETE for the proof",
            list.join(", ")
        ));
    }
    let claims = claims(subject, &session, tenancies, &roles);
    let mut world =
        World { session, claims, major: connection.info().major(), suffix: suffix.clone(), ..World::default() };
    let acting = |role: &Ident| {
        if by_role { ACTING.iter().map(|name| own(name)).collect() } else { vec![role.clone(), role.clone()] }
    };
    world.actors = roles.iter().map(|role| Actor { role: role.clone(), acting: acting(role) }).collect();
    if by_role {
        for name in ACTING {
            ground.role(connection, &own(name))?;
            made.insert(own(name));
        }
    }
    let forced =
        subject.tables().any(|(id, table)| table.force_row_level_security && world.claims.tables.contains_key(id));
    if forced {
        let owner = own(OWNER);
        ground.role(connection, &owner)?;
        made.insert(owner.clone());
        let schemas: BTreeSet<&Ident> = world.claims.tables.keys().filter_map(|id| id.schema.as_ref()).collect();
        for schema in schemas {
            grants.push(format!("GRANT USAGE, CREATE ON SCHEMA {schema} TO {owner}"));
        }
        world.owner = Some(owner);
    }
    connection.batch_execute(&grants.join(";\n"))?;
    (world.made, world.grants) = (made, grants);
    values(connection, &mut world)?;
    populate(connection, subject, &mut world, report)?;
    left_out(subject, &world, report);
    Ok(world)
}

/// Relations among them, and views over them.
fn reached(subject: &Subject<'_>, tables: &BTreeSet<Id>) -> BTreeSet<Id> {
    let mut found = tables.clone();
    found.extend(facts::views(subject, tables).into_keys());
    found
}

/// Roles that a policy names or that were granted something on a relation, and that policies hold for.
fn candidates(subject: &Subject<'_>) -> BTreeSet<Ident> {
    let mut found = BTreeSet::new();
    for (_, _, policy) in subject.all_policies() {
        found.extend(policy.to.0.iter().cloned());
    }
    for tag in [Tag::Table, Tag::View, Tag::MaterializedView, Tag::Function, Tag::Procedure] {
        for (id, _) in subject.model.of_kind(tag) {
            found.extend(subject.grantees(id, None));
        }
    }
    found.retain(|role| !past(subject, role) && role.as_str() != "public" && !role.as_str().starts_with("pg_"));
    found
}

/// Whether policies do not concern a role. That is nothing that its members have.
fn past(subject: &Subject<'_>, role: &Ident) -> bool {
    role.as_str() == "postgres" || subject.role(role).is_some_and(|role| role.superuser || role.bypassrls)
}

/// Names those who reach all rows and therefore try nothing.
fn left_out(subject: &Subject<'_>, world: &World, report: &mut Report) {
    let granted = |role: &Ident| world.claims.tables.keys().any(|table| subject.grantees(table, None).contains(role));
    for (id, object) in subject.model.of_kind(Tag::Role) {
        let Body::Role(role) = &object.body else { continue };
        let named = subject.all_policies().any(|(_, _, policy)| policy.to.0.contains(&id.name));
        let word = if role.superuser { "a superuser" } else { "one with BYPASSRLS" };
        if (role.superuser || role.bypassrls) && (named || granted(&id.name)) {
            report.notes.push(format!("role {} is {word}: policies do not concern it, and it was not tried", id.name));
        }
    }
    let mut owners: BTreeMap<&Ident, Vec<String>> = BTreeMap::new();
    for (id, _) in subject.tables().filter(|(id, table)| {
        world.claims.tables.contains_key(id) && table.row_level_security && !table.force_row_level_security
    }) {
        let owner = subject.owner(id).filter(|owner| !past(subject, owner));
        // One that acts for tenants is tried as every other.
        let tried = |owner: &&Ident| world.actors.iter().any(|actor| actor.role == **owner);
        if let Some(owner) = owner.filter(|owner| !tried(owner)) {
            owners.entry(owner).or_default().push(id.qualified().to_string());
        }
    }
    for (owner, tables) in owners {
        let tables = tables.join(", ");
        report.notes.push(format!("role {owner} owns {tables} without FORCE: policies do not concern it there"));
    }
}

/// What each tenant is called in the session, by the type of the columns that hold it.
fn values(connection: &mut Connection, world: &mut World) -> Result<(), ProveError> {
    let mut tenants = vec![Tenant { name: "A", values: Vec::new() }, Tenant { name: "B", values: Vec::new() }];
    for (number, identity) in world.session.identities.iter().enumerate() {
        let mut types: BTreeMap<String, char> = BTreeMap::new();
        for (table, column) in &identity.columns {
            let row = connection.query_opt(
                "WITH RECURSIVE t AS (
                    SELECT t.oid, t.typname, t.typbasetype, t.typcategory FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                     WHERE a.attrelid = $1::text::regclass AND a.attname = $2
                    UNION ALL SELECT b.oid, b.typname, b.typbasetype, b.typcategory FROM t JOIN pg_type b ON b.oid = t.typbasetype)
                 SELECT typname::text, typcategory::text FROM t WHERE typbasetype = 0",
                &[&table.qualified().to_string(), &column.as_str()],
            )?;
            if let Some(row) = row {
                let category: String = row.get(1);
                types.insert(row.get(0), category.chars().next().unwrap_or('S'));
            }
        }
        let by_role = identity.slots.contains(&Slot::CurrentUser);
        for (at, tenant) in tenants.iter_mut().enumerate() {
            let value = if by_role {
                format!("{}{}", ACTING[at], world.suffix)
            } else if types.contains_key("uuid") {
                format!("{}0000000-0000-4000-8000-{number:012}", ["a", "b"][at])
            } else if types.values().any(|category| *category == 'N') {
                format!("{}", 1001 + 10 * number + at)
            } else {
                format!("tenant-{}{}", ["a", "b"][at], if number == 0 { String::new() } else { number.to_string() })
            };
            tenant.values.push(value);
        }
    }
    world.tenants = tenants;
    Ok(())
}

/// Gives each tenant its rows, and nobody those that are shared.
fn populate(
    connection: &mut Connection,
    subject: &Subject<'_>,
    world: &mut World,
    report: &mut Report,
) -> Result<(), ProveError> {
    let bound = bound(connection, subject, &world.session)?;
    let apart: BTreeSet<QName> = world.claims.tables.keys().map(Id::qualified).collect();
    let mut known: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
    let mut labels: BTreeMap<Id, BTreeMap<String, Whose>> = BTreeMap::new();
    let shared: BTreeSet<QName> = world
        .claims
        .tables
        .iter()
        .filter(|(_, claim)| claim.shared.iter().any(|text| text.to_lowercase().contains("is null")))
        .map(|(id, _)| id.qualified())
        .collect();
    let mut missing: BTreeMap<QName, String> = BTreeMap::new();
    // Reference rows are nobody's, and all that their tables hold.
    let mut stocked = BTreeSet::new();
    for (id, texts) in facts::wholes(connection, subject)? {
        if !texts.is_empty() {
            stocked.insert(id.qualified());
        }
        labels.entry(id.clone()).or_default().extend(texts.iter().map(|text| (text.clone(), Whose::default())));
        known.insert(id, texts);
    }
    let open: BTreeSet<QName> = subject.tables().map(|(id, _)| id.qualified()).collect();
    let open: BTreeSet<QName> =
        open.into_iter().filter(|name| !stocked.contains(name) || apart.contains(name)).collect();
    let memberships = memberships(connection, subject, &bound, world)?;
    let passes =
        [(Some(0), false, 0), (Some(0), true, 200), (Some(1), false, 100), (Some(1), true, 300), (None, false, 400)];
    let mut before = None;
    for (tenant, colleague, first) in passes {
        if colleague && memberships.is_empty() {
            continue;
        }
        let mut wish = Wish {
            first,
            apart: Some(apart.clone()),
            only: Some(open.clone()),
            acting: tenant.is_some(),
            ..Wish::default()
        };
        // Defaults and triggers ask who is there.
        for (name, value) in tenant.map(|tenant| world.settings(tenant)).unwrap_or_default() {
            connection.query_one("SELECT set_config($1, $2, false)", &[&name, &value])?;
        }
        wish.preferred = hints(world, &bound);
        match tenant {
            Some(number) => {
                let values = &world.tenants[number].values;
                wish.fixed = bound
                    .iter()
                    .map(|(table, column, identity)| Fixed {
                        table: table.clone(),
                        column: column.clone(),
                        value: match values.get(*identity) {
                            Some(value) if colleague && memberships.contains_key(identity) => Some(another(value)),
                            value => value.cloned(),
                        },
                    })
                    .collect();
                if colleague {
                    wish.rows = 1;
                    wish.only =
                        Some(memberships.values().flatten().filter(|name| open.contains(name)).cloned().collect());
                    // Another person belongs to the same tenant.
                    wish.before = before.take();
                }
            }
            None if shared.is_empty() => continue,
            None => {
                wish.rows = 1;
                wish.only = Some(shared.clone());
                for (id, claim) in world.claims.tables.iter().filter(|(id, _)| shared.contains(&id.qualified())) {
                    wish.fixed.extend(claim.separators.iter().map(|column| Fixed {
                        table: id.qualified(),
                        column: column.clone(),
                        value: None,
                    }));
                }
            }
        }
        let filled = fill(connection, subject.model, &wish)?;
        connection.batch_execute(&written(false))?;
        before = Some(filled.before);
        if tenant.is_some() && !colleague {
            missing.extend(filled.empty.into_iter().filter(|(name, _)| apart.contains(name)));
        }
        for (id, texts) in facts::wholes(connection, subject)? {
            let before = known.entry(id.clone()).or_default();
            let labels = labels.entry(id).or_default();
            for text in texts {
                if before.insert(text.clone()) {
                    labels.insert(text, Whose { tenant, colleague });
                }
            }
        }
    }
    for (name, why) in missing {
        report.untried.insert(name.to_string(), format!("it took no row: {why}"));
    }
    let views = subject.model.of_kind(Tag::MaterializedView).map(|(id, _)| id.qualified());
    for view in views {
        // One that cannot be filled shows nothing.
        let _ = connection.batch_execute(&format!("REFRESH MATERIALIZED VIEW {view}"));
    }
    facts::rows(connection, subject, world, &labels)?;
    Ok(())
}

/// Columns that hold what the session has, with those that foreign keys lead to, and those of partitions.
fn bound(
    connection: &mut Connection,
    subject: &Subject<'_>,
    session: &Session,
) -> Result<BTreeSet<(QName, Ident, usize)>, ProveError> {
    let mut found: BTreeSet<(QName, Ident, usize)> = BTreeSet::new();
    for (number, identity) in session.identities.iter().enumerate() {
        found.extend(identity.columns.iter().map(|(table, column)| (table.qualified(), column.clone(), number)));
    }
    let rows = connection.query(
        "SELECT pn.nspname::text, p.relname::text, cn.nspname::text, c.relname::text
           FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
           JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
          WHERE p.relkind IN ('r', 'p')",
        &[],
    )?;
    let name =
        |schema: String, name: String| QName { schema: Some(schema.as_str().into()), name: name.as_str().into() };
    let heirs: Vec<(QName, QName)> =
        rows.iter().map(|row| (name(row.get(0), row.get(1)), name(row.get(2), row.get(3)))).collect();
    loop {
        let before = found.len();
        let mut more = BTreeSet::new();
        for (table, column, number) in &found {
            for (_, of, key) in subject.foreign_keys() {
                if of.qualified() == *table
                    && let Some(at) = key.columns.iter().position(|own| own == column)
                    && let Some(there) = key.referenced.get(at)
                {
                    more.insert((key.table.clone(), there.clone(), *number));
                }
            }
            let below = heirs.iter().filter(|(parent, _)| parent == table);
            more.extend(below.map(|(_, child)| (child.clone(), column.clone(), *number)));
        }
        found.extend(more);
        if found.len() == before {
            return Ok(found);
        }
    }
}

/// Values with which policies let rows be seen.
fn hints(world: &World, bound: &BTreeSet<(QName, Ident, usize)>) -> Vec<Preferred> {
    let free = |table: &Id, column: &Ident| {
        !bound.iter().any(|(of, name, _)| *of == table.qualified() && name == column)
            && !world.claims.tables.get(table).is_some_and(|claim| claim.separators.contains(column))
    };
    let all = world.session.hints.iter().filter(|((table, column), _)| free(table, column));
    all.map(|((table, column), values)| Preferred {
        table: table.qualified(),
        column: column.clone(),
        values: values.clone(),
    })
    .collect()
}
