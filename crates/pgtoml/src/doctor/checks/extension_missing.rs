//! Extensions that the project needs.

use super::{Answer, Check, Finding, Group, Scene, Severity};
use crate::sql::quote::{quote_ident, quote_literal};

pub static CHECK: Check = Check {
    id: "extension-missing",
    group: Group::Project,
    severity: Severity::Error,
    summary: "An extension that the file declares is not installed",
    docs: "
Types, functions and operators of an extension are not there before CREATE EXTENSION; what uses them fails with
`type \"vector\" does not exist`, `function uuid_generate_v4() does not exist`, or, where a script went on, with `relation does
not exist`. An extension that the server does not even offer has to be installed on its machine first; the names of the usual
packages are given. Optional extensions are notes.",
    reads: None,
    query,
    found,
};

fn query(scene: &Scene) -> Option<String> {
    let names = &scene.project.as_ref()?.extensions;
    let list: Vec<String> = names.iter().map(|name| quote_literal(name)).collect();
    (!list.is_empty()).then(|| {
        format!(
            "SELECT w.name, a.default_version AS offered, e.extversion AS installed, v.trusted AND has_database_privilege(current_database(), 'CREATE') AS may
             FROM unnest(ARRAY[{}]) w(name)
             LEFT JOIN pg_available_extensions() a ON a.name = w.name
             LEFT JOIN pg_available_extension_versions() v ON v.name = a.name AND v.version = a.default_version
             LEFT JOIN pg_extension e ON e.extname = w.name
             ORDER BY w.name",
            list.join(", ")
        )
    })
}

fn found(scene: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let missing = rows.iter().filter(|row| row.text("installed").is_empty());
    missing
        .map(|row| {
            let name = row.text("name");
            let create = format!("CREATE EXTENSION IF NOT EXISTS {}", quote_ident(name));
            if !row.text("offered").is_empty() {
                let who = if scene.server.superuser || row.flag("may") {
                    String::new()
                } else {
                    format!("; {} may not create it, a superuser must", scene.server.user)
                };
                return Finding::error(format!("extension {name} is available and not installed{who}")).sql(create);
            }
            let major = scene.server.version.major();
            let mut finding =
                Finding::error(format!("the server has no extension {name}: its files are not on its machine"));
            for package in packages(name, major) {
                finding = finding.shell(["sudo", "apt-get", "install", package.as_str()]);
            }
            if name == "vector" {
                finding = finding.shell(["docker", "pull", &format!("pgvector/pgvector:pg{major}")]);
            }
            finding.sql(format!("SELECT * FROM pg_available_extensions WHERE name = {}", quote_literal(name))).sql(create)
        })
        .collect()
}

/// Packages of Debian and of apt.postgresql.org that bring an extension.
fn packages(name: &str, major: u32) -> Vec<String> {
    let own = match name {
        "vector" => "pgvector",
        "pg_cron" => "cron",
        "pg_partman" => "partman",
        "pgaudit" => "pgaudit",
        "postgis" | "postgis_topology" | "postgis_raster" => "postgis-3",
        "timescaledb" => return vec![format!("timescaledb-2-postgresql-{major}")],
        "pgtap" => "pgtap",
        "hypopg" => "hypopg",
        "pg_repack" => "repack",
        "http" => "http",
        "pg_hint_plan" => "pg-hint-plan",
        "pgrouting" => "pgrouting",
        "age" => "age",
        "pg_ivm" => "ivm",
        "plpython3u" => return vec![format!("postgresql-plpython3-{major}")],
        "plperl" | "plperlu" => return vec![format!("postgresql-plperl-{major}")],
        "pltcl" | "pltclu" => return vec![format!("postgresql-pltcl-{major}")],
        name if CONTRIB.contains(&name) => return vec!["postgresql-contrib".to_owned()],
        _ => return Vec::new(),
    };
    vec![format!("postgresql-{major}-{own}")]
}

/// Extensions that come with PostgreSQL itself (manual, appendix F).
const CONTRIB: &[&str] = &[
    "amcheck", "bloom", "btree_gin", "btree_gist", "citext", "cube", "dblink", "earthdistance", "file_fdw",
    "fuzzystrmatch", "hstore", "intarray", "isn", "lo", "ltree", "pg_buffercache", "pg_freespacemap", "pg_prewarm",
    "pg_stat_statements", "pg_trgm", "pg_visibility", "pg_walinspect", "pgcrypto", "pgrowlocks", "pgstattuple",
    "postgres_fdw", "seg", "sslinfo", "tablefunc", "tcn", "unaccent", "uuid-ossp", "xml2",
];
