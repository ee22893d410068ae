//! The emulator as a program: its output, and the remaining files when it ends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{path::Path, process::Stdio, time::Duration};

use genauth::{
    AuthenticationClient, ManagementClient,
    authentication::{EmailChannel, SendEmailDto},
    management::{CreateUserReqDto, ListUsersRequestDto},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// The running program. It is killed when dropped.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    host: String,
}

impl Program {
    async fn start(words: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_genauth-emulator"));
        command.args(["--port", "0"]).args(words).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next_line().await.unwrap().unwrap();
        let host = first.strip_prefix("GenAuth emulator at ").unwrap().to_owned();
        Self { child, lines, host }
    }

    fn with_state(file: &Path) -> impl Future<Output = Self> {
        Self::start_owned(vec!["--state".to_owned(), file.to_str().unwrap().to_owned()])
    }

    async fn start_owned(words: Vec<String>) -> Self {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Self::start(&words).await
    }

    /// Returns the next line with this prefix.
    async fn line(&mut self, start: &str) -> String {
        let found = async {
            loop {
                let line = self.lines.next_line().await.unwrap().unwrap();
                if line.trim_start().starts_with(start) {
                    return line;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), found).await.unwrap()
    }

    fn admin(&self) -> ManagementClient {
        ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(&self.host).build().unwrap()
    }
}

#[tokio::test]
async fn program_prints_credentials_and_messages() {
    let mut program = Program::start(&[]).await;
    assert!(program.host.starts_with("http://127.0.0.1:"), "{}", program.host);
    assert!(program.line("application").await.contains("APP_ID"));
    assert!(program.line("access key").await.contains("ACCESS_KEY_ID"));
    assert!(program.line("user  ").await.contains("demo"));
    program.line("Messages appear").await;

    let app = AuthenticationClient::builder("APP_ID", &program.host);
    let app = app.app_secret("test-secret").build().unwrap();
    app.sign_in_by_username_password("demo", "test-secret").await.unwrap();
    app.send_email(SendEmailDto::new("test@example.com", EmailChannel::ChannelLogin))
        .await
        .unwrap();
    let line = program.line("email").await;
    let code = line.strip_prefix("email to test@example.com: ").unwrap().split(' ').next().unwrap();
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{line}");
}

/// Splits a command into words, like a shell.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for letter in command.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            letter => word.push(letter),
        }
    }
    words.push(word);
    words
}

#[tokio::test]
async fn curl_line_of_the_banner_signs_in() {
    let mut program = Program::start(&[]).await;
    let line = program.line("curl ").await;
    let words = words(&line);
    let (mut url, mut headers, mut data) = (None, Vec::new(), None);
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" => {}
            "-H" => headers.push(words.next().unwrap().split_once(": ").unwrap()),
            "-d" => data = words.next(),
            word => assert_eq!(url.replace(word), None),
        }
    }
    let mut request = reqwest::Client::new().post(url.unwrap());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let response = request.body(data.unwrap().clone()).send().await.unwrap();
    let response: serde_json::Value = response.json().await.unwrap();
    assert!(response["data"]["access_token"].is_string(), "{response}");
    let logged = program.line("POST ").await;
    assert!(logged.starts_with("POST /api/v3/signin signInByCredentials 200 "), "{logged}");
}

#[tokio::test]
async fn quiet_program_prints_only_messages() {
    let mut program = Program::start(&["--quiet"]).await;
    program.line("Messages appear").await;
    let app = AuthenticationClient::builder("APP_ID", &program.host);
    let app = app.app_secret("test-secret").build().unwrap();
    app.sign_in_by_username_password("demo", "test-secret").await.unwrap();
    let email = SendEmailDto::new("test@example.com", EmailChannel::ChannelLogin);
    app.send_email(email).await.unwrap();
    // Requests would have come first.
    let next = program.lines.next_line().await.unwrap().unwrap();
    assert!(next.starts_with("email to test@example.com: "), "{next}");
}

#[tokio::test]
async fn killed_program_has_saved_recent_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let mut kept = 0;
    for round in 0..3 {
        let mut program = Program::with_state(&file).await;
        let admin = program.admin();
        let count = admin.list_users(ListUsersRequestDto::new()).await.unwrap().total_count;
        assert!(count >= kept, "round {round}: {count} of {kept} users");
        // It writes all the time, and is killed in the middle of a write.
        for number in 0..40 {
            let user = CreateUserReqDto::new().username(format!("user-{round}-{number}"));
            admin.create_user(user).await.unwrap();
        }
        let written = || std::fs::read_to_string(&file).unwrap_or_default();
        let last = format!("user-{round}-39");
        assert!(support::until(|| written().contains(&last)).await);
        kept = count + 40;
        program.child.kill().await.unwrap();
    }
}

#[tokio::test]
async fn port_in_use_is_reported_with_a_fix() {
    let program = Program::start(&[]).await;
    let port = program.host.rsplit(':').next().unwrap();
    let mut second = Command::new(env!("CARGO_BIN_EXE_genauth-emulator"));
    let ended = second.args(["--port", port]).output().await.unwrap();
    assert!(!ended.status.success());
    let error = String::from_utf8(ended.stderr).unwrap();
    assert!(
        error.contains(&format!("port {port} is in use")) && error.contains("--port"),
        "{error}"
    );
}

