//! pgtoml.
