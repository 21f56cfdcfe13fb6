//! Columns of tables and foreign tables; also the names of a view's columns where they carry a comment or grants.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{
    Address, Alter, Follow, Home, Id, Ident, Info, Kind, Lock, Parameters, Part, QName, Step, Tag, Values, Version, Way,
};
use crate::diagnostic::Diagnostic;
use crate::kind::{Body, Carried, Short};
use crate::kinds::options::{self, Options};
use crate::kinds::sequence::Integer;
use crate::model::Model;
use crate::read::object::ObjectNode;
use crate::read::reading::{Place, Reading};
use crate::sql::column::parse_column;
use crate::sql::constraint::parse_constraint;
use crate::sql::name::serial_sequence_name;
use crate::sql::quote::{quote_ident, quote_literal};
use crate::sql::{Sql, SqlError, TypeName};

mod alter;
mod catalog;

/// A column of a table.
///
/// `pg_attribute`, `pg_attrdef`; manual: CREATE TABLE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    /// Data type. In TOML it may be followed by the options that the short form takes.
    #[serde(rename = "type", skip_serializing_if = "TypeName::is_empty")]
    pub data_type: TypeName,
    /// What a partition or an heir has otherwise than its parent; it has no type of its own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inherited: bool,
    /// `NOT NULL`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_null: bool,
    /// Name of the not-null constraint where it is not the one that PostgreSQL chooses (18 and newer).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_null_name: Option<Ident>,
    /// `DEFAULT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Sql>,
    /// `GENERATED ALWAYS AS (…)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated: Option<Sql>,
    /// The generated value is computed when it is read instead of stored (18 and newer).
    #[serde(rename = "virtual", skip_serializing_if = "std::ops::Not::not")]
    pub computed: bool,
    /// `GENERATED … AS IDENTITY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// Collation, where it is not that of the type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<QName>,
    /// `COMPRESSION`: `pglz` or `lz4`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression: Option<SmolStr>,
    /// `STORAGE`: `plain`, `external`, `extended`, `main`, where it is not that of the type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<SmolStr>,
    /// Statistics target (`SET STATISTICS`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistics: Option<i32>,
    /// Attribute options: `n_distinct`, `n_distinct_inherited`.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    pub options: Parameters,
    /// `OPTIONS` of a column of a foreign table.
    #[serde(skip_serializing_if = "Options::is_empty")]
    pub foreign_options: Options,
    /// `USING` of a change of type, in terms of the old column.
    #[serde(skip_serializing_if = "Way::is_none")]
    pub conversion: Way<Option<Sql>>,
    /// What rows get that are there before the column, or hold null when it becomes NOT NULL.
    #[serde(skip_serializing_if = "Way::is_none")]
    pub backfill: Way<Option<Sql>>,
}

impl Column {
    /// What an heir has of this column.
    pub fn as_inherited(&self) -> Self {
        Self {
            inherited: true,
            not_null: self.not_null,
            default: self.default.clone(),
            compression: self.compression.clone(),
            storage: self.storage.clone(),
            ..Self::default()
        }
    }

    /// Takes over what an ancestor hands down when it changes from `before` to `after`.
    pub fn handed_down(&mut self, before: &Self, after: &Self) {
        if before.default != after.default {
            self.default.clone_from(&after.default);
        }
        if before.not_null != after.not_null {
            self.not_null = after.not_null;
        }
        if before.compression != after.compression {
            self.compression.clone_from(&after.compression);
        }
        if before.storage != after.storage {
            self.storage.clone_from(&after.storage);
        }
    }
}

/// An identity column's generator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Identity {
    /// `ALWAYS` instead of `BY DEFAULT`.
    pub always: bool,
    /// Name of the implicit sequence, where it is not the one that PostgreSQL chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<QName>,
    /// Options of the implicit sequence.
    #[serde(skip_serializing_if = "SequenceOptions::is_default")]
    pub options: SequenceOptions,
}

/// What sequences and identity columns share. Absent values are PostgreSQL's defaults for the type and direction.
///
/// `pg_sequence`; manual: CREATE SEQUENCE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SequenceOptions {
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
}

