//! What the pages of one model share: where the page of an object is, who refers to it, its SQL, the diagram.

use std::collections::{BTreeMap, BTreeSet};

use super::Input;
use super::page::{Block, Page, Span, Text, code, path, plain};
use crate::erd::diagram::{Diagram, Node};
use crate::erd::layout::{self, Layered, Layout};
use crate::erd::svg::{SvgOptions, svg};
use crate::erd::{from_model, mermaid};
use crate::kind::{Body, Tag};
use crate::kinds::constraint::{ForeignKey, Rule};
use crate::model::{Id, Ident, Meta, Model, QName};
use crate::sql::TypeName;
use crate::sql::relations::relations;

/// The longest text that Mermaid draws by default is 50 000 characters.
const MERMAID_LIMIT: usize = 45_000;

/// A foreign key, from the side to which it leads.
pub struct Reference<'a> {
    /// The constraint.
    pub constraint: &'a Id,
    /// The key.
    pub key: &'a ForeignKey,
}

/// The model with what is looked up in it.
pub struct Book<'a> {
    pub input: &'a Input<'a>,
    ddl: BTreeMap<Id, Vec<&'a str>>,
    references: BTreeMap<Id, Vec<Reference<'a>>>,
    readers: BTreeMap<Id, Vec<&'a Id>>,
    users: BTreeMap<Id, Vec<&'a Id>>,
    triggers: BTreeMap<QName, Vec<&'a Id>>,
    functions: BTreeMap<QName, &'a Id>,
    partitions: BTreeMap<QName, Vec<&'a Id>>,
    /// Everything that is drawn.
    pub diagram: Diagram,
    nodes: BTreeMap<String, usize>,
    near: Vec<BTreeSet<usize>>,
}

impl<'a> Book<'a> {
    /// Looks through the model once.
    pub fn new(input: &'a Input<'a>) -> Self {
        let mut ddl: BTreeMap<Id, Vec<&str>> = BTreeMap::new();
        for (id, sql) in input.ddl {
            ddl.entry(root(id)).or_default().push(sql);
        }
        let diagram = from_model::diagram(input.model, input.title);
        let nodes: BTreeMap<String, usize> =
            diagram.nodes.iter().enumerate().map(|(at, node)| (node.id.clone(), at)).collect();
        let mut near = vec![BTreeSet::new(); diagram.nodes.len()];
        for edge in &diagram.edges {
            if let (Some(from), Some(to)) = (nodes.get(&edge.from.node), nodes.get(&edge.to.node)) {
                near[*from].insert(*to);
                near[*to].insert(*from);
            }
        }
        let mut book = Self {
            input,
            ddl,
            references: BTreeMap::new(),
            readers: BTreeMap::new(),
            users: BTreeMap::new(),
            triggers: BTreeMap::new(),
            functions: BTreeMap::new(),
            partitions: BTreeMap::new(),
            diagram,
            nodes,
            near,
        };
        for (id, object) in &input.model.objects {
            book.enter(id, &object.body);
        }
        book
    }

    /// Notes what one object refers to.
    fn enter(&mut self, id: &'a Id, body: &'a Body) {
        let model = self.input.model;
        match body {
            Body::Constraint(constraint) => {
                if let Rule::Foreign(key) = &constraint.rule
                    && let Some(to) = model.relation(&key.table)
                {
                    self.references.entry(to.clone()).or_default().push(Reference { constraint: id, key });
                }
            }
            Body::View(view) => self.reads(id, view.query.as_str()),
            Body::MaterializedView(view) => self.reads(id, view.query.as_str()),
            Body::Column(column) => {
                if let Some(of) = type_id(model, &column.data_type) {
                    self.users.entry(of).or_default().push(id);
                }
            }
            Body::Function(_) => {
                self.functions.entry(id.qualified()).or_insert(id);
            }
            Body::Trigger(trigger) => self.triggers.entry(trigger.function.clone()).or_default().push(id),
            Body::Table(table) => {
                if let Some(parent) = &table.partition_of {
                    self.partitions.entry(parent.clone()).or_default().push(id);
                }
            }
            _ => {}
        }
    }

    fn reads(&mut self, id: &'a Id, query: &str) {
        for read in self.read_by(id, query) {
            self.readers.entry(read).or_default().push(id);
        }
    }

