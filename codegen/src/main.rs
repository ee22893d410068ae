//! The command line of the generator.

mod cli;

use std::{io, process::ExitCode};

use clap::Parser as _;
use genauth_codegen::commands::{self, DocsOptions, Folders, Outcome};

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let here = std::env::current_dir().unwrap_or_default();
    let (spec, site) = (cli.spec.clone(), cli.out.clone());
    let folders = Folders::find(&here, cli.spec, cli.out, cli.manifest);
    let (out, err) = (&mut io::stdout().lock(), &mut io::stderr().lock());
    let done = match cli.command.unwrap_or(cli::Command::Generate) {
        cli::Command::Generate => commands::generate(&folders, out, err),
        cli::Command::Check => commands::check(&folders, out, err),
        cli::Command::Docs { since } => {
            let options = DocsOptions::find(&here, spec.as_deref(), site.as_deref(), since);
            commands::docs(&folders, &options, out, err)
        }
        cli::Command::Lint => commands::lint(&folders, out, err),
        cli::Command::Import(args) => commands::import(&folders, &args.into(), out, err),
        cli::Command::Diff(args) => commands::diff(&folders, &args.into(), out, err),
        cli::Command::Bundle { api, json } => commands::bundle(&folders, &api, json, out, err),
    };
    match done {
        Ok(outcome) => outcome.into(),
        // The reader has closed the pipe: `genauth-codegen check | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Findings.into(),
        Err(_) => Outcome::Unusable.into(),
    }
}
