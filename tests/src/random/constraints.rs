//! Constraints, indexes and statistics.

use super::doc::Doc;
use super::world::{Column, Family, Relation, World, quoted};

impl World {
    pub fn constraints(&mut self) {
        for relation in self.relations.clone() {
            self.checks(&relation);
            self.uniques(&relation);
            self.excludes(&relation);
            self.references(&relation);
            self.indexes(&relation);
            self.statistics(&relation);
        }
    }

    fn constrain(&mut self, relation: &Relation, slot: &str, definition: String) {
        let path = format!("{}.{slot}", relation.path);
        // Names of constraints need to differ in a table only, those of indexes in the schema.
        let (name, mut doc) = self.name(&path);
        let name = if name.is_ascii() { format!("{}_{name}", relation.path) } else { name + &relation.path };
        if let Some((_, super::doc::Value::Text(before))) = doc.0.iter_mut().find(|(key, _)| key == "renamed_from") {
            *before =
                if before.is_ascii() { format!("{}_{before}", relation.path) } else { before.clone() + &relation.path };
        }
        doc.put("definition", definition);
        self.meta(&path, false, &mut doc);
        let constraints = self.at("tables", &relation.at).at(&["constraints"]);
        match doc.0.as_slice() {
            [(_, definition)] => constraints.put(&name, definition.clone()),
            _ => constraints.put(&name, doc),
        }
    }

    fn there(&self, relation: &Relation, slot: &str, ever: u64, now: u64) -> bool {
        let path = format!("{}.{slot}", relation.path);
        self.draw.always(&format!("{path}?"), ever) && self.draw.chance(&format!("{path}!"), now)
    }

    fn checks(&mut self, relation: &Relation) {
        for slot in ["k1", "k2"] {
            if !self.there(relation, slot, 35, 80) {
                continue;
            }
            let path = format!("{}.{slot}", relation.path);
            let Some(condition) = self.condition(&path, &relation.at.schema, &relation.columns, "") else { continue };
            let mut text = format!("check ({condition})");
            if !relation.partitioned && self.draw.chance(&format!("{path} no inherit"), 8) {
                text.push_str(" no inherit");
            }
            if self.draw.chance(&format!("{path} not valid"), 8) {
                text.push_str(" not valid");
            }
            self.constrain(relation, slot, text);
        }
    }

