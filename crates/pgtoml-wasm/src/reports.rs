//! What is told about a schema besides its SQL: access, findings, pages, the outline.

use pgtoml::access::{Changes, Exposure, Reached, Report, Role, Sentence, Wanted};
use pgtoml::docs::page::Page;
use pgtoml::docs::{Input, Pages};
use pgtoml::kind::{Tag, Version};
use pgtoml::lint::{Level, Subject, lint};
use pgtoml::model::{Id, Model};
use serde::Serialize;

use crate::Schema;
use crate::places::{Place, Problem, Target, boxed};

/// Who reaches which rows: `access()`, as `pgtoml rls report --format json` has it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Access<'a> {
    /// Relations in which some roles reach all rows, for one reason.
    exposed: &'a [Exposure],
    /// What rules say about ways past row-level security.
    findings: &'a [pgtoml::access::Finding],
    /// What the reader must know about the whole.
    remarks: &'a [String],
    roles: &'a [Role],
    relations: Vec<AccessRelation<'a>>,
}

/// A table or view, and what each role may do with it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct AccessRelation<'a> {
    #[serde(flatten)]
    reached: Reached<'a>,
    #[serde(flatten)]
    target: Target<'a>,
}

/// What rules find: `lints()`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Lints<'a> {
    /// `1 error, 2 warnings`.
    headline: String,
    findings: Vec<Finding<'a>>,
    suppressed: Vec<pgtoml::lint::Suppressed>,
    /// Suppressions that pass over nothing any more.
    stale: Vec<Problem<'a>>,
}

/// A finding. Its `code` is the rule, which `explain(rule)` tells about in Markdown.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Finding<'a> {
    #[serde(flatten)]
    problem: Problem<'a>,
    group: pgtoml::lint::Group,
    level: Level,
    /// What it is about, in words.
    object: String,
    /// The `id` of the box that stands for it, or for what it belongs to.
    table: Option<String>,
    /// What the rule finds, in one sentence.
    summary: &'static str,
}

/// A page in the list: `docs_pages()`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DocsEntry"))]
pub struct Entry<'a> {
    /// `index`, `tables/documents`.
    path: &'a str,
    title: &'a str,
    kind: &'a str,
    schema: &'a str,
    comment: &'a str,
    /// What is found besides the title.
    words: &'a [String],
}

/// What a search finds, in the order of the file: `outline()`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "OutlineItem"))]
pub struct Item<'a> {
    /// In words: `index public.documents_tags_idx`.
    object: String,
    /// `table`, `column`, `index`, `policy`.
    kind: String,
    schema: Option<&'a str>,
    /// The name of what it belongs to.
    parent: Option<&'a str>,
    name: &'a str,
    comment: Option<&'a str>,
    /// The `id` of the box that stands for it, or for what it belongs to.
    table: Option<String>,
    /// Its key.
    place: Option<Place<'a>>,
    /// The section that it comes from, where the file does not name it itself: `mixins.timestamps`.
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

    /// Who reaches which rows, with the places of the relations. `fill` gets the report, because the access borrows from it.
    pub(crate) fn access_report<T>(&self, fill: impl FnOnce(&Access<'_>) -> T) -> T {
        let report = self.reach();
        let relations = report.relations().zip(&report.matrix.relations).map(|(reached, relation)| AccessRelation {
            reached,
            target: self.places.target(&self.loaded, None, &relation.id),
        });
        fill(&Access {
            exposed: &report.exposed,
            findings: &report.findings,
            remarks: &report.remarks,
            roles: &report.matrix.roles,
            relations: relations.collect(),
        })
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
