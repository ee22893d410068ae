//! Sessions without a store: refresh, failures of the provider, sign-out.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use genauth::oidc::{AuthorizationRequest, StoredSession, TokenSet, UserSession};
use genauth::{AuthenticationClient, OidcErrorKind as Kind, RetryPolicy, TokenErrorKind};
use serde_json::{Value, json};
use support::Reply;
use support::raw::{Act, RawServer};
use tokio::sync::Semaphore;

use crate::provider::*;
use crate::session_support::*;

/// Returns a session whose access token is valid for an hour, and its clock.
async fn session(provider: &Provider, changes: Value) -> (UserSession, TestClock) {
    let clock = TestClock::new();
    let oidc = client(provider, &clock);
    let sign_in = sign_in(provider, &oidc, changes, json!({})).await;
    (oidc.session(sign_in), clock)
}

async fn access_token(session: &UserSession) -> String {
    session.access_token().await.unwrap().expose().to_owned()
}

#[tokio::test]
async fn a_token_is_refreshed_shortly_before_it_expires() {
    let provider = Provider::start().await;
    let (session, clock) = session(&provider, json!({})).await;
    rotate(&provider, json!({}));
    clock.advance(3_500);
    assert_eq!(access_token(&session).await, "access-1");
    clock.advance(75);
    assert_eq!(access_token(&session).await, "access-2");
    assert_eq!(access_token(&session).await, "access-2");
    clock.advance(3_600);
    assert_eq!(access_token(&session).await, "access-3");
    assert_eq!(refresh_tokens(&provider), ["refresh-1", "refresh-2"]);
}

#[tokio::test]
async fn a_short_lifetime_does_not_mean_a_refresh_for_each_call() {
    let provider = Provider::start().await;
    let (session, clock) = session(&provider, json!({"expires_in": 20})).await;
    rotate(&provider, json!({"expires_in": 20}));
    for _ in 0..5 {
        assert_eq!(access_token(&session).await, "access-1");
    }
    clock.advance(16);
    for _ in 0..5 {
        assert_eq!(access_token(&session).await, "access-2");
    }
    assert_eq!(refresh_tokens(&provider), ["refresh-1"]);
}

/// E6.
#[tokio::test]
async fn tokens_that_a_refresh_does_not_replace_are_kept() {
    let provider = Provider::start().await;
    let (session, clock) = session(&provider, json!({})).await;
    let id_token = session.id_token();
    provider.script().tokens = vec![tokens(2, json!({"refresh_token": null}))];
    for _ in 0..2 {
        clock.advance(3_600);
        assert_eq!(access_token(&session).await, "access-2");
        assert_eq!(session.id_token(), id_token);
    }
    assert_eq!(refresh_tokens(&provider), ["refresh-1", "refresh-1"]);
    assert_eq!(session.stored().tokens.scopes, ["openid", "profile"]);
}

/// E7.
#[tokio::test]
async fn a_refreshed_id_token_of_another_user_is_rejected_and_changes_nothing() {
    for (changes, expected) in [
        (json!({"sub": "u2"}), Some(TokenErrorKind::Subject)),
        (json!({"auth_time": NOW - 1}), Some(TokenErrorKind::AuthTime)),
        (json!({"azp": APP_ID}), Some(TokenErrorKind::AuthorizedParty)),
        (json!({"aud": [APP_ID, "api"]}), Some(TokenErrorKind::AuthorizedParty)),
        (json!({"aud": ["api", APP_ID], "azp": APP_ID}), None),
    ] {
        let provider = Provider::start().await;
        let clock = TestClock::new();
        let builder = provider.builder().trusted_audience("api").clock(clock.clone());
        let oidc = builder.build().unwrap();
        let first = match expected {
            None => json!({"aud": [APP_ID, "api"], "azp": APP_ID, "auth_time": NOW - 9}),
            Some(_) => json!({"auth_time": NOW - 9}),
        };
        let session = oidc.session(sign_in(&provider, &oidc, json!({}), first.clone()).await);
        let before = session.stored();
        let claims = changed(changed(provider.id(json!({})), first), changes.clone());
        let id_token = K1.token(&claims);
        provider.script().tokens = vec![tokens(2, json!({"id_token": id_token}))];
        for is_expired in [false, true] {
            if is_expired {
                clock.advance(3_600);
            }
            let found = match is_expired {
                false => session.refresh().await.map_err(|error| token_kind(&error).unwrap()),
                true => session.access_token().await.map(|_| ()).map_err(|error| {
                    assert!(!error.is_retryable());
                    token_kind(&error).unwrap()
                }),
            };
            match expected {
                Some(kind) => {
                    assert_eq!(found, Err(kind), "{changes}");
                    assert_eq!(session.stored(), before);
                }
                None => assert_eq!(found, Ok(()), "{changes}"),
            }
            wait(Duration::from_secs(31)).await;
        }
    }
}

