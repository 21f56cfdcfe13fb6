//! Foreign keys into rows that their writer cannot see.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "foreign-key-past-rls",
    group: Group::Security,
    level: Level::Warn,
    summary: "A foreign key between two tables of tenants that does not hold the tenant",
    docs: "
Foreign keys are checked past row-level security: a role inserted a row that refers to a row of another tenant, which
it cannot see, and so learned that it is there and tied its own data to it (PostgreSQL 15 and 18). With the tenant in
the key, `(tenant_id, document_id) references documents (tenant_id, id)`, it can only refer to its own; the referenced
table needs a unique constraint on both.

Found are foreign keys between tables whose policies compare a column with the same value, where the key does not pair
those columns.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant = "text not null"
indexes.documents_tenant_idx = "tenant"
policies.own = { to = "app", using = "tenant = (select current_setting('app.tenant', true))" }

[tables.pages]
columns.id = "uuid primary key"
columns.tenant = "text not null"
columns.document_id = "uuid not null references documents"
indexes = { pages_tenant_idx = "tenant", pages_document_idx = "document_id" }
policies.own = { to = "app", using = "tenant = (select current_setting('app.tenant', true))" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant = "text not null"
constraints.documents_tenant_key = "unique (tenant, id)"
policies.own = { to = "app", using = "tenant = (select current_setting('app.tenant', true))" }

[tables.pages]
columns.id = "uuid primary key"
columns.tenant = "text not null"
columns.document_id = "uuid not null"
constraints.pages_document_fkey = "foreign key (tenant, document_id) references documents (tenant, id)"
indexes.pages_document_idx = "tenant, document_id"
policies.own = { to = "app", using = "tenant = (select current_setting('app.tenant', true))" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let compared = super::policy_columns(subject);
    let mut hits = Vec::new();
    for (id, table, key) in subject.foreign_keys() {
        let Some(referenced) = subject.model.relation(&key.table) else { continue };
        let of = |table: &crate::model::Id| compared.iter().filter(move |one| one.table == *table).collect::<Vec<_>>();
        let (own, other) = (of(&table), of(referenced));
        let pairs = own.iter().flat_map(|own| other.iter().filter(|other| other.value == own.value).map(move |other| (own, other)));
        let held = |a: &crate::model::Ident, b: &crate::model::Ident| {
            key.columns.iter().zip(&key.referenced).any(|(own, other)| own == a && other == b)
        };
        let pairs: Vec<_> = pairs.collect();
        let Some((own, other)) = pairs.first() else { continue };
        if table == *referenced && own.column == other.column && key.columns == key.referenced {
            continue;
        }
        if !pairs.iter().any(|(own, other)| held(&own.column, &other.column)) {
            let message = format!(
                "{id} may refer to a row of {referenced} that policies hide: it does not pair {} with {}",
                own.column, other.column
            );
            let hint = format!("refer to ({}, …), with a unique constraint on that there", other.column);
            hits.push(Hit::new(id, message).at("definition").hint(hint));
        }
    }
    hits
}
