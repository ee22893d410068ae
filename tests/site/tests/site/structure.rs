//! The structure of every page: titles, headings, ids, and what a browser loads.

use std::collections::{BTreeMap, BTreeSet};

use genauth_site_tests::repository;

use crate::support::{Facts, Site, facts, site};

/// Fails with what a check finds on the pages.
fn assert_none(what: &str, check: impl Fn(&str, &Facts) -> Vec<String>) {
    let found = facts().iter().flat_map(|(address, facts)| {
        check(address, facts).into_iter().map(move |problem| format!("{address}: {problem}"))
    });
    let found: Vec<String> = found.collect();
    let shown: Vec<&String> = found.iter().take(20).collect();
    assert!(found.is_empty(), "{what}, {} times: {shown:#?}", found.len());
}

#[test]
fn site_has_a_page_for_everything_in_the_spec() {
    let api = crate::support::api();
    let operations: usize = api.modules.iter().map(|module| module.operations.len()).sum();
    let count = facts().len();
    assert!(count > operations + api.types.len() + api.modules.len(), "{count} pages");
}

#[test]
fn titles_are_unique() {
    let mut titles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (address, facts) in facts() {
        titles.entry(&facts.title).or_default().push(address);
    }
    titles.retain(|_, pages| pages.len() > 1);
    assert!(titles.is_empty(), "{titles:#?}");
}

#[test]
fn every_page_has_one_h1_before_other_headings_and_skips_no_level() {
    assert_none("headings", |_, facts| {
        let mut problems = Vec::new();
        if facts.h1.len() != 1 || facts.levels.first() != Some(&1) {
            problems.push(format!("{:?}", facts.levels));
        }
        for pair in facts.levels.windows(2) {
            if pair[1] > pair[0] + 1 {
                problems.push(format!("h{} after h{}", pair[1], pair[0]));
            }
        }
        problems
    });
}

#[test]
fn no_id_is_used_twice() {
    assert_none("same id", |_, facts| {
        let mut seen = BTreeSet::new();
        facts.ids.iter().filter(|id| !seen.insert(*id)).cloned().collect()
    });
}

#[test]
fn ids_can_be_linked() {
    assert_none("id", |_, facts| {
        let is_wrong = |id: &&String| id.is_empty() || id.contains(char::is_whitespace);
        facts.ids.iter().filter(is_wrong).cloned().collect()
    });
}

#[test]
fn attributes_refer_to_ids_of_the_page() {
    assert_none("reference", |_, facts| {
        facts.references.iter().filter(|id| !facts.ids.contains(id)).cloned().collect()
    });
}

#[test]
fn links_headings_and_cells_have_names() {
    assert_none("without a name", |_, facts| facts.nameless.clone());
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    assert_none("loads", |_, facts| {
        let is_remote = |url: &&String| url.contains("//") || url.starts_with("data:");
        facts.loaded.iter().filter(is_remote).cloned().collect()
    });
    for (address, text) in site().files.iter().filter(|(it, _)| it.ends_with(".css")) {
        assert!(!text.contains("@import") && !text.contains("//"), "{address}");
        let urls = text.split("url(").skip(1);
        for url in urls.map(|rest| rest.trim_start_matches(['"', '\''])) {
            assert!(url.starts_with("data:") || !url.contains(':'), "{address}: {url}");
        }
    }
}

#[test]
fn no_style_or_script_is_inline() {
    assert_none("inline", |_, facts| facts.inline.clone());
}

#[test]
fn file_names_stay_distinct_when_case_is_ignored() {
    let mut lower: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for address in site().files.keys() {
        lower.entry(address.to_lowercase()).or_default().push(address);
    }
    lower.retain(|_, files| files.len() > 1);
    assert!(lower.is_empty(), "{lower:#?}");
}

#[test]
fn every_page_has_a_twin_in_markdown() {
    for (address, _) in site().html() {
        let twin = format!("{}.md", address.trim_end_matches(".html"));
        assert!(site().files.contains_key(&twin), "{address}");
    }
}

#[test]
fn llms_txt_links_every_twin_but_those_of_types() {
    let llms = &site().files["llms.txt"];
    let is_listed = |address: &str| llms.contains(&format!("]({address})"));
    // Pages of types are linked by those of operations, and the others are lists of their own.
    let lists = ["index.md", "guides/index.md", "protocols/index.md"];
    let twins = site().files.keys().filter(|it| it.ends_with(".md"));
    let missing: Vec<&String> = twins
        .filter(|it| !it.starts_with("types/") && !lists.contains(&it.as_str()))
        .filter(|it| !is_listed(it))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(is_listed("types/index.md"));
}

#[test]
fn site_is_smaller_than_its_limit() {
    const LIMIT: usize = 30_000_000;
    // Search alone reads the names.
    let files = site().files.iter().filter(|(it, _)| *it != "assets/names.json");
    let size: usize = files.map(|(_, text)| text.len()).sum();
    assert!(size < LIMIT, "{size} bytes");
}

#[test]
fn second_build_has_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    let again = Site::build(repository(), folder.path());
    for (address, text) in &site().files {
        assert!(again.files.get(address) == Some(text), "{address}");
    }
    assert_eq!(again.files.len(), site().files.len());
}
