//! A text that a regular expression of a check accepts.
//!
//! It understands what such checks are made of; what it does not, it leaves to the other candidates.

/// How often a part may stand there: at least, and at most if there is an end.
type Times = (usize, Option<usize>);

enum Piece {
    /// One of these characters.
    Chars(Vec<char>),
    /// One of these sequences.
    Group(Vec<Vec<(Piece, Times)>>),
}

struct Reader<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
}

/// A text that fits, another one for each number as long as the expression has room for that. `least`: characters that it
/// should have, where something in it may be repeated.
pub(super) fn example(regex: &str, number: usize, least: usize) -> Option<String> {
    let mut reader = Reader { rest: regex.chars().peekable() };
    let ways = reader.alternatives(0)?;
    if reader.rest.peek().is_some() {
        return None;
    }
    let way = ways.get(number % ways.len())?;
    let made = |more: usize| {
        let (mut left, mut more, mut text) = (number / ways.len(), more, String::new());
        write(way, &mut left, &mut more, &mut text);
        text
    };
    let text = made(0);
    let short = least.saturating_sub(text.chars().count());
    Some(if short > 0 { made(short) } else { text })
}

/// A text that LIKE accepts.
pub(super) fn like(pattern: &str, number: usize) -> String {
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => text.push_str(&super::value::letters(number, 1)),
            '_' => text.push('a'),
            '\\' => text.extend(chars.next()),
            c => text.push(c),
        }
    }
    text
}

/// The number is spent on the first places that have a choice, shorter texts before longer ones. `more`: so often are
/// pieces repeated for the sake of the length.
fn write(pieces: &[(Piece, Times)], left: &mut usize, more: &mut usize, text: &mut String) {
    for (piece, (least, most)) in pieces {
        let most = most.unwrap_or(*least + 5000);
        let mut times = (*least).max(1).min(most);
        let count = match piece {
            Piece::Chars(chars) => chars.len(),
            Piece::Group(ways) => ways.len(),
        };
        // All texts of one length come before those of the next.
        let room = |times: usize| u32::try_from(times).ok().and_then(|times| count.checked_pow(times));
        while count > 1
            && times < most
            && let Some(here) = room(times).filter(|here| *here <= *left)
        {
            *left -= here;
            times += 1;
        }
        let longer = (*more).min(most - times);
        *more -= longer;
        for _ in 0..times + longer {
            let pick = *left % count.max(1);
            *left /= count.max(1);
            match piece {
                Piece::Chars(chars) => text.extend(chars.get(pick)),
                Piece::Group(ways) => {
                    if let Some(way) = ways.get(pick) {
                        write(way, left, &mut 0, text);
                    }
                }
            }
        }
    }
}

