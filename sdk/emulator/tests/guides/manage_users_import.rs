use std::error::Error;
use std::sync::Arc;

use genauth::ManagementClient;
use genauth::management::{CreateUserBatchReqDto, CreateUserInfoDto};
use tokio::{sync::Semaphore, task::JoinSet};

/// Users of a rejected or failed batch.
type Failed = (Vec<CreateUserInfoDto>, genauth::Error);

/// Creates users with at most four requests in flight, and returns the batches that failed.
async fn import(
    admin: &ManagementClient,
    users: &[CreateUserInfoDto],
) -> Result<Vec<Failed>, Box<dyn Error>> {
    let in_flight = Arc::new(Semaphore::new(4));
    let mut requests = JoinSet::new();
    for batch in users.chunks(50) {
        let permit = Arc::clone(&in_flight).acquire_owned().await?;
        let (admin, batch) = (admin.clone(), batch.to_vec());
        requests.spawn(async move {
            let request = CreateUserBatchReqDto::new(batch.clone());
            let created = admin.create_users_batch(request).await;
            drop(permit);
            created.err().map(|error| (batch, error))
        });
    }
    let mut failed = Vec::new();
    while let Some(outcome) = requests.join_next().await {
        failed.extend(outcome?);
    }
    Ok(failed)
}
