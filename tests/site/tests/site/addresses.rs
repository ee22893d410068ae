//! Addresses and anchors stay the same when the spec grows.

use std::collections::BTreeSet;

use crate::support::{Facts, Site, Workspace, api, facts, site};

/// Returns the anchors of a page with its address.
fn anchors(site: &Site) -> BTreeSet<(String, String)> {
    let pages = site.pages();
    let anchors = pages.iter().flat_map(|(address, page)| {
        let ids = Facts::of(page).ids.into_iter();
        ids.map(|id| (address.clone(), id)).collect::<Vec<_>>()
    });
    anchors.collect()
}

const GET: &str = "  /api/v3/factors/{factorId}:\n    get:\n";

#[test]
fn operation_that_sorts_first_changes_no_other_address_or_anchor() {
    let workspace = Workspace::small();
    let before = workspace.site();
    let added = "  /api/v3/a-factor:\n    get:\n      operationId: aFactor\n      tags: [mfa]\n      \
                 summary: Comes first.\n      description: Sorts before all others.\n      \
                 x-effect: read\n      x-retry-safe: true\n      x-availability: [authing, \
                 genauth]\n      security: [{ bearer: [] }]\n      responses:\n        \
                 \"200\":\n          description: The factor.\n          content:\n            \
                 application/json:\n              schema: { $ref: \
                 \"#/components/schemas/FactorRespDto\" }\n";
    workspace.edit("authentication/mfa.yaml", GET, &format!("{added}{GET}"));
    let after = workspace.site();
    let new: Vec<&String> =
        after.files.keys().filter(|address| !before.files.contains_key(*address)).collect();
    assert_eq!(new, ["authentication/mfa/a-factor.html", "authentication/mfa/a-factor.md"]);
    assert!(before.files.keys().all(|address| after.files.contains_key(address)));
    let (before, after) = (anchors(&before), anchors(&after));
    let lost: Vec<_> = before.difference(&after).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn addresses_consist_of_api_module_and_operation() {
    for module in &api().modules {
        for operation in &module.operations {
            let kebab: String = operation
                .name
                .chars()
                .flat_map(|letter| {
                    let mark = letter.is_ascii_uppercase().then_some('-');
                    mark.into_iter().chain(letter.to_lowercase())
                })
                .collect();
            // Names with abbreviations have other words; there are few.
            let plain = |text: &str| text.replace('-', "");
            let folder = format!("{}/{}/", module.id.api, module.id.name.replace('_', "-"));
            let mut pages = facts().keys().filter_map(|address| address.strip_prefix(&folder));
            let expected = plain(&kebab);
            let found = pages.any(|page| plain(page.trim_end_matches(".html")) == expected);
            assert!(found, "{folder}: {kebab}");
        }
    }
}

#[test]
fn values_that_differ_in_case_have_anchors_of_their_own() {
    let ids = &facts()["types/ExtendsFieldInputType.html"].ids;
    for id in ["ExtendsFieldInputType.dateTime", "ExtendsFieldInputType.datetime"] {
        assert_eq!(ids.iter().filter(|it| *it == id).count(), 1, "{ids:?}");
    }
}

#[test]
fn every_field_and_value_has_an_anchor_on_its_own_page() {
    use genauth_codegen::api::TypeKind;
    for def in api().types.values() {
        let names: Vec<&str> = match &def.kind {
            TypeKind::Struct(fields) => fields.iter().map(|field| field.wire.as_str()).collect(),
            TypeKind::Enum(definition) => {
                definition.values.iter().map(|value| value.wire.as_str()).collect()
            }
            _ => continue,
        };
        let page = facts().iter().find(|(address, facts)| {
            address.starts_with("types/") && facts.title.starts_with(&format!("{} ", def.name))
        });
        let ids = &page.unwrap_or_else(|| panic!("no page of {}", def.name)).1.ids;
        let count = ids.iter().filter(|id| id.starts_with(&format!("{}.", def.name))).count();
        assert_eq!(count, names.len(), "{}", def.name);
        for name in names.into_iter().filter(|name| name.chars().all(char::is_alphanumeric)) {
            let id = format!("{}.{name}", def.name);
            assert!(ids.contains(&id), "{id}");
        }
    }
}

#[test]
fn codes_have_anchors_by_number() {
    let ids = &facts()["errors.html"].ids;
    for id in ["api-2004", "status-404", "api-1636"] {
        assert!(ids.iter().any(|it| it == id), "{id}");
    }
    assert!(site().files.contains_key("errors.md"));
}
