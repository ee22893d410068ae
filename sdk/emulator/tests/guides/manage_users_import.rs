use std::error::Error;

use genauth::ManagementClient;
use genauth::management::{CreateUserBatchReqDto, CreateUserInfoDto};
use tokio::task::JoinSet;

/// The largest number of users in one request.
const BATCH: usize = 50;
/// The largest number of requests in flight.
const CONCURRENCY: usize = 4;

/// The outcome of an import.
#[derive(Default)]
struct Imported {
    user_ids: Vec<String>,
    failed: Vec<(Vec<CreateUserInfoDto>, genauth::Error)>,
}

impl Imported {
    async fn wait_for_one(
        &mut self,
        requests: &mut JoinSet<Outcome>,
    ) -> Result<(), Box<dyn Error>> {
        if let Some(finished) = requests.join_next().await {
            match finished? {
                (_, Ok(ids)) => self.user_ids.extend(ids),
                (batch, Err(error)) => self.failed.push((batch, error)),
            }
        }
        Ok(())
    }
}

type Outcome = (Vec<CreateUserInfoDto>, Result<Vec<String>, genauth::Error>);

async fn create(admin: ManagementClient, batch: Vec<CreateUserInfoDto>) -> Outcome {
    let created = admin.create_users_batch(CreateUserBatchReqDto::new(batch.clone())).await;
    (batch, created.map(|users| users.into_iter().map(|user| user.user_id).collect()))
}

async fn import(
    admin: &ManagementClient,
    users: &[CreateUserInfoDto],
) -> Result<Imported, Box<dyn Error>> {
    let (mut imported, mut requests) = (Imported::default(), JoinSet::new());
    for batch in users.chunks(BATCH) {
        if requests.len() == CONCURRENCY {
            imported.wait_for_one(&mut requests).await?;
        }
        requests.spawn(create(admin.clone(), batch.to_vec()));
    }
    while !requests.is_empty() {
        imported.wait_for_one(&mut requests).await?;
    }
    Ok(imported)
}
