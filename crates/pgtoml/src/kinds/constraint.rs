//! Constraints of tables, foreign tables and domains.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use smol_str::SmolStr;

use super::{Address, Alter, Home, Id, Ident, Info, Kind, Lock, Parameters, Part, QName, Right, Step, Tag, Version};
use crate::inherit::Online;
use crate::kind::{Body, Short};
use crate::kinds::column::Column;
use crate::kinds::index::{Above, Key};
use crate::model::{Model, Object, Way};
use crate::plan::Tx;
use crate::read::reading::Reading;
use crate::sql::constraint::parse_constraint;
use crate::sql::name::choose_constraint_name;
use crate::sql::{Sql, SqlError};

mod catalog;

/// A constraint with a name. NOT NULL belongs to the column.
///
/// `pg_constraint`; manual: CREATE TABLE.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Constraint {
    /// What it demands.
    #[serde(flatten)]
    pub rule: Rule,
    /// `DEFERRABLE`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deferrable: bool,
    /// `INITIALLY DEFERRED`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deferred: bool,
    /// `NOT VALID`: rows that were there before are not checked yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
    /// `NOT ENFORCED` (18 and newer).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_enforced: bool,
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Rule {
    /// `PRIMARY KEY`.
    Primary(UniqueKey),
    /// `UNIQUE`.
    Unique(UniqueKey),
    /// `FOREIGN KEY`.
    Foreign(ForeignKey),
    /// `CHECK`.
    Check(Check),
    /// `EXCLUDE`.
    Exclude(Exclude),
}

/// The key of a primary key or unique constraint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UniqueKey {
    /// Key columns.
    pub columns: Vec<Ident>,
    /// `INCLUDE` columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Ident>,
    /// The last column is a range or multirange whose values must not overlap (18 and newer).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_overlaps: bool,
    /// `NULLS NOT DISTINCT` (15 and newer).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// Storage parameters of the index.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    pub with: Parameters,
    /// Tablespace of the index, where it is not the database's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<Ident>,
    /// CLUSTER uses the index by default.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub clustered: bool,
    /// `REPLICA IDENTITY USING INDEX` names the index.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub replica_identity: bool,
    /// PostgreSQL does not use it: partitions have none for it. No file asks for that.
    #[serde(skip_serializing)]
    pub invalid: bool,
    /// The index of the partitioned table that the index is a partition of, although the constraint is not.
    #[serde(skip_serializing)]
    pub bound: Way<Option<Above>>,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForeignKey {
    /// Referencing columns.
    pub columns: Vec<Ident>,
    /// The last pair of columns is a range or multirange (`PERIOD`, 18 and newer).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub period: bool,
    /// Referenced table.
    pub table: QName,
    /// Referenced columns; empty in TOML for the primary key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub referenced: Vec<Ident>,
    /// `MATCH FULL`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub match_full: bool,
    /// `ON DELETE`.
    #[serde(skip_serializing_if = "Action::is_default")]
    pub on_delete: Action,
    /// Columns of `ON DELETE SET NULL (…)` and `SET DEFAULT (…)` (15 and newer).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub on_delete_columns: Vec<Ident>,
    /// `ON UPDATE`.
    #[serde(skip_serializing_if = "Action::is_default")]
    pub on_update: Action,
}

/// What a foreign key does when the referenced row goes or changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// `NO ACTION`.
    #[default]
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

impl Action {
    fn is_default(&self) -> bool {
        *self == Self::NoAction
    }
}

/// A check constraint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Check {
    /// The condition.
    pub expression: Sql,
    /// `NO INHERIT`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_inherit: bool,
}

/// An exclusion constraint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exclude {
    /// Access method of the index; absent for `btree`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub using: Option<Ident>,
    /// Keys and the operators they are compared with.
    pub elements: Vec<Element>,
    /// `INCLUDE` columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Ident>,
    /// Predicate.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Sql>,
    /// Storage parameters of the index.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    pub with: Parameters,
    /// Tablespace of the index, where it is not the database's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<Ident>,
}

/// A key of an exclusion constraint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Element {
    /// The key.
    #[serde(flatten)]
    pub key: Key,
    /// The operator, `schema.op` where the schema is not `pg_catalog`.
    pub operator: SmolStr,
}

