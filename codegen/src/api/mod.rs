//! The API as a model: operations, types, modules. No YAML in it any more and no Rust yet.

mod lower;
mod model;
mod sound;
mod types;

pub use lower::lower;
pub use model::{
    Answer, Api, Availability, Body, BodyKind, Code, Effect, Errors, Example, Home, Module,
    ModuleId, Operation, Param, Security,
};
pub use types::{Choice, Field, Limits, Type, TypeDef, TypeKind, Value};
