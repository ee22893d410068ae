//! Updates and deletion of applications.

use genauth::management::{
    DeleteApplicationDto, GetApplicationPermissionStrategyParams, IsSuccessDto,
    UpdateApplicationDto, UpdateApplicationPermissionStrategyDataDto,
};
use serde_json::json;

use super::{
    look_up::{get, no_application},
    settings::{check_identifier, merged, provider},
};
use crate::{
    call::{Call, Response},
    failure::Failure,
};

pub(super) fn update_application(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateApplicationDto = call.body()?;
    let mut app = get(call.state, &body.app_id)?.clone();
    if let Some(identifier) = body.app_identifier {
        check_identifier(call.state, &identifier, &app.id)?;
        app.settings.identifier = identifier;
    }
    app.name = body.app_name.unwrap_or(app.name);
    app.redirect_uris = body.redirect_uris.unwrap_or(app.redirect_uris);
    app.logout_redirect_uris = body.logout_redirect_uris.unwrap_or(app.logout_redirect_uris);
    if let Some(config) = &body.oidc_config {
        app.set_oidc_config(&config.entries)?;
    }
    let set = &mut app.settings;
    if let Some(logo) = body.app_logo {
        set.logo = logo;
    }
    set.description = body.app_description.or(set.description.take());
    if let Some(protocol) = body.default_protocol {
        set.protocol = protocol;
    }
    if let Some(sso) = body.sso_enabled {
        set.sso_since = set.sso_since.or(Some(call.now)).filter(|_| sso);
    }
    if let Some(uri) = body.init_login_uri {
        set.login_uris = vec![uri];
    }
    set.branding = merged(&set.branding, body.branding_config.as_ref())?;
    set.login = merged(&set.login, body.login_config.as_ref())?;
    set.register = merged(&set.register, body.register_config.as_ref())?;
    let (saml, oauth, cas) = (body.saml_config, body.oauth_config, body.cas_config);
    set.saml = provider(set.saml.take(), body.saml_provider_enabled, saml.map(|it| it.entries));
    set.oauth = provider(set.oauth.take(), body.oauth_provider_enabled, oauth.map(|it| it.entries));
    set.cas = provider(set.cas.take(), body.cas_provider_enabled, cas.map(|it| it.entries));
    call.state.applications.insert(app);
    Response::data(&IsSuccessDto::new(true))
}

pub(super) fn delete_application(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteApplicationDto = call.body()?;
    let state = &mut *call.state;
    state.applications.remove(&body.app_id).ok_or_else(no_application)?;
    let sessions = state.sessions.of_app(&body.app_id);
    for session in sessions {
        state.sessions.end(&session);
    }
    Response::data(&IsSuccessDto::new(true))
}

pub(super) fn get_application_permission_strategy(
    call: &mut Call<'_>,
) -> Result<Response, Failure> {
    let params: GetApplicationPermissionStrategyParams = call.params()?;
    let app = get(call.state, &params.app_id)?;
    Response::data(&json!({"permissionStrategy": app.settings.permission}))
}

pub(super) fn update_application_permission_strategy(
    call: &mut Call<'_>,
) -> Result<Response, Failure> {
    let body: UpdateApplicationPermissionStrategyDataDto = call.body()?;
    let app = call.state.applications.get_mut(&body.app_id).ok_or_else(no_application)?;
    app.settings.permission = body.permission_strategy;
    Response::data(&IsSuccessDto::new(true))
}
