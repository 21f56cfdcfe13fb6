//! Operator families.

use serde::{Deserialize, Serialize};

use super::members::{Functions, Operators, added, catalog, parts};
use super::{Address, Alter, Id, Ident, Info, Kind, Part, Step, Tag, Version, not_member, user_schema};
use crate::read::node::Value as Toml;
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;

/// An operator family, with the members that belong to none of its classes. Its identity holds the access method.
///
/// `pg_opfamily`, `pg_amop`, `pg_amproc`; manual: CREATE OPERATOR FAMILY, ALTER OPERATOR FAMILY.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OperatorFamily {
    /// Access method.
    pub using: Ident,
    /// Operators by strategy and types: `"1 (integer, bigint)" = "<"`.
    #[serde(default, skip_serializing_if = "Operators::is_empty")]
    pub operators: Operators,
    /// Functions by support number and types.
    #[serde(default, skip_serializing_if = "Functions::is_empty")]
    pub functions: Functions,
}

impl Kind for OperatorFamily {
    const INFO: Info = Info {
        section: "operator_families",
        template: "operator_family",
        noun: "OPERATOR FAMILY",
        class: "pg_opfamily",
        address: Address::Using,
        short: Some("using"),
        owned: true,
        superuser: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT f.oid, n.nspname AS schema, f.opfname AS name, pg_get_userbyid(f.opfowner) AS owner,
                    json_build_object('using', m.amname, {members}) AS body
             FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod
             WHERE {user} AND {own}",
            members = catalog("pg_opfamily", "f.oid"),
            user = user_schema("n"),
            own = not_member("pg_opfamily", "f.oid"),
        )
    }

    fn desugar(id: &Id, node: &mut ObjectNode, _: &mut Reading<'_>) {
        using_of_key(id, node);
    }

    fn canonical(&mut self, id: &mut Id) {
        id.args = self.using.as_str().into();
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Global(Tag::AccessMethod, &mut self.using));
        parts(&mut self.operators, &mut self.functions, show);
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut steps = vec![Step::new(id, "create")];
        let members = added(&self.operators, &self.functions);
        if !members.is_empty() {
            steps.push(Step::new(id, "add").arg("members", members));
        }
        steps
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { using, operators, functions } = self;
        if *using != to.using {
            return Alter::Replace;
        }
        let gone = operators.iter().filter(|(key, member)| to.operators.get(key) != Some(member));
        let mut dropped: Vec<String> = gone.map(|(key, _)| format!("OPERATOR {key}")).collect();
        let gone = functions.iter().filter(|(key, routine)| to.functions.get(key) != Some(routine));
        dropped.extend(gone.map(|(key, _)| format!("FUNCTION {key}")));
        let new = |(key, member): &(&_, &_)| operators.get(*key) != Some(*member);
        let more: Operators =
            to.operators.iter().filter(new).map(|(key, member)| (key.clone(), member.clone())).collect();
        let new = |(key, routine): &(&_, &_)| functions.get(*key) != Some(*routine);
        let called: Functions =
            to.functions.iter().filter(new).map(|(key, routine)| (key.clone(), routine.clone())).collect();
        let mut steps = Vec::new();
        if !dropped.is_empty() {
            steps.push(Step::new(id, "remove").arg("members", dropped));
        }
        let more = added(&more, &called);
        if !more.is_empty() {
            steps.push(Step::new(id, "add").arg("members", more));
        }
        Alter::Steps(steps)
    }
}

/// `"name using btree"` says the access method.
pub(crate) fn using_of_key(id: &Id, node: &mut ObjectNode) {
    if !id.args.is_empty() && node.table.get("using").is_none() {
        node.set("using", Toml::String(id.args.clone()));
    }
}
