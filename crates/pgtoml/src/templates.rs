//! Templates that the crate carries.
//!
//! `crates/pgtoml/templates` is a symbolic link to the folder `templates` of the repository; packing follows it.

macro_rules! sql_templates {
    ($($name:literal),* $(,)?) => {
        /// Templates of SQL, by name.
        pub const SQL: &[(&str, &str)] = &[$(($name, include_str!(concat!("../templates/sql/", $name, ".sql")))),*];
    };
}

sql_templates!(
    "column",
    "composite",
    "constraint",
    "database",
    "default_privileges",
    "domain",
    "enum",
    "event_trigger",
    "extension",
    "foreign_data_wrapper",
    "foreign_table",
    "function",
    "index",
    "materialized_view",
    "meta",
    "policy",
    "procedure",
    "publication",
    "role",
    "rule",
    "schema",
    "sequence",
    "server",
    "statistics",
    "subscription",
    "table",
    "trigger",
    "user_mapping",
    "view",
);
