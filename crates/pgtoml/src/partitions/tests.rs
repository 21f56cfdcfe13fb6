use proptest::prelude::*;

use super::bounds::{Holds, Range};
use super::calendar::{DAY, Every, civil, days, iso_week, moment, shown};
use super::schedule::{Present, work};
use super::{Rule, names};
use crate::model::{Ident, QName};

fn at(text: &str) -> i64 {
    moment(text).unwrap_or_else(|| panic!("{text}")).0
}

fn every() -> impl Strategy<Value = Every> {
    prop_oneof![
        (1..40_u32).prop_map(Every::Months),
        (1..9_u32).prop_map(Every::Weeks),
        (1..400_u32).prop_map(Every::Days),
        (1..100_u32).prop_map(Every::Hours),
        (1..5_000_000_000_i64).prop_map(Every::Count),
    ]
}

proptest! {
    #[test]
    fn every_position_lies_in_one_cell(every in every(), at in -40_000_000_000_i64..200_000_000_000) {
        let start = every.floor(at).unwrap();
        let end = every.next(start).unwrap();
        prop_assert!(start <= at && at < end, "{every}: {start} {at} {end}");
        // Both ends are ends of cells, and so the cells before and after it do not hold the position.
        prop_assert_eq!(every.floor(start), Some(start));
        prop_assert_eq!(every.floor(end), Some(end));
        prop_assert_eq!(every.floor(end - 1), Some(start));
        prop_assert_eq!(every.before(end), Some(start));
    }

    #[test]
    fn days_and_dates_are_the_same(day in -719_162_i64..2_932_896) {
        let (year, month, of_month) = civil(day);
        prop_assert_eq!(days(year, month, of_month), day);
        prop_assert!((1..=12).contains(&month) && (1..=31).contains(&of_month));
        let (next_year, next_month, next_day) = civil(day + 1);
        let follows = (next_year, next_month, next_day) == (year, month, of_month + 1)
            || next_day == 1 && (next_year * 12 + next_month) == (year * 12 + month) + 1;
        prop_assert!(follows);
        let (week_year, week) = iso_week(day);
        prop_assert!((1..=53).contains(&week) && (week_year - year).abs() <= 1);
    }

    #[test]
    fn bounds_are_read_as_they_are_written(every in every(), at in -40_000_000_000_i64..200_000_000_000) {
        let from = every.floor(at).unwrap();
        let range = Range { from, to: every.next(from).unwrap() };
        let hours = matches!(every, Every::Hours(n) if n % 24 != 0);
        for holds in [Holds::Moment, Holds::LocalTime, Holds::Day, Holds::Integer] {
            if (holds == Holds::Integer) == every.is_count() && !(hours && holds == Holds::Day) {
                prop_assert_eq!(Range::parse(range.bound(holds).as_str(), holds), Some(range));
            }
        }
    }

    #[test]
    fn names_tell_cells_apart(every in every(), at in -40_000_000_000_i64..200_000_000_000) {
        let table = Ident::from("event");
        let pattern = names::usual(every);
        prop_assert_eq!(names::check(pattern, &table, every), None);
        let start = every.floor(at).unwrap();
        let (own, next) = (names::name(pattern, &table, start), names::name(pattern, &table, every.next(start).unwrap()));
        prop_assert!(own != next, "{own}");
        prop_assert!(names::fits(pattern, &table, own.as_str()), "{own}");
    }

    #[test]
    fn work_that_is_done_leaves_none(every in every(), ahead in 1..6_u32, now in -40_000_000_000_i64..200_000_000_000) {
        let rule = rule(every, ahead, None);
        let table = Ident::from("event");
        let holds = if every.is_count() { Holds::Integer } else { Holds::Moment };
        let all = |_: &Present| true;
        let first = work(&rule, &table, holds, now, &[], &all, &|_| false);
        prop_assert_eq!(first.make.len(), ahead as usize + 1);
        prop_assert!(first.make.iter().any(|cell| cell.range.from <= now && now < cell.range.to));
        prop_assert!(first.make.windows(2).all(|two| two[0].range.to == two[1].range.from));
        let present: Vec<Present> = first.make.iter().map(|cell| present(cell.name.as_str(), cell.range)).collect();
        let second = work(&rule, &table, holds, now, &present, &all, &|_| false);
        prop_assert_eq!(second, super::schedule::Work::default());
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,40}", at in any::<i64>(), every in every()) {
        let _ = moment(&text);
        let _ = Every::parse(&text);
        let _ = Range::parse(&text, Holds::Moment);
        let _ = Range::parse(&text, Holds::Integer);
        let _ = names::check(&text, &Ident::from("t"), every);
        let _ = names::fits(&text, &Ident::from("t"), &text);
        let _ = names::name(&text, &Ident::from("t"), at);
        let _ = (every.floor(at), every.next(at), every.before(at));
    }
}

