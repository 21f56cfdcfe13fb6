//! What an object needs: names in its shape, names in its SQL, and what the database or the file says besides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Input;
use crate::kind::{Address, Part, Tag};
use crate::model::{Id, Ident, Model, Object, QName, Quick};
use crate::sql::references::{self, Reference};

/// How sure it is that one object needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// It may use the other one without naming it: a cast, an operator that all types have.
    Chance,
    /// A word in the body of a routine, which PostgreSQL does not look into.
    Body,
    /// A word in SQL.
    Word,
    /// Said by the shape, the database or the file.
    Sure,
}

/// What objects of one model need.
pub(crate) struct Side<'a> {
    model: &'a Model,
    told: BTreeMap<&'a Id, Vec<&'a Id>>,
    /// Whether `told` is complete, so that words need not be looked at.
    complete: bool,
    relations: HashMap<(&'a Ident, &'a Ident), Vec<&'a Id>, Quick>,
    routines: HashMap<&'a Ident, Vec<&'a Id>, Quick>,
    operators: HashMap<&'a str, Vec<&'a Id>, Quick>,
    /// Types that an object makes besides itself.
    made: HashMap<(Ident, Ident), &'a Id, Quick>,
    unseen: Vec<&'a Id>,
    /// Operator classes and families, of which two of one name may be for two access methods.
    classes: BTreeMap<&'a Ident, Vec<&'a Id>>,
    path: Vec<Ident>,
}

/// What objects of both models need.
pub(crate) struct Needs<'a> {
    pub from: Side<'a>,
    pub to: Side<'a>,
}

impl<'a> Needs<'a> {
    pub fn new(input: Input<'a>) -> Self {
        Self {
            from: Side::new(input.from, input.edges, !input.edges.is_empty()),
            to: Side::new(input.to, input.depends_on, false),
        }
    }
}

impl<'a> Side<'a> {
    pub fn new(model: &'a Model, edges: &'a [(Id, Id)], complete: bool) -> Self {
        let mut side = Self {
            model,
            told: BTreeMap::new(),
            complete,
            relations: HashMap::default(),
            routines: HashMap::default(),
            operators: HashMap::default(),
            made: HashMap::default(),
            unseen: Vec::new(),
            classes: BTreeMap::new(),
            path: vec!["public".into()],
        };
        for (user, used) in edges {
            side.told.entry(user).or_default().push(used);
        }
        for (id, object) in &model.objects {
            let info = id.tag.info();
            if let (Some(schema), None) = (&id.schema, &id.parent)
                && info.address == Address::Name
            {
                side.relations.entry((schema, &id.name)).or_default().push(id);
            }
            if info.is_routine() {
                side.routines.entry(&id.name).or_default().push(id);
            } else if info.has_signature() {
                side.operators.entry(id.name.as_str()).or_default().push(id);
            }
            if info.address == Address::Using {
                side.classes.entry(&id.name).or_default().push(id);
            }
            if info.unseen {
                side.unseen.push(id);
            }
            let made = object.body.makes_types(id).into_iter();
            side.made.extend(made.filter_map(|name| Some(((name.schema?, name.name), id))));
        }
        side
    }

