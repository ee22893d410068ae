//! Bodies as values.

use http::header::CONTENT_TYPE;
use http_body_util::{BodyDataStream, Full};
use serde_json::{Map, Value};

use super::Incoming;
use crate::{
    api::{Body, Media},
    failure::Failure,
};

/// The body of a request, as the operation writes it.
pub(super) async fn read(request: &Incoming, described: &Body) -> Result<Value, Failure> {
    if request.body.is_empty() && described.media != Media::Multipart {
        return match described.required {
            true => Err(Failure::invalid("the request has no body")),
            false => Ok(Value::Object(Map::new())),
        };
    }
    match described.media {
        Media::Json => serde_json::from_slice(&request.body)
            .map_err(|error| Failure::invalid(format!("the body is no JSON: {error}"))),
        Media::Form => Ok(form(&request.body)),
        Media::Multipart => multipart(request).await,
        Media::Svg => Ok(Value::Null),
    }
}

fn form(body: &[u8]) -> Value {
    let pairs = url::form_urlencoded::parse(body).into_owned();
    Value::Object(pairs.map(|(name, value)| (name, value.into())).collect())
}

/// Fields of a form by name; of a file its text, as far as it is one.
async fn multipart(request: &Incoming) -> Result<Value, Failure> {
    let content_type = request.header(CONTENT_TYPE.as_str()).unwrap_or_default();
    let broken = |error: multer::Error| Failure::invalid(format!("the form is broken: {error}"));
    let boundary = multer::parse_boundary(content_type).map_err(broken)?;
    let chunks = BodyDataStream::new(Full::new(request.body.clone()));
    let mut form = multer::Multipart::new(chunks, boundary);
    let mut fields = Map::new();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(broken)?;
        fields.insert(name, String::from_utf8_lossy(&bytes).into_owned().into());
    }
    Ok(Value::Object(fields))
}
