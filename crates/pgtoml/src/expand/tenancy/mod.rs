//! `[tenancy.NAME]`: row-level security of tenants as plain objects.
//!
//! PostgreSQL manual: "Row Security Policies" (5.9), CREATE POLICY. The forms are those that hold where the obvious ones do
//! not: the setting is read once for a statement and `nullif` keeps the empty text, which it is after `SET LOCAL`, from
//! being cast; every policy that writes has a WITH CHECK; functions have a pinned `search_path` with `pg_temp` at its end;
//! the context ends with the transaction; a role that bypasses has a policy of its own instead of an OR in all others.

mod bypass;
mod conflicts;
mod functions;
mod keys;
mod members;
pub mod read;
mod rules;
mod views;

use std::collections::BTreeMap;

pub(super) use self::functions::SEARCH_PATH;
pub(super) use self::read::column;
use self::read::{Membership, Tenancy};
use super::{Origin, conditions, from_sugar, place_of, settings, tables};
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::kind::{Body, Tag};
use crate::model::{Id, Ident};
use crate::read::node::Entry;
use crate::read::reading::Reading;
use crate::sql::TypeName;

/// A tenancy whose names have been looked up.
struct Plan<'s> {
    name: &'s str,
    said: Tenancy,
    entry: &'s Entry,
    origin: Origin,
    column: Ident,
    data_type: TypeName,
    /// The type of users, where they matter.
    user_type: Option<TypeName>,
    /// Tables with the tenant, and their column.
    members: BTreeMap<Id, Ident>,
    /// Tables that follow another one.
    children: BTreeMap<Id, Link>,
    /// Membership tables.
    memberships: Vec<(Membership, Id, Ident)>,
    /// The table of the hierarchy.
    hierarchy: Option<Id>,
    /// The function that lists the tenants that a user sees, where there is one.
    tenants: Id,
}

/// What a section declares, for what has to hold it against the policies that are there.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Name of the section.
    pub name: String,
    /// The setting with the tenant.
    pub setting: Option<String>,
    /// Tables with the tenant, and their column.
    pub members: BTreeMap<Id, Ident>,
    /// Everybody reads the rows without a tenant.
    pub shared: bool,
    /// Tables whose rows belong to whom the row behind their foreign key belongs to.
    pub children: std::collections::BTreeSet<Id>,
}

/// How a table follows another one: its foreign key.
#[derive(Clone, Debug)]
struct Link {
    parent: Id,
    columns: Vec<Ident>,
    referenced: Vec<Ident>,
}

/// Expands all tenancies.
pub(super) fn expand(entries: &[Entry], reading: &mut Reading<'_>) {
    let mut plans = Vec::new();
    for entry in entries {
        let before = reading.diagnostics.len();
        let Some(said) = read::read(entry, reading) else { continue };
        let plan = Plan::resolve(entry, said, reading);
        // What is half understood would be expanded to objects that are wrong in turn.
        let wrong =
            reading.diagnostics.iter().skip(before).any(|one| one.severity == crate::diagnostic::Severity::Error);
        plans.extend(plan.filter(|_| !wrong));
    }
    if conflicts::report(&plans, reading) {
        return;
    }
    for plan in &plans {
        reading.tenancies.push(Declared {
            name: plan.name.to_owned(),
            setting: plan.said.setting.as_ref().map(ToString::to_string),
            members: plan.members.clone(),
            shared: plan.said.shared,
            children: plan.children.keys().cloned().collect(),
        });
        from_sugar(reading, plan.origin.clone(), |reading| plan.make(reading));
    }
}

impl<'s> Plan<'s> {
    fn resolve(entry: &'s Entry, said: Tenancy, reading: &mut Reading<'_>) -> Option<Self> {
        let (column, data_type) = read::column(&said.column, place_of(entry, &["column"]), reading)?;
        let mut plan = Self {
            name: &entry.key,
            origin: Origin::of("tenancy", entry),
            entry,
            column,
            data_type,
            user_type: None,
            members: BTreeMap::new(),
            children: BTreeMap::new(),
            memberships: Vec::new(),
            hierarchy: None,
            tenants: Id::global(Tag::Function, ""),
            said,
        };
        plan.tenants = functions::named(&plan, reading, plan.said.functions.tenants.as_ref(), "tenants");
        plan.contexts(reading);
        plan.roles(reading);
        plan.memberships(reading);
        members::resolve(&mut plan, reading);
        plan.conditions(reading);
        Some(plan)
    }

    fn make(&self, reading: &mut Reading<'_>) {
        bypass::make(self, reading);
        functions::make(self, reading);
        keys::make(self, reading);
        rules::make(self, reading);
        views::make(self, reading);
    }

    /// The place of a key of the section.
    fn at(&self, keys: &[&str]) -> Span {
        place_of(self.entry, keys)
    }

    /// Says something wrong with a key of the section.
    fn wrong(&self, reading: &mut Reading<'_>, keys: &[&str], message: impl Into<String>, hint: impl Into<String>) {
        reading.report(Diagnostic::error("tenancy", self.at(keys), message).hint(hint));
    }

