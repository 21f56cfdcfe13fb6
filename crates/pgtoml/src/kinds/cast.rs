//! Casts.

use serde::{Deserialize, Serialize};

use super::function::without_modifiers;
use super::{Address, Alter, Home, Id, Ident, Info, Kind, Part, Tag, Version, not_internal, not_member};
use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::read::node::Value as Toml;
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::args::parse_types;
use crate::sql::tokens::tokens;
use crate::sql::{RoutineName, TypeName};

/// A cast, named by its two types: `[casts."app.euro as numeric"]`. It lives in no schema.
///
/// Without a function and without `inout` the two types have the same representation.
///
/// `pg_cast`; manual: CREATE CAST.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cast {
    /// The type that is cast.
    pub source: TypeName,
    /// The type that comes out.
    pub target: TypeName,
    /// `WITH FUNCTION`; with the types of its arguments where the name is not enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<RoutineName>,
    /// `WITH INOUT`: by way of text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inout: bool,
    /// `AS ASSIGNMENT` or `AS IMPLICIT`; absent where only `CAST` and `::` use it.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
}

/// Where a cast is used without being asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Context {
    /// In assignments.
    Assignment,
    /// Everywhere.
    Implicit,
}

impl Kind for Cast {
    const INFO: Info = Info {
        section: "casts",
        template: "cast",
        noun: "CAST",
        class: "pg_cast",
        home: Home::Database,
        address: Address::Cast,
        short: Some("function"),
        unseen: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT c.oid, format_type(c.castsource, NULL) || ' as ' || format_type(c.casttarget, NULL) AS name,
                    json_build_object(
                        'source', format_type(c.castsource, NULL), 'target', format_type(c.casttarget, NULL),
                        'function', CASE c.castmethod WHEN 'f' THEN c.castfunc::regprocedure::text END,
                        'inout', c.castmethod = 'i',
                        'as', CASE c.castcontext WHEN 'a' THEN 'assignment' WHEN 'i' THEN 'implicit' END) AS body
             FROM pg_cast c WHERE c.oid >= 16384 AND {} AND {}",
            not_internal("pg_cast", "c.oid"),
            not_member("pg_cast", "c.oid"),
        )
    }

    /// The key says the two types.
    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        let key = id.name.as_str();
        let Some(word) = tokens(key).find(|token| token.is("as") && token.depth == 0) else {
            if node.table.get("source").is_none() {
                let message = format!("`{key}` does not name a cast");
                let hint = "write the two types, as in `\"app.euro as numeric\"`";
                reading.report(Diagnostic::error("wrong-value", node.key_span, message).hint(hint));
            }
            return;
        };
        let sides = [("source", key.get(..word.offset)), ("target", key.get(word.end()..))];
        for (side, text) in sides {
            if node.table.get(side).is_none() {
                node.set(side, Toml::String(text.unwrap_or_default().trim().into()));
            }
        }
    }

    fn canonical(&mut self, id: &mut Id) {
        without_modifiers([&mut self.source, &mut self.target].into_iter());
        id.name = Ident::new(format!("{} as {}", self.source, self.target));
    }

    /// A function without arguments is the only one of its name, or the one that takes the source.
    fn link(&mut self, _: &Id, model: &mut Model) {
        let Some(function) = self.function.as_mut().filter(|function| function.args.is_none()) else { return };
        let mut named = model
            .of_kind(Tag::Function)
            .filter(|(id, _)| id.schema == function.name.schema && id.name == function.name.name);
        let only = named.next().filter(|_| named.next().is_none());
        let args = only.and_then(|(id, _)| parse_types(&id.args).ok());
        function.args = Some(args.unwrap_or_else(|| vec![self.source.clone()]));
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Type(&mut self.source));
        show(Part::Type(&mut self.target));
        if let Some(function) = &mut self.function {
            function.args.iter_mut().flatten().for_each(|name| show(Part::Type(name)));
            show(Part::Function(&mut function.name));
        }
    }

    fn alter(&self, to: &Self, _: &Id, _: Version) -> Alter {
        let Self { source, target, function, inout, context } = self;
        let old = (source, target, function, inout, context);
        if old == (&to.source, &to.target, &to.function, &to.inout, &to.context) {
            return Alter::Steps(Vec::new());
        }
        Alter::Replace
    }
}
