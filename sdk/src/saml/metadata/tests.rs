//! Tests of [`IdpMetadata`].

use std::time::{Duration, UNIX_EPOCH};

use aws_lc_rs::signature::{self, KeyPair as _, RsaKeyPair, UnparsedPublicKey};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::key::SigningKey;
use crate::error::{Error, SamlErrorKind as Kind};
use crate::saml::IdpMetadata;
use crate::saml::testing::{
    IDP, certificate, der, descriptor, ec_key, entity, kind, rsa_certificate, rsa_key,
};

fn keys(content: &str) -> Vec<Vec<u8>> {
    let metadata = IdpMetadata::parse(&entity(IDP, "", content)).unwrap();
    metadata.keys().iter().map(|key| key.0.clone()).collect()
}

fn refused(content: &str) -> Kind {
    kind(IdpMetadata::parse(&entity(IDP, "", content)))
}

fn message(xml: &str) -> String {
    let Err(Error::Saml(error)) = IdpMetadata::parse(xml) else { panic!("{xml}") };
    assert_eq!(error.kind(), Kind::InvalidMetadata, "{error}");
    error.message().to_owned()
}

fn group(attributes: &str, content: &str) -> String {
    format!(
        r#"<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" {attributes}>{content}</EntitiesDescriptor>"#
    )
}

/// Returns an entity with one key.
fn simple(id: &str, attributes: &str) -> String {
    entity(id, attributes, &descriptor("use=\"signing\"", &rsa_certificate(7)))
}

#[test]
fn stored_keys_verify_signatures() {
    let pair = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let key = aws_lc_rs::rsa::PublicKey::from_der(pair.public_key().as_ref()).unwrap();
    let info: aws_lc_rs::encoding::PublicKeyX509Der<'_> =
        aws_lc_rs::encoding::AsDer::as_der(&key).unwrap();
    let content = descriptor("", &certificate(info.as_ref(), false));
    let mut bytes = vec![0; pair.public_modulus_len()];
    let random = aws_lc_rs::rand::SystemRandom::new();
    pair.sign(&signature::RSA_PKCS1_SHA256, &random, b"message", &mut bytes).unwrap();
    let keys = keys(&content);
    let key = UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, &keys[0]);
    key.verify(b"message", &bytes).unwrap();
    key.verify(b"another", &bytes).unwrap_err();
}

#[test]
fn s19_all_signing_keys_count_and_encryption_keys_never() {
    let [one, two, three] = [1, 3, 5].map(rsa_certificate);
    let info = |seed| rsa_key(2_048, seed);
    for (descriptors, expected) in [
        (vec![("use='signing'", &one), ("use='signing'", &two)], vec![1, 3]),
        (vec![("", &one)], vec![1]),
        (vec![("", &one), ("", &two), ("", &three)], vec![1, 3, 5]),
        (vec![("use='encryption'", &one), ("use='signing'", &two), ("", &three)], vec![3, 5]),
        (vec![("use='signing'", &one), ("", &one)], vec![1]),
        (vec![("use='other'", &one), ("use='SIGNING'", &two), ("", &three)], vec![5]),
    ] {
        let content: String =
            descriptors.iter().map(|(attribute, it)| descriptor(attribute, it)).collect();
        let expected: Vec<_> = expected.into_iter().map(info).collect();
        assert_eq!(keys(&content), expected);
    }
}

#[test]
fn s19_metadata_without_a_signing_key_is_refused() {
    for content in [
        String::new(),
        descriptor("use='encryption'", &rsa_certificate(7)),
        descriptor("", &certificate(&ec_key(), false)),
        "<md:KeyDescriptor><ds:KeyInfo><ds:KeyName>a</ds:KeyName></ds:KeyInfo></md:KeyDescriptor>"
            .to_owned(),
        "<md:KeyDescriptor/>".to_owned(),
        // In other namespaces.
        descriptor("", &rsa_certificate(7)).replace("ds:KeyInfo", "md:KeyInfo"),
        descriptor("", &rsa_certificate(7)).replace("md:KeyDescriptor", "ds:KeyDescriptor"),
        // In another place.
        format!("<md:Extensions>{}</md:Extensions>", descriptor("", &rsa_certificate(7))),
    ] {
        assert_eq!(refused(&content), Kind::NoSigningKey, "{content}");
    }
}

