//! The page of the codes in responses.

use std::collections::HashSet;

use serde::Serialize;

use super::page::{Frame, Page};
use super::viewer::{Link, Viewer};
use crate::api::Code;
use crate::render::ident;
use crate::site::address::{self, CODES, type_anchor};

#[derive(Debug, Serialize)]
pub(in crate::site) struct CodesView {
    groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
struct Group {
    title: &'static str,
    anchor: &'static str,
    intro: &'static str,
    codes: Vec<CodeRow>,
}

/// A code.
#[derive(Debug, Serialize)]
pub(in crate::site) struct CodeRow {
    anchor: String,
    /// The anchor by name, on the page of codes.
    mark: Option<String>,
    code: i64,
    name: String,
    /// The constant in Rust.
    rust: String,
    description: String,
    remedy: String,
    step: bool,
    operations: Vec<Link>,
}

impl Viewer<'_> {
    pub(in crate::site) fn codes(&self) -> Page<CodesView> {
        let rows = |kind: &str, codes: &[Code]| -> Vec<CodeRow> {
            codes.iter().map(|code| code_row(kind, code, self.returned_by(code))).collect()
        };
        let codes = &self.api.codes;
        let mut groups = vec![
            Group {
                title: "API codes",
                anchor: "api-codes",
                intro: "`apiCode` in the body of a response, where it has one. `Error::api_code` \
                        returns it, and `codes::api` has a constant for each.",
                codes: rows("api", &codes.api_codes),
            },
            Group {
                title: "Status codes",
                anchor: "status-codes",
                intro: "`statusCode` in the body of a response decides whether a call succeeded, not \
                        the HTTP status, which is usually 200. `Error::status_code` returns it, and \
                        `codes::status` has a constant for each.",
                codes: rows("status", &codes.status_codes),
            },
        ];
        let mut names = HashSet::new();
        for row in groups.iter_mut().flat_map(|group| &mut group.codes) {
            row.mark = names.insert(row.name.clone()).then(|| type_anchor(&row.name));
        }
        let frame = Frame {
            address: CODES.to_owned(),
            title: "Error codes".to_owned(),
            summary: "Codes in responses, with their meaning and a remedy.".to_owned(),
            crumbs: vec![Link::new("Error codes", CODES)],
            nav_title: String::new(),
            nav: Vec::new(),
            toc: groups.iter().map(|it| Link::new(it.title, format!("#{}", it.anchor))).collect(),
        };
        Page::new(frame, CodesView { groups })
    }

    /// Returns the operations that return a code, and the modules all of whose operations do.
    fn returned_by(&self, code: &Code) -> Vec<Link> {
        let links = code.returned_by.iter().filter_map(|path| {
            let mut parts = path.splitn(3, '/');
            let (api, module, operation) = (parts.next()?, parts.next()?, parts.next());
            let mut modules = self.api.modules.iter();
            let module = modules.find(|it| it.id.api.as_str() == api && it.id.name == module)?;
            match operation {
                None => Some(Link::new(&module.title, address::module(&module.id))),
                Some(name) => {
                    let operation = module.operations.iter().find(|it| it.name == name)?;
                    Some(self.operation_link(module, operation))
                }
            }
        });
        links.collect()
    }
}

/// Returns the row of a code; `kind` is the list it is in.
pub(super) fn code_row(kind: &str, code: &Code, operations: Vec<Link>) -> CodeRow {
    CodeRow {
        anchor: format!("{kind}-{}", code.code),
        mark: None,
        code: code.code,
        name: code.name.clone(),
        rust: format!("codes::{kind}::{}", ident::screaming(&code.name)),
        description: code.description.trim().to_owned(),
        remedy: code.remedy.trim().to_owned(),
        step: code.step,
        operations,
    }
}
