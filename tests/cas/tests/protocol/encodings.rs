//! Responses in other media types, character sets and content codings.

use std::io::Write as _;

use flate2::{Compression, write::DeflateEncoder, write::GzEncoder};
use genauth::Error;
use genauth::cas::{CasErrorKind, CasIdentity, CasTicket};
use genauth_cas_tests::{Reply, success};

use crate::support::*;

fn user(name: &str) -> String {
    success(&format!("<cas:user>{name}</cas:user>"))
}

fn gzip(body: impl AsRef<[u8]>) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(body.as_ref()).unwrap();
    gzip.finish().unwrap()
}

async fn coded(coding: &str, body: impl AsRef<[u8]>) -> Result<CasIdentity, Error> {
    finish(Reply::with_headers(200, &[("content-encoding", coding)], body)).await
}

/// Servers are known to name other types, or none.
#[tokio::test]
async fn c8_the_media_type_does_not_matter() {
    for media_type in [
        "text/xml",
        "text/html; charset=UTF-8",
        "application/json",
        "application/octet-stream",
        "text/plain;charset=\"utf-8\"",
        "application/xml; charset=utf8",
        "TEXT/XML ; CHARSET=Utf-8; x=y",
        "sentinel",
        "",
    ] {
        let identity = finish(Reply::new(200, media_type, user("é"))).await.unwrap();
        assert_eq!(identity.user, "é", "{media_type}");
    }
    let identity = finish(Reply::with_headers(200, &[], user("é"))).await.unwrap();
    assert_eq!(identity.user, "é");
}

/// Octets of another character set that happen to be valid UTF-8 name another user.
#[tokio::test]
async fn c8_another_character_set_in_the_media_type_is_malformed() {
    for media_type in [
        "text/xml; charset=ISO-8859-1",
        "text/xml;charset=\"iso-8859-1\"",
        "application/xml; x=y; Charset=windows-1252",
        "text/plain; charset=GBK",
        "text/xml; charset=utf-16",
        "text/xml; charset=utf-8; charset=latin1",
    ] {
        let reply = Reply::new(200, media_type, user("Ã©"));
        malformed(finish(reply).await, "encoding other than UTF-8");
        let server = replying(Reply::new(200, media_type, "yes\nÃ©\n")).await;
        let outcome = cas(&server).validate_ticket_v1(&CasTicket::new(TICKET).unwrap()).await;
        malformed(outcome, "encoding other than UTF-8");
    }
    // ASCII is the same in all of these.
    let reply = Reply::new(200, "text/xml; charset=ISO-8859-1", user("ann"));
    assert_eq!(finish(reply).await.unwrap().user, "ann");
}

#[tokio::test]
async fn c8_another_encoding_in_the_declaration_is_malformed() {
    for declaration in [
        "<?xml version=\"1.0\" encoding=\"windows-1252\"?>",
        "<?xml version='1.0' encoding='utf-16'?>",
        "<?xml version=\"1.0\"\n encoding\n=\n\"latin1\" standalone=\"yes\"?>",
        "\u{feff}<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
    ] {
        malformed(xml(format!("{declaration}{}", user("Ã©"))).await, "encoding other than UTF-8");
    }
    for declaration in [
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>",
        "<?xml version=\"1.0\" standalone=\"yes\"?><?encoding=\"latin1\"?>",
        "<?xml-stylesheet encoding=\"latin1\"?>",
        "<!-- encoding=\"latin1\" -->",
    ] {
        assert!(xml(format!("{declaration}{}", user("é"))).await.is_ok(), "{declaration}");
    }
}

