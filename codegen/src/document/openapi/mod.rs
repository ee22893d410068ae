//! The part of OpenAPI 3.1 that the spec uses. Any other keyword is an error.

mod brand;
mod file;
mod operation;
mod schema;
mod sdks;

pub use brand::Brand;
pub use file::{ApiInfo, Components, File, Info, SecurityScheme, Tag};
pub use operation::{
    Content, Effect, Example, Header, Operation, PageStyle, Pagination, Parameter,
    ParameterLocation, RequestBody, Response,
};
pub use schema::{Additional, Discriminator, Page, Schema, Types};
pub use sdks::{Sdk, SdkMethods, Sdks};
