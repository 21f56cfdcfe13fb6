//! Other ways to have partitions made and taken away as time goes by: pg_partman, pg_cron, functions of the database.

use super::bounds::Holds;
use super::calendar::Every;
use super::{Expired, LOCK, Ruled, names};
use crate::kind::{Body, Tag};
use crate::model::{Id, Model};
use crate::sql::quote::quote_literal;

const FUNCTIONS: &str = include_str!("../../templates/partitions/functions.sql");

/// Functions in the schema `pgtoml` that do what `pgtoml partitions` does, without a program beside the database.
pub fn functions(tables: &[Ruled<'_>]) -> String {
    let rules: Vec<String> = tables.iter().map(|one| format!("        ({})", rule(one))).collect();
    FUNCTIONS.replace("{{lock}}", &LOCK.to_string()).replace("{{rules}}", &rules.join(",\n"))
}

fn rule(one: &Ruled<'_>) -> String {
    let keep = |keep: Option<Every>| match keep {
        None => ("NULL::interval".to_owned(), "NULL::bigint".to_owned()),
        Some(Every::Count(n)) => ("NULL::interval".to_owned(), format!("{n}::bigint")),
        Some(keep) => (format!("interval {}", quote_literal(&keep.to_string())), "NULL::bigint".to_owned()),
    };
    let (unit, n, origin) = match one.rule.every {
        Every::Months(n) => ("months", i64::from(n), 0),
        Every::Count(n) => ("count", n, one.rule.origin(one.holds)),
        // A week that began on a Monday.
        Every::Weeks(n) => ("seconds", i64::from(n) * 604_800, -259_200),
        Every::Days(n) => ("seconds", i64::from(n) * 86_400, 0),
        Every::Hours(n) => ("seconds", i64::from(n) * 3_600, 0),
    };
    let holds = match one.holds {
        Holds::Moment => "timestamptz",
        Holds::LocalTime => "timestamp",
        Holds::Day => "date",
        Holds::Integer => "integer",
    };
    let expired = if one.rule.expired == Expired::Drop { "drop" } else { "detach" };
    let (keep, keep_count) = keep(one.rule.keep);
    [
        quote_literal(&one.id.qualified().to_string()),
        quote_literal(one.column.as_str()),
        quote_literal(holds),
        quote_literal(unit),
        format!("{n}::bigint"),
        format!("{origin}::bigint"),
        one.rule.ahead.to_string(),
        keep,
        keep_count,
        quote_literal(expired),
        quote_literal(&pattern(one)),
    ]
    .join(", ")
}

/// The pattern of names for `to_char`; that of integers keeps `{from}`.
fn pattern(one: &Ruled<'_>) -> String {
    let count = one.rule.every.is_count();
    let text = |text: &str| match count {
        true => text.to_owned(),
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    };
    let pieces = names::pieces(&one.rule.name).unwrap_or_default().into_iter().map(|piece| match piece {
        names::Piece::Text(own) => text(own),
        names::Piece::Word("table") => text(one.id.name.as_str()),
        names::Piece::Word("hh") => "HH24".to_owned(),
        names::Piece::Word("ww") => "IW".to_owned(),
        names::Piece::Word("from") => "{from}".to_owned(),
        names::Piece::Word(word) => word.to_uppercase(),
    });
    pieces.collect()
}

/// What pg_partman 4 and 5 are told. `Err`: an interval that pg_partman counts from another beginning.
///
/// # Errors
/// The table, and why.
pub fn partman(tables: &[Ruled<'_>]) -> Result<String, String> {
    let mut text = String::from(
        "-- Hands the partitions over to pg_partman, 4 or 5, wherever it is installed. Partitions that are there get the names by\n\
         -- which pg_partman knows them. Months and days are those of UTC, so its maintenance runs with `timezone = 'UTC'`.\n",
    );
    for one in tables {
        let (four, five) = match one.rule.every {
            Every::Months(12) => ("YYYY", "YYYYMMDD"),
            Every::Months(3) => ("YYYY\"q\"Q", "YYYYMMDD"),
            Every::Months(1) => ("YYYY_MM", "YYYYMMDD"),
            Every::Weeks(1) => ("IYYY\"w\"IW", "YYYYMMDD"),
            Every::Days(1) => ("YYYY_MM_DD", "YYYYMMDD"),
            Every::Hours(1) => ("YYYY_MM_DD_HH24MI", "YYYYMMDD_HH24MISS"),
            Every::Count(_) => ("", ""),
            every => {
                return Err(format!(
                    "{}: pg_partman counts intervals of {every} from the day on which it begins, not from the same beginning as `every`",
                    one.id.qualified()
                ));
            }
        };
        text.push('\n');
        text.push_str(&handed(one, four, five));
    }
    Ok(text)
}

fn handed(one: &Ruled<'_>, four: &str, five: &str) -> String {
    let schema = one.id.schema.as_ref().map(|schema| schema.as_str()).unwrap_or_default();
    // pg_partman wants names without quotes.
    let parent = quote_literal(&format!("{schema}.{}", one.id.name.as_str()));
    let relation = quote_literal(&one.id.qualified().to_string());
    let every = quote_literal(&one.rule.every.to_string());
    let keep = one.rule.keep.map_or_else(|| "NULL".to_owned(), |keep| quote_literal(&keep.to_string()));
    let (count, control) = (one.rule.every.is_count(), quote_literal(one.column.as_str()));
    let stays = one.rule.expired == Expired::Detach;
    let ahead = one.rule.ahead;
    let first = if count { "b.v[1]" } else { "to_char(b.v[1]::timestamptz, suffix)" };
    // A week and a month have words of their own in 4, and would be other partitions without them.
    let word = quote_literal(match one.rule.every {
        Every::Months(12) => "yearly",
        Every::Months(3) => "quarterly",
        Every::Months(1) => "monthly",
        Every::Weeks(1) => "weekly",
        Every::Days(1) => "daily",
        Every::Hours(1) => "hourly",
        _ => "",
    });
    let word = if count { every.clone() } else { word };
    let (four, five) = (quote_literal(four), quote_literal(five));
    format!(
        r"DO $pgtoml$
DECLARE
    home name;
    major integer;
    known bigint;
    suffix text;
    part record;
BEGIN
    SET LOCAL timezone = 'UTC';
    SET LOCAL datestyle = 'ISO';
    SELECT n.nspname, split_part(e.extversion, '.', 1)::integer INTO home, major
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_partman';
    IF home IS NULL THEN
        RAISE EXCEPTION 'pg_partman is not installed' USING HINT = 'CREATE SCHEMA partman; CREATE EXTENSION pg_partman SCHEMA partman';
    END IF;
    suffix := CASE WHEN major >= 5 THEN {five} ELSE {four} END;
    FOR part IN
        SELECT c.relname AS name, n.nspname AS home, p.relname || '_p' || {first} AS wanted
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_class p ON p.oid = i.inhparent,
        regexp_match(pg_get_expr(c.relpartbound, c.oid), $re$FROM \('?([^')]+)'?\)$re$) AS b (v)
        WHERE i.inhparent = {relation}::regclass AND b.v[1] ~ '^-?[0-9]'
    LOOP
        IF part.name <> part.wanted THEN
            EXECUTE format('ALTER TABLE %I.%I RENAME TO %I', part.home, part.name, part.wanted);
        END IF;
    END LOOP;
    EXECUTE format('SELECT count(*) FROM %I.part_config WHERE parent_table = $1', home) INTO known USING {parent};
    IF known = 0 AND major >= 5 THEN
        EXECUTE format('SELECT %I.create_parent(p_parent_table := $1, p_control := $2, p_type := ''range'', p_interval := $3, p_premake := $4)', home)
        USING {parent}, {control}, {every}, {ahead};
    ELSIF known = 0 THEN
        EXECUTE format('SELECT %I.create_parent(p_parent_table := $1, p_control := $2, p_type := ''native'', p_interval := $3, p_premake := $4)', home)
        USING {parent}, {control}, {word}, {ahead};
    END IF;
    EXECUTE format('UPDATE %I.part_config SET premake = $2, retention = $3, retention_keep_table = $4, infinite_time_partitions = true WHERE parent_table = $1', home)
    USING {parent}, {ahead}, {keep}::text, {stays};
END
$pgtoml$;
"
    )
}

/// The job of pg_cron that keeps the partitions: by the functions above, or by pg_partman.
pub fn cron(model: &Model, tables: &[Ruled<'_>], functions: bool) -> String {
    let hourly = tables.iter().any(|one| matches!(one.rule.every, Every::Hours(_) | Every::Count(_)));
    let when = if hourly { "7 * * * *" } else { "7 2 * * *" };
    if functions {
        let command = "SELECT pgtoml.ensure_partitions(), pgtoml.drop_expired_partitions()";
        return scheduled("pgtoml partitions", when, command);
    }
    let home = model.get(&Id::global(Tag::Extension, "pg_partman")).and_then(|object| match &object.body {
        Body::Extension(extension) => extension.schema.clone(),
        _ => None,
    });
    let home = home.unwrap_or_else(|| "partman".into());
    scheduled("pgtoml partitions", when, &format!("SET timezone = 'UTC'; SELECT {home}.run_maintenance()"))
}

/// One job of pg_cron. A job of the same name is replaced.
fn scheduled(name: &str, when: &str, command: &str) -> String {
    let [name, when, command] = [name, when, command].map(quote_literal);
    format!("SELECT cron.schedule({name}, {when}, {command});\n")
}