impl Rule {
    /// The columns of the key; none for checks and exclusions.
    pub fn columns(&self) -> &[Ident] {
        match self {
            Self::Primary(key) | Self::Unique(key) => &key.columns,
            Self::Foreign(key) => &key.columns,
            Self::Check(_) | Self::Exclude(_) => &[],
        }
    }

    /// Whether it is the primary key.
    pub fn is_primary(&self) -> bool {
        matches!(self, Self::Primary(_))
    }

    /// Names the column of a constraint that is written behind it.
    pub(crate) fn set_column(&mut self, column: &Ident) {
        match self {
            Self::Primary(key) | Self::Unique(key) => key.columns = vec![column.clone()],
            Self::Foreign(key) => key.columns = vec![column.clone()],
            Self::Check(_) | Self::Exclude(_) => {}
        }
    }
}

impl Kind for Constraint {
    const INFO: Info = Info {
        section: "constraints",
        template: "constraint",
        noun: "CONSTRAINT",
        class: "pg_constraint",
        home: Home::Parent(&[Tag::Table, Tag::Domain, Tag::ForeignTable]),
        address: Address::On,
        short: Some("definition"),
        absorbed: true,
        survives_retype: true,
        ..Info::DEFAULT
    };

    fn catalog(version: Version) -> String {
        catalog::query(version)
    }

    fn from_text(_: &Id, text: &str, _: &mut Reading<'_>) -> Result<Option<Short<Self>>, SqlError> {
        Ok(Some(parse_constraint(text)?.into()))
    }

    fn link(&mut self, id: &Id, model: &mut Model) {
        let Some(table) = id.parent_id() else { return };
        match &mut self.rule {
            Rule::Primary(key) => {
                for column in &key.columns {
                    let id = table.child(Tag::Column, column.clone());
                    if let Some(Body::Column(column)) = model.objects.get_mut(&id).map(|object| &mut object.body) {
                        column.not_null = true;
                    } else if let Some((_, above)) =
                        crate::inherit::inherited(model, &table, &id).filter(|(_, above)| !above.not_null)
                    {
                        // Of the table above it is not asked.
                        model.objects.insert(id, Object::new(Column { not_null: true, ..above }));
                    }
                }
            }
            Rule::Foreign(key) if key.referenced.is_empty() => {
                let Some(referenced) = model.relation(&key.table).cloned() else { return };
                let primary = model.children(&referenced, Tag::Constraint).find_map(|(_, object)| match &object.body {
                    Body::Constraint(constraint) if constraint.rule.is_primary() => {
                        Some(constraint.rule.columns().to_vec())
                    }
                    _ => None,
                });
                key.referenced = primary.unwrap_or_default();
            }
            _ => {}
        }
    }

    fn links(&self, _: bool) -> bool {
        matches!(self.rule, Rule::Primary(_) | Rule::Foreign(_))
    }

    fn default_name(&self, id: &Id, columns: &[Ident], taken: &mut dyn FnMut(&str) -> bool) -> Option<Ident> {
        let table = id.parent.as_ref()?.name.as_str();
        let read = match &self.rule {
            Rule::Check(check) => crate::sql::references::columns(check.expression.as_str()),
            _ => Vec::new(),
        };
        let mut checked: Vec<&Ident> = read.iter().filter(|name| columns.contains(name)).collect();
        checked.dedup();
        // A check over several columns is named after none of them.
        let checked = if let [column] = checked.as_slice() { Some(column.as_str()) } else { None };
        Some(choose_constraint_name(table, &self.rule, checked, taken))
    }

