//! Comma-separated values as spreadsheets and COPY write them (RFC 4180).
//!
//! No crate is used for it: those at hand do not tell an empty cell from one with quotes, and here the one is NULL and the
//! other an empty text, as in COPY.

/// A cell and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// Its text; `None` for an empty cell without quotes.
    pub text: Option<String>,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// What is wrong with a text: a sentence, and where.
pub(super) type Broken = (&'static str, usize, usize);

/// The lines, each with its cells. Lines without anything are left out.
pub(super) fn parse(text: &str) -> Result<Vec<Vec<Cell>>, Broken> {
    let bytes = text.as_bytes();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = Vec::new();
    while at < bytes.len() {
        let mut line = Vec::new();
        loop {
            let (cell, next) = cell(text, at)?;
            at = next;
            line.push(cell);
            if bytes.get(at) != Some(&b',') {
                break;
            }
            at += 1;
        }
        if bytes.get(at) == Some(&b'\r') {
            at += 1;
        }
        if bytes.get(at) == Some(&b'\n') {
            at += 1;
        }
        if !matches!(line.as_slice(), [Cell { text: None, .. }]) {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// The cell at `start`, and the byte after it, which is a comma, the end of the line, or that of the text.
fn cell(text: &str, start: usize) -> Result<(Cell, usize), Broken> {
    let bytes = text.as_bytes();
    if bytes.get(start) != Some(&b'"') {
        let rest = bytes.get(start..).unwrap_or_default();
        let len = rest.iter().position(|byte| matches!(byte, b',' | b'\n' | b'\r')).unwrap_or(rest.len());
        let end = start + len;
        let plain = text.get(start..end).unwrap_or_default();
        if let Some(quote) = plain.find('"') {
            return Err(("a quote inside a cell that does not begin with one", start + quote, end));
        }
        return Ok((Cell { text: (len > 0).then(|| plain.to_owned()), start, end }, end));
    }
    let mut value = String::new();
    let mut at = start + 1;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(quote) = rest.find('"') else { return Err(("the quote is not closed", start, start + 1)) };
        value.push_str(rest.get(..quote).unwrap_or_default());
        at += quote + 1;
        if bytes.get(at) != Some(&b'"') {
            break;
        }
        value.push('"');
        at += 1;
    }
    match bytes.get(at) {
        None | Some(b',' | b'\n' | b'\r') => Ok((Cell { text: Some(value), start, end: at }, at)),
        Some(_) => Err(("text behind the closing quote", at, at + 1)),
    }
}

/// A cell as it is written: in quotes where it must be, and so that NULL is told from an empty text.
pub(super) fn written(value: Option<&str>) -> String {
    match value {
        None => String::new(),
        Some(text) if text.is_empty() || text.contains(['"', ',', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Some(text) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, written};

    fn texts(csv: &str) -> Vec<Vec<Option<String>>> {
        let lines = parse(csv).expect("well-formed");
        lines.into_iter().map(|line| line.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn cells() {
        let some = |text: &str| Some(text.to_owned());
        let read = texts("\u{feff}a,b,c\r\n1,,\"\"\n\n\"x\"\"y\",\"1\n2\",\"a,b\"");
        let expected = [
            vec![some("a"), some("b"), some("c")],
            vec![some("1"), None, some("")],
            vec![some("x\"y"), some("1\n2"), some("a,b")],
        ];
        assert_eq!(read, expected);
        assert_eq!(texts("a,"), [vec![some("a"), None]]);
        assert!(texts("").is_empty());
        for broken in ["\"a", "a\"b", "\"a\"b"] {
            assert!(parse(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in [None, Some(""), Some("a"), Some("a\"b"), Some("1,2"), Some("a\r\nb"), Some(" ")] {
            let line = format!("x,{}\n", written(text));
            assert_eq!(texts(&line), [vec![Some("x".to_owned()), text.map(str::to_owned)]], "{text:?}");
        }
    }
}
