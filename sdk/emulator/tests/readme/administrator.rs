use genauth::ManagementClient;
use genauth::management::ListUsersRequestDto;

#[tokio::main]
async fn main() -> Result<(), genauth::Error> {
    let admin = ManagementClient::builder("ACCESS_KEY_ID", "ACCESS_KEY_SECRET").build()?;
    let one_page = admin.list_users(ListUsersRequestDto::new()).await?;
    println!("{} of {} users", one_page.list.len(), one_page.total_count);
    Ok(())
}
