//! Row-level security policies.

use serde::{Deserialize, Serialize};

use super::{Address, Alter, Home, Id, Info, Kind, Lock, Names, Part, Step, Tag, Version, user_schema};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::Sql;

/// A policy of a table.
///
/// `pg_policy`; manual: CREATE POLICY, "Row Security Policies" (5.9).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Command; all where absent.
    #[serde(rename = "for", skip_serializing_if = "Command::is_all")]
    pub command: Command,
    /// Roles; PUBLIC where absent.
    #[serde(skip_serializing_if = "Names::is_empty")]
    pub to: Names,
    /// `AS RESTRICTIVE`: must hold beside the permissive ones.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub restrictive: bool,
    /// Rows that are visible to the command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub using: Option<Sql>,
    /// Rows that the command may leave behind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_check: Option<Sql>,
}

/// The command that a policy is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Command {
    /// All of them.
    #[default]
    All,
    /// SELECT.
    Select,
    /// INSERT.
    Insert,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
}

impl Command {
    fn is_all(&self) -> bool {
        *self == Self::All
    }
}

impl Kind for Policy {
    const INFO: Info = Info {
        section: "policies",
        template: "policy",
        noun: "POLICY",
        class: "pg_policy",
        home: Home::Parent(&[Tag::Table]),
        address: Address::On,
        sugar: &["template"],
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT p.oid, n.nspname AS schema, 'table' AS parent_kind, c.relname AS parent, p.polname AS name,
                    (json_build_object(
                        'for', CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
                                             WHEN 'd' THEN 'delete' ELSE 'all' END,
                        'to', coalesce((SELECT json_agg(r.rolname ORDER BY r.rolname)
                                        FROM pg_roles r WHERE r.oid = ANY (p.polroles)), '[]'),
                        'restrictive', NOT p.polpermissive,
                        'using', pg_get_expr(p.polqual, p.polrelid),
                        'with_check', pg_get_expr(p.polwithcheck, p.polrelid))) AS body
             FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE {}",
            user_schema("n"),
        )
    }

    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        crate::expand::templates::apply(id, node, reading);
    }

    fn canonical(&mut self, _: &mut Id) {
        self.to.0.retain(|role| role.as_str() != "public");
        self.to.0.sort();
        self.to.0.dedup();
    }

    fn links(&self, _: bool) -> bool {
        false
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        for role in &mut self.to.0 {
            show(Part::Role(role));
        }
        for sql in self.using.iter_mut().chain(&mut self.with_check) {
            show(Part::Sql(sql));
        }
    }

    fn over_row(&self) -> Vec<&Sql> {
        self.using.iter().chain(&self.with_check).collect()
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { command, to: roles, restrictive, using, with_check } = self;
        // ALTER POLICY can replace an expression, but not take it away.
        let lost = (using.is_some() && to.using.is_none()) || (with_check.is_some() && to.with_check.is_none());
        if (command, restrictive) != (&to.command, &to.restrictive) || lost {
            return Alter::Replace;
        }
        let step = Step::new(id, "alter")
            .arg("roles", *roles != to.to)
            .arg("using", *using != to.using)
            .arg("with_check", *with_check != to.with_check)
            .lock(Lock::AccessExclusive);
        Alter::Steps(vec![step])
    }
}
