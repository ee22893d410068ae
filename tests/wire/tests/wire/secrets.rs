//! No `Debug` or `Display` output contains secrets.

use genauth::authentication::{EnrollFactorDto, EnrollFactorEnrollmentDataDto, FactorType};
use genauth::management::ListUsersRequestDto;
use genauth::{
    AuthenticationClient, ClientAuthMethod, Json, ManagementClient, ManagementToken,
    RedisTokenStore, RetryPolicy, Secret, UploadFile,
};
use genauth_codegen::api::{Field, Type, TypeKind};
use http::Method;
use serde_json::json;
use support::{Reply, SHOWN, Server, Spec, clients, is_token_request, samples, token_reply};

const SECRET: &str = "sentinel-secret";

/// Returns the fields of every request and response type, each type with its name in [`SHOWN`].
fn records(spec: &Spec) -> Vec<(String, Vec<Field>)> {
    let mut records = Vec::new();
    for def in spec.api.types.values() {
        if let TypeKind::Struct(fields) = &def.kind {
            records.push((def.name.clone(), fields.clone()));
        }
    }
    for described in spec.operations() {
        let params = &described.operation.params;
        if !params.is_empty() {
            let fields = params.iter().map(|param| param.field.clone()).collect();
            records.push((format!("{}.{}", described.api, described.operation.name), fields));
        }
    }
    records
}

#[test]
fn debug_output_hides_every_secret_field() {
    let spec = Spec::load().unwrap();
    let records = records(&spec);
    assert_eq!(records.len(), SHOWN.len());
    let mut hidden = 0;
    for (name, fields) in &records {
        let (_, show) = SHOWN.iter().find(|(known, _)| known == name).expect("it is generated");
        for field in fields.iter().filter(|field| field.secret) {
            let only = |other: &Field| other.wire == field.wire;
            let value = samples::filled(&spec, fields, only, SECRET);
            assert!(value.to_string().contains(SECRET), "{name}.{} holds text", field.wire);
            for shown in show(&value).unwrap() {
                assert!(!shown.contains(SECRET), "{name}.{}: {shown}", field.wire);
                assert!(shown.contains("<hidden>"), "{name}.{}: {shown}", field.wire);
            }
            hidden += 1;
        }
        // Other values stay visible, to help find mistakes.
        let plain = |field: &Field| !field.secret && field.ty == Type::Text;
        if fields.iter().any(plain) {
            let value = samples::filled(&spec, fields, plain, "visible-text");
            for shown in show(&value).unwrap() {
                assert!(shown.contains("visible-text"), "{name}: {shown}");
            }
        }
    }
    assert!(hidden >= 175, "only {hidden} fields are marked secret");
}

/// Lint requires a decision for each name that looks like a credential; these names are easily
/// mistaken for something else.
#[test]
fn credentials_with_unusual_names_are_hidden() {
    let spec = Spec::load().unwrap();
    let records = records(&spec);
    for (name, wire) in [
        ("SyncTaskLdapClientConfig", "bindCredentials"),
        ("SyncTaskFxiaokeClientConfig", "permanentCode"),
        ("SyncTaskDingtalkClientConfig", "aes_key"),
        ("SyncTaskWechatworkClientConfig", "encodingAESKey"),
        ("SyncTaskLarkClientConfig", "encrypt_key"),
        ("SyncTaskActiveDirectoryClientConfig", "ticket_url"),
        ("UniversalInvitationUserJoinDto", "emailCode"),
        ("BindByRegiserInputApi", "key"),
        ("WechatIdentityResolveRespDataDto", "key"),
        ("EnrollFactorEnrollmentDataDto", "photo"),
        ("AuthenticatorAssertionResponseDto", "signature"),
        ("InvitationLinkDto", "signature"),
        ("GenerateInvitationLinkDto", "link"),
        ("GenerateBindExtIdpLinkDataDto", "url"),
        ("SMTPEmailProviderConfigInput", "senderPass"),
        ("DefaultPasswordConfigDto", "custom"),
        ("CreateAsaAccountDto", "accountInfo"),
        ("SignInOptionsDto", "captchaCode"),
        ("GetCaptchaCodeDataDto", "captchaCodeSvg"),
        ("authentication.finishLogin", "interactionKey"),
    ] {
        let (_, fields) = records.iter().find(|(known, _)| known == name).expect(name);
        let field = fields.iter().find(|field| field.wire == wire).expect(wire);
        assert!(field.secret, "{name}.{wire}");
    }
}

