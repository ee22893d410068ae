//! Decoding a page of 50 users: the SDK's tables against code that serde derives for the same
//! types.
//!
//! ```text
//! cargo bench -p genauth-bench --bench decode
//! ```

#![recursion_limit = "256"]
#![allow(clippy::expect_used, missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use genauth::management::UserPagingDto;
use genauth_bench::{by_hand::Envelope, derived, page};

fn decode(criterion: &mut Criterion) {
    let page = page();
    let mut group = criterion.benchmark_group("50 users");
    group.throughput(Throughput::Bytes(page.len() as u64));
    group.bench_function("genauth", |bench| {
        bench.iter(|| {
            let response: genauth::Envelope<UserPagingDto> =
                serde_json::from_slice(&page).expect("a response");
            response
        });
    });
    group.bench_function("serde derive", |bench| {
        bench.iter(|| {
            let response: Envelope<derived::UserPagingDto> =
                serde_json::from_slice(&page).expect("a response");
            response
        });
    });
    group.finish();
}

criterion_group!(benches, decode);
criterion_main!(benches);
