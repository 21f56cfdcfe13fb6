//! What is known of a kind without looking at an object.

use serde::{Deserialize, Serialize};

use super::Tag;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
