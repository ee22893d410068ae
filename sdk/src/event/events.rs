//! [`Events`]: the events of a client.

use std::{fmt, sync::Arc};

use http::Method;
use serde::Serialize;
use serde_json::{Value, json};

use super::credential::{Credential, USER_EVENTS};
use super::{EventCode, SubscriptionBuilder};
use crate::client::{AuthenticationClient, ManagementClient};
use crate::custom::CustomCall;
use crate::endpoint::Endpoint;
use crate::error::{Error, EventError, EventErrorKind};
use crate::transport::RequestContext;

/// The events of a client, returned by [`AuthenticationClient::events`] and
/// [`ManagementClient::events`]. Cheap to clone.
#[derive(Clone)]
pub struct Events {
    context: RequestContext,
    credential: Credential,
}

impl AuthenticationClient {
    /// Returns the events of the user, and those that the user pool defines.
    ///
    /// Requires the access token of the user. With a session, the token is refreshed before each
    /// connection if necessary, and once if the server refuses it.
    ///
    /// ```no_run
    /// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// let user = app.with_access_token("USER_ACCESS_TOKEN");
    /// let mut subscription = user.events().subscribe("authing.user.updated").start()?;
    /// while let Some(item) = subscription.next().await {
    ///     println!("{item:?}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(&self) -> Events {
        let credential = match &self.user_token {
            Some(token) => Credential::Token(Some(Arc::clone(token))),
            None if self
                .context
                .identity
                .token_provider(&Endpoint::from(&USER_EVENTS))
                .is_some() =>
            {
                Credential::Session(Arc::clone(&self.context.identity))
            }
            None => Credential::Token(None),
        };
        Events { context: self.context.clone(), credential }
    }
}

impl ManagementClient {
    /// Returns the events of the user pool.
    ///
    /// Requires an access key, which signs the subscription; a token provider is not sufficient.
    ///
    /// ```no_run
    /// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
    /// use genauth::event::Event;
    ///
    /// let mut subscription = admin.events().subscribe("authing.user.login").start()?;
    /// while let Some(item) = subscription.next().await {
    ///     match item {
    ///         Ok(Event::UserLogin(event)) => println!("{:?} has signed in", event.user_id()),
    ///         Ok(Event::Gap(gap)) => println!("no events since {:?}", gap.from()),
    ///         Ok(_) => {}
    ///         Err(error) => println!("{error}"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(&self) -> Events {
        let scheme = &*self.context.connection.settings.brand.scheme;
        let credential = Credential::Key { key: self.event_key.clone(), scheme: scheme.into() };
        Events { context: self.context.clone(), credential }
    }
}

impl Events {
    /// Creates a subscription of the events with this code; nothing is sent before
    /// [`start`](SubscriptionBuilder::start). Each subscription has a connection of its own.
    pub fn subscribe(&self, code: impl Into<EventCode>) -> SubscriptionBuilder {
        let connection = Arc::clone(&self.context.connection);
        SubscriptionBuilder::new(connection, self.credential.clone(), code.into())
    }

    /// Publishes an event that the user pool defines. Events of the system cannot be published.
    ///
    /// `data` is sent as the JSON value that it serializes to; the API documents an object. Some
    /// official SDKs send objects as JSON inside a string: pass a string for receivers that expect
    /// that. Not retried automatically.
    ///
    /// ```no_run
    /// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
    /// use genauth::serde_json::json;
    ///
    /// admin.events().publish("custom_shop.order", json!({"orderId": "1001"})).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Event`] ([`NotPublished`](EventErrorKind::NotPublished)) if the response denies
    /// success; otherwise see [`Error`].
    pub async fn publish(
        &self,
        code: impl Into<EventCode>,
        data: impl Serialize,
    ) -> Result<(), Error> {
        let path = match &self.credential {
            Credential::Key { .. } => "/api/v3/pub-event",
            Credential::Token(_) | Credential::Session(_) => "/api/v3/pub-userEvent",
        };
        let code = code.into();
        let data = serde_json::to_value(data).map_err(|_| {
            // The message of serde could contain parts of the data.
            let message = "the data of the event cannot be serialized as JSON; nothing was sent";
            EventError::new(EventErrorKind::InvalidMessage, message)
        })?;
        let body = json!({"eventType": code.as_str(), "eventData": data});
        let call = CustomCall::new(self.context.clone(), Method::POST, path.to_owned());
        let response = call.json(&body).await?;
        if response.get("success") != Some(&Value::Bool(false)) {
            return Ok(());
        }
        let reason = response.get("errMsg").and_then(Value::as_str).unwrap_or("no reason given");
        let message = format!(
            "the server did not publish the event: {reason}; check that the user pool defines it"
        );
        Err(EventError::new(EventErrorKind::NotPublished, message).into())
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("host", &self.context.connection.event_host.name)
            .finish_non_exhaustive()
    }
}
