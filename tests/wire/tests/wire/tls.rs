//! Certificates are always verified; custom proxies and certificates come with an HTTP client.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use genauth::{AuthenticationClient, AuthenticationClientBuilder, Error};
use http_body_util::Full;
use hyper::{Response, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde_json::json;
use support::raw::{Act, RawServer};
use support::{APP_ID, Reply, responding};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

const EMPTY: &str = r#"{"statusCode":200,"message":"ok","data":[]}"#;

/// A loopback server whose certificate is for `localhost`, by an unknown authority.
struct TlsServer {
    port: u16,
    authority: reqwest::Certificate,
    responses: Arc<AtomicUsize>,
}

impl TlsServer {
    async fn start() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let authority = reqwest::Certificate::from_der(certificate.der()).unwrap();
        let issuer = Issuer::new(params, key);
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let responses = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&responses);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, count) = (acceptor.clone(), Arc::clone(&count));
                tokio::spawn(async move {
                    // A client that rejects the certificate closes the connection.
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let service = service_fn(|_| {
                        count.fetch_add(1, Ordering::SeqCst);
                        let body = Full::new(bytes::Bytes::from_static(EMPTY.as_bytes()));
                        std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(body)))
                    });
                    let stream = TokioIo::new(stream);
                    let _ = http1::Builder::new().serve_connection(stream, service).await;
                });
            }
        });
        Self { port, authority, responses }
    }

    fn builder(&self, name: &str) -> AuthenticationClientBuilder {
        let host = format!("https://{name}:{}", self.port);
        AuthenticationClient::builder(APP_ID, host).app_secret("test-secret")
    }
}

fn trusting(server: &TlsServer) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    builder.tls_certs_only([server.authority.clone()])
}

#[track_caller]
fn rejected(error: &Error, problem: &str) {
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    let shown = error.to_string();
    assert!(shown.contains("the certificate of the server is not valid"), "{shown}");
    assert!(shown.contains(problem) && shown.contains(error.host()), "{shown}");
}

#[tokio::test]
async fn an_untrusted_certificate_is_rejected() {
    let server = TlsServer::start().await;
    let app = server.builder("localhost").build().unwrap();
    let error =
        app.with_access_token("USER_ACCESS_TOKEN").list_enrolled_factors().await.unwrap_err();
    rejected(&error, "unknown issuer");
    assert_eq!(server.responses.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_certificate_of_a_custom_authority_is_accepted() {
    let server = TlsServer::start().await;
    let http = trusting(&server).build().unwrap();
    let app = server.builder("localhost").http_client(http).build().unwrap();
    app.with_access_token("USER_ACCESS_TOKEN").list_enrolled_factors().await.unwrap();
    assert_eq!(server.responses.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_certificate_for_another_name_is_rejected() {
    let server = TlsServer::start().await;
    let http = trusting(&server).build().unwrap();
    let app = server.builder("127.0.0.1").http_client(http).build().unwrap();
    let error =
        app.with_access_token("USER_ACCESS_TOKEN").list_enrolled_factors().await.unwrap_err();
    rejected(&error, "not valid for name");
    assert_eq!(server.responses.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn https_to_a_plain_http_server_is_a_transport_error() {
    let server = RawServer::start(|_| Act::Close(EMPTY.as_bytes().to_vec())).await.unwrap();
    let host = server.host().replace("http://", "https://");
    let app = AuthenticationClient::builder(APP_ID, host).build().unwrap();
    let error = app
        .with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .timeout(std::time::Duration::from_millis(500));
    let error = error.await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(server.requests(), 0, "nothing readable was sent");
}

#[tokio::test]
async fn a_slow_tls_handshake_times_out() {
    // The TLS handshake gets no response.
    let server = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let host = format!("https://{}", server.local_addr().unwrap());
    let app = AuthenticationClient::builder(APP_ID, host)
        .connect_timeout(std::time::Duration::from_millis(100))
        .retry(genauth::RetryPolicy::never());
    let error = app
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .await
        .unwrap_err();
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert!(error.is_connect() && error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn calls_go_through_a_proxy_of_the_http_client() {
    let proxy = responding(Reply::data(&json!([]))).await.unwrap();
    let http = reqwest::Client::builder().proxy(reqwest::Proxy::all(proxy.host()).unwrap());
    // Nothing listens on this port.
    let app = AuthenticationClient::builder(APP_ID, "http://localhost:9")
        .http_client(http.build().unwrap())
        .build()
        .unwrap();
    app.with_access_token("USER_ACCESS_TOKEN").list_enrolled_factors().await.unwrap();
    let request = proxy.last().unwrap();
    assert_eq!(request.path, "/api/v3/list-enrolled-factors");
    assert_eq!(request.header("host"), "localhost:9");
}

/// Starts a proxy that opens tunnels, and records the requests it receives.
async fn tunnel() -> (String, Arc<Mutex<Vec<u8>>>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let received = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&received);
    tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(client.read_u8().await.unwrap());
        }
        let text = String::from_utf8(head.clone()).unwrap();
        seen.lock().unwrap().extend(head);
        let target = text.split(' ').nth(1).unwrap();
        let mut server = TcpStream::connect(target).await.unwrap();
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
    });
    (format!("http://{address}"), received)
}

#[tokio::test]
async fn a_proxy_sees_only_the_host_of_a_call() {
    let server = TlsServer::start().await;
    let (proxy, received) = tunnel().await;
    let http = trusting(&server).proxy(reqwest::Proxy::all(proxy).unwrap()).build().unwrap();
    let app = server.builder("localhost").http_client(http).build().unwrap();
    let user = app.with_access_token("sentinel-token");
    user.list_enrolled_factors().await.unwrap();
    let received = String::from_utf8(received.lock().unwrap().clone()).unwrap();
    assert!(received.starts_with(&format!("CONNECT localhost:{} HTTP", server.port)), "{received}");
    assert!(!received.contains("sentinel") && !received.contains(APP_ID), "{received}");
}

#[tokio::test]
async fn a_rejecting_proxy_is_an_error_without_its_password() {
    let proxy = RawServer::start(|_| {
        Act::Close(
            b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n".to_vec(),
        )
    });
    let proxy = proxy.await.unwrap();
    let address = proxy.host().replace("http://", "http://name:sentinel@");
    let http = reqwest::Client::builder().proxy(reqwest::Proxy::all(address).unwrap());
    let app = AuthenticationClient::builder(APP_ID, "https://example.genauth.ai")
        .http_client(http.build().unwrap())
        .build()
        .unwrap();
    let error =
        app.with_access_token("USER_ACCESS_TOKEN").list_enrolled_factors().await.unwrap_err();
    let Error::Transport(inner) = &error else { panic!("{error:?}") };
    assert!(inner.is_connect(), "{error:?}");
    assert!(!format!("{error} {error:?} {app:?}").contains("sentinel"), "{error:?}");
}
