//! What the database says of its relations: columns, rows, and who may do what.

use std::collections::{BTreeMap, BTreeSet};

use pgtoml::isolation::report::Report;
use pgtoml::isolation::session;
use pgtoml::isolation::world::{Argument, Callable, Column, Relation, Row};
use pgtoml::isolation::{Claim, World};
use pgtoml::kind::{Body, Tag};
use pgtoml::lint::{Routine, Subject};
use pgtoml::model::{Id, Ident};
use pgtoml::sql::args::Mode;
use pgtoml::sql::tokens::tokens;

use super::outside;
use crate::connect::Connection;
use crate::prove::ProveError;

const COLUMNS: &str = "
    SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated <> '',
           EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND (i.indisunique OR i.indisexclusion)
                      AND (a.attnum = ANY (i.indkey) OR 0 = ANY (i.indkey))),
           EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND a.attnum = ANY (k.conkey))
             OR EXISTS (SELECT FROM pg_type t WHERE t.oid = a.atttypid AND t.typtype = 'd'),
           EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey))
      FROM pg_attribute a WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

/// Privileges of a role on each column, and on the whole.
const RIGHTS: &str = "
    SELECT a.attname::text, has_column_privilege($2, a.attrelid, a.attnum, 'SELECT'),
           has_column_privilege($2, a.attrelid, a.attnum, 'INSERT'), has_column_privilege($2, a.attrelid, a.attnum, 'UPDATE'),
           has_table_privilege($2, a.attrelid, 'DELETE'), has_table_privilege($2, a.attrelid, 'TRUNCATE')
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped
       AND has_schema_privilege($2, c.relnamespace, 'USAGE')";

const STATE: &str = "
    SELECT c.relforcerowsecurity, c.relhasrules AND c.relkind IN ('r', 'p')
           OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
           OR EXISTS (SELECT FROM pg_constraint k WHERE k.confrelid = c.oid AND k.contype = 'f' AND k.confdeltype IN ('c', 'n', 'd')),
           coalesce((SELECT array_agg(p.relid::oid) FROM pg_partition_tree(c.oid) p WHERE c.relkind = 'p' AND p.isleaf), '{}')
      FROM pg_class c WHERE c.oid = $1::text::regclass";

/// Unique keys of columns, without those that hold a uuid or a generated number.
const GUESSABLE: &str = "
    SELECT array_agg(a.attname::text ORDER BY a.attnum)
      FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE i.indrelid = $1::text::regclass AND i.indisunique AND i.indpred IS NULL AND NOT 0 = ANY (i.indkey)
     GROUP BY i.indexrelid
    HAVING bool_and(a.atttypid <> 'uuid'::regtype AND a.attidentity = '' AND a.attgenerated = ''
                    AND coalesce(pg_get_expr(d.adbin, d.adrelid) !~ '\\(', true))
     ORDER BY i.indexrelid";

/// Whose a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Whose {
    /// Number of the tenant; nobody's where absent.
    pub(super) tenant: Option<usize>,
    /// Of another person there than the one who asks.
    pub(super) colleague: bool,
}

/// Every table and view of the model, with its columns.
fn relations<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s Id> {
    [Tag::Table, Tag::View, Tag::MaterializedView]
        .into_iter()
        .flat_map(|tag| subject.model.of_kind(tag).map(|(id, _)| id))
}

/// The rows of all tables, whole, as texts.
pub(super) fn wholes(
    connection: &mut Connection,
    subject: &Subject<'_>,
) -> Result<BTreeMap<Id, BTreeSet<String>>, ProveError> {
    let mut found = BTreeMap::new();
    for (id, _) in subject.tables() {
        let rows = connection.query(&format!("SELECT (r.*)::text FROM {} r", id.qualified()), &[])?;
        found.insert(id.clone(), rows.iter().map(|row| row.get(0)).collect());
    }
    Ok(found)
}

