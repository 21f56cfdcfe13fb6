//! Where tables stood, kept beside the schema so that a small edit moves little.

use std::collections::BTreeMap;
use std::path::Path;

use pgtoml::erd::layout::Point;

use super::formats::Pictures;
use crate::failure::Failure;
use crate::files;

/// Reads the positions, by table; none where there is no file yet.
pub fn read(path: Option<&Path>) -> Result<BTreeMap<String, Point>, Failure> {
    let Some(path) = path.filter(|path| path.exists()) else { return Ok(BTreeMap::new()) };
    serde_json::from_str(&files::read(path)?).map_err(|error| {
        Failure::new(format!("{} holds no positions: {error}", path.display()))
            .hint("it is an object of tables with `x` and `y`, as --positions writes it")
    })
}

/// The file for the next time: a table in a line. What is not on this picture stays where it was known.
pub fn text(known: &BTreeMap<String, Point>, pictures: &Pictures) -> String {
    let mut all = known.clone();
    all.extend(pictures.positions());
    let name = |name: &str| serde_json::Value::from(name).to_string();
    let line = |(id, at): (&String, &Point)| format!("  {}: {{ \"x\": {}, \"y\": {} }}", name(id), at.x, at.y);
    let lines: Vec<String> = all.iter().map(line).collect();
    if lines.is_empty() { "{}\n".to_owned() } else { format!("{{\n{}\n}}\n", lines.join(",\n")) }
}
