//! `format` keeps what is said, its order and its comments.

use super::*;

fn formatted(text: &str) -> String {
    let once = format(text).unwrap();
    assert_eq!(format(&once).unwrap(), once, "not stable");
    let (before, after) = (read(text), read(&once));
    same(&before.model, &after.model, &once);
    assert_eq!(before.diagnostics.len(), after.diagnostics.len(), "{once}");
    assert_eq!(before.project, after.project);
    once
}

/// What a table says, without places.
fn said(table: &crate::read::node::Table) -> String {
    use crate::read::node::{Node, Value};
    fn one(node: &Node) -> String {
        match &node.value {
            Value::Table(table) => said(table),
            Value::Array(items) => format!("{:?}", items.iter().map(one).collect::<Vec<_>>()),
            value => format!("{value:?}"),
        }
    }
    format!("{:?}", table.entries.iter().map(|entry| (entry.key.as_str(), one(&entry.node))).collect::<Vec<_>>())
}

#[test]
fn spacing() {
    for (from, to) in [
        ("", ""),
        ("\n\n", ""),
        ("a=1", "a = 1\n"),
        (
            "  a . \"b c\"  =  [ 1,2 ,3, ] # why  \n\n\n\nb = {x=1,y = {}}",
            "a.\"b c\" = [1, 2, 3] # why\n\nb = { x = 1, y = {} }\n",
        ),
        ("[ a . b ] # note\n\n\nx=1\n[c]", "[a.b] # note\nx = 1\n\n[c]\n"),
        ("# top\n\n# of a\n[a]\nx=1\n# of b\n[b]\n[[c]]\n", "# top\n\n# of a\n[a]\nx = 1\n\n# of b\n[b]\n\n[[c]]\n"),
        ("x = '''\n a  \n'''  \n", "x = '''\n a  \n'''\n"),
        ("x = [ # first\n  1,   \n  2 ]\n", "x = [ # first\n  1,\n  2 ]\n"),
        (
            "a=1      # one\nbb = 22  # two\nc = [ 1,2,3,4 ]  # three\n",
            "a = 1    # one\nbb = 22  # two\nc = [1, 2, 3, 4] # three\n",
        ),
        ("\u{feff}a = 1\r\nb = 2\r\n", "a = 1\nb = 2\n"),
        ("x = \"a # b = [c]\" # d\ny = 'a\"'\nz = \"\\\"#\"\n", "x = \"a # b = [c]\" # d\ny = 'a\"'\nz = \"\\\"#\"\n"),
        ("x = \"\"\"a\"\"\"\"\"\ny = ''''a'''''\n", "x = \"\"\"a\"\"\"\"\"\ny = ''''a'''''\n"),
        ("[a]\n\n# about x\n\nx = 1\n", "[a]\n# about x\n\nx = 1\n"),
    ] {
        let once = format(from).unwrap();
        assert_eq!(once, to);
        assert_eq!(format(&once).unwrap(), once);
    }
    let long = format!("x = [{}]\n", ["\"a label of some length\""; 8].join(","));
    let wrapped = format(&long).unwrap();
    assert_eq!(wrapped, format!("x = [\n{}]\n", "    \"a label of some length\",\n".repeat(8)));
    assert_eq!(format(&wrapped).unwrap(), wrapped);
    assert_eq!(format("x = [\n  1,\n  2,\n]").unwrap(), "x = [1, 2]\n");
}

#[test]
fn what_is_no_toml_is_not_formatted() {
    let problems = format("a = 1\na = 2\n[b\n").unwrap_err();
    assert!(problems.iter().all(|problem| problem.span.is_some()), "{problems:?}");
    assert!(problems.len() > 1);
}

#[test]
fn every_example_keeps_its_model() {
    for text in examples::EXAMPLES {
        formatted(text);
        let written = toml(&model(text), &Options::default());
        assert_eq!(formatted(&written), written, "what is written is formatted already");
    }
}

proptest::proptest! {
    #[test]
    fn formatting_twice_changes_nothing(
        which in 0..examples::EXAMPLES.len(),
        cuts in proptest::collection::vec((0_usize..400, 0_usize..6), 0..40),
    ) {
        // The same text with other blanks, blank lines and comments.
        let mut text = String::new();
        for (n, line) in lines::split(examples::EXAMPLES[which], 0).into_iter().enumerate() {
            let what = cuts.iter().find(|(at, _)| *at == n).map(|(_, what)| *what);
            let (before, after) = match what {
                Some(0) => ("\n\n\n", ""),
                Some(1) => ("# a comment\n", ""),
                Some(2) => ("  ", "\n \t\n"),
                Some(3) => ("#\n\n# another\n", ""),
                Some(4) => ("\t", "# last\n"),
                _ => ("", ""),
            };
            text.push_str(before);
            text.push_str(&line.text);
            text.push_str(after);
        }
        let comments = |text: &str| lines::split(text, 0).iter().filter(|line| line.kind == lines::Kind::Comment).map(|line| line.text.trim().to_owned()).collect::<Vec<_>>();
        proptest::prop_assert_eq!(comments(&formatted(&text)), comments(&text));
    }

    /// Any text is formatted or refused.
    #[test]
    fn no_text_is_too_odd(text in "([a-c.=\\[\\]{}\"'#,\n 1\\\\]|'''|\"\"\"){0,40}") {
        if let Ok(once) = format(&text) {
            proptest::prop_assert_eq!(format(&once).unwrap(), once.clone());
            let plain = |text: &str| said(&crate::read::node::parse(text, 0, &mut Vec::new()));
            proptest::prop_assert_eq!(plain(&once), plain(&text));
        }
    }
}
