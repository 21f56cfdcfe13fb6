//! The report for programs.

use serde_json::{Value, json};

use super::report::Report;
use super::words::{denied, free};
use super::{Clause, Command, Condition, Filter, Reach, Relation, Row, Whose};

impl Report {
    /// For programs. `reach` is `all`, `rows`, `trigger` or `none`.
    pub fn json(&self) -> Value {
        let relations: Vec<Value> = self.matrix.relations.iter().map(|one| relation(one, &self.rows(one))).collect();
        json!({
            "exposed": self.exposed,
            "findings": self.findings,
            "remarks": self.remarks,
            "roles": self.matrix.roles,
            "relations": relations,
        })
    }
}

fn relation(relation: &Relation, rows: &[&Row]) -> Value {
    let doors: Vec<Value> = relation
        .doors
        .iter()
        .map(|door| {
            let owner = match &door.whose {
                Whose::Role(role) => Some(role),
                Whose::Unnamed => None,
            };
            json!({ "routine": door.routine.to_string(), "runs_as": owner, "callers": door.callers, "writes": door.writes })
        })
        .collect();
    json!({
        "relation": relation.id.to_string(),
        "kind": relation.id.tag.info().template,
        "schema": relation.id.schema,
        "name": relation.id.name,
        "owner": relation.owner,
        "guard": relation.guard,
        "access": rows.iter().map(|one| row(one)).collect::<Vec<_>>(),
        "doors": doors,
        "parents": relation.parents.iter().map(|parent| parent.qualified().to_string()).collect::<Vec<_>>(),
    })
}

fn row(row: &Row) -> Value {
    let cells = Command::ALL.map(|command| {
        let cell = row.cell(command);
        let mut value = reach(&cell.alone);
        if let Some(map) = value.as_object_mut() {
            if let Some(columns) = &cell.columns {
                map.insert("columns".to_owned(), json!(columns));
            }
            if cell.reading != cell.alone {
                map.insert("reading".to_owned(), reach(&cell.reading));
            }
        }
        (command.name().to_owned(), value)
    });
    let cells: serde_json::Map<String, Value> = cells.into_iter().collect();
    let mut value = json!({ "role": row.role });
    if let Some(map) = value.as_object_mut() {
        map.extend(cells);
    }
    value
}

fn reach(reach: &Reach) -> Value {
    match reach {
        Reach::All(freedom) => json!({ "reach": "all", "why": free(freedom) }),
        Reach::Filtered(Filter { using, check, beside }) => {
            let list = |list: &[Condition]| list.iter().map(condition).collect::<Vec<_>>();
            let mut rows = json!({ "reach": "rows", "using": list(using), "check": list(check) });
            if let Some(beside) = beside {
                rows["beside"] = free(beside).into();
            }
            rows
        }
        Reach::Routed(by) => json!({ "reach": "trigger", "by": by.to_string() }),
        Reach::Denied(denial) => json!({ "reach": "none", "why": denied(denial) }),
    }
}

fn condition(condition: &Condition) -> Value {
    let clauses = |list: &[Clause]| -> Vec<Value> {
        list.iter().map(|one| json!({ "policy": one.policy, "sql": one.sql })).collect()
    };
    let (permissive, restrictive) = (clauses(&condition.any), clauses(&condition.all));
    json!({
        "table": condition.table.qualified().to_string(),
        "closed": condition.closed,
        "permissive": permissive,
        "restrictive": restrictive,
    })
}
