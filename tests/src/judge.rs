//! The outside judge: what `pg_dump` and the catalogs say of a database, never what pgtoml reads.
//!
//! Order proves nothing, so statements are sorted, and so are the items inside the parentheses of CREATE TABLE.

use std::collections::BTreeMap;
use std::process::Command;

use postgres::Client;

use crate::servers::{client, connect};

pub use pgtoml_pg::dump::{Dump, UNSEEN, canonical, compare};

/// Dumps a database. Panics if that fails: then nothing is known.
pub fn dump(url: &str) -> Dump {
    Dump::new(schema(url), strings(&mut connect(url), UNSEEN))
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

/// Attributes, settings and memberships of roles, which belong to the cluster and so are in no dump of a database.
/// A role that does not exist has no line.
pub fn roles(client: &mut Client, names: &[&str]) -> Vec<String> {
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
pub fn rows(client: &mut Client) -> BTreeMap<String, i64> {
    let tables = strings(
        client,
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            and (c.relkind = 'r' or c.relispopulated)
            and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                                                      and d.deptype = 'e')",
    );
    let counts: Vec<String> =
        tables.iter().enumerate().map(|(n, table)| format!("select {n}, count(*) from only {table}")).collect();
    if counts.is_empty() {
        return BTreeMap::new();
    }
    let found = client.query(&counts.join(" union all "), &[]).unwrap_or_else(|error| panic!("{tables:?}: {error}"));
    found.iter().map(|row| (tables[row.get::<_, i32>(0) as usize].clone(), row.get(1))).collect()
}

/// The oid of every relation, type and routine, and the attnum of every column: what a change that rebuilds instead
/// of altering can't keep. Keys are `table public.a`, `column public.a.b` and so on.
pub fn identities(client: &mut Client) -> BTreeMap<String, i64> {
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

fn strings(client: &mut Client, sql: &str) -> Vec<String> {
    // Every name in full, whatever the database sets.
    let found = client
        .batch_execute("set search_path = pg_catalog")
        .and_then(|()| client.query(sql, &[]))
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    found.iter().map(|row| row.get(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::{compare, identities, roles, rows};
    use crate::servers::{Server, connect, unique};

    #[test]
    fn judges_live_databases() {
        for server in Server::proven() {
            let (a, b) = (server.database("judge a"), server.database("judge b"));
            a.execute("create table t (x int primary key, y text); create view v as select x from t; insert into t values (1)");
            b.execute("create view v as select 1; drop view v; create table t (y text, x int primary key)");
            b.execute("create view v as select x from t");
            assert_eq!(compare(&super::dump(&a.url), &super::dump(&b.url)), Ok(()));
            assert_eq!((rows(&mut a.connect())["public.t"], rows(&mut b.connect())["public.t"]), (1, 0));
            assert_eq!(identities(&mut b.connect())["column public.t.x"], 2);

            // A failed CONCURRENTLY leaves an index that pg_dump takes for a good one.
            a.execute("insert into t values (2, 'x'), (3, 'x')");
            let failed = a.connect().batch_execute("create unique index concurrently twice on t (y)");
            assert!(failed.is_err());
            let seen = compare(&super::dump(&a.url), &super::dump(&b.url)).expect_err("an index more");
            assert!(seen.contains("- -- invalid index public.twice"), "{seen}");

            let role = unique("judge");
            server.execute(&format!("create role {role} createdb connection limit 3"));
            let mut outside = connect(&server.url);
            let facts = roles(&mut outside, &[&role]);
            assert_eq!(facts.len(), 1, "{facts:?}");
            assert!(facts[0].contains("inherit createdb connections 3"), "{facts:?}");
            server.drop_role(&role, &[&a, &b]);
        }
    }
}
