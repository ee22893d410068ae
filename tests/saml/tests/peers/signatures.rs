//! What identity providers sign, and the verdict of `xmlsec1` about it.

use genauth::SamlErrorKind as Kind;
use saml::oracle::verdict;
use serde_json::json;

use crate::peer::{Peer, Signed, Vendor, saml_kind};

const PLACES: [(bool, bool); 3] = [(true, false), (false, true), (true, true)];

/// Compares the verdicts of the SDK and of `xmlsec1`.
async fn signature_is_verified(peer: &Peer, signed: Signed) {
    peer.respond(signed, json!({"attributes": {"groups": ["staff"]}})).await;
    let client = peer.client().await;
    let certificate = peer.idp.certificate().await;
    let (request, form) = peer.sign_in(&client).await;

    for (from, to) in
        [(">staff<", ">admin<"), (">alice<", ">admin<"), (" NotOnOrAfter", " Address")]
    {
        let changed = form.replaced(from, to);
        let error = client.finish(&request, &changed.response()).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::Digest), "{signed:?}");
        assert_ne!(verdict(changed.xml(), &certificate), Some(true), "{signed:?}");
    }
    let user = client.finish(&request, &form.response()).await.unwrap();
    assert_eq!(user.name_id.value, "alice");
    assert_ne!(verdict(form.xml(), &certificate), Some(false), "{signed:?}");
}

#[tokio::test]
async fn every_placement_of_samlp_is_verified() {
    let Some(peer) = Peer::start(Vendor::Samlp).await else { return };
    for (assertion, response) in PLACES {
        signature_is_verified(&peer, Signed { assertion, response, hash: 256 }).await;
    }
}

#[tokio::test]
async fn every_placement_and_hash_of_pysaml2_is_verified() {
    let Some(peer) = Peer::start(Vendor::Pysaml2).await else { return };
    for hash in [256, 384, 512] {
        for (assertion, response) in PLACES {
            signature_is_verified(&peer, Signed { assertion, response, hash }).await;
        }
    }
}

#[tokio::test]
async fn sha_1_is_refused() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        for (assertion, response) in PLACES {
            peer.respond(Signed { assertion, response, hash: 1 }, json!({})).await;
            let client = peer.client().await;
            let (request, form) = peer.sign_in(&client).await;
            let error = client.finish(&request, &form.response()).await.unwrap_err();
            assert_eq!(saml_kind(&error), Some(Kind::Algorithm));
        }
    }
}

#[tokio::test]
async fn unsigned_response_is_refused() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        peer.respond(Signed { assertion: false, response: false, hash: 256 }, json!({})).await;
        let client = peer.client().await;
        let (request, form) = peer.sign_in(&client).await;
        let error = client.finish(&request, &form.response()).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::Unsigned));
        assert_ne!(verdict(form.xml(), &peer.idp.certificate().await), Some(true));
    }
}
