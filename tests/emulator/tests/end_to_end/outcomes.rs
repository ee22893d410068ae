//! What tests ask again and again.

use genauth::{AuthenticationClient, Error, authentication::GetProfileParams};

/// The id of the user whose client this is.
pub async fn id_of(user: &AuthenticationClient) -> String {
    user.get_profile(GetProfileParams::new()).await.unwrap().user_id
}

/// The business status of a call that has to fail.
pub fn status<T: std::fmt::Debug>(result: Result<T, Error>) -> i64 {
    result.unwrap_err().status_code().unwrap()
}
