use genauth::management::{CreateUserReqDto, GetUserParams, UserDto, UserIdType};
use genauth::{Error, ManagementClient};

async fn create(admin: &ManagementClient, username: &str) -> Result<UserDto, Error> {
    let user = CreateUserReqDto::new().username(username);
    match admin.create_user(user).await {
        Err(error) if error.outcome_unknown() => {
            // Either the user exists, or `is_not_found` is `true` and the call can be sent again.
            let by_name = GetUserParams::new(username).user_id_type(UserIdType::Username);
            admin.get_user(by_name).await
        }
        result => result,
    }
}
