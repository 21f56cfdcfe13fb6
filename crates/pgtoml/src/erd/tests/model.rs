//! From a file to its diagram.

use crate::diagnostic::SourceFile;
use crate::erd::diagram::{Badge, Cardinality, Change, Diagram, Edge, EdgeKind, Node, NodeKind, RowKind};
use crate::erd::difference::{Touched, difference};
use crate::erd::filter::{Filter, keys_only};
use crate::erd::from_model::{Draw, Enums};
use crate::erd::groups::Grouping;
use crate::read::{Loaded, read};

fn loaded(text: &str) -> Loaded {
    let files = vec![SourceFile { name: "schema.toml".into(), text: text.into() }];
    let loaded = read(files, &|_| Err("there are no other files".into()));
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    loaded
}

fn drawn(text: &str, draw: impl Fn(Draw) -> Draw) -> Diagram {
    let loaded = loaded(text);
    draw(Draw::of(&loaded)).diagram(&loaded.model, "")
}

fn node<'d>(diagram: &'d Diagram, name: &str) -> &'d Node {
    diagram.nodes.iter().find(|node| node.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn edge<'d>(diagram: &'d Diagram, from: &str, to: &str) -> &'d Edge {
    let ends = |edge: &&Edge| edge.from.node.ends_with(from) && edge.to.node.ends_with(to);
    diagram.edges.iter().find(ends).unwrap_or_else(|| panic!("no line from {from} to {to}"))
}

fn names(diagram: &Diagram) -> Vec<&str> {
    diagram.nodes.iter().map(|node| node.name.as_str()).collect()
}

const SHOP: &str = r#"
[enums]
status = ["open", "closed"]

[tables.tenants]
columns.id = "uuid primary key"

[tables.orders]
columns.tenant_id = "uuid not null references tenants"
columns.id = "uuid not null"
columns.status = "status not null"
columns.note = "text"
constraints.orders_pkey = "primary key (tenant_id, id)"
policies.own = { using = "tenant_id = (select current_setting('app.tenant', true)::uuid)" }
force_row_level_security = true

[tables.lines]
columns.tenant_id = "uuid not null references tenants"
columns.id = "uuid primary key"
columns.order_id = "uuid"
constraints.lines_order_fkey = "foreign key (tenant_id, order_id) references orders (tenant_id, id)"
policies.own = { using = "tenant_id = (select current_setting('app.tenant', true)::uuid)" }

[tables.receipts]
columns.line_id = "uuid not null references lines (id)"
indexes.one_each = { on = "line_id", unique = true }

[tables.drafts]
columns.line_id = "uuid not null references lines (id)"
indexes.some = { on = "line_id", unique = true, where = "line_id is not null" }

[tables.events]
partition = { by = "range (at)" }
columns.at = "date not null"
[tables.events_1]
partition_of = "events"
bound = "for values from ('2026-01-01') to ('2027-01-01')"
partition_by = "list (at)"
[tables.events_1_rest]
partition_of = "events_1"
bound = "default"

[tables.special_orders]
inherits = ["lines"]
columns.extra = "text"

[views.open_orders]
query = "select o.id, o.note as remark, count(*) as n, upper(l.x) from orders o join (select id as x, order_id from lines) l on l.order_id = o.id where o.status = 'open'"
"#;

#[test]
fn a_model_is_drawn_with_all_that_it_says() {
    let diagram = drawn(SHOP, |draw| draw);
    let orders = node(&diagram, "orders");
    assert!(orders.badges.contains(&Badge::RowSecurity { policies: 1, forced: true }));
    assert!(node(&diagram, "lines").badges.contains(&Badge::RowSecurity { policies: 1, forced: false }));
    assert!(node(&diagram, "tenants").badges.contains(&Badge::NoRowSecurity));
    assert_eq!(orders.tenant.as_deref(), Some("app.tenant"));
    assert_eq!(node(&diagram, "tenants").tenant, None);
    // Both partitions, at any depth, are the table itself.
    assert!(!names(&diagram).iter().any(|name| name.starts_with("events_")));
    let by = Badge::Partitioned { by: "range (at)".into(), partitions: 2 };
    assert!(node(&diagram, "events").badges.contains(&by));
    assert_eq!(edge(&diagram, "special_orders", "lines").kind, EdgeKind::Inheritance);
    let enums = node(&diagram, "enums");
    assert_eq!((enums.rows[0].name.as_str(), enums.rows[0].type_name.as_str()), ("status", "open | closed"));
}

#[test]
fn cardinality_is_that_of_not_null_and_unique() {
    let diagram = drawn(SHOP, |draw| draw);
    let ends = |from: &str, to: &str| {
        let edge = edge(&diagram, from, to);
        (edge.from.cardinality, edge.to.cardinality)
    };
    assert_eq!(ends("orders", "tenants"), (Cardinality::ZeroOrMany, Cardinality::One));
    // One of the columns may be null.
    assert_eq!(ends("lines", "orders"), (Cardinality::ZeroOrMany, Cardinality::ZeroOrOne));
    assert_eq!(ends("receipts", "lines"), (Cardinality::ZeroOrOne, Cardinality::One));
    // A partial index holds for some rows only.
    assert_eq!(ends("drafts", "lines"), (Cardinality::ZeroOrMany, Cardinality::One));
}

#[test]
fn a_composite_key_ends_at_the_column_that_is_not_the_tenants() {
    let diagram = drawn(SHOP, |draw| draw);
    let key = edge(&diagram, "lines", "orders");
    assert_eq!(key.from.rows[key.from.anchor], "order_id");
    assert_eq!(key.to.rows[key.to.anchor], "id");
}

