//! What is wrong with a description, and where.

use std::{collections::HashSet, fmt, path::PathBuf};

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
    /// Where in the text of the file, once it is known.
    pub location: Option<Location>,
}

/// A position in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted in characters from 1.
    pub column: usize,
    /// The text of the line, or the part around the column if it is long.
    pub excerpt: String,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), place, help: help.into(), location: None }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error[{}]: {}", self.code, printable(&self.message))?;
        write!(f, "  --> {}", self.place.file.display())?;
        if let Some(Location { line, column, .. }) = &self.location {
            write!(f, ":{line}:{column}")?;
        }
        writeln!(f, " {}", printable(&self.place.pointer()))?;
        if let Some(Location { line, excerpt, .. }) = &self.location {
            writeln!(f, "   | {line} | {}", printable(excerpt))?;
        }
        writeln!(f, "  = fix: {}", printable(&self.help))
    }
}

/// A text on one line, without what a terminal takes as a command.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\t' => out.push(letter),
            letter if letter.is_control() => out.extend(letter.escape_default()),
            letter => out.push(letter),
        }
    }
    out
}

/// Every problem found in a run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    unreliable: Vec<Place>,
    is_partial: bool,
}

impl Diagnostics {
    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Adds what another run found.
    pub fn extend(&mut self, other: Self) {
        self.found.extend(other.found);
        self.unreliable.extend(other.unreliable);
        self.is_partial |= other.is_partial;
    }

    /// Notes that a value is not what the file says, because the file says it in a way that cannot be
    /// read. What later stages find there has no meaning.
    pub fn distrust(&mut self, place: Place) {
        self.unreliable.push(place);
    }

    /// Notes that a value is left out, because it cannot be read.
    pub fn miss(&mut self, place: Place) {
        self.miss_some();
        self.unreliable.push(place);
    }

    /// Notes that operations, schemas or whole files are left out. What later stages miss may be in them.
    pub fn miss_some(&mut self) {
        self.is_partial = true;
    }

    /// Whether something at a place or inside it is not what the file says.
    pub fn distrusts(&self, place: &Place) -> bool {
        let is_inside = |it: &Place| it.file == place.file && it.steps.starts_with(&place.steps);
        self.unreliable.iter().any(is_inside)
    }

    /// Adds what a later stage found, without what only follows from earlier problems: what it found at
    /// the same places or says of the values right around them, and what it misses in parts that
    /// cannot be read.
    pub fn follow(&mut self, later: Self) {
        let parent = |place: &Place| {
            let mut place = place.clone();
            place.steps.pop().map(|_| place)
        };
        let causes: HashSet<Place> =
            self.unreliable.iter().chain(self.found.iter().map(|it| &it.place)).cloned().collect();
        let around: HashSet<Place> = causes.iter().filter_map(parent).collect();
        let unreliable: HashSet<Place> = self.unreliable.iter().cloned().collect();
        let is_inside = |place: &Place| {
            let mut place = Some(place.clone());
            while let Some(here) = place {
                if unreliable.contains(&here) {
                    return true;
                }
                place = parent(&here);
            }
            false
        };
        let is_partial = self.is_partial;
        let is_missed = |code: &str| code == "dangling-reference" || code.starts_with("unused");
        self.found.extend(later.found.into_iter().filter(|found| {
            let follows = causes.contains(&found.place)
                || around.contains(&found.place)
                || is_inside(&found.place)
                || is_partial && is_missed(found.code);
            !follows
        }));
    }

    /// Whether one of these kinds of problem has been found.
    pub fn has(&self, codes: &[&str]) -> bool {
        self.found.iter().any(|found| codes.contains(&found.code))
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The problems in the order of files and lines.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        let position = |it: &Diagnostic| it.location.as_ref().map(|at| (at.line, at.column));
        self.found.sort_by(|left, right| {
            (left.place.file.cmp(&right.place.file))
                .then_with(|| position(left).cmp(&position(right)))
                .then_with(|| left.place.steps.cmp(&right.place.steps))
                .then_with(|| left.message.cmp(&right.message))
        });
        self.found.dedup();
        self.found
    }

    /// Looks up the location of every problem that has none yet.
    pub fn locate(&mut self, location_of: impl Fn(&Place) -> Option<Location>) {
        for diagnostic in self.found.iter_mut().filter(|it| it.location.is_none()) {
            diagnostic.location = location_of(&diagnostic.place);
        }
    }
}
