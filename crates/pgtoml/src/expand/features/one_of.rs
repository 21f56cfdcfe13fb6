//! `exactly_one = ["a", "b"]` and `at_most_one = […]`: how many of the columns have a value.

use super::Word;
use crate::expand::declare_unnamed;
use crate::model::Ident;
use crate::read::node::Value;
use crate::read::reading::Reading;
use crate::sql::constraint::parse_constraint;
use crate::sql::quote::quote_ident;

pub(super) fn exactly(word: &Word<'_>, reading: &mut Reading<'_>) {
    expand(word, "=", reading);
}

pub(super) fn at_most(word: &Word<'_>, reading: &mut Reading<'_>) {
    expand(word, "<=", reading);
}

fn expand(word: &Word<'_>, relation: &str, reading: &mut Reading<'_>) {
    let Value::Array(items) = &word.entry.node.value else {
        return word.wrong_shape(reading);
    };
    // One list, or several.
    let lists: Vec<&[_]> = match items.iter().all(|item| matches!(item.value, Value::Array(_))) {
        true => items
            .iter()
            .filter_map(|item| if let Value::Array(list) = &item.value { Some(list.as_slice()) } else { None })
            .collect(),
        false => vec![items.as_slice()],
    };
    for list in lists {
        let names: Option<Vec<Ident>> = list.iter().map(|item| Some(Ident::from(item.as_str()?))).collect();
        let Some(names) = names else {
            word.wrong_shape(reading);
            continue;
        };
        if names.len() < 2 {
            let message = format!("`{}` needs two columns or more", word.entry.key);
            word.wrong(&[], message, "a single column is `not null`, or may be null", reading);
            continue;
        }
        let known: Vec<bool> = names.iter().map(|name| word.column(name, &["columns"], reading).is_some()).collect();
        if known.contains(&false) {
            continue;
        }
        let columns: Vec<_> = names.iter().map(|name| quote_ident(name.as_str())).collect();
        let text = format!("check (num_nonnulls({}) {relation} 1)", columns.join(", "));
        match parse_constraint(&text) {
            Ok(constraint) => declare_unnamed(reading, word.table, constraint),
            Err(error) => reading.report_sql(word.entry.node.span, &text, error),
        }
    }
}
