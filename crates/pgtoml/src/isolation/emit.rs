//! Attacks as scripts: one alone, all as plain SQL that raises, all as pgTAP tests.
//!
//! A script runs in a transaction that is rolled back, as superuser, in a database that has the schema. It makes its own
//! rows, past keys, triggers and policies.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::attack::{Attack, Expect, Outcome, Way};
use super::world::{Row, World};
use crate::model::Id;
use crate::sql::quote::{comment_safe, dollar_quote, quote_literal};

/// The function that tries an attack and takes it back.
pub const ATTEMPT: &str = include_str!("attempt.sql");

/// What decides how values are written as text: rows are told apart by that.
pub const WRITTEN: [(&str, &str); 7] = [
    ("timezone", "UTC"),
    ("datestyle", "ISO, MDY"),
    ("intervalstyle", "postgres"),
    ("bytea_output", "hex"),
    ("extra_float_digits", "1"),
    ("lc_monetary", "C"),
    ("search_path", "\"$user\", public"),
];

/// Statements that fix how values are written; `local`: for a transaction.
pub fn written(local: bool) -> String {
    let all = WRITTEN.iter().map(|(name, value)| {
        format!("SELECT set_config({}, {}, {local});\n", quote_literal(name), quote_literal(value))
    });
    all.collect()
}

/// Keys that only stop a statement because other rows refer to the rows that it is about: the attack is about rows to
/// which none does.
pub const LOOSEN: &str = "DO $$
DECLARE trigger record;
BEGIN
    FOR trigger IN
        SELECT t.tgrelid::regclass AS relation, t.tgname AS name
          FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
         WHERE t.tgisinternal AND t.tgenabled <> 'D'
           AND p.proname IN ('RI_FKey_noaction_del', 'RI_FKey_noaction_upd', 'RI_FKey_restrict_del', 'RI_FKey_restrict_upd')
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', trigger.relation, trigger.name);
    END LOOP;
END $$;
";

/// How tests are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Plain SQL that raises at the end if there was a leak.
    Sql,
    /// Tests of pgTAP.
    Pgtap,
}

/// The rows of some tables; of all where none is named.
fn fixture(world: &World, only: Option<&BTreeSet<Id>>) -> String {
    let mut out = String::from("SET LOCAL session_replication_role = replica;\n");
    for (id, relation) in &world.relations {
        let partitioned = !relation.leaves.is_empty();
        if relation.rows.is_empty() || partitioned || only.is_some_and(|only| !only.contains(id)) {
            continue;
        }
        let columns: Vec<_> = relation.columns.iter().enumerate().filter(|(_, column)| !column.generated).collect();
        let names: Vec<String> = columns.iter().map(|(_, column)| column.name.to_string()).collect();
        let values = |row: &Row| {
            let all = columns.iter().map(|(at, _)| match row.values.get(*at) {
                Some(Some(text)) => quote_literal(text),
                _ => "NULL".to_owned(),
            });
            format!("    ({})", all.collect::<Vec<_>>().join(", "))
        };
        let rows: Vec<String> = relation.rows.iter().map(values).collect();
        let _ = writeln!(
            out,
            "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES\n{};",
            id.qualified(),
            names.join(", "),
            rows.join(",\n")
        );
    }
    out.push_str("SET LOCAL session_replication_role = origin;\n");
    out
}

/// Roles that only a proof has, and the privileges that it gave.
fn roles(world: &World) -> String {
    let mut out = String::new();
    for role in &world.made {
        let _ = writeln!(out, "CREATE ROLE {role};");
    }
    for grant in &world.grants {
        let _ = writeln!(out, "{grant};");
    }
    out
}

/// Text without what makes the names of roles those of one run.
fn plain(world: &World, text: &str) -> String {
    if world.suffix.is_empty() { text.to_owned() } else { text.replace(&world.suffix, "") }
}

/// What lets the role act that acts for a tenant.
pub fn membership(attack: &Attack) -> String {
    let own = attack.actor == attack.role;
    if own { String::new() } else { format!("GRANT {} TO {};", attack.role, attack.actor) }
}

