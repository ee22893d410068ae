//! S19: metadata as identity providers publish it.

use genauth::saml::IdpMetadata;
use genauth::saml::SamlErrorKind::{
    self as Kind, InvalidMetadata, MetadataExpired, NoSigningKey, SeveralEntities, Signature,
    UnknownEntity, Xml,
};
use saml::{ATTACKER, Document, IDP, IDP_ENTITY_ID, Key, SECOND, Signing, Sp, error_kind};

const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";

fn key(usage: &str, key: &Key) -> String {
    let certificate = key.certificate();
    format!(
        "<KeyDescriptor{usage}><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data>\
         <X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
    )
}

fn role(name: &str, protocols: &str, attributes: &str, content: &str) -> String {
    format!("<{name} protocolSupportEnumeration=\"{protocols}\"{attributes}>{content}</{name}>")
}

fn idp(content: &str) -> String {
    role("IDPSSODescriptor", PROTOCOL, "", content)
}

fn entity(id: &str, attributes: &str, content: &str) -> String {
    format!(
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
         entityID=\"{id}\"{attributes}>{content}</EntityDescriptor>"
    )
}

fn group(attributes: &str, content: &str) -> String {
    format!(
        "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"{attributes}>\
         {content}</EntitiesDescriptor>"
    )
}

fn kind(xml: &str) -> Kind {
    error_kind(&IdpMetadata::parse(xml).err().unwrap())
}

/// Asserts that metadata is read, and which keys verify responses.
async fn keys(xml: &str, accepted: &[&'static Key], refused: &[&'static Key]) {
    let metadata = IdpMetadata::parse_entity(xml, IDP_ENTITY_ID).unwrap();
    let sp = Sp::with(|it| it.idp_metadata(metadata.clone())).unwrap();
    for (all, is_accepted) in [(accepted, true), (refused, false)] {
        for key in all {
            let request = sp.client.login().build().unwrap();
            let mut document = Document::genuine(request.id());
            document.assertion().id = Some(request.id().replace('_', "_a"));
            document.sign_assertion = Some(Signing::by(key));
            match sp.finish(&request, &document.xml()).await {
                Ok(_) => assert!(is_accepted, "{xml}"),
                Err(error) => {
                    assert!(!is_accepted, "{error:?}");
                    assert_eq!(error_kind(&error), Signature);
                }
            }
        }
    }
}

#[tokio::test]
async fn s19_keys_of_other_roles_never_verify() {
    let content = role("SPSSODescriptor", PROTOCOL, "", &key("", &ATTACKER))
        + &role(
            "RoleDescriptor",
            "http://docs.oasis-open.org/wsfed/federation/200706",
            " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
              xmlns:fed=\"http://docs.oasis-open.org/wsfed/federation/200706\" \
              xsi:type=\"fed:SecurityTokenServiceType\"",
            &key(" use=\"signing\"", &ATTACKER),
        )
        + &role("AttributeAuthorityDescriptor", PROTOCOL, "", &key("", &ATTACKER))
        + &role(
            "IDPSSODescriptor",
            "urn:oasis:names:tc:SAML:1.1:protocol",
            "",
            &key("", &ATTACKER),
        )
        + &role(
            "IDPSSODescriptor",
            &format!("urn:mace:shibboleth:1.0\n {PROTOCOL}"),
            "",
            &(key(" use=\"encryption\"", &ATTACKER)
                + &key(" use=\"signing\"", &IDP)
                + &key("", &SECOND)),
        );
    keys(&entity(IDP_ENTITY_ID, "", &content), &[&IDP, &SECOND], &[&ATTACKER]).await;
}

#[tokio::test]
async fn s19_only_the_use_for_signing_counts() {
    for usage in ["", " use=\"signing\"", " x:use=\"encryption\" xmlns:x=\"urn:x\""] {
        let content = key(" use=\"encryption\"", &ATTACKER) + &key(usage, &IDP);
        keys(&entity(IDP_ENTITY_ID, "", &idp(&content)), &[&IDP], &[&ATTACKER]).await;
    }
    for usage in ["encryption", "", "Signing", "SIGNING", "sign", "signing encryption", "x"] {
        let other = key(&format!(" use=\"{usage}\""), &ATTACKER);
        assert_eq!(kind(&entity("a", "", &idp(&other))), NoSigningKey, "{usage}");
        let xml = entity(IDP_ENTITY_ID, "", &idp(&(other + &key("", &IDP))));
        keys(&xml, &[&IDP], &[&ATTACKER]).await;
    }
}

#[test]
fn s19_a_key_that_is_only_named_is_not_a_key() {
    let genuine = key("", &IDP);
    let data = genuine.find("<X509Data>").unwrap();
    let end = genuine.find("</KeyInfo>").unwrap();
    for info in [
        "",
        "<KeyName>idp.example</KeyName>",
        "<X509Data/>",
        "<X509Data><X509SubjectName>CN=idp.example</X509SubjectName></X509Data>",
        "<RetrievalMethod URI=\"https://evil.example/key\"/>",
        "<KeyValue/>",
    ] {
        let descriptor = format!("{}{info}{}", &genuine[..data], &genuine[end..]);
        assert_eq!(kind(&entity("a", "", &idp(&descriptor))), NoSigningKey, "{info}");
    }
    for info in [
        "<X509Data><X509Certificate/></X509Data>",
        "<X509Data><X509Certificate> </X509Certificate></X509Data>",
        "<KeyValue><RSAKeyValue/></KeyValue>",
        // Every number is a signature by an exponent of 1.
        &format!(
            "<KeyValue><RSAKeyValue><Modulus>{}</Modulus><Exponent>AQ==</Exponent></RSAKeyValue>\
             </KeyValue>",
            "/".repeat(342) + "w=="
        ),
    ] {
        let descriptor = format!("{}{info}{}", &genuine[..data], &genuine[end..]);
        assert_eq!(kind(&entity("a", "", &idp(&descriptor))), InvalidMetadata, "{info}");
    }
}