#[tokio::test]
async fn c8_wide_characters_are_malformed() {
    let text = user("ann");
    let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let widest: Vec<u8> = text.chars().flat_map(|it| u32::from(it).to_be_bytes()).collect();
    for body in [
        [b"\xff\xfe".as_slice(), &wide(u16::to_le_bytes)].concat(),
        [b"\xfe\xff".as_slice(), &wide(u16::to_be_bytes)].concat(),
        wide(u16::to_be_bytes),
        [b"\0\0\xfe\xff".as_slice(), &widest].concat(),
        widest,
        text.replace('<', "+ADw-").into_bytes(),
        [text.as_bytes(), b"\xc0\xaf"].concat(),
        user("\u{1}").into_bytes(),
        text.replace("ann", "a\0n").into_bytes(),
        [text.as_bytes(), b"\0"].concat(),
    ] {
        error_of(xml(&body).await, CasErrorKind::Malformed);
        error_of(json(&body).await, CasErrorKind::Malformed);
    }
}

#[tokio::test]
async fn c8_content_codings_are_decoded_or_malformed() {
    let text = user("ann");
    assert_eq!(coded("GZIP", gzip(&text)).await.unwrap().user, "ann");
    assert_eq!(coded("identity", &text).await.unwrap().user, "ann");
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(text.as_bytes()).unwrap();
    let deflate = deflate.finish().unwrap();
    for (coding, body) in [
        ("deflate", deflate),
        ("gzip", text.clone().into_bytes()),
        ("gzip", Vec::new()),
        ("gzip", gzip(gzip(&text))),
        ("gzip", gzip(&text)[..20].to_vec()),
        ("gzip", [&gzip(&text)[..30], b"sentinel"].concat()),
        ("br", gzip(&text)),
        ("zstd", b"\x28\xb5\x2f\xfdsentinel".to_vec()),
        ("sentinel", gzip(&text)),
    ] {
        let outcome = coded(coding, body).await;
        error_of(outcome, CasErrorKind::Malformed);
    }
    // What is missing because of the connection is another problem.
    let cut = Reply::with_headers(200, &[("content-encoding", "gzip")], gzip(&text)).cut(5);
    error_of(finish(cut).await, CasErrorKind::Unavailable);
    // The members of a file are one document.
    let members = [gzip(&text), gzip(user("admin"))].concat();
    error_of(coded("x-gzip", members).await, CasErrorKind::Malformed);
}

#[tokio::test]
async fn c8_a_compressed_bomb_is_too_large() {
    let zeros = vec![b' '; 64 * 1024 * 1024];
    let bomb = gzip(&zeros);
    drop(zeros);
    assert!(bomb.len() < 1024 * 1024);
    error_of(coded("gzip", &bomb).await, CasErrorKind::TooLarge);
    error_of(coded("x-gzip", [gzip(user("ann")), bomb].concat()).await, CasErrorKind::TooLarge);
}

/// Pages that lead elsewhere are no responses.
#[tokio::test]
async fn c8_pages_that_redirect_are_malformed() {
    for page in [
        "<html><head><meta http-equiv=\"refresh\" content=\"0;url=/sentinel\"/></head></html>",
        "<meta http-equiv=\"refresh\" content=\"0;url=https://evil.example/?sentinel\">",
        "<script>location='https://evil.example/sentinel'</script>",
        "<form action=\"/sentinel\"><input name=\"ticket\"/></form>",
        "<!-- cas:authenticationSuccess --><html/>",
    ] {
        malformed(finish(Reply::new(200, "text/html", page)).await, "");
    }
}

#[tokio::test]
async fn c8_headers_that_redirect_are_not_followed() {
    let other = replying(Reply::xml(user("admin"))).await;
    let url = format!("{}/?ticket=ST-1-sentinel", other.host());
    for name in ["location", "refresh", "content-location", "link", "alt-svc"] {
        let value = if name == "refresh" { format!("0; url={url}") } else { url.clone() };
        let reply = Reply::with_headers(200, &[(name, &value)], user("ann"));
        assert_eq!(finish(reply).await.unwrap().user, "ann", "{name}");
    }
    for status in [300, 304, 305, 306, 399] {
        let reply = Reply::with_headers(status, &[("location", &url)], "");
        let error = error_of(finish(reply).await, CasErrorKind::UnexpectedStatus);
        assert_eq!(error.http_status().unwrap().as_u16(), status);
    }
    assert!(other.requests().is_empty());
}