#[test]
fn s19_dates_of_certificates_are_not_checked() {
    let expired = certificate(&rsa_key(2_048, 9), true);
    let content = descriptor("", &expired) + &descriptor("", &rsa_certificate(7));
    assert_eq!(keys(&content).len(), 2);
    assert_eq!(keys(&descriptor("", &expired)), [rsa_key(2_048, 9)]);
}

#[test]
fn keys_of_other_algorithms_are_skipped_and_short_keys_refused() {
    let content =
        descriptor("", &certificate(&ec_key(), false)) + &descriptor("", &rsa_certificate(7));
    assert_eq!(keys(&content), [rsa_key(2_048, 7)]);
    for bits in [3_072, 4_096, 8_192] {
        let key = rsa_key(bits, 7);
        assert_eq!(keys(&descriptor("", &certificate(&key, false))), [key]);
    }
    for bits in [512, 1_024, 2_040, 8_200] {
        let content = descriptor("", &certificate(&rsa_key(bits, 7), false));
        let message = message(&entity(IDP, "", &(descriptor("", &rsa_certificate(9)) + &content)));
        assert!(message.contains(&format!("has {bits} bits")), "{message}");
    }
}

#[test]
fn s10_base64_of_certificates_has_line_breaks() {
    let plain = rsa_certificate(7);
    for end in ["\n", "\r\n", "&#13;\n", "&#xD;\n    ", " <!-- a --> ", "<?a b?>\t"] {
        let lines: Vec<&str> =
            plain.as_bytes().chunks(76).map(|it| str::from_utf8(it).unwrap()).collect();
        let content = descriptor("", &format!("{end}{}{end}", lines.join(end)));
        assert_eq!(keys(&content), [rsa_key(2_048, 7)], "{end:?}");
    }
    assert_eq!(keys(&descriptor("", &format!("<![CDATA[{plain}]]>"))).len(), 1);
}

#[test]
fn invalid_certificates_are_refused() {
    let plain = rsa_certificate(7);
    let bytes = STANDARD.decode(&plain).unwrap();
    let more = STANDARD.encode([&bytes[..], &[0]].concat());
    let less = STANDARD.encode(&bytes[..bytes.len() - 1]);
    let key = STANDARD.encode(rsa_key(2_048, 7));
    let short = STANDARD.encode(der(0x30, &der(0x30, &der(2, &[1]))));
    for (text, problem) in [
        ("", "is not a valid X.509 certificate"),
        ("AAAA", "is not a valid X.509 certificate"),
        (&more, "is not a valid X.509 certificate"),
        (&less, "is not a valid X.509 certificate"),
        (&short, "is not a valid X.509 certificate"),
        (&key, "is not a valid"),
        (&plain[1..], "is not valid base64"),
        ("a b c!", "is not valid base64"),
    ] {
        let content = descriptor("", &plain) + &descriptor("", text);
        let message = message(&entity(IDP, "", &content));
        assert!(message.contains(problem), "{text}: {message}");
    }
}

#[test]
fn the_first_certificate_of_a_group_has_the_key() {
    let element =
        |seed| format!("<ds:X509Certificate>{}</ds:X509Certificate>", rsa_certificate(seed));
    let [one, two, three] = [1, 3, 5].map(element);
    let info = |data: &str| {
        keys(&format!("<md:KeyDescriptor><ds:KeyInfo>{data}</ds:KeyInfo></md:KeyDescriptor>"))
    };
    let chain = format!("<ds:X509Data><ds:X509SubjectName/>{one}{two}{three}</ds:X509Data>");
    assert_eq!(info(&chain), [rsa_key(2_048, 1)]);
    let groups = format!("<ds:X509Data>{one}{two}</ds:X509Data><ds:X509Data>{three}</ds:X509Data>");
    assert_eq!(info(&groups), [rsa_key(2_048, 1), rsa_key(2_048, 5)]);
}

