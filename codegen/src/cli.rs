//! The words of the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Generates the GenAuth SDK from the API description.
///
/// Exit codes: 0 fine, 1 findings, 2 unusable input.
#[derive(Debug, Parser)]
#[command(name = "genauth-codegen", version)]
pub struct Cli {
    /// The directory of the description; `spec` of the workspace unless given.
    #[arg(long, global = true, value_name = "DIR")]
    pub spec: Option<PathBuf>,
    /// The directory of the generated code; `sdk/src/generated` of the workspace unless given.
    #[arg(long, global = true, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What to do; `generate` unless given.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Writes the SDK: only files that changed, and removes those whose module is gone.
    Generate,
    /// Shows how the generated code differs from the description, and writes nothing.
    Check,
    /// Reports what is wrong with the description.
    Lint,
    /// Prints an API as one self-contained OpenAPI document.
    Bundle {
        /// `authentication` or `management`.
        api: String,
        /// Prints JSON instead of YAML.
        #[arg(long)]
        json: bool,
    },
}