/// E8.
#[tokio::test]
async fn an_unstated_lifetime_is_that_of_the_jwt_or_of_the_token_before() {
    let provider = Provider::start().await;
    let jwt = K1.token(&provider.access(json!({"exp": NOW + 3_600 + 600})));
    for (first, changes, expected) in [
        (json!({}), json!({"access_token": jwt}), Some(NOW + 4_200)),
        (json!({}), json!({}), Some(NOW + 7_200)),
        (json!({"expires_in": null}), json!({}), None),
    ] {
        let (session, clock) = session(&provider, first).await;
        let unstated = changed(changes, json!({"expires_in": null}));
        let mut reply = json!({"access_token": "access-2", "refresh_token": "refresh-2"});
        reply = changed(reply, unstated);
        provider.script().tokens = vec![Reply::json(200, &reply)];
        clock.advance(3_600);
        session.refresh().await.unwrap();
        let expires_at = session.stored().tokens.expires_at;
        let expected = expected.map(|at| UNIX_EPOCH + Duration::from_secs(at as u64));
        assert_eq!(expires_at, expected);
        let before = provider.token_requests();
        for _ in 0..3 {
            session.access_token().await.unwrap();
        }
        assert_eq!(provider.token_requests(), before);
    }
}

/// Returns a session at a provider whose token endpoint fails in this way, and when it does.
async fn failing(
    provider: &Provider,
    failure: &str,
    clock: &TestClock,
) -> (UserSession, RawServer) {
    let raw = RawServer::start(|_| Act::Close(Vec::new())).await.unwrap();
    let reply = match failure {
        "503" => Reply::new(503, "unavailable"),
        "429" => Reply::json(429, &json!({"error": "slow_down"})).header("retry-after", "5"),
        "timeout" => Reply::Silence,
        _ => {
            let token_endpoint = format!("{}/token", raw.host());
            provider.script().metadata = json!({"token_endpoint": token_endpoint});
            Reply::Silence
        }
    };
    let app = AuthenticationClient::builder(APP_ID, provider.host()).app_secret(SECRET);
    let app = app.retry(RetryPolicy::never()).timeout(Duration::from_millis(200)).build().unwrap();
    let oidc = app.oidc().clock(clock.clone()).build().unwrap();
    let stored: StoredSession = serde_json::from_value(json!({
        "tokens": {
            "access_token": "access-1", "refresh_token": "refresh-1", "lifetime": 3600,
            "expires_at": NOW + 3_600,
        },
        "created_at": NOW, "version": 0,
    }))
    .unwrap();
    provider.script().tokens = vec![reply];
    (oidc.restore_session(stored), raw)
}

/// S2.
#[tokio::test]
async fn an_unavailable_provider_does_not_end_the_session() {
    for failure in ["503", "429", "timeout", "reset"] {
        let provider = Provider::start().await;
        let clock = TestClock::new();
        let (session, raw) = failing(&provider, failure, &clock).await;
        let requests = || provider.token_requests() + raw.requests();
        // The access token is valid for another 30 seconds.
        clock.advance(3_570);
        assert_eq!(access_token(&session).await, "access-1", "{failure}");
        assert_eq!(requests(), 1, "{failure}");
        // The provider is left alone for a moment.
        clock.advance(30);
        let error = session.access_token().await.unwrap_err();
        assert!(error.is_retryable() && !error.is_unauthenticated(), "{failure}: {error:?}");
        let pause = if failure == "429" { 5 } else { 1 };
        if failure == "429" {
            assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
        }
        wait(Duration::from_millis(pause * 1_000 - 500)).await;
        assert!(session.access_token().await.unwrap_err().is_retryable(), "{failure}");
        assert_eq!(requests(), 1, "{failure}");
        wait(Duration::from_millis(600)).await;
        assert!(session.access_token().await.unwrap_err().is_retryable(), "{failure}");
        assert_eq!(requests(), 2, "{failure}");
        // It recovers.
        if failure != "reset" {
            provider.script().tokens = vec![tokens(2, json!({}))];
            wait(Duration::from_millis(pause * 1_000 + 100)).await;
            assert_eq!(access_token(&session).await, "access-2", "{failure}");
        }
    }
}

