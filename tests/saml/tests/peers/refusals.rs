//! Genuine responses that are not for this application, this request, or this time.

use genauth::saml::IdpMetadata;
use genauth::{Error, SamlErrorKind as Kind};
use serde_json::json;

use crate::peer::{ASSERTION, ENTITY_ID, Peer, Signed, Vendor, saml_kind};

const FAILED: &str = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";
const RESPONDER: &str = "urn:oasis:names:tc:SAML:2.0:status:Responder";

#[tokio::test]
async fn response_for_another_application_is_refused() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        let client = peer.client().await;
        let (request, form) = peer.sign_in(&client).await;
        for entity_id in
            ["https://sp.example/", "https://sp.example/saml/", "https://SP.example/saml"]
        {
            let other = peer.builder().await.entity_id(entity_id).build().unwrap();
            let error = other.finish(&request, &form.response()).await.unwrap_err();
            assert_eq!(saml_kind(&error), Some(Kind::Audience));
        }
        for acs_url in [format!("{}/", peer.acs_url()), "https://sp.example/saml/acs".to_owned()] {
            let other = peer.builder().await.acs_url(acs_url).build().unwrap();
            let error = other.finish(&request, &form.response()).await.unwrap_err();
            assert_eq!(saml_kind(&error), Some(Kind::Destination));
        }
        // The application itself accepts it.
        client.finish(&request, &form.response()).await.unwrap();
    }
}

/// The destination is not signed, so that only the recipient tells.
#[tokio::test]
async fn response_whose_destination_was_changed_is_refused() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        let client = peer.client().await;
        let (request, form) = peer.sign_in(&client).await;
        let acs_url = format!("{}/other", peer.acs_url());
        let destination = |url: &str| format!("Destination=\"{url}\"");
        let form = form.replaced(&destination(&peer.acs_url()), &destination(&acs_url));
        let other = peer.builder().await.acs_url(acs_url).build().unwrap();
        let error = other.finish(&request, &form.response()).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::Recipient));
    }
}

#[tokio::test]
async fn response_to_another_request_is_refused() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        let client = peer.client().await;
        let (request, form) = peer.sign_in(&client).await;
        let other = client.login().build().unwrap();
        let error = client.finish(&other, &form.response()).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::InResponseTo));
        // Nor is one that claims to answer it: the assertion says to which request it belongs.
        let replaced = form.xml().replacen(request.id(), other.id(), 1);
        let changed = form.replaced(&form.xml(), &replaced);
        let error = client.finish(&other, &changed.response()).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::InResponseTo));
        client.finish(&request, &form.response()).await.unwrap();
    }
}

#[tokio::test]
async fn response_is_accepted_once() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        let client = peer.client().await;
        let (request, form) = peer.sign_in(&client).await;
        client.finish(&request, &form.response()).await.unwrap();
        for client in [client.clone(), client] {
            let error = client.finish(&request, &form.response()).await.unwrap_err();
            assert_eq!(saml_kind(&error), Some(Kind::Replayed));
        }
    }
}

#[tokio::test]
async fn response_of_another_provider_is_refused() {
    let Some(one) = Peer::start(Vendor::Samlp).await else { return };
    let Some(two) = Peer::start(Vendor::Samlp).await else { return };
    let (request, form) = one.sign_in(&one.client().await).await;
    let client = one.builder().await.idp_metadata(two.idp_metadata().await).build().unwrap();
    let error = client.finish(&request, &form.response()).await.unwrap_err();
    assert!(matches!(saml_kind(&error), Some(Kind::Issuer | Kind::Signature)), "{error:?}");
    // Nor is one that has the name of the right provider, and the key of another.
    let certificates = [two.idp.certificate().await];
    let metadata = IdpMetadata::from_certificates(one.idp.metadata_url(), certificates).unwrap();
    client.replace_idp_metadata(metadata).unwrap();
    let error = client.finish(&request, &form.response()).await.unwrap_err();
    assert_eq!(saml_kind(&error), Some(Kind::Signature));
}

#[tokio::test]
async fn encrypted_assertion_is_refused() {
    let Some(peer) = Peer::start(Vendor::Samlp).await else { return };
    for response in [false, true] {
        let signed = Signed { response, ..ASSERTION };
        peer.respond(signed, json!({"encrypted": true})).await;
        let client = peer.client().await;
        let (request, form) = peer.sign_in(&client).await;
        let error = client.finish(&request, &form.response()).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::Encrypted));
    }
}

#[tokio::test]
async fn failure_of_the_provider_is_reported() {
    for (vendor, status) in [
        (Vendor::Samlp, json!({"code": RESPONDER, "description": "no"})),
        (Vendor::Pysaml2, json!([FAILED, "Das Paßwort ist falsch"])),
    ] {
        let Some(peer) = Peer::start(vendor).await else { return };
        for response in [false, true] {
            let signed = Signed { assertion: false, response, hash: 256 };
            peer.respond(signed, json!({"status": status})).await;
            let client = peer.client().await;
            let (request, form) = peer.sign_in(&client).await;
            let error = client.finish(&request, &form.response()).await.unwrap_err();
            assert_eq!(saml_kind(&error), Some(Kind::Status));
            let Error::Saml(error) = &error else { panic!("{error:?}") };
            let status = error.status().unwrap();
            assert_eq!(status.code, RESPONDER);
            if vendor == Vendor::Pysaml2 {
                assert_eq!(status.second_code.as_deref(), Some(FAILED));
                assert_eq!(status.message.as_deref(), Some("Das Paßwort ist falsch"));
            }
        }
    }
}

#[tokio::test]
async fn refused_response_is_not_used_up() {
    let Some(peer) = Peer::start(Vendor::Samlp).await else { return };
    let client = peer.client().await;
    let (request, form) = peer.sign_in(&client).await;
    let changed = form.replaced(ENTITY_ID, "https://other.example");
    let error = client.finish(&request, &changed.response()).await.unwrap_err();
    assert_eq!(saml_kind(&error), Some(Kind::Digest));
    client.finish(&request, &form.response()).await.unwrap();
}
