//! What tests of the directory share.

use genauth::{
    AuthenticationClient, Error, ManagementClient,
    authentication::GetProfileParams,
    management::{CreateUserReqDto, UserDto},
};

use crate::people::PASSWORD;

/// Adds a user with the password of everybody.
pub async fn add_user(admin: &ManagementClient, username: &str) -> UserDto {
    let user = CreateUserReqDto::new().username(username).password(PASSWORD);
    admin.create_user(user).await.unwrap()
}

/// Adds users with these usernames, and gives back their ids.
pub async fn add_users(admin: &ManagementClient, usernames: &[&str]) -> Vec<String> {
    let mut ids = Vec::new();
    for username in usernames {
        ids.push(add_user(admin, username).await.user_id);
    }
    ids
}

/// The id of the user whose client this is.
pub async fn id_of(user: &AuthenticationClient) -> String {
    user.get_profile(GetProfileParams::new()).await.unwrap().user_id
}

/// The business status of a call that failed. A documented limit that the SDK holds itself to counts
/// like the refusal of the server.
pub fn status<T: std::fmt::Debug>(result: Result<T, Error>) -> i64 {
    match result.unwrap_err() {
        Error::Request(_) => 400,
        error => error.status_code().unwrap(),
    }
}
