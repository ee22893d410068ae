//! User identities at other services.
//!
//! # Assumptions
//!
//! - The kind of an identity source is unknown: linked identities are `oidc`.
//! - An identity belongs to one user (409 otherwise). Linking it again updates its fields.
//! - `unlinkIdentity` removes all identities of the source, or only those of `type` if it is set.
//! - Users have signed in with all identities that they have.

use genauth::management::{
    ExtIdpType, GetUserIdentitiesParams, GetUserLoggedinIdentitiesParams, IdentityDto,
    LinkIdentityDataDto, LinkIdentityDto, UnlinkIdentity, UnlinkIdentityDataDto,
    UserLoggedInIdentitiesDto,
};

use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::directory::user::find,
};

/// Default kind of an identity.
const GENERIC: &str = "generic";

pub(super) fn get_user_identities(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserIdentitiesParams = call.params()?;
    let user = find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    Response::data(&user.profile.identities.as_deref().unwrap_or_default())
}

pub(super) fn get_user_loggedin_identities(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserLoggedinIdentitiesParams = call.params()?;
    let user = find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let identities = user.profile.identities.iter().flatten().map(|it| {
        let name = it.provider.as_str();
        UserLoggedInIdentitiesDto::new()
            .identity_id(&*it.identity_id)
            .idp_name(name)
            .idp_name_en(name)
            .idp_logo("")
            .idp_id(&*it.ext_idp_id)
    });
    Response::data(&identities.collect::<Vec<_>>())
}

pub(super) fn link_identity(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: LinkIdentityDto = call.body()?;
    let user_id = find(call.state, &body.user_id, None)?.id().to_owned();
    let kind = body.r#type.unwrap_or_else(|| GENERIC.to_owned());
    let is_it = |it: &IdentityDto| {
        it.ext_idp_id == body.ext_idp_id
            && it.user_id_in_idp == body.user_id_in_idp
            && it.r#type == kind
    };
    let is_linked =
        call.state.users.with_identity(&body.user_id_in_idp).any(|user| {
            user.id() != user_id && user.profile.identities.iter().flatten().any(is_it)
        });
    if is_linked {
        return Err(Failure::conflict("the identity is linked to another user"));
    }
    let info = body.user_info_in_idp.unwrap_or_default();
    let identity = IdentityDto::new()
        .identity_id(call.state.ids.object_id())
        .ext_idp_id(&*body.ext_idp_id)
        .provider(ExtIdpType::Oidc)
        .r#type(&*kind)
        .user_id_in_idp(&*body.user_id_in_idp)
        .user_info_in_idp(info.clone())
        .origin_conn_ids(Vec::<String>::new());
    call.state.users.update(&user_id, call.now, |profile| {
        let identities = profile.identities.get_or_insert_default();
        match identities.iter_mut().find(|it| is_it(it)) {
            Some(known) => known.user_info_in_idp = info,
            None => identities.push(identity),
        }
    })?;
    Response::data(&LinkIdentityDataDto::new(true))
}

pub(super) fn unlink_identity(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UnlinkIdentity = call.body()?;
    let user_id = find(call.state, &body.user_id, None)?.id().to_owned();
    call.state.users.update(&user_id, call.now, |profile| {
        let is_meant = |it: &IdentityDto| {
            it.ext_idp_id == body.ext_idp_id
                && body.r#type.as_ref().is_none_or(|kind| it.r#type == *kind)
        };
        profile.identities.get_or_insert_default().retain(|it| !is_meant(it));
    })?;
    Response::data(&UnlinkIdentityDataDto::new(true))
}
