//! Fields in the conditions of searches.

use crate::{api::closest, failure::Failure};

/// Checks the fields of any search.
///
/// # Errors
///
/// Returns an error that names the first unknown field, and a similar known one.
pub(crate) fn check_all<'a>(
    fields: impl Iterator<Item = &'a str>,
    known: &[&str],
    is_custom: impl Fn(&str) -> bool,
) -> Result<(), Failure> {
    for (index, name) in fields.enumerate() {
        if known.contains(&name) || is_custom(name) {
            continue;
        }
        let advice = match closest(name, known.iter().copied()) {
            Some(meant) => format!("; did you mean `{meant}`?"),
            None => String::new(),
        };
        let shown = name.escape_debug();
        let problem = format!("is `{shown}`, which is not a known field{advice}");
        return Err(Failure::field(&format!("advancedFilter[{index}].field"), &problem));
    }
    Ok(())
}
