//! Which case proves what about which kind: `docs/coverage.md`.

use std::collections::BTreeMap;
use std::fmt::Write;

use pgtoml::compare::{Nobody, compare};
use pgtoml::kind::{Address, Tag};
use serde::Deserialize;

use crate::cases::{Case, load};

/// What can happen to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// It is made.
    Create,
    /// It is changed in place, or made anew where PostgreSQL has no way in place.
    Alter,
    /// It is removed.
    Drop,
    /// It gets another name or schema.
    Rename,
    /// It gets another comment.
    Comment,
    /// It gets another owner.
    Owner,
    /// Others get rights on it, or lose them.
    Grants,
}

impl Deed {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 7] =
        [Self::Create, Self::Alter, Self::Drop, Self::Rename, Self::Comment, Self::Owner, Self::Grants];

    fn of(action: &str, replaces: bool) -> Self {
        match action {
            "create" | "name" if replaces => Self::Alter,
            "create" | "name" => Self::Create,
            "drop" => Self::Drop,
            "rename" | "set_schema" => Self::Rename,
            "comment" => Self::Comment,
            "owner" => Self::Owner,
            "grant" | "revoke" | "revoke_option" => Self::Grants,
            _ => Self::Alter,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Alter => "alter",
            Self::Drop => "drop",
            Self::Rename => "rename",
            Self::Comment => "comment",
            Self::Owner => "owner",
            Self::Grants => "grants",
        }
    }
}

/// `tests/coverage.toml`: why there is no case, by kind and deed.
type Reasons = BTreeMap<String, BTreeMap<String, String>>;

/// A case, and the servers that it runs on.
struct Proof {
    case: String,
    servers: String,
}

/// Everything that cases prove.
pub struct Coverage {
    proofs: BTreeMap<(Tag, Deed), Proof>,
    reasons: Reasons,
}

#[derive(Deserialize)]
struct File {
    #[serde(flatten)]
    kinds: Reasons,
}

impl Coverage {
    /// Reads all cases, and plans each in both directions.
    pub fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/coverage.toml");
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut coverage = Self { proofs: BTreeMap::new(), reasons: file.kinds };
        for case in Case::all() {
            coverage.add(&case);
        }
        coverage
    }

    fn add(&mut self, case: &Case) {
        let side = |file: &str| load(file, case.text(file).unwrap_or_default(), &case.folder);
        let (Ok(old), Ok(new)) = (side("old.toml"), side("new.toml")) else {
            panic!("{}: its files are not understood", case.name);
        };
        let directions = [(&old, &new, &case.forward), (&new, &old, &case.back)];
        for (from, to, direction) in directions {
            if direction.refused.is_some() {
                continue;
            }
            let outcome = match compare(from.clone(), to.clone(), &mut Nobody) {
                Ok(outcome) => outcome,
                Err(error) => panic!("{}: {error:?}", case.name),
            };
            for step in &outcome.plan.steps {
                let deed = match Deed::of(step.action, step.replaces) {
                    // Its schema is no part of its name.
                    Deed::Rename if step.id.tag == Tag::Extension => Deed::Alter,
                    deed => deed,
                };
                self.prove(case, step.id.tag, deed);
                let taken = step.takes_in.iter().filter(|_| deed == Deed::Create);
                taken.for_each(|id| self.prove(case, id.tag, deed));
            }
        }
    }

    /// The first case of the kind's own folder, or else of another one.
    fn prove(&mut self, case: &Case, tag: Tag, deed: Deed) {
        let own = |name: &str| name.split('/').next() == Some(tag.info().template);
        let known = self.proofs.get(&(tag, deed));
        if known.is_some_and(|proof| own(&proof.case) || !own(&case.name)) {
            return;
        }
        let servers = case.majors().iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        self.proofs.insert((tag, deed), Proof { case: case.name.clone(), servers });
    }

    /// Why PostgreSQL has no such thing, as far as the facts of the kind tell.
    fn none(tag: Tag, deed: Deed) -> bool {
        let info = tag.info();
        match deed {
            Deed::Owner => !info.owned,
            Deed::Grants => info.privileges.is_empty(),
            Deed::Comment => info.address == Address::None,
            Deed::Create | Deed::Drop => info.single,
            Deed::Alter | Deed::Rename => false,
        }
    }

    fn reason(&self, tag: Tag, deed: Deed) -> Option<&str> {
        self.reasons.get(tag.info().template)?.get(deed.word()).map(String::as_str)
    }

    /// Cells that no case, fact or reason fills, and reasons for what a case proves.
    pub fn blanks(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (tag, deed) in Tag::ALL.iter().flat_map(|tag| Deed::ALL.map(|deed| (*tag, deed))) {
            let (proven, reason) = (self.proofs.contains_key(&(tag, deed)), self.reason(tag, deed));
            let place = format!("{}: {}", tag.info().template, deed.word());
            match (proven, reason, Self::none(tag, deed)) {
                (false, None, false) => {
                    found.push(format!("{place}: no case proves it, and coverage.toml does not say why"))
                }
                (true, Some(_), _) => {
                    found.push(format!("{place}: a case proves it, so coverage.toml need not say why not"))
                }
                _ => {}
            }
        }
        found
    }

    /// The table as Markdown.
    pub fn markdown(&self) -> String {
        let mut out = String::from(
            "# What is proven\n\n\
             Each cell names a case that is applied to live servers in both directions, with rows in the tables, and judged by\n\
             `pg_dump`; or says why there is none. Behind it are the majors of PostgreSQL on which each run of the tests proves it: the\n\
             newest that knows what it is about, and one of the older ones; the first case of a kind also runs on the embedded\n\
             PostgreSQL 17. The table is made from the cases, and a blank cell fails the tests.\n\n",
        );
        out.push_str("| Object | Catalog |");
        Deed::ALL.iter().for_each(|deed| {
            let _ = write!(out, " {} |", deed.word());
        });
        out.push_str("\n|---|---|");
        out.push_str(&"---|".repeat(Deed::ALL.len()));
        out.push('\n');
        for tag in Tag::ALL {
            let info = tag.info();
            let _ = write!(out, "| {} | `{}` |", info.template.replace('_', " "), info.class);
            for deed in Deed::ALL {
                let _ = write!(out, " {} |", self.cell(*tag, deed));
            }
            out.push('\n');
        }
        out
    }

    fn cell(&self, tag: Tag, deed: Deed) -> String {
        match (self.proofs.get(&(tag, deed)), self.reason(tag, deed)) {
            (Some(proof), _) => {
                let short = proof.case.strip_prefix(&format!("{}/", tag.info().template)).unwrap_or(&proof.case);
                format!("[{}](../tests/cases/{}) <sub>{}</sub>", short.replace('_', " "), proof.case, proof.servers)
            }
            (None, Some(reason)) => format!("*{reason}*"),
            (None, None) => "*PostgreSQL has none*".to_owned(),
        }
    }
}
