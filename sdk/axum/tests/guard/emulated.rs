//! Tokens and permissions of the emulator.

use axum::{Router, routing::get};
use genauth::authentication::SignInOptionsDto;
use genauth::management::{
    CreateAuthorizeDataPolicyDto, CreateDataPolicyDto, CreateStringDataResourceDto,
    CreateTreeDataResourceDto, DataResourceTreeStructs, DataStatementPermissionDto, EffectDto,
    SubjectDto, SubjectType,
};
use genauth_axum::{CurrentUser, Guard, RequirePermission, RequireScope};
use genauth_emulator::Emulator;
use http::Method;

use crate::support::{bearing, refusal, request, send};

async fn token_of(emulator: &Emulator, username: &str) -> String {
    let app = emulator.authentication();
    app.sign_up_by_username_password(username, "passw0rd").await.unwrap();
    let options = SignInOptionsDto::new().scope("openid profile");
    let tokens = app.sign_in_by_username_password(username, "passw0rd").options(options).await;
    tokens.unwrap().access_token.unwrap().expose().to_owned()
}

#[tokio::test]
async fn token_of_a_sign_in_opens_the_routes() {
    let emulator = Emulator::start().await.unwrap();
    let token = token_of(&emulator, "ada").await;
    let router = Router::new()
        .route(
            "/",
            get(async |user: CurrentUser| {
                user.client()
                    .get_profile(Default::default())
                    .await
                    .unwrap()
                    .username
                    .unwrap_or_default()
            }),
        )
        .route("/profile", get(async || "profile").layer(RequireScope::new("profile")))
        .route("/email", get(async || "email").layer(RequireScope::new("email")))
        .layer(Guard::new(&emulator.authentication()).unwrap().layer());
    assert_eq!(send(&router, bearing("/", &token)).await.body, "ada");
    assert_eq!(send(&router, bearing("/profile", &token)).await.body, "profile");
    let seen = send(&router, bearing("/email", &token)).await;
    assert_eq!(seen.refusal(), refusal(403, "insufficient_scope"));
    let seen = send(&router, request(Method::GET, "/", &[])).await;
    assert_eq!(seen.refusal(), refusal(401, ""));
    let tampered = format!("{}A{}", &token[..token.len() - 9], &token[token.len() - 8..]);
    let seen = send(&router, bearing("/", &tampered)).await;
    assert_eq!(seen.status, if tampered == token { 200 } else { 401 });
}

#[tokio::test]
async fn permissions_are_those_of_the_user_pool() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let app = emulator.authentication();
    let tokens = [token_of(&emulator, "ada").await, token_of(&emulator, "bob").await];
    let actions = || vec!["read".to_owned(), "write".to_owned()];
    let orders = CreateStringDataResourceDto::new()
        .namespace_code(app.app_id())
        .resource_name("Orders")
        .resource_code("orders")
        .r#struct("/orders")
        .actions(actions());
    admin.create_data_resource_by_string(orders).await.unwrap();
    let files = CreateTreeDataResourceDto::new()
        .namespace_code(app.app_id())
        .resource_name("Files")
        .resource_code("files")
        .r#struct([DataResourceTreeStructs::new("open", "OPEN")])
        .actions(actions());
    admin.create_data_resource_by_tree(files).await.unwrap();
    let permissions = ["orders/read", "files/open/read"].map(|it| format!("{}/{it}", app.app_id()));
    let statement = DataStatementPermissionDto::new(EffectDto::Allow, permissions);
    let policy = CreateDataPolicyDto::new("Reader", [statement]);
    let policy = admin.create_data_policy(policy).await.unwrap().policy_id;
    let ada = app.with_access_token(&*tokens[0]).get_profile(Default::default()).await.unwrap();
    let subject = SubjectDto::new(ada.user_id, SubjectType::User);
    let given = CreateAuthorizeDataPolicyDto::new([policy], [subject]);
    admin.authorize_data_policies(given).await.unwrap();

    let route = |permission| get(async || "in").layer(permission);
    let router = Router::new()
        .route("/read", route(RequirePermission::new("orders", "read")))
        .route("/write", route(RequirePermission::new("orders", "write")))
        .route("/array", route(RequirePermission::array("orders", "read")))
        .route("/open", route(RequirePermission::tree("files/open", "read")))
        .route("/unknown", route(RequirePermission::new("nothing", "read")))
        .layer(Guard::new(&app).unwrap().layer());
    let mut seen = Vec::new();
    for token in &tokens {
        for path in ["/read", "/write", "/array", "/open", "/unknown"] {
            seen.push(send(&router, bearing(path, token)).await.status.as_u16());
        }
    }
    assert_eq!(seen, [200, 403, 403, 200, 403, 403, 403, 403, 403, 403]);
}