#[test]
fn a_view_says_what_it_reads() {
    let diagram = drawn(SHOP, |draw| draw);
    let view = node(&diagram, "open_orders");
    assert_eq!(view.kind, NodeKind::View);
    let rows: Vec<(&str, &str)> = view.rows.iter().map(|row| (row.name.as_str(), row.type_name.as_str())).collect();
    assert_eq!(rows, [("id", "uuid"), ("remark", "text"), ("n", ""), ("upper", "")]);
    assert_eq!(edge(&diagram, "open_orders", "orders").to.rows, ["id", "note", "status"]);
    assert_eq!(edge(&diagram, "open_orders", "lines").to.rows, ["id", "order_id"]);
}

#[test]
fn enums_are_boxes_where_that_is_asked() {
    let boxes = drawn(SHOP, |draw| Draw { enums: Enums::Boxes, ..draw });
    assert_eq!(node(&boxes, "status").rows.len(), 2);
    assert_eq!(edge(&boxes, "orders", "status").from.rows, ["status"]);
    let none = drawn(SHOP, |draw| Draw { enums: Enums::Hidden, ..draw });
    assert!(none.nodes.iter().all(|node| node.kind != NodeKind::Enum));
}

#[test]
fn groups_are_those_of_the_file() {
    let text = format!("{SHOP}\n[groups]\nsales = [\"orders\", \"public.li*\"]\nother = \"receipts\"\n");
    let diagram = drawn(&text, |draw| draw);
    let of = |name: &str| node(&diagram, name).group.as_deref();
    assert_eq!(
        (of("orders"), of("lines"), of("receipts"), of("tenants")),
        (Some("sales"), Some("sales"), Some("other"), None)
    );
    let schemas = drawn(&text, |draw| Draw { grouping: Grouping::Schema, ..draw });
    assert!(schemas.nodes.iter().all(|node| node.group.as_deref() == Some("public")));
    let found = drawn(&text, |draw| Draw { grouping: Grouping::Community, ..draw });
    assert!(node(&found, "orders").group.is_some() && node(&found, "events").group.is_none());
}

#[test]
fn a_part_is_what_was_asked_for() {
    let text = format!("{SHOP}\n[groups]\nsales = [\"orders\", \"lines\"]\n");
    let part = |filter: Filter| {
        let mut diagram = drawn(&text, |draw| Draw { enums: Enums::Hidden, ..draw });
        filter.apply(&mut diagram).map(|()| diagram)
    };
    let list = |name: &str| vec![name.to_owned()];
    let near = part(Filter { focus: list("receipts"), depth: 1, ..Filter::default() }).unwrap_or_default();
    assert_eq!(names(&near), ["lines", "receipts"]);
    assert_eq!(near.edges.len(), 1);
    let far = part(Filter { focus: list("public.receipts"), depth: 2, ..Filter::default() }).unwrap_or_default();
    assert_eq!(names(&far), ["drafts", "lines", "orders", "receipts", "special_orders", "tenants", "open_orders"]);
    let some = part(Filter { include: list("*s"), exclude: list("d*"), ..Filter::default() }).unwrap_or_default();
    assert!(!names(&some).contains(&"drafts") && names(&some).contains(&"orders"));
    let group = part(Filter { group: Some("sales".into()), ..Filter::default() }).unwrap_or_default();
    assert_eq!(names(&group), ["lines", "orders"]);
    let unknown = part(Filter { focus: list("order"), ..Filter::default() }).err();
    assert_eq!(unknown.and_then(|unknown| unknown.hint).as_deref(), Some("did you mean `orders`?"));
    assert!(part(Filter { group: Some("sale".into()), ..Filter::default() }).is_err());
    let mut keys = near;
    keys_only(&mut keys);
    assert_eq!(
        node(&keys, "lines").rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(),
        ["tenant_id", "id", "order_id"]
    );
}

#[test]
fn a_difference_shows_what_came_went_and_changed() {
    let old = drawn(SHOP, |draw| draw);
    assert!(difference(&old, &old, &Touched::default()).nodes.iter().all(|node| node.change.is_none()));
    let text = SHOP
        .replace("columns.note = \"text\"", "columns.note = \"text not null\"\ncolumns.price = \"int\"")
        .replace("[tables.drafts]", "[tables.sketches]")
        .replace("policies.own = { using", "policies.mine = { using")
        .replace("force_row_level_security = true", "");
    let new = drawn(&text, |draw| draw);
    let both = difference(&old, &new, &Touched::default());
    let change = |name: &str| node(&both, name).change;
    assert_eq!((change("sketches"), change("drafts")), (Some(Change::Added), Some(Change::Removed)));
    assert_eq!((change("orders"), change("tenants")), (Some(Change::Changed), None));
    let rows: Vec<(&str, RowKind, Option<Change>)> =
        node(&both, "orders").rows.iter().map(|row| (row.name.as_str(), row.kind, row.change)).collect();
    assert_eq!(
        rows,
        [
            ("tenant_id", RowKind::Column, None),
            ("id", RowKind::Column, None),
            ("status", RowKind::Column, None),
            ("note", RowKind::Column, Some(Change::Changed)),
            ("price", RowKind::Column, Some(Change::Added)),
            ("mine", RowKind::Policy, Some(Change::Added)),
            ("own", RowKind::Policy, Some(Change::Removed)),
        ]
    );
    assert_eq!(edge(&both, "drafts", "lines").change, Some(Change::Removed));
    // What no row shows is told by the plan.
    let mut touched = Touched::default();
    touched.nodes.insert("public.tenants".into());
    let told = difference(&old, &old, &touched);
    assert_eq!(node(&told, "tenants").change, Some(Change::Changed));
}