#[test]
fn user_info_in_a_host_is_rejected_and_hidden() {
    for host in [
        format!("https://user:{SECRET}@example.genauth.ai"),
        format!("https://user:{SECRET}/x@example.genauth.ai"),
        format!("https://{SECRET}@example.genauth.ai"),
        format!("user:{SECRET}@example.genauth.ai"),
        format!("https://example.genauth.ai?token={SECRET}"),
        format!("https://example.genauth.ai#{SECRET}"),
    ] {
        let app = AuthenticationClient::builder("APP_ID", host.clone());
        let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(host);
        let mut shown = format!("{app:?} {app:#?} {admin:?} {admin:#?}");
        for error in [app.build().unwrap_err(), admin.build().unwrap_err()] {
            assert!(matches!(error, genauth::Error::Config(_)), "{error:?}");
            shown += &format!("{error} {error:?}");
        }
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(shown.contains("example.genauth.ai"), "{shown}");
    }
}

#[test]
fn clients_and_builders_hide_their_secrets() {
    let host = "https://example.genauth.ai";
    let builder = AuthenticationClient::builder("APP_ID", host).app_secret(SECRET);
    let app = builder.clone().build().unwrap();
    let user = app.with_access_token(SECRET);
    let admin_builder = ManagementClient::builder("ACCESS_KEY_ID", SECRET);
    let admin = admin_builder.clone().build().unwrap();
    let call = user.list_enrolled_factors();
    let body = EnrollFactorDto::new(
        FactorType::Sms,
        SECRET,
        EnrollFactorEnrollmentDataDto::new().pass_code(SECRET),
    );
    let with_body = user.enroll_factor(body.clone()).header("authorization", SECRET);
    for shown in [
        format!("{builder:?} {builder:#?}"),
        format!("{app:?} {app:#?}"),
        format!("{user:?} {user:#?}"),
        format!("{admin_builder:?} {admin_builder:#?}"),
        format!("{admin:?} {admin:#?}"),
        format!("{call:?}"),
        format!("{with_body:?} {with_body:#?}"),
        format!("{body:?} {body:#?}"),
        format!("{:?}", with_body.send()),
    ] {
        assert!(!shown.contains(SECRET), "{shown}");
    }
    assert!(format!("{app:?}").contains("APP_ID"), "{app:?}");
}

/// Every other type of the runtime that can hold a secret.
#[test]
fn debug_output_of_credentials_and_calls_hides_secrets() {
    let token = ManagementToken::new(SECRET).with_user_pool_id("POOL_ID");
    let admin = ManagementClient::with_token_provider(token.clone()).default_header("x-a", SECRET);
    let signed = ManagementClient::builder("ACCESS_KEY_ID", SECRET).sign_requests();
    let store = RedisTokenStore::new(format!("redis://:{SECRET}@127.0.0.1:1/0")).unwrap();
    let stored = ManagementClient::builder("ACCESS_KEY_ID", SECRET).token_store(store.clone());
    let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai")
        .app_secret(SECRET)
        .default_header("authorization", SECRET)
        .client_auth(ClientAuthMethod::ClientSecretBasic);
    let call = app.clone().build().unwrap().request(Method::POST, "/x").query(SECRET, SECRET);
    let call = call.json(&json!({"a": SECRET}));
    let shown = format!("{call:?} {call:#?}");
    let typed = call.returning::<Json<Vec<String>>>().header("cookie", SECRET);
    let shown = format!("{shown} {typed:?} {typed:#?}");
    let shown = format!("{shown} {:?}", typed.send());
    assert!(!shown.contains(SECRET), "{shown}");
    for shown in [
        format!("{:?} {:#?}", Secret::new(SECRET), Secret::from(SECRET.to_owned())),
        format!("{token:?} {token:#?} {:?}", token.to_stored()),
        format!("{:?} {:#?}", admin, admin.clone().build().unwrap()),
        format!("{:?} {:#?}", signed, signed.clone().build().unwrap()),
        format!("{:?} {:#?}", stored, stored.clone().build().unwrap()),
        format!("{store:?} {store:#?}"),
        format!("{:?} {:#?}", app, app.clone().build().unwrap()),
    ] {
        assert!(!shown.contains(SECRET), "{shown}");
    }
}

