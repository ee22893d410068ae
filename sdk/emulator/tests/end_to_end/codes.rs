//! Passcodes by text message and email.

use std::time::Duration;

use genauth::{
    authentication::{
        CodeType, EmailChannel, PreCheckCodeDto, PreCheckEmailCodeDto, PreCheckSmsCodeDto,
        SendEmailDto, SendSMSDto, SmsChannel,
    },
    codes::api,
};
use genauth_emulator::{Emulator, Medium};

use crate::accounts::{PASSWORD, codes, emailed, texted};

#[tokio::test]
async fn each_channel_has_its_own_passcode() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    app.sign_up_by_email_password("bob@example.com", PASSWORD).await.unwrap();
    for channel in EmailChannel::VALUES {
        app.send_email(SendEmailDto::new("Bob@example.com", channel.clone())).await.unwrap();
        let message = emulator.outbox().last_to("bob@example.com").unwrap();
        assert_eq!((message.medium, &*message.channel), (Medium::Email, channel.as_str()));
        assert_eq!(message.code.len(), 6);
    }
    assert_eq!(emulator.outbox().messages().len(), EmailChannel::VALUES.len());
    for channel in SmsChannel::VALUES {
        let sent = app.send_sms(SendSMSDto::new("2025550123", channel.clone()));
        if *channel == SmsChannel::ChannelResetPassword {
            assert_eq!(codes(sent.await), (404, Some(api::USER_NOT_FOUND)));
        } else {
            sent.await.unwrap();
            assert_eq!(emulator.outbox().last_to("+862025550123").unwrap().medium, Medium::Sms);
        }
    }
}

#[tokio::test]
async fn passcodes_are_limited_to_one_per_minute_and_purpose() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    emulator.clock().stop();
    let send = || app.send_email(SendEmailDto::new("bob@example.com", EmailChannel::ChannelLogin));
    send().await.unwrap();
    emulator.clock().advance(Duration::from_secs(20));
    let error = send().await.unwrap_err();
    assert_eq!(error.status_code(), Some(429));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(40)));
    assert!(error.is_retryable());
    emailed(&emulator, "bob@example.com", EmailChannel::ChannelRegister).await;
    emailed(&emulator, "amy@example.com", EmailChannel::ChannelLogin).await;
    emulator.clock().advance(Duration::from_secs(40));
    send().await.unwrap();
}

#[tokio::test]
async fn new_passcode_replaces_the_old_one() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let old = emailed(&emulator, "bob@example.com", EmailChannel::ChannelRegister).await;
    emulator.clock().advance(Duration::from_secs(60));
    let new = emailed(&emulator, "bob@example.com", EmailChannel::ChannelRegister).await;
    let refused = app.sign_up_by_email_code("bob@example.com", old).await;
    assert_eq!(codes(refused), (400, Some(api::VERIFY_CODE_WRONG)));
    app.sign_up_by_email_code("bob@example.com", new).await.unwrap();
}

#[tokio::test]
async fn a_code_can_be_checked_before_it_is_used() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelRegister).await;
    let check = |code: &str, channel| {
        let payload = PreCheckEmailCodeDto::new("bob@example.com", code, channel);
        app.pre_check_code(PreCheckCodeDto::new(CodeType::Email).email_code_payload(payload))
    };
    for _ in 0..2 {
        assert!(check(&code, EmailChannel::ChannelRegister).await.unwrap().is_valid);
    }
    let wrong = check(&code, EmailChannel::ChannelLogin).await.unwrap();
    assert!(!wrong.is_valid && wrong.message.is_some());
    app.sign_up_by_email_code("bob@example.com", &*code).await.unwrap();
    assert!(!check(&code, EmailChannel::ChannelRegister).await.unwrap().is_valid);

    let code = texted(&emulator, "188xxxx8888", SmsChannel::ChannelLogin).await;
    let payload = PreCheckSmsCodeDto::new("188xxxx8888", code, SmsChannel::ChannelLogin);
    let body = PreCheckCodeDto::new(CodeType::Sms).sms_code_payload(payload);
    assert!(app.pre_check_code(body).await.unwrap().is_valid);
    let nothing = app.pre_check_code(PreCheckCodeDto::new(CodeType::Sms)).await;
    assert_eq!(codes(nothing), (400, None));
}

#[tokio::test]
async fn five_wrong_guesses_invalidate_a_passcode() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelRegister).await;
    for _ in 0..5 {
        assert!(app.sign_up_by_email_code("bob@example.com", "x").await.is_err());
    }
    let spoiled = app.sign_up_by_email_code("bob@example.com", code).await;
    assert_eq!(codes(spoiled), (400, Some(api::VERIFY_CODE_WRONG)));
}

#[tokio::test]
async fn invalid_addresses_are_rejected() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    for address in ["", "example.com", "@example.com", "bob@", "bob smith@example.com"] {
        let sent = app.send_email(SendEmailDto::new(address, EmailChannel::ChannelLogin)).await;
        assert_eq!(codes(sent), (400, None), "{address}");
    }
    let sent = app.send_sms(SendSMSDto::new(" ", SmsChannel::ChannelLogin)).await;
    assert_eq!(codes(sent), (400, None));
    assert!(emulator.outbox().messages().is_empty());
}
