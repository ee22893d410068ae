use genauth::ManagementClient;
use genauth::management::GetUserParams;

async fn show_user(admin: &ManagementClient, user_id: &str) -> Result<String, genauth::Error> {
    let response = admin.get_user(GetUserParams::new(user_id)).send().await?;
    println!("HTTP {}: {}", response.http_status(), response.message());
    println!("request {}", response.request_id().unwrap_or("without an id"));
    let user = response.into_data();
    Ok(user.email.unwrap_or(user.user_id))
}
