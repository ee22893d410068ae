use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use genauth::http::HeaderValue;
use genauth::{Error, Incoming, ManagementClient, Middleware, MiddlewareFuture, Outgoing};

#[derive(Clone, Default)]
struct Metrics {
    attempts: Arc<AtomicU64>,
    failures: Arc<AtomicU64>,
}

impl Middleware for Metrics {
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let number = self.attempts.fetch_add(1, Ordering::Relaxed);
        outgoing.headers_mut().insert("x-attempt-number", HeaderValue::from(number));
        Box::pin(async { Ok(()) })
    }

    fn after_response(&self, incoming: &Incoming<'_>) {
        if incoming.http_status().is_none_or(|status| !status.is_success()) {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        println!("{} took {:?}", incoming.operation(), incoming.elapsed());
    }
}

fn measured(host: &str, metrics: &Metrics) -> Result<ManagementClient, Error> {
    ManagementClient::builder("ACCESS_KEY_ID", "test-secret")
        .host(host)
        .middleware(metrics.clone())
        .build()
}
