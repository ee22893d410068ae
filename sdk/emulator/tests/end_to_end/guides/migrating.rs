//! The code of `migrating.md`.

mod calls {
    include!("../../guides/migrating_calls.rs");

    #[tokio::test]
    async fn calls_of_the_guide_create_and_find_a_user() {
        let emulator = genauth_emulator::Emulator::start().await.unwrap();
        let admin = emulator.management();
        assert!(find(&admin, "alice").await.unwrap().is_none());
        let id = create(&admin).await.unwrap();
        assert_eq!(find(&admin, "alice").await.unwrap().unwrap().user_id, id);
    }
}
