//! A scripted browser: cookies with their attributes, forms, and redirects.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::{Client, Method, StatusCode, header::HeaderMap, redirect::Policy};
use url::{Url, form_urlencoded};

/// A browser. Clones share the cookies.
#[derive(Clone)]
pub struct Browser {
    http: Client,
    cookies: Arc<Mutex<Vec<Cookie>>>,
    /// Public origins, with the addresses that serve them.
    hosts: Arc<HashMap<String, String>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Cookie {
    pub host: String,
    pub name: String,
    pub value: String,
    pub path: String,
    pub same_site: String,
    pub is_secure: bool,
    pub line: String,
}

/// A response.
#[derive(Debug)]
pub struct Page {
    pub url: Url,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Returns the URL of a redirect.
    pub fn location(&self) -> Url {
        self.url.join(self.header("location")).unwrap()
    }

    /// Returns a parameter of the URL of a redirect.
    pub fn parameter(&self, name: &str) -> String {
        let location = self.location();
        let pair = location.query_pairs().find(|(it, _)| it == name);
        pair.map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    /// Returns the cookies that the response sets.
    pub fn cookies(&self) -> Vec<&str> {
        let values = self.headers.get_all("set-cookie").iter();
        values.map(|value| value.to_str().unwrap()).collect()
    }

    /// Returns the first form: its action and its fields.
    pub fn form(&self) -> (Url, Vec<(String, String)>) {
        let form = self.body.split("<form").nth(1).expect("the page has a form");
        let form = form.split("</form>").next().unwrap();
        let action = attribute(form, "action").unwrap_or_default();
        let fields = form.split("<input").skip(1).filter_map(|input| {
            let input = input.split('>').next()?;
            Some((attribute(input, "name")?, attribute(input, "value").unwrap_or_default()))
        });
        (self.url.join(&action).unwrap(), fields.collect())
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&"))
}

/// A request that a page or the user starts.
pub struct Visit {
    browser: Browser,
    method: Method,
    url: Url,
    /// The page that starts it; `None` if the user enters the address.
    from: Option<Url>,
    headers: Vec<(String, String)>,
    body: Option<(String, String)>,
    is_navigation: bool,
    sends_fetch_metadata: bool,
}

impl Browser {
    /// Creates a browser that finds these public origins at these addresses.
    pub fn new(hosts: &[(&str, String)]) -> Self {
        let hosts = hosts.iter().map(|(origin, address)| ((*origin).to_owned(), address.clone()));
        Self {
            http: Client::builder().redirect(Policy::none()).build().unwrap(),
            cookies: Arc::default(),
            hosts: Arc::new(hosts.collect()),
        }
    }

    /// Returns a browser without cookies.
    pub fn other(&self) -> Self {
        Self { cookies: Arc::default(), ..self.clone() }
    }

    /// Returns a browser with a copy of the cookies.
    pub fn copy(&self) -> Self {
        Self { cookies: Arc::new(Mutex::new(self.cookies().clone())), ..self.clone() }
    }

    pub fn cookies(&self) -> MutexGuard<'_, Vec<Cookie>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn cookie(&self, name: &str) -> Option<Cookie> {
        self.cookies().iter().find(|cookie| cookie.name == name).cloned()
    }

    /// Navigates to an address that the user enters.
    pub fn visit(&self, url: &str) -> Visit {
        self.request(Method::GET, url)
    }

    pub fn request(&self, method: Method, url: &str) -> Visit {
        Visit {
            browser: self.clone(),
            method,
            url: Url::parse(url).unwrap(),
            from: None,
            headers: Vec::new(),
            body: None,
            is_navigation: true,
            sends_fetch_metadata: true,
        }
    }

    /// Follows redirects of navigations until a page is shown, at most twenty.
    pub async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..20 {
            if !page.status.is_redirection() {
                return page;
            }
            let from = page.url.clone();
            page = self.visit(page.location().as_str()).from(from.as_str()).send().await;
        }
        panic!("a redirect loop at {}", page.url);
    }

    /// Follows redirects up to the one that leads to a path.
    pub async fn follow_to(&self, mut page: Page, path: &str) -> Page {
        while page.location().path() != path {
            page = self.visit(page.location().as_str()).from(page.url.as_str()).send().await;
        }
        page
    }

