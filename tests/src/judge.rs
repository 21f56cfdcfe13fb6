//! The outside judge: what `pg_dump` and the catalogs say of a database, never what pgtoml reads.
//!
//! Order proves nothing, so statements are sorted, and so are the items inside the parentheses of CREATE TABLE.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Command;

use crate::servers::{client, connect};

mod statements;

pub use statements::{canonical, split};

/// A database as text, ready to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dump {
    /// Sorted statements of `pg_dump --schema-only`, and a line for each fact that it leaves out.
    pub statements: Vec<String>,
}

/// Dumps a database. Panics if that fails: then nothing is known.
pub fn dump(url: &str) -> Dump {
    Dump::new(schema(url), strings(url, UNSEEN))
}

impl Dump {
    /// Of the statements of pg_dump and the rows of [`UNSEEN`].
    pub fn new(mut statements: Vec<String>, unseen: Vec<String>) -> Dump {
        statements.extend(unseen);
        statements.sort();
        Dump { statements }
    }
}

/// What pg_dump says, statement by statement.
pub fn schema(url: &str) -> Vec<String> {
    let Some(program) = client("pg_dump") else { panic!("no pg_dump") };
    let mut command = Command::new(program);
    // With a random key every dump would differ.
    command.args(["--schema-only", "--restrict-key=judge", "--dbname", url]);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        command.env_remove(name);
    }
    let output = command.output().unwrap_or_else(|error| panic!("pg_dump: {error}"));
    assert!(output.status.success(), "pg_dump {url}: {}", String::from_utf8_lossy(&output.stderr));
    canonical(&String::from_utf8_lossy(&output.stdout))
}

/// What two databases differ in, as a person reads it: `-` only in `a`, `+` only in `b`.
pub fn compare(a: &Dump, b: &Dump) -> Result<(), String> {
    let (mut only_a, mut only_b) = (a.statements.clone(), Vec::new());
    for statement in &b.statements {
        match only_a.iter().position(|other| other == statement) {
            Some(at) => drop(only_a.remove(at)),
            None => only_b.push(statement.clone()),
        }
    }
    if only_a.is_empty() && only_b.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    for left in only_a {
        // The same object, changed: show its lines side by side.
        match only_b.iter().position(|right| head(right) == head(&left)) {
            Some(at) => lines(&mut text, &left, &only_b.remove(at)),
            None => lines(&mut text, &left, ""),
        }
    }
    for right in only_b {
        lines(&mut text, "", &right);
    }
    Err(text)
}

/// The first words of a statement, which name what it makes.
fn head(statement: &str) -> String {
    let line = statement.lines().next().unwrap_or_default();
    line.split_whitespace().take_while(|word| !word.starts_with('(')).take(6).collect::<Vec<_>>().join(" ")
}

/// A plain difference by lines: those in both, then those of one side.
fn lines(text: &mut String, a: &str, b: &str) {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.lines().collect(), b.lines().collect());
    // The longest common subsequence, from the end; statements have few lines.
    let mut longest = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] = match a[i] == b[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let (sign, line) = if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
            (' ', a[i - 1])
        } else if j == b.len() || (i < a.len() && longest[i + 1][j] >= longest[i][j + 1]) {
            i += 1;
            ('-', a[i - 1])
        } else {
            j += 1;
            ('+', b[j - 1])
        };
        let _ = writeln!(text, "{sign} {line}");
    }
}

