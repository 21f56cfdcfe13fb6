//! Statements of a script.
