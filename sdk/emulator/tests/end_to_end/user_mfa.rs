//! MFA, as managed by administrators.

use std::time::Duration;

use genauth::{
    authentication::{FactorType, GetProfileParams, MfaTokenIntrospectEndpointParams},
    codes::api,
    management::{
        ApplicationMfaDto, GetMfaInfoDataDto, GetMfaTriggerDataParams, GetOtpSecretByUserParams,
        GetUserMfaInfoParams, GetUserMfaStatusParams, ImportOtpItemDataDto, ImportOtpItemDto,
        ImportOtpReqDto, MFADisableSettingsDto, MFASettingsDto, SetMfaStatusDto,
        UpdateApplicationMfaSettingsDto, UserIdType,
    },
};
use genauth_emulator::Emulator;
use totp_rs::{Builder, Secret};

use crate::{
    accounts::signed_in,
    mfa::{code_of, with_otp},
};

const SECRET: &str = "HZTEST4AHZTEST4A";

fn import(items: Vec<(&str, ImportOtpItemDataDto)>) -> ImportOtpReqDto {
    let items = items.into_iter().map(|(user, otp)| ImportOtpItemDto::new(user, otp));
    ImportOtpReqDto::new(items.collect::<Vec<_>>())
}

#[tokio::test]
async fn administrators_can_list_factors_of_a_user() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator, "bob").await;
    let admin = emulator.management();
    let by_name = || GetUserMfaInfoParams::new("bob").user_id_type(UserIdType::Username);
    let info = admin.get_user_mfa_info(by_name()).await.unwrap();
    assert_eq!(info.totp_status.to_string(), "disabled");
    with_otp(&emulator, &user).await;
    let info = admin.get_user_mfa_info(by_name()).await.unwrap();
    assert_eq!(info.totp_status.to_string(), "enabled");
    assert_eq!(info.sms_mfa_status.to_string(), "disabled");
    let error = admin.get_user_mfa_info(GetUserMfaInfoParams::new("xxxx")).await.unwrap_err();
    assert_eq!((error.status_code(), error.api_code()), (Some(404), Some(api::USER_NOT_FOUND)));
}

#[tokio::test]
async fn imported_otp_secret_verifies_codes() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    let admin = emulator.management();
    let id = user.get_profile(GetProfileParams::new()).await.unwrap().user_id;
    let otp = || ImportOtpItemDataDto::new(SECRET).recovery_code("b471-xxxx-xxxx-xxxx-xxxx-cd54");
    let secret_of = || GetOtpSecretByUserParams::new(&*id);
    assert_eq!(
        admin.get_otp_secret_by_user(secret_of()).await.unwrap_err().status_code(),
        Some(404)
    );

    // One invalid secret prevents the whole import.
    let error = admin.import_otp(import(vec![(&id, otp()), ("xxxx", otp())])).await.unwrap_err();
    assert_eq!(error.api_code(), Some(api::USER_NOT_FOUND));
    for secret in ["HZTEST", "1!"] {
        let both = import(vec![(&id, otp()), (&id, ImportOtpItemDataDto::new(secret))]);
        assert_eq!(admin.import_otp(both).await.unwrap_err().status_code(), Some(400));
    }
    assert!(user.mfa().factors().await.unwrap().is_empty());

    admin.import_otp(import(vec![(&id, otp())])).await.unwrap();
    assert_eq!(admin.get_otp_secret_by_user(secret_of()).await.unwrap().secret, SECRET.into());
    let secret = Secret::try_from_base32(SECRET).unwrap();
    let totp = Builder::new().with_secret(secret).build_noncompliant();
    let code = totp.generate(emulator.clock().now().unix()).to_string();
    user.mfa().verify_otp(code).await.unwrap();
    assert_eq!(user.mfa().enroll_otp().await.unwrap_err().status_code(), Some(409));
}

#[tokio::test]
async fn administrators_can_generate_the_codes_of_a_user() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    let uri = with_otp(&emulator, &user).await;
    let by_name = GetOtpSecretByUserParams::new("bob").user_id_type(UserIdType::Username);
    let secret = emulator.management().get_otp_secret_by_user(by_name).await.unwrap().secret;
    assert!(uri.contains(secret.expose()));
    emulator.clock().advance(Duration::from_secs(30));
    user.mfa().verify_otp(code_of(&emulator, &uri)).await.unwrap();
}

