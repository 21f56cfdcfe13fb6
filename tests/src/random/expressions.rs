//! Expressions over the columns of a table.

use super::world::{Column, Family, Name, World, quoted};

impl World {
    /// A condition on one of these columns.
    pub fn condition(&self, path: &str, schema: &str, columns: &[Column], prefix: &str) -> Option<String> {
        let usable: Vec<&Column> = columns.iter().filter(|column| !column.generated).collect();
        let column = self.draw.among(&format!("{path} of"), &usable, |column| &column.name)?;
        let c = format!("{prefix}{}", quoted(&column.name));
        let text = |of: &[&str]| self.draw.pick(&format!("{path} is"), of).replace("{c}", &c);
        Some(match &column.family {
            Family::Key | Family::Int => {
                let function = self.draw.among(&format!("{path} calls"), &self.functions, |one| &one.name);
                if let Some(function) = function.filter(|_| self.draw.chance(&format!("{path} call"), 25)) {
                    return Some(format!("{}({c}::integer) <> -7", self.refer(path, schema, function)));
                }
                text(&[
                    "{c} > 0",
                    "{c} BETWEEN 1 AND 10000",
                    "{c} not in (7, 8, 9)",
                    "{c} <> 7 or {c} is null",
                    "-{c} < 5",
                    "{c} % 2 = 0 and {c} >= 0",
                    "case when {c} > 5 then {c} < 5000 else true end",
                ])
            }
            Family::Number => text(&["{c} >= 0", "{c} <> 1.5", "round({c}::numeric, 1) < 99.5"]),
            Family::Text | Family::Domain => text(&[
                "{c} <> ''",
                "length({c}) > 1",
                "{c} like 'a%' or true",
                "{c} !~ '^[0-9]'",
                "{c} in ('a', 'b', 'x')",
                "lower({c}) = {c}",
                "{c} || 'y' <> 'zy'",
            ]),
            Family::Time => {
                text(&["{c} > '2020-01-01'", "{c} is not null", "{c} < '3000-01-01' and {c} > '1999-12-31'"])
            }
            Family::Bool => text(&["{c}", "not {c}", "{c} is not true", "{c} = true"]),
            Family::Uuid => text(&["{c} is not null", "{c}::text <> ''"]),
            Family::Json => text(&["{c} is not null", "{c}::text <> 'null'"]),
            Family::IntArray => text(&["cardinality({c}) < 9", "{c}[1] > 0", "1 = any ({c})"]),
            Family::TextArray => text(&["cardinality({c}) < 9", "'x' <> all ({c})"]),
            Family::Range => text(&["not isempty({c})", "{c} is not null"]),
            Family::Bytes => text(&["length({c}) > 0", "{c} is not null"]),
            Family::Enum(labels) => match self.draw.chance(&format!("{path} label"), 60) {
                true => format!("{c} <> '{}'", labels[labels.len() - 1].replace('\'', "''")),
                false => format!("{c} in ('new', '{}')", labels[0].replace('\'', "''")),
            },
            Family::Composite => format!("({c}).a > 0"),
        })
    }

    /// A default for a column of the family, of this type.
    pub fn default(&self, path: &str, schema: &str, family: &Family, data_type: &str) -> Option<String> {
        let text = |of: &[&str]| Some(self.draw.pick(&format!("{path} value"), of).to_owned());
        match family {
            Family::Key => None,
            Family::Int => {
                let function = self.draw.among(&format!("{path} calls"), &self.functions, |one| &one.name);
                let sequence = self.draw.among(&format!("{path} takes"), &self.sequences, |one| &one.name);
                match (self.draw.below(&format!("{path} from"), 10), function, sequence) {
                    (0 | 1, Some(function), _) => Some(format!("{}(3)", self.refer(path, schema, function))),
                    (2 | 3, _, Some(sequence)) => {
                        Some(format!("nextval('{}')", self.refer(path, schema, sequence).replace('\'', "''")))
                    }
                    _ => text(&["0", "1", "-5", "1 + 2", "'12'"]),
                }
            }
            Family::Number => text(&["0", "1.5", "2.50"]),
            Family::Text => text(&["'x'", "'it''s'", "''", "upper('a')", "'a' || 'b'", "current_user", "NULL"]),
            Family::Time => text(&["now()", "CURRENT_TIMESTAMP", "'2024-01-01'", "'infinity'"]),
            Family::Bool => text(&["true", "false", "'t'"]),
            Family::Uuid => text(&["gen_random_uuid()"]),
            Family::Json => text(&["'{}'", "'[1, 2]'", "'{\"a\": null}'"]),
            Family::IntArray => text(&["'{}'", "array[1, 2]", "'{3,4}'"]),
            Family::TextArray => text(&["'{}'", "array['a', 'b']", "array[]::text[]"]),
            Family::Range => text(&["'empty'"]),
            Family::Bytes => text(&["'\\x00'", "''"]),
            Family::Enum(labels) => {
                let label = &labels[self.draw.below(&format!("{path} label"), labels.len() as u64) as usize];
                Some(format!("'{}'", label.replace('\'', "''")))
            }
            Family::Domain => text(&["'dd'", "lower('DD')"]),
            Family::Composite => Some(format!("null::{data_type}")),
        }
    }
}

/// The type of a column.
impl World {
    pub fn data_type(&self, path: &str, schema: &str, family: &Family, own: Option<&Name>) -> String {
        if let Some(own) = own {
            return self.refer(path, schema, own);
        }
        let types: &[&str] = match family {
            Family::Key => &["integer", "bigint", "int8"],
            Family::Int => &["integer", "int", "bigint", "smallint"],
            Family::Number => &["numeric", "numeric(12,2)", "double precision", "real", "decimal(14, 3)"],
            Family::Text => &["text", "varchar(20)", "varchar(50)", "character varying", "char(10)"],
            Family::Time => &["timestamptz", "timestamp", "date", "timestamp(3) with time zone"],
            Family::Bool => &["boolean"],
            Family::Uuid => &["uuid"],
            Family::Json => &["jsonb", "jsonb", "json"],
            Family::IntArray => &["integer[]", "bigint[]"],
            Family::TextArray => &["text[]", "varchar(20)[]"],
            Family::Range => &["int4range"],
            Family::Bytes => &["bytea"],
            Family::Enum(_) | Family::Domain | Family::Composite => &["text"],
        };
        self.draw.pick(&format!("{path} type"), types).to_owned()
    }
}
