//! Compares two versions of the spec, and says what the difference means to users of the SDK.

mod change;
mod version;

pub use change::{Change, Class, Kind, Subject};
pub use version::{States, Version};
