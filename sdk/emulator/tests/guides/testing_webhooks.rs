use genauth::management::{CreateWebhookDto, ListWebhookLogs, WebhookContentType, WebhookEvent};
use genauth_emulator::Emulator;

#[tokio::test]
async fn new_user_is_reported() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let admin = emulator.management();
    // Use the address of the application under test. Nothing listens on this one.
    let url = "http://127.0.0.1:1/webhook";
    let json = WebhookContentType::ApplicationJson;
    let webhook = CreateWebhookDto::new("users", url, [WebhookEvent::UserCreated], json);
    let id = admin.create_webhook(webhook.secret("test-secret")).await?.webhook_id;

    emulator.authentication().sign_up_by_username_password("bob", "test-secret").await?;
    emulator.webhooks_sent().await; // waits until no request is in flight

    let sent = admin.get_webhook_logs(ListWebhookLogs::new(id)).await?;
    assert_eq!(sent.list.len(), 1);
    assert!(!sent.list[0].success);
    Ok(())
}
