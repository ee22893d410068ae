//! The settings of a client: what both builders can set.

mod brand;
pub(crate) mod header_value;
mod language;
mod middleware;
mod retry_policy;
mod settings;

pub use brand::Brand;
pub use language::Language;
pub use middleware::{Incoming, Middleware, MiddlewareError, MiddlewareFuture, Outgoing};
pub use retry_policy::RetryPolicy;
pub use settings::ArrayStyle;
pub(crate) use settings::{HeaderNames, Settings};
