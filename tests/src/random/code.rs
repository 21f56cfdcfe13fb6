//! Views, and routines that know tables.

use super::doc::Doc;
use super::world::{Column, Family, Relation, World, quoted};

impl World {
    pub fn code(&mut self) {
        self.table_functions();
        for path in ["v1", "v2", "v3"] {
            self.view(path);
        }
        self.materialized();
        self.aggregate();
        self.procedure();
    }

    fn view(&mut self, path: &str) {
        let Some((name, mut doc)) = self.object(path, 65) else { return };
        let Some((query, columns, simple)) = self.query(path, &name.schema) else { return };
        doc.put("query", query);
        // Their order says nothing, and pg_dump shows it.
        let options = ["security_invoker", "security_barrier", "check_option"];
        let option = self.draw.settle(&format!("{path} option"), &options);
        if option != "check_option" && self.draw.chance(&format!("{path} {option}"), 25) {
            doc.put(option, true);
        }
        if option == "check_option" && simple && self.draw.chance(&format!("{path} checks"), 20) {
            doc.put("check_option", self.draw.pick(&format!("{path} how"), &["local", "cascaded"]));
        }
        // One who may not read what it is made of could fill no materialized view from it.
        self.meta(path, false, &mut doc);
        self.grants(path, &["select", "insert", "update"], &mut doc);
        self.put("views", &name, doc);
        let path = path.to_owned();
        self.relations.push(Relation {
            path,
            at: name,
            section: "views",
            columns,
            key: None,
            apart: true,
            partitioned: false,
            owned: false,
        });
    }

    fn materialized(&mut self) {
        let path = "m1";
        let Some((name, mut doc)) = self.object(path, 35) else { return };
        let Some((query, columns, _)) = self.query(path, &name.schema) else { return };
        doc.put("query", query);
        self.meta(path, false, &mut doc);
        self.grants(path, &["select"], &mut doc);
        self.put("materialized_views", &name, doc);
        let relation = Relation {
            path: path.to_owned(),
            at: name.clone(),
            section: "materialized_views",
            columns,
            key: None,
            apart: true,
            partitioned: false,
            owned: false,
        };
        if self.draw.chance("m1.i1!", 50)
            && let Some(index) = self.index("m1.i1", &relation)
        {
            self.at("materialized_views", &name).at(&["indexes"]).put("m1_i1", index);
        }
        self.relations.push(relation);
    }

    /// A query, the columns that it has, and whether its rows are those of one table.
    fn query(&self, path: &str, schema: &str) -> Option<(String, Vec<Column>, bool)> {
        let named: Vec<&Relation> = self.relations.iter().filter(|one| !one.columns.is_empty()).collect();
        let of = self.draw.among(&format!("{path} from"), &named, |one| &one.path)?;
        let other = self.draw.among(&format!("{path} joins"), &named, |one| &one.path)?;
        let (a, b) = (self.refer(path, schema, &of.at), self.refer(&format!("{path} 2"), schema, &other.at));
        let chosen: Vec<&Column> =
            of.columns.iter().filter(|column| self.draw.chance(&format!("{path} shows {}", column.name), 75)).collect();
        let chosen = if chosen.is_empty() { vec![&of.columns[0]] } else { chosen };
        let list = |prefix: &str| {
            chosen.iter().map(|column| format!("{prefix}{}", quoted(&column.name))).collect::<Vec<_>>().join(", ")
        };
        let shown: Vec<Column> = chosen.iter().map(|column| Column { generated: false, ..(*column).clone() }).collect();
        let filter = |prefix: &str| {
            let some = self.draw.chance(&format!("{path} filters"), 60);
            let text = some.then(|| self.condition(&format!("{path} where"), schema, &of.columns, prefix)).flatten();
            text.map(|text| format!(" where {text}")).unwrap_or_default()
        };
        let computed =
            |name: &str, family: Family| Column { name: name.to_owned(), family, generated: false, own: false };
        let sorts = |column: &&&Column| !matches!(column.family, Family::Json | Family::Composite);
        Some(
            match self.draw.settle(
                &format!("{path} shape"),
                &["plain", "plain", "plain", "group", "join", "with", "call", "union"],
            ) {
                "plain" => (format!("select {} from {a}{}", list(""), filter("")), shown, true),
                "group" => {
                    let by = chosen.iter().find(sorts)?;
                    let text = format!(
                        "select {0}, count(*) as number_{2} from {a}{1} group by {0}",
                        quoted(&by.name),
                        filter(""),
                        path
                    );
                    (
                        text,
                        vec![
                            Column { generated: false, ..(**by).clone() },
                            computed(&format!("number_{path}"), Family::Int),
                        ],
                        false,
                    )
                }
                "join" => {
                    let second = &other.columns[0];
                    let how = self.draw.pick(&format!("{path} join"), &["join", "left join"]);
                    let text = format!(
                        "select {}, r.{} as other_{path} from {a} l {how} {b} r on r.{} is not null{}",
                        list("l."),
                        quoted(&second.name),
                        quoted(&second.name),
                        filter("l.")
                    );
                    (
                        text,
                        shown.into_iter().chain([computed(&format!("other_{path}"), second.family.clone())]).collect(),
                        false,
                    )
                }
                "with" => {
                    let text =
                        format!("with w as (select {} from {a}{}) select {} from w", list(""), filter(""), list("w."));
                    (text, shown, false)
                }
                "call" => {
                    let function = self.draw.among(&format!("{path} calls"), &self.functions, |one| &one.name)?;
                    let text = format!(
                        "select {}, {}(5) as called_{path} from {a}{}",
                        list(""),
                        self.refer(path, schema, function),
                        filter("")
                    );
                    (text, shown.into_iter().chain([computed(&format!("called_{path}"), Family::Int)]).collect(), false)
                }
                _ => {
                    let first = &chosen[0];
                    let text = format!(
                        "select {0} from {a}{1} union all select {0} from {a}",
                        quoted(&first.name),
                        filter("")
                    );
                    (text, vec![Column { generated: false, ..(*first).clone() }], false)
                }
            },
        )
    }

