//! Pagination: checks `x-pagination` and `x-page` against parameters, bodies and responses, and
//! completes it.

use std::collections::HashSet;

use crate::api::{
    Api, BodyKind, Field, Operation, Page, PageStyle, Pagination, Response, Type, TypeDef,
    TypeKind, item,
};
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};

/// Names of parameters and fields that request a page.
const PAGE_FIELDS: [&str; 10] = [
    "page",
    "pageNo",
    "pageNum",
    "pageNumber",
    "pageIndex",
    "currentPage",
    "startIndex",
    "offset",
    "cursor",
    "scrollId",
];

/// The maximum depth of such fields in a body: `options.pagination.page`.
const DEEPEST: usize = 3;

/// Completes the pagination of operations, and finds what does not match their parameters and
/// responses.
pub(super) fn run(api: &mut Api) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut texts = Vec::new();
    for def in api.types.values() {
        if let Some(page) = &def.page {
            fields_of_page(api, def, page, &mut found);
        }
    }
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        texts.push(match &operation.pagination {
            Some(pagination) => marked(api, operation, pagination, &mut found),
            None => {
                unmarked(api, operation, &mut found);
                false
            }
        });
    }
    let operations = api.modules.iter_mut().flat_map(|module| &mut module.operations);
    for (operation, text) in operations.zip(texts) {
        if let Some(pagination) = &mut operation.pagination {
            pagination.text = text;
        }
    }
    found
}

/// Checks an operation with `x-pagination`. Returns whether its cursor is a string.
fn marked(
    api: &Api,
    operation: &Operation,
    pagination: &Pagination,
    found: &mut Diagnostics,
) -> bool {
    let pointer = operation.pointer.at("x-pagination");
    let text = |ty: &Type| matches!(plain(ty), Type::Text);
    let number = |ty: &Type| matches!(plain(ty), Type::Integer | Type::Text);
    let position = input_type(api, operation, &pagination.position);
    let fits = position.is_some_and(match pagination.style {
        PageStyle::Scroll => text,
        _ => number,
    });
    if !fits {
        misplaced(&pointer.at("position"), &operation.name, &pagination.position, found);
    }
    let mut limits = pagination.limit.iter();
    if let Some(limit) = limits.find(|limit| !input_type(api, operation, limit).is_some_and(number))
    {
        misplaced(&pointer.at("limit"), &operation.name, limit, found);
    }
    let page = match &operation.response {
        Response::Payload(Type::List(_)) => Some(None),
        Response::Payload(Type::Named(name)) => {
            api.types.get(name).and_then(|def| def.page.as_ref()).map(|page| page.next.as_ref())
        }
        _ => None,
    };
    let problem = match (pagination.style, page) {
        (_, None) => "is not a page of a list",
        (PageStyle::Index | PageStyle::Scroll, Some(None)) => "has no cursor for the next page",
        _ => return position.is_some_and(text),
    };
    found.push(Diagnostic::new(
        "bad-pagination",
        pointer,
        format!("the response of `{}` {problem}", operation.name),
        "add `x-page: { items: <field>, … }` to the schema of the payload, with `next` for \
         the styles index and scroll; for an operation without pages, write \
         `x-pagination: { style: none, reason: … }`",
    ));
    false
}

fn misplaced(pointer: &Pointer, operation: &str, path: &str, found: &mut Diagnostics) {
    found.push(Diagnostic::new(
        "bad-pagination",
        pointer.clone(),
        format!("`{operation}` has no integer or string `{path}`"),
        "write `query.<name>` for a query parameter, or `body.<name>` for a field of the JSON body \
         with further names after dots",
    ));
}

