//! Subscriptions of logical replication.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::options::{self, ENV, Setting};
use super::{Alter, Home, Id, Info, Kind, Names, Part, Right, Step, Tx, Version, Way};
use crate::diagnostic::Diagnostic;
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;

/// A subscription.
///
/// `pg_subscription`; manual: CREATE SUBSCRIPTION.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Subscription {
    /// `CONNECTION`, as `env:NAME`: it often holds a password, so it is never read, written and shown.
    pub connection: Setting,
    /// Publications of the publisher.
    pub publications: Names,
    /// Whether it runs.
    #[serde(skip_serializing_if = "is_true")]
    pub enabled: bool,
    /// Replication slot of the publisher: absent for one that is named as the subscription, `none` for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<SmolStr>,
    /// Whether CREATE and DROP speak to the publisher; no difference by itself.
    #[serde(skip_serializing_if = "speaks")]
    pub connect: Way<bool>,
    /// `binary`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub binary: bool,
    /// `streaming`: `off`, `on`, `parallel` (16 and newer), where it is not what the server takes by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub streaming: Option<SmolStr>,
    /// `synchronous_commit`, where it is not `off`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronous_commit: Option<SmolStr>,
    /// `two_phase` (15 and newer).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub two_phase: bool,
    /// `disable_on_error` (15 and newer).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub disable_on_error: bool,
    /// `password_required` (16 and newer).
    #[serde(skip_serializing_if = "is_true")]
    pub password_required: bool,
    /// `run_as_owner` (16 and newer).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub run_as_owner: bool,
    /// `origin`, where it is not `any` (16 and newer).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<SmolStr>,
    /// `failover` (17 and newer).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub failover: bool,
}

fn is_true(flag: &bool) -> bool {
    *flag
}

fn speaks(flag: &Way<bool>) -> bool {
    flag.0
}

impl Default for Subscription {
    fn default() -> Self {
        Self {
            connection: Setting::default(),
            publications: Names::default(),
            enabled: true,
            slot: None,
            connect: Way(true),
            binary: false,
            streaming: None,
            synchronous_commit: None,
            two_phase: false,
            disable_on_error: false,
            password_required: true,
            run_as_owner: false,
            origin: None,
            failover: false,
        }
    }
}

const NONE: &str = "none";

impl Kind for Subscription {
    const INFO: Info = Info {
        section: "subscriptions",
        template: "subscription",
        noun: "SUBSCRIPTION",
        class: "pg_subscription",
        home: Home::Database,
        owned: true,
        ..Info::DEFAULT
    };

