//! Access keys of administrators.
//!
//! # Assumptions
//!
//! - A key is `activated` or, once it is disabled, `revoked`; `staging` is not a state of these.
//! - Keys without a user have an empty `userId`. `lastDate` is the creation time until the key is
//!   used.
//! - The secret is in every response, as documented.

use genauth::management::{
    CreateAccessKeyDto, CreateAccessKeyRespDto, DeleteAccessKeyDto, GetAccessKeyListParams,
    GetAccessKeyParams, IsSuccessDto, UpdateAccessKeyDto,
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::directory::user,
    state::{State, access_key::AccessKey},
};

pub(super) const HANDLERS: Handlers = &[
    ("createAccessKey", create_access_key),
    ("getAccessKeyList", get_access_key_list),
    ("getAccessKey", get_access_key),
    ("updateAccessKey", update_access_key),
    ("deleteAccessKey", delete_access_key),
];

fn status(key: &AccessKey) -> &'static str {
    if key.enabled { "activated" } else { "revoked" }
}

/// Returns the shared view: all three responses have the same fields.
fn view(state: &State, id: &str, key: &AccessKey) -> CreateAccessKeyRespDto {
    CreateAccessKeyRespDto::new()
        .access_key_id(id)
        .access_key_secret(&*key.secret)
        .user_id(key.user_id.as_deref().unwrap_or_default())
        .created_at(key.created.text())
        .status(status(key))
        .last_date(key.used.unwrap_or(key.created).text())
        .user_pool_id(&*state.pool.id)
        .enable(key.enabled)
}

fn no_key() -> Failure {
    Failure::not_found("access key")
}

fn create_access_key(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateAccessKeyDto = call.body()?;
    if let Some(user_id) = &body.user_id {
        user::find(call.state, user_id, None)?;
    }
    let (id, secret) = (call.state.ids.object_id(), call.state.ids.hex(32));
    let key = AccessKey {
        secret,
        enabled: true,
        kind: body.r#type,
        user_id: body.user_id,
        tenant: body.tenant_id,
        created: call.now,
        used: None,
    };
    let shown = view(call.state, &id, &key);
    call.state.access_keys.add(&id, key);
    Response::data(&[shown])
}

fn get_access_key_list(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetAccessKeyListParams = call.params()?;
    let wanted = params.status.unwrap_or_default();
    let keys = call.state.access_keys.iter().filter(|(_, key)| {
        params.user_id.as_ref().is_none_or(|id| key.user_id.as_ref() == Some(id))
            && params.tenant_id.as_ref().is_none_or(|id| key.tenant.as_ref() == Some(id))
            && params.r#type.as_ref().is_none_or(|kind| key.kind == *kind)
            && (wanted.is_empty() || wanted.iter().any(|it| it == status(key)))
    });
    Response::data(&keys.map(|(id, key)| view(call.state, id, key)).collect::<Vec<_>>())
}

fn get_access_key(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetAccessKeyParams = call.params()?;
    let id = &params.access_key_id;
    let key = call.state.access_keys.any(id).ok_or_else(no_key)?;
    if key.user_id.as_deref().unwrap_or_default() != params.user_id {
        return Err(no_key());
    }
    Response::data(&[view(call.state, id, key)])
}

fn update_access_key(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateAccessKeyDto = call.body()?;
    let key = call.state.access_keys.get_mut(&body.access_key_id).ok_or_else(no_key)?;
    key.enabled = body.enable;
    Response::data(&IsSuccessDto::new(true))
}

fn delete_access_key(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteAccessKeyDto = call.body()?;
    match call.state.access_keys.remove(&body.access_key_id) {
        true => Ok(Response::Done),
        false => Err(no_key()),
    }
}
