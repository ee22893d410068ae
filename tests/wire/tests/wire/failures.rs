//! Responses that report or indicate a failed call, each with an error that callers can act on.

use std::time::Duration;

use genauth::authentication::{GetFactorParams, ResetFactorDto};
use genauth::management::{EmailTemplateType, ListUsersRequestDto, PreviewEmailTemplateDto};
use genauth::{Error, NextStep, RetryPolicy, codes};
use serde_json::json;
use support::{Clients, Reply, Server, clients, is_token_request, token_reply};

/// Starts a server with one response to everything except token requests, and creates its clients.
async fn responding(reply: Reply) -> (Server, Clients) {
    let token = token_reply().0;
    let server = Server::start(move |request| match is_token_request(request) {
        true => token.clone(),
        false => reply.clone(),
    });
    let server = server.await.unwrap();
    let clients = clients(&server).unwrap();
    (server, clients)
}

/// Returns the error of a call that expects a payload.
async fn with_payload(reply: Reply) -> Error {
    let (_server, clients) = responding(reply).await;
    let call = clients.admin.list_users(ListUsersRequestDto::new());
    call.retry(RetryPolicy::never()).await.unwrap_err()
}

/// Returns the result of a call that expects no payload.
async fn without_payload(reply: Reply) -> Result<(), Error> {
    let (_server, clients) = responding(reply).await;
    let call = clients.user.reset_factor(ResetFactorDto::new("1"));
    call.retry(RetryPolicy::never()).await
}

#[tokio::test]
async fn a_failure_in_the_envelope_is_an_error_for_any_http_status() {
    for http_status in [200, 201, 400, 403, 500] {
        let body = json!({
            "statusCode": 403, "apiCode": 1_635, "message": "MFA required",
            "requestId": "934108e5-9fbf-4d24-8da1-c330328abd6c", "data": {"mfaToken": "xxxx"},
        });
        let error = with_payload(Reply::json(http_status, &body)).await;
        assert_eq!(error.status_code(), Some(403));
        assert_eq!(error.api_code(), Some(1_635));
        assert_eq!(error.request_id(), Some("934108e5-9fbf-4d24-8da1-c330328abd6c"));
        assert_eq!(error.operation(), Some("listUsers"));
        assert_eq!((error.is_retryable(), error.retry_after()), (false, None));
        assert_eq!(
            error.to_string(),
            "listUsers: POST /api/v3/list-users failed with status 403, api code 1635 \
             (personal_mfa_required): MFA required \
             (request 934108e5-9fbf-4d24-8da1-c330328abd6c); \
             sign the user in by redirect; the login page verifies the second factor"
        );
        let Error::Api(error) = error else { panic!("{error:?}") };
        assert_eq!(error.http_status(), http_status);
        assert_eq!((error.status_code(), error.message()), (403, "MFA required"));
        assert_eq!(*error.body(), body.to_string(), "the whole response is there");
    }
}

#[tokio::test]
async fn a_failure_takes_precedence_over_an_invalid_payload() {
    for data in [json!([1, 2]), json!("text"), json!({"list": "x"}), json!(null)] {
        let body = json!({"data": data, "statusCode": 500, "message": "broken"});
        let error = with_payload(Reply::json(200, &body)).await;
        assert_eq!(error.status_code(), Some(500), "{error:?}");
    }
}

#[tokio::test]
async fn a_failure_of_a_call_without_payload_is_an_error() {
    let body = json!({"statusCode": 404, "apiCode": 2_004, "message": "no such user"});
    let error = without_payload(Reply::json(200, &body)).await.unwrap_err();
    assert_eq!((error.status_code(), error.api_code()), (Some(404), Some(2_004)));
}

#[tokio::test]
async fn a_status_may_be_a_string() {
    let body = json!({"statusCode": "499", "apiCode": "1010", "message": "odd"});
    let error = with_payload(Reply::json(200, &body)).await;
    assert_eq!((error.status_code(), error.api_code()), (Some(499), Some(1_010)));
}

#[tokio::test]
async fn code_is_accepted_as_status_code() {
    let failure = json!({"code": 400, "message": "invalid"});
    let error = with_payload(Reply::json(200, &failure)).await;
    assert_eq!(error.status_code(), Some(400));
    assert!(matches!(&error, Error::Api(error) if error.message() == "invalid"), "{error:?}");

    let success = json!({"code": 200, "message": "ok", "data": {"totalCount": 3, "list": []}});
    let (_server, clients) = responding(Reply::json(200, &success)).await;
    let page = clients.admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!(page.total_count, 3);
}

