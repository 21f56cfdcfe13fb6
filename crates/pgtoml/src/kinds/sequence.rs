//! Sequences that are objects of their own, and those of serial columns.

use serde::{Deserialize, Serialize};

use super::{Alter, Id, Ident, Info, Kind, Lock, Namespace, Part, QName, Step, Tag, Version, not_member, user_schema};
use crate::kinds::column::SequenceOptions;
use crate::model::Model;
use crate::sql::TypeName;
use crate::sql::column::Serial;

/// A sequence. Those of identity columns belong to their column.
///
/// `pg_sequence`; manual: CREATE SEQUENCE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sequence {
    /// `smallint`, `integer`; absent for `bigint`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub data_type: Option<Integer>,
    /// First value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// Step; negative sequences descend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    /// Smallest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Largest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// How many values a session takes at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    /// Starts over at the end.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cycle: bool,
    /// `UNLOGGED` (15 and newer).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unlogged: bool,
    /// `OWNED BY`: the table of the column with which the sequence goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<OwnedBy>,
}

/// The integer types of sequences that are not `bigint`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Integer {
    /// 2 bytes.
    Smallint,
    /// 4 bytes.
    Integer,
    /// 8 bytes; the default.
    Bigint,
}

impl Integer {
    /// Of the type of a column.
    pub(crate) fn of(name: &TypeName) -> Self {
        match name.base().name.as_str() {
            "int2" => Self::Smallint,
            "int4" => Self::Integer,
            _ => Self::Bigint,
        }
    }

    /// Its smallest and its largest value.
    pub(crate) fn range(self) -> (i64, i64) {
        match self {
            Self::Smallint => (i64::from(i16::MIN), i64::from(i16::MAX)),
            Self::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
            Self::Bigint => (i64::MIN, i64::MAX),
        }
    }
}

/// The column that owns a sequence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnedBy {
    /// Its table.
    pub table: QName,
    /// The column.
    pub column: Ident,
}

impl OwnedBy {
    fn column_id(&self) -> Id {
        let table = Id { schema: self.table.schema.clone(), ..Id::global(Tag::Table, self.table.name.clone()) };
        table.child(Tag::Column, self.column.clone())
    }
}

impl Sequence {
    /// The sequence of a serial column.
    pub fn serial(serial: Serial, table: &Id, column: &Ident) -> Self {
        let data_type = match serial {
            Serial::Small => Some(Integer::Smallint),
            Serial::Int => Some(Integer::Integer),
            Serial::Big => None,
        };
        let owned_by = Some(OwnedBy { table: table.qualified(), column: column.clone() });
        Self { data_type, owned_by, ..Self::default() }
    }

    fn options(&self) -> SequenceOptions {
        let Self { start, increment, min, max, cache, cycle, .. } = self.clone();
        SequenceOptions { start, increment, min, max, cache, cycle }
    }

    /// What holds where nothing is said: smallest value, largest value, first value.
    fn bounds(&self) -> (i64, i64, i64) {
        self.options().bounds(self.data_type.unwrap_or(Integer::Bigint))
    }
}

