//! Materialized views. Their indexes are objects of their own.

use serde::{Deserialize, Serialize};

use super::{
    Alter, Id, Ident, Info, Kind, Lock, Namespace, Parameters, Part, Step, Tag, Version, not_member, user_schema,
};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::Sql;

/// A materialized view.
///
/// `pg_class` with `relkind` m; manual: CREATE MATERIALIZED VIEW.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MaterializedView {
    /// The query.
    pub query: Sql,
    /// `WITH NO DATA`: it is created empty, and cannot be read before it is refreshed.
    #[serde(skip_serializing_if = "is_false")]
    pub no_data: super::Way<bool>,
    /// Table access method, where it is not `heap`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_method: Option<Ident>,
    /// Tablespace, where it is not the database's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<Ident>,
    /// Storage parameters.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    pub with: Parameters,
}

fn is_false(flag: &super::Way<bool>) -> bool {
    !flag.0
}

impl Kind for MaterializedView {
    const INFO: Info = Info {
        section: "materialized_views",
        template: "materialized_view",
        noun: "MATERIALIZED VIEW",
        class: "pg_class",
        short: Some("query"),
        sugar: &["refresh"],
        claims: &[Namespace::Relation, Namespace::Type],
        owned: true,
        privileges: &["insert", "select", "update", "delete", "truncate", "references", "trigger", "maintain"],
        default_privileges: Some("TABLES"),
        grant_noun: Some("TABLE"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner,
                    array_to_string(c.relacl, E'\\n') AS acl,
                    (json_build_object(
                        'query', rtrim(pg_get_viewdef(c.oid), ';'),
                        'no_data', NOT c.relispopulated,
                        'access_method', (SELECT nullif(am.amname, 'heap') FROM pg_am am WHERE am.oid = c.relam),
                        'tablespace', (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace),
                        'with', coalesce((SELECT json_object_agg(split_part(o, '=', 1), substr(o, strpos(o, '=') + 1))
                                          FROM unnest(c.reloptions) o), '{{}}'))) AS body
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'm' AND {user} AND {own}",
            user = user_schema("n"),
            own = not_member("pg_class", "c.oid"),
        )
    }

    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        crate::kinds::table::view_comments(node);
        crate::expand::refresh::take(id, node, reading);
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        if let Some(method) = &mut self.access_method {
            show(Part::Global(Tag::AccessMethod, method));
        }
        show(Part::Sql(&mut self.query));
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { query, no_data: _, access_method, tablespace, with } = self;
        if *query != to.query {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if *access_method != to.access_method {
            steps.push(Step::new(id, "access_method").lock(Lock::AccessExclusive).rewrites());
        }
        if *tablespace != to.tablespace {
            steps.push(Step::new(id, "tablespace").lock(Lock::AccessExclusive).rewrites());
        }
        if *with != to.with {
            steps.push(super::set_options(id, with, &to.with).lock(Lock::ShareUpdateExclusive));
        }
        Alter::Steps(steps)
    }
}
