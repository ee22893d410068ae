//! Interruptions: the program is killed, and started again.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use genauth::ManagementClient;
use genauth_emulator::demo;
use indicatif::ProgressBar;

use super::{Setup, Summary, created, import};

const HOST: &str = "IMPORT_USERS_TEST_HOST";
const USERS: &str = "IMPORT_USERS_TEST_FILE";
const JOURNAL: &str = "IMPORT_USERS_TEST_JOURNAL";

/// The program that the test below kills. Without its variables, it does nothing.
#[tokio::test]
async fn killed_program() {
    let (Ok(host), Ok(users), Ok(journal)) = (env::var(HOST), env::var(USERS), env::var(JOURNAL))
    else {
        return;
    };
    let admin = ManagementClient::builder(demo::ACCESS_KEY_ID, demo::SECRET);
    let admin = admin.host(host).build().unwrap();
    let import = import(&admin, journal.into());
    import.run(&PathBuf::from(users), &ProgressBar::hidden()).await.unwrap();
}

#[tokio::test]
async fn killed_import_continues_and_creates_no_user_twice() {
    let setup = Setup::with_sample(260).await;
    let faults = setup.emulator.faults();
    // Killed during the first request, then during the second and the third of a further run.
    for passing in 0..3 {
        faults.clear();
        let before = setup.requests();
        let slow = faults.on("createUsersBatch").unwrap().after(passing);
        slow.latency(Duration::from_secs(3_600));
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "tests::interruption::killed_program"])
            .envs([(HOST, setup.emulator.host())])
            .envs([(USERS, &setup.users), (JOURNAL, &setup.import().journal)])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while setup.requests() < before + passing + 1 {
            assert!(child.try_wait().unwrap().is_none(), "the import has ended");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // SIGKILL: the program has no chance to write anything.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    faults.clear();
    let summary = setup.run().await.unwrap();
    assert!(summary.done_before > 0 && summary.failed == 0, "{summary:?}");
    assert_eq!(summary.created + summary.present + summary.done_before, 260);
    assert_eq!(setup.count().await, 260);
    let again = Summary { done_before: 260, ..Summary::default() };
    assert_eq!(setup.run().await, Ok(again));
}

#[tokio::test]
async fn torn_last_line_of_the_journal_is_ignored() {
    let setup = Setup::with_sample(120).await;
    assert_eq!(setup.run().await, Ok(created(120)));
    let journal = setup.import().journal;
    let text = fs::read_to_string(&journal).unwrap();
    // The journal as it was at any earlier moment: some users exist of which it does not know.
    for length in [text.len() - 1, text.len() - 9, text.len() / 2, 40, 3, 0] {
        fs::write(&journal, &text[..length]).unwrap();
        let summary = setup.run().await.unwrap();
        assert_eq!(summary.created + summary.present + summary.done_before, 120, "{length}");
        assert_eq!(setup.count().await, 120);
    }
}

#[tokio::test]
async fn journal_of_another_user_pool_is_refused() {
    let setup = Setup::with_sample(3).await;
    setup.run().await.unwrap();
    let mut other = setup.import();
    other.target = "other pool";
    let error = other.run(&setup.users, &ProgressBar::hidden()).await.unwrap_err().to_string();
    assert!(error.contains("belongs to an import into another user pool"), "{error}");
    fs::write(&other.journal, "target \"test pool\"\nfoo\n").unwrap();
    let error = setup.run().await.unwrap_err();
    assert!(error.contains("is damaged"), "{error}");
}
