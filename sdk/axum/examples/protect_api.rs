//! An API that accepts access tokens of GenAuth. Settings are read from `GENAUTH_APP_ID` and
//! `GENAUTH_APP_HOST`.
//!
//! ```text
//! cargo run -p genauth-axum --example protect_api
//! ```

use axum::{Router, routing::get};
use genauth_axum::{CurrentUser, Guard};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let app = genauth::AuthenticationClient::from_env()?;
    let orders = get(async |user: CurrentUser| format!("orders of {}", user.id()));
    let router = Router::new().route("/orders", orders).layer(Guard::new(&app)?.layer());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    Ok(axum::serve(listener, router).await?)
}