/// Reads the rows with their columns.
pub(super) fn rows(
    connection: &mut Connection,
    subject: &Subject<'_>,
    world: &mut World,
    labels: &BTreeMap<Id, BTreeMap<String, Whose>>,
) -> Result<(), ProveError> {
    for id in relations(subject) {
        let name = id.qualified().to_string();
        let mut relation = Relation::default();
        let mut listed = listed(connection, id)?;
        for row in connection.query(COLUMNS, &[&name])? {
            let column: String = row.get(0);
            let column = Ident::from(column.as_str());
            if row.get(6) {
                relation.key.push(column.clone());
            }
            relation.columns.push(Column {
                listed: listed.remove(&column).unwrap_or_default(),
                name: column,
                data_type: row.get(1),
                not_null: row.get(2),
                generated: row.get(3),
                keyed: row.get(4),
                refers: None,
                checked: row.get(5),
            });
        }
        for (_, of, key) in subject.foreign_keys().filter(|(_, of, _)| of == id) {
            let Some(to) = subject.model.relation(&key.table) else { continue };
            for (own, there) in key.columns.iter().zip(&key.referenced) {
                if let Some(column) = relation.columns.iter_mut().find(|column| column.name == *own) {
                    // One key with the tenant in it says nothing new of the tenant.
                    column.refers.get_or_insert((to.clone(), there.clone()));
                }
            }
            let _ = of;
        }
        let state = connection.query_one(STATE, &[&name])?;
        (relation.forced, relation.acts) = (state.get(0), state.get(1));
        relation.guessable = connection
            .query(GUESSABLE, &[&name])?
            .iter()
            .map(|row| row.get::<_, Vec<String>>(0).iter().map(|column| Ident::from(column.as_str())).collect())
            .collect();
        let leaves: Vec<u32> = state.get(2);
        for leaf in leaves {
            let row = connection.query_one(
                "SELECT n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = $1",
                &[&leaf],
            )?;
            let (schema, name): (String, String) = (row.get(0), row.get(1));
            relation.leaves.insert(Id::of_schema(Tag::Table, schema.as_str(), name.as_str()));
        }
        if id.tag == Tag::Table {
            for (_, policy) in subject.policies(id) {
                for sql in policy.using.iter().chain(&policy.with_check) {
                    reach(subject, id, sql.as_str(), &mut relation.reads, &mut BTreeSet::new());
                }
            }
            for mut row in rows_of(connection, id, &relation, world.claims.tables.get(id))? {
                let whose = labels.get(id).and_then(|labels| labels.get(&row.whole)).copied().unwrap_or_default();
                (row.tenant, row.colleague) = (whose.tenant, whose.colleague);
                relation.rows.push(row);
            }
            // Who asks comes first.
            relation.rows.sort_by_key(|row| row.colleague);
        }
        world.relations.insert(id.clone(), relation);
    }
    Ok(())
}

/// The rows of a table as they are now, nobody's yet.
pub(super) fn rows_of(
    connection: &mut Connection,
    id: &Id,
    relation: &Relation,
    claim: Option<&Claim>,
) -> Result<Vec<Row>, ProveError> {
    let shared = claim.map(|claim| claim.shared.as_slice()).unwrap_or_default();
    let shared = if shared.is_empty() {
        "false".to_owned()
    } else {
        shared.iter().map(|text| format!("coalesce(({text}), false)")).collect::<Vec<_>>().join(" OR ")
    };
    let values: Vec<String> =
        relation.columns.iter().map(|column| format!("{0}.{1}::text", id.name, column.name)).collect();
    let values = if values.is_empty() { "ARRAY[]::text[]".to_owned() } else { format!("ARRAY[{}]", values.join(", ")) };
    let name = id.qualified();
    let sql = format!("SELECT ({0}.*)::text, {values}, {shared} FROM {name} AS {0} ORDER BY 1", id.name);
    let rows = connection.query(&sql, &[])?;
    Ok(rows
        .iter()
        .map(|row| Row { tenant: None, colleague: false, shared: row.get(2), values: row.get(1), whole: row.get(0) })
        .collect())
}

