//! Domains. Their check constraints are objects of their own.

use serde::{Deserialize, Serialize};

use super::{
    Alter, Follow, Id, Ident, Info, Kind, Namespace, Part, QName, Step, Values, Version, not_member, user_schema,
};
use crate::kind::Short;
use crate::read::node::Value as Toml;
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::name::make_object_name;
use crate::sql::{Sql, TypeName};

/// A domain.
///
/// `pg_type` with `typtype` d; manual: CREATE DOMAIN.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Domain {
    /// Underlying type.
    #[serde(rename = "type")]
    pub data_type: TypeName,
    /// Collation, where it is not that of the type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<QName>,
    /// `DEFAULT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Sql>,
    /// `NOT NULL`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_null: bool,
    /// Name of the not-null constraint where it is not the one that PostgreSQL chooses (17 and newer).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_null_name: Option<Ident>,
}

/// The name that PostgreSQL gives a not-null constraint.
fn not_null_name(id: &Id) -> Ident {
    Ident::new(make_object_name(id.name.as_str(), None, Some("not_null")))
}

impl Kind for Domain {
    const INFO: Info = Info {
        section: "domains",
        template: "domain",
        noun: "DOMAIN",
        class: "pg_type",
        short: Some("type"),
        sugar: &["check", "checks"],
        claims: &[Namespace::Type],
        owned: true,
        privileges: &["usage"],
        public: &["usage"],
        default_privileges: Some("TYPES"),
        ..Info::DEFAULT
    };

    fn catalog(version: Version) -> String {
        let name = "(SELECT k.conname FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'n')";
        format!(
            "SELECT t.oid, n.nspname AS schema, t.typname AS name, pg_get_userbyid(t.typowner) AS owner,
                    array_to_string(t.typacl, E'\\n') AS acl,
                    (json_build_object(
                        'type', format_type(t.typbasetype, t.typtypmod),
                        'collation', CASE WHEN t.typcollation <> b.typcollation THEN {collation} END,
                        'default', CASE WHEN t.typdefaultbin IS NULL THEN quote_literal(t.typdefault)
                                        ELSE pg_get_expr(t.typdefaultbin, 0) END,
                        'not_null', t.typnotnull, 'not_null_name', {name})) AS body
             FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_type b ON b.oid = t.typbasetype
             WHERE t.typtype = 'd' AND {user} AND {own}",
            collation = super::catalog_name("pg_collation", "coll", "t.typcollation"),
            name = if version.at_least(17) { name } else { "NULL" },
            user = user_schema("n"),
            own = not_member("pg_type", "t.oid"),
        )
    }

    fn from_text(id: &Id, text: &str, reading: &mut Reading<'_>) -> Result<Option<Short<Self>>, crate::sql::SqlError> {
        // `text not null check (value <> '')` reads as a column does.
        let parsed = crate::sql::column::parse_column(text)?;
        let place = reading.place_of_text();
        for (name, constraint) in parsed.constraints {
            match name {
                Some(name) => reading.add(id.child(super::Tag::Constraint, name), constraint, place),
                None => reading.add_unnamed(id.clone(), constraint, place),
            }
        }
        let column = parsed.column;
        let domain = Self {
            data_type: column.data_type,
            collation: column.collation,
            default: column.default,
            not_null: column.not_null,
            not_null_name: column.not_null_name,
        };
        Ok(Some(domain.into()))
    }

    fn desugar(_: &Id, node: &mut ObjectNode, _: &mut Reading<'_>) {
        crate::kinds::table::checks(node);
        if let Some(entry) = node.take("check") {
            let text = entry.node.as_str().map(|text| format!("check ({text})"));
            let name = "check".into();
            if let (Some(text), Some(constraints)) = (text, node.section("constraints")) {
                let mut entry = entry;
                entry.key = name;
                entry.node.value = Toml::String(text.into());
                constraints.entries.push(entry);
            }
        }
    }

    fn canonical(&mut self, id: &mut Id) {
        self.not_null_name.take_if(|name| *name == not_null_name(id));
    }

    fn keep_names(&mut self, id: &Id, version: Version) {
        if self.not_null && self.not_null_name.is_none() && version.at_least(17) {
            self.not_null_name = Some(not_null_name(id));
        }
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        vec![Step::new(id, "create").arg("usual", not_null_name(id))]
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Type(&mut self.data_type));
        if let Some(collation) = &mut self.collation {
            show(Part::Collation(collation));
        }
        if let Some(default) = &mut self.default {
            show(Part::Sql(default));
        }
    }

    fn domain_over(&self) -> Option<&TypeName> {
        Some(&self.data_type)
    }

    fn follow(&self, to: &Self, _: &Id, used: &Id, values: &Values, _: Version) -> Follow {
        if self.data_type.base() != used.qualified() || self.data_type != to.data_type {
            return Follow::Rebuild;
        }
        Follow::Beside(Values {
            array: values.array || self.data_type.is_array(),
            loss: String::new(),
            ..values.clone()
        })
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { data_type, collation, default, not_null, not_null_name: name } = self;
        if (data_type, collation) != (&to.data_type, &to.collation) {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if *default != to.default {
            steps.push(match to.default.is_some() {
                true => Step::new(id, "set_default"),
                false => Step::new(id, "drop_default").lets_go(),
            });
        }
        if *not_null != to.not_null {
            let step = Step::new(id, if to.not_null { "set_not_null" } else { "drop_not_null" });
            steps.push(if to.not_null { step.scans() } else { step });
        } else if to.not_null && *name != to.not_null_name {
            let named = |name: &Option<Ident>| name.clone().unwrap_or_else(|| not_null_name(id));
            steps.push(Step::new(id, "rename_not_null").arg("from", named(name)).arg("to", named(&to.not_null_name)));
        }
        Alter::Steps(steps)
    }
}
