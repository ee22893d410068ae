//! A server that records what it is sent, and every operation of the SDK as a function of JSON.

mod calls;
mod clients;
mod description;
mod multipart;
pub mod raw;
pub mod samples;
mod server;
mod shown;
mod until;

pub use calls::{Answered, CALLS, Clients, Entry, Pending, Walk, Walked, With, entry};
pub use clients::{
    ACCESS_KEY, APP_ID, POOL_ID, USER_TOKEN, answering, clients, is_token_request, token_reply,
};
pub use description::{Described, Description};
pub use multipart::{Part, parts};
pub use server::{Recorded, Reply, Server};
pub use shown::{SHOWN, Show};
pub use until::until;
