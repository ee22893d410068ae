//! Awkward names and bodies on the wire.

use crate::support::Server;
use genauth_edge_cases::authentication::{Keywords, ReadProseParams, TypeParams};
use genauth_edge_cases::management::TokenForm;
use genauth_edge_cases::{AuthenticationClient, ManagementClient, RetryPolicy};

const OK: &str = r#"{"statusCode":200,"message":"","data":[]}"#;

fn app(server: &Server) -> AuthenticationClient {
    let app = AuthenticationClient::builder("APP_ID", &server.address).retry(RetryPolicy::never());
    app.build().unwrap().with_access_token("USER_ACCESS_TOKEN")
}

fn admin(server: &Server) -> ManagementClient {
    let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(&server.address);
    admin.retry(RetryPolicy::never()).build().unwrap()
}

#[tokio::test]
async fn parameters_go_into_path_and_query_under_their_own_names() {
    let server = Server::responding("200 OK", OK);
    let params = TypeParams::new("a/b c", "用户", true)
        .params("p")
        .filter_name("a&b")
        .r#in(vec!["x".to_owned(), "y".to_owned()]);
    let words = app(&server).r#type(params).await.unwrap();
    assert!(words.is_empty());
    let request = server.request();
    let target = request.split(' ').nth(1).unwrap();
    assert_eq!(
        target,
        "/api/v3/type/a%2Fb%20c/%E7%94%A8%E6%88%B7\
         ?params=p&filter%5Bname%5D=a%26b&new=true&in%5B%5D=x&in%5B%5D=y"
    );
}

#[tokio::test]
async fn path_parameter_names_may_contain_braces() {
    let server = Server::responding("200 OK", r#"{"secret":"test-secret"}"#);
    let prose = app(&server).read_prose(ReadProseParams::new("n").page(-1)).await.unwrap();
    assert_eq!(prose.secret.expose(), "test-secret");
    assert!(server.request().starts_with("GET /api/v3/prose/n/end?page=-1 HTTP/1.1\r\n"));
}

#[tokio::test]
#[allow(deprecated)]
async fn a_body_has_the_documented_names() {
    let server = Server::responding("200 OK", r#"{"statusCode":200,"message":""}"#);
    let words = Keywords::new()
        .r#type("t")
        .r#struct(1)
        .self_("s")
        .r#async(true)
        .n2fa("2")
        .with_new(false)
        .super_("up");
    app(&server).self_(words).await.unwrap();
    let request = server.request();
    assert!(request.starts_with("POST /api/v3/self HTTP/1.1\r\n"), "{request}");
    assert!(
        request.ends_with(
            r#"{"type":"t","struct":1,"self":"s","super":"up","async":true,"2fa":"2","new":false}"#
        ),
        "{request}"
    );
}

#[tokio::test]
async fn form_bodies_are_form_encoded() {
    let server = Server::responding("200 OK", r#"{"access_token":"t","expire_in":"7200"}"#);
    let form = TokenForm::new("authorization_code").code("a b&c");
    let token = admin(&server).fetch_token(form).await.unwrap();
    assert_eq!((token.access_token.expose(), token.expires_in), ("t", 7200));
    let request = server.request();
    assert!(request.contains("content-type: application/x-www-form-urlencoded\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\ngrant_type=authorization_code&code=a+b%26c"), "{request}");
}
