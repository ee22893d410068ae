use genauth::authentication::CheckPermissionTreeResourceDto;
use genauth::management::{
    CreateAuthorizeDataPolicyDto, CreateDataPolicyDto, CreateTreeDataResourceDto,
    DataResourceTreeStructs, DataStatementPermissionDto, EffectDto, SubjectDto, SubjectType,
};
use genauth::{AuthenticationClient, Error, ManagementClient};

/// Lets a user read all contracts but those of the board.
async fn set_up(admin: &ManagementClient, space: &str, user_id: &str) -> Result<(), Error> {
    let node = |code: &str, name: &str| DataResourceTreeStructs::new(code, name);
    let children = [node("sales", "Sales"), node("board", "Board")];
    let files = CreateTreeDataResourceDto::new()
        .namespace_code(space)
        .resource_name("Files")
        .resource_code("files")
        .r#struct([node("contracts", "Contracts").children(children)])
        .actions(["read", "write"]);
    admin.create_data_resource_by_tree(files).await?;

    let allow = [format!("{space}/files/contracts/read")];
    let deny = [format!("{space}/files/contracts/board/*")];
    let statements = [
        DataStatementPermissionDto::new(EffectDto::Allow, allow),
        DataStatementPermissionDto::new(EffectDto::Deny, deny),
    ];
    let policy = CreateDataPolicyDto::new("Contracts", statements);
    let policy = admin.create_data_policy(policy).await?;
    let user = SubjectDto::new(user_id, SubjectType::User);
    let grant = CreateAuthorizeDataPolicyDto::new([policy.policy_id], [user]);
    admin.authorize_data_policies(grant).await?;
    Ok(())
}

/// Whether the signed-in user may read a file, such as `files/contracts/sales`.
async fn may_read(user: &AuthenticationClient, path: &str) -> Result<bool, Error> {
    let question = CheckPermissionTreeResourceDto::new("read", [path]);
    let results = user.check_permission_by_tree_resource(question).await?.check_result_list;
    Ok(!results.is_empty() && results.iter().all(|result| result.enabled))
}
