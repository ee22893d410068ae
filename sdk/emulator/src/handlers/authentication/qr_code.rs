//! QR code sign-in: codes of sign-in pages, scanned by an app, and codes of the personal center,
//! which sign in an app.
//!
//! # Assumptions
//!
//! - The URL of a QR code is a PNG in a data URL. The code contains, as JSON, `scene`, `qrcodeId`,
//!   `apiHost` and `appId`.
//! - A QR code is valid for two minutes. After an authorization, the result can be fetched for five
//!   minutes more.
//! - Codes for WeChat are created like others, and `setQrCodeStatus` simulates the steps in WeChat.
//! - The user who scans may be signed in to another application of the pool. The code itself is
//!   available only to the application that created it; for others it is status 404, like unknown
//!   ones.
//! - The same user can repeat `SCAN`, `CONFIRM` and `CANCEL`. Any other action that is out of
//!   order, too late or by another user is status 422.
//! - A ticket is valid once; a ticket that is unknown, used, expired or of another application is
//!   status 400. Tokens have the scope `openid profile`.
//! - Only activated users can sign in; others are status 403 with 2120008.
//! - A QR code of the personal center is valid for one app; it is status 422 afterward. It can be
//!   used in every application of the pool.

use genauth::authentication::{
    AppQRCodeLoginDto, AppQrcodeLoginAction, ChangeQRCodeStatusDto, CheckQRCodeStatusDataDto,
    CheckQrCodeStatusParams, ExchangeTokenSetWithQRcodeTicketDto, FastpassQRCodeRelationAppDto,
    FastpassUserInfoDto, GeneFastpassQRCodeInfoDto, GeneQRCodeDataDto, GenerateQrcodeDto,
    GetFastpassParamsParams, GetFastpassQRCodeRelationAppsDto, IsSuccessDto,
    LoginTokenResponseDataDto, QRCodeStatusBriefUserInfoDto, QrcodeAction, QrcodeStatus,
    SignInFastpassDto,
};
use serde_json::{Map, Value, json};

use super::signin::token_response;
use crate::{
    call::{Call, Handlers, Response},
    clock::Timestamp,
    failure::Failure,
    qr,
    state::{
        State,
        scan::{Kind, Scan, Step},
        user::{SignIn, User},
    },
    tokens::{Grant, issue},
};

pub(super) const HANDLERS: Handlers = &[
    ("geneQrCode", gene_qr_code),
    ("getQrCodeStatus", qr_code_status),
    ("checkQrCodeStatus", qr_code_status),
    ("setQrCodeStatus", set_qr_code_status),
    ("changeQrCodeStatus", set_qr_code_status),
    ("exchangeTokenSetWithQrCodeTicket", exchange_token_set_with_qr_code_ticket),
    ("geneFastpassQrcodeInfo", gene_fastpass_qrcode_info),
    ("getFastpassParams", get_fastpass_params),
    ("qrCodeAppLogin", qr_code_app_login),
    ("getAppLoginQrCodeStatus", get_app_login_qr_code_status),
];

/// Scope of tokens if the request has no scope parameter.
pub(super) const SCOPE: &str = "openid profile";

fn gene_qr_code(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: GenerateQrcodeDto = call.body()?;
    let app_id = call.application()?.id.clone();
    let id = call.state.ids.object_id();
    let content = json!({
        "scene": "APP_AUTH", "qrcodeId": id, "apiHost": call.host, "appId": app_id,
    });
    let data = GeneQRCodeDataDto::new(id.clone(), qr::data_url(&content.to_string())?);
    let mut scan = Scan::new(Kind::QrCode, &app_id, SCOPE, call.now);
    scan.custom_data = body.custom_data;
    begin(call, id, scan);
    Response::data(&data)
}

/// Begins a pending sign-in, and records its origin.
pub(super) fn begin(call: &mut Call<'_>, id: String, mut scan: Scan) {
    scan.ip.clone_from(&call.context.ip);
    scan.user_agent.clone_from(&call.context.user_agent);
    call.state.scans.begin(id, scan);
}

fn qr_code_status(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: CheckQrCodeStatusParams = call.params()?;
    status(call, Kind::QrCode, &params.qrcode_id)
}

