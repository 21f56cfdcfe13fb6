//! Connecting as libpq does: URLs, `PG*` variables, password and service files, TLS modes.
//!
//! [`Target::parse`] reads where to connect, [`Target::connect`] opens a [`Connection`] whose session is set up so
//! that PostgreSQL prints everything the same way on every server. Failures are [`ConnectError`]s: one sentence of
//! where and what, one of what to do next, never a password.

mod env;
mod error;
mod open;
mod parse;
mod session;
mod target;

pub use env::{Env, process_env};
pub use error::{ConnectError, ConnectErrorKind};
pub use session::{Connection, Pooler, ServerInfo};
pub use target::{Target, redact};

pub(crate) use target::Setup;