fn rule(every: Every, ahead: u32, keep: Option<Every>) -> Rule {
    let (name, expired) = (names::usual(every).into(), super::Expired::Detach);
    Rule { every, ahead, keep, expired, name, start: None, tablespace: None }
}

fn present(name: &str, range: Range) -> Present {
    Present { name: QName { schema: Some("public".into()), name: name.into() }, range: Some(range) }
}

#[test]
fn months_and_leap_years() {
    let month = Every::Months(1);
    assert_eq!(month.floor(at("2024-02-29 23:59:59")), Some(at("2024-02-01")));
    assert_eq!(month.next(at("2024-02-01")), Some(at("2024-03-01")));
    assert_eq!(Every::Months(3).floor(at("2026-08-15")), Some(at("2026-07-01")));
    assert_eq!(Every::Months(12).floor(at("1969-06-01")), Some(at("1969-01-01")));
    assert_eq!(Every::Months(1).before(at("2024-03-31 10:00:00")), Some(at("2024-02-29 10:00:00")));
    assert_eq!(Every::Months(12).before(at("2024-02-29")), Some(at("2023-02-28")));
    assert_eq!(month.next(at("9999-12-01")), None);
    assert_eq!(month.floor(i64::MAX), None);
}

#[test]
fn weeks_begin_on_monday() {
    // 2026-11-22 is a Sunday.
    assert_eq!(Every::Weeks(1).floor(at("2026-11-22 12:00:00")), Some(at("2026-11-16")));
    assert_eq!(Every::Weeks(1).floor(at("2026-11-23")), Some(at("2026-11-23")));
    assert_eq!(iso_week(at("2027-01-03") / DAY), (2026, 53));
    assert_eq!(iso_week(at("2024-12-30") / DAY), (2025, 1));
}

#[test]
fn integers_may_be_negative() {
    let every = Every::Count(100);
    assert_eq!(every.floor(-1), Some(-100));
    assert_eq!(every.floor(-100), Some(-100));
    assert_eq!(names::name("{table}_{from}", &"t".into(), -100).as_str(), "t_m100");
    assert!(names::fits("{table}_{from}", &"t".into(), "t_m100"));
    assert!(!names::fits("{table}_{from}", &"t".into(), "t_x100"));
    assert_eq!(Range::parse("FOR VALUES FROM ('-100') TO (0)", Holds::Integer), Some(Range { from: -100, to: 0 }));
    assert_eq!(
        Range::parse("FOR VALUES FROM (-100) TO (MAXVALUE)", Holds::Integer).map(|range| range.to),
        Some(i64::MAX)
    );
}

#[test]
fn moments_are_read_in_every_zone() {
    assert_eq!(at("2026-01-01 01:00:00+01"), at("2026-01-01T00:00:00Z"));
    assert_eq!(at("2025-12-31 18:30:00-05:30"), at("2026-01-01"));
    assert_eq!(shown(at("2026-01-01")), "2026-01-01T00:00:00Z");
    for wrong in ["2026-02-30", "2026-13-01", "26-01-01", "now", "", "2026-01-01 25:00:00", "2026-01-01Zx", "2026-1-1"]
    {
        assert_eq!(moment(wrong), None, "{wrong}");
    }
}

#[test]
fn what_is_shorter() {
    let shorter = |a: &str, b: &str| Every::parse(a).unwrap().is_shorter(Every::parse(b).unwrap());
    assert!(shorter("30 days", "1 month"));
    assert!(!shorter("31 days", "1 month"));
    assert!(shorter("365 days", "1 year"));
    assert!(!shorter("12 months", "1 year"));
    assert!(!shorter("1 month", "4 weeks"));
    assert!(shorter("1 month", "30 days"));
}

