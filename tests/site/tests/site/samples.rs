//! The `curl` sample of every operation, run in `sh` with a stand-in that prints its arguments.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use genauth_codegen::api::{BodyKind, Module, Operation, Type, TypeKind};
use serde_json::Value;

use crate::support::{Element, Site, Workspace, api, facts, site};

/// Ends the arguments of a command.
const END: &str = "<<end of arguments>>";

/// Runs commands in one shell, and returns the arguments of each.
fn run(commands: &[String]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("curl");
    fs::write(&program, format!("#!/bin/sh\nprintf '%s\\0' \"$@\" '{END}'\n")).unwrap();
    make_executable(&program);
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh")
        .env("PATH", format!("{}:{path}", folder.path().display()))
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let script = commands.iter().map(|command| format!("{command}\n")).collect::<String>();
    let mut stdin = shell.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(script.as_bytes()));
    let done = shell.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && errors.is_empty(), "{errors}");
    let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    left.retain(|entry| entry.as_ref().is_ok_and(|entry| entry.file_name() != "curl"));
    assert!(left.is_empty(), "a sample wrote files: {left:?}");
    let output = String::from_utf8(done.stdout).unwrap();
    let end = format!("{END}\0");
    let runs = output.split(&end).filter(|run| !run.is_empty());
    let runs = runs.map(|run| run.strip_suffix('\0').unwrap().split('\0').map(str::to_owned));
    runs.map(Iterator::collect).collect()
}

#[cfg(unix)]
fn make_executable(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Returns a block of code by its label.
fn block(page: &Element, label: &str) -> String {
    let blocks = page.named("pre").into_iter();
    let mut blocks = blocks.filter(|pre| pre.attribute("aria-label") == Some(label));
    blocks.next().unwrap_or_else(|| panic!("no block `{label}`")).text()
}

/// Returns the arguments after each `option`.
fn after<'a>(arguments: &'a [String], option: &str) -> Vec<&'a str> {
    let pairs = arguments.windows(2).filter(|pair| pair[0] == option);
    pairs.map(|pair| pair[1].as_str()).collect()
}

/// Every operation of the site with its page and the arguments of its sample.
fn samples() -> Vec<(&'static Module, &'static Operation, Element, Vec<String>)> {
    let mut found = Vec::new();
    let mut commands = Vec::new();
    for module in &api().modules {
        for operation in &module.operations {
            let page = site().page(&address(module, operation));
            commands.push(block(&page, "curl"));
            found.push((module, operation, page));
        }
    }
    let runs = run(&commands);
    assert_eq!(runs.len(), commands.len());
    let pairs = found.into_iter().zip(runs);
    pairs.map(|((module, operation, page), run)| (module, operation, page, run)).collect()
}

fn address(module: &Module, operation: &Operation) -> String {
    let title = format!("{} (", operation.name);
    let folder = format!("{}/{}/", module.id.api, module.id.name.replace('_', "-"));
    let pages = facts().iter().filter(|(address, _)| address.starts_with(&folder));
    let mut pages = pages.filter(|(_, facts)| facts.title.starts_with(&title));
    pages.next().unwrap_or_else(|| panic!("no page of {}", operation.name)).0.clone()
}

/// Decodes a part of a URL.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut parts = text.split('%');
    bytes.extend(parts.next().unwrap_or_default().bytes());
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).unwrap()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[test]
fn curl_sends_what_the_page_shows() {
    let (mut bodies, mut queries, mut forms, mut uploads) = (0, 0, 0, 0);
    for (_, operation, page, arguments) in samples() {
        let name = &operation.name;
        assert_eq!(after(&arguments, "-X"), [operation.method.as_str()], "{name}");
        let url = arguments.get(2).unwrap();
        assert!(url.starts_with("https://"), "{name}: {url}");
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        assert!(!base.contains(['{', '}']) || base.contains("%7B"), "{name}: {url}");
        queries += usize::from(check_query(operation, query));
        let data = after(&arguments, "--data-raw");
        match operation.body.as_ref().map(|body| (body.kind, &body.type_name)) {
            None => assert!(data.is_empty(), "{name}"),
            Some((BodyKind::Json, _)) => {
                bodies += 1;
                let example = page.with_class("sample");
                let expected = example.first().map_or("{}".to_owned(), |it| it.first("pre").text());
                assert_eq!(data, [expected.trim_end()], "{name}");
                let header = "content-type: application/json";
                assert!(after(&arguments, "-H").contains(&header), "{name}");
            }
            Some((BodyKind::Form, _)) => {
                forms += 1;
                assert_eq!(after(&arguments, "--data-urlencode"), texts(operation), "{name}");
            }
            Some((BodyKind::Multipart, type_name)) => {
                uploads += 1;
                assert_eq!(after(&arguments, "--form-string"), texts(operation), "{name}");
                assert_eq!(after(&arguments, "-F"), files(type_name), "{name}");
            }
        }
    }
    let counts = (bodies, queries, forms, uploads);
    assert!(bodies > 300 && queries > 100 && forms > 0 && uploads > 0, "{counts:?}");
}

/// Checks the parameters of a URL: the documented values, and no required one is missing. Returns
/// whether there are any.
fn check_query(operation: &Operation, query: &str) -> bool {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs: Vec<(String, String)> = pairs
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    for param in operation.params.iter().filter(|param| !param.in_path) {
        let field = &param.field;
        let sent = pairs.iter().filter(|(name, _)| *name == field.wire);
        let sent: Vec<&str> = sent.map(|(_, value)| value.as_str()).collect();
        let what = format!("{}: {}", operation.name, field.wire);
        match &field.example {
            Some(Value::Array(items)) => {
                assert_eq!(sent, items.iter().map(plain).collect::<Vec<_>>(), "{what}");
            }
            Some(value) => assert_eq!(sent, [plain(value)], "{what}"),
            None => assert_eq!(sent.len(), usize::from(field.required), "{what}"),
        }
    }
    !pairs.is_empty()
}

