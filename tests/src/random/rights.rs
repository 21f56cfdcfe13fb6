//! What is attached to tables by those who guard them: triggers, rules, policies, grants, publications.

use super::doc::{Doc, Value};
use super::world::{Family, Name, Relation, World, quoted};

impl World {
    pub fn rights(&mut self) {
        let triggered = self.trigger_function();
        let tables: Vec<Relation> = self.relations.iter().filter(|one| one.section == "tables").cloned().collect();
        for table in &tables {
            if let Some(function) = &triggered {
                self.triggers(table, function);
            }
            self.rules(table);
            self.policies(table, &tables);
            self.table_grants(table);
        }
        self.owned_sequence(&tables);
        self.schema_grants();
        self.default_privileges();
        self.publication(&tables);
    }

    fn trigger_function(&mut self) -> Option<Name> {
        let (name, mut doc) = self.object("g1", 70)?;
        doc.put("returns", "trigger");
        doc.put("language", "plpgsql");
        doc.put("body", self.draw.pick("g1 body", &["begin return new; end", "begin return null; end"]));
        self.meta("g1", true, &mut doc);
        self.put("functions", &name, doc);
        Some(name)
    }

    fn triggers(&mut self, table: &Relation, function: &Name) {
        for slot in ["g1", "g2"] {
            let path = format!("{}.{slot}", table.path);
            if !self.draw.always(&format!("{path}?"), 30) || !self.draw.chance(&format!("{path}!"), 80) {
                continue;
            }
            let (name, mut doc) = self.name(&path);
            let statement = self.draw.chance(&format!("{path} statement"), 25);
            doc.put("timing", self.draw.pick(&format!("{path} timing"), &["before", "after", "after"]));
            let events: Vec<&str> = ["insert", "update", "delete"]
                .into_iter()
                .filter(|event| self.draw.chance(&format!("{path} {event}"), 50))
                .collect();
            let events = if events.is_empty() { vec!["insert"] } else { events };
            if statement {
                doc.put("statement", true);
            } else if events == ["update"] {
                if self.draw.chance(&format!("{path} when"), 60) {
                    let when = self.condition(&format!("{path} when"), &table.at.schema, &table.columns, "new.");
                    when.into_iter().for_each(|when| doc.put("when", when));
                }
                let plain = table.columns.iter().find(|column| !column.generated);
                if let Some(column) = plain.filter(|_| self.draw.chance(&format!("{path} of"), 40)) {
                    doc.put("columns", vec![column.name.clone()]);
                }
            }
            doc.put("on", events);
            doc.put("function", self.refer(&path, &table.at.schema, function));
            if self.draw.chance(&format!("{path} enabled"), 10) {
                doc.put("enabled", self.draw.pick(&format!("{path} state"), &["disabled", "always", "replica"]));
            }
            if self.draw.chance(&format!("{path} args"), 15) {
                doc.put("args", vec!["it's", "2"]);
            }
            self.meta(&path, false, &mut doc);
            self.at("tables", &table.at).at(&["triggers"]).put(&name, doc);
        }
    }

    fn rules(&mut self, table: &Relation) {
        let path = format!("{}.w1", table.path);
        if table.partitioned || !self.draw.always(&format!("{path}?"), 8) || !self.draw.chance(&format!("{path}!"), 80)
        {
            return;
        }
        let event = self.draw.pick(&format!("{path} on"), &["update", "delete"]);
        let mut doc = Doc::default().with("on", event).with("do", "nothing");
        if self.draw.chance(&format!("{path} instead"), 50) {
            doc.put("instead", true);
        }
        if let Some(condition) = self.condition(&path, &table.at.schema, &table.columns, "old.") {
            doc.put("where", condition);
        }
        self.at("tables", &table.at).at(&["rules"]).put("w1", doc);
    }

    fn policies(&mut self, table: &Relation, tables: &[Relation]) {
        let guarded = self.draw.always(&format!("{} guarded", table.path), 30);
        for slot in ["y1", "y2"] {
            let path = format!("{}.{slot}", table.path);
            if !guarded || !self.draw.chance(&format!("{path}!"), 70) {
                continue;
            }
            let (name, mut doc) = self.name(&path);
            let command = self.draw.pick(&format!("{path} for"), &["all", "select", "insert", "update", "delete"]);
            if command != "all" {
                doc.put("for", command);
            }
            if self.draw.chance(&format!("{path} to"), 50) {
                doc.put("to", vec![self.draw.pick(&format!("{path} role"), &["random_reader", "random_writer"])]);
            }
            if self.draw.chance(&format!("{path} restrictive"), 20) {
                doc.put("restrictive", true);
            }
            let using = self.rule(&format!("{path} using"), table, tables);
            let check = self.rule(&format!("{path} check"), table, tables);
            if command != "insert" {
                doc.put("using", using);
            }
            if command == "insert"
                || (matches!(command, "all" | "update") && self.draw.chance(&format!("{path} checks"), 40))
            {
                doc.put("with_check", check);
            }
            self.meta(&path, false, &mut doc);
            self.at("tables", &table.at).at(&["policies"]).put(&name, doc);
        }
        if guarded && self.draw.chance(&format!("{} forced", table.path), 20) {
            let doc = self.at("tables", &table.at);
            doc.put("row_level_security", true);
            doc.put("force_row_level_security", true);
        }
    }

