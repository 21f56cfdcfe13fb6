//! The contract of an object kind, and the one list of kinds.
//!
//! A kind is one module of `kinds/`: its shape, its catalog query, the names and SQL inside it, and how to alter it. The
//! rest of the core works on [`Body`] and [`Info`] and never asks which kind it has.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use smol_str::SmolStr;

use crate::model::{Id, Ident, Model, QName};
use crate::plan::step::{Lock, Step};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::{OpName, Sql, SqlError, TypeName};

/// A server's version as `server_version_num` has it: 150_018 is 15.18.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version(pub u32);

impl Version {
    /// The newest major that the catalog queries and templates are written for.
    pub const NEWEST: Self = Self(180_000);
    /// The oldest major that is read and written.
    pub const OLDEST: Self = Self(140_000);

    /// Of a major: `Version::major(16)`.
    pub fn of_major(major: u32) -> Self {
        Self(major * 10_000)
    }

    /// The major: 15 of 15.18.
    pub fn major(self) -> u32 {
        self.0 / 10_000
    }

    /// Whether the server is of this major or a newer one.
    pub fn at_least(self, major: u32) -> bool {
        self.major() >= major
    }
}

/// Where objects of a kind live.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Home {
    /// In the cluster or the database, outside all schemas.
    Database,
    /// In a schema.
    Schema,
    /// In another object, of one of these kinds.
    Parent(&'static [Tag]),
}

/// How the object is named after `COMMENT ON` and in ALTER and DROP.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Address {
    /// `TABLE schema.name`
    Name,
    /// `COLUMN schema.parent.name`
    Dotted,
    /// `POLICY name ON schema.parent`
    On,
    /// `FUNCTION schema.name(types)`
    Routine,
    /// `STATISTICS schema.name`: beside its parent, whose schema it has unless `args` holds another one.
    Apart,
    /// `AGGREGATE schema.name(types)`, with `*` where there are none
    Aggregate,
    /// `OPERATOR schema.+ (left, right)`
    Operator,
    /// `CAST (source AS target)`
    Cast,
    /// `OPERATOR CLASS schema.name USING method`
    Using,
    /// `TRANSFORM FOR type LANGUAGE language`
    Transform,
    /// Nothing names it: it has neither comment nor owner.
    None,
}

/// The catalogs in which a name must be unique within a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Namespace {
    /// `pg_class`: tables, views, indexes, sequences share it.
    Relation,
    /// `pg_type`: types share it with the row types of relations.
    Type,
    /// `pg_statistic_ext`.
    Statistics,
}

/// The facts of a kind that need no code.
#[derive(Debug)]
pub struct Info {
    /// Its section of schema.toml, or the key under its parent.
    pub section: &'static str,
    /// Name of its template in `templates/sql/`.
    pub template: &'static str,
    /// What SQL calls it: `TABLE`.
    pub noun: &'static str,
    /// Its system catalog; `classid` of its entries in `pg_depend` and `pg_description`.
    pub class: &'static str,
    /// Where its objects live.
    pub home: Home,
    /// How SQL names one.
    pub address: Address,
    /// Whether there is always exactly one, whose name the file does not say: its section is the object.
    pub single: bool,
    /// Key that the short form of an object stands for: `enums.status = […]` is `labels`.
    pub short: Option<&'static str>,
    /// Keys of its TOML that are rewritten before it is decoded.
    pub sugar: &'static [&'static str],
    /// Names it claims.
    pub claims: &'static [Namespace],
    /// Whether it has an owner of its own.
    pub owned: bool,
    /// Privileges that can be granted on it, in the order in which PostgreSQL lists them.
    pub privileges: &'static [&'static str],
    /// What PUBLIC has on a new one.
    pub public: &'static [&'static str],
    /// The word of `ALTER DEFAULT PRIVILEGES … ON`.
    pub default_privileges: Option<&'static str>,
    /// Whether the parent's CREATE takes it in.
    pub absorbed: bool,
    /// Whether what uses the parent uses it too, as far as words tell: columns.
    pub part: bool,
    /// Whether PostgreSQL itself rebuilds it when the type of a column it uses changes.
    pub survives_retype: bool,
    /// Whether losing it loses rows.
    pub holds_rows: bool,
    /// Whether its parent cannot be dropped while it is there.
    pub keeps_parent: bool,
    /// What GRANT calls the kind where it is not `noun`.
    pub grant_noun: Option<&'static str>,
    /// Whether statements use it without naming it, as they do casts.
    pub unseen: bool,
    /// Whether PostgreSQL lets only superusers make it.
    pub superuser: bool,
}

impl Info {
    /// The values that most kinds have.
    pub const DEFAULT: Self = Self {
        section: "",
        template: "",
        noun: "",
        class: "",
        home: Home::Schema,
        address: Address::Name,
        single: false,
        short: None,
        sugar: &[],
        claims: &[],
        owned: false,
        privileges: &[],
        public: &[],
        default_privileges: None,
        absorbed: false,
        part: false,
        survives_retype: false,
        holds_rows: false,
        keeps_parent: false,
        grant_noun: None,
        unseen: false,
        superuser: false,
    };

