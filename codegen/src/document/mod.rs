//! The description as people write it: one YAML file a module, with what they share beside it.

mod bundle;
mod errors;
mod lint;
mod load;
mod locate;
mod openapi;
mod parse;
mod suggest;

pub use bundle::bundle;
pub use errors::{Code, Errors};
pub use lint::{lint, style};
pub use load::{Document, Module, load};
pub use locate::line_of;
pub use openapi::{
    Additional, ApiInfo, Brand, Components, Content, Effect, Example, File, Header, Info,
    Operation, Page, PageStyle, Pagination, Parameter, ParameterPlace, RequestBody, Response,
    Schema, SecurityScheme, Tag, Types,
};
