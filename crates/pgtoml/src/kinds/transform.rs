//! Transforms: how a procedural language sees a type.

use serde::{Deserialize, Serialize};

use super::function::without_modifiers;
use super::{Address, Alter, Home, Id, Ident, Info, Kind, Part, Right, Step, Tag, Version, not_member};
use crate::diagnostic::Diagnostic;
use crate::read::node::Value as Toml;
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::{RoutineName, TypeName};

/// A transform, named by its type and language: `[transforms."app.point for plpython3u"]`. It lives in no schema.
///
/// `pg_transform`; manual: CREATE TRANSFORM.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transform {
    /// The type.
    #[serde(rename = "type")]
    pub data_type: TypeName,
    /// The language.
    pub language: Ident,
    /// Function from SQL to the language; it takes `internal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_sql: Option<RoutineName>,
    /// Function from the language to SQL; it takes `internal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_sql: Option<RoutineName>,
}

impl Transform {
    /// The identity of a transform.
    pub fn id(data_type: &TypeName, language: &Ident) -> Id {
        Id::global(Tag::Transform, Ident::new(format!("{data_type} for {}", language.as_str())))
    }
}

impl Kind for Transform {
    const INFO: Info = Info {
        section: "transforms",
        template: "transform",
        noun: "TRANSFORM",
        class: "pg_transform",
        home: Home::Database,
        address: Address::Transform,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        let routine = |oid: &str| format!("CASE WHEN {oid} <> 0 THEN {oid}::oid::regprocedure::text END");
        format!(
            "SELECT t.oid, format_type(t.trftype, NULL) || ' for ' || l.lanname AS name,
                    json_build_object('type', format_type(t.trftype, NULL), 'language', l.lanname,
                                      'from_sql', {from_sql}, 'to_sql', {to_sql}) AS body
             FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
             WHERE t.oid >= 16384 AND {own}",
            from_sql = routine("t.trffromsql"),
            to_sql = routine("t.trftosql"),
            own = not_member("pg_transform", "t.oid"),
        )
    }

    /// The key says type and language.
    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        let Some((data_type, language)) = id.name.as_str().rsplit_once(" for ") else {
            let message = format!("`{}` does not name a transform", id.name.as_str());
            let hint = "write type and language, as in `\"app.point for plpython3u\"`";
            return reading.report(Diagnostic::error("wrong-value", node.key_span, message).hint(hint));
        };
        for (key, text) in [("type", data_type), ("language", language)] {
            if node.table.get(key).is_none() {
                node.set(key, Toml::String(text.trim().into()));
            }
        }
    }

    fn canonical(&mut self, id: &mut Id) {
        without_modifiers([&mut self.data_type].into_iter());
        id.name = Self::id(&self.data_type, &self.language).name;
        for routine in self.from_sql.iter_mut().chain(&mut self.to_sql) {
            routine.args.get_or_insert_with(|| TypeName::parse("internal").into_iter().collect());
        }
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Type(&mut self.data_type));
        show(Part::Global(Tag::Language, &mut self.language));
        let routines = self.from_sql.iter_mut().chain(&mut self.to_sql);
        routines.for_each(|routine| show(Part::Function(&mut routine.name)));
    }

    fn asks(&self, _: Option<&Self>, _: &Id) -> Vec<Right> {
        // It asks for the owner of the type.
        let builtin = self.data_type.base().schema.is_none_or(|schema| schema.as_str() == "pg_catalog");
        if builtin { vec![Right::Superuser] } else { Vec::new() }
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { data_type, language, from_sql, to_sql } = self;
        if (data_type, language) != (&to.data_type, &to.language) {
            return Alter::Replace;
        }
        let same = (from_sql, to_sql) == (&to.from_sql, &to.to_sql);
        Alter::Steps(if same { Vec::new() } else { vec![Step::new(id, "replace")] })
    }
}
