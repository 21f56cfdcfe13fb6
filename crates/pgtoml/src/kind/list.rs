//! The one list of kinds, and what calls the kind of an object.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Alter, Carried, Follow, Home, Info, Kind, Namespace, Part, Right, Short, Values, Version};
use crate::inherit::Online;
use crate::model::{Id, Ident, Model, QName};
use crate::plan::step::Step;
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::{Sql, SqlError, TypeName};

macro_rules! kinds {
    ($($(#[$doc:meta])* $tag:ident($module:ident),)*) => {
        /// The kinds of objects, in the order in which a database can be created.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Tag { $($(#[$doc])* $tag,)* }

        impl Tag {
            /// Every kind.
            pub const ALL: &'static [Tag] = &[$(Tag::$tag,)*];

            /// The facts of the kind.
            pub fn info(self) -> &'static Info {
                match self { $(Self::$tag => const { &<crate::kinds::$module::$tag as Kind>::INFO },)* }
            }

            /// The kind's catalog query.
            pub fn catalog(self, version: Version) -> String {
                match self { $(Self::$tag => <crate::kinds::$module::$tag as Kind>::catalog(version),)* }
            }

            /// The object of this kind in the JSON text of a catalog row.
            ///
            /// # Errors
            /// What is wrong with it, in words.
            pub fn decode(self, json: &str) -> Result<Body, String> {
                // A page is quick to download rather than to import: it has one reader of shapes less.
                if cfg!(target_arch = "wasm32") {
                    return crate::read::from_json(self, json);
                }
                self.decode_fast(json).map_err(|error| error.to_string())
            }

            fn decode_fast(self, json: &str) -> Result<Body, serde_json::Error> {
                Ok(match self { $(Self::$tag => Body::$tag(Box::new(serde_json::from_str(json)?)),)* })
            }

            /// The object of this kind in any serde format.
            pub fn deserialize<'de, D: serde::Deserializer<'de>>(self, from: D) -> Result<Body, D::Error> {
                Ok(match self { $(Self::$tag => Body::$tag(Box::new(Deserialize::deserialize(from)?)),)* })
            }

            /// The step that gives an object of this kind another name.
            pub fn rename(self, id: &Id, to: &Ident) -> Step {
                match self { $(Self::$tag => <crate::kinds::$module::$tag as Kind>::rename(id, to),)* }
            }

            pub(crate) fn desugar(self, id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
                match self { $(Self::$tag => <crate::kinds::$module::$tag as Kind>::desugar(id, node, reading),)* }
            }

            pub(crate) fn read_text(
                self, id: &Id, text: &str, reading: &mut Reading<'_>,
            ) -> Result<Option<Short<Body>>, SqlError> {
                Ok(match self {
                    $(Self::$tag => <crate::kinds::$module::$tag as Kind>::from_text(id, text, reading)?
                        .map(|Short { body, denied }| Short { body: body.into(), denied }),)*
                })
            }
        }

        /// An object of any kind.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Body { $($(#[$doc])* $tag(Box<crate::kinds::$module::$tag>),)* }

        impl Body {
            /// Its kind.
            pub fn tag(&self) -> Tag {
                match self { $(Self::$tag(_) => Tag::$tag,)* }
            }

            /// Shows every name and piece of SQL in it.
            pub fn parts(&mut self, id: &Id, show: &mut dyn FnMut(Part<'_>)) {
                match self { $(Self::$tag(body) => body.parts(id, show),)* }
            }

            /// Brings what was declared into the form that the catalog has.
            pub fn canonical(&mut self, id: &mut Id) {
                match self { $(Self::$tag(body) => body.canonical(id),)* }
            }

            /// Completes it from the objects around it, and them from it.
            pub fn link(&mut self, id: &Id, model: &mut Model) {
                match self { $(Self::$tag(body) => body.link(id, model),)* }
            }

            /// Whether [`Body::link`] may do something. `partitions`: whether the model has any.
            pub fn links(&self, partitions: bool) -> bool {
                match self { $(Self::$tag(body) => body.links(partitions),)* }
            }

            /// The name that PostgreSQL chooses where none is given.
            pub fn default_name(
                &self, id: &Id, columns: &[Ident], taken: &mut dyn FnMut(&str) -> bool,
            ) -> Option<Ident> {
                match self { $(Self::$tag(body) => body.default_name(id, columns, taken),)* }
            }

            /// Takes over texts of the state that is there which certainly mean the same in this place.
            pub fn agree(&mut self, there: &Self) {
                match (self, there) {
                    $((Self::$tag(body), Self::$tag(there)) => body.agree(there),)*
                    _ => {}
                }
            }

            /// Steps that create it.
            pub fn create(&self, id: &Id) -> Vec<Step> {
                match self { $(Self::$tag(body) => body.create(id),)* }
            }

            /// Steps that create it while what holds rows stays in use.
            pub(crate) fn create_online(&self, id: &Id, online: &Online<'_>) -> Option<Vec<Step>> {
                match self { $(Self::$tag(body) => body.create_online(id, online),)* }
            }

            /// Steps from this state to another of the same object.
            pub fn alter(&self, to: &Self, id: &Id, version: Version) -> Alter {
                match (self, to) {
                    $((Self::$tag(from), Self::$tag(to)) => from.alter(to, id, version),)*
                    _ => Alter::Replace,
                }
            }

            /// The step after which its owner sees all of its rows.
            pub fn unlocked(&self, id: &Id) -> Option<Step> {
                match self { $(Self::$tag(body) => body.unlocked(id),)* }
            }

            /// What the CREATE of its parent says of it where an ancestor of that has `above` under the same name.
            pub fn repeated(&self, above: &Self, version: Version) -> Self {
                match (self, above) {
                    $((Self::$tag(body), Self::$tag(above)) => Self::$tag(Box::new(body.repeated(above, version))),)*
                    _ => self.clone(),
                }
            }

            /// What of it only newer servers know, with the first major that does.
            pub fn since(&self) -> Vec<(u32, &'static str)> {
                match self { $(Self::$tag(body) => body.since(),)* }
            }

            /// What becomes of its values when the rows of its parent are carried over.
            pub fn carried(&self, to: &Self, id: &Id) -> Carried {
                match (self, to) {
                    $((Self::$tag(from), Self::$tag(to)) => from.carried(to, id),)*
                    _ => Carried::Values,
                }
            }

            /// The step that removes it.
            pub fn drop(&self, id: &Id) -> Step {
                match self { $(Self::$tag(body) => Kind::drop(&**body, id),)* }
            }

            /// What it keeps of names that PostgreSQL chose when it, or the object it belongs to, gets another name.
            pub fn keep_names(&mut self, id: &Id, version: Version) {
                match self { $(Self::$tag(body) => body.keep_names(id, version),)* }
            }

            /// Whether the parent's CREATE takes it in.
            pub fn absorbed(&self) -> bool {
                match self { $(Self::$tag(body) => body.absorbed(),)* }
            }

            /// Whether PostgreSQL makes only one of the two where one statement holds both.
            pub fn merges(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$tag(body), Self::$tag(other)) => body.merges(other),)*
                    _ => false,
                }
            }

            /// The SQL that is computed over one row of its parent.
            pub fn over_row(&self) -> Vec<&Sql> {
                match self { $(Self::$tag(body) => body.over_row(),)* }
            }

            /// Whether it is a condition that every row of its parent meets.
            pub fn is_check(&self) -> bool {
                match self { $(Self::$tag(body) => body.is_check(),)* }
            }

            /// Whether its rows and those of its indexes live in its partitions.
            pub fn partitioned(&self) -> bool {
                match self { $(Self::$tag(body) => body.partitioned(),)* }
            }

            /// The steps around the rebuilding of something it needs, where it stays itself.
            pub fn loosen(&self, to: &Self, id: &Id) -> Option<(Step, Option<Step>)> {
                match (self, to) {
                    $((Self::$tag(from), Self::$tag(to)) => from.loosen(to, id),)*
                    _ => None,
                }
            }

            /// What it does when a type that it uses is made anew beside the old one.
            pub fn follow(&self, to: &Self, id: &Id, used: &Id, values: &Values, version: Version) -> Follow {
                match (self, to) {
                    $((Self::$tag(from), Self::$tag(to)) => from.follow(to, id, used, values, version),)*
                    _ => Follow::Rebuild,
                }
            }

            /// Why a part of it must keep its type.
            pub fn pins(&self, part: &Ident) -> Option<String> {
                match self { $(Self::$tag(body) => body.pins(part),)* }
            }

            /// Whether a partition, or an heir of another kind, has one like it, of the same name.
            pub fn handed_down(&self, partition: bool) -> bool {
                match self { $(Self::$tag(body) => body.handed_down(partition),)* }
            }

            /// The type whose values it has: that of a domain.
            pub fn domain_over(&self) -> Option<&TypeName> {
                match self { $(Self::$tag(body) => body.domain_over(),)* }
            }

            /// Whether every value of the other type is one of this by its text.
            pub fn takes_values(&self, of: &Self) -> bool {
                match (self, of) {
                    $((Self::$tag(body), Self::$tag(of)) => body.takes_values(of),)*
                    _ => false,
                }
            }

            /// Whether dropping and making it anew keeps all that it holds.
            pub fn rebuilds(&self) -> bool {
                match self { $(Self::$tag(body) => body.rebuilds(),)* }
            }

            /// Takes over what a server reported about the same object and no file says.
            pub fn learn(&mut self, read: &Self) {
                match (self, read) {
                    $((Self::$tag(body), Self::$tag(read)) => body.learn(read),)*
                    _ => {}
                }
            }

            /// What a database says of it and its own JSON leaves out.
            pub fn reported(&self) -> Vec<(&'static str, Value)> {
                match self { $(Self::$tag(body) => body.reported(),)* }
            }

            /// Whether PostgreSQL itself rebuilds it when the type of a column it uses changes.
            pub fn survives_retype(&self) -> bool {
                match self { $(Self::$tag(body) => body.survives_retype(),)* }
            }

            /// Relations whose columns it has besides its own.
            pub fn ancestors(&self) -> Vec<QName> {
                match self { $(Self::$tag(body) => body.ancestors(),)* }
            }

            /// Whether the database that it was read from names it.
            pub fn named(&self) -> bool {
                match self { $(Self::$tag(body) => body.named(),)* }
            }

            /// The object with which PostgreSQL drops it.
            pub fn goes_with(&self) -> Option<Id> {
                match self { $(Self::$tag(body) => body.goes_with(),)* }
            }

            /// The object without which PostgreSQL does not drop it.
            pub fn bound_to(&self) -> Option<Id> {
                match self { $(Self::$tag(body) => body.bound_to(),)* }
            }

            /// What PostgreSQL asks of the role that makes it, or makes it of what it was.
            pub fn asks(&self, from: Option<&Self>, id: &Id) -> Vec<Right> {
                match self {
                    $(Self::$tag(body) => {
                        let from = from.and_then(|from| match from {
                            Self::$tag(from) => Some(&**from),
                            _ => None,
                        });
                        body.asks(from, id)
                    })*
                }
            }

            /// Types that it makes besides itself.
            pub fn makes_types(&self, id: &Id) -> Vec<QName> {
                match self { $(Self::$tag(body) => body.makes_types(id),)* }
            }

            /// The order in which its children are made.
            pub fn order(&self) -> &[Ident] {
                match self { $(Self::$tag(body) => body.order(),)* }
            }

            /// Takes note of the order in which its children were made.
            pub fn arrange(&mut self, children: Vec<Ident>) {
                match self { $(Self::$tag(body) => body.arrange(children),)* }
            }

            /// Whether it is a unique key that holds this column.
            pub fn is_key_over(&self, column: &Ident) -> bool {
                match self { $(Self::$tag(body) => body.is_key_over(column),)* }
            }

            /// The shape that TOML, templates and JSON see.
            pub fn to_json(&self) -> Value {
                match self { $(Self::$tag(body) => serde_json::to_value(body).unwrap_or(Value::Null),)* }
            }
        }

        impl Serialize for Body {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$tag(body) => body.serialize(to),)* }
            }
        }

        $(impl From<crate::kinds::$module::$tag> for Body {
            fn from(body: crate::kinds::$module::$tag) -> Self {
                Self::$tag(Box::new(body))
            }
        })*
    };
}

