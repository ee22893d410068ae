//! Suggestions for misspelled names.

/// Returns the known name that is most similar to a typed one, if any is close: in another case or
/// style (`list_users`), or with a few typos.
pub fn closest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(typed);
    let limit = wanted.len().div_ceil(4);
    let ranked = known.into_iter().filter_map(|name| {
        let distance = distance(&wanted, &plain(name), limit)?;
        Some((distance, name))
    });
    ranked.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// Returns whether two names differ in case and style only: `listUsers`, `list_users`.
pub fn is_same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

fn plain(name: &str) -> Vec<char> {
    let letters = name.chars().filter(|letter| !matches!(letter, '_' | '-' | ' ' | '.'));
    // Longer than any name, and short enough for a fast comparison.
    letters.take(100).flat_map(char::to_lowercase).collect()
}

/// Returns the edit distance, if it is at most `limit`.
fn distance(one: &[char], other: &[char], limit: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > limit {
        return None;
    }
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, (there, costs)) in other.iter().zip(last.windows(2)).enumerate() {
            let [diagonal, above] = costs else { continue };
            let left = next.get(column).copied().unwrap_or(usize::MAX - 1);
            let replaced = diagonal + usize::from(letter != there);
            next.push(replaced.min(above + 1).min(left + 1));
        }
        last = next;
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_is_suggested() {
        let known = ["listUsers", "listRoles", "getUser", "createUsersBatch"];
        for (typed, expected) in [
            ("listUser", Some("listUsers")),
            ("list_users", Some("listUsers")),
            ("ListUsers", Some("listUsers")),
            ("getUsr", Some("getUser")),
            ("createUserBatch", Some("createUsersBatch")),
            ("", None),
            ("somethingElse", None),
        ] {
            assert_eq!(closest(typed, known), expected, "{typed}");
        }
    }
}
