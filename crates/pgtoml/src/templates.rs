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
    "access_method",
    "aggregate",
    "base_type",
    "carry",
    "cast",
    "collation",
    "column",
    "composite",
    "constraint",
    "conversion",
    "data",
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
    "language",
    "materialized_view",
    "meta",
    "operator",
    "operator_class",
    "operator_family",
    "policy",
    "procedure",
    "publication",
    "range",
    "role",
    "rule",
    "schema",
    "sequence",
    "server",
    "statistics",
    "subscription",
    "table",
    "transform",
    "trigger",
    "ts_configuration",
    "ts_dictionary",
    "ts_parser",
    "ts_template",
    "user_mapping",
    "view",
);
