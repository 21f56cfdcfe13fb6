//! A throw-away cluster from the PostgreSQL binaries of this machine.
//!
//! `initdb` and `postgres` run in a temporary folder, without fsync, on a Unix socket only (a loopback port where there
//! are none). PostgreSQL refuses to run as root, so root's processes become another user first. The cluster is the
//! child of this process and ends with it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{Engine, EngineError};
use crate::connect::{ConnectErrorKind, Setup, Target};

mod find;
mod owner;

pub use find::Installation;
use owner::Owner;

/// How to run a cluster.
#[derive(Debug, Clone, Default)]
pub struct LocalOptions {
    /// The user to become when started as root; else `postgres`, else `nobody`.
    pub user: Option<String>,
    /// Further server settings, `name=value` (PostgreSQL manual, chapter 19).
    pub settings: Vec<String>,
    /// Listen on a loopback port as well as on the socket.
    pub tcp: bool,
    /// Where the temporary folder goes; the system's if absent. Its path must be short, a socket path has 107 bytes.
    pub folder: Option<PathBuf>,
}

/// A running throw-away cluster.
#[derive(Debug)]
pub struct Local {
    installation: Installation,
    target: Target,
    child: Child,
    // Removed on drop, after the server has ended.
    _folder: TempDir,
}

impl Local {
    /// Initialises and starts a cluster; about one second.
    ///
    /// # Errors
    /// `initdb` or the server failed, with the last lines they said; no user to become when run as root.
    pub fn start(installation: &Installation, options: &LocalOptions) -> Result<Self, EngineError> {
        let owner = Owner::choose(options.user.as_deref())?;
        let base = options.folder.clone().unwrap_or_else(std::env::temp_dir);
        let folder = tempfile::Builder::new()
            .prefix("pgtoml-")
            .tempdir_in(&base)
            .map_err(|e| io(&format!("can't make a folder in {}", base.display()), &e))?;
        owner.give(folder.path())?;
        let data = folder.path().join("data");

        let mut initdb = installation.command("initdb");
        initdb.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]);
        initdb.arg("--no-instructions").current_dir(folder.path());
        locale_args(installation.major(), &mut initdb);
        owner.apply(&mut initdb);
        run(&mut initdb, "initdb").map_err(|e| unreachable_binaries(e, owner, installation))?;

        let port = free_port()?;
        let log = folder.path().join("log");
        let mut attempt = 0;
        loop {
            let mut server = installation.command("postgres");
            server.arg("-D").arg(&data).arg("-p").arg(port.to_string()).current_dir(folder.path());
            if cfg!(unix) {
                server.arg("-k").arg(folder.path());
            }
            let listen = if options.tcp || !cfg!(unix) { "127.0.0.1" } else { "" };
            server.arg("-c").arg(format!("listen_addresses={listen}"));
            for setting in THROW_AWAY {
                server.arg("-c").arg(setting);
            }
            for setting in &options.settings {
                server.arg("-c").arg(setting);
            }
            owner.apply(&mut server);
            let out = std::fs::File::create(&log).map_err(|e| io("can't write the server's log", &e))?;
            server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(out);
            let child = server.spawn().map_err(|e| io("can't start postgres", &e))?;
            let host =
                if options.tcp || !cfg!(unix) { "127.0.0.1".to_owned() } else { folder.path().display().to_string() };
            let target = Target::own(&host, port, "postgres", "postgres", Setup::Startup);
            match wait_until_up(child, &target, &log) {
                Ok(child) => {
                    return Ok(Self { installation: installation.clone(), target, child, _folder: folder });
                }
                // Another process may have taken the port since it was free.
                Err(e) if attempt < 2 && e.message.contains("Address already in use") => attempt += 1,
                Err(e) => return Err(e),
            }
        }
    }

    /// The binaries it runs.
    #[must_use]
    pub fn installation(&self) -> &Installation {
        &self.installation
    }

    /// Process id of the server.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

