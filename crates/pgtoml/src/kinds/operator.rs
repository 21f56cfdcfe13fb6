//! Operators.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::function::without_modifiers;
use super::{
    Address, Alter, Id, Ident, Info, Kind, Part, QName, Step, Tag, Version, not_member, operator_name, routine_name,
    user_schema,
};
use crate::model::{Model, Object};
use crate::read::node::Value as Toml;
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::args::parse_types;
use crate::sql::{OpName, TypeName};

/// An operator. Its identity holds the types of its operands.
///
/// `pg_operator`; manual: CREATE OPERATOR, "Operator Optimization Information" (36.15).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Operator {
    /// Type of the left operand; absent for a prefix operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<TypeName>,
    /// Type of the right operand.
    pub right: TypeName,
    /// Function that computes it.
    pub function: QName,
    /// Operator that gives the same with its operands exchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commutator: Option<OpName>,
    /// Operator that gives the opposite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negator: Option<OpName>,
    /// Function that estimates the selectivity of a condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restrict: Option<QName>,
    /// Function that estimates the selectivity of a join.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join: Option<QName>,
    /// `HASHES`: can be used in a hash join.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hashes: bool,
    /// `MERGES`: can be used in a merge join.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub merges: bool,
}

impl Operator {
    /// The operator that a commutator or negator with this name is.
    fn partner(&self, name: &OpName, exchanged: bool) -> Option<Id> {
        let schema = name.schema.clone()?;
        let (left, right) = match &self.left {
            Some(left) if exchanged => (Some(&self.right), left),
            left => (left.as_ref(), &self.right),
        };
        let id = Id::of_schema(Tag::Operator, schema, Ident::new(name.symbol.clone()));
        Some(Id { args: operands(left, right), ..id })
    }
}

/// How SQL names the operands: `integer, text`, `NONE, integer`.
fn operands(left: Option<&TypeName>, right: &TypeName) -> SmolStr {
    SmolStr::new(format!("{}, {right}", left.map_or("NONE", TypeName::as_str)))
}

impl Kind for Operator {
    const INFO: Info = Info {
        section: "operators",
        template: "operator",
        noun: "OPERATOR",
        class: "pg_operator",
        address: Address::Operator,
        owned: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        // One that others only name as their commutator or negator has no function yet.
        format!(
            "SELECT o.oid, n.nspname AS schema, o.oprname AS name, pg_get_userbyid(o.oprowner) AS owner,
                    json_build_object(
                        'left', CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END,
                        'right', format_type(o.oprright, NULL),
                        'function', {function}, 'commutator', {commutator}, 'negator', {negator},
                        'restrict', {restrict}, 'join', {join},
                        'hashes', o.oprcanhash, 'merges', o.oprcanmerge) AS body
             FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
             WHERE o.oprcode <> 0 AND {user} AND {own}",
            function = routine_name("o.oprcode"),
            commutator = operator_name("o.oprcom"),
            negator = operator_name("o.oprnegate"),
            restrict = routine_name("o.oprrest"),
            join = routine_name("o.oprjoin"),
            user = user_schema("n"),
            own = not_member("pg_operator", "o.oid"),
        )
    }

    /// `"+(a, b)"` says the operands.
    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        let Some(list) = id.args.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return };
        let (left, right) = match list.split_once(',') {
            Some((left, right)) if left.trim().eq_ignore_ascii_case("none") => (None, right),
            // A type may hold a comma of its own.
            Some(_) => match parse_types(list).as_deref() {
                Ok([left, right]) => {
                    let (left, right) = (left.to_string(), right.to_string());
                    return operand_keys(node, Some(&left), &right);
                }
                _ => {
                    let message = format!("`{list}` are not two types; a prefix operator has `none` on the left");
                    let found = crate::diagnostic::Diagnostic::error("wrong-value", node.key_span, message);
                    return reading.report(found);
                }
            },
            None => (None, list),
        };
        operand_keys(node, left, right);
    }

    fn canonical(&mut self, id: &mut Id) {
        without_modifiers(self.left.iter_mut().chain([&mut self.right]));
        id.args = operands(self.left.as_ref(), &self.right);
        if id.name.as_str() == "!=" {
            id.name = "<>".into();
        }
    }

    /// PostgreSQL tells the other one: who names a commutator or negator becomes that of its own.
    fn link(&mut self, id: &Id, model: &mut Model) {
        let own = OpName { schema: id.schema.clone(), symbol: id.name.as_str().into() };
        for exchanged in [true, false] {
            let named = if exchanged { &self.commutator } else { &self.negator };
            let Some(other) = named.as_ref().and_then(|name| self.partner(name, exchanged)) else { continue };
            if let Some(Object { body: crate::kind::Body::Operator(body), .. }) = model.objects.get_mut(&other) {
                let back = if exchanged { &mut body.commutator } else { &mut body.negator };
                back.get_or_insert(own.clone());
            }
        }
        // What another one has said of this one meanwhile.
        if let Some(Object { body: crate::kind::Body::Operator(body), .. }) = model.objects.get(id) {
            self.commutator = self.commutator.take().or_else(|| body.commutator.clone());
            self.negator = self.negator.take().or_else(|| body.negator.clone());
        }
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        self.left.iter_mut().for_each(|name| show(Part::Type(name)));
        show(Part::Type(&mut self.right));
        show(Part::Function(&mut self.function));
        self.restrict.iter_mut().chain(&mut self.join).for_each(|name| show(Part::Function(name)));
        self.commutator.iter_mut().chain(&mut self.negator).for_each(|name| show(Part::Partner(name)));
    }

    fn alter(&self, to: &Self, id: &Id, version: Version) -> Alter {
        let Self { left, right, function, commutator, negator, restrict, join, hashes, merges } = self;
        if (left, right, function) != (&to.left, &to.right, &to.function) {
            return Alter::Replace;
        }
        // What is set once is set for good, and before 17 it can't be set later either.
        let lost = (*hashes && !to.hashes)
            || (*merges && !to.merges)
            || (commutator.is_some() && *commutator != to.commutator)
            || (negator.is_some() && *negator != to.negator);
        let more = (commutator, negator, hashes, merges) != (&to.commutator, &to.negator, &to.hashes, &to.merges);
        if lost || (more && !version.at_least(17)) {
            return Alter::Replace;
        }
        let mut step = Step::new(id, "alter")
            .arg("restrict", *restrict != to.restrict)
            .arg("join", *join != to.join)
            .arg("commutator", *commutator != to.commutator)
            .arg("negator", *negator != to.negator)
            .arg("hashes", *hashes != to.hashes)
            .arg("merges", *merges != to.merges);
        let partners = [(&to.commutator, true), (&to.negator, false)].into_iter();
        for other in partners.filter_map(|(name, exchanged)| to.partner(name.as_ref()?, exchanged)) {
            if other != *id {
                step = step.after(other);
            }
        }
        Alter::Steps(vec![step])
    }
}

fn operand_keys(node: &mut ObjectNode, left: Option<&str>, right: &str) {
    if let Some(left) = left.filter(|_| node.table.get("left").is_none()) {
        node.set("left", Toml::String(left.trim().into()));
    }
    if node.table.get("right").is_none() {
        node.set("right", Toml::String(right.trim().into()));
    }
}
