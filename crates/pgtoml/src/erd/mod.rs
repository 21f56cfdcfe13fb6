//! Pictures of a schema: one diagram model, one layout, many formats.
//!
//! ```text
//! Model ──from_model──▶ Diagram ──filter──▶ Diagram ──layout──▶ Placed ──┬─ svg   (a picture that needs nothing else)
//! two of them ──difference──┘                 │                           └─ json  (positions for the browser)
//!                                             └─ mermaid, dbml, dot, plantuml, d2   (text that other tools lay out), markdown
//! ```
//!
//! * [`diagram`] is plain data and knows nothing of PostgreSQL's catalogs, so a diff, a docs page and the browser
//!   fill the same structs.
//! * [`metrics`] measures text from embedded advance widths, so that a box fits its text on every machine.
//! * [`layout`] places boxes and routes lines. No clock, no randomness, no hash order, and floats only through
//!   `+ - * /` and comparison, rounded at the end: the CLI and the browser draw the same bytes.
//! * [`svg`], [`json`], [`mermaid`], [`dbml`], [`dot`], [`plantuml`] and [`d2`] print.

mod communities;
pub mod d2;
pub mod dbml;
pub mod diagram;
pub mod difference;
pub mod dot;
pub mod filter;
pub mod from_model;
pub mod groups;
pub mod json;
pub mod layout;
pub mod markdown;
pub mod mermaid;
pub mod metrics;
pub mod plantuml;
pub mod svg;

#[cfg(test)]
mod tests;
