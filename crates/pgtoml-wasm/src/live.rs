//! A database that a page reads by itself, in PGlite: the core has the queries, the page runs them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use pgtoml::catalog::{Catalog, DEPENDENCIES, ROWS, Row, Topic, queries};
use pgtoml::compare::{Facts, Nobody, Outcome, Settle, State, compare};
use pgtoml::kind::{Tag, Version};
use pgtoml::model::{Id, Ident, Model};
use pgtoml::plan::{self, Input, Rights};
use pgtoml::render::{Renderer, batch};
use pgtoml::settle::{self, Subsets};
use serde::Serialize;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Schema;
use crate::script::{Script, defect, never};

/// What a query is for: the catalogs, or what a plan must know besides.
#[derive(Clone, Copy, Debug)]
enum About {
    Catalog(Topic),
    Edges,
    Rows,
    Rights,
}

/// Every query, in the order in which a page runs them.
fn all(version: Version) -> Vec<(About, String)> {
    let catalogs = queries(version).into_iter().map(|query| (About::Catalog(query.topic), query.sql));
    let facts = [
        (About::Edges, DEPENDENCIES.to_owned()),
        (About::Rows, ROWS.to_owned()),
        (About::Rights, plan::rights(version)),
    ];
    catalogs.chain(facts).collect()
}

/// A row of JSON; its values are texts, as the protocol has them.
struct Texts(BTreeMap<String, String>);

impl Row for Texts {
    fn get(&self, column: &str) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }
}

impl Texts {
    fn of(row: Map<String, Value>) -> Self {
        let text = |value: Value| match value {
            Value::Null => None,
            Value::String(text) => Some(text),
            Value::Bool(flag) => Some(if flag { "t" } else { "f" }.to_owned()),
            other => Some(other.to_string()),
        };
        Self(row.into_iter().filter_map(|(column, value)| Some((column, text(value)?))).collect())
    }
}

/// Reads a database from the answers to its queries.
#[wasm_bindgen]
#[derive(Debug)]
pub struct CatalogReader {
    version: Version,
    user: Ident,
    catalog: Catalog,
    topics: Vec<About>,
    next: usize,
    edges: Vec<BTreeMap<String, String>>,
    rows: Vec<BTreeMap<String, String>>,
    rights: Rights,
}

#[wasm_bindgen]
impl CatalogReader {
    /// For a server of this `server_version_num`, read by this role.
    #[wasm_bindgen(constructor)]
    pub fn new(version: u32, user: &str) -> CatalogReader {
        let version = Version(version);
        Self {
            version,
            user: user.into(),
            catalog: Catalog::new(version),
            topics: all(version).into_iter().map(|(about, _)| about).collect(),
            next: 0,
            edges: Vec::new(),
            rows: Vec::new(),
            rights: Rights::default(),
        }
    }

    /// The queries, as the JSON of a list of texts. They run in one transaction (REPEATABLE READ, READ ONLY, with
    /// `SET LOCAL search_path = pg_catalog`); each gives one row with one text, which `take` gets in the same order.
    pub fn queries(&self) -> String {
        // As one text, numbers of 64 bits never become numbers of JavaScript.
        let one = |(_, sql): (About, String)| {
            format!("SELECT coalesce(json_agg(row_to_json(q)), '[]')::text AS rows FROM (\n{sql}\n) q")
        };
        crate::json(&all(self.version).into_iter().map(one).collect::<Vec<_>>())
    }

    /// Takes the answer to the next query.
    pub fn take(&mut self, rows: &str) -> Result<(), String> {
        let Some(about) = self.topics.get(self.next).copied() else { return Err("there is no other query".to_owned()) };
        self.next += 1;
        let rows: Vec<Map<String, Value>> = serde_json::from_str(rows).map_err(|error| format!("rows: {error}"))?;
        for row in rows {
            let row = Texts::of(row);
            match about {
                About::Catalog(topic) => self.catalog.row(topic, &row).map_err(|error| error.to_string())?,
                About::Edges => self.edges.push(row.0),
                About::Rows => self.rows.push(row.0),
                About::Rights => {
                    self.rights.take(row.get("fact").unwrap_or_default(), row.get("name").unwrap_or_default())
                }
            }
        }
        Ok(())
    }

    /// What was read, once all answers have been taken.
    pub fn finish(self) -> Result<Live, String> {
        if self.next < self.topics.len() {
            return Err(format!("{} of {} answers have been taken", self.next, self.topics.len()));
        }
        let live = self.catalog.finish();
        let edges = self.edges.iter().filter_map(|row| live.addresses.edge(row)).collect();
        let rows = self.rows.iter().filter_map(|row| live.addresses.relation(row)).collect();
        let state = State {
            model: live.model,
            version: Some(live.version),
            user: Some(self.user),
            facts: Facts { edges, rows, rights: Some(self.rights) },
            ..State::default()
        };
        Ok(Live { state, unmodelled: live.unmodelled })
    }
}

/// A database as it was read.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Live {
    state: State,
    unmodelled: Vec<String>,
}

