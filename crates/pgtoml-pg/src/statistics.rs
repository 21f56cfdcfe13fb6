//! Rows and sizes of relations, for their documentation.

use pgtoml::docs::statistics::{Known, QUERY, Statistics};
use pgtoml::model::{Ident, QName};
use postgres::SimpleQueryMessage;

use crate::catalog::ReadError;
use crate::connect::Connection;

/// What the server knows of every relation.
///
/// # Errors
/// The query failed.
pub fn statistics(connection: &mut Connection) -> Result<Known, ReadError> {
    let mut known = Known::new();
    for message in connection.simple_query(QUERY)? {
        let SimpleQueryMessage::Row(row) = message else { continue };
        let number = |column: &str| row.get(column).and_then(|text| text.parse::<u64>().ok());
        let (Some(schema), Some(name)) = (row.get("schema"), row.get("name")) else { continue };
        let name = QName { schema: Some(Ident::from(schema)), name: Ident::from(name) };
        let table = number("table").unwrap_or_default();
        known.insert(name, Statistics { rows: number("rows"), table, indexes: number("indexes").unwrap_or_default() });
    }
    Ok(known)
}
