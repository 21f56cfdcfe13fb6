//! Fragments of SQL, and when two of them are certainly the same.

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::types::TypeName;
use super::{expression, stream};

/// An expression, query or body in SQL, verbatim.
///
/// Two fragments are equal when they are the same text or, as far as that can be told without a server, certainly mean the
/// same (`stream` and `expression` say what is included and why it is sound). Unequal means "not known to be equal".
#[derive(Clone, Default, Serialize)]
#[serde(transparent)]
pub struct Sql(SmolStr);

impl Sql {
    /// A fragment with exactly this text.
    pub fn new(text: impl Into<SmolStr>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing but white space is there.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Whether there is a cast in it, as PostgreSQL writes them: it says of what type something is.
    pub fn has_cast(&self) -> bool {
        self.0.contains("::")
    }

    /// Whether both are certainly the same default of a column of this type, which a string constant without a type takes.
    pub fn same_default(&self, other: &Self, data_type: &TypeName) -> bool {
        self == other || expression::same_default(&self.0, &other.0, data_type)
    }

    /// Whether the two differ in nothing, not even in spelling.
    pub fn same_text(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl PartialEq for Sql {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || stream::same(&self.0, &other.0) || expression::same(&self.0, &other.0)
    }
}

impl Eq for Sql {}

impl fmt::Display for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl From<&str> for Sql {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl AsRef<str> for Sql {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<'de> Deserialize<'de> for Sql {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SmolStr::deserialize(deserializer).map(Self)
    }
}
