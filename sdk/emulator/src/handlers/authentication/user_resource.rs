//! Sign-in history and accessible applications of the user.
//!
//! # Assumptions
//!
//! - Wrong passwords are the failed sign-ins; all have the same `errorMessage`.
//! - IP addresses are not located: the location in the sign-in history is empty.
//! - Every application is accessible to every user. No application has a logo.

use genauth::authentication::{
    AccessibleAppsDto, GeoIp, GeoIpLocation, GetLoginHistoryParams, LoggedInAppsDto,
    LoginHistoryDto, LoginHistoryPaginatedRespDto,
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::{user::SignIn, user_agent},
};

pub(super) const HANDLERS: Handlers = &[
    ("getLoginHistory", get_login_history),
    ("getLoggedInApps", get_logged_in_apps),
    ("getAccessibleApps", get_accessible_apps),
];

/// Application as the user sees it.
struct Shown {
    id: String,
    name: String,
    login_url: String,
    is_active: bool,
}

fn shown(call: &Call<'_>, app_id: &str) -> Result<Shown, Failure> {
    let user_id = &call.signed_in()?.user_id;
    let app = call.state.applications.get(app_id);
    Ok(Shown {
        id: app_id.to_owned(),
        name: app.map_or(app_id, |app| &app.name).to_owned(),
        login_url: format!("{}/login?app_id={app_id}", call.host),
        is_active: call.state.sessions.of_user(user_id).any(|session| session.app_id == app_id),
    })
}

fn get_login_history(call: &mut Call<'_>) -> Result<Response, Failure> {
    let wanted: GetLoginHistoryParams = call.params()?;
    let page = call.page()?;
    let is_wanted = |it: &&SignIn| {
        wanted.app_id.as_ref().is_none_or(|id| *id == it.app_id)
            && wanted.client_ip.as_ref().is_none_or(|ip| *ip == it.ip)
            && wanted.success.is_none_or(|success| success == it.success)
            && wanted.start.is_none_or(|start| start <= it.at.0)
            && wanted.end.is_none_or(|end| end >= it.at.0)
    };
    let user = call.user()?;
    let (sign_ins, total) = page.of(user.sign_ins.iter().rev().filter(is_wanted));
    let list = sign_ins.into_iter().map(|it| {
        let app = shown(call, &it.app_id)?;
        let mut record = LoginHistoryDto::new()
            .user_id(user.id())
            .app_id(app.id)
            .app_name(app.name)
            .app_login_url(app.login_url)
            .app_logo("")
            .login_at(it.at.text())
            .client_ip(it.ip.clone())
            .success(it.success)
            .user_agent(it.user_agent.clone())
            .parsed_user_agent(user_agent::parsed(&it.user_agent))
            .login_method(it.method.clone())
            .geoip(unknown_location());
        if !it.success {
            record.error_message =
                Some("the password is wrong, or the account is locked".to_owned());
        }
        Ok(record)
    });
    let list: Result<Vec<LoginHistoryDto>, Failure> = list.collect();
    Response::data(&LoginHistoryPaginatedRespDto::new(total, list?))
}

fn unknown_location() -> GeoIp {
    GeoIp::new()
        .location(GeoIpLocation::new(0.0, 0.0))
        .country_name("")
        .country_code2("")
        .country_code3("")
        .region_name("")
        .region_code("")
        .city_name("")
        .continent_code("")
        .timezone("")
}

fn get_logged_in_apps(call: &mut Call<'_>) -> Result<Response, Failure> {
    let user_id = &call.signed_in()?.user_id;
    let sessions = call.state.sessions.all_of_user(user_id);
    let mut ids: Vec<&str> = sessions.map(|session| &*session.app_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let apps = ids.into_iter().map(|id| {
        let it = shown(call, id)?;
        Ok(LoggedInAppsDto::new()
            .app_id(it.id)
            .app_name(it.name)
            .app_login_url(it.login_url)
            .app_logo("")
            .active(it.is_active))
    });
    let apps: Result<Vec<LoggedInAppsDto>, Failure> = apps.collect();
    Response::data(&apps?)
}

fn get_accessible_apps(call: &mut Call<'_>) -> Result<Response, Failure> {
    let apps = call.state.applications.iter().map(|app| {
        let it = shown(call, &app.id)?;
        Ok(AccessibleAppsDto::new()
            .app_id(it.id)
            .app_name(it.name)
            .app_login_url(it.login_url)
            .app_logo("")
            .active(it.is_active))
    });
    let apps: Result<Vec<AccessibleAppsDto>, Failure> = apps.collect();
    Response::data(&apps?)
}
