//! Content of pages that sites of this kind are known to get wrong.

use genauth_codegen::api::{ApiKind, Field, TypeKind};
use serde_json::Value;

use crate::support::{Element, Row, Workspace, api, dom, facts, rows, site, text};

fn article(page: &Element) -> &Element {
    page.first("article")
}

/// Returns the values of an enum in a table, each with its meaning.
fn values(table: &Element) -> Vec<(String, String)> {
    let rows = table.first("tbody").elements().map(|row| {
        let cells: Vec<&Element> = row.elements().collect();
        (cells[0].first("code").text(), cells[2].words())
    });
    rows.collect()
}

/// Returns all fields of types with their owners.
fn fields() -> impl Iterator<Item = (&'static str, &'static Field)> {
    api().types.values().flat_map(|def| match &def.kind {
        TypeKind::Struct(fields) => {
            fields.iter().map(|field| (def.name.as_str(), field)).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    })
}

/// Returns the page of each type with the fields that meet a condition.
fn rows_of_types(condition: impl Fn(&Field) -> bool, check: impl Fn(&Field, &Row)) -> usize {
    let mut count = 0;
    for (owner, field) in fields().filter(|(_, field)| condition(field)) {
        let page = site().page(&format!("types/{owner}.html"));
        check(field, &Row::of(&page, &format!("{owner}.{}", field.wire)));
        count += 1;
    }
    count
}

#[test]
fn names_are_in_heading_title_navigation_and_breadcrumb() {
    let address = "management/user/get-user-posts.html";
    let alternative = "management/post/get-user-posts.html";
    let files = &site().files;
    let address = if files.contains_key(address) { address } else { alternative };
    let page = site().page(address);
    for name in ["getUserPosts", "get_user_posts"] {
        assert!(page.first("h1").words().contains(name), "heading");
        assert!(page.first("title").text().contains(name), "title");
        assert!(page.with_class("crumbs")[0].words().contains(name), "breadcrumb");
        let current = page.with_class("side")[0].named("a").into_iter();
        let current = current.filter(|link| link.attribute("aria-current") == Some("page"));
        let current: Vec<String> = current.map(Element::words).collect();
        assert_eq!(current.len(), 1);
        assert!(current[0].contains(name), "navigation");
    }
    let first: Vec<&str> =
        article(&page).elements().map(|element| element.name.as_str()).take(2).collect();
    assert_eq!(first, ["h1", "p"], "the summary follows the names");
}

#[test]
fn array_of_an_enum_shows_all_values_in_order_with_their_meaning() {
    let page = site().page("management/webhook/create-webhook.html");
    let row = page
        .all()
        .into_iter()
        .find(|it| it.attribute("id").is_some_and(|id| id.ends_with("CreateWebhookDto.events")));
    let row = Row::read(row.expect("a row of `events`"));
    let name = row.ty.strip_prefix("array of ").expect("an array");
    let TypeKind::Enum(definition) = &api().types[name].kind else { panic!("{name}: no enum") };
    let expected: Vec<(String, String)> = definition
        .values
        .iter()
        .map(|value| (value.wire.clone(), value.description.replace('`', "")))
        .collect();
    assert_eq!(expected.len(), 76);
    assert!(expected.iter().all(|(_, meaning)| !meaning.is_empty()));
    let own = site().page(&format!("types/{name}.html"));
    assert_eq!(values(own.with_class("values")[0]), expected);
    let tables = page.with_class("values").into_iter().map(values);
    assert!(tables.into_iter().any(|table| table == expected), "the values are on the page");
}

#[test]
fn defaults_are_shown_as_json() {
    let has_default = |field: &Field| field.limits.default.is_some();
    let mut falsy = 0;
    let count = rows_of_types(has_default, |field, row| {
        let default = field.limits.default.as_ref().map(Value::to_string);
        assert_eq!(row.default, default, "{row:?}");
    });
    falsy += fields().filter(|(_, it)| it.limits.default == Some(Value::Bool(false))).count();
    assert!(count > 100 && falsy >= 5, "{count} defaults, {falsy} of them `false`");
    assert_eq!(
        rows_of_types(
            |field| field.wire == "sender" && !has_default(field),
            |_, row| {
                assert_eq!(row.default, None);
            }
        ),
        fields().filter(|(_, it)| it.wire == "sender" && !has_default(it)).count()
    );
}

#[test]
fn defaults_and_limits_that_are_false_zero_or_empty_are_shown() {
    let workspace = Workspace::small();
    workspace.edit(
        "authentication/mfa.yaml",
        "        - name: withDetails\n          in: query\n          description: Whether to say \
         more.\n          schema: { type: boolean }\n",
        "        - name: withDetails\n          in: query\n          description: Whether to say \
         more.\n          schema: { type: boolean, default: false }\n        - name: from\n          \
         in: query\n          description: First.\n          schema: { type: integer, format: \
         int64, minimum: 0, default: 0 }\n        - name: word\n          in: query\n          \
         description: A word.\n          schema: { type: string, default: \"\" }\n",
    );
    let site = workspace.site();
    let page = site.page("authentication/mfa/get-factor.html");
    let rows = rows(page.with_class("fields")[0]);
    let defaults: Vec<Option<&str>> = rows.iter().map(|row| row.default.as_deref()).collect();
    assert_eq!(defaults, [None, Some("false"), Some("0"), Some("\"\"")]);
    assert!(rows[2].notes.contains('0'), "{:?}", rows[2]);
    let markdown = &site.files["authentication/mfa/get-factor.md"];
    for default in ["| `false` |", "| `0` |", "| `\"\"` |"] {
        assert!(markdown.contains(default), "no {default} in {markdown}");
    }
}

#[test]
fn texts_keep_their_characters() {
    let cases = [
        ("types/UserIdType", "<extIdpId>:<userIdInIdp>"),
        ("types/EmailTemplateDto", "{{client_name}}"),
        (
            "types/SendEnrollFactorRequestOtpDataDto",
            "otpauth://totp/userPoolName:test?secret=xxxx&period=30&digits=6&algorithm=SHA1&issuer=userPoolName",
        ),
    ];
    for (address, expected) in cases {
        let page = site().page(&format!("{address}.html"));
        assert!(page.text().contains(expected), "{address}: {expected}");
        let markdown = text(&site().files[&format!("{address}.md")]);
        assert!(markdown.contains(expected), "{address}.md: {expected}");
    }
}

#[test]
fn summaries_are_the_same_words_everywhere() {
    let llms = text(&site().files["llms.txt"]);
    let llms = llms.split_whitespace().collect::<Vec<_>>().join(" ");
    for module in &api().modules {
        for operation in &module.operations {
            let plain = operation.summary.replace('`', "");
            let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(llms.contains(&plain), "llms.txt has no `{plain}`");
        }
    }
}

#[test]
fn nothing_is_escaped_twice() {
    for (address, html) in site().html() {
        for twice in ["&amp;amp;", "&amp;lt;", "&amp;gt;", "&amp;quot;", "&amp;#39;"] {
            assert!(!html.contains(twice), "{address}: {twice}");
        }
    }
}

#[test]
fn type_that_contains_itself_is_opened_once() {
    let html = &site().files["types/TreeStructs.html"];
    assert!(html.len() < 60_000, "{} bytes", html.len());
    let page = site().page("types/TreeStructs.html");
    let row = Row::of(&page, "TreeStructs.children");
    assert!(row.notes.contains("Contains itself."), "{row:?}");
    let link = page.with_id("TreeStructs.children").named("a").into_iter();
    let mut link = link.filter_map(|link| link.attribute("href"));
    assert!(link.any(|href| href.ends_with("TreeStructs.html")));
    // Where another type has it, it opens there, and not again inside of itself.
    let parent = site().page("types/TreeResourceAuthAction.html");
    let summaries = parent.named("summary").into_iter().map(Element::words);
    let opened = summaries.filter(|words| words.ends_with("of TreeStructs"));
    assert_eq!(opened.count(), 1);
}

#[test]
fn nullable_field_names_type_null_and_unit() {
    let page = site().page("types/AssignRoleDto.html");
    let row = Row::of(&page, "AssignRoleDto.endTime");
    assert_eq!(row.ty, "integer or null, milliseconds");
    assert_eq!(row.required, "optional");
    assert!(row.description.contains("null means it never does"), "{row:?}");
    assert!(row.notes.contains("null is a value of its own"), "{row:?}");
}

#[test]
fn every_field_has_a_type_in_words() {
    for (owner, field) in fields().step_by(7) {
        let page = site().page(&format!("types/{owner}.html"));
        let row = Row::of(&page, &format!("{owner}.{}", field.wire));
        assert!(!row.ty.is_empty() && !row.description.is_empty(), "{owner}: {row:?}");
    }
}

#[test]
fn operations_of_both_apis_have_pages_and_titles_of_their_own() {
    let of = |kind: ApiKind| {
        let modules = api().modules.iter().filter(move |module| module.id.api == kind);
        modules.flat_map(|module| module.operations.iter().map(move |it| (module, it)))
    };
    let pages = |name: &str| -> Vec<(&'static str, &String)> {
        let title = format!("{name} (");
        let found = facts().iter().filter(|(_, facts)| facts.title.starts_with(&title));
        let api = |address: &str| match address.starts_with("management/") {
            true => "Management",
            false => "Authentication",
        };
        found.map(|(address, _)| (api(address), address)).collect()
    };
    let names = of(ApiKind::Authentication).map(|(_, it)| it.name.as_str());
    let shared: Vec<&str> =
        names.filter(|name| of(ApiKind::Management).any(|(_, it)| it.name == *name)).collect();
    assert_eq!(shared.len(), 4, "{shared:?}");
    for name in shared {
        let found = pages(name);
        assert_eq!(found.len(), 2, "{name}: {found:?}");
        for (api, address) in found {
            let title = &facts()[address.as_str()].title;
            assert!(title.contains(&format!("{api} API")), "{title}");
            let page = site().page(address);
            let rustdoc =
                page.with_class("facts")[0].first("a").attribute("href").unwrap().to_owned();
            assert!(rustdoc.contains(&format!("{api}Client")), "{rustdoc}");
            for link in page.with_class("side")[0].named("a") {
                let href = link.attribute("href").unwrap();
                assert!(!href.contains(['/', ':']), "{href} is in the folder of the page");
            }
        }
    }
}

#[test]
fn page_links_the_operations_of_its_module_alone() {
    for module in &api().modules {
        let folder = format!("{}/{}/", module.id.api, module.id.name.replace('_', "-"));
        let pages = site().html().filter(|(address, _)| address.starts_with(&folder));
        for (address, html) in pages {
            let start = html.find("<nav class=\"side\"").expect("a navigation");
            let nav = &html[start..start + html[start..].find("</nav>").unwrap()];
            let nav = dom::parse(&format!("{nav}</nav>")).unwrap();
            let links = nav.named("a").len();
            assert!(links <= module.operations.len() + 1, "{address}: {links} links");
        }
    }
}