    /// Calls `found` with every object that this one needs.
    pub fn of(&self, id: &Id, object: &Object, found: &mut dyn FnMut(&Id, Strength)) {
        found_parents(id, found);
        for used in self.told.get(id).into_iter().flatten() {
            found(used, Strength::Sure);
        }
        for role in object.meta.grants.keys().chain(&object.meta.owner) {
            found(&Id::global(Tag::Role, role.clone()), Strength::Sure);
        }
        let mut body = object.body.clone();
        let schema = id.schema.clone();
        body.parts(id, &mut |part| match part {
            Part::Type(name) => {
                let base = name.base();
                if let Some(schema) = &base.schema {
                    self.named(schema, &base.name, Strength::Sure, found);
                }
            }
            Part::Relation(name) => {
                if let Some(schema) = &name.schema {
                    self.named(schema, &name.name, Strength::Sure, found);
                }
            }
            Part::Function(name) => self.routine(name.schema.as_ref(), &name.name, Strength::Sure, found),
            Part::Operator(name) => {
                self.operator(name.schema.as_ref(), &name.symbol, Strength::Sure, found);
            }
            Part::Column(column) => {
                if let Some(parent) = id.parent_id() {
                    found(&parent.child(Tag::Column, column.clone()), Strength::Sure);
                }
                if !self.complete {
                    self.unseen(id, found);
                }
            }
            Part::ColumnOf(table, column) => {
                if let Some(schema) = &table.schema {
                    let table = Id::of_schema(Tag::Table, schema.clone(), table.name.clone());
                    found(&table.child(Tag::Column, column.clone()), Strength::Sure);
                    self.keys_over(&table, column, found);
                }
            }
            Part::Collation(name) => side_named(Tag::Collation, name, found),
            Part::Named(tag, name) => side_named(tag, name, found),
            Part::Opclass(name) => {
                let classes = self.classes.get(&name.name).into_iter().flatten();
                let same = |id: &Id| name.schema.is_none() || name.schema == id.schema;
                classes.filter(|id| same(id)).for_each(|id| found(id, Strength::Sure));
            }
            Part::Role(role) => found(&Id::global(Tag::Role, role.clone()), Strength::Sure),
            Part::Schema(schema) => found(&Id::global(Tag::Schema, schema.clone()), Strength::Sure),
            Part::Global(tag, name) => found(&Id::global(tag, name.clone()), Strength::Sure),
            Part::Object(id) => found(id, Strength::Sure),
            Part::Sql(sql) if !self.complete => {
                let names = references::identifiers(sql.as_str());
                self.symbols(sql.as_str(), Strength::Word, found);
                self.words(&names, schema.as_ref(), Strength::Word, found);
                self.siblings(id, &names, found);
                self.columns(id, sql.as_str(), &names, found);
                self.unseen(id, found);
            }
            Part::Body(text) if !self.complete => {
                self.symbols(text, Strength::Body, found);
                self.words(&references::identifiers(text), schema.as_ref(), Strength::Body, found);
                self.unseen(id, found);
            }
            Part::Sql(_)
            | Part::Body(_)
            | Part::Partner(_)
            | Part::Mention(_)
            | Part::MentionOf(..)
            | Part::Text(_)
            | Part::Secret(_) => {}
        });
    }

    /// Whether the database has said what depends on what.
    pub fn is_told(&self) -> bool {
        self.complete
    }

    /// A foreign key needs a key over the referenced columns; which one, only the column tells.
    fn keys_over(&self, table: &Id, column: &Ident, found: &mut dyn FnMut(&Id, Strength)) {
        for (id, object) in self.model.children(table, Tag::Constraint) {
            if object.body.is_key_over(column) {
                found(id, Strength::Sure);
            }
        }
        for (id, object) in self.model.children(table, Tag::Index) {
            if object.body.is_key_over(column) {
                found(id, Strength::Sure);
            }
        }
    }

    fn named(&self, schema: &Ident, name: &Ident, strength: Strength, found: &mut dyn FnMut(&Id, Strength)) {
        for id in self.relations.get(&(schema, name)).into_iter().flatten() {
            found(id, strength);
        }
        if !self.made.is_empty()
            && let Some(id) = self.made.get(&(schema.clone(), name.clone()))
        {
            found(id, strength);
        }
    }

    fn operator(&self, schema: Option<&Ident>, symbol: &str, strength: Strength, found: &mut dyn FnMut(&Id, Strength)) {
        for id in self.operators.get(symbol).into_iter().flatten() {
            if schema.is_none_or(|schema| id.schema.as_ref() == Some(schema)) {
                found(id, strength);
            }
        }
    }

