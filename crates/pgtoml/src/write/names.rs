//! Names as short as reading resolves them again, and names that PostgreSQL would choose.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use smol_str::SmolStr;

use crate::kind::{Address, Body, Namespace, Part, Tag};
use crate::kinds::column::Column;
use crate::kinds::sequence::Sequence;
use crate::model::{Id, Ident, Meta, Model, Object, QName};
use crate::sql::column::Serial;
use crate::sql::name::serial_sequence_name;
use crate::sql::{Sql, TypeName};

/// How a file that is there already says things, so that what is written fits in.
#[derive(Debug, Default)]
pub(super) struct Habits {
    /// Objects that have a key of their own, although another one could say them.
    pub explicit: BTreeSet<Id>,
    /// Columns that have everything about them in one place.
    pub inline: BTreeSet<Id>,
    /// Columns that have their grants with them, not in those of the table.
    pub granted: BTreeSet<Id>,
    /// Schemas in which names are looked up after the object's own; `public` where there are none.
    pub search_path: Vec<Ident>,
}

/// Kind of the children, schema, kind and name of the parent.
type Family<'m> = (Tag, Option<&'m str>, Tag, &'m str);

/// What the words of one object depend on: all names of the model.
pub(super) struct Names<'m> {
    pub model: &'m Model,
    pub habits: &'m Habits,
    families: HashMap<Family<'m>, usize>,
    children: Vec<Vec<(&'m Id, &'m Object)>>,
    types: HashSet<(&'m str, &'m str)>,
    relations: HashSet<(&'m str, &'m str)>,
    functions: HashMap<(&'m str, &'m str), u32>,
    operators: HashSet<(&'m str, &'m str)>,
    /// Types that an object makes besides itself.
    made: HashSet<(Ident, Ident)>,
    /// How often a name is taken where constraints and relations are named.
    taken: HashMap<(Option<&'m Ident>, &'m str), u32>,
    routines: HashMap<(Tag, Option<&'m Ident>, &'m str), u32>,
    /// Sequences that a serial column says.
    serials: BTreeSet<&'m Id>,
    /// Partitions that are one line of their parent.
    partitions: BTreeMap<Id, Vec<(&'m Ident, &'m Sql)>>,
    folded: BTreeSet<&'m Id>,
    /// Schemas of extensions: where there is one, reading looks there for types that nobody declares.
    extensions: BTreeSet<&'m str>,
}

impl<'m> Names<'m> {
    pub(super) fn new(model: &'m Model, habits: &'m Habits) -> Self {
        let mut names = Self {
            model,
            habits,
            families: HashMap::new(),
            children: Vec::new(),
            types: HashSet::new(),
            relations: HashSet::new(),
            functions: HashMap::new(),
            operators: HashSet::new(),
            made: HashSet::new(),
            taken: HashMap::new(),
            routines: HashMap::new(),
            serials: BTreeSet::new(),
            partitions: BTreeMap::new(),
            folded: BTreeSet::new(),
            extensions: BTreeSet::new(),
        };
        for (id, object) in &model.objects {
            if let Some(parent) = &id.parent {
                let family = (id.tag, id.schema.as_ref().map(Ident::as_str), parent.tag, parent.name.as_str());
                let at = *names.families.entry(family).or_insert(names.children.len());
                if at == names.children.len() {
                    names.children.push(Vec::new());
                }
                if let Some(children) = names.children.get_mut(at) {
                    children.push((id, object));
                }
            }
        }
        for (id, object) in &model.objects {
            names.note(id, object);
        }
        names
    }

    fn note(&mut self, id: &'m Id, object: &'m Object) {
        let info = id.tag.info();
        // The same objects that reading counts when it chooses a name.
        if id.tag == Tag::Constraint || info.claims.contains(&Namespace::Relation) {
            *self.taken.entry((id.schema.as_ref(), id.name.as_str())).or_default() += 1;
        }
        let made = object.body.makes_types(id).into_iter();
        self.made.extend(made.filter_map(|name| Some((name.schema?, name.name))));
        if let Some(schema) = &id.schema {
            let name = (schema.as_str(), id.name.as_str());
            if info.claims.contains(&Namespace::Type) {
                self.types.insert(name);
            }
            if Tag::RELATIONS.contains(&id.tag) {
                self.relations.insert(name);
            }
            if info.is_routine() {
                *self.functions.entry(name).or_default() += 1;
            } else if info.has_signature() {
                self.operators.insert(name);
            }
        }
        if info.has_signature() {
            *self.routines.entry((id.tag, id.schema.as_ref(), id.name.as_str())).or_default() += 1;
        }
        if self.habits.explicit.contains(id) {
            return;
        }
        match &object.body {
            Body::Sequence(sequence)
                if object.meta == owned(self.owner(sequence, id))
                    && object.meta.renamed_from.0.is_empty()
                    && self.is_serial(id, sequence) =>
            {
                self.serials.insert(id);
            }
            Body::Table(table) => {
                let Some((parent, bound)) = table.partition_of.as_ref().zip(table.bound.as_ref()) else { return };
                let plain = crate::kinds::table::Table {
                    partition_of: table.partition_of.clone(),
                    bound: table.bound.clone(),
                    ..Default::default()
                };
                let parent =
                    Id { name: parent.name.clone(), schema: parent.schema.clone(), ..Id::global(Tag::Table, "") };
                let Some(of) = self.model.get(&parent).filter(|_| parent.schema == id.schema) else { return };
                let bare = **table == plain
                    && object.meta == owned(of.meta.owner.clone())
                    && object.meta.renamed_from.0.is_empty();
                let alone = Tag::Table.children().all(|child| self.children(id, child).is_empty());
                if bare && alone {
                    self.partitions.entry(parent).or_default().push((&id.name, bound));
                    self.folded.insert(id);
                }
            }
            Body::Extension(extension) => {
                self.extensions.insert(extension.schema.as_ref().map_or("public", Ident::as_str));
            }
            _ => {}
        }
    }

