//! Sign-in: a link to the provider's page, and a form that signs users in by an operation.

use std::{net::SocketAddr, time::Duration};

use askama::Template;
use axum::{
    Form,
    extract::{ConnectInfo, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use genauth::{
    Error, NextStep,
    authentication::{LoginTokenResponseDataDto, SignInOptionsDto},
    codes::api::USERNAME_OR_PASSWORD_WRONG,
    oidc::{IdTokenChecks, SignIn, TokenSet, TokenVerifier, local_path},
};
use genauth_axum::WebSession;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::{
    layout::{Layout, page},
    problem::{Failure, Problem},
    web::Web,
};

/// A refresh token (`offline_access`) lets the session outlive the access token.
pub const SCOPES: &str = "openid profile offline_access";

#[derive(Template)]
#[template(path = "sign_in.html", config = "examples/web_app/askama.toml")]
struct SignInPage {
    layout: Layout,
    /// Address of the provider's page.
    provider: String,
    username: String,
    return_to: String,
    is_new: bool,
    problem: Problem,
}

#[derive(Deserialize)]
pub struct Target {
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    new: bool,
}

#[derive(Deserialize)]
pub struct Input {
    username: String,
    password: String,
    return_to: String,
}

pub async fn show(layout: Layout, Query(target): Query<Target>) -> Result<Response, Failure> {
    let form = SignInPage {
        layout,
        provider: provider(&target.return_to, None),
        username: String::new(),
        return_to: target.return_to,
        is_new: target.new,
        problem: Problem::default(),
    };
    page(form.problem.status(), &form)
}

pub async fn submit(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    layout: Layout,
    session: WebSession,
    Form(input): Form<Input>,
) -> Result<Response, Failure> {
    let problem = match sign_in(&web, peer, &input).await {
        Ok(tokens) => {
            let sign_in = verified(&web.verifier, tokens).await?;
            return Ok(match session.sign_in(sign_in).await {
                Ok(_) => Redirect::to(local_path(&input.return_to)).into_response(),
                Err(rejection) => rejection.into_response(),
            });
        }
        // The operation cannot verify a second factor. The provider's page can; the user enters the
        // password again.
        Err(error) if needs_page(&error) => {
            let page = provider(&input.return_to, Some(input.username.trim()));
            return Ok(Redirect::to(&page).into_response());
        }
        // The message does not reveal whether the user exists.
        Err(error) if error.api_code() == Some(USERNAME_OR_PASSWORD_WRONG) => {
            Problem::in_form("The username or the password is wrong. Check both, and try again.")
        }
        Err(error) => Problem::of(error)?,
    };
    let form = SignInPage {
        layout,
        provider: provider(&input.return_to, None),
        username: input.username,
        return_to: input.return_to,
        is_new: false,
        problem,
    };
    page(form.problem.status(), &form)
}

async fn sign_in(
    web: &Web,
    peer: SocketAddr,
    input: &Input,
) -> Result<LoginTokenResponseDataDto, Error> {
    // Limits of the server apply to the user, not to this application.
    web.app
        .with_client_ip(peer.ip())
        .sign_in_by_username_password(input.username.trim(), &*input.password)
        .options(SignInOptionsDto::new().scope(SCOPES))
        .await
}

fn needs_page(error: &Error) -> bool {
    // A second factor, a new password, missing information: the page covers all of them.
    matches!(error.next_step(), Some(step) if step != NextStep::SignInAgain)
}

/// Returns the sign-in for the session, with the verified claims of the ID token.
async fn verified(
    verifier: &TokenVerifier,
    tokens: LoginTokenResponseDataDto,
) -> Result<SignIn, Failure> {
    let missing = |name| Failure::Internal(format!("the sign-in returned no {name}"));
    let access_token = tokens.access_token.ok_or_else(|| missing("access token"))?;
    let id_token = tokens.id_token.ok_or_else(|| missing("ID token"))?;
    let claims = verifier.verify_id_token(id_token.expose(), &IdTokenChecks::new()).await;
    // Not the user's fault: the page explains that the service failed.
    let claims = claims.map_err(|error| Failure::Internal(error.to_string()))?;
    let lifetime = Duration::from_secs(u64::try_from(tokens.expire_in).unwrap_or_default());
    let mut set = TokenSet::new(access_token).with_lifetime(lifetime).with_id_token(id_token);
    if let Some(refresh_token) = tokens.refresh_token {
        set = set.with_refresh_token(refresh_token);
    }
    Ok(SignIn::new(set, Some(claims)))
}

/// Returns the address of the provider's page.
fn provider(return_to: &str, username: Option<&str>) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("return_to", local_path(return_to));
    if let Some(username) = username {
        query.append_pair("login_hint", username);
    }
    format!("/auth/sign-in?{}", query.finish())
}