fn get_app_login_qr_code_status(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: CheckQrCodeStatusParams = call.params()?;
    status(call, Kind::AppLogin, &params.qrcode_id)
}

fn status(call: &Call<'_>, kind: Kind, id: &str) -> Result<Response, Failure> {
    let scan = of_application(call, kind, id)?;
    let has_expired = scan.has_expired(call.now);
    let mut data = CheckQRCodeStatusDataDto::new(match scan.step {
        _ if has_expired => QrcodeStatus::Expired,
        Step::Pending => QrcodeStatus::Pending,
        Step::Scanned => QrcodeStatus::Scanned,
        Step::Authorized => QrcodeStatus::Authorized,
        Step::Cancelled => QrcodeStatus::Cancelled,
    });
    let user = scan.user_id.as_deref().and_then(|id| call.state.users.get(id));
    data.brief_user_info = user.map(|user| {
        let photo = user.profile.photo.clone().unwrap_or_default();
        QRCodeStatusBriefUserInfoDto::new(display_name(user), photo)
    });
    data.ticket = scan.ticket().filter(|_| !has_expired).map(str::to_owned).map(Into::into);
    Response::data(&data)
}

/// Returns the pending sign-in with this code, for the application that created it.
pub(super) fn of_application<'a>(
    call: &'a Call<'_>,
    kind: Kind,
    id: &str,
) -> Result<&'a Scan, Failure> {
    let app = call.application()?;
    let scan = call.state.scans.get(kind, id)?;
    if scan.app_id == app.id { Ok(scan) } else { Err(Failure::not_found("code")) }
}

/// Returns the name of a user shown to others.
fn display_name(user: &User) -> &str {
    let it = &user.profile;
    let names = [&it.name, &it.nickname, &it.username, &it.email, &it.phone];
    let name = names.into_iter().flatten().find(|name| !name.trim().is_empty());
    name.map_or(user.id(), String::as_str)
}

fn set_qr_code_status(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ChangeQRCodeStatusDto = call.body()?;
    let to = match &body.action {
        QrcodeAction::Scan => Step::Scanned,
        QrcodeAction::Confirm => Step::Authorized,
        QrcodeAction::Cancel => Step::Cancelled,
        other => return Err(Failure::field("action", &format!("cannot be {other}"))),
    };
    let (now, user) = (call.now, active(call.user()?)?.id().to_owned());
    let state = &mut *call.state;
    let scan = state.scans.get_mut(Kind::QrCode, &body.qrcode_id)?;
    scan.check_step(to, &user, now)?;
    if scan.step != to {
        scan.go(to, &user, now);
        if to == Step::Authorized {
            scan.give_ticket(state.ids.token(43));
            let custom_data = scan.custom_data.clone();
            keep_custom_data(state, &user, custom_data, now)?;
        }
    }
    Ok(succeeded(call))
}

/// Returns a success response: one of two operations for it has no payload.
pub(super) fn succeeded(call: &Call<'_>) -> Response {
    match call.operation.is_some_and(|it| it.name.starts_with("set")) {
        true => Response::data(&IsSuccessDto::new(true)).unwrap_or(Response::Done),
        false => Response::Done,
    }
}

/// Checks that a user may sign in.
pub(super) fn active(user: &User) -> Result<&User, Failure> {
    user.may_sign_in(None)?;
    Ok(user)
}

/// Merges custom data into that of a user.
pub(super) fn keep_custom_data(
    state: &mut State,
    user_id: &str,
    custom_data: Option<Map<String, Value>>,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(custom_data) = custom_data else { return Ok(()) };
    state.users.update(user_id, now, |user| {
        user.custom_data.get_or_insert_default().extend(custom_data);
    })?;
    Ok(())
}

fn exchange_token_set_with_qr_code_ticket(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ExchangeTokenSetWithQRcodeTicketDto = call.body()?;
    let app_id = call.application()?.id.clone();
    let scan = call.state.scans.by_ticket(body.ticket.expose(), &app_id, call.now)?.clone();
    let tokens = sign_in(call, &scan, "qrcode")?;
    call.state.scans.use_ticket(body.ticket.expose());
    Response::data(&tokens)
}

