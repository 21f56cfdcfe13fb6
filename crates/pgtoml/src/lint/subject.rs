//! A model as rules look at it: objects by their kind, keys of tables, and who can do what.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::kind::{Body, Tag, Version};
use crate::kinds::column::Column;
use crate::kinds::constraint::{Constraint, ForeignKey, Rule};
use crate::kinds::index::Index;
use crate::kinds::policy::{Command, Policy};
use crate::kinds::role::{Role, membership};
use crate::kinds::table::Table;
use crate::model::{Id, Ident, Model, QName};
use crate::sql::expression::{Head, parse};
use crate::sql::name::last_part;
use crate::sql::relations::relations;
use crate::sql::{Args, Returns, Sql, TypeName};

/// The body of an object, where it is of this kind.
macro_rules! body {
    ($object:expr, $kind:ident) => {
        match &$object.body {
            crate::kind::Body::$kind(body) => Some(&**body),
            _ => None,
        }
    };
}
pub(super) use body;

/// What rules look at.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The objects.
    pub model: &'a Model,
    /// The oldest server that must be able to run them.
    pub version: Version,
    path: Vec<Ident>,
    /// Roles whose rows policies choose.
    confined: BTreeSet<Ident>,
}

/// A function or procedure.
#[derive(Clone, Copy, Debug)]
pub struct Routine<'a> {
    /// Its identity.
    pub id: &'a Id,
    /// Arguments.
    pub args: &'a Args,
    /// What it returns; nothing for procedures.
    pub returns: Option<&'a Returns>,
    /// Language.
    pub language: &'a Ident,
    /// `SECURITY DEFINER`.
    pub definer: bool,
    /// `LEAKPROOF`.
    pub leakproof: bool,
    /// The value of `SET search_path`.
    pub search_path: Option<&'a SmolStr>,
    /// The body as a string.
    pub body: Option<&'a str>,
    /// The body in standard SQL, whose names are fixed when it is made.
    pub sql_body: Option<&'a Sql>,
}

impl<'a> Routine<'a> {
    /// Its body, whichever way it is written.
    pub fn text(&self) -> &'a str {
        self.body.or(self.sql_body.map(Sql::as_str)).unwrap_or_default()
    }

    /// Whether only triggers call it.
    pub fn is_trigger(&self) -> bool {
        matches!(self.returns, Some(Returns::Type(name)) if matches!(name.as_str(), "trigger" | "event_trigger"))
    }
}

/// The columns that an index or a constraint holds in order, from the first on.
#[derive(Clone, Debug)]
pub struct Keyed {
    /// The index, or the constraint that has one.
    pub id: Id,
    /// Columns up to the first expression.
    pub columns: Vec<Ident>,
    /// Whether rows are left out in which the first column is not null.
    pub partial: bool,
}

impl<'a> Subject<'a> {
    /// A model; `path` is where its unqualified names are looked up after their own schema.
    pub fn new(model: &'a Model, version: Version, path: &[Ident]) -> Self {
        let path = if path.is_empty() { vec!["public".into()] } else { path.to_vec() };
        let mut subject = Self { model, version, path, confined: BTreeSet::new() };
        let guarded: Vec<&Id> = subject.guarded().map(|(id, _)| id).collect();
        for table in guarded {
            for (_, policy) in subject.policies(table) {
                if policy.to.is_empty() {
                    subject.confined.extend(subject.grantees(table, None));
                } else {
                    subject.confined.extend(policy.to.0.iter().cloned());
                }
            }
        }
        let past = |role: &Ident| subject.role(role).is_some_and(|role| role.superuser || role.bypassrls);
        let free: Vec<Ident> = subject.confined.iter().filter(|role| past(role)).cloned().collect();
        free.iter().for_each(|role| {
            subject.confined.remove(role);
        });
        subject
    }

    /// Where unqualified names are looked up after their own schema.
    pub fn path(&self) -> &[Ident] {
        &self.path
    }

