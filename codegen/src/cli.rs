//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use genauth_codegen::commands;

/// Generates the GenAuth SDK from its spec.
///
/// Exit codes: 0 no problems, 1 findings, 2 unusable input.
#[derive(Debug, Parser)]
#[command(name = "genauth-codegen", version)]
pub struct Cli {
    /// Directory of the spec [default: `spec` of the workspace]
    #[arg(long, global = true, value_name = "DIR")]
    pub spec: Option<PathBuf>,
    /// Directory of the generated code [default: `sdk/src/generated` of the workspace], or of the
    /// site
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
    /// Writes the reference site to the directory `--out` [default: `site`]
    Docs {
        /// A version of the spec, as for `diff`, whose differences to the next one join the page of
        /// changes. Several are given from the oldest to the newest.
        #[arg(long, value_name = "VERSION")]
        since: Vec<String>,
    },
    /// Reports all problems of the spec.
    Lint,
    /// Brings the changes of the vendor's OpenAPI documents into the spec.
    Import(ImportArgs),
    /// Compares two versions of the spec, and says what the difference means to users of the SDK.
    Diff(DiffArgs),
    /// Prints an API as one self-contained OpenAPI document.
    Bundle {
        /// `authentication` or `management`.
        api: String,
        /// Prints JSON instead of YAML.
        #[arg(long)]
        json: bool,
    },
}

/// The arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Documents of the vendor, in OpenAPI 3.0 or 3.1, JSON or YAML. The API that a document
    /// describes follows from its operations; `management=FILE` sets it.
    #[arg(required = true, value_name = "[API=]FILE")]
    pub files: Vec<PathBuf>,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub report: Format,
    /// Reports what would change, and writes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Keeps what the spec says where both sides changed, and marks the place for a decision.
    /// Otherwise a conflict stops the import.
    #[arg(long)]
    pub keep_ours: bool,
    /// Takes the documents as the state of the last import, and leaves the spec as it is.
    #[arg(long, conflicts_with = "keep_ours")]
    pub baseline: bool,
}

/// The arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The old version: a directory, a bundle (or two, one of each API, joined by a comma), or a
    /// revision of git, alone or with a path: `v0.1.0`, `HEAD~1:path/to/spec`.
    pub old: String,
    /// The new version [default: the spec of the workspace]
    pub new: Option<String>,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// Prints an entry for the changelog instead of the report.
    #[arg(long)]
    pub changelog: bool,
    /// Prints only what asks for a higher version number than the new version has.
    #[arg(long)]
    pub check: bool,
}

/// Formats of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for a terminal.
    #[default]
    Text,
    /// Markdown.
    Md,
    /// JSON.
    Json,
}

impl From<Format> for commands::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Md => Self::Markdown,
            Format::Json => Self::Json,
        }
    }
}

impl From<ImportArgs> for commands::ImportOptions {
    fn from(args: ImportArgs) -> Self {
        let ImportArgs { files, report, dry_run, keep_ours, baseline } = args;
        Self { files, format: report.into(), dry_run, keep_ours, baseline }
    }
}

impl From<DiffArgs> for commands::DiffOptions {
    fn from(args: DiffArgs) -> Self {
        let DiffArgs { old, new, format, changelog, check } = args;
        Self { old, new, format: format.into(), changelog, check }
    }
}
