//! Names of partitions: a pattern, with what stands for the beginning of a partition.

use super::calendar::{DAY, Every, civil, clock, iso_week};
use crate::model::Ident;

/// Words that a pattern may hold between braces.
pub const WORDS: &[&str] = &["table", "yyyy", "mm", "dd", "hh", "q", "iyyy", "ww", "from"];

/// One piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Word(&'a str),
}

/// The pieces of a pattern.
///
/// # Errors
/// What is wrong with it.
pub(super) fn pieces(pattern: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut found = Vec::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        let (text, from) = rest.split_at(at);
        if !text.is_empty() {
            found.push(Piece::Text(text));
        }
        let end = from.find('}').filter(|_| from.starts_with('{'));
        let Some(end) = end else { return Err(format!("a brace is left over in `{pattern}`")) };
        let word = from.get(1..end).unwrap_or_default();
        if !WORDS.contains(&word) {
            return Err(format!("`{{{word}}}` is unknown"));
        }
        found.push(Piece::Word(word));
        rest = from.get(end + 1..).unwrap_or_default();
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    Ok(found)
}

/// The pattern for an interval where the file names none.
pub fn usual(every: Every) -> &'static str {
    match every {
        Every::Months(n) if n % 12 == 0 => "{table}_{yyyy}",
        Every::Months(_) => "{table}_{yyyy}_{mm}",
        Every::Weeks(_) | Every::Days(_) => "{table}_{yyyy}_{mm}_{dd}",
        Every::Hours(_) => "{table}_{yyyy}_{mm}_{dd}_{hh}",
        Every::Count(_) => "{table}_{from}",
    }
}

/// What is wrong with a pattern for partitions of this table, with what to write.
pub fn check(pattern: &str, table: &Ident, every: Every) -> Option<(String, String)> {
    let words: Vec<String> = WORDS.iter().map(|word| format!("{{{word}}}")).collect();
    let found = match pieces(pattern) {
        Ok(found) => found,
        Err(message) => return Some((message, format!("a pattern may hold {}", words.join(", ")))),
    };
    let has = |words: &[&str]| words.iter().all(|word| found.contains(&Piece::Word(word)));
    let date = has(&["yyyy", "mm", "dd"]);
    let tells = match every {
        Every::Months(n) if n % 12 == 0 => has(&["yyyy"]),
        Every::Months(n) if n % 3 == 0 => has(&["yyyy", "mm"]) || has(&["yyyy", "q"]),
        Every::Months(_) => has(&["yyyy", "mm"]),
        Every::Weeks(_) => date || has(&["iyyy", "ww"]),
        Every::Days(n) => date || n % 7 == 0 && has(&["iyyy", "ww"]),
        Every::Hours(n) => date && (n % 24 == 0 || has(&["hh"])),
        Every::Count(_) => has(&["from"]),
    };
    let usual = usual(every);
    if !tells {
        let message = format!("`{pattern}` gives partitions of {every} the same name");
        return Some((message, format!("write `name = \"{usual}\"`")));
    }
    let stray = |word: &&str| has(&[word]) && (*word == "from") != every.is_count() && *word != "table";
    if let Some(word) = WORDS.iter().find(|word| stray(word)) {
        let message = format!("`{{{word}}}` says nothing of partitions of {every}");
        return Some((message, format!("write `name = \"{usual}\"`")));
    }
    let longest = name(pattern, table, if every.is_count() { i64::MIN + 1 } else { 0 });
    let bytes = longest.as_str().len();
    (bytes > Ident::MAX_BYTES).then(|| {
        let message = format!("names of partitions can have {bytes} bytes, PostgreSQL keeps {}", Ident::MAX_BYTES);
        let shorter = usual.replace("{table}", "short");
        (message, format!("write a shorter word for the table: `name = \"{shorter}\"`"))
    })
}

/// The name of the partition that begins here.
pub fn name(pattern: &str, table: &Ident, from: i64) -> Ident {
    let mut name = String::new();
    for piece in pieces(pattern).unwrap_or_default() {
        match piece {
            Piece::Text(text) => name.push_str(text),
            Piece::Word("table") => name.push_str(table.as_str()),
            Piece::Word(word) => name.push_str(&said(word, from)),
        }
    }
    Ident::new(name)
}

/// What a word stands for.
fn said(word: &str, from: i64) -> String {
    let day = from.div_euclid(DAY);
    let (year, month, of_month) = civil(day);
    match word {
        "yyyy" => format!("{year:04}"),
        "mm" => format!("{month:02}"),
        "dd" => format!("{of_month:02}"),
        "hh" => format!("{:02}", clock(from).0),
        "q" => format!("{}", (month - 1) / 3 + 1),
        "iyyy" => format!("{:04}", iso_week(day).0),
        "ww" => format!("{:02}", iso_week(day).1),
        // A minus would make the name one that needs quotes.
        _ if from < 0 => format!("m{}", from.unsigned_abs()),
        _ => from.to_string(),
    }
}

/// Whether a name is one that the pattern gives, for a partition that begins anywhere.
pub fn fits(pattern: &str, table: &Ident, name: &str) -> bool {
    let mut rest = name;
    for piece in pieces(pattern).unwrap_or_default() {
        let text = match piece {
            Piece::Text(text) => text,
            Piece::Word("table") => table.as_str(),
            Piece::Word(word) => {
                let digits = rest.strip_prefix('m').filter(|_| word == "from").unwrap_or(rest);
                let signs = rest.len() - digits.len();
                let count = digits.bytes().take_while(u8::is_ascii_digit).count();
                let width = match word {
                    "yyyy" | "iyyy" => 4,
                    "q" => 1,
                    "from" => count,
                    _ => 2,
                };
                let value = digits.get(..width).filter(|_| count >= width && width > 0);
                let Some(value) = value.and_then(|text| text.parse::<i64>().ok()) else { return false };
                let known = match word {
                    "mm" => (1..=12).contains(&value),
                    "dd" => (1..=31).contains(&value),
                    "hh" => value < 24,
                    "q" => (1..=4).contains(&value),
                    "ww" => (1..=53).contains(&value),
                    _ => true,
                };
                if !known {
                    return false;
                }
                rest = rest.get(signs + width..).unwrap_or_default();
                continue;
            }
        };
        match rest.strip_prefix(text) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}
