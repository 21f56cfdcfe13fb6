//! Indexes on tables and materialized views.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use smol_str::SmolStr;

use super::{
    Address, Alter, Home, Id, Ident, Info, Kind, Lock, Namespace, Parameters, Part, QName, Step, Tag, Version,
    not_member, user_schema,
};
use crate::inherit::Online;
use crate::model::Model;
use crate::plan::Tx;
use crate::sql::name::choose_index_name;
use crate::sql::{Keys, Sql};

mod above;

pub use self::above::Above;

/// An index that no constraint owns.
///
/// `pg_index`; manual: CREATE INDEX.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Index {
    /// Key columns and expressions, as they stand between the parentheses of CREATE INDEX.
    pub on: Keys,
    /// `UNIQUE`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// Access method; absent for `btree`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub using: Option<Ident>,
    /// `INCLUDE` columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Ident>,
    /// Predicate of a partial index.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Sql>,
    /// `NULLS NOT DISTINCT` (15 and newer).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// Storage parameters, `WITH (…)`.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    pub with: Parameters,
    /// Tablespace, where it is not the database's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<Ident>,
    /// The index that CLUSTER uses by default.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub clustered: bool,
    /// The index that `REPLICA IDENTITY USING INDEX` names.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub replica_identity: bool,
    /// Statistics targets of expression keys, by their position from 1.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub statistics: BTreeMap<SmolStr, i32>,
    /// The index of the partitioned table that this one is a partition of. It has keys and predicate from there, and
    /// stands in a model only where it is otherwise than PostgreSQL makes it: see [`crate::inherit`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<Above>,
    /// PostgreSQL does not use it: making it was broken off, or partitions have none for it. No file asks for that.
    #[serde(skip_serializing)]
    pub invalid: bool,
}

/// One key of an index or of an exclusion constraint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Key {
    /// The column, where the key is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Ident>,
    /// The expression, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<Sql>,
    /// Collation, where it is not that of the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<QName>,
    /// Operator class, where it is not the default one of the type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opclass: Option<QName>,
    /// Parameters of the operator class.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    pub opclass_options: Parameters,
    /// `DESC`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub desc: bool,
    /// `NULLS FIRST` (true) or `NULLS LAST` (false), where it is not what the direction implies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nulls_first: Option<bool>,
}

impl Key {
    /// Shows every name and piece of SQL.
    pub(crate) fn parts(&mut self, show: &mut dyn FnMut(Part<'_>)) {
        if let Some(column) = &mut self.column {
            show(Part::Column(column));
        }
        if let Some(expression) = &mut self.expression {
            show(Part::Sql(expression));
        }
        if let Some(collation) = &mut self.collation {
            show(Part::Collation(collation));
        }
        if let Some(opclass) = &mut self.opclass {
            show(Part::Opclass(opclass));
        }
    }
}

/// A subquery with a row `(n, key)` for each key of the `pg_index` row `i`; `key` is JSON of [`Key`].
///
/// Raw columns, because `pg_get_indexdef` takes ten times as long.
pub(crate) fn catalog_keys(i: &str) -> String {
    format!(
        "(SELECT k.n, (json_build_object(
                    'column', a.attname,
                    'expression', CASE WHEN k.num = 0 THEN pg_get_indexdef({i}.indexrelid, k.n::int, false) END,
                    'collation', CASE WHEN co.oid <> 0 AND co.oid IS DISTINCT FROM coalesce(a.attcollation, (
                            SELECT t.typcollation FROM pg_attribute x JOIN pg_type t ON t.oid = x.atttypid
                            WHERE x.attrelid = {i}.indexrelid AND x.attnum = k.n)) THEN {collation} END,
                    'opclass', CASE WHEN NOT oc.opcdefault OR x.attoptions IS NOT NULL THEN
                            CASE y.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(y.nspname) || '.' END
                            || quote_ident(oc.opcname) END,
                    'opclass_options', CASE WHEN x.attoptions IS NULL THEN '{{}}' ELSE (SELECT json_object_agg(split_part(o, '=', 1), split_part(o, '=', 2))
                                                 FROM unnest(x.attoptions) o) END,
                    'desc', {i}.indoption[k.n - 1] & 1 = 1,
                    'nulls_first', CASE WHEN ({i}.indoption[k.n - 1] & 2 = 2) <> ({i}.indoption[k.n - 1] & 1 = 1)
                                        THEN {i}.indoption[k.n - 1] & 2 = 2 END)) AS key
          FROM unnest({i}.indkey) WITH ORDINALITY k(num, n)
          LEFT JOIN pg_attribute a ON a.attrelid = {i}.indrelid AND a.attnum = k.num AND k.num <> 0
          JOIN pg_attribute x ON x.attrelid = {i}.indexrelid AND x.attnum = k.n
          JOIN pg_opclass oc ON oc.oid = {i}.indclass[k.n - 1]
          JOIN pg_namespace y ON y.oid = oc.opcnamespace
          CROSS JOIN LATERAL (SELECT {i}.indcollation[k.n - 1] AS oid) co
          WHERE k.n <= {i}.indnkeyatts)",
        collation = super::catalog_name("pg_collation", "coll", "co.oid"),
    )
}

