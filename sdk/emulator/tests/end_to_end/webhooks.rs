//! Webhooks: their settings, deliveries, retries and history.

use std::time::Duration;

use genauth::{
    Error,
    authentication::GetProfileParams,
    management::{
        DelayUnit, DeleteWebhookDto, GetWebhookParams, ListWebhookLogs, ListWebhookLogsData,
        ListWebhooksParams, TriggerWebhookDto, UpdateWebhookDto, WebhookContentType,
        WebhookRetryConfigV3Dto,
    },
};
use genauth_emulator::{Emulator, demo};
use serde_json::{Map, Value, json};

use crate::{
    accounts::{PASSWORD, codes, signed_in},
    webhook_receiver::{Behavior, Receiver, listen, settings},
};

async fn logs(emulator: &Emulator, id: &str) -> ListWebhookLogsData {
    emulator.webhooks_sent().await;
    emulator.management().get_webhook_logs(ListWebhookLogs::new(id).limit(50)).await.unwrap()
}

async fn sign_up(emulator: &Emulator, name: &str) {
    emulator.authentication().sign_up_by_username_password(name, PASSWORD).await.unwrap();
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[tokio::test]
async fn settings_are_kept() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let created = listen(&emulator, "http://localhost/a", &["user:created", "login"]).await;
    assert!(created.enabled);
    let id = &*created.webhook_id;
    assert_eq!(admin.get_webhook(GetWebhookParams::new(id)).await.unwrap(), created);
    let updated = admin.update_webhook(UpdateWebhookDto::new(id).name("New").enabled(false));
    let updated = updated.await.unwrap();
    assert_eq!((updated.name.as_str(), updated.enabled), ("New", false));
    assert_eq!((&updated.url, &updated.events), (&created.url, &created.events));
    listen(&emulator, "https://localhost/b", &["login"]).await;
    let page = admin.list_webhooks(ListWebhooksParams::new().limit(1).page(2)).await.unwrap();
    assert_eq!((page.total_count, page.list[0].url.as_str()), (2, "https://localhost/b"));
    let ids = vec![id.to_owned(), "unknown".to_owned()];
    assert!(admin.delete_webhook(DeleteWebhookDto::new(ids)).await.unwrap().success);
    assert_eq!(codes(admin.get_webhook(GetWebhookParams::new(id)).await).0, 404);
    assert_eq!(codes(admin.update_webhook(UpdateWebhookDto::new(id)).await).0, 404);
    assert_eq!(logs(&emulator, id).await.total_count, 0, "no error");
    for invalid in [
        settings("ftp://localhost", &["login"]),
        settings("localhost", &["login"]),
        settings("http://localhost", &[]),
        settings("http://localhost", &["login"]).secret("a\nb"),
        settings("http://localhost", &["unknown:event"]),
    ] {
        assert_eq!(codes(admin.create_webhook(invalid).await).0, 400);
    }
    let events = admin.get_webhook_event_list().await.unwrap();
    let categories: Vec<_> = events.categories.iter().map(|it| it.value.as_str()).collect();
    assert!(categories.contains(&"organization"));
    assert!(events.events.iter().all(|it| categories.contains(&it.category.as_str())));
    assert!(events.events.iter().any(|it| it.value == "user:created" && it.category == "user"));
}

#[tokio::test]
async fn event_is_delivered_with_the_documented_headers() {
    let emulator = Emulator::start().await.unwrap();
    let mut receiver = Receiver::start(&[]).await;
    let webhook = listen(&emulator, &receiver.url, &["user:created"]).await;
    sign_up(&emulator, "bob").await;
    let request = receiver.next().await;
    assert_eq!(request.header("user-agent"), Some("authing-webhook@2.0"));
    assert_eq!(request.header("x-authing-webhook-secret"), Some("secret"));
    assert_eq!(request.header("x-authing-userpool-id"), Some(demo::POOL_ID));
    assert_eq!(request.header("content-type"), Some("application/json"));
    let (name, data) = request.event();
    assert_eq!((name.as_str(), &data["username"]), ("user:created", &json!("bob")));
    assert_eq!(data["userPoolId"], demo::POOL_ID);
    let text = String::from_utf8_lossy(&request.body).to_lowercase();
    assert!(!text.contains("argon2") && !text.contains(PASSWORD) && !text.contains("salt"));
    let logs = logs(&emulator, &webhook.webhook_id).await;
    assert_eq!(logs.total_count, 1);
    let log = &logs.list[0];
    assert!(log.success && log.error_message.is_none());
    assert_eq!((log.event_name.as_str(), log.response_status_code), ("user:created", 200));
    assert_eq!(log.request_body["data"], data);
    assert_eq!(log.request_headers["x-authing-webhook-secret"], "secret");
    assert_eq!(log.response_body, object(json!({"received": true})));
    assert_eq!(log.response_headers["content-type"], "application/json");
}

