//! Webhooks, the requests to send for them, and the log of the sent ones.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use genauth::management::{DelayUnit, WebhookDto, WebhookLogDto, WebhookRetryConfigV3Dto};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{clock::Timestamp, failure::Failure};

/// Maximum number of log entries of a webhook; older ones are dropped.
const KEPT: usize = 1_000;
/// Maximum number of requests that wait for one webhook.
const WAITING: usize = 100_000;
/// Number of retries if the webhook has none.
const RETRIES: i64 = 3;
/// Delay between retries if the webhook has none, in units.
const DELAY: i64 = 1;

/// Webhooks in creation order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Webhooks {
    webhooks: Vec<Webhook>,
    #[serde(default)]
    queues: BTreeMap<String, Queue>,
}

/// A webhook with its log, the oldest entry first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Webhook {
    /// The webhook, as represented in the API.
    pub dto: WebhookDto,
    logs: VecDeque<Arc<WebhookLogDto>>,
}

/// A request that waits to be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Waiting {
    /// Number in this process.
    #[serde(skip, default = "next_number")]
    pub number: u64,
    /// Name of the event.
    pub event: String,
    /// Data of the event.
    pub data: Arc<Value>,
    /// Number of failed attempts.
    pub failures: i64,
    /// Earliest time.
    pub due: Timestamp,
}

/// The requests of a webhook. One is sent at a time.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Queue {
    /// The one that is being sent.
    current: Option<Waiting>,
    /// Those without an attempt, in order.
    new: VecDeque<Waiting>,
    /// Those that failed, the earliest first.
    failed: VecDeque<Waiting>,
}

/// A request to send now.
#[derive(Clone, Debug)]
pub struct Request {
    /// The webhook.
    pub webhook: WebhookDto,
    /// The user pool.
    pub pool_id: String,
    /// Name of the event.
    pub event: String,
    /// The complete body.
    pub body: Value,
    /// Further headers.
    pub headers: Vec<(String, String)>,
}

fn next_number() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}

/// Returns the number of retries.
fn retries(config: Option<&WebhookRetryConfigV3Dto>) -> i64 {
    let config = config.filter(|config| config.enabled);
    config.map_or(0, |config| config.count.unwrap_or(RETRIES))
}

/// Returns the seconds between retries.
fn delay(config: Option<&WebhookRetryConfigV3Dto>) -> i64 {
    let unit = match config.and_then(|config| config.delay_unit.as_ref()) {
        Some(DelayUnit::Minute) => 60,
        Some(DelayUnit::Hour) => 3_600,
        Some(DelayUnit::Day) => 86_400,
        _ => 1,
    };
    config.and_then(|config| config.delay).unwrap_or(DELAY).max(0).saturating_mul(unit)
}

impl Webhooks {
    /// Returns whether there are no webhooks.
    pub fn is_empty(&self) -> bool {
        self.webhooks.is_empty()
    }

    /// Adds a webhook.
    pub fn insert(&mut self, dto: WebhookDto) {
        self.webhooks.push(Webhook { dto, logs: VecDeque::new() });
    }

    /// Returns all webhooks.
    pub fn iter(&self) -> impl Iterator<Item = &Webhook> {
        self.webhooks.iter()
    }

