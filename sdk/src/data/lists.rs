//! Arrays, and what servers write in place of them.

use super::api_struct::may_be_absent;
use super::order::Order;
use super::read::{Found, How, ReadError, Reader, mismatch, name};
use super::{Path, Sequence, Slot};
use crate::json::Kind;

impl Reader<'_> {
    /// Reads a value in an array: some servers write `[]` for an empty object and `[x]` for `x`.
    pub(super) fn only_item(
        &mut self,
        slot: Slot<'_>,
        at: Path<'_>,
        depth: usize,
        how: How<'_>,
    ) -> Result<Found, ReadError> {
        self.deeper(depth)?;
        let start = self.scanner;
        let mut first = true;
        self.scanner.open();
        if !self.scanner.item(&mut first)? {
            return match how.must || !may_be_absent(&slot) {
                true => Err(mismatch(at, slot.expected(), "an empty array")),
                false => Ok(Found::Nothing),
            };
        }
        let mut after = self.scanner;
        after.skip()?;
        let is_nested = self.scanner.kind()? == Kind::List;
        if after.item(&mut first)? || is_nested {
            self.scanner = start;
            // Objects are not scalars: the SDK must not choose between several.
            let is_object = matches!(slot, Slot::Struct(_) | Slot::Object(_) | Slot::Map(_));
            let found =
                self.odd(&slot, Kind::List, at, How { must: how.must || is_object, ..how })?;
            self.scanner.skip()?;
            return Ok(found);
        }
        let found = self.read(slot, Path::Index(&at, 0), depth + 1, how)?;
        self.scanner = after;
        Ok(found)
    }

    fn is_empty_text(&self) -> Result<bool, ReadError> {
        let mut ahead = self.scanner;
        Ok(ahead.string()?.trim().is_empty())
    }

    pub(super) fn list(
        &mut self,
        list: &mut dyn Sequence,
        kind: Kind,
        at: Path<'_>,
        depth: usize,
        how: How<'_>,
    ) -> Result<Found, ReadError> {
        list.clear();
        match kind {
            Kind::Null => self.nothing(),
            Kind::Text if self.is_empty_text()? => self.nothing(),
            Kind::List => {
                self.deeper(depth)?;
                let order = Order::default();
                let mut first = true;
                self.scanner.open();
                let mut index = 0;
                while self.scanner.item(&mut first)? {
                    let how = How { order: Some(&order), branch: how.branch, must: false };
                    self.item(list, Path::Index(&at, index), depth + 1, how)?;
                    index += 1;
                }
                Ok(Found::Value)
            }
            Kind::Object if self.is_empty_object()? => {
                self.scanner.skip()?;
                Ok(Found::Value)
            }
            // A list that came as its only item.
            _ => {
                let one = How { branch: how.branch, ..How::default() };
                self.item(list, Path::Index(&at, 0), depth, one)?;
                match list.is_empty() {
                    false => Ok(Found::Value),
                    true if how.must => Err(mismatch(at, "array", name(kind))),
                    true => Ok(Found::Nothing),
                }
            }
        }
    }

    /// Reads one item; an invalid item is left out.
    fn item(
        &mut self,
        list: &mut dyn Sequence,
        at: Path<'_>,
        depth: usize,
        how: How<'_>,
    ) -> Result<(), ReadError> {
        self.spend(list.item_size())?;
        let slot = list.push();
        let found = match slot {
            // `null` is a free-form value like any other.
            Slot::Json(_) | Slot::Optional(_) => self.read(slot, at, depth, how)?,
            _ if self.scanner.kind()? == Kind::Null => self.nothing()?,
            Slot::Struct(_) if !self.is_like_object()? => {
                let kind = self.scanner.kind()?;
                let found = self.odd(&Slot::Skip, kind, at, how)?;
                self.scanner.skip()?;
                found
            }
            slot => self.read(slot, at, depth, how)?,
        };
        if found == Found::Nothing {
            list.pop();
            // A list of the payload is two levels below the body, or less.
            self.left_out += u64::from(depth <= 3);
        }
        Ok(())
    }

    /// Returns whether the next value can be a struct.
    fn is_like_object(&mut self) -> Result<bool, ReadError> {
        Ok(matches!(self.scanner.kind()?, Kind::Object | Kind::List))
    }

    fn is_empty_object(&self) -> Result<bool, ReadError> {
        let mut ahead = self.scanner;
        ahead.open();
        Ok(ahead.key(&mut true)?.is_none())
    }
}
