//! `Debug` output of values.

use genauth_edge_cases::UploadFile;
use genauth_edge_cases::authentication::{Keywords, Prose, Spelling};
use genauth_edge_cases::management::{Action, Token, TokenForm, UploadForm};

const SECRET: &str = "test-secret";

#[test]
fn secrets_are_hidden() {
    let token: Token =
        serde_json::from_str(r#"{"access_token":"test-secret","expires_in":7200}"#).unwrap();
    let form = TokenForm::new("authorization_code").client_secret(SECRET).code(SECRET);
    let prose = Prose::new(SECRET).optional_secret(SECRET);
    for shown in [
        format!("{token:?} {token:#?}"),
        format!("{form:?} {form:#?}"),
        format!("{prose:?} {prose:#?}"),
        format!("{:?}", vec![Some(form)]),
    ] {
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(shown.contains("<hidden>"), "{shown}");
    }
    assert_eq!(format!("{token:?}"), "Token { access_token: <hidden>, expires_in: 7200 }");
}

#[test]
fn an_absent_secret_is_not_shown() {
    assert_eq!(format!("{:?}", TokenForm::new("code")), r#"TokenForm { grant_type: "code" }"#);
}

#[test]
fn debug_output_has_rust_names() {
    let shown = format!(
        "{:?}",
        Keywords::new().r#type("t").r#struct(1).self_("s").r#async(true).n2fa("2").with_new(false)
    );
    assert_eq!(
        shown,
        r#"Keywords { type: "t", struct: 1, self_: "s", async: true, n2fa: "2", new: false }"#
    );
    let shown = format!("{:?}", Spelling::new("u", "q", "z"));
    assert!(shown.starts_with("Spelling { "), "{shown}");
    assert_eq!(format!("{:?}", Action::Minus1), "Minus1");
}

#[test]
fn files_are_shown_by_their_size() {
    let form = UploadForm::new(UploadFile::new("a.txt", "content of the file"));
    let shown = format!("{form:?}");
    assert!(!shown.contains("content of the file") && shown.contains("19"), "{shown}");
}
