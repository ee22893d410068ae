//! The code of `first-call.md`.

use genauth_emulator::Emulator;

program!(administrator, "../../guides/first_call_administrator.rs");
program!(user, "../../guides/first_call_user.rs");

#[tokio::test]
async fn programs_of_the_first_call_send_the_calls_they_show() {
    let emulator = Emulator::builder().user("bob", "test-secret").start().await.unwrap();
    administrator::run(&emulator).await.unwrap();
    user::run(&emulator).await.unwrap();
    for name in ["listUsers", "signInByCredentials", "getProfile"] {
        assert_eq!(emulator.calls_of(name).unwrap().len(), 1, "{name}");
    }
}

mod response {
    include!("../../guides/first_call_response.rs");

    #[tokio::test]
    async fn response_of_a_first_call_has_the_user() {
        use genauth::management::CreateUserReqDto;
        use genauth_emulator::Emulator;

        let emulator = Emulator::start().await.unwrap();
        let admin = emulator.management();
        let user = CreateUserReqDto::new().email("test@example.com");
        let id = admin.create_user(user).await.unwrap().user_id;
        assert_eq!(show_user(&admin, &id).await.unwrap(), "test@example.com");
    }
}