/// What pg_dump does not say: which indexes a failed CONCURRENTLY left invalid, and the versions of extensions.
pub const UNSEEN: &str = "select format('-- invalid index %s', i.indexrelid::regclass)
       from pg_index i join pg_class c on c.oid = i.indexrelid
      where not (i.indisvalid and i.indisready and i.indislive) and c.relkind = 'i'
     union all
     select format('-- extension %I version %s in %I', e.extname, e.extversion, n.nspname)
       from pg_extension e join pg_namespace n on n.oid = e.extnamespace
     union all
     -- Not part of the dump of one database.
     select format('-- database of %s limit %s for %s: %s', pg_get_userbyid(d.datdba), d.datconnlimit,
                   (select array_agg(x::text order by x::text) from unnest(coalesce(d.datacl, acldefault('d', d.datdba))) x),
                   shobj_description(d.oid, 'pg_database'))
       from pg_database d where d.datname = current_database()
     union all
     select format('-- setting for %s: %s', coalesce(r.rolname, 'all'), (select array_agg(x order by x) from unnest(s.setconfig) x))
       from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase left join pg_roles r on r.oid = s.setrole
      where d.datname = current_database()";

/// Attributes, settings and memberships of roles, which belong to the cluster and so are in no dump of a database.
/// A role that does not exist has no line.
pub fn roles(url: &str, names: &[&str]) -> Vec<String> {
    let mut client = connect(url);
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let inherits = client
        .query_one("select current_setting('server_version_num')::int >= 160000", &[])
        .is_ok_and(|row| row.get(0));
    // Since 16 a membership carries its own options, and one may stand several times, by grantor.
    let options = match inherits {
        true => "m.admin_option, m.inherit_option, m.set_option",
        false => "m.admin_option, r.rolinherit, true",
    };
    let sql = format!(
        "select format('role %I: %s connections %s until %s config %s', rolname,
                       concat_ws(' ', case when rolsuper then 'superuser' end, case when rolinherit then 'inherit' end,
                                 case when rolcreaterole then 'createrole' end, case when rolcreatedb then 'createdb' end,
                                 case when rolcanlogin then 'login' end,
                                 case when rolreplication then 'replication' end,
                                 case when rolbypassrls then 'bypassrls' end),
                       rolconnlimit, coalesce(nullif(rolvaliduntil, 'infinity')::text, 'ever'), coalesce((select array_agg(x order by x)::text from unnest(rolconfig) x), '{{}}'))
           from pg_roles where rolname = any ($1)
         union
         select format('role %I in %I: admin %s inherit %s set %s', r.rolname, g.rolname, {options})
           from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
          where r.rolname = any ($1) or g.rolname = any ($1)
         union
         select format('comment on role %I: %s', rolname, shobj_description(oid, 'pg_authid'))
           from pg_roles where rolname = any ($1) and shobj_description(oid, 'pg_authid') is not null
          order by 1"
    );
    let rows = client.query(&sql, &[&names]).unwrap_or_else(|error| panic!("roles: {error}"));
    rows.iter().map(|row| row.get(0)).collect()
}

/// The number of rows of every table and materialized view that holds rows of its own.
pub fn rows(url: &str) -> BTreeMap<String, i64> {
    let tables = strings(
        url,
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            and (c.relkind = 'r' or c.relispopulated)
            and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                                                      and d.deptype = 'e')",
    );
    let mut client = connect(url);
    let mut count = |table: &str| {
        let row = client.query_one(&format!("select count(*) from only {table}"), &[]);
        row.unwrap_or_else(|error| panic!("{table}: {error}")).get(0)
    };
    tables.iter().map(|table| (table.clone(), count(table))).collect()
}

