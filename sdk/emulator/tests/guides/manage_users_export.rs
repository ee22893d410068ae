use std::error::Error;
use std::io::Write;

use genauth::ManagementClient;
use genauth::management::{
    ListUsersOptionsDto, ListUsersRequestDto, PaginationDto, SortOrder, SortingDto, UserSortField,
};
use genauth::serde_json::json;

/// Writes one line of JSON for each user, and returns their number.
async fn export(admin: &ManagementClient, file: &mut impl Write) -> Result<u64, Box<dyn Error>> {
    let options = ListUsersOptionsDto::new()
        .pagination(PaginationDto::new().limit(50))
        .sort([SortingDto::new(UserSortField::CreatedAt, SortOrder::Asc)])
        .with_custom_data(true);
    let mut users = admin.list_users(ListUsersRequestDto::new().options(options)).items();
    let mut count = 0;
    while let Some(user) = users.next().await {
        let user = user?;
        let line = json!({ "id": user.user_id, "name": user.username, "custom": user.custom_data });
        writeln!(file, "{line}")?;
        count += 1;
    }
    Ok(count)
}
