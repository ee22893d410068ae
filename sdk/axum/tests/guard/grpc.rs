//! The layer on a gRPC service of tonic.

use std::convert::Infallible;

use bytes::{Buf as _, BufMut as _};
use genauth_axum::CurrentUser;
use http::uri::PathAndQuery;
use serde_json::json;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Code, Request, Response, Status, body::Body, client, server};
use tower::{Layer as _, service_fn};

use crate::provider::Provider;

/// Messages of plain text.
#[derive(Clone, Copy, Default)]
struct Text;

impl Codec for Text {
    type Encode = String;
    type Decode = String;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Text {
    type Item = String;
    type Error = Status;

    fn encode(&mut self, item: String, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(item.as_bytes());
        Ok(())
    }
}

impl Decoder for Text {
    type Item = String;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<String>, Status> {
        let text = buffer.copy_to_bytes(buffer.remaining());
        Ok(Some(String::from_utf8_lossy(&text).into_owned()))
    }
}

#[tokio::test]
async fn grpc_service_is_protected() {
    let provider = Provider::start().await;
    let greet = service_fn(async |request: Request<String>| {
        let user = request.extensions().get::<CurrentUser>().map_or("anonymous", CurrentUser::id);
        Ok::<_, Status>(Response::new(format!("{} {user}", request.get_ref())))
    });
    let inner = service_fn(move |request: http::Request<Body>| async move {
        Ok::<_, Infallible>(server::Grpc::new(Text).unary(greet, request).await)
    });
    let guarded = provider.guard().scope("read").layer().layer(inner);
    let call = async |token: Option<String>| {
        let mut request = Request::new("hello".to_owned());
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().unwrap();
            request.metadata_mut().insert("authorization", value);
        }
        let mut client = client::Grpc::new(guarded.clone());
        client.ready().await.unwrap();
        let path = PathAndQuery::from_static("/greeter/greet");
        client.unary(request, path, Text).await.map(Response::into_inner)
    };
    assert_eq!(call(Some(provider.token(json!({})))).await.unwrap(), "hello u1");
    for (token, code) in [
        (None, Code::Unauthenticated),
        (Some("a.b.c".to_owned()), Code::Unauthenticated),
        (Some(provider.token(json!({"scope": "write"}))), Code::PermissionDenied),
    ] {
        let status = call(token).await.unwrap_err();
        assert_eq!(status.code(), code);
        assert!(status.message().contains("access token"), "{status:?}");
        assert!(status.metadata().contains_key("www-authenticate"), "{status:?}");
    }
}

#[tokio::test]
async fn rejected_grpc_requests_keep_their_http_status() {
    let api = crate::support::Api::start().await;
    let send = async |media_type| {
        let fields = [("content-type", media_type)];
        api.send(crate::support::request(http::Method::POST, "/", &fields)).await
    };
    for media_type in ["application/grpc", "application/grpc+proto", "application/grpc;x=y"] {
        let seen = send(media_type).await;
        assert_eq!((seen.status.as_u16(), seen.body.as_str()), (401, ""), "{media_type}");
        assert_eq!(seen.header("grpc-status"), Some("16"), "{media_type}");
        assert_eq!(seen.header("content-type"), Some("application/grpc"), "{media_type}");
    }
    for media_type in ["application/grpc-web", "application/json", "text/plain"] {
        assert_eq!(send(media_type).await.problem()["status"], 401, "{media_type}");
    }
    assert_eq!(api.calls(), 0);
}
