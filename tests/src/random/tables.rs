//! Tables with their columns: plain ones, partitioned ones and heirs.

use super::doc::{Doc, Value};
use super::world::{Column, Family, Name, Relation, World, quoted};

impl World {
    pub fn tables(&mut self) {
        for path in ["t1", "t2", "t3", "t4"] {
            let Some((name, mut doc)) = self.object(path, 80) else { continue };
            let apart = self.draw.always(&format!("{path} apart"), 10);
            if apart && self.draw.chance(&format!("{path} unlogged"), 50) {
                doc.put("unlogged", true);
            }
            if self.draw.chance(&format!("{path} fillfactor"), 10) {
                doc.put(
                    "with",
                    Doc::default().with("fillfactor", self.draw.pick(&format!("{path} fill"), &["70", "80"])),
                );
            }
            let relation = Relation {
                path: path.to_owned(),
                at: name.clone(),
                section: "tables",
                columns: Vec::new(),
                key: None,
                apart,
                partitioned: false,
                owned: self.owns(path),
            };
            self.meta(path, true, &mut doc);
            self.put("tables", &name, doc);
            self.fill(relation);
        }
        self.partitioned();
        self.heir();
    }

    /// Gives a table its columns.
    fn fill(&mut self, mut relation: Relation) {
        let (path, at) = (relation.path.clone(), relation.at.clone());
        let identity = self.draw.always(&format!("{path} has id"), 85);
        if identity && let Some((name, doc)) = self.slot(&path, "id", 96) {
            self.column(&at, &name, doc);
            relation.columns.push(Column { name: name.clone(), family: Family::Key, generated: false, own: false });
            if self.draw.always(&format!("{path} has key"), 85) && self.draw.chance(&format!("{path} key"), 93) {
                relation.key = Some(name.clone());
                self.key(&path, &at, &name);
            }
        }
        for slot in ["ca", "cb", "cc", "cd", "ce"] {
            if let Some((column, doc)) = self.some_column(&path, slot, &at.schema) {
                self.column(&at, &column.name, doc);
                relation.columns.push(column);
            }
        }
        if self.draw.always(&format!("{path} computes"), 25)
            && let Some((column, doc)) = self.computed(&path, &relation)
        {
            self.column(&at, &column.name, doc);
            relation.columns.push(column);
        }
        self.relations.push(relation);
    }

    fn column(&mut self, table: &Name, name: &str, doc: Doc) {
        // What a short line can say is said in one.
        let value = match doc.0.as_slice() {
            [(_, Value::Text(only))] => Value::Text(only.clone()),
            _ => Value::Table(doc),
        };
        self.at("tables", table).at(&["columns"]).put(name, value);
    }

    fn key(&mut self, path: &str, table: &Name, column: &str) {
        let name = format!("{}_pkey", table.name);
        let mut text = format!("primary key ({})", quoted(column));
        if self.draw.chance(&format!("{path} key filled"), 8) {
            text.push_str(" with (fillfactor = 90)");
        }
        let doc = match self.draw.always(&format!("{path} key named"), 50) {
            // The name that PostgreSQL would choose.
            true => return self.at("tables", table).put("unnamed", vec![text]),
            false => text,
        };
        self.at("tables", table).at(&["constraints"]).put(&name, doc);
    }

    /// A column that counts rows.
    fn slot(&self, path: &str, slot: &str, percent: u64) -> Option<(String, Doc)> {
        let path = format!("{path}.{slot}");
        if !self.draw.chance(&format!("{path}!"), percent) {
            return None;
        }
        let (name, mut doc) = self.name(&path);
        let data_type = self.data_type(&path, "", &Family::Key, None);
        match self.draw.below(&format!("{path} way"), 8) {
            0..=2 => {
                doc.put("type", data_type);
                let mut identity = Doc::default().with("always", self.draw.chance(&format!("{path} always"), 50));
                let mut options = Doc::default();
                for (key, percent) in [("start", 25), ("increment", 15), ("cache", 10)] {
                    if self.draw.chance(&format!("{path} {key}"), percent) {
                        options.put(key, 2 + self.draw.below(&format!("{path} {key} value"), 3) as i64);
                    }
                }
                if !options.0.is_empty() {
                    identity.put("options", options);
                }
                doc.put("identity", identity);
            }
            3 => doc.put("type", "bigserial"),
            4 => {
                doc.put("type", data_type);
                doc.put("default", "1");
            }
            _ => {
                doc.put("type", data_type);
                doc.put("not_null", true);
            }
        }
        self.meta(&path, false, &mut doc);
        Some((name, doc))
    }