impl Kind for Sequence {
    const INFO: Info = Info {
        section: "sequences",
        template: "sequence",
        noun: "SEQUENCE",
        class: "pg_class",
        claims: &[Namespace::Relation],
        owned: true,
        privileges: &["usage", "select", "update"],
        default_privileges: Some("SEQUENCES"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner,
                    array_to_string(c.relacl, E'\\n') AS acl,
                    json_strip_nulls({options}::jsonb::json)::jsonb || jsonb_strip_nulls(jsonb_build_object(
                        'type', CASE s.seqtypid WHEN 21 THEN 'smallint' WHEN 23 THEN 'integer' END,
                        'unlogged', c.relpersistence = 'u',
                        'owned_by', (SELECT jsonb_build_object('table', quote_ident(rn.nspname) || '.' || quote_ident(r.relname),
                                                              'column', a.attname)
                            FROM pg_depend d JOIN pg_class r ON r.oid = d.refobjid
                            JOIN pg_namespace rn ON rn.oid = r.relnamespace
                            JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
                              AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0))) AS body
             FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                                         AND d.deptype = 'i')
               AND {user} AND {own}",
            options = super::sequence_options("s"),
            user = user_schema("n"),
            own = not_member("pg_class", "c.oid"),
        )
    }

    fn canonical(&mut self, _: &mut Id) {
        if self.data_type == Some(Integer::Bigint) {
            self.data_type = None;
        }
        let mut options = self.options();
        options.strip(self.data_type.unwrap_or(Integer::Bigint));
        let SequenceOptions { start, increment, min, max, cache, cycle } = options;
        *self = Self { start, increment, min, max, cache, cycle, ..self.clone() };
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        if let Some(owner) = &mut self.owned_by {
            show(Part::Mention(&mut owner.table));
            show(Part::MentionOf(&owner.table, &mut owner.column));
        }
    }

    fn link(&mut self, id: &Id, model: &mut Model) {
        // PostgreSQL lets nobody own the sequence of a column but the owner of the table.
        let Some(OwnedBy { table, .. }) = &self.owned_by else { return };
        let table = Id { schema: table.schema.clone(), ..Id::global(Tag::Table, table.name.clone()) };
        let owner = model.get(&table).and_then(|table| table.meta.owner.clone());
        if let Some(object) = model.objects.get_mut(id) {
            object.meta.owner = object.meta.owner.take().or(owner);
        }
    }

    fn goes_with(&self) -> Option<Id> {
        self.owned_by.as_ref().map(OwnedBy::column_id)
    }

    fn loosen(&self, to: &Self, id: &Id) -> Option<(Step, Option<Step>)> {
        self.owned_by.as_ref()?;
        let free = Step::new(id, "owned_by_none").lets_go();
        Some((free, to.owned_by.as_ref().map(|owner| owned_by(id, owner))))
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut steps = vec![Step::new(id, "create")];
        if let Some(owner) = &self.owned_by {
            steps.push(owned_by(id, owner));
            // The rows that are there have used up values.
            steps.push(Step::new(id, "sync").after(owner.column_id()).only_existing());
        }
        steps
    }

    fn since(&self) -> Vec<(u32, &'static str)> {
        self.unlogged.then_some((15, "an unlogged sequence")).into_iter().collect()
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { data_type, unlogged, owned_by: owner, .. } = self;
        let mut steps = Vec::new();
        let (old, new) = (self.options(), to.options());
        if *data_type != to.data_type || old != new {
            let (was, is) = (self.bounds(), to.bounds());
            let turns = old.descends() != new.descends();
            let step = Step::new(id, "alter")
                .arg("type", *data_type != to.data_type)
                .arg("start", (was.2 != is.2).then_some(is.2))
                .arg("increment", old.increment != new.increment)
                .arg("min", old.min != new.min || was.0 != is.0)
                .arg("max", old.max != new.max || was.1 != is.1)
                .arg("cache", old.cache != new.cache)
                .arg("cycle", old.cycle != new.cycle)
                .arg("restart", turns)
                .lock(Lock::ShareRowExclusive);
            steps.extend(rewind(id, &id.qualified(), was, is).filter(|_| !turns));
            // The last value is outside of the new bounds, unless both are said.
            steps.push(if turns { step.loses(format!("the position of {id}, which starts over")) } else { step });
        }
        if *unlogged != to.unlogged {
            steps.push(Step::new(id, "logged").lock(Lock::AccessExclusive));
        }
        if *owner != to.owned_by {
            steps.push(match &to.owned_by {
                Some(owner) => owned_by(id, owner),
                None => Step::new(id, "owned_by_none"),
            });
        }
        Alter::Steps(steps)
    }
}

/// Brings a sequence from which nothing was taken yet to its new start, where the new bounds leave out the old one.
///
/// Bounds are the smallest value, the largest and the first.
pub(crate) fn rewind(id: &Id, sequence: &QName, was: (i64, i64, i64), is: (i64, i64, i64)) -> Option<Step> {
    let out = was.2 < is.0 || was.2 > is.1;
    let reachable = was.0 <= is.2 && is.2 <= was.1;
    let step = || Step::of(id, "sequence", "rewind").arg("sequence", sequence).arg("from", was.2).arg("to", is.2);
    (out && reachable).then(step)
}

/// The column must be there first, and the column's default may need the sequence: hence a step of its own.
fn owned_by(id: &Id, owner: &OwnedBy) -> Step {
    Step::new(id, "owned_by").after(owner.column_id())
}
