//! Load benchmark of an emulator, with the SDK in the same process.
//!
//! ```text
//! cargo bench -p genauth-emulator --bench load               # both parts, about two minutes
//! cargo bench -p genauth-emulator --bench load -- sweep      # calls against the number of users
//! cargo bench -p genauth-emulator --bench load -- mixed 60   # 256 mixed clients for 60 seconds
//! ```
//!
//! `sweep` measures single calls in pools of 100 to 20,000 users: the time depends only on the page
//! size. `mixed` runs 256 clients that sign up, sign in, read, write and list at once while users,
//! sessions and records pile up: the rate at the end equals that at the beginning.

use std::{
    error::Error,
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use genauth::{
    AuthenticationClient, ManagementClient,
    authentication::GetProfileParams,
    management::{
        CreateUserBatchReqDto, CreateUserInfoDto, CreateUserReqDto, GetUserParams,
        ListUsersAdvancedFilterItemDto, ListUsersOptionsDto, ListUsersRequestDto, PaginationDto,
        UserFilterOperator, UserIdType,
    },
};
use genauth_emulator::Emulator;

const CLIENTS: usize = 256;
const SECONDS: u64 = 60;
const PASSWORD: &str = "test-secret";
const POPULATIONS: [usize; 4] = [100, 1_000, 6_000, 20_000];
/// Number of measured calls of each kind.
const CALLS: u32 = 200;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds its own arguments.
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let part = words.first().map(String::as_str);
    let seconds = words.get(1).and_then(|seconds| seconds.parse().ok()).unwrap_or(SECONDS);
    if part != Some("mixed") {
        sweep().await?;
    }
    if part != Some("sweep") {
        mixed(seconds).await?;
    }
    Ok(())
}

/// Measures calls with a growing number of users.
async fn sweep() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start().await?;
    let admin = emulator.management();
    writeln!(io::stdout(), "milliseconds a call, one after the other")?;
    writeln!(
        io::stdout(),
        "{:>7} {:>10} {:>10} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "users",
        "list 10",
        "last page",
        "by email",
        "keyword",
        "get user",
        "create",
        "sign up"
    )?;
    let mut users = 0;
    for population in POPULATIONS {
        while users < population {
            let end = population.min(users + 50);
            let batch = (users..end).map(|number| user(&number.to_string()));
            admin.create_users_batch(CreateUserBatchReqDto::new(batch.collect::<Vec<_>>())).await?;
            users = end;
        }
        let pages = i64::try_from(population / 10)?;
        let first = timed(async |_| list(&admin, ListUsersRequestDto::new()).await).await?;
        let last = timed(async |_| list(&admin, page(pages)).await).await?;
        let email = timed(async |number| list(&admin, by_email(number)).await).await?;
        let keyword = timed(async |number| list(&admin, by_keyword(number)).await).await?;
        let one = timed(async |number| {
            let params = GetUserParams::new(format!("user-{}", number % 100));
            admin.get_user(params.user_id_type(UserIdType::Username)).await.map(drop)
        });
        let one = one.await?;
        let created = timed(async |number| {
            let name = format!("more-{population}-{number}");
            admin.create_user(CreateUserReqDto::new().username(name)).await.map(drop)
        });
        let created = created.await?;
        let app = emulator.authentication();
        let signed_up = timed(async |number| {
            let name = format!("new-{population}-{number}");
            app.sign_up_by_username_password(name, PASSWORD).await.map(drop)
        });
        let signed_up = signed_up.await?;
        writeln!(
            io::stdout(),
            "{population:>7} {first:>10.3} {last:>10.3} {email:>10.3} {keyword:>10.3} {one:>10.3} \
             {created:>10.3} {signed_up:>10.3}"
        )?;
    }
    Ok(())
}

fn user(number: &str) -> CreateUserInfoDto {
    CreateUserInfoDto::new()
        .username(format!("user-{number}"))
        .email(format!("user-{number}@example.com"))
        .name(format!("User {number}"))
}

fn page(number: i64) -> ListUsersRequestDto {
    let pagination = PaginationDto::new().page(number).limit(10);
    ListUsersRequestDto::new().options(ListUsersOptionsDto::new().pagination(pagination))
}

