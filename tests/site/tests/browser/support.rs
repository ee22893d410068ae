//! The site with its search, and the browser that examines it.

use std::{fs, path::Path, process::Command};

use genauth_codegen::commands::{DocsOptions, Folders, Outcome, docs};
use genauth_site_tests::repository;
use peers::{Script, available, chromium, packages, scripts};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

/// A word that is in the hostile guide alone.
pub(crate) const HOSTILE: &str = "zyzzyva";
/// A guide whose texts and file name look like markup.
const GUIDE: (&str, &str) = (
    "\"><img src=x onerror=alert(1)>.md",
    "# Zyzzyva \">\\<img src=x onerror=alert(1)>\n\n\
     Zyzzyva summary \\</script>\\<script>alert(1)\\</script>, &amp;lt; and &lt;b&gt;.\n\n\
     ## Section of zyzzyva \\<b>\n\n\
     Zyzzyva code `\"><img src=x onerror=alert(2)>`.\n",
);

/// Runs a check of `tests/peers/site`.
///
/// # Panics
/// If the check finds a problem.
pub(crate) async fn check(name: &str, options: Value) {
    let Some(browser) = browser().await else { return };
    let mut command = options;
    command["command"] = name.into();
    let problems: Vec<String> = serde_json::from_value(browser.send(command).await).unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Returns the browser, which all tests share; `None` if the test has to be skipped.
async fn browser() -> Option<&'static Script> {
    static BROWSER: OnceCell<Script> = OnceCell::const_new();
    let packages = available(packages())?;
    let executable = available(chromium())?;
    let browser = BROWSER.get_or_init(async || {
        let site = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site");
        build(&site);
        let config = json!({"executable": executable, "folder": site});
        Script::start("site/browser.mjs", packages, &config).await.0
    });
    Some(browser.await)
}

/// Writes the site with its search.
fn build(site: &Path) {
    let documents = tempfile::tempdir().unwrap();
    copy_documents(documents.path());
    fs::write(documents.path().join("sdk/docs/guides").join(GUIDE.0), GUIDE.1).unwrap();
    let options = DocsOptions {
        out: site.to_owned(),
        documents: Some(documents.path().to_owned()),
        since: Vec::new(),
    };
    let folders = Folders::find(repository(), None, None, None);
    let mut problems = Vec::new();
    let outcome = docs(&folders, &options, &mut Vec::new(), &mut problems).unwrap();
    assert_eq!(outcome, Outcome::Fine, "{}", String::from_utf8_lossy(&problems));
    let index = Command::new(scripts().join("site/index")).arg(site).output().unwrap();
    assert!(index.status.success(), "{}", String::from_utf8_lossy(&index.stderr));
}

/// Copies the documents of the repository.
fn copy_documents(to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::copy(repository().join("CHANGELOG.md"), to.join("CHANGELOG.md")).unwrap();
    for folder in ["sdk/docs", "sdk/docs/guides", "sdk/docs/protocols"] {
        fs::create_dir_all(to.join(folder)).unwrap();
        for entry in fs::read_dir(repository().join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), to.join(folder).join(entry.file_name())).unwrap();
            }
        }
    }
}
