//! Which relation PostgreSQL writes through a query.

use std::collections::BTreeSet;

use crate::lint::expression::calls_by_row;
use crate::model::{Ident, QName};
use crate::sql::cursor::identifier;
use crate::sql::tokens::{Kind, Token, tokens};

/// Words after SELECT or the condition that make a query one through which nothing is written.
const ENDS: [&str; 9] = ["group", "having", "limit", "offset", "fetch", "union", "except", "intersect", "window"];

/// The one relation after FROM, if PostgreSQL can write through the query by itself (CREATE VIEW, "Updatable Views"): no
/// WITH, DISTINCT, GROUP BY, HAVING, LIMIT, OFFSET, set operation, aggregate, window function or set-returning function.
/// `aggregates` are those of the model.
pub(super) fn base(query: &str, aggregates: &BTreeSet<&str>) -> Option<QName> {
    let list: Vec<Token<'_>> = tokens(query).collect();
    // People may put the whole query in parentheses; WITH comes before it, at the same depth.
    let first = list.iter().find(|token| token.kind != Kind::Open).filter(|token| token.is("select"))?;
    let outside = |token: &&Token<'_>| token.depth < first.depth && !matches!(token.kind, Kind::Open | Kind::Close);
    if list.iter().any(|token| outside(&token)) {
        return None;
    }
    let flat: Vec<(usize, &Token<'_>)> = list
        .iter()
        .enumerate()
        .filter(|(_, token)| token.depth == first.depth && token.offset >= first.offset)
        .collect();
    let word = |at: usize, word: &str| flat.get(at).is_some_and(|(_, token)| token.is(word));
    let from = (0..flat.len()).find(|at| {
        let distinct = at.checked_sub(1).is_some_and(|before| word(before, "distinct"));
        let before = at.checked_sub(2).is_some_and(|before| word(before, "is") || word(before, "not"));
        word(*at, "from") && !(distinct && before)
    })?;
    let selected = flat.get(..from)?;
    let is_end = |token: &Token<'_>| ENDS.iter().any(|word| token.is(word));
    if word(1, "distinct") || selected.iter().any(|(_, token)| token.is("over")) {
        return None;
    }
    if flat.iter().any(|(_, token)| is_end(token)) {
        return None;
    }
    // Only calls outside of sub-selects make a query one of groups or sets.
    let gathers = |name: &str| GATHERING.contains(&name) || aggregates.contains(name);
    if calls_by_row(query).iter().any(|call| gathers(call.last())) {
        return None;
    }
    let mut at = from + 1 + usize::from(word(from + 1, "only"));
    let mut names: Vec<Ident> = vec![identifier(flat.get(at)?.1)?];
    while flat.get(at + 1).is_some_and(|(_, token)| token.kind == Kind::Dot) {
        names.push(identifier(flat.get(at + 2)?.1)?);
        at += 2;
    }
    // A function has parentheses at once, an alias has them behind it.
    let called = flat.get(at).and_then(|(at, _)| list.get(at + 1)).is_some_and(|token| token.kind == Kind::Open);
    let rest = flat.get(at + 1..)?;
    let until = rest.iter().position(|(_, token)| ["where", "order", "for"].iter().any(|word| token.is(word)));
    let rest = rest.get(..until.unwrap_or(rest.len()))?;
    let joined = rest.iter().any(|(_, token)| {
        token.kind == Kind::Comma || ["join", "tablesample", "cross", "natural"].iter().any(|word| token.is(word))
    });
    if called || joined {
        return None;
    }
    let name = names.pop()?;
    Some(QName { schema: names.pop(), name })
}

/// PostgreSQL's own aggregates, and its functions that return sets, as far as people select them.
const GATHERING: &[&str] = &[
    "any_value",
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "every",
    "generate_series",
    "generate_subscripts",
    "json_agg",
    "json_array_elements",
    "json_array_elements_text",
    "json_each",
    "json_each_text",
    "json_object_agg",
    "json_object_keys",
    "jsonb_agg",
    "jsonb_array_elements",
    "jsonb_array_elements_text",
    "jsonb_each",
    "jsonb_each_text",
    "jsonb_object_agg",
    "jsonb_object_keys",
    "max",
    "min",
    "mode",
    "percentile_cont",
    "percentile_disc",
    "range_agg",
    "range_intersect_agg",
    "regexp_matches",
    "regexp_split_to_table",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "string_to_table",
    "sum",
    "unnest",
    "var_pop",
    "var_samp",
    "variance",
    "xmlagg",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_through_a_query() {
        for (query, name) in [
            ("select * from docs", "docs"),
            ("SELECT d.a FROM ONLY app.docs AS d WHERE (d.a > 1) ORDER BY d.a", "app.docs"),
            ("( select * from docs )", "docs"),
            ("select a from docs where b in (select c from other group by c limit 1)", "docs"),
            ("select a, (select max(c) from other) as m from docs", "docs"),
            ("select a is distinct from b as d from docs", "docs"),
            ("select a::timestamp with time zone from docs", "docs"),
            ("select * from docs d(a, b)", "docs"),
            ("select * from docs as d (a, b) where a = 1 for update", "docs"),
            ("select extract(year from a) from docs", "docs"),
            ("with x as (select 1) select * from docs", ""),
            ("select distinct a from docs", ""),
            ("select distinct on (a) a from docs", ""),
            ("select count(*) from docs", ""),
            ("select own(a) from docs", ""),
            ("select rank() over (order by a) from docs", ""),
            ("select a from docs group by a", ""),
            ("select a from docs limit 1", ""),
            ("select a from docs union all select a from other", ""),
            ("(select a from docs) union (select a from other)", ""),
            ("select * from docs, other", ""),
            ("select * from docs join other using (a)", ""),
            ("select * from f(1)", ""),
            ("select * from (select * from docs) x", ""),
            ("select * from docs tablesample system (1)", ""),
            ("select 1", ""),
            ("values (1)", ""),
        ] {
            let found = base(query, &["own"].into()).map_or_else(String::new, |name| name.to_string());
            assert_eq!(found, name, "{query}");
        }
    }
}
