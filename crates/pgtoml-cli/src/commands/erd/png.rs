//! A diagram as pixels.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use crate::failure::Failure;

/// Faces of Latin, Greek and Cyrillic with the widths that the layout measures; `fonts/README.md` says where they come from.
const FONTS: [&[u8]; 3] = [
    include_bytes!("../../../fonts/Arimo-Regular.ttf"),
    include_bytes!("../../../fonts/Arimo-Bold.ttf"),
    include_bytes!("../../../fonts/Cousine-Regular.ttf"),
];

/// Pixels per pixel of the drawing, for screens with fine ones.
const SCALE: f32 = 2.0;
/// The most that one side may have; beyond that many programs show nothing.
const MAX_SIDE: f32 = 16_384.0;
/// The most that all may be: 256 MB of memory.
const MAX_AREA: f32 = 64_000_000.0;

/// Draws an SVG without themes. Very large ones are drawn smaller.
pub fn png(svg: &str) -> Result<Vec<u8>, Failure> {
    let mut fonts = fontdb::Database::new();
    for font in FONTS {
        fonts.load_font_data(font.to_vec());
    }
    if !svg.is_ascii() {
        // Other scripts are in the fonts of this machine, if anywhere.
        fonts.load_system_fonts();
    }
    let options =
        usvg::Options { font_family: "Arimo".to_owned(), fontdb: Arc::new(fonts), ..usvg::Options::default() };
    // The first family of every list is the one that is embedded.
    let svg = svg.replace(pgtoml::erd::metrics::SANS, "Arimo").replace(pgtoml::erd::metrics::MONO, "Cousine");
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(format!("the picture cannot be drawn as pixels: {error}")).hint("-o FILE.svg has the same picture")
    };
    let tree = usvg::Tree::from_str(&svg, &options).map_err(|error| failed(&error))?;
    let (w, h) = (tree.size().width(), tree.size().height());
    let scale = SCALE.min(MAX_SIDE / w).min(MAX_SIDE / h).min((MAX_AREA / (w * h)).sqrt());
    let (width, height) = ((w * scale).ceil() as u32, (h * scale).ceil() as u32);
    let mut pixels = Pixmap::new(width.max(1), height.max(1)).ok_or_else(|| failed(&"it is too large"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| failed(&error))
}
