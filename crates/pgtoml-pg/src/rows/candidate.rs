//! Values that a check may want: its own constants and what is near them, what its patterns accept, the usual extremes.

use super::catalog::{Column, Database, Table};
use super::pattern::{example, like};

/// The constants in an expression: texts, and numbers as they are written.
fn constants(expression: &str) -> (Vec<String>, Vec<String>) {
    let (mut texts, mut numbers) = (Vec::new(), Vec::new());
    let mut chars = expression.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        if c == '\'' {
            let mut text = String::new();
            while let Some(c) = chars.next() {
                match c {
                    '\'' if chars.peek() == Some(&'\'') => {
                        chars.next();
                        text.push(c);
                    }
                    '\'' => break,
                    c => text.push(c),
                }
            }
            texts.push(text);
        } else if c == '"' {
            // A name.
            for inner in chars.by_ref() {
                if inner == '"' {
                    break;
                }
            }
        } else if c.is_ascii_digit() && !(before.is_alphanumeric() || before == '_') {
            let mut number = c.to_string();
            while let Some(c) = chars.next_if(|c| c.is_ascii_digit() || *c == '.') {
                number.push(c);
            }
            numbers.push(number);
        }
        before = c;
    }
    (texts, numbers)
}

/// Whether an expression names a column.
pub(super) fn mentions(expression: &str, column: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    expression.match_indices(column).any(|(at, _)| {
        let before = expression[..at].chars().next_back();
        let after = expression[at + column.len()..].chars().next();
        !before.is_some_and(word) && !after.is_some_and(word)
    })
}

impl Database {
    /// The checks that a value of the column must pass, by name.
    pub(super) fn checks_of<'a>(&'a self, table: &'a Table, column: &Column) -> Vec<(&'a str, &'a str)> {
        let own = table.checks.iter().filter(|(_, text)| mentions(text, column.name.as_str()));
        let mut found: Vec<(&str, &str)> = own.map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let mut next = column.type_oid;
        while let Some(domain) = self.types.get(&next).filter(|known| known.kind == 'd') {
            found.extend(domain.checks.iter().map(|(name, text)| (name.as_str(), text.as_str())));
            next = domain.base;
        }
        found
    }

    /// Values to try, the likeliest first; `None` is null.
    pub(super) fn candidates(&self, table: &Table, column: &Column, number: usize) -> Vec<Option<String>> {
        let mut found: Vec<Option<String>> = Vec::new();
        let mut add = |text: String| {
            if !found.contains(&Some(text.clone())) {
                found.push(Some(text));
            }
        };
        let (texts, numbers): (Vec<_>, Vec<_>) =
            self.checks_of(table, column).iter().map(|(_, text)| constants(text)).unzip();
        let (texts, numbers) = (texts.concat(), numbers.concat());
        let known = self.plain_type(column.type_oid, &column.format);
        let (category, name) = known.map_or((' ', ""), |(known, _)| (known.category, known.name.as_str()));
        // Lengths that checks may speak of.
        let around = || {
            let widths = numbers.iter().filter_map(|number| number.parse::<usize>().ok());
            let widths = widths.filter(|width| *width < 5000);
            widths.flat_map(|width| [width, width + 1, width.saturating_sub(1)])
        };
        if category == 'S' {
            for text in &texts {
                for near in 0..3 {
                    example(text, number + near, 0).into_iter().filter(|made| made != text).for_each(&mut add);
                }
                add(like(text, number));
            }
            for width in around() {
                for text in &texts {
                    example(text, number, width).into_iter().filter(|made| made != text).for_each(&mut add);
                }
                let text = super::value::letters(number, width);
                add(text.get(..width).unwrap_or(&text).to_owned());
            }
        }
        if name == "bytea" {
            around().for_each(|width| add(format!("\\x{number:0>digits$x}", digits = 2 * width)));
        }
        texts.iter().for_each(|text| add(text.clone()));
        for text in &numbers {
            add(text.clone());
            if let Ok(whole) = text.parse::<i64>() {
                for near in [whole + 1, whole - 1, -whole, whole + 1 + i64::try_from(number).unwrap_or(0)] {
                    add(near.to_string());
                }
            } else if let Ok(number) = text.parse::<f64>() {
                [number + 0.5, number - 0.5].iter().for_each(|near| add(near.to_string()));
            }
        }
        for near in 0..4 {
            self.value(column.type_oid, &column.format, number + near).into_iter().for_each(&mut add);
        }
        for text in usual(category, name) {
            add((*text).to_owned());
        }
        for text in varied(category, number) {
            add(text);
        }
        if !column.not_null {
            found.insert(found.len().min(2), None);
        }
        found
    }
}

/// Extremes and well-known shapes.
fn usual(category: char, name: &str) -> &'static [&'static str] {
    match (category, name) {
        ('B', _) => &["t", "f"],
        ('N', _) => &["0", "1", "-1", "2", "5", "10", "42", "50", "99", "100", "1000", "100000", "0.5", "-100000"],
        ('S', _) => &[
            "",
            "a",
            "A",
            "abc",
            "ABC",
            "a-b",
            "a_b",
            "a.b",
            "Aa1!aaaa",
            "0",
            "1",
            "12345",
            "+4915112345678",
            "#aabbcc",
            "en",
            "en-US",
            "USD",
            "/a/b",
            "*",
            "1.0.0",
            "192.168.0.1",
            "2024-01-01",
            "12:00",
            "{}",
            "[]",
        ],
        ('D', "time" | "timetz") => &["00:00", "12:00", "23:59"],
        ('D', _) => &["1900-01-01", "2000-01-01", "2024-06-15", "2030-01-01", "2999-12-31", "infinity", "-infinity"],
        ('T', _) => &["1 second", "1 hour", "0", "1 year", "-1 day"],
        ('A', _) => &["{}"],
        ('R', _) => &["empty"],
        (_, "json" | "jsonb") => &["{}", "[]", "\"a\"", "1", "true", "null", "[1]", "[\"a\"]", "{\"type\": \"a\"}"],
        (_, "bytea") => &["", "\\x00"],
        _ => &[],
    }
}

/// Shapes in which there is room for a number.
fn varied(category: char, number: usize) -> Vec<String> {
    match category {
        'S' => vec![
            format!("user{number}@example.com"),
            format!("https://example.com/{number}"),
            format!("00000000-0000-4000-8000-{number:012}"),
            format!("{}", 100_000 + number),
            super::value::letters(number, 12),
            super::value::letters(number, 32),
            super::value::letters(number, 64),
        ],
        'N' => vec![(1_000_000 + number).to_string(), (number % 7).to_string()],
        _ => Vec::new(),
    }
}
