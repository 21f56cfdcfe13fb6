//! One module per kind of object: shape, catalog query, what it needs, how to alter it.

pub mod access_method;
pub mod aggregate;
pub mod base_type;
pub mod cast;
pub mod collation;
pub mod column;
pub mod composite;
pub mod constraint;
pub mod conversion;
pub mod database;
pub mod default_privileges;
pub mod domain;
pub mod enums;
pub mod event_trigger;
pub mod extension;
pub mod foreign_data_wrapper;
pub mod foreign_table;
pub mod function;
pub mod index;
pub mod language;
pub mod materialized_view;
pub mod members;
pub mod operator;
pub mod operator_class;
pub mod operator_family;
pub mod options;
pub mod policy;
pub mod procedure;
pub mod publication;
pub mod range;
pub mod role;
pub mod rule;
pub mod schema;
pub mod sequence;
pub mod server;
pub mod statistics;
pub mod subscription;
pub mod table;
pub mod transform;
pub mod trigger;
pub mod ts_configuration;
pub mod ts_dictionary;
pub mod ts_parser;
pub mod ts_template;
pub mod user_mapping;
pub mod view;

pub(crate) use crate::catalog::sql::{not_internal, not_member, user_schema};
pub(crate) use crate::kind::{Address, Alter, Follow, Home, Info, Kind, Namespace, Part, Right, Tag, Values, Version};
pub(crate) use crate::model::{Id, Ident, Names, QName, Way};
pub(crate) use crate::plan::step::{Lock, Step, Tx};

use std::collections::BTreeMap;

use smol_str::SmolStr;

/// Parameters by name, in the order in which they were given; another order makes no difference.
pub type Parameters = indexmap::IndexMap<SmolStr, SmolStr>;

/// `SET (…)` and `RESET (…)` of storage parameters.
pub(crate) fn set_options(id: &Id, from: &Parameters, to: &Parameters) -> Step {
    let reset: Vec<_> = from.keys().filter(|name| !to.contains_key(*name)).collect();
    let changed = |name: &SmolStr| from.get(name) != to.get(name);
    // PostgreSQL puts what is set behind what stays.
    let after = from.keys().filter(|name| to.contains_key(*name) && !changed(name));
    let in_order = after.chain(to.keys().filter(|name| changed(name))).eq(to.keys());
    let set: Parameters = to
        .iter()
        .filter(|(name, _)| !in_order || changed(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Step::new(id, "set_options").arg("set", set).arg("reset", reset)
}

/// Settings of a database, role or routine; their names are the same in every case.
pub(crate) type Settings = BTreeMap<SmolStr, SmolStr>;

/// Settings with their names as people write them: the catalog has some in another case, as `TimeZone`.
pub(crate) fn lower_names(settings: &mut Settings) {
    let given = std::mem::take(settings);
    settings.extend(given.into_iter().map(|(name, value)| (SmolStr::new(name.to_lowercase()), value)));
}

/// Steps for the two marks that only one index of a table can have: CLUSTER and REPLICA IDENTITY.
///
/// The index that had a mark gives it up before another one takes it.
pub(crate) fn marks(id: &Id, from: (bool, bool), to: (bool, bool)) -> Vec<Step> {
    let cluster = |action| Step::new(id, action).lock(Lock::ShareUpdateExclusive);
    let replica = |action| Step::new(id, action).lock(Lock::AccessExclusive);
    let mut steps = Vec::new();
    if from.0 && !to.0 {
        steps.push(cluster("no_cluster"));
    }
    if from.1 && !to.1 {
        steps.push(replica("no_replica_identity"));
    }
    if !from.0 && to.0 {
        steps.push(cluster("cluster").late());
    }
    if !from.1 && to.1 {
        steps.push(replica("replica_identity").late());
    }
    steps
}

/// `quote_ident`ed name of an entry of a catalog, without the schema where that is `pg_catalog`.
pub(crate) fn catalog_name(catalog: &str, prefix: &str, oid: &str) -> String {
    format!(
        "(SELECT CASE y.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(y.nspname) || '.' END || quote_ident(x.{prefix}name)
          FROM {catalog} x JOIN pg_namespace y ON y.oid = x.{prefix}namespace WHERE x.oid = {oid})"
    )
}

/// A name as the catalog queries print it: what PostgreSQL brings has no schema.
pub(crate) fn without_system(name: &mut QName) {
    if name.schema.as_ref().is_some_and(|schema| schema.as_str() == "pg_catalog") {
        name.schema = None;
    }
}

/// `quote_ident`ed name of a routine, without the schema where that is `pg_catalog`; null where the oid is 0.
pub(crate) fn routine_name(oid: &str) -> String {
    catalog_name("pg_proc", "pro", &format!("{oid}::oid"))
}

/// Name of an operator, without the schema where that is `pg_catalog`; null where the oid is 0.
pub(crate) fn operator_name(oid: &str) -> String {
    format!(
        "(SELECT CASE y.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(y.nspname) || '.' END || x.oprname
          FROM pg_operator x JOIN pg_namespace y ON y.oid = x.oprnamespace WHERE x.oid = {oid})"
    )
}

/// JSON of a `pg_sequence` row: what differs from the defaults of its type and direction.
pub(crate) fn sequence_options(s: &str) -> String {
    format!(
        "(SELECT json_strip_nulls(json_build_object(
            'start', CASE WHEN {s}.seqincrement > 0 AND {s}.seqstart <> {s}.seqmin
                            OR {s}.seqincrement < 0 AND {s}.seqstart <> {s}.seqmax THEN {s}.seqstart END,
            'increment', nullif({s}.seqincrement, 1),
            'min', CASE WHEN {s}.seqmin <> CASE WHEN {s}.seqincrement > 0 THEN 1 ELSE l.low END THEN {s}.seqmin END,
            'max', CASE WHEN {s}.seqmax <> CASE WHEN {s}.seqincrement > 0 THEN l.high ELSE -1 END THEN {s}.seqmax END,
            'cache', nullif({s}.seqcache, 1),
            'cycle', {s}.seqcycle))
          FROM (SELECT CASE {s}.seqtypid WHEN 21 THEN -32768 WHEN 23 THEN -2147483648 ELSE -9223372036854775808 END AS low,
                       CASE {s}.seqtypid WHEN 21 THEN 32767 WHEN 23 THEN 2147483647 ELSE 9223372036854775807 END AS high) l)"
    )
}