    fn parts(&mut self, id: &Id, show: &mut dyn FnMut(Part<'_>)) {
        match &mut self.rule {
            Rule::Primary(key) | Rule::Unique(key) => {
                for column in key.columns.iter_mut().chain(&mut key.include) {
                    show(Part::Column(column));
                }
            }
            Rule::Foreign(key) => {
                for column in &mut key.columns {
                    show(Part::Column(column));
                }
                show(Part::Relation(&mut key.table));
                for column in &mut key.referenced {
                    show(Part::ColumnOf(&key.table, column));
                }
            }
            Rule::Check(check) => show(Part::Sql(&mut check.expression)),
            Rule::Exclude(exclude) => {
                for element in &mut exclude.elements {
                    element.key.parts(show);
                }
                if let Some(predicate) = &mut exclude.predicate {
                    show(Part::Sql(predicate));
                }
            }
        }
        let _ = id;
    }

    fn rename(id: &Id, to: &Ident) -> Step {
        Step::new(id, "rename").arg("to", to).lock(Lock::AccessExclusive)
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let step = Step::new(id, "create");
        let step = match &self.rule {
            Rule::Foreign(_) => step.lock(Lock::ShareRowExclusive),
            _ => step.lock(Lock::AccessExclusive),
        };
        let mut steps = vec![if self.not_valid { step } else { step.scans() }];
        if let Rule::Primary(key) | Rule::Unique(key) = &self.rule {
            if key.clustered {
                steps.push(Step::new(id, "cluster").lock(Lock::ShareUpdateExclusive).late());
            }
            if key.replica_identity {
                steps.push(Step::new(id, "replica_identity").lock(Lock::AccessExclusive).late());
            }
        }
        steps
    }

    fn create_online(&self, id: &Id, online: &Online<'_>) -> Option<Vec<Step>> {
        let (Rule::Primary(key) | Rule::Unique(key)) = &self.rule else { return None };
        let branches = online.branches(id).filter(|_| !key.without_overlaps)?;
        if self.rule.is_primary() && !branches.is_empty() && online.may_be_null(id, &key.columns) {
            // PostgreSQL makes no column of a partitioned table alone NOT NULL.
            return None;
        }
        let build = || Step::new(id, "build").lock(Lock::ShareUpdateExclusive).scans().tx(Tx::Outside);
        let take = || Step::new(id, "using_index").lock(Lock::AccessExclusive).makes();
        let only = || Step::new(id, "only").lock(Lock::AccessExclusive);
        let mut made = if branches.is_empty() { vec![build(), take()] } else { vec![only()] };
        for branch in branches {
            match (branch.there, branch.leaf) {
                (true, _) => {}
                (false, true) => made.extend([branch.of(build()), branch.of(take())]),
                (false, false) => made.push(branch.of(only())),
            }
            made.push(branch.attach(id));
        }
        made.extend(self.create(id).into_iter().skip(1));
        Some(made)
    }

    fn drop(&self, id: &Id) -> Step {
        Step::new(id, "drop").lock(Lock::AccessExclusive)
    }

    fn handed_down(&self, partition: bool) -> bool {
        match &self.rule {
            Rule::Check(check) => !check.no_inherit,
            Rule::Foreign(_) => partition,
            // Their indexes are partitions of those above.
            Rule::Primary(_) | Rule::Unique(_) | Rule::Exclude(_) => false,
        }
    }

    fn survives_retype(&self) -> bool {
        match &self.rule {
            // Both ends may change, one after the other.
            Rule::Foreign(_) => false,
            Rule::Check(check) => !check.expression.has_cast(),
            Rule::Exclude(exclude) => !exclude.predicate.as_ref().is_some_and(Sql::has_cast),
            Rule::Primary(_) | Rule::Unique(_) => true,
        }
    }

    fn absorbed(&self) -> bool {
        !matches!(self.rule, Rule::Foreign(_)) && !self.not_valid
    }

    fn over_row(&self) -> Vec<&Sql> {
        match &self.rule {
            Rule::Check(check) => vec![&check.expression],
            Rule::Exclude(exclude) => {
                let keys = exclude.elements.iter().filter_map(|element| element.key.expression.as_ref());
                keys.chain(&exclude.predicate).collect()
            }
            Rule::Primary(_) | Rule::Unique(_) | Rule::Foreign(_) => Vec::new(),
        }
    }

    fn is_check(&self) -> bool {
        matches!(self.rule, Rule::Check(_))
    }

    fn merges(&self, other: &Self) -> bool {
        let same = match (&self.rule, &other.rule) {
            // A primary key takes in a unique constraint too, whatever their names and storage parameters.
            (Rule::Primary(a) | Rule::Unique(a), Rule::Primary(b) | Rule::Unique(b)) => {
                (&a.columns, &a.include, a.without_overlaps, a.nulls_not_distinct)
                    == (&b.columns, &b.include, b.without_overlaps, b.nulls_not_distinct)
            }
            (Rule::Exclude(a), Rule::Exclude(b)) => {
                (&a.using, &a.elements, &a.include, &a.predicate) == (&b.using, &b.elements, &b.include, &b.predicate)
            }
            _ => false,
        };
        same && (self.deferrable, self.deferred) == (other.deferrable, other.deferred)
    }

    fn bound_to(&self) -> Option<Id> {
        match &self.rule {
            Rule::Primary(key) | Rule::Unique(key) => key.bound.0.as_ref()?.id().cloned(),
            _ => None,
        }
    }

    fn reported(&self) -> Vec<(&'static str, Value)> {
        let (Rule::Primary(key) | Rule::Unique(key)) = &self.rule else { return Vec::new() };
        let above = key.bound.0.iter().map(|above| ("bound", above.reported()));
        above.chain(key.invalid.then(|| ("invalid", true.into()))).collect()
    }

    fn is_key_over(&self, column: &Ident) -> bool {
        matches!(&self.rule, Rule::Primary(key) | Rule::Unique(key) if key.columns.contains(column))
    }

    fn asks(&self, _: Option<&Self>, _: &Id) -> Vec<Right> {
        match &self.rule {
            Rule::Foreign(key) => vec![Right::Reference(key.table.clone())],
            _ => Vec::new(),
        }
    }

    fn since(&self) -> Vec<(u32, &'static str)> {
        let mut since = Vec::new();
        match &self.rule {
            Rule::Primary(key) | Rule::Unique(key) => {
                since.extend(key.without_overlaps.then_some((18, "WITHOUT OVERLAPS")));
                since.extend(key.nulls_not_distinct.then_some((15, "NULLS NOT DISTINCT")));
            }
            Rule::Foreign(key) => {
                since.extend(key.period.then_some((18, "PERIOD")));
                since.extend(
                    (!key.on_delete_columns.is_empty()).then_some((15, "a list of columns behind ON DELETE SET")),
                );
            }
            Rule::Check(_) | Rule::Exclude(_) => {}
        }
        since.extend(self.not_enforced.then_some((18, "NOT ENFORCED")));
        since
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { rule, deferrable, deferred, not_valid, not_enforced } = self;
        let foreign = matches!(rule, Rule::Foreign(_));
        if *rule != to.rule {
            return alter_rule(rule, &to.rule, self, to, id);
        }
        let mut steps = Vec::new();
        if (deferrable, deferred) != (&to.deferrable, &to.deferred) {
            if !foreign {
                return Alter::Replace;
            }
            steps.push(Step::new(id, "deferrable").lock(Lock::AccessExclusive));
        }
        if *not_enforced != to.not_enforced || (!*not_valid && to.not_valid) {
            return Alter::Replace;
        }
        if *not_valid && !to.not_valid {
            steps.push(Step::new(id, "validate").lock(Lock::ShareUpdateExclusive).scans());
        }
        Alter::Steps(steps)
    }
}

/// What of the rule itself can change in place: marks that sit on the index.
fn alter_rule(from: &Rule, to: &Rule, old: &Constraint, new: &Constraint, id: &Id) -> Alter {
    let ((Rule::Primary(a), Rule::Primary(b)) | (Rule::Unique(a), Rule::Unique(b))) = (from, to) else {
        return Alter::Replace;
    };
    let UniqueKey {
        columns,
        include,
        without_overlaps,
        nulls_not_distinct,
        with,
        tablespace,
        clustered,
        replica_identity,
        invalid,
        bound: _,
    } = a;
    let same = (columns, include, without_overlaps, nulls_not_distinct, invalid)
        == (&b.columns, &b.include, &b.without_overlaps, &b.nulls_not_distinct, &b.invalid);
    if !same || (old.deferrable, old.deferred) != (new.deferrable, new.deferred) {
        return Alter::Replace;
    }
    let mut steps = Vec::new();
    if *with != b.with {
        steps.push(super::set_options(id, with, &b.with).lock(Lock::ShareUpdateExclusive).undivided());
    }
    if *tablespace != b.tablespace {
        steps.push(Step::new(id, "tablespace").lock(Lock::AccessExclusive).rewrites());
    }
    steps.extend(super::marks(id, (*clustered, *replica_identity), (b.clustered, b.replica_identity)));
    Alter::Steps(steps)
}
