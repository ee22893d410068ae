//! The output of a run.

use std::fmt;

/// A finished run.
pub struct Run {
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit code {:?}\n{}\n{}", self.code, self.out, self.err)
    }
}

/// A problem as the program prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The code of the problem.
    pub code: String,
    /// The message.
    pub message: String,
    /// The file, relative to the working directory.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// The column, counted from 1.
    pub column: Option<usize>,
    /// The JSON pointer.
    pub pointer: String,
    /// The text of the line.
    pub excerpt: Option<String>,
    /// The fix.
    pub help: String,
}

impl Run {
    /// Returns the problems, in the order they are shown.
    pub fn problems(&self) -> Vec<Problem> {
        let starts = self.err.match_indices("error[").map(|(at, _)| at);
        let starts: Vec<usize> =
            starts.filter(|at| *at == 0 || self.err.as_bytes()[at - 1] == b'\n').collect();
        let ends = starts.iter().copied().skip(1).chain([self.err.len()]);
        starts.iter().zip(ends).map(|(start, end)| problem(&self.err[*start..end])).collect()
    }

    /// Returns the only problem.
    pub fn problem(&self) -> Problem {
        match self.problems().as_slice() {
            [problem] => problem.clone(),
            other => panic!("{} problems instead of one:\n{self}", other.len()),
        }
    }
}

fn problem(text: &str) -> Problem {
    let (code, rest) = text.strip_prefix("error[").unwrap().split_once("]: ").unwrap();
    let (message, rest) = rest.split_once("\n  --> ").unwrap();
    let (location, rest) = rest.split_once('\n').unwrap();
    let (file, pointer) = location.split_once(" #").unwrap();
    let mut position = file.split(':');
    let file = position.next().unwrap();
    let mut number = || position.next().map(|number| number.parse::<usize>().unwrap());
    let (line, column) = (number(), number());
    assert_eq!(line.is_some(), column.is_some(), "{text}");
    let (excerpt, rest) = match rest.strip_prefix("   | ") {
        Some(excerpt) => {
            let (excerpt, rest) = excerpt.split_once('\n').unwrap();
            let (number, excerpt) = excerpt.split_once(" | ").unwrap();
            assert_eq!(number.parse().ok(), line, "{text}");
            (Some(excerpt.to_owned()), rest)
        }
        None => (None, rest),
    };
    let help = rest.strip_prefix("  = fix: ").unwrap_or_else(|| panic!("no help:\n{text}"));
    let help = help.lines().next().unwrap();
    Problem {
        code: code.to_owned(),
        message: message.to_owned(),
        file: file.to_owned(),
        line,
        column,
        pointer: format!("#{pointer}"),
        excerpt,
        help: help.to_owned(),
    }
}
