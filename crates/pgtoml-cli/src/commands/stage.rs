//! Which database of the project a command is for, which seeds belong there, and what is allowed.

use std::collections::BTreeMap;

use pgtoml::data::{Environment, Url, read};
use pgtoml::diagnostic::did_you_mean;
use pgtoml::read::project::matches;
use pgtoml_pg::connect::{Target, process_env};

use crate::args::Stage;
use crate::context::Context;
use crate::failure::Failure;
use crate::source::{Database, Source, State};

/// What has been chosen.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// Name of the environment.
    name: Option<String>,
    url: Option<String>,
    /// Sets of seeds.
    seeds: Vec<String>,
    /// Hazards that need no `--allow`.
    allow: Vec<String>,
    protected: bool,
    /// Protected environments with the addresses of their databases, to know one by its address.
    guarded: Vec<(String, String)>,
}

/// What the command line and the file say together.
pub fn choose(context: &Context, stage: &Stage, to: &State) -> Result<Chosen, Failure> {
    let none = BTreeMap::new();
    let environments = to.loaded.as_ref().map_or(&none, |loaded| &loaded.environments);
    let mut chosen = Chosen::default();
    for (name, environment) in environments.iter().filter(|(_, environment)| environment.protected) {
        if let Some(url) = address(environment) {
            chosen.guarded.push((name.to_string(), url));
        }
    }
    let sets: Vec<&str> = to.loaded.iter().flat_map(|loaded| loaded.seeds.keys()).map(text).collect();
    for seed in &stage.seed {
        if !sets.contains(&seed.as_str()) {
            return Err(unknown(&format!("there are no seeds `{seed}` in the file"), seed, &sets));
        }
    }
    let Some(wanted) = &stage.env else {
        chosen.seeds.clone_from(&stage.seed);
        return Ok(chosen);
    };
    let Some(environment) = environments.get(wanted.as_str()) else {
        let names: Vec<&str> = environments.keys().map(text).collect();
        return Err(unknown(&format!("there is no environment `{wanted}` in the file"), wanted, &names));
    };
    chosen.name = Some(wanted.clone());
    chosen.protected = environment.protected;
    chosen.seeds = environment.seeds.iter().map(ToString::to_string).collect();
    for seed in &stage.seed {
        if chosen.seeds.contains(seed) {
            continue;
        }
        if environment.protected {
            return Err(guarded(wanted, seed));
        }
        return Err(Failure::refused(format!("the environment `{wanted}` does not list the seeds `{seed}`"))
            .hint(format!("add it there: seeds = [\"{seed}\"]")));
    }
    chosen.allow = environment.allow.iter().map(ToString::to_string).collect();
    if context.global.db.is_none() {
        chosen.url = match &environment.url {
            None => None,
            Some(Url::Plain(url)) => Some(url.to_string()),
            Some(Url::Env(name)) => Some(process_env(name).filter(|url| !url.is_empty()).ok_or_else(|| {
                Failure::new(format!("the environment `{wanted}` names the variable {name}, which is not set"))
                    .hint(format!("set {name} to the URL of the database"))
            })?),
        };
    }
    Ok(chosen)
}

fn text<T: AsRef<str>>(text: &T) -> &str {
    text.as_ref()
}

fn unknown(message: &str, name: &str, known: &[&str]) -> Failure {
    let hint = match did_you_mean(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "the file declares none".to_owned(),
        None if known.len() == 1 => format!("there is `{}`", known.concat()),
        None => format!("there are {}", known.join(", ")),
    };
    Failure::new(message).hint(hint)
}

fn guarded(environment: &str, seed: &str) -> Failure {
    Failure::refused(format!("the environment `{environment}` is protected, and takes no seeds: not `{seed}`"))
        .hint("rows that belong into every database are `[data.TABLE]` of the schema")
}

fn address(environment: &Environment) -> Option<String> {
    match environment.url.as_ref()? {
        Url::Plain(url) => Some(url.to_string()),
        Url::Env(name) => process_env(name),
    }
}

fn same(one: &str, other: &str) -> bool {
    let parse = |text: &str| Target::parse(text, &process_env).ok();
    match (parse(one), parse(other)) {
        (Some(one), Some(other)) => one.is_same_database(&other),
        _ => one == other,
    }
}

impl Chosen {
    /// The same for the database at this URL, which may be that of a protected environment.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        let mut chosen = self.clone();
        if let Some((name, _)) = self.guarded.iter().find(|(_, known)| same(url, known)) {
            chosen.name = Some(name.clone());
            chosen.protected = true;
        }
        chosen
    }

    /// The URL of the database, where the environment says one.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Opens the database.
    pub fn open(&self, context: &Context, to: &State) -> Result<Database, Failure> {
        match &self.url {
            Some(url) => Source::parse(url)?.open(context),
            None => super::migrate::open(context, to),
        }
    }

    /// Adds the rows of the seeds.
    pub fn seed(self, context: &Context, to: &mut State) -> Result<(), Failure> {
        if let (true, Some(seed)) = (self.protected, self.seeds.first()) {
            return Err(guarded(self.name.as_deref().unwrap_or_default(), seed));
        }
        let Some(loaded) = &to.loaded else { return Ok(()) };
        for seed in &self.seeds {
            to.side.rows.extend(loaded.seeds.get(seed.as_str()).into_iter().flatten().cloned());
        }
        let sets: Vec<_> = to.side.rows.iter().collect();
        let wrong = read::twice(&sets);
        if wrong.is_empty() {
            return Ok(());
        }
        context.diagnose(&wrong, &loaded.files);
        Err(Failure::new(format!("the seeds {} do not go together", self.seeds.join(", "))))
    }

    /// Whether the environment allows a hazard.
    pub fn allows(&self, hazard: &str) -> bool {
        !self.protected && self.allow.iter().any(|pattern| pattern == "all" || matches(pattern, hazard))
    }
}