/// The values that columns have by an enumerated type or the constants of their checks.
pub(super) fn listed(connection: &mut Connection, id: &Id) -> Result<BTreeMap<Ident, Vec<String>>, ProveError> {
    let mut found = BTreeMap::new();
    for row in connection.query(LISTED, &[&id.qualified().to_string()])? {
        let (column, labels, check): (String, Vec<String>, String) = (row.get(0), row.get(1), row.get(2));
        let literals = tokens(&check).filter_map(|token| {
            let inner = token.text.strip_prefix('\'')?.strip_suffix('\'')?;
            Some(inner.replace("''", "'"))
        });
        let all: Vec<String> = labels.into_iter().chain(literals).collect();
        if !all.is_empty() {
            found.insert(Ident::from(column.as_str()), all);
        }
    }
    Ok(found)
}

/// Labels of the type of each column, and the checks that speak of it.
const LISTED: &str = "
    SELECT a.attname::text,
           coalesce((SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = a.atttypid), '{}'),
           coalesce((SELECT string_agg(pg_get_expr(k.conbin, k.conrelid), ' ') FROM pg_constraint k
                      WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]), '')
      FROM pg_attribute a WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

/// Reads who may do what, and what else leads to claimed tables.
pub(super) fn read(
    connection: &mut Connection,
    subject: &Subject<'_>,
    world: &mut World,
    report: &mut Report,
) -> Result<(), ProveError> {
    let claimed: BTreeSet<Id> = world.claims.tables.keys().cloned().collect();
    world.views = views(subject, &claimed);
    let roles: Vec<Ident> = world.actors.iter().map(|actor| actor.role.clone()).collect();
    for (id, relation) in &mut world.relations {
        let name = id.qualified().to_string();
        for role in &roles {
            for row in connection.query(RIGHTS, &[&name, &role.as_str()])? {
                let column: String = row.get(0);
                for (at, command) in ["select", "insert", "update", "delete", "truncate"].into_iter().enumerate() {
                    if row.get(at + 1) {
                        let all = relation.rights.entry((role.clone(), command)).or_default();
                        all.insert(Ident::from(column.as_str()));
                    }
                }
            }
        }
    }
    for routine in subject.routines().filter(|routine| !routine.is_trigger()) {
        let Some(callable) = callable(connection, subject, &routine, &claimed, &roles, report)? else { continue };
        world.functions.push(callable);
    }
    world.views.retain(|id, _| {
        let out = subject.model.get(id).is_some_and(|object| outside::reaches(query(&object.body), "sql"));
        if out {
            report.untried.insert(id.to_string(), outside::WHY.to_owned());
        }
        !out
    });
    // A role that can do nothing here attacks nothing.
    let used = |role: &Ident| {
        let any = world.relations.iter().any(|(id, relation)| {
            (claimed.contains(id) || world.views.contains_key(id)) && relation.rights.keys().any(|(of, _)| of == role)
        });
        any || world
            .functions
            .iter()
            .any(|function| function.roles.contains(role) && !role.as_str().starts_with("pgtoml_anybody"))
    };
    let keep: Vec<bool> = world.actors.iter().map(|actor| used(&actor.role)).collect();
    let mut keep = keep.into_iter();
    world.actors.retain(|_| keep.next().unwrap_or(false));
    Ok(())
}