#[tokio::test]
async fn throttling_errors_contain_retry_after() {
    let body = json!({"statusCode": 429, "message": "slow down"});
    for reply in [Reply::json(429, &body), Reply::new(429, ""), Reply::new(429, "<html></html>")] {
        let error = with_payload(reply.header("retry-after", "7")).await;
        assert_eq!(error.status_code(), Some(429));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
        assert!(error.is_retryable());
        // Without a message from the server, the meaning of the code is used; the remedy is always
        // added.
        let said = ["slow down", "Too many requests in a short time"];
        assert!(said.iter().any(|text| error.to_string().contains(text)), "{error}");
        assert!(
            error.to_string().contains("wait for the time in the `retry-after` header"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn every_known_code_has_a_meaning_and_a_remedy() {
    for code in codes::api::ALL {
        let body = json!({"statusCode": 400, "apiCode": code.number, "message": "no"});
        let error = with_payload(Reply::json(200, &body)).await;
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.next_step().is_some(), code.step, "{}", code.name);
        let shown = error.to_string();
        assert!(shown.contains(code.name), "{shown}");
        // The remedy for rejected credentials depends on their owner.
        if code.number != codes::api::NOT_LOGGED_IN {
            let remedy = code.remedy.trim_end_matches('.').to_lowercase();
            assert!(shown.to_lowercase().contains(&remedy), "{shown}");
        }
    }
    // An unknown code is treated as a missing one: the status is known.
    let body = json!({"statusCode": 403, "apiCode": 999_999, "message": "no"});
    let error = with_payload(Reply::json(200, &body)).await;
    assert_eq!(error.code().map(|code| code.number), Some(codes::status::FORBIDDEN_ERROR));
    assert_eq!(error.next_step(), None);
}

#[tokio::test]
async fn a_sign_in_step_is_an_error_with_its_payload() {
    let data = json!({"mfaToken": "test-secret"});
    let body = json!({"statusCode": 403, "apiCode": 1_636, "message": "MFA", "data": data});
    let error = with_payload(Reply::json(200, &body)).await;
    assert_eq!(error.next_step(), Some(NextStep::VerifyApplicationMfa));
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!(error.data(), Some(data));
    assert!(!format!("{error} {error:?}").contains("test-secret"), "{error:?}");
}

#[tokio::test]
async fn an_oauth_error_is_decoded() {
    let body = json!({"error": "invalid_grant", "error_description": "the code is used up"});
    let error = with_payload(Reply::json(400, &body)).await;
    assert_eq!((error.status_code(), error.api_code()), (Some(400), None));
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!(error.message(), "the code is used up");

    let error = with_payload(Reply::json(400, &json!({"error": "invalid_request"}))).await;
    assert!(error.to_string().contains("invalid_request"), "{error}");
}

#[tokio::test]
async fn an_html_page_of_a_proxy_is_a_failure_with_the_http_status() {
    for (status, retryable) in [(502, true), (503, true), (504, true), (500, false), (404, false)] {
        let page =
            Reply::new(status, "<html>Bad Gateway</html>").header("content-type", "text/html");
        let error = with_payload(page).await;
        assert_eq!(error.status_code(), Some(i64::from(status)));
        assert_eq!(error.is_retryable(), retryable, "{status}");
        let Error::Api(error) = error else { panic!("{error:?}") };
        assert_eq!(error.http_status(), status);
        assert!(!error.to_string().contains("<html>"), "{error}");
        assert!(error.to_string().contains("(Bad Gateway)"), "{error}");
    }
}

#[tokio::test]
async fn html_with_status_200_is_a_decode_error() {
    let page = "<html>Welcome</html>";
    let error = with_payload(Reply::new(200, page)).await;
    assert_eq!(error.operation(), Some("listUsers"));
    assert_eq!((error.status_code(), error.is_retryable()), (None, false));
    assert!(error.to_string().ends_with("(HTTP 200, no media type, 20 bytes: Welcome)"), "{error}");
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!(error.http_status(), 200);
    assert_eq!(*error.body(), page);
    assert_eq!(error.message(), "the response is HTML or XML, not JSON; check the host");

    let error = with_payload(Reply::new(200, "Welcome")).await;
    let Error::Decode(error) = error else { panic!("{error:?}") };
    let message = "the response is not valid JSON: expected a JSON value at line 1 column 1";
    assert_eq!(error.message(), message);
}

#[tokio::test]
async fn invalid_utf_8_is_a_decode_error() {
    let body = b"{\"statusCode\":200,\"message\":\"\xff\",\"data\":{\"list\":[]}}".to_vec();
    let error = with_payload(Reply::new(200, body.clone())).await;
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(error.to_string().contains("not valid UTF-8 at byte 29"), "{error}");
    let error = with_payload(Reply::new(502, body)).await;
    assert_eq!(error.status_code(), Some(502));
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let body = "\u{feff}{\"statusCode\":200,\"message\":\"ok\",\"data\":{\"totalCount\":7}}";
    let (_server, clients) = responding(Reply::new(200, body)).await;
    let page = clients.admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!(page.total_count, 7);
}

#[tokio::test]
async fn an_empty_response_is_a_decode_error() {
    let error = with_payload(Reply::new(200, "")).await;
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    let error = with_payload(Reply::new(500, "")).await;
    assert_eq!(error.status_code(), Some(500));
    // A missing payload is valid for a call that expects none.
    without_payload(Reply::new(200, "")).await.unwrap();
    without_payload(Reply::new(204, "")).await.unwrap();
}

#[tokio::test]
async fn a_truncated_response_is_never_a_success() {
    const END: &str = "x-test-end";
    let token = token_reply().0;
    let data = json!({"totalCount": 1, "list": [{"userId": "1"}]});
    let whole = json!({"statusCode": 200, "message": "ok", "data": data}).to_string();
    let text = whole.clone();
    let server = Server::start(move |request| match request.header(END).parse() {
        Ok(end) => Reply::new(200, text[..end].to_owned()),
        Err(_) => token.clone(),
    });
    let server = server.await.unwrap();
    let clients = clients(&server).unwrap();
    for end in 1..whole.len() {
        let header = end.to_string();
        let call = clients.admin.list_users(ListUsersRequestDto::new()).header(END, &header);
        let with_payload = call.await.map(|_| ());
        let call = clients.user.reset_factor(ResetFactorDto::new("1")).header(END, &header);
        let without_payload = call.await;
        for outcome in [with_payload, without_payload] {
            assert!(matches!(outcome, Err(Error::Decode(_))), "{}: {outcome:?}", &whole[..end]);
        }
    }
    // A failure remains a failure, also when the body ends early.
    let failed = r#"{"statusCode":403,"message":"no"#;
    assert_eq!(with_payload(Reply::new(200, failed)).await.status_code(), Some(403));
}

#[tokio::test]
async fn an_identifying_value_of_another_type_is_named_by_its_json_pointer() {
    let list = json!([{"userId": "1"}, {"userId": true}]);
    let error = with_payload(Reply::data(&json!({"totalCount": 2, "list": list}))).await;
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!(error.message(), "/data/list/1/userId: expected string, found a boolean");
    assert_eq!(
        error.to_string(),
        "listUsers: /data/list/1/userId: expected string, found a boolean (HTTP 200, \
         application/json, 97 bytes: {\"data\":{\"list\":[{\"userId\":\"…\"},{\"userId\":true}],\
         \"totalCount\":2},\"message\":\"…\",\"statusCode\":200})"
    );
}

#[tokio::test]
async fn errors_never_contain_values_of_the_response() {
    const SECRET: &str = "sentinel-of-a-response";
    for body in [
        json!(SECRET),
        json!([SECRET]),
        json!({"data": SECRET}),
        json!({"statusCode": 200, "message": "ok", "data": SECRET}),
        json!({"statusCode": 200, "message": "ok", "data": {"totalCount": SECRET}}),
        json!({"statusCode": SECRET, "message": [SECRET], "data": {"list": SECRET}}),
    ] {
        for status in [200, 302, 400, 502] {
            let first = without_payload(Reply::json(status, &body)).await.err();
            let (_server, clients) = responding(Reply::json(status, &body)).await;
            let call = clients.admin.list_users(ListUsersRequestDto::new());
            let second = call.retry(RetryPolicy::never()).await.err();
            for error in first.iter().chain(&second) {
                let shown = format!("{error} {error:?} {error:#?}");
                assert!(!shown.contains(SECRET), "{body}: {shown}");
            }
        }
    }
}

#[tokio::test]
async fn a_response_without_an_envelope_is_the_payload() {
    let page = json!({"totalCount": 1, "list": [{"userId": "1"}]});
    let (_server, clients) = responding(Reply::json(200, &page)).await;
    let page = clients.admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!((page.total_count, page.list[0].user_id.as_str()), (1, "1"));
}

#[tokio::test]
async fn a_payload_is_found_without_a_status() {
    let data = json!({"content": "<p>", "subject": "Welcome", "sender": "test@example.com"});
    for body in [json!({"data": data}), json!({"statusCode": 200, "message": "ok", "data": data})] {
        let (_server, clients) = responding(Reply::json(200, &body)).await;
        let body = PreviewEmailTemplateDto::new(EmailTemplateType::WelcomeEmail);
        let preview = clients.admin.preview_email_template(body).await.unwrap();
        assert_eq!(preview.subject, "Welcome");
    }
}

#[tokio::test]
async fn a_rejected_token_is_the_error_of_the_call() {
    let server = Server::start(|request| match is_token_request(request) {
        true => Reply::json(200, &json!({"statusCode": 401, "message": "wrong secret"})),
        false => Reply::data(&json!({})),
    });
    let server = server.await.unwrap();
    let admin = clients(&server).unwrap().admin;
    let error = admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
    assert_eq!((error.operation(), error.status_code()), (Some("getManagementToken"), Some(401)));
    assert!(server.recorded().iter().all(is_token_request), "the call itself was not sent");
}

#[tokio::test]
async fn an_unreachable_server_is_a_transport_error() {
    let host = {
        // A port that was free shortly before.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let app = genauth::AuthenticationClient::builder("APP_ID", host).build().unwrap();
    let user = app.with_access_token("sentinel-token");
    let call = user.get_factor(GetFactorParams::new("sentinel-id")).retry(RetryPolicy::never());
    let error = call.await.unwrap_err();
    assert!(error.is_retryable());
    assert_eq!(error.operation(), Some("getFactor"));
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("sentinel"), "{shown}");
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert!(error.is_connect() && !error.is_timeout());
    assert!(std::error::Error::source(&error).is_some());
}
