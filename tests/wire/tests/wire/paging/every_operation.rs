//! Every operation with pagination in the spec.

use std::{future::poll_fn, sync::Arc};

use genauth_codegen::api::{PageStyle, Pagination, Response, Type, item};
use serde_json::{Map, Value, json};
use support::{
    ItemStream, Recorded, Reply, Server, Spec, SpecOperation, With, clients, entry,
    is_token_request, samples, token_reply,
};

/// Three pages of up to two items.
const PAGES: [usize; 3] = [2, 2, 1];

/// Returns the positions of the pages of each style, and the next position that the last page
/// contains.
fn names(style: PageStyle) -> [&'static str; 4] {
    match style {
        PageStyle::Index => ["1", "3", "5", "-1"],
        PageStyle::Scroll => ["", "second", "third", ""],
        PageStyle::Page | PageStyle::None => ["1", "2", "3", "4"],
    }
}

/// Returns the value of `a.b.c` in an object.
fn at<'a>(object: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(object, |value, key| value.get(key))
}

/// Sets `a.b.c` in an object.
fn set(object: &mut Value, path: &str, value: Value) {
    if !object.is_object() {
        *object = json!({});
    }
    let object = object.as_object_mut().unwrap();
    match path.split_once('.') {
        None => {
            object.insert(path.to_owned(), value);
        }
        Some((key, rest)) => set(object.entry(key).or_insert(Value::Null), rest, value),
    }
}

/// Returns the value of a request at `query.<name>` or `body.<path>`.
fn requested(request: &Recorded, place: &str) -> Option<Value> {
    let (kind, path) = place.split_once('.').unwrap();
    match kind {
        "query" => {
            let pairs = Recorded::pairs(request.query.as_bytes());
            let values: Vec<_> = pairs.into_iter().filter(|(name, _)| name == path).collect();
            assert!(values.len() < 2, "{place} is sent twice: {values:?}");
            values.into_iter().next().map(|(_, value)| value.into())
        }
        _ => at(&request.json(), path).cloned(),
    }
}