/// Returns tokens for the user who authorized a sign-in, for the device that began it.
pub(super) fn sign_in(
    call: &mut Call<'_>,
    scan: &Scan,
    method: &str,
) -> Result<LoginTokenResponseDataDto, Failure> {
    let user_id = scan.user_id.as_deref().ok_or_else(Failure::user_not_found)?;
    let user = call.state.users.get(user_id).ok_or_else(Failure::user_not_found)?;
    active(user)?;
    let grant = Grant {
        user_id,
        app_id: &scan.app_id,
        scope: &scan.scope,
        nonce: None,
        with_refresh: scan.scope.split(' ').any(|granted| granted == "offline_access"),
        ip: &scan.ip,
        user_agent: &scan.user_agent,
        host: call.host,
    };
    let tokens = issue(call.state, &grant, call.now)?;
    let sign_in = SignIn {
        at: call.now,
        app_id: scan.app_id.clone(),
        method: method.to_owned(),
        ip: scan.ip.clone(),
        user_agent: scan.user_agent.clone(),
        success: true,
    };
    call.state.record_sign_in(user_id, sign_in);
    Ok(token_response(tokens))
}

fn gene_fastpass_qrcode_info(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SignInFastpassDto = call.body()?;
    let options = body.options;
    let scope = options.as_ref().and_then(|options| options.scope.clone());
    let app_id = call.application()?.id.clone();
    let user = active(call.user()?)?;
    let photo = user.profile.photo.clone().unwrap_or_default();
    let shown = FastpassUserInfoDto::new(user.id(), display_name(user), photo);
    let user_id = user.id().to_owned();
    let pool = &call.state.pool;
    let pool = FastpassUserInfoDto::new(pool.id.clone(), pool.name.clone(), "");
    let id = call.state.ids.object_id();
    let data = GeneFastpassQRCodeInfoDto::new()
        .scene("APP_LOGIN")
        .qrcode_id(id.clone())
        .api_host(call.host)
        .user(shown)
        .app_id(&*app_id)
        .userpool(pool);
    let scope = scope.as_deref().unwrap_or(SCOPE);
    let mut scan = Scan::new(Kind::AppLogin, &app_id, scope, call.now);
    scan.custom_data = options.and_then(|options| options.custom_data);
    scan.user_id = Some(user_id);
    begin(call, id, scan);
    Response::data(&data)
}

fn get_fastpass_params(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetFastpassParamsParams = call.params()?;
    let scan = call.state.scans.get(Kind::AppLogin, &params.qrcode_id)?;
    if scan.app_id != params.app_id {
        return Err(Failure::not_found("code"));
    }
    let apps = call.state.applications.iter();
    let apps = apps.map(|app| FastpassQRCodeRelationAppDto::new(app.id.clone(), app.name.clone()));
    let apps: Vec<FastpassQRCodeRelationAppDto> = apps.collect();
    Response::data(&GetFastpassQRCodeRelationAppsDto::new().relation_apps(apps))
}

fn qr_code_app_login(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: AppQRCodeLoginDto = call.body()?;
    if body.action != AppQrcodeLoginAction::AppLogin {
        return Err(Failure::field("action", "must be APP_LOGIN"));
    }
    let app_id = call.application()?.id.clone();
    let scan = call.state.scans.get(Kind::AppLogin, &body.qrcode_id)?.clone();
    if scan.step != Step::Pending {
        return Err(Failure::rule("the code has been used"));
    }
    let user_id = scan.user_id.clone().ok_or_else(Failure::user_not_found)?;
    scan.check_step(Step::Authorized, &user_id, call.now)?;
    // The app is signed in, not the page that shows the code.
    let mut app = scan.clone();
    app.app_id = app_id;
    app.ip.clone_from(&call.context.ip);
    app.user_agent.clone_from(&call.context.user_agent);
    let tokens = sign_in(call, &app, "qrcode")?;
    let scans = &mut call.state.scans;
    scans.get_mut(Kind::AppLogin, &body.qrcode_id)?.go(Step::Authorized, &user_id, call.now);
    keep_custom_data(call.state, &user_id, scan.custom_data, call.now)?;
    Response::data(&tokens)
}
