//! The code of `permissions.md`.

use std::time::Duration;

use genauth_emulator::{Emulator, demo};

use crate::{accounts::signed_in, directory::id_of};

mod roles {
    include!("../../guides/permissions_roles.rs");

    #[tokio::test]
    async fn role_of_the_guide_ends_with_its_period() {
        use super::{Duration, Emulator, id_of, signed_in};

        let emulator = Emulator::start().await.unwrap();
        emulator.clock().stop();
        let admin = emulator.management();
        let id = id_of(&signed_in(&emulator, "alice").await).await;
        let until = emulator.clock().now().0 + 60_000;
        for _ in 0..2 {
            make_editor(&admin, &id, until).await.unwrap();
        }
        assert!(is_editor(&admin, &id).await.unwrap());
        emulator.clock().advance(Duration::from_secs(60));
        assert!(!is_editor(&admin, &id).await.unwrap());
    }
}

mod data {
    include!("../../guides/permissions_data.rs");

    #[tokio::test]
    async fn policy_of_the_guide_excludes_one_branch() {
        use super::{Emulator, demo, id_of, signed_in};

        let emulator = Emulator::start().await.unwrap();
        let alice = signed_in(&emulator, "alice").await;
        let id = id_of(&alice).await;
        set_up(&emulator.management(), demo::APP_ID, &id).await.unwrap();
        for (path, expected) in [
            ("files/contracts", true),
            ("files/contracts/sales", true),
            ("files/contracts/board", false),
            ("files/unknown", false),
        ] {
            assert_eq!(may_read(&alice, path).await.unwrap(), expected, "{path}");
        }
    }
}
