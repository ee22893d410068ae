//! The arguments of the command line.

use std::{ffi::OsString, path::PathBuf};

pub const USAGE: &str = "usage: import_users [--generate N] [--export FILE.csv] [USERS.csv]";

/// The arguments; see the documentation of the program.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    pub users: Option<PathBuf>,
    pub generate: Option<u64>,
    pub export: Option<PathBuf>,
}

impl Arguments {
    /// Reads the arguments after the name of the program.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut arguments = arguments.into_iter();
        let mut read = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = |kind: &str| {
                arguments.next().ok_or_else(|| format!("{} requires {kind}", argument.display()))
            };
            match argument.to_str() {
                Some("--generate") => {
                    let number = value("a number of users")?;
                    let parsed = number.to_str().and_then(|number| number.parse().ok());
                    let invalid = || format!("{} is not a number of users", number.display());
                    read.generate = Some(parsed.ok_or_else(invalid)?);
                }
                Some("--export") => read.export = Some(value("a file")?.into()),
                Some(option) if option.starts_with("--") => {
                    return Err(format!("unknown option {option}"));
                }
                _ if read.users.is_some() => return Err("more than one file to import".to_owned()),
                _ => read.users = Some(argument.into()),
            }
        }
        match (&read.users, &read.generate, &read.export) {
            (None, Some(_), _) => Err("--generate requires the file to write".to_owned()),
            (None, None, None) => Err("nothing to do".to_owned()),
            _ => Ok(read),
        }
    }
}
