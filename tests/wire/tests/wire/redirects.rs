//! Redirects are responses for the browser; the SDK returns them and follows none.

use genauth::Error;
use genauth::authentication::{FrontChannelAuthParams, OidcResponseType, ResetFactorDto};
use genauth_codegen::api::Response;
use serde_json::json;
use support::{Pending, Reply, Server, Spec, SpecOperation, With, clients, entry, samples};

const LOCATION: &str = "https://app.example.com/callback?code=sentinel-code&state=1";

fn call(spec: &Spec, described: SpecOperation<'_>, server: &Server) -> Pending {
    let mut with = With::new(&clients(server).unwrap());
    with.params = samples::params(spec, described);
    with.body = samples::bodies(spec, described).swap_remove(0);
    (entry(described.api, &described.operation.name).unwrap().make)(&with).unwrap()
}

fn redirecting(spec: &Spec) -> impl Iterator<Item = SpecOperation<'_>> {
    let operations = spec.operations();
    operations.filter(|described| described.operation.response == Response::Redirect)
}

#[tokio::test]
async fn redirecting_operations_return_the_location() {
    let spec = Spec::load().unwrap();
    let mut count = 0;
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start(move |_| Reply::new(status, "").header("location", LOCATION));
        let server = server.await.unwrap();
        for described in redirecting(&spec) {
            let response = call(&spec, described, &server).await.unwrap();
            assert_eq!(response.data, json!({"location": LOCATION}), "{}", described.label());
            assert_eq!(response.http_status, status);
            count += 1;
        }
        let sent = redirecting(&spec).count();
        assert_eq!(server.recorded().len(), sent, "nothing is followed");
    }
    assert!(count >= 15, "operations that redirect");
}

#[tokio::test]
async fn a_location_in_json_is_returned() {
    let spec = Spec::load().unwrap();
    for data in [json!(LOCATION), json!({"url": LOCATION})] {
        let server = Server::start(move |_| Reply::data(&data)).await.unwrap();
        for described in redirecting(&spec) {
            let response = call(&spec, described, &server).await.unwrap();
            assert_eq!(response.data, json!({"location": LOCATION}), "{}", described.label());
        }
    }
}

#[tokio::test]
async fn redirecting_operations_can_fail() {
    let spec = Spec::load().unwrap();
    let failure = json!({"error": "login_required", "error_description": "no user is signed in"});
    let server = Server::start(move |_| Reply::json(400, &failure)).await.unwrap();
    for described in redirecting(&spec) {
        let error = call(&spec, described, &server).await.unwrap_err();
        assert_eq!(error.status_code(), Some(400), "{}: {error:?}", described.label());
    }
    let server = Server::start(|_| Reply::new(200, "<html>Sign in</html>")).await.unwrap();
    for described in redirecting(&spec) {
        let error = call(&spec, described, &server).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{}: {error:?}", described.label());
    }
}

/// The usual symptom of a wrong host: a console that redirects the browser to its sign-in page.
#[tokio::test]
async fn an_unexpected_redirect_is_an_error_and_not_followed() {
    for body in ["", "<html>Found</html>"] {
        let server = Server::start(move |_| Reply::new(302, body).header("location", LOCATION));
        let server = server.await.unwrap();
        let user = clients(&server).unwrap().user;
        let first = user.list_enrolled_factors().await.unwrap_err();
        let second = user.reset_factor(ResetFactorDto::new("1")).await.unwrap_err();
        for error in [first, second] {
            assert!(error.to_string().contains("a redirect; check the host"), "{error}");
            assert!(!format!("{error} {error:?}").contains("sentinel"), "{error:?}");
            assert!(matches!(error, Error::Decode(error) if error.http_status() == 302));
        }
        assert_eq!(server.recorded().len(), 2, "nothing is followed");
    }
}

/// Returns the result of `front_channel_auth` for a `location` header.
async fn location(header: &str) -> Result<String, Error> {
    let header = header.to_owned();
    let server = Server::start(move |_| Reply::new(302, "").header("location", header.clone()));
    let server = server.await.unwrap();
    let user = clients(&server).unwrap().user;
    let response = user.front_channel_auth(sign_in()).await?;
    Ok(response.location.replace(&server.host(), "HOST"))
}

fn sign_in() -> FrontChannelAuthParams {
    FrontChannelAuthParams::new()
        .client_id("APP_ID")
        .response_type(OidcResponseType::Code)
        .redirect_uri("https://a.example/")
        .scope("openid")
        .state("1")
}

#[tokio::test]
async fn a_location_in_utf_8_is_accepted() {
    let address = "https://app.example.com/回调?code=x";
    assert_eq!(location(address).await.unwrap(), address);
    assert_eq!(location("myapp://callback?code=x").await.unwrap(), "myapp://callback?code=x");
}

#[tokio::test]
async fn a_relative_location_is_resolved_against_the_request() {
    for (header, expected) in [
        ("/login?x=1", "HOST/login?x=1"),
        ("login", "HOST/oidc/login"),
        ("../x#part", "HOST/x#part"),
        ("?x=1", "HOST/oidc/auth?x=1"),
        ("//other.example/x", "http://other.example/x"),
        ("/回调?code=x", "HOST/%E5%9B%9E%E8%B0%83?code=x"),
    ] {
        assert_eq!(location(header).await.unwrap(), expected, "{header}");
    }
}

#[tokio::test]
async fn a_relative_location_below_a_base_path_is_resolved() {
    let server = Server::start(|_| Reply::new(302, "").header("location", "/login")).await.unwrap();
    let host = format!("{}/gateway", server.host());
    let app = genauth::AuthenticationClient::builder("APP_ID", host).build().unwrap();
    let response = app.front_channel_auth(sign_in()).await.unwrap();
    assert_eq!(response.location, format!("{}/login", server.host()));
}

#[tokio::test]
async fn a_relative_location_in_json_is_resolved() {
    let server = Server::start(|_| Reply::data(&json!({"url": "/login?x=1"}))).await.unwrap();
    let user = clients(&server).unwrap().user;
    let response = user.front_channel_auth(sign_in()).await.unwrap();
    assert_eq!(response.location, format!("{}/login?x=1", server.host()));
}

#[tokio::test]
async fn an_empty_or_invalid_location_is_an_error() {
    for header in ["", "https://[", "http://"] {
        let error = location(header).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{header}: {error:?}");
    }
}
