//! Triggers of tables and views.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{
    Address, Alter, Home, Id, Ident, Info, Kind, Lock, Names, Part, QName, Step, Tag, Version, not_member, user_schema,
};
use crate::sql::Sql;

/// A trigger.
///
/// `pg_trigger`; manual: CREATE TRIGGER.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trigger {
    /// When it fires: `before`, `after` or `instead of`.
    pub timing: Timing,
    /// What it fires on: `insert`, `update`, `delete`, `truncate`; one, or several.
    pub on: Names,
    /// Columns of `UPDATE OF`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Ident>,
    /// `FOR EACH STATEMENT` instead of `FOR EACH ROW`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub statement: bool,
    /// Condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Sql>,
    /// The function, with or without its schema.
    #[serde(rename = "function")]
    pub function: QName,
    /// Arguments, as strings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<SmolStr>,
    /// `REFERENCING OLD TABLE AS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_table: Option<Ident>,
    /// `REFERENCING NEW TABLE AS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_table: Option<Ident>,
    /// `CREATE CONSTRAINT TRIGGER`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub constraint: bool,
    /// `DEFERRABLE`, of constraint triggers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deferrable: bool,
    /// `INITIALLY DEFERRED`, of constraint triggers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deferred: bool,
    /// The other table, of constraint triggers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<QName>,
    /// `disabled`, `replica` or `always`; absent for the usual state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<SmolStr>,
}

/// When a trigger fires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timing {
    /// Before the row or statement.
    #[default]
    #[serde(rename = "before")]
    Before,
    /// After it.
    #[serde(rename = "after")]
    After,
    /// Instead of it, on views.
    #[serde(rename = "instead of")]
    InsteadOf,
}

impl Kind for Trigger {
    const INFO: Info = Info {
        section: "triggers",
        template: "trigger",
        noun: "TRIGGER",
        class: "pg_trigger",
        home: Home::Parent(&[Tag::Table, Tag::View, Tag::ForeignTable]),
        address: Address::On,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        // Arguments are stored as bytes with a zero byte behind each.
        format!(
            "SELECT t.oid, n.nspname AS schema, CASE c.relkind WHEN 'v' THEN 'view' WHEN 'f' THEN 'foreign_table' ELSE 'table' END AS parent_kind,
                    c.relname AS parent, t.tgname AS name,
                    (json_build_object(
                        'timing', CASE WHEN t.tgtype & 2 <> 0 THEN 'before' WHEN t.tgtype & 64 <> 0 THEN 'instead of'
                                       ELSE 'after' END,
                        'on', array_to_json(array_remove(ARRAY[
                            CASE WHEN t.tgtype & 4 <> 0 THEN 'insert' END, CASE WHEN t.tgtype & 16 <> 0 THEN 'update' END,
                            CASE WHEN t.tgtype & 8 <> 0 THEN 'delete' END, CASE WHEN t.tgtype & 32 <> 0 THEN 'truncate' END],
                            NULL)),
                        'columns', coalesce((SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
                                             WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr)), '[]'),
                        'statement', t.tgtype & 1 = 0,
                        'when', (regexp_match(pg_get_triggerdef(t.oid),
                                              ' WHEN \\((.*)\\) EXECUTE (?:FUNCTION|PROCEDURE) '))[1],
                        'function', CASE pn.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(pn.nspname) || '.' END
                                    || quote_ident(p.proname),
                        'args', CASE WHEN t.tgnargs = 0 THEN '[]' ELSE (
                            SELECT json_agg(x.part ORDER BY x.n)
                            FROM unnest(string_to_array(encode(t.tgargs, 'escape'), '\\000')) WITH ORDINALITY x(part, n)
                            WHERE x.n <= t.tgnargs) END,
                        'old_table', t.tgoldtable, 'new_table', t.tgnewtable,
                        'constraint', t.tgconstraint <> 0,
                        'deferrable', t.tgdeferrable, 'deferred', t.tginitdeferred,
                        'from', (SELECT quote_ident(fn.nspname) || '.' || quote_ident(f.relname)
                                 FROM pg_class f JOIN pg_namespace fn ON fn.oid = f.relnamespace WHERE f.oid = t.tgconstrrelid),
                        'enabled', CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END
                    )) AS body
             FROM pg_trigger t
             JOIN pg_class c ON c.oid = t.tgrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_proc p ON p.oid = t.tgfoid
             JOIN pg_namespace pn ON pn.oid = p.pronamespace
             WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND {user} AND {own} AND {own_trigger}",
            user = user_schema("n"),
            own = not_member("pg_class", "c.oid"),
            own_trigger = not_member("pg_trigger", "t.oid"),
        )
    }

    fn canonical(&mut self, _: &mut Id) {
        // The order in which events are named means nothing.
        self.on.0.sort();
        self.on.0.dedup();
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        for column in &mut self.columns {
            show(Part::Column(column));
        }
        show(Part::Function(&mut self.function));
        if let Some(when) = &mut self.when {
            show(Part::Sql(when));
        }
        if let Some(from) = &mut self.from {
            show(Part::Relation(from));
        }
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut steps = vec![Step::new(id, "create").lock(Lock::ShareRowExclusive)];
        if self.enabled.is_some() {
            steps.push(Step::new(id, "enable").lock(Lock::ShareRowExclusive));
        }
        steps
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { enabled, .. } = self;
        let same = Self { enabled: to.enabled.clone(), ..self.clone() } == *to;
        if !same {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if *enabled != to.enabled {
            steps.push(Step::new(id, "enable").lock(Lock::ShareRowExclusive));
        }
        Alter::Steps(steps)
    }
}
