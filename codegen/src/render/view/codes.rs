//! The view of the codes in responses.

use serde::Serialize;

use crate::api::{Code, Errors};
use crate::render::docs::{paragraphs, prose};
use crate::render::ident;

/// Codes of every kind.
#[derive(Debug, Serialize)]
pub struct CodesView {
    lists: Vec<ListView>,
}

#[derive(Debug, Serialize)]
struct ListView {
    docs: &'static str,
    module: &'static str,
    codes: Vec<CodeView>,
}

#[derive(Debug, Serialize)]
struct CodeView {
    docs: String,
    constant: String,
    number: i64,
    name: String,
    meaning: String,
    remedy: String,
    step: bool,
}

/// Returns the view of all codes.
pub(super) fn codes(errors: &Errors) -> CodesView {
    let lists = vec![
        list("Values of `statusCode`.", "status", &errors.status_codes),
        list("Values of `apiCode`.", "api", &errors.api_codes),
    ];
    CodesView { lists }
}

fn list(docs: &'static str, module: &'static str, codes: &[Code]) -> ListView {
    let mut codes: Vec<&Code> = codes.iter().collect();
    codes.sort_by_key(|code| code.code);
    ListView { docs, module, codes: codes.into_iter().map(code).collect() }
}

fn code(code: &Code) -> CodeView {
    // Responses show the number.
    let number = format!("{}: {}", code.code, code.description.trim());
    CodeView {
        docs: paragraphs(&[prose(4, &number), prose(4, &code.remedy)]),
        constant: ident::screaming(&code.name),
        number: code.code,
        name: code.name.clone(),
        meaning: code.description.trim().to_owned(),
        remedy: code.remedy.trim().to_owned(),
        step: code.step,
    }
}
