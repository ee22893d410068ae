//! Token of an access key.

use genauth::management::GetManagementAccessTokenDto;
use serde_json::json;

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    tokens,
};

pub(super) const HANDLERS: Handlers = &[("getManagementToken", get_management_token)];

fn get_management_token(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: GetManagementAccessTokenDto = call.body()?;
    let id = &body.access_key_id;
    let key = call.state.access_keys.get(id);
    if key.is_none_or(|key| key.secret != body.access_key_secret.expose()) {
        return Err(Failure::unauthorized("the access key or its secret is wrong"));
    }
    let token_id = call.state.ids.token(21);
    let now = call.now;
    call.state.access_keys.used(id, now);
    let state = &*call.state;
    let (access_token, expires_in) =
        tokens::management_token(&state.keys, token_id, id, &state.pool.id, now)?;
    Response::data(&json!({"access_token": access_token, "expires_in": expires_in}))
}
