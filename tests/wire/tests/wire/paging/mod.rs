//! Pagination reads lists to their end, and no further.

mod every_operation;
mod numbered;
mod prefetch;
mod resume;
mod server_cursors;
mod users;
