//! [`Position`]: which page of a list is meant.

use std::{error::Error as StdError, fmt, str::FromStr};

/// A page of a list, for going on from there another time.
///
/// It can be stored as text:
///
/// ```
/// use genauth::Position;
///
/// let stored = Position::Page(3).to_string();
/// assert_eq!(stored, "page:3");
/// assert_eq!(stored.parse(), Ok(Position::Page(3)));
/// assert!("page three".parse::<Position>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Position {
    /// The number of the page, from 1.
    Page(u64),
    /// The index of the first item of the page, as the server counts.
    Index(u64),
    /// What the server called the page; an empty text stands for the first one. How long the server
    /// knows the name is up to it.
    Scroll(String),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(number) => write!(f, "page:{number}"),
            Self::Index(index) => write!(f, "index:{index}"),
            Self::Scroll(id) => write!(f, "scroll:{id}"),
        }
    }
}

impl FromStr for Position {
    type Err = PositionError;

    fn from_str(text: &str) -> Result<Self, PositionError> {
        let number = |digits: &str| digits.parse::<u64>().map_err(|_| PositionError(()));
        match text.split_once(':') {
            Some(("page", digits)) => match number(digits)? {
                0 => Err(PositionError(())),
                number => Ok(Self::Page(number)),
            },
            Some(("index", digits)) => number(digits).map(Self::Index),
            Some(("scroll", id)) => Ok(Self::Scroll(id.to_owned())),
            _ => Err(PositionError(())),
        }
    }
}

/// A text that is no [`Position`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionError(());

impl fmt::Display for PositionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a position is written as `page:3`, `index:40` or `scroll:…`; pages count from 1",
        )
    }
}

impl StdError for PositionError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_being_stored() {
        let scroll = |id: &str| Position::Scroll(id.to_owned());
        for position in [Position::Page(3), Position::Index(0), scroll(""), scroll("a:b c=")] {
            assert_eq!(position.to_string().parse(), Ok(position));
        }
    }

    #[test]
    fn other_texts_are_no_positions() {
        for text in ["", "3", "page", "page:", "page:0", "page:-1", "index:x", "line:3"] {
            assert!(text.parse::<Position>().is_err(), "{text}");
        }
    }
}