    /// Tables, partitions among them.
    pub fn tables(&self) -> impl Iterator<Item = (&'a Id, &'a Table)> + use<'a> {
        self.model.of_kind(Tag::Table).filter_map(|(id, object)| Some((id, body!(object, Table)?)))
    }

    /// Tables with row-level security.
    pub fn guarded(&self) -> impl Iterator<Item = (&'a Id, &'a Table)> + use<'a> {
        self.tables().filter(|(_, table)| table.row_level_security)
    }

    /// Whether the relation has row-level security.
    pub fn is_guarded(&self, id: &Id) -> bool {
        let table = self.model.get(id).and_then(|object| body!(object, Table));
        table.is_some_and(|table| table.row_level_security)
    }

    /// Whether the table has its columns, keys and indexes from the one that it is a partition of.
    pub fn is_partition(&self, id: &Id) -> bool {
        let table = self.model.get(id).and_then(|object| body!(object, Table));
        table.is_some_and(|table| table.partition_of.is_some())
    }

    /// The tables that one is a partition or an heir of, at any height.
    pub fn ancestors(&self, id: &Id) -> Vec<Id> {
        let mut found: Vec<Id> = Vec::new();
        let above = |id: &Id| self.model.get(id).map(|object| object.body.ancestors()).unwrap_or_default();
        let mut open = above(id);
        while let Some(name) = open.pop() {
            let Some(next) = self.model.relation(&name) else { continue };
            if next != id && !found.contains(next) {
                open.extend(above(next));
                found.push(next.clone());
            }
        }
        found.sort();
        found
    }

    /// Columns of a relation.
    pub fn columns(&self, table: &Id) -> impl Iterator<Item = (&'a Id, &'a Column)> + use<'a> {
        self.model.children(table, Tag::Column).filter_map(|(id, object)| Some((id, body!(object, Column)?)))
    }

    /// Columns of all tables and foreign tables, with a type of their own.
    pub fn all_columns(&self) -> impl Iterator<Item = (&'a Id, &'a Column)> + use<'a> {
        let tables = |id: &Id| id.parent.as_ref().is_some_and(|of| matches!(of.tag, Tag::Table | Tag::ForeignTable));
        self.model
            .of_kind(Tag::Column)
            .filter(move |(id, _)| tables(id))
            .filter_map(|(id, object)| Some((id, body!(object, Column)?)))
            .filter(|(_, column)| !column.data_type.is_empty())
    }

    /// A column by its name.
    pub fn column(&self, table: &Id, name: &Ident) -> Option<&'a Column> {
        body!(self.model.get(&table.child(Tag::Column, name.clone()))?, Column)
    }

    /// Constraints of a table.
    pub fn constraints(&self, table: &Id) -> impl Iterator<Item = (&'a Id, &'a Constraint)> + use<'a> {
        self.model.children(table, Tag::Constraint).filter_map(|(id, object)| Some((id, body!(object, Constraint)?)))
    }

    /// Foreign keys of tables, with the table that each is on and the one that it refers to.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (&'a Id, Id, &'a ForeignKey)> + use<'a> {
        let all = self.model.of_kind(Tag::Constraint);
        all.filter_map(|(id, object)| match &body!(object, Constraint)?.rule {
            Rule::Foreign(key) => Some((id, id.parent_id()?, key)),
            _ => None,
        })
    }

    /// The primary key of a table.
    pub fn primary_key(&self, table: &Id) -> Option<&'a [Ident]> {
        self.constraints(table).find(|(_, one)| one.rule.is_primary()).map(|(_, one)| one.rule.columns())
    }

    /// Whether a column alone is a primary key or unique.
    pub fn is_key(&self, table: &QName, column: &Ident) -> bool {
        let constraints = self.model.relation(table).into_iter().flat_map(|id| self.constraints(id));
        constraints.into_iter().any(|(_, one)| match &one.rule {
            Rule::Primary(key) | Rule::Unique(key) => *key.columns == [column.clone()],
            _ => false,
        })
    }

    /// Indexes of a relation that no constraint owns.
    pub fn indexes(&self, table: &Id) -> impl Iterator<Item = (&'a Id, &'a Index)> + use<'a> {
        self.model.children(table, Tag::Index).filter_map(|(id, object)| Some((id, body!(object, Index)?)))
    }

    /// All that keeps rows of a table in the order of some columns.
    pub fn keyed(&self, table: &Id) -> Vec<Keyed> {
        let of_constraints = self.constraints(table).filter_map(|(id, one)| match &one.rule {
            Rule::Primary(key) | Rule::Unique(key) => {
                Some(Keyed { id: id.clone(), columns: key.columns.clone(), partial: false })
            }
            Rule::Exclude(exclude) => {
                let keys = exclude.elements.iter().map_while(|element| element.key.column.clone());
                Some(Keyed { id: id.clone(), columns: keys.collect(), partial: exclude.predicate.is_some() })
            }
            Rule::Foreign(_) | Rule::Check(_) => None,
        });
        let searched = |index: &Index| !matches!(index.using.as_ref().map(Ident::as_str), Some("brin" | "gin"));
        let of_indexes =
            self.indexes(table).filter(|(_, index)| searched(index) && !index.invalid).map(|(id, index)| {
                let columns: Vec<Ident> = index.on.iter().map_while(|key| key.column.clone()).collect();
                let partial = index.predicate.as_ref().is_some_and(|predicate| !only_not_null(predicate, &columns));
                Keyed { id: id.clone(), columns, partial }
            });
        of_constraints.chain(of_indexes).collect()
    }

    /// Policies of a table.
    pub fn policies(&self, table: &Id) -> impl Iterator<Item = (&'a Id, &'a Policy)> + use<'a> {
        self.model.children(table, Tag::Policy).filter_map(|(id, object)| Some((id, body!(object, Policy)?)))
    }

    /// Policies of all tables, with their table.
    pub fn all_policies(&self) -> impl Iterator<Item = (&'a Id, Id, &'a Policy)> + use<'a> {
        let all = self.model.of_kind(Tag::Policy);
        all.filter_map(|(id, object)| Some((id, id.parent_id()?, body!(object, Policy)?)))
    }

    /// Functions and procedures.
    pub fn routines(&self) -> impl Iterator<Item = Routine<'a>> + use<'a> {
        let functions = self.model.of_kind(Tag::Function).chain(self.model.of_kind(Tag::Procedure));
        functions.filter_map(|(id, object)| match &object.body {
            Body::Function(function) => Some(Routine {
                id,
                args: &function.args,
                returns: function.returns.as_ref(),
                language: &function.language,
                definer: function.security_definer,
                leakproof: function.leakproof,
                search_path: function.set.get("search_path"),
                body: function.body.as_deref(),
                sql_body: function.sql_body.as_ref(),
            }),
            Body::Procedure(procedure) => Some(Routine {
                id,
                args: &procedure.args,
                returns: None,
                language: &procedure.language,
                definer: procedure.security_definer,
                leakproof: false,
                search_path: procedure.set.get("search_path"),
                body: procedure.body.as_deref(),
                sql_body: procedure.sql_body.as_ref(),
            }),
            _ => None,
        })
    }

    /// Whether another routine has its name, so that its key in the file may hold its types.
    pub fn is_overloaded(&self, id: &Id) -> bool {
        let first = Id { args: SmolStr::default(), ..id.clone() };
        let same = |other: &Id| other.tag == id.tag && other.schema == id.schema && other.name == id.name;
        self.model.objects.range(first..).take_while(|(other, _)| same(other)).count() > 1
    }

    /// The relation that a name in an object of `schema` denotes.
    pub fn resolve(&self, schema: Option<&Ident>, name: &QName) -> Option<&'a Id> {
        if name.schema.is_some() {
            return self.model.relation(name);
        }
        let path = schema.into_iter().chain(&self.path);
        let mut found = path.map(|schema| QName { schema: Some(schema.clone()), name: name.name.clone() });
        found.find_map(|name| self.model.relation(&name))
    }

    /// The relations of the model that a text in `holder` reads or writes.
    pub fn relations(&self, holder: &Id, text: &str) -> BTreeSet<&'a Id> {
        relations(text).iter().filter_map(|name| self.resolve(holder.schema.as_ref(), name)).collect()
    }

    /// Tables with row-level security among them, seen through views that run as their owner.
    pub fn guarded_relations(&self, holder: &Id, text: &str) -> BTreeSet<&'a Id> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Id> = self.relations(holder, text).into_iter().collect();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            if self.is_guarded(id) {
                found.insert(id);
            }
            let view = self.model.get(id).and_then(|object| body!(object, View));
            open.extend(view.into_iter().flat_map(|view| self.relations(id, view.query.as_str())));
        }
        found
    }

    /// A role that the model declares.
    pub fn role(&self, name: &Ident) -> Option<&'a Role> {
        body!(self.model.get(&Id::global(Tag::Role, name.clone()))?, Role)
    }

    /// The owner of an object, where the model names it.
    pub fn owner(&self, id: &Id) -> Option<&'a Ident> {
        self.model.get(id)?.meta.owner.as_ref()
    }

    /// Whether the model grants anything on a relation; where it does not, grants may be kept elsewhere.
    pub fn grants_known(&self) -> bool {
        let relations = Tag::RELATIONS.iter().flat_map(|tag| self.model.of_kind(*tag));
        relations.chain(self.model.of_kind(Tag::Column)).any(|(_, object)| !object.meta.grants.is_empty())
    }

    /// The type, or the one that a domain is over.
    pub fn plain_type(&self, name: &TypeName) -> TypeName {
        let mut plain = name.clone();
        for _ in 0..64 {
            let QName { schema: Some(schema), name } = plain.base() else { break };
            let domain = self.model.get(&Id::of_schema(Tag::Domain, schema, name));
            let Some(domain) = domain.and_then(|object| body!(object, Domain)) else { break };
            plain = domain.data_type.clone();
        }
        plain
    }

    /// The role, and all roles that it is a member of.
    pub fn memberships(&self, role: &Ident) -> BTreeSet<Ident> {
        let mut found = BTreeSet::new();
        let mut open = vec![role.clone()];
        while let Some(name) = open.pop() {
            if let Some(role) = self.role(&name).filter(|_| !found.contains(&name)) {
                open.extend(role.member_of.iter().map(|text| membership(text).0));
            }
            found.insert(name);
        }
        found
    }

    /// The role, those whose rights it inherits, and PUBLIC. A role passes its rights on to its members, unless the member
    /// was made NOINHERIT. Since 16 each membership says that for itself, and takes it from the attribute when it is
    /// granted (GRANT, "GRANT on Roles").
    pub fn rights_of(&self, role: &Ident) -> BTreeSet<Ident> {
        let mut found: BTreeSet<Ident> = ["public".into()].into();
        let mut open = vec![role.clone()];
        while let Some(name) = open.pop() {
            if !found.insert(name.clone()) {
                continue;
            }
            if let Some(role) = self.role(&name).filter(|role| role.inherit) {
                open.extend(role.member_of.iter().map(|text| membership(text).0));
            }
        }
        found
    }

    /// Roles whose rows policies choose: named in a policy, or granted something on a table whose policies are for all.
    pub fn confined(&self) -> &BTreeSet<Ident> {
        &self.confined
    }

    /// Who has a privilege on an object or one of its columns; any privilege where none is named. The owner is left out.
    pub fn grantees(&self, id: &Id, privilege: Option<&str>) -> BTreeSet<Ident> {
        self.holders(id, self.model.children(id, Tag::Column).map(|(_, column)| column), privilege)
    }

    /// Who has a privilege on one column, by itself or with the whole table. The owner is left out.
    pub fn column_grantees(&self, table: &Id, column: &Id, privilege: &str) -> BTreeSet<Ident> {
        self.holders(table, self.model.get(column).into_iter(), Some(privilege))
    }

    fn holders<'o>(
        &'o self,
        id: &Id,
        columns: impl Iterator<Item = &'o crate::model::Object>,
        privilege: Option<&str>,
    ) -> BTreeSet<Ident> {
        let Some(object) = self.model.get(id) else { return BTreeSet::new() };
        let grants = std::iter::once(object).chain(columns).flat_map(|object| &object.meta.grants);
        let has = |held: &std::collections::BTreeMap<SmolStr, bool>| match privilege {
            Some(privilege) => held.contains_key(privilege),
            None => !held.is_empty(),
        };
        let owner = object.meta.owner.as_ref();
        let roles = grants.filter(|(role, held)| has(held) && Some(*role) != owner);
        roles.map(|(role, _)| role.clone()).collect()
    }

    /// Confined roles with a privilege on an object. PUBLIC stands for all of them.
    pub fn confined_grantees(&self, id: &Id, privilege: Option<&str>) -> Vec<Ident> {
        self.confine(self.grantees(id, privilege))
    }

    /// The confined ones of some roles.
    pub fn confine(&self, roles: BTreeSet<Ident>) -> Vec<Ident> {
        let one =
            |role: &Ident| self.confined.contains(role) || (role.as_str() == "public" && !self.confined.is_empty());
        roles.into_iter().filter(one).collect()
    }
}

/// Whether a predicate leaves out nothing that equals something: `a is not null` of an index that begins with `a`.
fn only_not_null(predicate: &Sql, columns: &[Ident]) -> bool {
    let Some(node) = parse(predicate.as_str()) else { return false };
    let (Head::Is, "not null", [name]) = (node.head, node.text.as_str(), node.kids.as_slice()) else { return false };
    name.head == Head::Name && columns.first().is_some_and(|first| first.as_str() == last_part(&name.text))
}

/// Whether a policy holds for a command.
pub fn is_for(policy: &Policy, command: Command) -> bool {
    policy.command == command || policy.command == Command::All
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed<T: std::fmt::Display>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}
