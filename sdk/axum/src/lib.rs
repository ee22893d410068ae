//! Protects axum applications with GenAuth.

#![forbid(unsafe_code)]

mod exclusions;
mod extract;
mod guard;
mod layer;
mod permission;
mod problem;
mod user;

pub use extract::Claims;
pub use guard::Guard;
pub use layer::{GuardLayer, Protected, RequireScope};
pub use permission::RequirePermission;
pub use problem::{Rejection, RejectionKind};
pub use user::CurrentUser;
