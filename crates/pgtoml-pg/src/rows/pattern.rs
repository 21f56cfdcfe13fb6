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

/// A text that fits, another one for each number where the expression has room for that.
pub(super) fn example(regex: &str, number: usize) -> Option<String> {
    let mut reader = Reader { rest: regex.chars().peekable() };
    let ways = reader.alternatives(0)?;
    if reader.rest.peek().is_some() {
        return None;
    }
    let mut left = number;
    let mut text = String::new();
    write(ways.get(number % ways.len().max(1))?, &mut left, &mut text);
    Some(text)
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

/// The number is spent on the first places that have a choice.
fn write(pieces: &[(Piece, Times)], left: &mut usize, text: &mut String) {
    for (piece, (least, most)) in pieces {
        let most = most.unwrap_or(*least + 12);
        let mut times = (*least).max(1).min(most);
        if most > times && *left > 30 {
            times += 1;
        }
        for _ in 0..times {
            match piece {
                Piece::Chars(chars) => {
                    let count = chars.len().max(1);
                    text.extend(chars.get(*left % count));
                    *left /= count;
                }
                Piece::Group(ways) => {
                    if let Some(way) = ways.first() {
                        write(way, left, text);
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
            assert_eq!(example(regex, 0).as_deref(), Some(text), "{regex}");
        }
        assert_eq!(example("(?=a)b", 0), None);
        assert_ne!(example("^[a-z]+$", 0), example("^[a-z]+$", 1));
        assert_eq!(like("http%_x", 0), "httpaax");
    }
}
