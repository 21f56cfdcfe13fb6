//! What libpq takes from its surroundings: `PG*` variables, the service file, the password file.
//!
//! PostgreSQL manual, 34.15 to 34.17. The environment is a lookup function, so that tests need no process of their own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::error::ConnectError;
use super::parse::Settings;

/// Looks a variable up; `None` if it is not set.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The environment of this process, for callers that want it.
#[must_use]
pub fn process_env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

const VARIABLES: &[(&str, &str)] = &[
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGREQUIREAUTH", "require_auth"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGSERVICE", "service"),
    ("PGSERVICEFILE", "servicefile"),
    ("PGOPTIONS", "options"),
    ("PGAPPNAME", "application_name"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLCRL", "sslcrl"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
];

/// Fills what the connection string left open: first the service, then the variables.
pub(crate) fn complete(settings: &mut Settings, env: Env<'_>) -> Result<(), ConnectError> {
    let from_env: BTreeMap<&str, String> =
        VARIABLES.iter().filter_map(|(name, key)| env(name).filter(|v| !v.is_empty()).map(|v| (*key, v))).collect();
    let look = |settings: &Settings, key: &str| settings.values.get(key).or_else(|| from_env.get(key)).cloned();
    if let Some(service) = look(settings, "service") {
        let file = look(settings, "servicefile").map(PathBuf::from);
        for (key, value) in read_service(&service, file, env)? {
            settings.values.entry(key).or_insert(value);
        }
    }
    for (key, value) in from_env {
        settings.values.entry(key.to_owned()).or_insert(value);
    }
    Ok(())
}

fn read_service(name: &str, file: Option<PathBuf>, env: Env<'_>) -> Result<BTreeMap<String, String>, ConnectError> {
    let mut files: Vec<PathBuf> = Vec::new();
    match file {
        Some(file) => files.push(file),
        None => files.extend(home(env).map(|h| h.join(".pg_service.conf"))),
    }
    if let Some(dir) = env("PGSYSCONFDIR") {
        files.push(Path::new(&dir).join("pg_service.conf"));
    }
    files.push("/etc/postgresql-common/pg_service.conf".into());
    for file in &files {
        let Ok(text) = std::fs::read_to_string(file) else {
            continue;
        };
        let mut found = None;
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                if found.is_some() {
                    break;
                }
                if section == name {
                    found = Some(BTreeMap::new());
                }
            } else if let (Some(map), Some((key, value))) = (&mut found, line.split_once('=')) {
                map.insert(key.trim().to_owned(), value.trim().to_owned());
            }
        }
        if let Some(map) = found {
            return Ok(map);
        }
    }
    let looked: Vec<String> = files.iter().map(|f| f.display().to_string()).collect();
    Err(ConnectError::unreadable(
        format!("the service \"{name}\" is in none of {}", looked.join(", ")),
        format!("add a [{name}] section there, or unset PGSERVICE"),
    ))
}

/// The home folder as libpq finds it.
pub(crate) fn home(env: Env<'_>) -> Option<PathBuf> {
    #[cfg(windows)]
    let folder = env("APPDATA").map(|dir| Path::new(&dir).join("postgresql"));
    #[cfg(not(windows))]
    let folder = env("HOME").map(PathBuf::from);
    folder.filter(|f| !f.as_os_str().is_empty())
}

/// The folder of root.crt, postgresql.crt and postgresql.key.
pub(crate) fn certificate_folder(env: Env<'_>) -> Option<PathBuf> {
    let home = home(env)?;
    Some(if cfg!(windows) { home } else { home.join(".postgresql") })
}

/// Where the password file is, if the settings do not say.
pub(crate) fn default_passfile(env: Env<'_>) -> Option<PathBuf> {
    Some(home(env)?.join(if cfg!(windows) { "pgpass.conf" } else { ".pgpass" }))
}

/// The lines of a password file. A file that others can read is left alone, as libpq does, with a note.
pub(crate) fn read_passfile(path: &Path, notes: &mut Vec<String>) -> Vec<[String; 5]> {
    let Ok(text) = std::fs::read_to_string(path) else {
        return Vec::new();
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let open = std::fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0);
        if open {
            notes.push(format!(
                "the password file {} is readable by others and is ignored: chmod 600 it",
                path.display()
            ));
            return Vec::new();
        }
    }
    #[cfg(not(unix))]
    let _ = notes;
    text.lines().filter(|l| !l.starts_with('#')).filter_map(split_pass_line).collect()
}

fn split_pass_line(line: &str) -> Option<[String; 5]> {
    let mut fields: Vec<String> = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => fields.last_mut()?.extend(chars.next()),
            // The password may hold colons: only the first four separate.
            ':' if fields.len() < 5 => fields.push(String::new()),
            c => fields.last_mut()?.push(c),
        }
    }
    fields.try_into().ok()
}

/// The first password that fits; `*` fits everything.
pub(crate) fn find_password(
    lines: &[[String; 5]],
    host: &str,
    port: u16,
    database: &str,
    user: &str,
) -> Option<String> {
    let port = port.to_string();
    let wanted = [host, port.as_str(), database, user];
    lines
        .iter()
        .find(|line| line.iter().zip(wanted).all(|(have, want)| have == "*" || have == want))
        .map(|line| line[4].clone())
        .filter(|password| !password.is_empty())
}

/// The name of the user who runs this process, libpq's default role.
pub(crate) fn os_user(env: Env<'_>) -> Option<String> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt as _;
        let name = std::fs::metadata("/proc/self").ok().and_then(|me| {
            let uid = me.uid().to_string();
            let users = std::fs::read_to_string("/etc/passwd").ok()?;
            let line = users.lines().find(|l| l.split(':').nth(2) == Some(uid.as_str()))?;
            Some(line.split(':').next()?.to_owned())
        });
        if name.is_some() {
            return name;
        }
    }
    ["USER", "LOGNAME", "USERNAME"].iter().find_map(|v| env(v)).filter(|v| !v.is_empty())
}