    fn owner(&self, sequence: &Sequence, id: &Id) -> Option<Ident> {
        let table = &sequence.owned_by.as_ref()?.table;
        let table = Id { schema: table.schema.clone(), ..Id::global(Tag::Table, table.name.clone()) };
        self.model.get(&table).filter(|_| table.schema == id.schema)?.meta.owner.clone()
    }

    /// The sequence behind a serial column and the serial type, if the column's default and type are those of one.
    pub(super) fn serial(&self, table: &Id, column: &Ident, body: &Column) -> Option<(Id, Serial)> {
        let default = body.default.as_ref().filter(|default| body.not_null && default.as_str().contains("nextval"))?;
        let serial = [Serial::Small, Serial::Int, Serial::Big]
            .into_iter()
            .find(|serial| serial.data_type() == body.data_type)?;
        let id = Id::of_schema(
            Tag::Sequence,
            table.schema.clone()?,
            serial_sequence_name(table.name.as_str(), column.as_str()),
        );
        let name = crate::sql::quote::quote_literal(&id.qualified().to_string());
        let sequence = self.model.get(&id)?;
        let Body::Sequence(owned) = &sequence.body else { return None };
        let owned =
            owned.owned_by.as_ref().is_some_and(|owner| owner.table == table.qualified() && owner.column == *column);
        (owned && *default == Sql::new(format!("nextval({name}::regclass)"))).then_some((id, serial))
    }

    /// Whether the sequence is exactly what a serial column makes.
    fn is_serial(&self, id: &Id, sequence: &Sequence) -> bool {
        let Some(owner) = &sequence.owned_by else { return false };
        let table = Id { schema: owner.table.schema.clone(), ..Id::global(Tag::Table, owner.table.name.clone()) };
        let column = self.model.get(&table.child(Tag::Column, owner.column.clone())).map(|object| &object.body);
        let Some(Body::Column(column)) = column else { return false };
        self.serial(&table, &owner.column, column)
            .is_some_and(|(of, serial)| of == *id && Sequence::serial(serial, &table, &owner.column) == *sequence)
    }

    /// Everything of one kind that belongs to an object, by name.
    pub(super) fn children(&self, parent: &Id, tag: Tag) -> &[(&'m Id, &'m Object)] {
        let family = (tag, parent.schema.as_ref().map(Ident::as_str), parent.tag, parent.name.as_str());
        self.families.get(&family).and_then(|at| self.children.get(*at)).map_or(&[], Vec::as_slice)
    }

    /// Whether the object is said by another one.
    pub(super) fn is_folded(&self, id: &Id) -> bool {
        self.serials.contains(id) || self.folded.contains(id)
    }

    /// Partitions that are one line of their parent.
    pub(super) fn partitions(&self, table: &Id) -> &[(&'m Ident, &'m Sql)] {
        self.partitions.get(table).map_or(&[], Vec::as_slice)
    }

    /// Whether PostgreSQL would choose this name for a constraint, and reading does too.
    pub(super) fn is_default(&self, id: &Id, body: &Body) -> bool {
        if self.habits.explicit.contains(id) {
            return false;
        }
        // Reading chooses the first name only where nothing else has it.
        let alone = self.taken.get(&(id.schema.as_ref(), id.name.as_str())) == Some(&1);
        let Some(parent) = id.parent_id().filter(|_| alone) else { return false };
        let columns: Vec<Ident> =
            self.children(&parent, Tag::Column).iter().map(|(column, _)| column.name.clone()).collect();
        body.default_name(id, &columns, &mut |_| false).is_some_and(|name| name == id.name)
    }

