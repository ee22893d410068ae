use genauth::management::{GetUserParams, UserDto, UserIdType};
use genauth::saml::SamlIdentity;
use genauth::{Error, ManagementClient};

/// The user of a sign-in; `None` if the user was deleted since, or the attribute is missing.
async fn user_of(
    admin: &ManagementClient,
    identity: &SamlIdentity,
) -> Result<Option<UserDto>, Error> {
    // The name that `mappings` of the console gives to the username.
    let Some(name) = identity.attributes.first("username") else { return Ok(None) };
    let params = GetUserParams::new(name).user_id_type(UserIdType::Username);
    match admin.get_user(params).await {
        Ok(user) => Ok(Some(user)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
