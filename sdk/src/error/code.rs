//! [`Code`]: a code of the API with its meaning.

/// A code that answers of the API can have, with what it means and what to do about it. The lists of
/// them are in [`codes`](crate::codes).
///
/// ```
/// use genauth::{Code, codes};
///
/// let code = Code::of_api(codes::api::USER_NOT_FOUND);
/// assert_eq!(code.map(|code| code.meaning), Some("The user does not exist."));
/// assert_eq!(Code::of_api(12_345), None, "the API may have codes that are not known here");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Code {
    /// The number.
    pub number: i64,
    /// A name in snake_case; in capitals it is the name of the constant.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What to do about it; empty where there is nothing to do.
    pub remedy: &'static str,
    /// Whether it asks for another step of a sign-in; see [`NextStep`](crate::NextStep).
    pub step: bool,
}

impl Code {
    /// What this `statusCode` means, if it is known.
    pub fn of_status(number: i64) -> Option<&'static Self> {
        find(crate::codes::status::ALL, number)
    }

    /// What this `apiCode` means, if it is known.
    pub fn of_api(number: i64) -> Option<&'static Self> {
        find(crate::codes::api::ALL, number)
    }
}

fn find(codes: &'static [Code], number: i64) -> Option<&'static Code> {
    let index = codes.binary_search_by_key(&number, |code| code.number).ok()?;
    codes.get(index)
}

/// The generated lists of codes.
macro_rules! codes {
    ($($number:literal, $name:literal, $step:literal, $meaning:literal, $remedy:literal;)*) => {
        &[$(Code {
            number: $number,
            name: $name,
            meaning: $meaning,
            remedy: $remedy,
            step: $step,
        }),*]
    };
}

pub(crate) use codes;
