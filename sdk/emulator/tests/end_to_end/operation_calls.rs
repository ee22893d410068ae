//! Calls of operations by name, as the command `call` makes them.

use genauth::Api;
use genauth_emulator::{
    Application, ClientAuth, Emulator, Exchange, InvalidCall, OperationCall, demo,
};
use serde_json::{Value, json};
use support::{Spec, samples};

async fn started() -> Emulator {
    Emulator::builder().user(demo::USERNAME, demo::SECRET).start().await.unwrap()
}

async fn called(emulator: &Emulator, name: &str, body: &Value) -> Exchange {
    let call = OperationCall::new(name, None).unwrap().json(&body.to_string()).unwrap();
    call.send(emulator).await.unwrap()
}

/// Operations whose documented example is rejected, and the reason.
const REJECTED: &[(&str, &str)] = &[
    ("signUp", "the example has several addresses, of which one has no passcode"),
    ("frontChannelAuth", "the example is of another application"),
    ("exchangeTokenSetWithQrCodeTicket", "the ticket was not issued by this emulator"),
    ("frontChannelLogout", "the ID token was not issued by this emulator"),
    ("bindEmail", "the passcode was not sent by this emulator"),
    ("updateEmail", "the token was not issued by this emulator"),
    ("bindPhone", "the passcode was not sent by this emulator"),
    ("updatePhone", "the token was not issued by this emulator"),
    ("updatePassword", "the password in the example is too short"),
    ("validatePassword", "the password in the example is not encrypted"),
    ("verifyResetPasswordRequest", "the example has the passcode of another method"),
    ("resetPassword", "the password in the example is too short"),
    ("verifyDeleteAccountRequest", "the phone number is not that of the demo user"),
    ("deleteAccount", "the token was not issued by this emulator"),
    ("enrollFactor", "the enrollment token was not issued by this emulator"),
    ("exchangeToken", "the example has no authorization code"),
    ("oidcUserInfoGet", "the access token was not issued by this emulator"),
    ("oidcUserInfoPost", "the access token was not issued by this emulator"),
    ("validatePEMKey", "the example is not a key"),
    ("assignRole", "the example ends before it begins"),
];

#[tokio::test]
async fn no_documented_example_is_rejected_as_malformed() {
    let emulator = started().await;
    let spec = Spec::load().unwrap();
    let mut rejected = Vec::new();
    for described in spec.operations() {
        let name = &described.operation.name;
        let api = match described.api {
            "management" => Api::Management,
            _ => Api::Authentication,
        };
        // Names are found in the style of Rust, too.
        let rust_name = described.operation.rust_name.as_deref().unwrap_or(name);
        let mut call = OperationCall::new(rust_name, Some(api)).unwrap();
        assert_eq!((call.api(), call.operation()), (api, name.as_str()));
        let params = samples::params(&spec, described);
        for (name, value) in params.as_object().unwrap() {
            for value in value.as_array().unwrap_or(&vec![value.clone()]) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                call = call.param(name, text).unwrap();
            }
        }
        let mut body = samples::bodies(&spec, described).remove(0);
        if name == "upload" {
            body["file"] = "content".into();
        }
        if !body.is_null() {
            call = call.json(&body.to_string()).unwrap();
        }
        let exchange = call.send(&emulator).await.unwrap();
        let recorded = emulator.calls().pop().unwrap();
        assert_eq!(recorded.operation.as_deref(), Some(name.as_str()), "{exchange}");
        let status = exchange.json().and_then(|body| body["statusCode"].as_i64());
        let status = status.unwrap_or_else(|| i64::from(exchange.status.as_u16()));
        if [400, 401, 405, 500].contains(&status) {
            rejected.push((name.clone(), exchange));
        }
        // The next call finds the demo user again, whatever this one did.
        emulator.reset();
    }
    let names: Vec<&str> = rejected.iter().map(|(name, _)| name.as_str()).collect();
    let known: Vec<&str> = REJECTED.iter().map(|(name, _)| *name).collect();
    let shown =
        rejected.iter().map(|(name, exchange)| format!("{name}: {} {exchange}\n", exchange.status));
    assert_eq!(names, known, "{}", shown.collect::<String>());
}

