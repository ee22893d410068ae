//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Generates the GenAuth SDK from its spec.
///
/// Exit codes: 0 fine, 1 findings, 2 unusable input.
#[derive(Debug, Parser)]
#[command(name = "genauth-codegen", version)]
pub struct Cli {
    /// Directory of the spec [default: `spec` of the workspace]
    #[arg(long, global = true, value_name = "DIR")]
    pub spec: Option<PathBuf>,
    /// Directory of the generated code [default: `sdk/src/generated` of the workspace]
    #[arg(long, global = true, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What to do [default: generate]
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Writes the files that changed, and removes those whose module is gone.
    Generate,
    /// Shows how the generated code differs from the spec, and writes nothing.
    Check,
    /// Reports every problem of the spec, and writes nothing.
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