/// A function that reaches claimed tables, and who may call it.
fn callable(
    connection: &mut Connection,
    subject: &Subject<'_>,
    routine: &Routine<'_>,
    claimed: &BTreeSet<Id>,
    roles: &[Ident],
    report: &mut Report,
) -> Result<Option<Callable>, ProveError> {
    let mut reaches = BTreeSet::new();
    let body = session::body(routine);
    if let Some(body) = body {
        reach(subject, routine.id, body, &mut reaches, &mut BTreeSet::new());
    }
    reaches.retain(|id| claimed.contains(id));
    // What a text that is put together at run time reaches is not known, and its owner may reach everything.
    let dynamic = body.is_some_and(|body| tokens(body).any(|token| token.is("execute")));
    if routine.definer && (dynamic || body.is_none()) {
        reaches.clone_from(claimed);
    }
    if reaches.is_empty() {
        return Ok(None);
    }
    let args = routine.args.0.iter().filter(|arg| matches!(arg.mode, Mode::In | Mode::InOut));
    let argument = |arg: &pgtoml::sql::args::Arg| Argument {
        name: arg.name.clone(),
        data_type: arg.data_type.clone(),
        has_default: arg.default.is_some(),
    };
    let mut callable = Callable {
        id: routine.id.clone(),
        args: args.map(argument).collect(),
        reaches,
        procedure: routine.id.tag == Tag::Procedure,
        roles: BTreeSet::new(),
    };
    let signature = format!("{}({})", routine.id.qualified(), routine.id.args);
    let names: Vec<&str> = roles.iter().map(Ident::as_str).collect();
    let rows = connection.query(CALLERS, &[&names, &signature]);
    match rows {
        Ok(rows) => callable.roles.extend(rows.iter().map(|row| Ident::from(row.get::<_, &str>(0)))),
        Err(error) if error.as_db_error().is_some() => {
            report.untried.insert(routine.id.to_string(), ProveError::from(error).message);
        }
        Err(error) => return Err(error.into()),
    }
    if callable.roles.is_empty() {
        return Ok(None);
    }
    if outside::reaches(body.unwrap_or_default(), routine.language.as_str()) {
        report.untried.insert(routine.id.to_string(), outside::WHY.to_owned());
        return Ok(None);
    }
    Ok(Some(callable))
}

/// Those among some roles who may call a function.
const CALLERS: &str = "
    SELECT r.name FROM unnest($1::text[]) r(name), pg_proc p
     WHERE p.oid = $2::text::regprocedure AND has_function_privilege(r.name, p.oid, 'EXECUTE')
       AND has_schema_privilege(r.name, p.pronamespace, 'USAGE')";

/// Views that read claimed tables, through others too, with these.
pub(super) fn views(subject: &Subject<'_>, claimed: &BTreeSet<Id>) -> BTreeMap<Id, BTreeSet<Id>> {
    let mut found = BTreeMap::new();
    for tag in [Tag::View, Tag::MaterializedView] {
        for (id, object) in subject.model.of_kind(tag) {
            let mut all = BTreeSet::new();
            reach(subject, id, query(&object.body), &mut all, &mut BTreeSet::new());
            all.retain(|table| claimed.contains(table));
            if !all.is_empty() {
                found.insert(id.clone(), all);
            }
        }
    }
    found
}

fn query(body: &Body) -> &str {
    match body {
        Body::View(view) => view.query.as_str(),
        Body::MaterializedView(view) => view.query.as_str(),
        _ => "",
    }
}

/// Tables that a text reads or writes: by name, and through views and functions. `seen`: those that were looked into.
fn reach(subject: &Subject<'_>, holder: &Id, text: &str, found: &mut BTreeSet<Id>, seen: &mut BTreeSet<Id>) {
    for id in subject.relations(holder, text) {
        if id.tag == Tag::Table {
            found.insert(id.clone());
        } else if let Some(object) = subject.model.get(id).filter(|_| seen.insert(id.clone())) {
            reach(subject, id, query(&object.body), found, seen);
        }
    }
    let called: BTreeSet<String> = pgtoml::sql::references::identifiers(text)
        .into_iter()
        .filter(|name| name.role == pgtoml::sql::references::Role::Call)
        .map(|name| name.last().to_owned())
        .collect();
    if called.is_empty() {
        return;
    }
    let routines: Vec<Routine<'_>> = subject.routines().filter(|one| called.contains(one.id.name.as_str())).collect();
    for routine in routines {
        if routine.id != holder
            && let Some(body) = session::body(&routine)
            && seen.insert(routine.id.clone())
        {
            reach(subject, routine.id, body, found, seen);
        }
    }
}
