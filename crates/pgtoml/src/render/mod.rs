//! Steps to SQL, through the templates in `templates/sql/`. It names no kind.
//!
//! A template prints; decisions are made before. Everything that a template prints is an identifier, a literal or SQL, and
//! says which by a filter: a plain string is an error, so no name of a person's reaches SQL unquoted.

mod filters;
mod named;
mod printed;
mod statement;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Captured, Environment, Error, context};

use self::named::Named;
pub use self::printed::Printed;
pub use self::statement::{Statement, batch, script, with_path};
use crate::inherit;
use crate::kind::{Part, Version};
use crate::kinds::options;
use crate::model::{Ident, Model, Object};
use crate::plan::{Plan, Step};

/// The template of what all kinds share, which looks at no body.
const META: &str = "meta";

/// Prints steps. Made once, used for many.
pub struct Renderer {
    environment: Environment<'static>,
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new()
    }
}

impl Renderer {
    /// One for all who have no templates of their own: reading the templates takes longer than printing a small schema.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Renderer> = LazyLock::new(Renderer::new);
        &SHARED
    }

    /// With the templates that the crate carries.
    pub fn new() -> Self {
        // Not the fifty filters and tests that minijinja has: a page would download what no template asks for.
        let mut environment = Environment::empty();
        environment.add_filter("default", minijinja::filters::default);
        environment.add_filter("items", minijinja::filters::items);
        environment.add_filter("join", minijinja::filters::join);
        environment.add_filter("length", minijinja::filters::length);
        environment.add_filter("trim", minijinja::filters::trim);
        environment.add_test("defined", minijinja::tests::is_defined);
        environment.add_test("none", minijinja::tests::is_none);
        environment.add_test("string", minijinja::tests::is_string);
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
            environment.set_syntax(syntax);
        }
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("sql".into()));
        environment.set_formatter(filters::print);
        filters::add(&mut environment);
        for (name, source) in crate::templates::SQL {
            // A template that does not parse is a defect of the build, and the tests render every one.
            let added = environment.add_template(name, source);
            debug_assert!(added.is_ok(), "{name}: {added:?}");
        }
        Self { environment }
    }

    /// The statements of a plan, in its order.
    pub fn plan(&self, plan: &Plan, from: &Model, to: &Model, version: Version) -> Result<Vec<Statement>, Error> {
        let mut templates = BTreeMap::new();
        plan.steps.iter().map(|step| self.step(step, from, to, version, &mut templates)).collect()
    }

    /// The same, where much of it may have been printed before. What is printed now is kept for the next time.
    pub fn plan_again(
        &self,
        plan: &Plan,
        from: &Model,
        to: &Model,
        version: Version,
        printed: &mut Printed,
    ) -> Result<Vec<Statement>, Error> {
        let mut before = std::mem::take(printed).of(version, from.database.0.as_ref());
        let mut now = Printed::default().of(version, from.database.0.as_ref());
        let mut templates = BTreeMap::new();
        let mut one = |step: &Step| {
            if let Some(kept) = before.take(step, from, to) {
                let statement = kept.statement().clone();
                now.put(kept);
                return Ok(statement);
            }
            let statement = self.step(step, from, to, version, &mut templates)?;
            // What an heir repeats of its ancestors is not known from its own objects alone.
            if to.get(&step.id).is_none_or(|object| object.body.ancestors().is_empty()) {
                now.keep(step, from, to, statement.clone());
            }
            Ok(statement)
        };
        let statements = plan.steps.iter().map(&mut one).collect();
        *printed = now;
        statements
    }

    /// The statement of one step. Evaluated templates are kept in `templates`.
    fn step<'a>(
        &'a self,
        step: &Step,
        from: &Model,
        to: &Model,
        version: Version,
        templates: &mut BTreeMap<&'static str, Captured<'a>>,
    ) -> Result<Statement, Error> {
        let id = &step.id;
        let (old, new) = (from.get(id), to.get(id));
        let heir = new.is_some_and(|object| !object.body.ancestors().is_empty());
        // As the parent's shape orders them.
        let order = new.map(|object| object.body.order()).unwrap_or_default();
        let mut children: Vec<(usize, Value)> = step
            .takes_in
            .iter()
            .filter_map(|child| {
                let object = to.get(child)?;
                let above = if heir { inherit::inherited(to, id, child) } else { None };
                let above = above.and_then(|(source, _)| to.get(&source));
                let repeated = above.map(|above| object.body.repeated(&above.body, version));
                let body = repeated.as_ref().unwrap_or(&object.body);
                let value = context! {
                    kind => child.tag.info().template,
                    id => Named::value(child, None),
                    body => Value::from(Serde(body)),
                };
                Some((order.iter().position(|name| *name == child.name).unwrap_or(usize::MAX), value))
            })
            .collect();
        children.sort_by_key(|(place, _)| *place);
        let body = |object: Option<&Object>| {
            let seen = object.filter(|_| step.template != META);
            seen.map_or(Value::from(()), |object| Value::from(Serde(&object.body)))
        };
        let context = context! {
            id => Named::value(id, from.database.0.as_ref()),
            old => body(old),
            new => body(new),
            args => Value::from(Serde(&step.args)),
            children => children.into_iter().map(|(_, child)| child).collect::<Vec<Value>>(),
            version => version.major(),
        };
        let template = match templates.entry(step.template) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(self.environment.get_template(step.template)?.render_captured(())?),
        };
        let sql = template.with_state_mut(|state| state.call_macro(step.action, &[context]))?;
        let sql = sql.trim().to_owned();
        if let Some(rows) = &step.rows {
            let search_path = (!rows.path.is_empty()).then(|| rows.path.clone());
            return Ok(Statement { sql, search_path, secrets: rows.secrets.clone() });
        }
        let mut secrets = if sql.contains(":'") { secrets(step, to) } else { Vec::new() };
        secrets.retain(|name| sql.contains(&format!(":'{name}'")));
        Ok(Statement { sql, search_path: self.search_path(step, to), secrets })
    }

    /// The path that SQL of a person's needs. Names in it are looked up in the object's schema first.
    fn search_path(&self, step: &Step, to: &Model) -> Option<Vec<Ident>> {
        let mut words = false;
        for id in std::iter::once(&step.id).chain(&step.takes_in) {
            if words {
                break;
            }
            let Some(object) = to.get(id) else { continue };
            object.body.clone().parts(id, &mut |part| {
                words |= match part {
                    Part::Sql(_) | Part::Body(_) => true,
                    // Of an extension whose schema the file does not say.
                    Part::Type(name) => name.base().schema.is_none() && !name.is_builtin(),
                    Part::Opclass(name) => name.schema.is_none(),
                    _ => false,
                }
            });
        }
        let schema = step.id.schema.clone()?;
        let mut path = vec![schema];
        if path[0].as_str() != "public" {
            path.push("public".into());
        }
        words.then_some(path)
    }
}

/// The variables whose values a step needs.
fn secrets(step: &Step, to: &Model) -> Vec<String> {
    let mut names = Vec::new();
    for id in std::iter::once(&step.id).chain(&step.takes_in) {
        let Some(object) = to.get(id) else { continue };
        object.body.clone().parts(id, &mut |part| {
            if let Part::Secret(name) = part {
                names.push(name.to_owned());
            }
        });
    }
    options::variables(names.iter().map(String::as_str))
}
