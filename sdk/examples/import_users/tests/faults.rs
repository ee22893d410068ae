//! Faults of the server and of the network.

use std::time::Duration;

use genauth::{ManagementClient, RetryPolicy};
use genauth_emulator::demo;
use indicatif::ProgressBar;

use super::{Setup, Summary, created, import};

#[tokio::test]
async fn throttling_delays_the_import() {
    let setup = Setup::with_sample(120).await;
    let faults = setup.emulator.faults();
    faults.on("createUsersBatch").unwrap().after(1).times(2).too_many_requests(Duration::ZERO);
    assert_eq!(setup.run().await, Ok(created(120)));
    assert_eq!((setup.requests(), setup.count().await), (5, 120));
}

#[tokio::test]
async fn throttling_beyond_the_retries_of_the_sdk_delays_the_import() {
    let setup = Setup::with_sample(120).await;
    let admin = ManagementClient::builder(demo::ACCESS_KEY_ID, demo::SECRET)
        .host(setup.emulator.host())
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let faults = setup.emulator.faults();
    faults.on("createUsersBatch").unwrap().after(1).times(3).too_many_requests(Duration::ZERO);
    let import = import(&admin, setup.import().journal);
    let summary = import.run(&setup.users, &ProgressBar::hidden()).await.unwrap();
    assert_eq!(summary, created(120));
    assert_eq!((setup.requests(), setup.count().await), (6, 120));
}

#[tokio::test]
async fn lost_responses_create_no_user_twice() {
    let setup = Setup::with_sample(120).await;
    let faults = setup.emulator.faults();
    // Carried out, but no response; then not carried out.
    faults.on("createUsersBatch").unwrap().after(1).times(1).drop_connection();
    faults.on("createUsersBatch").unwrap().after(2).times(1).drop_request();
    assert_eq!(setup.run().await, Ok(created(120)));
    assert_eq!(setup.exported().await, setup.text());
}

#[tokio::test]
async fn lost_responses_are_resolved_by_email_and_by_phone() {
    let text = "username,email,phone,phone_country_code,name,external_id\n\
                ,a@example.com,,,,\n\
                ,,13800138000,,,\n\
                ,,2025550123,+1,,7\n";
    let setup = Setup::with_text(text).await;
    let faults = setup.emulator.faults();
    faults.on("createUsersBatch").unwrap().times(1).drop_connection();
    assert_eq!(setup.run().await, Ok(created(3)));
    assert_eq!((setup.requests(), setup.exported().await), (1, text.to_owned()));
}

#[tokio::test]
async fn unavailable_server_ends_the_import_which_continues_later() {
    let setup = Setup::with_sample(120).await;
    setup.emulator.faults().on("createUsersBatch").unwrap().after(1).status(503);
    let error = setup.run().await.unwrap_err();
    assert!(error.contains("503"), "{error}");
    assert_eq!(setup.count().await, 50);
    setup.emulator.faults().clear();
    let rest = Summary { created: 70, done_before: 50, ..Summary::default() };
    assert_eq!(setup.run().await, Ok(rest));
    assert_eq!(setup.exported().await, setup.text());
}

#[tokio::test]
async fn rejected_access_key_ends_the_import_at_once() {
    let setup = Setup::with_sample(120).await;
    let admin = ManagementClient::builder(demo::ACCESS_KEY_ID, "wrong")
        .host(setup.emulator.host())
        .build()
        .unwrap();
    let import = import(&admin, setup.import().journal);
    import.run(&setup.users, &ProgressBar::hidden()).await.unwrap_err();
    // No row is to blame.
    assert_eq!((setup.requests(), setup.failures()), (0, String::new()));
}
