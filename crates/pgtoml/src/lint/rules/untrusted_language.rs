//! Functions in languages that can do anything.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "untrusted-language",
    group: Group::Security,
    level: Level::Warn,
    summary: "A routine in an untrusted language that everyone may call",
    docs: "
In an untrusted language (`plpython3u`, `plperlu`, `pltclu`) a function can read files, open connections and run
programs as the user of the server, whatever SQL privileges its caller has. PostgreSQL lets PUBLIC execute it unless
that is taken away. Functions in C are passed over, since most come from extensions.",
    bad: r#"
[functions.read_file]
args = "path text"
returns = "text"
language = "plpython3u"
body = "return open(path).read()"
"#,
    good: r#"
[functions.read_file]
args = "path text"
returns = "text"
language = "plpython3u"
grants.public = []
body = "return open(path).read()"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for routine in subject.routines() {
        let name = routine.language.as_str();
        let untrusted = matches!(name, "plpythonu" | "plpython2u" | "plpython3u" | "plperlu" | "pltclu" | "plluau");
        if untrusted && !routine.is_trigger() && subject.grantees(routine.id, Some("execute")).contains("public") {
            let message = format!("{} can do on the server what {name} can, and everyone may call it", routine.id);
            let hit = Hit::new(routine.id, message).at("language");
            let hit = hit.hint("take EXECUTE from PUBLIC and grant it to who needs it");
            hits.push(if subject.is_overloaded(routine.id) { hit } else { hit.fix(routine.id, "grants.public = []") });
        }
    }
    hits
}
