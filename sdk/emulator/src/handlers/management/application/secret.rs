//! Secret of an application.

use genauth::management::{GetApplicationSecretParams, RefreshApplicationSecretDto};
use serde_json::json;

use super::look_up::{get, no_application};
use crate::{
    call::{Call, Response},
    failure::Failure,
};

pub(super) fn get_application_secret(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetApplicationSecretParams = call.params()?;
    Response::data(&json!({"secret": get(call.state, &params.app_id)?.secret}))
}

pub(super) fn refresh_application_secret(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: RefreshApplicationSecretDto = call.body()?;
    get(call.state, &body.app_id)?;
    let secret = call.state.ids.hex(32);
    let app = call.state.applications.get_mut(&body.app_id).ok_or_else(no_application)?;
    app.secret.clone_from(&secret);
    Response::data(&json!({"secret": secret}))
}
