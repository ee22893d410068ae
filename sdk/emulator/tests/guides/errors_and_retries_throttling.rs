use std::time::Duration;

use genauth::management::ListUsersRequestDto;
use genauth::{Error, ManagementClient};

/// A background task, which may wait longer than a call does.
async fn count_users(admin: &ManagementClient) -> Result<i64, Error> {
    let mut pause = Duration::from_secs(1);
    loop {
        match admin.list_users(ListUsersRequestDto::new()).await {
            Ok(page) => return Ok(page.total_count),
            Err(error) if error.is_throttled() && pause < Duration::from_secs(60) => {
                tokio::time::sleep(error.retry_after().unwrap_or(pause)).await;
                pause *= 2;
            }
            Err(error) => return Err(error),
        }
    }
}
