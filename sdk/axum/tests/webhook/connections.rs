//! Webhook requests on connections that are used again, or that wait before the body.

use std::time::Duration;

use axum::Router;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use crate::{EVENT, SECRET, router};

/// Connects to a server of this router.
async fn connect(router: Router) -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    TcpStream::connect(address).await.unwrap()
}

fn head(secret: &str, headers: &str) -> String {
    format!(
        "POST /webhook HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         x-genauth-token: {secret}\r\n{headers}\r\n"
    )
}

fn sized(secret: &str, body: &str) -> String {
    format!("{}{body}", head(secret, &format!("content-length: {}\r\n", body.len())))
}

/// Reads until the text contains this number of status lines, or the connection is closed.
async fn statuses(stream: &mut TcpStream, count: usize) -> Vec<String> {
    let mut text = String::new();
    let found = |text: &str| -> Vec<String> {
        let heads = text.match_indices("HTTP/1.1 ");
        heads.filter_map(|(at, _)| text.get(at + 9..at + 12)).map(str::to_owned).collect()
    };
    while found(&text).len() < count {
        let mut bytes = [0; 4096];
        match timeout(Duration::from_secs(30), stream.read(&mut bytes)).await.unwrap() {
            Ok(read) if read > 0 => text.push_str(&String::from_utf8_lossy(&bytes[..read])),
            _ => break,
        }
    }
    found(&text)
}

#[tokio::test]
async fn pipelined_requests_are_checked_one_by_one() {
    let (router, created) = router(4096);
    let mut stream = connect(router).await;
    let other = EVENT.replace("u1", "u2");
    let requests =
        [sized(SECRET, EVENT), sized("wrong", EVENT), sized(SECRET, "{"), sized(SECRET, &other)]
            .concat();
    stream.write_all(requests.as_bytes()).await.unwrap();
    assert_eq!(statuses(&mut stream, 4).await, ["200", "401", "400", "200"]);
    assert_eq!(*created.lock().unwrap(), ["u1", "u2"]);
}

#[tokio::test]
async fn the_body_of_a_refused_request_is_not_taken_for_a_request() {
    let (router, created) = router(4096);
    let mut stream = connect(router).await;
    let smuggled = sized(SECRET, EVENT);
    stream.write_all(sized("wrong", &smuggled).as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    assert_eq!(statuses(&mut stream, 2).await, ["401"]);
    assert!(created.lock().unwrap().is_empty());
}

#[tokio::test]
async fn clients_that_expect_100_continue_send_the_body_only_with_the_secret() {
    let (router, created) = router(4096);
    let expecting = |secret: &str, length: usize| {
        head(secret, &format!("expect: 100-continue\r\ncontent-length: {length}\r\n"))
    };
    for (secret, length, status) in [("wrong", EVENT.len(), "401"), (SECRET, 5_000, "413")] {
        let mut stream = connect(router.clone()).await;
        stream.write_all(expecting(secret, length).as_bytes()).await.unwrap();
        assert_eq!(statuses(&mut stream, 1).await, [status]);
    }
    let mut stream = connect(router).await;
    stream.write_all(expecting(SECRET, EVENT.len()).as_bytes()).await.unwrap();
    assert_eq!(statuses(&mut stream, 1).await, ["100"]);
    stream.write_all(EVENT.as_bytes()).await.unwrap();
    assert_eq!(statuses(&mut stream, 1).await, ["200"]);
    assert_eq!(*created.lock().unwrap(), ["u1"]);
}

#[tokio::test]
async fn chunked_bodies_are_read_up_to_the_limit() {
    let (router, created) = router(EVENT.len());
    let head = head(SECRET, "transfer-encoding: chunked\r\n");
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    let (one, two) = EVENT.split_at(20);
    let mut stream = connect(router.clone()).await;
    let body = format!("{head}{}{}0\r\nx-trailer: 1\r\n\r\n", chunk(one), chunk(two));
    stream.write_all(body.as_bytes()).await.unwrap();
    assert_eq!(statuses(&mut stream, 1).await, ["200"]);
    assert_eq!(*created.lock().unwrap(), ["u1"]);
    let mut stream = connect(router).await;
    let body = format!("{head}{}{}", chunk(EVENT), chunk(" "));
    stream.write_all(body.as_bytes()).await.unwrap();
    assert_eq!(statuses(&mut stream, 1).await, ["413"]);
}
