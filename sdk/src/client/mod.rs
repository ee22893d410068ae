//! The two clients and their builders.

mod authentication;
mod authentication_builder;
mod brand;
mod environment;
mod language;
mod management;
mod management_builder;
mod options;

pub use authentication::AuthenticationClient;
pub use authentication_builder::AuthenticationClientBuilder;
pub use brand::Brand;
pub use language::Language;
pub use management::ManagementClient;
pub use management_builder::ManagementClientBuilder;
