//! A schema of any number of tables: ten columns, three indexes, two foreign keys, a check, a policy each.

use std::fmt::Write as _;

/// The schema as SQL.
pub fn sql(tables: usize) -> String {
    let mut sql = String::new();
    for n in 0..tables {
        let _ = write!(
            sql,
            "CREATE TABLE t{n} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id uuid NOT NULL,
             a_id bigint, b_id bigint, name text NOT NULL, status text NOT NULL DEFAULT 'new',
             amount numeric(12,2) NOT NULL DEFAULT 0, tags text[] NOT NULL DEFAULT '{{}}',
             created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz,
             CONSTRAINT t{n}_amount_check CHECK (amount >= 0 AND (status <> 'done' OR updated_at IS NOT NULL)));
             CREATE INDEX t{n}_tenant_idx ON t{n} (tenant_id, created_at DESC);
             CREATE INDEX t{n}_name_idx ON t{n} (lower(name));
             CREATE INDEX t{n}_open_idx ON t{n} (a_id) WHERE status = 'new';
             ALTER TABLE t{n} ENABLE ROW LEVEL SECURITY;
             CREATE POLICY tenant ON t{n} USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));\n"
        );
    }
    for n in 0..tables {
        let (a, b) = (n / 2, (n * 7 + 3) % tables);
        let _ = write!(
            sql,
            "ALTER TABLE t{n} ADD CONSTRAINT t{n}_a_fkey FOREIGN KEY (a_id) REFERENCES t{a} (id),
             ADD CONSTRAINT t{n}_b_fkey FOREIGN KEY (b_id) REFERENCES t{b} (id) ON DELETE CASCADE;\n"
        );
    }
    sql
}

/// The same schema as a person would write it.
pub fn toml(tables: usize) -> String {
    let mut toml = String::from("[project]\nname = \"bench\"\npostgres = 15\n");
    for n in 0..tables {
        let (a, b) = (n / 2, (n * 7 + 3) % tables);
        let _ = write!(
            toml,
            "\n[tables.t{n}]
columns.id = \"bigint generated always as identity primary key\"
columns.tenant_id = \"uuid not null\"
columns.a_id = \"bigint\"
columns.b_id = \"bigint\"
columns.name = \"text not null\"
columns.status = \"text not null default 'new'\"
columns.amount = \"numeric(12,2) not null default 0\"
columns.tags = \"text[] not null default '{{}}'\"
columns.created_at = \"timestamptz not null default now()\"
columns.updated_at = \"timestamptz\"
constraints.t{n}_a_fkey = \"foreign key (a_id) references t{a} (id)\"
constraints.t{n}_b_fkey = \"foreign key (b_id) references t{b} (id) on delete cascade\"
checks.t{n}_amount_check = \"amount >= 0 and (status <> 'done' or updated_at is not null)\"
indexes.t{n}_tenant_idx = \"tenant_id, created_at desc\"
indexes.t{n}_name_idx = \"lower(name)\"
indexes.t{n}_open_idx = {{ on = \"a_id\", where = \"status = 'new'\" }}
policies.tenant = {{ using = \"tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)\" }}
"
        );
    }
    toml
}
