//! TLS, proxies and HTTP versions of the upgrade.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use genauth::{
    AuthenticationClient, Error, EventErrorKind,
    event::{Event, Subscription},
    reqwest,
};
use genauth_event_tests::{Server, TOKEN, event};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

use crate::support::{error, number};

/// A server for `localhost` with a certificate of an unknown authority, in front of a server without
/// TLS. Like most servers, it prefers HTTP/2.
struct Tls {
    port: u16,
    authority: reqwest::Certificate,
}

impl Tls {
    async fn start(server: &Server) -> Self {
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
        let mut config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let target = server.address();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let is_h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                    if is_h2 {
                        return respond_by_h2(&mut stream).await;
                    }
                    let mut target = TcpStream::connect(target).await.unwrap();
                    let _ = copy_bidirectional(&mut stream, &mut target).await;
                });
            }
        });
        Self { port, authority }
    }

    fn trusting(&self) -> reqwest::ClientBuilder {
        reqwest::Client::builder().tls_certs_only([self.authority.clone()])
    }

    fn subscribed(&self, http: Option<reqwest::Client>) -> Subscription {
        let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai");
        let app = app.event_host(format!("wss://localhost:{}", self.port));
        let app = if let Some(http) = http { app.http_client(http) } else { app };
        let user = app.build().unwrap().with_access_token(TOKEN);
        user.events().subscribe("custom_test.n").start().unwrap()
    }
}

/// Responds to the first request with status 200.
async fn respond_by_h2(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    const ACKNOWLEDGED: [u8; 9] = [0, 0, 0, 4, 1, 0, 0, 0, 0];
    // Headers of stream 1, which end it: `:status: 200`.
    const RESPONSE: [u8; 10] = [0, 0, 1, 1, 5, 0, 0, 0, 1, 0x88];

    let _ = stream.write_all(&[SETTINGS, ACKNOWLEDGED].concat()).await;
    // The preface of the connection, and the headers of a request (type 1).
    let mut read = Vec::new();
    while !read.windows(9).any(|it| it[3] == 1 && it[5..9] == [0, 0, 0, 1]) {
        if stream.read_buf(&mut read).await.unwrap_or_default() == 0 {
            return;
        }
    }
    let _ = stream.write_all(&RESPONSE).await;
    while stream.read(&mut [0; 1024]).await.is_ok_and(|read| read > 0) {}
}

async fn server() -> Server {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        peer.send(event(1)).await;
        Ok(_ = peer.until_closed().await)
    });
    server.await.unwrap()
}

#[tokio::test]
async fn certificates_of_a_custom_authority_are_accepted_and_others_are_not() {
    let server = server().await;
    let tls = Tls::start(&server).await;
    let mut subscription = tls.subscribed(Some(tls.trusting().http1_only().build().unwrap()));
    assert_eq!(number(&mut subscription).await, 1);
    assert_eq!(server.requests()[0].query("token").as_deref(), Some(TOKEN));

    let mut subscription = tls.subscribed(None);
    match subscription.next().await {
        Some(Err(Error::Event(error))) => {
            assert_eq!(error.kind(), EventErrorKind::Connect);
            assert!(error.to_string().contains("certificate"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn an_http_client_that_negotiates_http_2_is_an_error_that_names_the_fix() {
    let server = server().await;
    let tls = Tls::start(&server).await;
    let mut subscription = tls.subscribed(Some(tls.trusting().build().unwrap()));
    match subscription.next().await {
        Some(Err(Error::Event(error))) => {
            assert_eq!(error.kind(), EventErrorKind::Upgrade, "{error}");
            assert!(error.to_string().contains("`http1_only`"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn connections_go_through_the_proxy_of_the_http_client() {
    let server = server().await;
    let tls = Tls::start(&server).await;
    let tunnels = Arc::new(AtomicUsize::new(0));
    let proxy = Server::start({
        let (port, tunnels) = (tls.port, Arc::clone(&tunnels));
        move |mut incoming| {
            let tunnels = Arc::clone(&tunnels);
            async move {
                assert!(incoming.request.head.starts_with("CONNECT localhost:"));
                tunnels.fetch_add(1, Ordering::SeqCst);
                incoming.stream.write_all(b"HTTP/1.1 200 Tunnel\r\n\r\n").await?;
                let mut target = TcpStream::connect(("127.0.0.1", port)).await?;
                copy_bidirectional(&mut incoming.stream, &mut target).await.map(|_| ())
            }
        }
    });
    let proxy = proxy.await.unwrap();
    let http = tls.trusting().http1_only().proxy(reqwest::Proxy::all(proxy.host()).unwrap());
    let mut subscription = tls.subscribed(Some(http.build().unwrap()));
    assert_eq!(number(&mut subscription).await, 1);
    assert_eq!(tunnels.load(Ordering::SeqCst), 1);

    // A proxy that refuses is an error of the connection, and no end.
    let refusing = Server::start(|incoming| async { incoming.refuse(403, "").await });
    let refusing = refusing.await.unwrap();
    let http = tls.trusting().http1_only().proxy(reqwest::Proxy::all(refusing.host()).unwrap());
    let mut subscription = tls.subscribed(Some(http.build().unwrap()));
    assert_eq!(error(&mut subscription).await, EventErrorKind::Connect);
    assert!(!matches!(subscription.next().await, None | Some(Ok(Event::Gap(_)))));
}
