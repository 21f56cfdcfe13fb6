//! Base types, whose values only functions in C know.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Alter, Id, Info, Kind, Namespace, Part, QName, Step, Version, not_member, routine_name, user_schema};
use crate::sql::TypeName;

/// A base type. It takes and returns itself in its own functions, so its name is made before them and the type after.
///
/// `pg_type` with `typtype` b; manual: CREATE TYPE, "User-Defined Types" (36.13).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BaseType {
    /// Text to value.
    pub input: QName,
    /// Value to text.
    pub output: QName,
    /// Bytes to value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receive: Option<QName>,
    /// Value to bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<QName>,
    /// Reads the modifier: `(10,2)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typmod_in: Option<QName>,
    /// Prints the modifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typmod_out: Option<QName>,
    /// Makes statistics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analyze: Option<QName>,
    /// What `[i]` does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscript: Option<QName>,
    /// Bytes of a value; absent where that depends on the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub internallength: Option<i32>,
    /// Whether a value is passed itself, not its address.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passedbyvalue: bool,
    /// `char`, `int2` or `double`; absent for `int4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alignment: Option<SmolStr>,
    /// `external`, `extended` or `main`; absent for `plain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<SmolStr>,
    /// Letter of the category; absent for `U`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<SmolStr>,
    /// Whether it is preferred in its category.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preferred: bool,
    /// Default, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<SmolStr>,
    /// Type of its elements, where it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<TypeName>,
    /// What stands between the elements of its arrays; absent for a comma.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<SmolStr>,
    /// Whether it can have a collation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub collatable: bool,
}

impl Kind for BaseType {
    const INFO: Info = Info {
        section: "base_types",
        template: "base_type",
        noun: "TYPE",
        class: "pg_type",
        claims: &[Namespace::Type],
        owned: true,
        privileges: &["usage"],
        public: &["usage"],
        default_privileges: Some("TYPES"),
        superuser: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT t.oid, n.nspname AS schema, t.typname AS name, pg_get_userbyid(t.typowner) AS owner,
                    array_to_string(t.typacl, E'\\n') AS acl,
                    json_build_object(
                        'input', {input}, 'output', {output}, 'receive', {receive}, 'send', {send},
                        'typmod_in', {typmod_in}, 'typmod_out', {typmod_out}, 'analyze', {analyze},
                        'subscript', CASE WHEN t.typsubscript <> 'raw_array_subscript_handler'::regproc THEN {subscript} END,
                        'internallength', CASE WHEN t.typlen >= 0 THEN t.typlen END,
                        'passedbyvalue', t.typbyval,
                        'alignment', CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'd' THEN 'double' END,
                        'storage', CASE t.typstorage WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main' END,
                        'category', nullif(t.typcategory, 'U'), 'preferred', t.typispreferred,
                        'default', t.typdefault,
                        'element', CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END,
                        'delimiter', nullif(t.typdelim, ','),
                        'collatable', t.typcollation <> 0) AS body
             FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
             WHERE t.typtype = 'b' AND t.typisdefined AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
               AND {user} AND {own}",
            input = routine_name("t.typinput"),
            output = routine_name("t.typoutput"),
            receive = routine_name("t.typreceive"),
            send = routine_name("t.typsend"),
            typmod_in = routine_name("t.typmodin"),
            typmod_out = routine_name("t.typmodout"),
            analyze = routine_name("t.typanalyze"),
            subscript = routine_name("t.typsubscript"),
            user = user_schema("n"),
            own = not_member("pg_type", "t.oid"),
        )
    }

    fn canonical(&mut self, _: &mut Id) {
        let without = |text: &mut Option<SmolStr>, default: &str| {
            *text = text.take().filter(|text| text != default);
        };
        without(&mut self.alignment, "int4");
        without(&mut self.storage, "plain");
        without(&mut self.category, "U");
        without(&mut self.delimiter, ",");
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        let Self { input, output, receive, send, typmod_in, typmod_out, analyze, subscript, element, .. } = self;
        [input, output].into_iter().for_each(|name| show(Part::Function(name)));
        let more = [receive, send, typmod_in, typmod_out, analyze, subscript];
        more.into_iter().flatten().for_each(|name| show(Part::Function(name)));
        if let Some(element) = element {
            show(Part::Type(element));
        }
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        vec![Step::new(id, "shell").shell(), Step::new(id, "create")]
    }

    fn drop(&self, id: &Id) -> Step {
        let functions = [&self.input, &self.output].into_iter().chain(&self.receive).chain(&self.send);
        Step::of(id, "meta", "drop").cascades(functions.cloned())
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let same = Self {
            receive: to.receive.clone(),
            send: to.send.clone(),
            typmod_in: to.typmod_in.clone(),
            typmod_out: to.typmod_out.clone(),
            analyze: to.analyze.clone(),
            subscript: to.subscript.clone(),
            ..self.clone()
        };
        // STORAGE could be set too, but columns that are there would keep the old one, each as its own.
        if same != *to {
            return Alter::Replace;
        }
        let pairs = [
            ("RECEIVE", &self.receive, &to.receive),
            ("SEND", &self.send, &to.send),
            ("TYPMOD_IN", &self.typmod_in, &to.typmod_in),
            ("TYPMOD_OUT", &self.typmod_out, &to.typmod_out),
            ("ANALYZE", &self.analyze, &to.analyze),
            ("SUBSCRIPT", &self.subscript, &to.subscript),
        ];
        let changed = pairs.into_iter().filter(|(_, old, new)| old != new);
        let list: Vec<String> = changed
            .map(|(word, _, new)| format!("{word} = {}", new.as_ref().map_or("NONE".to_owned(), QName::to_string)))
            .collect();
        Alter::Steps(vec![Step::new(id, "alter").arg("properties", list)])
    }
}
