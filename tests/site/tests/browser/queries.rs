//! Queries that people ask, with the hits that they expect.

use serde_json::json;

use crate::support::check;

/// Pages, each with the number of hits that it has to be among.
type Expected = &'static [(&'static str, usize)];

const ENROLL_FACTOR: &str = "authentication/mfa/enroll-factor.html";
const SEND_ENROLL: &str = "authentication/mfa/send-enroll-factor-request.html";
const RESET_PASSWORD: &str = "authentication/profile/reset-password.html";
const VERIFY_RESET: &str = "authentication/profile/verify-reset-password-request.html";
const AUDIT_LOGS: &str = "management/audit-log/get-admin-audit-logs.html";

/// Every notation of a name.
const NOTATIONS: &[(&str, Expected)] = &[
    ("enrollFactor", &[(ENROLL_FACTOR, 1), (SEND_ENROLL, 3)]),
    ("enroll_factor", &[(ENROLL_FACTOR, 1), (SEND_ENROLL, 3)]),
    ("enroll-factor", &[(ENROLL_FACTOR, 1), (SEND_ENROLL, 3)]),
    ("/api/v3/enroll-factor", &[(ENROLL_FACTOR, 1), (SEND_ENROLL, 3)]),
    ("enroll factor", &[(ENROLL_FACTOR, 1), (SEND_ENROLL, 3)]),
];

/// Codes by number and by name.
const CODES: &[(&str, Expected)] = &[
    ("2004", &[("errors.html#api-2004", 1)]),
    ("error 2004", &[("errors.html#api-2004", 1)]),
    ("user_not_found", &[("errors.html#api-2004", 1)]),
    ("1636", &[("errors.html#api-1636", 1)]),
    ("404", &[("errors.html#status-404", 1)]),
];

/// Words, names and tasks.
const ASKED: &[(&str, Expected)] = &[
    ("create user", &[("management/user/create-user.html", 1)]),
    ("list_roles", &[("management/role/list-roles.html", 1)]),
    ("/api/v3/get-profile", &[("authentication/profile/get-profile.html", 1)]),
    ("forgot password", &[(RESET_PASSWORD, 3), (VERIFY_RESET, 3)]),
    ("refresh token", &[("authentication/token/exchange-token.html", 1)]),
    ("kick user", &[("management/user/kick-users.html", 1)]),
    ("passkey login", &[("authentication/webauthn/web-authn-login-initalize.html", 1)]),
    ("webhook logs", &[("management/webhook/get-webhook-logs.html", 1)]),
    ("enrollmentToken", &[(ENROLL_FACTOR, 1), (SEND_ENROLL, 3)]),
    ("role", &[("management/role/index.html", 1)]),
    ("enroll totp", &[(ENROLL_FACTOR, 3)]),
    ("qr code", &[("authentication/signin/gene-qr-code.html", 1)]),
    ("list users", &[("management/user/list-users.html", 1)]),
    ("update password", &[("authentication/profile/update-password.html", 1)]),
    ("audit logs", &[("management/audit-log/index.html", 1), (AUDIT_LOGS, 3)]),
    ("tenant", &[("management/tenant/index.html", 1)]),
    ("assign role", &[("management/role/assign-role.html", 1)]),
    ("send sms code", &[("authentication/message/send-sms.html", 1)]),
    ("introspect token", &[("authentication/token/introspect-token.html", 1)]),
    ("data permission", &[("management/data-permission/index.html", 1)]),
    ("verify webhook signature", &[("guides/webhooks.html", 1)]),
];

/// Protocols, tasks of guides, sections, typing errors, and questions with words that no page has.
const PHRASES: &[(&str, Expected)] = &[
    ("saml login", &[("guides/saml.html", 1)]),
    ("saml metadata", &[("protocols/saml.html#metadata", 1)]),
    ("cas ticket validation", &[("protocols/cas.html#validation", 2)]),
    ("cas logout", &[("protocols/cas.html#logout", 1)]),
    ("verify jwt", &[("guides/protect-an-api.html#token-verifier", 1)]),
    ("how to paginate", &[("guides/manage-users.html#pagination", 3)]),
    ("retry", &[("guides/errors-and-retries.html#retries", 1)]),
    ("timeout", &[("guides/errors-and-retries.html#timeouts", 3)]),
    ("rate limit", &[("guides/errors-and-retries.html#throttling", 1)]),
    ("proxy settings", &[("guides/configuration.html#proxies-and-certificates", 1)]),
    ("environment variables", &[("guides/configuration.html#environment-variables", 1)]),
    ("access token expired", &[("guides/sessions.html", 3)]),
    ("export audit logs", &[(AUDIT_LOGS, 3)]),
    ("get user by email", &[("management/user/list-users.html", 3)]),
    ("sync directory ldap", &[("management/sync-center/index.html", 3)]),
    ("webhok", &[("management/webhook/index.html", 1)]),
    ("enroll fcator", &[(ENROLL_FACTOR, 1)]),
];

async fn hits_are_as_expected(cases: &[(&str, Expected)]) {
    let cases: Vec<_> = cases
        .iter()
        .map(|(query, expected)| json!({"query": query, "expected": expected}))
        .collect();
    check("queries", json!({"cases": cases})).await;
}

#[tokio::test]
async fn name_is_found_in_every_notation() {
    hits_are_as_expected(NOTATIONS).await;
}

#[tokio::test]
async fn code_is_found_by_number_and_name() {
    hits_are_as_expected(CODES).await;
}

#[tokio::test]
async fn phrases_and_typing_errors_find_sections_and_pages() {
    hits_are_as_expected(PHRASES).await;
}

#[tokio::test]
async fn asked_queries_find_what_people_look_for() {
    hits_are_as_expected(ASKED).await;
}