    /// The key of an object in its section: its name, with its types where they tell it from others.
    pub(super) fn key(&self, id: &Id, shortened: impl FnOnce() -> SmolStr) -> SmolStr {
        let name = id.name.as_str();
        let routine = id.tag.info().has_signature();
        let overloaded = self.routines.get(&(id.tag, id.schema.as_ref(), name)).is_some_and(|count| *count > 1);
        if id.tag.info().address == Address::Using {
            let method = |other: &Id| Id { args: SmolStr::default(), ..other.clone() };
            let same = self.model.objects.range(method(id)..).take_while(|(other, _)| method(other) == method(id));
            if same.count() > 1 || name.contains(" using ") {
                return SmolStr::new(format!("{name} using {}", id.args));
            }
        }
        if routine && (overloaded || name.contains('(')) {
            return SmolStr::new(format!("{name}({})", shortened()));
        }
        SmolStr::new(name)
    }

    /// Leaves out every schema that reading finds by itself.
    pub(super) fn shorten(&self, id: &Id, body: &mut Body) {
        let own = id.schema.as_ref().map(Ident::as_str);
        body.parts(id, &mut |part| match part {
            Part::Type(name) => self.shorten_type(own, name),
            Part::Relation(name) | Part::Mention(name) => {
                self.shorten_name(own, name, |schema, name| self.relations.contains(&(schema, name)));
            }
            Part::Function(name) => {
                self.shorten_name(own, name, |schema, name| self.functions.contains_key(&(schema, name)));
            }
            Part::Collation(name) => self.shorten_named(own, Tag::Collation, name),
            Part::Opclass(name) => self.shorten_class(own, Tag::OperatorClass, name),
            Part::Named(tag @ Tag::OperatorFamily, name) => self.shorten_class(own, tag, name),
            Part::Named(tag, name) => self.shorten_named(own, tag, name),
            Part::Operator(name) | Part::Partner(name) => {
                let symbol = name.symbol.clone();
                let mut plain = QName { schema: name.schema.take(), name: Ident::new(symbol) };
                self.shorten_name(own, &mut plain, |schema, name| self.operators.contains(&(schema, name)));
                name.schema = plain.schema;
            }
            _ => {}
        });
    }

    /// The schema in which an unqualified name is found: the object's own, then those of the search path.
    fn found<'a>(&'a self, own: Option<&'a str>, name: &str, known: impl Fn(&str, &str) -> bool) -> Option<&'a str> {
        let path = &self.habits.search_path;
        let root = path.is_empty().then_some("public");
        own.into_iter().chain(path.iter().map(Ident::as_str)).chain(root).find(|schema| known(schema, name))
    }

    fn shorten_name(&self, own: Option<&str>, name: &mut QName, known: impl Fn(&str, &str) -> bool) {
        let found = self.found(own, name.name.as_str(), known);
        match &name.schema {
            Some(schema) if found == Some(schema.as_str()) => name.schema = None,
            // One of PostgreSQL's own, whose name another one has too.
            None if found.is_some() => name.schema = Some(Ident::new("pg_catalog")),
            _ => {}
        }
    }

    fn shorten_named(&self, own: Option<&str>, tag: Tag, name: &mut QName) {
        self.shorten_name(own, name, |schema, name| self.model.get(&Id::of_schema(tag, schema, name)).is_some());
    }

    /// The identity holds an access method too, which the name does not say.
    fn shorten_class(&self, own: Option<&str>, tag: Tag, name: &mut QName) {
        self.shorten_name(own, name, |schema, name| {
            let first = Id::of_schema(tag, schema, name);
            let next = self.model.objects.range(first.clone()..).next().map(|(id, _)| id);
            next.is_some_and(|id| id.tag == tag && id.schema == first.schema && id.name == first.name)
        });
    }

    pub(super) fn shorten_type(&self, own: Option<&str>, name: &mut TypeName) {
        let base = name.base();
        let Some(schema) = base.schema.filter(|schema| schema.as_str() != "pg_catalog") else { return };
        let declared = self.found(own, base.name.as_str(), |schema, name| {
            self.types.contains(&(schema, name)) || self.made.contains(&(schema.into(), name.into()))
        });
        let brought = self.extensions.first().filter(|_| self.extensions.len() == 1).copied();
        if declared.or(brought) != Some(schema.as_str()) {
            return;
        }
        let bare = name.as_str().strip_prefix(&format!("{schema}.")).and_then(|text| TypeName::parse(text).ok());
        // A type may have the name of a built-in one, or of what is none but reads like one.
        let Some(bare) = bare.filter(|bare| !bare.is_builtin() && bare.with_schema(&schema) == *name) else { return };
        if !bare.as_str().contains("serial") {
            *name = bare;
        }
    }
}

/// What an object has that says nothing of itself but its owner.
fn owned(owner: Option<Ident>) -> Meta {
    Meta { owner, ..Meta::default() }
}
