//! Intervals, and the grid of positions that they cut time, or the integers, into.
//!
//! A position is the number of seconds since 1970-01-01 00:00 UTC, or the integer itself. Months and years are counted from
//! January 1970, weeks begin on Monday, days and hours are counted from 1970-01-01 00:00: where a cell begins depends on
//! nothing but the interval.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Seconds of a day.
pub const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;
/// 1969-12-29 was a Monday.
const MONDAY: i64 = -3;
/// Positions in time lie in the years 1 to 9999, which every form of a bound can say.
const FIRST_DAY: i64 = -719_162;
const LAST_DAY: i64 = 2_932_896;

/// How far a partition reaches, or how long rows are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Months; a year has twelve.
    Months(u32),
    /// Weeks, which begin on Monday.
    Weeks(u32),
    /// Days of UTC.
    Days(u32),
    /// Hours.
    Hours(u32),
    /// Values of an integer.
    Count(i64),
}

impl Every {
    /// Reads `1 month`, `2 weeks`, `1 day`, `6 hours`, `1 year`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let (number, unit) = match (words.next(), words.next(), words.next()) {
            (Some(number), Some(unit), None) => (number, unit.to_ascii_lowercase()),
            _ => return Err(format!("`{text}` is no interval")),
        };
        let number: u32 = number.parse().map_err(|_| format!("`{number}` is no number of {unit}"))?;
        if number == 0 || number > 100_000 {
            return Err(format!("an interval of {number} {unit} is none"));
        }
        match unit.strip_suffix('s').unwrap_or(&unit) {
            "year" => Ok(Self::Months(number.saturating_mul(12))),
            "month" => Ok(Self::Months(number)),
            "week" => Ok(Self::Weeks(number)),
            "day" => Ok(Self::Days(number)),
            "hour" => Ok(Self::Hours(number)),
            _ => Err(format!("`{unit}` is no unit of an interval")),
        }
    }

    /// Whether it counts integers, not time.
    pub fn is_count(self) -> bool {
        matches!(self, Self::Count(_))
    }

    /// The beginning of the cell that holds a position. `None`: outside of what a bound can say.
    pub fn floor(self, at: i64) -> Option<i64> {
        match self {
            Self::Months(n) => {
                let (year, month, _) = civil(at.div_euclid(DAY));
                let index = year.checked_sub(1970)?.checked_mul(12)?.checked_add(month - 1)?;
                month_start(index.div_euclid(i64::from(n)).checked_mul(i64::from(n))?)
            }
            Self::Count(n) => at.div_euclid(n).checked_mul(n),
            _ => {
                let (length, origin) = self.fixed();
                inside((at - origin).div_euclid(length).checked_mul(length)?.checked_add(origin)?)
            }
        }
    }

    /// The end of the cell that begins here: where the next one begins.
    pub fn next(self, start: i64) -> Option<i64> {
        self.shifted(start, 1)
    }

    /// The position that lies as far before this one. A day that a month does not have is its last one.
    pub fn before(self, at: i64) -> Option<i64> {
        self.shifted(at, -1)
    }

    fn shifted(self, at: i64, by: i64) -> Option<i64> {
        match self {
            Self::Months(n) => {
                let (days, rest) = (at.div_euclid(DAY), at.rem_euclid(DAY));
                let (year, month, day) = civil(days);
                let index = (year - 1970).checked_mul(12)?.checked_add(month - 1)?.checked_add(i64::from(n) * by)?;
                let first = month_start(index)?;
                let length = (month_start(index + 1).unwrap_or(first + 31 * DAY) - first) / DAY;
                inside(first + (day.min(length) - 1) * DAY + rest)
            }
            Self::Count(n) => at.checked_add(n.checked_mul(by)?),
            _ => inside(at.checked_add(self.fixed().0.checked_mul(by)?)?),
        }
    }

    /// Length in seconds and a beginning, of what is always as long.
    fn fixed(self) -> (i64, i64) {
        match self {
            Self::Weeks(n) => (i64::from(n) * 7 * DAY, MONDAY * DAY),
            Self::Days(n) => (i64::from(n) * DAY, 0),
            Self::Hours(n) => (i64::from(n) * HOUR, 0),
            Self::Months(n) => (i64::from(n) * 31 * DAY, 0),
            Self::Count(n) => (n, 0),
        }
    }

    /// Whether it is, or can be, shorter than the other one.
    pub fn is_shorter(self, other: Self) -> bool {
        match (self, other) {
            (Self::Months(own), Self::Months(other)) => own < other,
            // The shortest that it can be, against the longest that the other one can be.
            (Self::Months(own), _) => days_of(own, 28, 365) * DAY < other.fixed().0,
            (_, Self::Months(other)) => self.fixed().0 < days_of(other, 31, 366) * DAY,
            _ => self.fixed().0 < other.fixed().0,
        }
    }
}

