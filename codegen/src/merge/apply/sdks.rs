//! Methods of the vendor's SDKs beside operations that are renamed.

use std::path::Path;

use serde_json::Value;

use crate::document::Sdk;
use crate::edit::Node;

use super::tree::Edited;
use super::{Applier, text_of, within};

impl Applier<'_> {
    /// Writes out the names that `x-sdks` derives from the documented name of an operation, which is
    /// about to change: released SDKs keep theirs.
    pub(super) fn keep_sdk_names(&mut self, file: &Path, operation: &[String]) -> Edited {
        let Some(described) = self.tree.value(file, operation)? else { return Ok(()) };
        let Some(id) = text_of(&described, "operationId") else { return Ok(()) };
        let Some(Node::List(listed)) = super::entry(&described, "x-sdks") else { return Ok(()) };
        let is_listed = |sdk: Sdk| listed.contains(&Node::Value(Value::from(sdk.as_str())));
        let sdks = Sdk::ALL.into_iter().filter(|sdk| is_listed(*sdk));
        let names = sdks.map(|sdk| (sdk.as_str().to_owned(), Node::from(sdk.spell(id).as_str())));
        let names = Node::Map(names.collect());
        self.tree.set(file, &within(operation, &["x-sdks"]), &names)
    }
}
