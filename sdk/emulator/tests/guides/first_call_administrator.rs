use genauth::ManagementClient;
use genauth::management::ListUsersRequestDto;

#[tokio::main]
async fn main() -> Result<(), genauth::Error> {
    let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").build()?;
    let page = admin.list_users(ListUsersRequestDto::new()).await?;
    println!("{} of {} users", page.list.len(), page.total_count);
    for user in &page.list {
        println!("{}: {}", user.user_id, user.username.as_deref().unwrap_or("no username"));
    }
    Ok(())
}
