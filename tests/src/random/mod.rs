//! Random models and random edits of them, proven like the cases: planned, applied, read back, compared by pg_dump, both
//! ways. What fails is shrunk to a small pair of files.
//!
//! `RANDOM=1..5001` proves these seeds instead of those of every run, `RANDOM=77` one. `RANDOM_SHOW=1` prints why plans
//! were refused, `RANDOM_TRIES` limits the shrinking.

mod code;
mod constraints;
mod doc;
mod draw;
mod expressions;
mod prove;
mod rights;
mod shrink;
mod signature;
mod tables;
mod types;
mod world;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cases::Host;
use doc::Doc;
use draw::Draw;
use prove::{Failure, Proven, prove};
use signature::signature;
use world::{ROLES, World};

/// Seeds of a usual run.
const USUAL: Range<u64> = 1..201;

/// How many models share a database: what each costs by itself is small, what a database costs is not.
const BATCH: usize = 20;

/// Of a hundred changes, so many may be refused: more, and little is proven.
const REFUSABLE: usize = 15;

/// Two states of one model.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Where it comes from.
    pub seed: u64,
    /// Its schemas are `s<number>a` to `s<number>c`.
    pub number: usize,
    /// Before.
    pub old: Doc,
    /// After.
    pub new: Doc,
}

impl Pair {
    /// The pair of a seed.
    pub fn new(seed: u64, number: usize) -> Pair {
        Pair { seed, number, old: state(Draw::old(seed), number), new: state(Draw::new(seed), number) }
    }
}

fn state(draw: Draw, number: usize) -> Doc {
    let mut world = World::new(draw, number);
    world.types();
    world.tables();
    world.constraints();
    world.code();
    world.rights();
    world.doc
}

fn seeds() -> Vec<u64> {
    let Ok(text) = std::env::var("RANDOM") else { return USUAL.collect() };
    let number = |text: &str| text.trim().parse::<u64>().unwrap_or_else(|error| panic!("RANDOM={text}: {error}"));
    match text.split_once("..") {
        Some((from, to)) => (number(from)..number(to)).collect(),
        None => text.split(',').map(number).collect(),
    }
}

/// What a run found.
#[derive(Default)]
struct Found {
    refused: BTreeMap<String, usize>,
    refusals: usize,
    /// By signature: how often, and the first in full.
    failures: BTreeMap<String, (usize, String)>,
}

/// Proves the pairs of many seeds. Panics with a small example of each kind of failure.
pub fn run(workers: usize, host: impl Fn() -> Host + Sync) {
    let seeds = seeds();
    let batches: Vec<&[u64]> = seeds.chunks(BATCH).collect();
    let next = AtomicUsize::new(0);
    let found: Mutex<Found> = Mutex::default();
    roles(&host());
    std::thread::scope(|scope| {
        for _ in 0..workers.min(batches.len()) {
            scope.spawn(|| {
                let host = host();
                let mut scratch = host.scratch();
                while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let pairs = batch.iter().enumerate().map(|(number, seed)| Pair::new(*seed, number));
                    let pairs: Vec<Pair> = pairs.collect();
                    isolate(&pairs.iter().collect::<Vec<_>>(), &mut |pairs| prove(pairs, &host, &mut scratch), &found);
                    host.sweep();
                }
            });
        }
    });
    report(found.into_inner().unwrap_or_else(|broken| broken.into_inner()), seeds.len());
}

type Prover<'a> = &'a mut dyn FnMut(&[&Pair]) -> Result<Proven, Failure>;

/// Finds the pairs of a batch that fail by themselves.
fn isolate(pairs: &[&Pair], prove: Prover<'_>, found: &Mutex<Found>) -> bool {
    let failure = match prove(pairs) {
        Ok(proven) => {
            let mut found = found.lock().unwrap_or_else(|broken| broken.into_inner());
            found.refusals += proven.refused.len();
            for reason in proven.refused {
                *found.refused.entry(signature(&reason)).or_default() += 1;
            }
            return true;
        }
        Err(failure) => failure,
    };
    let kind = failure.signature();
    let seeds: Vec<String> = pairs.iter().map(|pair| pair.seed.to_string()).collect();
    let told = match pairs {
        [pair] => {
            let known = found.lock().unwrap_or_else(|broken| broken.into_inner()).failures.contains_key(&kind);
            if known { None } else { Some(shrink::shrink(pair, failure, prove)) }
        }
        _ => {
            let (left, right) = pairs.split_at(pairs.len() / 2);
            let (left, right) = (isolate(left, prove, found), isolate(right, prove, found));
            if !left || !right {
                return false;
            }
            Some(failure.told())
        }
    };
    let mut found = found.lock().unwrap_or_else(|broken| broken.into_inner());
    let (count, text) = found.failures.entry(kind).or_default();
    *count += 1;
    if let Some(told) = told.filter(|_| text.is_empty()) {
        *text = format!("RANDOM={}\n{told}", seeds.join(","));
    }
    false
}

/// Roles belong to the cluster: they are made once, and stay until it ends.
fn roles(host: &Host) {
    for role in ROLES {
        host.execute(&format!(
            "do $$ begin create role {role}; exception when duplicate_object or unique_violation then null; end $$"
        ));
    }
}

fn report(found: Found, pairs: usize) {
    let mut said = format!("{pairs} random changes proven both ways, {} directions refused\n", found.refusals);
    if std::env::var_os("RANDOM_SHOW").is_some() {
        for (reason, count) in &found.refused {
            let _ = writeln!(said, "  {count:>5} x {reason}");
        }
    }
    if found.failures.is_empty() {
        let _ = std::io::stdout().write_all(said.as_bytes());
        assert!(
            found.refusals * 100 <= pairs * 2 * REFUSABLE,
            "{} of {} directions are refused: the generator makes too much that has no way",
            found.refusals,
            pairs * 2
        );
        return;
    }
    for (kind, (count, text)) in &found.failures {
        let _ = writeln!(said, "\n=== {count} x {kind}\n{text}");
    }
    panic!("{said}");
}
