use genauth::management::{GetUserParams, UserDto, UserIdType};
use genauth::saml::SamlIdentity;
use genauth::{Error, ManagementClient};

/// The user of a sign-in; `None` if the user was deleted since.
async fn user_of(
    admin: &ManagementClient,
    identity: &SamlIdentity,
) -> Result<Option<UserDto>, Error> {
    // The attribute that `mappings` of the console maps the username to.
    let name = identity.attributes.first("username").unwrap_or(&identity.name_id.value);
    let params = GetUserParams::new(name).user_id_type(UserIdType::Username);
    match admin.get_user(params).await {
        Ok(user) => Ok(Some(user)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
