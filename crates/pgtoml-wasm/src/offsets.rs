//! Bytes to UTF-16 code units, which JavaScript counts in, and back.

/// Offsets of one text.
#[derive(Debug)]
pub struct Offsets {
    /// Code units before every [`STEP`]th byte, or before the character that it is inside of; none where all is ASCII.
    marks: Vec<u32>,
}

const STEP: usize = 256;

impl Offsets {
    /// Goes through the text once.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { marks: Vec::new() };
        }
        let (mut marks, mut units) = (vec![0], 0);
        for (at, character) in text.char_indices() {
            while at >= marks.len() * STEP {
                marks.push(units);
            }
            // A mark inside of this character stands for its beginning.
            while at + character.len_utf8() > marks.len() * STEP {
                marks.push(units);
            }
            units += u32::try_from(character.len_utf16()).unwrap_or(0);
        }
        Self { marks }
    }

    /// Of a byte. One inside of a character counts as its beginning, one behind the text as its end.
    pub fn utf16(&self, text: &str, byte: u32) -> u32 {
        let byte = text.floor_char_boundary(byte as usize);
        let Some(units) = self.marks.get(byte / STEP) else { return u32::try_from(byte).unwrap_or(u32::MAX) };
        let from = text.floor_char_boundary(byte / STEP * STEP);
        let more = text.get(from..byte).unwrap_or_default().chars().map(char::len_utf16).sum::<usize>();
        units + u32::try_from(more).unwrap_or(0)
    }

    /// The byte of a code unit. One inside of a character counts as its beginning, one behind the text as its end.
    pub fn byte(&self, text: &str, unit: u32) -> usize {
        if self.marks.is_empty() {
            return text.len().min(unit as usize);
        }
        let mark = self.marks.partition_point(|units| *units <= unit).saturating_sub(1);
        let mut units = self.marks.get(mark).copied().unwrap_or_default() as usize;
        let mut at = text.floor_char_boundary(mark * STEP);
        for character in text.get(at..).unwrap_or_default().chars() {
            units += character.len_utf16();
            if units > unit as usize {
                break;
            }
            at += character.len_utf8();
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn characters_of_every_width() {
        let text = "a\u{e9}\u{4e16}\u{1f600}z";
        let offsets = Offsets::new(text);
        let units = [0, 1, 3, 6, 8, 10, 11, 99].map(|byte| offsets.utf16(text, byte));
        assert_eq!(units, [0, 1, 2, 3, 3, 5, 6, 6]);
        let bytes = [0, 1, 2, 3, 4, 5, 6, 99].map(|unit| offsets.byte(text, unit));
        assert_eq!(bytes, [0, 1, 3, 6, 6, 10, 11, 11]);
    }

    #[test]
    fn long_texts_agree_with_counting() {
        for width in ["x", "\u{e9}", "\u{4e16}", "\u{1f600}"] {
            let text = format!("{}{}", "ab\u{e9}".repeat(100), format!("{width}y").repeat(700));
            let offsets = Offsets::new(&text);
            let mut units = 0;
            for (at, character) in text.char_indices() {
                assert_eq!(offsets.utf16(&text, u32::try_from(at).unwrap()), units);
                assert_eq!(offsets.byte(&text, units), at);
                units += u32::try_from(character.len_utf16()).unwrap();
            }
        }
    }

    #[test]
    fn nothing_to_find() {
        assert_eq!(Offsets::new("").utf16("", 5), 0);
        assert_eq!(Offsets::new("").byte("", 5), 0);
    }
}
