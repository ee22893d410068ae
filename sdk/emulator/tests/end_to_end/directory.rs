//! Helpers for tests of the directory.

use genauth::{
    AuthenticationClient, Error, ManagementClient,
    authentication::GetProfileParams,
    management::{CreateUserReqDto, UserDto},
};

use crate::accounts::PASSWORD;

/// Adds a user with the shared password.
pub async fn add_user(admin: &ManagementClient, username: &str) -> UserDto {
    let user = CreateUserReqDto::new().username(username).password(PASSWORD);
    admin.create_user(user).await.unwrap()
}

/// Adds users with these usernames, and returns their IDs.
pub async fn add_users(admin: &ManagementClient, usernames: &[&str]) -> Vec<String> {
    let mut ids = Vec::new();
    for username in usernames {
        ids.push(add_user(admin, username).await.user_id);
    }
    ids
}

/// Returns the ID of the user of a client.
pub async fn id_of(user: &AuthenticationClient) -> String {
    user.get_profile(GetProfileParams::new()).await.unwrap().user_id
}

/// Returns the business status of a failed call. A documented limit enforced by the SDK counts like
/// a rejection by the server.
pub fn status<T: std::fmt::Debug>(result: Result<T, Error>) -> i64 {
    match result.unwrap_err() {
        Error::Request(_) => 400,
        error => error.status_code().unwrap(),
    }
}
