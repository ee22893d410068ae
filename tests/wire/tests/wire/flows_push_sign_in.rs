//! Push sign-in: confirmation on a phone.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use genauth::authentication::{PushCodeStatus, SignInByPushDto, SignInByPushOptionsDto};
use genauth::{Error, FlowEnd};
use serde_json::{Value, json};
use support::{Reply, Server, clients};

const SHORT: Duration = Duration::from_millis(2);
const STATUS: &str = "/api/v3/check-pushcode-status";

/// Starts a server that responds to status requests with these replies, repeating the last one.
async fn server(lifetime: i64, statuses: Vec<Value>) -> Server {
    let requests = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.path.as_str() {
        "/api/v3/signin-by-push" => {
            Reply::data(&json!({"pushCodeId": "ID", "expireTime": lifetime}))
        }
        STATUS => {
            let number = requests.fetch_add(1, Ordering::Relaxed).min(statuses.len() - 1);
            Reply::data(&statuses[number])
        }
        _ => Reply::new(404, ""),
    });
    server.await.unwrap()
}

#[tokio::test]
async fn an_approved_push_sign_in_returns_tokens() {
    let tokens = json!({"access_token": "ACCESS", "token_type": "Bearer", "expire_in": 7_200});
    let pushed = json!({"status": "PUSHED"});
    let authorized = json!({"status": "AUTHORIZED", "tokenSet": tokens});
    let server = server(120, vec![pushed.clone(), pushed, authorized]).await;
    let app = clients(&server).unwrap().user;
    let options = SignInByPushOptionsDto::new().scope("openid");
    let request = SignInByPushDto::new("bob").options(options);
    let mut sign_in = app.push_sign_in(request).await.unwrap().interval(SHORT);
    let begun = server.last().unwrap().json();
    assert_eq!(begun, json!({"account": "bob", "options": {"scope": "openid"}}));
    assert_eq!((sign_in.id(), sign_in.lifetime()), ("ID", Some(Duration::from_secs(120))));

    let status = sign_in.next_status().await.unwrap();
    assert_eq!(status.status, PushCodeStatus::Authorized);
    let signed_in = sign_in.wait().await.unwrap();
    assert_eq!(signed_in.access_token.as_ref().map(|it| it.expose()), Some("ACCESS"));
    assert_eq!(server.recorded().len(), 4);
    assert_eq!(server.last().unwrap().query, "pushCodeId=ID");
    assert!(!format!("{sign_in:?} {status:?}").contains("ACCESS"), "{sign_in:?}");
}

#[tokio::test]
async fn each_unsuccessful_end_has_its_own_error() {
    for (word, end) in [
        ("CANCELLED", FlowEnd::Canceled),
        ("EXPIRED", FlowEnd::Expired),
        ("ERROR", FlowEnd::Failed),
        ("AUTHORIZED", FlowEnd::Failed),
        ("PUSHED", FlowEnd::TimedOut),
    ] {
        let server = server(0, vec![json!({ "status": word })]).await;
        let app = clients(&server).unwrap().user;
        let sign_in = app.push_sign_in(SignInByPushDto::new("bob")).await.unwrap();
        assert_eq!(sign_in.lifetime(), None);
        let mut sign_in = sign_in.interval(SHORT);
        if word == "PUSHED" {
            sign_in = sign_in.deadline(Duration::from_millis(50));
        }
        let error = sign_in.wait().await.unwrap_err();
        assert!(matches!(&error, Error::Flow(flow) if flow.end() == end), "{word}: {error:?}");
    }
}
