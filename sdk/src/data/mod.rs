//! Reading and writing of generated types.
//!
//! A generated type contains no serialization code. It is a [`ApiStruct`] (a list of fields under wire
//! names), a [`ApiEnum`] (one of several wire values) or a [`ApiUnion`] (one of several shapes), and
//! everything else is done once, here, over [`View`] (a value being serialized) and [`Slot`] (a
//! target being filled in). That keeps the crate quick to compile, keeps serde's generic code out
//! of the crates that use the SDK, and keeps the rules of lenient decoding together:
//!
//! - unknown fields are skipped, unknown enum values preserved;
//! - a value of a neighboring type is converted where its meaning is plain, and left out with a
//!   `tracing` event where it is not;
//! - a required field that is missing or `null` becomes its empty value, but one that identifies a
//!   resource or grants access is an error that names its JSON pointer.
//!
//! `docs/decoding.md` has the whole policy.
//!
//! The module is private: the traits appear in bounds of public items, and only the crate can
//! implement them.

mod accept;
mod api_enum;
mod api_struct;
mod api_union;
mod convert;
mod field;
mod free_form;
mod free_form_object;
mod input;
mod lists;
mod missing;
#[cfg(doctest)]
mod mistakes;
mod model;
mod nullable;
mod objects;
mod one_or_many;
mod order;
mod page;
mod path;
mod read;
mod redact;
mod scalar;
mod secret;
mod timestamp;
mod upload;
mod write;

pub use api_enum::{ApiEnum, UnknownValue};
pub use api_struct::{ApiStruct, Shape};
pub use api_union::{ApiUnion, Kind, ObjectKeys, closest};
pub use field::{Entries, Field, Optional, Sequence, Slot, View};
pub use free_form::{Object, ObjectError};
pub(crate) use input::Seal;
pub use input::{
    IntoBoolean, IntoField, IntoInteger, IntoJson, IntoList, IntoMap, IntoNumber, IntoObject,
    IntoSecret, IntoText, IntoTimestamp,
};
pub use missing::Unset;
pub use model::Model;
pub use nullable::Nullable;
pub use one_or_many::OneOrMany;
pub use page::{ItemList, Page, PageFields};
pub use path::Path;
pub use read::read;
pub use scalar::Scalar;
pub use secret::Secret;
pub use timestamp::{Timestamp, TimestampError};
pub use upload::UploadFile;
pub use write::write;

pub(crate) use missing::missing;
pub(crate) use page::{PageFacts, each_items};
pub(crate) use read::{How, ReadError, Reader};
// Which marks occur depends on the modules that are compiled in.
#[allow(unused_imports)]
pub(crate) use api_struct::{
    IDENTIFYING, REQUIRED, SECRET, api_struct, debug_struct, equal_structs,
};
// Which of these are used depends on the modules that are compiled in.
#[allow(unused_imports)]
pub(crate) use {
    accept::accept, api_enum::api_enum, api_union::api_union, free_form_object::free_form_object,
    page::page,
};
