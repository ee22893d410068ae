//! Calls of operations by name, with JSON and text: those of the command `call`.

mod body;
mod call;
mod exchange;
mod find;
mod identity;
mod invalid;

pub use call::OperationCall;
pub use exchange::Exchange;
pub use invalid::InvalidCall;
