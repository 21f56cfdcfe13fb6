//! A plain value of any type, as text that its input function takes: another one for each number.

use super::catalog::{Database, Type};

/// The numbers between the parentheses of a type.
pub(super) fn lengths(format: &str) -> Vec<usize> {
    let inside = format.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inside, _)| inside);
    inside.split(',').filter_map(|number| number.trim().parse().ok()).collect()
}

impl Database {
    /// The type that values of a type are written as: domains are what they are over.
    pub(super) fn plain_type(&self, oid: u32, format: &str) -> Option<(&Type, String)> {
        let (mut known, mut format) = (self.types.get(&oid)?, format.to_owned());
        // Domains over domains end somewhere.
        for _ in 0..64 {
            if known.kind != 'd' {
                break;
            }
            format.clone_from(&known.base_format);
            known = self.types.get(&known.base)?;
        }
        Some((known, format))
    }

    /// The value with this number; `None` if there is none but null.
    pub(super) fn value(&self, oid: u32, format: &str, number: usize) -> Option<String> {
        self.nested(oid, format, number, 0)
    }

    fn nested(&self, oid: u32, format: &str, number: usize, depth: usize) -> Option<String> {
        // A type can hold arrays of itself.
        if depth > 4 {
            return None;
        }
        let (known, format) = self.plain_type(oid, format)?;
        match known.kind {
            'e' => known.labels.get(number % known.labels.len().max(1)).cloned(),
            'c' => {
                let parts = known.attributes.iter().map(|(oid, format)| {
                    let value = self.nested(*oid, format, number, depth + 1);
                    value.map(|value| inner_quoted(&value)).unwrap_or_default()
                });
                Some(format!("({})", parts.collect::<Vec<_>>().join(",")))
            }
            'r' => self.range(known.subtype, number, depth),
            'm' => Some(format!("{{{}}}", self.range(known.subtype, number, depth)?)),
            _ if known.category == 'A' && known.element != 0 => {
                let inner = format.trim_end_matches("[]");
                let value = self.nested(known.element, inner, number, depth + 1)?;
                Some(format!("{{{}}}", inner_quoted(&value)))
            }
            _ => Some(scalar(&known.name, known.category, &format, number)),
        }
    }

    /// Ranges with different numbers do not meet.
    fn range(&self, subtype: u32, number: usize, depth: usize) -> Option<String> {
        let value = |number| self.nested(subtype, "", number, depth + 1);
        Some(format!("[{},{})", inner_quoted(&value(2 * number)?), inner_quoted(&value(2 * number + 1)?)))
    }
}

/// As a part of an array, a row or a range.
fn inner_quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `a`, `b` … `z`, `aa` …
pub(super) fn letters(number: usize, width: usize) -> String {
    let mut left = number;
    let mut text = Vec::new();
    loop {
        text.push(b'a' + u8::try_from(left % 26).unwrap_or(0));
        left /= 26;
        if left == 0 {
            break;
        }
        left -= 1;
    }
    while text.len() < width {
        text.push(b'a');
    }
    text.reverse();
    String::from_utf8(text).unwrap_or_default()
}

fn scalar(name: &str, category: char, format: &str, number: usize) -> String {
    let length = lengths(format);
    let (n, day) = (number + 1, number % 28 + 1);
    match name {
        "bool" => if number.is_multiple_of(2) { "t" } else { "f" }.to_owned(),
        "numeric" => match length.as_slice() {
            // All digits stand behind the point.
            [digits, scale] if digits <= scale => format!("0.{n:0>width$}", width = *scale),
            _ => n.to_string(),
        },
        "date" => format!("2024-01-{day:02}"),
        "timestamp" => format!("2024-01-{day:02} 12:00:00"),
        "timestamptz" => format!("2024-01-{day:02} 12:00:00+00"),
        "time" => format!("{:02}:{:02}:00", number / 60 % 24, number % 60),
        "timetz" => format!("{:02}:{:02}:00+00", number / 60 % 24, number % 60),
        "interval" => format!("{n} days"),
        "uuid" => format!("00000000-0000-4000-8000-{n:012}"),
        "json" | "jsonb" => format!("{{\"n\": {n}}}"),
        "jsonpath" => "$.n".to_owned(),
        "inet" => format!("10.0.{}.{}", n / 250, n % 250),
        "cidr" => format!("10.{}.{}.0/24", n / 250, n % 250),
        "macaddr" => format!("08:00:2b:01:{:02x}:{:02x}", n / 256 % 256, n % 256),
        "macaddr8" => format!("08:00:2b:01:02:03:{:02x}:{:02x}", n / 256 % 256, n % 256),
        "bit" | "varbit" => {
            let width = length.first().copied().unwrap_or(1);
            let bits = format!("{n:0>width$b}");
            bits.get(bits.len().saturating_sub(width)..).unwrap_or_default().to_owned()
        }
        "bytea" => format!("\\x{n:04x}"),
        "point" => format!("({n},{n})"),
        "line" => format!("{{1,2,{n}}}"),
        "lseg" | "path" => format!("[({n},0),({n},1)]"),
        "box" => format!("({n}.5,1),({n},0)"),
        "polygon" => format!("(({n},0),({n},1),({}.5,1))", n),
        "circle" => format!("<({n},0),1>"),
        "xml" => format!("<a n=\"{n}\"/>"),
        "tsvector" => format!("'row' '{n}'"),
        "tsquery" => format!("'row' & '{n}'"),
        "pg_lsn" => format!("0/{n:X}"),
        "tid" => format!("(0,{n})"),
        "txid_snapshot" | "pg_snapshot" => format!("{n}:{n}:"),
        "hstore" => format!("n=>{n}"),
        "ltree" => format!("row.n{n}"),
        "lquery" => format!("row.n{n}"),
        "geometry" | "geography" => format!("POINT({n} {n})"),
        "vector" | "halfvec" => {
            let width = length.first().copied().unwrap_or(3);
            let numbers = (0..width).map(|at| if at == number % width.max(1) { "1" } else { "0.5" });
            format!("[{}]", numbers.collect::<Vec<_>>().join(","))
        }
        "sparsevec" => format!("{{1:{n}}}/{}", length.first().copied().unwrap_or(3)),
        "regclass" => "pg_class".to_owned(),
        "regtype" => "integer".to_owned(),
        "regrole" => "pg_monitor".to_owned(),
        "regnamespace" => "pg_catalog".to_owned(),
        "regconfig" => "simple".to_owned(),
        "regproc" => "now".to_owned(),
        _ if category == 'S' => match length.first() {
            Some(width) if *width < 8 => {
                let text = letters(number, *width);
                text.get(text.len().saturating_sub(*width)..).unwrap_or_default().to_owned()
            }
            _ => format!("row {}", letters(number, 1)),
        },
        _ => n.to_string(),
    }
}
