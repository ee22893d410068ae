//! Receives the events of a webhook.
//!
//! ```text
//! cargo run -p genauth --features webhook --example webhook_receiver
//! ```
//!
//! Starts an emulator, sets up a webhook there, and creates a user, so that events arrive. To receive
//! those of your own user pool, set up a webhook in the console for `https://…/webhook`, let a proxy
//! with TLS pass its requests on to port 3001, and set the secret:
//!
//! ```text
//! GENAUTH_WEBHOOK_SECRET=… cargo run -p genauth --features webhook --example webhook_receiver
//! ```

use std::{
    convert::Infallible,
    env,
    error::Error,
    io::{self, Write},
    time::Duration,
};

use axum::Router;
use genauth::ManagementClient;
use genauth::management::{CreateUserReqDto, CreateWebhookDto, DeleteUsersBatchDto};
use genauth::webhook::{Delivery, Event, HandledDeliveries, Webhook};
use genauth_axum::receive_webhook;
use genauth_emulator::Emulator;
use tokio::{net::TcpListener, sync::mpsc};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    match env::var("GENAUTH_WEBHOOK_SECRET") {
        Ok(secret) => {
            let listener = TcpListener::bind("127.0.0.1:3001").await?;
            say(&format!("listening on http://{}/webhook", listener.local_addr()?))?;
            let (router, mut events) = router(Webhook::new(secret)?);
            tokio::spawn(async move { axum::serve(listener, router).await });
            while let Some(event) = events.recv().await {
                say(&event)?;
            }
        }
        Err(_) => with_emulator().await?,
    }
    Ok(())
}

/// The route of the webhook, and what it has received.
///
/// Responding is not delayed by slow work, which happens where the texts are received.
fn router(webhook: Webhook) -> (Router, mpsc::UnboundedReceiver<String>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    // Requests that are sent again are not handled twice.
    let handled = HandledDeliveries::new();
    let receive = move |delivery: Delivery| {
        let (handled, sender) = (handled.clone(), sender.clone());
        async move {
            handled
                .handle(&delivery, || async {
                    let _ = sender.send(describe(&delivery.event));
                    Ok::<_, Infallible>(())
                })
                .await
                .map(|_| ())
        }
    };
    (Router::new().route("/webhook", receive_webhook(webhook, receive)), receiver)
}

fn describe(event: &Event) -> String {
    match event {
        Event::UserCreated(user) => format!("{} was created", user.username().unwrap_or(user.id())),
        Event::Login(user) => format!("{} signed in, or tried to", user.id()),
        Event::UserDeleted(deleted) => {
            let ids: Vec<&str> = deleted.users.iter().map(|user| user.id()).collect();
            format!("deleted: {}", ids.join(", "))
        }
        // Never the data: it can contain password hashes and tokens.
        other => format!("another event: {}", other.name().unwrap_or("without a name")),
    }
}

async fn with_emulator() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start().await?;
    say(&format!("GENAUTH_WEBHOOK_SECRET is not set; started an emulator at {}", emulator.host()))?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/webhook", listener.local_addr()?);
    let (router, mut events) = router(Webhook::new("test-secret")?);
    tokio::spawn(async move { axum::serve(listener, router).await });

    let admin = emulator.management();
    let names = ["user:created", "user:deleted"];
    let webhook = CreateWebhookDto::new("example", url, names, "application/json");
    admin.create_webhook(webhook.secret("test-secret").enabled(true)).await?;
    create_and_delete(&admin).await?;
    for _ in names {
        let event = tokio::time::timeout(Duration::from_secs(10), events.recv()).await?;
        say(&event.unwrap_or_default())?;
    }
    Ok(())
}

async fn create_and_delete(admin: &ManagementClient) -> Result<(), genauth::Error> {
    let user = admin.create_user(CreateUserReqDto::new().username("bob")).await?;
    admin.delete_users_batch(DeleteUsersBatchDto::new([user.user_id])).await?;
    Ok(())
}

fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}
