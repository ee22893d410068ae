//! Sends a chunk of rows, until the outcome of each row is known.

use std::time::Duration;

use genauth::{
    Error, ManagementClient,
    management::{CreateUserBatchReqDto, CreateUserOptionsDto},
};

use super::{
    existing::{self, Found},
    row::{Failure, Key, Row},
};

/// Largest number of users in one request (`createUsersBatch`).
pub const LIMIT: usize = 50;

/// The outcome of a chunk.
#[derive(Default)]
pub struct Outcome {
    pub created: Vec<Key>,
    /// Users that exist with the same data.
    pub present: Vec<Key>,
    pub failed: Vec<Failure>,
}

/// Limits of the attempts at one chunk, after those of the SDK.
#[derive(Clone, Copy)]
pub struct Patience {
    /// Number of failures in a row that end the import.
    pub failures: u32,
    /// Pause after the first failure, which doubles with each further one. The server can request a
    /// longer one.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { failures: 8, pause: Duration::from_secs(1) }
    }
}

/// Sends chunks of rows.
pub struct Sender<'a> {
    pub admin: &'a ManagementClient,
    pub options: CreateUserOptionsDto,
    pub patience: Patience,
}

impl Sender<'_> {
    /// Creates the users of the rows.
    ///
    /// # Errors
    ///
    /// Returns an error that concerns no single row, such as a rejected access key. The outcome of the
    /// chunk is not known then.
    pub async fn send(&self, rows: Vec<Row>, outcome: &mut Outcome) -> Result<(), Error> {
        let mut parts = vec![rows];
        let mut failures = 0;
        while let Some(mut part) = parts.pop() {
            if part.is_empty() {
                continue;
            }
            let list: Vec<_> = part.iter().map(|row| row.user.clone()).collect();
            let request = CreateUserBatchReqDto::new(list).options(self.options.clone());
            let error = match self.admin.create_users_batch(request).await {
                Ok(_) => {
                    failures = 0;
                    outcome.created.extend(part.into_iter().map(|row| row.key));
                    continue;
                }
                Err(error) => error,
            };
            if is_temporary(&error) {
                failures += 1;
                if failures >= self.patience.failures {
                    return Err(error);
                }
                self.pause(failures, &error).await;
                // The users may have been created although no response arrived. Sending the part
                // again without a look would report them as conflicts.
                if is_unknown(&error) {
                    part = self.missing(part, outcome).await?;
                }
                parts.push(part);
            } else if concerns_all_rows(&error) {
                return Err(error);
            } else if part.len() == 1 {
                self.reject(part, &error, outcome).await?;
            } else {
                // The response names at most one row. Halves lead to all rejected rows, and the others
                // are created.
                let second = part.split_off(part.len() / 2);
                parts.extend([second, part]);
            }
        }
        Ok(())
    }

    /// Looks up rows whose outcome is unknown, and returns those without a user.
    pub async fn missing(&self, rows: Vec<Row>, outcome: &mut Outcome) -> Result<Vec<Row>, Error> {
        let mut missing = Vec::new();
        for row in rows {
            match existing::find(self.admin, &row).await? {
                Found::Missing => missing.push(row),
                Found::Same => outcome.created.push(row.key),
                Found::Other => {
                    let reason = format!("another user has the {}", row.key.id_type);
                    outcome.failed.push(Failure { line: row.line, key: Some(row.key), reason });
                }
            }
        }
        Ok(missing)
    }

    /// Handles a row that the server rejected. It may conflict with a user that an earlier import
    /// created.
    async fn reject(
        &self,
        rows: Vec<Row>,
        error: &Error,
        outcome: &mut Outcome,
    ) -> Result<(), Error> {
        for row in rows {
            if error.is_conflict() && matches!(existing::find(self.admin, &row).await?, Found::Same)
            {
                outcome.present.push(row.key);
                continue;
            }
            let reason = match error {
                Error::Api(error) => error.message().to_owned(),
                error => error.to_string(),
            };
            outcome.failed.push(Failure { line: row.line, key: Some(row.key), reason });
        }
        Ok(())
    }

    async fn pause(&self, failures: u32, error: &Error) {
        let doubled = self.patience.pause.saturating_mul(1 << (failures - 1).min(6));
        tokio::time::sleep(error.retry_after().unwrap_or_default().max(doubled)).await;
    }
}

/// Returns whether the same request may succeed later.
fn is_temporary(error: &Error) -> bool {
    error.is_retryable() || is_unknown(error)
}

/// Returns whether the users may have been created.
fn is_unknown(error: &Error) -> bool {
    error.outcome_unknown() || error.status_code().is_some_and(|status| status >= 500)
}

/// Returns whether the failure has a cause other than the rows: smaller parts would fail as well.
fn concerns_all_rows(error: &Error) -> bool {
    match error {
        Error::Api(api) => error.is_unauthenticated() || api.status_code() == 403,
        Error::Request(_) => false,
        _ => true,
    }
}
