//! How wide text is, without a font: advance widths of Liberation Sans (metrically equal to Arial and close to
//! Helvetica), in thousandths of an em, and 0.6 em for monospace.
//!
//! A reader's machine may have another font. Every text in the picture therefore also carries `textLength`, and
//! the widths here only have to be near enough that the correction can't be seen.

/// The faces that the pictures use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Proportional, regular weight.
    Sans,
    /// Proportional, bold.
    SansBold,
    /// Fixed width.
    Mono,
}

/// The CSS family list that [`Face::Sans`] was measured for.
pub const SANS: &str = "Helvetica Neue,Helvetica,Arial,Liberation Sans,Arimo,sans-serif";
/// The CSS family list that [`Face::Mono`] was measured for.
pub const MONO: &str = "ui-monospace,SFMono-Regular,Menlo,Liberation Mono,DejaVu Sans Mono,monospace";

/// The width of `text` at `size` pixels, rounded to hundredths.
pub fn width(text: &str, face: Face, size: f64) -> f64 {
    let milli: u64 = text.chars().map(|c| u64::from(advance(c, face))).sum();
    (milli as f64 * size / 10.0).round() / 100.0
}

/// `text` cut to at most `max` pixels, with an ellipsis where something was cut, and its width.
pub fn fit(text: &str, face: Face, size: f64, max: f64) -> (String, f64) {
    let full = width(text, face, size);
    if full <= max {
        return (text.to_owned(), full);
    }
    let room = ((max / size * 1000.0) as u64).saturating_sub(u64::from(advance('…', face)));
    let mut used = 0;
    let mut out = String::new();
    for c in text.chars() {
        used += u64::from(advance(c, face));
        if used > room {
            break;
        }
        out.push(c);
    }
    let mut out = out.trim_end().to_owned();
    out.push('…');
    let w = width(&out, face, size);
    (out, w)
}

fn advance(c: char, face: Face) -> u16 {
    let code = c as u32;
    if code < 0x20 || is_zero_width(code) {
        return 0;
    }
    if is_wide(code) {
        return 1000;
    }
    if face == Face::Mono {
        return 600;
    }
    let table = if face == Face::Sans { &REGULAR } else { &BOLD };
    match (code as usize).checked_sub(0x20).and_then(|i| table.get(i)) {
        Some(w) => *w,
        None if c == '…' => 1000,
        None => 600,
    }
}

/// Combining marks, joiners and variation selectors: they draw onto their neighbour.
fn is_zero_width(code: u32) -> bool {
    matches!(code, 0x300..=0x36f | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2064 | 0xfe00..=0xfe0f | 0x1f3fb..=0x1f3ff | 0xe0000..=0xe01ef)
}

/// Scripts whose glyphs fill the em square.
fn is_wide(code: u32) -> bool {
    matches!(code, 0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f
        | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f000..=0x1faff | 0x20000..=0x3fffd | 0x2600..=0x27bf)
}

// Indexed from U+0020 to U+017F.
#[rustfmt::skip]
static REGULAR: [u16; 352] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 552,
    400, 549, 333, 333, 333, 576, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611, 667, 667, 667, 667, 667, 667, 1000, 722,
    667, 667, 667, 667, 278, 278, 278, 278, 722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278, 556, 556, 556, 556, 556, 556, 556, 549,
    611, 556, 556, 556, 556, 500, 556, 500, 667, 556, 667, 556, 667, 556, 722, 500, 722, 500, 722, 500, 722, 500, 722, 615,
    722, 556, 667, 556, 667, 556, 667, 556, 667, 556, 667, 556, 778, 556, 778, 556, 778, 556, 778, 556, 722, 556, 722, 556,
    278, 278, 278, 278, 278, 278, 278, 222, 278, 278, 735, 444, 500, 222, 667, 500, 500, 556, 222, 556, 222, 556, 292, 556,
    334, 556, 222, 722, 556, 722, 556, 722, 556, 604, 723, 556, 778, 556, 778, 556, 778, 556, 1000, 944, 722, 333, 722, 333,
    722, 333, 667, 500, 667, 500, 667, 500, 667, 500, 611, 278, 611, 375, 611, 278, 722, 556, 722, 556, 722, 556, 722, 556,
    722, 556, 722, 556, 944, 722, 667, 500, 667, 611, 500, 611, 500, 611, 500, 222,
];
#[rustfmt::skip]
static BOLD: [u16; 352] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611,
    611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 552,
    400, 549, 333, 333, 333, 576, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611, 722, 722, 722, 722, 722, 722, 1000, 722,
    667, 667, 667, 667, 278, 278, 278, 278, 722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278, 611, 611, 611, 611, 611, 611, 611, 549,
    611, 611, 611, 611, 611, 556, 611, 556, 722, 556, 722, 556, 722, 556, 722, 556, 722, 556, 722, 556, 722, 556, 722, 719,
    722, 611, 667, 556, 667, 556, 667, 556, 667, 556, 667, 556, 778, 611, 778, 611, 778, 611, 778, 611, 722, 611, 722, 611,
    278, 278, 278, 278, 278, 278, 278, 278, 278, 278, 785, 556, 556, 278, 722, 556, 556, 611, 278, 611, 278, 611, 385, 611,
    479, 611, 278, 722, 611, 722, 611, 722, 611, 708, 723, 611, 778, 611, 778, 611, 778, 611, 1000, 944, 722, 389, 722, 389,
    722, 389, 667, 556, 667, 556, 667, 556, 667, 556, 611, 333, 611, 479, 611, 333, 722, 611, 722, 611, 722, 611, 722, 611,
    722, 611, 722, 611, 944, 778, 667, 556, 667, 611, 500, 611, 500, 611, 500, 278,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_measured_and_cut() {
        assert_eq!(width("", Face::Sans, 12.0), 0.0);
        assert_eq!(width("abc", Face::Mono, 10.0), 18.0);
        assert!(width("W", Face::SansBold, 12.0) > width("i", Face::SansBold, 12.0));
        let (cut, w) = fit("a_very_long_column_name", Face::Sans, 12.0, 60.0);
        assert!(cut.ends_with('…') && w <= 60.0 && cut.len() > 6);
        assert_eq!(fit("short", Face::Sans, 12.0, 60.0).0, "short");
        assert!(fit("xyz", Face::Sans, 12.0, 0.0).1 < 13.0);
    }
}
