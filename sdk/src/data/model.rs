//! [`Model`]: a generated type, of whatever kind.

/// A generated struct, enum, union or free-form object. A field of such a type accepts it.
pub trait Model {}
