//! Types, sequences and the functions that tables use.

use super::doc::Doc;
use super::world::{Family, World};

impl World {
    pub fn types(&mut self) {
        self.enums();
        self.domains();
        self.composites();
        self.ranges();
        self.sequences();
        self.pure_functions();
    }

    fn enums(&mut self) {
        for path in ["e1", "e2"] {
            let Some((name, mut doc)) = self.object(path, 60) else { continue };
            let mut labels = vec!["new".to_owned()];
            // Labels can be added anywhere, and never be taken away.
            if self.draw.chance(&format!("{path} first"), 10) {
                labels.insert(0, "first".to_owned());
            }
            if self.draw.chance(&format!("{path} middle"), 92) {
                labels.push("it's open".to_owned());
            }
            let last = self.draw.always(&format!("{path} renames"), 30);
            let (now, before) = match self.draw.chance(&format!("{path} label"), 50) {
                true => ("closed", "done"),
                false => ("done", "closed"),
            };
            labels.push(if last { now } else { "closed" }.to_owned());
            if last {
                doc.put("renamed", Doc::default().with(now, before));
            }
            doc.put("labels", labels.clone());
            self.meta(path, true, &mut doc);
            self.grants(path, &["usage"], &mut doc);
            self.put("enums", &name, doc);
            self.types.push((path.to_owned(), name, Family::Enum(labels)));
        }
    }

    fn domains(&mut self) {
        for path in ["d1", "d2"] {
            let Some((name, mut doc)) = self.object(path, 45) else { continue };
            let number = self.draw.always(&format!("{path} number"), 30);
            let types: &[&str] = if number { &["integer", "bigint"] } else { &["text", "varchar(40)"] };
            // The name of the rule stays when the domain gets another one.
            if self.draw.chance(&format!("{path} not null"), 15) && doc.0.is_empty() {
                doc.put("not_null", true);
            }
            doc.put("type", self.draw.pick(&format!("{path} type"), types));
            if self.draw.chance(&format!("{path} default"), 25) {
                let values: &[&str] = if number { &["1", "2 + 3"] } else { &["'x'", "'y' || 'z'"] };
                doc.put("default", self.draw.pick(&format!("{path} value"), values));
            }
            let mut checks = Doc::default();
            for check in ["dk1", "dk2"] {
                if self.draw.chance(&format!("{path}.{check}"), 35) {
                    let tests: &[&str] = match number {
                        true => &["value > -1000", "value between -9 and 99999", "value <> all (array[13, 17])"],
                        false => {
                            &["value <> 'no'", "length(value) < 30", "value !~ '[0-9]{9}'", "value not in ('a b', 'c')"]
                        }
                    };
                    checks.put(check, self.draw.pick(&format!("{path}.{check} test"), tests));
                }
            }
            if !checks.0.is_empty() {
                doc.put("checks", checks);
            }
            self.meta(path, true, &mut doc);
            self.grants(path, &["usage"], &mut doc);
            self.put("domains", &name, doc);
            self.types.push((path.to_owned(), name, if number { Family::Int } else { Family::Domain }));
        }
    }

    fn composites(&mut self) {
        let path = "c1";
        let Some((name, mut doc)) = self.object(path, 35) else { return };
        let mut attributes = Doc::default().with("a", self.draw.pick("c1.a type", &["integer", "integer", "bigint"]));
        attributes.put("b", "text");
        for extra in ["x", "y z"] {
            if self.draw.chance(&format!("c1.{extra}"), 40) {
                attributes.put(extra, self.draw.pick(&format!("c1.{extra} type"), &["text[]", "timestamptz", "text"]));
            }
        }
        doc.put("attributes", attributes);
        self.meta(path, true, &mut doc);
        self.put("types", &name, doc);
        self.types.push((path.to_owned(), name, Family::Composite));
    }

    fn ranges(&mut self) {
        let path = "r1";
        let Some((name, mut doc)) = self.object(path, 25) else { return };
        doc.put("subtype", self.draw.settle("r1 of", &["double precision", "time"]));
        self.meta(path, true, &mut doc);
        self.put("ranges", &name, doc);
        self.types.push((path.to_owned(), name, Family::Range));
    }

    fn sequences(&mut self) {
        for path in ["q1", "q2"] {
            let Some((name, mut doc)) = self.object(path, 40) else { continue };
            if self.draw.chance(&format!("{path} small"), 20) {
                doc.put("type", "integer");
            }
            for (key, values) in [("start", [1, 10, 100]), ("increment", [1, 2, 5]), ("cache", [1, 10, 20])] {
                let value = values[self.draw.below(&format!("{path} {key}"), 3) as usize];
                if value > 1 {
                    doc.put(key, value);
                }
            }
            if self.draw.chance(&format!("{path} cycle"), 20) {
                doc.put("cycle", true);
            }
            self.meta(path, true, &mut doc);
            self.grants(path, &["usage", "select", "update"], &mut doc);
            self.put("sequences", &name, doc);
            self.sequences.push(name);
        }
    }

    /// Functions that defaults, checks, indexes and policies call.
    fn pure_functions(&mut self) {
        for path in ["f1", "f2"] {
            let Some((name, mut doc)) = self.object(path, 55) else { continue };
            doc.put("args", self.draw.pick(&format!("{path} args"), &["a integer", "a integer", "b integer"]));
            doc.put("returns", "integer");
            doc.put("stability", "immutable");
            let plpgsql = self.draw.chance(&format!("{path} plpgsql"), 30);
            if plpgsql {
                doc.put("language", "plpgsql");
                doc.put(
                    "body",
                    self.draw.pick(&format!("{path} body"), &["begin return $1 + 1; end", "begin return $1 + 2; end"]),
                );
            } else {
                doc.put("language", "sql");
                let bodies = ["select $1 + 1", "select $1 * 2", "select abs($1)"];
                doc.put("body", self.draw.pick(&format!("{path} body"), &bodies));
            }
            for (key, percent) in [("strict", 20), ("leakproof", 10), ("security_definer", 10)] {
                if self.draw.chance(&format!("{path} {key}"), percent) {
                    doc.put(key, true);
                }
            }
            if self.draw.chance(&format!("{path} parallel"), 30) {
                doc.put("parallel", "safe");
            }
            self.meta(path, true, &mut doc);
            self.grants(path, &["execute"], &mut doc);
            self.put("functions", &name, doc);
            self.functions.push(name);
        }
    }
}
