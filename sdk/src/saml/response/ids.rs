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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_one_element() {
        let check = |xml: &str| super::check(&Tree::parse(xml).unwrap()).is_ok();
        assert!(check("<a ID='1'><b ID='2' id='3' Id='3'/></a>"));
        for attribute in ["ID='1'", "Id='1'", "id='1'", "iD='1'", "xml:id='1'", "p:ID='1'"] {
            let xml = format!("<a xmlns:p='urn:p' ID='1'><b {attribute}/></a>");
            assert!(!check(&xml), "{xml}");
            let xml = format!("<a xmlns:p='urn:p'><b {attribute}/><c ID='1'/></a>");
            assert!(!check(&xml), "{xml}");
        }
    }
}
