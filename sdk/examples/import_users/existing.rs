//! Users that exist already.

use genauth::{
    Error, ManagementClient,
    management::{CreateUserInfoDto, GetUserParams, UserDto},
};

use super::row::Row;

/// The state of a row on the server.
pub enum Found {
    /// There is no such user.
    Missing,
    /// The user has the data of the row.
    Same,
    /// Another user has the unique value of the row.
    Other,
}

/// Looks up the user of a row.
pub async fn find(admin: &ManagementClient, row: &Row) -> Result<Found, Error> {
    let params = GetUserParams::new(&*row.key.value)
        .user_id_type(row.key.id_type.clone())
        .with_custom_data(true);
    match admin.get_user(params).await {
        Ok(user) if is_same(&row.user, &user) => Ok(Found::Same),
        Ok(_) => Ok(Found::Other),
        Err(error) if error.is_not_found() => Ok(Found::Missing),
        Err(error) => Err(error),
    }
}

/// Returns whether a user has all data of a row, apart from the password, which the server does not
/// return.
fn is_same(row: &CreateUserInfoDto, user: &UserDto) -> bool {
    let email = |email: &Option<String>| email.as_ref().map(|email| email.to_lowercase());
    // The server may store separators, and the calling code, elsewhere.
    let digits = |phone: &Option<String>| -> String {
        phone.iter().flat_map(|phone| phone.chars()).filter(char::is_ascii_digit).collect()
    };
    let custom = user.custom_data.clone().unwrap_or_default();
    row.username == user.username
        && row.name == user.name
        && row.external_id == user.external_id
        && email(&row.email) == email(&user.email)
        && row.phone.is_some() == user.phone.is_some()
        && digits(&row.phone).ends_with(&digits(&user.phone))
        && row.custom_data.iter().flatten().all(|(key, value)| custom.get(key) == Some(value))
}
