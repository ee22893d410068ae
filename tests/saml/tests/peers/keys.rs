//! Change of the keys of an identity provider.

use genauth::SamlErrorKind as Kind;
use genauth::saml::IdpMetadata;

use crate::peer::{Peer, Vendor, saml_kind};

#[tokio::test]
async fn keys_roll_over() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        let client = peer.client().await;
        let old = peer.sign_in(&client).await;
        let last = peer.sign_in(&client).await;
        peer.idp.rotate_keys().await;
        let new = peer.sign_in(&client).await;
        let error = client.finish(&new.0, &new.1.response()).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::Signature));

        // Both keys are in the metadata.
        client.replace_idp_metadata(peer.idp_metadata().await).unwrap();
        client.finish(&new.0, &new.1.response()).await.unwrap();
        client.finish(&old.0, &old.1.response()).await.unwrap();

        peer.idp.retire_keys().await;
        client.replace_idp_metadata(peer.idp_metadata().await).unwrap();
        let error = client.finish(&last.0, &last.1.response()).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::Signature));
        let (request, form) = peer.sign_in(&client).await;
        client.finish(&request, &form.response()).await.unwrap();
    }
}

#[tokio::test]
async fn certificate_is_as_good_as_metadata() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        let certificates = [peer.idp.certificate().await];
        let metadata =
            IdpMetadata::from_certificates(peer.idp.metadata_url(), certificates).unwrap();
        let client = peer.builder().await.idp_metadata(metadata).build().unwrap();
        let (request, form) = peer.sign_in(&client).await;
        client.finish(&request, &form.response()).await.unwrap();
    }
}

#[tokio::test]
async fn metadata_has_the_login_url() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        let metadata = peer.idp_metadata().await;
        assert_eq!(metadata.entity_id(), peer.idp.metadata_url());
        let client = peer.client().await;
        assert_eq!(metadata.login_url(), Some(client.login_link()));
        let text = peer.idp.metadata().await;
        IdpMetadata::parse_entity(&text, metadata.entity_id()).unwrap();
        let error = IdpMetadata::parse_entity(&text, "https://idp.example").err().unwrap();
        assert_eq!(saml_kind(&error), Some(Kind::UnknownEntity));
    }
}
