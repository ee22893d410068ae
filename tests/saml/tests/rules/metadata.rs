//! S19: metadata of the identity provider.

use genauth::saml::IdpMetadata;
use genauth::saml::SamlErrorKind::{
    Doctype, InvalidMetadata, Issuer, MetadataExpired, NoSigningKey, SeveralEntities, Signature,
    TooLarge, UnknownEntity, Xml,
};
use rcgen::date_time_ymd;
use saml::{ATTACKER, Case, IDP, IDP_ENTITY_ID, Key, SECOND, Signing, Sp, error_kind};

const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const NAMESPACES: &str = "xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
                          xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";

fn descriptor(usage: Option<&str>, key: &Key) -> String {
    let usage = usage.map(|it| format!(" use=\"{it}\"")).unwrap_or_default();
    format!(
        "<md:KeyDescriptor{usage}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}\
         </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>",
        key.certificate()
    )
}

fn entity_of(id: &str, attributes: &str, content: &str) -> String {
    format!(
        "<md:EntityDescriptor {NAMESPACES} entityID=\"{id}\"{attributes}>\
         <md:IDPSSODescriptor protocolSupportEnumeration=\"{PROTOCOL}\">{content}\
         <md:SingleSignOnService \
         Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" \
         Location=\"https://idp.example/login\"></md:SingleSignOnService>\
         </md:IDPSSODescriptor></md:EntityDescriptor>"
    )
}

fn entity(content: &str) -> String {
    entity_of(IDP_ENTITY_ID, "", content)
}

fn kind(xml: &str) -> genauth::saml::SamlErrorKind {
    error_kind(&IdpMetadata::parse(xml).err().unwrap())
}

/// Asserts which keys verify responses.
async fn keys(xml: &str, accepted: &[&'static Key], refused: &[&'static Key]) {
    let metadata = IdpMetadata::parse(xml).unwrap();
    for &key in accepted {
        outcome(&metadata, key).await.unwrap();
    }
    for &key in refused {
        assert_eq!(error_kind(&outcome(&metadata, key).await.unwrap_err()), Signature);
    }
}

async fn outcome(metadata: &IdpMetadata, key: &'static Key) -> saml::Outcome {
    let sp = Sp::with(|it| it.idp_metadata(metadata.clone())).unwrap();
    let request = sp.client.login().build().unwrap();
    let mut document = saml::Document::genuine(request.id());
    document.sign_assertion = Some(Signing::by(key));
    sp.finish(&request, &document.xml()).await
}

#[tokio::test]
async fn s19_every_signing_key_verifies() {
    let both = descriptor(Some("signing"), &IDP) + &descriptor(Some("signing"), &SECOND);
    keys(&entity(&both), &[&IDP, &SECOND], &[&ATTACKER]).await;
}

#[tokio::test]
async fn s19_a_key_without_a_use_verifies() {
    keys(&entity(&descriptor(None, &IDP)), &[&IDP], &[&ATTACKER]).await;
    let three = descriptor(None, &IDP) + &descriptor(None, &SECOND) + &descriptor(None, &ATTACKER);
    keys(&entity(&three), &[&IDP, &SECOND, &ATTACKER], &[]).await;
}

#[tokio::test]
async fn s19_a_key_for_encryption_never_verifies() {
    let both = descriptor(Some("encryption"), &SECOND) + &descriptor(Some("signing"), &IDP);
    keys(&entity(&both), &[&IDP], &[&SECOND]).await;
    assert_eq!(kind(&entity(&descriptor(Some("encryption"), &IDP))), NoSigningKey);
    assert_eq!(kind(&entity("")), NoSigningKey);
    for other in ["", "Signing", "SIGNING", "signing ", "both"] {
        assert_eq!(kind(&entity(&descriptor(Some(other), &IDP))), NoSigningKey);
    }
}

/// The metadata vouches for keys; the dates of their certificates are not looked at.
#[tokio::test]
async fn s19_dates_of_certificates_are_not_looked_at() {
    let expired: &'static Key = Box::leak(Box::new(Key::with_certificate("expired", |it| {
        it.not_before = date_time_ymd(2001, 1, 1);
        it.not_after = date_time_ymd(2002, 1, 1);
    })));
    let later: &'static Key = Box::leak(Box::new(Key::with_certificate("later", |it| {
        it.not_before = date_time_ymd(2100, 1, 1);
        it.not_after = date_time_ymd(2101, 1, 1);
    })));
    let all = [expired, &IDP, later].map(|it| descriptor(Some("signing"), it)).concat();
    keys(&entity(&all), &[expired, &IDP, later], &[&ATTACKER]).await;
}

#[tokio::test]
async fn s19_a_byte_order_mark_and_line_ends_are_accepted() {
    let xml = format!("\u{FEFF}<?xml version=\"1.0\"?>\r\n{}", entity(&descriptor(None, &IDP)));
    keys(&xml, &[&IDP], &[]).await;
    let certificate = IDP.certificate();
    let (start, end) = certificate.split_at(64);
    let wrapped = descriptor(None, &IDP).replace(&certificate, &format!("\n{start}\r\n  {end}\n"));
    keys(&entity(&wrapped), &[&IDP], &[]).await;
}

