//! Texts that look like markup stay text, wherever they come from.

use std::collections::BTreeSet;

use crate::support::{Element, Facts, Site, Workspace, dom, text};

/// Ends attributes, elements and scripts, and has marks of Markdown and of templates.
const HOSTILE: &str = "\"><img src=x onerror=alert(1)></script></title></code></pre><!-- ' {{x}} \
                       [x](javascript:alert(1)) ![x](x.png) <javascript:alert(1)> | &lt; \\";

/// Returns the hostile text with a mark of its place, so that tests know which one is missing.
fn at(place: &str) -> String {
    format!("{place} {HOSTILE}")
}

/// Returns a text as a value of YAML.
fn yaml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

const MFA: &str = "authentication/mfa.yaml";
const COMMON: &str = "common.yaml";

/// Creates a repository with the hostile text in every place that takes any text.
fn workspace() -> Workspace {
    let workspace = Workspace::small();
    let replace = |file: &str, from: &str, place: &str| {
        let (key, _) = from.rsplit_once(": ").unwrap();
        workspace.edit(file, &format!("{from}\n"), &format!("{key}: {}\n", yaml(&at(place))));
    };
    replace(MFA, "  title: Factors", "module-title");
    replace(
        MFA,
        "  version: \"3.0.0\"\n  description: Lists and removes factors.",
        "module-description",
    );
    replace(MFA, "      summary: Gets a factor.", "summary");
    replace(MFA, "      description: Returns one factor of the user.", "description");
    replace(MFA, "          description: Whether to say more.", "parameter");
    replace(MFA, "          description: Id of that factor.", "property");
    replace(MFA, "      description: Which factor to remove.", "type");
    replace(COMMON, "        OTP: A one-time password.", "enum-meaning");
    replace(COMMON, "    title: Authentication API", "api-title");
    replace(COMMON, "    description: Signs users in.", "api-description");
    let schema = "            schema: { $ref: \"#/components/schemas/ResetFactorDto\" }\n";
    let (summary, key, value) =
        (yaml(&at("example-summary")), yaml(&at("example-key")), yaml(&at("example-value")));
    workspace.edit(
        MFA,
        schema,
        &format!(
            "{schema}            examples:\n              first:\n                summary: {summary}\n                \
             value: {{ factorId: {value}, more: {{ {key}: [1] }} }}\n"
        ),
    );
    workspace.edit(
        MFA,
        "        factorId:\n          type: string\n          description: \"property",
        &format!(
            "        more:\n          type: object\n          description: More.\n          \
             additionalProperties: true\n        factorId:\n          type: string\n          \
             default: {}\n          examples: [{}]\n          description: \"property",
            yaml(&at("default")),
            yaml(&at("example"))
        ),
    );
    workspace.write(
        "spec/errors.yaml",
        &format!(
            "statusCodes:\n  - code: 404\n    name: not_found_error\n    description: {}\napiCodes:\n  \
             - code: 2004\n    name: user_not_found\n    description: {}\n    remedy: {}\n",
            yaml(&at("status-meaning")),
            yaml(&at("code-meaning")),
            yaml(&at("remedy")),
        ),
    );
    workspace.write(
        "sdk/docs/guides/it's-<img src=x onerror=alert(1)>.md",
        &format!(
            "# guide-title {HOSTILE}\n\nguide-summary {HOSTILE}\n\n## guide-heading {HOSTILE}\n\n\
             ```\"><img src=x onerror=alert(1)>\nguide-code {HOSTILE}\n```\n\n| a |\n| - |\n| <b>guide-cell</b> |\n"
        )
        // Links of guides are checked, and those of a text are none.
        .replace("[x](javascript:alert(1))", "")
        .replace("![x](x.png)", "")
        .replace("<javascript:alert(1)>", ""),
    );
    workspace
}

/// Checks that a page has elements of the templates alone.
fn assert_inert(address: &str, page: &Element, html: &str) {
    let facts = Facts::of(page);
    assert_eq!(facts.inline, Vec::<String>::new(), "{address}");
    for element in page.all() {
        let is_known = !matches!(element.name.as_str(), "img" | "iframe" | "object" | "embed");
        assert!(is_known, "{address}: {element:?}");
        assert!(!element.attributes.contains_key("onerror"), "{address}: {element:?}");
    }
    let scripts = page.named("script");
    assert!(scripts.iter().all(|script| script.attribute("src").is_some()), "{address}");
    let links = facts.links.iter().all(|link| !link.trim().starts_with("javascript:"));
    assert!(links, "{address}: {:?}", facts.links);
    assert!(!html.contains("<!--"), "{address} has a comment");
}

fn all_text(site: &Site, extension: &str, read: impl Fn(&str) -> String) -> String {
    let files = site.files.iter().filter(|(address, _)| address.ends_with(extension));
    files.map(|(_, file)| read(file) + "\n").collect()
}