#[tokio::test]
async fn a_server_error_is_tolerated_while_the_token_is_valid() {
    let provider = Provider::start().await;
    let (session, clock) = session(&provider, json!({})).await;
    provider.script().tokens = vec![Reply::json(500, &json!({"error": "server_error"}))];
    clock.advance(3_580);
    assert_eq!(access_token(&session).await, "access-1");
}

#[tokio::test]
async fn a_rejected_refresh_token_ends_the_session_and_is_not_sent_again() {
    let provider = Provider::start().await;
    let (session, clock) = session(&provider, json!({})).await;
    let stored = session.stored();
    let other = client(&provider, &clock).restore_session(stored);
    provider.script().tokens = vec![invalid_grant()];
    clock.advance(3_600);
    for _ in 0..3 {
        let error = session.access_token().await.unwrap_err();
        assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
        assert!(error.is_unauthenticated() && !error.is_retryable());
        wait(Duration::from_secs(31)).await;
    }
    assert_eq!(refresh_tokens(&provider), ["refresh-1"]);
    // Another process does not know.
    assert!(other.access_token().await.is_err());
    assert_eq!(refresh_tokens(&provider).len(), 2);
}

#[tokio::test]
async fn a_session_without_a_refresh_token_ends_with_its_access_token() {
    let provider = Provider::start().await;
    let (session, clock) = session(&provider, json!({"refresh_token": null})).await;
    clock.advance(3_599);
    assert_eq!(access_token(&session).await, "access-1");
    let error = session.refresh().await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
    assert!(error.to_string().contains("offline_access"), "{error}");
}

#[tokio::test]
async fn concurrent_calls_and_handles_make_one_request() {
    let provider = Provider::start().await;
    let clock = TestClock::new();
    let oidc = client(&provider, &clock);
    let first = oidc.session(sign_in(&provider, &oidc, json!({}), json!({})).await);
    let second = oidc.restore_session(first.stored());
    let gate = Arc::new(Semaphore::new(0));
    provider.script().tokens = vec![tokens(2, json!({})).held(&gate), invalid_grant()];
    clock.advance(3_600);
    let open = async {
        support::until(|| provider.token_requests() == 2).await;
        gate.add_permits(1);
    };
    let (clone, thread) = (first.clone(), first.clone());
    let thread = tokio::spawn(async move { access_token(&thread).await });
    let (a, b, c, ()) =
        tokio::join!(access_token(&first), access_token(&second), access_token(&clone), open);
    assert_eq!([a, b, c, thread.await.unwrap()], ["access-2"; 4]);
    assert_eq!(refresh_tokens(&provider), ["refresh-1"]);
}

#[tokio::test]
async fn tabs_with_the_same_old_session_get_the_same_tokens() {
    let provider = Provider::start().await;
    let clock = TestClock::new();
    let oidc = client(&provider, &clock);
    let session = oidc.session(sign_in(&provider, &oidc, json!({}), json!({})).await);
    let cookie = serde_json::to_string(&session.stored()).unwrap();
    let tab = || oidc.restore_session(serde_json::from_str(&cookie).unwrap());
    let reused = rotate(&provider, json!({}));
    clock.advance(3_600);
    assert_eq!(access_token(&tab()).await, "access-2");
    wait(Duration::from_secs(29)).await;
    assert_eq!(access_token(&tab()).await, "access-2");
    assert!(reused.lock().unwrap().is_empty());
    wait(Duration::from_secs(2)).await;
    let error = tab().access_token().await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
}

