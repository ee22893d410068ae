//! Expected reports: the problem, its location and the exit code.

use super::{Problem, Workspace};

/// An expected problem.
pub struct Expected<'a> {
    /// The code of the problem.
    pub code: &'a str,
    /// The file of the spec.
    pub file: &'a str,
    /// The line, found step by step: a line with the first text, then the next one with the second.
    pub line: &'a [&'a str],
    /// The JSON pointer.
    pub pointer: &'a str,
}

/// Checks that `lint` finds the problem and exits with 1, because the spec can be read; other commands cannot
/// continue.
#[track_caller]
pub fn assert_finding(workspace: &Workspace, expected: &Expected<'_>) -> Problem {
    let problem = reported(workspace, expected, &["lint"], 1);
    assert_eq!(reported(workspace, expected, &["generate"], 2), problem);
    assert_eq!(reported(workspace, expected, &["check"], 2), problem);
    assert!(!workspace.out().exists(), "no file is written");
    problem
}

/// Checks that the problem is one of style: `lint` finds it, and `generate` succeeds.
#[track_caller]
pub fn assert_style_finding(workspace: &Workspace, expected: &Expected<'_>) -> Problem {
    let problem = reported(workspace, expected, &["lint"], 1);
    workspace.generate();
    problem
}

/// Checks that the problem makes the spec unusable for every command.
#[track_caller]
pub fn assert_unusable(workspace: &Workspace, expected: &Expected<'_>) -> Problem {
    let problem = reported(workspace, expected, &["lint"], 2);
    for words in [&["generate"][..], &["check"], &["bundle", "authentication"]] {
        assert_eq!(reported(workspace, expected, words, 2), problem);
    }
    assert!(!workspace.out().exists(), "no file is written");
    problem
}

#[track_caller]
fn reported(
    workspace: &Workspace,
    expected: &Expected<'_>,
    words: &[&str],
    exit_code: i32,
) -> Problem {
    let run = workspace.run(words);
    assert_eq!(run.code, Some(exit_code), "{words:?}: {run}");
    assert_eq!(run.out, "", "{words:?}");
    assert!(run.err.ends_with("\n1 problem found\n"), "{run}");
    let problem = run.problem();
    assert_matches_report(workspace, expected, &problem);
    problem
}

/// Checks that the report has the code, the pointer, the line and a fix.
#[track_caller]
pub fn assert_matches_report(workspace: &Workspace, expected: &Expected<'_>, problem: &Problem) {
    assert_eq!(problem.code, expected.code, "{problem:?}");
    assert_eq!(problem.file, format!("spec/{}", expected.file), "{problem:?}");
    assert_eq!(problem.pointer, expected.pointer, "{problem:?}");
    let (number, text) = line(&workspace.text(expected.file), expected.line);
    assert_eq!(problem.line, Some(number), "{problem:?}");
    assert_eq!(problem.excerpt.as_deref(), Some(text.as_str()), "{problem:?}");
    let column = problem.column.expect("a column of the line");
    let letter = text.chars().nth(column - 1);
    assert!(letter.is_some_and(|letter| !letter.is_whitespace()), "{problem:?}");
    assert!(problem.help.len() > 10, "{problem:?}");
    assert!(!problem.message.is_empty(), "{problem:?}");
}

#[track_caller]
fn line(text: &str, steps: &[&str]) -> (usize, String) {
    let mut lines = text.lines().enumerate();
    let mut found = None;
    for part in steps {
        found = lines.find(|(_, line)| line.contains(part));
        assert!(found.is_some(), "no line with `{part}` in:\n{text}");
    }
    let (index, text) = found.expect("at least one step");
    (index + 1, text.trim_end().to_owned())
}
