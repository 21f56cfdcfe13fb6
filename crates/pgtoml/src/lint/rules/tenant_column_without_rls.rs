//! Tables of a tenant that nothing guards.

use std::collections::BTreeMap;

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "tenant-column-without-rls",
    group: Group::Security,
    level: Level::Warn,
    summary: "A table without row-level security that has the column by which policies of other tables choose rows",
    docs: "
Where policies compare `tenant_id` in some tables, and another table has a `tenant_id` of the same type, is granted to
a role under those policies and has no row-level security, it was most likely forgotten: the role reads the rows of all
tenants there. A column that is the primary key of the table where it is compared, as `id` of the tenants themselves,
does not count. Partitions are looked at by `partition-past-rls`.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant_id = "uuid not null"
indexes.documents_tenant_idx = "tenant_id"
policies.own = { to = "app", using = "tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid)" }

[tables.attachments]
columns.id = "uuid primary key"
columns.tenant_id = "uuid not null"
grants.app = ["select", "insert"]
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant_id = "uuid not null"
indexes.documents_tenant_idx = "tenant_id"
policies.own = { to = "app", using = "tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid)" }

[tables.attachments]
columns.id = "uuid primary key"
columns.tenant_id = "uuid not null"
indexes.attachments_tenant_idx = "tenant_id"
grants.app = ["select", "insert"]
policies.own = { to = "app", using = "tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid)" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut compared = BTreeMap::new();
    for one in super::policy_columns(subject) {
        let key = subject.primary_key(&one.table).is_some_and(|key| *key == [one.column.clone()]);
        let known = subject.column(&one.table, &one.column).filter(|_| !key);
        if let Some(column) = known {
            compared.entry((one.column, &column.data_type)).or_insert(one.table);
        }
    }
    let mut hits = Vec::new();
    for (id, _) in subject.tables().filter(|(_, table)| !table.row_level_security && table.partition_of.is_none()) {
        let roles = subject.confined_grantees(id, None);
        let mut columns = subject.columns(id);
        let forgotten = columns.find_map(|(column, body)| {
            let table = compared.get(&(column.name.clone(), &body.data_type))?;
            Some((&column.name, table))
        });
        let Some((column, table)) = forgotten.filter(|_| !roles.is_empty()) else { continue };
        let who = super::roles(&roles);
        let message = format!("{id} has {column}, by which {table} is guarded, and is open to {who} without a policy");
        hits.push(Hit::new(id, message).hint(format!("add a policy like that of {table}")));
    }
    hits
}
