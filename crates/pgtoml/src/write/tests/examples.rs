//! Files that hold every kind, and names and texts that are hard to write.

use super::*;

pub(crate) const EXAMPLES: &[&str] = &[
    super::rare::RARE,
    // Of everything something.
    r#"
[project]
schemas = ["public", "billing"]

[extensions]
pgcrypto = {}
vector = { optional = true, schema = "billing" }

[roles]
app = { login = true, member_of = ["readers", "writers with admin option"], set = { work_mem = "64MB" } }
readers = {}
writers = { comment = "who writes", connection_limit = 3, valid_until = "2030-01-01 00:00:00+00", inherit = false }

[enums]
case_status = ["open", "investigating", "closed"]
[enums.long]
labels = ["a", "b"]
renamed = { b = "c" }
removed = { x = "a" }
comment = "with comment"
grants.public = []
grants.app = ["usage"]

[domains]
email = "text not null check (value ~ '@')"
code = { type = "varchar(10)", checks = { short = "length(value) < 5", long = "length(value) > 1" }, default = "'x'" }

[types.address]
attributes = { street = "text", city = "varchar(80)", sort = { type = "text", collation = "\"C\"" } }
owner = "app"

[sequences.numbers]
start = 5
increment = 2
type = "integer"
cycle = true
cache = 10
min = 1
max = 100

[tables.oracles]
comment = "Who answers"
columns.id = "uuid primary key default gen_random_uuid()"
columns.name = "text not null unique"
columns.status = "case_status not null default 'open'"
columns.place = "address"

[tables.documents]
comment = "Uploaded files"
columns.id = "bigserial primary key"
columns.oracle_id = "uuid not null references oracles on delete cascade"
columns.name = "text references oracles (name) on update set null deferrable initially deferred"
columns.tags = { type = "text[]", not_null = true, default = "'{}'", comment = "…", statistics = 500 }
columns.search = "tsvector generated always as (to_tsvector('english', title)) stored"
columns.title = "text collate \"C\" not null"
columns.number = "integer generated always as identity (start with 10 increment by 5)"
columns.size = "numeric(12,2) default 0.5"
columns.at = "timestamptz not null default now()"
columns.mail = "email"
comments.title = "What it is called"
renames = { title = ["name_of", "caption"] }
conversions.size = "size::numeric(12,2)"
backfill.title = "'none'"
indexes.documents_tags_idx = { using = "gin", on = "tags" }
indexes.documents_recent_idx = { on = "at desc nulls last, lower(title)", where = "size > 0", unique = true, include = ["name"] }
indexes.documents_title_idx = "title"
checks.size_positive = "size > 0"
constraints.both = "unique nulls not distinct (title, size) include (at)"
constraints.late = "check (size < 100) not valid"
policies.owner_reads = { for = "select", to = "app", using = "oracle_id is not null" }
policies.long = { for = "update", to = ["app", "readers"], restrictive = true, using = "oracle_id is not null and title <> 'a long text that fills the line'", with_check = "true" }
triggers.touch = { timing = "before", on = ["insert", "update"], columns = ["title"], function = "touch", args = ["a", "b c"], when = "new.size > 1" }
grants.app = ["select", "update (title, size)", "insert with grant option", "insert (tags) with grant option"]
grants.readers = ["all"]
renamed_from = "files"

[tables.event]
partition = "range (created_at)"
columns.created_at = "timestamptz not null"
columns.id = "bigint not null"
unnamed = ["primary key (created_at, id)"]
[tables.event.partitions]
event_2026_01 = "for values from ('2026-01-01') to ('2026-02-01')"
event_rest = "default"

[tables.event_2025]
partition_of = "event"
bound = "for values from ('2025-01-01') to ('2026-01-01')"
comment = "old"

[views]
short = "select 1 as one"
[views.open_documents]
comment = "what is open"
query = '''
select d.id,
       d.title
from documents d
'''
security_invoker = true
columns.title = { comment = "the title" }
grants.readers = ["select"]
triggers.put = { timing = "instead of", on = "insert", function = "touch" }

[materialized_views.counts]
query = "select count(*) as n from documents"
indexes.counts_idx = { on = "n", unique = true }
with = { fillfactor = 70 }

[functions.touch]
returns = "trigger"
language = "plpgsql"
body = '''
begin
  new.at := now();
  return new;
end
'''

[functions."f(uuid)"]
args = "p_id uuid, p_at timestamptz default now()"
returns = "setof documents"
language = "sql"
stability = "stable"
set = { search_path = "pg_catalog, public" }
body = "select * from documents where id = 1"
grants.public = []
grants.app = ["execute"]
cost = 10

[functions."f(case_status)"]
args = "s case_status"
returns = "table(a integer, b timestamp with time zone)"
language = "sql"
body = "select 1, now()"
parallel = "safe"
strict = true

[procedures.run]
args = "inout n integer"
language = "sql"
body = "select 1"
owner = "app"
security_definer = true

[schemas.billing]
comment = "money"
owner = "app"
grants.app = ["usage", "create"]

[schemas.billing.enums]
case_status = ["paid"]

[schemas.billing.tables.invoices]
columns.id = "serial primary key"
columns.document = "bigint references documents"
columns.status = "case_status"
columns.other = "public.case_status"

[[default_privileges]]
owner = "app"
on = "functions"
grants.readers = ["execute with grant option"]

[[default_privileges]]
owner = "app"
schema = "billing"
on = "tables"
grants.app = ["select", "insert"]
"#,
    // Nothing at all.
    "",
    // Only schemas, one of them empty.
    "[project]\nschemas = [\"b\"]\n[schemas.a]\n[schemas.public]\n",
    // Names that are hard to write.
    r#"
[enums]
"a.b" = ["x'y", "\"", "", "\\", "tab\there"]
"with space" = ["ü", "日本"]
"schemas" = ["a"]

[tables."it's"]
columns."a.b" = "integer primary key"
columns."q\"uote" = { type = "text", grants = { "some role" = ["select"] } }
columns."Title" = "text not null unique"
columns."public" = "\"a.b\""
columns."" = "\"with space\"[]"
columns."a,b" = { type = "text", grants = { app = ["select"] } }
comments."a.b" = "two\nlines"
comments."Title" = "quote ' and \" and \\ and \u007f"
grants."some role" = ["select (\"Title\")", "select"]
grants.app = ["update (Title, public)"]
indexes."i.1" = "\"Title\""
policies."p 1" = { using = "\"Title\" = 'it''s'" }
checks."c" = "\"a.b\" > 0"

[tables."public"]
columns.id = "integer references \"it's\""
columns."order" = "text default 'a \"b\" ''c'''"
columns.z = "text default E'a\\nb'"

[tables.a]
columns.id = "integer primary key"
[schemas."x.y".tables.a]
columns.id = "integer primary key references public.a"
columns.b = "integer references a"

[functions."with space"]
returns = "integer"
language = "sql"
body = "select 1"

[functions."odd(name(numeric)"]
args = "\"in\" numeric(10,2), \"a b\" double precision"
returns = "integer"
language = "sql"
body = "select 1"

[schemas."x.y"]
comment = "''' and \"\"\" and\nlines"
"#,
    // Bodies, byte by byte.
    r#"
[functions.a]
returns = "text"
language = "sql"
body = "\nselect 1\n\n"
[functions.b]
returns = "text"
language = "sql"
body = "select '''\n'\r\n\u0007\t\"\"\" \"\"\"\" \\ "
[functions.c]
returns = "text"
language = "sql"
body = "a\r\nb"
[functions.d]
returns = "text"
language = "sql"
body = "line\nit ends with '"
[functions.e]
returns = "text"
language = "sql"
body = "''' \nit ends with \""
[functions.f]
returns = "text"
language = "sql"
body = ""
[functions.g]
args = "out a integer, inout b text, variadic c integer[]"
language = "sql"
body = "  \n  "
[functions.h]
language = "sql"
returns = "integer"
sql_body = "return 1"
"#,
    // Row-level security in all its states.
    r#"
[tables.a]
columns.id = "integer"
policies.p = { using = "true" }
[tables.b]
columns.id = "integer"
row_level_security = false
policies.p = { using = "true" }
[tables.c]
columns.id = "integer"
row_level_security = true
force_row_level_security = true
[tables.d]
columns.id = "integer"
"#,
    // Names of constraints: as PostgreSQL chooses them, nearly so, taken by another.
    r#"
[tables.a]
columns.id = "integer primary key"
columns.b = "integer constraint a_b_key1 unique references a"
columns.c = "integer constraint a_c_fkey references a (id) match full on delete set default"
columns.d = "integer constraint other unique"
columns.e = "integer constraint nn not null"
columns.g = "integer constraint a_g_key unique references a on delete cascade on update cascade"
columns.h = "integer references d"
columns.j = "integer references c (j)"
[tables.d]
columns.x = "integer primary key"
[tables.c]
columns.j = "integer constraint a_j_key unique"
"#,
    r#"
[tables.a]
columns.tenant = "uuid not null"
columns.id = "uuid not null"
columns.during = "tstzrange"
constraints.a_pkey = "primary key (tenant, id)"
constraints.a_excl = "exclude using gist (tenant with =, during with &&) where (id is not null)"
constraints.with_comment = { definition = "unique (id)", comment = "one" }
constraints.marked = { type = "unique", columns = ["tenant", "id", "during"], replica_identity = true, clustered = true }
constraints.commented = { definition = "check (id <> tenant)", comment = "two" }
constraints.alone = "check (id is not null) no inherit"
[tables.b]
columns.tenant = "uuid"
columns.a = "uuid"
constraints.b_tenant_a_fkey = "foreign key (tenant, a) references a on delete set null (a)"
constraints.b_fkey1 = "foreign key (tenant, a) references a (id, tenant)"
"#,
    // Tables of all sorts.
    r#"
[types.row_type]
attributes = { a = "integer" }
[tables.typed]
of = "row_type"
[tables.parent]
unlogged = true
columns.id = "smallserial"
columns.code = { type = "text", storage = "external", compression = "lz4", options = { n_distinct = "-1" } }
with = { fillfactor = 70, "toast.autovacuum_enabled" = false }
replica_identity = "full"
access_method = "heap2"
tablespace = "fast"
[tables.heir]
inherits = ["parent"]
columns.more = "text"
[tables.p]
partition = { by = "list (region)" }
owner = "someone"
columns.region = "text not null"
[tables.p.partitions]
p_eu = "for values in ('eu')"
[tables.p_us]
partition_of = "p"
bound = "for values in ('us')"
partition = "hash (region)"
owner = "someone"
[tables.owned]
owner = "someone"
columns.id = "serial"
[tables.other]
columns.id = "bigint not null default nextval('numbers'::regclass)"
columns.second = "serial"
[sequences.numbers]
owned_by = { table = "other", column = "id" }
[sequences.other_second_seq]
type = "integer"
owned_by = { table = "other", column = "second" }
grants.app = ["usage"]
"#,
    // Types that must not be taken for others.
    r#"
[enums]
serial = ["a"]
text = ["b"]
"Mixed Case" = ["c"]
[tables.t]
columns.a = "public.serial"
columns.b = "public.text"
columns.c = "\"Mixed Case\"[] default '{}'"
columns.d = "public.\"Mixed Case\""
columns.e = "interval day to second(3)"
columns.f = "timestamp(3)"
columns.g = "bit varying(5)[]"
columns.h = "double precision default 1.5 + 2"
columns.i = "boolean default not true"
columns.j = "text default (case when true then 'not null' else 'x' end)"
columns.k = "integer generated by default as identity (minvalue -5 maxvalue 5 cycle cache 3)"
columns.n = "integer generated always as identity (sequence name other start with 7)"
columns.l = "integer generated always as (a_very_long_function_name(h, i, j, k) + another_very_long_function_name(h, i)) virtual"
columns.m = "text default 'a\nb'"
"#,
    // Types of an extension, and one that only looks like them.
    r#"
[project]
schemas = ["*"]
search_path = ["app", "public"]
[extensions]
citext = { schema = "ext" }
[schemas.app.enums]
level = ["low"]
[schemas.app.tables.t]
columns.a = "citext"
columns.b = "ext.citext[]"
columns.c = "level"
[schemas.other.tables.t]
columns.c = "level"
columns.d = "integer references app.t2"
[schemas.app.tables.t2]
columns.d = "integer primary key"
"#,
    // Sugar that stands for objects.
    r#"
# Who sees what.
[tenancy.tenant]
column = "tenant_id bigint"
setting = "app.tenant_id" # of the session
tables = "auto"
children = ["parts"]
bypass = { setting = "app.bypass", roles = ["support"] }
composite_keys = true
roles = ["app"]
grants = ["select"]
functions = { set = "set_tenant", get = "current_tenant" }

[policy_templates.kept]
parameters = { column = "deleted" }
using = "not {column}"
permissive = false
to = ["app"]
tables = ["orders"]

[tables.orders]
columns.id = "bigint primary key"
columns.tenant_id = "bigint"
columns.deleted = "boolean not null default false"

[tables.lines]
columns.id = "bigint primary key"
columns.tenant_id = "bigint"
columns.order_id = "bigint references orders on delete set null"
columns.gone = "boolean not null default false"
policies.kept = { template = "kept", column = "gone" }

[tables.parts]
columns.line_id = "bigint references lines"

[views.recent]
query = "select id from orders"
"#,
];

#[test]
fn reading_what_was_written_gives_the_same_model() {
    for text in EXAMPLES {
        roundtrip(text);
    }
}
