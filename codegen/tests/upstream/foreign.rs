//! Documents in other styles than the vendor's.

use genauth_codegen::facts;
use genauth_codegen::upstream::{Map, Upstream, read};

use crate::rig::{API, notes, shown, source};

fn upstream(name: &str, text: &str) -> Upstream {
    match read(&source(name, text), &Map::default(), API) {
        Ok(upstream) => upstream,
        Err(found) => panic!("{}", shown(found.into_sorted())),
    }
}

/// Returns the lines of the snapshot without digests of texts and examples.
fn lines(upstream: &Upstream) -> Vec<String> {
    let mut facts = upstream.facts.clone();
    for attributes in facts.entries.values_mut() {
        attributes.retain(|name, _| name != "text" && name != "example");
    }
    let text = facts::write(&facts);
    text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect()
}

#[track_caller]
fn assert_notes(upstream: &Upstream, expected: &[&str]) {
    let notes = notes(upstream);
    for expected in expected {
        assert!(notes.iter().any(|note| note.contains(expected)), "{expected}: {notes:#?}");
    }
    assert_eq!(notes.len(), expected.len(), "{notes:#?}");
}

#[test]
fn pets() {
    let upstream = upstream("pets.yaml", include_str!("documents/pets.yaml"));
    let expected = r#"{
"GET /pets": {"id":"listPets","tag":"pets"}
"GET /pets query limit": {"maximum":100,"type":"integer"}
"GET /pets response": {"media":"application/json","status":200,"type":"ref Pets"}
"POST /pets": {"id":"createPets","tag":"pets"}
"POST /pets body": {"media":"application/json","required":true,"type":"ref Pet"}
"POST /pets response": {"status":201}
"GET /pets/{petId}": {"id":"showPetById","tag":"pets"}
"GET /pets/{petId} path petId": {"required":true,"type":"string"}
"GET /pets/{petId} response": {"media":"application/json","status":200,"type":"ref Pet"}
"Error": {"kind":"object"}
"Error/code": {"required":true,"type":"integer"}
"Error/message": {"required":true,"type":"string"}
"Pet": {"kind":"object"}
"Pet/id": {"required":true,"type":"integer"}
"Pet/kind": {"type":"string","values":["cat","dog"]}
"Pet/name": {"required":true,"type":"string"}
"Pet/tag": {"type":"string"}
"Pets": {"kind":"alias","type":"array<ref Pet>"}
}"#;
    assert_eq!(lines(&upstream), expected.lines().collect::<Vec<_>>());
    assert_notes(
        &upstream,
        &["`application/xml`", "responses of errors", "`headers` of a response", "`maxItems: 100`"],
    );
}

#[test]
fn shop() {
    let upstream = upstream("shop.json", include_str!("documents/shop.json"));
    let expected = r#"{
"POST /items/": {"id":"create_item_items__post","security":["OAuth2PasswordBearer"],"tag":"items"}
"POST /items/ body": {"media":"application/x-www-form-urlencoded","required":true,"type":"ref Body_create_item_items__post"}
"POST /items/ response": {"media":"application/json","status":200,"type":"any"}
"GET /items/{item_id}": {"id":"read_item_items__item_id__get","tag":"items"}
"GET /items/{item_id} path item_id": {"format":"uuid","required":true,"type":"string"}
"GET /items/{item_id} query q": {"maxLength":50,"type":"nullable<string>"}
"GET /items/{item_id} response": {"media":"application/json","status":200,"type":"ref Item"}
"Body_create_item_items__post": {"kind":"object"}
"Body_create_item_items__post/name": {"required":true,"type":"string"}
"HTTPValidationError": {"kind":"object"}
"HTTPValidationError/detail": {"type":"array<object>"}
"HTTPValidationError/detail/[]/loc": {"required":true,"type":"array<oneOf<integer, string>>"}
"HTTPValidationError/detail/[]/msg": {"required":true,"type":"string"}
"Item": {"kind":"object"}
"Item/kind": {"required":true,"type":"string","values":["new","used"]}
"Item/name": {"required":true,"type":"string"}
"Item/notes": {"type":"nullable<map<string>>"}
"Item/parent": {"type":"nullable<ref Item>"}
"Item/price": {"minimum":0,"required":true,"type":"number"}
"Item/state": {"default":"live","type":"string","values":["live"]}
"Kind": {"kind":"enum","values":["new","used"]}
}"#;
    assert_eq!(lines(&upstream), expected.lines().collect::<Vec<_>>());
    assert_notes(
        &upstream,
        &["responses of errors", "counts as `minimum`", "has no security scheme"],
    );
}

#[test]
fn library() {
    let upstream = upstream("library.yaml", include_str!("documents/library.yaml"));
    let expected = r#"{
"DELETE /books/{isbn}": {"id":"deleteBook","security":[]}
"DELETE /books/{isbn} path isbn": {"required":true,"type":"string"}
"DELETE /books/{isbn} query lang": {"default":"en","type":"string","values":["en","no"]}
"DELETE /books/{isbn} response": {"status":204}
"GET /books/{isbn}": {"id":"getBook","security":["key"]}
"GET /books/{isbn} path isbn": {"required":true,"type":"string"}
"GET /books/{isbn} query lang": {"default":"en","type":"string","values":["en","no"]}
"GET /books/{isbn} response": {"media":"application/json","status":200,"type":"ref Book"}
"PUT /books/{isbn}": {"id":"putBook","security":["key"]}
"PUT /books/{isbn} path isbn": {"required":true,"type":"string"}
"PUT /books/{isbn} query lang": {"default":"en","required":true,"type":"string","values":["en","no"]}
"PUT /books/{isbn} body": {"media":"application/json","required":true,"type":"ref Book"}
"PUT /books/{isbn} response": {"media":"application/json","status":200,"type":"ref Book"}
"Book": {"kind":"object"}
"Book/added": {"format":"date","type":"string"}
"Book/authors": {"type":"array<object>"}
"Book/authors/[]/name": {"type":"string"}
"Book/series": {"type":"nullable<ref Series>"}
"Book/title": {"required":true,"type":"string"}
"Series": {"kind":"object"}
"Series/books": {"type":"array<ref Book>"}
"Timed": {"kind":"object"}
"Timed/added": {"format":"date","type":"string"}
}"#;
    assert_eq!(lines(&upstream), expected.lines().collect::<Vec<_>>());
    assert_notes(&upstream, &["responses of errors", "`pattern`", "has no security scheme"]);
}
