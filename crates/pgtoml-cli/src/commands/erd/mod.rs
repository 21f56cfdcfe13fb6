//! The entity relationship diagram.

mod formats;
mod png;
mod positions;

use pgtoml::erd::diagram::Diagram;
use pgtoml::erd::difference;
use pgtoml::erd::filter::Filter;
use pgtoml::erd::from_model::{Draw, Enums};

use self::formats::Pictures;
use super::migrate::{self, Lazy};
use crate::args::{Erd, Picture};
use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::source::{Source, State};

pub fn run(context: &Context, asked: &Erd) -> Result<(), Failure> {
    // What cannot be written is said before anything is read.
    let files: Vec<_> =
        asked.out.iter().map(|path| Ok((path, formats::by_name(path)?))).collect::<Result<_, Failure>>()?;
    let subject = Subject::load(context, asked)?;
    let known = positions::read(asked.positions.as_deref())?;
    let mut all: Vec<Picture> = files.iter().map(|(_, format)| *format).collect();
    let printed = asked.format.or_else(|| all.is_empty().then_some(Picture::Svg));
    all.extend(printed);
    // DBML has enums of its own; elsewhere one box for all of them takes less room.
    let usual = |format: Picture| if format == Picture::Dbml { Enums::Boxes } else { Enums::List };
    let mut drawn: Vec<(Enums, Pictures)> = Vec::new();
    for format in all {
        let enums = asked.enums.map_or(usual(format), Enums::from);
        if !drawn.iter().any(|(known, _)| *known == enums) {
            let diagram = subject.diagram(asked, enums)?;
            drawn.push((enums, Pictures::new(diagram, asked, known.clone())));
        }
    }
    let pictures = |format: Picture| {
        let enums = asked.enums.map_or(usual(format), Enums::from);
        let found = drawn.iter().find(|(known, _)| *known == enums);
        found.map(|(_, pictures)| pictures).ok_or_else(|| Failure::new("nothing to draw"))
    };
    // All of them are made before the first is written.
    let mut made = Vec::new();
    for (path, format) in &files {
        made.push((path, pictures(*format)?.make(*format, context)?));
    }
    let shown = printed.map(|format| pictures(format)?.make(format, context)).transpose()?;
    for (path, content) in made {
        files::write(path, content)?;
    }
    if let (Some(path), Some((_, pictures))) = (&asked.positions, drawn.first()) {
        files::write(path, positions::text(&known, pictures))?;
    }
    match shown.map(String::from_utf8) {
        Some(Ok(text)) => context.print(&text),
        Some(Err(_)) => return Err(Failure::new("pixels are nothing for a terminal").hint("write them: -o FILE.png")),
        None => {}
    }
    Ok(())
}

/// What is drawn, read and compared once.
struct Subject {
    state: State,
    draw: Draw,
    /// Where the diagram shows a difference: the other state, and the plan from there.
    before: Option<(pgtoml::model::Model, pgtoml::plan::Plan)>,
}

impl Subject {
    fn load(context: &Context, asked: &Erd) -> Result<Self, Failure> {
        let state = migrate::load(context, asked.to.as_deref().or(asked.source.as_deref()))?;
        let mut draw = state.loaded.as_ref().map(Draw::of).unwrap_or_default();
        draw.grouping = asked.groups.into();
        let mut before = None;
        if let Some(from) = asked.diff.as_deref().or(asked.from.as_deref()) {
            let from = Source::parse(from)?.load(context)?;
            let model = from.side.model.clone();
            let to = State { side: state.side.clone(), ..State::default() };
            let outcome = migrate::compare(from, to, &mut Lazy::new(context, None), None, None)?;
            for open in &outcome.report.undetermined {
                context.note(&format!("note: drawn as it is in the text, and may be no difference: {open}"));
            }
            before = Some((model, outcome.plan));
        }
        Ok(Self { state, draw, before })
    }

    fn diagram(&self, asked: &Erd, enums: Enums) -> Result<Diagram, Failure> {
        let draw = Draw { enums, ..self.draw.clone() };
        let title = self.state.loaded.as_ref().and_then(|loaded| loaded.project.name.clone());
        let title = title.unwrap_or_else(|| self.state.name.clone());
        let to = &self.state.side;
        let mut diagram = match &self.before {
            Some((from, plan)) => difference::between(&draw, from, &to.model, to.scope.as_ref(), plan, &title),
            None => draw.diagram(&to.model, &title),
        };
        let filter = Filter {
            focus: asked.focus.clone(),
            depth: asked.depth,
            include: asked.include.clone(),
            exclude: asked.exclude.clone(),
            group: asked.group.clone(),
        };
        filter
            .apply(&mut diagram)
            .map_err(|unknown| Failure::new(unknown.message).hint(unknown.hint.unwrap_or_default()))?;
        Ok(diagram)
    }
}
