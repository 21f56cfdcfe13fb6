//! The rules, one module each, and the one list of them. What several of them need stands below it.

use std::collections::BTreeSet;

use super::expression::{columns, compared, disjuncts};
use super::subject::is_for;
use super::{Group, Hit, Level, Lint, Routine, Subject};
use crate::kinds::constraint::ForeignKey;
use crate::kinds::policy::Command;
use crate::model::{Id, Ident};
use crate::sql::Sql;
use crate::sql::expression::Node;

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(pub(crate) mod $module;)*

        /// Every rule, in the order in which they are listed within their group.
        pub static ALL: &[&Lint] = &[$(&$module::LINT),*];
    };
}

rules! {
    policies_without_rls,
    policy_recursion,
    policy_user_metadata,
    definer_executable_by_public,
    definer_pg_temp,
    definer_search_path,
    foreign_key_past_rls,
    granted_to_public,
    insert_policy_without_check,
    materialized_view_past_rls,
    only_restrictive_policies,
    partition_past_rls,
    policy_always_true,
    policy_check_looser,
    policy_empty_setting,
    policy_wider_than_select,
    public_can_create,
    rls_not_forced,
    role_bypasses_rls,
    tenant_column_without_rls,
    truncate_past_rls,
    untrusted_language,
    update_policy_without_select,
    view_past_rls,
    definer_reads_rls,
    foreign_table_past_rls,
    insert_policy_without_select,
    leakproof_function,
    policy_bypass_setting,
    policy_column_nullable,
    policy_for_public,
    policy_role_without_grant,
    rls_without_policies,
    sensitive_column,
    table_without_rls,
    tenant_column_updatable,
    unique_past_rls,
    routine_search_path,
    duplicate_index,
    multiple_permissive_policies,
    policy_call_per_row,
    policy_column_without_index,
    unindexed_foreign_key,
    index_useless_under_rls,
    policy_or_constant,
    redundant_index,
    foreign_key_types,
    no_primary_key,
    missing_comment,
    constraint_not_valid,
    extension_in_public,
    type_char,
    type_money,
    type_reg,
    type_small_key,
    type_timestamp,
    type_timetz,
    type_json,
    type_serial,
    type_varchar,
    name_needs_quotes,
    rewrite_rule,
    table_inheritance,
}

/// A column that a policy compares with something that is the same for all rows.
#[derive(Clone, Debug)]
struct PolicyColumn {
    policy: Id,
    table: Id,
    column: Ident,
    value: Node,
}

/// The columns that permissive policies of tables with row-level security compare where they choose rows.
fn policy_columns(subject: &Subject<'_>) -> Vec<PolicyColumn> {
    let mut found = Vec::new();
    for (table, _) in subject.guarded() {
        let known: BTreeSet<&str> = subject.columns(table).map(|(id, _)| id.name.as_str()).collect();
        for (policy, body) in subject.policies(table).filter(|(_, policy)| !policy.restrictive) {
            for (column, value) in body.using.iter().flat_map(|sql| compared(sql, &known)) {
                found.push(PolicyColumn { policy: policy.clone(), table: table.clone(), column, value });
            }
        }
    }
    found
}

/// Those of one table.
fn policy_columns_of(subject: &Subject<'_>, table: &Id) -> BTreeSet<Ident> {
    let known: BTreeSet<&str> = subject.columns(table).map(|(id, _)| id.name.as_str()).collect();
    let conditions = subject.policies(table).filter(|(_, policy)| !policy.restrictive);
    let compared = conditions.flat_map(|(_, policy)| &policy.using).flat_map(|sql| compared(sql, &known));
    compared.map(|(column, _)| column).collect()
}

/// Conditions joined by OR that name no column of the table.
fn disjuncts_without_columns(subject: &Subject<'_>, table: &Id, sql: &Sql) -> Vec<Node> {
    let known: BTreeSet<&str> = subject.columns(table).map(|(id, _)| id.name.as_str()).collect();
    disjuncts(sql).into_iter().filter(|node| columns(node, &known).is_empty()).collect()
}

