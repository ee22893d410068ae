//! Cost of a call, compared with hand-written `reqwest` and serde code, with a server in another
//! process.
//!
//! ```text
//! cargo bench -p genauth-bench --bench calls
//! ```
//!
//! Groups named `cpu` measure the processor time of this process, including the kernel; groups
//! named `latency` measure wall time.

#![allow(clippy::expect_used, missing_docs)]

use std::{future::IntoFuture, path::Path, time::Duration};

use criterion::{
    Criterion,
    measurement::{Measurement, ValueFormatter, WallTime},
};
use genauth::ManagementClient;
use genauth::management::{
    IsUserExistsReqDto, ListUsersOptionsDto, ListUsersRequestDto, PaginationDto,
};
use genauth_bench::{ServerProcess, by_hand::ByHand};
use rustix::time::{ClockId, clock_gettime};
use tokio::runtime::{Builder, Runtime};

/// Processor time.
struct CpuTime(WallTime);

impl Measurement for CpuTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        let now = clock_gettime(ClockId::ProcessCPUTime);
        Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
    }

    fn end(&self, start: Duration) -> Duration {
        self.start() - start
    }

    fn add(&self, left: &Duration, right: &Duration) -> Duration {
        *left + *right
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        self.0.formatter()
    }
}

struct Clients {
    runtime: Runtime,
    by_hand: ByHand,
    admin: ManagementClient,
}

fn page(page: i64) -> ListUsersRequestDto {
    let pagination = PaginationDto::new().page(page).limit(50);
    ListUsersRequestDto::new().options(ListUsersOptionsDto::new().pagination(pagination))
}

fn calls<M: Measurement>(criterion: &mut Criterion<M>, kind: &str, clients: &Clients) {
    let Clients { runtime, by_hand, admin } = clients;
    let mut group = criterion.benchmark_group(format!("{kind}: small call"));
    group.bench_function("by hand", |bench| {
        bench.iter(|| runtime.block_on(by_hand.is_user_exists("alice")).expect("a response"));
    });
    group.bench_function("genauth", |bench| {
        bench.iter(|| {
            let call = admin.is_user_exists(IsUserExistsReqDto::new().username("alice"));
            runtime.block_on(call.into_future()).expect("a response")
        });
    });
    group.finish();
    let mut group = criterion.benchmark_group(format!("{kind}: 50 users"));
    group.bench_function("by hand", |bench| {
        bench.iter(|| runtime.block_on(by_hand.list_users(1)).expect("a response"));
    });
    group.bench_function("genauth", |bench| {
        bench.iter(|| {
            runtime.block_on(admin.list_users(page(1)).into_future()).expect("a response")
        });
    });
    group.finish();
}

fn main() {
    let server = ServerProcess::start(Path::new(env!("CARGO_BIN_EXE_bench-server")));
    let server = server.expect("a server");
    let clients = Clients {
        runtime: Builder::new_current_thread().enable_all().build().expect("a runtime"),
        by_hand: ByHand::new(server.host()).expect("a client"),
        admin: ManagementClient::builder("ACCESS_KEY_ID", "test-secret")
            .host(server.host())
            .build()
            .expect("a client"),
    };
    let cpu = Criterion::default().with_measurement(CpuTime(WallTime));
    let mut cpu = cpu.configure_from_args().measurement_time(Duration::from_secs(10));
    calls(&mut cpu, "cpu", &clients);
    let mut wall = Criterion::default().configure_from_args();
    calls(&mut wall, "latency", &clients);
    cpu.final_summary();
}
