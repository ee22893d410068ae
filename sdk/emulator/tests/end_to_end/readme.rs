//! The Rust code of the README, compiled and run against an emulator.

#![allow(clippy::print_stdout, reason = "programs of a README print")]

use genauth_emulator::Emulator;

use crate::accounts::signed_in;
use crate::mfa::{code_of, with_otp, wrong_code};

/// The clients of the README, redirected from a nonexistent host to an emulator.
mod stand_in {
    use std::sync::OnceLock;

    pub(super) use ::genauth::*;

    pub(super) static HOST: OnceLock<String> = OnceLock::new();

    fn host() -> &'static str {
        HOST.get().map_or("", String::as_str)
    }

    pub(super) struct AuthenticationClient;

    pub(super) struct Builder(::genauth::AuthenticationClientBuilder);

    impl AuthenticationClient {
        pub(super) fn builder(_id: &str, _host: &str) -> Builder {
            Builder(::genauth::AuthenticationClient::builder("APP_ID", host()))
        }
    }

    impl Builder {
        pub(super) fn app_secret(self, _secret: &str) -> Self {
            Self(self.0.app_secret("test-secret"))
        }

        pub(super) fn build(self) -> Result<::genauth::AuthenticationClient, Error> {
            self.0.build()
        }
    }

    pub(super) struct ManagementClient;

    impl ManagementClient {
        pub(super) fn builder(_id: &str, _secret: &str) -> ::genauth::ManagementClientBuilder {
            ::genauth::ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(host())
        }
    }
}

/// A program of the README.
macro_rules! program {
    ($name:ident, $file:literal) => {
        mod $name {
            use super::stand_in as genauth;

            include!($file);

            pub(super) fn run() -> Result<(), ::genauth::Error> {
                main()
            }
        }
    };
}

program!(user, "../readme/user.rs");
program!(administrator, "../readme/administrator.rs");

mod errors {
    include!("../readme/errors.rs");

    pub(super) async fn run(user: &AuthenticationClient, code: &str) -> Result<bool, Error> {
        verify(user, code).await
    }
}

#[test]
fn every_rust_example_of_the_readme_is_tested() {
    let readme = include_str!("../../../../README.md");
    let shown: Vec<&str> = readme.split("```rust\n").skip(1).collect();
    let shown: Vec<&str> = shown.iter().filter_map(|it| it.split("```").next()).collect();
    let run = [
        include_str!("../readme/user.rs"),
        include_str!("../readme/administrator.rs"),
        include_str!("../readme/errors.rs"),
    ];
    assert_eq!(shown, run, "sdk/emulator/tests/readme holds other code than README.md");
}

#[tokio::test]
async fn the_programs_of_the_readme_succeed() {
    let emulator = Emulator::builder().user("bob", "test-secret").start().await.unwrap();
    stand_in::HOST.set(emulator.host().to_owned()).unwrap();
    // They create their own runtimes.
    for run in [user::run, administrator::run] {
        tokio::task::spawn_blocking(run).await.unwrap().unwrap();
    }
    assert_eq!(emulator.calls_of("sendEnrollFactorRequest").unwrap().len(), 1);
    assert_eq!(emulator.calls_of("listUsers").unwrap().len(), 1);
}

#[tokio::test]
async fn error_example_of_the_readme_distinguishes_wrong_codes() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    assert!(errors::run(&user, "123456").await.is_err(), "nothing is enrolled");
    let uri = with_otp(&emulator, &user).await;
    emulator.clock().advance(std::time::Duration::from_secs(30));
    assert!(!errors::run(&user, &wrong_code(&emulator, &uri)).await.unwrap());
    assert!(errors::run(&user, &code_of(&emulator, &uri)).await.unwrap());
}