    /// Columns that a btree takes.
    fn sortable<'a>(&self, relation: &'a Relation) -> Vec<&'a Column> {
        let sorts = |column: &&Column| !column.generated && !matches!(column.family, Family::Json | Family::Composite);
        relation.columns.iter().filter(sorts).collect()
    }

    fn uniques(&mut self, relation: &Relation) {
        if relation.partitioned {
            return;
        }
        for slot in ["u1", "u2"] {
            if !self.there(relation, slot, 20, 80) {
                continue;
            }
            let path = format!("{}.{slot}", relation.path);
            let columns = self.sortable(relation);
            let some = |which: &str| {
                self.draw
                    .among(&format!("{path} {which}"), &columns, |column| &column.name)
                    .map(|column| quoted(&column.name))
            };
            let (Some(first), Some(second)) = (some("first"), some("second")) else { continue };
            let list = if first == second || self.draw.chance(&format!("{path} one"), 50) {
                first.clone()
            } else {
                format!("{first}, {second}")
            };
            let nulls = if self.draw.chance(&format!("{path} nulls"), 10) { " nulls not distinct" } else { "" };
            let mut text = format!("unique{nulls} ({list})");
            if list == first && first != second && self.draw.chance(&format!("{path} include"), 15) {
                text.push_str(&format!(" include ({second})"));
            }
            if self.draw.chance(&format!("{path} deferred"), 12) {
                text.push_str(" deferrable initially deferred");
            }
            self.constrain(relation, slot, text);
        }
    }

    fn excludes(&mut self, relation: &Relation) {
        if relation.partitioned || !self.there(relation, "x1", 12, 80) {
            return;
        }
        let path = format!("{}.x1", relation.path);
        let range = relation.columns.iter().find(|column| column.family == Family::Range);
        let text = match range {
            Some(range) => format!("exclude using gist ({} with &&)", quoted(&range.name)),
            None => {
                let columns = self.sortable(relation);
                let Some(column) = self.draw.among(&path, &columns, |column| &column.name) else { return };
                format!("exclude ({} with =)", quoted(&column.name))
            }
        };
        let some = relation.columns.iter().find(|column| column.family == Family::Int);
        let text = match some.filter(|_| self.draw.chance(&format!("{path} where"), 30)) {
            Some(column) => format!("{text} where ({} > 3)", quoted(&column.name)),
            None => text,
        };
        self.constrain(relation, "x1", text);
    }

    fn references(&mut self, relation: &Relation) {
        if relation.apart {
            return;
        }
        for slot in ["r1", "r2"] {
            if !self.there(relation, slot, 45, 85) {
                continue;
            }
            let path = format!("{}.{slot}", relation.path);
            let keyed: Vec<&Relation> = self.relations.iter().filter(|one| one.key.is_some() && !one.apart).collect();
            let Some(to) = self.draw.among(&format!("{path} to"), &keyed, |one| &one.path) else { continue };
            let (to_name, to_key) =
                (self.refer(&path, &relation.at.schema, &to.at), to.key.clone().unwrap_or_default());
            let column = format!("ref_{slot}");
            let mut line = self.draw.pick(&format!("{path} type"), &["integer", "bigint", "bigint"]).to_owned();
            if self.draw.chance(&format!("{path} not null"), 15) {
                line.push_str(" not null");
            }
            let mut text = match self.draw.chance(&format!("{path} says key"), 50) {
                true => format!("references {to_name} ({})", quoted(&to_key)),
                false => format!("references {to_name}"),
            };
            for (event, percent) in [("delete", 40), ("update", 20)] {
                if self.draw.chance(&format!("{path} on {event}"), percent) {
                    let actions = ["cascade", "set null", "restrict", "set default", "no action"];
                    let action = self.draw.pick(&format!("{path} {event} does"), &actions);
                    text.push_str(&format!(" on {event} {action}"));
                }
            }
            if self.draw.chance(&format!("{path} deferrable"), 15) {
                text.push_str(
                    self.draw.pick(&format!("{path} when"), &[" deferrable", " deferrable initially deferred"]),
                );
            }
            if self.draw.always(&format!("{path} in line"), 40) {
                line.push_str(&format!(" {text}"));
            } else {
                if self.draw.chance(&format!("{path} not valid"), 8) {
                    text.push_str(" not valid");
                }
                self.constrain(relation, slot, format!("foreign key ({column}) {text}"));
            }
            self.at("tables", &relation.at).at(&["columns"]).put(&column, line);
        }
    }

    fn indexes(&mut self, relation: &Relation) {
        for slot in ["i1", "i2", "i3"] {
            // Those of the partitions are named by the order in which they are made.
            if !self.there(relation, slot, 40, 80) || (relation.partitioned && slot != "i1") {
                continue;
            }
            let path = format!("{}.{slot}", relation.path);
            let Some(mut doc) = self.index(&path, relation) else { continue };
            let (name, renamed) = self.name(&format!("{}.{}_{slot}", relation.path, relation.path));
            renamed.0.into_iter().for_each(|(key, value)| doc.put(&key, value));
            self.meta(&path, false, &mut doc);
            let section = relation.section;
            let indexes = self.at(section, &relation.at).at(&["indexes"]);
            match doc.0.as_slice() {
                [(_, on)] => indexes.put(&name, on.clone()),
                _ => indexes.put(&name, doc),
            }
        }
    }

    pub fn index(&self, path: &str, relation: &Relation) -> Option<Doc> {
        let columns = self.sortable(relation);
        let column = self.draw.among(&format!("{path} on"), &columns, |column| &column.name)?;
        let second = self.draw.among(&format!("{path} and"), &columns, |column| &column.name)?;
        let (c, d) = (quoted(&column.name), quoted(&second.name));
        let mut doc = Doc::default();
        let way = self.draw.below(&format!("{path} way"), 12);
        let texty = column.family == Family::Text;
        match way {
            0 => doc = doc.with("on", c.clone()).with("using", "hash"),
            1 if matches!(column.family, Family::IntArray | Family::TextArray) => {
                doc = doc.with("on", c.clone()).with("using", "gin");
            }
            2 if texty => doc.put("on", format!("lower({c})")),
            3 if matches!(column.family, Family::Int | Family::Key) => doc.put("on", format!("({c} + 1), {c}")),
            4 if texty => doc.put("on", format!("({c}::text) text_pattern_ops")),
            5 if texty => doc.put("on", format!("{c} collate \"C\" desc nulls last")),
            6 if c != d => doc.put("on", format!("{c} desc, {d}")),
            7 if c != d => doc = doc.with("on", c.clone()).with("include", vec![second.name.clone()]),
            8 if matches!(column.family, Family::Int | Family::Key) => {
                let function = self.draw.among(&format!("{path} calls"), &self.functions, |one| &one.name);
                match function {
                    Some(function) => doc.put("on", format!("{}({c}::integer)", function.full())),
                    None => doc.put("on", c.clone()),
                }
            }
            _ => doc.put("on", c.clone()),
        }
        if way > 1 && !relation.partitioned && self.draw.chance(&format!("{path} unique"), 15) {
            doc.put("unique", true);
        }
        if self.draw.chance(&format!("{path} where"), 20) {
            doc.put("where", self.condition(&format!("{path} filter"), &relation.at.schema, &relation.columns, "")?);
        }
        if way != 0 && self.draw.chance(&format!("{path} filled"), 8) && way != 1 {
            doc.put("with", Doc::default().with("fillfactor", "80"));
        }
        Some(doc)
    }

    fn statistics(&mut self, relation: &Relation) {
        if !self.there(relation, "s1", 15, 80) {
            return;
        }
        let path = format!("{}.s1", relation.path);
        let columns = self.sortable(relation);
        let first = self.draw.among(&format!("{path} a"), &columns, |column| &column.name);
        let second = self.draw.among(&format!("{path} b"), &columns, |column| &column.name);
        let (Some(first), Some(second)) = (first, second) else { return };
        let (first, second) = (quoted(&first.name), quoted(&second.name));
        let text = if first == second { format!("({first} is null)") } else { format!("{first}, ({second} is null)") };
        let (name, mut doc) = self.name(&format!("{}.{}_s1", relation.path, relation.path));
        doc.put("on", text);
        self.meta(&path, false, &mut doc);
        self.at("tables", &relation.at).at(&["statistics"]).put(&name, doc);
    }
}
