//! The output of pg_dump cut into statements, and each brought into a form in which order does not matter.

/// Cuts a script at its semicolons, minding quotes, dollar quotes, comments, parentheses and the bodies of SQL-standard
/// routines. Comments and psql's own lines (`\restrict`) are dropped.
pub fn split(script: &str) -> Vec<String> {
    let bytes = script.as_bytes();
    let (mut statements, mut text) = (Vec::new(), String::new());
    let (mut at, mut depth, mut body) = (0, 0usize, 0usize);
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'-' if script[at..].starts_with("--") => {
                at = line_end(bytes, at);
                continue;
            }
            b'/' if script[at..].starts_with("/*") => {
                at = comment_end(bytes, at);
                continue;
            }
            b'\\' if text.trim().is_empty() && (at == 0 || bytes[at - 1] == b'\n') => {
                at = line_end(bytes, at);
                continue;
            }
            quote @ (b'\'' | b'"') => {
                let escapes = quote == b'\'' && escaped(bytes, at);
                at = quoted_end(bytes, at, quote, escapes);
            }
            b'$' if at == 0 || !is_word(bytes[at - 1]) => at = dollar_end(script, at),
            b'(' | b'[' => {
                depth += 1;
                at += 1;
            }
            b')' | b']' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b';' if depth == 0 && body == 0 => {
                if !text.trim().is_empty() {
                    statements.push(text.trim().to_owned());
                }
                text.clear();
                at += 1;
                continue;
            }
            first if is_word(first) => {
                while at < bytes.len() && is_word(bytes[at]) {
                    at += 1;
                }
                match script[start..at].to_ascii_uppercase().as_str() {
                    // BEGIN ATOMIC … END, in which CASE … END has an END too.
                    "ATOMIC" if ends_with_word(&text, "BEGIN") => body += 1,
                    "CASE" if body > 0 => body += 1,
                    "END" if body > 0 => body -= 1,
                    _ => {}
                }
            }
            _ => at += 1,
        }
        text.push_str(&script[start..at]);
    }
    if !text.trim().is_empty() {
        statements.push(text.trim().to_owned());
    }
    statements
}

/// The statements of a dump, sorted. SET statements are folded into those that they act on, because between sorted
/// statements they would say nothing.
pub fn canonical(script: &str) -> Vec<String> {
    let (mut found, mut tablespace, mut method, mut session) =
        (Vec::new(), String::new(), String::new(), String::new());
    for statement in split(script) {
        let value = |name: &str| {
            let rest = statement.strip_prefix("SET ")?.strip_prefix(name)?;
            Some(rest.trim_start_matches([' ', '=']).trim().trim_matches('\'').to_owned())
        };
        if let Some(set) = value("default_tablespace") {
            tablespace = set;
        } else if let Some(set) = value("default_table_access_method") {
            method = if set == "heap" { String::new() } else { set };
        } else if let Some(set) = value("SESSION AUTHORIZATION") {
            session = if set == "DEFAULT" { String::new() } else { set };
        } else if statement == "RESET SESSION AUTHORIZATION" {
            session.clear();
        } else if statement.starts_with("SET ") || statement.starts_with("SELECT pg_catalog.set_config(") {
        } else {
            let Some(statement) = without_versions(&statement) else {
                continue;
            };
            let mut text = sort_roles(&sort_items(&statement));
            let stored = ["CREATE TABLE", "CREATE UNLOGGED", "CREATE MATERIALIZED", "CREATE INDEX", "CREATE UNIQUE"];
            let stored = stored.iter().any(|head| text.starts_with(head)) || text.starts_with("ALTER TABLE ONLY");
            for (note, of) in [("tablespace", &tablespace), ("access method", &method)] {
                if stored && !of.is_empty() && (note == "tablespace" || text.contains("TABLE")) {
                    text.push_str(&format!("\n-- {note} {of}"));
                }
            }
            if !session.is_empty() {
                text.push_str(&format!("\n-- by {session}"));
            }
            found.push(text);
        }
    }
    found.sort();
    found
}

/// Since the minor releases of November 2026 servers keep a version of each column among its options, which no SQL can
/// set and only the pg_dump of those releases leaves out. `None`: the statement says nothing else.
fn without_versions(statement: &str) -> Option<String> {
    let Some((before, list)) = statement.split_once(" SET (").filter(|_| statement.contains("pg_attver=")) else {
        return Some(statement.to_owned());
    };
    let options = list.strip_suffix(')').unwrap_or(list).split(", ");
    let left: Vec<&str> = options.filter(|option| !option.starts_with("pg_attver=")).collect();
    if left.is_empty() { None } else { Some(format!("{before} SET ({})", left.join(", "))) }
}

