//! The Rust code of the README, compiled and run against an emulator.

#![allow(clippy::print_stdout, reason = "programs of a README print")]

use genauth_emulator::{Application, Emulator, IdTokenAlg};

use crate::accounts::{PASSWORD, signed_in};
use crate::mfa::{code_of, with_otp, wrong_code};
use crate::oidc_browser::Browser;

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

mod sign_in {
    include!("../readme/sign_in.rs");

    pub(super) async fn run(
        app: &AuthenticationClient,
        sign_in: impl AsyncFn(&str) -> String,
    ) -> Result<SignIn, Error> {
        let oidc = oidc(app)?;
        let request = login(&oidc).await?;
        let url = sign_in(request.url()).await;
        callback(&oidc, &request, &url).await
    }
}

mod verifier {
    include!("../readme/verifier.rs");

    pub(super) async fn run(
        app: &genauth::AuthenticationClient,
        token: &str,
    ) -> Result<Option<String>, Error> {
        user_of(&app.token_verifier().build()?, token).await
    }
}

#[test]
fn every_rust_example_of_the_readme_is_tested() {
    let readme = include_str!("../../../../README.md");
    let shown: Vec<&str> = readme.split("```rust\n").skip(1).collect();
    let shown: Vec<&str> = shown.iter().filter_map(|it| it.split("```").next()).collect();
    // An example, which has a line of documentation more.
    let application = include_str!("../../../axum/examples/protect_web_app.rs");
    let application = application.split_once("\n\n").map_or(application, |(_, code)| code);
    let run = [
        include_str!("../readme/user.rs"),
        include_str!("../readme/administrator.rs"),
        include_str!("../readme/sign_in.rs"),
        include_str!("../readme/verifier.rs"),
        application,
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

#[tokio::test]
async fn the_sign_in_of_the_readme_returns_verified_tokens() {
    let mut app = Application::new("APP_ID", "test-secret");
    app.id_token_alg = IdTokenAlg::RS256;
    let builder = Emulator::builder().application(app).user("bob", PASSWORD);
    let emulator = builder.start().await.unwrap();
    let app = emulator.authentication();
    let browser = Browser::new(&emulator);
    let signed_in = async |url: &str| {
        let url = url::Url::parse(url).unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
        let page = browser.get(url.path(), &pairs).await;
        browser.log_in(&page, "bob", PASSWORD).await.location()
    };
    let sign_in = sign_in::run(&app, signed_in).await.unwrap();
    let subject = sign_in.claims.unwrap().subject;
    let token = sign_in.tokens.access_token.expose();
    assert_eq!(verifier::run(&app, token).await.unwrap(), Some(subject));
}
