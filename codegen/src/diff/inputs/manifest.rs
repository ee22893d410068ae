//! The version number of the crates: `[workspace.package] version` of a manifest.

/// Returns the version number in the text of a `Cargo.toml`. Reads this one value, in the forms in
/// which it is written; anything else is unknown.
pub(super) fn number(manifest: &str) -> Option<(u64, u64, u64)> {
    let mut table = String::new();
    let mut delimiter: Option<&str> = None;
    for line in manifest.lines() {
        // The lines of a text over several lines are not keys.
        if let Some(end) = delimiter {
            if line.contains(end) {
                delimiter = None;
            }
            continue;
        }
        delimiter =
            ["\"\"\"", "'''"].into_iter().find(|quotes| line.matches(quotes).count() % 2 == 1);
        let line = line.trim();
        if line.starts_with('#') {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            table = match header.split_once(']') {
                Some((name, _)) if !name.starts_with('[') => dotted(name),
                _ => String::from("["),
            };
            continue;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let key = match table.is_empty() {
            true => dotted(key),
            false => format!("{table}.{}", dotted(key)),
        };
        match key.as_str() {
            "workspace.package.version" => return version(text(value)?),
            "workspace.package" => return version(text(within(value, "version")?)?),
            _ => {}
        }
    }
    None
}

/// Returns a dotted key without spaces and quotes.
fn dotted(key: &str) -> String {
    let parts = key.split('.').map(|part| part.trim().trim_matches(['"', '\'']));
    parts.collect::<Vec<_>>().join(".")
}

/// Returns the value of a key of an inline table, and what follows it.
fn within<'a>(value: &'a str, key: &str) -> Option<&'a str> {
    let entries = value.trim().strip_prefix('{')?;
    let pairs = entries.split(',').filter_map(|entry| entry.split_once('='));
    pairs.into_iter().find(|(name, _)| dotted(name) == key).map(|(_, value)| value)
}

/// Returns the text in quotes at the beginning of a value.
fn text(value: &str) -> Option<&str> {
    let value = value.trim();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.get(1..)?.split_once(quote).map(|(text, _)| text)
}

/// Returns major, minor and patch; what a pre-release or a build adds is left out.
fn version(text: &str) -> Option<(u64, u64, u64)> {
    let numbers = text.split(['-', '+']).next()?;
    let mut parts = numbers.split('.').map(|part| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse().ok()).flatten()
    });
    let version = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(version)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn version_of_the_workspace_is_read_in_every_form() {
        for manifest in [
            "[workspace.package]\nversion = \"1.2.3\"\n",
            "[package]\nversion = \"9.9.9\"\n\n[ workspace . package ] # shared\nversion='1.2.3'#x\n",
            "[workspace]\npackage.version = \"1.2.3\"\n",
            "workspace.package.version = \"1.2.3-rc.1+build\"\n",
            "[workspace]\npackage = { edition = \"2024\", version = \"1.2.3\" }\n",
            "[workspace.package]\r\n\"version\" = \"1.2.3\"\r\n",
            "[x]\ntext = \"\"\"\n[workspace.package]\nversion = \"4.4.4\"\n\"\"\"\n\
             [workspace.package]\nversion = \"1.2.3\"\n",
        ] {
            assert_eq!(number(manifest), Some((1, 2, 3)), "{manifest}");
        }
    }

    #[test]
    fn other_versions_are_unknown() {
        for manifest in [
            "",
            "[package]\nversion = \"1.2.3\"\n",
            "[workspace.package]\nversion = \"1.2\"\n",
            "[workspace.package]\nversion = 1.2\n",
            "[workspace.package]\nversion = \"one\"\n",
            "[workspace.package]\n# version = \"1.2.3\"\n",
            "[workspace.package.metadata]\nversion = \"1.2.3\"\n",
            "[[workspace.package]]\nversion = \"1.2.3\"\n",
            "[workspace.dependencies]\nserde = { version = \"1.2.3\" }\n",
        ] {
            assert_eq!(number(manifest), None, "{manifest}");
        }
    }
}
