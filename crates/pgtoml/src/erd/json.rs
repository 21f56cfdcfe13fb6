//! A placed diagram as JSON, for the browser and for other programs: the diagram as it is under `diagram`, and
//! positions and paths, by index, under `placed`.

use serde::Serialize;

use super::diagram::Diagram;
use super::layout::Placed;

#[derive(Serialize)]
struct Document<'a> {
    /// Counts up when a reader would have to change.
    version: u32,
    diagram: &'a Diagram,
    placed: &'a Placed,
}

/// Prints both. The result is one line without spaces.
pub fn json(diagram: &Diagram, placed: &Placed) -> String {
    // Plain structs of strings and finite numbers always serialize.
    serde_json::to_string(&Document { version: 1, diagram, placed }).unwrap_or_default()
}
