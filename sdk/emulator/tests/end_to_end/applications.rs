//! Applications, as managed by administrators.

use genauth::{
    AuthenticationClient,
    authentication::{
        GetProfileParams, SignInByPasswordPayloadDto, SignInConnection, SigninByCredentialsDto,
    },
    codes::api,
    management::{
        CreateApplicationDto, DeleteApplicationDto, GetApplicationParams,
        GetApplicationSecretParams, GetApplicationSimpleInfoParams, GetUserAccessibleAppsParams,
        ListApplicationSimpleInfoParams, ListApplicationsParams, OIDCConfig, PermissionStrategy,
        RefreshApplicationSecretDto, UpdateApplicationDto,
        UpdateApplicationPermissionStrategyDataDto,
    },
};
use genauth_emulator::{Emulator, demo};

use crate::{
    accounts::PASSWORD,
    directory::{add_user, status},
};

fn app(name: &str) -> CreateApplicationDto {
    CreateApplicationDto::new(format!("App {name}")).app_identifier(name)
}

/// Signs in to an application with a secret.
async fn sign_in(
    emulator: &Emulator,
    app_id: &str,
    secret: &str,
) -> Result<AuthenticationClient, genauth::Error> {
    let client = AuthenticationClient::builder(app_id, emulator.host()).app_secret(secret);
    let client = client.build().unwrap();
    let payload = SignInByPasswordPayloadDto::new(PASSWORD).username("test");
    let body = SigninByCredentialsDto::new(SignInConnection::Password)
        .client_id(app_id)
        .client_secret(secret)
        .password_payload(payload);
    let tokens = client.sign_in_by_credentials(body).await?;
    Ok(client.with_access_token(tokens.access_token.unwrap()))
}

#[tokio::test]
async fn users_can_sign_in_to_a_new_application() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    add_user(&admin, "test").await;
    let body = app("shop").redirect_uris(vec!["https://example.com/callback".to_owned()]);
    let made = admin.create_application(body.sso_enabled(true)).await.unwrap();
    assert_eq!((made.app_identifier.as_str(), made.sso_enabled), ("shop", true));
    let secret = GetApplicationSecretParams::new(&*made.app_id);
    let secret = admin.get_application_secret(secret).await.unwrap().secret;
    let client = sign_in(&emulator, &made.app_id, secret.expose()).await.unwrap();
    client.get_profile(GetProfileParams::new()).await.unwrap();

    let refresh = RefreshApplicationSecretDto::new(&*made.app_id);
    let fresh = admin.refresh_application_secret(refresh).await.unwrap().secret;
    assert_ne!(fresh, secret);
    assert!(sign_in(&emulator, &made.app_id, secret.expose()).await.is_err());
    sign_in(&emulator, &made.app_id, fresh.expose()).await.unwrap();

    admin.delete_application(DeleteApplicationDto::new(&*made.app_id)).await.unwrap();
    assert!(client.get_profile(GetProfileParams::new()).await.is_err());
    let error = admin.get_application(GetApplicationParams::new(&*made.app_id)).await.unwrap_err();
    assert_eq!((error.status_code(), error.api_code()), (Some(404), Some(api::APP_NOT_FOUND)));
}

#[tokio::test]
async fn application_identifiers_are_unique() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let one = admin.create_application(app("one")).await.unwrap();
    let error = admin.create_application(app("one")).await.unwrap_err();
    assert_eq!((error.status_code(), error.api_code()), (Some(409), Some(api::APP_DOMAIN_TAKEN)));
    assert_eq!(status(admin.create_application(CreateApplicationDto::new("Two")).await), 400);
    let body = UpdateApplicationDto::new(&*one.app_id).app_identifier(demo::APP_ID);
    assert_eq!(status(admin.update_application(body).await), 409);
}

#[tokio::test]
async fn settings_can_be_updated() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    add_user(&admin, "test").await;
    let config = OIDCConfig::new().entry("access_token_expire", 60).entry("skip_consent", true);
    let body = UpdateApplicationDto::new(demo::APP_ID).app_name("Renamed").oidc_config(config);
    admin.update_application(body).await.unwrap();
    let get = || async { admin.get_application(GetApplicationParams::new(demo::APP_ID)).await };
    let found = get().await.unwrap();
    assert_eq!(
        (found.app_name.as_str(), &found.oidc_config.entries["skip_consent"]),
        ("Renamed", &true.into())
    );

    let client = sign_in(&emulator, demo::APP_ID, demo::SECRET).await.unwrap();
    emulator.clock().advance(std::time::Duration::from_secs(61));
    assert!(client.get_profile(GetProfileParams::new()).await.is_err());

    let wrong = OIDCConfig::new().entry("token_endpoint_auth_method", "magic");
    let body = UpdateApplicationDto::new(demo::APP_ID).app_name("Again").oidc_config(wrong);
    assert_eq!(status(admin.update_application(body).await), 400);
    assert_eq!(get().await.unwrap().app_name, "Renamed");
    let nowhere = UpdateApplicationDto::new("OTHER_APP");
    assert_eq!(status(admin.update_application(nowhere).await), 404);
}

#[tokio::test]
async fn applications_are_listed_and_filtered() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.create_application(app("shop").sso_enabled(true)).await.unwrap();
    admin.create_application(CreateApplicationDto::new("Hub").template("github")).await.unwrap();
    let list = |params| async { admin.list_applications(params).await.unwrap() };
    assert_eq!(list(ListApplicationsParams::new()).await.total_count, 3);
    let sso = list(ListApplicationsParams::new().sso_enabled(true)).await;
    assert_eq!((sso.total_count, sso.list[0].app_name.as_str()), (1, "App shop"));
    let integrated = list(ListApplicationsParams::new().is_integrate_app(true)).await;
    assert_eq!((integrated.total_count, integrated.list[0].app_name.as_str()), (1, "Hub"));
    let params = ListApplicationSimpleInfoParams::new().keywords("SHOP");
    let found = admin.list_application_simple_info(params).await.unwrap();
    assert_eq!(found.total_count, 1);
    let params = GetApplicationSimpleInfoParams::new(&*found.list[0].app_id);
    let info = admin.get_application_simple_info(params).await.unwrap();
    assert_eq!(info.app_identifier, "shop");
}

#[tokio::test]
async fn accessible_applications_are_listed() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let user = add_user(&admin, "test").await.user_id;
    let made = admin.create_application(app("shop")).await.unwrap();
    let apps = || async {
        let params = GetUserAccessibleAppsParams::new(&*user);
        admin.get_user_accessible_apps(params).await.unwrap().len()
    };
    assert_eq!(apps().await, 2);
    let (id, closed) = (&*made.app_id, PermissionStrategy::DenyAll);
    let body = UpdateApplicationPermissionStrategyDataDto::new(id, closed);
    admin.update_application_permission_strategy(body).await.unwrap();
    assert_eq!(apps().await, 1);
}
