//! The two clients and their builders.

mod authentication;
mod authentication_builder;
mod environment;
mod management;
mod management_builder;
mod options;

pub use authentication::AuthenticationClient;
pub use authentication_builder::AuthenticationClientBuilder;
pub use management::ManagementClient;
pub use management_builder::ManagementClientBuilder;