/// Sorts what stands between the first parentheses of CREATE TABLE.
fn sort_items(statement: &str) -> String {
    let head = statement.lines().next().unwrap_or_default();
    let table = ["CREATE TABLE ", "CREATE UNLOGGED TABLE ", "CREATE FOREIGN TABLE "];
    if !table.iter().any(|start| head.starts_with(start)) {
        return statement.to_owned();
    }
    let bytes = statement.as_bytes();
    let (mut at, mut depth, mut cuts, mut close) = (0, 0usize, Vec::new(), None);
    while at < bytes.len() && close.is_none() {
        match bytes[at] {
            quote @ (b'\'' | b'"') => {
                let escapes = quote == b'\'' && escaped(bytes, at);
                at = quoted_end(bytes, at, quote, escapes);
                continue;
            }
            b'$' if at == 0 || !is_word(bytes[at - 1]) => {
                at = dollar_end(statement, at);
                continue;
            }
            b'(' | b'[' => {
                depth += 1;
                if depth == 1 {
                    cuts.push(at);
                }
            }
            b')' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    close = Some(at);
                }
            }
            b',' if depth == 1 => cuts.push(at),
            _ => {}
        }
        at += 1;
    }
    let (Some(close), Some(open)) = (close, cuts.first().copied()) else {
        return statement.to_owned();
    };
    let ends = cuts.iter().skip(1).copied().chain([close]);
    let mut items: Vec<&str> = cuts.iter().zip(ends).map(|(from, to)| statement[from + 1..to].trim()).collect();
    items.retain(|item| !item.is_empty());
    items.sort_unstable();
    let items = items.join(",\n    ");
    let between = if items.is_empty() { String::new() } else { format!("\n    {items}\n") };
    format!("{}({between}{}", &statement[..open], &statement[close..])
}

/// Sorts the roles of CREATE POLICY: pg_dump writes them as they happen to stand in pg_authid.
fn sort_roles(statement: &str) -> String {
    if !statement.starts_with("CREATE POLICY ") {
        return statement.to_owned();
    }
    // A word behind which an even number of quotes stands is not part of a name.
    let outside = |at: usize| statement[..at].matches('"').count().is_multiple_of(2);
    let find = |word: &str, from: usize| {
        statement[from..].match_indices(word).map(|(at, _)| from + at).find(|at| outside(*at))
    };
    let Some(start) = find(" TO ", 0).map(|at| at + " TO ".len()) else { return statement.to_owned() };
    if find("(", 0).is_some_and(|open| open < start) {
        return statement.to_owned();
    }
    let ends = [find(" USING (", start), find(" WITH CHECK (", start)];
    let end = ends.into_iter().flatten().min().unwrap_or(statement.len());
    let mut roles: Vec<&str> = statement[start..end].split(", ").collect();
    roles.sort_unstable();
    format!("{}{}{}", &statement[..start], roles.join(", "), &statement[end..])
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    last.eq_ignore_ascii_case(word)
}

/// Whether the quote at `at` begins an `E'…'`, in which a backslash escapes.
fn escaped(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1].eq_ignore_ascii_case(&b'e') && (at < 2 || !is_word(bytes[at - 2]))
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |found| at + found)
}

fn quoted_end(bytes: &[u8], at: usize, quote: u8, escapes: bool) -> usize {
    let mut at = at + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 2,
            byte if byte == quote && bytes.get(at + 1) == Some(&quote) => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Comments nest in PostgreSQL.
fn comment_end(bytes: &[u8], at: usize) -> usize {
    let (mut at, mut depth) = (at, 0usize);
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'*')) => (at, depth) = (at + 2, depth + 1),
            (b'*', Some(b'/')) => {
                (at, depth) = (at + 2, depth - 1);
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The end of `$tag$ … $tag$`; a `$` that begins no such thing is one character.
fn dollar_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at + 1;
    while end < bytes.len() && is_word(bytes[end]) {
        end += 1;
    }
    let tagged = bytes.get(end) == Some(&b'$') && !bytes[at + 1].is_ascii_digit();
    if !tagged {
        return at + 1;
    }
    let tag = &text[at..=end];
    text[end + 1..].find(tag).map_or(text.len(), |found| end + 1 + found + tag.len())
}