fn as_text(value: Option<Value>) -> String {
    match value {
        Some(Value::String(text)) => text,
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

/// Returns the item at `index` of a page.
fn one(spec: &Spec, ty: &Type, page: usize, index: usize) -> Value {
    let number = 100 + 10 * page + index;
    samples::marked(spec, ty, &format!("item-{number}"), number as i64)
}

/// Returns the payload of an operation with these items.
fn payload(spec: &Spec, described: SpecOperation<'_>, page: usize, style: PageStyle) -> Value {
    let items =
        |ty: &Type| -> Value { (0..PAGES[page]).map(|index| one(spec, ty, page, index)).collect() };
    match &described.operation.response {
        Response::Payload(Type::List(ty)) => items(ty),
        Response::Payload(Type::Named(name)) => {
            let mut payload = Value::Object(Map::new());
            let fields = spec.api.types[name].page.as_ref().unwrap();
            set(&mut payload, &fields.items, items(&item_type(spec, described)));
            if let Some(total) = &fields.total {
                set(&mut payload, total, PAGES.iter().sum::<usize>().into());
            }
            if let Some(next) = &fields.next {
                set(&mut payload, next, names(style)[page + 1].into());
            }
            if let Some(more) = &fields.more {
                set(&mut payload, more, (page + 1 < PAGES.len()).into());
            }
            payload
        }
        _ => panic!("{} does not return a list", described.label()),
    }
}

fn item_type(spec: &Spec, described: SpecOperation<'_>) -> Type {
    match &described.operation.response {
        Response::Payload(Type::Named(name)) => {
            let def = &spec.api.types[name];
            let page = def.page.as_ref().unwrap();
            let mentions = match &def.kind {
                genauth_codegen::api::TypeKind::Struct(fields) => fields,
                _ => panic!("{name} is not an object"),
            };
            let list = mentions.iter().find(|field| field.wire == page.items).unwrap();
            item(&list.ty).unwrap().clone()
        }
        Response::Payload(list) => item(list).unwrap().clone(),
        _ => panic!("{} does not return a list", described.label()),
    }
}

async fn collect(mut stream: ItemStream) -> Vec<Value> {
    let mut items = Vec::new();
    while let Some(item) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        items.push(item.unwrap());
    }
    items
}

/// Paginates through three pages of an operation, and checks the requests and the items.
async fn paginate(spec: &Arc<Spec>, index: usize, pagination: &Pagination) {
    let described = spec.operations().nth(index).unwrap();
    let label = described.label();
    let style = pagination.style;
    let (token, _) = token_reply();
    let script = {
        let (spec, pagination) = (Arc::clone(spec), pagination.clone());
        move |request: &Recorded| {
            if is_token_request(request) {
                return token.clone();
            }
            let described = spec.operations().nth(index).unwrap();
            let name = as_text(requested(request, &pagination.position));
            match names(style).iter().take(3).position(|known| *known == name) {
                Some(page) => Reply::data(&payload(&spec, described, page, style)),
                None => Reply::new(404, ""),
            }
        }
    };
    let server = Server::start(script).await.unwrap();
    let clients = clients(&server).unwrap();
    let mut with = With::new(&clients);
    with.params = samples::params(spec, described);
    with.body = samples::bodies(spec, described).swap_remove(0);
    let mut argue = |place: &str, value: Value| match place.split_once('.').unwrap() {
        ("query", name) => set(&mut with.params, name, value),
        (_, path) => set(&mut with.body, path, value),
    };
    argue(&pagination.position, names(style)[0].into());
    argue(pagination.limit.as_ref().unwrap(), "2".into());
    let entry = entry(described.api, &described.operation.name).unwrap();
    let start = entry.paginate.unwrap_or_else(|| panic!("{label} cannot be paginated"));
    let items = collect(start(&with).unwrap()).await;

    let ty = item_type(spec, described);
    let expected: Vec<Value> = (0..3)
        .flat_map(|page| (0..PAGES[page]).map(move |index| (page, index)))
        .map(|(page, index)| one(spec, &ty, page, index))
        .collect();
    assert_eq!(items.len(), expected.len(), "{label}");
    for (item, expected) in items.iter().zip(&expected) {
        assert!(holds_mark(item, expected), "{label}: {item} is not {expected}");
    }

    let requests = server.recorded();
    let requests: Vec<_> = requests.iter().filter(|it| !is_token_request(it)).collect();
    let mut positions = Vec::new();
    for request in &requests {
        let position = requested(request, &pagination.position);
        if let (Some(value), true) = (&position, pagination.position.starts_with("body.")) {
            assert_eq!(value.is_string(), pagination.text, "{label}: {value}");
        }
        positions.push(as_text(position));
        let limit = as_text(requested(request, pagination.limit.as_ref().unwrap()));
        assert_eq!(limit, "2", "{label}");
    }
    assert_eq!(positions, names(style)[..3], "{label}");
    // Only the page differs.
    let first = without(requests[0], pagination);
    for request in &requests[1..] {
        assert_eq!(without(request, pagination), first, "{label}");
    }
}

/// Returns a request without its page position.
fn without(request: &Recorded, pagination: &Pagination) -> (String, Vec<(String, String)>, Value) {
    let (kind, path) = pagination.position.split_once('.').unwrap();
    let mut pairs = Recorded::pairs(request.query.as_bytes());
    let mut body = request.json();
    match kind {
        "query" => pairs.retain(|(name, _)| name != path),
        _ => set(&mut body, path, Value::Null),
    }
    (request.path.clone(), pairs, body)
}

/// Returns whether the received item equals the sent one: their first texts or numbers match.
fn holds_mark(item: &Value, expected: &Value) -> bool {
    match expected {
        Value::Object(fields) => fields.iter().all(|(key, value)| match value {
            Value::String(text) if text.starts_with("item-") => item.get(key) == Some(value),
            Value::Number(number) if number.as_i64().is_some_and(|it| (100..130).contains(&it)) => {
                item.get(key) == Some(value)
            }
            _ => true,
        }),
        other => item == other,
    }
}

#[tokio::test]
async fn every_paginated_operation_is_read_to_its_end() {
    let spec = Spec::load().unwrap();
    let mut count = 0;
    for (index, described) in spec.operations().enumerate() {
        if let Some(pagination) = &described.operation.pagination {
            paginate(&spec, index, pagination).await;
            count += 1;
        }
    }
    assert!(count > 80, "{count}");
}

#[tokio::test]
async fn an_unpaginated_list_is_one_page() {
    let spec = Spec::load().unwrap();
    let mut count = 0;
    for described in spec.operations() {
        let entry = entry(described.api, &described.operation.name).unwrap();
        let (Some(start), None) = (entry.paginate, &described.operation.pagination) else {
            continue;
        };
        let ty = item_type(&spec, described);
        let items: Value = (0..2).map(|index| one(&spec, &ty, 0, index)).collect();
        let mut data = items.clone();
        if let Response::Payload(Type::Named(name)) = &described.operation.response {
            let page = spec.api.types[name].page.as_ref().unwrap();
            data = json!({"totalCount": 99});
            set(&mut data, &page.items, items);
        }
        let (token, _) = token_reply();
        let server = Server::start(move |request: &Recorded| match is_token_request(request) {
            true => token.clone(),
            false => Reply::data(&data),
        });
        let server = server.await.unwrap();
        let clients = clients(&server).unwrap();
        let mut with = With::new(&clients);
        with.params = samples::params(&spec, described);
        with.body = samples::bodies(&spec, described).swap_remove(0);
        assert_eq!(collect(start(&with).unwrap()).await.len(), 2, "{}", described.label());
        let requests = server.recorded();
        let requested = requests.iter().filter(|request| !is_token_request(request)).count();
        assert_eq!(requested, 1, "{}", described.label());
        count += 1;
    }
    assert!(count > 30, "{count}");
}

/// The reason is documentation; this test checks that one exists and that there is no pagination.
#[test]
fn operations_without_pagination_have_no_items_method() {
    let spec = Spec::load().unwrap();
    for described in spec.operations() {
        let operation = described.operation;
        if let Some(reason) = &operation.no_pages {
            assert!(reason.ends_with('.'), "{}: {reason}", described.label());
            let entry = entry(described.api, &operation.name).unwrap();
            assert!(entry.paginate.is_none(), "{} can be paginated", described.label());
        }
    }
}
