//! Bytes to UTF-16 code units, which JavaScript counts in.

use std::collections::BTreeMap;

/// Offsets of one text, found in one pass over it.
#[derive(Debug)]
pub struct Offsets(BTreeMap<u32, u32>);

impl Offsets {
    /// For these offsets in bytes. One inside of a character counts as its beginning, one behind the text as its end.
    pub fn new(text: &str, bytes: impl IntoIterator<Item = u32>) -> Self {
        let mut offsets: BTreeMap<u32, u32> = bytes.into_iter().map(|byte| (byte, 0)).collect();
        let (mut at, mut units) = (0, 0);
        for (byte, unit) in &mut offsets {
            let end = text.floor_char_boundary(*byte as usize);
            units += text[at..end].chars().map(char::len_utf16).sum::<usize>();
            at = end;
            *unit = u32::try_from(units).unwrap_or(u32::MAX);
        }
        Self(offsets)
    }

    /// The offset in code units; 0 for one that was not asked for.
    pub fn utf16(&self, byte: u32) -> u32 {
        self.0.get(&byte).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn characters_of_every_width() {
        let text = "a\u{e9}\u{4e16}\u{1f600}z";
        let offsets = Offsets::new(text, [11, 0, 1, 3, 6, 8, 10, 99]);
        let units = [0, 1, 3, 6, 8, 10, 11, 99].map(|byte| offsets.utf16(byte));
        assert_eq!(units, [0, 1, 2, 3, 3, 5, 6, 6]);
    }

    #[test]
    fn nothing_to_find() {
        assert_eq!(Offsets::new("", [0, 5]).utf16(5), 0);
        assert_eq!(Offsets::new("abc", []).utf16(1), 0);
    }
}
