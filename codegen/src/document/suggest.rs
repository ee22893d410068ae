//! Suggestions: "did you mean …?"

/// Returns the candidate closest to a word, if one is close enough to be a misspelling.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let most = match length {
        0 | 1 => return None,
        2..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let letters = letters(word);
    let near = candidates.into_iter().filter(|candidate| {
        // Cheap tests first: there can be thousands of candidates for thousands of words.
        *candidate != word
            && candidate.len().abs_diff(word.len()) <= most * 4
            && (self::letters(candidate) ^ letters).count_ones() as usize <= 2 * most
    });
    let rated = near.filter_map(|candidate| {
        if candidate.eq_ignore_ascii_case(word) {
            return Some((0, candidate));
        }
        let distance = strsim::damerau_levenshtein(candidate, word);
        (distance <= most).then_some((distance, candidate))
    });
    rated.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// Returns the set of letters of a word; a change of one letter changes this by at most two.
fn letters(word: &str) -> u32 {
    let bit = |letter: char| match letter.to_ascii_lowercase() {
        letter @ 'a'..='z' => 1 << (u32::from(letter) - u32::from('a')),
        _ => 0,
    };
    word.chars().map(bit).fold(0, |letters, bit| letters | bit)
}

/// Returns a help text that begins with the suggestion, if there is one.
pub fn did_you_mean(candidate: Option<&str>, help: &str) -> String {
    match candidate {
        Some(candidate) => format!("did you mean `{candidate}`? {help}"),
        None => help.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn misspellings_are_recognized_and_other_words_are_not() {
        let keywords = ["summary", "description", "x-effect", "x-retry-safe", "in", "minLength"];
        for (slip, meant) in [
            ("summry", Some("summary")),
            ("Description", Some("description")),
            ("desciprtion", Some("description")),
            ("x-efect", Some("x-effect")),
            ("x-retrysafe", Some("x-retry-safe")),
            ("minlenght", Some("minLength")),
            ("webhooks", None),
            ("maximum", None),
            ("colour", None),
            ("i", None),
        ] {
            assert_eq!(closest(slip, keywords), meant, "{slip}");
        }
    }
}
