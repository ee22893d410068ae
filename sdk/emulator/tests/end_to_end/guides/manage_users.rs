//! The code of `manage-users.md`.

use genauth::management::{CreateUserInfoDto, CreateUserReqDto};
use genauth_emulator::Emulator;
use serde_json::Value;

mod import {
    include!("../../guides/manage_users_import.rs");

    pub(super) async fn run(
        admin: &ManagementClient,
        users: &[CreateUserInfoDto],
    ) -> Result<Vec<Failed>, Box<dyn Error>> {
        import(admin, users).await
    }
}

mod export {
    include!("../../guides/manage_users_export.rs");

    pub(super) async fn run(
        admin: &ManagementClient,
        file: &mut Vec<u8>,
    ) -> Result<u64, Box<dyn Error>> {
        export(admin, file).await
    }
}

fn user(number: u32) -> CreateUserInfoDto {
    CreateUserInfoDto::new().username(format!("user{number:03}"))
}

#[tokio::test]
async fn import_of_the_guide_creates_all_users_and_its_export_lists_them() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let users: Vec<_> = (0..120).map(user).collect();
    assert!(import::run(&admin, &users).await.unwrap().is_empty());
    let batches: Vec<_> = emulator.calls_of("createUsersBatch").unwrap();
    assert_eq!(batches.len(), 3);

    let mut file = Vec::new();
    assert_eq!(export::run(&admin, &mut file).await.unwrap(), 120);
    let lines: Vec<Value> = file
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect();
    let mut names: Vec<_> = lines.iter().map(|line| line["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!((names.len(), names[0], names[119]), (120, "user000", "user119"));
}

#[tokio::test]
async fn import_of_the_guide_returns_the_rejected_batch() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.create_user(CreateUserReqDto::new().username("user070")).await.unwrap();
    let users: Vec<_> = (0..120).map(user).collect();
    let failed = import::run(&admin, &users).await.unwrap();
    assert_eq!(failed.len(), 1);
    let (batch, error) = &failed[0];
    assert!(error.is_conflict() && !error.outcome_unknown());
    assert_eq!((batch.len(), batch[0].username.as_deref()), (50, Some("user050")));
}