    fn rule(&self, path: &str, table: &Relation, tables: &[Relation]) -> String {
        match self.draw.below(&format!("{path} way"), 4) {
            0 => "true".to_owned(),
            1 => {
                let other = self.draw.among(&format!("{path} reads"), tables, |one| &one.path);
                let other = other.filter(|one| !one.columns.is_empty());
                other.map_or_else(
                    || "current_user = 'x'".to_owned(),
                    |one| {
                        let name = self.refer(path, &table.at.schema, &one.at);
                        format!("exists (select from {name} o where o.{} is not null)", quoted(&one.columns[0].name))
                    },
                )
            }
            _ => {
                let condition = self.condition(path, &table.at.schema, &table.columns, "");
                condition.unwrap_or_else(|| "current_setting('app.x', true) = 'y'".to_owned())
            }
        }
    }

    fn table_grants(&mut self, table: &Relation) {
        let mut doc = Doc::default();
        self.grants(&table.path, &["select", "insert", "update", "delete", "references"], &mut doc);
        for column in &table.columns {
            let path = format!("{} {} granted", table.path, column.name);
            // A name in a list of columns is written plainly.
            let plain = column.name.bytes().all(|byte| byte.is_ascii_lowercase());
            if plain && table.path != "h1" && self.draw.chance(&path, 5) {
                let Some((_, Value::Table(grants))) = doc.0.iter_mut().find(|(key, _)| key == "grants") else {
                    continue;
                };
                let Some((_, Value::List(list))) = grants.0.first_mut() else { continue };
                list.push(
                    format!("{} ({})", self.draw.pick(&format!("{path} what"), &["select", "update"]), column.name)
                        .into(),
                );
            }
        }
        for (key, value) in doc.0 {
            self.at("tables", &table.at).put(&key, value);
        }
    }

    /// A sequence that goes with a column.
    fn owned_sequence(&mut self, tables: &[Relation]) {
        let Some((name, mut doc)) = self.object("qo", 30) else { return };
        let plain: Vec<&Relation> = tables
            .iter()
            .filter(|one| !one.owned && !one.partitioned && !one.apart && one.at.schema == name.schema)
            .collect();
        let table = self.draw.among("qo by", &plain, |one| &one.path);
        let of = |table: &&Relation| table.columns.iter().find(|column| column.family == Family::Int).cloned();
        if let Some((table, column)) = table.and_then(|table| Some((table, of(table)?))) {
            let owner = Doc::default().with("table", quoted(&table.at.name)).with("column", column.name);
            if self.draw.chance("qo owned", 80) {
                doc.put("owned_by", owner);
            }
        }
        self.put("sequences", &name, doc);
    }

    fn schema_grants(&mut self) {
        for schema in self.schemas.clone() {
            let path = format!("schema {}", schema.chars().last().unwrap_or_default());
            let mut doc = Doc::default();
            self.meta(&path, true, &mut doc);
            self.grants(&path, &["usage", "create"], &mut doc);
            for (key, value) in doc.0 {
                self.doc.at(&["schemas", &schema]).put(&key, value);
            }
        }
    }

    fn default_privileges(&mut self) {
        if !self.draw.always("default privileges?", 15) || !self.draw.chance("default privileges!", 70) {
            return;
        }
        let mut doc =
            Doc::default().with("owner", self.draw.settle("default privileges by", &["postgres", "random_owner"]));
        doc.put("schema", self.schemas[0].clone());
        let (on, privileges): (_, &[&str]) =
            match self.draw.settle("default privileges on", &["tables", "functions", "types", "sequences"]) {
                "tables" => ("tables", &["select", "insert"]),
                "functions" => ("functions", &["execute"]),
                "types" => ("types", &["usage"]),
                _ => ("sequences", &["usage"]),
            };
        doc.put("on", on);
        doc.put("grants", Doc::default().with("random_reader", privileges.to_vec()));
        self.doc.put("default_privileges", Value::List(vec![doc.into()]));
    }

    fn publication(&mut self, tables: &[Relation]) {
        if !self.draw.always("publication?", 15) || !self.draw.chance("publication!", 80) {
            return;
        }
        let path = "publication";
        let mut published: Vec<Value> = Vec::new();
        for table in tables.iter().filter(|one| !one.apart && one.key.is_some()) {
            if !self.draw.chance(&format!("{path} of {}", table.path), 60) {
                continue;
            }
            let name = table.at.full();
            match self.draw.chance(&format!("{path} of {} filtered", table.path), 30) {
                true => {
                    let key = table.key.clone().unwrap_or_default();
                    let filter = format!("{} > {}", quoted(&key), self.draw.below("publication from", 3));
                    published.push(Doc::default().with("table", name).with("where", filter).into());
                }
                false => published.push(name.into()),
            }
        }
        let mut doc = Doc::default();
        if !published.is_empty() {
            doc.put("tables", Value::List(published));
        }
        if self.draw.chance("publication publish", 30) {
            doc.put("publish", vec![self.draw.pick("publication what", &["insert", "delete"])]);
        }
        self.meta(path, false, &mut doc);
        let name = format!("s{}_pub", self.number);
        self.doc.at(&["publications"]).put(&name, doc);
    }
}
