//! The journal: which rows are done.
//!
//! A line is appended for each row before it is sent, and again once the outcome is known. A row with
//! the last state `sending` was interrupted: its user may exist.

use std::{
    collections::HashMap,
    error::Error,
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use super::row::Key;

/// The last state of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The outcome is not known.
    Sending,
    /// The user exists.
    Done,
    /// The server rejected the row.
    Failed,
}

const STATES: [(&str, State); 3] =
    [("sending", State::Sending), ("done", State::Done), ("failed", State::Failed)];

/// The journal of an import.
pub struct Journal {
    file: File,
    states: HashMap<String, State>,
}

impl Journal {
    /// Opens or creates the journal of an import into the user pool `target`.
    pub fn open(path: &Path, target: &str) -> Result<Self, Box<dyn Error>> {
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        // A process that was killed can leave an incomplete last line.
        let complete = text.rfind('\n').map_or(0, |end| end + 1);
        file.set_len(u64::try_from(complete)?)?;
        let mut journal = Self { file, states: HashMap::new() };
        let mut lines = text[..complete].lines();
        match lines.next() {
            None => journal.append(&line("target", target)?)?,
            Some(first) if format!("{first}\n") == line("target", target)? => {}
            Some(_) => {
                return Err(format!(
                    "{} belongs to an import into another user pool; move it away to import the \
                     file into {target}",
                    path.display()
                )
                .into());
            }
        }
        for line in lines {
            let (state, key) = parse(line).ok_or_else(|| {
                format!("{} is damaged; move it away to start again: {line}", path.display())
            })?;
            journal.states.insert(key, state);
        }
        Ok(journal)
    }

    /// Returns the last state of a row; `None` if it was never sent.
    pub fn state(&self, key: &Key) -> Option<State> {
        self.states.get(&key.to_string()).copied()
    }

    /// Records the state of rows. It is on the disk when the method returns.
    pub fn record<'a>(
        &mut self,
        state: State,
        keys: impl IntoIterator<Item = &'a Key>,
    ) -> io::Result<()> {
        let name = STATES.iter().find(|(_, it)| *it == state).map_or("", |(name, _)| *name);
        let keys: Vec<String> = keys.into_iter().map(Key::to_string).collect();
        let lines = keys.iter().map(|key| line(name, key)).collect::<io::Result<String>>()?;
        self.append(&lines)?;
        self.states.extend(keys.into_iter().map(|key| (key, state)));
        Ok(())
    }

    fn append(&mut self, lines: &str) -> io::Result<()> {
        self.file.write_all(lines.as_bytes())?;
        self.file.sync_data()
    }
}

/// Returns a line: a word, and a text in quotes, in which JSON escapes line breaks.
fn line(word: &str, text: &str) -> io::Result<String> {
    Ok(format!("{word} {}\n", serde_json::to_string(text)?))
}

fn parse(line: &str) -> Option<(State, String)> {
    let (word, key) = line.split_once(' ')?;
    let (_, state) = STATES.iter().find(|(name, _)| *name == word)?;
    Some((*state, serde_json::from_str(key).ok()?))
}