    fn table_functions(&mut self) {
        let tables: Vec<Relation> = self.relations.iter().filter(|one| !one.columns.is_empty()).cloned().collect();
        for (path, percent) in [("fr", 30), ("fa", 25), ("fs", 30), ("ft", 25), ("fo", 20)] {
            let Some(of) = self.draw.among(&format!("{path} of"), &tables, |one| &one.path) else { continue };
            let Some((name, mut doc)) = self.object(path, percent) else { continue };
            let table = self.refer(path, &name.schema, &of.at);
            let column = &of.columns[self.draw.below(&format!("{path} column"), of.columns.len() as u64) as usize];
            let c = quoted(&column.name);
            doc.put("language", "sql");
            match path {
                "fr" => {
                    doc.put("returns", format!("setof {table}"));
                    doc.put("body", format!("select * from {}", of.at.full()));
                }
                "fa" => {
                    doc.put("args", format!("r {table}, n integer default 1"));
                    doc.put("returns", "integer");
                    doc.put("body", self.draw.pick("fa body", &["select n", "select n + 1"]));
                }
                "fs" => {
                    doc.put("returns", "bigint");
                    doc.put("sql_body", format!("begin atomic select count({c}) from {table}; end"));
                }
                "ft" => {
                    doc.put("returns", self.draw.pick("ft returns", &["table(a integer, b text)", "table(a integer)"]));
                    let texts = ["select 1, 'x'", "select 2, 'y'"];
                    doc.put("body", self.draw.pick("ft body", &texts));
                }
                _ => {
                    let own = self.types.first().map(|(_, name, _)| self.refer(path, &name.schema.clone(), name));
                    let own = own.filter(|_| self.draw.chance("fo own", 50)).unwrap_or_else(|| "text".to_owned());
                    doc.put("args", format!("a {}", if own.contains('.') { own } else { "text".to_owned() }));
                    doc.put("returns", "text");
                    doc.put("body", "select a::text");
                }
            }
            if self.draw.chance(&format!("{path} stable"), 40) {
                doc.put("stability", "stable");
            }
            if self.draw.chance(&format!("{path} set"), 15) {
                doc.put("set", Doc::default().with("search_path", ""));
            }
            self.meta(path, true, &mut doc);
            self.grants(path, &["execute"], &mut doc);
            self.put("functions", &name, doc);
        }
    }

    fn aggregate(&mut self) {
        let path = "a1";
        let Some((name, mut doc)) = self.object(path, 15) else { return };
        doc.put("args", "integer");
        doc.put("sfunc", self.draw.pick("a1 by", &["int4larger", "int4smaller", "int4pl"]));
        doc.put("stype", "integer");
        if self.draw.chance("a1 begins", 40) {
            doc.put("initcond", self.draw.pick("a1 with", &["0", "1"]));
        }
        self.meta(path, true, &mut doc);
        self.put("aggregates", &name, doc);
    }

    fn procedure(&mut self) {
        let path = "pr";
        let Some((name, mut doc)) = self.object(path, 25) else { return };
        doc.put(
            "args",
            self.draw.pick("pr args", &["a integer", "a integer, b text default 'x'", "a integer, inout b text"]),
        );
        doc.put("language", "plpgsql");
        doc.put("body", self.draw.pick("pr body", &["begin null; end", "begin perform 1; end"]));
        self.meta(path, true, &mut doc);
        self.grants(path, &["execute"], &mut doc);
        self.put("procedures", &name, doc);
    }
}
