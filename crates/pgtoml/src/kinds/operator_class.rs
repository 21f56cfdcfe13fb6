//! Operator classes.

use serde::{Deserialize, Serialize};

use super::function::without_modifiers;
use super::members::{Functions, Operators, added, catalog, is_loose, parts};
use super::operator_family::{OperatorFamily, using_of_key};
use super::{
    Address, Alter, Id, Ident, Info, Kind, Part, QName, Step, Tag, Version, catalog_name, not_member, user_schema,
};
use crate::kind::Body;
use crate::model::{Model, Object};
use crate::read::object::ObjectNode;
use crate::read::reading::{Place, Reading};
use crate::sql::TypeName;

/// An operator class. Its identity holds the access method.
///
/// Without a family it has one of its own name. Members that PostgreSQL gives to the family are those of the family.
///
/// `pg_opclass`, `pg_amop`, `pg_amproc`; manual: CREATE OPERATOR CLASS, "Interfacing Extensions to Indexes" (36.16).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OperatorClass {
    /// Access method.
    pub using: Ident,
    /// Type that it is for.
    #[serde(rename = "for")]
    pub data_type: TypeName,
    /// `DEFAULT`: indexes on the type use it unless they name another one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
    /// Family, where it does not have the name of the class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<QName>,
    /// Type that the index holds, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<TypeName>,
    /// Operators by strategy: `1 = "<"`.
    #[serde(default, skip_serializing_if = "Operators::is_empty")]
    pub operators: Operators,
    /// Functions by support number: `1 = "compare(code, code)"`.
    #[serde(default, skip_serializing_if = "Functions::is_empty")]
    pub functions: Functions,
}

impl OperatorClass {
    fn family(&self, id: &Id) -> Id {
        let own = || QName { schema: id.schema.clone(), name: id.name.clone() };
        let QName { schema, name } = self.family.clone().unwrap_or_else(own);
        Id { schema, args: self.using.as_str().into(), ..Id::global(Tag::OperatorFamily, name) }
    }
}

impl Kind for OperatorClass {
    const INFO: Info = Info {
        section: "operator_classes",
        template: "operator_class",
        noun: "OPERATOR CLASS",
        class: "pg_opclass",
        address: Address::Using,
        owned: true,
        unseen: true,
        superuser: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT c.oid, n.nspname AS schema, c.opcname AS name, pg_get_userbyid(c.opcowner) AS owner,
                    json_build_object(
                        'using', m.amname, 'for', format_type(c.opcintype, NULL), 'default', c.opcdefault,
                        'family', CASE WHEN f.opfname <> c.opcname OR f.opfnamespace <> c.opcnamespace THEN {family} END,
                        'storage', CASE WHEN c.opckeytype <> 0 THEN format_type(c.opckeytype, NULL) END,
                        {members}) AS body
             FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am m ON m.oid = c.opcmethod
             JOIN pg_opfamily f ON f.oid = c.opcfamily
             WHERE {user} AND {own}",
            family = catalog_name("pg_opfamily", "opf", "c.opcfamily"),
            members = catalog("pg_opclass", "c.oid"),
            user = user_schema("n"),
            own = not_member("pg_opclass", "c.oid"),
        )
    }

    /// A class without a family makes one of its own name.
    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        using_of_key(id, node);
        if node.table.get("family").is_some() {
            return;
        }
        let Some(using) = node.table.get("using").and_then(|node| node.as_str()).map(Ident::from) else { return };
        let family = OperatorFamily { using, ..OperatorFamily::default() };
        let class = Self { using: family.using.clone(), ..Self::default() };
        reading.add(class.family(id), family, Place { key: node.key_span, value: node.span });
    }

    fn canonical(&mut self, id: &mut Id) {
        without_modifiers([&mut self.data_type].into_iter().chain(&mut self.storage));
        id.args = self.using.as_str().into();
        let of = &self.data_type;
        let operators = std::mem::take(&mut self.operators).into_iter();
        self.operators = operators.map(|(key, member)| (key.without_types(of), member)).collect();
        let functions = std::mem::take(&mut self.functions).into_iter();
        self.functions = functions.map(|(key, routine)| (key.without_types(of), routine)).collect();
        self.storage = self.storage.take().filter(|storage| *storage != self.data_type);
        let own = |family: &QName| family.name == id.name && family.schema == id.schema;
        self.family = self.family.take().filter(|family| !own(family));
    }

    fn link(&mut self, id: &Id, model: &mut Model) {
        let family = self.family(id);
        let Some(Object { body: Body::OperatorFamily(family), .. }) = model.objects.get_mut(&family) else { return };
        let of = self.data_type.clone();
        let method = self.using.as_str();
        for (key, member) in std::mem::take(&mut self.operators) {
            if is_loose(method, false, &key) {
                family.operators.insert(key.with_types(&of), member);
            } else {
                self.operators.insert(key, member);
            }
        }
        for (key, routine) in std::mem::take(&mut self.functions) {
            if is_loose(method, true, &key) {
                family.functions.insert(key.with_types(&of), routine);
            } else {
                self.functions.insert(key, routine);
            }
        }
    }

    fn parts(&mut self, id: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Global(Tag::AccessMethod, &mut self.using));
        show(Part::Type(&mut self.data_type));
        if let Some(storage) = &mut self.storage {
            show(Part::Type(storage));
        }
        if let Some(family) = &mut self.family {
            show(Part::Named(Tag::OperatorFamily, family));
        }
        parts(&mut self.operators, &mut self.functions, show);
        show(Part::Object(&mut self.family(id)));
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut members = added(&self.operators, &self.functions);
        if let Some(storage) = &self.storage {
            members.push(format!("STORAGE {storage}"));
        }
        if members.is_empty() {
            // It must say something; this says what holds anyway.
            members.push(format!("STORAGE {}", self.data_type));
        }
        let family = self.family(id).qualified().to_string();
        vec![Step::new(id, "create").arg("family", family).arg("members", members)]
    }

    fn alter(&self, to: &Self, _: &Id, _: Version) -> Alter {
        // Members that belong to the class can neither be added nor dropped.
        if self == to { Alter::Steps(Vec::new()) } else { Alter::Replace }
    }
}
