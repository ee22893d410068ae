//! Pagination: lists page by page ([`Pages`]) or item by item ([`Items`]).
//!
//! Each page is an ordinary call. The page parameters of an operation are data
//! ([`Pagination`](crate::Pagination)), and the facts on a page are read through
//! [`Page`](crate::Page), so one state machine ([`paginator`]) serves all types.

mod cursor;
mod items;
mod pages;
mod paginator;
mod progress;

pub use cursor::{Cursor, CursorError};
pub use items::Items;
pub use pages::Pages;
