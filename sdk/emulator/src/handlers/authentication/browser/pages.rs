//! Sign-in pages.

use crate::{
    pages::{document, escaped},
    wire::HttpResponse,
};

/// Returns the path of the sign-in page.
pub fn address(key: &str) -> String {
    format!("/interaction/oidc/{key}")
}

/// Returns the markup of a problem, if there is one.
pub fn alert(problem: Option<&str>) -> String {
    let alert = |problem| format!("<p class=\"problem\" role=\"alert\">{}</p>\n", escaped(problem));
    problem.map(alert).unwrap_or_default()
}

/// Returns the page with the sign-in form.
pub fn login(key: &str, app: &str, account: &str, problem: Option<&str>) -> HttpResponse {
    let body = format!(
        "{}<form method=\"post\" action=\"{}/login\">\n\
         <label>Username, email or phone\n\
         <input name=\"account\" value=\"{}\" autocomplete=\"username\" required autofocus></label>\n\
         <label>Password\n\
         <input name=\"password\" type=\"password\" autocomplete=\"current-password\" required>\
         </label>\n<button>Sign in</button>\n\
         <button formaction=\"{}/abort\" formnovalidate>Cancel</button>\n</form>",
        alert(problem),
        address(key),
        escaped(account),
        address(key),
    );
    page(&format!("Sign in to {app}"), &body)
}

/// Returns the page that asks the user for consent.
pub fn consent(key: &str, app: &str, account: &str, scope: &str) -> HttpResponse {
    let parts = scope.split(' ').map(|part| format!("<li>{}</li>\n", escaped(part)));
    let body = format!(
        "<p>You are signed in as {}. {} asks for:</p>\n<ul>\n{}</ul>\n\
         <form method=\"post\" action=\"{}/confirm\">\n<button>Allow</button>\n\
         <button formaction=\"{}/abort\">Refuse</button>\n</form>",
        escaped(account),
        escaped(app),
        parts.collect::<String>(),
        address(key),
        address(key),
    );
    page(&format!("Allow {app}"), &body)
}

/// Returns the page that confirms a sign-in without a destination.
pub fn signed_in() -> HttpResponse {
    page("Signed in", "<p>You are signed in. You can close this page.</p>")
}

/// Returns the page for a canceled sign-in, if its protocol has no response for that.
pub fn canceled() -> HttpResponse {
    page("Sign-in canceled", "<p>You can close this page.</p>")
}

/// Returns the page that confirms the sign-out.
pub fn signed_out() -> HttpResponse {
    page("Signed out", "<p>You can close this page.</p>")
}

fn page(title: &str, body: &str) -> HttpResponse {
    HttpResponse::html(200, document(title, body))
}