impl SequenceOptions {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn descends(&self) -> bool {
        self.increment.is_some_and(|step| step < 0)
    }

    /// What holds where nothing is said: smallest value, largest value, first value.
    pub(crate) fn bounds(&self, of: Integer) -> (i64, i64, i64) {
        let (low, high) = of.range();
        let (min, max) = if self.descends() {
            (self.min.unwrap_or(low), self.max.unwrap_or(-1))
        } else {
            (self.min.unwrap_or(1), self.max.unwrap_or(high))
        };
        (min, max, self.start.unwrap_or(if self.descends() { max } else { min }))
    }

    /// Leaves out what PostgreSQL would take anyway.
    pub(crate) fn strip(&mut self, of: Integer) {
        self.increment = self.increment.filter(|step| *step != 1);
        self.cache = self.cache.filter(|size| *size != 1);
        let (low, high, _) = Self { increment: self.increment, ..Self::default() }.bounds(of);
        self.min = self.min.filter(|min| *min != low);
        self.max = self.max.filter(|max| *max != high);
        let (.., first) = Self { start: None, ..self.clone() }.bounds(of);
        self.start = self.start.filter(|start| *start != first);
    }
}

impl Identity {
    /// The name of the implicit sequence of this column.
    fn sequence_name(&self, column: &Id) -> QName {
        let table = column.parent.as_ref().map_or("", |parent| parent.name.as_str());
        let usual = || QName { schema: column.schema.clone(), name: serial_sequence_name(table, column.name.as_str()) };
        self.sequence.clone().unwrap_or_else(usual)
    }
}

/// The name that PostgreSQL gives a not-null constraint.
fn not_null_name(table: &Ident, column: &Ident) -> Ident {
    crate::sql::name::choose_not_null_name(table.as_str(), column.as_str(), |_| false)
}

fn is_null(default: &Sql) -> bool {
    default.as_str().trim().eq_ignore_ascii_case("null")
}

/// `values = ["open", "closed"]`: a check with the name that PostgreSQL would choose.
fn values(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
    let Some(table) = id.parent_id().filter(|parent| matches!(parent.tag, Tag::Table | Tag::ForeignTable)) else {
        return;
    };
    let Some(entry) = node.take("values") else { return };
    let texts = reading.texts(&entry);
    if texts.is_empty() {
        let hint = "write `values = [\"open\", \"closed\"]`";
        return reading.report(Diagnostic::error("wrong-value", entry.node.span, "no value is allowed").hint(hint));
    }
    let list: Vec<String> = texts.iter().map(|(text, _)| quote_literal(text)).collect();
    let text = format!("check ({} in ({}))", quote_ident(id.name.as_str()), list.join(", "));
    match parse_constraint(&text) {
        Ok(check) => reading.add_unnamed(table, check, Place { key: node.key_span, value: entry.node.span }),
        Err(error) => reading.report_sql(entry.node.span, &text, error),
    }
}

impl Kind for Column {
    const INFO: Info = Info {
        section: "columns",
        template: "column",
        noun: "COLUMN",
        class: "pg_class",
        home: Home::Parent(&[Tag::Table, Tag::View, Tag::MaterializedView, Tag::ForeignTable, Tag::Composite]),
        address: Address::Dotted,
        short: Some("type"),
        sugar: &["values"],
        privileges: &["insert", "select", "update", "references"],
        absorbed: true,
        part: true,
        survives_retype: false,
        holds_rows: true,
        ..Info::DEFAULT
    };

