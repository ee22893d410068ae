//! The replay store: the order of its calls, and what a refused response leaves in it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use genauth::saml::SamlErrorKind::{
    self as Kind, Audience, Digest, Expired, InResponseTo, ReplayStore as StoreFailed, Replayed,
    RequestExpired,
};
use genauth::saml::{MemoryReplayStore, ReplayStore};
use genauth::{StoreError, StoreFuture};
use saml::{Case, Document, Edit, Sp, at, error_kind};

/// Fails at the call of this number.
#[derive(Clone)]
struct Failing {
    calls: Arc<AtomicUsize>,
    at: usize,
}

impl ReplayStore for Failing {
    fn insert<'a>(&'a self, key: &'a str, _: SystemTime) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
            if call == self.at {
                Err(StoreError::from(format!("no {}", key.len())))
            } else {
                Ok(true)
            }
        })
    }
}

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(saml::NOW)
}

async fn kind(sp: &Sp, case: &Case, xml: &str) -> Kind {
    error_kind(&sp.finish(&case.request, xml).await.unwrap_err())
}

#[tokio::test]
async fn a_store_that_fails_at_any_call_refuses_the_response() {
    let case = Case::new().await;
    for at in [1, 2] {
        let store = Failing { calls: Arc::default(), at };
        let calls = Arc::clone(&store.calls);
        let sp = Sp::with(|it| it.replay_store(store)).unwrap();
        let error = sp.finish(&case.request, &case.xml()).await.unwrap_err();
        assert_eq!(error_kind(&error), StoreFailed);
        // At the second call, the login request is used up.
        assert_eq!(error.is_retryable(), at == 1);
        assert!(!format!("{error} {error:?}").contains("alice"));
        assert_eq!(calls.load(Ordering::SeqCst), at);
        if error.is_retryable() {
            assert_eq!(sp.finish(&case.request, &case.xml()).await.unwrap(), case.genuine);
        }
    }
}

#[tokio::test]
async fn a_full_store_refuses_every_response() {
    let case =
        Case::with(|it| it.replay_store(MemoryReplayStore::new().capacity(2).clock(now))).await;
    let (sp, other) = (case.sp(), case.sp().client.login().build().unwrap());
    sp.finish(&case.request, &case.xml()).await.unwrap();
    let mut document = Document::genuine(other.id());
    document.assertion().id = Some("_other".to_owned());
    let error = sp.finish(&other, &document.xml()).await.unwrap_err();
    assert_eq!(error_kind(&error), StoreFailed);
    // The first response is still known.
    assert_eq!(kind(&sp, &case, &case.xml()).await, Replayed);
}

#[tokio::test]
async fn a_second_assertion_for_one_request_is_refused_and_stays_unused() {
    let case = Case::with(|it| it.allow_unsolicited()).await;
    let sp = case.sp();
    sp.finish(&case.request, &case.xml()).await.unwrap();
    let xml = case.signed(|it| it.assertion().id = Some("_assertion-2".to_owned()));
    assert_eq!(kind(&sp, &case, &xml).await, Replayed);
    assert_eq!(sp.store.calls().len(), 3);
    // The ID of the response is not that of the assertion.
    let xml = case.signed(|it| it.response.id = Some("_response-2".to_owned()));
    assert_eq!(kind(&sp, &case, &xml).await, Replayed);
}

#[tokio::test]
async fn checks_come_before_the_store() {
    let case = Case::new().await;
    let sp = case.sp();
    let other = sp.client.login().build().unwrap();
    sp.finish(&case.request, &case.xml()).await.unwrap();
    let used = sp.store.calls().len();
    let audience = case.signed(|it| {
        it.assertion().conditions().audiences = vec![vec!["https://other.example".to_owned()]];
    });
    assert_eq!(kind(&sp, &case, &audience).await, Audience);
    let forged = case.xml().swap(">staff<", ">admin<");
    assert_eq!(kind(&sp, &case, &forged).await, Digest);
    let error = sp.finish(&other, &case.xml()).await.unwrap_err();
    assert_eq!(error_kind(&error), InResponseTo);
    sp.set_clock(400_000);
    assert_eq!(kind(&sp, &case, &case.xml()).await, Expired);
    sp.set_clock(600_001);
    assert_eq!(kind(&sp, &case, &case.xml()).await, RequestExpired);
    assert_eq!(sp.store.calls().len(), used);
}

/// A response is known as long as it could be accepted.
#[tokio::test]
async fn a_response_is_known_until_its_last_moment() {
    let case = Case::with(|it| it.replay_store(MemoryReplayStore::new())).await;
    let xml = case.signed(|it| {
        it.assertion().conditions().not_on_or_after = Some(at(500));
        it.assertion().confirmation().not_on_or_after = Some(at(400));
    });
    let sp = case.sp();
    sp.finish(&case.request, &xml).await.unwrap();
    for millis in [0, 399_999, 459_999] {
        sp.set_clock(millis);
        assert_eq!(kind(&sp, &case, &xml).await, Replayed, "{millis}");
    }
    sp.set_clock(460_000);
    assert_eq!(kind(&sp, &case, &xml).await, Expired);
}
