//! A program that uses sixty operations: what a larger service pays for the SDK at every rebuild.

use genauth::{AuthenticationClient, ManagementClient};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), genauth::Error> {
    let app = AuthenticationClient::builder("APP_ID", "http://127.0.0.1:9").build()?;
    let user = &app.with_access_token("test-secret");
    let admin = &ManagementClient::builder("ACCESS_KEY_ID", "test-secret")
        .host("http://127.0.0.1:9")
        .build()?;
    send_enroll_factor_request(user).await?;
    enroll_factor(user).await?;
    reset_factor(user).await?;
    list_enrolled_factors(user).await?;
    get_factor(user).await?;
    list_factors_to_enroll(user).await?;
    get_profile(user).await?;
    update_profile(user).await?;
    bind_email(user).await?;
    unbind_email(user).await?;
    create_user(admin).await?;
    create_users_batch(admin).await?;
    list_users(admin).await?;
    list_users_by_keywords(admin).await?;
    get_user(admin).await?;
    get_user_batch(admin).await?;
    is_user_exists(admin).await?;
    update_user(admin).await?;
    update_user_batch(admin).await?;
    delete_users_batch(admin).await?;
    resign_user(admin).await?;
    resign_user_batch(admin).await?;
    list_archived_users(admin).await?;
    kick_users(admin).await?;
    check_session_status(admin).await?;
    send_user_reset_password_email_link(admin).await?;
    get_user_identities(admin).await?;
    link_identity(admin).await?;
    unlink_identity(admin).await?;
    get_user_roles(admin).await?;
    has_any_role(admin).await?;
    get_user_groups(admin).await?;
    get_user_departments(admin).await?;
    set_user_departments(admin).await?;
    get_user_accessible_apps(admin).await?;
    create_group(admin).await?;
    create_groups_batch(admin).await?;
    create_or_update_group(admin).await?;
    list_groups(admin).await?;
    get_all_groups(admin).await?;
    get_group(admin).await?;
    update_group(admin).await?;
    delete_groups_batch(admin).await?;
    add_group_members(admin).await?;
    list_group_members(admin).await?;
    create_role(admin).await?;
    create_roles_batch(admin).await?;
    list_roles(admin).await?;
    get_role(admin).await?;
    update_role(admin).await?;
    delete_roles_batch(admin).await?;
    delete_roles(admin).await?;
    check_params_namespace(admin).await?;
    assign_role(admin).await?;
    assign_role_batch(admin).await?;
    list_role_assignments(admin).await?;
    list_role_members(admin).await?;
    list_role_departments(admin).await?;
    revoke_role(admin).await?;
    revoke_role_batch(admin).await?;
    Ok(())
}