/// Checks an operation without `x-pagination`: it must not request a page.
fn unmarked(api: &Api, operation: &Operation, found: &mut Diagnostics) {
    if operation.no_pages.is_some() {
        return;
    }
    let mut params = operation.params.iter().filter(|param| !param.in_path);
    let param = params.find(|param| PAGE_FIELDS.contains(&param.field.wire.as_str()));
    let requesting = match param {
        Some(param) => Some(format!("query.{}", param.field.wire)),
        None => operation
            .body
            .as_ref()
            .and_then(|body| page_field(api, &body.type_name).map(|path| format!("body.{path}"))),
    };
    if let Some(requesting) = requesting {
        found.push(Diagnostic::new(
            "no-pagination",
            operation.pointer.clone(),
            format!(
                "`{}` requests a page with `{requesting}` but has no `x-pagination`",
                operation.name
            ),
            format!(
                "write `x-pagination: {{ style: page, position: {requesting}, limit: … }}`, or \
                 `x-pagination: {{ style: none, reason: … }}` if it has no pages"
            ),
        ));
    }
}

/// Returns the path to a field that requests a page: the outermost one. Visits every type once.
fn page_field(api: &Api, type_name: &str) -> Option<String> {
    let mut seen = HashSet::from([type_name]);
    let mut level = vec![(String::new(), type_name)];
    for _ in 0..DEEPEST {
        let mut next = Vec::new();
        for (path, type_name) in level {
            for field in fields(api, type_name).unwrap_or_default() {
                let path = format!("{path}{}", field.wire);
                if PAGE_FIELDS.contains(&field.wire.as_str()) {
                    return Some(path);
                }
                if let Type::Named(inner) = plain(&field.ty)
                    && seen.insert(inner)
                {
                    next.push((format!("{path}."), inner.as_str()));
                }
            }
        }
        level = next;
    }
    None
}

/// Returns the type of a parameter, or of a field of the body.
fn input_type<'a>(api: &'a Api, operation: &'a Operation, path: &str) -> Option<&'a Type> {
    match path.split_once('.')? {
        ("query", name) => {
            let mut params = operation.params.iter().filter(|param| !param.in_path);
            params.find(|param| param.field.wire == name).map(|param| &param.field.ty)
        }
        ("body", rest) => {
            let body = operation.body.as_ref().filter(|body| body.kind == BodyKind::Json)?;
            field(api, &body.type_name, rest).map(|field| &field.ty)
        }
        _ => None,
    }
}

/// Checks `x-page` of a type.
fn fields_of_page(api: &Api, def: &TypeDef, page: &Page, found: &mut Diagnostics) {
    let is_number = |ty: &Type| matches!(plain(ty), Type::Integer | Type::Text | Type::Scalar);
    let names = [
        ("items", Some(&page.items)),
        ("total", page.total.as_ref()),
        ("next", page.next.as_ref()),
        ("more", page.more.as_ref()),
    ];
    for (name, path) in names {
        let Some(path) = path else { continue };
        let fits = field(api, &def.name, path).is_some_and(|field| match name {
            "items" => !path.contains('.') && item(&field.ty).is_some(),
            "more" => matches!(plain(&field.ty), Type::Boolean),
            _ => is_number(&field.ty),
        });
        if !fits {
            found.push(Diagnostic::new(
                "bad-page",
                def.pointer.at("x-page").at(name),
                format!("`{}` has no suitable field `{path}` for `{name}`", def.name),
                "name fields of the object: `items` is a list, `total` and `next` are \
                 integers or strings, `more` is a boolean; write further names after dots",
            ));
        }
    }
}

fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) | Type::Boxed(inner) => plain(inner),
        ty => ty,
    }
}

fn fields<'a>(api: &'a Api, type_name: &str) -> Option<&'a [Field]> {
    match &api.types.get(type_name)?.kind {
        TypeKind::Struct(fields) => Some(fields),
        _ => None,
    }
}

/// Returns a field by its path: names with dots between them.
fn field<'a>(api: &'a Api, type_name: &str, path: &str) -> Option<&'a Field> {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let found = fields(api, type_name)?.iter().find(|field| field.wire == name)?;
    match (rest, plain(&found.ty)) {
        (None, _) => Some(found),
        (Some(rest), Type::Named(inner)) => field(api, inner, rest),
        _ => None,
    }
}
