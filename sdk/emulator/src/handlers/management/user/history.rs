//! Sign-in history and accessible applications of users.
//!
//! # Assumptions
//!
//! - A user may use, and is authorized for, every application whose policy is `ALLOW_ALL`.
//! - Deleted applications are omitted.

use genauth::management::{
    AppDto, GetUserAccessibleAppsParams, GetUserAuthorizedAppsParams, GetUserLoggedinAppsParams,
    GetUserLoginHistoryParams, PermissionStrategy, UserIdType, UserLoggedInAppsDto,
    UserLoginHistoryDto,
};
use serde_json::json;

use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::directory::user::find,
};

pub(super) fn get_user_login_history(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserLoginHistoryParams = call.params()?;
    let user = find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let ins = user.sign_ins.iter().rev().filter(|it| {
        it.success
            && params.app_id.as_ref().is_none_or(|app| it.app_id == *app)
            && params.client_ip.as_ref().is_none_or(|ip| it.ip == *ip)
            && params.start.is_none_or(|start| it.at.0 >= start)
            && params.end.is_none_or(|end| it.at.0 <= end)
    });
    let ins = ins.filter_map(|it| {
        let app = call.state.applications.get(&it.app_id)?;
        let url = app.login_url(call.host);
        let logo = &*app.settings.logo;
        let mut entry = UserLoginHistoryDto::new()
            .app_id(&*app.id)
            .app_name(&*app.name)
            .app_logo(logo)
            .app_login_url(url)
            .client_ip(&*it.ip)
            .time(it.at.text());
        entry.user_agent = Some(it.user_agent.clone());
        Some(entry)
    });
    let (list, total) = call.page()?.of(ins);
    Response::data(&json!({"totalCount": total, "list": list}))
}

pub(super) fn get_user_loggedin_apps(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserLoggedinAppsParams = call.params()?;
    let user = find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let apps = call.state.applications.iter().filter(|app| {
        let mut ins = user.sign_ins.iter().filter(|it| it.success);
        ins.any(|it| it.app_id == app.id)
            || call.state.sessions.of_user(user.id()).any(|session| session.app_id == app.id)
    });
    let apps = apps.map(|app| {
        let url = app.login_url(call.host);
        UserLoggedInAppsDto::new(&*app.id, &*app.name, &*app.settings.logo, url)
    });
    Response::data(&apps.collect::<Vec<_>>())
}

pub(super) fn get_user_accessible_apps(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserAccessibleAppsParams = call.params()?;
    open_apps(call, &params.user_id, params.user_id_type.as_ref())
}

pub(super) fn get_user_authorized_apps(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserAuthorizedAppsParams = call.params()?;
    open_apps(call, &params.user_id, params.user_id_type.as_ref())
}

fn open_apps(
    call: &Call<'_>,
    user_id: &str,
    kind: Option<&UserIdType>,
) -> Result<Response, Failure> {
    find(call.state, user_id, kind)?;
    let apps = call.state.applications.iter();
    let apps = apps.filter(|app| app.settings.permission == PermissionStrategy::AllowAll);
    let apps = apps.map(|app| {
        let (logo, url) = (&*app.settings.logo, app.login_url(call.host));
        AppDto::new()
            .app_id(&*app.id)
            .app_name(&*app.name)
            .app_logo(logo)
            .app_login_url(url)
            .app_default_login_strategy(app.settings.permission.clone())
    });
    Response::data(&apps.collect::<Vec<_>>())
}
