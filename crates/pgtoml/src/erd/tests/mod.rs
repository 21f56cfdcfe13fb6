//! Small diagrams, looked at from outside.

mod gates;
mod limits;
mod model;

use std::collections::BTreeMap;

use crate::erd::diagram::{Badge, Cardinality, Change, Diagram, Edge, EdgeKind, End, Group, Node, NodeKind, Row};
use crate::erd::json::json;
use crate::erd::layout::{Detail, Layered, Layout, Options, Placed, Point};
use crate::erd::mermaid::mermaid;
use crate::erd::svg::{SvgOptions, escape_xml, svg};

fn table(id: &str, columns: usize) -> Node {
    let mut rows = vec![Row { name: "id".into(), type_name: "uuid".into(), primary_key: true, ..Row::default() }];
    rows.extend((1..columns).map(|i| Row {
        name: format!("column_{i}"),
        type_name: "text".into(),
        foreign_key: i < 3,
        ..Row::default()
    }));
    Node { id: id.into(), name: id.into(), rows, ..Node::default() }
}

fn reference(from: &str, column: &str, to: &str) -> Edge {
    Edge {
        name: format!("{from}_{column}_fkey"),
        from: End { node: from.into(), rows: vec![column.into()], cardinality: Cardinality::ZeroOrMany, anchor: 0 },
        to: End { node: to.into(), rows: vec!["id".into()], cardinality: Cardinality::One, anchor: 0 },
        ..Edge::default()
    }
}

/// `tables` tables, with references from pseudo-random tables to popular ones.
fn many(tables: usize, references: usize) -> Diagram {
    let mut seed = 12_345u64;
    let mut next = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    let mut d = Diagram::default();
    for i in 0..tables {
        let mut t = table(&format!("t{i}"), 2 + next(9));
        t.group = (i % 4 == 1).then(|| "g".to_owned());
        d.nodes.push(t);
    }
    for _ in 0..references {
        let (a, b) = (next(tables), next(tables) * next(tables) / tables);
        d.edges.push(reference(&format!("t{a}"), &format!("column_{}", 1 + next(2)), &format!("t{b}")));
    }
    d
}

fn place(d: &Diagram) -> Placed {
    Layered.layout(d, &Options::default())
}

/// No two boxes overlap, no line runs through a box, everything is inside the picture.
fn check(d: &Diagram, p: &Placed) {
    assert_eq!(p.boxes.len(), d.nodes.len());
    for (i, a) in p.boxes.iter().enumerate() {
        assert!(a.x >= 0.0 && a.y >= 0.0 && a.x + a.size.w <= p.width && a.y + a.size.h <= p.height, "{i} is outside");
        for (j, b) in p.boxes.iter().enumerate().skip(i + 1) {
            let apart =
                a.x + a.size.w <= b.x || b.x + b.size.w <= a.x || a.y + a.size.h <= b.y || b.y + b.size.h <= a.y;
            assert!(apart, "{i} and {j} overlap");
        }
    }
    for line in &p.lines {
        assert!(line.points.len() >= 2);
        for (a, b) in line.points.iter().zip(line.points.iter().skip(1)) {
            assert!(a.x == b.x || a.y == b.y, "line {} is not orthogonal: {:?}", line.edge, line.points);
            let (x0, x1, y0, y1) = (a.x.min(b.x), a.x.max(b.x), a.y.min(b.y), a.y.max(b.y));
            for (i, r) in p.boxes.iter().enumerate() {
                let inside =
                    x0 < r.x + r.size.w - 0.02 && x1 > r.x + 0.02 && y0 < r.y + r.size.h - 0.02 && y1 > r.y + 0.02;
                assert!(!inside, "line {} runs through box {i}", line.edge);
            }
        }
        let edge = &d.edges[line.edge];
        for (end, at) in [(&edge.from, line.points.first()), (&edge.to, line.points.last())] {
            let i = d.nodes.iter().position(|n| n.id == end.node).unwrap_or(0);
            let (b, at) = (&p.boxes[i], at.copied().unwrap_or_default());
            assert!(at.x == b.x || (at.x - b.x - b.size.w).abs() < 0.02, "line {} does not touch its box", line.edge);
            assert!(at.y >= b.y && at.y <= b.y + b.size.h);
        }
    }
}

