//! Code shared by `generate` and `check`.

use std::io::{self, Write};

use super::folders::Folders;
use super::report::{report, report_all};
use crate::api::Api;
use crate::document::{self, Reading};
use crate::emit::{self, Changes, Output, Target};
use crate::format;
use crate::render::{manifest_section, spec_json};

/// Returns the model and the changes to the output; `None` if problems have been reported.
pub(super) fn plan(folders: &Folders, err: &mut dyn Write) -> io::Result<Option<(Api, Changes)>> {
    let Reading { document, found, is_usable } = document::read(&folders.spec);
    if !is_usable {
        report(&folders.spec, document.located(found), err)?;
        return Ok(None);
    }
    // The two are independent, and a maintainer waits for both.
    let (generated, spec_json) = std::thread::scope(|scope| {
        let is_wanted = folders.targets.writes(Target::SpecJson) && found.is_empty();
        let text = is_wanted.then(|| scope.spawn(|| spec_json::spec_json(&document)));
        let generated = crate::pipeline::generate_from(&document, found);
        (generated, text.and_then(|text| text.join().ok()))
    });
    let (api, mut code) = match generated {
        Ok(done) => done,
        Err(found) => {
            report(&folders.spec, found, err)?;
            return Ok(None);
        }
    };
    if let Some(problem) = format::format_changed(&mut code, folders.targets.code()) {
        writeln!(err, "note: {problem}")?;
    }
    let features = manifest_section(&api);
    let output = Output { code: &code, features: &features, spec_json: spec_json.as_deref() };
    match emit::plan(&output, &folders.targets) {
        Ok(changes) => Ok(Some((api, changes))),
        Err(found) => {
            report_all(&found, err)?;
            Ok(None)
        }
    }
}
