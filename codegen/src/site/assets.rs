//! Files of the site that are no pages.

use serde::Serialize;

/// The names that search finds.
pub(super) const NAMES: &str = "assets/names.json";

/// Texts by path.
pub(super) const FILES: &[(&str, &str)] = &[
    ("assets/site.css", include_str!("../../templates/site/assets/site.css")),
    ("assets/scheme.js", include_str!("../../templates/site/assets/scheme.js")),
    ("assets/codes.js", include_str!("../../templates/site/assets/codes.js")),
    // One request, and one element of each page.
    (
        "assets/page.js",
        concat!(
            include_str!("../../templates/site/assets/copy.js"),
            include_str!("../../templates/site/assets/folds.js"),
            include_str!("../../templates/site/assets/search.js"),
        ),
    ),
    ("assets/search/dialog.js", include_str!("../../templates/site/assets/search/dialog.js")),
    ("assets/search/names.js", include_str!("../../templates/site/assets/search/names.js")),
    ("assets/search/texts.js", include_str!("../../templates/site/assets/search/texts.js")),
    ("assets/search/words.js", include_str!("../../templates/site/assets/search/words.js")),
    ("assets/icon.svg", include_str!("../../templates/site/assets/icon.svg")),
];

/// Returns data of scripts.
pub(super) fn json(data: &impl Serialize) -> Vec<u8> {
    // Views have no keys but texts.
    serde_json::to_vec(data).unwrap_or_else(|error| unreachable!("{error}"))
}
