//! The code of `second-factor.md`.

mod authenticator {
    include!("../../guides/second_factor_authenticator.rs");

    #[tokio::test]
    async fn authenticator_app_is_enrolled_by_its_qr_code() {
        use crate::mfa::{code_of, wrong_code};
        use crate::{qr_images, second_factors::with_user};

        let (emulator, user) = with_user().await;
        let (pending, page) = start(&user).await.unwrap();
        let page = page.unwrap();
        let uri = qr_images::read(&page.qr_code);
        assert!(uri.contains(&page.key) && !page.recovery_code.is_empty(), "{uri}");
        let wrong = wrong_code(&emulator, &uri);
        assert!(finish(&pending, &wrong).await.unwrap().contains("wrong"));
        assert!(finish(&pending, &code_of(&emulator, &uri)).await.unwrap().contains("set up"));

        let (pending, _) =
            start(&crate::accounts::signed_in(&emulator, "eve").await).await.unwrap();
        emulator.clock().advance(std::time::Duration::from_secs(61));
        assert!(finish(&pending, "123456").await.unwrap().contains("time is up"));
    }
}

mod email {
    include!("../../guides/second_factor_email.rs");

    #[tokio::test]
    async fn email_factor_is_enrolled_in_two_requests() {
        let (emulator, user) = crate::second_factors::with_user().await;
        let token = start(&user, "test@example.com").await.unwrap();
        let code = emulator.outbox().last_code("test@example.com").unwrap();
        finish(&user, token, &code).await.unwrap();
        let factors = user.mfa().factors().await.unwrap();
        assert_eq!(factors[0].factor_type, FactorType::Email);
    }
}

mod list {
    include!("../../guides/second_factor_list.rs");

    #[tokio::test]
    async fn factors_are_listed_and_removed_after_a_verification() {
        use crate::mfa::{code_of, with_otp, wrong_code};
        use crate::second_factors::{later, with_user};

        let (emulator, user) = with_user().await;
        let uri = with_otp(&emulator, &user).await;
        let lines = list(&user).await.unwrap();
        assert_eq!(lines[0], "OTP: set up");
        assert!(lines.contains(&"EMAIL: available".to_owned()), "{lines:?}");
        later(&emulator, 60);
        assert!(!remove_all(&user, &wrong_code(&emulator, &uri)).await.unwrap());
        assert!(remove_all(&user, &code_of(&emulator, &uri)).await.unwrap());
        assert!(user.mfa().factors().await.unwrap().is_empty());
    }
}

mod require {
    include!("../../guides/second_factor_require.rs");

    #[tokio::test]
    async fn sign_ins_require_a_second_factor_once_it_is_enabled() {
        let (emulator, _user) = crate::second_factors::with_user().await;
        let enabled = require(&emulator.management(), "APP_ID").await.unwrap();
        assert!(enabled.contains(&FactorType::Otp) && !enabled.contains(&FactorType::Sms));
        let app = emulator.authentication();
        let sign_in = app.sign_in_by_username_password("ada", crate::accounts::PASSWORD);
        let error = sign_in.await.unwrap_err();
        assert_eq!(error.next_step(), Some(genauth::NextStep::VerifyApplicationMfa));
    }
}

mod sign_in {
    include!("../../guides/second_factor_sign_in.rs");

    #[tokio::test]
    async fn sign_in_by_password_continues_on_the_page_for_a_second_factor() {
        use crate::accounts::PASSWORD;
        use crate::guides::{browser, clients};
        use crate::mfa::{code_of, with_otp};
        use crate::oidc_browser::Browser;
        use crate::second_factors::{later, require, with_user};

        let (emulator, user) = with_user().await;
        let uri = with_otp(&emulator, &user).await;
        let (app, oidc) = (emulator.authentication(), clients::oidc(&emulator));
        let SignIn::Done(user) = sign_in(&app, &oidc, "ada", PASSWORD).await.unwrap() else {
            panic!("a second factor is required before it is enabled");
        };
        assert_eq!(user.mfa().factors().await.unwrap().len(), 1);

        require(&emulator, &[genauth::authentication::FactorType::Otp]).await;
        later(&emulator, 60);
        let SignIn::Redirect(request) = sign_in(&app, &oidc, "ada", PASSWORD).await.unwrap() else {
            panic!("no second factor is required");
        };
        assert!(request.url().contains("login_hint=ada"));
        let browser = Browser::new(&emulator);
        let page = browser::sign_in(&browser, request.url(), "ada").await;
        let page = browser.follow(&page).await;
        let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
        let claims = oidc.finish(&request, &done.location()).await.unwrap().claims.unwrap();
        assert_eq!(claims.authentication_methods, ["pwd", "otp", "mfa"]);

        let error = sign_in(&app, &oidc, "ada", "wrong").await.err().unwrap();
        assert_eq!(error.next_step(), None);
    }
}

mod again {
    include!("../../guides/second_factor_again.rs");

    #[tokio::test]
    async fn action_is_confirmed_by_both_factors_of_the_same_user() {
        use genauth::management::{GetUserParams, UserIdType};

        use crate::guides::{browser, clients};
        use crate::mfa::code_of;
        use crate::second_factors::{later, with_app};

        let (emulator, browser, uri) = with_app().await;
        let oidc = clients::oidc(&emulator);
        let ada = GetUserParams::new("ada").user_id_type(UserIdType::Username);
        let ada = emulator.management().get_user(ada).await.unwrap().user_id;
        for (user_id, expected) in [(&*ada, true), ("OTHER_USER", false)] {
            let request = ask(&oidc).await.unwrap();
            let page = browser::sign_in(&browser, request.url(), "ada").await;
            let page = browser.follow(&page).await;
            let done = browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
            let done = done.location();
            assert_eq!(is_confirmed(&oidc, &request, &done, user_id).await.unwrap(), expected);
            later(&emulator, 30);
        }
    }
}
