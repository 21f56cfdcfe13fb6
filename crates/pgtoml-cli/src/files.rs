//! Files are written whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Writes a file under a temporary name and renames it.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Failure> {
    staged(path, content.as_ref())?.put()
}

/// Writes all files or, where one cannot be written, none: they take their names when all of them are on the disk.
pub fn write_all<'a>(files: impl Iterator<Item = (PathBuf, &'a str)>) -> Result<(), Failure> {
    let staged: Vec<Staged> = files.map(|(path, text)| staged(&path, text.as_bytes())).collect::<Result<_, _>>()?;
    staged.into_iter().try_for_each(Staged::put)
}

/// A file that is written but does not have its name yet. It is removed if it never gets it.
struct Staged {
    path: PathBuf,
    file: tempfile::TempPath,
}

impl Staged {
    fn put(self) -> Result<(), Failure> {
        let Self { path, file } = self;
        file.persist(&path).map_err(|error| {
            Failure::new(format!("{} cannot be written: {}", path.display(), error.error)).hint("check the folder")
        })
    }
}

fn staged(path: &Path, content: &[u8]) -> Result<Staged, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let failed = |what: &str, error: std::io::Error| {
        Failure::new(format!("{} cannot be written: {error}", path.display())).hint(what)
    };
    std::fs::create_dir_all(folder).map_err(|error| failed("check the folder", error))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed("check the folder", error))?;
    file.write_all(content).map_err(|error| failed("is there space left?", error))?;
    // A temporary file is for its owner alone; what is written here is for everyone who reads the project.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_or(0o644, |known| known.permissions().mode());
        let _ = file.as_file().set_permissions(std::fs::Permissions::from_mode(mode));
    }
    if path.is_dir() {
        return Err(Failure::new(format!("{} cannot be written: it is a folder", path.display())).hint("move it away"));
    }
    Ok(Staged { path: path.to_owned(), file: file.into_temp_path() })
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