#[test]
fn secrets_are_cleared_from_memory() {
    fn is_cleared<T: zeroize::ZeroizeOnDrop>() {}
    is_cleared::<Secret>();
}

#[test]
fn invalid_secret_environment_variables_are_not_shown() {
    // This process has none of the variables; reading them is tested elsewhere.
    for error in [
        AuthenticationClient::from_env().map(|_| ()).unwrap_err(),
        ManagementClient::from_env().map(|_| ()).unwrap_err(),
    ] {
        let text = error.to_string();
        assert!(text.contains("GENAUTH_") && text.contains("is not set"), "{text}");
    }
}

#[test]
fn debug_output_of_a_file_shows_only_its_size() {
    let shown = format!("{:?}", UploadFile::new("a.csv", SECRET));
    assert!(!shown.contains(SECRET) && shown.contains("a.csv"), "{shown}");
}

#[tokio::test]
async fn debug_output_of_responses_hides_headers_bodies_and_locations() {
    let server = Server::start(|request| match request.path.as_str() {
        "/api/v3/list-enrolled-factors" => Reply::data(&json!([])).header("set-cookie", SECRET),
        "/oidc/auth" => {
            Reply::new(302, "").header("location", format!("https://a.example/?{SECRET}"))
        }
        _ => Reply::new(200, SECRET),
    });
    let server = server.await.unwrap();
    let user = clients(&server).unwrap().user;
    let response = user.list_enrolled_factors().send().await.unwrap();
    let redirect = user.front_channel_auth(serde_json::from_value(json!({})).unwrap());
    let redirect = redirect.send().await.unwrap();
    let content = user.get_jwks().send().await.unwrap();
    assert_eq!(content.data().text(), SECRET);
    for shown in [
        format!("{response:?} {response:#?}"),
        format!("{redirect:?} {:?}", redirect.data()),
        format!("{content:?} {:?}", content.data()),
    ] {
        assert!(!shown.contains(SECRET), "{shown}");
    }
}

/// Every kind of failure, for a client whose every secret is the sentinel.
#[tokio::test]
async fn errors_hide_requests_and_responses() {
    let replies = [
        Reply::json(200, &json!({"statusCode": 403, "message": "no", "data": {"token": SECRET}})),
        Reply::json(400, &json!({"error": "invalid_grant", "token": SECRET})),
        Reply::new(502, SECRET).header("set-cookie", SECRET),
        Reply::new(200, SECRET),
        Reply::json(200, &json!({"statusCode": 200, "message": "", "data": SECRET})),
        Reply::new(302, SECRET).header("location", SECRET),
        Reply::Silence,
    ];
    for reply in replies {
        let shown = format!("{reply:?}");
        let token = token_reply().0;
        let server = Server::start(move |request| match is_token_request(request) {
            true => token.clone(),
            false => reply.clone(),
        });
        let server = server.await.unwrap();
        let soon = std::time::Duration::from_millis(50);
        let app = AuthenticationClient::builder("APP_ID", server.host()).app_secret(SECRET);
        let user = app.build().unwrap().with_access_token(SECRET);
        let body = EnrollFactorDto::new(
            FactorType::Sms,
            SECRET,
            EnrollFactorEnrollmentDataDto::new().pass_code(SECRET),
        );
        let call = user.enroll_factor(body).timeout(soon).retry(RetryPolicy::never());
        // An unexpected payload is not an error.
        let first = call.await.err();
        let admin = clients(&server).unwrap().admin;
        let call = admin.list_users(ListUsersRequestDto::new().keywords(SECRET));
        let second = call.timeout(soon).retry(RetryPolicy::never()).await.unwrap_err();
        for error in first.into_iter().chain([second]) {
            let text = format!("{error} {error:?} {error:#?}");
            assert!(!text.contains(SECRET), "{shown}: {text}");
            let mut source = std::error::Error::source(&error);
            while let Some(inner) = source {
                assert!(!format!("{inner} {inner:?}").contains(SECRET), "{shown}: {inner:?}");
                source = inner.source();
            }
        }
    }
}
