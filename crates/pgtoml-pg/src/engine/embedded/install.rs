//! What pgtoml puts into the embedded PostgreSQL before it starts: the bundled extensions, the stand-ins for those that
//! are not bundled, and the stop words that are missing.
//!
//! The files go where the server looks for them (`share/postgresql`), so that `CREATE EXTENSION` works as anywhere and
//! no database has an extension that nobody asked for.

use std::path::Path;

use pglite_oxide::{PglitePaths, extensions, install_extension_bytes};

/// Marks a folder whose files are complete, with the version of this list.
const MARK: &str = "pgtoml.files";
const FILES_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " 1");

/// Not installed: auto_explain is a logging module; AGE sets every session up with its own search_path.
const LEFT_OUT: &[&str] = &["auto_explain", "age"];

const STAND_INS: &[&str] = &["pgcrypto", "uuid-ossp"];

pub(super) fn is_stand_in(name: &str) -> bool {
    STAND_INS.contains(&name)
}

/// Installs everything below the folder of a database; does nothing if it is there.
pub(super) fn files(folder: &Path) -> Result<(), String> {
    let mark = folder.join(MARK);
    if std::fs::read_to_string(&mark).is_ok_and(|m| m == FILES_VERSION) {
        return Ok(());
    }
    let paths = PglitePaths::with_root(folder);
    for extension in extensions::ALL {
        let name = extension.sql_name();
        if LEFT_OUT.contains(&name) {
            continue;
        }
        if let Some(bytes) = pglite_oxide_assets::extension_archive(name) {
            install_extension_bytes(&paths, bytes).map_err(|e| format!("{name}: {e:#}"))?;
        }
    }
    std::fs::write(&mark, FILES_VERSION).map_err(|e| e.to_string())
}