/// The script of one attack, without the function: what a person runs to see it.
pub fn script(world: &World, attack: &Attack) -> String {
    let mut needed = BTreeSet::from([attack.table.clone()]);
    let mut open = vec![attack.table.clone()];
    while let Some(id) = open.pop() {
        let Some(relation) = world.relations.get(&id) else { continue };
        let above = relation.columns.iter().filter_map(|column| column.refers.as_ref().map(|(to, _)| to));
        let leaves = relation.leaves.iter();
        for next in above.chain(&relation.reads).chain(leaves) {
            if needed.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    if let Some(all) = world.views.get(&attack.through) {
        needed.extend(all.iter().cloned());
    }
    let mut out = format!("-- {}\nBEGIN;\n", comment_safe(&attack.title()));
    if world.made.contains(&attack.actor) || world.made.contains(&attack.role) || !world.grants.is_empty() {
        out.push_str(&roles(world));
    }
    out.push_str(&fixture(world, Some(&needed)));
    if attack.through.tag == crate::kind::Tag::MaterializedView {
        let _ = writeln!(out, "REFRESH MATERIALIZED VIEW {};", attack.through.qualified());
    }
    if attack.actor != attack.role {
        let _ = writeln!(out, "{}", membership(attack));
    }
    if !attack.setup.is_empty() {
        let _ = writeln!(out, "{}", attack.setup.trim());
    }
    for (name, value) in &attack.context.before {
        let _ = writeln!(out, "SELECT set_config({}, {}, false);", quote_literal(name), quote_literal(value));
    }
    for (name, value) in &attack.context.settings {
        let _ = writeln!(out, "SELECT set_config({}, {}, true);", quote_literal(name), quote_literal(value));
    }
    let _ = writeln!(out, "SET LOCAL ROLE {};\n{};", attack.actor, attack.statement.trim_end_matches(';'));
    if !attack.witness.is_empty() {
        let _ = writeln!(out, "RESET ROLE;\n-- What must not have happened:\n{};", attack.witness);
    }
    if !attack.without.is_empty() {
        let _ = writeln!(
            out,
            "RESET ROLE;\n-- The same without the rows of others:\n{}\nSET LOCAL ROLE {};\n{};",
            attack.without.trim(),
            attack.actor,
            attack.statement
        );
    }
    out.push_str("ROLLBACK;\n");
    plain(world, &out)
}

/// The call that tries an attack; `schema` is where the function lives.
pub fn call(schema: &str, attack: &Attack, setup: &str) -> String {
    let json = |map: &std::collections::BTreeMap<String, String>| {
        quote_literal(&serde_json::to_string(map).unwrap_or_else(|_| "{}".to_owned()))
    };
    let hidden: Vec<String> = attack.hidden.iter().map(|text| quote_literal(text)).collect();
    format!(
        "{schema}.pgtoml_attempt({}, {}, {}, {}, {}, {}, ARRAY[{}]::text[], {}, {})",
        quote_literal(&format!("{}{setup}{}", membership(attack), attack.setup)),
        json(&attack.context.before),
        json(&attack.context.settings),
        quote_literal(attack.actor.as_str()),
        quote_literal(&attack.statement),
        attack.way == Way::Answers,
        hidden.join(", "),
        quote_literal(&attack.witness),
        quote_literal(&attack.without),
    )
}

/// What an outcome says, in one word where it is right.
const VERDICT: &str = "CREATE FUNCTION pg_temp.pgtoml_verdict(outcome jsonb, own boolean, accepted text[])
RETURNS text LANGUAGE sql AS $verdict$
    SELECT CASE
        WHEN outcome->>'failed' IS NOT NULL THEN 'could not be tried: ' || (outcome->>'failed')
        WHEN outcome->>'unstable' = 'true' THEN 'answers differently each time'
        WHEN own AND outcome->>'state' IS NULL AND outcome->'found' <> '[]' THEN 'works'
        WHEN own THEN 'does not work: ' || coalesce(outcome->>'said', 'no row')
        WHEN outcome->'found' <> '[]' THEN 'leaks: ' || (outcome->>'found')
        WHEN outcome->>'state' IS NULL OR outcome->>'same' = 'true' OR outcome->>'state' LIKE ANY (accepted) THEN 'holds'
        ELSE 'says nothing: ' || (outcome->>'state') || ' ' || (outcome->>'said')
    END
$verdict$;
";

/// All attacks as tests for people's own runs, with the uses that show that the tenants themselves reach their rows.
/// `outcomes`: of these attacks; what could not be tried is named, and no test.
pub fn emit(world: &World, attacks: &[Attack], outcomes: &[Outcome], form: Form) -> String {
    let tried =
        attacks.iter().zip(outcomes).filter(|(attack, _)| attack.way == Way::Plain || attack.way == Way::Answers);
    let (usable, left): (Vec<_>, Vec<_>) = tried
        .filter(|(attack, outcome)| match attack.expect {
            Expect::Nothing => !outcome.tells_a_key(),
            // A use that never worked shows nothing.
            Expect::Own => attack.command().is_some() && outcome.works(),
            Expect::Probe => false,
        })
        .partition(|(attack, outcome)| outcome.inconclusive(attack).is_none());
    let mut out = String::from(
        "-- Whether row-level security keeps tenants apart. Written by `pgtoml rls prove`.\n\
         -- Run it as superuser in a database that has the schema and its roles; everything is rolled back. A session of its\n\
         -- own, so that nothing was set in it before.\n\
         -- Left out: COPY, which no function can run, and what foreign keys tell.\n",
    );
    for (attack, outcome) in &left {
        let why = outcome.inconclusive(attack).unwrap_or_default();
        let _ = writeln!(out, "-- Left out: {}: {}", comment_safe(&attack.title()), comment_safe(&why));
    }
    out.push_str("BEGIN;\n");
    out.push_str(&written(true));
    if form == Form::Pgtap {
        let _ = writeln!(out, "SELECT plan({});", usable.len());
    }
    out.push_str(&ATTEMPT.replace("FUNCTION pgtoml_attempt", "FUNCTION pg_temp.pgtoml_attempt"));
    out.push_str(VERDICT);
    out.push_str(&roles(world));
    out.push_str(&fixture(world, None));
    for (id, _) in world.views.iter().filter(|(id, _)| id.tag == crate::kind::Tag::MaterializedView) {
        let _ = writeln!(out, "REFRESH MATERIALIZED VIEW {};", id.qualified());
    }
    out.push_str(LOOSEN);
    if form == Form::Sql {
        out.push_str("CREATE TEMP TABLE pgtoml_found (attack text, verdict text, wanted text) ON COMMIT DROP;\n");
    }
    for (attack, _) in &usable {
        let call = call("pg_temp", attack, "");
        let title = quote_literal(&comment_safe(&attack.title()));
        let own = attack.expect == Expect::Own;
        let accepted: Vec<String> = attack.defences().iter().map(|state| quote_literal(state)).collect();
        let verdict = format!("pg_temp.pgtoml_verdict({call}, {own}, ARRAY[{}])", accepted.join(", "));
        let wanted = if own { "works" } else { "holds" };
        let _ = match form {
            Form::Pgtap => writeln!(out, "SELECT is({verdict}, '{wanted}', {title});"),
            Form::Sql => writeln!(out, "INSERT INTO pgtoml_found SELECT {title}, {verdict}, '{wanted}';"),
        };
    }
    match form {
        Form::Pgtap => out.push_str("SELECT * FROM finish();\n"),
        Form::Sql => {
            let body = "DECLARE one record; leaks bigint; others bigint;
BEGIN
    SELECT count(*) FILTER (WHERE verdict LIKE 'leaks%'), count(*) FILTER (WHERE verdict NOT LIKE 'leaks%')
      INTO leaks, others FROM pgtoml_found WHERE verdict <> wanted;
    FOR one IN SELECT * FROM pgtoml_found WHERE verdict <> wanted LOOP
        RAISE WARNING '%: %', one.attack, one.verdict;
    END LOOP;
    IF leaks + others > 0 THEN
        RAISE EXCEPTION '% attacks got through, % say nothing', leaks, others;
    END IF;
END";
            let _ = writeln!(out, "DO {};", dollar_quote(body));
        }
    }
    out.push_str("ROLLBACK;\n");
    plain(world, &out)
}
