//! Signing in by QR code.

use std::time::Duration;

use genauth::{
    AuthenticationClient,
    authentication::{
        ChangeQRCodeStatusDto, CheckQrCodeStatusParams, ExchangeTokenSetWithQRcodeTicketDto,
        GenerateQrcodeDto, GetProfileParams, GetQrCodeStatusParams, QrcodeAction, QrcodeStatus,
        QrcodeType,
    },
    flows::QrSignIn,
};
use genauth_emulator::{Application, Emulator};
use serde_json::{Value, json};

use crate::{accounts::signed_in, qr_images};

async fn shown(app: &AuthenticationClient) -> QrSignIn {
    let code = GenerateQrcodeDto::new(QrcodeType::MobileApp);
    app.qr_sign_in(code).await.unwrap().interval(Duration::from_millis(5))
}

async fn act(user: &AuthenticationClient, id: &str, action: QrcodeAction) -> Result<(), i64> {
    let outcome = user.set_qr_code_status(ChangeQRCodeStatusDto::new(id, action)).await;
    match outcome {
        Ok(outcome) => {
            assert!(outcome.success);
            Ok(())
        }
        Err(error) => Err(error.status_code().unwrap_or(401)),
    }
}

#[tokio::test]
async fn confirmed_qr_code_signs_in() {
    let emulator = Emulator::start().await.unwrap();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let mut sign_in = shown(&app).await;
    let read: Value = serde_json::from_str(&qr_images::read_url(sign_in.url())).unwrap();
    assert_eq!(read["apiHost"], emulator.host());
    let id = read["qrcodeId"].as_str().unwrap();
    assert_eq!(id, sign_in.id());

    act(&phone, id, QrcodeAction::Scan).await.unwrap();
    let status = sign_in.next_status().await.unwrap();
    assert_eq!(status.status, QrcodeStatus::Scanned);
    assert_eq!(status.brief_user_info.unwrap().display_name, "bob");
    assert!(status.ticket.is_none() && status.token_set.is_none());

    let waiting = tokio::spawn(async move { sign_in.wait().await });
    act(&phone, id, QrcodeAction::Confirm).await.unwrap();
    let tokens = waiting.await.unwrap().unwrap();
    assert!(tokens.id_token.is_some());
    let web = app.with_access_token(tokens.access_token.unwrap());
    let profile = web.get_profile(GetProfileParams::new()).await.unwrap();
    assert_eq!(profile.username.as_deref(), Some("bob"));
}

#[tokio::test]
async fn canceled_qr_code_does_not_sign_in() {
    let emulator = Emulator::start().await.unwrap();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let mut sign_in = shown(&app).await;
    let id = sign_in.id().to_owned();
    act(&phone, &id, QrcodeAction::Scan).await.unwrap();
    act(&phone, &id, QrcodeAction::Cancel).await.unwrap();
    let error = sign_in.wait().await.unwrap_err();
    assert!(error.is_canceled(), "{error}");
    assert_eq!(act(&phone, &id, QrcodeAction::Confirm).await, Err(422));
}

#[tokio::test]
async fn qr_code_expires_after_two_minutes() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let mut sign_in = shown(&app).await;
    let id = sign_in.id().to_owned();
    emulator.clock().advance(Duration::from_secs(119));
    act(&phone, &id, QrcodeAction::Scan).await.unwrap();
    emulator.clock().advance(Duration::from_secs(1));
    let error = sign_in.wait().await.unwrap_err();
    assert!(error.is_expired(), "{error}");
    assert_eq!(act(&phone, &id, QrcodeAction::Confirm).await, Err(422));
}

#[tokio::test]
async fn qr_code_is_bound_to_the_first_user() {
    let emulator = Emulator::start().await.unwrap();
    let (bob, alice) = (signed_in(&emulator, "bob").await, signed_in(&emulator, "alice").await);
    let app = emulator.authentication();
    let id = shown(&app).await.id().to_owned();
    assert_eq!(act(&bob, &id, QrcodeAction::Confirm).await, Err(422), "it was not scanned");
    assert_eq!(act(&bob, &id, QrcodeAction::Cancel).await, Err(422), "it was not scanned");
    assert_eq!(act(&app, &id, QrcodeAction::Scan).await, Err(401), "no user is signed in");
    assert_eq!(act(&bob, "xxxx", QrcodeAction::Scan).await, Err(404));
    act(&bob, &id, QrcodeAction::Scan).await.unwrap();
    act(&bob, &id, QrcodeAction::Scan).await.unwrap();
    assert_eq!(act(&alice, &id, QrcodeAction::Scan).await, Err(422));
    assert_eq!(act(&alice, &id, QrcodeAction::Confirm).await, Err(422));
    act(&bob, &id, QrcodeAction::Confirm).await.unwrap();
    act(&bob, &id, QrcodeAction::Confirm).await.unwrap();
    assert_eq!(act(&bob, &id, QrcodeAction::Cancel).await, Err(422));
    assert_eq!(act(&bob, &id, QrcodeAction::Scan).await, Err(422));
    #[allow(deprecated)]
    let old = app.check_qr_code_status(CheckQrCodeStatusParams::new(&*id)).await.unwrap();
    assert_eq!(old.status, QrcodeStatus::Authorized);
    assert_eq!(old, app.get_qr_code_status(GetQrCodeStatusParams::new(&*id)).await.unwrap());
}

