//! Retrieval of single users.

use genauth::management::{GetUserBatchParams, GetUserParams, IsUserExistsDto, IsUserExistsReqDto};

use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::{
        batch::each,
        directory::user::{Wanted, find, written},
    },
    state::user::Key,
};

pub(super) fn get_user(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserParams = call.params()?;
    let user = find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let wanted =
        Wanted::new(params.with_custom_data, params.with_identities, params.with_department_ids)
            .flat(params.flat_custom_data)
            .tenants(params.with_tenant_ids);
    Ok(Response::Data(written(call.state, user, wanted)?))
}

pub(super) fn get_user_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserBatchParams = call.params()?;
    let wanted =
        Wanted::new(params.with_custom_data, params.with_identities, params.with_department_ids)
            .flat(params.flat_custom_data)
            .tenants(params.with_tenant_ids);
    let state = &*call.state;
    let kind = params.user_id_type.as_ref();
    let view = |id: &&String| written(state, find(state, id, kind)?, wanted);
    Ok(Response::Data(each("userIds", &params.user_ids, |id| id.as_str(), view)?.into()))
}

pub(super) fn is_user_exists(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: IsUserExistsReqDto = call.body()?;
    let keys = [
        body.username.as_deref().map(Key::Username),
        body.email.as_deref().map(Key::Email),
        body.phone.as_deref().map(|phone| Key::Phone(phone, None)),
        body.external_id.as_deref().map(Key::External),
    ];
    let mut keys = keys.into_iter().flatten().peekable();
    if keys.peek().is_none() {
        let names = "`username`, `email`, `phone` and `externalId`";
        return Err(Failure::invalid(format!("one of {names} is required")));
    }
    Response::data(&IsUserExistsDto::new(keys.any(|key| call.state.users.find(key).is_some())))
}
