//! Passwords encrypted for the server.

use std::{
    collections::HashSet,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth::authentication::{PasswordEncryptType, SignInOptionsDto};
use genauth::flows::{PasswordEncryption, PasswordEncryptor, Sm2Layout, Sm2Order};
use genauth::{Error, FlowEnd};
use rsa::{
    Pkcs1v15Encrypt, RsaPrivateKey, pkcs1::EncodeRsaPublicKey as _, pkcs8::EncodePublicKey as _,
    rand_core::OsRng,
};
use serde_json::{Value, json};
use support::{Recorded, Reply, Server, clients, is_token_request, token_reply};

const SYSTEM: &str = "/api/v3/system";
/// Key of the example in GB/T 32918.5-2017.
const SM2: &str = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                   ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";

static KEY: LazyLock<RsaPrivateKey> =
    LazyLock::new(|| RsaPrivateKey::new(&mut OsRng, 1_024).unwrap());

fn pem(label: &str, der: &[u8], width: usize) -> String {
    let base64 = STANDARD.encode(der);
    let lines: Vec<_> = base64.as_bytes().chunks(width).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Returns the key in the format of the servers.
fn usual_pem() -> String {
    pem("PUBLIC KEY", KEY.to_public_key().to_public_key_der().unwrap().as_bytes(), 64)
}

fn system(rsa: &str) -> Value {
    json!({
        "rsa": {"publicKey": rsa},
        "sm2": {"publicKey": SM2},
        "version": {"server": "2", "console": "2", "login": "2"},
        "publicIps": [],
    })
}

/// Starts a server with these keys, which accepts every sign-in.
async fn server(keys: Reply) -> Server {
    let token = token_reply().0;
    let server = Server::start(move |request| match request.path.as_str() {
        SYSTEM => keys.clone(),
        _ if is_token_request(request) => token.clone(),
        _ => Reply::data(&json!({"token_type": "Bearer", "expire_in": 1, "userId": "1"})),
    });
    server.await.unwrap()
}

async fn usual_server() -> Server {
    server(Reply::json(200, &system(&usual_pem()))).await
}

async fn encryptor(keys: Reply) -> Result<PasswordEncryptor, Error> {
    let server = server(keys).await;
    clients(&server).unwrap().user.password_encryptor(PasswordEncryption::Rsa).await
}

fn decrypted(password: &str) -> String {
    let bytes = STANDARD.decode(password).unwrap();
    String::from_utf8(KEY.decrypt(Pkcs1v15Encrypt, &bytes).unwrap()).unwrap()
}

fn key_requests(server: &Server) -> usize {
    let is_system = |request: &&Recorded| request.path == SYSTEM;
    server.recorded().iter().filter(is_system).count()
}

#[tokio::test]
async fn keys_are_decoded_with_and_without_envelope_and_from_every_pem_variant() {
    let public = KEY.to_public_key();
    let spki = public.to_public_key_der().unwrap();
    let spki = spki.as_bytes();
    let forms = [
        usual_pem(),
        usual_pem().replace('\n', "\r\n  "),
        pem("PUBLIC KEY", spki, 10_000),
        STANDARD.encode(spki),
        pem("RSA PUBLIC KEY", public.to_pkcs1_der().unwrap().as_bytes(), 64),
    ];
    for form in forms {
        for keys in [Reply::json(200, &system(&form)), Reply::data(&system(&form))] {
            let encryptor = encryptor(keys).await.unwrap();
            let password = encryptor.encrypt("密码 test-secret").unwrap();
            assert_eq!(decrypted(&password), "密码 test-secret");
            assert_eq!(encryptor.encrypt_type(), PasswordEncryptType::Rsa);
        }
    }
}

#[tokio::test]
async fn password_encryption_is_randomized() {
    let encryptor = encryptor(Reply::json(200, &system(&usual_pem()))).await.unwrap();
    let texts: HashSet<_> = (0..20).map(|_| encryptor.encrypt("same").unwrap()).collect();
    assert_eq!(texts.len(), 20);
}

#[tokio::test]
async fn a_password_too_long_for_the_key_is_an_error() {
    let encryptor = encryptor(Reply::json(200, &system(&usual_pem()))).await.unwrap();
    assert_eq!(decrypted(&encryptor.encrypt(&"x".repeat(117)).unwrap()).len(), 117);
    assert_eq!(decrypted(&encryptor.encrypt("").unwrap()), "");
    let error = encryptor.encrypt(&"sentinel".repeat(20)).unwrap_err();
    let Error::Flow(flow) = &error else { panic!("{error:?}") };
    assert_eq!(flow.end(), FlowEnd::Failed);
    assert_eq!(
        error.to_string(),
        "the password cannot be encrypted: it is longer than 117 bytes, the limit of the server's RSA \
         key; use a shorter password"
    );
}

#[tokio::test]
async fn a_response_without_a_key_is_an_error() {
    for keys in [json!({}), system(""), system("no key"), system("aGVsbG8="), json!({"rsa": "x"})] {
        let error = encryptor(Reply::json(200, &keys)).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        let expected = "getSystemInfo: /rsa/publicKey: expected a public key for RSA in PEM";
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test]
async fn keys_are_cached_for_all_views_and_refreshed_on_demand() {
    let server = usual_server().await;
    let user = clients(&server).unwrap().user;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..10 {
        let view = user.with_tenant(format!("TENANT_{number}"));
        tasks.spawn(async move { view.password_encryptor(PasswordEncryption::Rsa).await });
    }
    for made in tasks.join_all().await {
        made.unwrap();
    }
    let layout = Sm2Layout::default();
    user.password_encryptor(PasswordEncryption::Sm2(layout)).await.unwrap();
    assert_eq!(key_requests(&server), 1);
    user.refresh_password_keys().await.unwrap();
    user.password_encryptor(PasswordEncryption::Rsa).await.unwrap();
    assert_eq!(key_requests(&server), 2);
}

/// A request for the keys that was started by a runtime that is not running.
#[test]
fn an_idle_runtime_does_not_block_the_key_request() {
    let serving = tokio::runtime::Runtime::new().unwrap();
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    let keys = system(&usual_pem());
    let server =
        serving.block_on(Server::start(move |_| match count.fetch_add(1, Ordering::Relaxed) {
            0 => Reply::Silence,
            _ => Reply::data(&keys),
        }));
    let user = clients(server.as_ref().unwrap()).unwrap().user;
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (resting, other) = (runtime(), runtime());
    resting.block_on(async {
        tokio::select! {
            outcome = user.password_encryptor(PasswordEncryption::Rsa) => panic!("{outcome:?}"),
            done = support::until(|| requests.load(Ordering::Relaxed) == 1) => assert!(done),
        }
    });
    let encryptor = user.password_encryptor(PasswordEncryption::Rsa);
    let soon = std::time::Duration::from_secs(10);
    let encryptor = other.block_on(async { tokio::time::timeout(soon, encryptor).await });
    encryptor.unwrap().unwrap();
    assert_eq!(requests.load(Ordering::Relaxed), 2);
    drop(resting);
}

#[tokio::test]
async fn failed_key_requests_are_not_cached() {
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    let keys = system(&usual_pem());
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => Reply::json(200, &json!({"statusCode": 500, "message": "broken"})),
        _ => Reply::json(200, &keys),
    });
    let server = server.await.unwrap();
    let user = clients(&server).unwrap().user;
    let error = user.password_encryptor(PasswordEncryption::Rsa).await.unwrap_err();
    assert_eq!(error.status_code(), Some(500));
    user.password_encryptor(PasswordEncryption::Rsa).await.unwrap();
    assert_eq!(requests.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn the_management_client_encrypts_passwords() {
    let server = usual_server().await;
    let admin = clients(&server).unwrap().admin;
    let encryptor = admin.password_encryptor(PasswordEncryption::Rsa).await.unwrap();
    assert_eq!(decrypted(&encryptor.encrypt("word").unwrap()), "word");
    admin.refresh_password_keys().await.unwrap();
    assert_eq!(key_requests(&server), 2);
}

#[tokio::test]
async fn sign_in_with_encrypted_password() {
    let server = usual_server().await;
    let app = clients(&server).unwrap().user;
    let with_rsa = |sign_in: genauth::flows::SignIn<_>| {
        let options = SignInOptionsDto::new().scope("openid");
        sign_in.options(options).encrypt_password(PasswordEncryption::Rsa)
    };
    for (sign_in, payload) in [
        (app.sign_in_by_email_password("who", "word"), "passwordPayload"),
        (app.sign_in_by_ldap("who", "word"), "ldapPayload"),
        (app.sign_in_by_ad("who", "word"), "adPayload"),
    ] {
        with_rsa(sign_in).await.unwrap();
        let body = server.last().unwrap().json();
        assert_eq!(decrypted(body[payload]["password"].as_str().unwrap()), "word");
        assert_eq!(body["options"], json!({"scope": "openid", "passwordEncryptType": "rsa"}));
    }
    let call = with_rsa(app.sign_in_by_username_password("who", "word")).into_call();
    let call = call.await.unwrap().header("x-trace-id", "7");
    call.await.unwrap();
    assert_eq!(server.last().unwrap().header("x-trace-id"), "7");
}

#[tokio::test]
async fn sign_up_with_encrypted_password() {
    let server = usual_server().await;
    let app = clients(&server).unwrap().user;
    let sign_up = app.sign_up_by_email_password("who", "sentinel");
    let sign_up = sign_up.encrypt_password(PasswordEncryption::Rsa);
    assert!(!format!("{sign_up:?}").contains("sentinel"), "{sign_up:?}");
    sign_up.await.unwrap();
    let body = server.last().unwrap().json();
    assert_eq!(decrypted(body["passwordPayload"]["password"].as_str().unwrap()), "sentinel");
    assert_eq!(body["options"], json!({"context": {}, "passwordEncryptType": "rsa"}));
}

#[tokio::test]
async fn sm2_ciphertext_has_the_selected_layout() {
    let server = usual_server().await;
    let app = clients(&server).unwrap().user;
    let old = Sm2Layout::new(Sm2Order::C1C2C3).leading_04(true).base64_first(true);
    // A point of 64 bytes, a hash of 32, and the password or its base64.
    for (layout, bytes) in [(Sm2Layout::default(), 64 + 32 + 4), (old, 65 + 32 + 8)] {
        let sign_in = app.sign_in_by_username_password("bob", "word");
        sign_in.encrypt_password(PasswordEncryption::Sm2(layout)).await.unwrap();
        let body = server.last().unwrap().json();
        assert_eq!(body["options"]["passwordEncryptType"], "sm2");
        let password = body["passwordPayload"]["password"].as_str().unwrap();
        assert_eq!(password.len(), 2 * bytes);
        assert!(password.bytes().all(|digit| digit.is_ascii_hexdigit()), "{password}");
    }
    let layout = Sm2Layout::default();
    let encryptor = app.password_encryptor(PasswordEncryption::Sm2(layout)).await.unwrap();
    assert!(matches!(encryptor.encrypt(""), Err(Error::Flow(_))));
}