#[test]
fn hostile_texts_are_text_in_html() {
    let site = workspace().site();
    for (address, html) in site.html() {
        let page = dom::parse(html).unwrap_or_else(|error| panic!("{address}: {error}"));
        assert_inert(address, &page, html);
    }
    let shown = all_text(&site, ".html", |html| dom::parse(html).unwrap().text());
    for place in [
        "module-title",
        "module-description",
        "summary",
        "description",
        "parameter",
        "property",
        "type",
        "enum-meaning",
        "api-description",
        "example-summary",
        "status-meaning",
        "code-meaning",
        "remedy",
        "example",
    ] {
        assert!(shown.contains(&at(place)), "{place} is not on any page as it is");
    }
    for place in ["example-key", "example-value", "default"] {
        assert!(shown.contains(&yaml(&at(place))), "{place} is not on any page as JSON");
    }
}

#[test]
fn hostile_texts_are_text_in_titles_and_attributes() {
    let site = workspace().site();
    let page = site.page("authentication/mfa/index.html");
    assert!(page.first("title").text().starts_with(&at("module-title")));
    let metas = page.named("meta").into_iter();
    let mut descriptions = metas.filter(|meta| meta.attribute("name") == Some("description"));
    let content = descriptions.next().and_then(|meta| meta.attribute("content"));
    assert_eq!(content, Some(at("module-description").as_str()));
    let operation = site.page("authentication/mfa/get-factor.html");
    assert_eq!(operation.with_class("lead")[0].text(), at("summary"));
}

#[test]
fn hostile_texts_are_text_in_markdown() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let site = workspace().site();
    let files = site.files.iter().filter(|(it, _)| it.ends_with(".md") || it.ends_with(".txt"));
    let files = files.filter(|(it, _)| !it.starts_with("guides/it"));
    for (address, markdown) in files {
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => panic!("{address}: {html}"),
                Event::Start(Tag::Image { .. }) => panic!("{address} has an image"),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    assert!(!dest_url.contains("javascript:"), "{address}: {dest_url}");
                }
                _ => {}
            }
        }
    }
    let shown = all_text(&site, ".md", |file| {
        if file.contains("guide-cell") { String::new() } else { text(file) }
    });
    for place in ["module-title", "summary", "description", "parameter", "property", "enum-meaning"]
    {
        assert!(shown.contains(&at(place)), "{place} is not on any twin as it is");
    }
    let llms = text(&site.files["llms.txt"]);
    for place in ["module-title", "module-description", "summary"] {
        assert!(llms.contains(&at(place)), "{place} is not in llms.txt as it is");
    }
}

#[test]
fn hostile_file_name_of_a_guide_is_an_address_of_plain_letters() {
    let site = workspace().site();
    let guides: BTreeSet<&str> =
        site.html().map(|(it, _)| it).filter(|it| it.starts_with("guides/it")).collect();
    assert_eq!(guides.len(), 1, "{guides:?}");
    let address = guides.first().unwrap();
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/-_.~".contains(letter);
    assert!(address.chars().all(is_plain), "{address}");
    let overview = site.page("guides/index.html");
    let name = address.strip_prefix("guides/").unwrap();
    let links = Facts::of(&overview).links;
    assert!(links.iter().any(|link| link.ends_with(name)), "{links:?}");
}

#[test]
fn data_for_scripts_is_json() {
    let site = workspace().site();
    for (address, text) in site.files.iter().filter(|(it, _)| it.ends_with(".json")) {
        let parsed = serde_json::from_str::<serde_json::Value>(text);
        assert!(parsed.is_ok(), "{address}");
    }
}

/// Places that take names alone refuse such texts before there is a site.
#[test]
fn hostile_names_are_refused_or_text() {
    let hostile = yaml(HOSTILE);
    let edits: [(&str, &str, String); 4] = [
        (COMMON, "enum: [OTP, SMS]", format!("enum: [OTP, SMS, {hostile}]")),
        (
            MFA,
            "        factorId:\n          type: string\n          description: Id of that factor.",
            format!(
                "        {hostile}: {{ type: string, description: Hostile. }}\n        factorId:\n          type: string\n          description: Id of that factor."
            ),
        ),
        (MFA, "        - name: withDetails", format!("        - name: {hostile}")),
        (
            MFA,
            "      summary: Gets a factor.",
            format!("      summary: Gets a factor.\n      x-search-terms: [{hostile}]"),
        ),
    ];
    let mut built = 0;
    for (file, from, to) in edits {
        let workspace = Workspace::small();
        workspace.edit(file, from, &to);
        if file == COMMON {
            let meaning = "        OTP: A one-time password.\n";
            workspace.edit(file, meaning, &format!("{meaning}        {hostile}: Hostile.\n"));
        }
        let Some(site) = workspace.try_site() else { continue };
        built += 1;
        for (address, html) in site.html() {
            let page = dom::parse(html).unwrap_or_else(|error| panic!("{address}: {error}"));
            assert_inert(address, &page, html);
        }
        let shown = all_text(&site, ".html", |html| dom::parse(html).unwrap().text());
        assert!(shown.contains(HOSTILE), "{to} is not on any page");
    }
    assert!(built > 0, "all edits were refused");
}
