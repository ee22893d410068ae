//! A web application: sign-up, sign-in, profile, second factors, a JSON API, and administration.
//!
//! ```text
//! cargo run -p genauth-axum --example web_app
//! ```
//!
//! Starts an emulator with a user and an administrator, and prints the address to open. To use your own
//! application, register the redirect URI `http://127.0.0.1:3000/auth/callback` and the sign-out URL
//! `http://127.0.0.1:3000/` in the console, select RS256 for ID tokens, and set the credentials; the access
//! key is for the page of administrators, and optional:
//!
//! ```text
//! GENAUTH_APP_HOST=https://example.genauth.ai GENAUTH_APP_ID=APP_ID GENAUTH_APP_SECRET=… \
//!     GENAUTH_ACCESS_KEY_ID=… GENAUTH_ACCESS_KEY_SECRET=… \
//!     cargo run -p genauth-axum --example web_app
//! ```
//!
//! | page | for |
//! | --- | --- |
//! | `/` | everyone |
//! | `/sign-up`, `/sign-in` | everyone; the API way, and the provider's page |
//! | `/profile`, `/factors` | users |
//! | `/admin` | users with the role `admin` |
//! | `/api/me` | users, by session or by access token (`authorization: Bearer`) |
//!
//! `PORT` sets another port than 3000. In production, a proxy provides TLS: pass the public URL to
//! `GenAuth::builder`, and take the IP address of the user from the header that the proxy sets.

mod api;
mod backend;
mod demo;
mod error_page;
mod gate;
mod headers;
mod layout;
mod pages;
mod problem;
mod qr;
mod roles;
mod routes;
mod session;
#[cfg(test)]
mod tests;
mod web;

use std::{
    env,
    error::Error,
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddr},
};

use axum::Router;
use genauth_axum::GenAuth;
use tokio::net::TcpListener;

use self::{backend::Backend, web::Web};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = env::var("PORT").ok().map(|port| port.parse()).transpose()?.unwrap_or(3000);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let backend = Backend::from_env(&url).await?;
    writeln!(
        io::stdout(),
        "{}\nOpen {url}/ in a browser. Press Ctrl-C to stop.",
        backend.introduction()
    )?;
    serve(listener, application(&backend, &url)?).await
}

/// Returns the application at this URL.
fn application(backend: &Backend, url: &str) -> Result<Router, Box<dyn Error>> {
    let auth = GenAuth::builder(backend.app.clone())
        .public_url(url)
        .scope(pages::sign_in::SCOPES)
        .build()?;
    Ok(routes::router(Web::new(backend, &auth)?, &auth))
}

async fn serve(listener: TcpListener, app: Router) -> Result<(), Box<dyn Error>> {
    // Handlers need the address of the user.
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    Ok(axum::serve(listener, app).await?)
}
