//! What is to be done again and again: schedules in words, and the statements that give them to a scheduler.
//!
//! A schedule is `5 minutes`, `1 hour`, `1 day`, `1 week`, `1 month`, or a cron expression of five fields. Times are those
//! of the scheduler: pg_cron's are GMT unless `cron.timezone` says otherwise.

use std::fmt::Write as _;

use smol_str::SmolStr;

use crate::diagnostic::did_you_mean;
use crate::expand::Origin;
use crate::sql::quote::quote_literal;

/// Something that is done by a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its name; a scheduler has one job of a name.
    pub name: SmolStr,
    /// When, as a cron expression.
    pub every: Schedule,
    /// The statement.
    pub command: String,
    /// What it comes from.
    pub origin: Option<Origin>,
}

/// A schedule as a cron expression of five fields, or `N seconds`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule(SmolStr);

/// Why a text is no schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// Units with how many of them make the next one, which `n` must divide to come round evenly.
const UNITS: &[(&str, u32)] = &[("second", 60), ("minute", 60), ("hour", 24), ("day", 1), ("week", 1), ("month", 12)];

/// Fields of a cron expression with the numbers that they take.
const FIELDS: &[(&str, u32, u32)] =
    &[("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7)];

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

impl Schedule {
    /// Reads words or a cron expression.
    ///
    /// # Errors
    /// It is neither, or cron can't say it.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            [_, _, _, _, _] => fields(&words),
            [number, unit] if number.bytes().all(|byte| byte.is_ascii_digit()) => interval(number, unit),
            [unit] if unit.bytes().all(|byte| byte.is_ascii_alphabetic()) => interval("1", unit),
            _ => Err(Wrong {
                message: format!("`{text}` is no schedule"),
                hint: "write `5 minutes`, `1 hour`, `1 day`, or a cron expression such as `0 3 * * *`".into(),
            }),
        }
    }

    /// The cron expression.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `5 minutes` as a cron expression.
fn interval(number: &str, unit: &str) -> Result<Schedule, Wrong> {
    let lower = unit.to_ascii_lowercase();
    let singular = match lower.as_str() {
        "hourly" => "hour",
        "daily" => "day",
        "weekly" => "week",
        "monthly" => "month",
        other => other.strip_suffix('s').unwrap_or(other),
    };
    let Some((unit, whole)) = UNITS.iter().find(|(name, _)| *name == singular) else {
        let near = did_you_mean(singular, UNITS.iter().map(|(name, _)| *name));
        return Err(Wrong {
            message: format!("`{unit}` is no unit of a schedule"),
            hint: near.map_or_else(
                || "units are seconds, minutes, hours, days, weeks and months".to_owned(),
                |near| format!("did you mean `{near}`?"),
            ),
        });
    };
    let count: u32 = number.parse().unwrap_or(0);
    let cron_cannot =
        |hint: &str| Err(Wrong { message: format!("cron cannot say `{number} {unit}s`"), hint: hint.to_owned() });
    let every = |count: u32| if count == 1 { "*".to_owned() } else { format!("*/{count}") };
    let text = match *unit {
        "second" if (1..=59).contains(&count) => format!("{count} seconds"),
        "second" => return cron_cannot("pg_cron takes 1 to 59 seconds"),
        _ if count == 0 || whole % count != 0 => {
            return cron_cannot(match *unit {
                "minute" => "it starts anew with every hour: take 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30 minutes",
                "hour" => "it starts anew with every day: take 1, 2, 3, 4, 6, 8 or 12 hours",
                "day" | "week" => "take 1, or a cron expression such as `0 3 * * 1,4`",
                _ => "it starts anew with every year: take 1, 2, 3, 4 or 6 months",
            });
        }
        "minute" if count == 60 => "0 * * * *".to_owned(),
        "minute" => format!("{} * * * *", every(count)),
        "hour" if count == 24 => "0 0 * * *".to_owned(),
        "hour" => format!("0 {} * * *", every(count)),
        "day" => "0 0 * * *".to_owned(),
        "week" => "0 0 * * 0".to_owned(),
        _ if count == 12 => "0 0 1 1 *".to_owned(),
        _ => format!("0 0 1 {} *", every(count)),
    };
    Ok(Schedule(text.into()))
}

/// Five fields, each checked.
fn fields(words: &[&str]) -> Result<Schedule, Wrong> {
    for (word, (name, low, high)) in words.iter().zip(FIELDS) {
        let names: &[&str] = match *name {
            "month" => MONTHS,
            "day of the week" => DAYS,
            _ => &[],
        };
        // pg_cron has a day of its own: the last of the month.
        if *name == "day of the month" && *word == "$" {
            continue;
        }
        let number = |text: &str| -> Option<u32> {
            let named = names.iter().position(|known| text.eq_ignore_ascii_case(known));
            let named = named.and_then(|at| u32::try_from(at).ok()).map(|at| at + u32::from(names == MONTHS));
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            named.or_else(|| text.parse().ok().filter(|_| digits)).filter(|number| (low..=high).contains(&number))
        };
        let part = |part: &str| -> bool {
            let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
            let step_is_right =
                step.is_none_or(|step| step.parse::<u32>().is_ok_and(|step| (1..=*high).contains(&step)));
            let range_is_right = range == "*"
                || match range.split_once('-') {
                    Some((from, to)) => matches!((number(from), number(to)), (Some(from), Some(to)) if from <= to),
                    None => number(range).is_some() && step.is_none(),
                };
            step_is_right && range_is_right
        };
        if !word.split(',').all(part) {
            return Err(Wrong {
                message: format!("`{word}` is no {name} of a cron expression"),
                hint: format!(
                    "it is `*`, `*/N`, or numbers from {low} to {high} such as `{low}`, `{low}-{high}` or `{low},{high}`"
                ),
            });
        }
    }
    Ok(Schedule(words.join(" ").into()))
}

/// The statements that give the jobs to pg_cron. A job of the same name is changed, so they can be run again.
///
/// pg_cron: `cron.schedule(job_name, schedule, command)`.
pub fn pg_cron(jobs: &[Job]) -> String {
    let mut out = String::new();
    for Job { name, every, command, .. } in jobs {
        let [name, every, command] = [name.as_str(), every.as_str(), command.as_str()].map(quote_literal);
        let _ = writeln!(out, "SELECT cron.schedule({name}, {every}, {command});");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str, wanted: &str) {
        assert_eq!(Schedule::parse(text).map(|schedule| schedule.0), Ok(wanted.into()), "{text}");
    }

    #[track_caller]
    fn wrong(text: &str, part: &str) {
        let error = Schedule::parse(text).expect_err("it is wrong");
        assert!(format!("{} {}", error.message, error.hint).contains(part), "{text}: {error:?}");
    }

    #[test]
    fn words() {
        is("5 minutes", "*/5 * * * *");
        is("1 minute", "* * * * *");
        is("60 minutes", "0 * * * *");
        is("1 hour", "0 * * * *");
        is("6 hours", "0 */6 * * *");
        is("24 hours", "0 0 * * *");
        is("1 day", "0 0 * * *");
        is("daily", "0 0 * * *");
        is("hour", "0 * * * *");
        is("1 week", "0 0 * * 0");
        is("3 months", "0 0 1 */3 *");
        is("30 seconds", "30 seconds");
    }

    #[test]
    fn expressions() {
        is("0 3 * * *", "0 3 * * *");
        is(" */15  9-17 * jan-mar,12 mon-fri ", "*/15 9-17 * jan-mar,12 mon-fri");
        is("0 0 $ * *", "0 0 $ * *");
        wrong("60 * * * *", "`60` is no minute");
        wrong("* 5-3 * * *", "`5-3` is no hour");
        wrong("* * 0 * *", "from 1 to 31");
        wrong("* * * * mun", "day of the week");
        wrong("5/2 * * * *", "minute");
        wrong("*/0 * * * *", "minute");
        wrong(", * * * *", "minute");
    }

    #[test]
    fn what_cron_cannot_say() {
        wrong("7 minutes", "cron cannot say `7 minutes`");
        wrong("90 minutes", "10, 12, 15");
        wrong("5 hours", "every day");
        wrong("2 days", "cron expression");
        wrong("0 minutes", "cron cannot");
        wrong("60 seconds", "1 to 59");
        wrong("5 minuts", "did you mean `minute`?");
        wrong("often enough for me", "no schedule");
        wrong("", "no schedule");
        wrong("99999999999 hours", "cron cannot");
    }

    #[test]
    fn statements_are_quoted() {
        let every = Schedule::parse("1 hour").expect("a schedule");
        let job = Job { name: "it's".into(), every, command: "select f('x')".into(), origin: None };
        assert_eq!(pg_cron(&[job]), "SELECT cron.schedule('it''s', '0 * * * *', 'select f(''x'')');\n");
    }
}
