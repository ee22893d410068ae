//! Documented bodies of all operations, mutated by type and structure, through their types.
//!
//! Runs for a few seconds; for longer, and from another seed:
//! `GENAUTH_FUZZ_SECONDS=600 GENAUTH_FUZZ_SEED=7 cargo test -p genauth-golden fuzz`.

use std::time::{Duration, Instant};

use genauth_codegen::api::{Api, Type, TypeKind};
use serde_json::Value;
use support::{DIFFERENT_CLONE, Mutator, documented_bodies, problems, spec, trip_of};

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn mutated_bodies_are_decoded_correctly_or_rejected() {
    let document = genauth_codegen::document::load(&spec()).map_err(problems).unwrap();
    let api = genauth_codegen::model(&document).map_err(problems).unwrap();
    let bodies = documented_bodies(&document);
    let seed = setting("GENAUTH_FUZZ_SEED", 1);
    let end = Instant::now() + Duration::from_secs(setting("GENAUTH_FUZZ_SECONDS", 10));
    let mut mutator = Mutator::new(seed);
    let (mut read, mut rejected) = (0_u64, 0_u64);
    while Instant::now() < end {
        let body = &bodies[mutator.below(bodies.len())];
        let Some(name) = body.type_name.as_deref() else { continue };
        let Some(trip) = trip_of(name) else { continue };
        let mut value = body.value.clone();
        mutator.mutate(&mut value);
        let context = || format!("seed {seed}, {} of {}: {value}", name, body.operation);
        match trip(&value) {
            Ok(written) => {
                read += 1;
                // Serialized values are read back as equal values.
                let again = match trip(&written) {
                    Ok(again) => again,
                    // A single item is written as a list, one level deeper.
                    Err(error) if error.contains("nesting deeper") => continue,
                    Err(error) => panic!("{error}: {}", context()),
                };
                assert_eq!(again, written, "{}", context());
                if let Some(place) =
                    empty_identifying(&api, &Type::Named(name.to_owned()), &written, "")
                {
                    panic!("{place} is empty: {}", context());
                }
            }
            Err(error) => {
                rejected += 1;
                assert_ne!(error, DIFFERENT_CLONE, "{}", context());
                assert!(!error.contains("read differently"), "{}", context());
            }
        }
    }
    assert!(read > 100 && rejected > 100, "{read} bodies were decoded, {rejected} rejected");
}

/// Returns the JSON pointer of an identifying field that is missing or empty in the output of a
/// type.
fn empty_identifying(api: &Api, ty: &Type, value: &Value, at: &str) -> Option<String> {
    match ty {
        Type::Named(name) => match &api.types.get(name)?.kind {
            TypeKind::Struct(fields) => fields.iter().find_map(|field| {
                let at = format!("{at}/{}", field.wire);
                let found = value.get(&field.wire);
                let is_empty = found.is_none_or(|it| it.is_null() || it.as_str() == Some(""));
                match found {
                    _ if field.identifying && is_empty => Some(at),
                    Some(found) => empty_identifying(api, &field.ty, found, &at),
                    None => None,
                }
            }),
            TypeKind::Envelope(Some(payload)) => {
                let data = value.get("data").filter(|data| !data.is_null())?;
                empty_identifying(api, payload, data, &format!("{at}/data"))
            }
            _ => None,
        },
        Type::List(inner) => value.as_array()?.iter().enumerate().find_map(|(index, item)| {
            empty_identifying(api, inner, item, &format!("{at}/{index}"))
        }),
        Type::Map(inner) => value
            .as_object()?
            .iter()
            .find_map(|(key, item)| empty_identifying(api, inner, item, &format!("{at}/{key}"))),
        Type::Nullable(inner) | Type::Boxed(inner) => empty_identifying(api, inner, value, at),
        _ => None,
    }
}
