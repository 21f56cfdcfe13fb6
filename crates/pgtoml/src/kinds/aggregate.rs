//! Aggregates.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::function::{Parallel, replaceable, without_modifiers};
use super::{Address, Alter, Id, Info, Kind, Part, QName, Right, Step, Version, not_member, routine_name, user_schema};
use crate::sql::args::Args;
use crate::sql::named::AggregateArgs;
use crate::sql::{OpName, TypeName};

/// An aggregate. Its identity holds the types of its arguments.
///
/// `pg_aggregate` and `pg_proc` with `prokind` a; manual: CREATE AGGREGATE, "User-Defined Aggregates" (36.12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aggregate {
    /// Arguments, as they stand between the parentheses of CREATE AGGREGATE; those behind `order by` make it an
    /// ordered-set aggregate.
    #[serde(default, skip_serializing_if = "AggregateArgs::is_empty")]
    pub args: AggregateArgs,
    /// `HYPOTHETICAL`, of an ordered-set aggregate.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hypothetical: bool,
    /// State transition function.
    pub sfunc: QName,
    /// Type of the state.
    pub stype: TypeName,
    /// Approximate size of the state in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sspace: Option<i64>,
    /// Final function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finalfunc: Option<QName>,
    /// Passes arguments to the final function that only tell it their types.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub finalfunc_extra: bool,
    /// What the final function does to the state, where it is not the default: `read_only`, of ordered-set aggregates
    /// `read_write`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finalfunc_modify: Option<Modify>,
    /// Combines two states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combinefunc: Option<QName>,
    /// State to bytes, for a state of type `internal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serialfunc: Option<QName>,
    /// Bytes to state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deserialfunc: Option<QName>,
    /// First state, as text; null where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initcond: Option<SmolStr>,
    /// Transition function of the moving mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msfunc: Option<QName>,
    /// Takes a row out of the state again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minvfunc: Option<QName>,
    /// Type of the state in the moving mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mstype: Option<TypeName>,
    /// Approximate size of that state in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msspace: Option<i64>,
    /// Final function of the moving mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfinalfunc: Option<QName>,
    /// The same as `finalfunc_extra`, for the moving mode.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mfinalfunc_extra: bool,
    /// The same as `finalfunc_modify`, for the moving mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfinalfunc_modify: Option<Modify>,
    /// First state of the moving mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minitcond: Option<SmolStr>,
    /// Operator whose order finds the same value: `<` for a minimum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sortop: Option<OpName>,
    /// `PARALLEL`.
    #[serde(default, skip_serializing_if = "Parallel::is_unsafe")]
    pub parallel: Parallel,
}

/// What a final function does to the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modify {
    /// Nothing.
    ReadOnly,
    /// Something that another final function can live with.
    Shareable,
    /// Anything.
    ReadWrite,
}

impl Kind for Aggregate {
    const INFO: Info = Info {
        section: "aggregates",
        template: "aggregate",
        noun: "AGGREGATE",
        class: "pg_proc",
        address: Address::Aggregate,
        owned: true,
        privileges: &["execute"],
        public: &["execute"],
        default_privileges: Some("FUNCTIONS"),
        grant_noun: Some("FUNCTION"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        let modify = |column: &str| {
            format!(
                "CASE WHEN a.{column} <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN
                     CASE a.{column} WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END END"
            )
        };
        format!(
            "SELECT p.oid, n.nspname AS schema, p.proname AS name, pg_get_userbyid(p.proowner) AS owner,
                    array_to_string(p.proacl, E'\\n') AS acl,
                    json_build_object(
                        'args', pg_get_function_arguments(p.oid),
                        'hypothetical', a.aggkind = 'h',
                        'sfunc', {sfunc}, 'stype', format_type(a.aggtranstype, NULL), 'sspace', nullif(a.aggtransspace, 0),
                        'finalfunc', {finalfunc}, 'finalfunc_extra', a.aggfinalextra, 'finalfunc_modify', {finalmodify},
                        'combinefunc', {combinefunc}, 'serialfunc', {serialfunc}, 'deserialfunc', {deserialfunc},
                        'initcond', a.agginitval,
                        'msfunc', {msfunc}, 'minvfunc', {minvfunc},
                        'mstype', CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END,
                        'msspace', nullif(a.aggmtransspace, 0),
                        'mfinalfunc', {mfinalfunc}, 'mfinalfunc_extra', a.aggmfinalextra, 'mfinalfunc_modify', {mfinalmodify},
                        'minitcond', a.aggminitval, 'sortop', {sortop},
                        'parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END
                    ) AS body
             FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE {user} AND {own}",
            sfunc = routine_name("a.aggtransfn"),
            finalfunc = routine_name("a.aggfinalfn"),
            finalmodify = modify("aggfinalmodify"),
            combinefunc = routine_name("a.aggcombinefn"),
            serialfunc = routine_name("a.aggserialfn"),
            deserialfunc = routine_name("a.aggdeserialfn"),
            msfunc = routine_name("a.aggmtransfn"),
            minvfunc = routine_name("a.aggminvtransfn"),
            mfinalfunc = routine_name("a.aggmfinalfn"),
            mfinalmodify = modify("aggmfinalmodify"),
            sortop = super::operator_name("a.aggsortop"),
            user = user_schema("n"),
            own = not_member("pg_proc", "p.oid"),
        )
    }

    fn canonical(&mut self, id: &mut Id) {
        without_modifiers(self.args.types_mut());
        without_modifiers([&mut self.stype].into_iter().chain(&mut self.mstype));
        id.args = self.args.identity_types();
        let default = if self.args.ordered.is_some() { Modify::ReadWrite } else { Modify::ReadOnly };
        for modify in [&mut self.finalfunc_modify, &mut self.mfinalfunc_modify] {
            *modify = modify.filter(|modify| *modify != default);
        }
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        self.args.types_mut().for_each(|name| show(Part::Type(name)));
        show(Part::Type(&mut self.stype));
        if let Some(name) = &mut self.mstype {
            show(Part::Type(name));
        }
        show(Part::Function(&mut self.sfunc));
        let more = [
            &mut self.finalfunc,
            &mut self.combinefunc,
            &mut self.serialfunc,
            &mut self.deserialfunc,
            &mut self.msfunc,
            &mut self.minvfunc,
            &mut self.mfinalfunc,
        ];
        more.into_iter().flatten().for_each(|name| show(Part::Function(name)));
        if let Some(sortop) = &mut self.sortop {
            show(Part::Operator(sortop));
        }
    }

    fn asks(&self, _: Option<&Self>, _: &Id) -> Vec<Right> {
        let internal = |name: &TypeName| name.base().name.as_str() == "internal";
        let unsafe_state = internal(&self.stype) || self.mstype.as_ref().is_some_and(internal);
        if unsafe_state { vec![Right::Superuser] } else { Vec::new() }
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        // CREATE OR REPLACE keeps the type of the result, which follows from state and final function.
        let result = |one: &Self| (one.stype.clone(), one.finalfunc.clone(), one.finalfunc_extra, one.hypothetical);
        let none = Args::default();
        let replaceable = replaceable(&self.args.direct, &to.args.direct)
            && self.args.ordered.is_some() == to.args.ordered.is_some()
            && replaceable(self.args.ordered.as_ref().unwrap_or(&none), to.args.ordered.as_ref().unwrap_or(&none));
        if result(self) != result(to) || !replaceable {
            return Alter::Replace;
        }
        Alter::Steps(vec![Step::new(id, "replace")])
    }
}
