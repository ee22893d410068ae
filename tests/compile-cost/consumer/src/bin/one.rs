//! A program that uses one operation: what a small service pays for the SDK at every rebuild.

use genauth::{ManagementClient, management::ListUsersRequestDto};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), genauth::Error> {
    let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret")
        .host("http://127.0.0.1:9")
        .build()?;
    let page = admin.list_users(ListUsersRequestDto::new()).await?;
    println!("{}", page.total_count);
    Ok(())
}
