//! [`Page`]: the plain pages of the routes.

use std::{fmt::Write as _, time::Duration};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};

use super::request::no_store;
use crate::problem::retry_after_seconds;

/// A plain page. Its text is escaped.
pub(crate) struct Page {
    status: StatusCode,
    title: &'static str,
    body: String,
    retry_after: Option<Duration>,
}

impl Page {
    pub(crate) fn new(status: StatusCode, title: &'static str) -> Self {
        Self { status, title, body: String::new(), retry_after: None }
    }

    pub(crate) fn text(mut self, text: &str) -> Self {
        _ = writeln!(self.body, "<p>{}</p>", escaped(text));
        self
    }

    pub(crate) fn link(mut self, path: &str, text: &str) -> Self {
        _ = writeln!(self.body, "<p><a href=\"{}\">{}</a></p>", escaped(path), escaped(text));
        self
    }

    /// Adds a form with a hidden field and a button.
    pub(crate) fn form(mut self, action: &str, name: &str, value: &str, button: &str) -> Self {
        _ = writeln!(
            self.body,
            "<form method=\"post\" action=\"{}\">\n<input type=\"hidden\" name=\"{}\" \
             value=\"{}\">\n<button>{}</button>\n</form>",
            escaped(action),
            escaped(name),
            escaped(value),
            escaped(button)
        );
        self
    }

    pub(crate) fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>\
             body{{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}}\
             button{{font:inherit;padding:.5rem 1rem}}</style>\n</head>\n<body>\n<main>\n\
             <h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n",
            title = self.title,
            body = self.body,
        );
        let mut response = Response::new(Body::from(page));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            // No script runs, and no other page shows this one in a frame.
            (
                "content-security-policy",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                 frame-ancestors 'none'",
            ),
            ("x-content-type-options", "nosniff"),
            // The URL of a callback has a code. `no-referrer` would hide the origin of forms.
            ("referrer-policy", "same-origin"),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        no_store(headers);
        if let Some(after) = self.retry_after {
            headers.insert(header::RETRY_AFTER, retry_after_seconds(after).into());
        }
        response
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}
