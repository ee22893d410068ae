//! Problems of a spec and where they are.

use std::{collections::HashSet, fmt, path::PathBuf};

/// A value of the spec: a file and the JSON pointer (RFC 6901) to the value in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer {
    /// The file, relative to the directory of the spec.
    pub file: PathBuf,
    /// The reference tokens of the pointer: keys and indexes.
    pub tokens: Vec<String>,
}

impl Pointer {
    /// Creates a pointer to the root of a file.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), tokens: Vec::new() }
    }

    /// Returns a pointer to a value inside this one.
    #[must_use]
    pub fn at(&self, token: impl Into<String>) -> Self {
        let mut tokens = self.tokens.clone();
        tokens.push(token.into());
        Self { file: self.file.clone(), tokens }
    }

    /// Returns a pointer several tokens inward.
    #[must_use]
    pub fn within<'a>(&self, tokens: impl IntoIterator<Item = &'a str>) -> Self {
        tokens.into_iter().fold(self.clone(), |pointer, token| pointer.at(token))
    }

    /// Returns the JSON pointer as a URI fragment: `#/paths/…`.
    pub fn to_fragment(&self) -> String {
        let escaped = self.tokens.iter().map(|token| token.replace('~', "~0").replace('/', "~1"));
        escaped.fold(String::from("#"), |pointer, token| format!("{pointer}/{token}"))
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Short name of the kind of problem.
    pub code: &'static str,
    /// The problem and its cause.
    pub message: String,
    /// The value that has the problem.
    pub pointer: Pointer,
    /// The fix, as an imperative.
    pub help: String,
    /// The line and column, attached when the diagnostics are reported.
    pub location: Option<SourceLocation>,
    /// Subject of the problem, for the later stages that depend on it.
    pub subject: Subject,
}

/// Subject of a problem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// An existing value.
    #[default]
    Value,
    /// A name that is invalid or not unique: names derived from it are not worth checking.
    Name,
    /// Something missing or unused: it may be in a part that cannot be read.
    Absence,
}

/// A line and column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted in characters from 1.
    pub column: usize,
    /// The text of the line, or the part around the column if it is long.
    pub excerpt: String,
}

impl Diagnostic {
    /// Creates a problem of a value.
    pub fn new(
        code: &'static str,
        pointer: Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            code,
            message: message.into(),
            pointer,
            help: help.into(),
            location: None,
            subject: Subject::Value,
        }
    }

    /// Sets the subject of the problem.
    #[must_use]
    pub fn about(self, subject: Subject) -> Self {
        Self { subject, ..self }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error[{}]: {}", self.code, printable(&self.message))?;
        write!(f, "  --> {}", self.pointer.file.display())?;
        if let Some(SourceLocation { line, column, .. }) = &self.location {
            write!(f, ":{line}:{column}")?;
        }
        writeln!(f, " {}", printable(&self.pointer.to_fragment()))?;
        if let Some(SourceLocation { line, excerpt, .. }) = &self.location {
            writeln!(f, "   | {line} | {}", printable(excerpt))?;
        }
        writeln!(f, "  = fix: {}", printable(&self.help))
    }
}

/// Escapes control characters, which a terminal would interpret.
pub(crate) fn printable(text: &str) -> String {
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

/// The problems found so far, and what they say about the rest of the spec.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    unreliable: Vec<Pointer>,
    is_partial: bool,
}

impl Diagnostics {
    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Adds the findings of another stage.
    pub fn extend(&mut self, other: Self) {
        self.found.extend(other.found);
        self.unreliable.extend(other.unreliable);
        self.is_partial |= other.is_partial;
    }

    /// Marks a value that could not be read as written. Later findings inside it mean nothing.
    pub fn mark_unreliable(&mut self, pointer: Pointer) {
        self.unreliable.push(pointer);
    }

    /// Marks a value that is left out because it cannot be read.
    pub fn mark_left_out(&mut self, pointer: Pointer) {
        self.mark_partial();
        self.unreliable.push(pointer);
    }

    /// Notes that operations, schemas or files are left out. What later stages find missing may be
    /// in them.
    pub fn mark_partial(&mut self) {
        self.is_partial = true;
    }

    /// Returns whether a value or a part of it could not be read as written.
    pub fn is_unreliable(&self, pointer: &Pointer) -> bool {
        let is_inside =
            |it: &Pointer| it.file == pointer.file && it.tokens.starts_with(&pointer.tokens);
        self.unreliable.iter().any(is_inside)
    }

    /// Adds the findings of a later stage, except those that only follow from earlier problems:
    /// findings at the same values, at the values right around them, and inside unreliable ones,
    /// and what is missing when parts of the spec could not be read.
    pub fn follow(&mut self, later: Self) {
        let parent = |pointer: &Pointer| {
            let mut pointer = pointer.clone();
            pointer.tokens.pop().map(|_| pointer)
        };
        let causes: HashSet<Pointer> = self
            .unreliable
            .iter()
            .chain(self.found.iter().map(|it| &it.pointer))
            .cloned()
            .collect();
        let around: HashSet<Pointer> = causes.iter().filter_map(parent).collect();
        let unreliable: HashSet<Pointer> = self.unreliable.iter().cloned().collect();
        let is_inside = |pointer: &Pointer| {
            let mut pointer = Some(pointer.clone());
            while let Some(here) = pointer {
                if unreliable.contains(&here) {
                    return true;
                }
                pointer = parent(&here);
            }
            false
        };
        let is_partial = self.is_partial;
        self.found.extend(later.found.into_iter().filter(|found| {
            let follows = causes.contains(&found.pointer)
                || around.contains(&found.pointer)
                || is_inside(&found.pointer)
                || is_partial && found.subject == Subject::Absence;
            !follows
        }));
    }

    /// Returns the problems of these kinds.
    #[must_use]
    pub fn only(mut self, codes: &[&str]) -> Self {
        self.found.retain(|found| codes.contains(&found.code));
        self
    }

    /// Returns whether a problem about this subject has been found.
    pub fn has(&self, subject: Subject) -> bool {
        self.found.iter().any(|found| found.subject == subject)
    }

    /// Returns whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns the problems, sorted by file and line.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        let position = |it: &Diagnostic| it.location.as_ref().map(|at| (at.line, at.column));
        self.found.sort_by(|left, right| {
            (left.pointer.file.cmp(&right.pointer.file))
                .then_with(|| position(left).cmp(&position(right)))
                .then_with(|| left.pointer.tokens.cmp(&right.pointer.tokens))
                .then_with(|| left.message.cmp(&right.message))
        });
        self.found.dedup();
        self.found
    }

    /// Attaches the source location to every problem that did not come with one from the parser.
    pub fn locate(&mut self, location_of: impl Fn(&Pointer) -> Option<SourceLocation>) {
        for diagnostic in self.found.iter_mut().filter(|it| it.location.is_none()) {
            diagnostic.location = location_of(&diagnostic.pointer);
        }
    }
}
