//! Small diagrams, looked at from outside.
