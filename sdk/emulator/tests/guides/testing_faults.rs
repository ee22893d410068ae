use std::time::Duration;

use genauth::management::{CreateUserReqDto, ListUsersRequestDto};
use genauth_emulator::Emulator;

#[tokio::test]
async fn failures_are_retried_where_that_is_safe() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let admin = emulator.management();

    // Two responses with the status 503; the third attempt succeeds.
    emulator.faults().on("listUsers")?.times(2).status(503);
    admin.list_users(ListUsersRequestDto::new()).await?;
    assert_eq!(emulator.calls_of("listUsers")?.len(), 3);

    // The operation runs, and the response is lost: a write is not retried.
    emulator.faults().on("createUser")?.times(1).drop_connection();
    let created = admin.create_user(CreateUserReqDto::new().username("bob")).await;
    assert!(created.is_err_and(|error| error.outcome_unknown()));
    assert_eq!(emulator.calls_of("createUser")?.len(), 1);

    emulator.faults().on("listUsers")?.times(1).too_many_requests(Duration::from_secs(60));
    let error = admin.list_users(ListUsersRequestDto::new()).await.err().ok_or("not throttled")?;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    Ok(())
}
