//! Sign-up, by an operation of the API.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    Form,
    extract::{ConnectInfo, State},
    response::{IntoResponse as _, Redirect, Response},
};
use genauth::authentication::SignUpProfileDto;
use serde::Deserialize;

use crate::{
    layout::{Layout, page},
    problem::{Failure, Problem},
    web::Web,
};

const MIN_PASSWORD: usize = 6;

#[derive(Template)]
#[template(path = "sign_up.html", config = "examples/web_app/askama.toml")]
struct SignUp {
    layout: Layout,
    username: String,
    name: String,
    problem: Problem,
}

#[derive(Deserialize)]
pub struct Input {
    username: String,
    name: String,
    password: String,
}

pub async fn show(layout: Layout) -> Result<Response, Failure> {
    let problem = Problem::default();
    let form = SignUp { layout, username: String::new(), name: String::new(), problem };
    page(form.problem.status(), &form)
}

pub async fn submit(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    layout: Layout,
    Form(input): Form<Input>,
) -> Result<Response, Failure> {
    let problem = match sign_up(&web, peer, &input).await? {
        None => return Ok(Redirect::to("/sign-in?new=true").into_response()),
        Some(problem) => problem,
    };
    // Everything but the password stays in the form.
    let form = SignUp { layout, username: input.username, name: input.name, problem };
    page(form.problem.status(), &form)
}

async fn sign_up(web: &Web, peer: SocketAddr, input: &Input) -> Result<Option<Problem>, Failure> {
    let username = input.username.trim();
    if username.is_empty() {
        return Ok(Some(Problem::in_field("username", "Enter a username.")));
    }
    if input.password.chars().count() < MIN_PASSWORD {
        let text = format!("Enter a password of at least {MIN_PASSWORD} characters.");
        return Ok(Some(Problem::in_field("password", text)));
    }
    let mut profile = SignUpProfileDto::new();
    if !input.name.trim().is_empty() {
        profile = profile.name(input.name.trim());
    }
    // Limits of the server apply to the user, not to this application.
    let app = web.app.with_client_ip(peer.ip());
    let sign_up = app.sign_up_by_username_password(username, &*input.password).profile(profile);
    match sign_up.await {
        Ok(_) => Ok(None),
        Err(error) if error.is_conflict() => {
            let text = "This username is taken. Choose another one.";
            Ok(Some(Problem::in_field("username", text)))
        }
        Err(error) => Problem::of(error).map(Some),
    }
}
