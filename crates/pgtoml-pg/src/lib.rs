//! pgtoml against live PostgreSQL: connections as libpq makes them, TLS, and the engines that give pgtoml a
//! PostgreSQL of its own.
//!
//! This is the only crate of the workspace that talks to a server. It prints nothing and reads no environment
//! variable by itself: the caller passes a lookup function, so everything here can be tested.

pub mod answers;
pub mod apply;
pub mod catalog;
pub mod connect;
pub mod data;
pub mod database;
pub mod doctor;
pub mod dump;
pub mod engine;
pub mod isolation;
pub mod partitions;
pub mod prove;
pub mod rows;
pub mod scratch;
pub mod statistics;
pub mod tls;