fn by_email(number: u32) -> ListUsersRequestDto {
    let email = format!("user-{}@example.com", number % 100);
    let condition = ListUsersAdvancedFilterItemDto::new("email", UserFilterOperator::Equal);
    ListUsersRequestDto::new().advanced_filter([condition.value(email)])
}

fn by_keyword(number: u32) -> ListUsersRequestDto {
    ListUsersRequestDto::new().keywords(format!("user-{}", number % 100))
}

async fn list(
    admin: &ManagementClient,
    request: ListUsersRequestDto,
) -> Result<(), genauth::Error> {
    admin.list_users(request).await.map(drop)
}

/// Returns the mean duration of some calls, in milliseconds.
async fn timed(
    call: impl AsyncFn(u32) -> Result<(), genauth::Error>,
) -> Result<f64, genauth::Error> {
    call(CALLS).await?;
    let start = Instant::now();
    for number in 0..CALLS {
        call(number).await?;
    }
    Ok(start.elapsed().as_secs_f64() * 1_000.0 / f64::from(CALLS))
}

/// Number of calls in each second, and errors.
struct Counts {
    start: Instant,
    calls: Vec<AtomicU64>,
    errors: AtomicU64,
}

impl Counts {
    fn add(&self, is_ok: bool) {
        let second = usize::try_from(self.start.elapsed().as_secs()).unwrap_or(usize::MAX);
        if let Some(calls) = self.calls.get(second) {
            calls.fetch_add(1, Ordering::Relaxed);
        }
        self.errors.fetch_add(u64::from(!is_ok), Ordering::Relaxed);
    }

    /// Returns the rate of calls per second between two seconds.
    fn rate(&self, from: usize, to: usize) -> u64 {
        let calls = self.calls.get(from..to).unwrap_or_default();
        let sum: u64 = calls.iter().map(|calls| calls.load(Ordering::Relaxed)).sum();
        sum / u64::try_from(calls.len().max(1)).unwrap_or(1)
    }
}

/// Runs many clients with a mix of operations.
async fn mixed(seconds: u64) -> Result<(), Box<dyn Error>> {
    let emulator = Arc::new(Emulator::start().await?);
    let length = usize::try_from(seconds)?;
    let calls = (0..length).map(|_| AtomicU64::new(0)).collect();
    let counts = Arc::new(Counts { start: Instant::now(), calls, errors: AtomicU64::new(0) });
    let end = counts.start + Duration::from_secs(seconds);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (emulator, counts) = (Arc::clone(&emulator), Arc::clone(&counts));
            let (app, admin) = (emulator.authentication(), emulator.management());
            tokio::spawn(async move { client(&app, &admin, number, &counts, end).await })
        })
        .collect();
    for client in clients {
        client.await?;
    }
    let users = emulator.management().list_users(ListUsersRequestDto::new()).await?.total_count;
    let part = length.min(10);
    writeln!(
        io::stdout(),
        "{CLIENTS} mixed clients for {seconds} s: {} a second in the first {part} s, {} in the last; \
         {users} users at the end, {} errors",
        counts.rate(0, part),
        counts.rate(length - part, length),
        counts.errors.load(Ordering::Relaxed),
    )?;
    Ok(())
}

/// Signs up and signs in new users, reads their data, searches for them and adds them to groups.
async fn client(
    app: &AuthenticationClient,
    admin: &ManagementClient,
    number: usize,
    counts: &Counts,
    end: Instant,
) {
    for round in 0.. {
        if Instant::now() >= end {
            return;
        }
        let name = format!("user-{number}-{round}");
        counts.add(app.sign_up_by_username_password(&*name, PASSWORD).await.is_ok());
        let tokens = app.sign_in_by_username_password(&*name, PASSWORD).await;
        counts.add(tokens.is_ok());
        let token = tokens.ok().and_then(|tokens| tokens.access_token);
        let user = app.with_access_token(token);
        for _ in 0..3 {
            counts.add(user.get_profile(GetProfileParams::new()).await.is_ok());
            counts.add(admin.list_users(ListUsersRequestDto::new()).await.is_ok());
        }
        let params = GetUserParams::new(&*name).user_id_type(UserIdType::Username);
        counts.add(admin.get_user(params).await.is_ok());
        let other = CreateUserReqDto::new().username(format!("{name}-other"));
        counts.add(admin.create_user(other).await.is_ok());
    }
}
