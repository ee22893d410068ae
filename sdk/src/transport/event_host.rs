//! [`EventHost`]: the host of a client's WebSocket connections.

use std::sync::{Arc, Mutex, PoisonError};

use url::Url;

use super::host::{is_loopback, name_of, parse_event_host};
use super::http::HttpClients;
use crate::config::Settings;
use crate::error::Error;

/// The host of a client's WebSocket connections.
#[derive(Clone)]
pub(crate) struct EventHost {
    /// With the scheme `http` or `https`.
    pub(crate) base: Url,
    /// The name and port of the host, for messages.
    pub(crate) name: Arc<str>,
    /// Whether the application has chosen the host, which then receives its headers, too.
    pub(crate) is_chosen: bool,
    /// Created by the first connection, since it reads the certificates of the machine.
    http: Arc<Mutex<Option<reqwest::Client>>>,
}

impl EventHost {
    /// Returns the host in the settings; otherwise that of the client, if it is this machine, or
    /// that of the brand.
    pub(super) fn new(client_base: &Url, settings: &Settings) -> Result<Self, Error> {
        let (base, is_chosen) = match &settings.event_host {
            Some(host) => (parse_event_host(host)?, true),
            None if is_loopback(client_base) => (client_base.clone(), true),
            None => (parse_event_host(&settings.brand.event_host)?, false),
        };
        Ok(Self { name: name_of(&base).into(), base, is_chosen, http: Arc::default() })
    }

    /// Returns the HTTP client for upgrades.
    pub(crate) fn http(&self, settings: &Settings) -> Result<reqwest::Client, Error> {
        let mut http = self.http.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(http) = &*http {
            return Ok(http.clone());
        }
        let https = self.base.scheme() == "https";
        let created = HttpClients::for_upgrades(settings, https, is_loopback(&self.base))?;
        Ok(http.insert(created).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Brand;

    fn host(client: &str, settings: Settings) -> (String, bool) {
        let base = Url::parse(client).expect("a URL");
        let host = EventHost::new(&base, &settings).expect("a valid host");
        (host.base.to_string(), host.is_chosen)
    }

    #[test]
    fn the_host_is_chosen_or_that_of_a_local_client_or_that_of_the_brand() {
        let client = "https://example.genauth.ai/";
        let of = |brand| Settings { brand, ..Settings::default() };
        let genauth = ("https://openevent.genauth.ai/".to_owned(), false);
        assert_eq!(host(client, of(Brand::DEFAULT)), genauth);
        assert_eq!(host(client, of(Brand::GENAUTH)), genauth);
        let authing = ("https://openevent.authing.cn/".to_owned(), false);
        assert_eq!(host(client, of(Brand::AUTHING)), authing);
        let own = of(Brand::DEFAULT.with_event_host("wss://events.example.org/gateway"));
        assert_eq!(host(client, own).0, "https://events.example.org/gateway/");

        let local = "http://127.0.0.1:3000/";
        assert_eq!(host(local, Settings::default()), (local.to_owned(), true));
        let event_host = Some("ws://localhost:4000".to_owned());
        let chosen = Settings { event_host, ..Settings::default() };
        assert_eq!(host(local, chosen.clone()), ("http://localhost:4000/".to_owned(), true));
        assert_eq!(host(client, chosen).0, "http://localhost:4000/");
    }
}