    /// Any column.
    fn some_column(&self, path: &str, slot: &str, schema: &str) -> Option<(Column, Doc)> {
        let path = format!("{path}.{slot}");
        if !self.draw.always(&format!("{path}?"), 70) || !self.draw.chance(&format!("{path}!"), 90) {
            return None;
        }
        let (name, mut doc) = self.name(&path);
        let families = [
            "own", "own", "own", "int", "int", "int", "int", "number", "text", "text", "text", "time", "time", "bool",
            "uuid", "json", "ints", "texts", "range", "bytes",
        ];
        let (family, own) = match self.draw.settle(&format!("{path} family"), &families) {
            "own" => {
                // A type that is not there now takes its columns with it.
                let which = self.draw.settle(&format!("{path} own"), &["e1", "e2", "d1", "d2", "c1", "r1", "e1", "d1"]);
                let (_, name, family) = self.types.iter().find(|(known, ..)| known == which)?;
                (family.clone(), Some(name))
            }
            "int" => (Family::Int, None),
            "number" => (Family::Number, None),
            "text" => (Family::Text, None),
            "time" => (Family::Time, None),
            "bool" => (Family::Bool, None),
            "uuid" => (Family::Uuid, None),
            "json" => (Family::Json, None),
            "ints" => (Family::IntArray, None),
            "texts" => (Family::TextArray, None),
            "range" => (Family::Range, None),
            _ => (Family::Bytes, None),
        };
        let data_type = self.data_type(&path, schema, &family, own);
        let not_null = self.draw.chance(&format!("{path} not null"), 25);
        let with_default = self.draw.chance(&format!("{path} default"), 35);
        let default = with_default.then(|| self.default(&path, schema, &family, &data_type)).flatten();
        let stringy = data_type == "text" || data_type.contains("char");
        if self.draw.always(&format!("{path} one line"), 40) {
            let mut line = data_type;
            if stringy && self.draw.chance(&format!("{path} collate"), 8) {
                line.push_str(" collate \"C\"");
            }
            if not_null {
                line.push_str(" not null");
            }
            if let Some(default) = default {
                line.push_str(&format!(" default {default}"));
            }
            doc.put("type", line);
        } else {
            doc.put("type", data_type.clone());
            if not_null {
                doc.put("not_null", true);
            }
            if let Some(default) = default {
                doc.put("default", default);
            }
            if stringy && self.draw.chance(&format!("{path} collation"), 8) {
                doc.put("collation", "\"C\"");
            }
            if stringy && self.draw.chance(&format!("{path} storage"), 8) {
                doc.put("storage", self.draw.pick(&format!("{path} how stored"), &["external", "main"]));
            }
            if self.draw.chance(&format!("{path} statistics"), 6) {
                doc.put("statistics", 10 + self.draw.below(&format!("{path} target"), 3) as i64);
            }
        }
        self.meta(&path, false, &mut doc);
        Some((Column { name, family, generated: false, own: own.is_some() }, doc))
    }

    /// A generated column.
    fn computed(&self, path: &str, table: &Relation) -> Option<(Column, Doc)> {
        let of: Vec<&Column> =
            table.columns.iter().filter(|column| column.family == Family::Int && !column.own).collect();
        let path = format!("{path}.cg");
        let of = self.draw.among(&format!("{path} of"), &of, |column| &column.name)?;
        let (name, mut doc) = self.name(&path);
        doc.put("type", self.draw.pick(&format!("{path} type"), &["bigint", "numeric"]));
        let c = quoted(&of.name);
        let texts = ["{c} * 2", "coalesce({c}, 0) + 1", "abs({c})", "{c} + {c}"];
        doc.put("generated", self.draw.pick(&format!("{path} expression"), &texts).replace("{c}", &c));
        if self.draw.chance(&format!("{path} virtual"), 30) {
            doc.put("virtual", true);
        }
        self.meta(&path, false, &mut doc);
        Some((Column { name, family: Family::Number, generated: true, own: false }, doc))
    }

