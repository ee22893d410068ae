//! Captchas.

use genauth::authentication::GeneCaptchaCodeParams;
use genauth::codes::api;
use genauth_emulator::Emulator;

use crate::people::{PASSWORD, signed_in};

/// What is in the picture.
fn read(svg: &str) -> String {
    let texts = svg.split("<text").skip(1);
    let texts = texts.filter_map(|text| text.split_once('>')?.1.split_once('<'));
    texts.map(|(text, _)| text).collect()
}

#[tokio::test]
async fn a_captcha_shows_four_letters_that_differ_each_time() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let (one, other) = (app.captcha().await.unwrap(), app.captcha().await.unwrap());
    assert!(one.svg().starts_with("<svg "));
    let (said, other_said) = (read(one.svg()), read(other.svg()));
    assert_eq!((said.len(), other_said.len()), (4, 4));
    assert_ne!(said, other_said);
    assert_ne!(one.token(), other.token());
}

#[tokio::test]
async fn a_captcha_comes_as_a_picture_alone() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let picture = app.gene_captcha_code(GeneCaptchaCodeParams::new()).await.unwrap();
    assert!(picture.content_type.as_deref().unwrap().starts_with("image/svg+xml"));
    assert_eq!(read(&picture.text()).len(), 4);
}

#[tokio::test]
async fn a_captcha_that_is_answered_has_to_be_answered_right() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "test").await;
    let app = emulator.authentication();
    let sign_in = |options| app.sign_in_by_username_password("test", PASSWORD).options(options);
    let captcha = app.captcha().await.unwrap();
    let refused = sign_in(captcha.answer("?")).await.unwrap_err();
    assert_eq!(refused.api_code(), Some(api::CAPTCHA_REQUIRED));
    let captcha = app.captcha().await.unwrap();
    sign_in(captcha.answer(read(captcha.svg()))).await.unwrap();
    let used = sign_in(captcha.answer(read(captcha.svg()))).await.unwrap_err();
    assert_eq!(used.api_code(), Some(api::CAPTCHA_REQUIRED));
}
