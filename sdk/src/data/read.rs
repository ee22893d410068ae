//! Reading: JSON text into a [`Slot`], by the decoding policy of `docs/decoding.md`.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;

use super::api_struct::may_be_absent;
use super::order::Order;
use super::{Field, ObjectKeys, Path, Slot};
use crate::json::{self, Kind, MAX_DEPTH, Scanner, SyntaxError, TOO_DEEP, TOO_LARGE};

/// Reads a value from any deserializer.
///
/// # Errors
///
/// The deserializer's own errors, and a value that does not fit; the message names the JSON pointer
/// of the value and never the value itself.
pub fn read<'de, T: Field, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::empty();
    // One reader for all: what other formats hold is read as the JSON it stands for.
    let text = Value::deserialize(deserializer)?.to_string();
    let slot = value.slot();
    // An empty text is a text; what is of another type altogether is an error in any case.
    let how = match slot {
        Slot::Text(_) | Slot::Timestamp(_) | Slot::Enum(_) => How::default(),
        _ => How::MUST,
    };
    let read = Reader::new("", &text).document(slot, Path::Root, how);
    read.map_err(|error| D::Error::custom(error.describe(&text)))?;
    Ok(value)
}

/// Why a value could not be read.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// The text is not JSON, or too deep or too large.
    Syntax(SyntaxError),
    /// A value does not fit; the message names its JSON pointer.
    Value(String),
}

impl ReadError {
    /// Returns the message for a person.
    pub(crate) fn describe(&self, text: &str) -> String {
        match self {
            Self::Syntax(error) => error.describe(text),
            Self::Value(message) => message.clone(),
        }
    }
}

impl From<SyntaxError> for ReadError {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

/// Result of reading a value into a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The slot holds it.
    Value,
    /// No value to hold: `null`, an empty stand-in for an object, or a value of another type.
    /// Optional fields become `None`, items of lists are left out.
    Nothing,
}

/// Options for reading a value.
#[derive(Clone, Copy, Default)]
pub(crate) struct How<'a> {
    /// A value must be found; anything else is an error.
    pub(super) must: bool,
    /// The order of fields in the item before, for items of a list.
    pub(super) order: Option<&'a Order>,
    /// Branch of a union, as indicated by the field beside it.
    pub(super) branch: Option<&'a str>,
}

impl How<'_> {
    pub(crate) const MUST: Self = Self { must: true, order: None, branch: None };
}

/// Reads values from JSON text.
pub(crate) struct Reader<'t> {
    pub(crate) scanner: Scanner<'t>,
    pub(super) operation: &'t str,
    /// Memory that the values may still take, in bytes.
    pub(super) left: usize,
    /// Number of items left out of the payload's own lists. They still count as items of a page.
    pub(crate) left_out: u64,
}

impl<'t> Reader<'t> {
    /// Memory that values may take beyond a multiple of the text.
    const FIXED: usize = 16 * 1024 * 1024;
    /// Memory that values may take for each byte of text.
    const FACTOR: usize = 8;

    pub(crate) fn new(operation: &'t str, text: &'t str) -> Self {
        let left = text.len().saturating_mul(Self::FACTOR).saturating_add(Self::FIXED);
        Self { scanner: Scanner::new(text), operation, left, left_out: 0 }
    }

    /// Reads the whole text as one value.
    pub(crate) fn document(
        &mut self,
        slot: Slot<'_>,
        at: Path<'_>,
        how: How<'_>,
    ) -> Result<(), ReadError> {
        self.read(slot, at, 0, how)?;
        Ok(self.scanner.end()?)
    }

    /// Reads one value into its slot.
    pub(crate) fn read(
        &mut self,
        slot: Slot<'_>,
        at: Path<'_>,
        depth: usize,
        how: How<'_>,
    ) -> Result<Found, ReadError> {
        let kind = self.scanner.kind()?;
        match slot {
            // Most values are text that goes to text.
            Slot::Text(slot) if kind == Kind::Text && !how.must => {
                let text = self.scanner.string()?;
                *slot = self.keep(text)?;
                Ok(Found::Value)
            }
            Slot::Optional(optional) => {
                if kind == Kind::Null {
                    self.scanner.literal()?;
                    optional.set_null();
                    return Ok(Found::Value);
                }
                // What an optional value turns out to be is its own matter.
                let how = How { must: false, ..how };
                let found = self.read(optional.fill(), at, depth, how)?;
                if found == Found::Nothing {
                    optional.clear();
                }
                Ok(found)
            }
            Slot::Skip | Slot::File(_) => self.nothing(),
            Slot::Json(slot) => {
                *slot = self.free(depth)?;
                Ok(Found::Value)
            }
            Slot::Union(_) if kind == Kind::Null => self.null(&slot, at, how),
            Slot::Union(union) => {
                let slot = match kind {
                    Kind::Object => {
                        let keys = ObjectKeys::ahead(self.scanner)?;
                        union.branch(super::Kind::Object, Some(&keys), how.branch)
                    }
                    kind => union.branch(self.union_kind(kind)?, None, None),
                };
                let found = self.read(slot, at, depth, how)?;
                if found == Found::Nothing {
                    union.clear();
                }
                Ok(found)
            }
            Slot::List(list) => self.list(list, kind, at, depth, how),
            slot if kind == Kind::Null => self.null(&slot, at, how),
            slot if kind == Kind::List => self.only_item(slot, at, depth, how),
            Slot::Struct(_) | Slot::Object(_) | Slot::Map(_) if kind == Kind::Text => {
                self.object_in_text(slot, at, depth, how)
            }
            Slot::Struct(structure) if kind == Kind::Object => {
                self.deeper(depth)?;
                self.spend(structure.heap_size())?;
                self.read_struct(structure, at, depth, how.order)?;
                Ok(Found::Value)
            }
            Slot::Object(slot) if kind == Kind::Object => {
                if let Value::Object(object) = self.free(depth)? {
                    *slot = object;
                }
                Ok(Found::Value)
            }
            Slot::Map(entries) if kind == Kind::Object => self.map(entries, at, depth),
            slot => self.scalar(slot, kind, at, how),
        }
    }

