//! [`Delivery`]: a request that was verified.

use std::fmt;

use serde::de::DeserializeOwned;

use super::event::Event;
use crate::error::{WebhookError, WebhookErrorKind as Kind};

/// A verified request of a webhook.
///
/// `Debug` output has the name of the event and the user pool, and nothing of the data.
#[derive(Clone)]
pub struct Delivery {
    /// The event.
    pub event: Event,
    pub(super) name: Option<String>,
    pub(super) user_pool_id: Option<String>,
    pub(super) raw: Box<str>,
    pub(super) data: Box<str>,
    pub(super) key: String,
}

impl Delivery {
    /// Returns the name of the event, for instance `user:created`; `None` if the body has none.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns the user pool that the request names.
    pub fn user_pool_id(&self) -> Option<&str> {
        self.user_pool_id.as_deref()
    }

    /// Returns the body as JSON, verbatim. It can contain password hashes and tokens: do not log it.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Returns `data` of the body as JSON, verbatim, or the whole body if it has none.
    pub fn raw_data(&self) -> &str {
        &self.data
    }

    /// Decodes [`raw_data`](Self::raw_data) as a type of the application.
    ///
    /// ```
    /// # use genauth::webhook::Webhook;
    /// # let mut headers = genauth::http::HeaderMap::new();
    /// # headers.insert("x-genauth-token", "test-secret".parse().unwrap());
    /// # let body = br#"{"eventName":"app:custom","data":{"plan":"pro"}}"#;
    /// #[derive(serde::Deserialize)]
    /// struct Upgraded {
    ///     plan: String,
    /// }
    ///
    /// let delivery = Webhook::new("test-secret")?.verify(&headers, body)?;
    /// let upgraded: Upgraded = delivery.data()?;
    /// assert_eq!(upgraded.plan, "pro");
    /// # Ok::<(), genauth::webhook::WebhookError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Malformed`](Kind::Malformed), with line and column.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, WebhookError> {
        serde_json::from_str(&self.data).map_err(|error| {
            // Messages of serde_json can repeat values.
            let (line, column) = (error.line(), error.column());
            WebhookError::new(
                Kind::Malformed,
                format!("the data does not fit the type at line {line} column {column}"),
            )
        })
    }

    /// Returns a key of the user pool, the event and its data, to recognize a request that is sent
    /// again: 64 hexadecimal digits.
    ///
    /// Requests have no id. The key is the same for each attempt to deliver an event, whatever the
    /// order of names in the JSON. Two events with equal data have the same key as well, such as two
    /// failed verifications of a second factor in a row (`mfa:verified`), which have no time: use it
    /// for events whose data says what they are, and where handling an event once is enough. See
    /// [`HandledDeliveries`](super::HandledDeliveries).
    pub fn idempotency_key(&self) -> &str {
        &self.key
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("event", &self.event)
            .field("user_pool_id", &self.user_pool_id)
            .finish_non_exhaustive()
    }
}
