//! Members of operator classes and families: operators by strategy, functions by support number.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Part, QName, catalog_name};
use crate::sql::cursor::Cursor;
use crate::sql::tokens::{Kind, tokens};
use crate::sql::{OpName, RoutineName, SqlError, TypeName};

/// The number of a member and the types that it is for: `1`, `1 (integer, bigint)`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberKey {
    /// Strategy or support number.
    pub number: u16,
    /// Types of the operands; absent where both are the type of the class.
    pub types: Option<(TypeName, TypeName)>,
}

impl MemberKey {
    fn parse(text: &str) -> Result<Self, SqlError> {
        let mut cursor = Cursor::new(text)?;
        let number = cursor.integer()?;
        let number = u16::try_from(number).map_err(|_| cursor.error(format!("`{number}` is no number of a member")))?;
        let mut types = None;
        if cursor.eat_kind(Kind::Open) {
            let left = cursor.data_type()?.without_modifier();
            cursor.expect_kind(Kind::Comma, "`,`")?;
            types = Some((left, cursor.data_type()?.without_modifier()));
            cursor.expect_kind(Kind::Close, "`)`")?;
        }
        cursor.finish(&[])?;
        Ok(Self { number, types })
    }

    /// With its types, where they are those of a class.
    pub fn with_types(mut self, of: &TypeName) -> Self {
        self.types = self.types.or_else(|| Some((of.clone(), of.clone())));
        self
    }

    /// Without its types, where they are those of a class.
    pub fn without_types(mut self, of: &TypeName) -> Self {
        self.types = self.types.filter(|(left, right)| left != of || right != of);
        self
    }

    /// ` (left, right)`.
    fn suffix(&self) -> String {
        self.types.as_ref().map_or_else(String::new, |(left, right)| format!(" ({left}, {right})"))
    }
}

impl fmt::Display for MemberKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, self.suffix())
    }
}

impl Serialize for MemberKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MemberKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// An operator with what it is for: `<`, `<-> for order by float_ops`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpMember {
    /// The operator.
    pub operator: OpName,
    /// Family that orders its results; absent where it is for searching.
    pub order_by: Option<QName>,
}

impl fmt::Display for OpMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operator)?;
        self.order_by.as_ref().map_or(Ok(()), |family| write!(f, " for order by {family}"))
    }
}

impl Serialize for OpMember {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OpMember {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let read = || -> Result<Self, SqlError> {
            let Some(word) = tokens(&text).find(|token| token.is("for")) else {
                return Ok(Self { operator: OpName::parse(&text)?, order_by: None });
            };
            let rest = text.get(word.offset..).unwrap_or_default();
            let mut cursor = Cursor::new(rest)?;
            cursor.expect(&["for"])?;
            let order_by = if cursor.eat(&["search"]) {
                None
            } else {
                cursor.expect(&["order", "by"])?;
                Some(cursor.any_name("an operator family")?)
            };
            cursor.finish(&[])?;
            Ok(Self { operator: OpName::parse(text.get(..word.offset).unwrap_or_default())?, order_by })
        };
        read().map_err(serde::de::Error::custom)
    }
}

/// Operators by strategy.
pub type Operators = BTreeMap<MemberKey, OpMember>;
/// Functions by support number.
pub type Functions = BTreeMap<MemberKey, RoutineName>;

/// Whether PostgreSQL gives a member of a new class to the family of the class, so that it can be dropped alone.
///
/// PostgreSQL's `btadjustmembers` and its like of the other access methods.
pub(crate) fn is_loose(method: &str, function: bool, key: &MemberKey) -> bool {
    let number = key.number;
    match method {
        "btree" | "hash" => key.types.is_some() || (function && number != 1),
        "gist" => !(function && matches!(number, 1 | 2 | 5 | 6 | 7)),
        "gin" => !(function && matches!(number, 2 | 3)),
        "spgist" => !(function && number <= 5),
        _ => false,
    }
}

/// As they stand in CREATE OPERATOR CLASS and behind ADD.
pub(crate) fn added(operators: &Operators, functions: &Functions) -> Vec<String> {
    let operator = |(key, member): (&MemberKey, &OpMember)| {
        let name = &member.operator;
        let order_by = member.order_by.as_ref().map_or_else(String::new, |family| format!(" FOR ORDER BY {family}"));
        format!("OPERATOR {} {name}{}{order_by}", key.number, key.suffix())
    };
    let function = |(key, routine): (&MemberKey, &RoutineName)| format!("FUNCTION {key} {routine}");
    operators.iter().map(operator).chain(functions.iter().map(function)).collect()
}

/// Shows every name, those in keys too.
pub(crate) fn parts(operators: &mut Operators, functions: &mut Functions, show: &mut dyn FnMut(Part<'_>)) {
    let types = |key: &mut MemberKey, show: &mut dyn FnMut(Part<'_>)| {
        if let Some((left, right)) = &mut key.types {
            show(Part::Type(left));
            show(Part::Type(right));
        }
    };
    for (mut key, mut member) in std::mem::take(operators) {
        types(&mut key, show);
        show(Part::Operator(&mut member.operator));
        if let Some(family) = &mut member.order_by {
            show(Part::Named(super::Tag::OperatorFamily, family));
        }
        operators.insert(key, member);
    }
    for (mut key, mut routine) in std::mem::take(functions) {
        types(&mut key, show);
        routine.args.iter_mut().flatten().for_each(|name| show(Part::Type(name)));
        show(Part::Function(&mut routine.name));
        functions.insert(key, routine);
    }
}

/// Two JSON members, `operators` and `functions`, of what belongs to the entry of a catalog.
pub(crate) fn catalog(class: &str, oid: &str) -> String {
    let owner = |members: &str| {
        format!(
            "JOIN pg_depend d ON d.classid = '{members}'::regclass AND d.objid = a.oid
                             AND d.refclassid = '{class}'::regclass AND d.refobjid = {oid}"
        )
    };
    format!(
        "'operators', coalesce((
             SELECT json_object_agg(
                 a.amopstrategy || ' (' || format_type(a.amoplefttype, NULL) || ', ' || format_type(a.amoprighttype, NULL) || ')',
                 {operator} || CASE a.amoppurpose WHEN 'o' THEN ' for order by ' || {family} ELSE '' END)
             FROM pg_amop a {of_operator}), '{{}}'),
         'functions', coalesce((
             SELECT json_object_agg(
                 a.amprocnum || ' (' || format_type(a.amproclefttype, NULL) || ', ' || format_type(a.amprocrighttype, NULL) || ')',
                 a.amproc::oid::regprocedure::text)
             FROM pg_amproc a {of_function}), '{{}}')",
        operator = super::operator_name("a.amopopr"),
        family = catalog_name("pg_opfamily", "opf", "a.amopsortfamily"),
        of_operator = owner("pg_amop"),
        of_function = owner("pg_amproc"),
    )
}