/// A picture whose tags nest and whose text has no raw markup.
fn well_formed(text: &str) {
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        assert!(!rest[..start].contains('>') || open.last() == Some(&"style"), "stray >: {}", &rest[..start]);
        let end = start + rest[start..].find('>').unwrap_or_else(|| panic!("open tag: {}", &rest[start..]));
        let tag = &rest[start + 1..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes in <{tag}>");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap_or(""));
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
    for (i, _) in text.match_indices('&') {
        let entity = &text[i + 1..(i + 7).min(text.len())];
        assert!(["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|e| entity.starts_with(e)), "&{entity}");
    }
}

#[test]
fn nothing_and_almost_nothing() {
    let empty = Diagram::default();
    let p = place(&empty);
    check(&empty, &p);
    well_formed(&svg(&empty, &p, &SvgOptions::default()));
    let one = Diagram { nodes: vec![Node::default()], ..Diagram::default() };
    check(&one, &place(&one));
    well_formed(&svg(&one, &place(&one), &SvgOptions::default()));
}

#[test]
fn random_graphs_keep_the_rules() {
    for (tables, references) in [(2, 3), (5, 9), (12, 20), (30, 50), (80, 140)] {
        let mut d = many(tables, references);
        check(&d, &place(&d));
        d.groups.push(Group { id: "g".into(), label: "A group".into() });
        let p = place(&d);
        check(&d, &p);
        for f in &p.frames {
            for (n, b) in d.nodes.iter().zip(&p.boxes) {
                let outside = b.x + b.size.w <= f.x || f.x + f.w <= b.x || b.y + b.size.h <= f.y || f.y + f.h <= b.y;
                assert_eq!(outside, n.group.is_none(), "{} and its frame", n.id);
            }
        }
    }
}

#[test]
fn every_detail_and_shape() {
    let d = many(20, 30);
    for detail in [Detail::All, Detail::Keys, Detail::Names] {
        for aspect in [0.0, 0.3, 1.0, 4.0, f64::NAN, f64::INFINITY, -1.0] {
            check(&d, &Layered.layout(&d, &Options { aspect, detail, patience: 0.1, ..Options::default() }));
        }
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    let d = many(40, 70);
    let draw = || svg(&d, &place(&d), &SvgOptions::default());
    assert_eq!(draw(), draw());
    assert_eq!(json(&d, &place(&d)), json(&d, &place(&d)));
}

#[test]
fn loops_and_cycles() {
    let mut d = many(4, 0);
    d.nodes.iter_mut().for_each(|n| n.rows = table("x", 4).rows);
    d.edges = vec![
        reference("t0", "column_1", "t0"),
        reference("t0", "id", "t0"),
        reference("t1", "column_1", "t2"),
        reference("t2", "column_1", "t3"),
        reference("t3", "column_1", "t1"),
        reference("t1", "column_2", "t3"),
        reference("t1", "column_2", "t3"),
    ];
    let p = place(&d);
    assert_eq!(p.lines.len(), 7);
    check(&d, &p);
}

#[test]
fn unknown_ends_are_left_out_and_unknown_rows_end_at_the_box() {
    let mut d = many(2, 0);
    d.edges = vec![reference("t0", "column_1", "nowhere"), reference("t0", "no such column", "t1")];
    let p = place(&d);
    assert_eq!(p.lines.iter().map(|l| l.edge).collect::<Vec<_>>(), [1]);
    check(&d, &p);
}

#[test]
fn long_chains_and_wide_fans_need_no_stack() {
    let mut d = Diagram { nodes: (0..1000).map(|i| table(&format!("t{i}"), 3)).collect(), ..Diagram::default() };
    d.edges = (1..1000).map(|i| reference(&format!("t{i}"), "column_1", &format!("t{}", i - 1))).collect();
    check(&d, &place(&d));
    d.edges = (1..1000).map(|i| reference(&format!("t{i}"), "column_1", "t0")).collect();
    check(&d, &place(&d));
}

#[test]
fn hostile_names() {
    let names = [
        "",
        " ",
        "<script>alert(1)</script>",
        "a\"b'c&d;",
        "]]>",
        "-->",
        "\u{0}\u{7}\u{ffff}",
        "名前🙂\u{200d}🙂",
        "e\u{301}",
        "a.b",
        "%%{init}",
        "PK",
        "x\ny",
        "\\",
        "${a}",
        "</style>",
    ];
    let mut d = Diagram { title: names.concat(), ..Diagram::default() };
    d.groups.push(Group { id: "<g>".into(), label: names.concat() });
    for (i, name) in names.iter().copied().chain([&*"w".repeat(5000)]).enumerate() {
        let mut n = table(name, 3);
        n.schema = name.into();
        n.comment = Some(name.into());
        n.kind = [NodeKind::View, NodeKind::Enum, NodeKind::ForeignTable][i % 3];
        n.group = (i % 2 == 0).then(|| "<g>".to_owned());
        n.change = [None, Some(Change::Added), Some(Change::Removed), Some(Change::Changed)][i % 4];
        n.tenant = Some(name.into());
        n.badges = vec![
            Badge::NoRowSecurity,
            Badge::Text(name.into()),
            Badge::Partitioned { by: name.into(), partitions: usize::MAX },
            Badge::RowSecurity { policies: 0, forced: true },
        ];
        n.rows.push(Row {
            name: name.into(),
            type_name: name.into(),
            comment: Some(name.into()),
            change: n.change,
            ..Row::default()
        });
        d.edges.push(Edge {
            kind: EdgeKind::Inheritance,
            name: name.into(),
            change: n.change,
            ..reference(name, name, "")
        });
        d.nodes.push(n);
    }
    let p = place(&d);
    check(&d, &p);
    let options = SvgOptions { prefix: "a\"<".into(), ..SvgOptions::default() };
    let picture = svg(&d, &p, &options);
    well_formed(&picture);
    assert!(!picture.contains("<script") && !picture.contains('\0'));
    for b in &p.boxes {
        assert!(b.size.w < 900.0, "names are cut");
    }
    for line in mermaid(&d).lines() {
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
    }
}

/// Every text stands inside its box.
fn labels(d: &Diagram, p: &Placed) {
    let picture = svg(d, p, &SvgOptions::default());
    let number = |text: &str, key: &str| -> Option<f64> {
        let at = text.find(&format!(" {key}=\""))? + key.len() + 3;
        text[at..].split('"').next()?.parse().ok()
    };
    let picture = picture.split("<g class=\"lg\"").next().unwrap_or("");
    let boxes = picture.split("<g class=\"n ").skip(1).zip(&p.boxes);
    for (text, b) in boxes {
        for part in text.split("<text ").skip(1) {
            let part = format!(" {}", part.split('>').next().unwrap_or(""));
            if let (Some(x), Some(w)) = (number(&part, "x"), number(&part, "textLength")) {
                assert!(x >= 0.0 && x + w <= b.size.w, "{part}");
            }
        }
    }
}

#[test]
fn every_text_is_inside_its_box() {
    let mut d = many(10, 12);
    d.nodes[3].rows[1].name = "a_column_with_quite_a_long_name_that_goes_on_and_on".into();
    d.nodes[3].rows[1].type_name = "timestamp(3) without time zone[]".into();
    d.nodes[4].name = "the_name_of_this_table_is_longer_than_that_of_any_column".into();
    labels(&d, &place(&d));
}

#[test]
fn lines_into_one_key_share_their_way() {
    let mut d = many(5, 0);
    d.edges = (1..5).map(|i| reference(&format!("t{i}"), "column_1", "t0")).collect();
    let p = place(&d);
    let ends: Vec<Point> = p.lines.iter().filter_map(|l| l.points.last().copied()).collect();
    assert!(ends.iter().all(|e| *e == ends[0]));
    assert!(p.lines.iter().all(|l| l.jumps.is_empty()));
}

#[test]
fn an_edit_leaves_most_tables_where_they_were() {
    for groups in [false, true] {
        let mut d = many(60, 90);
        if groups {
            d.groups.push(Group { id: "g".into(), label: "g".into() });
        }
        let before = place(&d).positions(&d);
        let moved = |d: &Diagram| {
            let p = Layered.layout(d, &Options { earlier: before.clone(), ..Options::default() });
            check(d, &p);
            let now = p.positions(d);
            let far = |(id, a): &(&String, &Point)| {
                now.get(*id).is_some_and(|b| (a.x - b.x).abs() + (a.y - b.y).abs() > 50.0)
            };
            before.iter().filter(far).count()
        };
        assert!(moved(&d) <= 3, "nothing changed, {} moved", moved(&d));
        d.nodes.insert(7, table("new", 5));
        d.edges.push(reference("new", "column_1", "t3"));
        d.edges.push(reference("t40", "column_2", "t9"));
        assert!(moved(&d) <= 6, "{} moved, groups: {groups}", moved(&d));
    }
}

#[test]
fn positions_from_elsewhere_are_only_a_wish() {
    let d = many(15, 25);
    let odd = [f64::NAN, f64::INFINITY, -1e300, 0.0, 17.5];
    let earlier: BTreeMap<String, Point> =
        d.nodes.iter().enumerate().map(|(i, n)| (n.id.clone(), Point { x: odd[i % 5], y: odd[i % 4] })).collect();
    check(&d, &Layered.layout(&d, &Options { earlier, ..Options::default() }));
    let pile = d.nodes.iter().map(|n| (n.id.clone(), Point { x: 5.0, y: 5.0 })).collect();
    check(&d, &Layered.layout(&d, &Options { earlier: pile, ..Options::default() }));
}

#[test]
fn text_is_escaped() {
    assert_eq!(escape_xml("<a b='c' d=\"e\">&\n\u{1}"), "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp; \u{fffd}");
}

#[test]
fn mermaid_text() {
    let mut d = Diagram { title: "Shop".into(), ..Diagram::default() };
    let mut orders = table("orders", 2);
    orders.rows[1] = Row {
        name: "customer id".into(),
        type_name: "numeric(12,2)[]".into(),
        foreign_key: true,
        unique: true,
        comment: Some("the \"buyer\"".into()),
        ..Row::default()
    };
    d.nodes = vec![table("customers", 1), orders];
    d.edges = vec![reference("orders", "customer id", "customers")];
    assert_eq!(
        mermaid(&d),
        "---\ntitle: \"Shop\"\n---\nerDiagram\n    direction LR\n    customers_0[\"customers\"] {\n        uuid id PK\n    }\n    \
         orders_1[\"orders\"] {\n        uuid id PK\n        numeric_12_2_array customer_id FK, UK \"customer id; numeric(12,2)[]; not null; the #quot;buyer#quot;\"\n    }\n    \
         customers_0 ||--o{ orders_1 : \"customer id\"\n"
    );
}

#[test]
fn text_formats_quote_what_they_print() {
    let mut d = many(3, 4);
    d.title = "a \"title\" 'of' <two>\nlines".into();
    d.nodes[1].name = "it's \"odd\" \\ <b>".into();
    d.nodes[1].schema = "s".into();
    d.nodes[2].rows[0].comment = Some("don't\nbreak".into());
    d.nodes[2].kind = NodeKind::Enum;
    // Strikes, a separator, what looks like a method, and a name that differs in capitals.
    d.nodes[0].rows =
        ["x--y", "__", "-f(1)", "Id", "ID"].map(|name| Row { name: name.into(), ..Row::default() }).to_vec();
    let dbml = crate::erd::dbml::dbml(&d);
    assert!(dbml.contains(r#"Table "s"."it's \"odd\" \\ <b>" {"#), "{dbml}");
    assert!(dbml.contains(r"[note: 'don\'t break']"), "{dbml}");
    let dot = crate::erd::dot::dot(&d);
    assert!(dot.contains("<b>s.it&#39;s &quot;odd&quot; \\ &lt;b&gt;</b>"), "{dot}");
    assert!(dot.contains(r#"label="a \"title\" 'of' <two> lines""#), "{dot}");
    let d2 = crate::erd::d2::d2(&d);
    assert!(d2.contains(r#"'s.it''s "odd" \ <b>'"#), "{d2}");
    let plantuml = crate::erd::plantuml::plantuml(&d);
    assert!(plantuml.contains(r##"entity "s.it&#39;s &#34;odd&#34; &#92; <U+003C>b&#62;" as e1 {"##), "{plantuml}");
    assert!(plantuml.contains("  x&#45;&#45;y\n  &#95;&#95;\n  &#45;f&#40;1&#41;\n"), "{plantuml}");
    assert!(d2.contains("  'Id': ''\n  'ID\u{200b}': ''\n"), "{d2}");
    for text in [dbml, dot, d2, plantuml] {
        assert!(text.ends_with('\n') && !text.contains('\r'));
    }
}

/// Lays out a graph and demands what holds of every picture.
fn keeps_the_rules(heights: &[(usize, usize)], lines: &[(usize, usize, usize, usize)], grouped: bool) {
    let mut d = Diagram::default();
    for (i, (rows, group)) in heights.iter().enumerate() {
        let mut node = table(&format!("t{i}"), *rows);
        node.group = (grouped && *group > 0).then(|| format!("g{group}"));
        d.nodes.push(node);
    }
    if grouped {
        d.groups = (1..8).map(|i| Group { id: format!("g{i}"), label: format!("group {i}") }).collect();
    }
    let n = heights.len();
    for (from, row, to, kind) in lines {
        let mut edge = reference(&format!("t{}", from % n), &format!("column_{row}"), &format!("t{}", to % n));
        edge.kind = [EdgeKind::ForeignKey, EdgeKind::Reads, EdgeKind::Inheritance][*kind];
        d.edges.push(edge);
    }
    let quick = Options { patience: 0.05, ..Options::default() };
    let p = Layered.layout(&d, &quick);
    check(&d, &p);
    labels(&d, &p);
    for detail in [Detail::Keys, Detail::Names] {
        let p = Layered.layout(&d, &Options { detail, ..quick.clone() });
        check(&d, &p);
        labels(&d, &p);
    }
}

/// Many parallel lines between frames, found by the test below.
#[test]
fn lines_between_frames_keep_off_boxes() {
    let heights = [(15, 2), (8, 1), (1, 3), (2, 0), (1, 0), (7, 2), (9, 0)];
    #[rustfmt::skip]
    let lines = [(8,15,18,1),(26,6,4,2),(1,23,19,2),(9,9,27,0),(24,5,23,1),(12,14,18,2),(24,9,15,0),(8,12,12,0),(27,15,14,1),(27,30,17,2),(22,21,10,0),(19,31,11,2),(27,12,24,2),(19,13,18,0),(16,5,16,0),(14,7,2,1),(5,19,16,1),(11,7,23,0),(17,22,17,0),(8,1,9,1),(20,6,14,0),(13,21,12,1),(7,3,24,0),(5,0,0,0),(21,19,2,0),(18,30,11,0),(9,26,24,2),(25,1,4,1),(8,13,20,0),(16,13,8,1),(26,4,6,1),(18,13,26,2),(26,5,1,1),(10,15,4,1),(5,15,15,2),(20,17,17,0),(21,25,9,2),(6,23,6,0),(7,1,2,1),(26,11,0,2),(5,25,16,2),(7,10,13,2),(20,0,14,0),(26,4,22,1),(21,0,20,0),(18,11,3,1),(16,9,26,0),(23,29,22,1),(20,21,2,1),(0,28,15,2),(13,31,18,1)];
    keeps_the_rules(&heights, &lines, true);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() })]

    /// Any graph: with loops, parallel lines, lines to the head of a box, groups, cycles and boxes of any height.
    #[test]
    fn any_graph_keeps_the_rules(
        heights in proptest::collection::vec((1usize..30, 0usize..8), 1..28),
        lines in proptest::collection::vec((0usize..28, 0usize..32, 0usize..28, 0usize..3), 0..60),
        grouped: bool,
    ) {
        keeps_the_rules(&heights, &lines, grouped);
    }
}