#[test]
fn numbers_of_an_rsa_key_are_read() {
    let value = |modulus: &[u8], exponent: &str| {
        let modulus = STANDARD.encode(modulus);
        format!(
            "<md:KeyDescriptor><ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{modulus}\
             </ds:Modulus><ds:Exponent>{exponent}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>\
             </ds:KeyInfo></md:KeyDescriptor>"
        )
    };
    let mut modulus = vec![7; 256];
    modulus[0] = 0x87;
    assert_eq!(keys(&value(&modulus, "AQAB")), [rsa_key(2_048, 7)]);
    let padded = [&[0, 0][..], &modulus].concat();
    assert_eq!(keys(&value(&padded, "AAEA AQ==")), [rsa_key(2_048, 7)]);
    for odd in [
        value(&[], "AQAB"),
        value(&[0], "AQAB"),
        value(&modulus, ""),
        value(&modulus, "!"),
        value(&modulus[..128], "AQAB"),
        value(&modulus, "AQAB").replace("Exponent", "exponent"),
    ] {
        assert_eq!(refused(&odd), Kind::InvalidMetadata, "{odd}");
    }
    // A certificate takes precedence.
    let both = value(&modulus, "AQAB").replace(
        "</ds:KeyInfo>",
        &format!(
            "<ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
            rsa_certificate(9)
        ),
    );
    assert_eq!(keys(&both), [rsa_key(2_048, 9)]);
}

#[test]
fn s19_one_of_several_entities_is_named() {
    let sp = entity("https://sp.example", "", "").replace("IDPSSO", "SPSSO");
    let xml = group(
        "",
        &(simple("a", "") + &group("", &(simple("b", "") + &sp)) + "<Extensions><b/></Extensions>"),
    );
    let parse = |id| IdpMetadata::parse_entity(&xml, id);
    for id in ["a", "b"] {
        assert_eq!(parse(id).unwrap().entity_id(), id);
    }
    assert_eq!(kind(IdpMetadata::parse(&xml)), Kind::SeveralEntities);
    for id in ["", "A", "a ", "c"] {
        assert_eq!(kind(parse(id)), Kind::UnknownEntity, "{id}");
    }
    assert_eq!(kind(parse("https://sp.example")), Kind::InvalidMetadata);
    assert_eq!(kind(IdpMetadata::parse_entity(&simple("a", ""), "b")), Kind::UnknownEntity);
    let twice = group("", &(simple("a", "") + &simple("a", "")));
    assert_eq!(kind(IdpMetadata::parse_entity(&twice, "a")), Kind::InvalidMetadata);
    // One entity in a group is the only one.
    let one = group("", &group("", &simple("a", "")));
    assert_eq!(IdpMetadata::parse(&one).unwrap().entity_id(), "a");
    // Entities are not found in other places.
    let hidden =
        group("", &format!("<Extensions>{}</Extensions>{}", simple("b", ""), simple("a", "")));
    assert_eq!(IdpMetadata::parse(&hidden).unwrap().entity_id(), "a");
    assert_eq!(kind(IdpMetadata::parse(&group("", ""))), Kind::InvalidMetadata);
}

