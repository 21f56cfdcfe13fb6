//! The entity relationship diagram.

use std::path::PathBuf;

use pgtoml::erd;
use pgtoml::erd::layout::{self, Layered, Layout};
use pgtoml::erd::svg::SvgOptions;

use crate::args::Picture;
use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::source::Source;

pub fn run(context: &Context, source: Option<&str>, format: Picture, out: Option<PathBuf>) -> Result<(), Failure> {
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
