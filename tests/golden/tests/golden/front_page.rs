//! The hand-written map of modules on the front page of the SDK.

use std::fs;

use crate::here;
use support::Spec;

#[test]
fn front_page_lists_every_module() {
    let page = fs::read_to_string(here().join("../../sdk/docs/front.md")).unwrap();
    let (_, map) = page.split_once("\n# Modules\n").expect("the front page has a map of modules");
    let map = map.split("\n# ").next().unwrap_or(map);
    let (authentication, management) =
        map.split_once("[`management`]").expect("the map has a part per API");
    let spec = Spec::load().unwrap();
    let mut missing = Vec::new();
    for described in spec.operations() {
        let part = if described.api == "management" { management } else { authentication };
        if !part.contains(&format!("`{}`", described.module)) {
            missing.push(format!("`{}` of the {} API", described.module, described.api));
        }
    }
    missing.dedup();
    assert!(
        missing.is_empty(),
        "modules missing on the front page: {}; add them to the map in sdk/docs/front.md",
        missing.join(", "),
    );
}
