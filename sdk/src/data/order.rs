//! [`Position`]: which field a key names, found fast by the order in which keys come.

use std::{cell::RefCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::Shape;

/// The positions of the fields of a record in the order they came, for the next record of the same
/// list: a server writes all of them in one order, whichever that is, so that a name is mostly
/// compared once.
pub(super) type Order = RefCell<Vec<usize>>;

/// Reads a key as the position of the field it names.
pub(super) struct Position<'a> {
    pub(super) shape: &'static Shape,
    /// How many keys came before.
    pub(super) nth: usize,
    pub(super) order: Option<&'a Order>,
}

impl<'de> DeserializeSeed<'de> for Position<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Position<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let Some(order) = self.order else { return Ok(self.shape.position(name, self.nth)) };
        let mut order = order.borrow_mut();
        let guess = order.get(self.nth).copied().unwrap_or(self.nth);
        let found = self.shape.position(name, guess);
        match order.get_mut(self.nth) {
            Some(known) => *known = found.unwrap_or(guess),
            None => {
                if order.is_empty() {
                    order.reserve_exact(self.shape.wire.len());
                }
                order.push(found.unwrap_or(guess));
            }
        }
        Ok(found)
    }
}
