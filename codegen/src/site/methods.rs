//! The names of all operations in the SDKs of the vendor, side by side, as Markdown.

use super::text::markdown_code;
use crate::api::{Api, ApiKind, Operation, Sdk};
use crate::render::names;

/// The line of a document that stands for the tables.
pub(super) const MARK: &str = "<!-- methods -->";

/// Returns a table for each module.
pub(super) fn tables(api: &Api) -> String {
    let mut out = String::new();
    for module in &api.modules {
        let title = match module.id.api {
            ApiKind::Authentication => "Authentication",
            ApiKind::Management => "Management",
        };
        out.push_str(&format!("### {title}: {}\n\n", module.title));
        out.push_str("| Rust | Java | Node | Python |\n| --- | --- | --- | --- |\n");
        for operation in &module.operations {
            let rust = markdown_code(names::method(operation).trim_start_matches("r#"));
            let names = Sdk::ALL.map(|sdk| name(operation, sdk));
            out.push_str(&format!(
                "| [{rust}](operation:{}/{}) | {} |\n",
                module.id.api,
                operation.name,
                names.join(" | ")
            ));
        }
        out.push('\n');
    }
    out
}

fn name(operation: &Operation, sdk: Sdk) -> String {
    let name = operation.sdks.as_ref().and_then(|sdks| sdks.get(sdk));
    name.map_or("none".to_owned(), markdown_code)
}
