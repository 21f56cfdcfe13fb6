//! How good drawings of random schemas are, beside those of another engine.
//!
//! The crossings beside each graph are those of `elkrs` 0.1.1 (layered, orthogonal, ports at the rows, the same gaps), counted
//! in the same way. It descends from a library of another licence, so its figures are kept here and not the engine.

use std::collections::BTreeSet;

use super::{check, place, reference};
use crate::erd::diagram::{Cardinality, Diagram, Node, Row};
use crate::erd::groups::{Grouping, assign};
use crate::erd::layout::Placed;

/// Tables of 4 to 14 columns with about two foreign keys each, most of them to a few popular tables, some in circles.
fn schema(tables: usize, seed: u64) -> Diagram {
    let mut seed = seed;
    let mut next = move |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n.max(1)
    };
    for _ in 0..5 {
        next(2);
    }
    let words = [
        "account",
        "order",
        "invoice",
        "user",
        "tenant",
        "document",
        "event",
        "payment",
        "session",
        "audit_log",
        "product",
        "price",
    ];
    let types = ["uuid", "text", "timestamptz", "bigint", "jsonb", "numeric(12,2)", "boolean", "integer"];
    let mut d = Diagram::default();
    for i in 0..tables {
        let columns = 4 + next(11);
        let mut rows = vec![Row { name: "id".into(), type_name: "uuid".into(), primary_key: true, ..Row::default() }];
        for c in 1..columns {
            let name = format!("{}_{c}", words[next(12)]);
            let type_name = types[next(8)].into();
            rows.push(Row { name, type_name, nullable: next(3) == 0, ..Row::default() });
        }
        d.nodes.push(Node {
            id: format!("public.t{i}"),
            name: format!("{}_{i}", words[next(12)]),
            rows,
            ..Node::default()
        });
    }
    for i in 0..tables {
        for j in 0..[1, 2, 2, 3, 1, 2][next(6)] {
            let popular = next(10) < 4;
            let t = if popular { next(tables) * next(tables) / tables * next(tables) / tables } else { next(tables) };
            let (from, to) = match t {
                t if t == i && next(4) != 0 => continue,
                t if t > i && next(10) < 8 => (t, i),
                t => (i, t),
            };
            let row = 1 + (j + next(3)) % (d.nodes[from].rows.len() - 1);
            d.nodes[from].rows[row].foreign_key = true;
            let name = d.nodes[from].rows[row].name.clone();
            let nullable = d.nodes[from].rows[row].nullable;
            let mut edge = reference(&d.nodes[from].id.clone(), &name, &d.nodes[to].id.clone());
            edge.to.cardinality = if nullable { Cardinality::ZeroOrOne } else { Cardinality::One };
            d.edges.push(edge);
        }
    }
    d
}

/// Points in which lines cross that do not lead to the same key.
fn crossings(d: &Diagram, p: &Placed) -> usize {
    let mut parts = [Vec::new(), Vec::new()];
    for line in &p.lines {
        let to = &d.edges[line.edge].to;
        let net = (&to.node, &to.rows, to.cardinality == Cardinality::One);
        for (a, b) in line.points.iter().zip(line.points.iter().skip(1)) {
            parts[usize::from(a.x == b.x)].push((a, b, net));
        }
    }
    let [across, down] = &parts;
    let inside = |v: f64, a: f64, b: f64| v > a.min(b) + 0.01 && v < a.max(b) - 0.01;
    let mut points = BTreeSet::new();
    for (a, b, net) in across {
        for (c, d, other) in down {
            if net != other && inside(c.x, a.x, b.x) && inside(a.y, c.y, d.y) {
                points.insert(((c.x * 10.0) as i64, (a.y * 10.0) as i64, net.min(other), net.max(other)));
            }
        }
    }
    points.len()
}

#[test]
fn lines_cross_seldom() {
    #[rustfmt::skip]
    let graphs = [
        (10, 7, 2), (10, 11, 5), (10, 13, 4), (10, 17, 3), (10, 19, 3), (10, 23, 12),
        (20, 7, 19), (20, 11, 10), (20, 13, 14), (20, 17, 7), (20, 19, 18), (20, 23, 6),
        (40, 7, 89), (40, 13, 135), (40, 17, 67),
        (100, 11, 518),
    ];
    for (tables, seed, elkrs) in graphs {
        let d = schema(tables, seed);
        let p = place(&d);
        check(&d, &p);
        let found = crossings(&d, &p);
        assert!(found * 10 <= elkrs * 12, "{tables} tables, seed {seed}: {found} crossings, elkrs has {elkrs}");
        let shape = p.width / p.height;
        assert!((0.9..2.5).contains(&shape), "{tables} tables, seed {seed}: {shape:.2} times as wide as high");
    }
}

#[test]
fn frames_that_depend_on_each_other_do_not_make_a_long_row() {
    for seed in [5, 9] {
        let mut d = schema(100, seed);
        assign(&mut d, Grouping::Community, &[]);
        assert!(d.groups.len() > 5);
        let p = place(&d);
        check(&d, &p);
        let shape = p.width / p.height;
        assert!((1.0..1.8).contains(&shape), "seed {seed}: {shape:.2} times as wide as high");
    }
}
