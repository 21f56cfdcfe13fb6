//! The entity relationship diagram.

use std::path::{Path, PathBuf};

use pgtoml::erd;
use pgtoml::erd::layout::{self, Layered, Layout};
use pgtoml::erd::svg::SvgOptions;

use crate::args::Picture;
use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::source::Source;

/// The format that the name of a file asks for.
fn by_name(path: &Path) -> Result<Picture, Failure> {
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
    match end.as_deref() {
        Some("svg") => Ok(Picture::Svg),
        Some("mmd" | "mermaid") => Ok(Picture::Mermaid),
        Some("dbml") => Ok(Picture::Dbml),
        Some("dot" | "gv") => Ok(Picture::Dot),
        Some("puml" | "plantuml") => Ok(Picture::Plantuml),
        Some("d2") => Ok(Picture::D2),
        Some("json") => Ok(Picture::Json),
        _ => Err(Failure::new(format!("the name {} does not say which format to write", path.display()))
            .hint("give --format, or a name that ends in .svg, .mmd, .dbml, .dot, .puml, .d2 or .json")),
    }
}

pub fn run(
    context: &Context,
    source: Option<&str>,
    format: Option<Picture>,
    out: Option<PathBuf>,
) -> Result<(), Failure> {
    let format = match (format, &out) {
        (Some(format), _) => format,
        (None, Some(path)) => by_name(path)?,
        (None, None) => Picture::Svg,
    };
    let state = match source {
        Some(source) => Source::parse(source)?.load(context)?,
        None => Source::Toml(context.global.file.clone()).load(context)?,
    };
    let title = state.loaded.as_ref().and_then(|loaded| loaded.project.name.clone());
    let diagram = erd::from_model::diagram(&state.side.model, title.as_deref().unwrap_or(&state.name));
    let place = || Layered.layout(&diagram, &layout::Options::default());
    let text = match format {
        Picture::Svg => erd::svg::svg(&diagram, &place(), &SvgOptions::default()),
        Picture::Mermaid => erd::mermaid::mermaid(&diagram),
        Picture::Dbml => erd::dbml::dbml(&diagram),
        Picture::Dot => erd::dot::dot(&diagram),
        Picture::Plantuml => erd::plantuml::plantuml(&diagram),
        Picture::D2 => erd::d2::d2(&diagram),
        Picture::Json => erd::json::json(&diagram, &place()),
    };
    match out {
        Some(path) => files::write(&path, &text),
        None => {
            context.print(&text);
            Ok(())
        }
    }
}
