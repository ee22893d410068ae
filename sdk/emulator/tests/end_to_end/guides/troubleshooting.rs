//! The messages that `errors-and-retries.md` quotes.

use std::time::Duration;

use genauth::authentication::GetProfileParams;
use genauth::management::{DeleteUsersBatchDto, GetUserParams};
use genauth::oidc::IdTokenChecks;
use genauth::saml::{IdpMetadata, SamlResponse};
use genauth::{AuthenticationClient, Error, ManagementClient};
use genauth_emulator::Emulator;

use super::{browser, saml};
use crate::accounts::PASSWORD;
use crate::oidc_browser::Browser;

/// Returns the messages that the guide quotes.
fn quoted() -> Vec<&'static str> {
    let guide = include_str!("../../../../docs/guides/errors-and-retries.md");
    let example = guide.split_once("```text\n").unwrap().1.split_once(" …").unwrap().0;
    let section = guide.split_once("\n## Troubleshooting\n").unwrap().1;
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| row.split_once('`').unwrap().0).chain([example]).collect()
}

/// Returns the message of an error.
fn message<T>(result: Result<T, Error>) -> String {
    result.err().unwrap().to_string()
}

async fn messages_of_calls(emulator: &Emulator) -> Vec<String> {
    let (app, admin) = (emulator.authentication(), emulator.management());
    let other = |host: &str, secret: &str| {
        let app = AuthenticationClient::builder("APP_ID", host).app_secret(secret).build().unwrap();
        async move { message(app.sign_in_by_username_password("ada", PASSWORD).await) }
    };
    let wrong_key = ManagementClient::builder("ACCESS_KEY_ID", "wrong").host(emulator.host());
    let wrong_key = wrong_key.build().unwrap();
    let user = || GetUserParams::new("USER_ID");
    let ids = vec!["USER_ID".to_owned(); 51];
    let mut messages = vec![
        message(app.get_profile(GetProfileParams::new()).await),
        message(admin.delete_users_batch(DeleteUsersBatchDto::new(ids)).await),
        message(wrong_key.get_user(user()).await),
        other(emulator.host(), "wrong").await,
        other("http://127.0.0.1:1", "test-secret").await,
        message(app.sign_in_by_username_password("ada", "wrong").await),
    ];
    emulator.faults().on("getUser").unwrap().latency(Duration::from_secs(5));
    messages.push(message(admin.get_user(user()).timeout(Duration::from_millis(50)).await));
    emulator.faults().on("deleteUsersBatch").unwrap().drop_connection();
    messages.push(message(admin.delete_users_batch(DeleteUsersBatchDto::new(["USER_ID"])).await));
    messages
}

async fn messages_of_sign_ins(emulator: &Emulator) -> Vec<String> {
    let app = emulator.authentication();
    let oidc = app.oidc().redirect_uri("https://app.example/callback").build().unwrap();
    let tokens = app.sign_in_by_username_password("ada", PASSWORD).await.unwrap();
    let (access_token, id_token) = (tokens.access_token.unwrap(), tokens.id_token.unwrap());
    let verifier = app.token_verifier().audience("https://api.example").build().unwrap();
    let request = oidc.authorize().build().await.unwrap();
    vec![
        message(oidc.verifier().verify_id_token(id_token.expose(), &IdTokenChecks::new()).await),
        message(verifier.verify_access_token(access_token.expose()).await),
        message(oidc.finish(&request, "/callback?code=CODE&state=OTHER").await),
    ]
}

async fn messages_of_saml_and_cas(emulator: &Emulator) -> Vec<String> {
    let app = emulator.authentication();
    let metadata = IdpMetadata::parse(&saml::metadata(emulator).await).unwrap();
    let client = |acs: &str| {
        let saml = app.saml().entity_id("https://app.example/saml").acs_url(acs);
        saml.idp_metadata(metadata.clone()).build().unwrap()
    };
    let client_of_console = client("https://app.example/saml/acs");
    let [request, other] = [(); 2].map(|()| client_of_console.login().build().unwrap());
    let form = saml::signed_in(emulator, request.url()).await;
    let response = SamlResponse::from_form(&form).unwrap();
    let service = |url: &str| app.cas().service(url).build().unwrap();
    let login = service("https://app.example/cas").login_url();
    let callback = browser::sign_in(&Browser::new(emulator), &login, "ada").await.location();
    vec![
        message(client("https://app.example/saml/acs/").finish(&request, &response).await),
        message(client_of_console.finish(&other, &response).await),
        message(IdpMetadata::parse("idp.xml")),
        message(service("https://app.example/cas/").finish(&callback).await),
    ]
}

#[tokio::test]
async fn messages_of_the_troubleshooting_table_are_those_of_the_sdk() {
    let emulator = Emulator::builder().user("ada", PASSWORD).start().await.unwrap();
    let mut messages = vec![
        message(AuthenticationClient::from_env()),
        message(AuthenticationClient::builder("APP_ID", "http://example.genauth.ai").build()),
    ];
    messages.extend(messages_of_sign_ins(&emulator).await);
    messages.extend(messages_of_saml_and_cas(&emulator).await);
    messages.extend(messages_of_calls(&emulator).await);
    let quoted = quoted();
    assert!(quoted.len() > 10, "{quoted:?}");
    for quoted in quoted {
        let found = messages.iter().any(|message| message.contains(quoted));
        assert!(found, "no message contains {quoted:?}: {messages:#?}");
    }
}