#[test]
fn s19_expired_metadata_is_refused_when_loaded() {
    const PAST: &str = "validUntil='2020-01-01T00:00:00Z'";
    const NEXT: &str = "validUntil='2048-01-01T00:00:00Z'";
    const LATER: &str = "validUntil='2049-01-01T00:00:00.000Z'";
    let role = |attribute: &str| {
        simple("a", LATER)
            .replace("<md:IDPSSODescriptor", &format!("<md:IDPSSODescriptor {attribute}"))
    };
    for xml in [
        simple("a", PAST),
        role(PAST),
        group(PAST, &simple("a", NEXT)),
        group(NEXT, &group(PAST, &simple("a", ""))),
    ] {
        assert_eq!(kind(IdpMetadata::parse(&xml)), Kind::MetadataExpired, "{xml}");
    }
    let next = UNIX_EPOCH + Duration::from_secs(2_461_449_600);
    for xml in [
        simple("a", NEXT),
        role(NEXT),
        group(NEXT, &simple("a", LATER)),
        group(LATER, &group(NEXT, &simple("a", ""))),
    ] {
        let metadata = IdpMetadata::parse(&xml).unwrap();
        assert_eq!(metadata.valid_until(), Some(next), "{xml}");
        metadata.check_valid(next - Duration::from_nanos(1)).unwrap();
        let error = metadata.check_valid(next).unwrap_err();
        assert_eq!(error.kind(), Kind::MetadataExpired);
    }
    assert_eq!(IdpMetadata::parse(&simple("a", "")).unwrap().valid_until(), None);
    for odd in ["", "2048-01-01", "soon"] {
        let xml = simple("a", &format!("validUntil='{odd}'"));
        assert!(message(&xml).contains("`validUntil`"), "{odd}");
    }
    // That of another entity does not count.
    let xml = group("", &(simple("a", PAST) + &simple("b", "")));
    assert!(IdpMetadata::parse_entity(&xml, "b").is_ok());
}

#[test]
fn s19_a_byte_order_mark_is_accepted() {
    let xml = format!("\u{feff}<?xml version=\"1.0\"?>\n<!-- a -->{}", simple("a", ""));
    assert_eq!(IdpMetadata::parse(&xml).unwrap().entity_id(), "a");
}

#[test]
fn documents_that_are_not_metadata_of_an_identity_provider_are_refused() {
    for xml in [
        "<EntityDescriptor entityID='a'/>".to_owned(),
        "<html/>".to_owned(),
        simple("a", "").replace("SAML:2.0:metadata", "SAML:1.0:metadata"),
        simple("a", "").replace("SAML:2.0:protocol", "SAML:2.0:protocol2"),
        simple("a", "").replace("IDPSSODescriptor", "SPSSODescriptor"),
        simple("", ""),
        simple(" ", ""),
        simple(&"a".repeat(1_025), ""),
        simple("a", "").replace("entityID", "ID"),
        simple("a", "").replace("entityID", "md:entityID"),
    ] {
        let outcome = IdpMetadata::parse(&xml);
        assert!(outcome.is_err(), "{xml}");
        assert_eq!(kind(outcome), Kind::InvalidMetadata, "{xml}");
    }
    for (xml, expected) in [
        (String::new(), Kind::Xml),
        (simple("a", "").replace("</md:EntityDescriptor>", ""), Kind::Xml),
        (format!("<!DOCTYPE a [<!ENTITY b 'c'>]>{}", simple("&b;", "")), Kind::Doctype),
    ] {
        assert_eq!(kind(IdpMetadata::parse(&xml)), expected, "{xml}");
    }
}

#[test]
fn s17_large_metadata_is_refused() {
    let content = descriptor("", &rsa_certificate(7));
    for xml in [
        entity("a", "", &format!("{content}{}", " ".repeat(1_000_000))),
        entity("a", "", &format!("{}{}", "<b>".repeat(100_000), "</b>".repeat(100_000))),
        entity("a", "", &format!("{content}{}", "<b/>".repeat(20_000))),
        entity("a", &(0..100_000).map(|it| format!("a{it}='' ")).collect::<String>(), &content),
        (0..70).fold(simple("a", ""), |xml, _| group("", &xml)),
    ] {
        assert_eq!(kind(IdpMetadata::parse(&xml)), Kind::TooLarge);
    }
}