#[tokio::test]
async fn each_operation_has_the_credentials_it_requires() {
    let emulator = started().await;
    let profile = OperationCall::new("get_profile", None).unwrap().send(&emulator).await.unwrap();
    assert_eq!(profile.json().unwrap()["data"]["username"], demo::USERNAME);
    let users = called(&emulator, "list_users", &json!({})).await;
    assert_eq!(users.json().unwrap()["data"]["totalCount"], 1);
    let signin = json!({
        "connection": "PASSWORD",
        "passwordPayload": {"username": demo::USERNAME, "password": demo::SECRET},
    });
    assert!(called(&emulator, "signInByCredentials", &signin).await.is_success());
}

#[tokio::test]
async fn application_authenticates_in_its_own_way() {
    for client_auth in
        [ClientAuth::ClientSecretPost, ClientAuth::ClientSecretBasic, ClientAuth::None]
    {
        let mut app = Application::new(demo::APP_ID, demo::SECRET);
        app.client_auth = client_auth;
        let builder = Emulator::builder().user(demo::USERNAME, demo::SECRET).application(app);
        let emulator = builder.start().await.unwrap();
        let grant = json!({
            "grant_type": "password",
            "username": demo::USERNAME,
            "password": demo::SECRET,
            "scope": "openid",
            // Those of the documented example stand for the application of the emulator.
            "client_id": "62f733a7148xxxx8af1e5410",
            "client_secret": "5e0e4d2277be57xxxx30f154648f7360",
        });
        let tokens = called(&emulator, "exchangeToken", &grant).await;
        assert!(tokens.is_success(), "{client_auth:?}: {tokens}");
        let mut other = grant;
        other["client_secret"] = "wrong-secret".into();
        let tokens = called(&emulator, "exchangeToken", &other).await;
        assert!(!tokens.is_success(), "{client_auth:?}: {tokens}");
    }
}

#[tokio::test]
async fn parts_of_a_path_are_encoded() {
    let emulator = started().await;
    let call = OperationCall::new("deleteById", Some(Api::Management)).unwrap();
    let error = call.send(&emulator).await.unwrap_err();
    assert!(error.to_string().contains("`--param id=VALUE`"), "{error}");
    let exchange = call.param("id", "a b/c+d").unwrap().send(&emulator).await.unwrap();
    assert_eq!(exchange.target, "/api/v3/ip-list/a%20b%2Fc%2Bd");
    assert_eq!(emulator.calls_of("deleteById").unwrap()[0].params["id"], "a b/c+d");
}

#[tokio::test]
async fn repeated_parameter_makes_a_list() {
    let emulator = started().await;
    let call = OperationCall::new("getUserBatch", None).unwrap();
    let call = call.param("userIds", "a").unwrap().param("userIds", "b,c").unwrap();
    call.send(&emulator).await.unwrap();
    assert_eq!(
        emulator.calls_of("getUserBatch").unwrap()[0].params["userIds"],
        json!(["a", "b,c"])
    );
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_rejected_with_a_fix() {
    let call = |name| OperationCall::new(name, None).unwrap();
    let problem = |result: Result<OperationCall, InvalidCall>| result.err().unwrap().to_string();
    assert_eq!(
        problem(call("getUserBatch").param("userId", "a")),
        "`getUserBatch` has no parameter `userId`; did you mean `userIds`?"
    );
    assert_eq!(
        problem(call("listUsers").param("page", "1")),
        "`listUsers` has no parameter `page`; it has none"
    );
    assert_eq!(
        problem(call("getProfile").json("{}")),
        "`getProfile` has no request body; use parameters"
    );
    assert_eq!(
        problem(call("listUsers").json("{\n  \"keywords\": bob\n}")),
        "the request body is not valid JSON at line 2, column 15: expected value"
    );
    assert_eq!(
        problem(call("exchangeToken").json("[]")),
        "the request body is a form; write a JSON object with its fields"
    );
}

#[tokio::test]
async fn state_without_the_demo_user_is_reported() {
    let emulator = Emulator::start().await.unwrap();
    let error = OperationCall::new("getProfile", None).unwrap().send(&emulator).await.unwrap_err();
    assert!(error.to_string().contains("no user `demo`"), "{error}");
}
