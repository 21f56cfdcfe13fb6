//! What two failures have in common: their words without the names.

/// A text without names and numbers.
pub fn signature(text: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut word = String::new();
    let end = |word: &mut String, out: &mut String| {
        let named = word.contains('_') || word.contains('.') || word.bytes().any(|byte| byte.is_ascii_digit());
        out.push_str(if named { "_" } else { word });
        word.clear();
    };
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '`') => {
                end(&mut word, &mut out);
                out.push('_');
                quote = Some(c);
            }
            None if c.is_alphanumeric() || c == '_' || c == '.' => word.push(c),
            None => {
                end(&mut word, &mut out);
                out.push(c);
            }
        }
    }
    end(&mut word, &mut out);
    out.chars().take(160).collect()
}
