//! IDs of elements: each names one.

use std::collections::HashSet;

use super::tree::Tree;
use crate::error::{Error, SamlError, SamlErrorKind as Kind};

/// Checks that no two elements have the same ID, and that no attribute which another reader takes for
/// an ID has the value of one.
///
/// SAML has `ID` without a namespace. `xml:id`, `Id`, `id` and those of other namespaces are not used
/// here, but a signer may have resolved its reference by them.
pub(super) fn check(tree: &Tree<'_>) -> Result<(), Error> {
    let mut ids = HashSet::new();
    let mut others = Vec::new();
    for element in tree.elements(tree.root()) {
        let Some(element) = tree.element(element) else { continue };
        for attribute in &element.attributes {
            if attribute.name.matches(None, "ID") {
                if !ids.insert(&*attribute.value) {
                    return Err(duplicate("two elements of the message have the same ID"));
                }
            } else if attribute.name.local_name.eq_ignore_ascii_case("id") {
                others.push(&*attribute.value);
            }
        }
    }
    if others.iter().any(|it| ids.contains(it)) {
        return Err(duplicate("an attribute besides `ID` repeats the ID of an element"));
    }
    Ok(())
}

fn duplicate(problem: &str) -> Error {
    SamlError::new(Kind::DuplicateId, problem).into()
}