/// Permissive policies for one of these commands whose roles no policy lets read, with the roles in words.
fn blind<'a>(subject: &Subject<'a>, commands: &[Command]) -> Vec<(&'a Id, Command, String)> {
    let mut found = Vec::new();
    for (table, _) in subject.guarded() {
        let readers: Vec<_> = subject
            .policies(table)
            .filter(|(_, policy)| !policy.restrictive && is_for(policy, Command::Select))
            .map(|(_, policy)| &policy.to)
            .collect();
        let reads = |role: &Ident| {
            let names = subject.memberships(role);
            readers.iter().any(|to| to.is_empty() || to.0.iter().any(|name| names.contains(name)))
        };
        let (all, selecting) = (subject.grantees(table, None), subject.grantees(table, Some("select")));
        let held = |roles: &BTreeSet<Ident>, role: &Ident| {
            roles.contains("public") || subject.memberships(role).iter().any(|name| roles.contains(name))
        };
        // A role that has privileges and not that of reading is meant not to read.
        let meant = |role: &Ident| held(&all, role) && !held(&selecting, role);
        for (id, policy) in subject.policies(table) {
            if policy.restrictive || !commands.contains(&policy.command) {
                continue;
            }
            let who: Vec<Ident> = if policy.to.is_empty() {
                let open = readers.iter().any(|to| to.is_empty());
                if open { Vec::new() } else { vec!["public".into()] }
            } else {
                policy.to.0.iter().filter(|role| !reads(role) && !meant(role)).cloned().collect()
            };
            if !who.is_empty() {
                found.push((id, policy.command, roles(&who)));
            }
        }
    }
    found
}

/// Routines that find names along the path of their caller.
fn without_path<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Routine<'a>> + use<'a> {
    subject.routines().filter(|routine| {
        let native = matches!(routine.language.as_str(), "c" | "internal");
        routine.search_path.is_none() && routine.sql_body.is_none() && !native
    })
}

/// With the line that pins the path of a routine. What one in another schema needs of other schemas is for its author to
/// say.
fn pinned(subject: &Subject<'_>, routine: &Id, hit: Hit) -> Hit {
    let public = routine.schema.as_ref().is_some_and(|schema| schema.as_str() == "public");
    if !public || subject.is_overloaded(routine) {
        return hit;
    }
    hit.fix(routine, "set.search_path = \"public, pg_temp\"")
}

/// Tables with row-level security that a text of an object reads with the rights of its owner, in words.
fn past_policies(subject: &Subject<'_>, holder: &Id, text: &str) -> Option<String> {
    let tables = subject.guarded_relations(holder, text);
    (!tables.is_empty()).then(|| super::subject::listed(tables))
}

/// Those, and the roles under policies that have a privilege on the object.
fn past_policies_for(subject: &Subject<'_>, holder: &Id, privilege: &str, text: &str) -> Option<(String, String)> {
    let names = subject.confined_grantees(holder, Some(privilege));
    if names.is_empty() {
        return None;
    }
    Some((roles(&names), past_policies(subject, holder, text)?))
}

/// The columns of a foreign key, each with the one that it refers to.
fn pairs(key: &ForeignKey) -> impl Iterator<Item = (&Ident, &Ident)> {
    key.columns.iter().zip(&key.referenced)
}

/// Roles in words: `app and web`, `everyone`.
fn roles(names: &[Ident]) -> String {
    if names.is_empty() || names.iter().any(|name| name.as_str() == "public") {
        return "everyone".to_owned();
    }
    super::subject::listed(names)
}

/// Columns of tables of a type, by its name in `pg_type`; arrays of it count.
fn columns_of(subject: &Subject<'_>, name: &str, what: &str, hint: &str) -> Vec<Hit> {
    let own = |schema: &Option<Ident>| schema.as_ref().is_some_and(|schema| schema.as_str() == "pg_catalog");
    let of_type = subject.all_columns().filter(|(_, column)| {
        let base = column.data_type.base();
        own(&base.schema) && base.name.as_str() == name
    });
    of_type
        .map(|(id, column)| {
            let message = format!("{id} is {}, which {what}", column.data_type.short());
            Hit::new(id, message).at("type").hint(hint)
        })
        .collect()
}

/// The line of a table's section that adds an index on these columns.
fn index_line(table: &Id, columns: &[Ident]) -> String {
    let names: Vec<&str> = columns.iter().map(Ident::as_str).collect();
    let name = crate::sql::name::make_object_name(table.name.as_str(), Some(&names.join("_")), Some("idx"));
    let keys: Vec<String> = columns.iter().map(ToString::to_string).collect();
    format!("indexes.{} = {}", crate::write::bare(&name), crate::write::string(&keys.join(", ")))
}
