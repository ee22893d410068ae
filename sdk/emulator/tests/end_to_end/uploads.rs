//! Uploaded files keep their names.

use genauth_emulator::Emulator;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

/// Sends a handwritten form.
async fn upload(emulator: &Emulator, disposition: &str) -> Value {
    let body = format!(
        "--X\r\nContent-Disposition: form-data; name=\"folder\"\r\n\r\ndocs\r\n\
         --X\r\nContent-Disposition: form-data; name=\"file\"{disposition}\r\n\
         Content-Type: text/plain\r\n\r\nhello\r\n--X--\r\n"
    );
    let request = reqwest::Client::new().post(format!("{}/api/v2/upload", emulator.host()));
    let request = request.header("content-type", "multipart/form-data; boundary=X").body(body);
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn an_upload_keeps_the_name_of_the_file() {
    let emulator = Emulator::start().await.unwrap();
    for (written, name) in [
        ("photo.png", "photo.png"),
        ("头像 1.png", "头像 1.png"),
        ("a%22b\\c%0D%0AX-Evil: 1.png", "a\"b\\c\r\nX-Evil: 1.png"),
        ("50% ; x.png", "50% ; x.png"),
    ] {
        let response = upload(&emulator, &format!("; filename=\"{written}\"")).await;
        let key = response["data"]["key"].as_str().unwrap();
        assert!(key.starts_with("docs/") && key.ends_with(&format!("/{name}")), "{response}");
        let url = reqwest::Url::parse(response["data"]["url"].as_str().unwrap()).unwrap();
        assert_eq!(url.path_segments().unwrap().count(), 3, "{url}");
        let call = emulator.calls_of("upload").unwrap().pop().unwrap();
        // Line breaks are escaped in records.
        let name = name.replace("\r\n", "\\r\\n");
        let file = json!({"fileName": name, "contentType": "text/plain", "bytes": 5});
        assert_eq!(call.body, json!({"folder": "docs", "file": file}));
    }
    // Records contain no secrets, neither in names nor in contents of files.
    upload(&emulator, "; filename=\"eyJhIjoxfQ.e30.c2ln\"").await;
    let file = emulator.calls_of("upload").unwrap().pop().unwrap().body["file"].take();
    assert_eq!(file["fileName"], "[hidden]", "{file}");
    // A field without a file name is text.
    upload(&emulator, "").await;
    assert_eq!(emulator.calls_of("upload").unwrap().pop().unwrap().body["file"], "hello");
}

#[tokio::test]
async fn file_names_of_other_clients_are_decoded() {
    let emulator = Emulator::start().await.unwrap();
    let part = Part::bytes(vec![0, 159, 146, 150]).file_name("头像 \"1\".png");
    let request = reqwest::Client::new().post(format!("{}/api/v2/upload", emulator.host()));
    let response = request.multipart(Form::new().part("file", part)).send().await.unwrap();
    let response: Value = response.json().await.unwrap();
    let key = response["data"]["key"].as_str().unwrap();
    assert!(key.ends_with("/头像 \"1\".png"), "{response}");
}
