//! Where options come from: flags before the environment before the file.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use protocol::nearest::nearest;

use super::ConfigError;
use super::options::{OPTIONS, PREFIX, TEST_PREFIX};
use crate::secret::Secret;

/// Where a value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A flag of the command.
    Flag,
    /// A variable of the environment.
    Environment,
    /// The file.
    File(PathBuf),
    /// Nowhere.
    Default,
}

/// The flags of the command line. Flatten it into a command's arguments.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    values: BTreeMap<&'static str, String>,
}

impl Flags {
    /// Flags as if given on the command line, for programs and tests that start a server.
    ///
    /// # Errors
    /// When there is no such option.
    pub fn given(pairs: &[(&str, &str)]) -> Result<Self, ConfigError> {
        let mut flags = Self::default();
        for (key, value) in pairs {
            let known = OPTIONS.iter().find(|option| option.key == *key);
            let known = known.ok_or_else(|| ConfigError::new(format!("{key}: unknown option")))?;
            flags.values.insert(known.key, (*value).to_owned());
        }
        Ok(flags)
    }
}

impl clap::FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for option in OPTIONS {
            if let Some(value) = matches.get_one::<String>(option.key) {
                self.values.insert(option.key, value.clone());
            }
        }
        Ok(())
    }
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        OPTIONS.iter().fold(command, |command, option| {
            command.arg(
                clap::Arg::new(option.key)
                    .long(option.flag)
                    .value_name(option.value)
                    .help(format!("{} [env: {}]", option.help, option.variable()))
                    .help_heading("Configuration"),
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The variables that are ours.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: Vec<(String, OsString)>,
    secrets: BTreeMap<String, Secret<String>>,
}

/// The variable in which the token of the API stands, for commands that call a server.
const TOKEN: &str = "VESTIBULE_TOKEN";
/// Variables with this prefix hold secrets a blueprint names.
const SECRET_PREFIX: &str = "VESTIBULE_SECRET_";

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        let ours = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            name.starts_with(PREFIX).then_some((name, value))
        });
        Self::gathered(ours)
    }

    /// An environment of these variables only.
    pub fn of(variables: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), OsString::from(value));
        Self::gathered(variables.iter().map(own))
    }

    /// What holds a secret is kept apart from the options: it is no option, and is never printed.
    fn gathered(all: impl Iterator<Item = (String, OsString)>) -> Self {
        let mut gathered = Self::default();
        for (name, value) in all {
            if name == TOKEN || name.starts_with(SECRET_PREFIX) {
                let text = value.into_string().unwrap_or_default();
                gathered.secrets.insert(name, Secret::new(text));
            } else {
                gathered.variables.push((name, value));
            }
        }
        gathered
    }

    /// The token of the API, if one is given.
    pub fn token(&self) -> Option<Secret<String>> {
        let token = self.secrets.get(TOKEN)?;
        (!token.expose().trim().is_empty()).then(|| token.clone())
    }

    /// The variables a blueprint may name.
    pub fn secrets(&self) -> BTreeMap<String, Secret<String>> {
        let mut secrets = self.secrets.clone();
        secrets.remove(TOKEN);
        secrets
    }
}

/// The values given for each option, the one that counts.
#[derive(Debug)]
pub(super) struct Layers {
    values: BTreeMap<&'static str, (String, Source)>,
}

impl Layers {
    /// Gathers what was given, the flags last so that they win.
    pub(super) fn gather(flags: &Flags, environment: &Environment) -> Result<Self, ConfigError> {
        let variables = from_environment(environment)?;
        let file = flags
            .values
            .get("config")
            .or_else(|| variables.get("config"));
        let mut values = BTreeMap::new();
        if let Some(path) = file.map(PathBuf::from) {
            for (key, text) in from_file(&path)? {
                values.insert(key, (text, Source::File(path.clone())));
            }
        }
        let given = variables
            .into_iter()
            .map(|(key, text)| (key, (text, Source::Environment)));
        values.extend(given);
        let given = flags.values.iter();
        values.extend(given.map(|(key, text)| (*key, (text.clone(), Source::Flag))));
        Ok(Self { values })
    }

    /// The value of `key`, read by `read`; `None` when it was given nowhere.
    pub(super) fn read<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let Some((text, source)) = self.values.get(key) else {
            return Ok(None);
        };
        read(text).map(Some).map_err(|words| {
            let name = Named { key, source };
            ConfigError::new(format!("{name}: {words}"))
        })
    }

    pub(super) fn source(&self, key: &str) -> Source {
        self.values
            .get(key)
            .map_or(Source::Default, |(_, source)| source.clone())
    }
}

/// The name of an option as it was written where it was given.
struct Named<'a> {
    key: &'static str,
    source: &'a Source,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source {
            Source::Flag => write!(out, "--{}", self.key.replace('_', "-")),
            Source::Environment => write!(out, "{PREFIX}{}", self.key.to_ascii_uppercase()),
            Source::File(path) => write!(out, "{} in {}", self.key, path.display()),
            Source::Default => write!(out, "{}", self.key),
        }
    }
}

fn from_environment(given: &Environment) -> Result<BTreeMap<&'static str, String>, ConfigError> {
    let mut values = BTreeMap::new();
    for (name, value) in &given.variables {
        if name.starts_with(TEST_PREFIX) {
            continue;
        }
        let Some(option) = OPTIONS.iter().find(|option| option.variable() == *name) else {
            let meant = nearest(name, OPTIONS.iter().map(super::options::Known::variable));
            return Err(unknown(name, "the environment", meant));
        };
        let text = value
            .to_str()
            .ok_or_else(|| ConfigError::new(format!("{name}: the value is not text in UTF-8")))?;
        values.insert(option.key, text.to_owned());
    }
    Ok(values)
}

fn from_file(path: &Path) -> Result<Vec<(&'static str, String)>, ConfigError> {
    let place = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|cause| ConfigError::new(format!("the file {place} cannot be read: {cause}")))?;
    let table: toml::Table = text
        .parse()
        .map_err(|cause| ConfigError::new(format!("the file {place} is not TOML: {cause}")))?;
    let mut values = Vec::new();
    for (key, value) in table {
        let known = OPTIONS.iter().filter(|option| option.key != "config");
        let Some(option) = known.clone().find(|option| option.key == key) else {
            let meant = nearest(&key, known.map(|option| option.key.to_owned()));
            return Err(unknown(&key, &place.to_string(), meant));
        };
        let text = plain(&value).ok_or_else(|| {
            ConfigError::new(format!(
                "{key} in {place}: not a text, a number or a list of texts"
            ))
        })?;
        values.push((option.key, text));
    }
    Ok(values)
}

/// The value as it would stand in a flag.
fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Array(list) => {
            let texts: Option<Vec<&str>> = list.iter().map(toml::Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}

fn unknown(name: &str, place: &str, meant: Option<String>) -> ConfigError {
    let hint = meant
        .map(|meant| format!("; did you mean {meant}?"))
        .unwrap_or_default();
    ConfigError::new(format!("{name} in {place} is no known option{hint}"))
}
