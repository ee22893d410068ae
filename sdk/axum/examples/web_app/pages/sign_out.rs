//! The question before the sign-out. The form leads to the route of `genauth-axum`.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use crate::{
    layout::{Layout, page},
    problem::Failure,
};

#[derive(Template)]
#[template(path = "sign_out.html", config = "examples/web_app/askama.toml")]
struct SignOut {
    layout: Layout,
}

pub async fn show(layout: Layout) -> Result<Response, Failure> {
    page(StatusCode::OK, &SignOut { layout })
}
