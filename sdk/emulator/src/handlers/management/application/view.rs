//! Applications as the API shows them.

use genauth::OneOrMany;
use genauth::management::{ApplicationDto, ApplicationSimpleInfoDto};

use crate::state::application::Application;

/// Returns an application with all of its settings.
pub(super) fn full(app: &Application, pool: &str) -> ApplicationDto {
    let set = &app.settings;
    let mut shown = ApplicationDto::new()
        .app_id(&*app.id)
        .app_identifier(&*set.identifier)
        .app_name(&*app.name)
        .app_logo(&*set.logo)
        .app_type(set.kind.clone())
        .user_pool_id(pool)
        .is_integrate_app(set.template.is_some())
        .default_protocol(set.protocol.clone())
        .redirect_uris(app.redirect_uris.clone())
        .logout_redirect_uris(app.logout_redirect_uris.clone())
        .init_login_uri(OneOrMany::Many(set.login_uris.clone()))
        .sso_enabled(set.sso_since.is_some())
        .login_config(set.login.clone())
        .register_config(set.register.clone())
        .branding_config(set.branding.clone())
        .oidc_config(app.oidc_config())
        .saml_provider_enabled(set.saml.is_some())
        .oauth_provider_enabled(set.oauth.is_some())
        .cas_provider_enabled(set.cas.is_some())
        .custom_branding_enabled(false)
        .custom_security_enabled(false);
    shown.app_description = set.description.clone();
    shown.sso_enabled_at = set.sso_since.map(|since| since.text().into());
    shown.saml_config = set.saml.clone().map(Into::into);
    shown.oauth_config = set.oauth.clone().map(Into::into);
    shown.cas_config = set.cas.clone().map(Into::into);
    shown.template = set.template.clone();
    shown
}

/// Returns the summary of an application.
pub(super) fn simple(app: &Application) -> ApplicationSimpleInfoDto {
    let set = &app.settings;
    let (kind, is_integrate) = (set.kind.clone(), set.template.is_some());
    let mut shown = ApplicationSimpleInfoDto::new()
        .app_id(&*app.id)
        .app_identifier(&*set.identifier)
        .app_name(&*app.name)
        .app_logo(&*set.logo)
        .app_type(kind)
        .is_integrate_app(is_integrate);
    shown.app_description = set.description.clone();
    shown
}
