//! Batches whose failures name the failed item.

use std::ops::ControlFlow;

use crate::failure::Failure;

/// Maximum length of an item in a message.
const MAX_SHOWN: usize = 64;

/// Runs an action for each item of the list `field`. A failure names the item: its index in the
/// list, and its `value`. Without a field the batch has one item, which does not need a name.
///
/// # Errors
///
/// Returns the first failure.
pub(super) fn each<'a, T, R>(
    field: impl Into<Option<&'a str>>,
    items: impl IntoIterator<Item = T>,
    value: impl Fn(&T) -> &str,
    mut act: impl FnMut(&T) -> Result<R, Failure>,
) -> Result<Vec<R>, Failure> {
    let (field, mut done) = (field.into(), Vec::new());
    let ended = items.into_iter().enumerate().try_for_each(|(index, item)| match act(&item) {
        Ok(result) => {
            done.push(result);
            ControlFlow::Continue(())
        }
        Err(failure) => ControlFlow::Break(match field {
            Some(field) => named(failure, field, index, value(&item)),
            None => failure,
        }),
    });
    match ended {
        ControlFlow::Continue(()) => Ok(done),
        ControlFlow::Break(failure) => Err(failure),
    }
}

fn named(mut failure: Failure, field: &str, index: usize, value: &str) -> Failure {
    let shown: String = value.chars().take(MAX_SHOWN).flat_map(char::escape_debug).collect();
    let more = if value.chars().count() > MAX_SHOWN { "…" } else { "" };
    failure.message = format!("`{field}[{index}]` (`{shown}{more}`): {}", failure.message);
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_item_that_fails_is_named() {
        let act = |item: &&str| match *item {
            "a" => Ok(()),
            _ => Err(Failure::not_found("role")),
        };
        let failure = each("codes", ["a", "b\n", "c"], |item| item, act).unwrap_err();
        assert_eq!(failure.message, "`codes[1]` (`b\\n`): no such role");
        assert_eq!(failure.status_code, 404);
        let long = "x".repeat(1_000);
        let failure = each("codes", [long.as_str()], |item| item, act).unwrap_err();
        assert!(failure.message.len() < 200, "{}", failure.message);
    }
}
