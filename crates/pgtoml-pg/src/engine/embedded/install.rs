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

/// Files below `share/postgresql` of the server.
const SHARED: &[(&str, &str)] = &[
    ("extension/pgcrypto.control", include_str!("../../../standins/pgcrypto/pgcrypto.control")),
    ("extension/pgcrypto--1.3.sql", include_str!("../../../standins/pgcrypto/pgcrypto--1.3.sql")),
    ("extension/uuid-ossp.control", include_str!("../../../standins/uuid-ossp/uuid-ossp.control")),
    ("extension/uuid-ossp--1.1.sql", include_str!("../../../standins/uuid-ossp/uuid-ossp--1.1.sql")),
    ("tsearch_data/danish.stop", include_str!("../../../standins/tsearch_data/danish.stop")),
    ("tsearch_data/dutch.stop", include_str!("../../../standins/tsearch_data/dutch.stop")),
    ("tsearch_data/english.stop", include_str!("../../../standins/tsearch_data/english.stop")),
    ("tsearch_data/finnish.stop", include_str!("../../../standins/tsearch_data/finnish.stop")),
    ("tsearch_data/french.stop", include_str!("../../../standins/tsearch_data/french.stop")),
    ("tsearch_data/german.stop", include_str!("../../../standins/tsearch_data/german.stop")),
    ("tsearch_data/hungarian.stop", include_str!("../../../standins/tsearch_data/hungarian.stop")),
    ("tsearch_data/italian.stop", include_str!("../../../standins/tsearch_data/italian.stop")),
    ("tsearch_data/nepali.stop", include_str!("../../../standins/tsearch_data/nepali.stop")),
    ("tsearch_data/norwegian.stop", include_str!("../../../standins/tsearch_data/norwegian.stop")),
    ("tsearch_data/portuguese.stop", include_str!("../../../standins/tsearch_data/portuguese.stop")),
    ("tsearch_data/russian.stop", include_str!("../../../standins/tsearch_data/russian.stop")),
    ("tsearch_data/spanish.stop", include_str!("../../../standins/tsearch_data/spanish.stop")),
    ("tsearch_data/swedish.stop", include_str!("../../../standins/tsearch_data/swedish.stop")),
    ("tsearch_data/turkish.stop", include_str!("../../../standins/tsearch_data/turkish.stop")),
];

/// Whether an extension is a stand-in in SQL.
pub(super) fn is_stand_in(name: &str) -> bool {
    let control = format!("extension/{name}.control");
    SHARED.iter().any(|(file, _)| *file == control)
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
    let shared = paths.mount_root().join("pglite/share/postgresql");
    for (file, text) in SHARED {
        let file = shared.join(file);
        file.parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| std::fs::write(&file, text))
            .map_err(|e| format!("{}: {e}", file.display()))?;
    }
    std::fs::write(&mark, FILES_VERSION).map_err(|e| e.to_string())
}
