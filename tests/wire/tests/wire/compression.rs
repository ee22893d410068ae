//! Compressed responses, with any spelling of the content coding.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use genauth::{AuthenticationClient, Error};
use serde_json::json;
use support::{Reply, Server};

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

async fn factors(encoding: &str, body: Vec<u8>) -> Result<usize, Error> {
    let encoding = encoding.to_owned();
    let server = Server::start(move |_| {
        Reply::new(200, body.clone()).header("content-encoding", encoding.clone())
    });
    let server = server.await.unwrap();
    let app = AuthenticationClient::builder("APP_ID", server.host()).max_response_bytes(2_000);
    let user = app.build().unwrap().with_access_token("USER_ACCESS_TOKEN");
    user.list_enrolled_factors().await.map(|factors| factors.len())
}

fn response() -> Vec<u8> {
    let data = json!([{"factorType": "SMS", "factorId": "1", "profile": {}}]);
    json!({"statusCode": 200, "message": "ok", "data": data}).to_string().into_bytes()
}

#[tokio::test]
async fn content_encodings_are_case_insensitive() {
    for encoding in ["gzip", "GZIP", "Gzip", "x-gzip", "X-GZip", " gzip ", "identity, GZIP"] {
        assert_eq!(factors(encoding, gzip(&response())).await.unwrap(), 1, "{encoding}");
    }
    assert_eq!(factors("gzip, x-gzip", gzip(&gzip(&response()))).await.unwrap(), 1);
    for encoding in ["identity", "Identity", "", "utf-8"] {
        assert_eq!(factors(encoding, response()).await.unwrap(), 1, "{encoding}");
    }
}

#[tokio::test]
async fn the_response_limit_counts_decompressed_bytes() {
    for encoding in ["gzip", "GZIP", "x-gzip"] {
        let error = factors(encoding, gzip(&[b' '; 3_000])).await.unwrap_err();
        assert!(error.to_string().contains("2000 bytes"), "{encoding}: {error}");
    }
}

#[tokio::test]
async fn unsupported_content_encodings_are_named_in_the_error() {
    let error = factors("X-GZIP", response()).await.unwrap_err();
    assert!(error.to_string().contains("not valid gzip"), "{error}");
    for encoding in ["deflate", "BR"] {
        let error = factors(encoding, vec![1, 2, 3]).await.unwrap_err();
        let shown = error.to_string();
        assert!(shown.contains(&format!("{:?}", encoding.to_lowercase())), "{shown}");
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
    }
}
