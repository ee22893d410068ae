//! [`CustomEvent`]: an event that the user pool defines.

use std::{fmt, ops::Deref};

use super::RawEvent;

/// An event that the user pool defines, such as `custom_shop.order`.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomEvent(RawEvent);

impl CustomEvent {
    pub(in crate::event) fn new(raw: RawEvent) -> Self {
        Self(raw)
    }
}

impl Deref for CustomEvent {
    type Target = RawEvent;

    fn deref(&self) -> &RawEvent {
        &self.0
    }
}

impl fmt::Debug for CustomEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomEvent").field("code", &self.0.code).finish_non_exhaustive()
    }
}
