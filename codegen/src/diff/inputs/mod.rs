//! The inputs of a comparison: reads two versions, and makes them state the same facts.
//!
//! A bundle states less than a directory: not the codes in responses, not the files that schemas
//! are in, one API only, and after its keys have been sorted, not even the order of properties. A
//! version that is compared with a bundle is therefore made a bundle, too, and both are taken apart
//! in the same way. What one of them does not state is equal then, and no rule has to know.

mod bundle;
mod git;
mod manifest;
mod places;
mod problem;
mod revision;
mod source;
mod unbundle;

use std::path::Path;

use self::bundle::Bundle;
pub use self::places::Places;
pub use self::problem::Problem;
use self::source::{Arguments, Source, Spec};
use super::version::{States, Version};
use crate::document::{self, ApiKind, Reading};
use crate::pipeline;

/// Two versions to compare.
#[derive(Debug)]
pub struct Pair {
    /// The old version.
    pub old: Version,
    /// The new version.
    pub new: Version,
    /// Where the values of the old version are.
    pub old_places: Places,
    /// Where the values of the new version are.
    pub new_places: Places,
    /// Parts that are not compared.
    pub notes: Vec<String>,
}

/// Reads the versions that two arguments name; without `new`, the spec of the workspace is the new
/// version. Revisions are looked for in the repository around `here`.
///
/// # Errors
///
/// Everything that prevents the comparison, of both versions.
pub fn read(old: &str, new: Option<&str>, spec: &Path, here: &Path) -> Result<Pair, Vec<Problem>> {
    let spec = here.join(spec);
    let arguments = Arguments { here, spec: &spec };
    let (read_old, read_new) = both(
        || arguments.read(old),
        || new.map_or_else(|| arguments.workspace(), |new| arguments.read(new)),
    )?;
    let name = new.unwrap_or("spec");
    let Some(apis) = common_apis(&read_old, &read_new) else {
        let ((old, old_places), (new, new_places)) =
            both(|| described(old, read_old), || described(name, read_new))?;
        return Ok(Pair { old, new, old_places, new_places, notes: Vec::new() });
    };
    if apis.is_empty() {
        return Err(vec![Problem::new(
            format!("`{old}` and `{name}` have no API in common"),
            "pass bundles of the same API",
        )]);
    }
    let notes = ApiKind::ALL
        .into_iter()
        .filter(|api| !apis.contains(api))
        .filter(|api| [&read_old, &read_new].iter().any(|source| source.apis().contains(api)))
        .map(|api| format!("the API `{api}` is not compared: only one version has it"))
        .collect();
    let is_ordered = [&read_old, &read_new].iter().all(|source| source.is_ordered());
    let ((old, old_places), (new, new_places)) = both(
        || reduced(old, read_old, &apis, is_ordered),
        || reduced(name, read_new, &apis, is_ordered),
    )?;
    Ok(Pair { old, new, old_places, new_places, notes })
}

/// Runs both at the same time, and returns the results or the problems of both.
fn both<T: Send>(
    old: impl FnOnce() -> Result<T, Problem> + Send,
    new: impl FnOnce() -> Result<T, Problem>,
) -> Result<(T, T), Vec<Problem>> {
    let (old, new) = std::thread::scope(|scope| {
        let old = scope.spawn(old);
        let new = new();
        match old.join() {
            Ok(old) => (old, new),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    });
    match (old, new) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (old, new) => Err([old.err(), new.err()].into_iter().flatten().collect()),
    }
}

/// Returns the APIs that both versions have, if one of them is a bundle.
fn common_apis(old: &Source, new: &Source) -> Option<Vec<ApiKind>> {
    if let (Source::Spec(_), Source::Spec(_)) = (old, new) {
        return None;
    }
    let new = new.apis();
    Some(old.apis().into_iter().filter(|api| new.contains(api)).collect())
}

impl Source {
    /// Returns the APIs that it describes.
    fn apis(&self) -> Vec<ApiKind> {
        let has = |api: &ApiKind| match self {
            Self::Spec(spec) => spec.document.common.apis.contains_key(api.as_str()),
            Self::Bundles(bundles) => bundles.iter().any(|bundle| bundle.api == *api),
        };
        ApiKind::ALL.into_iter().filter(has).collect()
    }

    /// Returns whether it states the order of properties.
    fn is_ordered(&self) -> bool {
        match self {
            Self::Spec(_) => true,
            Self::Bundles(bundles) => bundles.iter().all(Bundle::is_ordered),
        }
    }
}

/// Returns a version as it was read.
fn described(argument: &str, source: Source) -> Result<(Version, Places), Problem> {
    match source {
        Source::Spec(spec) => {
            let Spec { label, base, document, number } = *spec;
            let described = pipeline::describe(&document);
            let (api, names) = described.map_err(|found| Problem::spec(&label, &base, found))?;
            let states = States::ALL;
            Ok((Version { label, document, api, names, number, states }, Places::Files))
        }
        Source::Bundles(bundles) => taken_apart(argument, bundles, None),
    }
}

/// Returns a version with what bundles of these APIs state.
fn reduced(
    argument: &str,
    source: Source,
    apis: &[ApiKind],
    is_ordered: bool,
) -> Result<(Version, Places), Problem> {
    let (mut bundles, spec) = match source {
        Source::Bundles(bundles) => (bundles, None),
        Source::Spec(spec) => {
            let bundle_of = |api: &ApiKind| {
                Bundle::of(&spec.label, *api, document::bundle(&spec.document, *api)?)
            };
            (apis.iter().filter_map(bundle_of).collect(), Some(spec))
        }
    };
    bundles.retain(|bundle| apis.contains(&bundle.api));
    if !is_ordered {
        bundles.iter_mut().for_each(Bundle::sort);
    }
    let (mut version, places) = taken_apart(argument, bundles, spec)?;
    version.states.order = is_ordered;
    Ok((version, places))
}

/// Returns the version that bundles stand for; `spec` is what they were made of.
fn taken_apart(
    argument: &str,
    bundles: Vec<Bundle>,
    spec: Option<Box<Spec>>,
) -> Result<(Version, Places), Problem> {
    let texts = unbundle::unbundle(&bundles).map_err(|name| {
        Problem::new(
            format!("the bundles in `{argument}` define the schema `{name}` differently"),
            "pass bundles of the same version",
        )
    })?;
    let (label, number) = match &spec {
        Some(spec) => (spec.label.clone(), spec.number),
        None => (argument.to_owned(), None),
    };
    let Reading { document, found, .. } = document::read_texts(texts, Default::default());
    let described = match found.is_empty() {
        true => pipeline::describe(&document),
        false => Err(found),
    };
    let places = match &spec {
        Some(spec) => Places::of_spec(&spec.document),
        None => Places::of_bundles(bundles),
    };
    let (api, names) = described.map_err(|found| match &spec {
        // Its own files show where the problem is.
        Some(spec) => match pipeline::describe(&spec.document) {
            Err(found) => Problem::spec(&spec.label, &spec.base, found),
            Ok(_) => Problem::spec(&spec.label, &spec.base, places.moved(found)),
        },
        None => Problem::spec(&label, "", places.moved(found)),
    })?;
    let states = States { order: true, codes: false, files: false };
    Ok((Version { label, document, api, names, number, states }, places))
}