    fn catalog(version: Version) -> String {
        catalog::query(version)
    }

    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        options::check(node, "foreign_options", reading);
        values(id, node, reading);
    }

    fn from_text(id: &Id, text: &str, reading: &mut Reading<'_>) -> Result<Option<Short<Self>>, SqlError> {
        let parsed = parse_column(text)?;
        let mut column = parsed.column;
        let Some(table) = id.parent_id() else { return Ok(None) };
        let place = reading.place_of_text();
        if let Some(serial) = parsed.serial {
            let sequence = Id::of_schema(
                Tag::Sequence,
                id.schema.clone().unwrap_or_default(),
                serial_sequence_name(table.name.as_str(), id.name.as_str()),
            );
            let name = crate::sql::quote::quote_literal(&sequence.qualified().to_string());
            column.default = Some(Sql::new(format!("nextval({name}::regclass)")));
            column.not_null = true;
            reading.add(sequence, crate::kinds::sequence::Sequence::serial(serial, &table, &id.name), place);
        }
        for (name, mut constraint) in parsed.constraints {
            constraint.rule.set_column(&id.name);
            column.not_null |= constraint.rule.is_primary();
            match name {
                Some(name) => reading.add(table.child(Tag::Constraint, name), constraint, place),
                None => reading.add_unnamed(table.clone(), constraint, place),
            }
        }
        let nullable = parsed.nullable && !column.not_null;
        Ok(Some(Short { body: column, denied: if nullable { &["not_null"] } else { &[] } }))
    }

    fn agree(&mut self, there: &Self) {
        if let (Some(own), Some(default)) = (&self.default, &there.default)
            && self.data_type == there.data_type
            && own.same_default(default, &self.data_type)
        {
            self.default = there.default.clone();
        }
    }

    fn canonical(&mut self, id: &mut Id) {
        self.not_null |= self.identity.is_some();
        if let Some(identity) = &mut self.identity {
            // It is always where the table is.
            identity.sequence.iter_mut().for_each(|name| name.schema.clone_from(&id.schema));
            let usual = Identity::default().sequence_name(id);
            identity.sequence.take_if(|name| *name == usual);
        }
        // PostgreSQL keeps no default of null.
        let typed = !self.data_type.is_empty();
        self.default.take_if(|default| typed && is_null(default));
        let of = Integer::of(&self.data_type);
        if let Some(identity) = &mut self.identity {
            identity.options.strip(of);
        }
    }

    fn link(&mut self, id: &Id, model: &mut Model) {
        let Some(parent) = id.parent_id() else { return };
        let partition = match model.get(&parent).map(|object| &object.body) {
            Some(Body::Table(table)) => table.partition_of.is_some(),
            Some(Body::ForeignTable(table)) => table.partition_of.is_some(),
            _ => return,
        };
        if !partition && !self.inherited {
            return;
        }
        // What an override does not say is as it is above.
        let above = crate::inherit::inherited(model, &parent, id).map(|(_, above)| above).unwrap_or_default();
        self.inherited = true;
        (self.data_type, self.collation, self.generated) = (TypeName::default(), None, None);
        (self.computed, self.identity, self.not_null_name) = (false, None, None);
        self.not_null |= above.not_null;
        self.default = self.default.take().or(above.default).filter(|default| !is_null(default));
        self.compression = self.compression.take().or(above.compression);
        self.storage = self.storage.take().or(above.storage);
    }

    fn links(&self, partitions: bool) -> bool {
        partitions || self.inherited
    }

    fn rename(id: &Id, to: &Ident) -> Step {
        Step::new(id, "rename").arg("to", to).lock(Lock::AccessExclusive)
    }

    fn keep_names(&mut self, id: &Id, version: Version) {
        if let Some(identity) = &mut self.identity {
            identity.sequence = Some(identity.sequence_name(id));
        }
        if self.not_null && self.not_null_name.is_none() && !self.inherited && version.at_least(18) {
            self.not_null_name = id.parent.as_ref().map(|table| not_null_name(&table.name, &id.name));
        }
    }

    fn absorbed(&self) -> bool {
        !self.inherited
    }

    fn parts(&mut self, id: &Id, show: &mut dyn FnMut(Part<'_>)) {
        if self.data_type != TypeName::default() {
            show(Part::Type(&mut self.data_type));
        }
        for sql in self.default.iter_mut().chain(&mut self.generated) {
            show(Part::Sql(sql));
        }
        if let Some(collation) = &mut self.collation {
            show(Part::Collation(collation));
        }
        self.foreign_options.parts(show);
        let _ = id;
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        if self.inherited {
            return alter::overriding(self, id);
        }
        if id.parent.as_ref().is_none_or(|parent| !matches!(parent.tag, Tag::Table | Tag::ForeignTable)) {
            // The query of a view makes its columns.
            return Vec::new();
        }
        let mut create = Step::new(id, "create").lock(Lock::AccessExclusive);
        create.takes_name = self.identity.as_ref().map(|identity| identity.sequence_name(id));
        let valueless = self.default.is_none() && self.generated.is_none() && self.identity.is_none();
        let mut steps = Vec::new();
        if self.backfill.0.is_some() {
            steps.push(create);
            steps.push(Step::new(id, "backfill").only_existing());
            if self.not_null {
                steps.push(Step::new(id, "set_not_null").lock(Lock::AccessExclusive).scans().only_existing());
            }
        } else if self.not_null && valueless {
            steps.push(create.unless_rows(alter::no_value(id)));
        } else {
            steps.push(create);
        }
        if self.storage.is_some() {
            // CREATE TABLE takes it since 16.
            steps.push(Step::new(id, "storage").lock(Lock::AccessExclusive));
        }
        steps.extend(self.statistics.map(|target| Step::new(id, "statistics").arg("to", target)));
        if !self.options.is_empty() {
            steps.push(super::set_options(id, &Parameters::new(), &self.options));
        }
        steps
    }

    fn drop(&self, id: &Id) -> Step {
        let step = Step::new(id, "drop").lock(Lock::AccessExclusive);
        let elsewhere = id.parent.as_ref().is_some_and(|parent| parent.tag == Tag::ForeignTable);
        if self.generated.is_some() || elsewhere { step } else { step.loses(format!("{id} and its values")) }
    }

    fn carried(&self, to: &Self, id: &Id) -> Carried {
        if to.generated.is_some() {
            return Carried::Computed;
        }
        if self.data_type != to.data_type {
            return Carried::Refused(format!("{id} changes its type"));
        }
        match (&self.identity, &to.identity) {
            (Some(from), Some(to)) => Carried::Generated(from.sequence_name(id), to.sequence_name(id)),
            (None, Some(_)) => Carried::Refused(format!("{id} becomes an identity column")),
            _ => Carried::Values,
        }
    }

    fn rebuilds(&self) -> bool {
        self.generated.is_some()
    }

    fn loosen(&self, to: &Self, id: &Id) -> Option<(Step, Option<Step>)> {
        if self.default.is_none() || self.generated.is_some() {
            return None;
        }
        let drop = Step::new(id, "drop_default").lock(Lock::AccessExclusive).lets_go();
        Some((drop, to.default.is_some().then(|| Step::new(id, "set_default").lock(Lock::AccessExclusive))))
    }

    fn repeated(&self, above: &Self, version: Version) -> Self {
        if version.at_least(16) || above.generated.is_none() {
            return self.clone();
        }
        // Older servers take it from the ancestor, and nothing else.
        Self { generated: None, computed: false, ..self.clone() }
    }

    fn since(&self) -> Vec<(u32, &'static str)> {
        let mut since = Vec::new();
        since.extend(self.computed.then_some((18, "a virtual generated column")));
        since.extend(self.not_null_name.as_ref().map(|_| (18, "a name for NOT NULL")));
        since
    }

    fn over_row(&self) -> Vec<&Sql> {
        self.generated.iter().collect()
    }

    fn alter(&self, to: &Self, id: &Id, version: Version) -> Alter {
        alter::alter(self, to, id, version, None)
    }

    fn follow(&self, to: &Self, id: &Id, used: &Id, values: &Values, version: Version) -> Follow {
        if self.data_type.is_empty() && self.default.is_none() {
            // Its parent makes it.
            return Follow::Steps(Vec::new());
        }
        if self.data_type.base() != used.qualified() || self.inherited || self.generated.is_some() {
            return Follow::Rebuild;
        }
        if values.array && self.data_type.is_array() {
            return Follow::Refuse(format!(
                "{id} holds arrays of a domain over arrays, whose values PostgreSQL cannot convert; change its type first"
            ));
        }
        let array = values.array || self.data_type.is_array();
        match alter::alter(self, to, id, version, Some(&Values { array, ..values.clone() })) {
            Alter::Steps(steps) => Follow::Steps(steps),
            Alter::Refuse(reason) => Follow::Refuse(reason),
            Alter::Replace | Alter::Carry | Alter::Beside(_) => Follow::Rebuild,
        }
    }
}