    /// Returns a webhook.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn find(&self, id: &str) -> Result<&Webhook, Failure> {
        self.webhooks
            .iter()
            .find(|webhook| webhook.dto.webhook_id == id)
            .ok_or_else(|| Failure::not_found("webhook"))
    }

    /// Returns a webhook, for changes.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn find_mut(&mut self, id: &str) -> Result<&mut Webhook, Failure> {
        self.webhooks
            .iter_mut()
            .find(|webhook| webhook.dto.webhook_id == id)
            .ok_or_else(|| Failure::not_found("webhook"))
    }

    /// Removes a webhook with its log and the requests that wait.
    pub fn remove(&mut self, id: &str) {
        self.webhooks.retain(|webhook| webhook.dto.webhook_id != id);
        self.queues.remove(id);
    }

    /// Adds the requests about an event, for all webhooks that listen for it.
    pub fn add_requests(&mut self, event: &str, data: Value, now: Timestamp) -> bool {
        let data = Arc::new(data);
        let mut is_added = false;
        for Webhook { dto, .. } in &self.webhooks {
            let listens = dto.events.iter().flatten().any(|it| it.as_str() == event);
            if !dto.enabled || !listens {
                continue;
            }
            let queue = self.queues.entry(dto.webhook_id.clone()).or_default();
            // A receiver that never keeps up loses the oldest requests.
            if queue.new.len() >= WAITING {
                queue.new.pop_front();
            }
            let data = Arc::clone(&data);
            let (event, number) = (event.to_owned(), next_number());
            queue.new.push_back(Waiting { number, event, data, failures: 0, due: now });
            is_added = true;
        }
        is_added
    }

    /// Returns the requests to send now, with the numbers by which [`finish`](Self::finish) knows
    /// them. `is_sending` tells which ones are already being sent.
    pub fn start(
        &mut self,
        pool_id: &str,
        now: Timestamp,
        is_sending: impl Fn(u64) -> bool,
    ) -> Vec<(u64, Request)> {
        let mut started = Vec::new();
        for Webhook { dto, .. } in &self.webhooks {
            let Some(queue) = self.queues.get_mut(&dto.webhook_id) else { continue };
            if !dto.enabled {
                *queue = Queue::default();
                continue;
            }
            if queue.current.as_ref().is_some_and(|current| is_sending(current.number)) {
                continue;
            }
            // One that was interrupted by a restart is sent again.
            let next = queue.current.take().or_else(|| match queue.failed.front() {
                Some(first) if first.due <= now => queue.failed.pop_front(),
                _ => queue.new.pop_front(),
            });
            let Some(next) = next else { continue };
            let body = serde_json::json!({"eventName": next.event, "data": *next.data});
            let request = Request {
                webhook: dto.clone(),
                pool_id: pool_id.to_owned(),
                event: next.event.clone(),
                body,
                headers: Vec::new(),
            };
            started.push((next.number, request));
            queue.current = Some(next);
        }
        started
    }

    /// Records the end of an attempt. A failed one is repeated later, if the webhook asks for it.
    pub fn finish(&mut self, number: u64, log: WebhookLogDto, now: Timestamp) {
        let id = log.webhook_id.clone();
        let Some(queue) = self.queues.get_mut(&id) else { return };
        let Some(mut done) = queue.current.take_if(|current| current.number == number) else {
            return;
        };
        let Some(webhook) = self.webhooks.iter().find(|it| it.dto.webhook_id == id) else { return };
        let config = webhook.dto.retry_config.as_ref();
        if !log.success && done.failures < retries(config) {
            done.failures += 1;
            done.due = now.plus_seconds(delay(config));
            let at = queue.failed.partition_point(|other| other.due <= done.due);
            queue.failed.insert(at, done);
        }
        self.log(log);
    }

    /// Adds a log entry, if the webhook still exists.
    pub fn log(&mut self, log: WebhookLogDto) {
        let Ok(webhook) = self.find_mut(&log.webhook_id) else { return };
        if webhook.logs.len() >= KEPT {
            webhook.logs.pop_front();
        }
        webhook.logs.push_back(Arc::new(log));
    }

    /// Returns the log of a webhook, the latest entry first.
    pub fn logs(&self, id: &str) -> impl Iterator<Item = &WebhookLogDto> {
        let webhook = self.webhooks.iter().find(|webhook| webhook.dto.webhook_id == id);
        webhook.into_iter().flat_map(|webhook| webhook.logs.iter().rev()).map(|log| &**log)
    }

    /// Returns whether a request is being sent, or is due.
    pub fn is_sending(&self, now: Timestamp) -> bool {
        self.queues.values().any(|queue| {
            queue.current.is_some()
                || !queue.new.is_empty()
                || queue.failed.front().is_some_and(|first| first.due <= now)
        })
    }

    /// Returns the time of the next retry that no other request is sent before.
    pub fn next_retry(&self) -> Option<Timestamp> {
        let idle = self.queues.values().filter(|queue| queue.current.is_none());
        idle.filter_map(|queue| queue.failed.front()).map(|first| first.due).min()
    }
}