#[tokio::test]
async fn form_has_the_data_as_json() {
    let emulator = Emulator::start().await.unwrap();
    let mut receiver = Receiver::start(&[]).await;
    let mut webhook = settings(&receiver.url, &["user:created"]);
    webhook.content_type = WebhookContentType::ApplicationXWwwFormUrlencoded;
    webhook.secret = None;
    emulator.management().create_webhook(webhook).await.unwrap();
    sign_up(&emulator, "bob").await;
    let request = receiver.next().await;
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.header("x-authing-webhook-secret"), None);
    let pairs: Vec<_> = url::form_urlencoded::parse(&request.body).into_owned().collect();
    let field = |name: &str| pairs.iter().find(|(it, _)| it == name).unwrap().1.clone();
    assert_eq!(field("eventName"), "user:created");
    let data: Value = serde_json::from_str(&field("data")).unwrap();
    assert_eq!(data["username"], "bob");
}

#[tokio::test]
async fn failed_deliveries_are_retried_by_the_virtual_clock() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let failing = [Behavior::Status(500), Behavior::Status(503), Behavior::Status(404)];
    let mut receiver = Receiver::start(&failing).await;
    let retries =
        WebhookRetryConfigV3Dto::new(true).count(2).delay(5).delay_unit(DelayUnit::Minute);
    let webhook = settings(&receiver.url, &["user:created"]).retry_config(retries);
    let webhook = emulator.management().create_webhook(webhook).await.unwrap();
    sign_up(&emulator, "bob").await;
    for attempt in 1..=3 {
        emulator.webhooks_sent().await;
        assert_eq!(receiver.received().len(), 1, "attempt {attempt}");
        emulator.clock().advance(Duration::from_secs(299));
        emulator.webhooks_sent().await;
        assert_eq!(receiver.received().len(), 0);
        emulator.clock().advance(Duration::from_secs(1));
    }
    let logs = logs(&emulator, &webhook.webhook_id).await;
    assert_eq!(receiver.received().len(), 0, "no retries are left");
    let statuses: Vec<i64> = logs.list.iter().map(|log| log.response_status_code).collect();
    assert_eq!(statuses, [404, 503, 500], "the latest first");
    assert!(logs.list.iter().all(|log| !log.success && log.error_message.is_some()));
    assert!(logs.list[0].timestamp > logs.list[1].timestamp);
}

#[tokio::test]
async fn delivery_without_retries_fails_once() {
    let emulator = Emulator::start().await.unwrap();
    let mut receiver = Receiver::start(&[Behavior::Redirect, Behavior::Status(500)]).await;
    let off = WebhookRetryConfigV3Dto::new(false).count(5);
    let webhook = settings(&receiver.url, &["user:created"]).retry_config(off);
    let webhook = emulator.management().create_webhook(webhook).await.unwrap();
    sign_up(&emulator, "bob").await;
    sign_up(&emulator, "eve").await;
    let logs = logs(&emulator, &webhook.webhook_id).await;
    emulator.clock().advance(Duration::from_secs(86_400));
    emulator.webhooks_sent().await;
    assert_eq!(receiver.received().len(), 2, "no redirect is followed, and nothing retried");
    assert_eq!(logs.list[1].response_status_code, 302);
    assert!(!logs.list[1].success);
}

#[tokio::test]
async fn slow_receiver_is_logged_as_a_timeout() {
    let builder = Emulator::builder().webhook_timeout(Duration::from_millis(50));
    let emulator = builder.start().await.unwrap();
    let receiver = Receiver::start(&[Behavior::Stall]).await;
    let webhook = listen(&emulator, &receiver.url, &["user:created"]).await;
    sign_up(&emulator, "bob").await;
    let logs = logs(&emulator, &webhook.webhook_id).await;
    assert_eq!(logs.list[0].error_message.as_deref(), Some("ERRTIMEOUT"));
    assert_eq!((logs.list[0].response_status_code, logs.list[0].success), (0, false));
}

#[tokio::test]
async fn only_loopback_receives_requests() {
    let emulator = Emulator::start().await.unwrap();
    let mut receiver = Receiver::start(&[]).await;
    let named = receiver.url.replace("127.0.0.1", "localhost");
    listen(&emulator, &named, &["user:created"]).await;
    let refused = listen(&emulator, "http://192.0.2.1/", &["user:created"]).await;
    let resolved = listen(&emulator, "https://example.com/", &["user:created"]).await;
    let closed = listen(&emulator, "http://127.0.0.1:1/", &["user:created"]).await;
    sign_up(&emulator, "bob").await;
    assert_eq!(receiver.next().await.event().0, "user:created");
    for (webhook, problem) in [
        (refused, "only to loopback"),
        (resolved, "only to loopback"),
        (closed, "connection failed"),
    ] {
        let logs = logs(&emulator, &webhook.webhook_id).await;
        let log = &logs.list[0];
        assert!(log.error_message.as_ref().unwrap().contains(problem), "{log:?}");
        assert!(!log.success);
    }
}

