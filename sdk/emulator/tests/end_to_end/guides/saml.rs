//! The code of `saml.md`.

use genauth_emulator::{Application, Emulator};
use serde_json::json;
use url::form_urlencoded::Serializer;

use super::browser;
use crate::accounts::PASSWORD;
use crate::oidc_browser::{Browser, Page};

/// Starts an emulator with the user `ada`, and the settings of the guide.
async fn emulator() -> Emulator {
    let settings = json!({
        "acs": "https://app.example/saml/acs",
        "audience": "https://app.example/saml",
        "recipient": "https://app.example/saml/acs",
        "destination": "https://app.example/saml/acs",
        "signatureAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "digestAlgorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
        "lifetimeInSeconds": 300,
        "mappings": {"username": "username", "email": "email"},
    });
    let mut app = Application::new("APP_ID", "test-secret");
    app.settings.saml = settings.as_object().cloned();
    Emulator::builder().application(app).user("ada", PASSWORD).start().await.unwrap()
}

/// Returns the metadata of the identity provider.
pub(super) async fn metadata(emulator: &Emulator) -> String {
    let browser = Browser::new(emulator);
    browser.get("/api/v2/saml-idp/APP_ID/metadata", &[]).await.body
}

/// Returns the form on a page, as a browser posts it to the application.
fn posted(page: &Page) -> String {
    assert_eq!(page.action(), "https://app.example/saml/acs");
    let fields = ["SAMLResponse", "RelayState"];
    let fields = fields.into_iter().filter_map(|name| Some((name, page.hidden(name)?)));
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Signs `ada` in, and returns the form.
pub(super) async fn signed_in(emulator: &Emulator, url: &str) -> String {
    posted(&browser::sign_in(&Browser::new(emulator), url, "ada").await)
}

mod sign_in {
    include!("../../guides/saml_sign_in.rs");

    use genauth::SamlErrorKind;

    fn kind<T>(result: Result<T, Error>) -> SamlErrorKind {
        match result {
            Err(Error::Saml(error)) => error.kind(),
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("the response is accepted"),
        }
    }

    #[tokio::test]
    async fn response_to_the_request_of_the_browser_signs_in_once() {
        let emulator = super::emulator().await;
        let saml = saml(&emulator.authentication(), &super::metadata(&emulator).await).unwrap();
        let request = login(&saml, "/orders").unwrap();
        let other = login(&saml, "/orders").unwrap();
        let form = super::signed_in(&emulator, request.url()).await;
        assert_eq!(kind(acs(&saml, &other, &form).await), SamlErrorKind::InResponseTo);
        let user = acs(&saml, &request, &form).await.unwrap();
        assert_eq!(user.name_id.value, "ada");
        assert_eq!(user.attributes.first("username"), Some("ada"));
        assert_eq!((user.relay_state.as_deref(), user.is_solicited), (Some("/orders"), true));
        assert_eq!(kind(acs(&saml, &request, &form).await), SamlErrorKind::Replayed);
    }

    #[tokio::test]
    async fn canceled_sign_in_is_a_status() {
        use crate::oidc_browser::Browser;

        let emulator = super::emulator().await;
        let saml = saml(&emulator.authentication(), &super::metadata(&emulator).await).unwrap();
        let request = login(&saml, "/orders").unwrap();
        let browser = Browser::new(&emulator);
        let page = super::browser::open(&browser, request.url()).await;
        let page = browser.follow(&page).await;
        let abort = page.action().rsplit_once('/').unwrap().0.to_owned() + "/abort";
        let form = super::posted(&browser.post(&abort, &[]).await);
        assert_eq!(kind(acs(&saml, &request, &form).await), SamlErrorKind::Status);
    }
}

mod user {
    include!("../../guides/saml_user.rs");

    #[tokio::test]
    async fn user_of_a_sign_in_is_found_by_username() {
        use genauth::management::DeleteUsersBatchDto;
        use genauth::saml::SamlResponse;

        let emulator = super::emulator().await;
        let saml = super::client::of(&emulator).await;
        let request = saml.login().build().unwrap();
        let form = super::signed_in(&emulator, request.url()).await;
        let response = SamlResponse::from_form(&form).unwrap();
        let identity = saml.finish(&request, &response).await.unwrap();
        let admin = emulator.management();
        let user = user_of(&admin, &identity).await.unwrap().unwrap();
        assert_eq!(user.username.as_deref(), Some("ada"));
        admin.delete_users_batch(DeleteUsersBatchDto::new([user.user_id])).await.unwrap();
        assert!(user_of(&admin, &identity).await.unwrap().is_none());
    }
}

mod roles {
    include!("../../guides/saml_roles.rs");

    #[tokio::test]
    async fn roles_of_a_user_are_values_of_an_attribute() {
        use genauth::management::{
            AssignRoleDto, CreateRoleDto, GetUserParams, TargetDto, TargetType, UserIdType,
        };
        use genauth::saml::SamlResponse;

        let emulator = super::emulator().await;
        let admin = emulator.management();
        let user = GetUserParams::new("ada").user_id_type(UserIdType::Username);
        let user = admin.get_user(user).await.unwrap().user_id;
        for role in ["editor", "reviewer"] {
            admin.create_role(CreateRoleDto::new(role)).await.unwrap();
            let targets = vec![TargetDto::new(TargetType::User, user.clone())];
            admin.assign_role(AssignRoleDto::new(role, targets)).await.unwrap();
        }
        let saml = super::client::of(&emulator).await;
        let request = saml.login().build().unwrap();
        let form = super::signed_in(&emulator, request.url()).await;
        let response = SamlResponse::from_form(&form).unwrap();
        let identity = saml.finish(&request, &response).await.unwrap();
        assert!(has_role(&identity, "editor") && has_role(&identity, "reviewer"));
        assert!(!has_role(&identity, "edit") && !has_role(&identity, "admin"));
        assert!(!format!("{identity:?}").contains("reviewer"), "{identity:?}");
    }
}

mod keys {
    include!("../../guides/saml_keys.rs");

    use genauth::SamlErrorKind;

    #[tokio::test]
    async fn metadata_is_replaced_by_that_of_the_same_provider() {
        use genauth::saml::SamlResponse;

        let emulator = super::emulator().await;
        let saml = super::client::of(&emulator).await;
        let clone = saml.clone();
        reload(&saml, &super::metadata(&emulator).await).unwrap();
        let other = super::emulator().await;
        let Err(Error::Saml(error)) = reload(&saml, &super::metadata(&other).await) else {
            panic!("the metadata of another provider is accepted");
        };
        assert_eq!(error.kind(), SamlErrorKind::Issuer);
        let request = clone.login().build().unwrap();
        let form = super::signed_in(&emulator, request.url()).await;
        let response = SamlResponse::from_form(&form).unwrap();
        assert!(clone.finish(&request, &response).await.is_ok());
    }
}

mod unsolicited {
    include!("../../guides/saml_unsolicited.rs");

    #[tokio::test]
    async fn sign_in_can_start_at_the_identity_provider() {
        let emulator = super::emulator().await;
        let idp = IdpMetadata::parse(&super::metadata(&emulator).await).unwrap();
        let saml = saml(&emulator.authentication(), idp).unwrap();
        let form = super::signed_in(&emulator, saml.login_link()).await;
        let request = saml.login().build().unwrap();
        assert!(!acs(&saml, Some(&request), &form).await.unwrap().is_solicited);
        assert!(acs(&saml, None, &form).await.is_err(), "used twice");

        let form = super::signed_in(&emulator, request.url()).await;
        assert!(acs(&saml, None, &form).await.is_err(), "without its request");
        assert!(acs(&saml, Some(&request), &form).await.unwrap().is_solicited);
    }
}

mod client {
    include!("../../guides/saml_client.rs");

    pub(super) async fn of(emulator: &Emulator) -> SamlClient {
        client(emulator).await.unwrap()
    }

    #[tokio::test]
    async fn responses_expire_by_the_clock_of_the_emulator() {
        use genauth::saml::SamlResponse;
        use genauth::{Error, SamlErrorKind};

        let emulator = super::emulator().await;
        let saml = client(&emulator).await.unwrap();
        let request = saml.login().build().unwrap();
        let form = super::signed_in(&emulator, request.url()).await;
        emulator.clock().advance(Duration::from_secs(300 + 61)); // the lifetime and the leeway
        let response = SamlResponse::from_form(&form).unwrap();
        let Err(Error::Saml(error)) = saml.finish(&request, &response).await else {
            panic!("the response has expired");
        };
        assert_eq!(error.kind(), SamlErrorKind::Expired);
    }
}
