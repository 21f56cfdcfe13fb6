//! What is told about a schema besides its SQL: access, findings, pages, the outline.

use pgtoml::access::{Changes, Report, Sentence, Wanted};
use pgtoml::docs::page::Page;
use pgtoml::docs::{Input, Pages};
use pgtoml::kind::{Tag, Version};
use pgtoml::lint::{Level, Subject, lint};
use pgtoml::model::{Id, Model};
use serde::Serialize;
use serde_json::Value;

use crate::Schema;
use crate::places::{Place, Problem, boxed};

#[derive(Debug, Serialize)]
pub struct Lints<'a> {
    headline: String,
    findings: Vec<Finding<'a>>,
    suppressed: Vec<pgtoml::lint::Suppressed>,
    stale: Vec<Problem<'a>>,
}

#[derive(Debug, Serialize)]
struct Finding<'a> {
    #[serde(flatten)]
    problem: Problem<'a>,
    group: pgtoml::lint::Group,
    level: Level,
    object: String,
    table: Option<String>,
    summary: &'static str,
}

#[derive(Debug, Serialize)]
pub struct Entry<'a> {
    path: &'a str,
    title: &'a str,
    kind: &'a str,
    schema: &'a str,
    comment: &'a str,
    words: &'a [String],
}

#[derive(Debug, Serialize)]
pub struct Item<'a> {
    object: String,
    kind: String,
    schema: Option<&'a str>,
    parent: Option<&'a str>,
    name: &'a str,
    comment: Option<&'a str>,
    table: Option<String>,
    place: Option<Place<'a>>,
    origin: Option<&'a str>,
}

impl Schema {
    fn subject(&self) -> Subject<'_> {
        let version = self.state.version.unwrap_or(Version::NEWEST);
        Subject::new(&self.state.model, version, &self.loaded.project.search_path)
    }

    fn reach(&self) -> Report {
        Report::new(&self.subject(), false, &Wanted::default(), &self.loaded.lint, Some(&self.loaded))
    }

    /// Who reaches which rows, with the places of the relations.
    pub(crate) fn access_report(&self) -> Value {
        let report = self.reach();
        let ids: Vec<&Id> = report.matrix.relations.iter().map(|relation| &relation.id).collect();
        let mut json = report.json();
        let relations = json.get_mut("relations").and_then(Value::as_array_mut).into_iter().flatten();
        for (relation, id) in relations.zip(ids) {
            let target = serde_json::to_value(self.places.target(&self.loaded, None, id)).unwrap_or_default();
            if let (Some(relation), Value::Object(target)) = (relation.as_object_mut(), target) {
                relation.extend(target);
            }
        }
        json
    }

    /// What an edit does to it.
    pub(crate) fn sentences(&self, from: &Schema) -> Vec<Sentence> {
        let version = self.state.version.unwrap_or(Version::NEWEST);
        let roles = |model: &Model| -> Vec<_> {
            model.of_kind(Tag::Role).map(|(id, object)| (id.clone(), object.clone())).collect()
        };
        let known = roles(&from.state.model).into_iter().collect();
        Changes::between(&from.state.model, &self.state.model, version, &known, false).sentences
    }

    /// What the rules find. `fill` gets the report, because findings borrow from it.
    pub(crate) fn findings<T>(&self, fill: impl FnOnce(&Lints<'_>) -> T) -> T {
        let mut report = lint(&self.subject(), &self.loaded.lint, Some(&self.loaded));
        let files = &self.loaded.files;
        let headline = report.headline();
        let suppressed = std::mem::take(&mut report.suppressed);
        let findings = report.findings.iter().map(|finding| Finding {
            problem: self.places.problem(files, &finding.diagnostic),
            group: finding.lint.group,
            level: finding.level,
            object: finding.object.to_string(),
            table: boxed(&finding.object),
            summary: finding.lint.summary,
        });
        let stale = report.stale.iter().map(|one| self.places.problem(files, one));
        fill(&Lints { headline, findings: findings.collect(), suppressed, stale: stale.collect() })
    }

    /// The pages of its documentation, made once.
    pub(crate) fn pages(&self) -> Result<&[Page], String> {
        if let Some(pages) = self.pages.get() {
            return Ok(pages);
        }
        let (plan, statements) = self.made()?;
        let ddl: Vec<(Id, String)> =
            plan.steps.iter().zip(statements).map(|(step, statement)| (step.id.clone(), statement.sql)).collect();
        let report = self.reach();
        let input = Input {
            model: &self.state.model,
            title: self.title(),
            ddl: &ddl,
            access: Some(&report),
            templates: &std::collections::BTreeMap::new(),
            statistics: None,
        };
        let pages = Pages::new(&input).into_pages();
        Ok(self.pages.get_or_init(|| pages))
    }

    /// The list of them.
    pub(crate) fn entries(&self) -> Result<Vec<Entry<'_>>, String> {
        Ok(self
            .pages()?
            .iter()
            .map(|page| Entry {
                path: &page.path,
                title: &page.title,
                kind: page.kind,
                schema: &page.schema,
                comment: &page.comment,
                words: &page.words,
            })
            .collect())
    }

    /// Everything that has a name, in the order of the files.
    pub(crate) fn items(&self) -> Vec<Item<'_>> {
        let mut objects: Vec<_> = self.state.model.objects.iter().collect();
        objects.sort_by_key(|(id, _)| self.loaded.places.get(*id).map(|place| place.key));
        objects
            .into_iter()
            .map(|(id, object)| Item {
                object: id.to_string(),
                kind: id.tag.noun().to_lowercase(),
                schema: id.schema.as_ref().map(pgtoml::model::Ident::as_str),
                parent: id.parent.as_ref().map(|parent| parent.name.as_str()),
                name: id.name.as_str(),
                comment: object.meta.comment.as_deref(),
                table: boxed(id),
                place: self.places.object(&self.loaded, id),
                origin: self.loaded.origins.get(id).map(|origin| origin.section.as_str()),
            })
            .collect()
    }
}
