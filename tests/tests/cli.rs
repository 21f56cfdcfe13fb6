//! What a person reads at a terminal: `tests/cli/*.md`.
//!
//! A section runs in a folder of its own. Blocks are done in their order: those with the name of a file write it, and
//! in those of the language `console` every line `$ …` is a command for the shell, followed by what it prints on both
//! streams and, where that is not 0, its exit code as `[exit 2]`. `BLESS=1` writes what came out.
//!
//! `<!-- server: 18 -->` in a heading gives the section a server of its own: `$PORT` on 127.0.0.1, a superuser
//! `postgres` without a password and a role `app` with the password `secret`.

mod markdown;
mod program;

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use markdown::{Correction, Document, Section};
use pgtoml_tests::servers::{Server, client};

const SERVER: &str = "<!-- server: 18 -->";

const HBA: &str = "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";

#[test]
fn transcripts() {
    let binary = program::pgtoml();
    let documents = Document::all("cli");
    let sections: Vec<(&Document, Section)> = documents
        .iter()
        .flat_map(|document| document.sections().into_iter().map(move |section| (document, section)))
        .collect();
    let next = AtomicUsize::new(0);
    let wrong: Mutex<Vec<String>> = Mutex::default();
    let corrections: Mutex<Vec<(&Path, Correction)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((document, section)) = sections.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (mut bad, mut good) = (Vec::new(), Vec::new());
                    run(document, section, &binary, &mut bad, &mut good);
                    wrong.lock().unwrap().append(&mut bad);
                    corrections.lock().unwrap().extend(good.into_iter().map(|one| (document.path.as_path(), one)));
                }
            });
        }
    });
    let corrections = corrections.into_inner().unwrap();
    for document in &documents {
        let own = corrections.iter().filter(|(path, _)| *path == document.path).map(|(_, one)| one.clone());
        document.correct(own.collect());
    }
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}\n\nBLESS=1 writes what came out", wrong.join("\n"));
}

fn run(document: &Document, section: &Section, binary: &Path, wrong: &mut Vec<String>, right: &mut Vec<Correction>) {
    let server = section.title.contains(SERVER).then(server);
    if matches!(server, Some(None)) {
        return;
    }
    let port = server.flatten().map(|server| (port(&server.url), server));
    let folder = tempfile::tempdir().unwrap();
    for block in &section.blocks {
        if let Some(name) = &block.name {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &block.text).unwrap();
        } else if block.language == "console" {
            let mut got = String::new();
            for line in block.text.lines().filter_map(|line| line.strip_prefix("$ ")) {
                got.push_str(&format!("$ {line}\n"));
                got.push_str(&shell(line, folder.path(), binary, port.as_ref().map(|(port, _)| port.as_str())));
            }
            document.compare(section, block, &got, wrong, right);
        }
    }
}

/// Runs one command; what it printed, with its exit code, and with what differs from run to run left out.
fn shell(line: &str, folder: &Path, binary: &Path, port: Option<&str>) -> String {
    let output = tempfile::NamedTempFile::new().unwrap();
    let both = || Stdio::from(File::options().append(true).open(output.path()).unwrap());
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(folder).stdin(Stdio::null()).stdout(both()).stderr(both());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("PG") || name == "DATABASE_URL" || name.starts_with("GIT_") {
            command.env_remove(&*name);
        }
    }
    // The clients that judge come before those of the machine.
    let judge = client("pg_dump").and_then(|program| Some(program.parent()?.display().to_string())).unwrap_or_default();
    command.env("PATH", format!("{}:{judge}:{path}", binary.parent().unwrap().display()));
    command.env("PORT", port.unwrap_or("1")).env("LC_ALL", "C");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "pgtoml").env(format!("GIT_{who}_EMAIL"), "pgtoml@example.com");
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let status = command.status().unwrap();
    let mut text = std::fs::read_to_string(output.path()).unwrap();
    if let Some(port) = port {
        text = text.replace(port, "PORT");
    }
    text = text.replace(&folder.display().to_string(), "FOLDER");
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    if !status.success() {
        text.push_str(&status.code().map_or_else(|| format!("[{status}]\n"), |code| format!("[exit {code}]\n")));
    }
    text
}

fn server() -> Option<Server> {
    let server = Server::exclusive(18, &[("file:pg_hba.conf", HBA)])?;
    server.execute("create role app login password 'secret'");
    Some(server)
}

fn port(url: &str) -> String {
    let after = url.rsplit_once(':').map_or("", |(_, after)| after);
    after.chars().take_while(char::is_ascii_digit).collect()
}
