use genauth::management::{CreateWebhookDto, WebhookContentType, WebhookEvent};
use genauth::{Error, ManagementClient};

async fn set_up(admin: &ManagementClient, url: &str, secret: &str) -> Result<String, Error> {
    let events = [WebhookEvent::UserCreated, WebhookEvent::UserDeleted];
    let webhook = CreateWebhookDto::new("users", url, events, WebhookContentType::ApplicationJson);
    let created = admin.create_webhook(webhook.secret(secret).enabled(true)).await?;
    Ok(created.webhook_id)
}
