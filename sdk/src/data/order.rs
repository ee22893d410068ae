//! [`position`]: which field a key names, found fast by the order in which keys come.

use std::cell::RefCell;

use super::Shape;

/// The positions of the fields of a struct in the order they came, for the next struct of the same
/// list: a server writes all of them in one order, whichever that is, so that a name is mostly
/// compared once.
pub(super) type Order = RefCell<Vec<usize>>;

/// Returns the position of the field that the `nth` key of an object names.
pub(super) fn position(
    shape: &'static Shape,
    name: &str,
    nth: usize,
    order: Option<&Order>,
) -> Option<usize> {
    let Some(order) = order else { return shape.position(name, nth) };
    let mut order = order.borrow_mut();
    let guess = order.get(nth).copied().unwrap_or(nth);
    let found = shape.position(name, guess);
    match order.get_mut(nth) {
        Some(known) => *known = found.unwrap_or(guess),
        None => {
            if order.is_empty() {
                order.reserve_exact(shape.wire.len());
            }
            order.push(found.unwrap_or(guess));
        }
    }
    found
}
