//! The API as a model: operations, types and modules, independent of YAML and of Rust.

mod ids;
mod model;
mod types;

pub use ids::{ApiKind, Availability, ENVELOPE, Home, ModuleId};
pub use model::{
    Answer, Api, Body, BodyKind, Code, Effect, Errors, Example, Module, Operation, PageStyle,
    Pagination, Param, Security,
};
pub use types::{Choice, Discriminator, Field, Limits, Page, Type, TypeDef, TypeKind, Value, item};
