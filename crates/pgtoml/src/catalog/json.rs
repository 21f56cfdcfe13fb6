//! JSON of catalog rows without its null members.
//!
//! `json_strip_nulls` would parse and print everything once more on the server, which costs as much as building it.

use std::borrow::Cow;

/// The text without members whose value is null, as `json_build_object` prints them: `"key" : null`.
pub(super) fn without_nulls(text: &str) -> Cow<'_, str> {
    const NULL: &[u8] = b" : null";
    let bytes = text.as_bytes();
    if !text.contains(" : null") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut copied = 0;
    while at < bytes.len() {
        if bytes[at] != b'"' {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while at < bytes.len() && bytes[at] != b'"' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        at = (at + 1).min(bytes.len());
        if bytes[at..].starts_with(NULL) {
            out.push_str(text.get(copied..start).unwrap_or_default());
            at += NULL.len();
            if bytes[at..].starts_with(b", ") {
                at += 2;
            } else {
                // The last member: the comma before it goes too.
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
            }
            copied = at;
        }
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::without_nulls;

    #[test]
    fn members_that_are_null_go() {
        for (given, expected) in [
            (r#"{"a" : null}"#, "{}"),
            (r#"{"a" : 1, "b" : null}"#, r#"{"a" : 1}"#),
            (r#"{"a" : null, "b" : 1}"#, r#"{"b" : 1}"#),
            (r#"{"a" : null, "b" : null, "c" : 2, "d" : null}"#, r#"{"c" : 2}"#),
            (r#"{"a" : {"x" : null, "y" : 1}, "b" : null}"#, r#"{"a" : {"y" : 1}}"#),
            (r#"{"a" : "\"b\" : null", "c" : null}"#, r#"{"a" : "\"b\" : null"}"#),
            (r#"{"a" : [{"x" : null}, {"x" : 1}]}"#, r#"{"a" : [{}, {"x" : 1}]}"#),
        ] {
            assert_eq!(without_nulls(given), expected);
        }
    }
}
