//! What awkward names and bodies look like on the wire.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread::JoinHandle,
};

use genauth_obstacle::authentication::{Keywords, ReadProseParams, TypeParams};
use genauth_obstacle::management::TokenForm;
use genauth_obstacle::{AuthenticationClient, ManagementClient, RetryPolicy};

/// A server that answers one request and gives it back as text.
struct Server {
    address: String,
    request: JoinHandle<String>,
}

impl Server {
    fn answering(status: &'static str, body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let request = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut received = Vec::new();
            let mut buffer = [0; 4096];
            while !is_whole(&received) {
                let count = stream.read(&mut buffer).unwrap();
                assert_ne!(count, 0, "the request breaks off");
                received.extend_from_slice(&buffer[..count]);
            }
            let length = body.len();
            let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\n");
            write!(stream, "{head}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
                .unwrap();
            String::from_utf8(received).unwrap()
        });
        Self { address, request }
    }

    fn request(self) -> String {
        self.request.join().unwrap()
    }
}

/// Whether head and body of a request are there; a body comes with its length or in chunks.
fn is_whole(received: &[u8]) -> bool {
    let text = String::from_utf8_lossy(received).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    match length {
        Some(length) => body.len() >= length.trim().parse().unwrap(),
        None if head.contains("transfer-encoding: chunked") => body.ends_with("0\r\n\r\n"),
        None => true,
    }
}

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
    let server = Server::answering("200 OK", OK);
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
async fn a_path_parameter_may_have_braces_in_its_name() {
    let server = Server::answering("200 OK", r#"{"secret":"test-secret"}"#);
    let prose = app(&server).read_prose(ReadProseParams::new("n").page(-1)).await.unwrap();
    assert_eq!(prose.secret, "test-secret");
    assert!(server.request().starts_with("GET /api/v3/prose/n/end?page=-1 HTTP/1.1\r\n"));
}

#[tokio::test]
#[allow(deprecated)]
async fn a_body_has_the_documented_names() {
    let server = Server::answering("200 OK", r#"{"statusCode":200,"message":""}"#);
    let words = Keywords::new("t", 1, "s", true, "2", false).super_("up");
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
async fn a_form_is_sent_as_one() {
    let server = Server::answering("200 OK", r#"{"access_token":"t","expire_in":"7200"}"#);
    let form = TokenForm::new("authorization_code").code("a b&c");
    let token = admin(&server).fetch_token(form).await.unwrap();
    assert_eq!((token.access_token.as_str(), token.expires_in), ("t", 7200));
    let request = server.request();
    assert!(request.contains("content-type: application/x-www-form-urlencoded\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\ngrant_type=authorization_code&code=a+b%26c"), "{request}");
}