#[cfg(test)]
mod tests {
    use genauth::management::WebhookEvent;
    use serde_json::json;

    use super::*;

    fn with_webhook() -> Webhooks {
        let dto = WebhookDto::new()
            .webhook_id("ID")
            .url("http://localhost/")
            .enabled(true)
            .events(vec![WebhookEvent::Login])
            .retry_config(WebhookRetryConfigV3Dto::new(true).delay(10));
        let mut webhooks = Webhooks::default();
        webhooks.insert(dto);
        webhooks
    }

    fn start(webhooks: &mut Webhooks, now: i64, sending: &[u64]) -> Vec<(u64, Request)> {
        webhooks.start("POOL_ID", Timestamp(now), |number| sending.contains(&number))
    }

    fn log(success: bool) -> WebhookLogDto {
        WebhookLogDto::new().webhook_id("ID").success(success)
    }

    #[test]
    fn requests_are_sent_one_at_a_time_and_in_order() {
        let mut webhooks = with_webhook();
        for number in 0..2 {
            assert!(webhooks.add_requests("login", json!(number), Timestamp(0)));
        }
        assert!(!webhooks.add_requests("register", json!(2), Timestamp(0)));
        let first = start(&mut webhooks, 0, &[]).remove(0);
        assert_eq!(first.1.body["data"], 0);
        assert!(start(&mut webhooks, 0, &[first.0]).is_empty());
        webhooks.finish(first.0, log(false), Timestamp(0));
        let second = start(&mut webhooks, 0, &[]).remove(0);
        assert_eq!(second.1.body["data"], 1);
        assert_eq!(webhooks.next_retry(), None, "another request is being sent");
        webhooks.finish(second.0, log(true), Timestamp(0));
        assert_eq!(webhooks.next_retry(), Some(Timestamp(10_000)));
        assert!(!webhooks.is_sending(Timestamp(9_999)) && webhooks.is_sending(Timestamp(10_000)));
        assert!(start(&mut webhooks, 9_999, &[]).is_empty());
        assert_eq!(start(&mut webhooks, 10_000, &[]).remove(0).1.body["data"], 0);
    }

    #[test]
    fn interrupted_request_is_sent_again_after_a_restart() {
        let mut webhooks = with_webhook();
        webhooks.add_requests("login", json!(0), Timestamp(0));
        let (number, _) = start(&mut webhooks, 0, &[]).remove(0);
        let saved = serde_json::to_string(&webhooks).unwrap();
        let mut loaded: Webhooks = serde_json::from_str(&saved).unwrap();
        let again = start(&mut loaded, 0, &[number]).remove(0);
        assert_eq!(again.1.body["data"], 0);
        // The attempt before the restart ends late, and does not count.
        loaded.finish(number, log(true), Timestamp(0));
        assert_eq!(loaded.logs("ID").count(), 0);
        loaded.finish(again.0, log(true), Timestamp(0));
        assert_eq!(loaded.logs("ID").count(), 1);
    }

    #[test]
    fn log_is_bounded() {
        let mut webhooks = with_webhook();
        for number in 0..KEPT + 5 {
            webhooks.log(log(true).event_name(number.to_string()));
        }
        assert_eq!(webhooks.logs("ID").count(), KEPT);
        assert_eq!(webhooks.logs("ID").next().unwrap().event_name, (KEPT + 4).to_string());
        webhooks.remove("ID");
        assert_eq!(webhooks.logs("ID").count(), 0);
    }
}
