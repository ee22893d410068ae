//! The spec as a document: one YAML file per module, and the files that modules share.

mod api_kind;
mod bundle;
mod errors;
mod lint;
mod load;
mod locate;
mod openapi;
mod parse;
mod sources;
mod suggest;

pub(crate) use locate::Index;
pub(crate) use parse::{DEEPEST, foreign, may_be_deep, read_yaml};
pub(crate) use sources::unread;
pub(crate) use suggest::{closest, did_you_mean};

pub use api_kind::{ApiKind, UnknownApi};
pub use bundle::bundle;
pub use errors::{Code, Errors};
pub use lint::{MARK, leftovers, lint, style};
pub(crate) use load::location;
pub use load::{Document, Module, Reading, load, read, read_texts};
pub use openapi::{
    Additional, ApiInfo, Brand, Components, Content, Discriminator, Effect, Example, File, Header,
    Info, Operation, Page, PageStyle, Pagination, Parameter, ParameterLocation, RequestBody,
    Response, Schema, Sdk, SdkMethods, Sdks, SecurityScheme, Tag, Types,
};
