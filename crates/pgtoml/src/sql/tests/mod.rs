//! Tables of inputs and what PostgreSQL makes of them. The vectors were compared with servers; the tests need none.
#![allow(clippy::unwrap_used, reason = "a test that unwraps an error fails, as it should")]

mod column;
mod constraint;
mod equality;
mod keys;
mod lexer;
mod names;
mod operands;
mod properties;
mod routine;
mod types;
