//! Answers of scratch servers, kept by the content of the question.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use pgtoml::kind::Body;
use pgtoml::model::{Id, Model};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A file of answers that has grown beyond this starts over.
const LIMIT: u64 = 64 << 20;

/// Everything that an answer depends on, as a digest: the engine, and both states of what is asked with all they need.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    /// The key of a question that depends on both.
    #[must_use]
    pub fn and(&self, other: &Key) -> Key {
        let mut hash = Sha256::new();
        hash.update(&self.0);
        hash.update(&other.0);
        Key(hex(&hash.finalize()))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Digests of the objects of a model, each computed once.
pub struct Digests<'a> {
    model: &'a Model,
    known: HashMap<Id, [u8; 32]>,
}

impl<'a> Digests<'a> {
    /// Of this model.
    #[must_use]
    pub fn new(model: &'a Model) -> Self {
        Self { model, known: HashMap::new() }
    }

    /// The key of a question about `ids` in a part of the model.
    pub fn key(&mut self, engine: &str, ids: &BTreeSet<Id>, part: &Model) -> Key {
        let mut hash = Sha256::new();
        hash.update(concat!(env!("CARGO_PKG_VERSION"), "\0"));
        hash.update(engine);
        for id in ids {
            hash.update(format!("\0{id}"));
        }
        for (id, object) in &part.objects {
            match self.model.get(id) {
                Some(own) if own.body == object.body => {
                    let digest = self.known.entry(id.clone()).or_insert_with(|| digest(id, &object.body));
                    hash.update(&digest[..]);
                }
                _ => hash.update(digest(id, &object.body)),
            }
        }
        Key(hex(&hash.finalize()))
    }
}

fn digest(id: &Id, body: &Body) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(format!("{id}\0"));
    hash.update(body.to_json().to_string());
    hash.finalize().into()
}

/// Answers, in memory and perhaps in a file.
///
/// A line of the file is a key and what becomes of each object: `=` where it becomes what is there, `null` where it stays
/// as it is wanted, or its JSON. The file can be removed at any time.
#[derive(Debug, Default)]
pub struct Answers {
    file: Option<PathBuf>,
    known: HashMap<String, Vec<Value>>,
    new: String,
}

impl Answers {
    /// Those of a folder, which need not exist. What can't be read is forgotten.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        let file = folder.join("settled.jsonl");
        if fs::metadata(&file).is_ok_and(|meta| meta.len() > LIMIT) {
            let _ = fs::remove_file(&file);
        }
        let text = fs::read_to_string(&file).unwrap_or_default();
        let line = |line: &str| serde_json::from_str::<(String, Vec<Value>)>(line).ok();
        Self { file: Some(file), known: text.lines().filter_map(line).collect(), new: String::new() }
    }

    /// The bodies that an earlier answer gave these objects.
    pub fn recall(&self, key: &Key, ids: &BTreeSet<Id>, from: &Model, to: &Model) -> Option<Vec<(Id, Body)>> {
        let answer = self.known.get(&key.0)?;
        if answer.len() != ids.len() {
            return None;
        }
        let body = |(id, value): (&Id, &Value)| {
            let body = match value {
                Value::String(_) => from.get(id)?.body.clone(),
                Value::Null => to.get(id)?.body.clone(),
                json => id.tag.decode(&json.to_string()).ok()?,
            };
            Some((id.clone(), body))
        };
        ids.iter().zip(answer).map(body).collect()
    }

    /// Takes in an answer.
    pub fn learn(&mut self, key: &Key, answer: &[(Id, Body)], from: &Model, to: &Model) {
        let value = |(id, body): &(Id, Body)| {
            let is = |model: &Model| model.get(id).is_some_and(|object| object.body == *body);
            if is(from) {
                "=".into()
            } else if is(to) {
                Value::Null
            } else {
                body.to_json()
            }
        };
        let values: Vec<Value> = answer.iter().map(value).collect();
        if self.file.is_some()
            && let Ok(line) = serde_json::to_string(&(&key.0, &values))
        {
            self.new += &line;
            self.new.push('\n');
        }
        self.known.insert(key.0.clone(), values);
    }

    /// Writes what is new. A cache that can't be written is none, and nothing is wrong by that.
    pub fn keep(&mut self) {
        let (Some(file), false) = (&self.file, self.new.is_empty()) else { return };
        let Some(folder) = file.parent() else { return };
        let opened =
            fs::create_dir_all(folder).and_then(|()| fs::OpenOptions::new().create(true).append(true).open(file));
        // One write, so that lines of two processes stay whole.
        let _ = opened.and_then(|mut file| file.write_all(self.new.as_bytes()));
        self.new.clear();
    }
}
