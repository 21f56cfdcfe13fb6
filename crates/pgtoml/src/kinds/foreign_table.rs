//! Foreign tables.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::options::{self, Options};
use super::table::{ANCESTRY, PARENTS, ancestry, columns};
use super::{
    Alter, Id, Ident, Info, Kind, Lock, Namespace, Part, QName, Step, Tag, Version, Way, not_member, user_schema,
};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::Sql;

/// A table whose rows are elsewhere. Its columns, checks, triggers and statistics are objects of their own, as those of tables.
///
/// `pg_class` with `relkind` f, `pg_foreign_table`; manual: CREATE FOREIGN TABLE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForeignTable {
    /// The order in which a new table gets its columns; no difference by itself.
    #[serde(rename = "column_order", skip_serializing)]
    pub columns: Way<Vec<Ident>>,
    /// The foreign server.
    pub server: Ident,
    /// `OPTIONS`.
    #[serde(skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// The partitioned table that it is a partition of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<QName>,
    /// Bounds of the partition: `for values from (…) to (…)` or `default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<Sql>,
    /// Parents that it inherits from, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<QName>,
}

impl Kind for ForeignTable {
    const INFO: Info = Info {
        section: "foreign_tables",
        template: "foreign_table",
        noun: "FOREIGN TABLE",
        class: "pg_class",
        sugar: &["use", "checks", "comments", "renames", "conversions", "backfill", "unnamed"],
        claims: &[Namespace::Relation, Namespace::Type],
        owned: true,
        privileges: &["insert", "select", "update", "delete", "truncate", "references", "trigger", "maintain"],
        default_privileges: Some("TABLES"),
        grant_noun: Some("TABLE"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "WITH {PARENTS}
             SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner,
                    array_to_string(c.relacl, E'\\n') AS acl,
                    (json_build_object({ANCESTRY}, 'server', s.srvname, 'options', {options})) AS body
             FROM pg_foreign_table f JOIN pg_class c ON c.oid = f.ftrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_foreign_server s ON s.oid = f.ftserver
             LEFT JOIN parent ON parent.inhrelid = c.oid
             WHERE {user} AND {own}",
            options = options::catalog("f.ftoptions", "c.relname"),
            user = user_schema("n"),
            own = not_member("pg_class", "c.oid"),
        )
    }

    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        options::check(node, "options", reading);
        columns(id, node, reading);
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Global(Tag::Server, &mut self.server));
        for table in self.partition_of.iter_mut().chain(&mut self.inherits) {
            show(Part::Relation(table));
        }
        if let Some(bound) = &mut self.bound {
            show(Part::Sql(bound));
        }
        self.options.parts(show);
    }

    fn ancestors(&self) -> Vec<QName> {
        self.partition_of.iter().chain(&self.inherits).cloned().collect()
    }

    fn arrange(&mut self, children: Vec<Ident>) {
        self.columns = Way(children);
    }

    fn order(&self) -> &[Ident] {
        &self.columns.0
    }

    fn reported(&self) -> Vec<(&'static str, Value)> {
        vec![("column_order", json!(self.columns.0))]
    }

    fn drop(&self, id: &Id) -> Step {
        Step::of(id, "meta", "drop").lock(Lock::AccessExclusive)
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { columns: _, server, options, partition_of, bound, inherits } = self;
        if *server != to.server {
            return Alter::Replace;
        }
        let mut steps = ancestry(id, (partition_of, bound, inherits), (&to.partition_of, &to.bound, &to.inherits));
        steps.extend(options.step(&to.options, id, "options").map(|step| step.lock(Lock::AccessExclusive)));
        Alter::Steps(steps)
    }
}
