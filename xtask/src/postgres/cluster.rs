//! A throw-away cluster: made, started, and gone with the process that wanted it, however that ends.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::install::{is_root, run, server};

/// Folders of clusters are named by this and the process that owns them.
const PREFIX: &str = "pgtoml-pg-";

/// Holds the server. Its standard input is a pipe from the owner: when that closes, because the owner dropped the
/// cluster, exited, crashed or was killed, the server ends and its files go. No signal handler could promise that.
const SUPERVISOR: &str = r#"
"$1/postgres" -D "$2/data" >>"$2/log" 2>&1 </dev/null &
server=$!
echo $server >"$2/pid"
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$2"
"#;

/// Fast, because nothing here outlives the run, and with room for what the tests create.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
jit = off
wal_level = logical
max_wal_size = 512MB
max_connections = 100
max_prepared_transactions = 10
max_locks_per_transaction = 1024
shared_buffers = 64MB
timezone = 'UTC'
log_min_messages = log
";

/// A running cluster; it ends when this is dropped.
#[derive(Debug)]
pub struct Cluster {
    major: u32,
    port: u16,
    folder: PathBuf,
    supervisor: Child,
}

impl Cluster {
    /// Starts a cluster with the superuser `postgres`, trusted from this machine, and with `settings` on top of ours.
    /// A setting `file:NAME` is no setting but a file in the data folder, as `file:pg_hba.conf` or `file:server.key`;
    /// `{folder}` in a value is that folder.
    pub fn start(major: u32, settings: &[(&str, &str)]) -> Result<Cluster, String> {
        let bin = server(major)?;
        sweep();
        let mut last = String::new();
        // Between choosing a free port and using it, another process may take it.
        for _ in 0..4 {
            match Cluster::attempt(major, &bin, settings) {
                Ok(cluster) => return Ok(cluster),
                Err(error) if error.contains("Address already in use") => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    fn attempt(major: u32, bin: &Path, settings: &[(&str, &str)]) -> Result<Cluster, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = place().join(format!("{PREFIX}{}-{number}", std::process::id()));
        let user = user()?;
        let data = folder.join("data");
        let at = |error: std::io::Error| format!("{}: {error}", folder.display());
        fs::create_dir(&folder).map_err(at)?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).map_err(at)?;
        if let Some((uid, gid)) = user {
            chown(&folder, Some(uid), Some(gid)).map_err(at)?;
        }

        let mut initdb = command(&bin.join("initdb"), &folder, user);
        initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"]);
        if let Err(error) = run(initdb.arg(&data)) {
            let _ = fs::remove_dir_all(&folder);
            return Err(error);
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(at)?.port();
        let mut conf = format!("{SETTINGS}port = {port}\n");
        for (name, value) in settings {
            let value = value.replace("{folder}", &data.display().to_string());
            if let Some(file) = name.strip_prefix("file:") {
                let path = data.join(file);
                fs::write(&path, value).map_err(at)?;
                // The server refuses a private key that others could read.
                fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(at)?;
                if let Some((uid, gid)) = user {
                    chown(&path, Some(uid), Some(gid)).map_err(at)?;
                }
            } else {
                conf.push_str(&format!("{name} = '{}'\n", value.replace('\'', "''")));
            }
        }
        let auto = data.join("postgresql.auto.conf");
        fs::write(&auto, conf).map_err(at)?;

        let mut supervisor = command(Path::new("/bin/sh"), &folder, user);
        supervisor.args(["-c", SUPERVISOR, "supervisor"]).arg(bin).arg(&folder);
        // Ctrl-C reaches the whole group of a terminal: the supervisor must outlive it to clean up.
        supervisor.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let supervisor = supervisor.spawn().map_err(at)?;
        let cluster = Cluster { major, port, folder, supervisor };
        cluster.wait()?;
        Ok(cluster)
    }

    fn wait(&self) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            // The eighth line of the file is the state of the server.
            let state = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
            if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            let died = fs::read_to_string(self.folder.join("pid"))
                .ok()
                .and_then(|pid| fs::read_to_string(format!("/proc/{}/stat", pid.trim())).ok())
                .is_some_and(|stat| stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('Z')));
            if died || begun.elapsed() > Duration::from_secs(60) {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("PostgreSQL {} did not start:\n{}", self.major, log.trim()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The URL of the database `postgres`, as its superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The temporary folder: in memory where there is room for it, because clusters make and remove files all the time. For
/// root it is `/tmp` itself otherwise, because the server's user may not enter root's own.
fn place() -> PathBuf {
    let memory = Path::new("/dev/shm");
    match free(memory) {
        Some(megabytes) if megabytes >= ROOM => memory.to_owned(),
        _ if is_root() => PathBuf::from("/tmp"),
        _ => std::env::temp_dir(),
    }
}

/// What the clusters of a run may take, in megabytes.
const ROOM: u64 = 8_000;

/// Free room of a file system, in megabytes, as `df` says in the format that POSIX demands.
fn free(folder: &Path) -> Option<u64> {
    let said = Command::new("df").arg("-Pm").arg(folder).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(said.stdout).ok()?;
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// PostgreSQL refuses to run as root: then who it runs as.
fn user() -> Result<Option<(u32, u32)>, String> {
    if !is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| format!("/etc/passwd: {error}"))?;
    for name in ["postgres", "nobody"] {
        for line in users.lines() {
            let mut fields = line.split(':');
            if fields.next() == Some(name) {
                let mut ids = fields.skip(1).map_while(|field| field.parse().ok());
                if let (Some(uid), Some(gid)) = (ids.next(), ids.next()) {
                    return Ok(Some((uid, gid)));
                }
            }
        }
    }
    Err("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as".to_owned())
}

fn command(program: &Path, folder: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("LC_ALL", "C.UTF-8").env_remove("PGDATA").env_remove("PGOPTIONS");
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

/// Clears up after owners that are gone and whose supervisor was killed too.
fn sweep() {
    for entry in fs::read_dir(place()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        if owner.is_none_or(|pid| Path::new(&format!("/proc/{pid}")).exists()) {
            continue;
        }
        let pid = fs::read_to_string(entry.path().join("pid")).unwrap_or_default();
        let running = fs::read(format!("/proc/{}/cmdline", pid.trim())).unwrap_or_default();
        // The number may belong to something else by now.
        if String::from_utf8_lossy(&running).contains(&*entry.path().to_string_lossy()) {
            let _ = Command::new("kill").args(["-QUIT", pid.trim()]).status();
        }
        let _ = fs::remove_dir_all(entry.path());
    }
}
