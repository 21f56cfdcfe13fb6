//! Functions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::transform::Transform;
use super::{
    Address, Alter, Id, Ident, Info, Kind, Part, QName, Right, Step, Tag, Version, not_internal, not_member,
    user_schema,
};
use crate::read::node::{Node, Value as Toml};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::args::{Arg, Mode};
use crate::sql::{Args, Returns, Sql, TypeName};

/// A function or window function. Its identity holds the types of its input arguments.
///
/// `pg_proc`; manual: CREATE FUNCTION.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// Arguments, as they stand between the parentheses of CREATE FUNCTION.
    #[serde(default, skip_serializing_if = "Args::is_empty")]
    pub args: Args,
    /// What stands after RETURNS; absent where output arguments say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<Returns>,
    /// Language.
    pub language: Ident,
    /// `SECURITY DEFINER`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub security_definer: bool,
    /// `SET name TO value`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<SmolStr, SmolStr>,
    /// `TRANSFORM FOR TYPE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transforms: Vec<TypeName>,
    /// The body as a string, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<SmolStr>,
    /// The body in standard SQL: `RETURN …` or `BEGIN ATOMIC … END` (14 and newer).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql_body: Option<Sql>,
    /// Object file of a C function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<SmolStr>,
    /// `WINDOW`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub window: bool,
    /// `IMMUTABLE` or `STABLE`; absent for `VOLATILE`.
    #[serde(default, skip_serializing_if = "Volatility::is_volatile")]
    pub stability: Volatility,
    /// `LEAKPROOF`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leakproof: bool,
    /// `STRICT`: null in, null out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
    /// `PARALLEL`.
    #[serde(default, skip_serializing_if = "Parallel::is_unsafe")]
    pub parallel: Parallel,
    /// `COST`, where it is not the default of the language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// `ROWS`, where it is not 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<f64>,
    /// `SUPPORT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<QName>,
}

/// Whether a function's result can change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Volatility {
    /// Depends on the arguments alone.
    Immutable,
    /// Does not change within a statement.
    Stable,
    /// Can change at any time.
    #[default]
    Volatile,
}

impl Volatility {
    fn is_volatile(&self) -> bool {
        *self == Self::Volatile
    }
}

/// Whether a function may run in a parallel plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parallel {
    /// Not at all.
    #[default]
    Unsafe,
    /// Only in the leader.
    Restricted,
    /// Anywhere.
    Safe,
}

impl Parallel {
    pub(crate) fn is_unsafe(&self) -> bool {
        *self == Self::Unsafe
    }
}

impl Kind for Function {
    const INFO: Info = Info {
        section: "functions",
        template: "function",
        noun: "FUNCTION",
        class: "pg_proc",
        address: Address::Routine,
        sugar: &["body_file"],
        owned: true,
        privileges: &["execute"],
        public: &["execute"],
        default_privileges: Some("FUNCTIONS"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT p.oid, n.nspname AS schema, p.proname AS name, pg_get_userbyid(p.proowner) AS owner,
                    array_to_string(p.proacl, E'\\n') AS acl,
                    (json_build_object(
                        {routine},
                        'returns', CASE WHEN NOT (ARRAY['o', 'b']::\"char\"[] && coalesce(p.proargmodes, '{{}}')) OR p.proretset
                                        THEN pg_get_function_result(p.oid) END,
                        'window', p.prokind = 'w',
                        'stability', CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
                        'leakproof', p.proleakproof,
                        'strict', p.proisstrict,
                        'parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END,
                        'cost', CASE WHEN p.procost <> CASE WHEN l.lanname IN ('internal', 'c') THEN 1 ELSE 100 END
                                     THEN p.procost END,
                        'rows', CASE WHEN p.proretset AND p.prorows <> 1000 THEN p.prorows END,
                        'support', (SELECT CASE sn.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(sn.nspname) || '.' END
                                           || quote_ident(s.proname)
                                    FROM pg_proc s JOIN pg_namespace sn ON sn.oid = s.pronamespace WHERE s.oid = p.prosupport))) AS body
             FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
             WHERE p.prokind IN ('f', 'w') AND {user} AND {own} AND {apart}",
            routine = catalog_routine(),
            user = user_schema("n"),
            own = not_member("pg_proc", "p.oid"),
            apart = not_internal("pg_proc", "p.oid"),
        )
    }

    fn desugar(_: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        body_file(node, reading);
    }

    fn canonical(&mut self, id: &mut Id) {
        without_modifiers(self.args.types_mut());
        without_modifiers(self.returns.iter_mut().flat_map(Returns::types_mut));
        id.args = self.args.identity_types();
        settings(&mut self.set);
        // RETURNS beside output arguments only repeats them.
        let outputs = self.args.0.iter().filter(|arg| matches!(arg.mode, Mode::Out | Mode::InOut)).count();
        if outputs > 0 && matches!(self.returns, Some(Returns::Type(_))) {
            self.returns = None;
        }
    }

    fn asks(&self, _: Option<&Self>, _: &Id) -> Vec<Right> {
        let trusted = !self.leakproof && !matches!(self.language.as_str(), "c" | "internal");
        if trusted { Vec::new() } else { vec![Right::Superuser] }
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        routine_parts(&mut self.args, &mut self.sql_body, self.body.as_deref(), show);
        if let Some(returns) = &mut self.returns {
            returns.types_mut().for_each(|name| show(Part::Type(name)));
        }
        language_parts(&mut self.language, &mut self.transforms, show);
        if let Some(support) = &mut self.support {
            show(Part::Function(support));
        }
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        if self.returns != to.returns || self.window != to.window || !replaceable(&self.args, &to.args) {
            return Alter::Replace;
        }
        let step = Step::new(id, "create");
        let wider = !self.security_definer && to.security_definer;
        Alter::Steps(vec![if wider { step.widens(format!("{id} runs with the rights of its owner")) } else { step }])
    }
}

/// JSON members that functions and procedures share, of the `pg_proc` row `p` and its language `l`.
pub(crate) fn catalog_routine() -> &'static str {
    "'args', pg_get_function_arguments(p.oid),
     'language', l.lanname,
     'security_definer', p.prosecdef,
     'set', coalesce((SELECT json_object_agg(split_part(c, '=', 1), substr(c, strpos(c, '=') + 1))
                      FROM unnest(p.proconfig) c), '{}'),
     'transforms', coalesce((SELECT json_agg(format_type(t, NULL)) FROM unnest(p.protrftypes) t), '[]'),
     'body', CASE WHEN p.prosqlbody IS NULL THEN p.prosrc END,
     'sql_body', pg_get_function_sqlbody(p.oid),
     'library', p.probin"
}

