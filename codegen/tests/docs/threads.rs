//! The number of threads does not change the site.

use crate::files::{docs, site};
use crate::support::{Workspace, texts};

#[cfg(target_os = "linux")]
#[test]
fn one_thread_makes_the_same_site() {
    use std::process::Command;
    let (many, one) = (Workspace::small(), Workspace::small());
    docs(&many);
    // `available_parallelism` follows the affinity of the process.
    let done = Command::new("taskset")
        .args(["--cpu-list", "0", env!("CARGO_BIN_EXE_genauth-codegen"), "docs"])
        .current_dir(one.root())
        .output();
    let Ok(done) = done else { return };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(texts(&site(&many)), texts(&site(&one)));
}