#[tokio::test]
async fn s19_entities_in_groups_are_found_at_any_depth() {
    let other = entity("https://other.example", "", &idp(&key("", &ATTACKER)));
    let own = entity(IDP_ENTITY_ID, "", &idp(&key("", &IDP)));
    let nested = group("", &(other.clone() + &group("", &group(" Name=\"x\"", &own))));
    keys(&nested, &[&IDP], &[&ATTACKER]).await;
    assert_eq!(kind(&nested), SeveralEntities);
    assert_eq!(kind(&group("", &group("", ""))), InvalidMetadata);
    let twice = group("", &(own.clone() + &group("", &own)));
    let error = IdpMetadata::parse_entity(&twice, IDP_ENTITY_ID).err().unwrap();
    assert_eq!(error_kind(&error), InvalidMetadata);
    // Extensions are not part of the group.
    let hidden = group("", &format!("<Extensions>{own}</Extensions>{other}"));
    let error = IdpMetadata::parse_entity(&hidden, IDP_ENTITY_ID).err().unwrap();
    assert_eq!(error_kind(&error), UnknownEntity);
    assert_eq!(IdpMetadata::parse(&hidden).unwrap().entity_id(), "https://other.example");
}

#[test]
fn s19_every_level_may_have_expired() {
    const PAST: &str = " validUntil=\"2020-01-01T00:00:00Z\"";
    const LATER: &str = " validUntil=\"2999-01-01T00:00:00Z\"";
    let document = |outer: &str, inner: &str, entity_until: &str, role_until: &str| {
        let role = role("IDPSSODescriptor", PROTOCOL, role_until, &key("", &IDP));
        group(outer, &group(inner, &entity(IDP_ENTITY_ID, entity_until, &role)))
    };
    assert!(IdpMetadata::parse(&document(LATER, LATER, LATER, LATER)).is_ok());
    assert!(IdpMetadata::parse(&document("", "", "", "")).is_ok());
    for place in 0..4 {
        let at = |number: usize| if number == place { PAST } else { LATER };
        let xml = document(at(0), at(1), at(2), at(3));
        assert_eq!(kind(&xml), MetadataExpired, "{place}");
    }
    for odd in ["", "never", "2999-01-01", "2999-01-01T00:00:60Z", "9999-12-31T23:59:59+xx:yy"] {
        let xml = document("", &format!(" validUntil=\"{odd}\""), "", "");
        assert_eq!(kind(&xml), InvalidMetadata, "{odd}");
    }
    // The expiry of another entity is not that of this one.
    let other = entity("https://other.example", PAST, &idp(&key("", &ATTACKER)));
    let both = group("", &(other + &entity(IDP_ENTITY_ID, "", &idp(&key("", &IDP)))));
    assert!(IdpMetadata::parse_entity(&both, IDP_ENTITY_ID).is_ok());
}

#[test]
fn s19_texts_around_the_metadata_are_ignored_or_refused() {
    let genuine = entity(IDP_ENTITY_ID, "", &idp(&key("", &IDP)));
    let commented = IDP.certificate();
    let commented = format!("{}<!-- x -->{}", &commented[..40], &commented[40..]);
    for xml in [
        format!("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><!-- x -->\r\n{genuine}\n"),
        format!("<?xml version=\"1.0\"?><?xml-stylesheet href=\"x\"?>{genuine}"),
        genuine.replace("<X509Data>", "<!-- --><X509Data>"),
        genuine.replace(&IDP.certificate(), &commented),
    ] {
        assert_eq!(IdpMetadata::parse(&xml).unwrap().entity_id(), IDP_ENTITY_ID);
    }
    for xml in [
        format!("\u{feff}\u{feff}{genuine}"),
        format!("{genuine}{genuine}"),
        format!("{genuine}x"),
        genuine.replace("entityID=", "entityID=\"x\" entityID="),
        genuine[..genuine.len() - 1].to_owned(),
        genuine.chars().flat_map(|it| [it, '\0']).collect(),
    ] {
        assert_eq!(kind(&xml), Xml);
    }
}

#[test]
fn s19_odd_entity_ids_are_refused() {
    for id in ["", " ", " a", "a\u{a0}", "a&#10;b", "a&#x7f;", &"a".repeat(1_025)] {
        assert_eq!(kind(&entity(id, "", &idp(&key("", &IDP)))), InvalidMetadata, "{id:?}");
    }
    let missing = entity("", "", &idp(&key("", &IDP))).replace(" entityID=\"\"", "");
    assert_eq!(kind(&missing), InvalidMetadata);
    for id in ["urn:a", "a", "https://idp.example/?a=b&amp;c", "https://é.example/"] {
        assert!(IdpMetadata::parse(&entity(id, "", &idp(&key("", &IDP)))).is_ok(), "{id}");
    }
}
