//! Parsing of request bodies.

use serde_json::{Map, Value};

use crate::{
    api::{Body, Media},
    failure::Failure,
    wire::{HttpRequest, multipart},
};

/// Returns the body of a request, in the media type of the operation, and the files in it.
pub(super) async fn read(
    request: &HttpRequest,
    described: &Body,
) -> Result<(Value, Vec<multipart::File>), Failure> {
    if described.media == Media::Multipart {
        return multipart::read(request).await;
    }
    if request.body.is_empty() {
        return match described.required {
            true => Err(Failure::invalid("the request body is missing")),
            false => Ok((Value::Object(Map::new()), Vec::new())),
        };
    }
    let body = match described.media {
        Media::Json => serde_json::from_slice(&request.body).map_err(|error| {
            Failure::invalid(format!("the request body is not valid JSON: {error}"))
        })?,
        Media::Form => form(&request.body),
        Media::Multipart | Media::Svg => Value::Null,
    };
    Ok((body, Vec::new()))
}

fn form(body: &[u8]) -> Value {
    let pairs = url::form_urlencoded::parse(body).into_owned();
    Value::Object(pairs.map(|(name, value)| (name, value.into())).collect())
}
