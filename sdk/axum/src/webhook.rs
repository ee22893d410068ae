//! Receives the requests of webhooks.

use std::{fmt, time::Duration};

use axum::{
    body::Body,
    extract::{FromRef, FromRequest, Request},
    response::{IntoResponse, Response},
    routing::{MethodRouter, post},
};
use genauth::webhook::{Authenticated, Delivery, Webhook, WebhookError};
use http::{HeaderValue, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::json;

/// The time in which a body has to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Extractor of a verified webhook request. The state of the router is or contains a
/// [`Webhook`](genauth::webhook::Webhook).
///
/// The secret is checked before the body is read. The body is read up to the limit of the webhook,
/// for at most ten seconds.
///
/// ```
/// use axum::{Router, routing::post};
/// use genauth::webhook::{Event, Webhook};
/// use genauth_axum::WebhookDelivery;
///
/// async fn receive(WebhookDelivery(delivery): WebhookDelivery) {
///     if let Event::UserCreated(user) = &delivery.event {
///         println!("welcome, {}", user.id());
///     }
/// }
///
/// let webhook = Webhook::new("test-secret")?;
/// let router: Router = Router::new().route("/webhook", post(receive)).with_state(webhook);
/// # Ok::<(), genauth::webhook::WebhookError>(())
/// ```
///
/// # Rejections
///
/// [`WebhookRejection`], before the handler is called.
#[derive(Clone, Debug)]
pub struct WebhookDelivery(pub Delivery);

impl<S> FromRequest<S> for WebhookDelivery
where
    Webhook: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let webhook = Webhook::from_ref(state);
        let (parts, body) = request.into_parts();
        let authenticated = webhook.authenticate(&parts.headers)?;
        authenticated.check_content_type()?;
        let body = tokio::time::timeout(BODY_TIMEOUT, collect(&authenticated, body))
            .await
            .map_err(|_| WebhookError::timeout())??;
        Ok(Self(authenticated.read(&body)?))
    }
}

/// Reads a body up to the limit.
async fn collect(request: &Authenticated, mut body: Body) -> Result<Vec<u8>, WebhookError> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| WebhookError::incomplete())?.into_data() else { continue };
        if bytes.len() + data.len() > request.max_body_bytes() {
            return Err(request.too_large());
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

/// Creates a route that passes the events of a webhook to a handler.
///
/// It responds with HTTP 200 if the handler succeeds, and with 500 if it fails, so that GenAuth can
/// send the event again. The error is logged by `tracing`, and not sent.
///
/// ```
/// use axum::Router;
/// use genauth::webhook::{Event, Webhook};
/// use genauth_axum::receive_webhook;
///
/// let webhook = Webhook::new("test-secret")?;
/// let router: Router = Router::new().route(
///     "/webhook",
///     receive_webhook(webhook, |delivery| async move {
///         match &delivery.event {
///             Event::UserDeleted(deleted) => println!("{} users were deleted", deleted.users.len()),
///             other => println!("ignored: {other:?}"),
///         }
///         Ok::<_, std::io::Error>(())
///     }),
/// );
/// # Ok::<(), genauth::webhook::WebhookError>(())
/// ```
pub fn receive_webhook<S, H, F, E>(webhook: Webhook, handler: H) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
    H: Fn(Delivery) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<(), E>> + Send + 'static,
    E: fmt::Display + Send + 'static,
{
    let receive = move |WebhookDelivery(delivery): WebhookDelivery| async move {
        let name = delivery.name().map(str::to_owned);
        match handler(delivery).await {
            Ok(()) => StatusCode::OK,
            Err(error) => {
                tracing::error!(event = name, %error, "the handler of a webhook event failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    };
    post(receive).with_state(webhook)
}

/// The response to a webhook request that was rejected: the status of the error and a problem body,
/// without anything of the request.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookRejection(WebhookError);

impl WebhookRejection {
    /// Returns the reason.
    pub fn error(&self) -> &WebhookError {
        &self.0
    }
}

impl From<WebhookError> for WebhookRejection {
    fn from(error: WebhookError) -> Self {
        Self(error)
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        let status = self.0.status();
        tracing::warn!(status = status.as_u16(), error = %self.0, "a webhook request was rejected");
        let problem = json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or_default(),
            "status": status.as_u16(),
        });
        let mut response = (status, problem.to_string()).into_response();
        let media_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
        response
    }
}

impl fmt::Debug for WebhookRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WebhookRejection").field(&self.0.kind()).finish()
    }
}

impl fmt::Display for WebhookRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for WebhookRejection {}
