//! Extended statistics on tables and materialized views.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{
    Address, Alter, Home, Id, Ident, Info, Kind, Lock, Namespace, Part, Step, Tag, Version, not_member, user_schema,
};
use crate::sql::Keys;

/// Statistics over several columns, or over expressions.
///
/// `pg_statistic_ext`; manual: CREATE STATISTICS, "Extended Statistics" (14.2.2).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Statistics {
    /// Columns and expressions, as they stand behind `ON`.
    pub on: Keys,
    /// `ndistinct`, `dependencies`, `mcv`; all that PostgreSQL can collect where absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<SmolStr>,
    /// Statistics target (`SET STATISTICS`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<i32>,
    /// Schema, where it is not that of the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Ident>,
}

/// Every kind that can be asked for, in the order of the catalog.
const KINDS: [&str; 3] = ["ndistinct", "dependencies", "mcv"];

impl Kind for Statistics {
    const INFO: Info = Info {
        section: "statistics",
        template: "statistics",
        noun: "STATISTICS",
        class: "pg_statistic_ext",
        home: Home::Parent(&[Tag::Table, Tag::MaterializedView, Tag::ForeignTable]),
        address: Address::Apart,
        short: Some("on"),
        claims: &[Namespace::Statistics],
        owned: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        // The columns are kept in the order of the table, the expressions as they were given.
        format!(
            "SELECT s.oid, n.nspname AS schema, CASE c.relkind WHEN 'm' THEN 'materialized_view' WHEN 'f' THEN 'foreign_table' ELSE 'table' END AS parent_kind,
                    c.relname AS parent, s.stxname AS name, pg_get_userbyid(s.stxowner) AS owner,
                    (json_build_object(
                        'on', (SELECT json_agg(k.key ORDER BY k.part, k.n) FROM (
                            SELECT 1 AS part, x.n, json_build_object('column', a.attname) AS key
                            FROM unnest(s.stxkeys) WITH ORDINALITY x(num, n)
                            JOIN pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = x.num
                            UNION ALL
                            SELECT 2, x.n, json_build_object('expression', x.text)
                            FROM unnest(pg_get_statisticsobjdef_expressions(s.oid)) WITH ORDINALITY x(text, n)) k),
                        'kinds', (SELECT coalesce(json_agg(CASE k WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies'
                                                                  ELSE 'mcv' END), '[]')
                                  FROM unnest(s.stxkind) k WHERE k <> 'e'),
                        'target', nullif(s.stxstattarget, -1),
                        'schema', CASE WHEN s.stxnamespace <> c.relnamespace THEN sn.nspname END)) AS body
             FROM pg_statistic_ext s
             JOIN pg_class c ON c.oid = s.stxrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_namespace sn ON sn.oid = s.stxnamespace
             WHERE {user} AND {own} AND {own_table}",
            user = user_schema("n"),
            own = not_member("pg_statistic_ext", "s.oid"),
            own_table = not_member("pg_class", "c.oid"),
        )
    }

    fn canonical(&mut self, id: &mut Id) {
        // Columns come first, and their order means nothing.
        self.on.0.sort_by(|a, b| (a.column.is_none(), &a.column).cmp(&(b.column.is_none(), &b.column)));
        self.on.0.dedup();
        self.kinds.sort_by_key(|kind| KINDS.iter().position(|known| known == kind));
        self.kinds.dedup();
        if self.kinds.len() == KINDS.len() {
            self.kinds.clear();
        }
        self.target.take_if(|target| *target < 0);
        self.schema.take_if(|schema| id.schema.as_ref() == Some(schema));
        id.args = self.schema.as_ref().map(|schema| SmolStr::new(schema.as_str())).unwrap_or_default();
    }

    fn keep_names(&mut self, id: &Id, _: Version) {
        // It stays in its schema when the table leaves it.
        self.schema = self.schema.take().or_else(|| id.schema.clone());
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        for key in &mut self.on.0 {
            key.parts(show);
        }
        if let Some(schema) = &mut self.schema {
            show(Part::Schema(schema));
        }
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut steps = vec![Step::new(id, "create").lock(Lock::ShareUpdateExclusive)];
        steps.extend(self.target.map(|target| Step::new(id, "target").arg("to", target)));
        steps
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { on, kinds, target, schema } = self;
        if (on, kinds, schema) != (&to.on, &to.kinds, &to.schema) {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if *target != to.target {
            steps.push(Step::new(id, "target").arg("to", to.target.unwrap_or(-1)));
        }
        Alter::Steps(steps)
    }
}
