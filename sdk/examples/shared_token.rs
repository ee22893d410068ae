//! Shares one management token between several processes through Redis.
//!
//! ```text
//! GENAUTH_ACCESS_KEY_ID=ACCESS_KEY_ID GENAUTH_ACCESS_KEY_SECRET=… \
//!     REDIS_URL=redis://127.0.0.1:6379/0 \
//!     cargo run -p genauth --features redis --example shared_token
//! ```
//!
//! Run it twice within two hours: only the first run requests a token.
//!
//! Read access to the database grants the permissions of the access key. Protect it with a password,
//! and allow access only from these processes.

use std::{
    env,
    error::Error,
    io::{self, Write},
};

use genauth::management::ListUsersRequestDto;
use genauth::{
    Incoming, ManagementClient, Middleware, MiddlewareFuture, Outgoing, RedisTokenStore,
};

/// Prints each request and its duration.
struct Say;

impl Middleware for Say {
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let printed = say(&format!("-> {}", outgoing.operation()));
        Box::pin(async move { Ok(printed?) })
    }

    fn after_response(&self, incoming: &Incoming<'_>) {
        // A closed terminal is not an error.
        let _ = say(&format!("<- {} after {:?}", incoming.operation(), incoming.elapsed()));
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let Ok(address) = env::var("REDIS_URL") else {
        say("Set REDIS_URL, GENAUTH_ACCESS_KEY_ID and GENAUTH_ACCESS_KEY_SECRET to try this.")?;
        return Ok(());
    };
    let store = RedisTokenStore::new(address)?.key_prefix("example:");
    let admin = ManagementClient::builder_from_env()?.token_store(store).middleware(Say).build()?;
    let page = admin.list_users(ListUsersRequestDto::new()).await?;
    say(&format!("{} users", page.total_count))?;
    Ok(())
}

fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}
