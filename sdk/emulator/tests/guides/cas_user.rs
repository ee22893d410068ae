use genauth::cas::CasIdentity;
use genauth::management::{GetUserParams, UserDto, UserIdType};
use genauth::{Error, ManagementClient};

/// The user of a sign-in, with `${user.username}` as `casUserIdentifier`; `None` if the user was
/// deleted since.
async fn user_of(
    admin: &ManagementClient,
    identity: &CasIdentity,
) -> Result<Option<UserDto>, Error> {
    let params = GetUserParams::new(&*identity.user).user_id_type(UserIdType::Username);
    match admin.get_user(params).await {
        Ok(user) => Ok(Some(user)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
