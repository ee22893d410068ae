//! Subscribes to the events of a user pool and prints them.
//!
//! ```text
//! cargo run -p genauth --features event --example subscribe_events
//! ```
//!
//! Starts an emulator, signs a user in there, publishes an event, and drops the connection to show the
//! reconnect. To print the events of your own user pool until Ctrl+C:
//!
//! ```text
//! GENAUTH_ACCESS_KEY_ID=… GENAUTH_ACCESS_KEY_SECRET=… \
//!     cargo run -p genauth --features event --example subscribe_events -- authing.user.login
//! ```
//!
//! The arguments are event codes, `authing.user.login` by default.

use std::{
    env,
    error::Error,
    io::{self, Write},
};

use genauth::{
    Error as GenAuthError, ManagementClient,
    event::{Event, Subscription},
    management::DefineEventDto,
    object,
};
use genauth_emulator::Emulator;
use tokio::{sync::mpsc, task::JoinSet};

const CUSTOM: &str = "custom_shop.order";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if env::var("GENAUTH_ACCESS_KEY_ID").is_ok() {
        let mut codes: Vec<String> = env::args().skip(1).collect();
        if codes.is_empty() {
            codes.push("authing.user.login".to_owned());
        }
        return print_events(&ManagementClient::from_env()?, &codes).await;
    }
    let emulator = Emulator::start().await?;
    say(&format!("GENAUTH_ACCESS_KEY_ID is not set; started an emulator at {}.", emulator.host()))?;
    demonstrate(&emulator).await
}

/// Prints the events with these codes until Ctrl+C.
async fn print_events(admin: &ManagementClient, codes: &[String]) -> Result<(), Box<dyn Error>> {
    let (sender, mut lines) = mpsc::channel(100);
    let mut tasks = JoinSet::new();
    for code in codes {
        let mut subscription = admin.events().subscribe(code).start()?;
        let sender = sender.clone();
        tasks.spawn(async move {
            while let Some(item) = subscription.next().await {
                if sender.send(line(item)).await.is_err() {
                    return;
                }
            }
        });
    }
    // The channel closes when all subscriptions have ended.
    drop(sender);
    loop {
        tokio::select! {
            line = lines.recv() => match line {
                Some(line) => say(&line)?,
                None => return Err("all subscriptions have ended".into()),
            },
            stopped = tokio::signal::ctrl_c() => return Ok(stopped?),
        }
    }
}

/// Causes events at an emulator and prints them.
async fn demonstrate(emulator: &Emulator) -> Result<(), Box<dyn Error>> {
    let admin = emulator.management();
    let mut logins = admin.events().subscribe("authing.user.login").start()?;
    let mut orders = admin.events().subscribe(CUSTOM).start()?;
    emulator.events().wait_for_connections(2).await;

    let app = emulator.authentication();
    app.sign_up_by_username_password("alice", "test-secret").await?;
    app.sign_in_by_username_password("alice", "test-secret").await?;
    say(&next_line(&mut logins).await?)?;

    admin.define_event(DefineEventDto::new(CUSTOM, "An order")).await?;
    admin.events().publish(CUSTOM, object!({"orderId": "1001"}).as_map()).await?;
    say(&next_line(&mut orders).await?)?;

    say("The emulator drops all connections.")?;
    emulator.events().drop_connections();
    for subscription in [&mut logins, &mut orders] {
        // The error, and the gap after the reconnect.
        say(&next_line(subscription).await?)?;
        say(&next_line(subscription).await?)?;
    }
    logins.close().await;
    orders.close().await;
    Ok(())
}

async fn next_line(subscription: &mut Subscription) -> Result<String, Box<dyn Error>> {
    Ok(line(subscription.next().await.ok_or("the subscription has ended")?))
}

/// Returns the line that describes an item.
fn line(item: Result<Event, GenAuthError>) -> String {
    match item {
        Ok(Event::UserLogin(login)) => {
            format!("signed in: {} ({})", shown(login.username()), shown(login.user_id()))
        }
        Ok(Event::Custom(event)) => format!("{}: {}", shown_code(&event), event.data()),
        Ok(Event::Gap(gap)) => {
            let lost = gap.to().duration_since(gap.from()).unwrap_or_default();
            format!("connected again; events of {lost:.1?} are lost")
        }
        Ok(Event::Dropped(dropped)) => format!("{} events were dropped", dropped.count()),
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("interrupted: {error}"),
    }
}

fn shown_code(event: &genauth::event::RawEvent) -> &str {
    event.code().map_or("no code", |code| code.as_str())
}

fn shown(text: Option<&str>) -> &str {
    text.unwrap_or("unknown")
}

fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}
