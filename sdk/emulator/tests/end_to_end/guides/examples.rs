//! The examples of sign-in by SAML and CAS, in `sdk/examples`.

#[allow(dead_code, reason = "`main` serves forever")]
#[path = "../../../../examples/sign_in_cas.rs"]
mod sign_in_cas;
#[allow(dead_code, reason = "`main` serves forever")]
#[path = "../../../../examples/sign_in_saml.rs"]
mod sign_in_saml;

use axum::Router;
use genauth_emulator::Emulator;
use reqwest::{Client, RequestBuilder, redirect::Policy};
use tokio::net::TcpListener;
use url::form_urlencoded::Serializer;

use super::browser;
use crate::accounts::PASSWORD;
use crate::oidc_browser::Browser;

/// An application, and a browser that keeps one cookie for it.
struct Site {
    url: String,
    http: Client,
    cookie: Option<String>,
}

/// Returns a listener, and the URL of an application there.
async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

impl Site {
    fn start(listener: TcpListener, url: String, application: Router) -> Self {
        tokio::spawn(async move { axum::serve(listener, application).await });
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { url, http, cookie: None }
    }

    /// Sends a request of another site. Returns the status, the target of a redirect, and the body.
    async fn send(&mut self, request: RequestBuilder, same_site: &str) -> (u16, String, String) {
        let cookie = self.cookie.clone().unwrap_or_default();
        let response = request.header("cookie", cookie).send().await.unwrap();
        let header = |name| response.headers().get(name).and_then(|it| it.to_str().ok());
        if let Some(set) = header("set-cookie") {
            let attributes = ["HttpOnly", "Secure", same_site];
            assert!(attributes.iter().all(|it| set.contains(it)), "{set}");
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        let location = header("location").unwrap_or_default().to_owned();
        (response.status().as_u16(), location, response.text().await.unwrap())
    }
}

async fn emulator() -> Emulator {
    Emulator::builder().user("ada", PASSWORD).start().await.unwrap()
}

#[tokio::test]
async fn user_signs_in_to_the_example_by_saml() {
    let emulator = emulator().await;
    let (listener, url) = listener().await;
    let saml = sign_in_saml::client(&emulator, &url).await.unwrap();
    let mut site = Site::start(listener, url, sign_in_saml::application(saml));
    let start = site.http.get(&site.url);
    let (status, login, _) = site.send(start, "SameSite=None").await;
    assert_eq!(status, 303);

    let page = browser::sign_in(&Browser::new(&emulator), &login, "ada").await;
    assert_eq!(page.action(), format!("{}/acs", site.url));
    let response = page.hidden("SAMLResponse").unwrap();
    let form = Serializer::new(String::new()).append_pair("SAMLResponse", &response).finish();
    let post = site.http.post(page.action()).body(form);
    // Without the cookie, and with it, once.
    let stranger = post.try_clone().unwrap().send().await.unwrap();
    assert_eq!(stranger.status(), 403);
    let again = post.try_clone().unwrap();
    let (status, _, body) = site.send(post, "SameSite=None").await;
    assert_eq!((status, body.as_str()), (200, "hello, ada"));
    assert_eq!(site.send(again, "SameSite=None").await.0, 403);
}

#[tokio::test]
async fn user_signs_in_to_the_example_by_cas() {
    let emulator = emulator().await;
    let (listener, url) = listener().await;
    let cas = sign_in_cas::client(&emulator, &url).unwrap();
    let mut site = Site::start(listener, url, sign_in_cas::application(cas));
    let start = site.http.get(&site.url);
    let (status, login, _) = site.send(start, "SameSite=Lax").await;
    assert_eq!(status, 303);

    let done = browser::sign_in(&Browser::new(&emulator), &login, "ada").await.location();
    assert!(done.starts_with(&format!("{}/?ticket=ST-", site.url)), "{done}");
    let callback = site.http.get(&done);
    let (status, next, _) = site.send(callback, "SameSite=Lax").await;
    assert_eq!((status, next.as_str()), (303, "/"));
    let shown = site.http.get(&site.url);
    let (status, _, body) = site.send(shown, "SameSite=Lax").await;
    assert_eq!((status, body.as_str()), (200, "hello, ada"));

    site.cookie = None;
    let again = site.http.get(&done);
    assert_eq!(site.send(again, "SameSite=Lax").await.0, 403);
}
