//! A diagram in the formats that it can be printed in.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;

use pgtoml::erd::diagram::Diagram;
use pgtoml::erd::filter;
use pgtoml::erd::layout::{Detail, Layered, Layout, Options, Placed, Point};
use pgtoml::erd::svg::{SvgOptions, Theme, svg};
use pgtoml::erd::{d2, dbml, dot, json, markdown, mermaid, plantuml};

use super::png::png;
use crate::args::{Erd, Picture};
use crate::context::Context;
use crate::failure::Failure;

/// The format that the name of a file asks for.
pub fn by_name(path: &Path) -> Result<Picture, Failure> {
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
    match end.as_deref() {
        Some("svg") => Ok(Picture::Svg),
        Some("png") => Ok(Picture::Png),
        Some("md" | "markdown") => Ok(Picture::Markdown),
        Some("mmd" | "mermaid") => Ok(Picture::Mermaid),
        Some("dbml") => Ok(Picture::Dbml),
        Some("dot" | "gv") => Ok(Picture::Dot),
        Some("puml" | "plantuml") => Ok(Picture::Plantuml),
        Some("d2") => Ok(Picture::D2),
        Some("json") => Ok(Picture::Json),
        _ => Err(Failure::new(format!("the name {} does not say which format to write", path.display())).hint(
            "names end in .svg, .png, .md, .mmd, .dbml, .dot, .puml, .d2 or .json; --format says what standard output gets",
        )),
    }
}

/// One diagram, placed when the first format asks for it.
pub struct Pictures {
    diagram: Diagram,
    /// The same for formats that print every row that there is.
    text: Diagram,
    options: Options,
    theme: Theme,
    placed: OnceCell<Placed>,
}

impl Pictures {
    /// Of this diagram, with tables near where they were.
    pub fn new(diagram: Diagram, asked: &Erd, earlier: BTreeMap<String, Point>) -> Self {
        let mut text = diagram.clone();
        if asked.keys_only {
            filter::keys_only(&mut text);
        }
        let detail = if asked.keys_only { Detail::Keys } else { Detail::All };
        let options = Options { earlier, detail, ..Options::default() };
        Self { diagram, text, options, theme: asked.theme.into(), placed: OnceCell::new() }
    }

    fn placed(&self) -> &Placed {
        self.placed.get_or_init(|| Layered.layout(&self.diagram, &self.options))
    }

    /// Where its tables stand.
    pub fn positions(&self) -> BTreeMap<String, Point> {
        self.placed().positions(&self.diagram)
    }

    /// The content of a file.
    pub fn make(&self, format: Picture, context: &Context) -> Result<Vec<u8>, Failure> {
        let drawn = |theme: Theme| svg(&self.diagram, self.placed(), &SvgOptions { theme, ..SvgOptions::default() });
        let text = match format {
            Picture::Svg => drawn(self.theme),
            Picture::Png => {
                // A picture of pixels has one theme, and no reader's setting to follow.
                let theme = if self.theme == Theme::Dark { Theme::Dark } else { Theme::Light };
                return png(&drawn(theme));
            }
            Picture::Markdown => markdown::markdown(&self.text),
            Picture::Mermaid => {
                let text = mermaid::mermaid(&self.text);
                if text.len() >= mermaid::MAX_TEXT || self.text.edges.len() >= mermaid::MAX_EDGES {
                    context.note(
                        "note: the diagram is longer than what GitHub draws (50 000 characters, 500 relations); \
                         `-o ERD.md` splits it, --focus and --keys-only make it smaller",
                    );
                }
                text
            }
            Picture::Dbml => dbml::dbml(&self.text),
            Picture::Dot => dot::dot(&self.text),
            Picture::Plantuml => plantuml::plantuml(&self.text),
            Picture::D2 => d2::d2(&self.text),
            Picture::Json => json::json(&self.diagram, self.placed()),
        };
        Ok(text.into_bytes())
    }
}
