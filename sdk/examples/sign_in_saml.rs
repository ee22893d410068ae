//! A web application whose users sign in by SAML.
//!
//! ```text
//! cargo run -p genauth --features saml --example sign_in_saml
//! ```
//!
//! Starts an emulator as the identity provider. Open <http://localhost:3000>, and sign in as `bob` with
//! the password `test-secret`.

use std::{
    error::Error,
    fmt::Display,
    io::{self, Write},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::Redirect,
    routing::{get, post},
};
use genauth::saml::{IdpMetadata, LoginRequest, SamlClient, SamlResponse};
use genauth_emulator::Emulator;
use tokio::net::TcpListener;
use tower_sessions::{MemoryStore, Session, SessionManagerLayer, cookie::SameSite};

type Failure = (StatusCode, String);

/// Returns the routes of the application.
pub fn application(saml: SamlClient) -> Router {
    // The response is a POST of another site, without cookies that are `SameSite=Lax`.
    let sessions = SessionManagerLayer::new(MemoryStore::default()).with_same_site(SameSite::None);
    Router::new().route("/", get(login)).route("/acs", post(acs)).layer(sessions).with_state(saml)
}

async fn login(saml: State<SamlClient>, session: Session) -> Result<Redirect, Failure> {
    let request = saml.login().build().map_err(failed)?;
    session.insert("login", &request).await.map_err(failed)?;
    Ok(Redirect::to(request.url()))
}

async fn acs(saml: State<SamlClient>, session: Session, form: Bytes) -> Result<String, Failure> {
    let request: Option<LoginRequest> = session.remove("login").await.map_err(failed)?;
    let request = request.ok_or_else(|| failed("no sign-in was started in this browser"))?;
    let response = SamlResponse::from_form(form).map_err(failed)?;
    let user = saml.finish(&request, &response).await.map_err(failed)?;
    Ok(format!("hello, {}", user.name_id.value))
}

/// Shows the error. An application logs it instead, and offers to sign in again.
fn failed(error: impl Display) -> Failure {
    (StatusCode::FORBIDDEN, error.to_string())
}

/// Returns the client of the application at this URL.
pub async fn client(emulator: &Emulator, url: &str) -> Result<SamlClient, Box<dyn Error>> {
    let metadata = format!("{}/api/v2/saml-idp/APP_ID/metadata", emulator.host());
    let metadata = reqwest::get(metadata).await?.text().await?;
    let saml = emulator.authentication().saml().idp_metadata(IdpMetadata::parse(&metadata)?);
    Ok(saml.entity_id(url).acs_url(format!("{url}/acs")).build()?)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::builder().user("bob", "test-secret").start().await?;
    let saml = client(&emulator, "http://localhost:3000").await?;
    let listener = TcpListener::bind("localhost:3000").await?;
    writeln!(io::stdout(), "http://localhost:3000: sign in as `bob`, `test-secret`")?;
    Ok(axum::serve(listener, application(saml)).await?)
}
