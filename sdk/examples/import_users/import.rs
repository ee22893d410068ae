//! The import: from the file, past the journal, to the server.

use std::{
    error::Error,
    fs::File,
    mem,
    path::{Path, PathBuf},
};

use csv::ByteRecord;
use genauth::{ManagementClient, management::CreateUserOptionsDto};
use indicatif::ProgressBar;

use super::{
    chunk::{LIMIT, Outcome, Patience, Sender},
    columns::Columns,
    custom_fields::CustomFields,
    journal::{Journal, State},
    report,
    row::{Failure, Row, Rows},
};

/// An import into a user pool.
pub struct Import<'a> {
    pub admin: &'a ManagementClient,
    /// Identifies the user pool in the journal.
    pub target: &'a str,
    pub journal: PathBuf,
    pub patience: Patience,
}

/// Numbers of rows by their outcome.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub created: u64,
    /// Rows whose user existed with the same data.
    pub present: u64,
    /// Rows that an earlier run completed.
    pub done_before: u64,
    pub failed: u64,
}

impl Import<'_> {
    /// Imports a file, from where an earlier run stopped.
    ///
    /// # Errors
    ///
    /// Returns an error if the import cannot continue. Rows that failed are not errors; the report lists
    /// them.
    pub async fn run(&self, users: &Path, bar: &ProgressBar) -> Result<Summary, Box<dyn Error>> {
        let mut reader = reader(users)?;
        let fields = CustomFields::load(self.admin).await?;
        let columns = Columns::read(reader.headers()?, &fields)?;
        fields.define_missing(self.admin, columns.custom_keys()).await?;
        bar.set_length(count(users)?);

        let options = CreateUserOptionsDto::new().keep_password(columns.has_hashes());
        let sender = Sender { admin: self.admin, options, patience: self.patience };
        let mut run = Run {
            sender,
            journal: Journal::open(&self.journal, self.target)?,
            rows: Rows::new(&columns),
            summary: Summary::default(),
            failures: Vec::new(),
            waiting: Vec::new(),
        };
        let result = run.all(reader.byte_records(), bar).await;
        // Also after an error: the rows that failed so far are known.
        report::write(users, &run.failures)?;
        result?;
        Ok(run.summary)
    }
}

/// The state of a running import.
struct Run<'a> {
    sender: Sender<'a>,
    journal: Journal,
    rows: Rows<'a>,
    summary: Summary,
    failures: Vec<Failure>,
    /// Rows of the next chunk.
    waiting: Vec<Row>,
}

impl Run<'_> {
    async fn all(
        &mut self,
        records: impl Iterator<Item = csv::Result<ByteRecord>>,
        bar: &ProgressBar,
    ) -> Result<(), Box<dyn Error>> {
        // One chunk in memory at a time, however long the file is.
        for record in records {
            match self.rows.read(&record?) {
                Ok(row) if self.journal.state(&row.key) == Some(State::Done) => {
                    self.summary.done_before += 1;
                    bar.inc(1);
                }
                Ok(row) => self.waiting.push(row),
                Err(failure) => {
                    self.fail(vec![failure]);
                    bar.inc(1);
                }
            }
            if self.waiting.len() == LIMIT {
                self.chunk(bar).await?;
            }
        }
        self.chunk(bar).await
    }

    async fn chunk(&mut self, bar: &ProgressBar) -> Result<(), Box<dyn Error>> {
        let rows = mem::take(&mut self.waiting);
        if rows.is_empty() {
            return Ok(());
        }
        let count = u64::try_from(rows.len())?;
        let (interrupted, mut rows): (Vec<Row>, Vec<Row>) =
            rows.into_iter().partition(|row| self.journal.state(&row.key) == Some(State::Sending));
        let mut outcome = Outcome::default();
        // The outcome is unknown if the program was killed while it waited for the response.
        rows.extend(self.sender.missing(interrupted, &mut outcome).await?);
        self.journal.record(State::Sending, rows.iter().map(|row| &row.key))?;
        let sent = self.sender.send(rows, &mut outcome).await;
        // Also after an error: the outcome of some rows may be known.
        self.journal.record(State::Done, outcome.created.iter().chain(&outcome.present))?;
        let failed = outcome.failed.iter().filter_map(|failure| failure.key.as_ref());
        self.journal.record(State::Failed, failed)?;
        self.summary.created += u64::try_from(outcome.created.len())?;
        self.summary.present += u64::try_from(outcome.present.len())?;
        self.fail(outcome.failed);
        sent?;
        bar.inc(count);
        Ok(())
    }

    fn fail(&mut self, failures: Vec<Failure>) {
        self.summary.failed += failures.len() as u64;
        self.failures.extend(failures);
    }
}

/// Opens the file. Rows with too many or too few cells are reported like other invalid rows, so the
/// reader accepts them.
fn reader(users: &Path) -> Result<csv::Reader<File>, Box<dyn Error>> {
    let file = File::open(users).map_err(|error| format!("{}: {error}", users.display()))?;
    Ok(csv::ReaderBuilder::new().flexible(true).from_reader(file))
}

fn count(users: &Path) -> Result<u64, Box<dyn Error>> {
    Ok(u64::try_from(reader(users)?.into_byte_records().count())?)
}