/// JSON of [`Above`] for the index `c`, which is a partition of an index.
pub(crate) fn catalog_above(c: &str) -> String {
    format!(
        "(SELECT json_build_object('schema', pn.nspname, 'table', pr.relname, 'name', pc.relname,
                                       'constraint', NOT pc.relispartition AND EXISTS (
                                           SELECT FROM pg_constraint k WHERE k.conindid = pc.oid AND k.contype IN ('p', 'u', 'x')))
                            FROM pg_inherits h JOIN pg_class pc ON pc.oid = h.inhparent
                            JOIN pg_index pi ON pi.indexrelid = pc.oid
                            JOIN pg_class pr ON pr.oid = pi.indrelid JOIN pg_namespace pn ON pn.oid = pr.relnamespace
                            WHERE h.inhrelid = {c}.oid)"
    )
}

/// JSON members of the index `c` that a partition of an index has of its own.
const OWN: &str = "'with', CASE WHEN c.reloptions IS NULL THEN '{}' ELSE (SELECT json_object_agg(split_part(o, '=', 1), split_part(o, '=', 2))
                                          FROM unnest(c.reloptions) o) END,
                        'tablespace', CASE WHEN c.reltablespace <> 0 THEN
                            (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace) END,
                        'clustered', i.indisclustered,
                        'replica_identity', i.indisreplident AND r.relreplident = 'i',
                        'invalid', NOT i.indisvalid,
                        -- Only an expression can have a target of its own.
                        'statistics', CASE WHEN i.indexprs IS NULL THEN '{}' ELSE coalesce((
                            SELECT json_object_agg(a.attnum::text, a.attstattarget) FROM pg_attribute a
                            WHERE a.attrelid = c.oid AND a.attstattarget >= 0), '{}') END";

impl Kind for Index {
    const INFO: Info = Info {
        section: "indexes",
        template: "index",
        noun: "INDEX",
        class: "pg_class",
        home: Home::Parent(&[Tag::Table, Tag::MaterializedView]),
        address: Address::Name,
        short: Some("on"),
        claims: &[Namespace::Relation],
        survives_retype: true,
        ..Info::DEFAULT
    };

