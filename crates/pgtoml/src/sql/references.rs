//! Names in a fragment.

use smol_str::SmolStr;

/// The name that PostgreSQL gives the result of an expression, if it is not `?column?`.
pub fn result_name(_expression: &str) -> Option<SmolStr> {
    None
}

/// The columns that an expression reads, as far as its words tell.
pub fn columns(_expression: &str) -> Vec<crate::model::Ident> {
    Vec::new()
}
