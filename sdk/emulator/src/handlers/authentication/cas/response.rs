//! Responses to validations: text, XML, JSON.

use serde_json::{Map, Value, json};

use crate::{wire::HttpResponse, xml};

/// Namespace of documents.
const NAMESPACE: &str = "http://www.yale.edu/tp/cas";

/// The user of a valid ticket.
#[derive(Debug)]
pub(super) struct Valid {
    pub user: String,
    /// Attributes by name: texts, and lists of texts.
    pub attributes: Map<String, Value>,
}

/// Problem of a ticket, with its description.
#[derive(Clone, Copy, Debug)]
pub(super) enum Invalid {
    Request(&'static str),
    Ticket(&'static str),
    Service(&'static str),
}

impl Invalid {
    fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Request(description) => ("INVALID_REQUEST", description),
            Self::Ticket(description) => ("INVALID_TICKET", description),
            Self::Service(description) => ("INVALID_SERVICE", description),
        }
    }
}

/// Returns the response of CAS 1.0.
pub(super) fn text(outcome: &Result<Valid, Invalid>) -> HttpResponse {
    let body = match outcome {
        // A line break in the name would be another line.
        Ok(valid) => format!("yes\n{}\n", valid.user.replace(['\r', '\n'], " ")),
        Err(_) => "no\n\n".to_owned(),
    };
    private(HttpResponse::new(200, "text/plain; charset=utf-8", body))
}

/// Returns the response as XML.
pub(super) fn xml(outcome: &Result<Valid, Invalid>) -> HttpResponse {
    let content = match outcome {
        Ok(valid) => {
            let attributes = valid.attributes.iter().flat_map(|(name, value)| {
                let values = match value {
                    Value::Array(values) => values.as_slice(),
                    one => std::slice::from_ref(one),
                };
                values.iter().map(move |value| {
                    let value = xml::text(value.as_str().unwrap_or_default());
                    format!("   <cas:{name}>{value}</cas:{name}>\n")
                })
            });
            format!(
                " <cas:authenticationSuccess>\n  <cas:user>{}</cas:user>\n  <cas:attributes>\n{}  \
                 </cas:attributes>\n </cas:authenticationSuccess>\n",
                xml::text(&valid.user),
                attributes.collect::<String>(),
            )
        }
        Err(invalid) => {
            let (code, description) = invalid.parts();
            format!(
                " <cas:authenticationFailure code=\"{code}\">{}</cas:authenticationFailure>\n",
                xml::text(description)
            )
        }
    };
    let body = format!(
        "<cas:serviceResponse xmlns:cas=\"{NAMESPACE}\">\n{content}</cas:serviceResponse>\n"
    );
    private(HttpResponse::new(200, "application/xml; charset=utf-8", body))
}

/// Returns the response as JSON.
pub(super) fn json(outcome: &Result<Valid, Invalid>) -> HttpResponse {
    let content = match outcome {
        Ok(valid) => json!({"authenticationSuccess": {
            "user": valid.user, "attributes": valid.attributes,
        }}),
        Err(invalid) => {
            let (code, description) = invalid.parts();
            json!({"authenticationFailure": {"code": code, "description": description}})
        }
    };
    private(HttpResponse::json(200, &json!({"serviceResponse": content})))
}

fn private(response: HttpResponse) -> HttpResponse {
    response.header("cache-control", "no-store").header("x-content-type-options", "nosniff")
}
