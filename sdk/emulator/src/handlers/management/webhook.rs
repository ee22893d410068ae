//! Webhooks.
//!
//! # Assumptions
//!
//! - A webhook is enabled unless the request says otherwise. Its URL uses `http` or `https`.
//! - A disabled webhook sends nothing: requests that wait are dropped, and `triggerWebhook` is 422.
//! - An attempt succeeds with a response status from 200 to 299. A failed one is repeated `count` times
//!   (3 by default), `delay` units (one second by default) after the failure.
//! - The requests of a webhook are sent one at a time, in the order of the events; retries are sent
//!   between others.
//! - Requests go to loopback addresses and to `localhost` only; others are logged as failed. Redirects
//!   are not followed.
//! - `triggerWebhook` returns the response body if it is a JSON object, or else the text in `body`; if
//!   there is no response, it is 422. It is logged like other requests, as the event `test`.
//! - The log has the latest entry first. A response body that is not a JSON object is in `body`.

use std::collections::BTreeSet;

use genauth::management::{
    CreateWebhookDto, DeleteWebhookDto, GetWebhookParams, GetWebhooksData, IsSuccessDto,
    ListWebhookLogs, ListWebhookLogsData, TriggerWebhookDto, UpdateWebhookDto, WebhookDto,
    WebhookEvent,
};
use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::webhook::Request,
};

pub(super) const HANDLERS: Handlers = &[
    ("createWebhook", create_webhook),
    ("updateWebhook", update_webhook),
    ("getWebhook", get_webhook),
    ("listWebhooks", list_webhooks),
    ("deleteWebhook", delete_webhook),
    ("triggerWebhook", trigger_webhook),
    ("getWebhookLogs", get_webhook_logs),
    ("getWebhookEventList", get_webhook_event_list),
];

fn create_webhook(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateWebhookDto = call.body()?;
    check(Some(&body.url), Some(&body.events), body.secret.as_ref().map(|it| it.expose()))?;
    let (id, now) = (call.state.ids.object_id(), call.now.text());
    let mut webhook = WebhookDto::new()
        .webhook_id(id)
        .created_at(&*now)
        .updated_at(&*now)
        .name(body.name)
        .url(body.url)
        .content_type(body.content_type)
        .enabled(body.enabled.unwrap_or(true));
    webhook.events = Some(body.events);
    webhook.secret = body.secret;
    webhook.retry_config = body.retry_config;
    call.state.webhooks.insert(webhook.clone());
    Response::data(&webhook)
}

fn update_webhook(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateWebhookDto = call.body()?;
    let secret = body.secret.as_ref().map(|it| it.expose());
    check(body.url.as_deref(), body.events.as_deref(), secret)?;
    let webhook = &mut call.state.webhooks.find_mut(&body.webhook_id)?.dto;
    webhook.name = body.name.unwrap_or_else(|| webhook.name.clone());
    webhook.url = body.url.unwrap_or_else(|| webhook.url.clone());
    webhook.content_type = body.content_type.unwrap_or_else(|| webhook.content_type.clone());
    webhook.enabled = body.enabled.unwrap_or(webhook.enabled);
    webhook.events = body.events.or_else(|| webhook.events.take());
    webhook.secret = body.secret.or_else(|| webhook.secret.take());
    webhook.retry_config = body.retry_config.or_else(|| webhook.retry_config.take());
    webhook.updated_at = call.now.text();
    Response::data(&webhook.clone())
}

/// Checks the settings of a webhook.
fn check(
    url: Option<&str>,
    events: Option<&[WebhookEvent]>,
    secret: Option<&str>,
) -> Result<(), Failure> {
    let is_http =
        |url: &str| url::Url::parse(url).is_ok_and(|url| ["http", "https"].contains(&url.scheme()));
    if url.is_some_and(|url| !is_http(url)) {
        return Err(Failure::field("url", "must be an `http` or `https` URL"));
    }
    if events.is_some_and(<[_]>::is_empty) {
        return Err(Failure::field("events", "must not be empty"));
    }
    if secret.is_some_and(|secret| HeaderValue::from_str(secret).is_err()) {
        return Err(Failure::field("secret", "must not contain control characters"));
    }
    Ok(())
}

fn get_webhook(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetWebhookParams = call.params()?;
    Response::data(&call.state.webhooks.find(&params.webhook_id)?.dto)
}

fn list_webhooks(call: &mut Call<'_>) -> Result<Response, Failure> {
    let all = call.state.webhooks.iter().map(|webhook| webhook.dto.clone());
    let (list, total) = call.page()?.of(all);
    Response::data(&GetWebhooksData::new(total, list))
}

fn delete_webhook(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteWebhookDto = call.body()?;
    for id in &body.webhook_ids {
        call.state.webhooks.remove(id);
    }
    Response::data(&IsSuccessDto::new(true))
}

fn trigger_webhook(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: TriggerWebhookDto = call.body()?;
    let webhook = call.state.webhooks.find(&body.webhook_id)?.dto.clone();
    if !webhook.enabled {
        return Err(Failure::rule("the webhook is disabled"));
    }
    let mut headers = Vec::new();
    for (name, value) in body.request_headers.into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let is_valid = HeaderName::from_bytes(name.as_bytes()).is_ok()
            && HeaderValue::from_str(&value).is_ok();
        if !is_valid {
            return Err(Failure::field("requestHeaders", "has an invalid name or value"));
        }
        headers.push((name, value));
    }
    let test = || json!({"eventName": "test", "data": {"description": "A test from authing"}});
    let body = body.request_body.map_or_else(test, Value::Object);
    let event = body["eventName"].as_str().unwrap_or("test").to_owned();
    let pool_id = call.state.pool.id.clone();
    Ok(Response::Webhook(Box::new(Request { webhook, pool_id, event, body, headers })))
}

fn get_webhook_logs(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ListWebhookLogs = call.body()?;
    let (list, total) = call.page()?.of(call.state.webhooks.logs(&body.webhook_id).cloned());
    Response::data(&ListWebhookLogsData::new(total, list))
}

fn get_webhook_event_list(call: &mut Call<'_>) -> Result<Response, Failure> {
    let names = call.spec.enum_values("WebhookEvent");
    let category = |name: &str| match name.split_once(':') {
        Some((category, _)) => category.to_owned(),
        None => "user".to_owned(),
    };
    let shown = |name: &str| name.replace([':', '-'], " ");
    let categories: BTreeSet<String> = names.iter().map(|name| category(name)).collect();
    let categories = categories
        .iter()
        .map(|name| json!({"name": shown(name), "nameEn": shown(name), "value": name}));
    let events = names.iter().map(|name| {
        json!({
            "name": shown(name), "nameEn": shown(name), "value": name, "category": category(name),
        })
    });
    Ok(Response::Data(json!({
        "categories": categories.collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
    })))
}
