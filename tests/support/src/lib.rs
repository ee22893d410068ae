//! Support for the tests of the SDK: a server that records its requests, clients for it, the spec
//! with its examples, and every operation and type as a function of JSON.

mod calls;
mod clients;
mod compare;
mod examples;
mod identified;
mod logs;
mod multipart;
mod mutate;
pub mod raw;
pub mod samples;
mod server;
mod shown;
mod spec;
mod types;
mod until;

use std::path::{Path, PathBuf};

use genauth_codegen::{diagnostics::Diagnostics, render::FileSet};

pub use calls::{CALLS, Clients, Entry, ItemStream, Outcome, Paginate, Pending, With, entry};
pub use clients::{
    ACCESS_KEY, APP_ID, POOL_ID, USER_TOKEN, clients, is_token_request, responding, token_reply,
};
pub use compare::difference;
pub use examples::{DocumentedBody, DocumentedValue, documented_bodies, documented_values};
pub use identified::identified;
pub use logs::subscribe;
pub use multipart::{Part, parts};
pub use mutate::{Mutator, mutated_bytes};
pub use server::{Recorded, Reply, Server};
pub use shown::{SHOWN, Show};
pub use spec::{Spec, SpecOperation};
pub use types::{DIFFERENT_CLONE, TYPES, Trip, trip_of};
pub use until::until;

/// Returns the folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the folder of the spec.
pub fn spec() -> PathBuf {
    workspace().join("spec")
}

/// Returns the problems of the spec as text.
pub fn problems(found: Diagnostics) -> String {
    found.into_sorted().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Compares the generator's output for the spec with the code that is compiled into the SDK.
///
/// # Errors
///
/// Returns an error if a file differs; the text names the file and the command that regenerates it.
pub fn up_to_date(files: &FileSet) -> Result<(), String> {
    let compiled = workspace().join("sdk/src/generated");
    let is_stale = |path: &PathBuf, text: &String| {
        let found = std::fs::read_to_string(compiled.join(path)).ok();
        // rustfmt determines the layout.
        found.as_ref() != Some(text) && found != genauth_codegen::format::format(path, text).ok()
    };
    match files.iter().find(|(path, text)| is_stale(path, text)) {
        None => Ok(()),
        Some((path, _)) => Err(format!(
            "regenerate: sdk/src/generated/{} is out of date with the spec; run `cargo run`",
            path.display(),
        )),
    }
}
