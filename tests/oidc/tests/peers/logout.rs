use peers::{Browser, CODE_POST, Listener, OidcProvider, POST_LOGOUT_REDIRECT_URI, Setup};
use serde_json::Value;
use url::form_urlencoded;

use crate::by_hand::{STATE, authorization_url, end_session_url, exchange, verify};

#[tokio::test]
async fn end_of_the_session_is_reported_to_browser_and_server() {
    let listener = Listener::start().await.unwrap();
    let setup = Setup::default().back_channel_logout_uri(&listener.url());
    let Some(provider) = OidcProvider::start_with(setup).await else { return };
    let Some(browser) = Browser::start().await else { return };
    let session = browser.session();
    let url = authorization_url(&provider, &CODE_POST, &[]);
    let code = session.sign_in(&url, "alice").await.parameter("code").unwrap();
    let (_, tokens) = exchange(&provider, &CODE_POST, &code).await;
    let id_token = verify(&provider, &CODE_POST, &tokens["id_token"], CODE_POST.id).await.unwrap();

    let end_session = end_session_url(&provider, tokens["id_token"].as_str().unwrap());
    let callback = session.sign_out(&end_session).await;
    assert!(callback.url.as_str().starts_with(POST_LOGOUT_REDIRECT_URI));
    assert_eq!(callback.parameter("state").as_deref(), Some(STATE));

    let body = listener.body().await;
    let (name, token) = form_urlencoded::parse(body.as_bytes()).next().unwrap();
    assert_eq!(name, "logout_token");
    let token = Value::from(token);
    let claims = verify(&provider, &CODE_POST, &token, CODE_POST.id).await.unwrap();
    assert_eq!((&claims["sub"], &claims["sid"]), (&"alice".into(), &id_token["sid"]));
    assert!(claims["sid"].is_string());
    assert!(
        claims["events"]["http://schemas.openid.net/event/backchannel-logout"].is_object(),
        "{claims}"
    );
    assert!(claims.get("nonce").is_none());
}
