//! Views.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use smol_str::SmolStr;

use super::{Alter, Id, Ident, Info, Kind, Lock, Namespace, Part, Step, Version, Way, not_member, user_schema};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::Sql;

/// A view.
///
/// `pg_class` with `relkind` v, `pg_rewrite`; manual: CREATE VIEW.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// The query.
    pub query: Sql,
    /// Names of the columns, where the query does not give them.
    #[serde(rename = "column_names", skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Ident>,
    /// `security_invoker`: tables are read with the rights of who reads the view (15 and newer).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub security_invoker: bool,
    /// `security_barrier`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub security_barrier: bool,
    /// `WITH CHECK OPTION`: `local` or `cascaded`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_option: Option<SmolStr>,
    /// Columns with their types, as a server reported them.
    #[serde(skip_serializing)]
    pub shape: Way<Vec<(Ident, SmolStr)>>,
}

/// JSON of the columns of the relation `c`: name and type.
pub(crate) fn catalog_shape(c: &str) -> String {
    format!(
        "coalesce((SELECT json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
                   FROM pg_attribute a WHERE a.attrelid = {c}.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]')"
    )
}

impl Kind for View {
    const INFO: Info = Info {
        section: "views",
        template: "view",
        noun: "VIEW",
        class: "pg_class",
        short: Some("query"),
        claims: &[Namespace::Relation, Namespace::Type],
        owned: true,
        privileges: &["insert", "select", "update", "delete", "truncate", "references", "trigger", "maintain"],
        default_privileges: Some("TABLES"),
        grant_noun: Some("TABLE"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        let option = |name: &str| {
            format!(
                "(SELECT lower(split_part(o, '=', 2)) FROM unnest(c.reloptions) o WHERE split_part(o, '=', 1) = '{name}')"
            )
        };
        format!(
            "SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner,
                    array_to_string(c.relacl, E'\\n') AS acl,
                    (json_build_object(
                        'query', rtrim(pg_get_viewdef(c.oid), ';'),
                        'security_invoker', coalesce({invoker} IN ('true', 'on', '1', 'yes'), false),
                        'security_barrier', coalesce({barrier} IN ('true', 'on', '1', 'yes'), false),
                        'check_option', {check},
                        'shape', {shape})) AS body
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'v' AND {user} AND {own}",
            invoker = option("security_invoker"),
            barrier = option("security_barrier"),
            check = option("check_option"),
            shape = catalog_shape("c"),
            user = user_schema("n"),
            own = not_member("pg_class", "c.oid"),
        )
    }

    fn learn(&mut self, read: &Self) {
        self.shape = read.shape.clone();
    }

    fn reported(&self) -> Vec<(&'static str, Value)> {
        let known = !self.shape.0.is_empty();
        known.then(|| ("shape", json!(self.shape.0))).into_iter().collect()
    }

    fn desugar(_: &Id, node: &mut ObjectNode, _: &mut Reading<'_>) {
        crate::kinds::table::view_comments(node);
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Sql(&mut self.query));
    }

    fn since(&self) -> Vec<(u32, &'static str)> {
        self.security_invoker.then_some((15, "security_invoker")).into_iter().collect()
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { query, names, security_invoker, security_barrier, check_option, shape } = self;
        let mut steps = Vec::new();
        if (query, names) != (&to.query, &to.names) {
            // CREATE OR REPLACE VIEW can add columns at the end and change nothing else about them.
            let extends = !to.shape.0.is_empty() && to.shape.0.starts_with(&shape.0);
            if !extends {
                return Alter::Replace;
            }
            steps.push(Step::new(id, "replace").lock(Lock::AccessExclusive));
            return Alter::Steps(steps);
        }
        if (security_invoker, security_barrier, check_option)
            != (&to.security_invoker, &to.security_barrier, &to.check_option)
        {
            let step = Step::new(id, "options").lock(Lock::AccessExclusive);
            let wider = *security_invoker && !to.security_invoker;
            steps.push(if wider {
                step.widens(format!("{id} reads its tables with the rights of its owner"))
            } else {
                step
            });
        }
        Alter::Steps(steps)
    }
}
