//! The state file of an emulator.

use std::fs;

use genauth::management::ListUsersRequestDto;
use genauth_emulator::Emulator;
use support::until;

use crate::accounts::signed_in;

#[tokio::test]
async fn second_emulator_on_the_same_file_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let first = Emulator::builder().state_file(&file).start().await.unwrap();
    signed_in(&first, "test").await;
    assert!(until(|| file.exists()).await);
    let mut names = vec![file.clone(), folder.path().join(".").join("state.json")];
    #[cfg(unix)]
    {
        let link = folder.path().join("link.json");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        names.push(link);
    }
    for name in names {
        let second = Emulator::builder().state_file(&name).start().await;
        let error = second.err().unwrap().to_string();
        assert!(error.contains("another emulator uses"), "{}: {error}", name.display());
    }
    // Another file in the folder is independent, and the same file is available later.
    let other = folder.path().join("other.json");
    Emulator::builder().state_file(other).start().await.unwrap();
    drop(first);
    let third = Emulator::builder().state_file(&file).start().await.unwrap();
    let users = third.management().list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!(users.total_count, 1);
}

#[tokio::test]
async fn missing_folder_is_reported_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("missing").join("state.json");
    let error = Emulator::builder().state_file(&file).start().await.err().unwrap().to_string();
    assert!(error.contains("missing") && error.contains("create the folder"), "{error}");
    let error = Emulator::builder().state_file(folder.path()).start().await.err().unwrap();
    assert!(error.to_string().contains("is a folder"), "{error}");
}

#[tokio::test]
async fn corrupted_file_is_reported_at_start_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let first = Emulator::builder().state_file(&file).start().await.unwrap();
    signed_in(&first, "test").await;
    first.stop().await.unwrap();
    let intact = fs::read(&file).unwrap();
    for at in [3, 30, 100, intact.len() / 2, intact.len() - 1] {
        let mut damaged = intact.clone();
        damaged[at] ^= 4;
        fs::write(&file, &damaged).unwrap();
        let error = Emulator::builder().state_file(&file).start().await.err().unwrap().to_string();
        assert!(error.contains("checksum") && error.contains("move it away"), "{at}: {error}");
        assert_eq!(fs::read(&file).unwrap(), damaged, "the file is unchanged");
    }
    fs::write(&file, &intact).unwrap();
    Emulator::builder().state_file(&file).start().await.unwrap();
}

#[tokio::test]
async fn saving_resumes_after_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let (here, away) = (folder.path().join("here"), folder.path().join("away"));
    fs::create_dir(&here).unwrap();
    let file = here.join("state.json");
    let emulator = Emulator::builder().state_file(&file).start().await.unwrap();
    signed_in(&emulator, "before").await;
    let has = |name: &str| fs::read_to_string(&file).is_ok_and(|text| text.contains(name));
    assert!(until(|| has("before")).await);
    fs::rename(&here, &away).unwrap();
    signed_in(&emulator, "meanwhile").await;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert!(!here.exists());
    fs::rename(&away, &here).unwrap();
    // No further change is needed.
    assert!(until(|| has("meanwhile")).await);
    emulator.stop().await.unwrap();
}

#[tokio::test]
async fn unfinished_files_of_a_killed_process_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let left = folder.path().join("state.json.a1b2c3.unfinished");
    let others = folder.path().join("other.json.a1b2c3.unfinished");
    fs::write(&left, "{").unwrap();
    fs::write(&others, "{").unwrap();
    Emulator::builder().state_file(&file).start().await.unwrap();
    assert!(!left.exists() && others.exists());
}