/// The oid of every relation, type and routine, and the attnum of every column: what a change that rebuilds instead
/// of altering can't keep. Keys are `table public.a`, `column public.a.b` and so on.
pub fn identities(url: &str) -> BTreeMap<String, i64> {
    let mut client = connect(url);
    let found = client.query(
        "with mine as (select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
         select format('%s %I.%I', case c.relkind when 'r' then 'table' when 'p' then 'table' when 'S' then 'sequence'
                       when 'v' then 'view' when 'm' then 'materialized view' when 'c' then 'composite'
                       when 'f' then 'table' else 'index' end, n.nspname, c.relname), c.oid::int8
           from pg_class c join mine n on n.oid = c.relnamespace
         union all
         select format('column %I.%I.%I', n.nspname, c.relname, a.attname), a.attnum::int8
           from pg_attribute a join pg_class c on c.oid = a.attrelid join mine n on n.oid = c.relnamespace
          where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c')
         union all
         select format('type %I.%I', n.nspname, t.typname), t.oid::int8
           from pg_type t join mine n on n.oid = t.typnamespace where t.typtype in ('e', 'd', 'r', 'b')
            and t.typelem = 0
         union all
         select format('routine %s', p.oid::regprocedure), p.oid::int8
           from pg_proc p join mine n on n.oid = p.pronamespace",
        &[],
    );
    let found = found.unwrap_or_else(|error| panic!("identities: {error}"));
    found.iter().map(|row| (row.get(0), row.get(1))).collect()
}

fn strings(url: &str, sql: &str) -> Vec<String> {
    let mut client = connect(url);
    // Every name in full, whatever the database sets.
    let found = client
        .batch_execute("set search_path = pg_catalog")
        .and_then(|()| client.query(sql, &[]))
        .unwrap_or_else(|error| panic!("{url}: {error}"));
    found.iter().map(|row| row.get(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Dump, compare, identities, roles, rows};
    use crate::servers::{Server, unique};

    fn dump(statements: &[&str]) -> Dump {
        Dump { statements: statements.iter().map(|text| (*text).to_owned()).collect() }
    }

    #[test]
    fn equal_whatever_the_order() {
        assert_eq!(compare(&dump(&["a", "b", "b"]), &dump(&["b", "a", "b"])), Ok(()));
    }

    #[test]
    fn a_statement_that_is_there_twice_is_not_the_same_as_once() {
        assert_eq!(compare(&dump(&["a", "a"]), &dump(&["a"])), Err("- a\n".to_owned()));
    }

    #[test]
    fn a_changed_object_shows_its_changed_lines() {
        let a = dump(&["CREATE TABLE public.t (\n    a integer,\n    b text\n)"]);
        let b = dump(&["CREATE TABLE public.t (\n    a bigint,\n    b text\n)", "CREATE VIEW public.v AS\n SELECT 1"]);
        assert_eq!(
            compare(&a, &b),
            Err("  CREATE TABLE public.t (\n-     a integer,\n+     a bigint,\n      b text\n  )\n\
                 + CREATE VIEW public.v AS\n+  SELECT 1\n"
                .to_owned())
        );
    }

    #[test]
    fn judges_live_databases() {
        for server in Server::proven() {
            let (a, b) = (server.database("judge a"), server.database("judge b"));
            a.execute("create table t (x int primary key, y text); create view v as select x from t; insert into t values (1)");
            b.execute("create view v as select 1; drop view v; create table t (y text, x int primary key)");
            b.execute("create view v as select x from t");
            assert_eq!(compare(&super::dump(&a.url), &super::dump(&b.url)), Ok(()));
            assert_eq!((rows(&a.url)["public.t"], rows(&b.url)["public.t"]), (1, 0));
            assert_eq!(identities(&b.url)["column public.t.x"], 2);

            // A failed CONCURRENTLY leaves an index that pg_dump takes for a good one.
            a.execute("insert into t values (2, 'x'), (3, 'x')");
            let failed = a.connect().batch_execute("create unique index concurrently twice on t (y)");
            assert!(failed.is_err());
            let seen = compare(&super::dump(&a.url), &super::dump(&b.url)).expect_err("an index more");
            assert!(seen.contains("- -- invalid index public.twice"), "{seen}");

            let role = unique("judge");
            server.execute(&format!("create role {role} createdb connection limit 3"));
            let facts = roles(&server.url, &[&role]);
            assert_eq!(facts.len(), 1, "{facts:?}");
            assert!(facts[0].contains("inherit createdb connections 3"), "{facts:?}");
            server.drop_role(&role, &[&a, &b]);
        }
    }
}