    fn catalog(version: Version) -> String {
        let nulls = if version.at_least(15) { "i.indnullsnotdistinct" } else { "false" };
        format!(
            "SELECT c.oid, n.nspname AS schema, CASE r.relkind WHEN 'm' THEN 'materialized_view' ELSE 'table' END AS parent_kind,
                    r.relname AS parent, c.relname AS name,
                    CASE WHEN c.relispartition THEN json_build_object(
                        'partition_of', {above},
                        {own})
                    ELSE json_build_object(
                        'on', CASE WHEN i.indexprs IS NULL AND NOT 1 <= ANY (i.indoption)
                                        AND i.indclass::oid[] <@ usual.opclasses AND i.indcollation::oid[] <@ '{{0,100}}'
                                   -- 100 is the collation of the database.
                                   THEN (SELECT json_agg(json_build_object('column', a.attname, 'collation',
                                                         CASE WHEN a.attcollation NOT IN (0, 100) THEN quote_ident('default') END) ORDER BY k.n)
                                         FROM unnest(i.indkey) WITH ORDINALITY k(num, n)
                                         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
                                         WHERE k.n <= i.indnkeyatts)
                                   ELSE (SELECT json_agg(k.key ORDER BY k.n) FROM {keys} k) END,
                        'unique', i.indisunique,
                        'using', nullif(m.amname, 'btree'),
                        'include', CASE WHEN i.indnatts = i.indnkeyatts THEN '[]' ELSE (
                            SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k(num, n)
                            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
                            WHERE k.n > i.indnkeyatts) END,
                        'where', pg_get_expr(i.indpred, i.indrelid),
                        'nulls_not_distinct', {nulls},
                        {own}) END AS body
             FROM pg_index i
             CROSS JOIN (SELECT array_agg(oid) AS opclasses FROM pg_opclass WHERE opcdefault) usual
             JOIN pg_class c ON c.oid = i.indexrelid
             JOIN pg_class r ON r.oid = i.indrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_am m ON m.oid = c.relam
             WHERE r.relkind IN ('r', 'p', 'm')
               AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
                                                             AND (k.conparentid = 0 OR NOT c.relispartition))
               AND {user} AND {not_member}",
            above = catalog_above("c"),
            keys = catalog_keys("i"),
            user = user_schema("n"),
            not_member = not_member("pg_class", "r.oid"),
            own = OWN,
        )
    }

    fn default_name(&self, id: &Id, _: &[Ident], taken: &mut dyn FnMut(&str) -> bool) -> Option<Ident> {
        Some(choose_index_name(id.parent.as_ref()?.name.as_str(), &self.on.0, &self.include, taken))
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        if let Some(method) = &mut self.using {
            show(Part::Global(Tag::AccessMethod, method));
        }
        if let Some(Above::Known(above)) = &mut self.partition_of {
            show(Part::Object(above));
        }
        for key in &mut self.on.0 {
            key.parts(show);
        }
        for column in &mut self.include {
            show(Part::Column(column));
        }
        if let Some(predicate) = &mut self.predicate {
            show(Part::Sql(predicate));
        }
    }

    fn links(&self, _: bool) -> bool {
        self.partition_of.is_some()
    }

    fn link(&mut self, id: &Id, model: &mut Model) {
        let Some(table) = id.parent_id() else { return };
        if let Some(Above::Named(name)) = &self.partition_of
            && let Some(above) = crate::inherit::index_above(model, &table, name)
        {
            self.partition_of = Some(Above::Known(above));
        }
    }

    fn goes_with(&self) -> Option<Id> {
        self.partition_of.as_ref()?.id().cloned()
    }

    fn bound_to(&self) -> Option<Id> {
        self.goes_with()
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Some(above) = self.goes_with() {
            // PostgreSQL has made it with the index above, or with the table.
            steps.push(Step::new(id, "name").arg("above", above.qualified()).lock(Lock::AccessExclusive));
            if !self.with.is_empty() {
                steps.push(super::set_options(id, &Parameters::new(), &self.with).lock(Lock::ShareUpdateExclusive));
            }
            if self.tablespace.is_some() {
                steps.push(Step::new(id, "tablespace").lock(Lock::AccessExclusive).rewrites());
            }
        } else {
            steps.push(Step::new(id, "create").lock(Lock::Share).scans());
        }
        for (column, target) in &self.statistics {
            steps.push(Step::new(id, "statistics").arg("column", column).arg("to", target));
        }
        if self.clustered {
            steps.push(Step::new(id, "cluster").lock(Lock::ShareUpdateExclusive).late());
        }
        if self.replica_identity {
            steps.push(Step::new(id, "replica_identity").lock(Lock::AccessExclusive).late());
        }
        steps
    }

    fn create_online(&self, id: &Id, online: &Online<'_>) -> Option<Vec<Step>> {
        let mut steps = self.create(id);
        if self.partition_of.is_some() {
            return online.is_branch(id).then(|| steps.split_off(1));
        }
        let branches = online.branches(id)?;
        let whole = steps.remove(0);
        let apart = |step: Step| step.arg("concurrently", true).lock(Lock::ShareUpdateExclusive).tx(Tx::Outside);
        if branches.is_empty() {
            steps.insert(0, apart(whole));
            return Some(steps);
        }
        let only = |step: Step| step.arg("only", true).lock(Lock::Share);
        let mut made = vec![only(Step::new(id, "create"))];
        for branch in branches {
            if !branch.there {
                let step = branch.of(Step::new(id, "create"));
                made.push(if branch.leaf { apart(step.scans()) } else { only(step) });
            }
            made.push(branch.attach(id));
        }
        made.extend(steps);
        Some(made)
    }

    fn survives_retype(&self) -> bool {
        let expressions = self.on.0.iter().filter_map(|key| key.expression.as_ref());
        !expressions.chain(&self.predicate).any(Sql::has_cast)
    }

    fn is_key_over(&self, column: &Ident) -> bool {
        self.unique && self.on.0.iter().any(|key| key.column.as_ref() == Some(column))
    }

    fn since(&self) -> Vec<(u32, &'static str)> {
        self.nulls_not_distinct.then_some((15, "NULLS NOT DISTINCT")).into_iter().collect()
    }

    fn over_row(&self) -> Vec<&Sql> {
        self.on.iter().filter_map(|key| key.expression.as_ref()).chain(&self.predicate).collect()
    }

    fn reported(&self) -> Vec<(&'static str, Value)> {
        let above = self.partition_of.iter().map(|above| ("partition_of", above.reported()));
        // An index that has its keys from above has none of its own, which no text says.
        let none = self.on.0.is_empty().then(|| ("on", Value::Array(Vec::new())));
        above.chain(none).chain(self.invalid.then(|| ("invalid", true.into()))).collect()
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self {
            on,
            unique,
            using,
            include,
            predicate,
            nulls_not_distinct,
            with,
            tablespace,
            clustered,
            replica_identity,
            statistics,
            partition_of,
            invalid,
        } = self;
        let same = (on, unique, using, include, predicate, nulls_not_distinct, partition_of, invalid)
            == (
                &to.on,
                &to.unique,
                &to.using,
                &to.include,
                &to.predicate,
                &to.nulls_not_distinct,
                &to.partition_of,
                &to.invalid,
            );
        if !same {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if *with != to.with {
            steps.push(super::set_options(id, with, &to.with).lock(Lock::ShareUpdateExclusive).undivided());
        }
        if *tablespace != to.tablespace {
            steps.push(Step::new(id, "tablespace").lock(Lock::AccessExclusive).rewrites());
        }
        steps.extend(super::marks(id, (*clustered, *replica_identity), (to.clustered, to.replica_identity)));
        for column in statistics.keys().chain(to.statistics.keys().filter(|column| !statistics.contains_key(*column))) {
            let target = to.statistics.get(column);
            if statistics.get(column) != target {
                steps.push(Step::new(id, "statistics").arg("column", column).arg("to", target.copied().unwrap_or(-1)));
            }
        }
        Alter::Steps(steps)
    }
}
