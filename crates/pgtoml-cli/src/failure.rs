//! Why a command did not do what it was asked, and the exit code that says so.

use std::fmt;

/// A command that ended early.
#[derive(Debug)]
pub struct Failure {
    /// What was wrong; empty where it has been printed.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Exit code.
    pub code: u8,
}

/// Something failed.
pub const ERROR: u8 = 1;
/// There are differences.
pub const DIFFERENT: u8 = 2;
/// It would have been wrong or destructive to go on.
pub const REFUSED: u8 = 3;

impl Failure {
    /// Something failed.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, code: ERROR }
    }

    /// It would have been wrong or destructive to go on.
    pub fn refused(message: impl Into<String>) -> Self {
        Self { code: REFUSED, ..Self::new(message) }
    }

    /// An exit code alone; everything has been said.
    pub fn silent(code: u8) -> Self {
        Self { message: String::new(), hint: None, code }
    }

    /// With what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        self.hint = (!hint.is_empty()).then_some(hint);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

macro_rules! from_errors {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Failure::new(error.message).hint(error.hint)
            }
        })*
    };
}

impl From<pgtoml_pg::database::DatabaseError> for Failure {
    fn from(error: pgtoml_pg::database::DatabaseError) -> Self {
        let failure = if error.refused { Self::refused(error.message) } else { Self::new(error.message) };
        failure.hint(error.hint)
    }
}

from_errors!(
    pgtoml_pg::connect::ConnectError,
    pgtoml_pg::engine::EngineError,
    pgtoml_pg::catalog::ReadError,
    pgtoml_pg::scratch::ScratchError,
    pgtoml_pg::apply::ApplyError,
    pgtoml_pg::partitions::PartitionsError,
);
