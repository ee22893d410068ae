//! The code of `events.md`.

mod logins {
    include!("../../guides/events_logins.rs");

    #[tokio::test]
    async fn subscription_of_the_guide_returns_the_next_login() {
        let emulator = genauth_emulator::Emulator::start().await.unwrap();
        let mut logins = logins(&emulator.management()).unwrap();
        while emulator.events().connections() == 0 {
            tokio::task::yield_now().await;
        }
        let alice = crate::accounts::signed_in(&emulator, "alice").await;
        let id = crate::directory::id_of(&alice).await;
        assert_eq!(next_login(&mut logins).await, Some(id));
    }
}