    /// Whether a function says which tenants a user sees.
    fn has_set(&self) -> bool {
        !self.said.membership.is_empty() || self.said.hierarchy.is_some()
    }

    /// Settings: what there must be, and their names.
    fn contexts(&mut self, reading: &mut Reading<'_>) {
        let said = &self.said;
        let bypass = said.bypass.as_ref().and_then(|bypass| bypass.setting.as_ref());
        let written = [
            (said.setting.as_ref(), self.at(&["setting"])),
            (said.user.as_ref(), self.at(&["user"])),
            (bypass, self.at(&["bypass", "setting"])),
        ];
        for (name, span) in written {
            if let Some(name) = name {
                settings::check(reading, name, span);
            }
        }
        let users = !said.membership.is_empty() || said.owner.is_some();
        if said.setting.is_none() && said.membership.is_empty() {
            let hint = "add `setting = \"app.current_tenant_id\"`, or a `membership`";
            self.wrong(reading, &[], "nothing says for which tenant a statement runs", hint);
        }
        if users && said.user.is_none() {
            let key = if said.owner.is_some() { "owner" } else { "membership" };
            let hint = "add `user = \"app.current_user_id\"`";
            self.wrong(reading, &[key], format!("`{key}` needs the setting with the user"), hint);
        }
        if said.restrictive && said.bypass.is_some() {
            let hint = "let other roles have the restrictive policies: `roles = [\"app\"]`";
            self.wrong(reading, &["bypass"], "restrictive policies hold for everybody, so nothing bypasses them", hint);
        }
        let both = said.bypass.as_ref().is_some_and(|bypass| bypass.role.is_some() == bypass.setting.is_some());
        if both {
            self.wrong(reading, &["bypass"], "a bypass is either a role or a setting", "keep one of the two");
        }
        let functions = &said.functions;
        let of_tenant = [("set", &functions.set), ("clear", &functions.clear), ("get", &functions.get)];
        for (key, _) in of_tenant.iter().filter(|(_, name)| name.is_some() && said.setting.is_none()) {
            let hint = "add the setting, or remove the function";
            self.wrong(reading, &["functions", key], format!("there is no `setting` for the function `{key}`"), hint);
        }
        let of_bypass = [
            ("enable_bypass", &functions.enable_bypass),
            ("disable_bypass", &functions.disable_bypass),
            ("is_bypass", &functions.is_bypass),
        ];
        for (key, _) in of_bypass.iter().filter(|(_, name)| name.is_some() && bypass.is_none()) {
            let hint = "add `bypass = \"app.bypass\"`, or remove the function";
            self.wrong(reading, &["functions", key], format!("there is no setting to bypass with for `{key}`"), hint);
        }
        if functions.tenants.is_some() && !self.has_set() {
            let hint = "it is made where there is a `membership` or a `hierarchy`";
            self.wrong(reading, &["functions", "tenants"], "there are no tenants to list", hint);
        }
    }

    /// What rules and memberships say in SQL, once for all tables.
    fn conditions(&self, reading: &mut Reading<'_>) {
        for command in read::Command::all() {
            let Some(text) = &self.rule(command).condition else { continue };
            let span = self.at(&[command.key(), "where"]);
            if !conditions::parses(reading, text, span) {
                continue;
            }
            for table in self.members.keys() {
                if !conditions::check(reading, table, text, span) {
                    break;
                }
            }
        }
        for (membership, table, _) in &self.memberships {
            if let Some(text) = &membership.condition {
                conditions::check(reading, table, text, self.at(&["membership"]));
            }
        }
    }

    /// Roles that the file declares; where it declares none, every name may be one.
    fn roles(&self, reading: &mut Reading<'_>) {
        let mut written: Vec<(Ident, Span)> = super::texts_of(self.entry, &["roles"])
            .into_iter()
            .chain(super::texts_of(self.entry, &["bypass", "roles"]))
            .chain(super::texts_of(self.entry, &["bypass", "role"]))
            .map(|(name, span)| (Ident::new(name), span))
            .collect();
        if let Some(role) = self.said.bypass.as_ref().and_then(|bypass| bypass.role.clone())
            && super::texts_of(self.entry, &["bypass", "role"]).is_empty()
        {
            written.push((role, self.at(&["bypass"])));
        }
        for (role, span) in written {
            super::check_role(reading, &role, span);
        }
        if !self.said.grants.is_empty() && self.said.roles.is_empty() {
            self.wrong(reading, &["grants"], "nobody is named who gets the privileges", "add `roles = [\"app\"]`");
        }
    }