/// Whether CREATE OR REPLACE accepts the new arguments: same modes, no input renamed, no default taken away.
pub(crate) fn replaceable(from: &Args, to: &Args) -> bool {
    let input = |arg: &Arg| arg.mode.is_input();
    let outputs = |args: &Args| -> Vec<Arg> { args.0.iter().filter(|arg| arg.mode != Mode::In).cloned().collect() };
    let same_outputs = {
        let (old, new) = (outputs(from), outputs(to));
        old.len() == new.len()
            && old.iter().zip(&new).all(|(a, b)| (a.mode, &a.name, &a.data_type) == (b.mode, &b.name, &b.data_type))
    };
    let old: Vec<&Arg> = from.0.iter().filter(|arg| input(arg)).collect();
    let new: Vec<&Arg> = to.0.iter().filter(|arg| input(arg)).collect();
    same_outputs
        && old.len() == new.len()
        && old.iter().zip(&new).all(|(a, b)| {
            a.mode == b.mode && (a.name.is_none() || a.name == b.name) && (a.default.is_none() || b.default.is_some())
        })
}

/// Shows what functions and procedures share.
pub(crate) fn routine_parts(
    args: &mut Args,
    sql_body: &mut Option<Sql>,
    body: Option<&str>,
    show: &mut dyn FnMut(Part<'_>),
) {
    args.types_mut().for_each(|name| show(Part::Type(name)));
    args.defaults_mut().for_each(|sql| show(Part::Sql(sql)));
    if let Some(body) = sql_body {
        show(Part::Sql(body));
    }
    if let Some(body) = body {
        show(Part::Body(body));
    }
}

/// Shows the language and the types that it sees in a form of its own.
pub(crate) fn language_parts(language: &mut Ident, transforms: &mut [TypeName], show: &mut dyn FnMut(Part<'_>)) {
    show(Part::Global(Tag::Language, language));
    for data_type in transforms {
        show(Part::Type(data_type));
        show(Part::Object(&mut Transform::id(data_type, language)));
    }
}

/// PostgreSQL takes no modifier in a signature: `numeric(10,2)` is `numeric`.
pub(crate) fn without_modifiers<'a>(types: impl Iterator<Item = &'a mut TypeName>) {
    types.filter(|name| name.modifier().is_some()).for_each(|name| *name = name.without_modifier());
}

/// Brings `SET` clauses into the form in which PostgreSQL keeps them.
pub(crate) fn settings(set: &mut BTreeMap<SmolStr, SmolStr>) {
    super::lower_names(set);
    if let Some(path) = set.get_mut("search_path") {
        let parts: Vec<&str> = path.split(',').map(str::trim).collect();
        *path = SmolStr::new(parts.join(", "));
        if path == "\"\"" || path == "''" {
            *path = SmolStr::default();
        }
    }
}

/// `body_file = "functions/x.sql"`: the body stands in a file of its own.
pub(crate) fn body_file(node: &mut ObjectNode, reading: &mut Reading<'_>) {
    let Some(entry) = node.take("body_file") else { return };
    let Some(path) = reading.string(&entry) else { return };
    match (reading.open)(&reading.beside(entry.node.span, &path)) {
        Ok(text) => node.table.entries.push(crate::read::node::Entry {
            key: "body".into(),
            key_span: entry.key_span,
            node: Node { span: entry.node.span, value: Toml::String(text.trim_end().into()) },
        }),
        Err(error) => {
            let message = format!("`{path}` cannot be read: {error}");
            reading.report(crate::diagnostic::Diagnostic::error("body-file", entry.node.span, message));
        }
    }
}
