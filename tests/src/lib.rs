//! Servers to test against, the judge that compares databases, and the runners of the cases.

pub mod cases;
pub mod checks;
pub mod coverage;
pub mod judge;
pub mod live;
pub mod random;
pub mod servers;
pub mod starters;