/// Days of months: of whole years, and of months beyond those.
fn days_of(months: u32, month: i64, year: i64) -> i64 {
    i64::from(months / 12) * year + i64::from(months % 12) * month
}

/// As it is written in a file.
impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match *self {
            Self::Months(n) if n % 12 == 0 => (n / 12, "year"),
            Self::Months(n) => (n, "month"),
            Self::Weeks(n) => (n, "week"),
            Self::Days(n) => (n, "day"),
            Self::Hours(n) => (n, "hour"),
            Self::Count(n) => return write!(f, "{n}"),
        };
        write!(f, "{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}

impl Serialize for Every {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(n) => serializer.serialize_i64(*n),
            _ => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Every {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Every;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an interval or a positive number")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Every, E> {
                Every::parse(text).map_err(E::custom)
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Every, E> {
                if number > 0 { Ok(Every::Count(number)) } else { Err(E::custom("expected a positive number")) }
            }
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Every, E> {
                self.visit_i64(i64::try_from(number).map_err(E::custom)?)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

fn inside(at: i64) -> Option<i64> {
    (FIRST_DAY * DAY..=LAST_DAY * DAY).contains(&at).then_some(at)
}

/// Where the month with this number, counted from January 1970, begins.
fn month_start(index: i64) -> Option<i64> {
    let year = index.div_euclid(12).checked_add(1970)?;
    if !(1..=9999).contains(&year) {
        return None;
    }
    inside(days(year, index.rem_euclid(12) + 1, 1) * DAY)
}

/// The day of the Gregorian calendar, counted from 1970-01-01.
pub fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their leap day at the end.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a day that is counted from 1970-01-01.
pub fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// The year and the number of the ISO week that a day lies in.
pub fn iso_week(day: i64) -> (i64, i64) {
    // The Thursday of a week says of which year it is.
    let thursday = (day - MONDAY).div_euclid(7) * 7 + MONDAY + 3;
    let year = civil(thursday).0;
    (year, (thursday - days(year, 1, 1)) / 7 + 1)
}

/// Reads a moment as people and PostgreSQL write it: `2026-01-01`, `2026-01-01 00:00:00+00`, `2026-01-01T00:00:00Z`. Without
/// an offset it is UTC. The flag says whether a part of a second is left out.
pub fn moment(text: &str) -> Option<(i64, bool)> {
    let text = text.trim();
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim()),
        None => (text, ""),
    };
    let mut parts = date.split('-');
    let (year, month, day) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let known = (1..=12).contains(&month) && (1..=9999).contains(&year) && parts.next().is_none();
    let day_of = known.then(|| days(year, month, day))?;
    if civil(day_of) != (year, month, day) {
        return None;
    }
    let (clock, offset) = match time.find(['+', '-', 'Z', 'z']) {
        Some(at) => (time.get(..at)?.trim_end(), time.get(at..)?),
        None => (time, ""),
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = if clock.is_empty() { 0 } else { hms(clock)? };
    let offset = match offset.bytes().next() {
        Some(b'+') => hms(offset.get(1..)?)?,
        Some(b'-') => -hms(offset.get(1..)?)?,
        Some(_) if offset.len() > 1 => return None,
        _ => 0,
    };
    Some((inside(day_of * DAY + seconds - offset)?, fraction.bytes().any(|byte| byte != b'0')))
}

fn hms(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = parts.next().map_or(Some(0), |part| number(part, 2))?;
    let second = parts.next().map_or(Some(0), |part| number(part, 2))?;
    (hour <= 24 && minute < 60 && second <= 60 && parts.next().is_none()).then_some(hour * HOUR + minute * 60 + second)
}

fn number(text: &str, width: usize) -> Option<i64> {
    (text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// `2026-01-01T00:00:00Z`, for people.
pub fn shown(at: i64) -> String {
    let (year, month, day) = civil(at.div_euclid(DAY));
    let (hour, minute, second) = clock(at);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Hour, minute and second of a moment.
pub fn clock(at: i64) -> (i64, i64, i64) {
    let second = at.rem_euclid(DAY);
    (second / HOUR, second % HOUR / 60, second % 60)
}
