//! Compares two versions of the spec, and says what the difference means to users of the SDK.
