//! Metadata and login requests of the SDK, as `pysaml2` reads them.

use peers::Window;
use serde_json::json;

use crate::peer::{Peer, Vendor};

/// `pysaml2` responds to the URL in the metadata, and knows no others.
#[tokio::test]
async fn request_of_an_unknown_application_is_refused() {
    let Some(peer) = Peer::start(Vendor::Pysaml2).await else { return };
    let Some(window) = Window::open().await else { return };
    let known = peer.client().await;
    let unknown = peer.builder().await.entity_id("https://unknown.example").build().unwrap();
    let request = unknown.login().build().unwrap();
    let form = json!({"login": "alice", "next": "/"});
    window.post(&format!("{}/login", peer.idp.host()), form, json!({})).await;
    let response = window.get(request.url()).await;
    assert_eq!(response.status, 400);
    assert!(response.text.contains("https://unknown.example"), "{}", response.text);
    peer.idp.register(&unknown.metadata()).await;
    assert_eq!(window.get(request.url()).await.status, 200);

    let (request, form) = peer.sign_in(&known).await;
    known.finish(&request, &form.response()).await.unwrap();
}
