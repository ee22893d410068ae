//! Files of the site that do not depend on the spec.

/// Texts by path.
pub(super) const FILES: &[(&str, &str)] = &[
    ("assets/site.css", include_str!("../../templates/site/assets/site.css")),
    ("assets/site.js", include_str!("../../templates/site/assets/site.js")),
    ("assets/scheme.js", include_str!("../../templates/site/assets/scheme.js")),
    ("assets/icon.svg", include_str!("../../templates/site/assets/icon.svg")),
];