async fn send_enroll_factor_request(user: &AuthenticationClient) -> Result<(), genauth::Error> {
    use genauth::authentication::{FactorProfile, FactorType, SendEnrollFactorRequestDto};

    let answer = user
        .send_enroll_factor_request(SendEnrollFactorRequestDto::new(
            FactorType::Sms,
            FactorProfile::new().phone_number("188xxxx8888").phone_country_code("+86"),
        ))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn enroll_factor(user: &AuthenticationClient) -> Result<(), genauth::Error> {
    use genauth::authentication::{EnrollFactorDto, EnrollFactorEnrollmentDataDto, FactorType};

    user
        .enroll_factor(EnrollFactorDto::new(
            FactorType::Sms,
            "xxxxxx",
            EnrollFactorEnrollmentDataDto::new().pass_code("123456"),
        ))
        .await?;
    Ok(())
}

async fn reset_factor(user: &AuthenticationClient) -> Result<(), genauth::Error> {
    use genauth::authentication::ResetFactorDto;

    user.reset_factor(ResetFactorDto::new("6229ffaxxxxxxxxcade3e3d9")).await?;
    Ok(())
}

async fn list_enrolled_factors(user: &AuthenticationClient) -> Result<(), genauth::Error> {
    let answer = user.list_enrolled_factors().await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_factor(user: &AuthenticationClient) -> Result<(), genauth::Error> {
    use genauth::authentication::GetFactorParams;

    let answer = user.get_factor(GetFactorParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn list_factors_to_enroll(user: &AuthenticationClient) -> Result<(), genauth::Error> {
    let answer = user.list_factors_to_enroll().await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_profile(user: &AuthenticationClient) -> Result<(), genauth::Error> {
    use genauth::authentication::GetProfileParams;

    let answer = user.get_profile(GetProfileParams::new()).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn update_profile(user: &AuthenticationClient) -> Result<(), genauth::Error> {
    use genauth::authentication::UpdateUserProfileDto;

    let answer = user
        .update_profile(
            UpdateUserProfileDto::new()
                .name("张三")
                .nickname("张三")
                .photo("https://files.authing.co/authing-console/default-user-avatar.png")
                .external_id("10010"),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn bind_email(user: &AuthenticationClient) -> Result<(), genauth::Error> {
    use genauth::authentication::BindEmailDto;

    user.bind_email(BindEmailDto::new("test@example.com", "123456")).await?;
    Ok(())
}

async fn unbind_email(user: &AuthenticationClient) -> Result<(), genauth::Error> {
    use genauth::authentication::UnbindEmailDto;

    user.unbind_email(UnbindEmailDto::new("1234")).await?;
    Ok(())
}

async fn create_user(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{CreateUserReqDto, UserStatus};

    let answer = admin
        .create_user(
            CreateUserReqDto::new()
                .status(UserStatus::Activated)
                .email("test@example.com")
                .phone("188xxxx8888")
                .phone_country_code("+86"),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn create_users_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{
        CreateUserBatchReqDto, CreateUserInfoDto, CreateUserOptionsDto, PasswordEncryptType,
        UserStatus,
    };

    let answer = admin
        .create_users_batch(
            CreateUserBatchReqDto::new(
                vec![
                    CreateUserInfoDto::new()
                        .status(UserStatus::Activated)
                        .email("test@example.com")
                        .phone("188xxxx8888")
                        .phone_country_code("+86"),
                ],
            )
                .options(
                    CreateUserOptionsDto::new()
                        .auto_generate_password(true)
                        .reset_password_on_first_login(true)
                        .password_encrypt_type(PasswordEncryptType::None),
                ),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn list_users(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{
        ListUsersAdvancedFilterItemDto, ListUsersOptionsDto, ListUsersRequestDto, PaginationDto,
        UserFilterOperator, UserSearchField,
    };

    let answer = admin
        .list_users(
            ListUsersRequestDto::new()
                .keywords("张三")
                .advanced_filter(
                    vec![
                        ListUsersAdvancedFilterItemDto::new(
                            "status",
                            UserFilterOperator::Equal,
                        ),
                    ],
                )
                .options(
                    ListUsersOptionsDto::new()
                        .pagination(PaginationDto::new().page(1).limit(10))
                        .fuzzy_search_on(vec![UserSearchField::Phone, UserSearchField::Email])
                        .with_custom_data(true)
                        .with_identities(true),
                ),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn list_users_by_keywords(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{
        ListUsersAdvancedFilterItemDto, ListUsersOptionsDto, ListUsersRequestDto, PaginationDto,
        UserFilterOperator, UserSearchField,
    };

    let answer = admin
        .list_users_by_keywords(
            ListUsersRequestDto::new()
                .keywords("张三")
                .advanced_filter(
                    vec![
                        ListUsersAdvancedFilterItemDto::new(
                            "status",
                            UserFilterOperator::Equal,
                        ),
                    ],
                )
                .options(
                    ListUsersOptionsDto::new()
                        .pagination(PaginationDto::new().page(1).limit(10))
                        .fuzzy_search_on(vec![UserSearchField::Phone, UserSearchField::Email])
                        .with_custom_data(true)
                        .with_identities(true),
                ),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_user(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::GetUserParams;

    let answer = admin.get_user(GetUserParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_user_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::GetUserBatchParams;

    let answer = admin
        .get_user_batch(GetUserBatchParams::new(vec!["xxxx".to_owned()]))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn is_user_exists(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::IsUserExistsReqDto;

    let answer = admin
        .is_user_exists(
            IsUserExistsReqDto::new()
                .username("bob")
                .email("test@example.com")
                .phone("188xxxx8888")
                .external_id("10010"),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn update_user(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::UpdateUserReqDto;

    let answer = admin
        .update_user(
            UpdateUserReqDto::new("6229ffaxxxxxxxxcade3e3d9")
                .phone_country_code("+86")
                .name("张三")
                .nickname("张三")
                .photo("https://files.authing.co/authing-console/default-user-avatar.png"),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn update_user_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{
        PasswordEncryptType, UpdateUserBatchOptionsDto, UpdateUserBatchReqDto, UpdateUserInfoDto,
    };

    let answer = admin
        .update_user_batch(
            UpdateUserBatchReqDto::new(
                vec![
                    UpdateUserInfoDto::new("6229ffaxxxxxxxxcade3e3d9")
                        .phone_country_code("+86")
                        .name("张三")
                        .nickname("张三")
                        .photo(
                            "https://files.authing.co/authing-console/default-user-avatar.png",
                        ),
                ],
            )
                .options(
                    UpdateUserBatchOptionsDto::new()
                        .password_encrypt_type(PasswordEncryptType::None)
                        .auto_generate_password(true),
                ),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn delete_users_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{DeleteUsersBatchDto, DeleteUsersBatchOptionsDto, UserIdType};

    let answer = admin
        .delete_users_batch(
            DeleteUsersBatchDto::new(vec!["userId1".to_owned(), "userId2".to_owned()])
                .options(DeleteUsersBatchOptionsDto::new().user_id_type(UserIdType::UserId)),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn resign_user(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{ResignUserReqDto, UserIdType};

    let answer = admin
        .resign_user(
            ResignUserReqDto::new("6229ffaxxxxxxxxcade3e3d9")
                .user_id_type(UserIdType::UserId),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn resign_user_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{ResignUserBatchReqDto, UserIdType};

    let answer = admin
        .resign_user_batch(
            ResignUserBatchReqDto::new(vec!["6229ffaxxxxxxxxcade3e3d9".to_owned()])
                .user_id_type(UserIdType::UserId),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn list_archived_users(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::ListArchivedUsersParams;

    let answer = admin.list_archived_users(ListArchivedUsersParams::new()).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn kick_users(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{KickUsersDto, KickUsersOptionsDto, UserIdType};

    let answer = admin
        .kick_users(
            KickUsersDto::new("xxxx", vec!["62188e71cxxxx3075289c580".to_owned()])
                .options(KickUsersOptionsDto::new().user_id_type(UserIdType::UserId)),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn check_session_status(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::CheckSessionStatusDto;

    let answer = admin
        .check_session_status(CheckSessionStatusDto::new("6229ffaxxxxxxxxcade3e3d9", "app1"))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn send_user_reset_password_email_link(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::SendUserResetPasswordEmailLinkBatchDto;

    let answer = admin
        .send_user_reset_password_email_link(SendUserResetPasswordEmailLinkBatchDto::new())
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_user_identities(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::GetUserIdentitiesParams;

    let answer = admin.get_user_identities(GetUserIdentitiesParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn link_identity(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::LinkIdentityDto;

    let answer = admin.link_identity(LinkIdentityDto::new("xxxx", "xxxx", "xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn unlink_identity(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::UnlinkIdentity;

    let answer = admin.unlink_identity(UnlinkIdentity::new("xxxx", "xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_user_roles(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::GetUserRolesParams;

    let answer = admin.get_user_roles(GetUserRolesParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn has_any_role(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{HasAnyRoleOptionsDto, HasAnyRoleReqDto, HasRoleRolesDto, UserIdType};

    let answer = admin
        .has_any_role(
            HasAnyRoleReqDto::new(
                "6229ffaxxxxxxxxcade3e3d9",
                vec![HasRoleRolesDto::new("admin").namespace("default")],
            )
                .options(HasAnyRoleOptionsDto::new().user_id_type(UserIdType::UserId)),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_user_groups(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::GetUserGroupsParams;

    let answer = admin.get_user_groups(GetUserGroupsParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_user_departments(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::GetUserDepartmentsParams;

    let answer = admin.get_user_departments(GetUserDepartmentsParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn set_user_departments(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{
        SetUserDepartmentDto, SetUserDepartmentsDto, SetUserDepartmentsOptionsDto, UserIdType,
    };

    let answer = admin
        .set_user_departments(
            SetUserDepartmentsDto::new(
                "6229ffaxxxxxxxxcade3e3d9",
                vec![
                    SetUserDepartmentDto::new("60b49eb83fd80adb96f26e68")
                        .is_leader(true)
                        .is_main_department(true),
                ],
            )
                .options(SetUserDepartmentsOptionsDto::new().user_id_type(UserIdType::UserId)),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_user_accessible_apps(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::GetUserAccessibleAppsParams;

    let answer = admin
        .get_user_accessible_apps(GetUserAccessibleAppsParams::new("xxxx"))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn create_group(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::CreateGroupReqDto;

    let answer = admin
        .create_group(
            CreateGroupReqDto::new("developer", "开发者", "描述内容", "static")
                .custom_data(
                    serde_json::Map::from_iter([("custom_id".to_owned(), serde_json::json!("xxx"))]),
                ),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn create_groups_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{CreateGroupBatchReqDto, CreateGroupReqDto};

    let answer = admin
        .create_groups_batch(CreateGroupBatchReqDto::new(
            vec![
                CreateGroupReqDto::new("developer", "开发者", "描述内容", "static")
                    .custom_data(
                        serde_json::Map::from_iter([("custom_id".to_owned(), serde_json::json!("xxx"))]),
                    ),
            ],
        ))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn create_or_update_group(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::CreateOrUpdateGroupReqDto;

    let answer = admin
        .create_or_update_group(CreateOrUpdateGroupReqDto::new("developer", "开发者", "描述内容", "static"))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn list_groups(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::ListGroupsParams;

    let answer = admin.list_groups(ListGroupsParams::new()).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_all_groups(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::GetAllGroupsParams;

    let answer = admin.get_all_groups(GetAllGroupsParams::new()).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_group(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::GetGroupParams;

    let answer = admin.get_group(GetGroupParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn update_group(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::UpdateGroupReqDto;

    let answer = admin
        .update_group(
            UpdateGroupReqDto::new("developer", "描述内容")
                .name("开发者")
                .new_code("developer")
                .custom_data(
                    serde_json::Map::from_iter([("custom_id".to_owned(), serde_json::json!("xxx"))]),
                ),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn delete_groups_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::DeleteGroupsReqDto;

    let answer = admin
        .delete_groups_batch(DeleteGroupsReqDto::new(vec!["code1".to_owned()]))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn add_group_members(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::AddGroupMembersReqDto;

    let answer = admin
        .add_group_members(AddGroupMembersReqDto::new("developer", vec!["6229ffaxxxxxxxxcade3e3d9".to_owned()]))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn list_group_members(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::ListGroupMembersParams;

    let answer = admin.list_group_members(ListGroupMembersParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn create_role(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::CreateRoleDto;

    let answer = admin
        .create_role(
            CreateRoleDto::new("manager")
                .name("manager")
                .namespace("default")
                .disable_time("1669881887852"),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn create_roles_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{CreateRolesBatch, RoleListItem};

    let answer = admin
        .create_roles_batch(CreateRolesBatch::new(
            vec![RoleListItem::new("my-role-code").name("my-role-name").namespace("default")],
        ))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn list_roles(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::ListRolesParams;

    let answer = admin.list_roles(ListRolesParams::new()).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn get_role(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::GetRoleParams;

    let answer = admin.get_role(GetRoleParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn update_role(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::UpdateRoleDto;

    let answer = admin
        .update_role(
            UpdateRoleDto::new("code1", "code2", "name")
                .namespace("default")
                .status("enable")
                .disable_time("1669881887852"),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn delete_roles_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::DeleteRoleDto;

    let answer = admin
        .delete_roles_batch(
            DeleteRoleDto::new(vec!["code1".to_owned(), "code2".to_owned()])
                .namespace("default"),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn delete_roles(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{DeleteRoleBatchDto, RoleCodeAndNamespaceDto};

    let answer = admin
        .delete_roles(DeleteRoleBatchDto::new(vec![RoleCodeAndNamespaceDto::new("manager", "system")]))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn check_params_namespace(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::CheckRoleParamsDto;

    let answer = admin
        .check_params_namespace(
            CheckRoleParamsDto::new("default", "exampleCode").name("示例角色名称"),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn assign_role(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{AssignRoleDto, TargetDto, TargetType};

    let answer = admin
        .assign_role(
            AssignRoleDto::new(
                "code1",
                vec![TargetDto::new(TargetType::User, "60b49eb83fd80adb96f26e68")],
            )
                .end_time(1669114748050_i64)
                .enable_time(1669114748050_i64)
                .namespace("60b49eb83fd80adb96f26e68"),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn assign_role_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{AssignRoleBatchDto, RoleCodeDto, TargetDto, TargetType};

    let answer = admin
        .assign_role_batch(AssignRoleBatchDto::new(
            vec![RoleCodeDto::new("60b49eb83fd80adb96f26e68").namespace("USER")],
            vec![TargetDto::new(TargetType::User, "60b49eb83fd80adb96f26e68")],
        ))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn list_role_assignments(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::ListRoleAssignmentsParams;

    let answer = admin.list_role_assignments(ListRoleAssignmentsParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn list_role_members(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::ListRoleMembersParams;

    let answer = admin.list_role_members(ListRoleMembersParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn list_role_departments(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::ListRoleDepartmentsParams;

    let answer = admin.list_role_departments(ListRoleDepartmentsParams::new("xxxx")).await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn revoke_role(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{RevokeRoleDto, TargetDto, TargetType};

    let answer = admin
        .revoke_role(
            RevokeRoleDto::new(
                "code1",
                vec![TargetDto::new(TargetType::User, "60b49eb83fd80adb96f26e68")],
            )
                .namespace("default"),
        )
        .await?;
    std::hint::black_box(answer);
    Ok(())
}

async fn revoke_role_batch(admin: &ManagementClient) -> Result<(), genauth::Error> {
    use genauth::management::{RevokeRoleBatchDto, RoleCodeDto, TargetDto, TargetType};

    let answer = admin
        .revoke_role_batch(RevokeRoleBatchDto::new(
            vec![RoleCodeDto::new("60b49eb83fd80adb96f26e68").namespace("namespaceCode")],
            vec![TargetDto::new(TargetType::User, "60b49eb83fd80adb96f26e68")],
        ))
        .await?;
    std::hint::black_box(answer);
    Ok(())
}
