//! The version number that changes ask for, by the rules of Cargo.

use crate::diff::{Change, Class};

/// A part of a version number, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// The number can stay.
    None,
    /// The last part.
    Patch,
    /// The middle part.
    Minor,
    /// The first part.
    Major,
}

/// Returns the part of the version number that has to grow; without a number, as for 1.x.
pub fn bump(changes: &[Change], number: Option<(u64, u64, u64)>) -> Bump {
    let Some(class) = changes.iter().map(|change| change.class).min() else { return Bump::None };
    match (class, number) {
        (Class::Docs, _) => Bump::None,
        // Cargo takes no two versions of 0.0.x as compatible.
        (_, Some((0, 0, _))) => Bump::Patch,
        (Class::Breaking, Some((0, ..))) => Bump::Minor,
        (Class::Behavior | Class::Additive, Some((0, ..))) => Bump::Patch,
        (Class::Breaking, _) => Bump::Major,
        (Class::Behavior | Class::Additive, _) => Bump::Minor,
    }
}

/// Returns whether a version number grew at least as much as `bump` asks for. Unknown numbers did
/// not grow.
pub fn is_enough(bump: Bump, old: Option<(u64, u64, u64)>, new: Option<(u64, u64, u64)>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return bump == Bump::None };
    match bump {
        Bump::None => true,
        Bump::Patch => new > old,
        Bump::Minor => (new.0, new.1) > (old.0, old.1),
        Bump::Major => new.0 > old.0,
    }
}
