//! `[mixins.NAME]`: what several tables have alike. A table takes it with `use = ["timestamps"]`, or with arguments:
//! `use = [{ mixin = "share", target = "document" }]`.
//!
//! A mixin holds what a table can hold. `{parameter}`, `{table}` and `{schema}` are filled in everywhere: in names and
//! comments as they are, in SQL quoted where a name needs it. What the table says itself wins.

mod fill;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use smol_str::SmolStr;

use self::fill::Filling;
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::model::Id;
use crate::read::node::{Entry, Node, Table, Value};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;

/// Mixins by their names.
pub(crate) type Mixins = BTreeMap<SmolStr, Mixin>;

/// Keys of a use that are no arguments, and names that are always there.
const RESERVED: &[&str] = &["mixin", "except", "table", "schema"];

/// A mixin that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Mixin {
    /// What a table gets.
    body: Table,
    /// Parameters with their defaults.
    parameters: IndexMap<SmolStr, Option<SmolStr>>,
    /// Its columns come before those of the table.
    first: bool,
}

/// One element of `use`.
struct Use {
    mixin: SmolStr,
    span: Span,
    arguments: Vec<(SmolStr, SmolStr, Span)>,
    except: Vec<(SmolStr, Span)>,
}

/// Reads all mixins.
pub(super) fn read(entries: Vec<Entry>, diagnostics: &mut Vec<Diagnostic>) -> Mixins {
    let mut mixins = Mixins::new();
    for entry in entries {
        let Value::Table(mut body) = entry.node.value else { continue };
        let parameters = parameters(body.take("parameters"), diagnostics);
        let first = match body.take("first").map(|entry| entry.node) {
            None => false,
            Some(Node { value: Value::Boolean(first), .. }) => first,
            Some(node) => {
                let message = format!("expected `first = true`, found {}", node.type_name());
                diagnostics.push(Diagnostic::error("wrong-value", node.span, message));
                false
            }
        };
        let known: Vec<&str> = parameters.keys().map(SmolStr::as_str).chain(["table", "schema"]).collect();
        fill::check(&entry.key, &body, &known, diagnostics);
        mixins.insert(entry.key, Mixin { body, parameters, first });
    }
    mixins
}

/// `parameters = ["target", { days = 30 }]` or `parameters = { target = "document" }`.
fn parameters(entry: Option<Entry>, diagnostics: &mut Vec<Diagnostic>) -> IndexMap<SmolStr, Option<SmolStr>> {
    let mut found = IndexMap::new();
    let Some(entry) = entry else { return found };
    let items = match entry.node.value {
        Value::Array(items) => items,
        _ => vec![entry.node],
    };
    let mut add = |name: SmolStr, default: Option<SmolStr>, span: Span| {
        if RESERVED.contains(&name.as_str()) || !crate::sql::name::is_name(&name) {
            let message = format!("a parameter cannot be called `{name}`");
            let hint =
                "its name is one of letters, digits and `_`, and none of `mixin`, `except`, `table` and `schema`";
            diagnostics.push(Diagnostic::error("mixin", span, message).hint(hint));
        } else {
            found.insert(name, default);
        }
    };
    let mut wrong = Vec::new();
    for item in items {
        match item.value {
            Value::String(name) => add(name, None, item.span),
            Value::Table(table) => {
                for one in table.entries {
                    match argument(&one.node) {
                        Some(default) => add(one.key, Some(default), one.key_span),
                        None => wrong.push(one.node),
                    }
                }
            }
            _ => wrong.push(item),
        }
    }
    for node in wrong {
        let message = format!("expected a parameter, found {}", node.type_name());
        let hint = "write `parameters = [\"target\"]`, or with defaults `parameters = { target = \"document\" }`";
        diagnostics.push(Diagnostic::error("wrong-value", node.span, message).hint(hint));
    }
    found
}

/// The text of an argument.
fn argument(node: &Node) -> Option<SmolStr> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(SmolStr::new(number.to_string())),
        Value::Boolean(flag) => Some(SmolStr::new(flag.to_string())),
        _ => None,
    }
}

/// Puts what its mixins say into a table, where the table does not say it itself.
pub(crate) fn apply(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
    let Some(entry) = node.take("use") else { return };
    let mut taking = Taking { given: BTreeMap::new(), front: 0, stack: Vec::new() };
    for one in uses(entry, reading) {
        taking.take(id, &one, node, reading);
    }
}

