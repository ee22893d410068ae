//! Requesting and solving a captcha.

use genauth::authentication::SignInOptionsDto;
use serde_json::json;
use support::{Reply, Server, clients};

#[tokio::test]
async fn the_captcha_code_is_sent_with_the_next_sign_in() {
    let server = Server::start(|request| match request.path.as_str() {
        "/api/v3/get-captcha-code" => {
            Reply::data(&json!({"captchaCodeSvg": "<svg/>", "captchaToken": "sentinel"}))
        }
        _ => Reply::data(&json!({"token_type": "Bearer", "expire_in": 1})),
    });
    let server = server.await.unwrap();
    let app = clients(&server).unwrap().user;
    let captcha = app.captcha().await.unwrap();
    assert_eq!((captcha.svg(), captcha.token().expose()), ("<svg/>", "sentinel"));
    assert!(!format!("{captcha:?} {captcha:#?}").contains("sentinel"), "{captcha:?}");

    let sign_in = app.sign_in_by_username_password("bob", "word");
    sign_in.options(captcha.solution("a8nz")).await.unwrap();
    let expected = json!({"captchaCode": "a8nz", "captchaToken": "sentinel"});
    assert_eq!(server.last().unwrap().json()["options"], expected);

    let options = captcha.solution_in(SignInOptionsDto::new().scope("openid"), "a8nz");
    assert_eq!(options.scope.as_deref(), Some("openid"));
    assert_eq!(options.captcha_code.as_ref().map(|it| it.expose()), Some("a8nz"));
}