kinds! {
    /// A role.
    Role(role),
    /// The database itself.
    Database(database),
    /// A schema.
    Schema(schema),
    /// An extension.
    Extension(extension),
    /// A procedural language.
    Language(language),
    /// An access method.
    AccessMethod(access_method),
    /// A collation.
    Collation(collation),
    /// A conversion between encodings.
    Conversion(conversion),
    /// An enum type.
    Enum(enums),
    /// A base type.
    BaseType(base_type),
    /// A composite type.
    Composite(composite),
    /// A range type.
    Range(range),
    /// A domain.
    Domain(domain),
    /// A foreign data wrapper.
    ForeignDataWrapper(foreign_data_wrapper),
    /// A foreign server.
    Server(server),
    /// A user mapping.
    UserMapping(user_mapping),
    /// A sequence.
    Sequence(sequence),
    /// A text search parser.
    TsParser(ts_parser),
    /// A text search template.
    TsTemplate(ts_template),
    /// A text search dictionary.
    TsDictionary(ts_dictionary),
    /// A text search configuration.
    TsConfiguration(ts_configuration),
    /// A table.
    Table(table),
    /// A foreign table.
    ForeignTable(foreign_table),
    /// A column.
    Column(column),
    /// A constraint.
    Constraint(constraint),
    /// A function.
    Function(function),
    /// A procedure.
    Procedure(procedure),
    /// An aggregate.
    Aggregate(aggregate),
    /// An operator.
    Operator(operator),
    /// An operator family.
    OperatorFamily(operator_family),
    /// An operator class.
    OperatorClass(operator_class),
    /// A cast.
    Cast(cast),
    /// A transform.
    Transform(transform),
    /// A view.
    View(view),
    /// A materialized view.
    MaterializedView(materialized_view),
    /// An index.
    Index(index),
    /// Extended statistics.
    Statistics(statistics),
    /// A trigger.
    Trigger(trigger),
    /// A rewrite rule.
    Rule(rule),
    /// A policy.
    Policy(policy),
    /// A publication.
    Publication(publication),
    /// A subscription.
    Subscription(subscription),
    /// Default privileges.
    DefaultPrivileges(default_privileges),
    /// An event trigger.
    EventTrigger(event_trigger),
}

impl Tag {
    /// Kinds that share the namespace of relations and can stand in FROM.
    pub const RELATIONS: &'static [Tag] =
        &[Self::Table, Self::ForeignTable, Self::View, Self::MaterializedView, Self::Sequence];

    /// The namespaces in which the kind claims names.
    pub fn claims(self) -> &'static [Namespace] {
        self.info().claims
    }

    /// What SQL calls the kind.
    pub fn noun(self) -> &'static str {
        self.info().noun
    }

    /// Kinds that belong to objects of this kind.
    pub fn children(self) -> impl Iterator<Item = Tag> {
        static CHILDREN: LazyLock<Vec<Vec<Tag>>> = LazyLock::new(|| {
            let belongs =
                |tag: &Tag, to: &Tag| matches!(tag.info().home, Home::Parent(parents) if parents.contains(to));
            let of = |parent| Tag::ALL.iter().filter(|tag| belongs(tag, parent)).copied().collect();
            Tag::ALL.iter().map(of).collect()
        });
        CHILDREN.get(self as usize).into_iter().flatten().copied()
    }
}
