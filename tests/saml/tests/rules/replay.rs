//! Responses and login requests are used once.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use genauth::saml::{
    IdpMetadata, MemoryReplayStore,
    SamlErrorKind::{ReplayStore, Replayed},
};
use saml::{Case, Document, IDP_ENTITY_ID, Signing, Sp, error_kind};

fn unsolicited() -> Document {
    let mut document = Document::genuine("");
    document.response.in_response_to = None;
    document.assertion().confirmation().in_response_to = None;
    document
}

#[tokio::test]
async fn a_response_is_accepted_once() {
    let case = Case::new().await;
    for document in
        [case.document(), case.document().response_signed(), case.document().both_signed()]
    {
        let sp = case.sp();
        sp.finish(&case.request, &document.xml()).await.unwrap();
        for _ in 0..2 {
            let error = sp.finish(&case.request, &document.xml()).await.unwrap_err();
            assert_eq!(error_kind(&error), Replayed);
            assert!(!format!("{error:?}").contains("alice"));
        }
    }
}

#[tokio::test]
async fn an_unsolicited_response_is_accepted_once() {
    let case = Case::with(|it| it.allow_unsolicited()).await;
    let sp = case.sp();
    let xml = unsolicited().xml();
    sp.finish_unsolicited(&xml).await.unwrap();
    assert_eq!(error_kind(&sp.finish_unsolicited(&xml).await.unwrap_err()), Replayed);
    // In other words, with the same ID.
    let other = unsolicited().response_signed().xml();
    assert_eq!(error_kind(&sp.finish_unsolicited(&other).await.unwrap_err()), Replayed);
}

#[tokio::test]
async fn an_assertion_is_accepted_for_one_request() {
    let case = Case::new().await;
    let sp = case.sp();
    let other = sp.client.login().build().unwrap();
    sp.finish(&case.request, &case.xml()).await.unwrap();
    let error = sp.finish(&other, &Document::genuine(other.id()).xml()).await.unwrap_err();
    assert_eq!(error_kind(&error), Replayed);
}

#[tokio::test]
async fn other_writings_of_one_response_are_the_same_response() {
    let case = Case::new().await;
    let sp = case.sp();
    let xml = case.xml();
    sp.finish(&case.request, &xml).await.unwrap();
    for other in [xml.replace('"', "'"), format!("<!-- -->{xml}"), format!("{xml}\n")] {
        let error = sp.finish(&case.request, &other).await.unwrap_err();
        assert_eq!(error_kind(&error), Replayed);
    }
}

#[tokio::test]
async fn of_two_concurrent_sign_ins_one_is_accepted() {
    let case = Case::new().await;
    let sp = case.sp();
    let xml = case.xml();
    let (first, second) =
        tokio::join!(sp.finish(&case.request, &xml), sp.finish(&case.request, &xml));
    assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
}

#[tokio::test]
async fn the_memory_of_the_process_is_the_default() {
    let case = Case::with(|it| it.replay_store(MemoryReplayStore::new())).await;
    let sp = case.sp();
    sp.finish(&case.request, &case.xml()).await.unwrap();
    let error = sp.finish(&case.request, &case.xml()).await.unwrap_err();
    assert_eq!(error_kind(&error), Replayed);
    let clone = sp.client.clone();
    let response = genauth::saml::SamlResponse::from_form(saml::form(&case.xml(), None)).unwrap();
    assert_eq!(error_kind(&clone.finish(&case.request, &response).await.unwrap_err()), Replayed);
}

#[tokio::test]
async fn a_store_that_fails_refuses_the_response() {
    let case = Case::new().await;
    let sp = case.sp();
    sp.store.fail(true);
    let error = sp.finish(&case.request, &case.xml()).await.unwrap_err();
    assert_eq!(error_kind(&error), ReplayStore);
    assert!(!format!("{error} {error:?}").contains("alice"));
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn request_and_assertion_are_stored_until_they_expire() {
    let case = Case::new().await;
    let sp = case.sp();
    sp.finish(&case.request, &case.xml()).await.unwrap();
    let calls = sp.store.calls();
    assert_eq!(calls.len(), 2);
    assert_ne!(calls[0].0, calls[1].0);
    let now = UNIX_EPOCH + Duration::from_secs(saml::NOW);
    for (key, until) in calls {
        assert!(!key.contains("alice") && key.len() < 200, "{key}");
        let until: SystemTime = until;
        // The bounds, and the leeway of a minute.
        assert!(until >= now + Duration::from_secs(360), "{key}");
        assert!(until <= now + Duration::from_secs(11 * 60), "{key}");
    }
}

/// IDs are those of one identity provider.
#[tokio::test]
async fn equal_ids_of_two_identity_providers_differ() {
    let case = Case::with(|it| it.allow_unsolicited()).await;
    let sp = case.sp();
    sp.finish_unsolicited(&unsolicited().xml()).await.unwrap();
    let (other, store) = ("https://other.example/metadata", sp.store.clone());
    let metadata = IdpMetadata::from_certificates(other, [saml::SECOND.pem()]).unwrap();
    let sp = Sp::with(|it| it.allow_unsolicited().idp_metadata(metadata).replay_store(store));
    let sp = sp.unwrap();
    let mut document = unsolicited();
    document.response.issuer = Some(other.to_owned());
    document.assertion().issuer = Some(other.to_owned());
    document.sign_assertion = Some(Signing::by(&saml::SECOND));
    let identity = sp.finish_unsolicited(&document.xml()).await.unwrap();
    assert_eq!(identity.issuer, other);
    assert_ne!(identity.issuer, IDP_ENTITY_ID);
}
