//! Files are written whole or not at all.

use std::io::Write;
use std::path::Path;

use crate::failure::Failure;

/// Writes a file under a temporary name and renames it.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let failed = |what: &str, error: std::io::Error| {
        Failure::new(format!("{} cannot be written: {error}", path.display())).hint(what)
    };
    std::fs::create_dir_all(folder).map_err(|error| failed("check the folder", error))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed("check the folder", error))?;
    file.write_all(content.as_ref()).map_err(|error| failed("is there space left?", error))?;
    // A temporary file is for its owner alone; what is written here is for everyone who reads the project.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_or(0o644, |known| known.permissions().mode());
        let _ = file.as_file().set_permissions(std::fs::Permissions::from_mode(mode));
    }
    file.persist(path).map_err(|error| failed("check the folder", error.error))?;
    Ok(())
}

/// Reads a text file.
pub fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            let toml = path.extension().is_some_and(|ending| ending == "toml");
            let hint = if toml { "check the path; `pgtoml init` writes a first schema.toml" } else { "check the path" };
            return Failure::new(format!("{} does not exist", path.display())).hint(hint);
        }
        Failure::new(format!("{} cannot be read: {error}", path.display()))
    })
}
