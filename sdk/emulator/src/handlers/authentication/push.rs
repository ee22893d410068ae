//! Push sign-in.
//!
//! # Assumptions
//!
//! - A push message is pending for two minutes, and the tokens can be fetched for five minutes
//!   more; the status is `EXPIRED` afterward. Every fetch returns the same tokens.
//! - The user can decide from any application of the pool. For another user the message is status
//!   404.
//! - A decision can be repeated; a different or late decision is status 422.
//! - An unknown account is status 404 with 2004, an inactive one 403 with 2120008.
//! - A push sign-in is tied to every application of the pool.

use genauth::authentication::{
    ChangePushCodeStatusDto, CheckPushCodeStatusDataDto, CheckPushCodeStatusParams,
    GenePushCodeDataDto, GetPushCodeRelationAppsDataDto, GetPushCodeRelationAppsDto,
    PushCodeAction, PushCodeStatus, SignInByPushDto,
};

use super::qr_code::{SCOPE, active, begin, keep_custom_data, of_application, sign_in, succeeded};
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::{
        scan::{Kind, LIFETIME, Scan, Step},
        user::Key,
    },
};

pub(super) const HANDLERS: Handlers = &[
    ("signInByPush", sign_in_by_push),
    ("getPushLoginRelationApps", get_push_login_relation_apps),
    ("checkPushCodeStatus", check_push_code_status),
    ("setPushCodeStatus", set_push_code_status),
    ("changePushCodeStatus", set_push_code_status),
];

fn sign_in_by_push(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SignInByPushDto = call.body()?;
    let app_id = call.application()?.id.clone();
    let user = call.state.users.find(Key::Account(&body.account));
    let user_id = active(user.ok_or_else(Failure::user_not_found)?)?.id().to_owned();
    let options = body.options;
    let scope = options.as_ref().and_then(|options| options.scope.as_deref()).unwrap_or(SCOPE);
    let mut scan = Scan::new(Kind::Push, &app_id, scope, call.now);
    scan.user_id = Some(user_id);
    scan.custom_data = options.and_then(|options| options.custom_data);
    let id = call.state.ids.object_id();
    begin(call, id.clone(), scan);
    Response::data(&GenePushCodeDataDto::new(id, LIFETIME))
}

fn get_push_login_relation_apps(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: GetPushCodeRelationAppsDto = call.body()?;
    let scan = call.state.scans.get(Kind::Push, &body.push_code_id)?;
    if scan.app_id != body.app_id {
        return Err(Failure::not_found("code"));
    }
    let ids: Vec<String> = call.state.applications.iter().map(|app| app.id.clone()).collect();
    Response::data(&GetPushCodeRelationAppsDataDto::new().app_ids(ids))
}

fn check_push_code_status(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: CheckPushCodeStatusParams = call.params()?;
    let scan = of_application(call, Kind::Push, &params.push_code_id)?;
    let has_expired = scan.has_expired(call.now);
    let mut data = CheckPushCodeStatusDataDto::new(match scan.step {
        _ if has_expired => PushCodeStatus::Expired,
        Step::Pending | Step::Scanned => PushCodeStatus::Pushed,
        Step::Authorized => PushCodeStatus::Authorized,
        Step::Cancelled => PushCodeStatus::Cancelled,
    });
    data.token_set = scan.tokens.clone().filter(|_| !has_expired);
    Response::data(&data)
}

fn set_push_code_status(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ChangePushCodeStatusDto = call.body()?;
    let to = match &body.action {
        PushCodeAction::Confirm => Step::Authorized,
        PushCodeAction::Cancel => Step::Cancelled,
        other => return Err(Failure::field("action", &format!("cannot be {other}"))),
    };
    let user_id = active(call.user()?)?.id().to_owned();
    let scan = call.state.scans.get(Kind::Push, &body.push_code_id)?.clone();
    if scan.user_id.as_ref() != Some(&user_id) {
        return Err(Failure::not_found("code"));
    }
    scan.check_step(to, &user_id, call.now)?;
    if scan.step != to {
        let tokens = match to {
            Step::Authorized => Some(sign_in(call, &scan, "push")?),
            _ => None,
        };
        if tokens.is_some() {
            keep_custom_data(call.state, &user_id, scan.custom_data, call.now)?;
        }
        let waiting = call.state.scans.get_mut(Kind::Push, &body.push_code_id)?;
        waiting.go(to, &user_id, call.now);
        waiting.tokens = tokens;
    }
    Ok(succeeded(call))
}
