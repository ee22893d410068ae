//! Metadata and login requests of the SDK, as `pysaml2` reads them.

use peers::Window;

use crate::peer::{Peer, Vendor};

/// `pysaml2` responds to the URL in the metadata, and knows no others.
#[tokio::test]
async fn request_of_an_unknown_application_is_refused() {
    let Some(peer) = Peer::start(Vendor::Pysaml2).await else { return };
    let Some(window) = Window::open().await else { return };
    let known = peer.client().await;
    let unknown = peer.builder().await.entity_id("https://unknown.example").build().unwrap();
    let sign_in = async |url: &str| {
        window.visit(url).await;
        window.press("Sign in").await.text
    };
    let text = sign_in(unknown.login().build().unwrap().url()).await;
    assert!(text.contains("https://unknown.example"), "{text}");
    peer.idp.register(&unknown.metadata()).await;
    let (request, form) = peer.sign_in(&known).await;
    known.finish(&request, &form.response()).await.unwrap();
}
