//! Diagrams of the starters and of schema.toml, as the program draws them: no two tables overlap, no line runs through
//! one, and the pictures in the README are those that the program draws.

mod program;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn erd(file: &Path, words: &[&str]) -> Vec<u8> {
    let mut command = Command::new(program::pgtoml());
    let output =
        command.arg("erd").arg("-f").arg(file).args(words).current_dir(root()).output().expect("the program runs");
    assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn files() -> Vec<PathBuf> {
    let starters = std::fs::read_dir(root().join("templates/starters")).expect("the starters");
    let mut files: Vec<PathBuf> = starters.filter_map(|entry| Some(entry.ok()?.path().join("schema.toml"))).collect();
    files.push(root().join("schema.toml"));
    files
}

/// Left, top, right, bottom.
type Area = [f64; 4];

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().expect("a number")
}

fn meet(a: Area, b: Area) -> bool {
    const NEAR: f64 = 0.02;
    a[0] < b[2] - NEAR && b[0] < a[2] - NEAR && a[1] < b[3] - NEAR && b[1] < a[3] - NEAR
}

#[test]
fn tables_do_not_overlap_and_lines_go_round_them() {
    for file in files() {
        for words in
            [&["--format", "json"][..], &["--format", "json", "--keys-only", "--groups", "none", "--enums", "boxes"]]
        {
            let placed: Value = serde_json::from_slice(&erd(&file, words)).expect("JSON");
            let placed = &placed["placed"];
            let area = |b: &Value| -> Area {
                let (x, y) = (number(b, "x"), number(b, "y"));
                [x, y, x + number(b, "w"), y + number(b, "h")]
            };
            let boxes: Vec<Area> = placed["boxes"].as_array().expect("boxes").iter().map(area).collect();
            assert!(!boxes.is_empty(), "{} has no tables", file.display());
            for (i, a) in boxes.iter().enumerate() {
                assert!(!boxes[..i].iter().any(|b| meet(*a, *b)), "{}: box {i} is on another", file.display());
            }
            for line in placed["lines"].as_array().expect("lines") {
                let points = line["points"].as_array().expect("points");
                for (a, b) in points.iter().zip(points.iter().skip(1)) {
                    let (ax, ay, bx, by) = (number(a, "x"), number(a, "y"), number(b, "x"), number(b, "y"));
                    // A line has no width; give it one, so that it can meet something.
                    let area = [ax.min(bx) - 0.03, ay.min(by) - 0.03, ax.max(bx) + 0.03, ay.max(by) + 0.03];
                    let through = |of: &Area| meet(area, [of[0] + 0.03, of[1] + 0.03, of[2] - 0.03, of[3] - 0.03]);
                    assert!(!boxes.iter().any(through), "{}: a line runs through a table", file.display());
                }
            }
        }
    }
}

#[test]
fn the_pictures_of_the_readme_are_what_the_program_draws() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let list = std::fs::read_to_string(root().join("docs/pictures.txt")).expect("docs/pictures.txt");
    let lines: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(!lines.is_empty());
    for line in lines {
        let (path, words) = line.split_once(' ').expect("a path and words");
        let words: Vec<&str> = words.split(' ').skip(1).collect();
        assert!(readme.contains(path), "{path} is not in the README");
        let there = std::fs::read(root().join(path)).unwrap_or_default();
        assert!(
            erd(&root().join("schema.toml"), &words) == there,
            "{path} is stale: `cargo xtask pictures` makes it anew"
        );
    }
}

#[test]
fn positions_keep_tables_where_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, kept) = (folder.path().join("schema.toml"), folder.path().join("positions.json"));
    let text = std::fs::read_to_string(root().join("schema.toml")).expect("schema.toml");
    std::fs::write(&file, &text).expect("written");
    let kept = kept.to_str().expect("a path");
    let read = || -> Value { serde_json::from_slice(&std::fs::read(kept).expect("positions")).expect("JSON") };
    erd(&file, &["--positions", kept]);
    let before = read();
    let more =
        "\n[tables.labels]\ncolumns.id = \"uuid primary key\"\ncolumns.document_id = \"uuid references documents\"\n";
    std::fs::write(&file, text + more).expect("written");
    erd(&file, &["--positions", kept]);
    let after = read();
    assert!(after.get("public.labels").is_some());
    let before = before.as_object().expect("tables");
    let far = |(name, at): &(&String, &Value)| {
        let now = &after[name.as_str()];
        (number(at, "x") - number(now, "x")).hypot(number(at, "y") - number(now, "y")) > 50.0
    };
    let moved = before.iter().filter(far).count();
    assert!(moved * 10 <= before.len(), "{moved} of {} moved", before.len());
}
