//! `llms.txt`: a map of the site for language models.

use serde::Serialize;

use super::view::{GuideRow, Link, Viewer};

#[derive(Debug, Serialize)]
pub(super) struct LlmsView {
    /// The address of the file, which links start from.
    address: &'static str,
    operations: usize,
    guides: Vec<GuideRow>,
    protocols: Vec<GuideRow>,
    modules: Vec<ModuleView>,
}

#[derive(Debug, Serialize)]
struct ModuleView {
    title: String,
    api: &'static str,
    description: String,
    operations: Vec<OperationView>,
}

#[derive(Debug, Serialize)]
struct OperationView {
    link: Link,
    summary: String,
}

pub(super) fn llms(viewer: &Viewer<'_>, guides: &[GuideRow], protocols: &[GuideRow]) -> LlmsView {
    let modules = viewer.api.modules.iter().map(|module| ModuleView {
        title: module.title.clone(),
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
        modules,
    }
}