    /// Looks up the tables that say who belongs to a tenant, and the type of users.
    fn memberships(&mut self, reading: &mut Reading<'_>) {
        let spans: Vec<(Span, Span)> = match self.entry.node.as_table().and_then(|table| table.get("membership")) {
            Some(node) => match &node.value {
                crate::read::node::Value::Array(items) => items.iter().map(spans).collect(),
                _ => vec![spans(node)],
            },
            None => Vec::new(),
        };
        for (membership, (whole, table)) in self.said.membership.clone().into_iter().zip(spans) {
            let Some(id) = tables::named(reading, &membership.table, table) else { continue };
            let tenant = membership.tenant.clone().unwrap_or_else(|| self.column.clone());
            let hint = "say which: `membership = { table = \"…\", user = \"user_id\", tenant = \"tenant_id\" }`";
            self.typed(reading, &id, &tenant, whole, Some(hint));
            if let Some(found) = user_column(reading, &id, &membership.user, whole) {
                self.user_type.get_or_insert(found);
            }
            if let Some(role) = &membership.role
                && tables::column(reading, &id, role).is_none()
            {
                tables::no_column(reading, &id, role, whole, None);
            }
            if membership.role.is_none() && !membership.roles.is_empty() {
                let message = "`roles` are those of a column that is not named";
                let hint = "add `role = \"role\"`, the column with the role of the user";
                reading.report(Diagnostic::error("tenancy", whole, message).hint(hint));
            }
            self.memberships.push((membership, id, tenant));
        }
        for command in read::Command::all() {
            let without = self.said.membership.iter().all(|membership| membership.role.is_none());
            if self.rule(command).roles.is_some() && without {
                let hint = "add `role = \"role\"` to the membership, the column with the role of the user";
                self.wrong(reading, &[command.key(), "roles"], "no membership says which role a user has", hint);
            }
        }
        let Some(hierarchy) = self.said.hierarchy.clone() else { return };
        let span = self.at(&["hierarchy"]);
        let at = self.at(&["hierarchy", "table"]);
        let Some(id) = tables::named(reading, &hierarchy.table, at) else { return };
        let above = hierarchy.parent.iter().chain(&hierarchy.ancestor);
        for column in std::iter::once(&hierarchy.id).chain(above) {
            self.typed(reading, &id, column, span, None);
        }
        if hierarchy.parent.is_some() == hierarchy.ancestor.is_some() {
            let hint = "`parent` is the column of the tenant above; `ancestor` that of a table with all pairs";
            self.wrong(reading, &["hierarchy"], "a hierarchy has either a `parent` or an `ancestor`", hint);
        }
        self.hierarchy = Some(id);
    }

    /// Reports a column that is not there, or of another type than the tenant.
    fn typed(&self, reading: &mut Reading<'_>, table: &Id, column: &Ident, span: Span, hint: Option<&str>) -> bool {
        let Some(found) = tables::column(reading, table, column).map(|(_, body)| body.data_type.clone()) else {
            tables::no_column(reading, table, column, span, hint.map(str::to_owned));
            return false;
        };
        if found != self.data_type {
            let shown = tables::shown(reading, table);
            let name = column.as_str();
            let message = format!("column `{shown}.{name}` is of type {found}, the tenant of type {}", self.data_type);
            let hint = format!("`{name}` must be of type {}, or the table stands in `except`", self.data_type);
            reading.report(Diagnostic::error("tenancy-type", span, message).hint(hint));
            return false;
        }
        true
    }

    fn rule(&self, command: read::Command) -> &read::Rule {
        match command {
            read::Command::Read => &self.said.read,
            read::Command::Insert => &self.said.insert,
            read::Command::Update => &self.said.update,
            read::Command::Delete => &self.said.delete,
        }
    }
}

/// The place of a membership, and of the name of its table.
fn spans(node: &crate::read::node::Node) -> (Span, Span) {
    let table = node.as_table().and_then(|table| table.get("table"));
    (node.span, table.map_or(node.span, |table| table.span))
}

/// The type of a column with a user; what is wrong with it is reported.
fn user_column(reading: &mut Reading<'_>, table: &Id, column: &Ident, span: Span) -> Option<TypeName> {
    let Some(found) = tables::column(reading, table, column).map(|(_, body)| body.data_type.clone()) else {
        tables::no_column(reading, table, column, span, None);
        return None;
    };
    if !settings::TYPES.contains(&found.as_str()) {
        let message = format!("column `{}.{}` is of type {found}", tables::shown(reading, table), column.as_str());
        let hint = format!("a user is one of {}", settings::TYPES.join(", "));
        reading.report(Diagnostic::error("tenancy-type", span, message).hint(hint));
        return None;
    }
    Some(found)
}

/// Switches row-level security on.
pub(super) fn secure(reading: &mut Reading<'_>, table: &Id, force: bool) {
    // What the file says of the table itself wins.
    let open = reading.denies(table, "force_row_level_security").is_some();
    if let Some(Body::Table(body)) = reading.complete(table) {
        body.row_level_security = true;
        body.force_row_level_security |= force && !open;
    }
}

/// `schema.name` of a routine or relation as SQL.
fn sql_name(id: &Id) -> String {
    id.qualified().to_string()
}

/// Reports names that nearly are one of those that are known.
fn near_hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    did_you_mean(name, known).map(|near| format!("did you mean `{near}`?"))
}

/// A policy, unless one of this name is declared.
fn policy(reading: &mut Reading<'_>, table: &Id, name: &Ident, toml: &serde_json::Value) {
    super::declare(reading, table.child(Tag::Policy, name.clone()), toml);
}
