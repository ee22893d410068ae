//! S8: the keys of the metadata decide, and nothing in the message does.

use genauth::Error;
use genauth::saml::{
    IdpMetadata,
    SamlErrorKind::{NoSigningKey, Signature},
};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use saml::{ATTACKER, Case, Edit, IDP, IDP_ENTITY_ID, Key, SECOND, Signing, Sp, error_kind};

use crate::forging::MALLORY;

#[tokio::test]
async fn s8_a_response_signed_by_the_certificate_in_it_is_refused() {
    let case = Case::new().await;
    let forge = |it: &mut saml::Document| {
        it.assertion().name_id().content = MALLORY.to_owned();
        it.sign_assertion = Some(Signing::by(&ATTACKER));
    };
    case.refused(&case.signed(forge), Signature).await;
    let mut document = case.document().response_signed();
    document.assertion().name_id().content = MALLORY.to_owned();
    document.sign_response = Some(Signing::by(&ATTACKER));
    case.refused(&document.xml(), Signature).await;
}

/// The certificate is public: it proves nothing.
#[tokio::test]
async fn s8_a_forged_signature_with_the_genuine_certificate_is_refused() {
    let case = Case::new().await;
    let signing = Signing { certificate: Some(IDP.certificate()), ..Signing::by(&ATTACKER) };
    let xml = case.signed(|it| it.sign_assertion = Some(signing));
    case.refused(&xml, Signature).await;
    let two = format!(
        "{}</ds:X509Certificate><ds:X509Certificate>{}",
        IDP.certificate(),
        ATTACKER.certificate()
    );
    let signing = Signing { certificate: Some(two), ..Signing::by(&ATTACKER) };
    let xml = case.signed(|it| it.sign_assertion = Some(signing));
    case.refused(&xml, Signature).await;
}

#[tokio::test]
async fn s8_a_key_value_of_the_attacker_is_refused() {
    let case = Case::new().await;
    let key = "<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus>\
               <ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>";
    let signing = Signing { certificate: None, rest: key.to_owned(), ..Signing::by(&ATTACKER) };
    let xml = case.signed(|it| it.sign_assertion = Some(signing));
    case.refused(&xml, Signature).await;
}

#[tokio::test]
async fn s8_a_genuine_signature_without_key_info_is_accepted() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.signing().certificate = None);
    assert_eq!(case.accepted(&xml).await, case.genuine);
}

#[tokio::test]
async fn s8_the_certificate_in_the_message_is_not_consulted() {
    let case = Case::new().await;
    let expired = Key::with_certificate("expired.example", |it| {
        it.not_before = date_time_ymd(2001, 1, 1);
        it.not_after = date_time_ymd(2002, 1, 1);
    });
    for certificate in [
        ATTACKER.certificate(),
        expired.certificate(),
        "bm90IGEgY2VydGlmaWNhdGU=".to_owned(),
        "not base64".to_owned(),
        String::new(),
    ] {
        let xml = case.signed(|it| it.signing().certificate = Some(certificate));
        assert_eq!(case.accepted(&xml).await, case.genuine);
    }
}

#[tokio::test]
async fn s8_other_content_of_key_info_is_not_consulted() {
    let case = Case::new().await;
    for content in [
        "<ds:KeyName>idp</ds:KeyName>",
        "<ds:RetrievalMethod URI=\"http://127.0.0.1:9/key\"></ds:RetrievalMethod>",
        "<ds:X509Data><ds:X509SubjectName>CN=x</ds:X509SubjectName></ds:X509Data>",
    ] {
        let info = format!("<ds:KeyInfo>{content}</ds:KeyInfo>");
        let signing = Signing { certificate: None, rest: info, ..Signing::default() };
        let xml = case.signed(|it| it.sign_assertion = Some(signing));
        assert_eq!(case.accepted(&xml).await, case.genuine);
    }
}

#[tokio::test]
async fn s8_a_client_without_metadata_is_not_built() {
    let app = genauth::AuthenticationClient::builder("APP_ID", "https://example.genauth.ai");
    let builder = app.build().unwrap().saml().entity_id(saml::ENTITY_ID).acs_url(saml::ACS);
    assert!(matches!(builder.build(), Err(Error::Config(_))));
}

#[tokio::test]
async fn s8_metadata_without_a_usable_key_is_refused() {
    let none: [&str; 0] = [];
    let error = IdpMetadata::from_certificates(IDP_ENTITY_ID, none).err().unwrap();
    assert_eq!(error_kind(&error), NoSigningKey);
    let pair = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["idp.example".to_owned()]).unwrap();
    let der = certificate.self_signed(&pair).unwrap().der().to_vec();
    let text = {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        STANDARD.encode(der)
    };
    let error = IdpMetadata::from_certificates(IDP_ENTITY_ID, [text]).err().unwrap();
    assert_eq!(error_kind(&error), NoSigningKey);
}

#[tokio::test]
async fn s8_a_response_of_a_removed_key_is_refused() {
    let case = Case::new().await.verified_by(&SECOND);
    let xml = case.xml();
    let sp = case.sp();
    let metadata = IdpMetadata::from_certificates(IDP_ENTITY_ID, [SECOND.pem()]).unwrap();
    sp.client.replace_idp_metadata(metadata).unwrap();
    let error = sp.finish(&case.request, &xml).await.unwrap_err();
    assert_eq!(error_kind(&error), Signature);
    assert!(sp.store.calls().is_empty());
    let xml = case.signed(|it| it.sign_assertion = Some(Signing::by(&SECOND)));
    assert_eq!(sp.finish(&case.request, &xml).await.unwrap(), case.genuine);
}

#[tokio::test]
async fn s8_a_key_of_another_identity_provider_is_refused() {
    let case = Case::new().await;
    let other = Sp::with(|it| {
        let idp = IdpMetadata::from_certificates("https://other.example", [ATTACKER.pem()]);
        it.idp_metadata(idp.unwrap())
    });
    let error = other.unwrap().finish(&case.request, &case.xml()).await.unwrap_err();
    assert_eq!(error_kind(&error), Signature);
}

/// A signature over one assertion says nothing about another with the same ID.
#[tokio::test]
async fn the_signature_of_another_assertion_is_refused() {
    let case = Case::new().await;
    let other = case.signed(|it| it.assertion().name_id().content = MALLORY.to_owned());
    let xml = case.xml();
    let swapped = xml.swap(&xml.part("ds:Signature"), &other.part("ds:Signature"));
    case.refused(&swapped, genauth::saml::SamlErrorKind::Digest).await;
    let swapped = xml.swap(&xml.part("ds:SignatureValue"), &other.part("ds:SignatureValue"));
    case.refused(&swapped, Signature).await;
    let swapped = xml.swap(&xml.part("ds:SignedInfo"), &other.part("ds:SignedInfo"));
    case.refused(&swapped, genauth::saml::SamlErrorKind::Digest).await;
}
