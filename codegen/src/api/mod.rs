//! The API as a model: operations, types, modules. No YAML in it any more and no Rust yet.

mod lower;
mod model;
mod pages;
mod sound;
mod types;

pub use lower::lower;
pub use model::{
    Answer, Api, Availability, Body, BodyKind, Code, Effect, Errors, Example, Home, Module,
    ModuleId, Operation, PageStyle, Pagination, Param, Security,
};
pub use pages::item;
pub use types::{Choice, Discriminator, Field, Limits, Page, Type, TypeDef, TypeKind, Value};
