//! The code of `configuration.md`.

mod middleware {
    include!("../../guides/configuration_middleware.rs");

    #[tokio::test]
    async fn middleware_of_the_guide_counts_attempts_and_failures() {
        use std::time::Duration;

        use genauth::management::ListUsersRequestDto;
        use genauth_emulator::Emulator;

        let emulator = Emulator::start().await.unwrap();
        let metrics = Metrics::default();
        let admin = measured(emulator.host(), &metrics).unwrap();
        admin.list_users(ListUsersRequestDto::new()).await.unwrap();
        let count = || {
            let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
            (load(&metrics.attempts), load(&metrics.failures))
        };
        assert_eq!(count(), (2, 0), "the token, and the users");
        emulator.faults().on("listUsers").unwrap().times(1).too_many_requests(Duration::ZERO);
        admin.list_users(ListUsersRequestDto::new()).await.unwrap();
        assert_eq!(count(), (4, 1));
    }
}
