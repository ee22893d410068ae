//! Creation of applications.

use genauth::{OneOrMany, management::CreateApplicationDto};

use super::{
    settings::{check_identifier, merged, provider},
    view,
};
use crate::{
    call::{Call, Response},
    failure::Failure,
    state::application::Application,
};

pub(super) fn create_application(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateApplicationDto = call.body()?;
    let (id, secret) = (call.state.ids.object_id(), call.state.ids.hex(32));
    let identifier = match (body.app_identifier, &body.template) {
        (Some(identifier), _) => identifier,
        (None, Some(_)) => id.clone(),
        (None, None) => return Err(Failure::missing("appIdentifier")),
    };
    check_identifier(call.state, &identifier, &id)?;
    let mut app = Application::new(&*id, secret);
    app.name = body.app_name;
    app.redirect_uris = body.redirect_uris.unwrap_or_default();
    app.logout_redirect_uris = body.logout_redirect_uris.unwrap_or_default();
    if let Some(config) = &body.oidc_config {
        app.set_oidc_config(&config.entries)?;
    }
    let set = &mut app.settings;
    set.identifier = identifier;
    set.template = body.template;
    set.logo = body.app_logo.unwrap_or_default();
    set.description = body.app_description;
    set.kind = body.app_type.unwrap_or_else(|| set.kind.clone());
    set.protocol = body.default_protocol.unwrap_or_else(|| set.protocol.clone());
    set.sso_since = (body.sso_enabled == Some(true)).then_some(call.now);
    set.login_uris = match body.init_login_uri {
        Some(OneOrMany::One(uri)) => vec![uri],
        Some(OneOrMany::Many(uris)) => uris,
        None => Vec::new(),
    };
    set.branding = merged(&set.branding, body.branding_config.as_ref())?;
    set.login = merged(&set.login, body.login_config.as_ref())?;
    set.register = merged(&set.register, body.register_config.as_ref())?;
    let (saml, oauth, cas) = (body.saml_config, body.oauth_config, body.cas_config);
    set.saml = provider(None, body.saml_provider_enabled, saml.map(|it| it.entries));
    set.oauth = provider(None, body.oauth_provider_enabled, oauth.map(|it| it.entries));
    set.cas = provider(None, body.cas_provider_enabled, cas.map(|it| it.entries));
    let shown = view::full(&app, &call.state.pool.id);
    call.state.applications.insert(app);
    Response::data(&shown)
}
