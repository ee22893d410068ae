use genauth::management::{CreateUserReqDto, GetUserParams, UserDto, UserIdType};
use genauth::{Error, ManagementClient};

// Java:   admin.createUser(request).getData().getUserId()
// Node:   (await admin.createUser({ username: "alice" })).data.userId
// Python: admin.create_user(username="alice")["data"]["userId"]
async fn create(admin: &ManagementClient) -> Result<String, Error> {
    Ok(admin.create_user(CreateUserReqDto::new().username("alice")).await?.user_id)
}

// Java:   if (response.getStatusCode() != 200) { … }
// Node:   if (response.statusCode !== 200) { … }
// Python: if response["statusCode"] != 200: …
async fn find(admin: &ManagementClient, name: &str) -> Result<Option<UserDto>, Error> {
    let params = GetUserParams::new(name).user_id_type(UserIdType::Username);
    match admin.get_user(params).await {
        Ok(user) => Ok(Some(user)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