/// The elements of `use`.
fn uses(entry: Entry, reading: &mut Reading<'_>) -> Vec<Use> {
    let items = match entry.node.value {
        Value::Array(items) => items,
        _ => vec![entry.node],
    };
    let mut found = Vec::new();
    for item in items {
        let span = item.span;
        match item.value {
            Value::String(mixin) => found.push(Use { mixin, span, arguments: Vec::new(), except: Vec::new() }),
            Value::Table(mut table) => {
                let except = table.take("except").map_or_else(Vec::new, |entry| reading.texts(&entry));
                let Some(mixin) = table.take("mixin") else {
                    let hint = "write `use = [{ mixin = \"share\", target = \"document\" }]`";
                    reading.report(Diagnostic::error("wrong-value", span, "`mixin` is missing").hint(hint));
                    continue;
                };
                let Some(name) = reading.string(&mixin) else { continue };
                let mut arguments = Vec::new();
                for one in table.entries {
                    match argument(&one.node) {
                        Some(value) => arguments.push((one.key, value, one.key_span)),
                        None => {
                            let found = one.node.type_name();
                            let message =
                                format!("expected a text, a number or a boolean for `{}`, found {found}", one.key);
                            reading.report(Diagnostic::error("wrong-value", one.node.span, message));
                        }
                    }
                }
                found.push(Use { mixin: name, span: mixin.node.span, arguments, except });
            }
            _ => {
                let message = format!("expected the name of a mixin, found {}", item.type_name());
                reading.report(Diagnostic::error("wrong-value", span, message));
            }
        }
    }
    found
}

/// A table on its way through its mixins.
struct Taking {
    /// What mixins have given, by section and key, and which.
    given: BTreeMap<(SmolStr, SmolStr), SmolStr>,
    /// How many columns stand before those of the table.
    front: usize,
    /// Mixins that are being taken, which use each other.
    stack: Vec<SmolStr>,
}

impl Taking {
    fn take(&mut self, id: &Id, one: &Use, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        let name = &one.mixin;
        let Some(mixin) = reading.mixins.get(name) else {
            let near = did_you_mean(name, reading.mixins.keys().map(SmolStr::as_str));
            let hint = near
                .map_or_else(|| format!("add a section `[mixins.{name}]`"), |near| format!("did you mean `{near}`?"));
            let message = format!("unknown mixin `{name}`");
            return reading.report(Diagnostic::error("unknown-mixin", one.span, message).hint(hint));
        };
        if self.stack.contains(name) {
            let message = format!("the mixin `{name}` uses itself");
            return reading.report(Diagnostic::error("mixin", one.span, message).hint("take it out of its `use`"));
        }
        let Some(arguments) = arguments(name, mixin, one, reading) else { return };
        let filling = Filling { table: id, arguments: &arguments };
        let mut body = filling.table(&mixin.body);
        let within = body.take("use");
        self.stack.push(name.clone());
        for inner in within.map_or_else(Vec::new, |entry| uses(entry, reading)) {
            self.take(id, &inner, node, reading);
        }
        self.stack.pop();
        for (left, span) in &one.except {
            leave_out(name, &mut body, left, *span, reading);
        }
        self.merge(&mut node.table, body, mixin.first, one, reading);
    }

    /// Adds what is missing. What two mixins give is nobody's choice.
    fn merge(&mut self, into: &mut Table, from: Table, first: bool, one: &Use, reading: &mut Reading<'_>) {
        for entry in from.entries {
            let section = entry.key.clone();
            reading.mixin_keys.insert(entry.key_span, (one.mixin.clone(), section.clone()));
            let Value::Table(more) = entry.node.value else {
                for item in items(&entry.node) {
                    reading.mixin_keys.insert(item.span, (one.mixin.clone(), section.clone()));
                }
                self.whole(into, entry, one, reading);
                continue;
            };
            if into.get(&section).is_none() {
                let node = Node { span: entry.node.span, value: Value::Table(Table::default()) };
                into.entries.push(Entry { key: section.clone(), key_span: entry.key_span, node });
            }
            let Some(own) = into.entries.iter_mut().find(|own| own.key == section) else { continue };
            // A short form of the table's own stays as it is.
            let Value::Table(own) = &mut own.node.value else { continue };
            for child in more.entries {
                reading.mixin_keys.insert(child.key_span, (one.mixin.clone(), child.key.clone()));
                self.child(&section, own, child, first, one, reading);
            }
        }
    }

    /// A key of the table itself.
    fn whole(&mut self, into: &mut Table, entry: Entry, one: &Use, reading: &mut Reading<'_>) {
        let path = (entry.key.clone(), SmolStr::default());
        let Some(own) = into.entries.iter_mut().find(|own| own.key == entry.key) else {
            self.given.insert(path, one.mixin.clone());
            into.entries.push(entry);
            return;
        };
        match (&mut own.node.value, entry.node.value) {
            (Value::Array(own), Value::Array(more)) if entry.key == "unnamed" => own.extend(more),
            _ => self.conflict(&path, &entry.key, one, reading),
        }
    }

