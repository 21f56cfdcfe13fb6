//! Rewrite rules of tables and views.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Address, Alter, Home, Id, Info, Kind, Lock, Part, Step, Tag, Version, not_member, user_schema};
use crate::kind::Short;
use crate::read::reading::Reading;
use crate::sql::rule::{Commands, parse_rule};
use crate::sql::{Sql, SqlError};

/// A rule. The one that makes a view is the query of the view, and no object of its own.
///
/// `pg_rewrite`; manual: CREATE RULE, "Rules on INSERT, UPDATE, and DELETE" (39.4).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Rule {
    /// The event: `insert`, `update` or `delete`.
    pub on: Event,
    /// Condition, in terms of `old` and `new`.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Sql>,
    /// The commands take the place of the original one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub instead: bool,
    /// The commands: one text, several in an array, or `nothing`.
    #[serde(rename = "do")]
    pub commands: Commands,
    /// `disabled`, `replica` or `always`; absent for the usual state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<SmolStr>,
}

/// The event that a rule is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// INSERT.
    #[default]
    Insert,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
}

/// A rule as its parts, or as the text of CREATE RULE, which is all that the catalog has.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Written {
    on: Event,
    #[serde(rename = "where")]
    condition: Option<Sql>,
    instead: bool,
    #[serde(rename = "do")]
    commands: Commands,
    enabled: Option<SmolStr>,
    rule: Option<String>,
}

impl TryFrom<Written> for Rule {
    type Error = SqlError;

    fn try_from(written: Written) -> Result<Self, SqlError> {
        let Written { on, condition, instead, commands, enabled, rule } = written;
        match rule {
            Some(text) => Ok(Self { enabled, ..parse_rule(&text)? }),
            None => Ok(Self { on, condition, instead, commands, enabled }),
        }
    }
}

impl Kind for Rule {
    const INFO: Info = Info {
        section: "rules",
        template: "rule",
        noun: "RULE",
        class: "pg_rewrite",
        home: Home::Parent(&[Tag::Table, Tag::View]),
        address: Address::On,
        short: Some("rule"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT r.oid, n.nspname AS schema, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS parent_kind,
                    c.relname AS parent, r.rulename AS name,
                    (json_build_object(
                        'rule', pg_get_ruledef(r.oid),
                        'enabled', CASE r.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica'
                                                     WHEN 'A' THEN 'always' END)) AS body
             FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE r.rulename <> '_RETURN' AND {user} AND {own} AND {own_rule}",
            user = user_schema("n"),
            own = not_member("pg_class", "c.oid"),
            own_rule = not_member("pg_rewrite", "r.oid"),
        )
    }

    fn from_text(_: &Id, text: &str, _: &mut Reading<'_>) -> Result<Option<Short<Self>>, SqlError> {
        Ok(Some(parse_rule(text)?.into()))
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        for sql in self.condition.iter_mut().chain(&mut self.commands.0) {
            show(Part::Sql(sql));
        }
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut steps = vec![Step::new(id, "create").lock(Lock::AccessExclusive)];
        if self.enabled.is_some() {
            steps.push(Step::new(id, "enable").lock(Lock::AccessExclusive));
        }
        steps
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { on, condition, instead, commands, enabled } = self;
        let mut steps = Vec::new();
        if (on, condition, instead, commands) != (&to.on, &to.condition, &to.instead, &to.commands) {
            steps.push(Step::new(id, "replace").lock(Lock::AccessExclusive));
        }
        if *enabled != to.enabled {
            steps.push(Step::new(id, "enable").lock(Lock::AccessExclusive));
        }
        Alter::Steps(steps)
    }
}
