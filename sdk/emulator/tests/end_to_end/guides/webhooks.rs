//! The code of `webhooks.md`.

mod setup {
    include!("../../guides/webhooks_setup.rs");

    #[tokio::test]
    async fn webhook_of_the_guide_receives_the_events_it_names() {
        use genauth::management::{CreateUserReqDto, ListWebhookLogs};

        let emulator = genauth_emulator::Emulator::start().await.unwrap();
        let admin = emulator.management();
        let id = set_up(&admin, "http://127.0.0.1:1/webhook", "test-secret").await.unwrap();
        admin.create_user(CreateUserReqDto::new().username("alice")).await.unwrap();
        emulator.webhooks_sent().await;
        let logs = admin.get_webhook_logs(ListWebhookLogs::new(id)).await.unwrap();
        let names: Vec<_> = logs.list.iter().map(|log| log.event_name.as_str()).collect();
        assert_eq!(names, ["user:created"]);
    }
}
