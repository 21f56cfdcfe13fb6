//! pgtoml's core in the browser: serde in, serde out.
//!
//! A [`Schema`] is one text, read once; what a page shows of it is asked for piece by piece, so that the slow pieces
//! can follow the text. Structs cross the border as JSON, and `types.ts` has their TypeScript shapes; plain texts cross
//! as they are. Nothing here decides anything: what the commands of the CLI would print is what comes out.

mod offsets;
mod script;

use std::collections::BTreeMap;

use pgtoml::compare::State;
use pgtoml::diagnostic::{Diagnostic, SourceFile};
use pgtoml::erd::from_model::Draw;
use pgtoml::erd::layout::{self, Layered, Layout};
use pgtoml::erd::svg::{SvgOptions, Theme, svg};
use pgtoml::read::{Loaded, read};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::offsets::Offsets;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.ts");

/// What is known of a text at once.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    /// `[project] name`.
    name: Option<&'a str>,
    /// Whether a problem stops planning.
    errors: bool,
    /// Problems, in the order of their places.
    diagnostics: Vec<Problem<'a>>,
    /// Objects by what SQL calls their kind.
    counts: BTreeMap<String, usize>,
}

/// A diagnostic with offsets as JavaScript counts them.
#[derive(Debug, Serialize)]
struct Problem<'a> {
    start: Option<u32>,
    end: Option<u32>,
    #[serde(flatten)]
    diagnostic: &'a Diagnostic,
}

/// A schema.toml, read.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Schema {
    name: String,
    loaded: Loaded,
    /// The model of `loaded`, moved here, and what goes with it.
    state: State,
}

#[wasm_bindgen]
impl Schema {
    /// Reads a text that stands for a file of this name.
    #[wasm_bindgen(constructor)]
    pub fn new(name: String, text: String) -> Schema {
        let files = vec![SourceFile { name: name.clone(), text }];
        let mut loaded = read(files, &|path| Err(format!("{path} is a file of its own, and a page has none")));
        let state = State {
            model: std::mem::take(&mut loaded.model),
            scope: Some(loaded.scope.clone()),
            depends_on: loaded.depends_on.clone(),
            ..State::default()
        };
        Schema { name, loaded, state }
    }

    /// A `Summary`.
    pub fn summary(&self) -> String {
        let text = self.loaded.files.first().map_or("", |file| file.text.as_str());
        let diagnostics = &self.loaded.diagnostics;
        let spans = diagnostics.iter().filter_map(|diagnostic| diagnostic.span);
        let offsets = Offsets::new(text, spans.flat_map(|span| [span.start, span.end]));
        let mut counts = BTreeMap::new();
        for id in self.state.model.objects.keys() {
            *counts.entry(id.tag.noun().to_lowercase()).or_default() += 1;
        }
        json(&Summary {
            name: self.loaded.project.name.as_deref(),
            errors: self.loaded.has_errors(),
            diagnostics: diagnostics
                .iter()
                .map(|diagnostic| Problem {
                    start: diagnostic.span.map(|span| offsets.utf16(span.start)),
                    end: diagnostic.span.map(|span| offsets.utf16(span.end)),
                    diagnostic,
                })
                .collect(),
            counts,
        })
    }

    /// A `Script` that makes everything from nothing.
    pub fn sql(&self) -> Result<String, String> {
        script::from_nothing(&self.state).map(|script| json(&script))
    }

    /// A `Script` from an earlier schema to this one.
    pub fn migration(&self, from: &Schema) -> Result<String, String> {
        script::between(&from.state, &self.state).map(|script| json(&script))
    }

    /// The diagram, as SVG. `theme` is `light` or `dark`; anything else follows the reader's setting. `aspect` is the
    /// width through height that it should have; absent: what the CLI takes.
    pub fn erd(&self, theme: &str, aspect: Option<f64>) -> String {
        let title = self.loaded.project.name.as_deref().unwrap_or(&self.name);
        let diagram = Draw::of(&self.loaded).diagram(&self.state.model, title);
        let theme = match theme {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        };
        let usual = layout::Options::default();
        let aspect = aspect.filter(|aspect| (0.1..=10.0).contains(aspect)).unwrap_or(usual.aspect);
        let placed = Layered.layout(&diagram, &layout::Options { aspect, ..usual });
        svg(&diagram, &placed, &SvgOptions { theme, ..SvgOptions::default() })
    }
}

/// Plain structs of strings and numbers always serialize.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
