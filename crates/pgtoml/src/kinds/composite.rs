//! Composite types.

use serde::{Deserialize, Serialize};

use super::{
    Alter, Follow, Id, Ident, Info, Kind, Lock, Namespace, Part, QName, Step, Values, Version, not_member, user_schema,
};
use crate::read::node::Value as Toml;
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::TypeName;

/// A composite type.
///
/// `pg_type` with `typtype` c, `pg_attribute`; manual: CREATE TYPE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Composite {
    /// Attributes, in their order.
    pub attributes: Vec<Attribute>,
}

/// An attribute of a composite type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// Name.
    pub name: Ident,
    /// Data type.
    #[serde(rename = "type")]
    pub data_type: TypeName,
    /// Collation, where it is not that of the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QName>,
}

impl Kind for Composite {
    const INFO: Info = Info {
        section: "types",
        template: "composite",
        noun: "TYPE",
        class: "pg_type",
        short: Some("attributes"),
        claims: &[Namespace::Relation, Namespace::Type],
        owned: true,
        privileges: &["usage"],
        public: &["usage"],
        default_privileges: Some("TYPES"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT t.oid, n.nspname AS schema, t.typname AS name, pg_get_userbyid(t.typowner) AS owner,
                    array_to_string(t.typacl, E'\\n') AS acl,
                    (json_build_object('attributes', coalesce((
                        SELECT json_agg(json_build_object(
                            'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                            'collation', CASE WHEN a.attcollation <> y.typcollation THEN {collation} END) ORDER BY a.attnum)
                        FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
                        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '[]'))) AS body
             FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_class c ON c.oid = t.typrelid
             WHERE t.typtype = 'c' AND c.relkind = 'c' AND {user} AND {own}",
            collation = super::catalog_name("pg_collation", "coll", "a.attcollation"),
            user = user_schema("n"),
            own = not_member("pg_type", "t.oid"),
        )
    }

    fn desugar(_: &Id, node: &mut ObjectNode, _: &mut Reading<'_>) {
        // `attributes = { street = "text" }`, or the type's own table of attributes: names to types.
        let Some(mut entry) = node.take("attributes") else { return };
        if let Toml::Table(table) = &mut entry.node.value {
            let attributes = std::mem::take(&mut table.entries).into_iter().map(|mut attribute| {
                let span = attribute.node.span;
                let name = crate::read::node::Entry {
                    key: "name".into(),
                    key_span: attribute.key_span,
                    node: crate::read::node::Node {
                        span: attribute.key_span,
                        value: Toml::String(attribute.key.clone()),
                    },
                };
                let mut table = crate::read::node::Table { entries: vec![name] };
                if let Toml::Table(long) = &mut attribute.node.value {
                    table.entries.append(&mut long.entries);
                } else {
                    attribute.key = "type".into();
                    table.entries.push(attribute);
                }
                crate::read::node::Node { span, value: Toml::Table(table) }
            });
            entry.node.value = Toml::Array(attributes.collect());
        }
        node.table.entries.push(entry);
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        for attribute in &mut self.attributes {
            show(Part::Type(&mut attribute.data_type));
            if let Some(collation) = &mut attribute.collation {
                show(Part::Collation(collation));
            }
        }
    }

    fn follow(&self, to: &Self, id: &Id, used: &Id, _: &Values, version: Version) -> Follow {
        // Attributes of the type that goes are altered as if theirs were another one; values of it do not follow.
        let mut old = self.clone();
        for attribute in old.attributes.iter_mut().filter(|attribute| attribute.data_type.base() == used.qualified()) {
            attribute.data_type = TypeName::default();
        }
        match old.alter(to, id, version) {
            Alter::Steps(steps) => Follow::Steps(steps),
            Alter::Refuse(reason) => Follow::Refuse(reason),
            Alter::Replace | Alter::Carry | Alter::Beside(_) => Follow::Rebuild,
        }
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { attributes } = self;
        let mut steps = Vec::new();
        let find = |list: &[Attribute], name: &Ident| list.iter().find(|attribute| attribute.name == *name).cloned();
        for attribute in attributes.iter().filter(|attribute| find(&to.attributes, &attribute.name).is_none()) {
            let step = Step::new(id, "drop_attribute").arg("name", &attribute.name).lock(Lock::AccessExclusive);
            steps.push(step.loses(format!("attribute {} of {id} in every row that holds it", attribute.name)));
        }
        for attribute in &to.attributes {
            match find(attributes, &attribute.name) {
                None => steps.push(Step::new(id, "add_attribute").arg("attribute", attribute)),
                Some(old) if old != *attribute => {
                    let step = Step::new(id, "alter_attribute").arg("attribute", attribute);
                    steps.push(step.lock(Lock::AccessExclusive).disturbs());
                }
                Some(_) => {}
            }
        }
        let kept: Vec<&Ident> =
            attributes.iter().map(|old| &old.name).filter(|name| find(&to.attributes, name).is_some()).collect();
        let wanted: Vec<&Ident> = to.attributes.iter().map(|new| &new.name).take(kept.len()).collect();
        if kept != wanted {
            return Alter::Refuse(format!(
                "{id}: PostgreSQL adds attributes only at the end and cannot reorder them; put new ones last"
            ));
        }
        Alter::Steps(steps)
    }
}
