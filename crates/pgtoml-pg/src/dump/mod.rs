//! What `pg_dump` says of a database, brought into a form in which only what differs differs: the judge that is not ours.
//!
//! Order proves nothing, so statements are sorted, and so are the items inside the parentheses of CREATE TABLE.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::connect::{Connection, Env, Target};
use crate::engine::Installation;

mod statements;

pub use statements::{canonical, split};

/// A database as text, ready to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dump {
    /// Sorted statements of `pg_dump --schema-only`, and a line for each fact that it leaves out.
    pub statements: Vec<String>,
}

/// A `pg_dump` of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PgDump {
    program: PathBuf,
    /// Its major version.
    pub major: u32,
}

impl PgDump {
    /// The one nearest to a server of this major that can read it: of the same major or a newer one.
    #[must_use]
    pub fn find(major: u32, env: Env<'_>) -> Option<Self> {
        let name = format!("pg_dump{}", std::env::consts::EXE_SUFFIX);
        let path = env("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect::<Vec<_>>());
        let installed = Installation::all(env).into_iter().map(|one| one.bin().to_path_buf());
        let mut found: Vec<Self> = path
            .into_iter()
            .chain(installed)
            .map(|folder| folder.join(&name))
            .filter(|program| program.is_file())
            .filter_map(|program| Some(Self { major: version(&program)?, program }))
            .filter(|one| one.major >= major)
            .collect();
        // Stable, so that the one in PATH comes first.
        found.sort_by_key(|one| one.major);
        found.into_iter().next()
    }

    /// The statements that make the database again, sorted.
    ///
    /// # Errors
    /// What pg_dump said.
    pub fn schema(&self, target: &Target) -> Result<Vec<String>, String> {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
            command.env_remove(name);
        }
        // A password on the command line could be read by everyone on the machine.
        if let Some(password) = target.password() {
            command.env("PGPASSWORD", password);
        }
        let url = target.redacted().replacen(":***@", "@", 1);
        command.args(["--schema-only", "--no-password", "--dbname", &url]).stdin(Stdio::null());
        let output = command.output().map_err(|error| format!("pg_dump cannot be run: {error}"))?;
        if !output.status.success() {
            return Err(format!("pg_dump: {}", String::from_utf8_lossy(&output.stderr).trim()));
        }
        Ok(canonical(&String::from_utf8_lossy(&output.stdout)))
    }
}

fn version(program: &std::path::Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    // pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = text.split(')').nth(1)?.trim();
    number.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// What pg_dump does not say of the database of a connection, as lines.
///
/// # Errors
/// What the server says.
pub fn unseen(connection: &mut Connection) -> Result<Vec<String>, postgres::Error> {
    Ok(connection.query(UNSEEN, &[])?.iter().map(|row| row.get(0)).collect())
}

impl Dump {
    /// Of the statements of pg_dump and the rows of [`UNSEEN`].
    pub fn new(mut statements: Vec<String>, unseen: Vec<String>) -> Dump {
        statements.extend(unseen);
        statements.sort();
        Dump { statements }
    }
}

/// What two databases differ in, as a person reads it: `-` only in `a`, `+` only in `b`.
pub fn compare(a: &Dump, b: &Dump) -> Result<(), String> {
    let (mut only_a, mut only_b) = (Vec::new(), Vec::new());
    let (mut left, mut right) = (a.statements.iter().peekable(), b.statements.iter().peekable());
    loop {
        // Both are sorted.
        match (left.peek(), right.peek()) {
            (Some(a), Some(b)) if a == b => drop((left.next(), right.next())),
            (Some(a), b) if b.is_none_or(|b| a < b) => only_a.extend(left.next().cloned()),
            (_, Some(_)) => only_b.extend(right.next().cloned()),
            _ => break,
        }
    }
    if only_a.is_empty() && only_b.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    for left in only_a {
        // The same object, changed: show its lines side by side.
        match only_b.iter().position(|right| head(right) == head(&left)) {
            Some(at) => lines(&mut text, &left, &only_b.remove(at)),
            None => lines(&mut text, &left, ""),
        }
    }
    for right in only_b {
        lines(&mut text, "", &right);
    }
    Err(text)
}

/// The first words of a statement, which name what it makes.
fn head(statement: &str) -> String {
    let line = statement.lines().next().unwrap_or_default();
    line.split_whitespace().take_while(|word| !word.starts_with('(')).take(6).collect::<Vec<_>>().join(" ")
}

/// A plain difference by lines: those in both, then those of one side.
fn lines(text: &mut String, a: &str, b: &str) {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.lines().collect(), b.lines().collect());
    // The longest common subsequence, from the end; statements have few lines.
    let mut longest = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] = match a[i] == b[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let (sign, line) = if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
            (' ', a[i - 1])
        } else if j == b.len() || (i < a.len() && longest[i + 1][j] >= longest[i][j + 1]) {
            i += 1;
            ('-', a[i - 1])
        } else {
            j += 1;
            ('+', b[j - 1])
        };
        let _ = writeln!(text, "{sign} {line}");
    }
}

/// What pg_dump does not say: which indexes a failed CONCURRENTLY left invalid, and the versions of extensions.
pub const UNSEEN: &str = "select format('-- invalid index %s', i.indexrelid::regclass)
       from pg_index i join pg_class c on c.oid = i.indexrelid
      where not (i.indisvalid and i.indisready and i.indislive) and c.relkind = 'i'
     union all
     select format('-- extension %I version %s in %I', e.extname, e.extversion, n.nspname)
       from pg_extension e join pg_namespace n on n.oid = e.extnamespace
     union all
     -- Not part of the dump of one database.
     select format('-- database of %s limit %s for %s: %s', pg_get_userbyid(d.datdba), d.datconnlimit,
                   (select array_agg(x::text order by x::text) from unnest(coalesce(d.datacl, acldefault('d', d.datdba))) x),
                   shobj_description(d.oid, 'pg_database'))
       from pg_database d where d.datname = current_database()
     union all
     select format('-- setting for %s: %s', coalesce(r.rolname, 'all'), (select array_agg(x order by x) from unnest(s.setconfig) x))
       from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase left join pg_roles r on r.oid = s.setrole
      where d.datname = current_database()";

#[cfg(test)]
mod tests {
    use super::{Dump, compare};

    fn dump(statements: &[&str]) -> Dump {
        Dump::new(statements.iter().map(|text| (*text).to_owned()).collect(), Vec::new())
    }

    #[test]
    fn equal_whatever_the_order() {
        assert_eq!(compare(&dump(&["a", "b", "b"]), &dump(&["b", "a", "b"])), Ok(()));
    }

    #[test]
    fn a_statement_that_is_there_twice_is_not_the_same_as_once() {
        assert_eq!(compare(&dump(&["a", "a"]), &dump(&["a"])), Err("- a\n".to_owned()));
    }

    #[test]
    fn a_changed_object_shows_its_changed_lines() {
        let a = dump(&["CREATE TABLE public.t (\n    a integer,\n    b text\n)"]);
        let b = dump(&["CREATE TABLE public.t (\n    a bigint,\n    b text\n)", "CREATE VIEW public.v AS\n SELECT 1"]);
        assert_eq!(
            compare(&a, &b),
            Err("  CREATE TABLE public.t (\n-     a integer,\n+     a bigint,\n      b text\n  )\n\
                 + CREATE VIEW public.v AS\n+  SELECT 1\n"
                .to_owned())
        );
    }
}