/// Returns the texts of the example of a form.
fn texts(operation: &Operation) -> Vec<String> {
    let example = operation.requests.first().and_then(|example| example.value.as_object());
    let fields = example.into_iter().flatten().filter(|(_, value)| !value.is_null());
    fields.map(|(name, value)| format!("{name}={}", plain(value))).collect()
}

/// Returns the files of a form.
fn files(type_name: &str) -> Vec<String> {
    let TypeKind::Struct(fields) = &api().types[type_name].kind else { return Vec::new() };
    let files = fields.iter().filter(|field| field.ty == Type::File);
    files.map(|field| format!("{}=@file", field.wire)).collect()
}

#[test]
fn parameters_without_an_example_have_values_of_their_type() {
    let page = site().page("management/application/list-tenant-applications.html");
    let arguments = run(&[block(&page, "curl")]).remove(0);
    let (_, query) = arguments[2].split_once('?').unwrap();
    assert_eq!(query, "page=PAGE&limit=LIMIT&keywords=KEYWORDS&sso_enabled=true");
}

/// Texts that a shell treats specially.
const HOSTILE: &str = "it's $HOME `id` $(id) \\ \"q\" \\n\n!! @file %s 操作成功 \u{1f980}";

/// Creates a workspace whose operations have the hostile text in bodies and parameters.
fn hostile() -> Workspace {
    let workspace = Workspace::small();
    let text = Value::from(HOSTILE).to_string();
    workspace.edit(
        "authentication/mfa.yaml",
        "            schema: { $ref: \"#/components/schemas/ResetFactorDto\" }\n",
        &format!(
            "            schema: {{ $ref: \"#/components/schemas/ResetFactorDto\" }}\n            \
             examples:\n              first:\n                summary: A hostile text.\n                \
             value: {{ factorId: {text} }}\n"
        ),
    );
    let schema = "          schema: { type: string }\n";
    workspace.edit(
        "authentication/mfa.yaml",
        &format!("          description: Id of the factor.\n{schema}"),
        &format!("          description: Id of the factor.\n{schema}          example: {text}\n"),
    );
    workspace
}

#[test]
fn texts_reach_curl_unchanged() {
    let site = hostile().site();
    let page = site.page("authentication/mfa/reset-factor.html");
    let arguments = run(&[block(&page, "curl")]).remove(0);
    let body = after(&arguments, "--data-raw")[0];
    let parsed: Value = serde_json::from_str(body).unwrap();
    assert_eq!(parsed["factorId"].as_str(), Some(HOSTILE));
    assert_eq!(body, page.with_class("sample")[0].first("pre").text().trim_end());
    let markdown = &site.files["authentication/mfa/reset-factor.md"];
    assert_eq!(run(&[fenced(markdown, "curl -X")]).remove(0), arguments);
}

#[test]
fn texts_of_paths_are_encoded_in_urls() {
    let site = hostile().site();
    let page = site.page("authentication/mfa/get-factor.html");
    let arguments = run(&[block(&page, "curl")]).remove(0);
    let url = &arguments[2];
    let last = url.rsplit('/').next().unwrap();
    assert_eq!(decoded(last), HOSTILE);
    assert!(url.is_ascii() && !url.contains(' '), "{url}");
}

#[test]
fn texts_reach_the_emulator_unchanged() {
    let site: Site = hostile().site();
    let page = site.page("authentication/mfa/reset-factor.html");
    let command = block(&page, "Emulator command").replacen("genauth-emulator", "curl", 1);
    let arguments = run(&[command]).remove(0);
    assert_eq!(arguments[..2], ["call", "resetFactor"]);
    let body: Value = serde_json::from_str(after(&arguments, "--body")[0]).unwrap();
    assert_eq!(body["factorId"].as_str(), Some(HOSTILE));
}

#[test]
fn commands_for_the_emulator_are_words_of_a_shell() {
    let mut commands = Vec::new();
    let mut operations = Vec::new();
    for module in &api().modules {
        for operation in &module.operations {
            let page = site().page(&address(module, operation));
            let command = block(&page, "Emulator command");
            commands.push(command.replacen("genauth-emulator", "curl", 1));
            operations.push(operation);
        }
    }
    for (operation, arguments) in operations.into_iter().zip(run(&commands)) {
        let name = &operation.name;
        assert_eq!(arguments[..2], ["call", name.as_str()], "{name}");
        let body = after(&arguments, "--body");
        assert_eq!(body.len(), usize::from(operation.body.is_some()), "{name}");
        for body in body {
            let example = operation.requests.first().map(|example| example.value.clone());
            let expected = example.unwrap_or_else(|| serde_json::json!({}));
            assert_eq!(serde_json::from_str::<Value>(body).unwrap(), expected, "{name}");
        }
        let given = after(&arguments, "--param");
        for param in operation.params.iter().filter(|param| param.field.required) {
            let start = format!("{}=", param.field.wire);
            assert!(given.iter().any(|it| it.starts_with(&start)), "{name}: {start}");
        }
    }
}

/// Returns the block of Markdown that starts with a text.
fn fenced(markdown: &str, start: &str) -> String {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let mut block = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => block = Some(String::new()),
            Event::Text(text) => {
                if let Some(block) = &mut block {
                    block.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let text = block.take().unwrap_or_default();
                if text.starts_with(start) {
                    return text;
                }
            }
            _ => {}
        }
    }
    panic!("no block starts with `{start}`");
}
