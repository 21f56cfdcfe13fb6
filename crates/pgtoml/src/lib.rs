//! The core of pgtoml: schema.toml, live catalogs, the difference between two models, and the migration from one to the
//! other. Everything is data in one direction:
//!
//! ```text
//! schema.toml ──read──▶ Loaded ──resolve──▶ Model ┐
//! catalogs ──queries, rows──▶ decode ─────▶ Model ┴─diff─▶ changes ─plan─▶ steps ─render─▶ SQL
//! ```
//!
//! # Invariants
//!
//! - There is no IO here, no clock, no thread and no randomness. The same inputs give the same bytes.
//! - There is no panic on any input. Malformed input gives diagnostics with places, and reading goes on.
//! - There is no `match` over kinds of objects outside of `kinds/` and the list in [`kind`], but in what reads a model
//!   for people: `erd/`, [`docs`], [`access`], [`edit`] and the rules of [`lint`].
//! - There is no equality written by hand but in newtypes whose equality is their purpose.
//! - There is no comment, owner, grant or label in a kind: [`model::Meta`] has them for all kinds.
//! - There is no name of a person's that reaches SQL except through [`sql::quote`].

pub mod access;
pub mod catalog;
pub mod compare;
pub mod data;
pub mod diagnostic;
pub mod diff;
pub mod docs;
pub mod doctor;
pub mod edit;
pub mod erd;
pub mod expand;
mod external;
mod inherit;
pub mod isolation;
pub mod jobs;
pub mod kind;
pub mod kinds;
pub mod lint;
pub mod model;
pub mod partitions;
pub mod plan;
pub mod read;
pub mod rename;
pub mod render;
pub mod report;
pub mod settle;
pub mod shell;
pub mod snapshot;
pub mod sql;
mod templates;
#[cfg(feature = "typescript")]
mod typescript;
pub mod write;
