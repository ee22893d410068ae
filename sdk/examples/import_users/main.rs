//! Imports users from a CSV file, and exports them to one.
//!
//! ```text
//! cargo run -p genauth --example import_users -- --generate 10000 users.csv
//! ```
//!
//! Starts an emulator and imports into it. To use your own user pool, set its access key; `GENAUTH_HOST`
//! is optional:
//!
//! ```text
//! GENAUTH_ACCESS_KEY_ID=… GENAUTH_ACCESS_KEY_SECRET=… \
//!     cargo run --release -p genauth --example import_users -- users.csv
//! ```
//!
//! | argument | effect |
//! | --- | --- |
//! | `USERS.csv` | imports this file |
//! | `--generate N` | first writes `USERS.csv` with N users, as a sample |
//! | `--export FILE.csv` | then writes all users of the pool to this file |
//!
//! # Columns
//!
//! The first line names the columns, in any order. Empty cells count as missing.
//!
//! | column | content |
//! | --- | --- |
//! | `username`, `email`, `phone` | at least one of them; unique in the user pool |
//! | `phone_country_code` | calling code of the phone, for example `+1`; without it, mainland China |
//! | `name` | real name |
//! | `external_id` | ID of the user in another system; unique in the user pool |
//! | `password` | password in plain text |
//! | `password_hash`, `salt` | instead of `password`: stored as given, for a custom password function |
//! | `custom.KEY` | custom data; a custom field that does not exist is created with the type `STRING` |
//!
//! An export has these columns without passwords, and one column for each custom field.
//!
//! # Interruption
//!
//! The journal `USERS.csv.journal` records the progress. If the program is killed, run the same command
//! again: it continues, and creates no user twice. Rows that failed are sent again; their lines and
//! reasons are in `USERS.csv.failures.csv`. A row whose user already exists with the same data counts as
//! imported.

mod arguments;
mod chunk;
mod columns;
mod custom_fields;
mod existing;
mod export;
mod import;
mod journal;
mod report;
mod row;
mod sample;
mod target;
#[cfg(test)]
mod tests;

use std::{
    env,
    error::Error,
    io::{self, Write},
    path::Path,
    process::ExitCode,
    time::Instant,
};

use indicatif::{ProgressBar, ProgressStyle};

use self::{
    arguments::{Arguments, USAGE},
    chunk::Patience,
    import::{Import, Summary},
    target::Target,
};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed terminal is not an error.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let arguments = match Arguments::read(env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => return Err(format!("{problem}\n\n{USAGE}").into()),
    };
    let target = Target::from_env().await?;
    say(&format!("user pool: {}", target.name))?;
    if let Some(users) = &arguments.users {
        if let Some(count) = arguments.generate {
            sample::write(users, count)?;
            say(&format!("generated: {count} users in {}", users.display()))?;
        }
        import(&target, users).await?;
    }
    if let Some(file) = &arguments.export {
        let count = export::write(&target.admin, file).await?;
        say(&format!("exported: {count} users to {}", file.display()))?;
    }
    Ok(())
}

async fn import(target: &Target, users: &Path) -> Result<(), Box<dyn Error>> {
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template(
        "{bar:40} {human_pos}/{human_len} rows, {per_sec}, {eta} left {msg}",
    )?);
    let started = Instant::now();
    let import = Import {
        admin: &target.admin,
        target: &target.name,
        journal: target.journal(users)?,
        patience: Patience::default(),
    };
    let result = import.run(users, &bar).await;
    bar.finish_and_clear();
    let summary = result?;
    print(&summary, started.elapsed().as_secs_f64())?;
    match summary.failed {
        0 => Ok(()),
        failed => Err(format!(
            "failed rows: {failed}; correct the rows listed in {}, and run the same command again",
            report::path(users).display()
        )
        .into()),
    }
}

fn print(summary: &Summary, seconds: f64) -> io::Result<()> {
    let Summary { created, present, done_before, failed } = summary;
    say(&format!(
        "created: {created} users in {seconds:.1} s ({:.0}/s)",
        *created as f64 / seconds
    ))?;
    say(&format!(
        "already present: {present}, done by an earlier run: {done_before}, failed: {failed}"
    ))
}

fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}