    fn catalog(version: Version) -> String {
        let since = |major: u32, sql: &'static str| if version.at_least(major) { sql } else { "NULL" };
        let streaming = match version.major() {
            ..16 => "CASE WHEN s.substream THEN 'on' END",
            16 | 17 => "CASE s.substream WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' END",
            _ => "CASE s.substream WHEN 't' THEN 'on' WHEN 'f' THEN 'off' END",
        };
        // One that does not run is made again without a word to the publisher, as pg_dump does.
        // The connection string is for superusers alone, and nobody has to see it here.
        format!(
            "SELECT s.oid, s.subname AS name, pg_get_userbyid(s.subowner) AS owner,
                    (json_build_object(
                        'connection', '{ENV}' || regexp_replace(upper('PG_' || s.subname), '[^A-Z0-9_]', '_', 'g'),
                        'publications', s.subpublications,
                        'enabled', s.subenabled,
                        'connect', s.subenabled,
                        'slot', CASE WHEN s.subslotname IS NULL THEN '{NONE}'
                                     WHEN s.subslotname <> s.subname THEN s.subslotname END,
                        'binary', s.subbinary,
                        'streaming', {streaming},
                        'synchronous_commit', nullif(s.subsynccommit, 'off'),
                        'two_phase', {two_phase},
                        'disable_on_error', {disable},
                        'password_required', {password},
                        'run_as_owner', {owner},
                        'origin', {origin},
                        'failover', {failover})) AS body
             FROM pg_subscription s WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())",
            two_phase = since(15, "s.subtwophasestate <> 'd'"),
            disable = since(15, "s.subdisableonerr"),
            password = since(16, "s.subpasswordrequired"),
            owner = since(16, "s.subrunasowner"),
            origin = since(16, "nullif(s.suborigin, 'any')"),
            failover = since(17, "s.subfailover"),
        )
    }

    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        let Some(connection) = node.table.get("connection") else {
            let message = format!("{id} has no `connection`");
            let hint = "write `connection = \"env:NAME\"`, the environment variable that holds the connection string";
            return reading.report(Diagnostic::error("wrong-value", node.key_span, message).hint(hint));
        };
        if connection.as_str().and_then(options::variable).is_none() {
            let message = "a connection string may hold a password, and secrets do not belong into the file";
            let hint = "write `env:NAME`, the environment variable that holds it when the plan is applied";
            reading.report(Diagnostic::error("secret", connection.span, message).hint(hint));
        }
    }

    fn canonical(&mut self, id: &mut Id) {
        self.publications.0.sort();
        self.publications.0.dedup();
        self.slot.take_if(|slot| slot == id.name.as_str());
        self.synchronous_commit.take_if(|commit| commit == "off");
        self.origin.take_if(|origin| origin == "any");
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        if let Some(name) = self.connection.variable() {
            show(Part::Secret(name));
        }
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        // Its tables must be there when it begins to copy.
        let step = Step::new(id, "create").late();
        let mut steps = vec![if self.makes_slot() { step.tx(Tx::Outside) } else { step }];
        if !self.connect.0 && self.enabled && self.has_slot() {
            steps.push(Step::new(id, "enable").late());
        }
        steps
    }

    fn drop(&self, id: &Id) -> Step {
        let step = Step::of(id, "meta", "drop");
        if !self.has_slot() {
            return step;
        }
        step.tx(Tx::Outside).loses(format!("{id} and its place in the changes of the publisher"))
    }

    fn asks(&self, _: Option<&Self>, _: &Id) -> Vec<Right> {
        let mut asked = vec![Right::Create, Right::Act("pg_create_subscription".into())];
        asked.extend((!self.password_required).then_some(Right::Superuser));
        asked
    }

    fn since(&self) -> Vec<(u32, &'static str)> {
        let parallel = self.streaming.as_deref() == Some("parallel");
        let known = [
            (self.failover, 17, "failover"),
            (self.run_as_owner, 16, "run_as_owner"),
            (!self.password_required, 16, "password_required"),
            (self.origin.is_some(), 16, "origin"),
            (parallel, 16, "streaming = \"parallel\""),
            (self.two_phase, 15, "two_phase"),
            (self.disable_on_error, 15, "disable_on_error"),
        ];
        known.into_iter().filter(|(used, ..)| *used).map(|(_, major, what)| (major, what)).collect()
    }

    fn alter(&self, to: &Self, id: &Id, version: Version) -> Alter {
        let Self {
            connection: _,
            publications,
            enabled,
            slot,
            connect: _,
            binary,
            streaming,
            synchronous_commit,
            two_phase,
            disable_on_error,
            password_required,
            run_as_owner,
            origin,
            failover,
        } = self;
        if *two_phase != to.two_phase && !version.at_least(18) {
            return Alter::Refuse(format!(
                "{id}: two_phase can be changed since PostgreSQL 18; drop it and make it anew"
            ));
        }
        let same = (slot, two_phase, failover) == (&to.slot, &to.two_phase, &to.failover);
        // These three need one that does not run.
        let stops = *enabled && (!to.enabled || !same);
        let mut steps = Vec::new();
        if stops {
            steps.push(Step::new(id, "disable"));
        }
        if *slot != to.slot {
            steps.push(Step::new(id, "slot_name"));
        }
        let plain = (binary, streaming, synchronous_commit, disable_on_error)
            == (&to.binary, &to.streaming, &to.synchronous_commit, &to.disable_on_error)
            && (password_required, run_as_owner, origin) == (&to.password_required, &to.run_as_owner, &to.origin);
        if !plain {
            steps.push(Step::new(id, "options"));
        }
        for (name, changed, on) in [
            ("two_phase", *two_phase != to.two_phase, to.two_phase),
            ("failover", *failover != to.failover, to.failover),
        ] {
            if changed {
                let step = Step::new(id, "flag_option").arg("name", name).arg("on", on);
                // The slot of the publisher is told.
                steps.push(if to.has_slot() { step.tx(Tx::Outside) } else { step });
            }
        }
        if to.enabled && (stops || !*enabled) {
            steps.push(Step::new(id, "enable"));
        }
        if *publications != to.publications {
            let refresh = to.enabled && to.connect.0;
            let step = Step::new(id, "set_publications").arg("refresh", refresh);
            steps.push(if refresh { step.tx(Tx::Outside) } else { step });
        }
        Alter::Steps(steps)
    }
}

impl Subscription {
    fn has_slot(&self) -> bool {
        self.slot.as_deref() != Some(NONE)
    }

    fn makes_slot(&self) -> bool {
        self.connect.0 && self.has_slot()
    }
}