#[tokio::test]
async fn older_operation_behaves_the_same() {
    let emulator = Emulator::start().await.unwrap();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let mut sign_in = shown(&app).await;
    for action in [QrcodeAction::Scan, QrcodeAction::Confirm] {
        #[allow(deprecated)]
        let done = phone.change_qr_code_status(ChangeQRCodeStatusDto::new(sign_in.id(), action));
        done.await.unwrap();
    }
    assert!(sign_in.wait().await.unwrap().access_token.is_some());
}

#[tokio::test]
async fn ticket_is_valid_once_for_its_application_and_five_minutes() {
    let other = Application::new("OTHER_APP", "test-secret");
    let emulator = Emulator::builder().application(other).start().await.unwrap();
    emulator.clock().stop();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let other = AuthenticationClient::builder("OTHER_APP", emulator.host())
        .app_secret("test-secret")
        .build()
        .unwrap();
    let status_of =
        async |id: &str| app.get_qr_code_status(GetQrCodeStatusParams::new(id)).await.unwrap();
    let confirmed = async || {
        let id = shown(&app).await.id().to_owned();
        act(&phone, &id, QrcodeAction::Scan).await.unwrap();
        act(&phone, &id, QrcodeAction::Confirm).await.unwrap();
        let ticket = status_of(&id).await.ticket.unwrap();
        (id, ticket)
    };
    let exchange = async |app: &AuthenticationClient, ticket: &str| {
        let ticket = ExchangeTokenSetWithQRcodeTicketDto::new(ticket);
        let tokens = app.exchange_token_set_with_qr_code_ticket(ticket).await;
        tokens.map_err(|error| error.status_code().unwrap())
    };

    let (id, ticket) = confirmed().await;
    let other_status = other.get_qr_code_status(GetQrCodeStatusParams::new(&*id)).await;
    assert_eq!(other_status.unwrap_err().status_code(), Some(404));
    assert_eq!(exchange(&other, ticket.expose()).await.unwrap_err(), 400);
    assert_eq!(exchange(&app, "xxxx").await.unwrap_err(), 400);
    exchange(&app, ticket.expose()).await.unwrap();
    assert_eq!(exchange(&app, ticket.expose()).await.unwrap_err(), 400);

    let (id, ticket) = confirmed().await;
    emulator.clock().advance(Duration::from_secs(300));
    assert_eq!(exchange(&app, ticket.expose()).await.unwrap_err(), 400);
    let status = status_of(&id).await;
    assert_eq!((status.status, status.ticket), (QrcodeStatus::Expired, None));
}

#[tokio::test]
async fn ticket_exchange_requires_client_authentication() {
    let emulator = Emulator::start().await.unwrap();
    let phone = signed_in(&emulator, "bob").await;
    let app = AuthenticationClient::builder("APP_ID", emulator.host())
        .app_secret("other-secret")
        .build()
        .unwrap();
    let mut sign_in = shown(&app).await;
    let id = sign_in.id().to_owned();
    act(&phone, &id, QrcodeAction::Scan).await.unwrap();
    act(&phone, &id, QrcodeAction::Confirm).await.unwrap();
    assert_eq!(sign_in.wait().await.unwrap_err().status_code(), Some(401));
}

#[tokio::test]
async fn custom_data_of_a_qr_code_is_stored_on_confirmation() {
    let emulator = Emulator::start().await.unwrap();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let school = json!({"school": "hust"}).as_object().unwrap().clone();
    let code = GenerateQrcodeDto::new(QrcodeType::WechatMiniprogram).custom_data(school.clone());
    let id = app.gene_qr_code(code).await.unwrap().qrcode_id;
    let kept = async || {
        let params = GetProfileParams::new().with_custom_data(true);
        phone.get_profile(params).await.unwrap().custom_data
    };
    act(&phone, &id, QrcodeAction::Scan).await.unwrap();
    assert_eq!(kept().await, None);
    act(&phone, &id, QrcodeAction::Confirm).await.unwrap();
    assert_eq!(kept().await, Some(school));
}
