//! `xmlsec1`: its verdict on the signatures of a document, to compare with the verdict of the SDK, and
//! documents that it signs.

#![allow(clippy::expect_used, reason = "fails the test that asks")]

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output},
};

use peers::{available, xmlsec1};
use tempfile::NamedTempFile;

use crate::key::Key;

const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion:Assertion";
const RESPONSE: &str = "urn:oasis:names:tc:SAML:2.0:protocol:Response";
const SIGNATURES: &str =
    "(//*[local-name()='Signature'][namespace-uri()='http://www.w3.org/2000/09/xmldsig#'])";
/// What `xmlsec1` says if there is no signature of a number.
const NONE: &str = "does not return a single node";

/// Returns whether `xmlsec1` accepts every signature of a document, of which there has to be one, with
/// the key of a certificate; `None` after a line if `xmlsec1` is missing.
///
/// The certificate is in the PEM format. Keys in the document are not looked at.
///
/// # Panics
/// If `xmlsec1` is missing and `GENAUTH_REQUIRE_PEERS` is `1`.
pub fn verdict(xml: impl AsRef<[u8]>, certificate_pem: &str) -> Option<bool> {
    let program = available(xmlsec1())?;
    let document = file(xml.as_ref());
    let certificate = file(certificate_pem.as_bytes());
    let mut verified = 0;
    loop {
        let output = verify(&program, document.path(), certificate.path(), verified + 1);
        if output.status.success() {
            verified += 1;
        } else {
            let is_last = String::from_utf8_lossy(&output.stderr).contains(NONE);
            return Some(is_last && verified > 0);
        }
    }
}

/// Returns a document with the values of its signatures filled in by `xmlsec1`, the last signature
/// first, so that one inside another signed element is covered by it; `None` after a line if
/// `xmlsec1` is missing.
///
/// # Panics
/// If `xmlsec1` refuses to sign, or is missing and `GENAUTH_REQUIRE_PEERS` is `1`.
pub fn sign(template: &str, key: &Key) -> Option<String> {
    let program = available(xmlsec1())?;
    let private = file(key.private_pem().as_bytes());
    let mut xml = template.to_owned();
    for number in (1..=template.matches("SignatureValue>").count() / 2).rev() {
        let document = file(xml.as_bytes());
        let output = Command::new(&program)
            .args(["--sign", "--id-attr:ID", ASSERTION, "--id-attr:ID", RESPONSE])
            // Without this, a key in the document is taken for that of the signature.
            .args(["--enabled-key-data", "key-name"])
            .args(["--node-xpath", &format!("{SIGNATURES}[{number}]"), "--privkey-pem"])
            .args([private.path(), document.path()])
            .output()
            .expect("xmlsec1 starts");
        let problem = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{problem}\n{template}");
        xml = String::from_utf8(output.stdout).expect("the document is UTF-8");
    }
    Some(xml)
}

/// Verifies the signature of a number, which begins at 1, in the order of the document.
fn verify(program: &Path, document: &Path, certificate: &Path, number: usize) -> Output {
    Command::new(program)
        .args(["--verify", "--id-attr:ID", ASSERTION, "--id-attr:ID", RESPONSE])
        // Without this, a key in the document is as good as the one of the certificate.
        .args(["--enabled-key-data", "rsa"])
        .args(["--enabled-reference-uris", "empty,same-doc"])
        .args(["--node-xpath", &format!("{SIGNATURES}[{number}]"), "--pubkey-cert-pem"])
        .args([certificate, document])
        .output()
        .expect("xmlsec1 starts")
}

fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a temporary file can be created");
    file.write_all(content).expect("a temporary file can be written");
    file
}
