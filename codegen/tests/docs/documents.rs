//! Guides: their pages, and problems in them with file and line.

use std::fs;

use crate::files::{docs, site};
use crate::support::{Workspace, put};

const GUIDE: &str = "sdk/docs/guides/first-call.md";

fn with_guide(text: &str) -> Workspace {
    let workspace = Workspace::small();
    put(&workspace.root().join(GUIDE), text);
    workspace
}

#[test]
fn guide_becomes_a_page_with_a_twin() {
    let workspace = with_guide(
        "# First call\n\nCalls [`getFactor`](operation:authentication/getFactor).\n\n## More\n\nText.\n",
    );
    docs(&workspace);
    let html = fs::read_to_string(site(&workspace).join("guides/first-call.html")).unwrap();
    assert!(html.contains("href=\"../authentication/mfa/get-factor.html\""), "{html}");
    assert!(html.contains("<h2 id=\"more\">"), "{html}");
    let twin = fs::read_to_string(site(&workspace).join("guides/first-call.md")).unwrap();
    assert!(twin.contains("(../authentication/mfa/get-factor.md)"), "{twin}");
    let operation = site(&workspace).join("authentication/mfa/get-factor.html");
    assert!(fs::read_to_string(operation).unwrap().contains("guides/first-call.html"));
}

#[test]
fn dangling_links_are_reported_with_file_and_line() {
    let links = [
        "operation:authentication/missing",
        "operation:management/getFactor",
        "operation:getFactor",
        "operation:other/getFactor",
        "type:Missing",
        "code:99",
        "missing.md#there",
        "#nowhere",
        "javascript:alert(1)",
        "ftp://example.org/x",
    ];
    for link in links {
        let workspace = with_guide(&format!("# First call\n\nA text.\n\nSee [this]({link}).\n"));
        let run = workspace.run(&["docs"]);
        // A link to a file is checked against the repository.
        assert_eq!(run.code, Some(2), "{link}: {run}");
        assert!(run.err.contains(GUIDE), "{link}: {run}");
        assert!(run.err.contains(":5"), "{link}: {run}");
        assert!(!site(&workspace).exists(), "{link}: nothing is written");
    }
}

#[test]
fn all_dangling_links_are_reported_at_once() {
    let workspace = with_guide("# First call\n\n[a](type:A)\n\n[b](type:B)\n");
    put(&workspace.root().join("CHANGELOG.md"), "# Changes\n\n[c](code:1)\n");
    let run = workspace.run(&["docs"]);
    for (file, part) in [(GUIDE, "type:A"), (GUIDE, "type:B"), ("CHANGELOG.md", "code:1")] {
        assert!(run.err.contains(file) && run.err.contains(part), "{part}: {run}");
    }
}

#[test]
fn site_without_documents_is_complete() {
    let workspace = Workspace::small();
    assert!(!workspace.root().join("sdk/docs").exists());
    docs(&workspace);
    let home = fs::read_to_string(site(&workspace).join("index.html")).unwrap();
    assert!(home.contains("authentication/mfa/index.html"));
    assert!(site(&workspace).join("guides/index.html").is_file());
}

#[test]
fn guide_that_is_not_utf_8_is_reported() {
    let workspace = with_guide("");
    fs::write(workspace.root().join(GUIDE), [b'#', b' ', 0xff, 0xfe]).unwrap();
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains("first-call.md") && run.err.contains("UTF-8"), "{run}");
    assert!(!site(&workspace).exists());
}

#[test]
fn folder_with_the_name_of_a_guide_is_reported() {
    let workspace = Workspace::small();
    fs::create_dir_all(workspace.root().join(GUIDE)).unwrap();
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains("first-call.md"), "{run}");
}

#[test]
fn empty_guide_and_guide_without_a_title_are_reported() {
    for text in ["", "\n\n", "No title.\n", "## A section first\n"] {
        let workspace = with_guide(text);
        let run = workspace.run(&["docs"]);
        assert_eq!(run.code, Some(2), "{text:?}: {run}");
        assert!(run.err.contains(GUIDE), "{text:?}: {run}");
    }
}

#[test]
fn skipped_levels_and_second_titles_are_reported() {
    for text in ["# A\n\nText.\n\n### Deep\n", "# A\n\nText.\n\n# B\n"] {
        let workspace = with_guide(text);
        let run = workspace.run(&["docs"]);
        assert_eq!(run.code, Some(2), "{text:?}: {run}");
        assert!(run.err.contains(GUIDE) && run.err.contains(":5"), "{text:?}: {run}");
    }
}

#[test]
fn lines_of_windows_make_the_same_page() {
    let text = "# First call\n\nA text\nof two lines.\n\n```rust\nlet a = 1;\n```\n";
    let (unix, windows) = (with_guide(text), with_guide(&text.replace('\n', "\r\n")));
    docs(&unix);
    docs(&windows);
    let page = |workspace: &Workspace| {
        fs::read_to_string(site(workspace).join("guides/first-call.html")).unwrap()
    };
    assert_eq!(page(&unix), page(&windows));
}