#[cfg(test)]
mod tests {
    use super::{canonical, split};

    #[test]
    fn semicolons_inside_texts_do_not_cut() {
        let script = "select ';', E'\\';', \"a;b\", 'it''s;';\nselect $$;$$, $f$ $$;$$ ;$f$, a$b;\nselect (1;2);";
        assert_eq!(
            split(script),
            ["select ';', E'\\';', \"a;b\", 'it''s;'", "select $$;$$, $f$ $$;$$ ;$f$, a$b", "select (1;2)"]
        );
    }

    #[test]
    fn comments_and_psql_lines_are_dropped() {
        let script = "\\restrict judge\n-- a; b\n/* x; /* y; */ z; */ select 1; -- end;\n\\unrestrict judge\n";
        assert_eq!(split(script), ["select 1"]);
    }

    #[test]
    fn a_standard_body_is_one_statement() {
        let script = "CREATE FUNCTION f() RETURNS integer\n    BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 ELSE 2 END;\n \
                      SELECT 2;\nEND;\nselect 1;";
        assert_eq!(split(script).len(), 2);
    }

    #[test]
    fn an_unfinished_text_ends_with_the_script() {
        for script in ["select '", "select $a$ x", "/* ", "select \"", "E'\\", "$", "\\", "$a"] {
            split(script);
            canonical(&format!("CREATE TABLE t ({script}"));
        }
    }

    #[test]
    fn letters_of_any_language_survive() {
        assert_eq!(split("comment on table é is '名;前'; select 1"), ["comment on table é is '名;前'", "select 1"]);
    }

    #[test]
    fn the_items_of_a_table_are_sorted_and_those_of_a_type_are_not() {
        let table =
            |items: &str| canonical(&format!("CREATE TABLE public.t (\n    {items}\n)\nPARTITION BY LIST (b);"));
        assert_eq!(
            table("b text,\n    a numeric(10,2) DEFAULT '1,2'"),
            table("a numeric(10,2) DEFAULT '1,2',\n    b text")
        );
        let kind = |items: &str| canonical(&format!("CREATE TYPE public.t AS ({items});"));
        assert_ne!(kind("a text, b text"), kind("b text, a text"));
        assert_eq!(canonical("CREATE TABLE public.t (\n);"), ["CREATE TABLE public.t ()"]);
    }

    #[test]
    fn roles_of_a_policy_have_no_order() {
        let policy = |roles: &str| {
            canonical(&format!("CREATE POLICY \"a TO b\" ON public.t TO {roles} USING ((x = ' TO b, a'));"))
        };
        assert_eq!(policy("b, a, \"C d\""), policy("a, \"C d\", b"));
        assert_ne!(policy("a"), policy("b"));
        let open = canonical("CREATE POLICY p ON public.t USING ((x = ' TO b, a'));");
        assert_eq!(open, ["CREATE POLICY p ON public.t USING ((x = ' TO b, a'))"]);
    }

    #[test]
    fn versions_of_columns_are_no_difference() {
        let script = "ALTER TABLE ONLY t ALTER COLUMN a SET (pg_attver=7);\n\
                      ALTER TABLE ONLY t ALTER COLUMN b SET (pg_attver=7, n_distinct=5);";
        assert_eq!(canonical(script), ["ALTER TABLE ONLY t ALTER COLUMN b SET (n_distinct=5)"]);
    }

    #[test]
    fn settings_stay_with_what_they_act_on() {
        let script = "SET statement_timeout = 0;\nSET default_tablespace = fast;\nCREATE TABLE a (\n    x integer\n);\n\
                      SET default_tablespace = '';\nSET default_table_access_method = heap;\nCREATE TABLE b (\n    x integer\n);\n\
                      SET SESSION AUTHORIZATION bob;\nGRANT ALL ON TABLE a TO eve;\nRESET SESSION AUTHORIZATION;\n\
                      GRANT ALL ON TABLE b TO eve;";
        assert_eq!(
            canonical(script),
            [
                "CREATE TABLE a (\n    x integer\n)\n-- tablespace fast",
                "CREATE TABLE b (\n    x integer\n)",
                "GRANT ALL ON TABLE a TO eve\n-- by bob",
                "GRANT ALL ON TABLE b TO eve",
            ]
        );
    }
}
