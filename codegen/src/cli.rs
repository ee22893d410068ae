//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Generates the GenAuth SDK from its spec.
///
/// Exit codes: 0 no problems, 1 findings, 2 unusable input.
#[derive(Debug, Parser)]
#[command(name = "genauth-codegen", version)]
pub struct Cli {
    /// Directory of the spec [default: `spec` of the workspace]
    #[arg(long, global = true, value_name = "DIR")]
    pub spec: Option<PathBuf>,
    /// Directory of the generated code [default: `sdk/src/generated` of the workspace]
    #[arg(long, global = true, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Manifest with the Cargo features [default: `sdk/Cargo.toml` of the workspace, none with
    /// `--out`]
    #[arg(long, global = true, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Command to run [default: generate]
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Writes the files that changed and removes those of removed modules.
    Generate,
    /// Shows how the generated files differ from the spec.
    Check,
    /// Reports all problems of the spec.
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