#[tokio::test]
async fn disabled_webhook_sends_nothing() {
    let emulator = Emulator::start().await.unwrap();
    let mut receiver = Receiver::start(&[]).await;
    let webhook = settings(&receiver.url, &["user:created"]).enabled(false);
    let webhook = emulator.management().create_webhook(webhook).await.unwrap();
    listen(&emulator, &receiver.url, &["user:deleted"]).await;
    sign_up(&emulator, "bob").await;
    let trigger = TriggerWebhookDto::new(&*webhook.webhook_id);
    assert_eq!(codes(emulator.management().trigger_webhook(trigger).await).0, 422);
    assert_eq!(receiver.events(&emulator).await, []);
    let enable = UpdateWebhookDto::new(&*webhook.webhook_id).enabled(true);
    emulator.management().update_webhook(enable).await.unwrap();
    sign_up(&emulator, "eve").await;
    assert_eq!(receiver.events(&emulator).await.len(), 1);
}

#[tokio::test]
async fn webhook_can_be_triggered_by_hand() -> Result<(), Error> {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let mut receiver = Receiver::start(&[]).await;
    let webhook = listen(&emulator, &receiver.url, &["user:created"]).await;
    let id = &*webhook.webhook_id;
    let response = admin.trigger_webhook(TriggerWebhookDto::new(id)).await?.response;
    assert_eq!(serde_json::to_value(response).unwrap(), json!({"received": true}));
    let (name, data) = receiver.next().await.event();
    assert_eq!((name.as_str(), data), ("test", json!({"description": "A test from authing"})));
    let custom = TriggerWebhookDto::new(id)
        .request_headers(object(json!({"X-Custom": "a", "Host": "evil.example"})))
        .request_body(object(json!({"own": 1})));
    admin.trigger_webhook(custom).await?;
    let request = receiver.next().await;
    assert_eq!(request.header("x-custom"), Some("a"));
    assert!(request.header("host").unwrap().starts_with("127.0.0.1:"));
    assert_eq!(&request.body[..], br#"{"own":1}"#);
    let invalid = TriggerWebhookDto::new(id).request_headers(object(json!({"a b": "c"})));
    assert_eq!(codes(admin.trigger_webhook(invalid).await).0, 400);
    drop(receiver);
    assert_eq!(codes(admin.trigger_webhook(TriggerWebhookDto::new(id)).await).0, 422);
    assert_eq!(codes(admin.trigger_webhook(TriggerWebhookDto::new("unknown")).await).0, 404);
    assert_eq!(logs(&emulator, id).await.total_count, 3);
    Ok(())
}

#[tokio::test]
async fn history_is_paginated() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let mut receiver = Receiver::start(&[]).await;
    let webhook = listen(&emulator, &receiver.url, &["user:updated"]).await;
    let user = signed_in(&emulator, "bob").await;
    for number in 0..20 {
        let update = genauth::authentication::UpdateUserProfileDto::new().name(number.to_string());
        user.update_profile(update).await.unwrap();
    }
    assert_eq!(receiver.events(&emulator).await.len(), 20);
    let page = ListWebhookLogs::new(&*webhook.webhook_id).page(2).limit(5);
    let page = admin.get_webhook_logs(page).await.unwrap();
    assert_eq!((page.total_count, page.list.len()), (20, 5));
    assert_eq!(page.list[0].request_body["data"]["updates"], json!({"name": "14"}));
}

#[tokio::test]
async fn saved_state_keeps_webhooks_history_and_retries() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let mut receiver = Receiver::start(&[Behavior::Status(500)]).await;
    let emulator = Emulator::builder().state_file(&file).start().await.unwrap();
    emulator.clock().stop();
    let retries = WebhookRetryConfigV3Dto::new(true).count(1).delay(1).delay_unit(DelayUnit::Hour);
    let webhook = settings(&receiver.url, &["user:created"]).retry_config(retries);
    let id = emulator.management().create_webhook(webhook).await.unwrap().webhook_id;
    sign_up(&emulator, "bob").await;
    assert_eq!(receiver.events(&emulator).await.len(), 1);
    emulator.stop().await.unwrap();
    let emulator = Emulator::builder().state_file(&file).start().await.unwrap();
    assert_eq!(logs(&emulator, &id).await.total_count, 1);
    assert_eq!(receiver.received().len(), 0);
    emulator.clock().advance(Duration::from_secs(3_600));
    assert_eq!(receiver.next().await.event().0, "user:created");
    assert_eq!(logs(&emulator, &id).await.total_count, 2);
    emulator.reset();
    let left = emulator.management().list_webhooks(ListWebhooksParams::new()).await.unwrap();
    assert_eq!(left.total_count, 0);
    assert!(emulator.authentication().get_profile(GetProfileParams::new()).await.is_err());
}
