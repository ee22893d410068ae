//! Pagination: missing and invalid `x-pagination` and `x-page`.

use crate::support::expected::{Expected, assert_finding};
use crate::support::{MFA, Problem, USER, Workspace};

const LIST: &str = "#/paths/~1api~1v3~1list-users/get";
const MARK: &str = "x-pagination: { style: page, position: query.page, limit: query.limit }";

/// Returns the small spec with a paged list of users, in which each of the texts is replaced.
fn paged(edits: &[(&str, &str)]) -> Workspace {
    let workspace = Workspace::small();
    workspace.edit(
        USER,
        "      responses:\n",
        &format!(
            "      {MARK}\n      parameters:\n        - name: page\n          in: query\n          \
             description: Number of the page.\n          schema: {{ type: integer, format: int64 }}\n        - \
             name: limit\n          in: query\n          description: Number of users.\n          \
             schema: {{ type: integer, format: int64 }}\n      responses:\n"
        ),
    );
    if edits.contains(&IN_OBJECT) {
        workspace.edit(
            USER,
            "    UserListRespDto:\n",
            "    UserPageDto:\n      type: object\n      description: A page of users.\n      \
             x-page: { items: list, total: totalCount }\n      properties:\n        totalCount:\n          \
             type: integer\n          format: int64\n          description: How many there are.\n        list:\n          type: \
             array\n          description: The users.\n          items: { $ref: \
             \"#/components/schemas/UserDto\" }\n    UserListRespDto:\n",
        );
    }
    for (from, to) in edits {
        workspace.edit(USER, from, to);
    }
    workspace
}

/// The response is a page object instead of an array.
const IN_OBJECT: (&str, &str) = (
    "              type: array\n              description: The users.\n              items: { $ref: \
     \"#/components/schemas/UserDto\" }\n",
    "              $ref: \"#/components/schemas/UserPageDto\"\n              description: A page.\n",
);

#[track_caller]
fn finds(edits: &[(&str, &str)], code: &str, line: &[&str], pointer: &str) -> Problem {
    let workspace = paged(edits);
    assert_finding(&workspace, &Expected { code, file: USER, line, pointer })
}

#[test]
fn valid_pagination_is_accepted() {
    for edits in [&[][..], &[IN_OBJECT], &[IN_OBJECT, (", limit: query.limit", "")]] {
        let run = paged(edits).run(&["lint"]);
        assert_eq!(run.code, Some(0), "{run}");
    }
}

#[test]
fn page_parameter_without_x_pagination_is_rejected() {
    let mark = format!("      {MARK}\n");
    let problem = finds(&[(&mark, "")], "no-pagination", &["    get:"], LIST);
    assert!(problem.message.contains("`query.page`"), "{problem:?}");
    assert!(problem.help.contains("position: query.page"), "{problem:?}");
}

#[test]
fn page_field_without_x_pagination_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(
        MFA,
        "    ResetFactorDto:\n",
        "    PageDto:\n      type: object\n      description: Which page.\n      properties:\n        \
         pageNo:\n          type: integer\n          format: int64\n          description: Its number.\n    \
         ResetFactorDto:\n",
    );
    workspace.edit(
        MFA,
        "          description: Id of that factor.\n",
        "          description: Id of that factor.\n        options:\n          $ref: \
         \"#/components/schemas/PageDto\"\n          description: Which page.\n",
    );
    let problem = assert_finding(
        &workspace,
        &Expected {
            code: "no-pagination",
            file: MFA,
            line: &["/api/v3/reset-factor", "    post:"],
            pointer: "#/paths/~1api~1v3~1reset-factor/post",
        },
    );
    assert!(problem.message.contains("`body.options.pageNo`"), "{problem:?}");
}

#[test]
fn operation_with_a_reason_needs_no_pages() {
    let mark = "x-pagination: { style: none, reason: The server sends all at once. }";
    let run = paged(&[(MARK, mark)]).run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn contradictory_x_pagination_is_rejected() {
    let pointer = format!("{LIST}/x-pagination");
    for mark in [
        "x-pagination: { style: none }",
        "x-pagination: { style: none, reason: None., position: query.page }",
        "x-pagination: { style: page, limit: query.limit }",
        "x-pagination: { style: page, position: query.page, reason: None. }",
    ] {
        finds(&[(MARK, mark)], "bad-pagination", &["x-pagination"], &pointer);
    }
}

#[test]
fn unknown_field_of_x_pagination_is_rejected() {
    for position in ["query.number", "body.page", "page", "path.page"] {
        let mark = format!("x-pagination: {{ style: page, position: {position} }}");
        let pointer = format!("{LIST}/x-pagination/position");
        let problem = finds(&[(MARK, &mark)], "bad-pagination", &["x-pagination"], &pointer);
        assert!(problem.message.contains(&format!("`{position}`")), "{problem:?}");
    }
    let mark = "x-pagination: { style: page, position: query.page, limit: query.size }";
    let pointer = format!("{LIST}/x-pagination/limit");
    finds(&[(MARK, mark)], "bad-pagination", &["x-pagination"], &pointer);
}

#[test]
fn parameter_of_the_wrong_type_in_x_pagination_is_rejected() {
    let number =
        "description: Number of the page.\n          schema: { type: integer, format: int64 }";
    let pointer = format!("{LIST}/x-pagination/position");
    for kind in ["boolean", "number, format: double"] {
        let invalid = number.replace("integer, format: int64", kind);
        finds(&[(number, &invalid)], "bad-pagination", &["x-pagination"], &pointer);
    }
    // The cursor of the previous response is a string.
    let mark = "x-pagination: { style: scroll, position: query.page }";
    let next = ("total: totalCount", "total: totalCount, next: totalCount");
    finds(&[IN_OBJECT, next, (MARK, mark)], "bad-pagination", &["x-pagination"], &pointer);
}

#[test]
fn x_pagination_without_a_list_in_the_response_is_rejected() {
    let pointer = format!("{LIST}/x-pagination");
    let no_page = ("      x-page: { items: list, total: totalCount }\n", "");
    let problem = finds(&[IN_OBJECT, no_page], "bad-pagination", &["x-pagination"], &pointer);
    assert!(problem.message.contains("is not a page of a list"), "{problem:?}");
    // No field holds the next index.
    let mark = "x-pagination: { style: index, position: query.page }";
    finds(&[IN_OBJECT, (MARK, mark)], "bad-pagination", &["x-pagination"], &pointer);
    finds(&[(MARK, mark)], "bad-pagination", &["x-pagination"], &pointer);
}

#[test]
fn invalid_fields_of_x_page_are_rejected() {
    let page = "x-page: { items: list, total: totalCount }";
    let invalid = [
        ("items", "x-page: { items: users, total: totalCount }"),
        ("items", "x-page: { items: totalCount }"),
        ("total", "x-page: { items: list, total: list }"),
        ("total", "x-page: { items: list, total: totalCount.all }"),
        ("next", "x-page: { items: list, next: later }"),
        ("more", "x-page: { items: list, more: totalCount }"),
    ];
    for (field, mark) in invalid {
        let pointer = format!("#/components/schemas/UserPageDto/x-page/{field}");
        finds(&[IN_OBJECT, (page, mark)], "bad-page", &["x-page"], &pointer);
    }
}