    fn store(&self, url: &Url, line: &str) {
        let mut parts = line.split(';').map(str::trim);
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let attributes: HashMap<String, &str> = parts
            .map(|part| part.split_once('=').unwrap_or((part, "")))
            .map(|(name, value)| (name.to_lowercase(), value))
            .collect();
        let get = |name: &str| attributes.get(name).map(|value| (*value).to_owned());
        let cookie = Cookie {
            host: url.host_str().unwrap().to_owned(),
            name: name.to_owned(),
            value: value.to_owned(),
            path: get("path").unwrap_or_else(|| "/".to_owned()),
            same_site: get("samesite").unwrap_or_else(|| "Lax".to_owned()),
            is_secure: attributes.contains_key("secure"),
            line: line.to_owned(),
        };
        if name.starts_with("__Host-") {
            assert!(cookie.is_secure && cookie.path == "/" && get("domain").is_none(), "{line}");
        }
        if cookie.same_site == "None" || name.starts_with("__Secure-") {
            assert!(cookie.is_secure, "{line}");
        }
        assert!(!cookie.is_secure || url.scheme() == "https", "{line}");
        let mut cookies = self.cookies();
        let is_same = |it: &Cookie| {
            it.host == cookie.host && it.name == cookie.name && it.path == cookie.path
        };
        cookies.retain(|it| !is_same(it));
        if get("max-age").as_deref() != Some("0") {
            cookies.push(cookie);
        }
    }
}

impl Visit {
    /// Sets the page that starts the request.
    pub fn from(mut self, page: &str) -> Self {
        self.from = Some(Url::parse(page).unwrap());
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn form<N: AsRef<str>, V: AsRef<str>>(mut self, fields: &[(N, V)]) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            form.append_pair(name.as_ref(), value.as_ref());
        }
        self.body = Some(("application/x-www-form-urlencoded".to_owned(), form.finish()));
        self
    }

    pub fn body(mut self, media_type: &str, body: &str) -> Self {
        self.body = Some((media_type.to_owned(), body.to_owned()));
        self
    }

    pub fn json(mut self, body: &str) -> Self {
        self.body = Some(("application/json".to_owned(), body.to_owned()));
        self
    }

    /// Lets a script send the request.
    pub fn fetch(mut self) -> Self {
        self.is_navigation = false;
        self
    }

    /// Lets a browser send it that has no `sec-fetch-…`.
    pub fn old(mut self) -> Self {
        self.sends_fetch_metadata = false;
        self
    }

    fn site(&self) -> &'static str {
        let Some(from) = &self.from else { return "none" };
        if from.origin() == self.url.origin() {
            "same-origin"
        } else if from.host_str() == self.url.host_str() && from.scheme() == self.url.scheme() {
            "same-site"
        } else {
            "cross-site"
        }
    }

    /// Returns the value of `cookie`.
    pub fn cookie_header(&self) -> String {
        let is_same_site = self.site() != "cross-site";
        let is_link = self.is_navigation && self.method == Method::GET;
        let host = self.url.host_str().unwrap();
        let cookies = self.browser.cookies();
        let sent = cookies.iter().filter(|cookie| {
            let allowed = match cookie.same_site.as_str() {
                "None" => true,
                "Lax" => is_same_site || is_link,
                _ => is_same_site,
            };
            let path = self.url.path();
            let is_below = cookie.path == "/"
                || path == cookie.path
                || path.starts_with(&format!("{}/", cookie.path));
            let is_secure = !cookie.is_secure || self.url.scheme() == "https";
            allowed && is_below && is_secure && cookie.host == host
        });
        let pairs: Vec<String> = sent.map(|it| format!("{}={}", it.name, it.value)).collect();
        pairs.join("; ")
    }

    pub async fn send(self) -> Page {
        let origin = self.url.origin().ascii_serialization();
        let mut address = self.url.clone();
        if let Some(host) = self.browser.hosts.get(&origin) {
            let path = &self.url[url::Position::BeforePath..];
            address = Url::parse(&format!("{host}{path}")).unwrap();
        }
        let mut request = self.browser.http.request(self.method.clone(), address);
        let cookies = self.cookie_header();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies);
        }
        if self.sends_fetch_metadata {
            let mode = if self.is_navigation { "navigate" } else { "cors" };
            request = request.header("sec-fetch-site", self.site()).header("sec-fetch-mode", mode);
        }
        let accept = if self.is_navigation { "text/html,*/*;q=0.8" } else { "application/json" };
        if !self.headers.iter().any(|(name, _)| name == "accept") {
            request = request.header("accept", accept);
        }
        let is_cors = !self.is_navigation && self.site() == "cross-site";
        let has_origin = self.method != Method::GET && self.method != Method::HEAD || is_cors;
        if let Some(from) = self.from.as_ref().filter(|_| has_origin)
            && !self.headers.iter().any(|(name, _)| name == "origin")
        {
            request = request.header("origin", from.origin().ascii_serialization());
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some((media_type, body)) = &self.body {
            request = request.header("content-type", media_type).body(body.clone());
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.text().await.unwrap();
        for line in headers.get_all("set-cookie") {
            self.browser.store(&self.url, line.to_str().unwrap());
        }
        Page { url: self.url, status, headers, body }
    }
}