    /// An object of a section.
    fn child(
        &mut self,
        section: &SmolStr,
        own: &mut Table,
        child: Entry,
        first: bool,
        one: &Use,
        reading: &mut Reading<'_>,
    ) {
        let path = (section.clone(), child.key.clone());
        let name = child.key.clone();
        match (own.entries.iter_mut().find(|own| own.key == child.key).map(|own| &mut own.node.value), child.node.value)
        {
            (None, value) => {
                self.given.insert(path, one.mixin.clone());
                let entry = Entry { node: Node { span: child.node.span, value }, ..child };
                if section == "columns" && first {
                    own.entries.insert(self.front.min(own.entries.len()), entry);
                    self.front += 1;
                } else {
                    own.entries.push(entry);
                }
            }
            // Several may say what a role may do.
            (Some(Value::Array(own)), Value::Array(more)) if section == "grants" && self.given.contains_key(&path) => {
                own.extend(more);
            }
            (Some(_), _) if self.given.contains_key(&path) => self.conflict(&path, &name, one, reading),
            (Some(Value::Table(own)), Value::Table(more)) => merge_missing(own, &more),
            (Some(_), _) => {}
        }
    }

    fn conflict(&self, path: &(SmolStr, SmolStr), name: &str, one: &Use, reading: &mut Reading<'_>) {
        let Some(other) = self.given.get(path) else { return };
        let what = if path.0 == "columns" { "column " } else { "" };
        let message = format!("the mixins `{other}` and `{}` both give {what}`{name}`", one.mixin);
        let hint = format!("leave it out of one: `{{ mixin = \"{}\", except = [\"{name}\"] }}`", one.mixin);
        reading.report(Diagnostic::error("mixin", one.span, message).hint(hint));
    }
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::Array(items) => items,
        _ => &[],
    }
}

/// Adds what is missing; tables are merged, everything else is left as it is.
fn merge_missing(into: &mut Table, from: &Table) {
    for entry in &from.entries {
        let found = into.entries.iter_mut().find(|own| own.key == entry.key);
        match (found.map(|own| &mut own.node.value), &entry.node.value) {
            (None, _) => into.entries.push(entry.clone()),
            (Some(Value::Table(own)), Value::Table(more)) => merge_missing(own, more),
            (Some(_), _) => {}
        }
    }
}

/// The values of all parameters; what is wrong with them is reported.
fn arguments(
    name: &SmolStr,
    mixin: &Mixin,
    one: &Use,
    reading: &mut Reading<'_>,
) -> Option<BTreeMap<SmolStr, SmolStr>> {
    let mut found = BTreeMap::new();
    let mut sound = true;
    for (argument, value, span) in &one.arguments {
        if mixin.parameters.contains_key(argument) {
            found.insert(argument.clone(), value.clone());
            continue;
        }
        sound = false;
        let near = did_you_mean(argument, mixin.parameters.keys().map(SmolStr::as_str));
        let hint = match (near, mixin.parameters.is_empty()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, true) => "it has none".to_owned(),
            (None, false) => {
                let names: Vec<&str> = mixin.parameters.keys().map(SmolStr::as_str).collect();
                format!("its parameters are {}", names.join(", "))
            }
        };
        let message = format!("the mixin `{name}` has no parameter `{argument}`");
        reading.report(Diagnostic::error("mixin", *span, message).hint(hint));
    }
    for (parameter, default) in &mixin.parameters {
        if found.contains_key(parameter) {
            continue;
        }
        if let Some(default) = default {
            found.insert(parameter.clone(), default.clone());
        } else {
            sound = false;
            let message = format!("the mixin `{name}` needs `{parameter}`");
            let hint = format!("write `use = [{{ mixin = \"{name}\", {parameter} = \"…\" }}]`");
            reading.report(Diagnostic::error("mixin", one.span, message).hint(hint));
        }
    }
    sound.then_some(found)
}

/// Takes everything of this name out of what a mixin gives.
fn leave_out(mixin: &str, body: &mut Table, name: &str, span: Span, reading: &mut Reading<'_>) {
    let mut found = body.take(name).is_some();
    for entry in &mut body.entries {
        if let Value::Table(section) = &mut entry.node.value {
            found |= section.take(name).is_some();
        }
    }
    if found {
        return;
    }
    let known = body.entries.iter().flat_map(|entry| {
        let children = entry.node.as_table().map_or_else(Vec::new, |table| table.entries.iter().collect());
        children.into_iter().map(|child| child.key.as_str()).chain([entry.key.as_str()])
    });
    let near = did_you_mean(name, known);
    let message = format!("the mixin `{mixin}` gives no `{name}`");
    let hint = near.map(|near| format!("did you mean `{near}`?"));
    reading.report(Diagnostic::error("mixin", span, message).hint_if(hint));
}