impl Reader<'_> {
    fn alternatives(&mut self, depth: usize) -> Option<Vec<Vec<(Piece, Times)>>> {
        let mut ways = vec![Vec::new()];
        if depth > 20 {
            return None;
        }
        loop {
            match self.rest.peek() {
                None | Some(')') => return Some(ways),
                Some('|') => {
                    self.rest.next();
                    ways.push(Vec::new());
                }
                Some('^' | '$') => drop(self.rest.next()),
                Some(_) => {
                    let piece = self.piece(depth)?;
                    let times = self.times()?;
                    ways.last_mut()?.push((piece, times));
                }
            }
        }
    }

    fn piece(&mut self, depth: usize) -> Option<Piece> {
        Some(match self.rest.next()? {
            '(' => {
                if self.rest.peek() == Some(&'?') {
                    self.rest.next();
                    // Looking ahead is beyond this.
                    self.rest.next_if_eq(&':')?;
                }
                let ways = self.alternatives(depth + 1)?;
                self.rest.next_if_eq(&')')?;
                Piece::Group(ways)
            }
            '[' => Piece::Chars(self.class()?),
            '.' => Piece::Chars(('a'..='z').collect()),
            '\\' => Piece::Chars(escaped(self.rest.next()?)),
            '*' | '+' | '?' | '{' => return None,
            c => Piece::Chars(vec![c]),
        })
    }

    fn class(&mut self) -> Option<Vec<char>> {
        let not = self.rest.next_if_eq(&'^').is_some();
        let mut found = Vec::new();
        let mut first = true;
        loop {
            match self.rest.next()? {
                ']' if !first => break,
                '[' if self.rest.peek() == Some(&':') => {
                    let name: String = self.rest.by_ref().take_while(|c| *c != ']').collect();
                    found.extend(named(name.trim_matches(':')));
                }
                '\\' => found.extend(escaped(self.rest.next()?)),
                c if self.rest.peek() == Some(&'-') => {
                    self.rest.next();
                    match self.rest.next()? {
                        ']' => {
                            found.extend([c, '-']);
                            break;
                        }
                        end => found.extend(c..=end),
                    }
                }
                c => found.push(c),
            }
            first = false;
        }
        if not {
            let others = ('a'..='z').chain('0'..='9').chain('A'..='Z').chain(['-', '_', ' ']);
            return Some(others.filter(|c| !found.contains(c)).collect());
        }
        Some(found)
    }

    fn times(&mut self) -> Option<Times> {
        let times = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let inside: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
                let times = match inside.split_once(',') {
                    None => inside.parse().ok().map(|exact| (exact, Some(exact)))?,
                    Some((least, "")) => (least.parse().ok()?, None),
                    Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
                };
                self.rest.next_if_eq(&'?');
                return Some(times);
            }
            _ => return Some((1, Some(1))),
        };
        self.rest.next();
        // As few as possible is as good as any.
        self.rest.next_if_eq(&'?');
        Some(times)
    }
}

fn named(name: &str) -> Vec<char> {
    match name {
        "digit" => ('0'..='9').collect(),
        "upper" => ('A'..='Z').collect(),
        "alnum" | "xdigit" => ('a'..='f').chain('0'..='9').collect(),
        "space" | "blank" => vec![' '],
        "punct" => vec!['-', '.', ','],
        _ => ('a'..='z').collect(),
    }
}

fn escaped(c: char) -> Vec<char> {
    match c {
        'd' => named("digit"),
        'w' => ('a'..='z').chain('0'..='9').collect(),
        's' => vec![' '],
        'D' | 'S' | 'W' if c != 'W' => ('a'..='z').collect(),
        'W' => vec!['-', ' '],
        // Edges of words and of the text have no width.
        'm' | 'M' | 'y' | 'Y' | 'A' | 'Z' | 'b' => Vec::new(),
        c => vec![c],
    }
}

#[cfg(test)]
mod tests {
    use super::{example, like};

    #[test]
    fn the_usual_checks() {
        let fits = [
            ("^[a-z0-9]+(-[a-z0-9]+)*$", "a-a"),
            (r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "a@a.a"),
            ("^https?://", "https://"),
            (r"^\+[1-9]\d{3,14}$", "+1000"),
            ("^(USD|EUR)$", "USD"),
            ("^[A-Z]{3}$", "AAA"),
            ("^[[:digit:]]{2}-x?$", "00-x"),
        ];
        for (regex, text) in fits {
            assert_eq!(example(regex, 0, 0).as_deref(), Some(text), "{regex}");
        }
        assert_eq!(example("(?=a)b", 0, 0), None);
        for (regex, room) in
            [("^[a-z]+$", 2000), ("^[ab]{1,3}$", 14), ("^(USD|EUR|GBP)$", 3), ("^[a-z0-9]+(-[a-z0-9]+)*$", 2000)]
        {
            let all: std::collections::BTreeSet<_> = (0..room).map(|number| example(regex, number, 0)).collect();
            assert_eq!(all.len(), room, "{regex}");
        }
        assert_eq!(example("^[a-z]+[0-9]$", 0, 5).as_deref(), Some("aaaa0"));
        assert_eq!(like("http%_x", 0), "httpaax");
    }
}
