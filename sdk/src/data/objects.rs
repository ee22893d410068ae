//! Objects: structs, and maps whose keys are data.

use super::api_struct::{IDENTIFYING, Shape, may_be_absent};
use super::order::{Order, position};
use super::read::{Found, How, ReadError, Reader};
use super::{ApiStruct, Entries, Field, Path, Slot};
use crate::json::{Kind, Scanner};

impl Reader<'_> {
    /// Reads an object written as a string of JSON, or an empty string for no object.
    pub(super) fn object_in_text(
        &mut self,
        slot: Slot<'_>,
        at: Path<'_>,
        depth: usize,
        how: How<'_>,
    ) -> Result<Found, ReadError> {
        let text = self.scanner.string()?;
        let text = text.trim();
        let mut inner = Reader::new(self.operation, text);
        let mut check = inner.scanner;
        let is_object = text.starts_with('{') && check.skip().and_then(|()| check.end()).is_ok();
        if !is_object {
            return match text.is_empty() && !how.must && may_be_absent(&slot) {
                true => Ok(Found::Nothing),
                false => self.odd(&slot, Kind::Text, at, how),
            };
        }
        inner.left = self.left;
        self.deeper(depth)?;
        let read = inner.read(slot, at, depth + 1, how);
        self.left = inner.left;
        // Positions in the inner text say nothing about the response.
        read.map_err(|error| match error {
            ReadError::Syntax(error) => self.scanner.error(error.reason).into(),
            error => error,
        })
    }

    pub(super) fn map(
        &mut self,
        entries: &mut dyn Entries,
        at: Path<'_>,
        depth: usize,
    ) -> Result<Found, ReadError> {
        self.deeper(depth)?;
        let mut first = true;
        self.scanner.open();
        while let Some(key) = self.scanner.key(&mut first)? {
            self.spend(key.len() + entries.entry_size())?;
            let at = Path::Key(&at, &key);
            let slot = entries.insert(key.clone().into_owned());
            if self.read(slot, at, depth + 1, How::default())? == Found::Nothing {
                entries.remove(&key);
            }
        }
        Ok(Found::Value)
    }

    pub(super) fn read_struct(
        &mut self,
        structure: &mut dyn ApiStruct,
        at: Path<'_>,
        depth: usize,
        order: Option<&Order>,
    ) -> Result<(), ReadError> {
        let shape = structure.shape();
        let mut outcome = Ok(());
        structure.fields_mut(&mut |fields| {
            outcome = self.fields(shape, fields, at, depth, order);
        });
        outcome
    }

    fn fields(
        &mut self,
        shape: &'static Shape,
        fields: &mut [&mut dyn Field],
        at: Path<'_>,
        depth: usize,
        order: Option<&Order>,
    ) -> Result<(), ReadError> {
        let object = self.scanner;
        let (mut nth, mut first) = (0, true);
        let mut seen = Seen::default();
        self.scanner.open();
        while let Some(key) = self.scanner.key(&mut first)? {
            let index = position(shape, &key, nth, order);
            nth += 1;
            let Some((index, field)) = index.and_then(|it| Some(it).zip(fields.get_mut(it))) else {
                self.scanner.skip()?;
                continue;
            };
            let branch = match shape.siblings.is_empty() {
                true => None,
                false => shape.sibling(index).and_then(|name| text_of(object, name)),
            };
            let how = How {
                must: shape.marks.get(index).is_some_and(|marks| marks & IDENTIFYING != 0),
                order: None,
                branch: branch.as_deref(),
            };
            let at = Path::Key(&at, shape.wire.get(index).copied().unwrap_or_default());
            let slot = field.slot();
            if self.read(slot, at, depth + 1, how)? == Found::Value {
                seen.insert(index);
            }
        }
        missing(shape, fields, &seen, at)
    }
}

/// Finds what identifies a struct and is missing, in the struct itself and in structs that are part
/// of it.
fn missing(
    shape: &'static Shape,
    fields: &mut [&mut dyn Field],
    seen: &Seen,
    at: Path<'_>,
) -> Result<(), ReadError> {
    for (index, field) in fields.iter_mut().enumerate() {
        if seen.contains(index) {
            continue;
        }
        let identifying = shape.marks.get(index).is_some_and(|marks| marks & IDENTIFYING != 0);
        let slot = field.slot();
        if identifying || !may_be_absent(&slot) {
            let at = Path::Key(&at, shape.wire.get(index).copied().unwrap_or_default());
            return Err(ReadError::Value(format!("{at}: missing {}", slot.expected())));
        }
    }
    Ok(())
}

/// Returns the text of a key of the object that begins here, wherever it stands.
fn text_of(mut object: Scanner<'_>, name: &str) -> Option<String> {
    let mut first = true;
    object.open();
    while let Some(key) = object.key(&mut first).ok()? {
        match object.kind().ok()? {
            Kind::Text if key == name => return Some(object.string().ok()?.into_owned()),
            _ => object.skip().ok()?,
        }
    }
    None
}

/// The fields that a value was found for.
#[derive(Default)]
struct Seen([u64; 4]);

impl Seen {
    fn insert(&mut self, index: usize) {
        if let Some(bits) = self.0.get_mut(index / 64) {
            *bits |= 1 << (index % 64);
        }
    }

    fn contains(&self, index: usize) -> bool {
        self.0.get(index / 64).is_none_or(|bits| bits & (1 << (index % 64)) != 0)
    }
}
