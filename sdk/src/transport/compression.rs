//! Decompression of responses whose `content-encoding` the HTTP library does not recognize: it
//! compares names byte for byte, while they are case-insensitive, `x-gzip` is another name of
//! `gzip`, and there can be several (RFC 9110 §8.4).

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, header};

use crate::endpoint::Endpoint;
use crate::error::{DecodeError, Error};
use crate::received::Received;

/// Decompresses the body of a response that the HTTP library left compressed. `limit` is the
/// largest number of bytes that it may have afterwards.
pub(super) fn decompress(
    endpoint: &Endpoint,
    mut received: Received,
    limit: usize,
) -> Result<Received, Error> {
    if received.body.is_empty() || !received.headers.contains_key(header::CONTENT_ENCODING) {
        return Ok(received);
    }
    let mut codings = codings(&received.headers);
    if codings.is_empty() {
        return Ok(received);
    }
    // The coding that was applied last is named last.
    while let Some(coding) = codings.pop() {
        received.body = match decoded(&coding, &received.body, limit) {
            Ok(body) => body,
            Err(problem) => {
                // Compressed bytes are not readable.
                received.body = Bytes::new();
                let error = match problem {
                    Problem::TooLong => DecodeError::too_long(endpoint, &received, limit),
                    Problem::Invalid(problem) => DecodeError::new(endpoint, &received, problem),
                };
                return Err(error.into());
            }
        };
    }
    // They describe the compressed body; the HTTP library removes them, too.
    received.headers.remove(header::CONTENT_ENCODING);
    received.headers.remove(header::CONTENT_LENGTH);
    Ok(received)
}

const REGISTERED: [&str; 7] = ["gzip", "x-gzip", "br", "zstd", "deflate", "compress", "x-compress"];

/// Returns the registered codings that were applied, in lower case. Other values, such as the name
/// of a character set, are mistakes of gateways that changed nothing.
fn codings(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(header::CONTENT_ENCODING).iter();
    let text: Vec<Cow<'_, str>> =
        values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    let names = text.iter().flat_map(|text| text.split(','));
    let names = names.map(|name| name.trim().to_ascii_lowercase());
    names.filter(|name| REGISTERED.contains(&name.as_str())).collect()
}

enum Problem {
    /// The decompressed body is longer than allowed.
    #[cfg_attr(not(any(feature = "gzip", feature = "brotli", feature = "zstd")), allow(dead_code))]
    TooLong,
    Invalid(String),
}

fn decoded(coding: &str, body: &Bytes, limit: usize) -> Result<Bytes, Problem> {
    match coding {
        #[cfg(feature = "gzip")]
        "gzip" | "x-gzip" => read(flate2::read::MultiGzDecoder::new(&body[..]), "gzip", limit),
        #[cfg(feature = "brotli")]
        "br" => read(brotli::Decompressor::new(&body[..], 4096), "br", limit),
        #[cfg(feature = "zstd")]
        "zstd" => {
            let decoder = zstd::stream::read::Decoder::new(&body[..]);
            let invalid = |error| Problem::Invalid(format!("the zstd decoder failed: {error}"));
            read(decoder.map_err(invalid)?, "zstd", limit)
        }
        coding => {
            let feature = match coding {
                "gzip" | "x-gzip" => "; enable the feature `gzip`",
                "br" => "; enable the feature `brotli`",
                "zstd" => "; enable the feature `zstd`",
                _ => "",
            };
            let _ = (body, limit);
            Err(Problem::Invalid(format!(
                "the response is compressed as {coding:?}, which is not supported{feature}"
            )))
        }
    }
}

#[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
fn read(decoder: impl std::io::Read, coding: &str, limit: usize) -> Result<Bytes, Problem> {
    use std::io::Read as _;

    let mut body = Vec::new();
    let read = decoder.take(limit as u64 + 1).read_to_end(&mut body);
    match read {
        Ok(length) if length > limit => Err(Problem::TooLong),
        Ok(_) => Ok(body.into()),
        Err(error) => Err(Problem::Invalid(format!("the response is not valid {coding}: {error}"))),
    }
}