#[tokio::test]
async fn second_program_on_the_same_state_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let first = Program::with_state(&file).await;
    let mut second = Command::new(env!("CARGO_BIN_EXE_genauth-emulator"));
    let ended = second.args(["--port", "0", "--state"]).arg(&file).output().await.unwrap();
    assert!(!ended.status.success());
    let error = String::from_utf8(ended.stderr).unwrap();
    assert!(error.contains("another emulator uses the state file"), "{error}");
    // A process that ended abnormally does not block the file for others.
    let Program { mut child, .. } = first;
    child.kill().await.unwrap();
    Program::with_state(&file).await;
}

#[tokio::test]
async fn failure_to_save_is_reported_and_so_is_recovery() {
    let folder = tempfile::tempdir().unwrap();
    let (here, away) = (folder.path().join("here"), folder.path().join("away"));
    std::fs::create_dir(&here).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_genauth-emulator"));
    command.args(["--port", "0", "--state"]).arg(here.join("state.json"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next_line().await.unwrap().unwrap();
    let host = first.strip_prefix("GenAuth emulator at ").unwrap();
    let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(host);
    let admin = admin.build().unwrap();
    std::fs::rename(&here, &away).unwrap();
    admin.create_user(CreateUserReqDto::new().username("kept")).await.unwrap();
    // This test ignores other lines on standard error.
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut line = async |part: &str| {
        let found = async {
            loop {
                let line = errors.next_line().await.unwrap().unwrap();
                if line.contains(part) {
                    return line;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), found).await.unwrap()
    };
    let report = line("cannot save the state").await;
    assert!(report.contains("state.json") && !report.contains("unfinished"), "{report}");
    std::fs::rename(&away, &here).unwrap();
    line("works again").await;
    let saved = std::fs::read_to_string(here.join("state.json")).unwrap();
    assert!(saved.contains("\"kept\""));
}

/// Runs the command `call`, and returns its exit code, standard output and standard error.
async fn call(words: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_genauth-emulator"));
    command.arg("call").args(words).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).await.unwrap();
    drop(stdin);
    let ended = child.wait_with_output().await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ended.status.code().unwrap(), text(ended.stdout), text(ended.stderr))
}

#[tokio::test]
async fn call_prints_the_request_the_status_and_the_body() {
    let body = r#"{"profile": {"email": "test@example.com"}, "factorType": "EMAIL"}"#;
    let words = ["send_enroll_factor_request", "--seed", "7", "--body", body];
    let (code, out, notes) = call(&words, "").await;
    assert_eq!(code, 0, "{out}{notes}");
    let response: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(response["data"]["enrollmentToken"].is_string(), "{out}");
    assert!(out.starts_with("{\n  \"data\": {\n"), "{out}");
    let lines: Vec<&str> = notes.lines().collect();
    let [request, status, passcode] = lines[..] else { panic!("{notes}") };
    assert_eq!(request, "POST /api/v3/send-enroll-factor-request");
    assert_eq!(status, "200 OK");
    assert!(passcode.starts_with("email to test@example.com: "), "{passcode}");
}

#[tokio::test]
async fn calls_build_on_one_another_with_a_state_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let state = ["--state", file.to_str().unwrap()];
    let (code, out, _) =
        call(&["createUser", state[0], state[1], "--body", "-"], r#"{"username": "bob"}"#).await;
    assert_eq!(code, 0, "{out}");
    let created: serde_json::Value = serde_json::from_str(&out).unwrap();
    let id = format!("userId={}", created["data"]["userId"].as_str().unwrap());
    let (code, out, notes) = call(&["getUser", "--param", &id, state[0], state[1]], "").await;
    assert!(code == 0 && out.contains("\"bob\""), "{out}{notes}");
    assert!(notes.starts_with(&format!("GET /api/v3/get-user?{id}\n")), "{notes}");
    // Without the file, the user does not exist.
    let (code, out, notes) = call(&["getUser", "--param", &id], "").await;
    assert!(code == 1 && out.contains("\"statusCode\": 404"), "{out}{notes}");
}

#[tokio::test]
async fn unusable_arguments_of_a_call_are_explained() {
    for (words, problem) in [
        (vec!["listUser"], "did you mean `listUsers`?"),
        (vec!["upload"], "`--api authentication` or `--api management`"),
        (vec!["listUsers", "--body", "{\n\"page\" 1}"], "at line 2, column 8: expected `:`"),
        (vec!["getUser", "--param", "userId"], "write NAME=VALUE"),
        (vec!["getUser", "--api", "admin"], "authentication, management"),
    ] {
        let (code, out, notes) = call(&words, "").await;
        assert_eq!((code, out.as_str()), (2, ""), "{notes}");
        assert!(notes.contains(problem), "{notes}");
    }
}

#[tokio::test]
async fn content_of_a_call_that_is_not_json_is_described() {
    let (code, out, _) = call(&["geneCaptchaCode"], "").await;
    assert_eq!(code, 0);
    assert!(
        out.starts_with("image/svg+xml; charset=utf-8, ") && out.ends_with(" bytes\n"),
        "{out}"
    );
    let (code, out, notes) = call(&["listTenants"], "").await;
    assert!(code == 0 && !out.is_empty());
    assert!(notes.contains("keeps no state for `listTenants`"), "{notes}");
}
