//! The code of `testing.md`, which consists of tests.

mod outbox {
    include!("../../guides/testing_outbox.rs");
}

mod clock {
    include!("../../guides/testing_clock.rs");
}

mod faults {
    include!("../../guides/testing_faults.rs");
}

mod calls {
    include!("../../guides/testing_calls.rs");
}

mod webhooks {
    include!("../../guides/testing_webhooks.rs");
}
