//! Passwords set by administrators, and their effect on sign-ins.

use genauth::{
    authentication::GetProfileParams,
    codes::api,
    flows::PasswordEncryption,
    management::{
        CreateUserOptionsDto, CreateUserReqDto, GetUserLoggedinAppsParams,
        GetUserLoginHistoryParams, ListUsersAdvancedFilterItemDto, ListUsersRequestDto,
        SendCreateAccountNotificationDto, SendResetPasswordNotificationDto, UpdateUserOptionsDto,
        UpdateUserReqDto, UserFilterOperator, UserStatus,
    },
};
use genauth_emulator::{Emulator, demo};
use serde_json::json;

use crate::{
    accounts::{self, PASSWORD, codes},
    directory::{add_user, status},
};

#[tokio::test]
async fn generated_password_is_sent_in_a_message() {
    let emulator = Emulator::start().await.unwrap();
    let (admin, app) = (emulator.management(), emulator.authentication());
    let notify = SendCreateAccountNotificationDto::new().send_email_notification(true);
    let options =
        CreateUserOptionsDto::new().auto_generate_password(true).send_notification(notify);
    let body = CreateUserReqDto::new().username("test").email("test@example.com").options(options);
    let user = admin.create_user(body).await.unwrap();
    assert!(user.password_last_set_at.is_some());
    let message = emulator.outbox().last_to("test@example.com").unwrap();
    assert_eq!((message.channel.as_str(), message.code.len()), ("FIRST_CREATED_USER", 16));
    app.sign_in_by_username_password("test", &*message.code).await.unwrap();

    let notify =
        SendResetPasswordNotificationDto::new().input_send_email_notification("other@example.com");
    let options = UpdateUserOptionsDto::new()
        .auto_generate_password(true)
        .send_password_reseted_notification(notify);
    let body = UpdateUserReqDto::new(&*user.user_id).options(options);
    admin.update_user(body).await.unwrap();
    assert!(app.sign_in_by_username_password("test", &*message.code).await.is_err());
    let code = emulator.outbox().last_code("other@example.com").unwrap();
    app.sign_in_by_username_password("test", &*code).await.unwrap();
}

#[tokio::test]
async fn first_sign_in_can_require_a_new_password() {
    let emulator = Emulator::start().await.unwrap();
    let (admin, app) = (emulator.management(), emulator.authentication());
    let options = CreateUserOptionsDto::new().reset_password_on_first_login(true);
    let body = CreateUserReqDto::new().username("test").password(PASSWORD).options(options);
    let user = admin.create_user(body).await.unwrap();
    assert_eq!(user.reset_password_on_next_login, Some(true));
    let refused = app.sign_in_by_username_password("test", PASSWORD).await;
    assert_eq!(codes(refused).1, Some(api::FIRST_LOGIN_RESET_PASSWORD));
    let body = UpdateUserReqDto::new(&*user.user_id).password("another-passw0rd");
    admin.update_user(body).await.unwrap();
    app.sign_in_by_username_password("test", "another-passw0rd").await.unwrap();
}

#[tokio::test]
async fn new_passwords_can_be_encrypted() {
    let emulator = Emulator::start().await.unwrap();
    let (admin, app) = (emulator.management(), emulator.authentication());
    let encryptor = app.password_encryptor(PasswordEncryption::Rsa).await.unwrap();
    let body = |password: &str| {
        let options = CreateUserOptionsDto::new().password_encrypt_type(encryptor.encrypt_type());
        let password = encryptor.encrypt(password).unwrap();
        CreateUserReqDto::new().username("test").password(password).options(options)
    };
    assert_eq!(status(admin.create_user(body("short")).await), 400);
    admin.create_user(body(PASSWORD)).await.unwrap();
    accounts::sign_in(&app, "test").await;

    let options = CreateUserOptionsDto::new().password_encrypt_type(encryptor.encrypt_type());
    let plain = CreateUserReqDto::new().username("plain").password(PASSWORD).options(options);
    assert_eq!(status(admin.create_user(plain).await), 400);
}

#[tokio::test]
async fn suspended_user_cannot_sign_in() {
    let emulator = Emulator::start().await.unwrap();
    let (admin, app) = (emulator.management(), emulator.authentication());
    let user = add_user(&admin, "test").await;
    let set = |status| admin.update_user(UpdateUserReqDto::new(&*user.user_id).status(status));
    set(UserStatus::Suspended).await.unwrap();
    let refused = app.sign_in_by_username_password("test", PASSWORD).await;
    assert_eq!(codes(refused).1, Some(api::USER_DISABLED_OR_NOT_TENANT_MEMBER));
    set(UserStatus::Activated).await.unwrap();
    accounts::sign_in(&app, "test").await;
}

#[tokio::test]
async fn sign_in_history_is_kept() {
    let emulator = Emulator::start().await.unwrap();
    let (admin, app) = (emulator.management(), emulator.authentication());
    let user = add_user(&admin, "test").await;
    assert!(app.sign_in_by_username_password("test", "wrong-passw0rd").await.is_err());
    let first = emulator.clock().now();
    accounts::sign_in(&app, "test").await;
    emulator.clock().advance(std::time::Duration::from_secs(60));
    let client = accounts::sign_in(&app, "test").await;
    client.get_profile(GetProfileParams::new()).await.unwrap();

    let params = || GetUserLoginHistoryParams::new(&*user.user_id);
    let history = |params| async { admin.get_user_login_history(params).await.unwrap() };
    let all = history(params()).await;
    assert_eq!((all.total_count, all.list[0].app_id.as_str()), (2, demo::APP_ID));
    assert!(all.list[0].time.as_str() > all.list[1].time.as_str());
    assert_eq!(history(params().start(first.0 + 30_000)).await.total_count, 1);
    assert_eq!(history(params().app_id("OTHER_APP")).await.total_count, 0);
    assert_eq!(history(params().limit(1).page(2)).await.list.len(), 1);
    let apps = GetUserLoggedinAppsParams::new(&*user.user_id);
    assert_eq!(admin.get_user_loggedin_apps(apps).await.unwrap().len(), 1);

    let often = |count: i64| {
        let logins =
            ListUsersAdvancedFilterItemDto::new("loginsCount", UserFilterOperator::Greater);
        let logins = logins.value(count);
        admin.list_users(ListUsersRequestDto::new().advanced_filter(vec![logins]))
    };
    assert_eq!(often(2).await.unwrap().total_count, 1);
    assert_eq!(often(3).await.unwrap().total_count, 0);
    let lately = ListUsersAdvancedFilterItemDto::new("lastLogin", UserFilterOperator::Between)
        .value(json!([first.0 + 30_000, first.0 + 90_000]));
    let lately = ListUsersRequestDto::new().advanced_filter(vec![lately]);
    assert_eq!(admin.list_users(lately).await.unwrap().total_count, 1);
}
