//! Compares two versions of the spec, and says what the difference means to users of the SDK.

mod change;
mod inputs;
mod report;
mod rules;
mod version;

pub use change::{Change, Class, Kind, Subject};
pub use inputs::{Pair, Places, Problem, read};
pub use report::Report;
pub use rules::{Bump, RULES, Rule, bump, compare, is_enough, rules_as_markdown};
pub use version::{States, Version};
