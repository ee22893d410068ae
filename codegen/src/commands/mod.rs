//! The commands of the program.

mod bundle;
mod check;
mod generate;
mod lint;

pub use bundle::bundle;
pub use check::check;
pub use generate::generate;
pub use lint::lint;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::{
    api::Api,
    diagnostics::{Diagnostic, Diagnostics},
    document,
    render::{description, emit, manifest_section},
};

/// Where the description is and where the code goes.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The directory of the description.
    pub spec: PathBuf,
    /// The directory of the generated code.
    pub out: PathBuf,
    /// The file with the description as data, if there is to be one.
    pub description: Option<PathBuf>,
}

impl Folders {
    /// The folders of the workspace that `start` is in, unless others are given.
    pub fn find(start: &Path, spec: Option<PathBuf>, out: Option<PathBuf>) -> Self {
        let is_root = |folder: &&Path| folder.join("spec").is_dir() && folder.join("sdk").is_dir();
        let root = start.ancestors().find(is_root).unwrap_or(start);
        let emulator = root.join("sdk/emulator/src");
        // Whoever generates elsewhere wants the code alone.
        let is_wanted = out.is_none() && emulator.is_dir();
        Self {
            spec: spec.unwrap_or_else(|| root.join("spec")),
            out: out.unwrap_or_else(|| root.join("sdk/src/generated")),
            description: is_wanted.then(|| emulator.join("description.json")),
        }
    }

    /// Every place that is written to.
    fn sites(&self) -> emit::Sites {
        emit::Sites::new(&self.out, self.description.as_deref())
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to complain about.
    Fine,
    /// Something was found.
    Findings,
    /// The input cannot be used.
    Unusable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => Self::SUCCESS,
            Outcome::Findings => Self::from(1),
            Outcome::Unusable => Self::from(2),
        }
    }
}

/// The model, and what has to change for the output to be what it says. Without them, problems have
/// been reported.
fn plan(folders: &Folders, err: &mut dyn Write) -> io::Result<Option<(Api, emit::Changes)>> {
    let (document, found) = document::read(&folders.spec);
    let Some(document) = document else {
        report(folders, found, err)?;
        return Ok(None);
    };
    // The two have nothing to do with each other, and a maintainer waits for both.
    let (generated, data) = std::thread::scope(|scope| {
        let data = folders.description.as_ref().filter(|_| found.is_empty());
        let data = data.map(|path| (path, scope.spawn(|| description::description(&document))));
        let generated = crate::generate_from(&document, found);
        (generated, data.and_then(|(path, text)| Some((path, text.join().ok()?))))
    });
    let (api, files) = match generated {
        Ok(done) => done,
        Err(found) => {
            report(folders, found, err)?;
            return Ok(None);
        }
    };
    let section = manifest_section(&api);
    let description = data.as_ref().map(|(path, text)| (path.as_path(), text.as_str()));
    let output = emit::Output { files: &files, section: &section, description };
    match emit::plan(&output, &folders.sites()) {
        Ok(changes) => Ok(Some((api, changes))),
        Err(found) => {
            report_all(&found, err)?;
            Ok(None)
        }
    }
}

/// Reports problems that a command cannot go on with.
fn unusable(found: &[Diagnostic], err: &mut dyn Write) -> io::Result<Outcome> {
    report_all(found, err)?;
    Ok(Outcome::Unusable)
}

/// Writes problems for people. Files of the description are shown as they are reached from here.
fn report(folders: &Folders, found: Diagnostics, out: &mut dyn Write) -> io::Result<()> {
    let mut found = found.into_sorted();
    for diagnostic in &mut found {
        if diagnostic.place.file.is_relative() && !diagnostic.place.file.starts_with(&folders.spec)
        {
            diagnostic.place.file = folders.spec.join(&diagnostic.place.file);
        }
    }
    report_all(&found, out)
}

fn report_all(found: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let here = std::env::current_dir().unwrap_or_default();
    // In one piece: standard error is written to the system with every word otherwise.
    let mut text = String::new();
    for diagnostic in found {
        let mut shown = diagnostic.clone();
        if let Ok(near) = shown.place.file.strip_prefix(&here) {
            shown.place.file = near.to_owned();
        }
        text.push_str(&format!("{shown}\n"));
    }
    text.push_str(&match found.len() {
        1 => "1 problem\n".to_owned(),
        count => format!("{count} problems\n"),
    });
    out.write_all(text.as_bytes())
}
