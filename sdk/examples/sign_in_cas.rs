//! A web application whose users sign in by CAS.
//!
//! ```text
//! cargo run -p genauth --features cas --example sign_in_cas
//! ```
//!
//! Starts an emulator as the CAS server. Open <http://localhost:3000>, and sign in as `bob` with the
//! password `test-secret`.

use std::{
    error::Error,
    fmt::Display,
    io::{self, Write},
};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use genauth::cas::{CasClient, CasErrorKind};
use genauth_emulator::Emulator;
use tokio::net::TcpListener;
use tower_sessions::{MemoryStore, Session, SessionManagerLayer, cookie::SameSite};

type Failure = (StatusCode, String);

/// Returns the routes of the application.
pub fn application(cas: CasClient) -> Router {
    // The browser returns from another site: a cookie that is `SameSite=Strict` would be missing.
    let sessions = SessionManagerLayer::new(MemoryStore::default()).with_same_site(SameSite::Lax);
    Router::new().route("/", get(page)).layer(sessions).with_state(cas)
}

async fn page(cas: State<CasClient>, session: Session, url: Uri) -> Result<Response, Failure> {
    if let Some(user) = session.get::<String>("user").await.map_err(failed)? {
        return Ok(format!("hello, {user}").into_response());
    }
    let user = match cas.finish(&url.to_string()).await {
        Err(genauth::Error::Cas(error)) if error.kind() == CasErrorKind::MissingTicket => {
            return Ok(Redirect::to(&cas.login_url()).into_response());
        }
        result => result.map_err(failed)?.user,
    };
    session.insert("user", user).await.map_err(failed)?;
    Ok(Redirect::to("/").into_response()) // without the ticket
}

/// Shows the error. An application logs it instead, and offers to sign in again.
fn failed(error: impl Display) -> Failure {
    (StatusCode::FORBIDDEN, error.to_string())
}

/// Returns the client of the application at this URL.
pub fn client(emulator: &Emulator, url: &str) -> Result<CasClient, genauth::Error> {
    emulator.authentication().cas().service(format!("{url}/")).build()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::builder().user("bob", "test-secret").start().await?;
    let cas = client(&emulator, "http://localhost:3000")?;
    let listener = TcpListener::bind("localhost:3000").await?;
    writeln!(io::stdout(), "http://localhost:3000: sign in as `bob`, `test-secret`")?;
    Ok(axum::serve(listener, application(cas)).await?)
}
