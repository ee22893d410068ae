//! [`Code`]: an error code of the API with its meaning.

/// An error code of the API with its meaning and its remedy. All known codes are in
/// [`codes`](crate::codes).
///
/// ```
/// use genauth::{Code, codes};
///
/// let code = Code::of_api(codes::api::USER_NOT_FOUND);
/// assert_eq!(code.map(|code| code.meaning), Some("The user does not exist."));
/// assert_eq!(Code::of_api(12_345), None, "the API can return undocumented codes");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Code {
    /// The number.
    pub number: i64,
    /// The name in snake_case; in upper case, the name of the constant.
    pub name: &'static str,
    /// The meaning.
    pub meaning: &'static str,
    /// The remedy, as an imperative; empty if there is none.
    pub remedy: &'static str,
    /// Whether it requires another step of a sign-in; see [`NextStep`](crate::NextStep).
    pub step: bool,
}

impl Code {
    /// Returns the code with this `statusCode`, if known.
    pub fn of_status(number: i64) -> Option<&'static Self> {
        find(crate::codes::status::ALL, number)
    }

    /// Returns the code with this `apiCode`, if known.
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
