//! What is wrong with a description, and where.

use std::{fmt, path::PathBuf};

/// A place in the description: a file and the steps to a value in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, relative to the directory of the description.
    pub file: PathBuf,
    /// The keys and indexes that lead to the value.
    pub steps: Vec<String>,
}

impl Place {
    /// The root of a file.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), steps: Vec::new() }
    }

    /// A value inside this one.
    #[must_use]
    pub fn at(&self, step: impl Into<String>) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step.into());
        Self { file: self.file.clone(), steps }
    }

    /// Several steps inward at once.
    #[must_use]
    pub fn within<'a>(&self, steps: impl IntoIterator<Item = &'a str>) -> Self {
        steps.into_iter().fold(self.clone(), |place, step| place.at(step))
    }

    /// The steps as a JSON pointer.
    pub fn pointer(&self) -> String {
        let escaped = self.steps.iter().map(|step| step.replace('~', "~0").replace('/', "~1"));
        escaped.fold(String::from("#"), |pointer, step| format!("{pointer}/{step}"))
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Short name of the kind of problem.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What to do about it.
    pub help: String,
    /// The line in the file, counted from 1, once it is known.
    pub line: Option<usize>,
    /// The text of that line.
    pub excerpt: Option<String>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), place, help: help.into(), line: None, excerpt: None }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error[{}]: {}", self.code, self.message)?;
        write!(f, "  --> {}", self.place.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        writeln!(f, " {}", self.place.pointer())?;
        if let (Some(line), Some(excerpt)) = (self.line, &self.excerpt) {
            writeln!(f, "   | {line} | {excerpt}")?;
        }
        writeln!(f, "  = fix: {}", self.help)
    }
}

/// Every problem found in a run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Adds what another run found.
    pub fn extend(&mut self, other: Self) {
        self.found.extend(other.found);
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The problems in the order of files and lines.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|left, right| {
            let key = |it: &Diagnostic| (it.place.file.clone(), it.line, it.place.steps.clone());
            key(left).cmp(&key(right)).then_with(|| left.message.cmp(&right.message))
        });
        self.found.dedup();
        self.found
    }

    /// Looks up the line of every problem that has none yet.
    pub fn locate(&mut self, line_of: impl Fn(&Place) -> Option<(usize, String)>) {
        for diagnostic in self.found.iter_mut().filter(|diagnostic| diagnostic.line.is_none()) {
            if let Some((line, excerpt)) = line_of(&diagnostic.place) {
                diagnostic.line = Some(line);
                diagnostic.excerpt = Some(excerpt);
            }
        }
    }
}