    /// Returns the kind of a value, by which unions distinguish their branches.
    fn union_kind(&self, kind: Kind) -> Result<super::Kind, ReadError> {
        let mut ahead = self.scanner;
        Ok(match kind {
            Kind::Boolean(_) => super::Kind::Boolean,
            Kind::Text => super::Kind::Text,
            Kind::List => super::Kind::List,
            Kind::Number if ahead.number()?.parse::<i64>().is_ok() => super::Kind::Integer,
            Kind::Number => super::Kind::Number,
            Kind::Null | Kind::Object => super::Kind::Object,
        })
    }

    /// Reads a scalar as it is written, without the quotes of a string; `None` if it is none.
    pub(super) fn written(&mut self, kind: Kind) -> Result<Option<Cow<'t, str>>, ReadError> {
        Ok(match kind {
            Kind::Text => Some(self.scanner.string()?),
            Kind::Number => Some(Cow::Borrowed(self.scanner.number()?)),
            Kind::Boolean(boolean) => {
                self.scanner.literal()?;
                Some(Cow::Borrowed(if boolean { "true" } else { "false" }))
            }
            Kind::Null | Kind::List | Kind::Object => None,
        })
    }

    /// Takes text for good.
    pub(super) fn keep(&mut self, text: Cow<'_, str>) -> Result<String, ReadError> {
        self.spend(text.len())?;
        Ok(text.into_owned())
    }

    /// Accounts for memory.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), ReadError> {
        match self.left.checked_sub(bytes) {
            Some(left) => self.left = left,
            None => return Err(self.scanner.error(TOO_LARGE).into()),
        }
        Ok(())
    }

    pub(super) fn deeper(&self, depth: usize) -> Result<(), ReadError> {
        if depth >= MAX_DEPTH { Err(self.scanner.error(TOO_DEEP).into()) } else { Ok(()) }
    }

    /// Reads a free-form value.
    fn free(&mut self, depth: usize) -> Result<Value, ReadError> {
        let left = &mut self.left;
        let mut spend = |bytes| left.checked_sub(bytes).map(|rest| *left = rest).is_some();
        Ok(json::value(&mut self.scanner, depth, &mut spend)?)
    }

    /// Skips a value that stands for none.
    pub(super) fn nothing(&mut self) -> Result<Found, ReadError> {
        self.scanner.skip()?;
        Ok(Found::Nothing)
    }

    fn null(&mut self, slot: &Slot<'_>, at: Path<'_>, how: How<'_>) -> Result<Found, ReadError> {
        match how.must || !may_be_absent(slot) {
            true => Err(mismatch(at, slot.expected(), "null")),
            false => self.nothing(),
        }
    }

    /// Reports a value of another type, which is lost; an error where it must not be.
    pub(super) fn odd(
        &mut self,
        slot: &Slot<'_>,
        kind: Kind,
        at: Path<'_>,
        how: How<'_>,
    ) -> Result<Found, ReadError> {
        let (expected, found) = (slot.expected(), name(kind));
        if how.must || !may_be_absent(slot) {
            return Err(mismatch(at, expected, found));
        }
        tracing::warn!(
            target: "genauth",
            operation = self.operation,
            pointer = %at,
            expected,
            found,
            "a value of an unexpected type is left out"
        );
        Ok(Found::Nothing)
    }
}

pub(super) fn mismatch(at: Path<'_>, expected: &str, found: &str) -> ReadError {
    ReadError::Value(match at {
        Path::Root => format!("expected {expected}, found {found}"),
        at => format!("{at}: expected {expected}, found {found}"),
    })
}

pub(super) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Boolean(_) => "a boolean",
        Kind::Number => "a number",
        Kind::Text => "a string",
        Kind::List => "an array",
        Kind::Object => "an object",
    }
}
