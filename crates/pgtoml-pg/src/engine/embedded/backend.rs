//! The inner server, started again when it has ended.
//!
//! `pglite-oxide` ends its listener on any protocol error of a client. A database that is served for hours must
//! survive that.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use pglite_oxide::PgliteServer;

pub(super) const USER: &str = "postgres";

/// Starts the server of a folder and keeps it.
pub(super) struct Backend {
    folder: PathBuf,
    settings: Vec<(String, String)>,
    server: Mutex<Option<PgliteServer>>,
}

impl Backend {
    /// Starts the server.
    pub fn start(folder: PathBuf, settings: Vec<(String, String)>) -> Result<Self, String> {
        let this = Self { folder, settings, server: Mutex::new(None) };
        let server = this.launch()?;
        *this.lock() = Some(server);
        Ok(this)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<PgliteServer>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn launch(&self) -> Result<PgliteServer, String> {
        PgliteServer::builder()
            .path(&self.folder)
            .username(USER)
            .database("postgres")
            // pglite-oxide starts PostgreSQL with -O, which lets users change system catalogs.
            .postgres_config("allow_system_table_mods", "off")
            // Its own default is public alone.
            .postgres_config("search_path", "\"$user\", public")
            .postgres_configs(self.settings.iter().map(|(k, v)| (k.as_str(), v.as_str())))
            .tcp(SocketAddr::from(([127, 0, 0, 1], 0)))
            .start()
            .map_err(|e| format!("{e:#}"))
    }

    /// Connects to the server, starting it again if it is gone.
    pub fn connect(&self) -> io::Result<TcpStream> {
        let mut server = self.lock();
        let stopped = || io::Error::other("the embedded database has stopped");
        if let Some(address) = server.as_ref().and_then(PgliteServer::tcp_addr)
            && let Ok(stream) = TcpStream::connect(address)
        {
            return Ok(stream);
        }
        // The old one holds the folder until it is dropped.
        drop(server.take());
        let new = self.launch().map_err(io::Error::other)?;
        let address = new.tcp_addr().ok_or_else(stopped)?;
        *server = Some(new);
        TcpStream::connect(address)
    }

    /// Ends the server. One that still runs a statement is left to the end of the process: to wait for it could take
    /// for ever.
    pub fn end(&self, idle: bool) {
        let server = self.lock().take();
        if idle {
            drop(server);
        } else {
            std::mem::forget(server);
        }
    }
}
