//! Applications as the API shows them.

use genauth::OneOrMany;
use genauth::management::{ApplicationDto, ApplicationSimpleInfoDto};

use crate::state::application::Application;

/// An application with all of its settings.
pub(super) fn whole(app: &Application, pool: &str) -> ApplicationDto {
    let set = &app.settings;
    let mut shown = ApplicationDto::new(
        &*app.id,
        &*set.identifier,
        &*app.name,
        &*set.logo,
        set.kind.clone(),
        pool,
        set.template.is_some(),
        set.protocol.clone(),
        app.redirect_uris.clone(),
        app.logout_redirect_uris.clone(),
        OneOrMany::Many(set.login_uris.clone()),
        set.sso_since.is_some(),
        set.login.clone(),
        set.register.clone(),
        set.branding.clone(),
        app.oidc_config(),
        set.saml.is_some(),
        set.oauth.is_some(),
        set.cas.is_some(),
        false,
        false,
    );
    shown.app_description = set.description.clone();
    shown.sso_enabled_at = set.sso_since.map(|since| since.text().into());
    shown.saml_config = set.saml.clone().map(Into::into);
    shown.oauth_config = set.oauth.clone().map(Into::into);
    shown.cas_config = set.cas.clone().map(Into::into);
    shown.template = set.template.clone();
    shown
}

/// An application in short.
pub(super) fn simple(app: &Application) -> ApplicationSimpleInfoDto {
    let set = &app.settings;
    let (kind, is_integrate) = (set.kind.clone(), set.template.is_some());
    let mut shown = ApplicationSimpleInfoDto::new(
        &*app.id,
        &*set.identifier,
        &*app.name,
        &*set.logo,
        kind,
        is_integrate,
    );
    shown.app_description = set.description.clone();
    shown
}
