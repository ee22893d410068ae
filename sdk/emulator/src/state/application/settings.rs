//! Settings of an application other than its secrets and tokens.

use genauth::management::{
    AppProtocol, AppType, ApplicationAgreementDto, ApplicationBrandingConfig,
    ApplicationDefaultLoginMethod, ApplicationEnabledExtIdpConnDto, ApplicationLoginConfigDto,
    ApplicationRegisterConfig, BasicLoginMethod, BasicRegisterMethod, GuardVersion, Language,
    LoginConnectionType, LoginQrcodeType, PermissionStrategy,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Application, ClientAuth, IdTokenAlg};
use crate::{clock::Timestamp, failure::Failure};

/// Settings of an application other than its secrets and tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// Unique name in URLs.
    pub identifier: String,
    /// URL of its logo.
    pub logo: String,
    /// Description.
    pub description: Option<String>,
    /// Type of application.
    pub kind: AppType,
    /// The template it was made from, if it belongs to another provider.
    pub template: Option<String>,
    /// Start of its participation in single sign-on, if it participates.
    pub sso_since: Option<Timestamp>,
    /// Protocol for sign-in.
    pub protocol: AppProtocol,
    /// Sign-in URLs.
    pub login_uris: Vec<String>,
    /// Access policy for users.
    pub permission: PermissionStrategy,
    /// Branding of its pages.
    pub branding: ApplicationBrandingConfig,
    /// Sign-in settings.
    pub login: ApplicationLoginConfigDto,
    /// Sign-up settings.
    pub register: ApplicationRegisterConfig,
    /// OpenID Connect settings that the emulator only stores.
    pub oidc: Map<String, Value>,
    /// SAML settings, if SAML is enabled.
    pub saml: Option<Map<String, Value>>,
    /// OAuth 2.0 settings, if OAuth is enabled.
    pub oauth: Option<Map<String, Value>>,
    /// CAS settings, if CAS is enabled.
    pub cas: Option<Map<String, Value>>,
}

impl Settings {
    /// Creates the settings of a new web application.
    pub fn new(identifier: impl Into<String>) -> Self {
        let default_login = ApplicationDefaultLoginMethod::new()
            .connection_type(LoginConnectionType::Password)
            .qrcode_type(LoginQrcodeType::SelfBuiltApp)
            .qrcode_ext_idp_conn_id("")
            .ad_ext_idp_conn_id("")
            .ldap_ext_idp_conn_id("");
        let login_methods = vec![
            BasicLoginMethod::PhoneCode,
            BasicLoginMethod::EmailCode,
            BasicLoginMethod::PhonePassword,
            BasicLoginMethod::EmailPassword,
            BasicLoginMethod::UsernamePassword,
        ];
        let register_methods = vec![
            BasicRegisterMethod::PhoneCode,
            BasicRegisterMethod::EmailCode,
            BasicRegisterMethod::EmailPassword,
        ];
        Self {
            identifier: identifier.into(),
            logo: String::new(),
            description: None,
            kind: AppType::Web,
            template: None,
            sso_since: None,
            protocol: AppProtocol::Oidc,
            login_uris: Vec::new(),
            permission: PermissionStrategy::AllowAll,
            branding: ApplicationBrandingConfig::new()
                .custom_css_enabled(false)
                .guard_version(GuardVersion::Advanced)
                .show_change_language_button(false)
                .default_language(Language::ZhCn)
                .show_forget_password_button(true)
                .show_enterprise_connections(true)
                .show_social_connections(true)
                .show_agreement(false)
                .agreements(Vec::<ApplicationAgreementDto>::new()),
            login: ApplicationLoginConfigDto::new()
                .merge_login_and_register_page(false)
                .enabled_basic_login_methods(login_methods)
                .default_login_method(default_login)
                .enabled_ext_idp_conns(Vec::<ApplicationEnabledExtIdpConnDto>::new())
                .show_authorization_page(false),
            register: ApplicationRegisterConfig::new(
                register_methods,
                json!({"connectionType": "PASSWORD"}),
            ),
            oidc: Map::new(),
            saml: None,
            oauth: None,
            cas: None,
        }
    }
}

impl Application {
    /// Returns the URL of its sign-in page.
    pub fn login_url(&self, host: &str) -> String {
        let uri = self.settings.login_uris.first().cloned();
        uri.unwrap_or_else(|| format!("{host}/oidc/auth?client_id={}", self.id))
    }

    /// Returns the OpenID Connect settings, with their documented names.
    pub fn oidc_config(&self) -> Map<String, Value> {
        let mut config = self.settings.oidc.clone();
        let auth = match self.client_auth {
            ClientAuth::ClientSecretPost => "client_secret_post",
            ClientAuth::ClientSecretBasic => "client_secret_basic",
            ClientAuth::None => "none",
        };
        let alg = match self.id_token_alg {
            IdTokenAlg::HS256 => "HS256",
            IdTokenAlg::RS256 => "RS256",
        };
        config.insert("token_endpoint_auth_method".to_owned(), auth.into());
        config.insert("id_token_signed_response_alg".to_owned(), alg.into());
        config.insert("access_token_expire".to_owned(), self.access_token_seconds.into());
        config.insert("id_token_expire".to_owned(), self.id_token_seconds.into());
        config.insert("refresh_token_expire".to_owned(), self.refresh_token_seconds.into());
        config
    }

    /// Applies OpenID Connect settings, with their documented names.
    ///
    /// # Errors
    ///
    /// Returns an error if a setting that the emulator uses has an invalid value.
    pub fn set_oidc_config(&mut self, config: &Map<String, Value>) -> Result<(), Failure> {
        for (name, value) in config {
            let invalid = |problem: &str| Failure::field(&format!("oidcConfig.{name}"), problem);
            let seconds = || {
                let seconds = value.as_i64().filter(|seconds| *seconds > 0);
                seconds.ok_or_else(|| invalid("must be a number of seconds"))
            };
            match (name.as_str(), value.as_str()) {
                ("token_endpoint_auth_method", text) => {
                    self.client_auth = match text {
                        Some("client_secret_post") => ClientAuth::ClientSecretPost,
                        Some("client_secret_basic") => ClientAuth::ClientSecretBasic,
                        Some("none") => ClientAuth::None,
                        _ => return Err(invalid("must be a client authentication method")),
                    }
                }
                ("id_token_signed_response_alg", text) => {
                    self.id_token_alg = match text {
                        Some("HS256") => IdTokenAlg::HS256,
                        Some("RS256") => IdTokenAlg::RS256,
                        _ => return Err(invalid("must be HS256 or RS256")),
                    }
                }
                ("access_token_expire", _) => self.access_token_seconds = seconds()?,
                ("id_token_expire", _) => self.id_token_seconds = seconds()?,
                ("refresh_token_expire", _) => self.refresh_token_seconds = seconds()?,
                _ => {
                    self.settings.oidc.insert(name.clone(), value.clone());
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_settings_take_effect() {
        let mut app = Application::new("APP_ID", "test-secret");
        let config = json!({
            "token_endpoint_auth_method": "none", "access_token_expire": 60, "skip_consent": true,
        });
        app.set_oidc_config(config.as_object().unwrap()).unwrap();
        assert_eq!((app.client_auth, app.access_token_seconds), (ClientAuth::None, 60));
        let shown = app.oidc_config();
        assert_eq!(
            (&shown["skip_consent"], &shown["access_token_expire"]),
            (&json!(true), &json!(60))
        );
        let config = json!({"id_token_expire": -1});
        assert!(app.set_oidc_config(config.as_object().unwrap()).is_err());
    }
}