    /// Whether it is called by its name and arguments.
    pub fn is_routine(&self) -> bool {
        matches!(self.address, Address::Routine | Address::Aggregate)
    }

    /// Whether its identity holds argument types.
    pub fn has_signature(&self) -> bool {
        self.is_routine() || self.address == Address::Operator
    }

    /// Whether its name is an identifier, which PostgreSQL cuts and quotes.
    pub fn has_identifier(&self) -> bool {
        !matches!(self.address, Address::Operator | Address::Cast | Address::Transform)
    }
}

/// A name or a piece of SQL inside an object: what references are resolved, followed and compared by.
#[derive(Debug)]
pub enum Part<'a> {
    /// SQL that PostgreSQL stores in its own words.
    Sql(&'a mut Sql),
    /// The body of a routine, which PostgreSQL stores as it is and does not look into.
    Body(&'a str),
    /// A data type.
    Type(&'a mut TypeName),
    /// A table, view or other relation.
    Relation(&'a mut QName),
    /// A sequence, index or other relation that the object does not wait for.
    Mention(&'a mut QName),
    /// A function by name; its arguments follow from where it is used.
    Function(&'a mut QName),
    /// An operator; its operands follow from where it is used.
    Operator(&'a mut OpName),
    /// An operator that need not be there: PostgreSQL remembers the name until it is.
    Partner(&'a mut OpName),
    /// A collation.
    Collation(&'a mut QName),
    /// Any other object of a schema, by its kind and name.
    Named(Tag, &'a mut QName),
    /// A text that PostgreSQL may keep in another spelling.
    Text(&'a mut SmolStr),
    /// An operator class.
    Opclass(&'a mut QName),
    /// A column of the parent.
    Column(&'a mut Ident),
    /// A column of another relation.
    ColumnOf(&'a QName, &'a mut Ident),
    /// A column of another relation that the object does not wait for.
    MentionOf(&'a QName, &'a mut Ident),
    /// A role.
    Role(&'a mut Ident),
    /// A schema.
    Schema(&'a mut Ident),
    /// The environment variable that a secret is in.
    Secret(&'a str),
    /// An object outside schemas, by its kind and name.
    Global(Tag, &'a mut Ident),
    /// Any other object, named by its identity.
    Object(&'a mut Id),
}

/// How one state of an object becomes another.
#[derive(Debug)]
pub enum Alter {
    /// In place.
    Steps(Vec<Step>),
    /// Dropped and created anew, with what depends on it.
    Replace,
    /// Made anew beside the old one, which goes when all that holds its values has taken them over.
    Beside(Values),
    /// Not at all: what would be lost, and what to declare instead.
    Refuse(String),
}

/// How values of a type become values of the type that takes its place.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Values {
    /// Labels that become other ones: old to new. All others stay.
    pub labels: BTreeMap<SmolStr, SmolStr>,
    /// Whether they are arrays, by a domain over one.
    pub array: bool,
    /// What is gone for good with the old type, in words.
    pub loss: String,
}

/// What an object does when a type that it uses is made anew beside the old one.
#[derive(Debug)]
pub enum Follow {
    /// It is dropped before and made anew after.
    Rebuild,
    /// It stays, and these steps take it from one state to the other and from the old type to the new one.
    Steps(Vec<Step>),
    /// It is made anew beside the old one too.
    Beside(Values),
    /// It cannot.
    Refuse(String),
}

/// One kind of object.
pub trait Kind: Clone + PartialEq + fmt::Debug + Serialize + for<'de> Deserialize<'de> {
    /// The facts that need no code.
    const INFO: Info;

    /// The query of the system catalogs: one row per object, with the columns of [`crate::catalog::row`]; its `body` is
    /// this type as JSON.
    fn catalog(version: Version) -> String;

    /// Rewrites sugar in the TOML of one object before it is decoded; what it makes besides goes into `reading`.
    fn desugar(_id: &Id, _node: &mut ObjectNode, _reading: &mut Reading<'_>) {}

    /// The object that a short text stands for, as the JSON of this type. `Ok(None)`: the text is the value of
    /// [`Info::short`].
    fn from_text(_id: &Id, _text: &str, _reading: &mut Reading<'_>) -> Result<Option<Value>, SqlError> {
        Ok(None)
    }

    /// Brings what was declared into the form that the catalog has: defaults left out, names completed.
    fn canonical(&mut self, _id: &mut Id) {}

    /// Completes it from the objects around it, and them from it, once all names are resolved.
    fn link(&mut self, _id: &Id, _model: &mut Model) {}

    /// The name that PostgreSQL chooses where none is given, on a parent with these columns; `taken` says what is not free.
    fn default_name(&self, _id: &Id, _columns: &[Ident], _taken: &mut dyn FnMut(&str) -> bool) -> Option<Ident> {
        None
    }

    /// Takes over texts of the state that is there which certainly mean the same in this place.
    fn agree(&mut self, _there: &Self) {}

    /// Shows every name and piece of SQL.
    fn parts(&mut self, _id: &Id, _show: &mut dyn FnMut(Part<'_>)) {}

    /// Steps that create the object; all but the first may wait for other objects.
    fn create(&self, id: &Id) -> Vec<Step> {
        vec![Step::new(id, "create")]
    }

    /// Steps from this state to `to`, as a server of this version can take them.
    fn alter(&self, to: &Self, id: &Id, version: Version) -> Alter;

    /// The step that removes the object.
    fn drop(&self, id: &Id) -> Step {
        Step::of(id, "meta", "drop")
    }

    /// The step that gives an object another name.
    fn rename(id: &Id, to: &Ident) -> Step {
        Step::of(id, "meta", "rename").arg("to", to).lock(Lock::AccessExclusive)
    }

    /// What it keeps of names that PostgreSQL chose when it, or the object it belongs to, gets another name.
    fn keep_names(&mut self, _id: &Id, _version: Version) {}

    /// Whether the parent's CREATE takes it in.
    fn absorbed(&self) -> bool {
        Self::INFO.absorbed
    }

    /// Whether PostgreSQL makes only one of the two where one statement holds both.
    fn merges(&self, _other: &Self) -> bool {
        false
    }

    /// Whether it is a condition that every row of its parent meets.
    fn is_check(&self) -> bool {
        false
    }

    /// Whether its rows and those of its indexes live in its partitions.
    fn partitioned(&self) -> bool {
        false
    }

    /// For what stays while something it needs is dropped and made anew: the step before, and the one after.
    fn loosen(&self, _to: &Self, _id: &Id) -> Option<(Step, Option<Step>)> {
        None
    }

    /// What it does when the type `used` is made anew beside the old one.
    fn follow(&self, _to: &Self, _id: &Id, _used: &Id, _values: &Values, _version: Version) -> Follow {
        Follow::Rebuild
    }

    /// Why a part of it must keep its type.
    fn pins(&self, _part: &Ident) -> Option<String> {
        None
    }

    /// Whether a partition, or an heir of another kind, has one like it, of the same name.
    fn handed_down(&self, _partition: bool) -> bool {
        false
    }

    /// The type whose values it has: that of a domain.
    fn domain_over(&self) -> Option<&TypeName> {
        None
    }

    /// Whether every value of the other type is one of this by its text.
    fn takes_values(&self, _of: &Self) -> bool {
        true
    }

    /// Whether dropping and making it anew keeps all that it holds, although its kind holds rows.
    fn rebuilds(&self) -> bool {
        false
    }

    /// Takes over what a server reported about the same object and no file says.
    fn learn(&mut self, _read: &Self) {}

    /// Whether PostgreSQL itself rebuilds it when the type of a column it uses changes.
    fn survives_retype(&self) -> bool {
        Self::INFO.survives_retype
    }

    /// Relations whose columns it has besides its own.
    fn ancestors(&self) -> Vec<QName> {
        Vec::new()
    }

    /// Whether the database that it was read from names it; clusters have more roles than each database.
    fn named(&self) -> bool {
        true
    }

    /// The object with which PostgreSQL drops it.
    fn goes_with(&self) -> Option<Id> {
        None
    }

    /// The object without which PostgreSQL does not drop it.
    fn bound_to(&self) -> Option<Id> {
        None
    }

    /// Whether PostgreSQL lets only superusers make it.
    fn needs_superuser(&self) -> bool {
        Self::INFO.superuser
    }

    /// Types that it makes besides itself.
    fn makes_types(&self, _id: &Id) -> Vec<QName> {
        Vec::new()
    }

    /// The order in which its children are made.
    fn order(&self) -> &[Ident] {
        &[]
    }

    /// Takes note of the order in which its children were made.
    fn arrange(&mut self, _children: Vec<Ident>) {}

    /// Whether it is a unique key that holds this column, so that a foreign key may need it.
    fn is_key_over(&self, _column: &Ident) -> bool {
        false
    }
}

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
            pub fn decode(self, json: &str) -> Result<Body, serde_json::Error> {
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
            ) -> Result<Option<Value>, SqlError> {
                match self { $(Self::$tag => <crate::kinds::$module::$tag as Kind>::from_text(id, text, reading),)* }
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

            /// Steps from this state to another of the same object.
            pub fn alter(&self, to: &Self, id: &Id, version: Version) -> Alter {
                match (self, to) {
                    $((Self::$tag(from), Self::$tag(to)) => from.alter(to, id, version),)*
                    _ => Alter::Replace,
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

            /// Whether PostgreSQL lets only superusers make it.
            pub fn needs_superuser(&self) -> bool {
                match self { $(Self::$tag(body) => body.needs_superuser(),)* }
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
        Tag::ALL.iter().copied().filter(move |tag| match tag.info().home {
            Home::Parent(parents) => parents.contains(&self),
            Home::Database | Home::Schema => false,
        })
    }
}