    /// The relations of the model that a query of an object names.
    pub fn read_by(&self, id: &Id, query: &str) -> Vec<Id> {
        let found = relations(query).into_iter().filter_map(|name| {
            let named = |schema: &Ident| {
                self.input.model.relation(&QName { schema: Some(schema.clone()), name: name.name.clone() }).cloned()
            };
            match &name.schema {
                Some(schema) => named(schema),
                None => id.schema.iter().chain([&Ident::from("public")]).find_map(named),
            }
        });
        found.collect()
    }

    /// Foreign keys that lead to a table.
    pub fn references(&self, id: &Id) -> &[Reference<'a>] {
        self.references.get(id).map_or(&[], Vec::as_slice)
    }

    /// Views that read a relation.
    pub fn readers(&self, id: &Id) -> &[&'a Id] {
        self.readers.get(id).map_or(&[], Vec::as_slice)
    }

    /// Columns of a type.
    pub fn users(&self, id: &Id) -> &[&'a Id] {
        self.users.get(id).map_or(&[], Vec::as_slice)
    }

    /// Triggers that call a function.
    pub fn callers(&self, id: &Id) -> &[&'a Id] {
        self.triggers.get(&id.qualified()).map_or(&[], Vec::as_slice)
    }

    /// A function of this name; triggers call those without arguments, which come first.
    pub fn function(&self, name: &QName) -> Option<&'a Id> {
        self.functions.get(name).copied()
    }

    /// Partitions of a table.
    pub fn partitions(&self, id: &Id) -> &[&'a Id] {
        self.partitions.get(&id.qualified()).map_or(&[], Vec::as_slice)
    }

    /// The folder of the page of such an object; absent where it stands on a page with others.
    pub fn folder(tag: Tag) -> Option<&'static str> {
        match tag {
            Tag::Table | Tag::ForeignTable => Some("tables"),
            Tag::View | Tag::MaterializedView => Some("views"),
            Tag::Function | Tag::Procedure | Tag::Aggregate => Some("functions"),
            Tag::Enum | Tag::Domain | Tag::Composite | Tag::Range | Tag::BaseType => Some("types"),
            _ => None,
        }
    }

    /// The page on which an object stands; partitions stand on that of their table.
    pub fn page(&self, id: &Id) -> Option<String> {
        let id = root(id);
        let object = self.input.model.get(&id)?;
        if let Body::Table(table) = &object.body
            && let Some(parent) = &table.partition_of
        {
            let parent = self.input.model.relation(parent).filter(|parent| **parent != id)?;
            return self.page(parent);
        }
        Self::folder(id.tag).map(|folder| path(folder, &id))
    }

    /// The name of an object, with a way to its page.
    pub fn link(&self, id: &Id) -> Span {
        Span { page: self.page(id), ..code(name(id)) }
    }

    /// A data type, with a way to its page where the model has it.
    pub fn data_type(&self, data_type: &TypeName) -> Text {
        let page = type_id(self.input.model, data_type).and_then(|id| self.page(&id));
        vec![Span { page, ..code(from_model::short_type(&data_type.to_string())) }]
    }

    /// A page about an object with what all have.
    pub fn begin(&self, id: &Id, folder: &str, kind: &'static str) -> Page {
        let meta = self.input.model.get(id).map(|object| object.meta.clone()).unwrap_or_default();
        let schema = id.schema.as_ref().map_or("", Ident::as_str);
        let mut page = Page {
            path: path(folder, id),
            title: if schema == "public" { id.name.as_str().to_owned() } else { name(id) },
            kind,
            schema: schema.to_owned(),
            comment: meta.comment.as_ref().map(ToString::to_string).unwrap_or_default(),
            ..Page::default()
        };
        page.fact("Schema", vec![code(schema)]);
        page.fact("Owner", meta.owner.iter().map(|owner| code(owner.as_str())).collect());
        page
    }

    /// The comment of an object.
    pub fn comment(&self, id: &Id) -> Text {
        let comment = self.input.model.get(id).and_then(|object| object.meta.comment.as_ref());
        comment.map(|comment| plain(comment)).unwrap_or_default()
    }

    /// Who holds which privileges on an object and its columns.
    pub fn grants(&self, id: &Id) -> Vec<Vec<Text>> {
        let mut held: BTreeMap<&Ident, Vec<String>> = BTreeMap::new();
        let mut hold = |meta: &'a Meta, of: &str| {
            for (role, privileges) in &meta.grants {
                let with = |grantable: &bool| if *grantable { " with grant option" } else { "" };
                let words = privileges.iter().map(|(name, grantable)| format!("{name}{of}{}", with(grantable)));
                held.entry(role).or_default().extend(words);
            }
        };
        if let Some(object) = self.input.model.get(id) {
            hold(&object.meta, "");
        }
        for (column, object) in self.input.model.children(id, Tag::Column) {
            hold(&object.meta, &format!(" ({})", column.name.as_str()));
        }
        let text = |words: Vec<String>| plain(&words.join(", "));
        held.into_iter()
            .filter(|(_, words)| !words.is_empty())
            .map(|(role, words)| vec![vec![code(role.as_str())], text(words)])
            .collect()
    }

    /// The statements that make an object with all that belongs to it.
    pub fn sql(&self, id: &Id) -> Vec<Block> {
        let Some(statements) = self.ddl.get(id) else { return Vec::new() };
        let sql: Vec<String> = statements.iter().map(|sql| format!("{sql};")).collect();
        vec![Block::Sql { sql: sql.join("\n\n") }]
    }

    /// A relation with those that it is tied to.
    pub fn neighbourhood(&self, id: &Id) -> Vec<Block> {
        let Some(&at) = self.nodes.get(&id.qualified().to_string()) else { return Vec::new() };
        let near = &self.near[at];
        if near.is_empty() {
            return Vec::new();
        }
        let shown = |other: &usize| *other == at || near.contains(other);
        let nodes = self.diagram.nodes.iter().enumerate().filter(|(other, _)| shown(other));
        let nodes: Vec<Node> = nodes
            .map(|(other, node)| {
                let mut node = node.clone();
                node.group = None;
                if node.schema == "public" {
                    node.schema = String::new();
                }
                if other != at {
                    node.rows.retain(|row| row.is_key());
                }
                node
            })
            .collect();
        let inside = |end: &str| self.nodes.get(end).is_some_and(&shown);
        let edges = self.diagram.edges.iter().filter(|edge| inside(&edge.from.node) && inside(&edge.to.node));
        let part = Diagram { title: String::new(), groups: Vec::new(), nodes, edges: edges.cloned().collect() };
        // There is one on every page, and it is small.
        vec![self.draw(&part, 0.05)]
    }

    /// A diagram as text, as a picture, and with the pages of its boxes.
    pub fn draw(&self, diagram: &Diagram, patience: f64) -> Block {
        let placed = Layered.layout(diagram, &layout::Options { patience, ..layout::Options::default() });
        let text = mermaid::mermaid(diagram);
        let options = SvgOptions { legend: false, prefix: "d-".to_owned(), ..SvgOptions::default() };
        Block::Diagram {
            mermaid: if text.chars().count() > MERMAID_LIMIT { String::new() } else { text },
            svg: svg(diagram, &placed, &options),
            pages: diagram.nodes.iter().map(|node| self.page_of_node(node)).collect(),
        }
    }

    fn page_of_node(&self, node: &Node) -> String {
        let name = QName::read(&node.id).ok();
        let id = name.and_then(|name| self.input.model.relation(&name));
        id.and_then(|id| self.page(id)).unwrap_or_default()
    }
}

/// The object to which one belongs.
pub fn root(id: &Id) -> Id {
    id.parent_id().unwrap_or_else(|| id.clone())
}

/// `name`, or `schema.name` outside of `public`.
pub fn name(id: &Id) -> String {
    match &id.schema {
        Some(schema) if schema.as_str() != "public" => format!("{}.{}", schema.as_str(), id.name.as_str()),
        _ => id.name.as_str().to_owned(),
    }
}

/// The object of the model that a type is.
fn type_id(model: &Model, data_type: &TypeName) -> Option<Id> {
    let QName { schema: Some(schema), name } = data_type.base() else { return None };
    if schema.as_str() == "pg_catalog" {
        return None;
    }
    [Tag::Enum, Tag::Domain, Tag::Composite, Tag::Range, Tag::BaseType]
        .into_iter()
        .map(|tag| Id::of_schema(tag, schema.clone(), name.clone()))
        .find(|id| model.get(id).is_some())
}