#[tokio::test]
async fn mfa_status_reflects_enrollment_unless_overridden() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator, "bob").await;
    let admin = emulator.management();
    with_otp(&emulator, &user).await;
    let email = user.mfa().enroll_email("test@example.com").await.unwrap();
    email.confirm(emulator.outbox().last_code("test@example.com").unwrap()).await.unwrap();
    let by_name = || GetUserMfaStatusParams::new("bob").user_id_type(UserIdType::Username);
    let status = admin.get_user_mfa_status(by_name()).await.unwrap();
    assert_eq!(status.totp_mfa_enabled, Some(true));
    assert_eq!(status.face_mfa_enabled, Some(false));
    assert_eq!(status.mfa_email.as_deref(), Some("test@example.com"));
    assert_eq!(status.username.as_deref(), Some("bob"));
    let policies: Vec<&str> = status.application_mfa.iter().map(|it| &*it.mfa_policy).collect();
    assert_eq!(policies, ["OTP", "SMS", "EMAIL", "FACE"]);

    let set = GetMfaInfoDataDto::new("MFA_TOKEN", Vec::<ApplicationMfaDto>::new())
        .mfa_email("other@example.com");
    let body = SetMfaStatusDto::new("bob", set.clone()).user_id_type(UserIdType::Username);
    assert!(admin.set_users_mfa_status(body).await.unwrap().success);
    assert_eq!(admin.get_user_mfa_status(by_name()).await.unwrap(), set);
}

#[tokio::test]
async fn the_token_of_an_mfa_flow_is_valid_for_an_hour() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    let id = user.get_profile(GetProfileParams::new()).await.unwrap().user_id;
    let admin = emulator.management();
    let trigger = || GetMfaTriggerDataParams::new("APP_ID", &*id);
    let token = admin.get_mfa_trigger_data(trigger()).await.unwrap().mfa_token;
    assert_eq!(admin.get_mfa_trigger_data(trigger()).await.unwrap().mfa_token, token);
    let introspect = async |token: &str| {
        let body = MfaTokenIntrospectEndpointParams::new(token);
        emulator.authentication().verify_mfa_token(body).await.unwrap()
    };
    let about = introspect(token.expose()).await;
    let now = emulator.clock().now().seconds();
    assert!(about.active);
    assert_eq!((about.user_id, about.user_pool_id), (Some(id.clone()), Some("POOL_ID".to_owned())));
    assert_eq!((about.iat, about.exp), (Some(now), Some(now + 3_600)));
    emulator.clock().advance(Duration::from_secs(3_600));
    let about = introspect(token.expose()).await;
    assert_eq!((about.active, about.user_id, about.exp), (false, None, None));
    assert!(!introspect("xxxxx").await.active);
    let unknown = GetMfaTriggerDataParams::new("xxxx", &*id);
    assert_eq!(admin.get_mfa_trigger_data(unknown).await.unwrap_err().status_code(), Some(404));
}

#[tokio::test]
async fn settings_control_which_factors_can_be_enrolled() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator, "bob").await;
    let admin = emulator.management();
    let left = async || {
        let left = user.mfa().factors_to_enroll().await.unwrap();
        left.into_iter().map(|it| it.factor_type).collect::<Vec<_>>()
    };
    let off = MFADisableSettingsDto::new(vec![FactorType::Otp, FactorType::Face]);
    let on = admin.close_global_mfa_settings(off).await.unwrap().enabled_factors;
    assert_eq!(on, [FactorType::Sms, FactorType::Email]);
    assert_eq!(left().await, on);
    assert_eq!(user.mfa().enroll_otp().await.unwrap_err().status_code(), Some(422));

    let otp = MFASettingsDto::new(vec![FactorType::Otp]);
    admin.update_global_mfa_settings(otp).await.unwrap();
    let on = admin.get_global_mfa_settings().await.unwrap().enabled_factors;
    assert_eq!(on, [FactorType::Otp, FactorType::Sms, FactorType::Email]);

    let body = UpdateApplicationMfaSettingsDto::new("APP_ID")
        .disabled_factors(vec![FactorType::Sms, FactorType::Email]);
    let on = admin.update_application_mfa_settings(body).await.unwrap().enabled_factors;
    assert_eq!(on, [FactorType::Otp, FactorType::Face]);
    assert_eq!(left().await, [FactorType::Otp]);
    let body =
        UpdateApplicationMfaSettingsDto::new("APP_ID").enabled_factors(vec![FactorType::Sms]);
    admin.update_application_mfa_settings(body).await.unwrap();
    assert_eq!(left().await, [FactorType::Otp, FactorType::Sms]);

    let both = UpdateApplicationMfaSettingsDto::new("APP_ID")
        .enabled_factors(vec![FactorType::Sms])
        .disabled_factors(vec![FactorType::Sms]);
    let error = admin.update_application_mfa_settings(both).await.unwrap_err();
    assert_eq!(error.status_code(), Some(400));
    let error = admin.update_application_mfa_settings(UpdateApplicationMfaSettingsDto::new("xxxx"));
    assert_eq!(error.await.unwrap_err().status_code(), Some(404));
}
