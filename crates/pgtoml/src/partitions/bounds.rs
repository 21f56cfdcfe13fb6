//! Bounds of partitions by range: what PostgreSQL writes for them, and what is written for PostgreSQL.

use super::calendar::{DAY, Every, civil, clock, moment};
use crate::model::Ident;
use crate::sql::quote::quote_literal;
use crate::sql::tokens::{Kind, tokens};
use crate::sql::{Keys, Sql, TypeName};

/// What the key of a partitioned table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// `timestamptz`: bounds are said with the offset of UTC.
    Moment,
    /// `timestamp`: bounds are those of UTC, without an offset.
    LocalTime,
    /// `date`.
    Day,
    /// `smallint`, `integer`, `bigint`.
    Integer,
}

impl Holds {
    /// Of a column of this type. `None`: there are no intervals of such values.
    pub fn of(name: &TypeName) -> Option<Self> {
        match name.without_modifier().as_str() {
            "timestamptz" | "timestamp with time zone" => Some(Self::Moment),
            "timestamp" | "timestamp without time zone" => Some(Self::LocalTime),
            "date" => Some(Self::Day),
            "int2" | "int4" | "int8" | "smallint" | "integer" | "bigint" => Some(Self::Integer),
            _ => None,
        }
    }

    /// The position as a literal of SQL.
    pub fn literal(self, at: i64) -> String {
        let (year, month, day) = civil(at.div_euclid(DAY));
        let (hour, minute, second) = clock(at);
        quote_literal(&match self {
            Self::Moment => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}+00"),
            Self::LocalTime => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            Self::Day => format!("{year:04}-{month:02}-{day:02}"),
            Self::Integer => at.to_string(),
        })
    }

    /// The position that a person gives: a moment, or an integer.
    pub fn position(self, text: &str) -> Option<i64> {
        match self {
            Self::Integer => text.trim().parse().ok(),
            _ => moment(text).map(|(at, _)| at),
        }
    }
}

/// The column that a table is partitioned by. `Err`: it is none, or not one alone.
pub fn column(partition_by: &Sql) -> Result<Ident, &'static str> {
    let text = partition_by.as_str().trim();
    let (way, keys) = text.split_once('(').unwrap_or((text, ""));
    if !way.trim().eq_ignore_ascii_case("range") {
        return Err("intervals are partitions by range");
    }
    let keys = Keys::parse(keys.trim_end().strip_suffix(')').unwrap_or(keys)).unwrap_or_default();
    let mut keys = keys.iter();
    match (keys.next().and_then(|key| key.column.clone()), keys.next()) {
        (Some(column), None) => Ok(column),
        (_, Some(_)) => Err("partitions by interval have one column as their key"),
        (None, None) => Err("partitions by interval have a column as their key, not an expression"),
    }
}

/// A half-open range of positions; the least and the greatest number stand for no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First position.
    pub from: i64,
    /// First position after it.
    pub to: i64,
}

impl Range {
    /// Reads what PostgreSQL says of a partition. `None`: it is the default one, or has bounds that are no positions.
    pub fn parse(bound: &str, holds: Holds) -> Option<Self> {
        let list: Vec<_> = tokens(bound).collect();
        let mut values = Vec::new();
        for (at, token) in list.iter().enumerate() {
            let sign = at.checked_sub(1).and_then(|at| list.get(at)).is_some_and(|token| token.text == "-");
            if token.is("minvalue") {
                values.push(Some((i64::MIN, false)));
            } else if token.is("maxvalue") {
                values.push(Some((i64::MAX, false)));
            } else if matches!(token.kind, Kind::String | Kind::Number) {
                let text = token.text.trim_matches('\'');
                values.push(match holds {
                    Holds::Integer => text.parse::<i64>().ok().map(|n| (if sign { -n } else { n }, false)),
                    _ if text == "infinity" => Some((i64::MAX, false)),
                    _ if text == "-infinity" => Some((i64::MIN, false)),
                    _ => moment(text),
                });
            }
        }
        match values.as_slice() {
            // A part of a second belongs to what lies around it.
            [Some((from, _)), Some((to, more))] if from < to => {
                Some(Self { from: *from, to: to.saturating_add(i64::from(*more)) })
            }
            _ => None,
        }
    }

    /// `for values from (…) to (…)`.
    pub fn bound(self, holds: Holds) -> Sql {
        Sql::new(format!("FOR VALUES FROM ({}) TO ({})", holds.literal(self.from), holds.literal(self.to)))
    }

    /// Whether both ends are ones of the grid.
    pub fn on_grid(self, every: Every) -> bool {
        every.floor(self.from) == Some(self.from) && every.floor(self.to) == Some(self.to)
    }

    /// Whether the two share a position.
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}
