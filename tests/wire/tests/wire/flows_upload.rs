//! File upload with a single call.

use genauth::UploadFile;
use serde_json::json;
use support::{Reply, Server, clients, parts};

#[tokio::test]
async fn an_upload_sends_the_folder_and_returns_the_url() {
    let server = Server::start(|_| Reply::data(&json!({"key": "KEY", "url": "URL"})));
    let server = server.await.unwrap();
    let app = clients(&server).unwrap().user;
    let file = UploadFile::new("bob.png", "picture").content_type("image/png");
    let upload = app.upload_file(file.clone()).folder("photos").private(true);
    assert!(!format!("{upload:?}").contains("picture"), "{upload:?}");
    let uploaded = upload.await.unwrap();
    assert_eq!((&*uploaded.key, &*uploaded.url), ("KEY", "URL"));

    let request = server.last().unwrap();
    let sent = parts(&request).unwrap();
    let sent: Vec<_> = sent.iter().map(|part| (&*part.name, &*part.content)).collect();
    assert_eq!(sent, [("file", "picture"), ("folder", "photos"), ("isPrivate", "true")]);

    app.upload_file(file).await.unwrap();
    assert_eq!(parts(&server.last().unwrap()).unwrap().len(), 1);
}
