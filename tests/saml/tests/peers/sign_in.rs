//! Sign-in that starts at the application and at the identity provider.

use genauth::SamlErrorKind as Kind;
use serde_json::json;

use crate::peer::{ASSERTION, Peer, Vendor, saml_kind};

const RELAY_STATE: &str = "/reports?of=a&b=\"1\" <2>";

async fn user_signs_in(vendor: Vendor) {
    let Some(peer) = Peer::start(vendor).await else { return };
    let attributes = json!({
        "displayName": ["Zoë 李 <&>"],
        "groups": ["staff", "über", "staff", "a,b", " c "],
    });
    peer.respond(ASSERTION, json!({"attributes": attributes})).await;
    let client = peer.client().await;
    let session = peer.browser.session();
    // At the second time, the browser is signed in.
    for _ in 0..2 {
        let request = client.login().relay_state(RELAY_STATE).build().unwrap();
        let response = peer.visit(&session, request.url(), "alice").await.response();
        assert_eq!(response.in_response_to(), Some(request.id()));
        assert_eq!(response.relay_state(), Some(RELAY_STATE));
        let user = client.finish(&request, &response).await.unwrap();
        assert_eq!(user.name_id.value, "alice");
        assert_eq!(user.issuer, peer.idp.metadata_url());
        assert_eq!(user.relay_state.as_deref(), Some(RELAY_STATE));
        assert!(user.is_solicited);
        let class = user.authn_context.unwrap();
        assert!(class.starts_with("urn:oasis:names:tc:SAML:2.0:ac:classes:"), "{class}");

        let name = match vendor {
            Vendor::Samlp => "displayName",
            Vendor::Pysaml2 => "urn:mace:dir:attribute-def:displayName",
        };
        assert_eq!(user.attributes.first(name), Some("Zoë 李 <&>"));
        let friendly_name = user.attributes.get(name).unwrap().friendly_name.as_deref();
        assert_eq!(friendly_name, (vendor == Vendor::Pysaml2).then_some("displayName"));
        let groups: Vec<_> = user.attributes.texts("groups").collect();
        assert_eq!(groups, ["staff", "über", "staff", "a,b", " c "]);
        assert_eq!(user.attributes.len(), 2);
    }
}

#[tokio::test]
async fn user_signs_in_at_samlp() {
    user_signs_in(Vendor::Samlp).await;
}

#[tokio::test]
async fn user_signs_in_at_pysaml2() {
    user_signs_in(Vendor::Pysaml2).await;
}

#[tokio::test]
async fn name_is_whole() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        let client = peer.client().await;
        let name = "zoë.李 & <b>sons</b>@mail.example";
        let request = client.login().build().unwrap();
        let form = peer.visit(&peer.browser.session(), request.url(), name).await;
        let user = client.finish(&request, &form.response()).await.unwrap();
        assert_eq!(user.name_id.value, name);
    }
}

#[tokio::test]
async fn sign_in_that_starts_at_the_provider_has_to_be_allowed() {
    for vendor in Vendor::ALL {
        let Some(peer) = Peer::start(vendor).await else { return };
        let client = peer.builder().await.allow_unsolicited().build().unwrap();
        let session = peer.browser.session();
        let form = peer.visit(&session, client.login_link(), "alice").await;
        let response = form.response();
        assert_eq!(response.in_response_to(), None);

        let error = peer.client().await.finish_unsolicited(&response).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::Unsolicited));
        let request = client.login().build().unwrap();
        let error = client.finish(&request, &response).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::MissingInResponseTo));

        let user = client.finish_unsolicited(&response).await.unwrap();
        assert_eq!((&*user.name_id.value, user.is_solicited), ("alice", false));
        let error = client.finish_unsolicited(&response).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::Replayed));

        // A response to a request of this application does not pass for an unsolicited one.
        let (request, form) = peer.sign_in(&client).await;
        let error = client.finish_unsolicited(&form.response()).await.unwrap_err();
        assert_eq!(saml_kind(&error), Some(Kind::InResponseTo));
        client.finish(&request, &form.response()).await.unwrap();
    }
}
