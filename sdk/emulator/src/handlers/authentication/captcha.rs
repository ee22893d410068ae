//! Captchas.
//!
//! # Assumptions
//!
//! - A captcha consists of four letters and digits, case-insensitive. It accepts one attempt,
//!   within five minutes.
//! - The image-only operation sets a cookie that holds the token, `captcha_token`.
//! - The letters are separate text elements in the image, so that tests can read them.

use std::fmt::Write as _;

use genauth::authentication::GetCaptchaCodeDataDto;

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::ids::Ids,
    wire::HttpResponse,
};

pub(super) const HANDLERS: Handlers = &[
    ("geneCatchaCodeAndToken", gene_catcha_code_and_token),
    ("geneCaptchaCode", gene_captcha_code),
];

fn gene_catcha_code_and_token(call: &mut Call<'_>) -> Result<Response, Failure> {
    let (token, code) = call.state.new_captcha(call.now);
    let picture = picture(&code, &mut call.state.ids);
    Response::data(&GetCaptchaCodeDataDto::new(picture, token))
}

fn gene_captcha_code(call: &mut Call<'_>) -> Result<Response, Failure> {
    let (token, code) = call.state.new_captcha(call.now);
    let picture = picture(&code, &mut call.state.ids);
    let response = HttpResponse::new(200, "image/svg+xml; charset=utf-8", picture)
        .header("cache-control", "no-store")
        .header("set-cookie", &format!("captcha_token={token}; Path=/; HttpOnly; SameSite=Lax"));
    Ok(Response::Http(response))
}

/// Draws rotated letters, with lines across them.
fn picture(code: &str, ids: &mut Ids) -> String {
    let mut random = |from: u8, to: u8| from + ids.bytes::<1>()[0] % (to - from);
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"150\" height=\"50\" \
         viewBox=\"0 0 150 50\"><rect width=\"150\" height=\"50\" fill=\"#f2f2f2\"/>",
    );
    // Writing to a string does not fail.
    for _ in 0..3 {
        let (left, right, color) = (random(2, 48), random(2, 48), random(100, 180));
        let _ = write!(
            svg,
            "<path d=\"M0 {left} Q75 {right} 150 {left}\" fill=\"none\" \
             stroke=\"rgb({color},{color},{color})\"/>"
        );
    }
    for (index, letter) in (0_u8..).zip(code.chars()) {
        let (x, y) = (15 + 32 * index, random(30, 42));
        let (angle, color) = (i16::from(random(0, 50)) - 25, random(0, 90));
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"32\" font-family=\"sans-serif\" \
             fill=\"rgb({color},0,{color})\" transform=\"rotate({angle} {x} {y})\">{letter}</text>"
        );
    }
    svg.push_str("</svg>");
    svg
}
