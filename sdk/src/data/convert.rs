//! Scalars: values of a neighboring type are converted where their meaning is plain.

use super::read::{Found, How, ReadError, Reader};
use super::{Path, Slot};
use crate::json::Kind;

impl Reader<'_> {
    /// Reads a scalar into its slot; reports what cannot be converted.
    pub(super) fn scalar(
        &mut self,
        mut slot: Slot<'_>,
        kind: Kind,
        at: Path<'_>,
        how: How<'_>,
    ) -> Result<Found, ReadError> {
        let Some(scalar) = self.written(kind)? else {
            let found = self.odd(&slot, kind, at, how)?;
            self.scanner.skip()?;
            return Ok(found);
        };
        let text = &*scalar;
        // An empty string stands for no value of any type but text.
        let is_empty = kind == Kind::Text && text.trim().is_empty();
        let is_set = match slot {
            Slot::Text(slot) | Slot::Timestamp(slot) if how.must => {
                let is_fit = matches!(kind, Kind::Text | Kind::Number) && !is_empty;
                if is_fit {
                    *slot = self.keep(scalar)?;
                    return Ok(Found::Value);
                }
                let slot = Slot::Text(slot);
                return self.unfit(&slot, kind, is_empty, at, how);
            }
            Slot::Text(slot) => {
                *slot = self.keep(scalar)?;
                return Ok(Found::Value);
            }
            Slot::Timestamp(slot) if !matches!(kind, Kind::Boolean(_)) && !is_empty => {
                *slot = self.keep(scalar)?;
                return Ok(Found::Value);
            }
            Slot::Enum(value) => {
                match kind {
                    Kind::Text if is_empty && how.must => {
                        return self.unfit(&Slot::Enum(value), kind, true, at, how);
                    }
                    Kind::Text => value.set(text),
                    _ => value.set_literal(text),
                }
                return Ok(Found::Value);
            }
            Slot::Integer(ref mut slot) => match integer(text, kind) {
                Some(integer) => {
                    **slot = integer;
                    true
                }
                None => false,
            },
            Slot::Number(ref mut slot) => match decimal(text, kind) {
                Some(number) => {
                    **slot = number;
                    true
                }
                None => false,
            },
            Slot::Boolean(ref mut slot) => match boolean(text) {
                Some(boolean) => {
                    **slot = boolean;
                    true
                }
                None => false,
            },
            _ => false,
        };
        if is_set { Ok(Found::Value) } else { self.unfit(&slot, kind, is_empty, at, how) }
    }

    fn unfit(
        &mut self,
        slot: &Slot<'_>,
        kind: Kind,
        is_empty: bool,
        at: Path<'_>,
        how: How<'_>,
    ) -> Result<Found, ReadError> {
        match is_empty {
            true if how.must => Err(super::read::mismatch(at, slot.expected(), "an empty string")),
            true => Ok(Found::Nothing),
            false => self.odd(slot, kind, at, how),
        }
    }
}

/// Reads an integer, also one in a string or written as `1.0`.
fn integer(text: &str, kind: Kind) -> Option<i64> {
    let text = text.trim();
    // Up to 2^53, every integer has a distinct float.
    let integral = |number: f64| {
        (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as i64)
    };
    text.parse().ok().or_else(|| decimal(text, kind).and_then(integral))
}

/// Reads a number, also one in a string.
fn decimal(text: &str, kind: Kind) -> Option<f64> {
    let text = text.trim();
    // `inf` and `nan` are numbers to the standard library.
    let is_number =
        !matches!(kind, Kind::Boolean(_)) && text.contains(|it: char| it.is_ascii_digit());
    text.parse().ok().filter(|number: &f64| is_number && number.is_finite())
}

/// Reads a boolean, also as a string or as 0 or 1.
fn boolean(text: &str) -> Option<bool> {
    let text = text.trim();
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => match text.parse() {
            Ok(0.0) => Some(false),
            Ok(1.0) => Some(true),
            _ => None,
        },
    }
}