#[test]
fn what_expires() {
    let month = Every::Months(1);
    let rule = Rule { start: Some("2024-01-01".into()), ..rule(month, 2, Some(Every::Months(3))) };
    let (table, all) = (Ident::from("event"), |_: &Present| true);
    let mut there = Vec::new();
    for text in ["2025-09-01", "2025-11-01", "2025-12-01"] {
        let from = at(text);
        there.push(present(text, Range { from, to: month.next(from).unwrap() }));
    }
    let done = work(&rule, &table, Holds::Moment, at("2026-03-15"), &there, &all, &|_| false);
    let names: Vec<&str> = done.expired.iter().map(|(name, _)| name.name.as_str()).collect();
    assert_eq!(names, ["2025-09-01", "2025-11-01"]);
    let made: Vec<&str> = done.make.iter().map(|cell| cell.name.as_str()).collect();
    assert_eq!(made, ["event_2026_01", "event_2026_02", "event_2026_03", "event_2026_04", "event_2026_05"]);
    // What would be too old at once is not made, and what the rule could not have made does not go.
    let none = work(&rule, &table, Holds::Moment, at("2026-03-15"), &there, &|_| false, &|_| false);
    assert_eq!(none.expired, []);
}

#[test]
fn another_interval_than_before() {
    let (table, all) = (Ident::from("event"), |_: &Present| true);
    let days: Vec<Present> = (1..=20)
        .map(|day| {
            let from = at(&format!("2026-03-{day:02}"));
            present(&format!("event_2026_03_{day:02}"), Range { from, to: from + DAY })
        })
        .collect();
    let month = rule(Every::Months(1), 1, None);
    let now = at("2026-03-15");
    let done = work(&month, &table, Holds::Moment, now, &days, &all, &|_| false);
    assert_eq!(done.make[0].range, Range { from: at("2026-03-21"), to: at("2026-04-01") });
    let mut holes = days.clone();
    holes.remove(9);
    let done = work(&month, &table, Holds::Moment, now, &holes, &all, &|_| false);
    assert!(done.refused[0].contains("in the middle"), "{done:?}");
    let done = work(&month, &table, Holds::Moment, now, &[], &all, &|name| name.as_str() == "event_2026_03");
    assert!(done.refused[0].contains("attach or rename"), "{done:?}");
}

const SUGAR: &str = r#"[tables.event]
partition = { by = "range (at)", every = "1 month", default = true }
columns.at = "date"

[tables.part]
partition = { by = "hash (id)", count = 2 }
columns.id = "bigint"

[tables.place]
partition = { by = "list (region)", values = { eu = ["de", "fr"], us = ["us"] } }
columns.region = "text"
"#;

fn loaded(text: &str) -> crate::read::Loaded {
    let file = crate::diagnostic::SourceFile { name: "schema.toml".into(), text: text.to_owned() };
    let loaded = crate::read::read(vec![file], &|_| Err(String::new()));
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    loaded
}

/// The model as a database has it: no rule, an owner, and PostgreSQL's own words.
fn live(loaded: &crate::read::Loaded) -> crate::model::Model {
    let mut model = loaded.model.clone();
    for object in model.objects.values_mut() {
        if let crate::kind::Body::Table(table) = &mut object.body {
            object.meta.owner = Some("keeper".into());
            table.schedule = crate::model::Way::default();
            if let Some(by) = &table.partition_by {
                table.partition_by = Some(crate::sql::Sql::new(by.as_str().replacen("range", "RANGE", 1)));
            }
        }
    }
    model
}

#[test]
fn an_import_keeps_rules_and_sugar() {
    let before = loaded(SUGAR);
    let mut model = live(&before);
    crate::expand::keep_words(&before, &before.model, &mut model);
    let text = crate::write::merge(SUGAR, &before, &model);
    let lines =
        |text: &str| text.lines().filter(|line| line.contains("partition")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&text), lines(SUGAR), "{text}");
    let now = loaded(&text);
    let differ = crate::diff::diff(&now.model, &model);
    assert!(differ.is_empty(), "{differ:?}");
}
