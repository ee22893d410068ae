#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod api;
mod call;
mod calls;
mod changes;
mod clock;
mod control;
pub mod demo;
mod emulator;
mod events;
mod failure;
mod faults;
mod handlers;
mod home;
mod hosts;
mod log;
mod methods;
mod operation_call;
mod outbox;
mod pages;
mod qr;
mod server;
mod shared;
mod single_logout;
mod snapshot;
mod state;
mod state_file;
mod text;
mod tokens;
mod unknown;
mod webhook_sender;
mod webhooks;
mod wire;
mod xml;

pub use calls::Recorded;
pub use clock::{Clock, Timestamp};
pub use emulator::{Builder, Emulator};
pub use events::{EventFault, Events, PlannedEventFault};
pub use faults::{Faults, Planned};
pub use handlers::keeps_state;
pub use log::{Logged, RequestLog};
pub use operation_call::{Exchange, InvalidCall, OperationCall};
pub use outbox::{Arrivals, Outbox};
pub use state::{
    application::{Application, ClientAuth, IdTokenAlg, Settings},
    outbox::{Medium, Message},
};
pub use unknown::UnknownOperation;
