//! A minimal browser for sign-ins: it keeps its cookies, and does not follow redirects by itself.

use std::{cell::RefCell, collections::BTreeMap};

use genauth_emulator::Emulator;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, jwk::JwkSet};
use reqwest::{Client, RequestBuilder, header::HeaderMap, redirect::Policy};
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};

use crate::accounts::PASSWORD;

/// Redirect URI of applications.
pub const CALLBACK: &str = "https://app.example/callback";

pub struct Browser {
    http: Client,
    host: String,
    pub cookie: RefCell<Option<String>>,
}

/// A page shown by the browser, or a redirect.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Browser {
    pub fn new(emulator: &Emulator) -> Self {
        Self {
            http: Client::builder().redirect(Policy::none()).build().unwrap(),
            host: emulator.host().to_owned(),
            cookie: RefCell::new(None),
        }
    }

    pub async fn get(&self, path: &str, pairs: &[(&str, &str)]) -> Page {
        let query = form(pairs);
        self.send(self.http.get(format!("{}{path}?{query}", self.host))).await
    }

    pub async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Page {
        self.send(posted(&self.http, &self.host, path, pairs)).await
    }

    /// Posts with an `authorization` header.
    pub async fn post_as(&self, authorization: &str, path: &str, pairs: &[(&str, &str)]) -> Page {
        let request = posted(&self.http, &self.host, path, pairs);
        self.send(request.header("authorization", authorization)).await
    }

    pub async fn get_as(&self, authorization: &str, path: &str) -> Page {
        let request = self.http.get(format!("{}{path}", self.host));
        self.send(request.header("authorization", authorization)).await
    }

    async fn send(&self, mut request: RequestBuilder) -> Page {
        if let Some(cookie) = self.cookie.borrow().as_deref() {
            request = request.header("cookie", cookie);
        }
        let response = request.send().await.unwrap();
        for set in response.headers().get_all("set-cookie") {
            let set = set.to_str().unwrap();
            assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
            let pair = set.split(';').next().unwrap();
            let name = pair.split('=').next().unwrap();
            let before = self.cookie.take().unwrap_or_default();
            let others = before.split("; ").filter(|it| it.split('=').next() != Some(name));
            let is_gone = set.contains("Max-Age=0");
            let all = others.chain((!is_gone).then_some(pair)).filter(|pair| !pair.is_empty());
            let all: Vec<&str> = all.collect();
            *self.cookie.borrow_mut() = (!all.is_empty()).then(|| all.join("; "));
        }
        Page {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    /// Starts an authorization, with these parameters in place of or in addition to the usual ones.
    pub async fn authorize(&self, pairs: &[(&str, &str)]) -> Page {
        self.get("/oidc/auth", &authorization_params(pairs)).await
    }

    /// Fills in the sign-in page of an authorization.
    pub async fn log_in(&self, page: &Page, account: &str, password: &str) -> Page {
        let form = self.get(&page.path(), &[]).await;
        assert_eq!(form.status, 200, "{}", form.body);
        assert!(!form.body.contains("<script"), "{}", form.body);
        let action = form.action();
        self.post(&action, &[("account", account), ("password", password)]).await
    }

    /// Opens the page that a response redirects to.
    pub async fn follow(&self, page: &Page) -> Page {
        let shown = self.get(&page.path(), &[]).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        shown
    }

    /// Sends the form of a page with these fields.
    pub async fn submit(&self, page: &Page, pairs: &[(&str, &str)]) -> Page {
        self.post(&page.action(), pairs).await
    }

    /// Starts an authorization and signs in for it.
    pub async fn signed_in(&self, account: &str, pairs: &[(&str, &str)]) -> Page {
        let page = self.authorize(pairs).await;
        self.log_in(&page, account, PASSWORD).await
    }

    /// Returns the code of an authorization, signing in if necessary.
    pub async fn code(&self, account: &str, pairs: &[(&str, &str)]) -> String {
        let page = self.authorize(pairs).await;
        let page = match page.location().contains("/interaction/") {
            true => self.log_in(&page, account, PASSWORD).await,
            false => page,
        };
        page.query("code").unwrap_or_else(|| page.location())
    }

    /// Calls the token endpoint as the default application.
    pub async fn token(&self, pairs: &[(&str, &str)]) -> Page {
        let app = [("client_id", "APP_ID"), ("client_secret", "test-secret")];
        let pairs: Vec<_> = app.iter().chain(pairs).copied().collect();
        self.post("/oidc/token", &pairs).await
    }

    /// Exchanges a code as the default application.
    pub async fn exchange(&self, code: &str) -> Page {
        let grant = [("grant_type", "authorization_code"), ("redirect_uri", CALLBACK)];
        self.token(&[grant[0], grant[1], ("code", code)]).await
    }

    /// Returns the claims of a token after verifying its signature: by the secret, or by the keys
    /// of the server.
    pub async fn verified(&self, token: &str, secret: Option<&str>) -> Map<String, Value> {
        let (algorithm, key) = match secret {
            Some(secret) => (Algorithm::HS256, DecodingKey::from_secret(secret.as_bytes())),
            None => {
                let keys = self.get("/oidc/.well-known/jwks.json", &[]).await.body;
                let keys: JwkSet = serde_json::from_str(&keys).unwrap();
                let id = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
                (Algorithm::RS256, DecodingKey::from_jwk(keys.find(&id).unwrap()).unwrap())
            }
        };
        let mut wanted = Validation::new(algorithm);
        wanted.set_issuer(&[format!("{}/oidc", self.host)]);
        wanted.validate_aud = false;
        decode(token, &key, &wanted).unwrap().claims
    }
}

impl Page {
    pub fn location(&self) -> String {
        let location = self.headers.get("location");
        assert!(location.is_some(), "{} {}", self.status, self.body);
        location.unwrap().to_str().unwrap().to_owned()
    }

    /// Returns the text of the element with this ID.
    pub fn element(&self, id: &str) -> String {
        let start = format!(" id=\"{id}\">");
        assert!(self.body.contains(&start), "{}", self.body);
        let after = self.body.split_once(&start).unwrap().1;
        after.split_once('<').unwrap().0.to_owned()
    }

    /// Returns the values of the buttons that choose a method.
    pub fn methods(&self) -> Vec<&str> {
        let buttons = self.body.split("<button name=\"method\" value=\"").skip(1);
        buttons.filter_map(|after| after.split('"').next()).collect()
    }

    /// Returns the path of the redirect.
    pub fn path(&self) -> String {
        Url::parse(&self.location()).unwrap().path().to_owned()
    }

    /// Returns the action of the form on the page.
    pub fn action(&self) -> String {
        assert!(self.body.contains(" action=\""), "{}", self.body);
        let after = self.body.split_once(" action=\"").unwrap().1;
        after.split_once('"').unwrap().0.to_owned()
    }

    /// Returns a query parameter of the redirect.
    pub fn query(&self, name: &str) -> Option<String> {
        let url = Url::parse(&self.location()).unwrap();
        found(url.query().unwrap_or_default(), name)
    }

    /// Returns a fragment parameter of the redirect.
    pub fn fragment(&self, name: &str) -> Option<String> {
        let url = Url::parse(&self.location()).unwrap();
        found(url.fragment().unwrap_or_default(), name)
    }

    /// Returns a hidden field of the form on the page.
    pub fn hidden(&self, name: &str) -> Option<String> {
        let start = format!("name=\"{name}\" value=\"");
        let after = self.body.split_once(&start)?.1;
        Some(after.split_once('"')?.0.to_owned())
    }

    pub fn json(&self) -> Value {
        let json = serde_json::from_str(&self.body);
        assert!(json.is_ok(), "{}", self.body);
        json.unwrap()
    }

    /// Returns a text field of the JSON.
    pub fn text(&self, name: &str) -> String {
        let json = self.json();
        assert!(json[name].is_string(), "no {name} in {json}");
        json[name].as_str().unwrap().to_owned()
    }

    /// Returns the status and `error` of a response for programs.
    pub fn refused(&self) -> (u16, String) {
        (self.status, self.text("error"))
    }
}

fn posted(http: &Client, host: &str, path: &str, pairs: &[(&str, &str)]) -> RequestBuilder {
    http.post(format!("{host}{path}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form(pairs))
}

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn found(form: &str, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(form.as_bytes());
    pairs.find(|(it, _)| it == name).map(|(_, value)| value.into_owned())
}

/// Returns the usual parameters of an authorization, with others in place of or in addition to
/// them. Empty ones are left out.
pub fn authorization_params<'a>(pairs: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = BTreeMap::from([
        ("client_id", "APP_ID"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "STATE"),
    ]);
    all.extend(pairs.iter().copied());
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
