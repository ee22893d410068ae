//! Captchas.

use genauth::{authentication::GeneCaptchaCodeParams, codes::api};
use genauth_emulator::Emulator;

use crate::accounts::{PASSWORD, codes, signed_in};

/// Returns the text in the picture.
fn read(svg: &str) -> String {
    let texts = svg.split("<text").skip(1);
    let texts = texts.filter_map(|text| text.split_once('>')?.1.split_once('<'));
    texts.map(|(text, _)| text).collect()
}

#[tokio::test]
async fn each_captcha_shows_four_new_letters() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let (one, other) = (app.captcha().await.unwrap(), app.captcha().await.unwrap());
    assert!(one.svg().starts_with("<svg "));
    let (letters, other_letters) = (read(one.svg()), read(other.svg()));
    assert_eq!((letters.len(), other_letters.len()), (4, 4));
    assert_ne!(letters, other_letters);
    assert_ne!(one.token(), other.token());
}

#[tokio::test]
async fn captcha_code_operation_returns_only_the_picture() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let picture = app.gene_captcha_code(GeneCaptchaCodeParams::new()).await.unwrap();
    assert!(picture.content_type.as_deref().unwrap().starts_with("image/svg+xml"));
    assert_eq!(read(&picture.text()).len(), 4);
}

#[tokio::test]
async fn captcha_code_is_valid_for_one_attempt() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    signed_in(&emulator, "bob").await;
    let sign_in = |options| app.sign_in_by_username_password("bob", PASSWORD).options(options);
    let wrong = app.captcha().await.unwrap().solution("?");
    assert_eq!(codes(sign_in(wrong).await), (400, Some(api::CAPTCHA_REQUIRED)));
    let captcha = app.captcha().await.unwrap();
    let right = captcha.solution(read(captcha.svg()).to_uppercase());
    sign_in(right.clone()).await.unwrap();
    assert_eq!(codes(sign_in(right).await), (400, Some(api::CAPTCHA_REQUIRED)));
}
