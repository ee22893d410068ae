//! [`split`] and [`join`]: values longer than one cookie.

/// The most cookies of a value. Servers and proxies limit the headers of a request, often to 16 kB.
const MAX_CHUNKS: usize = 3;

/// Splits a value into cookies: names and values. The first value begins with the number of cookies.
///
/// `None` if it is too long.
pub(crate) fn split(name: &str, value: &str, room: usize) -> Option<Vec<(String, String)>> {
    // The number and its separator.
    let room = room.checked_sub(2)?.max(1);
    let count = value.len().div_ceil(room).max(1);
    if count > MAX_CHUNKS || !value.is_ascii() {
        return None;
    }
    let parts = (0..count).map(|index| {
        let end = value.len().min((index + 1) * room);
        let part = &value[(index * room).min(end)..end];
        let part = if index == 0 { format!("{count}.{part}") } else { part.to_owned() };
        (chunk_name(name, index), part)
    });
    Some(parts.collect())
}

/// Joins the cookies of a value; `None` if one is missing.
pub(crate) fn join<'a>(name: &str, get: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let (count, first) = get(name)?.split_once('.')?;
    let count: usize = count.parse().ok().filter(|count| (1..=MAX_CHUNKS).contains(count))?;
    let mut value = first.to_owned();
    for index in 1..count {
        value.push_str(get(&chunk_name(name, index))?);
    }
    Some(value)
}

/// Returns the names of the cookies that a value can have.
pub(crate) fn names(name: &str) -> impl Iterator<Item = String> {
    (0..MAX_CHUNKS).map(move |index| chunk_name(name, index))
}

fn chunk_name(name: &str, index: usize) -> String {
    if index == 0 { name.to_owned() } else { format!("{name}.{index}") }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn joined(chunks: &[(String, String)]) -> Option<String> {
        let map: HashMap<&str, &str> = chunks.iter().map(|(name, it)| (&**name, &**it)).collect();
        join("a", |name| map.get(name).copied())
    }

    #[test]
    fn values_are_joined_as_they_were_split() {
        for length in [0, 1, 8, 9, 16, 24] {
            let value = "x".repeat(length);
            let chunks = split("a", &value, 10).unwrap();
            assert!(chunks.iter().all(|(_, part)| part.len() <= 10), "{chunks:?}");
            assert_eq!(joined(&chunks), Some(value));
        }
        assert_eq!(split("a", &"x".repeat(25), 10), None);
    }

    #[test]
    fn a_missing_cookie_leaves_no_value() {
        let chunks = split("a", &"x".repeat(20), 10).unwrap();
        assert_eq!(chunks.len(), 3);
        for missing in 0..3 {
            let mut chunks = chunks.clone();
            chunks.remove(missing);
            assert_eq!(joined(&chunks), None);
        }
    }
}
