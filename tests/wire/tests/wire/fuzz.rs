//! Documented responses of all operations, mutated by type, structure and bytes, through the calls.
//!
//! Runs for a few seconds; for longer, and from another seed:
//! `GENAUTH_FUZZ_SECONDS=600 GENAUTH_FUZZ_SEED=7 cargo test -p genauth-wire fuzz`.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use genauth::{Error, RetryPolicy};
use serde_json::{Value, json};
use support::{Mutator, mutated_bytes};
use support::{Reply, Server, Spec, With, clients, entry, is_token_request, samples, token_reply};

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[tokio::test]
async fn mutated_responses_never_turn_a_failure_into_a_success() {
    let spec = Spec::load().unwrap();
    let token_reply = token_reply().0;
    let next = Arc::new(Mutex::new(Reply::new(500, "")));
    let script = Arc::clone(&next);
    let server = Server::start(move |request| match is_token_request(request) {
        true => token_reply.clone(),
        false => script.lock().unwrap().clone(),
    });
    let server = server.await.unwrap();
    let clients = clients(&server).unwrap();

    let documented: Vec<_> =
        spec.operations().filter_map(|it| Some((it, it.response_example()?.clone()))).collect();
    let seed = setting("GENAUTH_FUZZ_SEED", 1);
    let end = Instant::now() + Duration::from_secs(setting("GENAUTH_FUZZ_SECONDS", 10));
    let mut mutator = Mutator::new(seed);
    let (mut succeeded, mut failed) = (0_u64, 0_u64);
    while Instant::now() < end {
        let (described, response) = &documented[mutator.below(documented.len())];
        let mut value = response.clone();
        let is_failure = mutator.below(3) == 0;
        if is_failure && value.get("statusCode").is_some() {
            let statuses = [json!(403), json!(401), json!(404), json!(500), json!("403")];
            value["statusCode"] = statuses[mutator.below(statuses.len())].clone();
        }
        if let Some(data) = value.get_mut("data") {
            mutator.mutate(data);
        }
        let body = match mutator.below(3) {
            0 => mutated_bytes(&mut mutator, &value.to_string()),
            1 => serde_json::to_vec_pretty(&value).unwrap(),
            _ => value.to_string().into_bytes(),
        };
        *next.lock().unwrap() = Reply::new(200, body.clone());
        let mut with = With::new(&clients);
        with.params = samples::params(&spec, *described);
        with.body = samples::bodies(&spec, *described).into_iter().next().unwrap_or_default();
        with.retry = Some(RetryPolicy::never());
        let Ok(pending) = (entry(described.api, &described.operation.name).unwrap().make)(&with)
        else {
            continue;
        };
        let outcome = pending.await;
        let context =
            || format!("seed {seed}, {}: {}", described.label(), String::from_utf8_lossy(&body));
        // Status of the body, read by an independent reader.
        let said = serde_json::from_slice::<Value>(&body).ok().and_then(|body| {
            let status = body.get("statusCode")?;
            status.as_i64().or_else(|| status.as_str()?.parse().ok())
        });
        match outcome {
            Ok(_) => {
                succeeded += 1;
                assert!(said.is_none_or(|status| status == 200), "{}", context());
            }
            Err(Error::Api(_) | Error::Decode(_) | Error::Credential(_)) => failed += 1,
            Err(error) => panic!("{error:?}: {}", context()),
        }
    }
    assert!(succeeded > 100 && failed > 100, "{succeeded} succeeded, {failed} failed");
}