/// Nobody will miss this cluster, so nothing is made durable.
const THROW_AWAY: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=logical",
    "max_wal_senders=2",
    "max_replication_slots=4",
    "autovacuum=off",
    "jit=off",
    "shared_buffers=64MB",
    "max_connections=50",
    "log_min_messages=fatal",
    "logging_collector=off",
    "unix_socket_permissions=0700",
];

impl Engine for Local {
    fn name(&self) -> String {
        format!("PostgreSQL {} in {}", self.installation.version(), self.installation.bin().display())
    }

    fn major(&self) -> u32 {
        self.installation.major()
    }

    fn target(&self, database: &str) -> Target {
        self.target.with_database(database)
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Ends the server at once and waits for it, so that neither a zombie nor a backend is left.
fn end(child: &mut Child) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    // SIGQUIT is PostgreSQL's immediate shutdown: the postmaster ends its children. `kill` is in every POSIX system,
    // and std can only send SIGKILL, after which backends would outlive the postmaster for a moment.
    let asked = cfg!(unix)
        && Command::new("kill")
            .args(["-QUIT", &child.id().to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success());
    if asked {
        let until = Instant::now() + Duration::from_secs(6);
        while Instant::now() < until {
            if matches!(child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn wait_until_up(mut child: Child, target: &Target, log: &Path) -> Result<Child, EngineError> {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        match target.connect() {
            Ok(_) => return Ok(child),
            Err(e) => {
                let ended = matches!(child.try_wait(), Ok(Some(_)));
                let waits = matches!(
                    e.kind,
                    ConnectErrorKind::ServerDown | ConnectErrorKind::NotReady | ConnectErrorKind::WrongServer
                );
                if ended || !waits || Instant::now() > until {
                    end(&mut child);
                    let said = std::fs::read_to_string(log).unwrap_or_default();
                    return Err(EngineError::new(
                        format!("the local PostgreSQL server did not start: {}", tail(&said, &e.message)),
                        "choose other binaries, or an engine that is not local",
                    ));
                }
            }
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The C locale with UTF-8 characters sorts alike on every machine. 17 has it built in.
fn locale_args(major: u32, initdb: &mut Command) {
    if major >= 17 {
        initdb.args(["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]);
    } else if cfg!(target_os = "linux") {
        initdb.arg("--locale=C.UTF-8");
    } else {
        initdb.arg("--locale=C");
    }
}

/// A port nobody listens on; also the number of the socket file.
fn free_port() -> Result<u16, EngineError> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).map_err(|e| io("no free port", &e))?;
    Ok(listener.local_addr().map_err(|e| io("no free port", &e))?.port())
}

fn run(command: &mut Command, what: &str) -> Result<(), EngineError> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| io(&format!("can't run {what}"), &e))?;
    let mut said = String::new();
    if let Some(mut err) = child.stderr.take() {
        let _ = err.read_to_string(&mut said);
    }
    let status = child.wait().map_err(|e| io(&format!("can't run {what}"), &e))?;
    if status.success() {
        return Ok(());
    }
    Err(EngineError::new(
        format!("{what} failed: {}", tail(&said, "it said nothing")),
        "choose other binaries, or an engine that is not local",
    ))
}

/// Root's binaries may lie where the user of the server can't look.
fn unreachable_binaries(error: EngineError, owner: Owner, installation: &Installation) -> EngineError {
    if owner.changes() && error.message.contains("denied") {
        return EngineError::new(
            format!("{} is closed to the user that the server runs as", installation.bin().display()),
            "PostgreSQL does not run as root: put the binaries where every user may read them",
        );
    }
    error
}

/// The last lines of a log in one line.
fn tail(text: &str, otherwise: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    if lines.is_empty() {
        return otherwise.to_owned();
    }
    lines[lines.len().saturating_sub(4)..].join("; ")
}

fn io(what: &str, error: &std::io::Error) -> EngineError {
    EngineError::new(format!("{what}: {error}"), "check permissions and free space")
}
