//! The code of `sign-users-in.md`.

mod redirect {
    include!("../../guides/sign_users_in_redirect.rs");

    #[tokio::test]
    async fn callback_of_a_redirect_returns_the_user_once() {
        use crate::guides::{browser, clients};
        use crate::oidc_browser::Browser;

        let emulator = clients::emulator().await;
        let oidc = oidc(&emulator.authentication()).unwrap();
        let browser = Browser::new(&emulator);
        let request = login(&oidc).await.unwrap();
        let done = browser::sign_in(&browser, request.url(), "ada").await.location();
        assert!(done.starts_with("https://app.example/callback?"), "{done}");
        assert!(callback(&oidc, &request, &done).await.unwrap().is_some());
        let Error::Oidc(error) = callback(&oidc, &request, &done).await.unwrap_err() else {
            panic!("the second use is an error of the protocol");
        };
        assert_eq!(error.kind(), OidcErrorKind::Replayed);

        let browser = Browser::new(&emulator);
        let request = login(&oidc).await.unwrap();
        let page = browser::open(&browser, request.url()).await;
        let page = browser.follow(&page).await;
        let abort = page.action().rsplit_once('/').unwrap().0.to_owned() + "/abort";
        let canceled = browser.post(&abort, &[]).await.location();
        assert_eq!(callback(&oidc, &request, &canceled).await.unwrap(), None);
    }
}

mod passcode {
    include!("../../guides/sign_users_in_passcode.rs");

    #[tokio::test]
    async fn passcode_of_an_email_signs_in() {
        use genauth::authentication::GetProfileParams;
        use genauth::management::CreateUserReqDto;

        let emulator = genauth_emulator::Emulator::start().await.unwrap();
        let user = CreateUserReqDto::new().email("test@example.com");
        let id = emulator.management().create_user(user).await.unwrap().user_id;
        let app = emulator.authentication();
        send(&app, "test@example.com").await.unwrap();
        let address = IpAddr::from([192, 0, 2, 1]);
        assert!(sign_in(&app, "test@example.com", "000", address).await.unwrap().is_none());
        let code = emulator.outbox().last_code("test@example.com").unwrap();
        let user = sign_in(&app, "test@example.com", &code, address).await.unwrap().unwrap();
        let profile = user.get_profile(GetProfileParams::new()).await.unwrap();
        assert_eq!((profile.user_id, profile.email.as_deref()), (id, Some("test@example.com")));
    }
}

mod sign_up {
    include!("../../guides/sign_users_in_sign_up.rs");

    #[tokio::test]
    async fn address_signs_up_once() {
        use genauth::management::GetUserParams;

        let emulator = genauth_emulator::Emulator::start().await.unwrap();
        let app = emulator.authentication();
        let id = sign_up(&app, "ada@example.com", "test-secret", "Ada").await.unwrap().unwrap();
        let user = emulator.management().get_user(GetUserParams::new(id)).await.unwrap();
        assert_eq!(user.name.as_deref(), Some("Ada"));
        let again = sign_up(&app, "ada@example.com", "test-secret", "Eve").await.unwrap();
        assert_eq!(again, None);
    }
}
