//! The files of a project, from the disk or from a revision of git.

use std::path::{Component, Path, PathBuf};
use std::process::Command;

use pgtoml::diagnostic::SourceFile;
use pgtoml::read;

use crate::failure::Failure;
use crate::files;

/// Opens a file that a TOML file names.
type Open = dyn Fn(&str) -> Result<String, String>;

/// Texts of TOML, and how to open what they name.
pub struct Texts {
    /// The root files and those that they include.
    pub files: Vec<SourceFile>,
    /// Opens the file of a body.
    pub open: Box<Open>,
}

/// Where files are.
#[derive(Clone, Debug)]
pub enum Place {
    /// Here.
    Disk,
    /// In a revision of the git repository around.
    Revision(String),
}

impl Place {
    /// A file, or a folder of them, with all that they include.
    ///
    /// # Errors
    /// One of them cannot be read.
    pub fn texts(self, path: &Path) -> Result<Texts, Failure> {
        let folder = matches!(self, Self::Disk) && path.is_dir();
        let paths = if folder { self.listed(path, "toml")? } else { vec![path.to_owned()] };
        if paths.is_empty() {
            let failure = Failure::new(format!("{} holds no .toml files", path.display()));
            return Err(failure.hint("name another folder, or a file"));
        }
        let mut files = Vec::new();
        let mut todo: Vec<PathBuf> = paths.into_iter().rev().collect();
        let mut seen = Vec::new();
        while let Some(path) = todo.pop() {
            if seen.contains(&path) {
                continue;
            }
            let text = self.read(&path)?;
            let beside = path.parent().map(PathBuf::from).unwrap_or_default();
            for include in read::includes(&text).iter().rev() {
                todo.extend(self.included(&beside, include)?.into_iter().rev());
            }
            files.push(SourceFile { name: self.name(&path), text });
            seen.push(path);
        }
        let open = Box::new(move |name: &str| match &self {
            Self::Disk => std::fs::read_to_string(name).map_err(|error| error.to_string()),
            Self::Revision(revision) => {
                let path = name.strip_prefix(revision).and_then(|name| name.strip_prefix(':')).unwrap_or(name);
                self.read(&plain(Path::new(path))).map_err(|failure| failure.message)
            }
        });
        Ok(Texts { files, open })
    }

    /// As diagnostics name it.
    fn name(&self, path: &Path) -> String {
        match self {
            Self::Disk => path.display().to_string(),
            Self::Revision(revision) => format!("{revision}:{}", path.display()),
        }
    }

    /// The text of a file.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(&self, path: &Path) -> Result<String, Failure> {
        match self {
            Self::Disk => files::read(path),
            Self::Revision(revision) => git(&["show", &format!("{revision}:./{}", path.display())]),
        }
    }

    /// `schema/*.toml`, or a plain path.
    fn included(&self, beside: &Path, pattern: &str) -> Result<Vec<PathBuf>, Failure> {
        let path = plain(&beside.join(pattern));
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.contains('*') {
            return Ok(vec![path]);
        }
        let mut found = self.listed(&path.parent().map(PathBuf::from).unwrap_or_default(), "toml")?;
        found
            .retain(|path| path.file_name().is_some_and(|file| read::project::matches(&name, &file.to_string_lossy())));
        Ok(found)
    }

    /// Files of a folder with this ending, in the order of their names.
    pub fn listed(&self, folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Failure> {
        let mut files: Vec<PathBuf> = match self {
            Self::Disk => {
                let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
                let entries = std::fs::read_dir(here)
                    .map_err(|error| Failure::new(format!("{} cannot be read: {error}", here.display())))?;
                entries.filter_map(|entry| Some(folder.join(entry.ok()?.file_name()))).collect()
            }
            Self::Revision(revision) => {
                let names = git(&["ls-tree", "--name-only", revision, &format!("./{}/", folder.display())])?;
                names.lines().map(PathBuf::from).collect()
            }
        };
        files.retain(|path| path.extension().is_some_and(|known| known == ending));
        files.sort();
        Ok(files)
    }
}

/// Without `.` and, where that is possible, `..`: git takes paths as they are.
fn plain(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if parts.file_name().is_some() => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

fn git(arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new("git")
        .args(arguments)
        .output()
        .map_err(|error| Failure::new(format!("git cannot be run: {error}")).hint("install git"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Failure::new(format!("git: {}", said.trim_start_matches("fatal: ")))
            .hint("check the revision and the path, as in `git:main:schema.toml`"));
    }
    String::from_utf8(output.stdout).map_err(|_| Failure::new("the file at that revision is not UTF-8"))
}
