//! Range types, each with its multirange type.

use serde::{Deserialize, Serialize};

use super::function::without_modifiers;
use super::{
    Alter, Id, Ident, Info, Kind, Namespace, Part, QName, Step, Version, catalog_name, not_member, routine_name,
    user_schema,
};
use crate::sql::TypeName;
use crate::sql::name::truncate_name;

/// A range type. Its multirange type is made and dropped with it.
///
/// `pg_range`, `pg_type` with `typtype` r; manual: CREATE TYPE, "Defining New Range Types" (8.17.8).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Type of the bounds.
    pub subtype: TypeName,
    /// B-tree operator class of that type, where it is not the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opclass: Option<QName>,
    /// Collation, where it is not that of the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QName>,
    /// Function that brings equal ranges into one form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<QName>,
    /// Function that says how far apart two bounds are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype_diff: Option<QName>,
    /// Name of the multirange type, where it is not the one that PostgreSQL would choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multirange: Option<QName>,
}

/// The name that PostgreSQL chooses for the multirange type.
///
/// PostgreSQL's `makeMultirangeTypeName`.
fn multirange_name(range: &str) -> Ident {
    if let Some((before, after)) = range.split_once("range") {
        return Ident::new(truncate_name(&format!("{before}multirange{after}"), Ident::MAX_BYTES));
    }
    let suffix = "_multirange";
    Ident::new(format!("{}{suffix}", truncate_name(range, Ident::MAX_BYTES - suffix.len())))
}

impl Kind for Range {
    const INFO: Info = Info {
        section: "ranges",
        template: "range",
        noun: "TYPE",
        class: "pg_type",
        short: Some("subtype"),
        claims: &[Namespace::Type],
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
                    json_build_object(
                        'subtype', format_type(r.rngsubtype, NULL),
                        'opclass', CASE WHEN NOT o.opcdefault THEN {opclass} END,
                        'collation', CASE WHEN r.rngcollation <> s.typcollation THEN {collation} END,
                        'canonical', {canonical},
                        'subtype_diff', {diff},
                        'multirange', quote_ident(mn.nspname) || '.' || quote_ident(m.typname)) AS body
             FROM pg_range r
             JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_namespace n ON n.oid = t.typnamespace
             JOIN pg_type s ON s.oid = r.rngsubtype JOIN pg_opclass o ON o.oid = r.rngsubopc
             JOIN pg_type m ON m.oid = r.rngmultitypid JOIN pg_namespace mn ON mn.oid = m.typnamespace
             WHERE {user} AND {own}",
            opclass = catalog_name("pg_opclass", "opc", "r.rngsubopc"),
            collation = catalog_name("pg_collation", "coll", "r.rngcollation"),
            canonical = routine_name("r.rngcanonical"),
            diff = routine_name("r.rngsubdiff"),
            user = user_schema("n"),
            own = not_member("pg_type", "t.oid"),
        )
    }

    fn canonical(&mut self, id: &mut Id) {
        without_modifiers([&mut self.subtype].into_iter());
        let Some(name) = &mut self.multirange else { return };
        if name.schema.is_none() {
            name.schema = id.schema.clone();
        }
        if name.schema == id.schema && name.name == multirange_name(id.name.as_str()) {
            self.multirange = None;
        }
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Type(&mut self.subtype));
        if let Some(opclass) = &mut self.opclass {
            show(Part::Opclass(opclass));
        }
        if let Some(collation) = &mut self.collation {
            show(Part::Collation(collation));
        }
        self.canonical.iter_mut().chain(&mut self.subtype_diff).for_each(|name| show(Part::Function(name)));
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let create = Step::new(id, "create");
        // The function takes and returns the type itself, so the name must be there before it.
        if self.canonical.is_some() { vec![Step::new(id, "shell").shell(), create] } else { vec![create] }
    }

    fn drop(&self, id: &Id) -> Step {
        Step::of(id, "meta", "drop").cascades(self.canonical.clone())
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { subtype, opclass, collation, canonical, subtype_diff, multirange: _ } = self;
        let old = (subtype, opclass, collation, canonical, subtype_diff);
        let new = (&to.subtype, &to.opclass, &to.collation, &to.canonical, &to.subtype_diff);
        let (from, into) = (self.multirange_of(id), to.multirange_of(id));
        if old != new || from.schema != into.schema {
            return Alter::Replace;
        }
        let renamed = from != into;
        let step = || Step::new(id, "rename_multirange").arg("from", &from).arg("to", &into.name);
        Alter::Steps(renamed.then(step).into_iter().collect())
    }

    fn keep_names(&mut self, id: &Id, _: Version) {
        self.multirange = Some(self.multirange_of(id));
    }

    fn makes_types(&self, id: &Id) -> Vec<QName> {
        vec![self.multirange_of(id)]
    }
}

impl Range {
    fn multirange_of(&self, id: &Id) -> QName {
        let chosen = || QName { schema: id.schema.clone(), name: multirange_name(id.name.as_str()) };
        self.multirange.clone().unwrap_or_else(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::multirange_name;

    #[test]
    fn multiranges_have_the_names_that_postgresql_chooses() {
        let long = "x".repeat(60);
        for (range, multirange) in [
            ("floatrange", "floatmultirange".to_owned()),
            ("range_of_range", "multirange_of_range".to_owned()),
            ("period", "period_multirange".to_owned()),
            (long.as_str(), format!("{}_multirange", "x".repeat(52))),
        ] {
            assert_eq!(multirange_name(range).as_str(), multirange);
        }
    }
}