#[tokio::test]
async fn an_old_session_follows_results_that_have_expired() {
    let provider = Provider::start().await;
    let clock = TestClock::new();
    let oidc = client(&provider, &clock);
    let sign_in = sign_in(&provider, &oidc, json!({"expires_in": 7}), json!({})).await;
    let first = oidc.session(sign_in);
    let old = oidc.restore_session(first.stored());
    let reused = rotate(&provider, json!({"expires_in": 7}));
    for number in 2..5 {
        clock.advance(7);
        assert_eq!(access_token(&first).await, format!("access-{number}"));
    }
    clock.advance(7);
    assert_eq!(access_token(&old).await, "access-5");
    assert!(reused.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_provider_without_rotation_is_asked_for_each_lifetime() {
    let provider = Provider::start().await;
    let (session, clock) = session(&provider, json!({"expires_in": 7})).await;
    for number in 2..5 {
        let same = json!({"refresh_token": "refresh-1", "expires_in": 7});
        provider.script().tokens = vec![tokens(number, same)];
        clock.advance(7);
        assert_eq!(access_token(&session).await, format!("access-{number}"));
    }
}

#[tokio::test]
async fn a_dropped_call_does_not_lose_the_tokens() {
    let provider = Provider::start().await;
    let (session, clock) = session(&provider, json!({})).await;
    let gate = Arc::new(Semaphore::new(0));
    provider.script().tokens = vec![tokens(2, json!({})).held(&gate), invalid_grant()];
    clock.advance(3_600);
    let dropped = tokio::time::timeout(Duration::from_millis(100), session.access_token()).await;
    assert!(dropped.is_err());
    gate.add_permits(1);
    assert_eq!(access_token(&session).await, "access-2");
}

/// L1.
#[tokio::test]
async fn a_logout_url_has_the_id_token_if_there_is_one() {
    let provider = Provider::start().await;
    let (session, clock) = session(&provider, json!({})).await;
    let oidc = client(&provider, &clock);
    clock.advance(100_000);
    session.end().await.unwrap();
    let error = session.access_token().await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
    let revocation = &provider.requests("/oidc/token/revocation")[0];
    assert_eq!(form(revocation, "token").as_deref(), Some("refresh-1"));

    let hint = |url: &str| {
        let url = url::Url::parse(url).unwrap();
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        assert!(pairs.contains(&("client_id".into(), APP_ID.into())), "{pairs:?}");
        pairs.into_iter().find(|(name, _)| name == "id_token_hint").map(|(_, value)| value)
    };
    let url = oidc.logout_url().id_token(session.id_token()).build().await.unwrap();
    assert_eq!(hint(&url).as_deref(), session.id_token().as_ref().map(|it| it.expose()));
    let without = TokenSet::new("access");
    let url = oidc.logout_url().id_token(without.id_token).build().await.unwrap();
    assert_eq!(hint(&url), None);

    let provider = Provider::start().await;
    provider.script().metadata = json!({"end_session_endpoint": null});
    let error = client(&provider, &clock).logout_url().build().await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::Unsupported));
}

#[tokio::test]
async fn serialized_values_are_the_same_again_and_debug_shows_no_token() {
    let provider = Provider::start().await;
    // The clock of the system has fractions of seconds.
    let oidc = provider.app().oidc().redirect_uri(REDIRECT_URI).build().unwrap();
    let mut tokens = TokenSet::new("sentinel-access").with_lifetime(Duration::from_secs(3_600));
    tokens = tokens.with_refresh_token("sentinel-refresh").with_id_token("sentinel-id");
    tokens.extra.insert("device_secret".to_owned(), "sentinel-device".into());
    let session = oidc.session(genauth::oidc::SignIn::new(tokens.clone(), None));
    let stored = session.stored();
    let request = oidc.authorize().max_age(Duration::from_secs(60)).build().await.unwrap();

    let text = serde_json::to_string(&tokens).unwrap();
    assert_eq!(serde_json::from_str::<TokenSet>(&text).unwrap(), tokens);
    let text = serde_json::to_string(&stored).unwrap();
    assert_eq!(serde_json::from_str::<StoredSession>(&text).unwrap(), stored);
    let text = serde_json::to_string(&request).unwrap();
    let restored: AuthorizationRequest = serde_json::from_str(&text).unwrap();
    assert_eq!(restored, request);

    let shown = format!("{tokens:?} {stored:?} {session:?} {request:?} {oidc:?}");
    assert!(!shown.contains("sentinel") && !shown.contains(request.state()), "{shown}");
    for invalid in ["{}", "[]", r#"{"tokens":{"access_token":"sentinel"},"version":-1}"#] {
        let error = serde_json::from_str::<StoredSession>(invalid).unwrap_err();
        assert!(!error.to_string().contains("sentinel"), "{error}");
    }
}
