//! What few files have: objects outside schemas, and what belongs to tables besides columns and indexes.

pub(super) const RARE: &str = r#"
[project]
schemas = ["public", "app"]

[database]
comment = "What it is for"
connection_limit = 40
owner = "app"
set.timezone = "UTC"
set_for.app.statement_timeout = "5s"
grants.public = ["connect"]
grants.app = ["all with grant option"]
security_labels.selinux = "system"

[foreign_data_wrappers.plain]

[foreign_data_wrappers."Of files"]
handler = "app.handler"
options = { debug = "true", "A b" = "it's" }

[servers]
empty = "plain"

[servers.films]
wrapper = "Of files"
version = "1.1"
options = { host = "films.example" }
grants.app = ["usage"]
user_mappings.public = {}
user_mappings.app.options = { user = "reader", password = "env:FILMS" }

[tables.t]
columns.id = "integer primary key"
columns.name = "text"
columns.locked = { type = "boolean", security_labels = { anon = "MASKED WITH VALUE 'x'" } }
statistics.short = "id, name"
statistics.long = { on = ["name", "lower(name)"], kinds = ["mcv"], target = 100, schema = "app", comment = "…" }
rules.short = "on delete do instead nothing"
rules.long = { on = "update", where = "old.locked", instead = true, do = ["select 1", "notify x"], enabled = "always" }
policies.p = { using = "true" }

[foreign_tables.f]
server = "films"
options = { "Table name" = "x" }
comment = "Elsewhere"
columns.id = { type = "integer not null", foreign_options = { column_name = "film_id" }, comment = "Key" }
columns.title = { type = "text default 'x'", statistics = 7, foreign_options = { b = "c" } }
columns.n = "integer"
comments.n = "A number"
checks.positive = "n > 0"
triggers.g = { timing = "before", on = "insert", function = "tf" }
grants.app = ["select", "update (n)"]

[schemas.app.tables.c]
columns.id = "integer"

[views.v]
query = "select id from t"
rules.adds = "on insert do instead insert into t (id) values (new.id)"

[functions.tf]
returns = "trigger"
language = "plpgsql"
body = "begin return new; end"

[functions.et]
returns = "event_trigger"
language = "plpgsql"
body = "begin end"

[publications]
short = ["t", "app.c"]
nothing = {}

[publications.some]
tables = ["app.c", { table = "t", columns = ["id", "name"], where = "id > 3" }]
schemas = ["app"]
publish = ["insert"]
publish_via_partition_root = true

[subscriptions.s]
connection = "env:PUBLISHER"
publications = ["a", "b"]
slot = "none"
enabled = false
origin = "none"

[event_triggers.x]
on = "sql_drop"
tags = ["DROP TABLE"]
execute = "et"
enabled = "replica"
owner = "app"
"#;
