//! One state to another, as `pgtoml sql` and `pgtoml diff` do it, without a server that could settle anything.

use pgtoml::kind::{Tag, Version};
use pgtoml::kinds::schema::Schema;
use pgtoml::model::Model;
use pgtoml::plan::{Input, plan};
use pgtoml::read::Loaded;
use pgtoml::render::{Renderer, script};
use pgtoml::report::Report;
use pgtoml::settle;

use crate::Script;

thread_local! {
    /// Parsing all templates takes longer than printing a small schema.
    static RENDERER: Renderer = Renderer::new();
}

/// Everything, in an empty database.
pub fn from_nothing(to: &Loaded) -> Result<Script, String> {
    let mut empty = Model::default();
    let public = Schema::public();
    if let Some(object) = to.model.get(&public) {
        let mut object = object.clone();
        object.meta = Schema::public_meta();
        empty.objects.insert(public, object);
    }
    planned(&empty, &to.model, to, Vec::new())
}

/// What an edit changes.
pub fn between(from: &Loaded, to: &Loaded) -> Result<Script, String> {
    let mut old = from.model.clone();
    let mut new = to.model.clone();
    to.scope.project(&mut old);
    to.scope.fit(&old, &mut new);
    from.scope.project(&mut new);
    // A role belongs to the cluster, and other databases may need it: one that is not wanted any more is not dropped.
    new.objects.retain(|id, object| object.body.named() || old.get(id).is_none());
    old.objects.retain(|id, _| id.tag != Tag::Role || new.get(id).is_some());
    pgtoml::plan::down_level(&mut new, Version::NEWEST);
    let undetermined = settle::undetermined(&old, &new)
        .iter()
        .map(|id| format!("{id}: only a server can say whether the texts mean the same"))
        .collect();
    planned(&old, &new, to, undetermined)
}

fn planned(old: &Model, new: &Model, to: &Loaded, undetermined: Vec<String>) -> Result<Script, String> {
    let version = Version::NEWEST;
    let depends_on = &to.depends_on;
    let scope = Some(&to.scope);
    let plan = plan(Input { from: old, to: new, edges: &[], depends_on, version, scope, applier: None });
    let statements = RENDERER
        .with(|renderer| renderer.plan(&plan, old, new, version))
        .map_err(|error| format!("a template failed, which is a defect of pgtoml: {error:#}"))?;
    let sql = if statements.is_empty() {
        String::new()
    } else {
        format!("SET check_function_bodies = off;\n{}", script(&plan, &statements))
    };
    let report = Report::new(&plan, &statements, undetermined);
    Ok(Script { sql, headline: report.headline(), report })
}
