//! The CAS client of the SDK, against the emulator.

use genauth::{
    Error,
    cas::{CasClient, CasErrorKind, CasFormat, CasLogoutRequest, CasTicket},
    management::{AssignRoleDto, CreateRoleDto, ListUsersRequestDto, TargetDto, TargetType},
};
use genauth_emulator::Emulator;
use url::Url;

use crate::{
    accounts::PASSWORD,
    cas_sign_in::{SERVICE, with_ada},
    oidc_browser::{Browser, Page},
    second_factors::later,
    webhook_receiver::Receiver,
};

fn client(emulator: &Emulator, service: &str) -> CasClient {
    emulator.authentication().cas().service(service).build().unwrap()
}

/// Opens a URL of the emulator, and signs `ada` in if a page asks for it.
async fn open(browser: &Browser, url: &str) -> Page {
    let url = Url::parse(url).unwrap();
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
    let page = browser.get(url.path(), &pairs).await;
    match page.location().contains("/interaction/") {
        true => browser.log_in(&page, "ada", PASSWORD).await,
        false => page,
    }
}

fn kind(error: &Error) -> CasErrorKind {
    let Error::Cas(error) = error else { panic!("{error}") };
    error.kind()
}

#[tokio::test]
async fn client_signs_a_user_in_once() {
    let (emulator, browser) = with_ada().await;
    let management = emulator.management();
    let users = management.list_users(ListUsersRequestDto::new()).await.unwrap();
    for code in ["writer", "reader"] {
        management.create_role(CreateRoleDto::new(code)).await.unwrap();
        let target = TargetDto::new(TargetType::User, &*users.list[0].user_id);
        management.assign_role(AssignRoleDto::new(code, [target])).await.unwrap();
    }
    for format in [CasFormat::Xml, CasFormat::Json] {
        let cas = emulator.authentication().cas().service(SERVICE).format(format).build().unwrap();
        let callback = open(&browser, &cas.login_url()).await.location();
        assert_eq!(cas.without_ticket(&callback), SERVICE);
        let identity = cas.finish(&callback).await.unwrap();
        assert_eq!(identity.user, "ada");
        assert_eq!(identity.attributes.first("username"), Some("ada"));
        let roles: Vec<&str> = identity.attributes.texts("roles").collect();
        assert_eq!(roles, ["reader", "writer"]);
        assert!(identity.proxies.is_empty());
        let again = cas.finish(&callback).await.unwrap_err();
        assert_eq!(kind(&again), CasErrorKind::TicketRejected);
        let Error::Cas(again) = again else { panic!("{again}") };
        assert_eq!(again.code(), Some("INVALID_TICKET"));
    }
}

#[tokio::test]
async fn client_validates_in_every_version() {
    let (emulator, browser) = with_ada().await;
    let cas = client(&emulator, SERVICE);
    let ticket = async || {
        CasTicket::from_callback(&open(&browser, &cas.login_url()).await.location()).unwrap()
    };
    let first = cas.validate_ticket_v1(&ticket().await).await.unwrap();
    assert_eq!((first.user.as_str(), first.attributes.is_empty()), ("ada", true));
    let third = cas.validate_ticket_v3(&ticket().await).await.unwrap();
    assert_eq!(third.attributes.first("isFromNewLogin"), Some("false"));
    let late = ticket().await;
    later(&emulator, 300);
    let expired = cas.validate_ticket_v1(&late).await.unwrap_err();
    assert_eq!(kind(&expired), CasErrorKind::TicketRejected);
}

#[tokio::test]
async fn client_requires_a_new_sign_in_with_renew() {
    let (emulator, browser) = with_ada().await;
    let renewing = emulator.authentication().cas().service(SERVICE).renew().build().unwrap();
    let plain = client(&emulator, SERVICE);
    let gateway = plain.login().gateway().build().unwrap();
    assert_eq!(open(&browser, &gateway).await.location(), SERVICE);
    let callback = open(&browser, &renewing.login_url()).await.location();
    assert_eq!(renewing.finish(&callback).await.unwrap().user, "ada");
    let callback = open(&browser, &gateway).await.location();
    let known = renewing.finish(&callback).await.unwrap_err();
    assert_eq!(kind(&known), CasErrorKind::TicketRejected);
    assert!(browser.get("/cas-idp/APP_ID/login", &[("renew", "true")]).await.status == 302);
}

#[tokio::test]
async fn client_reads_the_single_logout() {
    let (emulator, browser) = with_ada().await;
    let mut receiver = Receiver::start(&[]).await;
    let cas = client(&emulator, &receiver.url);
    let callback = open(&browser, &cas.login_url()).await.location();
    let identity = cas.finish(&callback).await.unwrap();
    let url = Url::parse(&cas.logout_url(Some(SERVICE)).unwrap()).unwrap();
    let page = browser.get(url.path(), &[("service", SERVICE)]).await;
    assert_eq!(page.location(), SERVICE);
    let received = receiver.next().await;
    let request =
        CasLogoutRequest::from_form(std::str::from_utf8(&received.body).unwrap()).unwrap();
    assert_eq!(request.ticket(), &identity.ticket);
    assert_eq!(request.name_id(), Some("ada"));
}