    fn partitioned(&mut self) {
        let path = "p1";
        let Some((name, mut doc)) = self.object(path, 40) else { return };
        let way = self.draw.settle("p1 way", &["range", "list", "hash"]);
        doc.put("partition", format!("{way} (k)"));
        self.meta(path, true, &mut doc);
        self.put("tables", &name, doc);
        let key = Doc::default().with("type", if way == "list" { "text" } else { "integer" }).with("not_null", true);
        self.column(&name, "k", key);
        let family = if way == "list" { Family::Text } else { Family::Int };
        let k = Column { name: "k".to_owned(), family, generated: false, own: false };
        let relation = Relation {
            path: path.to_owned(),
            at: name.clone(),
            section: "tables",
            columns: vec![k],
            key: None,
            apart: true,
            partitioned: true,
            owned: self.owns(path),
        };
        self.fill_partitioned(relation);
        for (at, part) in ["pa", "pb", "pc"].into_iter().enumerate() {
            if !self.draw.chance(&format!("p1.{part}!"), 75) {
                continue;
            }
            let (low, high) = (at * 10, at * 10 + [5, 10][self.draw.below(&format!("p1.{part} high"), 2) as usize]);
            let bound = match way {
                "range" => format!("for values from ({low}) to ({high})"),
                "list" if self.draw.chance(&format!("p1.{part} more"), 30) => {
                    format!("for values in ('{part}', 'more {part}')")
                }
                "list" => format!("for values in ('{part}')"),
                _ => format!("for values with (modulus 3, remainder {at})"),
            };
            self.partition(part, &name, bound);
        }
        if way != "hash" && self.draw.chance("p1.rest!", 40) {
            self.partition("rest", &name, "default".to_owned());
        }
    }

    fn fill_partitioned(&mut self, mut relation: Relation) {
        let (path, at) = (relation.path.clone(), relation.at.clone());
        for slot in ["ca", "cb", "cc"] {
            if let Some((column, doc)) = self.some_column(&path, slot, &at.schema) {
                self.column(&at, &column.name, doc);
                relation.columns.push(column);
            }
        }
        if self.draw.chance("p1 primary", 50) {
            self.key(&path, &at, "k");
        }
        self.relations.push(relation);
    }

    fn partition(&mut self, part: &str, parent: &Name, bound: String) {
        let name = Name { schema: parent.schema.clone(), name: format!("p1_{part}") };
        if self.draw.always(&format!("p1.{part} short"), 50) {
            return self.at("tables", parent).at(&["partitions"]).put(&name.name, bound);
        }
        let mut doc = Doc::default().with("partition_of", quoted(&parent.name)).with("bound", bound);
        self.meta(&format!("p1.{part}"), false, &mut doc);
        if self.draw.chance(&format!("p1.{part} index"), 25) {
            doc.put("indexes", Doc::default().with(&format!("{}_own", name.name), "(k is null)"));
        }
        self.put("tables", &name, doc);
    }

    /// A table that inherits from another one.
    fn heir(&mut self) {
        let path = "h1";
        let above = self.relations.iter().find(|one| one.path == "t1" && !one.apart).cloned();
        let (Some(above), Some((name, mut doc))) = (above, self.object(path, 25)) else { return };
        doc.put("inherits", vec![above.at.full()]);
        self.meta(path, true, &mut doc);
        self.put("tables", &name, doc);
        let mut columns = above.columns;
        if let Some((column, doc)) = self.some_column(path, "extra", &name.schema) {
            self.column(&name, &column.name, doc);
            columns.push(column);
        } else {
            self.at("tables", &name).at(&["columns"]);
        }
        let owned = self.owns(path);
        let path = path.to_owned();
        self.relations.push(Relation {
            path,
            at: name,
            section: "tables",
            columns,
            key: None,
            apart: true,
            partitioned: false,
            owned,
        });
    }
}
