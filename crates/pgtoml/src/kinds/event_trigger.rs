//! Event triggers.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Alter, Home, Id, Info, Kind, Part, QName, Step, Version, not_member};

/// An event trigger. A plan drops it first and makes it last, so that it does not fire for what the plan itself does.
///
/// `pg_event_trigger`; manual: CREATE EVENT TRIGGER, "Event Triggers" (38).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventTrigger {
    /// The event: `ddl_command_start`, `ddl_command_end`, `table_rewrite`, `sql_drop`, `login` (17 and newer).
    pub on: SmolStr,
    /// Commands that it is for, as `CREATE TABLE`; all where absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<SmolStr>,
    /// The function, with or without its schema.
    pub execute: QName,
    /// `disabled`, `replica` or `always`; absent for the usual state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<SmolStr>,
}

const DISABLED: &str = "disabled";

impl Kind for EventTrigger {
    const INFO: Info = Info {
        section: "event_triggers",
        template: "event_trigger",
        noun: "EVENT TRIGGER",
        class: "pg_event_trigger",
        home: Home::Database,
        owned: true,
        superuser: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT t.oid, t.evtname AS name, pg_get_userbyid(t.evtowner) AS owner,
                    (json_build_object(
                        'on', t.evtevent,
                        'tags', coalesce(array_to_json(t.evttags), '[]'),
                        'execute', CASE n.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(n.nspname) || '.' END
                                   || quote_ident(p.proname),
                        'enabled', CASE t.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END
                    )) AS body
             FROM pg_event_trigger t JOIN pg_proc p ON p.oid = t.evtfoid JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE {}",
            not_member("pg_event_trigger", "t.oid"),
        )
    }

    fn canonical(&mut self, _: &mut Id) {
        self.on = SmolStr::new(self.on.to_lowercase());
        for tag in &mut self.tags {
            *tag = SmolStr::new(tag.to_uppercase());
        }
        self.tags.sort();
        self.tags.dedup();
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Function(&mut self.execute));
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut steps = vec![Step::new(id, "create").late()];
        if self.enabled.is_some() {
            steps.push(Step::new(id, "enable").late());
        }
        steps
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { on, tags, execute, enabled } = self;
        if (on, tags, execute) != (&to.on, &to.tags, &to.execute) {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if *enabled != to.enabled {
            let step = Step::new(id, "enable");
            // What is switched off fires for nothing of the plan, and neither does what is switched on.
            steps.push(if to.enabled.as_deref() == Some(DISABLED) { step.early() } else { step.late() });
        }
        Alter::Steps(steps)
    }
}