/// What to ask a server so that texts can be compared: `question(from)`.
///
/// SQL for an empty database, each in a transaction of its own that is rolled back after a `CatalogReader` has read what
/// it made. Both readings go to `settled_migration`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Question {
    /// Loads what the schema says.
    wanted: String,
    /// Loads what is there in the words of the base.
    there: String,
}

#[wasm_bindgen]
impl Live {
    /// It as a schema.toml, as `pgtoml import` writes it.
    pub fn toml(&self) -> String {
        let options = pgtoml::write::Options {
            name: None,
            postgres: self.state.version.map(Version::major),
            schemas: Vec::new(),
            roles_all: false,
        };
        pgtoml::write::toml(&self.state.model, &options)
    }

    /// Objects that pgtoml does not model, in words: `string[]`.
    pub fn unmodelled(&self) -> String {
        crate::json(&self.unmodelled)
    }

    /// What to load before texts can be compared: `Question`, or `null` where nothing is undetermined.
    pub fn question(&self, to: &Schema) -> Result<String, String> {
        question(&self.state, &to.state).map(|question| crate::json(&question))
    }

    /// A `Script` from the database to a schema. What only a server can say stays undetermined.
    pub fn migration(&self, to: &Schema) -> Result<String, String> {
        let outcome = compare(self.state.clone(), to.state.clone(), &mut Nobody).map_err(never)?;
        Ok(crate::json(&Script::of(&outcome, None, to)))
    }

    /// The same with what a server made of a `Question`: what it read after it had loaded `wanted`, and after `there`.
    pub fn settled_migration(&self, to: &Schema, wanted: &Live, there: &Live) -> Result<String, String> {
        let outcome = settled(&self.state, &to.state, wanted, there)?;
        Ok(crate::json(&Script::of(&outcome, None, to)))
    }
}

/// What to load before the texts of two schemas can be compared.
pub fn between(from: &Schema, to: &Schema) -> Result<String, String> {
    question(&from.side()?, &to.side()?).map(|question| crate::json(&question))
}

/// A plan with the answer of a server.
pub fn settled(from: &State, to: &State, wanted: &Live, there: &Live) -> Result<Outcome, String> {
    let mut read = Read { wanted: &wanted.state.model, there: &there.state.model };
    compare(from.clone(), to.clone(), &mut read).map_err(never)
}

fn question(from: &State, to: &State) -> Result<Option<Question>, String> {
    let mut ask = Ask { cut: RefCell::default() };
    compare(from.clone(), to.clone(), &mut ask).map_err(never)?;
    let (there, wanted) = ask.cut.into_inner();
    if wanted.objects.is_empty() {
        return Ok(None);
    }
    let version = from.version.or(to.version).unwrap_or(Version::NEWEST);
    Ok(Some(Question { wanted: load(&wanted, version)?, there: load(&there, version)? }))
}

/// The statements that make a part of a model in an empty database, for a transaction that is rolled back. Roles are not
/// among them: a cluster keeps them, and `CREATE ROLE` of one that is there would break off everything.
fn load(model: &Model, version: Version) -> Result<String, String> {
    let mut empty = Model::default();
    let there = |id: &Id| id.tag == Tag::Schema && id.name.as_str() == "public";
    empty
        .objects
        .extend(model.objects.iter().filter(|(id, _)| there(id)).map(|(id, object)| (id.clone(), object.clone())));
    let plan = plan::plan(Input::new(&empty, model, version));
    if let Some(refused) = plan.refused.first() {
        return Err(refused.reason.clone());
    }
    let statements = Renderer::shared().plan(&plan, &empty, model, version).map_err(defect)?;
    Ok(format!("SET LOCAL check_function_bodies = off;\n{}SET LOCAL search_path = pg_catalog;\n", batch(&statements)))
}

/// Notes what is asked.
struct Ask {
    cut: RefCell<(Model, Model)>,
}

impl Settle for Ask {
    type Error = std::convert::Infallible;

    fn settle(&mut self, from: &Model, to: &mut Model, _: Version) -> Result<bool, Self::Error> {
        let ids = settle::undetermined(from, to);
        let cut = self.cut.get_mut();
        cut.0.objects.extend(Subsets::new(from).of(&ids).objects);
        cut.1.objects.extend(Subsets::new(to).of(&ids).objects);
        Ok(false)
    }
}

/// Answers from what a server has read.
struct Read<'a> {
    wanted: &'a Model,
    there: &'a Model,
}

impl Settle for Read<'_> {
    type Error = std::convert::Infallible;

    fn settle(&mut self, from: &Model, to: &mut Model, _: Version) -> Result<bool, Self::Error> {
        let mut all = true;
        for id in settle::undetermined(from, to) {
            let (Some(old), Some(new)) = (from.get(&id), to.objects.get_mut(&id)) else { continue };
            // What was not loaded is not known.
            all &= self.wanted.get(&id).is_some();
            new.body = settle::adopt(&id, old, new, self.wanted.get(&id), self.there.get(&id)).0;
        }
        Ok(all)
    }
}
