//! HTTP requests and responses.

pub(crate) mod multipart;
mod request;
mod response;

pub use multipart::File;
pub(crate) use request::{CONTROL_PREFIX, HttpRequest};
pub(crate) use response::HttpResponse;
