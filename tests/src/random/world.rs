//! What is in a model so far, so that what comes later can refer to it.

use super::doc::{Doc, Value};
use super::draw::Draw;

/// The roles that models grant to.
pub const ROLES: [&str; 3] = ["random_owner", "random_reader", "random_writer"];

/// The name of an object, in its schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub schema: String,
    pub name: String,
}

/// What can be said of the values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Family {
    Key,
    Int,
    Number,
    Text,
    Time,
    Bool,
    Uuid,
    Json,
    IntArray,
    TextArray,
    Range,
    Bytes,
    Enum(Vec<String>),
    Domain,
    Composite,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub family: Family,
    /// Whether it is computed: no constraint, index or trigger takes it then.
    pub generated: bool,
    /// Whether its type is one of the model's own.
    pub own: bool,
}

/// Something to select from.
#[derive(Clone, Debug)]
pub struct Relation {
    /// What its decisions begin with; unlike the name it stays when the name changes.
    pub path: String,
    pub at: Name,
    pub section: &'static str,
    pub columns: Vec<Column>,
    /// The column that is its primary key alone.
    pub key: Option<String>,
    /// Neither refers to other tables nor is referred to.
    pub apart: bool,
    pub partitioned: bool,
    pub owned: bool,
}

/// A model in the making.
pub struct World {
    pub draw: Draw,
    pub number: usize,
    pub doc: Doc,
    pub schemas: Vec<String>,
    pub relations: Vec<Relation>,
    /// Types of columns, with the family of their values.
    pub types: Vec<(String, Name, Family)>,
    /// Immutable functions from an integer to an integer.
    pub functions: Vec<Name>,
    pub sequences: Vec<Name>,
}

/// A name as SQL has it.
pub fn quoted(name: &str) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

impl Name {
    /// With its schema.
    pub fn full(&self) -> String {
        format!("{}.{}", quoted(&self.schema), quoted(&self.name))
    }
}

impl World {
    pub fn new(draw: Draw, number: usize) -> World {
        let mut schemas = vec![format!("s{number}a"), format!("s{number}b")];
        if draw.chance("schema c", 50) {
            schemas.push(format!("s{number}c"));
        }
        let mut doc = Doc::default();
        for schema in &schemas {
            doc.at(&["schemas", schema]);
        }
        World {
            draw,
            number,
            doc,
            schemas,
            relations: Vec::new(),
            types: Vec::new(),
            functions: Vec::new(),
            sequences: Vec::new(),
        }
    }

    /// Where the object of a path lives and what it was called before; `None` if it is not there.
    pub fn object(&self, path: &str, percent: u64) -> Option<(Name, Doc)> {
        // Most things stay: without them there is nothing to change.
        if !self.draw.always(&format!("{path}?"), percent) || !self.draw.chance(&format!("{path}!"), 85) {
            return None;
        }
        let letter = self.draw.settle(&format!("{path} in"), &["a", "a", "b", "c"]);
        let schema = format!("s{}{letter}", self.number);
        let (name, doc) = self.name(path);
        self.schemas.contains(&schema).then_some((Name { schema, name }, doc))
    }

    /// The name for a path, plain or not, and what it is called in the other state.
    pub fn name(&self, path: &str) -> (String, Doc) {
        let base = path.rsplit('.').next().unwrap_or(path);
        let name = if self.draw.always(&format!("{path} odd"), 88) {
            base.to_owned()
        } else {
            match self.draw.settle(&format!("{path} how"), &["upper", "space", "dot", "quote", "letter", "apostrophe"])
            {
                "upper" => base.to_uppercase(),
                "space" => format!("{base} x"),
                "dot" => format!("{base}.d"),
                "quote" => format!("{base}\"q"),
                "letter" => format!("ü{base}"),
                _ => format!("{base}'s"),
            }
        };
        if !self.draw.always(&format!("{path} renamed"), 12) {
            return (name, Doc::default());
        }
        let other = format!("{name}_v2");
        match self.draw.chance(&format!("{path} other name"), 50) {
            true => (other, Doc::default().with("renamed_from", name)),
            false => (name, Doc::default().with("renamed_from", other)),
        }
    }

    /// Puts an object into its section.
    pub fn put(&mut self, section: &str, name: &Name, object: Doc) {
        self.doc.at(&["schemas", &name.schema, section]).put(&name.name, object);
    }

    /// The object's section of the document.
    pub fn at(&mut self, section: &str, name: &Name) -> &mut Doc {
        self.doc.at(&["schemas", &name.schema, section, &name.name])
    }

    /// The name as a person writes it in the schema `from`.
    pub fn refer(&self, path: &str, from: &str, to: &Name) -> String {
        let short = to.schema == from && self.draw.always(&format!("{path} short"), 50);
        if short { quoted(&to.name) } else { to.full() }
    }

    /// Comment and, for kinds that have one, owner.
    pub fn meta(&self, path: &str, owned: bool, doc: &mut Doc) {
        if self.draw.chance(&format!("{path} comment"), 15) {
            let texts = ["A comment", "Another, it's said", "Zwei\nZeilen \\ \"x\""];
            doc.put("comment", self.draw.pick(&format!("{path} comment text"), &texts));
        }
        if owned && self.owns(path) {
            doc.put("owner", self.draw.pick(&format!("{path} owner"), &ROLES));
        }
    }

    /// An owner that is not said is not managed, so it is said in both states or in none.
    pub fn owns(&self, path: &str) -> bool {
        self.draw.always(&format!("{path} owned"), 8)
    }

    /// Grants of some of these privileges.
    pub fn grants(&self, path: &str, privileges: &[&str], doc: &mut Doc) {
        let mut grants = Doc::default();
        for role in ["random_reader", "random_writer", "public"] {
            let path = format!("{path} to {role}");
            if !self.draw.chance(&path, if role == "public" { 4 } else { 15 }) {
                continue;
            }
            let some = privileges.iter().filter(|name| self.draw.chance(&format!("{path} {name}"), 60));
            let list: Vec<Value> = some
                .map(|name| match role != "public" && self.draw.chance(&format!("{path} {name} on"), 10) {
                    true => format!("{name} with grant option").into(),
                    false => (*name).into(),
                })
                .collect();
            grants.put(role, Value::List(list));
        }
        if !grants.0.is_empty() {
            doc.put("grants", grants);
        }
    }
}
