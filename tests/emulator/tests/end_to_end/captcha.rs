//! Captchas.

use genauth::authentication::GeneCaptchaCodeParams;
use genauth_emulator::Emulator;

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
