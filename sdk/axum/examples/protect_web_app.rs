//! A web application whose page requires a user.

use axum::{Router, routing::get};
use genauth_axum::{CurrentUser, GenAuth};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let app = genauth::AuthenticationClient::from_env()?;
    let auth = GenAuth::builder(app).allow_hs256().public_url("http://localhost:3000").build()?;
    let page = get(async |user: CurrentUser| format!("hello, {}", user.id()));
    let router = auth.protect(Router::new().route("/", page));
    Ok(axum::serve(tokio::net::TcpListener::bind("localhost:3000").await?, router).await?)
}
