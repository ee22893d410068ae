//! The API as a model: operations, types and modules, independent of YAML and of Rust.

mod ids;
mod model;
mod types;

pub use ids::{ApiKind, Availability, ENVELOPE, Home, ModuleId};
pub use model::{
    Api, Body, BodyKind, Code, Effect, Errors, Example, Module, Operation, PageStyle, Pagination,
    Param, Response, Sdk, Sdks, Security,
};
pub use types::{Discriminator, Enum, Field, Limits, Page, Type, TypeDef, TypeKind, Value, item};
