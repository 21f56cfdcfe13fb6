//! Runs the steps of a command: one calm line each, the full log only where it failed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What a run of steps came to.
pub struct Report {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
    logs: PathBuf,
    failures: Vec<String>,
    begun: Instant,
}

/// One finished step.
pub struct Done {
    pub ok: bool,
    pub log: String,
}

impl Report {
    /// `logs` is the folder that keeps the log of every step.
    pub fn new(logs: PathBuf) -> io::Result<Report> {
        fs::create_dir_all(&logs)?;
        Ok(Report { passed: 0, failed: 0, skipped: 0, logs, failures: Vec::new(), begun: Instant::now() })
    }

    /// Runs `command` and counts it as one check.
    pub fn check(&mut self, name: &str, minutes: u64, command: &mut Command) -> Done {
        let done = self.step(name, minutes, command);
        if done.ok {
            self.passed += 1;
        } else {
            self.fail(name);
        }
        done
    }

    /// Runs `command` without counting it: the caller reads the counts out of the log.
    pub fn step(&mut self, name: &str, minutes: u64, command: &mut Command) -> Done {
        begin(name);
        let begun = Instant::now();
        let path = self.logs.join(format!("{}.log", slug(name)));
        let ended = run_logged(command, &path, Duration::from_secs(minutes * 60));
        let log = fs::read(&path).map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default();
        let (ok, why) = match ended {
            Ok(Some(status)) if status.success() => (true, String::new()),
            Ok(Some(status)) => (false, status.to_string()),
            Ok(None) => (false, format!("not finished after {minutes} min, ended")),
            Err(error) => (false, format!("{}: {error}", command.get_program().to_string_lossy())),
        };
        end(if ok { "ok" } else { "FAILED" }, begun.elapsed());
        if !ok {
            println!("\n--- {} ({why})\n{}\n--- end of {name}\n", line(command), telling(&log));
        }
        Done { ok, log }
    }

    /// A check done by the xtask itself, without a process.
    pub fn own(&mut self, name: &str, check: impl FnOnce() -> Result<(), String>) -> bool {
        begin(name);
        let begun = Instant::now();
        let result = check();
        end(if result.is_ok() { "ok" } else { "FAILED" }, begun.elapsed());
        match result {
            Ok(()) => {
                self.passed += 1;
                true
            }
            Err(message) => {
                println!("\n{}\n", indent(&message));
                self.fail(name);
                false
            }
        }
    }

    /// What can't be done here: said aloud and counted.
    pub fn skip(&mut self, name: &str, why: &str) {
        begin(name);
        println!("skipped: {why}");
        self.skipped += 1;
    }

    pub fn fail(&mut self, name: &str) {
        self.failed += 1;
        self.failures.push(name.to_owned());
    }

    /// Prints what failed, and the line of counts that ends a run. True: all is well.
    pub fn close(&mut self) -> bool {
        title("Result");
        // A test that fails when it is skipped has said so itself.
        if ci() && self.skipped > 0 && self.failed == 0 {
            self.fail("something was skipped, which CI does not allow");
        }
        for name in &self.failures {
            println!("  failed: {name}");
        }
        println!("  logs in {}, {} in all", self.logs.display(), time(self.begun.elapsed()));
        println!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped);
        self.failed == 0
    }
}

/// Where a skipped test counts as a failure.
fn ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}

pub fn title(text: &str) {
    println!("\n{text}");
}

pub fn begin(name: &str) {
    print!("  {name:<44} ");
    let _ = io::stdout().flush();
}

pub fn end(word: &str, took: Duration) {
    println!("{word:<7} {:>9}", time(took));
}

pub fn time(took: Duration) -> String {
    let seconds = took.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02} s", took.as_secs() / 60, took.as_secs() % 60)
    }
}

pub fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// A log without the lines that only say that something went well; they stay in its file.
fn telling(log: &str) -> String {
    let dull = |line: &str| {
        let word = line.trim_start().split(' ').next().unwrap_or_default();
        let cargo = ["Compiling", "Checking", "Downloading", "Downloaded", "Locking", "Adding"];
        (line.starts_with("  ") && cargo.contains(&word))
            || (line.starts_with("test ") && line.ends_with(" ... ok"))
            || line.starts_with("test result: ok.")
            || line == "running 0 tests"
    };
    let mut lines: Vec<&str> = log.lines().filter(|line| !dull(line)).collect();
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    lines.join("\n").trim().to_owned()
}

fn slug(name: &str) -> String {
    let plain = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    plain.collect::<String>().split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// `None`: the time was up, and the process with everything below it was ended.
fn run_logged(command: &mut Command, log: &Path, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let out = File::create(log)?;
    let err = out.try_clone()?;
    let mut child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn()?;
    let begun = Instant::now();
    let mut pause = Duration::from_millis(5);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() > limit {
            // The children first: a test binary would outlive the cargo that started it.
            for pid in descendants(child.id()) {
                let _ = Command::new("kill").args(["-KILL", &pid.to_string()]).status();
            }
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(200));
    }
}

/// Every process below `root`, read from `/proc`.
fn descendants(root: u32) -> Vec<u32> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        // `pid (name) state ppid …`, and the name may hold anything.
        let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse::<u32>().ok());
        parents.extend(parent.map(|parent| (pid, parent)));
    }
    let mut found = vec![root];
    let mut next = 0;
    while next < found.len() {
        let of = found[next];
        found.extend(parents.iter().filter(|(_, parent)| *parent == of).map(|(pid, _)| *pid));
        next += 1;
    }
    found.split_off(1)
}
