//! Roles, which decide about the page of administrators.

use genauth::{AuthenticationClient, Error, authentication::GetRoleListParams};

/// Code of the role of administrators. Create it in the console, and assign it to a user.
pub const ADMIN: &str = "admin";

/// Returns whether the user has the role of administrators now. Nothing is cached, so that revoking
/// the role takes effect at once.
pub async fn is_admin(user: &AuthenticationClient) -> Result<bool, Error> {
    let roles = user.get_role_list(GetRoleListParams::new()).await?;
    Ok(roles.iter().any(|role| role.code == ADMIN))
}