#[test]
fn the_login_url_is_that_of_the_redirect_binding() {
    let service = |binding: &str, location: &str| {
        format!(
            "<md:SingleSignOnService Binding='urn:oasis:names:tc:SAML:2.0:bindings:{binding}' \
             Location='{location}'/>"
        )
    };
    let parse = |services: &str| {
        let content = descriptor("", &rsa_certificate(7)) + services;
        IdpMetadata::parse(&entity("a", "", &content))
    };
    let post = service("HTTP-POST", "https://idp.example/post");
    let services = post.clone()
        + &service("HTTP-Redirect", "https://idp.example/sso?a=1&amp;b=2")
        + &service("HTTP-Redirect", "https://idp.example/2");
    let metadata = parse(&services).unwrap();
    assert_eq!(metadata.login_url(), Some("https://idp.example/sso?a=1&b=2"));
    assert_eq!(parse(&post).unwrap().login_url(), None);
    for odd in ["javascript:alert(1)", "", "/sso", "ftp://idp.example", "https://idp.example/&#10;"]
    {
        let outcome = parse(&service("HTTP-Redirect", odd));
        assert_eq!(kind(outcome), Kind::InvalidMetadata, "{odd}");
        let metadata = IdpMetadata::from_certificates("a", [rsa_certificate(7)]).unwrap();
        let url = odd.replace("&#10;", "\n");
        assert_eq!(kind(metadata.with_login_url(url)), Kind::InvalidMetadata, "{odd}");
    }
}

#[test]
fn certificates_are_pem_or_base64() {
    let pem = |seed: u8| {
        let base64 = rsa_certificate(seed);
        let lines: Vec<&str> =
            base64.as_bytes().chunks(64).map(|it| str::from_utf8(it).unwrap()).collect();
        format!(
            "subject=CN = idp\n-----BEGIN CERTIFICATE-----\r\n{}\r\n-----END CERTIFICATE-----\r\n",
            lines.join("\r\n")
        )
    };
    let keys = |certificates: &[String]| -> Vec<SigningKey> {
        let metadata = IdpMetadata::from_certificates(IDP, certificates).unwrap();
        assert_eq!((metadata.entity_id(), metadata.login_url()), (IDP, None));
        metadata.keys().to_vec()
    };
    let expected = [1, 3, 5].map(|seed| SigningKey(rsa_key(2_048, seed)));
    assert!(keys(&[pem(1) + &pem(3), rsa_certificate(5)]) == expected);
    assert!(keys(&[pem(1), certificate(&ec_key(), false)]) == expected[..1]);
    assert!(keys(&[pem(1), pem(3), rsa_certificate(1)]) == expected[..2]);

    let refused = |certificates: &[String]| kind(IdpMetadata::from_certificates(IDP, certificates));
    assert_eq!(refused(&[]), Kind::NoSigningKey);
    assert_eq!(refused(&[certificate(&ec_key(), false)]), Kind::NoSigningKey);
    for odd in [
        String::new(),
        "test-secret".to_owned(),
        pem(1).replace("-----END CERTIFICATE-----", ""),
        pem(1).replace("CERTIFICATE", "PUBLIC KEY"),
        pem(1).replace("MI", "!!"),
        pem(1) + "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        certificate(&rsa_key(1_024, 7), false),
    ] {
        assert_eq!(refused(&[pem(3), odd.clone()]), Kind::InvalidMetadata, "{odd}");
    }
    let Err(error) = IdpMetadata::from_certificates(IDP, [&*pem(1), "test-secret"]) else {
        panic!("it was accepted")
    };
    assert!(error.to_string().contains("certificate 2 "), "{error}");
    assert!(!format!("{error} {error:?}").contains("test-secret"), "{error:?}");
    for id in ["", " ", "a\0", &"a".repeat(1_025)] {
        let outcome = IdpMetadata::from_certificates(id, [rsa_certificate(7)]);
        assert_eq!(kind(outcome), Kind::InvalidMetadata, "{id:?}");
    }
}
