//! Sections to objects, each with everything in it.

use smol_str::SmolStr;

use super::de;
use super::node::{Entry, Node, Table, Value};
use super::object::ObjectNode;
use super::reading::{META, Place, Reading};
use crate::diagnostic::{Diagnostic, Span};
use crate::kind::{Address, Home, Short, Tag};
use crate::model::{Id, Ident, Object};

impl Reading<'_> {
    /// Reads the sections of a schema, or of the root of the file.
    pub(crate) fn sections(&mut self, table: &mut Table, schema: &Ident, database: bool) {
        if let Some(entry) = table.take("data") {
            crate::data::read::sections(entry, schema, None, self);
        }
        for tag in Tag::ALL {
            let info = tag.info();
            let here = match info.home {
                Home::Schema => true,
                Home::Database => database,
                Home::Parent(_) => false,
            };
            let Some(entry) = here.then(|| table.take(info.section)).flatten() else { continue };
            if info.home == Home::Database {
                self.kinds.insert(*tag);
            }
            if info.single {
                self.object(Id::global(*tag, ""), entry);
                continue;
            }
            let home = (info.home == Home::Schema).then(|| schema.clone());
            if home.is_some() {
                self.schemas.insert(schema.clone());
            }
            self.section(entry, |name| Id { schema: home.clone(), ..Id::global(*tag, name) });
        }
    }

    /// Reads the objects of one section.
    fn section(&mut self, entry: Entry, id: impl Fn(&str) -> Id) {
        match entry.node.value {
            Value::Table(table) => {
                for object in table.entries {
                    self.object(id(&object.key), object);
                }
            }
            Value::Array(items) => {
                for node in items {
                    let key_span = Span { end: node.span.start + 1, ..node.span };
                    self.object(id(""), Entry { key: SmolStr::default(), key_span, node });
                }
            }
            _ => self.report(Diagnostic::error(
                "wrong-value",
                entry.node.span,
                format!("expected a section `{}` with one key per object, found {}", entry.key, entry.node.type_name()),
            )),
        }
    }

    /// Reads one object with everything in it.
    pub(crate) fn object(&mut self, mut id: Id, entry: Entry) {
        let tag = id.tag;
        let info = tag.info();
        if info.has_signature()
            && let Some(name) = without_signature(&entry.key)
        {
            // `f(uuid)` tells overloads apart for people; the arguments say it again. Operators have nothing else to say it.
            if !info.is_routine() {
                id.args = SmolStr::new(entry.key.get(name.len()..).unwrap_or_default().trim());
            }
            id.name = name.into();
        }
        if info.address == Address::Using
            && let Some((name, method)) = entry.key.rsplit_once(" using ")
        {
            (id.name, id.args) = (name.trim().into(), method.trim().into());
        }
        self.check_name(&id, entry.key_span);
        let Some(mut node) = self.long_form(&id, entry) else {
            self.broken.insert(id);
            return;
        };
        let place = Place { key: node.key_span, value: node.span };
        tag.desugar(&id, &mut node, self);
        let meta = self.meta(&id, &mut node);
        let children: Vec<(Tag, Entry)> =
            tag.children().filter_map(|child| Some((child, node.take(child.info().section)?))).collect();
        let inside = (tag == Tag::Schema).then(|| std::mem::take(&mut node.table));
        if let Some(mut table) = inside {
            let schema = id.name.clone();
            self.schemas.insert(schema.clone());
            self.sections(&mut table, &schema, false);
            node.table = table;
        }
        if self.origin.is_none() {
            let no = node.table.entries.iter().filter(|entry| matches!(entry.node.value, Value::Boolean(false)));
            self.denied.extend(no.map(|entry| ((id.clone(), entry.key.clone()), entry.node.span)));
        }
        let rest = Node { span: node.span, value: Value::Table(node.table) };
        let nothing_else = matches!(&rest.value, Value::Table(table) if table.entries.is_empty());
        let body = node.whole.filter(|_| nothing_else);
        let body = body.or_else(|| de::decode(tag, &rest, keys_of_others, &mut self.diagnostics));
        if let Some(mut body) = body {
            let before = id.clone();
            body.canonical(&mut id);
            self.moved(&before, &id);
            self.insert(id.clone(), Object { body, meta }, place);
        } else {
            self.broken.insert(id.clone());
        }
        for (child, entry) in children {
            self.section(entry, |name| id.child(child, name));
        }
    }

    fn insert(&mut self, id: Id, object: Object, place: Place) {
        if self.places.contains_key(&id) {
            // What is declared wins over what sugar stands for.
            if self.origin.is_none() {
                self.duplicates.push((id, place));
            }
            return;
        }
        self.places.insert(id.clone(), place);
        self.note_origin(&id, place);
        self.model.objects.insert(id, object);
    }

    fn check_name(&mut self, id: &Id, span: Span) {
        let name = id.name.as_str();
        if name.len() > Ident::MAX_BYTES && id.tag.info().has_identifier() {
            let message = format!("`{name}` has {} bytes, PostgreSQL keeps {}", name.len(), Ident::MAX_BYTES);
            self.report(Diagnostic::error("name-too-long", span, message).hint("choose a shorter name"));
        }
        if name.contains('\0') {
            self.report(Diagnostic::error("bad-name", span, "a name cannot hold a zero byte"));
        }
    }

    /// The object as a table: the short form written out.
    fn long_form(&mut self, id: &Id, entry: Entry) -> Option<ObjectNode> {
        let Entry { key_span, node, .. } = entry;
        let info = id.tag.info();
        let span = node.span;
        let mut object = ObjectNode { key_span, span, table: Table::default(), whole: None };
        match (node.value, info.short) {
            (Value::Table(table), _) => object.table = table,
            (value, Some(short)) => {
                let key = SmolStr::new(short);
                object.table.entries.push(Entry { key, key_span, node: Node { span, value } });
            }
            (value, None) => {
                let found = Node { span, value }.type_name();
                let message = format!("expected a section or `{{ … }}` for {id}, found {found}");
                self.report(Diagnostic::error("wrong-value", span, message));
                return None;
            }
        }
        let text =
            info.short.and_then(|short| object.table.get(short)).and_then(|node| Some((node.as_str()?, node.span)));
        if let Some((text, span)) = text {
            let text = SmolStr::new(text);
            self.text = Place { key: key_span, value: span };
            match id.tag.read_text(id, &text, self) {
                Ok(None) => {}
                Ok(Some(Short { body, denied })) => {
                    object.table.take(info.short.unwrap_or_default());
                    if object.table.entries.iter().all(|entry| META.contains(&entry.key.as_str())) {
                        if self.origin.is_none() {
                            self.denied.extend(denied.iter().map(|key| ((id.clone(), SmolStr::new(*key)), span)));
                        }
                        object.whole = Some(body);
                        return Some(object);
                    }
                    let mut json = body.to_json();
                    denied.iter().for_each(|key| json[*key] = false.into());
                    if let Value::Table(written) = Node::from_json(&json, span).value {
                        for entry in written.entries {
                            object.table.default_entry(entry);
                        }
                    }
                }
                Err(error) => {
                    self.report_sql(span, &text, error);
                    return None;
                }
            }
        }
        Some(object)
    }
}

/// Keys of an object that are taken out before the rest is decoded.
fn keys_of_others(tag: Tag) -> Vec<&'static str> {
    let sections = tag.children().map(|child| child.info().section);
    META.iter().chain(tag.info().sugar).copied().chain(sections).collect()
}

/// The name in `f(uuid, numeric(10,2))`; a name may hold parentheses of its own.
pub(crate) fn without_signature(key: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (at, c) in key.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return key.get(..at).filter(|_| c == '(').map(str::trim_end);
        }
    }
    None
}
