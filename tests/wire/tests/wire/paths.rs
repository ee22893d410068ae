//! Values in paths stay in their segment, whatever they contain.

use genauth::authentication::DeleteWebauthnAdminCredentialParams;
use genauth::{AuthenticationClient, Error, ManagementClient, management};
use serde_json::json;
use support::{Reply, Server, Spec, With, clients, entry, is_token_request, samples, token_reply};

async fn server() -> Server {
    let token = token_reply().0;
    let server = Server::start(move |request| match is_token_request(request) {
        true => token.clone(),
        false => Reply::data(&json!({"factorId": "1", "factorType": "SMS", "profile": {}})),
    });
    server.await.unwrap()
}

/// Returns each operation with path parameters, with each parameter set to each value in turn.
async fn with_each_path_parameter(
    values: &[&str],
    mut check: impl FnMut(&str, &str, &str, Result<(), Error>, &Server),
) {
    let spec = Spec::load().unwrap();
    let server = server().await;
    let clients = clients(&server).unwrap();
    let mut count = 0;
    for described in spec.operations() {
        let entry = entry(described.api, &described.operation.name).unwrap();
        let mut with = With::new(&clients);
        let params = samples::params(&spec, described);
        with.body = samples::bodies(&spec, described).swap_remove(0);
        for param in described.operation.params.iter().filter(|param| param.in_path) {
            count += 1;
            let wire = param.field.wire.as_str();
            for value in values {
                with.params = params.clone();
                with.params[wire] = (*value).into();
                let outcome = (entry.make)(&with).unwrap().await.map(|_| ());
                check(&described.operation.name, wire, value, outcome, &server);
            }
        }
    }
    assert!(count >= 12, "operations with path parameters");
}

#[tokio::test]
async fn path_values_that_change_the_endpoint_are_rejected() {
    // URL parsers remove tabs and line breaks, after which these are dots as well.
    let values = ["", ".", "..", ".\t.", "\n..", ".\r", "\t", "%2e\n%2e", "a\tb", "\0"];
    with_each_path_parameter(&values, |operation, param, value, outcome, server| {
        let error = outcome.unwrap_err();
        assert_eq!(error.operation(), Some(operation));
        assert!(matches!(error, Error::Request(_)), "{value:?}: {error:?}");
        assert!(!error.is_retryable());
        let text = error.to_string();
        assert!(text.contains(&format!("`{param}`")), "{text}");
        assert!(text.ends_with("nothing was sent"), "{text}");
        assert!(server.recorded().iter().all(is_token_request), "{operation} was sent");
    })
    .await;
}

#[tokio::test]
async fn reserved_characters_in_path_values_are_encoded() {
    let encoded = [
        ("a/b?c#d%2e", "a%2Fb%3Fc%23d%252e"),
        ("%2e%2e", "%252e%252e"),
        ("../..", "..%2F.."),
        ("a b", "a%20b"),
        ("用户", "%E7%94%A8%E6%88%B7"),
    ];
    let values = encoded.map(|(value, _)| value);
    with_each_path_parameter(&values, |operation, _, value, outcome, server| {
        // The payload of some operations needs more than `{}`; only the request matters here.
        let rejected = matches!(outcome, Err(Error::Request(_) | Error::Transport(_)));
        assert!(!rejected, "{operation}: {outcome:?}");
        let (_, expected) = encoded.iter().find(|(known, _)| *known == value).unwrap();
        let path = server.last().unwrap().path;
        let there = path.split('/').any(|segment| segment == *expected);
        assert!(there, "{operation} with {value:?} was sent to {path}");
    })
    .await;
}

#[tokio::test]
async fn multiple_path_parameters_are_filled_in() {
    let server = server().await;
    let user = clients(&server).unwrap().user;
    let params = DeleteWebauthnAdminCredentialParams::new("credential/1", "user 2", "app?3");
    user.delete_webauthn_admin_credential(params).await.unwrap();
    let request = server.last().unwrap();
    assert_eq!(request.method, "DELETE");
    assert_eq!(request.path, "/api/v3/webauthn/admin/credentials/credential%2F1/user%202/app%3F3");
    assert_eq!(request.query, "");
}

#[tokio::test]
async fn the_path_of_a_host_precedes_the_endpoint() {
    let server = server().await;
    for suffix in ["/gateway", "/gateway/"] {
        let host = format!("{}{suffix}", server.host());
        let app = AuthenticationClient::builder("APP_ID", &host).build().unwrap();
        app.get_system_info().await.unwrap();
        assert_eq!(server.last().unwrap().path, "/gateway/api/v3/system");
        let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(&host);
        let _ = admin.build().unwrap().list_users(management::ListUsersRequestDto::new()).await;
        let paths: Vec<String> = server.recorded().into_iter().map(|it| it.path).collect();
        assert!(paths.iter().all(|path| path.starts_with("/gateway/api/v3/")), "{paths:?}");
    }
}

#[tokio::test]
async fn query_values_are_encoded() {
    let server = server().await;
    let user = clients(&server).unwrap().user;
    let id = "a b&c=d+e/f?用户%20";
    user.get_factor(genauth::authentication::GetFactorParams::new(id)).await.unwrap();
    let request = server.last().unwrap();
    assert_eq!(request.path, "/api/v3/get-factor");
    let sent = support::Recorded::pairs(request.query.as_bytes());
    assert_eq!(sent, [("factorId".to_owned(), id.to_owned())]);
}