    /// What any statement may use without a word of it.
    fn unseen(&self, user: &Id, found: &mut dyn FnMut(&Id, Strength)) {
        for id in self.unseen.iter().filter(|id| **id != user) {
            found(id, Strength::Chance);
        }
    }

    fn routine(&self, schema: Option<&Ident>, name: &Ident, strength: Strength, found: &mut dyn FnMut(&Id, Strength)) {
        for id in self.routines.get(name).into_iter().flatten() {
            if schema.is_none_or(|schema| id.schema.as_ref() == Some(schema)) {
                found(id, strength);
            }
        }
    }

    /// Every operator that SQL could mean.
    fn symbols(&self, sql: &str, strength: Strength, found: &mut dyn FnMut(&Id, Strength)) {
        if self.operators.is_empty() {
            return;
        }
        for symbol in references::operators(sql) {
            // Which of the operators of one name is meant, the types say; most are PostgreSQL's own.
            let common = references::is_common(symbol);
            self.operator(None, symbol, if common { Strength::Chance } else { strength }, found);
        }
    }

    /// Everything that a word in SQL could denote; too much is harmless, too little is not.
    fn words(
        &self,
        names: &[Reference],
        own: Option<&Ident>,
        strength: Strength,
        found: &mut dyn FnMut(&Id, Strength),
    ) {
        for reference in names {
            match reference.names.as_slice() {
                [name] => self.word(name, own, strength, found),
                [first, second, ..] => {
                    // `schema.name`, or `table.column`.
                    self.named(first, second, strength, found);
                    self.routine(Some(first), second, strength, found);
                    self.word(first, own, strength, found);
                }
                [] => {}
            }
        }
    }

    /// Columns, named in SQL, of the relations that it names; with a star all of them.
    fn columns(&self, id: &Id, sql: &str, names: &[Reference], found: &mut dyn FnMut(&Id, Strength)) {
        let mut relations = BTreeSet::new();
        let parent = id.parent_id();
        self.words(names, id.schema.as_ref(), Strength::Word, &mut |used, _| {
            if used.tag.children().any(|kind| kind.info().part) && Some(used) != parent.as_ref() {
                relations.insert(used.clone());
            }
        });
        if relations.is_empty() {
            return;
        }
        let names: BTreeSet<&Ident> = names.iter().flat_map(|reference| &reference.names).collect();
        let star = sql.contains('*');
        for relation in relations {
            for kind in relation.tag.children().filter(|kind| kind.info().part) {
                let parts = self.model.children(&relation, kind).map(|(part, _)| part);
                parts.filter(|part| star || names.contains(&part.name)).for_each(|part| found(part, Strength::Word));
            }
        }
    }

    /// Columns of the parent that SQL of one of its children names.
    fn siblings(&self, id: &Id, names: &[Reference], found: &mut dyn FnMut(&Id, Strength)) {
        let Some(parent) = id.parent_id() else { return };
        for column in references::columns_of(names) {
            let column = parent.child(Tag::Column, column.clone());
            if column != *id && self.model.get(&column).is_some() {
                found(&column, Strength::Word);
            }
        }
    }

    fn word(&self, name: &Ident, own: Option<&Ident>, strength: Strength, found: &mut dyn FnMut(&Id, Strength)) {
        for schema in own.into_iter().chain(&self.path) {
            self.named(schema, name, strength, found);
        }
        self.routine(None, name, strength, found);
    }
}

fn side_named(tag: Tag, name: &QName, found: &mut dyn FnMut(&Id, Strength)) {
    if let Some(schema) = &name.schema {
        found(&Id::of_schema(tag, schema.clone(), name.name.clone()), Strength::Sure);
    }
}

/// What the name alone needs.
pub(crate) fn found_parents(id: &Id, found: &mut dyn FnMut(&Id, Strength)) {
    if let Some(parent) = id.parent_id() {
        found(&parent, Strength::Sure);
    }
    if let Some(schema) = id.schema_id() {
        found(&schema, Strength::Sure);
    }
}
