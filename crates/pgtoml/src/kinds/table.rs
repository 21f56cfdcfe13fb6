//! Tables, partitioned tables and partitions.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use smol_str::SmolStr;

use super::{
    Alter, Id, Ident, Info, Kind, Lock, Namespace, Parameters, Part, QName, Step, Tag, Version, not_member, user_schema,
};
use crate::model::Way;
use crate::partitions::Rule;
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::{Sql, TypeName};

mod sugar;

pub(crate) use sugar::{checks, columns, view_comments};

/// A table. Its columns, constraints, indexes, triggers and policies are objects of their own.
///
/// `pg_class` with `relkind` r or p; manual: CREATE TABLE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Table {
    /// The order in which a new table gets its columns; no difference by itself.
    #[serde(rename = "column_order", skip_serializing)]
    pub columns: Way<Vec<Ident>>,
    /// `UNLOGGED`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unlogged: bool,
    /// `PARTITION BY`: `range (created_at)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<Sql>,
    /// The partitioned table that this one is a partition of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<QName>,
    /// Bounds of the partition: `for values from (…) to (…)` or `default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<Sql>,
    /// Parents that it inherits from, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<QName>,
    /// The composite type of a typed table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<TypeName>,
    /// `ENABLE ROW LEVEL SECURITY`; in TOML a table with policies has it unless it says otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub row_level_security: bool,
    /// `FORCE ROW LEVEL SECURITY`: policies hold for the owner too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub force_row_level_security: bool,
    /// `REPLICA IDENTITY` where it is `full` or `nothing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replica_identity: Option<SmolStr>,
    /// Table access method, where it is not `heap`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_method: Option<Ident>,
    /// Tablespace, where it is not the database's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<Ident>,
    /// Storage parameters, those of the TOAST table with `toast.` before them.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    pub with: Parameters,
    /// By which partitions are made and taken away as time goes by; no difference by itself.
    #[serde(skip_serializing_if = "Way::is_none")]
    pub schedule: Way<Option<Rule>>,
}

impl Kind for Table {
    const INFO: Info = Info {
        section: "tables",
        template: "table",
        noun: "TABLE",
        class: "pg_class",
        sugar: &[
            "use",
            "checks",
            "comments",
            "renames",
            "conversions",
            "backfill",
            "unnamed",
            "partition",
            "partitions",
            "touch",
            "immutable",
            "soft_delete",
            "versioned",
            "audit",
            "exactly_one",
            "at_most_one",
        ],
        claims: &[Namespace::Relation, Namespace::Type],
        owned: true,
        privileges: &["insert", "select", "update", "delete", "truncate", "references", "trigger", "maintain"],
        default_privileges: Some("TABLES"),
        holds_rows: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "WITH {PARENTS}
             SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner,
                    array_to_string(c.relacl, E'\\n') AS acl,
                    (json_build_object(
                        'unlogged', c.relpersistence = 'u',
                        'partition_by', CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
                        {ANCESTRY},
                        'of', CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END,
                        'row_level_security', c.relrowsecurity,
                        'force_row_level_security', c.relforcerowsecurity,
                        'replica_identity', CASE c.relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' END,
                        'access_method', nullif(am.amname, 'heap'),
                        'tablespace', CASE WHEN c.reltablespace <> 0 THEN
                            (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace) END,
                        'with', CASE WHEN c.reloptions IS NULL AND toast.reloptions IS NULL THEN '{{}}' ELSE (
                            SELECT json_object_agg(split_part(o, '=', 1), substr(o, strpos(o, '=') + 1))
                            FROM unnest(c.reloptions || ARRAY(SELECT 'toast.' || x FROM unnest(toast.reloptions) x)) o) END)) AS body
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             LEFT JOIN pg_am am ON am.oid = c.relam
             LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
             LEFT JOIN parent ON parent.inhrelid = c.oid
             WHERE c.relkind IN ('r', 'p') AND {} AND {}",
            user_schema("n"),
            not_member("pg_class", "c.oid"),
        )
    }

    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        sugar::desugar(id, node, reading);
    }

    fn links(&self, _: bool) -> bool {
        false
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        if let Some(method) = &mut self.access_method {
            show(Part::Global(Tag::AccessMethod, method));
        }
        for table in self.partition_of.iter_mut().chain(&mut self.inherits) {
            show(Part::Relation(table));
        }
        for sql in self.partition_by.iter_mut().chain(&mut self.bound) {
            show(Part::Sql(sql));
        }
        if let Some(of) = &mut self.of {
            show(Part::Type(of));
        }
    }

    fn partitioned(&self) -> bool {
        self.partition_by.is_some()
    }

    fn ancestors(&self) -> Vec<QName> {
        self.partition_of.iter().chain(&self.inherits).cloned().collect()
    }

    fn order(&self) -> &[Ident] {
        &self.columns.0
    }

    fn reported(&self) -> Vec<(&'static str, Value)> {
        vec![("column_order", json!(self.columns.0))]
    }

    fn arrange(&mut self, children: Vec<Ident>) {
        self.columns = Way(children);
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut steps = vec![Step::new(id, "create")];
        if self.row_level_security || self.force_row_level_security {
            steps.push(self.security(id, self.row_level_security, self.force_row_level_security));
        }
        if let Some(identity) = &self.replica_identity {
            steps.push(Step::new(id, "replica_identity").arg("to", identity));
        }
        steps
    }

    fn drop(&self, id: &Id) -> Step {
        let step = Step::of(id, "meta", "drop").lock(Lock::AccessExclusive);
        step.loses(format!("{id} and its rows"))
    }

    fn unlocked(&self, id: &Id) -> Option<Step> {
        self.force_row_level_security.then(|| Step::new(id, "no_force"))
    }

    fn pins(&self, part: &Ident) -> Option<String> {
        let key = self.partition_by.as_ref()?;
        let (_, columns) = key.as_str().split_once('(')?;
        let held = crate::sql::references::columns(columns).contains(part);
        held.then(|| format!("is partitioned by `{key}`, and PostgreSQL keeps the type of a partition key"))
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self {
            columns: _,
            unlogged,
            partition_by,
            partition_of,
            bound,
            inherits,
            of,
            row_level_security,
            force_row_level_security,
            replica_identity,
            access_method,
            tablespace,
            with,
            schedule: _,
        } = self;
        if *partition_by != to.partition_by {
            // PostgreSQL has no way in place.
            return Alter::Carry;
        }
        let mut steps = Vec::new();
        steps.extend(ancestry(id, (partition_of, bound, inherits), (&to.partition_of, &to.bound, &to.inherits)));
        if *of != to.of {
            steps.push(Step::new(id, "of").lock(Lock::AccessExclusive));
        }
        if *unlogged != to.unlogged {
            steps.push(Step::new(id, "logged").lock(Lock::AccessExclusive).rewrites());
        }
        if (row_level_security, force_row_level_security) != (&to.row_level_security, &to.force_row_level_security) {
            steps.push(to.security(
                id,
                *row_level_security != to.row_level_security,
                *force_row_level_security != to.force_row_level_security,
            ));
        }
        if *replica_identity != to.replica_identity {
            let identity = to.replica_identity.as_deref().unwrap_or("default");
            // An index that was it stops first.
            steps.push(Step::new(id, "replica_identity").arg("to", identity).lock(Lock::AccessExclusive).late());
        }
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

/// A common table expression: the relations from which others have columns, by those.
pub(crate) const PARENTS: &str = "parent AS MATERIALIZED (
                 SELECT i.inhrelid, json_agg(quote_ident(pn.nspname) || '.' || quote_ident(p.relname) ORDER BY i.inhseqno) AS names
                 FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
                 GROUP BY i.inhrelid)";

