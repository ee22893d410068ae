//! `llms.txt`: a map of the site for language models.

use serde::Serialize;

use super::address::{self, CODES, TYPES};
use super::view::{GuideRow, Link, Viewer};
use crate::api::ApiKind;

#[derive(Debug, Serialize)]
pub(super) struct LlmsView {
    /// The address of the file, which links start from.
    address: &'static str,
    operations: usize,
    guides: Vec<GuideRow>,
    protocols: Vec<GuideRow>,
    overviews: Vec<GuideRow>,
    documents: Vec<GuideRow>,
    modules: Vec<ModuleView>,
}

#[derive(Debug, Serialize)]
struct ModuleView {
    title: String,
    href: String,
    api: &'static str,
    description: String,
    operations: Vec<OperationView>,
}

#[derive(Debug, Serialize)]
struct OperationView {
    link: Link,
    summary: String,
}

pub(super) fn llms(
    viewer: &Viewer<'_>,
    guides: &[GuideRow],
    protocols: &[GuideRow],
    documents: Vec<GuideRow>,
) -> LlmsView {
    let modules = viewer.api.modules.iter().map(|module| ModuleView {
        title: module.title.clone(),
        href: address::module(&module.id),
        api: viewer.api_title(module.id.api),
        description: module.description.clone(),
        operations: module
            .operations
            .iter()
            .map(|operation| OperationView {
                link: viewer.operation_link(module, operation),
                summary: operation.summary.clone(),
            })
            .collect(),
    });
    let modules: Vec<ModuleView> = modules.collect();
    LlmsView {
        address: "llms.txt",
        operations: modules.iter().map(|module| module.operations.len()).sum(),
        guides: guides.to_vec(),
        protocols: protocols.to_vec(),
        overviews: overviews(viewer),
        documents,
        modules,
    }
}

/// Returns the pages that list all modules, types and codes.
fn overviews(viewer: &Viewer<'_>) -> Vec<GuideRow> {
    let row = |text: &str, href: &str, summary: &str| GuideRow {
        link: Link::new(text, href),
        summary: summary.to_owned(),
    };
    let apis = ApiKind::ALL.into_iter().map(|api| {
        row(viewer.api_title(api), &address::api(api), "Its modules, each with a description.")
    });
    let others = [
        row("Types", TYPES, "All structs, enums and responses."),
        row("Error codes", CODES, "Codes in responses, with their meaning and a remedy."),
    ];
    apis.chain(others).collect()
}