#[tokio::test]
async fn s19_one_of_several_entities_is_named() {
    let group = format!(
        "<md:EntitiesDescriptor {NAMESPACES}>{}{}</md:EntitiesDescriptor>",
        entity_of("https://other.example", "", &descriptor(None, &ATTACKER)),
        entity(&descriptor(None, &IDP)),
    );
    assert_eq!(kind(&group), SeveralEntities);
    let metadata = IdpMetadata::parse_entity(&group, IDP_ENTITY_ID).unwrap();
    assert_eq!(metadata.entity_id(), IDP_ENTITY_ID);
    outcome(&metadata, &IDP).await.unwrap();
    assert_eq!(error_kind(&outcome(&metadata, &ATTACKER).await.unwrap_err()), Signature);
    for id in ["https://unknown.example", "https://IDP.example/metadata", ""] {
        let error = IdpMetadata::parse_entity(&group, id).err().unwrap();
        assert_eq!(error_kind(&error), UnknownEntity);
    }
    let one = entity(&descriptor(None, &IDP));
    let error = IdpMetadata::parse_entity(&one, "https://other.example").err().unwrap();
    assert_eq!(error_kind(&error), UnknownEntity);
}

#[tokio::test]
async fn s19_the_entity_is_the_issuer() {
    let xml = entity_of("https://other.example", "", &descriptor(None, &IDP));
    let error = outcome(&IdpMetadata::parse(&xml).unwrap(), &IDP).await.unwrap_err();
    assert_eq!(error_kind(&error), Issuer);
}

#[tokio::test]
async fn s19_expired_metadata_is_refused_when_it_is_read() {
    let content = descriptor(None, &IDP);
    let past = " validUntil=\"2020-01-01T00:00:00Z\"";
    assert_eq!(kind(&entity_of(IDP_ENTITY_ID, past, &content)), MetadataExpired);
    let group = format!(
        "<md:EntitiesDescriptor {NAMESPACES}{past}>{}</md:EntitiesDescriptor>",
        entity(&content)
    );
    assert_eq!(kind(&group), MetadataExpired);
    let malformed = entity_of(IDP_ENTITY_ID, " validUntil=\"soon\"", &content);
    assert_eq!(kind(&malformed), InvalidMetadata);
}

#[tokio::test]
async fn s19_expired_metadata_is_refused_when_it_is_used() {
    // Far from the clock of the tests, which is later than the one of the system.
    let until = " validUntil=\"2200-01-01T00:00:00Z\"";
    let metadata = IdpMetadata::parse(&entity_of(IDP_ENTITY_ID, until, &descriptor(None, &IDP)));
    let metadata = metadata.unwrap();
    let sp = Sp::with(|it| it.idp_metadata(metadata)).unwrap();
    let request = sp.client.login().build().unwrap();
    sp.set_clock(200 * 366 * 86_400 * 1_000);
    let xml = saml::Document::genuine(request.id()).xml();
    let kinds = [MetadataExpired, genauth::saml::SamlErrorKind::RequestExpired];
    assert!(kinds.contains(&error_kind(&sp.finish(&request, &xml).await.unwrap_err())));
    assert_eq!(error_kind(&sp.client.login().build().unwrap_err()), MetadataExpired);
    assert!(sp.store.calls().is_empty());
}

#[tokio::test]
async fn s19_keys_are_replaced_while_the_client_is_used() {
    let case = Case::new().await;
    let sp = case.sp();
    let both = descriptor(None, &IDP) + &descriptor(None, &SECOND);
    sp.client.replace_idp_metadata(IdpMetadata::parse(&entity(&both)).unwrap()).unwrap();
    let xml = case.signed(|it| it.sign_assertion = Some(Signing::by(&SECOND)));
    assert_eq!(sp.finish(&case.request, &xml).await.unwrap(), case.genuine);
}

#[test]
fn s19_documents_that_are_no_metadata_are_refused() {
    let genuine = entity(&descriptor(None, &IDP));
    for (xml, expected) in [
        (String::new(), Xml),
        ("text".to_owned(), Xml),
        ("<a/>".to_owned(), InvalidMetadata),
        (genuine.replace("SAML:2.0:metadata", "SAML:2.1:metadata"), InvalidMetadata),
        (genuine.replace("IDPSSODescriptor", "SPSSODescriptor"), InvalidMetadata),
        (genuine.replace(" entityID=", " md:entityID="), InvalidMetadata),
        (genuine.replace(&IDP.certificate(), "bm90IGEgY2VydGlmaWNhdGU="), InvalidMetadata),
        (genuine.replace(&IDP.certificate(), "***"), InvalidMetadata),
        (format!("<!DOCTYPE a>{genuine}"), Doctype),
        (format!("<!DOCTYPE a [<!ENTITY x \"y\">]>{genuine}"), Doctype),
        (genuine.replace("<md:Single", &("<x>".repeat(100) + "<md:Single")), TooLarge),
        (" ".repeat(1_100_000) + &genuine, TooLarge),
    ] {
        assert_eq!(kind(&xml), expected, "{}", &xml[..xml.len().min(300)]);
    }
}

#[test]
fn s19_a_login_url_that_is_no_web_address_is_refused() {
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///x",
        "https:///idp.example",
        "https:idp.example",
        "https://idp.example\\x",
        "/login",
        "",
    ] {
        let xml = entity(&descriptor(None, &IDP)).replace("https://idp.example/login", url);
        assert_eq!(kind(&xml), InvalidMetadata, "{url}");
    }
}