/// JSON members of the relation `c`, to which `parent` is joined: where it has columns from.
pub(crate) const ANCESTRY: &str = "'partition_of', CASE WHEN c.relispartition THEN parent.names ->> 0 END,
                        'bound', pg_get_expr(c.relpartbound, c.oid),
                        'inherits', CASE WHEN NOT c.relispartition AND parent.names IS NOT NULL THEN parent.names ELSE '[]' END";

/// What a relation is a partition of, within which bounds, and what it inherits from.
type Ancestry<'a> = (&'a Option<QName>, &'a Option<Sql>, &'a [QName]);

/// Steps from one ancestry to another.
pub(crate) fn ancestry(id: &Id, from: Ancestry<'_>, to: Ancestry<'_>) -> Vec<Step> {
    let step = |action| Step::of(id, "table", action).lock(Lock::AccessExclusive);
    let mut steps = Vec::new();
    if (from.0, from.1) != (to.0, to.1) {
        // Other bounds are one change; what leaves goes before, and what joins comes when it has all that it needs.
        let stays = from.0 == to.0;
        let detach = from.0.as_ref().map(|parent| step("detach").arg("parent", parent));
        steps.extend(detach.map(|step| if stays { step } else { step.early() }));
        if to.0.is_some() {
            let attach = step("attach").scans();
            steps.push(if stays { attach } else { attach.late() });
        }
    }
    for parent in from.2.iter().filter(|parent| !to.2.contains(parent)) {
        steps.push(step("no_inherit").arg("parent", parent).early());
    }
    for parent in to.2.iter().filter(|parent| !from.2.contains(parent)) {
        // Columns that the parent has must be there.
        steps.push(step("inherit").arg("parent", parent).late());
    }
    steps
}

impl Table {
    /// Enables or disables row-level security. Policies come first, so that no row disappears in between.
    fn security(&self, id: &Id, enable: bool, force: bool) -> Step {
        let step = Step::new(id, "row_level_security").arg("enable", enable).arg("force", force);
        let step = step.lock(Lock::AccessExclusive).late();
        if enable && !self.row_level_security {
            return step.widens(format!("every role with privileges on {id} sees and changes all of its rows"));
        }
        if force && !self.force_row_level_security && self.row_level_security {
            return step.widens(format!("no policy of {id} holds for its owner"));
        }
        step
    }
}
