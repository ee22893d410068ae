use genauth::management::{
    AssignRoleDto, CreateRoleDto, HasAnyRoleReqDto, HasRoleRolesDto, TargetDto, TargetType,
};
use genauth::{Error, ManagementClient};

async fn make_editor(admin: &ManagementClient, user_id: &str, until: i64) -> Result<(), Error> {
    match admin.create_role(CreateRoleDto::new("editor").name("Editor")).await {
        Ok(_) => {}
        Err(error) if error.is_conflict() => {} // exists
        Err(error) => return Err(error),
    }
    let user = TargetDto::new(TargetType::User, user_id);
    // Milliseconds since 1970; without a time, the assignment has no end.
    admin.assign_role(AssignRoleDto::new("editor", [user]).end_time(until)).await?;
    Ok(())
}

async fn is_editor(admin: &ManagementClient, user_id: &str) -> Result<bool, Error> {
    let roles = [HasRoleRolesDto::new("editor")];
    Ok(admin.has_any_role(HasAnyRoleReqDto::new(user_id, roles)).await?.has_any_role)
}
