//! Deletion, resignation and sign-out of users.
//!
//! # Assumptions
//!
//! - Resigning signs a user out everywhere and removes them from groups, departments and roles.
//! - A user is archived while their status is `Archived`, since its last change.

use genauth::management::{
    CheckSessionStatusDataDto, CheckSessionStatusDto, DeleteUsersBatchDto, IsSuccessDto,
    KickUsersDto, ListArchivedUsersParams, ListArchivedUsersRespDto, ResignUserBatchReqDto,
    ResignUserDataDto, ResignUserReqDto, UserStatus, WorkStatus,
};
use serde_json::{Value, json};

use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::{
        compare::compare,
        directory::user::{find, find_all},
        management::application::look_up::{check, check_all},
    },
};

pub(super) fn delete_users_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteUsersBatchDto = call.body()?;
    let kind = body.options.and_then(|options| options.user_id_type);
    for id in find_all(call.state, &body.user_ids, kind.as_ref())? {
        call.state.delete_user(&id);
    }
    Response::data(&IsSuccessDto::new(true))
}

pub(super) fn resign_user(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ResignUserReqDto = call.body()?;
    let id = find(call.state, &body.user_id, body.user_id_type.as_ref())?.id().to_owned();
    resign(call, &[id])
}

pub(super) fn resign_user_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ResignUserBatchReqDto = call.body()?;
    let ids = find_all(call.state, &body.user_ids, body.user_id_type.as_ref())?;
    resign(call, &ids)
}

fn resign(call: &mut Call<'_>, ids: &[String]) -> Result<Response, Failure> {
    let (state, now) = (&mut *call.state, call.now);
    for id in ids {
        state.users.update(id, now, |profile| {
            profile.status = UserStatus::Resigned;
            profile.work_status = WorkStatus::Closed;
            profile.status_changed_at = Some(now.text().into());
            profile.post_id_list = None;
        })?;
        state.sessions.end_all_of(id);
        state.groups.forget_user(id);
        state.organizations.forget_user(id);
        state.roles.forget_user(id);
        state.resources.forget_user(id);
        state.data_permissions.forget_user(id);
    }
    Response::data(&ResignUserDataDto::new(true))
}

pub(super) fn list_archived_users(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListArchivedUsersParams = call.params()?;
    let archived = call.state.users.iter().filter_map(|user| {
        let profile = Some(&user.profile).filter(|it| it.status == UserStatus::Archived)?;
        let at = profile.status_changed_at.clone().unwrap_or_else(|| profile.updated_at.clone());
        let start = params.start_at.map(|start| Value::from(start.saturating_mul(1_000)));
        let is_since = start.is_none_or(|start| compare(&Value::from(at.as_str()), &start).is_ge());
        is_since.then(|| ListArchivedUsersRespDto::new(user.id(), at))
    });
    let (list, total) = call.page()?.of(archived);
    Response::data(&json!({"totalCount": total, "list": list}))
}

pub(super) fn kick_users(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: KickUsersDto = call.body()?;
    let kind = body.options.and_then(|options| options.user_id_type);
    let id = find(call.state, &body.user_id, kind.as_ref())?.id().to_owned();
    check_all(call.state, &body.app_ids)?;
    let sessions = call.state.sessions.of_user(&id);
    let sessions = sessions.filter(|session| body.app_ids.contains(&session.app_id));
    let sessions: Vec<String> = sessions.map(|session| session.id.clone()).collect();
    for session in sessions {
        call.state.sessions.end(&session);
    }
    call.state.sign_out_user(&id);
    Response::data(&IsSuccessDto::new(true))
}

pub(super) fn check_session_status(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckSessionStatusDto = call.body()?;
    let id = find(call.state, &body.user_id, None)?.id();
    check(call.state, &body.app_id)?;
    let mut sessions = call.state.sessions.of_user(id);
    let active = sessions.any(|session| session.app_id == body.app_id);
    Response::data(&CheckSessionStatusDataDto::new(active))
}
