//! The pages of protocols.

use std::fs;
use std::path::Path;

#[test]
fn every_protocol_page_is_compiled_as_documentation() {
    let sdk = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let library = fs::read_to_string(sdk.join("src/lib.rs")).unwrap();
    for page in fs::read_dir(sdk.join("docs/protocols")).unwrap() {
        let name = page.unwrap().file_name().into_string().unwrap();
        let path = format!("docs/protocols/{name}\")]");
        assert!(library.contains(&path), "{name} is not in `mod guides` of the crate");
    }
}
